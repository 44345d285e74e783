from odoo import api, fields, models
from odoo.exceptions import AccessError


class StockPickingType(models.Model):
    """Operations over the counter may take goods back without an acceptance [CO-65]."""

    _inherit = "stock.picking.type"

    returns_exempt = fields.Boolean(
        "Customer Returns without Acceptance",
        help="Goods that customers bring back by these operations are received without "
        "a return, e.g. over the counter. Set by quality managers.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        kinds = super().create(vals_list)
        if kinds.filtered("returns_exempt"):
            self._check_may_exempt()
        return kinds

    def write(self, vals):
        if "returns_exempt" in vals and any(
            kind.returns_exempt != bool(vals["returns_exempt"]) for kind in self
        ):
            self._check_may_exempt()
        return super().write(vals)

    def _check_may_exempt(self):
        """The gate of returns is quality's, not the warehouse's."""
        if not self.env.su and not self.env.user.has_group(
            "quality_base.group_quality_manager"
        ):
            raise AccessError(
                self.env._(
                    "Whether an operation takes customers' goods back without an "
                    "accepted return is set by quality managers. Ask one."
                )
            )
