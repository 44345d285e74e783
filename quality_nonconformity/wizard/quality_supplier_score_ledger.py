from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..models.res_partner_supplier_score import SCORE_DAYS


class QualitySupplierScoreLedger(models.TransientModel):
    """Score of each supplier in a period 供方质量评分表 [NC-33]."""

    _name = "quality.supplier.score.ledger"
    _description = "Supplier Quality Scores"
    _inherit = ["quality.ledger"]

    _ledger_model = "res.partner"
    _ledger_form = "quality_nonconformity.form_supplier_score_ledger"
    _ledger_order = "complete_name, id"

    date_from = fields.Date(
        required=True,
        default=lambda self: (
            fields.Date.context_today(self) - timedelta(days=SCORE_DAYS - 1)
        ),
    )
    date_to = fields.Date(required=True, default=fields.Date.context_today)

    def _ledger_columns(self):
        column = self._ledger_column
        return [
            column("display_name", self.env._("Supplier"), width=32),
            column("ref", width=14),
            column("supplier_lots", kind="int", total=True),
            column("supplier_lots_rejected", kind="int", total=True),
            column("supplier_problems", kind="int", total=True),
            column("supplier_points", kind="int"),
            column("supplier_answers_due", kind="int", total=True),
            column("supplier_answers_in_time", kind="int", total=True),
            column("supplier_score", kind="float"),
            column("supplier_grade"),
        ]

    def _ledger_domain(self):
        """Suppliers, whole companies; a partner has no company of the house."""
        return (
            Domain("parent_id", "=", False)
            & Domain("company_id", "in", [False, self.company_id.id])
            & (
                Domain("supplier_rank", ">", 0)
                | Domain("supplier_problem_ids", "!=", False)
            )
        )

    def _ledger_rows(self):
        period = {
            "supplier_score_from": str(self.date_from),
            "supplier_score_to": str(self.date_to),
        }
        scored = self.with_context(**period).with_company(self.company_id)
        return super(QualitySupplierScoreLedger, scored)._ledger_rows()

    def _ledger_row(self, record, columns):
        row = super()._ledger_row(record, columns)
        if not record.supplier_grade:
            row["supplier_score"] = None
        return row
