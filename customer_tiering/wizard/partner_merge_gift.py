from odoo import api, models


class PartnerMerge(models.TransientModel):
    """Gift requests of merged customers follow the one that stays."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _get_claims(self):
        return (*super()._get_claims(), "customer.gift")
