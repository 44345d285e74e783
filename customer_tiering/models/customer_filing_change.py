from odoo import models


class CustomerTierChange(models.Model):
    """Tiers granted in a county are filed with its city unit [CT-09]."""

    _inherit = "customer.tier.change"

    def _put_in_force(self):
        result = super()._put_in_force()
        self._file_for_record()
        return result

    def _file_for_record(self):
        """File the changes to tiers that are reported, one filing per change.

        :return: the filings; none for customers of units without a unit above
        """
        vals_list = []
        for change in self.filtered("new_tier_id.needs_filing"):
            unit = change.partner_id.commercial_partner_id.customer_unit_id
            if unit.level == "county" and unit.parent_id:
                vals_list.append(change._prepare_filing_vals(unit))
        # approvers and the engine file for the unit: it is part of granting the tier
        return self.env["customer.filing"].sudo()._create_gated(vals_list)

    def _prepare_filing_vals(self, unit):
        self.ensure_one()
        filer = self.submitter_id or self.proposer_id
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "unit_id": unit.id,
            "change_id": self.id,
            "tier_id": self.new_tier_id.id,
            "user_id": (filer or self.env.user).id,
        }
