from odoo import fields, models
from odoo.fields import Domain


class QualitySpecialReleaseLedger(models.TransientModel):
    """Ledger of special and emergency releases 特采紧急放行台账 [NC-80]."""

    _name = "quality.special.release.ledger"
    _description = "Ledger of Special Releases"
    _inherit = ["quality.ledger"]

    _ledger_model = "quality.special.release"
    _ledger_form = "quality_nonconformity.form_special_release_ledger"
    _ledger_date = "date"
    _ledger_order = "date, id"

    kind = fields.Selection(
        selection=lambda self: (
            self.env["quality.special.release"]._fields["kind"].selection
        ),
        help="Empty: all kinds.",
    )

    def _ledger_columns(self):
        column = self._ledger_column
        return [
            column("name", width=18),
            column("kind"),
            column("date", kind="datetime"),
            column("product_id", width=30),
            column("lots", width=20),
            column("quantity", kind="float"),
            column("used_quantity", kind="float"),
            column("uom_id", width=8),
            column("reason", width=30),
            column("risk_assessment", width=30),
            column("marks"),
            column("date_to", kind="date"),
            column("consents", width=20),
            column("reporter_id"),
            column("approved_by_id"),
            column("nonconformity_id"),
            column("result"),
        ]

    def _ledger_domain(self):
        domain = super()._ledger_domain()
        return domain & Domain("kind", "=", self.kind) if self.kind else domain

    def _ledger_filters(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return [(self.env._("Kind"), kinds.get(self.kind))]
