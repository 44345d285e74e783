from odoo import fields, models

from odoo.addons.quality_nonconformity.models.product_category_inspection import (
    REGULATED,
)


class ProductTemplate(models.Model):
    """Which returned goods may go straight to another customer [CO-70]."""

    _inherit = "product.template"

    returned_forward_allowed = fields.Boolean(
        "Returned Goods may be Forwarded",
        help="Goods that are not medical: returned intact, they may be delivered to "
        "another customer without going through stock.",
    )

    def _is_regulated(self):
        """Whether it is a medicine or a medical device, by its category."""
        self.ensure_one()
        category = self.categ_id.sudo()  # the kind of goods is no secret
        while category:
            if category.goods_kind:
                return category.goods_kind in REGULATED
            category = category.parent_id
        return False
