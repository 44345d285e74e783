from odoo import models


class CustomerClassUnit(models.Model):
    _inherit = "customer.unit"

    def _get_above(self, include=True):
        """Return the units above these ones, nearest first; themselves if asked."""
        units = self if include else self.browse()
        above = self.parent_id
        while above - units:
            units |= above
            above = above.parent_id
        return units

    def _get_deciding_heads(self):
        """Return the heads of this unit and those above who are still with us."""
        self.ensure_one()
        return self._get_above().head_id.filtered("active")
