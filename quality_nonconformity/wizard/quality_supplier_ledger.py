from odoo import fields, models
from odoo.fields import Domain


class QualitySupplierLedger(models.TransientModel):
    """Supplier quality file 供方质量档案: each quality problem in detail [NC-33]."""

    _name = "quality.supplier.ledger"
    _description = "Supplier Quality File"
    _inherit = ["quality.ledger"]

    _ledger_model = "quality.nonconformity"
    _ledger_form = "quality_nonconformity.form_supplier_ledger"
    _ledger_date = "date"
    _ledger_order = "commercial_supplier_id, date, id"

    supplier_id = fields.Many2one("res.partner", help="Empty: all suppliers.")

    def _ledger_columns(self):
        column = self._ledger_column
        return [
            column("commercial_supplier_id", width=28),
            column("name", width=16),
            column("date", kind="datetime"),
            column("detection_point"),
            column("purchase_id"),
            column("picking_id"),
            column("product_id", width=30),
            column("lot_ids"),
            column("quantity", kind="float"),
            column("uom_id", width=8),
            column("defect_id"),
            column("description", width=40),
            column("severity_id"),
            column("responsible"),
            column("cause", width=30),
            column("dispositions", self.env._("Dispositions"), width=30),
            column("notices", self.env._("Notices")),
            column("date_answered", self.env._("Answered on"), kind="datetime"),
            column("notice_state", self.env._("Effect")),
            column("state"),
        ]

    def _ledger_domain(self):
        domain = super()._ledger_domain() & Domain("kind", "=", "product")
        domain &= Domain("commercial_supplier_id", "!=", False)
        if self.supplier_id:
            company = self.supplier_id.commercial_partner_id
            domain &= Domain("commercial_supplier_id", "=", company.id)
        return domain

    def _ledger_filters(self):
        return [(self.env._("Supplier"), self.supplier_id.display_name)]

    def _ledger_row(self, record, columns):
        lively = record.disposition_ids.filtered(lambda d: d.state != "cancelled")
        notices = record.supplier_notice_ids.filtered(lambda n: n.state != "cancelled")
        row = super()._ledger_row(record, columns) | {
            "dispositions": ", ".join(lively.mapped("display_name")),
            "notices": ", ".join(notices.mapped("name")),
        }
        if last := notices.filtered("date_answered").sorted("date_answered")[-1:]:
            local = fields.Datetime.context_timestamp(self, last.date_answered)
            row["date_answered"] = local.replace(tzinfo=None)
            row["notice_state"] = last._state_label(last.state)
        return row
