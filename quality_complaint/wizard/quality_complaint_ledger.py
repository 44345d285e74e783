from odoo import fields, models
from odoo.fields import Domain

from ..models.quality_complaint import OPEN_STATES

#: who takes a ledger of complaints out
EXPORTERS = (
    "quality_base.group_quality_officer",
    "quality_base.group_quality_auditor",
    "quality_complaint.group_complaint_manager",
)


class QualityComplaintLedger(models.TransientModel):
    """Quality complaint ledger 顾客质量投诉台账: every case and its state [CO-50]."""

    _name = "quality.complaint.ledger"
    _description = "Complaint Ledger"
    _inherit = ["quality.ledger"]

    _ledger_model = "quality.complaint"
    _ledger_form = "quality_complaint.form_complaint_ledger"
    _ledger_date = "date"
    _ledger_order = "date, id"
    _ledger_groups = EXPORTERS

    kind_ids = fields.Many2many("quality.complaint.kind", string="Kinds")
    product_id = fields.Many2one("product.product")
    partner_id = fields.Many2one("res.partner", "Customer")
    team_ids = fields.Many2many("quality.team", string="Teams")
    complaints_only = fields.Boolean("Without Enquiries and Suggestions", default=True)
    open_only = fields.Boolean("Only Open Ones")

    def _ledger_columns(self):
        column = self._ledger_column
        return [
            column("name", width=18),
            column("date", kind="datetime"),
            column("partner_id", width=28),
            column("kind_id", width=24),
            column("level_id"),
            column("channel"),
            column("product_id", width=30),
            column("lot_ids"),
            column("quantity", kind="float"),
            column("uom_id", width=8),
            column("sale_id"),
            column("picking_id"),
            column("description", width=44),
            column("demand", width=24),
            column("defect_id"),
            column("findings", width=36),
            column("cause_id", width=20),
            column("responsible_party"),
            column("responsible_team_id"),
            column("justified"),
            column("solutions", self.env._("Decision"), width=36),
            column("date_solution", kind="datetime"),
            column("goods_judgement"),
            column("nonconformity_ids", width=24),
            column("return_ids", width=20),
            column("capa_ids", width=24),
            column("customer_opinion"),
            column("result", width=36),
            column("user_id"),
            column("team_id"),
            column("date_closed", kind="datetime"),
            column("is_late", kind="bool"),
            column("state"),
        ]

    def _ledger_domain(self):
        domain = super()._ledger_domain()
        if self.kind_ids:
            domain &= Domain("kind_id", "in", self.kind_ids.ids)
        if self.product_id:
            domain &= Domain("product_id", "=", self.product_id.id)
        if self.partner_id:
            domain &= Domain("partner_id", "child_of", self.partner_id.ids)
        if self.team_ids:
            domain &= Domain("team_id", "in", self.team_ids.ids)
        if self.complaints_only:
            domain &= Domain("is_complaint", "=", True)
        if self.open_only:
            domain &= Domain("state", "in", OPEN_STATES)
        return domain

    def _ledger_filters(self):
        flags = (
            (self.complaints_only, self.env._("Without Enquiries and Suggestions")),
            (self.open_only, self.env._("Only Open Ones")),
        )
        return [
            (self.env._("Kinds"), ", ".join(self.kind_ids.mapped("name"))),
            (self.env._("Product"), self.product_id.display_name),
            (self.env._("Customer"), self.partner_id.display_name),
            (self.env._("Teams"), ", ".join(self.team_ids.mapped("name"))),
            (self.env._("Filter"), ", ".join(label for on, label in flags if on)),
        ]

    def _ledger_row(self, record, columns):
        row = super()._ledger_row(record, columns)
        return row | {"solutions": self._get_solutions_text(record)}

    def _get_solutions_text(self, record):
        solutions = record._get_print_solutions()
        labels = dict(solutions._fields["kind"]._description_selection(self.env))
        return "; ".join(
            ": ".join(filter(None, (labels[line.kind], line.note)))
            for line in solutions
        )
