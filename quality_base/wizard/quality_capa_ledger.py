from odoo import fields, models
from odoo.fields import Domain


class QualityCapaLedger(models.TransientModel):
    """Register of corrective and preventive actions, 纠正预防措施台账 [NC-75, XX-04]."""

    _name = "quality.capa.ledger"
    _description = "CAPA Ledger"
    _inherit = ["quality.ledger"]
    _ledger_model = "quality.capa"
    _ledger_form = "quality_base.form_capa_ledger"
    _ledger_date = "date_opened"
    _ledger_order = "name, id"

    team_id = fields.Many2one("quality.team")
    open_only = fields.Boolean("Open only")

    def _ledger_domain(self):
        domain = super()._ledger_domain()
        if self.team_id:
            domain &= Domain("team_id", "=", self.team_id.id)
        if self.open_only:
            domain &= Domain("state", "not in", ("closed", "cancelled"))
        return domain

    def _ledger_filters(self):
        state = self.env._("open only") if self.open_only else False
        return super()._ledger_filters() + [
            (self.env._("Team"), self.team_id.display_name),
            (self.env._("State"), state),
        ]

    def _ledger_columns(self):
        column = self._ledger_column
        return [
            column("name", width=18),
            column("date_opened", kind="date"),
            column("title", width=32),
            column("kind", width=16),
            column("source_ref", width=22),
            column("product_id", width=26),
            column("partner_id", width=22),
            column("root_cause", width=34),
            column("cause_category", width=12),
            column("measures", self.env._("Measures"), width=44),
            column("action_count", self.env._("Number of Measures"), "int", total=True),
            column("action_done_count", self.env._("Done"), "int", total=True),
            column("team_id", width=20),
            column("user_id", width=16),
            column("plan_approver_id", width=16),
            column("date_done", kind="datetime"),
            column("effect_due_date", kind="date"),
            column("effect_result", width=34),
            column("verified_by_id", width=16),
            column("state", width=14),
            column("date_closed", kind="datetime"),
            column("days_open", kind="int"),
        ]

    def _ledger_row(self, record, columns):
        row = super()._ledger_row(record, columns)
        lines = []
        for action in record.action_ids:
            parts = (action.name, action.user_id.name, action.date_due)
            lines.append(" · ".join(str(part) for part in parts if part))
        return row | {"measures": "\n".join(lines)}
