from odoo import api, fields, models
from odoo.exceptions import UserError

# Only code of this addon can pass this object in a context: no RPC caller can.
FILLING = object()
#: what ledger and book say: filled in, never entered
EXPECTED_FIELDS = ("ledger_quantity", "book_quantity")


class QualityZoneCountLine(models.Model):
    """One product and lot at one place of a zone count; quantities in product units."""

    _name = "quality.zone.count.line"
    _description = "Zone Count Line"
    _inherit = ["quality.guard.mixin"]
    _order = "count_id, location_id, product_id, lot_id, id"
    _check_company_auto = True

    count_id = fields.Many2one(
        "quality.zone.count", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="count_id.company_id", store=True, index=True)
    location_id = fields.Many2one(
        "stock.location",
        "Zone",
        required=True,
        domain="[('quality_zone', '!=', False)]",
    )
    product_id = fields.Many2one("product.product", required=True)
    lot_id = fields.Many2one(
        "stock.lot", "Lot/Serial Number", domain="[('product_id', '=', product_id)]"
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    ledger_quantity = fields.Float("Ledger", digits="Product Unit", readonly=True)
    book_quantity = fields.Float("Book Stock", digits="Product Unit", readonly=True)
    counted_quantity = fields.Float(digits="Product Unit")
    is_counted = fields.Boolean(
        "Counted", compute="_compute_is_counted", store=True, readonly=False
    )
    ledger_difference = fields.Float(
        "Against Ledger",
        digits="Product Unit",
        compute="_compute_difference",
        store=True,
    )
    book_difference = fields.Float(
        "Against Book", digits="Product Unit", compute="_compute_difference", store=True
    )
    has_difference = fields.Boolean(compute="_compute_difference", store=True)
    note = fields.Char()

    _line_uniq = models.UniqueIndex(
        "(count_id, location_id, product_id, COALESCE(lot_id, 0))",
        "This product and lot is in the count already.",
    )

    @api.depends("counted_quantity")
    def _compute_is_counted(self):
        for line in self:
            line.is_counted = line.is_counted or bool(line.counted_quantity)

    @api.depends("counted_quantity", "ledger_quantity", "book_quantity", "is_counted")
    def _compute_difference(self):
        for line in self:
            counted = line.counted_quantity if line.is_counted else 0.0
            line.ledger_difference = counted - line.ledger_quantity
            line.book_difference = counted - line.book_quantity
            uom = line.product_id.uom_id
            line.has_difference = line.is_counted and not (
                uom.is_zero(line.ledger_difference)
                and uom.is_zero(line.book_difference)
            )

    def write(self, vals):
        self._check_open()
        if not self._is_filling() and set(EXPECTED_FIELDS) & vals.keys():
            raise UserError(
                self.env._(
                    "What ledger and book say is not entered: press “Fill” to take it "
                    "over afresh, and enter what lies there as counted."
                )
            )
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_filling():
            # counted beyond what was expected; no default of a context comes in
            vals_list = [vals | dict.fromkeys(EXPECTED_FIELDS, 0) for vals in vals_list]
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self._check_open()

    def _is_filling(self):
        return self.env.context.get("quality_count") is FILLING

    def _check_open(self):
        if closed := self.count_id.filtered(lambda count: count.state != "draft"):
            raise UserError(
                self.env._(
                    "%(names)s is counted: its lines stay. Press “Count again” to change "
                    "them, or start a new count.",
                    names=", ".join(closed.mapped("name")),
                )
            )

    def _get_key(self):
        self.ensure_one()
        return self.location_id, self.product_id, self.lot_id
