from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """Inspection records of a receipt, and the button that makes them [NC-25]."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "quality.inspection.link.mixin"]

    _inspection_link = "picking_id"

    inspection_ids = fields.One2many(
        "quality.inspection.record", "picking_id", "Inspection Records"
    )
    inspection_needed = fields.Boolean(
        compute="_compute_inspection_needed",
        help="Goods of this transfer need an accepted inspection record before they "
        "enter stock.",
    )

    @api.depends("state", "move_line_ids.product_id", "inspection_ids.state")
    def _compute_inspection_needed(self):
        for picking in self:
            picking.inspection_needed = bool(picking._get_uninspected_lines())

    def _get_uninspected_lines(self):
        """Lines of goods under inspection that no record speaks of yet."""
        self.ensure_one()
        rules = self.env["product.category"]._get_inspection_rules()
        if not rules or self.state in ("done", "cancel"):
            return self.env["stock.move.line"]
        lines = self.move_line_ids.filtered(
            lambda line: (
                line._is_controlled(rules)
                and line.quantity > 0
                and (line._enters_stock() or line._comes_from_outside())
            )
        )
        # who receives may not read all inspections
        live = self.sudo().inspection_ids.filtered(lambda r: r.state != "cancelled")
        return lines - live.move_line_ids.sudo(False)

    def action_make_inspections(self):
        """Make the missing inspection records of the transfer and show them."""
        self.ensure_one()
        self._make_inspections()
        return self.action_view_inspections()

    def _make_inspections(self):
        """Make the inspection records of lines that have none yet.

        Lots that are only named are created: a record is about a lot, not a name.

        :return: the records, as superuser
        :raises UserError: nothing in the transfer is inspected, or lots are missing
        """
        self.check_access("write")
        lines = self.env["stock.move.line"].union(
            *(picking._get_uninspected_lines() for picking in self)
        )
        if not lines:
            raise UserError(
                self.env._(
                    "No goods of this transfer still need an inspection record. Enter "
                    "the quantities and lots first if they are missing."
                )
            )
        nameless = lines.filtered(
            lambda line: line.tracking != "none" and not (line.lot_id or line.lot_name)
        )
        if nameless:
            raise UserError(
                self.env._(
                    "Enter the lot or serial numbers of %(products)s first: an inspection "
                    "record is about a lot.",
                    products=", ".join(nameless.product_id.mapped("display_name")),
                )
            )
        lines._assign_named_lots()
        return lines._create_inspection_records()
