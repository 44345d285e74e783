from odoo import api, models

from .stock_move_concession import HiddenGoods


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model
    def _get_hidden_domain(self, product_id, location_id, scope):
        """Hide goods whose concession refuses the move that reserves."""
        domain = super()._get_hidden_domain(product_id, location_id, scope)
        hidden = self.env.context.get("quality_concession_hidden")
        if not isinstance(hidden, HiddenGoods):
            return domain
        return hidden.domain if domain is None else domain | hidden.domain
