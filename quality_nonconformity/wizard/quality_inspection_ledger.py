from odoo import fields, models
from odoo.fields import Domain


class QualityInspectionLedger(models.TransientModel):
    """Inspection ledger 物品检验台账: every record with what was found [NC-22, NC-34]."""

    _name = "quality.inspection.ledger"
    _description = "Inspection Ledger"
    _inherit = ["quality.ledger"]

    _ledger_model = "quality.inspection.record"
    _ledger_form = "quality_nonconformity.form_inspection_ledger"
    _ledger_date = "date"
    _ledger_order = "date, id"
    _ledger_groups = (
        "quality_base.group_quality_user",
        "quality_base.group_quality_auditor",
        "purchase.group_purchase_user",
    )

    supplier_id = fields.Many2one("res.partner", help="Empty: all suppliers.")
    kind = fields.Selection(
        lambda self: self.env["quality.inspection.record"]._fields["kind"].selection,
        help="Empty: all kinds.",
    )
    refused_only = fields.Boolean("Only what was refused")

    def _ledger_columns(self):
        column = self._ledger_column
        return [
            column("name", width=18),
            column("date", kind="datetime"),
            column("kind"),
            column("product_id", width=30),
            column("specification"),
            column("model_number"),
            column("lots", self.env._("Lots/Serial Numbers")),
            column("production_date", kind="date"),
            column("expiration_date", kind="date"),
            column("quantity", kind="float"),
            column("uom_id", width=8),
            column("supplier_id", width=25),
            column("purchase_id"),
            column("picking_id"),
            column("identity_check"),
            column("spec_check"),
            column("appearance_check"),
            column("packaging_check"),
            column("certificate_check"),
            column("performance_check"),
            column("sample_size", kind="int"),
            column("accept_limit", kind="int"),
            column("defect_count", kind="int"),
            column("verdict"),
            column("accepted_quantity", kind="float"),
            column("rejected_quantity", kind="float"),
            column("ground_ids", width=25),
            column("finding", width=30),
            column("inspector_id"),
            column("date_inspected", kind="datetime"),
            column("confirmed_by_id"),
            column("nonconformity", self.env._("Nonconformity")),
            column("state"),
        ]

    def _ledger_domain(self):
        domain = super()._ledger_domain()
        if self.supplier_id:
            domain &= Domain("supplier_id", "child_of", self.supplier_id.ids)
        if self.kind:
            domain &= Domain("kind", "=", self.kind)
        if self.refused_only:
            domain &= Domain("verdict", "in", ("partial", "reject"))
        return domain

    def _ledger_filters(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        refused = self.refused_only and self.env._("Only what was refused")
        return [
            (self.env._("Supplier"), self.supplier_id.display_name),
            (self.env._("Kind"), labels.get(self.kind)),
            (self.env._("Filter"), refused),
        ]

    def _ledger_row(self, record, columns):
        lots = ", ".join(record._get_lots().mapped("name"))
        return super()._ledger_row(record, columns) | {
            "lots": lots,
            # its number is no secret from who may read the inspection
            "nonconformity": record.sudo().nonconformity_id.name,
        }
