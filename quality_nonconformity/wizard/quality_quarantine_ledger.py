from odoo import fields, models
from odoo.fields import Domain


class QualityQuarantineLedger(models.TransientModel):
    """Quarantine ledger 隔离区产品跟踪台账: every card, with age and results [NC-12]."""

    _name = "quality.quarantine.ledger"
    _description = "Quarantine Ledger"
    _inherit = ["quality.ledger"]

    _ledger_model = "quality.quarantine.card"
    _ledger_form = "quality_nonconformity.form_quarantine_ledger"
    _ledger_date = "date_in"
    _ledger_order = "date_in, id"
    _ledger_groups = (
        "quality_base.group_quality_user",
        "quality_base.group_quality_auditor",
    )

    warehouse_id = fields.Many2one("stock.warehouse", help="Empty: all warehouses.")
    open_only = fields.Boolean("Only what is in the Zones")

    def _ledger_columns(self):
        column = self._ledger_column
        return [
            column("name", width=18),
            column("date_in", kind="datetime"),
            column("age_days", kind="int"),
            column("product_id", width=30),
            column("lot_id"),
            column("quantity", kind="float"),
            column("handed_out_quantity", kind="float"),
            column("remaining_quantity", kind="float"),
            column("uom_id", width=8),
            column("location_id", width=20),
            column("nonconformity_id"),
            column("work_step"),
            column("entry_case"),
            column("reason", width=30),
            column("entered_by_id"),
            column("inspector_id"),
            column("disposition"),
            column("disposition_ids", width=36),
            column("rework_instruction", width=30),
            column("planned_start", kind="date"),
            column("planned_end", kind="date"),
            column("done_quantity", kind="float"),
            column("result"),
            column("date_done", kind="datetime"),
            column("shift"),
            column("operator"),
            column("result_confirmed_by_id"),
            column("measure_due", self.env._("Measure due"), kind="datetime"),
            column("execute_due", self.env._("Execution due"), kind="datetime"),
            column("is_late", self.env._("Late"), kind="bool"),
            column("receivers", self.env._("Received by")),
            column("hold_id"),
            column("state"),
        ]

    def _ledger_domain(self):
        domain = super()._ledger_domain()
        if self.warehouse_id:
            domain &= Domain("warehouse_id", "=", self.warehouse_id.id)
        if self.open_only:
            domain &= Domain("state", "not in", ("closed", "cancelled"))
        return domain

    def _ledger_filters(self):
        only_open = self.open_only and self.env._("Only what is in the Zones")
        return [
            (self.env._("Warehouse"), self.warehouse_id.name),
            (self.env._("Filter"), only_open),
        ]

    def _ledger_row(self, record, columns):
        receivers = record.handout_ids.filtered("date_signed").mapped("receiver_name")
        row = super()._ledger_row(record, columns) | {"receivers": ", ".join(receivers)}
        for deadline in record.deadline_ids.sorted("round"):
            if deadline.effective_due and deadline.state != "cancelled":
                due = fields.Datetime.context_timestamp(self, deadline.effective_due)
                row[f"{deadline.step}_due"] = due.replace(tzinfo=None)
        return row
