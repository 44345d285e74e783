from odoo import fields, models
from odoo.fields import Domain


class QualityZoneCountLedger(models.TransientModel):
    """Difference report of one zone count as XLSX [NC-81]."""

    _name = "quality.zone.count.ledger"
    _description = "Difference Report of a Zone Count"
    _inherit = ["quality.ledger"]

    _ledger_model = "quality.zone.count.line"
    _ledger_form = "quality_nonconformity.form_zone_count"
    _ledger_order = "location_id, product_id, lot_id, id"
    _ledger_groups = (
        "quality_base.group_quality_user",
        "quality_base.group_quality_auditor",
        "stock.group_stock_user",
    )

    count_id = fields.Many2one("quality.zone.count", required=True, ondelete="cascade")

    def _ledger_columns(self):
        column = self._ledger_column
        return [
            column("location_id", width=24),
            column("product_id", width=30),
            column("lot_id"),
            column("uom_id", width=8),
            column("ledger_quantity", kind="float"),
            column("book_quantity", kind="float"),
            column("counted_quantity", kind="float"),
            column("ledger_difference", kind="float"),
            column("book_difference", kind="float"),
            column("note", width=30),
        ]

    def _ledger_domain(self):
        return Domain("count_id", "=", self.count_id.id)

    def _ledger_period(self):
        return fields.Date.to_string(self.count_id.date_planned)

    def _ledger_filters(self):
        return [
            (self.env._("Count"), self.count_id.name),
            (self.env._("Warehouse"), self.count_id.warehouse_id.name),
            (self.env._("Counted by"), self.count_id.counted_by_id.name),
            (self.env._("Confirmed by"), self.count_id.confirmed_by_id.name),
            (self.env._("Conclusion"), self.count_id.conclusion),
        ]
