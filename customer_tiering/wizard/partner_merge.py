from odoo import api, models
from odoo.fields import Domain


class PartnerMerge(models.TransientModel):
    """Customers that are merged keep one standing, one registration, all history.

    Core moves rows by plain SQL: what exists once per customer is settled before.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        partners = src_partners | dst_partner
        self._cancel_open_changes(partners)
        self._keep_one_standing(partners, dst_partner)
        self._keep_one_registration(partners, dst_partner)
        self._keep_one_rating(partners, dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        for name in self._get_claims():
            # core moved the links by SQL: what follows from them is computed anew
            records = (
                self.env[name].sudo().search([("partner_id", "=", dst_partner.id)])
            )
            field = records._fields["commercial_partner_id"]
            self.env.add_to_compute(field, records)
        return result

    @api.model
    def _get_claims(self):
        """Return the models that keep the company of their customer beside it."""
        return (
            *("customer.agreement", "customer.registration"),
            *("customer.authorization", "customer.territory", "customer.plan"),
        )

    def _cancel_open_changes(self, partners):
        """Proposals for a part of the customer are void: the next run makes new ones."""
        changes = self.env["customer.tier.change"].sudo()  # whoever merges, all go
        waiting = changes.search(
            Domain("partner_id", "in", partners.ids)
            & Domain("state", "in", ("proposed", "submitted"))
        )
        reason = self.env._("The customer was merged with another one.")
        waiting._set_state("cancelled", reason=reason)

    def _keep_one_standing(self, partners, dst_partner):
        """Of each program the highest tier granted to one of them stays."""
        standings = self.env["customer.tier.standing"].sudo()  # the engine's own rows
        mine = [("partner_id", "in", partners.ids)]
        failures = self.env["customer.tier.failure"].sudo()  # the engine's own rows
        failures.search(mine).unlink()  # the next run tries again
        found = standings.search(mine)
        for rows in found.grouped("program_id").values():
            kept = rows.sorted(
                lambda s: (s.tier_id.lower_limit, s.partner_id == dst_partner)
            )[-1:]
            (rows - kept).unlink()

    def _keep_one_registration(self, partners, dst_partner):
        """Of each company one registration stays, the upstream one first."""
        claims = self.env["customer.registration"].sudo()  # whoever merges, all count
        companies = partners | dst_partner.commercial_partner_id
        found = claims.search(
            Domain("state", "=", "registered")
            & (
                Domain("partner_id", "in", partners.ids)
                | Domain("commercial_partner_id", "in", companies.ids)
            )
        )
        for rows in found.grouped("company_id").values():
            kept = rows.sorted(
                lambda r: (r.is_upstream, r.partner_id == dst_partner, -r.id)
            )[-1:]
            (rows - kept)._set_state("ended")

    def _keep_one_rating(self, partners, dst_partner):
        """Of each company one decided class stays, the others are past."""
        ratings = self.env["customer.class.rating"].sudo()  # whoever merges, all count
        found = ratings.search(
            Domain("partner_id", "in", partners.ids)
            & Domain("state", "in", ("proposed", "decided"))
        )
        decided = found.filtered(lambda r: r.state == "decided")
        (found - decided)._set_state("cancelled")
        for rows in decided.grouped("company_id").values():
            kept = rows.sorted(
                lambda r: (r.partner_id == dst_partner, r.date_decided, r.id)
            )[-1:]
            (rows - kept)._set_state("past")
