from odoo import fields, models
from odoo.fields import Domain

from .quality_complaint_ledger import EXPORTERS


class QualityComplaintAccidentLedger(models.TransientModel):
    """Accident file 事故分析档案: grave cases in comparable columns [CO-48].

    An accident is a complaint of the chosen level or graver, or about safety. Times
    counts how often the same product and class of defects were complained about
    in the period, whatever the level.
    """

    _name = "quality.complaint.accident.ledger"
    _description = "Accident File"
    _inherit = ["quality.ledger"]

    _ledger_model = "quality.complaint"
    _ledger_form = "quality_complaint.form_complaint_accident_file"
    _ledger_date = "date"
    _ledger_order = "product_id, defect_class_id, date, id"
    _ledger_groups = EXPORTERS

    level_id = fields.Many2one(
        "quality.complaint.level",
        "From Level",
        required=True,
        default=lambda self: self.env.ref(
            "quality_complaint.level_major", raise_if_not_found=False
        ),
    )

    def _ledger_columns(self):
        column = self._ledger_column
        return [
            column("name", width=18),
            column("date", kind="datetime"),
            column("level_id"),
            column("product_id", width=30),
            column("lot_ids"),
            column("quantity", kind="float"),
            column("uom_id", width=8),
            column("kind_id", width=24),
            column("defect_class_id"),
            column("defect_id"),
            column("description", width=40),
            column("cause_id", width=20),
            column("responsible_party"),
            column("corrective_measure", width=30),
            column("preventive_measure", width=30),
            column("measures", self.env._("Measures Taken"), width=36),
            column("nonconformity_ids", width=24),
            column("cost_total", kind="money", total=True),
            column("times", self.env._("Times in the Period"), "int"),
            column("state"),
        ]

    def _ledger_domain(self):
        grave = Domain("level_id.sequence", ">=", self.level_id.sequence)
        safety = Domain("kind_id.is_safety", "=", True)
        accident = Domain("is_complaint", "=", True) & (grave | safety)
        period = super()._ledger_domain() & Domain("state", "!=", "rejected")
        # all complaints of the period are counted, accidents are listed
        counting = self.env.context.get("accident_times") == {}
        return period if counting else period & accident

    def _ledger_filters(self):
        return [(self.env._("From Level"), self.level_id.name)]

    def _ledger_rows(self):
        counted = self.with_context(accident_times=self._count_times())
        return super(QualityComplaintAccidentLedger, counted)._ledger_rows()

    def _count_times(self):
        """Return ``{(product id, class id): times}`` of the period, in one query."""
        every = self.with_context(accident_times={})
        period = every._ledger_domain() & Domain("is_complaint", "=", True)
        keys = ("product_id", "defect_class_id")
        known = Domain.AND(Domain(key, "!=", False) for key in keys)
        groups = self.env[self._ledger_model]._read_group(
            period & known, keys, ["__count"]
        )
        return {(product.id, kind.id): count for product, kind, count in groups}

    def _ledger_row(self, record, columns):
        times = self.env.context.get("accident_times", {})
        measures = [*record.capa_ids.mapped("display_name")]
        measures += [line.display_name for line in record._get_print_solutions()]
        return super()._ledger_row(record, columns) | {
            "times": times.get((record.product_id.id, record.defect_class_id.id), 1),
            "measures": "; ".join(measures),
        }
