from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.quality_nonconformity import DETECTION_POINTS


class QualityNonconformityReport(models.TransientModel):
    """Dialog: which of these goods are nonconforming, and why [NC-02].

    Opened where a record names several goods, and from a scan. One nonconformity per
    product is made of the rows ticked.
    """

    _name = "quality.nonconformity.report"
    _description = "Report Nonconforming Goods"
    _inherit = ["barcodes.barcode_events_mixin"]

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    origin_model = fields.Char(readonly=True)
    origin_name = fields.Char("Source Document", readonly=True)
    scan = fields.Char(
        help="Scan or type a label and press Enter: GS1 or UDI code, lot or serial "
        "number, product or packaging barcode, internal reference."
    )
    scan_error = fields.Char(readonly=True)
    line_ids = fields.One2many(
        "quality.nonconformity.report.line", "report_id", "Goods"
    )
    detection_point = fields.Selection(DETECTION_POINTS, default="in_stock")
    description = fields.Text("What was Found")
    defect_id = fields.Many2one("quality.defect")
    is_suspect = fields.Boolean(
        "Only Suspected", help="Not sure: quality judges before anything is decided."
    )
    image_ids = fields.Many2many(
        "ir.attachment", "quality_nonconformity_report_image_rel", string="Photos"
    )
    can_isolate = fields.Boolean(compute="_compute_can_isolate")

    @api.depends_context("uid")
    def _compute_can_isolate(self):
        user = self.env.user
        self.can_isolate = user.has_group("stock.group_stock_user") or user.has_group(
            "quality_base.group_quality_user"
        )

    @api.model
    def _open(self, records=None):
        """Return the action that opens the dialog for the goods of ``records``.

        :raises AccessError: the user may not read one of them
        """
        vals = {}
        if records:
            vals = self._prepare_report_vals(records)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report Nonconformity"),
            "res_model": self._name,
            "res_id": self.create(vals).id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.model
    def _prepare_report_vals(self, records):
        """Return values of the dialog; records chosen one by one are ticked already."""
        records.check_access("read")
        first = self.env["quality.nonconformity"]._prepare_vals_from(records[:1])
        rows = [
            row | {"origin_id": record.id, "selected": len(records) > 1}
            for record in records
            for row in record.sudo()._get_nonconformity_goods()  # see _prepare_vals_from
        ]
        return {
            "origin_model": records._name,
            "origin_name": ", ".join(records[:5].mapped("display_name")),
            "detection_point": first.get("detection_point", "in_stock"),
            "description": first.get("description"),
            "company_id": first.get("company_id") or self.env.company.id,
            "line_ids": [Command.create(row) for row in rows],
        }

    def on_barcode_scanned(self, barcode):
        """A scanner was used while no field had the focus."""
        self._add_scan(barcode)

    @api.onchange("scan")
    def _onchange_scan(self):
        # an event of the screen, like the scanner's: it ticks and empties the field
        if self.scan:
            self._add_scan(self.scan)
            self.scan = False

    def _add_scan(self, text):
        """Tick the row that the label names, or add one; a bad label changes nothing."""
        self.ensure_one()
        self.scan_error = False
        try:
            found = self.env["quality.scan"]._resolve(text, self.line_ids.product_id)
        except UserError as error:
            self.scan_error = str(error)
            return
        product, lot = found["product"], found["lot"]
        if not product:
            self.scan_error = self.env._("Scan goods: this label names a place.")
            return
        rows = self.line_ids.filtered(
            lambda line: (
                line.product_id._origin == product
                and (not lot or line.lot_id._origin == lot)
            )
        )
        if rows:
            rows.selected = True
            return
        row = {"product_id": product.id, "lot_id": lot.id, "selected": True}
        row["quantity"] = found["quantity"] or 1.0
        self.line_ids = [Command.create(row)]

    def action_report(self):
        """Report, and show what was made."""
        return self._show(self._report())

    def action_report_and_isolate(self):
        """Report, isolate at once, and show what was made."""
        records = self._report()
        records._isolate()
        return self._show(records)

    def _report(self):
        """Create one nonconformity per product of the ticked rows.

        :raises UserError: nothing is ticked, or nothing is said about the finding
        """
        self.ensure_one()
        rows = self.line_ids.filtered("selected")
        if not rows:
            raise UserError(self.env._("Tick the goods that are nonconforming."))
        if not (self.description or "").strip():
            raise UserError(
                self.env._("Say what was found, e.g. “3 boxes wet, seal broken”.")
            )
        vals_list = [
            self._prepare_nonconformity_vals(lines)
            for lines in rows.grouped("product_id").values()
        ]
        return self.env["quality.nonconformity"].create(vals_list)

    def _prepare_nonconformity_vals(self, lines):
        """Return the values of the nonconformity of these rows, all of one product."""
        Nonconformity = self.env["quality.nonconformity"]
        vals = {"company_id": self.company_id.id}
        if self.origin_model and (origin := lines[:1].origin_id):
            vals |= Nonconformity._prepare_vals_from(
                self.env[self.origin_model].browse(origin)
            )
        goods = [line._prepare_goods_row() for line in lines]
        vals |= Nonconformity._prepare_goods_vals(goods) | {
            "description": self.description,
            "defect_id": self.defect_id.id,
            "is_suspect": self.is_suspect,
            "image_ids": [Command.set(self.image_ids.ids)],
        }
        if self.detection_point:
            vals["detection_point"] = self.detection_point
        if all(line.exact and line.location_id for line in lines):
            vals["line_ids"] = [
                Command.create(line._prepare_isolated_vals()) for line in lines
            ]
        return vals

    def _show(self, records):
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Nonconformities"),
            "res_model": "quality.nonconformity",
            "target": "current",
        }
        if len(records) == 1:
            return action | {"res_id": records.id, "views": [(False, "form")]}
        domain = [("id", "in", records.ids)]
        views = [(False, "list"), (False, "form")]
        return action | {"domain": domain, "views": views}
