from odoo import models
from odoo.exceptions import UserError

from .held_check import PHYSICAL
from .zone_pass import has_zone_pass


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _action_done(self):
        self._check_written_off()
        return super()._action_done()

    def _check_written_off(self):
        """Refuse plain transfers that would write stored goods off [NC-61].

        Counts are corrections of the books; a scrap order that passed its own check
        scraps no more than this one lets go.

        :raises UserError: says to ask for the scrapping
        """
        if has_zone_pass(self.env):
            return
        for move, lines in (
            self.filtered(
                lambda line: (
                    line.quantity > 0
                    and line.location_id.usage in PHYSICAL
                    and line.location_dest_id.usage == "inventory"
                    # who makes a transfer may call it a count, or a scrap order's
                    and (line.picking_id or not line.move_id.is_inventory)
                )
            )
            .grouped("move_id")
            .items()
        ):
            quantity = sum(lines.mapped("quantity_product_uom"))
            if move.company_id._is_scrap_gated(move.product_id, quantity):
                raise UserError(
                    self.env._(
                        "%(goods)s would be written off to %(place)s. Stored goods are "
                        "scrapped by an approved request only: make a scrap order and "
                        "press “Request Scrapping”.",
                        goods=move.product_id.display_name,
                        place=move.location_dest_id.display_name,
                    )
                )
