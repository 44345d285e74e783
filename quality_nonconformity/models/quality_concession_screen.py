from odoo import models


class QualityConcessionScreen(models.Model):
    """Buttons of a concession: dialogs and what belongs to it."""

    _inherit = "quality.concession"

    def action_revoke(self):
        return self._open_step("revoke", self.env._("Revoke"))

    def action_release_rest(self):
        return self._open_step("release_rest", self.env._("Rest Conforms"))

    def action_confirm_use(self):
        """Ask the head of the department for the quantity."""
        return self._open_step("confirm_use", self.env._("Confirm Use"))

    def action_record_consent(self):
        """Open a new consent: customer, date, proof."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record Consent"),
            "res_model": "quality.concession.consent",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_concession_id": self.id,
                "default_company_id": self.company_id.id,
                "default_partner_id": self.partner_ids.id
                if len(self.partner_ids) == 1
                else False,
            },
        }

    def action_view_disposition(self):
        return self.disposition_id._get_records_action()

    def action_view_nonconformity(self):
        return self.nonconformity_id._get_records_action()

    def action_view_transfers(self):
        """Open the transfers that delivered, used or returned its goods."""
        return self.use_ids.picking_id._get_records_action(name=self.env._("Transfers"))

    def _open_step(self, step, title, consent=None):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "quality.concession.step",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_concession_id": self.id,
                "default_consent_id": consent.id if consent else False,
                "default_step": step,
            },
        }
