from odoo import fields, models


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    disposition_id = fields.Many2one(
        "quality.disposition", index="btree_not_null", readonly=True, copy=False
    )

    def _prepare_move_values(self):
        values = super()._prepare_move_values()
        if self.disposition_id:
            values |= {
                "disposition_id": self.disposition_id.id,
                "nonconformity_id": self.disposition_id.nonconformity_id.id,
            }
        return values
