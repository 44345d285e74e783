from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class QualityHoldWizard(models.TransientModel):
    """Place a hold from anywhere: by scans, by choice, or by maker and period."""

    _name = "quality.hold.wizard"
    _description = "Place a Hold"
    _inherit = ["barcodes.barcode_events_mixin"]

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    scan = fields.Char(
        help="Scan or type a label and press Enter: GS1 or UDI code, lot or serial "
        "number, product or packaging barcode, internal reference, location."
    )
    scan_found = fields.Char("Last Scan", readonly=True)
    scan_error = fields.Char(readonly=True)
    kind = fields.Selection(
        selection=lambda self: (
            self.env["quality.hold"]._fields["kind"]._description_selection(self.env)
        ),
        default="precautionary",
        required=True,
    )
    reason = fields.Text()
    product_ids = fields.Many2many("product.product", string="Whole Products")
    lot_ids = fields.Many2many("stock.lot", string="Lots/Serial Numbers")
    location_ids = fields.Many2many(
        "stock.location",
        string="Only in",
        domain="[('usage', 'in', ('internal', 'transit'))]",
    )
    quantity = fields.Float(
        digits="Product Unit",
        help="Only for one product without lots: this much is moved to quarantine; "
        "0 holds all of it.",
    )
    by_maker = fields.Boolean("Choose by manufacturer and period")
    manufacturer_id = fields.Many2one("res.partner")
    production_from = fields.Date()
    production_to = fields.Date()
    preview = fields.Html(
        "What will be touched", compute="_compute_preview", sanitize=False
    )

    @api.depends("product_ids", "lot_ids", "location_ids", "quantity")
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = wizard._render_preview()

    def on_barcode_scanned(self, barcode):
        """A scanner was used while no field had the focus."""
        self._add_scan(barcode)

    @api.onchange("scan")
    def _onchange_scan(self):
        # an event of the screen, like the scanner's: it adds and empties the field
        if self.scan:
            self._add_scan(self.scan)
            self.scan = False

    @api.model
    def _open(self, **defaults):
        """Return the action that opens the wizard with these field values."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Put on Hold"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {f"default_{name}": value for name, value in defaults.items()},
        }

    def action_place(self):
        """Create the hold, place it, and show it."""
        hold = self._create_hold()
        hold._place()
        return self._show(hold)

    def action_draft(self):
        """Create the hold without placing it."""
        return self._show(self._create_hold())

    def action_add_period(self):
        """Add the maker's lots of the period to the lots, and stay open."""
        self._add_period()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Put on Hold"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _add_scan(self, text):
        """Add what the label names; a bad label is reported and changes nothing."""
        self.ensure_one()
        self.scan_error = self.scan_found = False
        products = self.product_ids | self.lot_ids.product_id
        try:
            found = self.env["quality.scan"]._resolve(text, products._origin)
        except UserError as error:
            self.scan_error = str(error)
            return
        if found["lot"]:
            self.lot_ids |= found["lot"]
        elif found["product"]:
            self.product_ids |= found["product"]
        else:
            self.location_ids |= found["location"]
        self.scan_found = self._describe_scan(found)

    def _describe_scan(self, found):
        parts = [
            found["lot"].display_name,
            (found["product"] or found["location"]).display_name,
        ]
        if found["expiry"]:
            parts.append(self.env._("expires %(date)s", date=found["expiry"]))
        if found["lot"].on_hold or found["product"].on_hold:
            parts.append(self.env._("already on hold"))
        return " · ".join(filter(None, parts))

    def _add_period(self):
        """Add lots by maker and production date.

        :raises UserError: no maker and no date given, or nothing found
        """
        self.ensure_one()
        domain = self._get_period_domain()
        lots = self.env["stock.lot"].search(domain)
        if not lots:
            raise UserError(
                self.env._(
                    "No lot has this manufacturer and production period. Check that "
                    "manufacturer and production date are filled in on the lots."
                )
            )
        self.lot_ids |= lots

    def _get_period_domain(self):
        domain = Domain.TRUE
        if self.manufacturer_id:
            domain &= Domain("manufacturer_id", "child_of", self.manufacturer_id.id)
        if self.production_from:
            domain &= Domain("production_date", ">=", self.production_from)
        if self.production_to:
            domain &= Domain("production_date", "<=", self.production_to)
        if domain.is_true():
            raise UserError(
                self.env._("Choose a manufacturer or a production period first.")
            )
        return domain

    def _create_hold(self):
        self.ensure_one()
        if not (self.product_ids or self.lot_ids):
            raise UserError(
                self.env._(
                    "Nothing is chosen yet. Scan a label, or choose a lot or product."
                )
            )
        if not self.reason:
            raise UserError(
                self.env._(
                    "Write down the reason: everybody who meets the hold reads it."
                )
            )
        return self.env["quality.hold"].create(self._prepare_hold_vals())

    def _prepare_hold_vals(self):
        vals = {
            "company_id": self.company_id.id,
            "kind": self.kind,
            "reason": self.reason,
            "product_ids": [fields.Command.set(self.product_ids.ids)],
            "lot_ids": [fields.Command.set(self.lot_ids.ids)],
            "location_ids": [fields.Command.set(self.location_ids.ids)],
            "quantity": self.quantity,
        }
        if self.by_maker:
            vals |= {
                "manufacturer_id": self.manufacturer_id.id,
                "production_from": self.production_from,
                "production_to": self.production_to,
            }
        return vals

    def _show(self, hold):
        return {
            "type": "ir.actions.act_window",
            "res_model": "quality.hold",
            "res_id": hold.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _render_preview(self):
        """Figures of what the hold would touch, as a small table."""
        if not (self.product_ids or self.lot_ids):
            return False
        hold = self.env["quality.hold"].new(
            {
                "product_ids": self.product_ids._origin.ids,
                "lot_ids": self.lot_ids._origin.ids,
                "location_ids": self.location_ids._origin.ids,
                "quantity": self.quantity,
                "company_id": self.company_id.id,
            }
        )
        return hold._render_touched(hold._preview_lines())
