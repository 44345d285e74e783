from odoo import api, models


class PartnerMerge(models.TransientModel):
    """Merged customers keep one open question to which unit they belong [CT-12]."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        decisions = self.env["customer.territory"].sudo()  # whoever merges, all count
        waiting = decisions.search(
            [
                ("commercial_partner_id", "in", (src_partners | dst_partner).ids),
                ("kind", "=", "cross_region"),
                ("state", "in", ("draft", "submitted")),
            ]
        )
        for rows in waiting.grouped("program_id").values():
            rows[1:]._set_state(
                "cancelled", reason=self.env._("The customer was merged.")
            )
        return super()._update_foreign_keys(src_partners, dst_partner)
