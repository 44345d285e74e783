from odoo import api, models
from odoo.fields import Domain


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.model
    def _load_pos_data_domain(self, data, config):
        domain = super()._load_pos_data_domain(data, config)
        return Domain(domain) & self._get_pos_sellable_domain()

    @api.model
    def load_product_from_pos(self, config_id, domain, offset=0, limit=0):
        """Searching or scanning at the till finds no goods on hold.

        A product that the till asks for by id belongs to an order it has already; that
        must load, or the order breaks.
        """
        domain = Domain(domain)
        names = {condition.field_expr for condition in domain.iter_conditions()}
        if not names & {"id", "product_variant_ids.id"}:
            domain &= self._get_pos_sellable_domain()
        return super().load_product_from_pos(
            config_id, list(domain), offset=offset, limit=limit
        )

    @api.model
    def _get_pos_sellable_domain(self):
        return Domain("on_hold", "=", False)
