from odoo import fields, models
from odoo.fields import Domain


class QualityReturnLedger(models.TransientModel):
    """Device return record 产品退货记录 as XLSX: one row per line of a return [CO-78]."""

    _name = "quality.return.ledger"
    _description = "Device Return Record"
    _inherit = ["quality.ledger"]

    _ledger_model = "quality.return.line"
    _ledger_form = "quality_complaint.form_return_ledger"
    _ledger_date = "date"
    _ledger_order = "date, return_id, id"
    _ledger_groups = (
        "quality_complaint.group_complaint_user",
        "quality_base.group_quality_auditor",
    )

    partner_id = fields.Many2one("res.partner", "Customer")
    received_only = fields.Boolean("Only Goods that Came Back", default=True)

    def _ledger_columns(self):
        column = self._ledger_column
        return [
            column("date", kind="date"),
            column("return_id", width=18),
            column("partner_id", self.env._("Returning Unit"), width=28),
            column("product_id", width=30),
            column("manufacturer_id", width=24),
            column("specification", width=18),
            column("lot_id", self.env._("Factory Number"), width=18),
            column("production_date", kind="date"),
            column(
                "received_quantity", self.env._("Quantity"), kind="float", total=True
            ),
            column("uom_id", self.env._("Unit"), width=8),
            column("reason"),
            column("description", width=30),
            column("result", width=34),
        ]

    def _ledger_domain(self):
        domain = super()._ledger_domain()
        if self.partner_id:
            domain &= Domain("return_id.partner_id", "child_of", self.partner_id.ids)
        if self.received_only:
            domain &= Domain("received_quantity", ">", 0)
        return domain

    def _ledger_row(self, record, columns):
        row = super()._ledger_row(record, columns)
        row["uom_id"] = record.product_id.uom_id.name
        row["return_id"] = record.return_id.name
        if not self.received_only:
            row["received_quantity"] = (
                record.received_quantity or record._get_product_quantity()
            )
        return row

    def _ledger_filters(self):
        return [(self.env._("Customer"), self.partner_id.display_name)]
