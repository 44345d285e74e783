from odoo import api, models
from odoo.fields import Domain


class CustomerClassMerge(models.TransientModel):
    """Customers that are merged keep one class in force, and all history [CT-16]."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self._keep_one_class(src_partners | dst_partner, dst_partner)
        super()._update_foreign_keys(src_partners, dst_partner)
        # core moved the links by SQL: what follows from them is computed anew
        plans = self.env["customer.plan"].sudo()  # whoever merges, all follow
        moved = plans.search([("partner_id", "=", dst_partner.id)])
        self.env.add_to_compute(plans._fields["commercial_partner_id"], moved)

    def _keep_one_class(self, partners, dst_partner):
        """Open ratings are void; of each company the latest decided class stays."""
        ratings = self.env["customer.class.rating"].sudo()  # whoever merges, all count
        found = ratings.search(
            Domain("partner_id", "in", partners.ids)
            & Domain("state", "in", ("proposed", "decided"))
        )
        reason = self.env._("The customer was merged with another one.")
        decided = found.filtered(lambda rating: rating.state == "decided")
        (found - decided)._set_state("cancelled", reason=reason)
        for rows in decided.grouped("company_id").values():
            kept = rows.sorted(lambda rating: (rating.date_decided, rating.id))[-1:]
            (rows - kept)._set_state("past")
        found.flush_recordset()
