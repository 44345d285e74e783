from odoo import fields, models
from odoo.fields import Domain

from ..models.quality_disposition import KINDS


class QualityDispositionLedger(models.TransientModel):
    """Disposition ledger 不合格品处置台账: what was decided, by whom, with what result."""

    _name = "quality.disposition.ledger"
    _description = "Disposition Ledger"
    _inherit = ["quality.ledger"]

    _ledger_model = "quality.disposition"
    _ledger_form = "quality_nonconformity.form_disposition_ledger"
    _ledger_date = "create_date"
    _ledger_order = "create_date, id"

    kind = fields.Selection(KINDS, "Disposition")
    team_ids = fields.Many2many("quality.team", string="Responsible Units")
    open_only = fields.Boolean("Only Open Ones")

    def _ledger_columns(self):
        column = self._ledger_column
        return [
            column("name", width=18),
            column("nonconformity_id", width=18),
            column("create_date", self.env._("Proposed on"), kind="datetime"),
            column("reporter_id", self.env._("Proposed by")),
            column("product_id", width=30),
            column("lots", self.env._("Lots/Serial Numbers")),
            column("kind", width=18),
            column("quantity", kind="float"),
            column("uom_id", width=8),
            column("reason", width=30),
            column("instruction", width=40),
            column("approved_by_id"),
            column("date_approved", kind="datetime"),
            column("team_id"),
            column("planned_start", kind="date"),
            column("planned_end", kind="date"),
            column("date_deadline", kind="date"),
            column("executed_by_id"),
            column("operator"),
            column("shift"),
            column("date_executed", kind="datetime"),
            column("good_quantity", kind="float"),
            column("bad_quantity", kind="float"),
            column("result_note", width=30),
            column("verifier_id"),
            column("date_verified", kind="datetime"),
            column("documents", self.env._("Documents"), width=30),
            column("state"),
        ]

    def _ledger_domain(self):
        domain = super()._ledger_domain()
        if self.kind:
            domain &= Domain("kind", "=", self.kind)
        if self.team_ids:
            domain &= Domain("team_id", "in", self.team_ids.ids)
        if self.open_only:
            domain &= Domain("state", "not in", ("verified", "cancelled"))
        return domain

    def _ledger_filters(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        only_open = self.open_only and self.env._("Only Open Ones")
        return [
            (self.env._("Disposition"), labels.get(self.kind)),
            (self.env._("Responsible Units"), ", ".join(self.team_ids.mapped("name"))),
            (self.env._("Filter"), only_open),
        ]

    def _ledger_row(self, record, columns):
        lots = record.line_ids.lot_id or record.lot_ids
        # whoever exports the ledger need not read stock documents: their numbers only
        posted = record.sudo()
        names = posted.picking_ids.mapped("name") + posted.scrap_ids.mapped("name")
        row = super()._ledger_row(record, columns)
        if not (record.is_rework and record.state == "verified"):
            # only what was worked on is found good or bad, when it is verified
            row |= {"good_quantity": None, "bad_quantity": None}
        return row | {
            "lots": ", ".join(lots.mapped("name")),
            "documents": ", ".join(filter(None, names)),
        }
