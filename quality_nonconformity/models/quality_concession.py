from odoo import api, fields, models
from odoo.exceptions import ValidationError


class QualityConcession(models.Model):
    """Nonconforming goods are used within limits, by decision [NC-55, NC-57].

    Goes with a disposition that lets goods be used as they are, or downgraded:
    draft → approved → in force (executed) → used up, expired or revoked; cancelled with
    the disposition. It is what the disposition's approvers approve. All quantities are
    in the unit of the product as it is used (after a downgrade: the new product).

    Once in force, all goods of its lots outside the zones count as concession goods;
    with an own location only those that stand, or stood, there.
    """

    _name = "quality.concession"
    _description = "Concession"
    _inherit = ["quality.nonconformity.part.mixin", "quality.document"]
    _number_prefix = "CONC"
    _frozen_states = ("used_up", "expired", "revoked", "cancelled")

    disposition_id = fields.Many2one(
        "quality.disposition",
        required=True,
        index=True,
        readonly=True,
        check_company=True,
        ondelete="cascade",
    )
    nonconformity_id = fields.Many2one(
        related="disposition_id.nonconformity_id",
        store=True,
        precompute=True,
        index=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approved", "Approved"),
            ("in_force", "In Force"),
            ("used_up", "Used Up"),
            ("expired", "Expired"),
            ("revoked", "Revoked"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
    )
    kind = fields.Selection(
        [
            ("concession", "Concession"),
            ("special", "Special acceptance"),
            ("out_of_tolerance", "Use out of tolerance"),
            ("downgraded", "Downgraded use"),
        ],
        compute="_compute_kind",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    reason = fields.Text(
        compute="_compute_reason",
        store=True,
        readonly=False,
        precompute=True,
        help="Why the goods are used although they do not conform.",
    )
    deviation = fields.Text(
        related="nonconformity_id.description", string="Nonconformity Found"
    )
    risk_assessment = fields.Text(
        help="What can come of the deviation in use: safety, function, later steps."
    )
    # limits
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_goods",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(
        digits="Product Unit", compute="_compute_goods", store=True, precompute=True
    )
    lot_ids = fields.Many2many(
        "stock.lot",
        "quality_concession_lot_rel",
        "concession_id",
        "lot_id",
        "Lots/Serial Numbers",
        readonly=True,
        copy=False,
        help="Noted when the goods leave the zone.",
    )
    own_location_id = fields.Many2one(
        "stock.location",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The goods stand here, apart from others: only what comes from here is "
        "under the concession.",
    )
    date_from = fields.Date(default=fields.Date.context_today)
    date_to = fields.Date("Until", tracking=True)
    partner_ids = fields.Many2many(
        "res.partner",
        "quality_concession_partner_rel",
        string="Only Customers",
        help="Empty: any customer who consents.",
    )
    order_names = fields.Char(
        "Only for Orders",
        help="Numbers of the orders they may be used for, separated by commas. Empty: "
        "for any.",
    )
    marks = fields.Char(help="How the goods are marked.")
    consent_required = fields.Boolean(
        "Customer's Consent Required",
        compute="_compute_consent_required",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Goods reach a customer only after this customer's consent is recorded.",
    )
    # what came of it
    consent_ids = fields.One2many(
        "quality.concession.consent", "concession_id", "Customers' Consents"
    )
    confirmation_ids = fields.One2many(
        "quality.concession.confirmation",
        "concession_id",
        "Confirmed before Use",
        readonly=True,
    )
    use_ids = fields.One2many(
        "quality.concession.use", "concession_id", "Delivered and Used", readonly=True
    )
    used_quantity = fields.Float(
        "Used",
        digits="Product Unit",
        compute="_compute_used_quantity",
        store=True,
        help="Delivered and used, less what came back.",
    )
    remaining_quantity = fields.Float(
        "Left", digits="Product Unit", compute="_compute_used_quantity", store=True
    )
    date_in_force = fields.Datetime("In Force since", readonly=True, copy=False)
    rest_released = fields.Boolean(
        readonly=True,
        copy=False,
        tracking=True,
        help="Quality judged that what is left of the lots conforms.",
    )

    _disposition_uniq = models.UniqueIndex(
        "(disposition_id)", "This disposition has its concession already."
    )
    _guarding_idx = models.Index(
        "(product_id, company_id)"
        " WHERE state IN ('in_force', 'used_up', 'expired', 'revoked')"
    )
    _period_check = models.Constraint(
        "CHECK(date_from <= date_to)", "The concession ends before it begins."
    )

    @api.depends("disposition_id.kind")
    def _compute_kind(self):
        for record in self:
            if record.disposition_id.kind == "downgrade":
                record.kind = "downgraded"
            elif record.kind in (False, "downgraded"):
                record.kind = "concession"

    @api.depends("disposition_id.reason")
    def _compute_reason(self):
        for record in self:
            record.reason = record.reason or record.disposition_id.reason

    @api.depends(
        "disposition_id.product_quantity",
        "disposition_id.product_id",
        "disposition_id.target_product_id",
    )
    def _compute_goods(self):
        for record in self:
            source = record.disposition_id
            target = source._get_used_product()
            same = not target or source.product_uom_id._has_common_reference(
                target.uom_id
            )
            record.product_id = target
            record.quantity = (
                source.product_uom_id._compute_quantity(
                    source.product_quantity, target.uom_id, rounding_method="HALF-UP"
                )
                if target and same
                else source.product_quantity
            )

    @api.depends("disposition_id.kind", "disposition_id.target_product_id")
    def _compute_consent_required(self):
        """A downgraded article is ordered by its own name; all else needs consent."""
        for record in self:
            source = record.disposition_id
            record.consent_required = source._get_used_product() == source.product_id

    @api.depends("use_ids.quantity", "quantity")
    def _compute_used_quantity(self):
        for record in self:
            record.used_quantity = sum(record.use_ids.mapped("quantity"))
            record.remaining_quantity = record.quantity - record.used_quantity

    @api.depends("name", "product_id", "quantity")
    def _compute_display_name(self):
        for record in self:
            product = record.product_id.display_name or ""
            record.display_name = f"{record.name} {product} {record.quantity:g}"

    @api.constrains("disposition_id")
    def _check_kind_of_disposition(self):
        for record in self:
            if not record.disposition_id._needs_concession():
                raise ValidationError(
                    self.env._(
                        "%(name)s is no disposition by which goods are used as they "
                        "are, or downgraded: it needs no concession.",
                        name=record.disposition_id.display_name,
                    )
                )
