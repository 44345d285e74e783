import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

#: what the QR code of our own prints says, see ``quality.form._get_print_url``
OWN_LINK = re.compile(r"/mail/view\?model=([\w.]+)&res_id=(\d+)")
#: who may look into deliveries to customers
DELIVERY_GROUPS = (
    "quality_complaint.group_complaint_user,sales_team.group_sale_salesman,"
    "stock.group_stock_user"
)


class QualityComplaintOrigin(models.Model):
    """Intake in under a minute: from a record, a label or a delivery [CO-01, CO-03]."""

    _name = "quality.complaint"
    _inherit = ["quality.complaint", "barcodes.barcode_events_mixin"]

    scan = fields.Char(
        store=False,
        help="Scan or type a label and press Enter: GS1 or UDI code, lot or serial "
        "number, product barcode, or the QR code of one of our documents.",
    )
    scan_error = fields.Char(store=False, readonly=True)
    delivered_id = fields.Many2one(
        "quality.complaint.delivery",
        "Delivered Goods",
        store=False,
        groups=DELIVERY_GROUPS,
        help="What the customer got last: choose it, and order, delivery, product and "
        "lot are filled in.",
    )

    @api.model
    def _file_from(self, record):
        """Return the action that opens a new complaint about ``record``.

        :raises AccessError: the user may not read it
        """
        vals = self._prepare_vals_from(record)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("File Complaint"),
            "res_model": self._name,
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in vals.items()},
        }

    @api.model
    def _prepare_vals_from(self, record):
        """Return create values of a complaint about ``record``.

        :raises AccessError: the user may not read ``record``
        """
        record.ensure_one()
        record = record.with_env(self.env)
        record.check_access("read")
        # who may read it may file on it, without a right on its moves and orders
        sudo = record.sudo()
        return self._prepare_goods_vals(sudo._get_complaint_goods()) | {
            name: value
            for name, value in sudo._prepare_complaint_vals().items()
            if value
        }

    @api.model
    def _prepare_goods_vals(self, goods):
        """Return product and lot where the goods leave no choice."""
        products = {row["product_id"] for row in goods}
        lots = {row.get("lot_id") for row in goods} - {None, False}
        vals = {}
        if len(products) == 1:
            vals["product_id"] = products.pop()
            if len(lots) == 1:
                vals["lot_ids"] = [Command.set(list(lots))]
        return vals

    # screen ----------------------------------------------------------------------
    def on_barcode_scanned(self, barcode):
        """A scanner was used while no field had the focus."""
        self._add_scan(barcode)

    @api.onchange("scan")
    def _onchange_scan(self):
        # an event of the screen, like the scanner's: it fills in and empties the field
        if self.scan:
            self._add_scan(self.scan)
            self.scan = False

    @api.onchange("delivered_id")
    def _onchange_delivered_id(self):
        # a choice on the screen, taken over into the stored fields
        if self.delivered_id:
            self._take_delivery(self.delivered_id)

    @api.onchange("picking_id", "sale_id")
    def _onchange_order_or_delivery(self):
        # goods already named stay: they may be a part of what was delivered
        origin = self.picking_id or self.sale_id
        if origin and not self.product_id:
            self._fill_in(self._prepare_vals_from(origin._origin))

    def _add_scan(self, text):
        """Fill in what the label names; a bad label changes nothing and says why."""
        self.ensure_one()
        self.scan_error = False
        if self.state != "new":
            self.scan_error = self.env._(
                "%(name)s is being handled: enter other goods by hand.", name=self.name
            )
            return
        try:
            vals = self._prepare_scan_vals(text)
        except UserError as error:
            self.scan_error = str(error)
            return
        self._fill_in(vals)

    def _prepare_scan_vals(self, text):
        """Return the values that a scanned or typed label stands for.

        :raises UserError: it says nothing we know, or a place; in words
        """
        if record := self._resolve_own_link(text):
            return self._prepare_vals_from(record)
        found = self.env["quality.scan"]._resolve(text, self.product_id)
        goods = found["lot"] or found["product"]
        if not goods:
            raise UserError(self.env._("Scan goods: this label names a place."))
        printed = {
            "production_date": found["production_date"],
            "expiry_date": found["expiry"],
        }
        dates = {name: fields.Date.to_date(day) for name, day in printed.items() if day}
        return self._prepare_vals_from(goods) | dates

    @api.model
    def _resolve_own_link(self, text):
        """Return the record whose QR code of ours was read, None if it is none.

        Hook: other codes of ours are understood by extension.

        :raises UserError: the record is gone, or nothing that is complained about
        """
        found = OWN_LINK.search(text or "")
        if not found:
            return None
        model, res_id = found[1], int(found[2])
        mixin = self.env.registry["quality.complaint.origin.mixin"]
        known = model in self.env and issubclass(self.env.registry[model], mixin)
        record = known and self.env[model].browse(res_id).exists()
        if not record:
            raise UserError(
                self.env._(
                    "This code names no order, delivery, lot or product that we have. "
                    "Scan another label, or choose the goods below."
                )
            )
        return record

    def _take_delivery(self, row):
        """Fill in from one delivered line (``quality.complaint.delivery``)."""
        self.ensure_one()
        self._fill_in(row.sudo()._prepare_complaint_vals())  # read by its rights

    def _fill_in(self, vals):
        """Take over what is known; who complains stays as entered."""
        self.ensure_one()
        if self.partner_id:
            vals = {k: v for k, v in vals.items() if k != "partner_id"}
        product = vals.get("product_id")
        if product and product != self.product_id._origin.id:
            self.lot_ids = [Command.clear()]
        for name, value in vals.items():
            if name == "lot_ids":
                lots = [lot for command in value for lot in command[2]]
                value = [Command.link(lot) for lot in lots]
            self[name] = value
