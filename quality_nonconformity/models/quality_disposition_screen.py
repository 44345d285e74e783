from odoo import api, fields, models


class QualityDispositionScreen(models.Model):
    """Dialogs of a disposition's steps."""

    _inherit = "quality.disposition"

    can_take_back = fields.Boolean(compute="_compute_can_take_back")

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_take_back(self):
        officer = self.env.user.has_group("quality_base.group_quality_officer")
        staff = self.env.user.has_group("quality_base.group_quality_user")
        for record in self:
            record.can_take_back = (record.state == "approved" and officer) or (
                record.state == "draft"
                and (staff or record.reporter_id == self.env.user)
            )

    def _ask_execution(self):
        """Open the dialog that asks whoever carries it out for witnesses and result."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Execute"),
            "res_model": "quality.disposition.execute",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_disposition_id": self.id},
        }

    def action_ask_verify(self):
        """Open the dialog that asks what passed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Verify"),
            "res_model": "quality.disposition.verify",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_disposition_id": self.id},
        }

    def action_ask_reason(self):
        """Open the dialog that asks why it is taken back."""
        self.ensure_one()
        return self.env["quality.nonconformity.reason"]._open(self, "take_back")

    def action_view_transfers(self):
        return self.picking_ids._get_records_action(name=self.env._("Transfers"))

    def action_view_scraps(self):
        return self.scrap_ids._get_records_action(name=self.env._("Scrap Orders"))
