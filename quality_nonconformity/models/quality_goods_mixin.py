from odoo import api, fields, models


class QualityGoodsMixin(models.AbstractModel):
    """A record about a quantity of one product; ``quantity`` is in ``uom_id``.

    A model redeclares what differs: required, tracked, a default, another unit.
    """

    _name = "quality.goods.mixin"
    _description = "Record about Goods"

    product_id = fields.Many2one(
        "product.product",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    quantity = fields.Float(digits="Product Unit")
    uom_id = fields.Many2one(
        "uom.uom",
        "Unit",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("product_id")
    def _compute_uom_id(self):
        for record in self:
            record.uom_id = record.product_id.uom_id or record.uom_id
