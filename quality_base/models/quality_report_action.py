from odoo import api, fields, models
from odoo.exceptions import UserError

#: set by the decision of the report
_STARTED = ("capa_id", "started")


class QualityReportAction(models.Model):
    """What a report or review decided to do, by whom and until when [XX-25]."""

    _name = "quality.report.action"
    _description = "Action of a Report"
    _inherit = ["quality.guard.mixin", "quality.export.mixin"]
    _order = "date_deadline, id"

    report_id = fields.Many2one(
        "quality.report", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    name = fields.Char("Action", required=True)
    user_id = fields.Many2one("res.users", "Responsible", required=True)
    date_deadline = fields.Date("Until", required=True)
    kind = fields.Selection(
        [("activity", "Activity"), ("capa", "Corrective Action")],
        required=True,
        default="activity",
    )
    capa_id = fields.Many2one("quality.capa", readonly=True, index="btree_not_null")
    started = fields.Boolean(readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:  # what the decision starts, no user sets
            unset = dict.fromkeys(_STARTED, False)
            vals_list = [vals | unset for vals in vals_list]
        actions = super().create(vals_list)
        actions._check_open()
        return actions

    def write(self, vals):
        self._check_open()
        if not self.env.su and not vals.keys().isdisjoint({"report_id", *_STARTED}):
            raise UserError(
                self.env._(
                    "An action stays in its report and is started by the report's "
                    "decision. Enter it anew where it belongs."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_open()

    def _check_open(self):
        if not self.env.su and any(a.report_id.state == "decided" for a in self):
            raise UserError(
                self.env._(
                    "The report is decided: its actions stay as they are. Record what "
                    "changes in the activity or corrective action itself."
                )
            )

    def _start(self):
        """Create the activity or corrective action of each line, once."""
        for action in self.filtered(lambda a: not a.started):
            vals = {"started": True}
            if action.kind == "capa":
                # a reader outside of the quality staff may not create one himself
                capa = self.env["quality.capa"].sudo().create(action._prepare_capa())
                vals["capa_id"] = capa.id
            else:
                action.report_id.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=action.date_deadline,
                    summary=action.name,
                    user_id=action.user_id.id,
                )
            # the reader has decided (checked by the report): the lines follow
            action.sudo().write(vals)

    def _prepare_capa(self):
        self.ensure_one()
        return {
            "title": self.name,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "confidential": self.report_id.confidential,
        }
