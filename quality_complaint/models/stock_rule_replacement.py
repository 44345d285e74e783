from odoo import models


class StockRule(models.Model):
    """Replacements keep their return through all steps of the delivery [CO-66]."""

    _inherit = "stock.rule"

    def _get_custom_move_fields(self):
        names = super()._get_custom_move_fields()
        return [*names, *self.env["stock.move"]._get_replacement_fields()]

    def _push_prepare_move_copy_values(self, move_to_copy, new_date):
        vals = super()._push_prepare_move_copy_values(move_to_copy, new_date)
        return vals | move_to_copy._prepare_replacement_vals()
