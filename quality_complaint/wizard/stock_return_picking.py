from odoo import api, fields, models
from odoo.exceptions import UserError


class StockReturnPicking(models.TransientModel):
    """“Return” on a delivery: by an accepted return, or it files one [CO-65]."""

    _inherit = "stock.return.picking"

    quality_return_id = fields.Many2one(
        "quality.return",
        "Accepted Return",
        compute="_compute_quality_return_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    needs_acceptance = fields.Boolean(compute="_compute_needs_acceptance")

    @api.depends("picking_id")
    def _compute_needs_acceptance(self):
        for wizard in self:
            picking = wizard.picking_id
            kind = picking.picking_type_id
            back = kind.return_picking_type_id or kind
            wizard.needs_acceptance = (
                picking.location_dest_id.usage == "customer"
                and picking.company_id.quality_return_gate
                and not back.returns_exempt
            )

    @api.depends("picking_id")
    def _compute_quality_return_id(self):
        """The one confirmed return of this delivery, if there is no choice."""
        for wizard in self:
            found = self.env["quality.return"].search(
                [
                    ("delivery_id", "=", wizard.picking_id.id or False),
                    ("delivery_id", "!=", False),
                    ("state", "=", "confirmed"),
                ],
                limit=2,
            )
            wizard.quality_return_id = found if len(found) == 1 else False

    def action_create_returns(self):
        """Refuse what would only be refused when its goods are at the gate.

        :raises UserError: the goods of a customer need an accepted return
        """
        if self.needs_acceptance and not self.quality_return_id:
            raise UserError(
                self.env._(
                    "What customers give back is accepted first: press “File Return” "
                    "here. When after-sales, the head of business and quality have "
                    "approved it, its receipt is made by itself."
                )
            )
        return super().action_create_returns()

    def action_file_return(self):
        """Open a new return of the chosen quantities; of all, if none is chosen."""
        self.ensure_one()
        quantities = {
            row.move_id: row.quantity
            for row in self.product_return_moves
            if row.quantity > 0
        }
        return self.env["quality.return"]._open_new_from(self.picking_id, quantities)

    def _prepare_picking_default_values_based_on(self, picking):
        vals = super()._prepare_picking_default_values_based_on(picking)
        if self.quality_return_id and picking == self.picking_id:
            vals["quality_return_id"] = self.quality_return_id.id
        return vals
