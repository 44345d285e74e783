from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class StockLocation(models.Model):
    """Customers' places stay theirs; keepers of the returns zone [CO-65]."""

    _inherit = "stock.location"

    def write(self, vals):
        if vals.get("usage", "customer") != "customer":
            self._check_customer_goods()
        return super().write(vals)

    def _check_customer_goods(self):
        """Refuse to make goods that customers have ours by renaming their place."""
        places = self.filtered(lambda location: location.usage == "customer")
        goods = (
            self.env["stock.quant"]
            .sudo()  # other companies' goods count as well
            .search(
                Domain("location_id", "in", places.ids) & Domain("quantity", ">", 0),
                limit=1,
            )
        )
        if goods:
            raise UserError(
                self.env._(
                    "Customers have goods in %(location)s (%(goods)s): it stays a "
                    "customer's place. Goods that come back are received by an accepted "
                    "return; make another location for other uses.",
                    location=goods.location_id.display_name,
                    goods=goods.product_id.display_name,
                )
            )

    def _has_keepers(self):
        """Whether somebody is named as keeper of this place, or of one above it."""
        self.ensure_one()
        location = self.sudo()  # whether there are any is no secret
        while location:
            if location.keeper_ids:
                return True
            location = location.location_id
        return False
