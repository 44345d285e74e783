from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityComplaintFile(models.Model):
    """The sheets of a complaint, and what open ones hold up [CO-24 to CO-26, CO-84]."""

    _inherit = "quality.complaint"

    visit_ids = fields.One2many("quality.complaint.visit", "complaint_id", "Visits")
    laboratory_ids = fields.One2many(
        "quality.complaint.laboratory", "complaint_id", "Disputes on Goods"
    )
    group_ids = fields.One2many(
        "quality.complaint.group", "complaint_id", "Investigation Groups"
    )
    report_ids = fields.One2many(
        "quality.complaint.report", "complaint_id", "Reports by Departments"
    )
    feedback_ids = fields.One2many(
        "quality.complaint.feedback", "complaint_id", "Check Feedback"
    )
    dispute_ids = fields.One2many(
        "quality.complaint.dispute", "complaint_id", "Disputes"
    )
    in_dispute = fields.Boolean(compute="_compute_in_dispute", compute_sudo=True)
    group_required = fields.Boolean(related="level_id.group_required")

    @api.depends("dispute_ids.state")
    def _compute_in_dispute(self):
        for record in self:
            record.in_dispute = "open" in record.dispute_ids.mapped("state")

    def action_new_sheet(self):
        """Open an empty sheet of the kind that the button names."""
        self.ensure_one()
        model = self.env.context.get("sheet")
        if model not in self._get_sheet_models():
            raise UserError(self.env._("This is no sheet of a complaint."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(model).name,
            "res_model": model,
            "views": [(False, "form")],
            "context": {"default_complaint_id": self.id},
        }

    @api.model
    def _get_sheet_models(self):
        """Names of the models of the sheets."""
        part = self.env.registry["quality.complaint.part"]
        return {
            name
            for name, cls in self.env.registry.items()
            if not cls._abstract and issubclass(cls, part)
        }

    def _get_solve_blockers(self):
        blockers = super()._get_solve_blockers() + self._get_laboratory_blockers()
        groups = self.sudo().group_ids  # whether there is one, not what it says
        if self.group_required and "reported" not in groups.mapped("state"):
            blockers.append(
                self.env._(
                    "the level “%(level)s” asks for the report of an investigation "
                    "group.",
                    level=self.level_id.name,
                )
            )
        return blockers

    def _get_laboratory_blockers(self):
        rows = self.sudo().laboratory_ids  # states only
        if {"dispute", "laboratory"} & set(rows.mapped("state")):
            return [
                self.env._(
                    "the goods are in dispute: decide or withdraw the laboratory sheet."
                )
            ]
        return []

    def _get_close_blockers(self):
        blockers = super()._get_close_blockers() + self._get_laboratory_blockers()
        if {"sent", "answered"} & set(self.sudo().feedback_ids.mapped("state")):
            blockers.append(
                self.env._("a check feedback of a department is not verified yet.")
            )
        if "arrived" in self.sudo().visit_ids.mapped("state"):
            blockers.append(self.env._("finish the sheet of the visit on site."))
        return blockers + self._get_dispute_blockers()

    def _get_reject_blockers(self):
        return super()._get_reject_blockers() + self._get_dispute_blockers()

    def _get_dispute_blockers(self):
        if not self.in_dispute:
            return []
        return [
            self.env._("a dispute outside the house is open: record its result first.")
        ]

    def _sync_dispute_hold(self):
        """Deletion waits while a dispute is open, and no longer for that reason."""
        reason = self.env._("Dispute outside the company")
        for record in self:
            held = record.retention_dispute
            if record.in_dispute != held and (
                not held or record.retention_dispute_reason == reason
            ):
                vals = {
                    "retention_dispute": not held,
                    "retention_dispute_reason": reason,
                }
                record.sudo()._write_protected(vals)  # checked by the calling step
                record._reset_retention_check()
                record._on_retention_dispute(not held, reason)
