from odoo import api, fields, models
from odoo.fields import Domain

#: what the supplier has asked for, and nobody has turned down
APPLIED_STATES = ("submitted", "reviewed", "approved", "notified", "used_up", "expired")


class QualityConcessionSupplier(models.Model):
    """Of incoming goods the supplier himself applies for the concession [NC-31]."""

    _inherit = "quality.concession"

    supplier_id = fields.Many2one(
        related="nonconformity_id.supplier_id", string="Supplier"
    )
    supplier_deviation_id = fields.Many2one(
        "quality.supplier.deviation",
        "Supplier's Application",
        compute="_compute_supplier_deviation_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('product_id', '=', product_id), ('state', '!=', 'cancelled')]",
        help="The supplier's own request to use the goods as they are.",
    )
    supplier_must_apply = fields.Boolean(compute="_compute_supplier_must_apply")

    @api.depends("nonconformity_id")
    def _compute_supplier_deviation_id(self):
        """The request that speaks of this nonconformity, if there is one."""
        # whoever proposes the concession may not read requests of suppliers
        found = (
            self.env["quality.supplier.deviation"]
            .sudo()
            .search(
                Domain("nonconformity_id", "in", self.nonconformity_id.ids)
                & Domain("state", "in", APPLIED_STATES),
                order="id",
            )
        )
        by_source = {request.nonconformity_id: request for request in found}
        for record in self:
            record.supplier_deviation_id = (
                record.supplier_deviation_id or by_source.get(record.nonconformity_id)
            )

    @api.depends(
        "company_id.quality_supplier_applies",
        "nonconformity_id.supplier_id",
        "nonconformity_id.detection_point",
    )
    def _compute_supplier_must_apply(self):
        for record in self:
            source = record.nonconformity_id
            record.supplier_must_apply = bool(
                record.company_id.sudo().quality_supplier_applies  # a rule for all
                and source.supplier_id
                and source.detection_point == "receipt"
                and record.kind != "downgraded"
            )

    def _get_supplier_application_blockers(self):
        blockers = super()._get_supplier_application_blockers()
        request = self.sudo().supplier_deviation_id  # no secret to who approves
        if not self.supplier_must_apply:
            return blockers
        if not request:
            blockers.append(
                self.env._(
                    "the supplier %(supplier)s must apply for it himself: ask him for a "
                    "deviation request and name it here",
                    supplier=self.supplier_id.name,
                )
            )
        elif request.state not in APPLIED_STATES:
            blockers.append(
                self.env._(
                    "the supplier's application %(request)s is “%(state)s”",
                    request=request.name,
                    state=request._state_label(request.state),
                )
            )
        elif not self._is_request_of_supplier(request):
            blockers.append(
                self.env._(
                    "the application %(request)s is of another supplier or product",
                    request=request.name,
                )
            )
        return blockers

    def _is_request_of_supplier(self, request):
        supplier = self.supplier_id.commercial_partner_id
        return (
            request.commercial_supplier_id == supplier
            and request.product_id == self.nonconformity_id.product_id
        )

    @api.model
    def _get_decided_fields(self):
        return super()._get_decided_fields() | {"supplier_deviation_id"}
