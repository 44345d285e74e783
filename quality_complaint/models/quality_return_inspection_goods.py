from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.quality_nonconformity.models.zone_pass import with_zone_pass


class QualityReturnInspection(models.Model):
    """Rows made from receipts, parted where pieces differ [CO-67, CO-68]."""

    _inherit = "quality.return.inspection"

    def _create_from_lines(self, rows):
        """Make the rows of done receipt lines: one per line of a return, lot and zone.

        :param rows: stock.move.line that brought goods into zones, as superuser
        """
        zones = self.env["stock.location"]._get_zone_map()
        inside = rows.filtered(lambda row: row.location_dest_id.id in zones)
        grouped = inside.grouped(
            lambda row: (
                row.move_id.quality_return_line_id,
                row.lot_id,
                row.location_dest_id,
                row.picking_id,
            )
        )
        return with_zone_pass(self).create(
            [
                {
                    "line_id": line.id,
                    "lot_id": lot.id,
                    "location_id": place.id,
                    "picking_id": picking.id,
                    "quantity": sum(found.mapped("quantity_product_uom")),
                }
                for (line, lot, place, picking), found in grouped.items()
            ]
        )

    def action_split(self):
        """Ask which part is to be judged apart."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Judge a Part Apart"),
            "res_model": "quality.return.split",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_inspection_id": self.id},
        }

    def _split(self, quantity):
        """Part ``quantity`` (the product's unit) off, to be judged by itself [CO-67].

        :return: the new row
        :raises AccessError: the user is no quality staff
        :raises UserError: no true part of it, or inspected already
        """
        self.ensure_one()
        self.return_id._check_quality_role("user")
        if self.return_id.state != "received":
            raise UserError(
                self.env._(
                    "%(goods)s is inspected already: parts are judged apart while the "
                    "goods are received.",
                    goods=self.display_name,
                )
            )
        left = self.uom_id.round(self.quantity - quantity)
        if quantity <= 0 or self.uom_id.compare(left, 0) <= 0:
            raise UserError(
                self.env._(
                    "Enter a part of the %(quantity)g %(unit)s, above zero.",
                    quantity=self.quantity,
                    unit=self.uom_id.name,
                )
            )
        engine = with_zone_pass(self.sudo())  # inspectors make no rows themselves
        part = engine.copy({"quantity": quantity, "verdict": False})
        engine.quantity = left
        return part.with_env(self.env)

    def _get_open_domain(self):
        """Domain of rows on which nothing is decided yet."""
        return (
            Domain("zone_exit_id", "=", False)
            & Domain("nonconformity_id", "=", False)
            & Domain("return_id.state", "in", ("confirmed", "received", "inspected"))
        )
