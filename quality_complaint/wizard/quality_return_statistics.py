from odoo import fields, models
from odoo.fields import Domain


class QualityReturnStatistics(models.TransientModel):
    """Pieces and amounts of the returns of all customers, as XLSX [CO-74]."""

    _name = "quality.return.statistics"
    _description = "Statistics of Returns"
    _inherit = ["quality.ledger"]

    _ledger_model = "quality.return.line"
    _ledger_form = "quality_complaint.form_return_statistics"
    _ledger_date = "date"
    _ledger_order = "commercial_partner_id, date, return_id, id"
    _ledger_groups = (
        "quality_complaint.group_complaint_user",
        "quality_base.group_quality_auditor",
        "account.group_account_readonly",
        "account.group_account_invoice",
    )

    partner_id = fields.Many2one("res.partner", "Customer")

    def _ledger_columns(self):
        column = self._ledger_column
        return [
            column("commercial_partner_id", width=28),
            column("return_id", width=18),
            column("date", kind="date"),
            column("product_id", width=30),
            column("lot_id"),
            column("reason"),
            column("wanted"),
            column("announced", self.env._("Announced"), kind="float", total=True),
            column("received_quantity", kind="float", total=True),
            column("unit", self.env._("Unit"), width=8),
            column("price_unit", kind="money"),
            column("received_amount", kind="money", total=True),
            column("replaced_quantity", kind="float", total=True),
            column("credited_quantity", kind="float", total=True),
            column("exchange_state"),
            column("return_state"),
            column("date_note", self.env._("Return Note sent on"), kind="datetime"),
        ]

    def _ledger_domain(self):
        domain = super()._ledger_domain()
        if self.partner_id:
            domain &= Domain("return_id.partner_id", "child_of", self.partner_id.ids)
        return domain & Domain("return_state", "!=", "cancelled")

    def _ledger_filters(self):
        return [(self.env._("Customer"), self.partner_id.display_name)]

    def _ledger_row(self, record, columns):
        row = super()._ledger_row(record, columns)
        sent = record.return_id.date_note
        return row | {
            "return_id": record.return_id.name,
            "announced": record._get_product_quantity(),
            "unit": record.product_id.uom_id.name,
            "date_note": sent
            and fields.Datetime.context_timestamp(self, sent).replace(tzinfo=None),
        }
