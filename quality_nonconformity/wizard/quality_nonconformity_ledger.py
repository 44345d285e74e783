from odoo import fields, models
from odoo.fields import Domain


class QualityNonconformityLedger(models.TransientModel):
    """Nonconformity ledger 不合格品台账: every case, what became of it, its clocks."""

    _name = "quality.nonconformity.ledger"
    _description = "Nonconformity Ledger"
    _inherit = ["quality.ledger"]

    _ledger_model = "quality.nonconformity"
    _ledger_form = "quality_nonconformity.form_nonconformity_ledger"
    _ledger_date = "date"
    _ledger_order = "date, id"

    kind = fields.Selection([("product", "Product"), ("service", "Service")])
    team_ids = fields.Many2many("quality.team", string="Responsible Units")
    supplier_id = fields.Many2one("res.partner")
    open_only = fields.Boolean("Only Open Ones")

    def _ledger_columns(self):
        column = self._ledger_column
        return [
            column("name", width=18),
            column("date", kind="datetime"),
            column("kind"),
            column("detection_point"),
            column("product_id", width=30),
            column("lot_ids"),
            column("quantity", kind="float"),
            column("uom_id", width=8),
            column("supplier_id"),
            column("partner_id"),
            column("origin_ref"),
            column("defect_id"),
            column("severity_id"),
            column("is_suspect", kind="bool"),
            column("description", width=40),
            column("requirement"),
            column("cause_category"),
            column("cause", width=30),
            column("team_id"),
            column("user_id"),
            column("reporter_id"),
            column("disposition_ids", width=36),
            column("date_decided", kind="datetime"),
            column("decided_by_id"),
            column("date_verified", kind="datetime"),
            column("date_closed", kind="datetime"),
            column("age_days", kind="int"),
            column("measure_due", self.env._("Measure due"), kind="datetime"),
            column("execute_due", self.env._("Execution due"), kind="datetime"),
            column("is_late", kind="bool"),
            column("cost_total", kind="money", total=True),
            column("cost_charged", kind="money", total=True),
            column("capa_ids", width=30),
            column("state"),
        ]

    def _ledger_domain(self):
        domain = super()._ledger_domain()
        if self.kind:
            domain &= Domain("kind", "=", self.kind)
        if self.team_ids:
            domain &= Domain("team_id", "in", self.team_ids.ids)
        if self.supplier_id:
            domain &= Domain("supplier_id", "child_of", self.supplier_id.ids)
        if self.open_only:
            domain &= self.env["quality.nonconformity"]._get_open_domain()
        return domain

    def _ledger_filters(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        only_open = self.open_only and self.env._("Only Open Ones")
        return [
            (self.env._("Kind"), labels.get(self.kind)),
            (self.env._("Responsible Units"), ", ".join(self.team_ids.mapped("name"))),
            (self.env._("Supplier"), self.supplier_id.display_name),
            (self.env._("Filter"), only_open),
        ]

    def _ledger_row(self, record, columns):
        return super()._ledger_row(record, columns) | self._ledger_due(record)

    def _ledger_due(self, record):
        """When measure and execution are due, of the last round, in local time."""
        return {
            f"{deadline.step}_due": fields.Datetime.context_timestamp(
                self, deadline.effective_due
            ).replace(tzinfo=None)
            for deadline in record.deadline_ids.sorted("round")
            if deadline.effective_due and deadline.state != "cancelled"
        }
