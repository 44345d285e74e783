from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.quality_base.models.quality_capa_cause import CATEGORIES

from .move_readers import MOVE_READERS

OPEN_STATES = ("draft", "isolated", "review", "decided", "executing", "verification")

DETECTION_POINTS = [
    ("receipt", "Receipt"),
    ("in_process", "In process"),
    ("first_article", "First article"),
    ("final", "Final inspection"),
    ("stock_care", "Care of stored goods"),
    ("pre_shipment", "Check before shipping"),
    ("in_stock", "In stock"),
    ("dispatch", "At dispatch"),
    ("in_use", "In use"),
    ("customer_site", "At the customer's site"),
    ("customer_return", "Customer return"),
    ("complaint", "Complaint"),
    ("survey", "Satisfaction survey"),
    ("routine_check", "Routine check"),
    ("service_rating", "Service rating"),
    ("leader_check", "Leaders' inspection"),
    ("internal_audit", "Internal audit"),
    ("management_review", "Management review"),
    ("external_audit", "Third-party audit"),
    ("regulator", "Regulator's information"),
    ("supplier_notice", "Supplier's notice"),
    ("outside", "Outside information"),
]


class QualityNonconformity(models.Model):
    """Nonconformity of a product or a service [NC-01 to NC-03].

    draft → isolated → review → decided → executing → verification → closed; cancelled
    when judged conforming. Steps stand in ``quality_nonconformity_flow.py``, isolation
    in ``…_isolate.py``. Quantities are in ``uom_id``; ``product_quantity`` is the same
    in the product's own unit, against which dispositions are summed.
    """

    _name = "quality.nonconformity"
    _description = "Nonconformity"
    _inherit = [
        "quality.document",
        "quality.capa.source.mixin",
        "quality.goods.mixin",
    ]
    _number_prefix = "NC"

    kind = fields.Selection(
        [("product", "Product"), ("service", "Service")],
        default="product",
        required=True,
        tracking=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("isolated", "Isolated"),
            ("review", "Under Review"),
            ("decided", "Decided"),
            ("executing", "In Execution"),
            ("verification", "Verification"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
        group_expand=True,
    )
    date = fields.Datetime(
        "Found on", required=True, default=fields.Datetime.now, index=True, copy=False
    )
    detection_point = fields.Selection(
        DETECTION_POINTS, required=True, default="in_stock", tracking=True
    )
    found_team_id = fields.Many2one(
        "quality.team", "Found by Department", check_company=True
    )
    description = fields.Text(required=True)
    requirement = fields.Char(
        "Requirement Violated", help="Requirement, standard, drawing or contract."
    )
    # goods
    product_id = fields.Many2one(tracking=True)
    categ_id = fields.Many2one(related="product_id.categ_id", store=True)
    lot_ids = fields.Many2many(
        "stock.lot",
        "quality_nonconformity_lot_rel",
        "nonconformity_id",
        "lot_id",
        "Lots/Serial Numbers",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
    )
    tracking = fields.Selection(related="product_id.tracking", string="Tracked by")
    quantity = fields.Float(default=1.0, tracking=True)
    product_quantity = fields.Float(
        "Quantity in the Product's Unit",
        digits="Product Unit",
        compute="_compute_product_quantity",
        store=True,
        precompute=True,
    )
    product_uom_id = fields.Many2one(
        related="product_id.uom_id", string="Product's Unit"
    )
    is_suspect = fields.Boolean(
        "Suspect",
        tracking=True,
        help="Not judged yet: counts as nonconforming until quality says otherwise.",
    )
    location_note = fields.Char("Place and Container", help="Where the goods stand.")
    line_ids = fields.One2many(
        "quality.nonconformity.line", "nonconformity_id", "Isolated Goods", copy=False
    )
    # where it comes from
    partner_id = fields.Many2one(
        "res.partner", index="btree_not_null", tracking=True, help="Customer concerned."
    )
    supplier_id = fields.Many2one("res.partner", index="btree_not_null", tracking=True)
    picking_id = fields.Many2one(
        "stock.picking", "Transfer", index="btree_not_null", check_company=True
    )
    purchase_id = fields.Many2one(
        "purchase.order", index="btree_not_null", check_company=True
    )
    origin_model = fields.Char(readonly=True, index="btree_not_null")
    origin_id = fields.Many2oneReference(
        model_field="origin_model", readonly=True, index="btree_not_null"
    )
    origin_ref = fields.Char("Source Document")
    # judgement
    severity_id = fields.Many2one(
        "quality.severity",
        compute="_compute_severity_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        index="btree_not_null",
    )
    defect_id = fields.Many2one(
        "quality.defect", index="btree_not_null", tracking=True, ondelete="restrict"
    )
    defect_class_id = fields.Many2one(
        related="defect_id.class_id", store=True, index="btree_not_null"
    )
    immediate_measure = fields.Text()
    cause = fields.Text()
    cause_category = fields.Selection(CATEGORIES, "Cause Class")
    effect = fields.Text("Effect on Quality")
    responsible = fields.Selection(
        [
            ("internal", "Own department"),
            ("supplier", "Supplier"),
            ("customer", "Customer"),
            ("carrier", "Carrier"),
            ("unknown", "Not known yet"),
        ],
        "Responsibility",
        default="unknown",
        required=True,
        tracking=True,
    )
    identified = fields.Boolean("Marked", help="Label or card is on the goods.")
    # what happens
    hold_id = fields.Many2one(
        "quality.hold", readonly=True, copy=False, index="btree_not_null"
    )
    move_ids = fields.One2many(
        "stock.move",
        "nonconformity_id",
        "Stock Moves",
        readonly=True,
        groups=MOVE_READERS,
    )
    disposition_ids = fields.One2many(
        "quality.disposition", "nonconformity_id", "Dispositions", copy=False
    )
    disposed_quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_disposed_quantity",
        store=True,
        help="Sum of the dispositions, in the product's own unit.",
    )
    open_quantity = fields.Float(
        "Still to Decide",
        digits="Product Unit",
        compute="_compute_disposed_quantity",
        store=True,
    )
    participant_ids = fields.Many2many(
        "res.users",
        "quality_nonconformity_participant_rel",
        string="Taking Part",
        copy=False,
        readonly=True,
        help="People of other departments who review, approve or execute: they read it.",
    )
    date_isolated = fields.Datetime("Isolated on", readonly=True, copy=False)
    isolated_by_id = fields.Many2one(
        "res.users", "Isolated by", readonly=True, copy=False
    )
    date_decided = fields.Datetime("Decided on", readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, copy=False
    )
    verifier_id = fields.Many2one("res.users", "Verified by", readonly=True, copy=False)
    date_verified = fields.Datetime("Verified on", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False)
    date_closed = fields.Datetime("Closed on", readonly=True, copy=False, index=True)

    _quantity_check = models.Constraint(
        "CHECK(kind != 'product' OR quantity > 0)",
        "A nonconformity of a product is for a quantity above zero.",
    )
    _open_idx = models.Index(
        "(company_id, state) WHERE state NOT IN ('closed', 'cancelled')"
    )
    _repeat_idx = models.Index("(product_id, defect_class_id, date)")

    @api.depends("quantity", "uom_id", "product_id")
    def _compute_product_quantity(self):
        for record in self:
            target = record.product_id.uom_id
            record.product_quantity = (
                record.uom_id._compute_quantity(
                    record.quantity, target, rounding_method="HALF-UP"
                )
                if target and record.uom_id
                else record.quantity
            )

    @api.depends("defect_id")
    def _compute_severity_id(self):
        for record in self:
            record.severity_id = record.severity_id or record.defect_id.severity_id

    @api.depends(
        "product_quantity",
        "disposition_ids.counted_quantity",
        "disposition_ids.state",
    )
    def _compute_disposed_quantity(self):
        for record in self:
            disposed = sum(record.disposition_ids.mapped("counted_quantity"))
            record.disposed_quantity = disposed
            record.open_quantity = record.product_quantity - disposed

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "hold_id",
            "participant_ids",
            "date_isolated",
            "isolated_by_id",
            "date_decided",
            "decided_by_id",
            "verifier_id",
            "date_verified",
            "closed_by_id",
            "date_closed",
        }

    @api.model
    def _get_open_domain(self):
        return Domain("state", "in", list(OPEN_STATES))
