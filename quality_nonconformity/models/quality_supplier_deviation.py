import re

from odoo import api, fields, models
from odoo.fields import Domain

#: undecided, or not told to the supplier yet: goods are not received
GATED_STATES = ("submitted", "reviewed", "approved")
#: decided against, or over: lots named in it stay out
ENDED_STATES = ("rejected", "used_up", "expired")

VERDICTS = [
    ("agree", "Agrees"),
    ("conditions", "Agrees on conditions"),
    ("refuse", "Refuses"),
]


class QualitySupplierDeviation(models.Model):
    """Request of a supplier to deliver what deviates (偏差申请) [NC-31].

    draft → submitted → reviewed (technical and quality opinion) → approved or rejected
    → notified → used up or expired; cancelled. Goods are received only after the
    notice, within quantity and period: see ``quality_supplier_deviation_gate.py``.
    ``quantity`` is in ``uom_id``, 0: no limit but the period. Quantities used are in
    the product's own unit.
    """

    _name = "quality.supplier.deviation"
    _description = "Deviation Request of a Supplier"
    _inherit = [
        "quality.supplier.access",
        "quality.goods.mixin",
        "quality.document",
    ]
    _number_prefix = "SDR"
    _supplier_path = "deviation"
    _supplier_template = "supplier_deviation_page"
    _frozen_states = ("rejected", "used_up", "expired", "cancelled")
    _deadline_start_states = {"submitted": ("review",), "reviewed": ("decide",)}
    _deadline_done_states = {
        "reviewed": ("review",),
        "approved": ("decide",),
        "rejected": ("decide",),
    }

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("reviewed", "Reviewed"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("notified", "Supplier Notified"),
            ("used_up", "Used Up"),
            ("expired", "Expired"),
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
    stage = fields.Selection(
        [("receipt", "Before delivery"), ("in_process", "In production")],
        default="receipt",
        required=True,
        help="Before delivery purchasing tells the supplier, in production quality does.",
    )
    supplier_url = fields.Char(
        groups="quality_base.group_quality_user,purchase.group_purchase_user"
    )
    # who
    supplier_id = fields.Many2one(tracking=True)
    buyer_id = fields.Many2one(
        "res.users",
        compute="_compute_buyer_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
        help="Coordinates the request and tells the supplier.",
    )
    # what
    product_id = fields.Many2one(required=True, index=True, tracking=True)
    lot_names = fields.Text(
        "Lots",
        help="Lots or serial numbers as on the goods, one per line. Empty: all goods of "
        "the product (and order) that he delivers meanwhile.",
    )
    purchase_id = fields.Many2one(
        "purchase.order", index="btree_not_null", check_company=True, tracking=True
    )
    nonconformity_id = fields.Many2one(
        "quality.nonconformity", index="btree_not_null", check_company=True
    )
    requirement = fields.Char(help="What the goods deviate from.")
    deviation = fields.Text(help="How the goods deviate.")
    reason = fields.Text(help="Why they do, and why they can be used all the same.")
    measure = fields.Text(
        help="What the supplier does so that it does not happen again."
    )
    quantity = fields.Float(tracking=True, help="0: no limit but the period.")
    date_from = fields.Date("Valid from", tracking=True)
    date_to = fields.Date("Valid to", tracking=True)
    submitted_by = fields.Char("Submitted by", readonly=True, copy=False)
    date_submitted = fields.Datetime("Submitted on", readonly=True, copy=False)
    answer_attachment_ids = fields.Many2many(
        "ir.attachment",
        "quality_supplier_deviation_file_rel",
        "deviation_id",
        "attachment_id",
        "Files of the Supplier",
        readonly=True,
        copy=False,
    )
    # opinions
    technical_team_id = fields.Many2one(
        "quality.team",
        "Technical Department",
        check_company=True,
        index="btree_not_null",
        help="Research and development. Empty: who holds the post of chief engineer.",
    )
    participant_ids = fields.Many2many(
        "res.users",
        "quality_supplier_deviation_participant_rel",
        string="Taking Part",
        copy=False,
        readonly=True,
        help="Those asked for the technical opinion: they read it.",
    )
    technical_verdict = fields.Selection(VERDICTS, readonly=True, copy=False)
    technical_opinion = fields.Text(readonly=True, copy=False)
    technical_user_id = fields.Many2one(
        "res.users", "Technical Opinion by", readonly=True, copy=False
    )
    quality_verdict = fields.Selection(VERDICTS, readonly=True, copy=False)
    quality_opinion = fields.Text(readonly=True, copy=False)
    quality_user_id = fields.Many2one(
        "res.users", "Quality Opinion by", readonly=True, copy=False
    )
    # decision and notice
    decision_note = fields.Text(
        "Decision", readonly=True, copy=False, help="Conditions; the supplier reads it."
    )
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, copy=False
    )
    date_decided = fields.Datetime("Decided on", readonly=True, copy=False)
    notified_by_id = fields.Many2one(
        "res.users", "Supplier Told by", readonly=True, copy=False
    )
    date_notified = fields.Datetime("Supplier Told on", readonly=True, copy=False)
    # use
    use_ids = fields.One2many(
        "quality.supplier.deviation.use", "deviation_id", "Used for"
    )
    allowed_quantity = fields.Float(
        "Allowed (product's unit)",
        digits="Product Unit",
        compute="_compute_allowed_quantity",
        store=True,
    )
    used_quantity = fields.Float(
        "Received under It",
        digits="Product Unit",
        compute="_compute_used_quantity",
        store=True,
    )

    _gate_idx = models.Index(
        "(product_id, company_id) WHERE state NOT IN ('draft', 'cancelled')"
    )
    _quantity_check = models.Constraint(
        "CHECK(quantity >= 0)", "A deviation request has no negative quantity."
    )
    _period_check = models.Constraint(
        "CHECK(date_from <= date_to)", "The period ends before it begins."
    )

    @api.depends("name", "supplier_id", "product_id")
    def _compute_display_name(self):
        for record in self:
            parts = (record.name, record.supplier_id.name, record.product_id.name)
            record.display_name = " ".join(filter(None, parts))

    @api.depends("purchase_id")
    def _compute_buyer_id(self):
        for record in self:
            record.buyer_id = record.purchase_id.user_id or record.buyer_id

    @api.depends("product_id")
    def _compute_uom_id(self):
        for record in self:
            unit = record.product_id.uom_id
            known = record.uom_id and record.uom_id._has_common_reference(unit)
            record.uom_id = record.uom_id if known else unit

    @api.depends("quantity", "uom_id", "product_id")
    def _compute_allowed_quantity(self):
        for record in self:
            record.allowed_quantity = record.uom_id._compute_quantity(
                record.quantity, record.product_id.uom_id, rounding_method="HALF-UP"
            )

    @api.depends("use_ids.quantity")
    def _compute_used_quantity(self):
        for record in self:
            record.used_quantity = sum(record.use_ids.mapped("quantity"))

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "draft": {"submitted", "cancelled"},
            "submitted": {"reviewed", "draft", "cancelled"},
            "reviewed": {"approved", "rejected", "cancelled"},
            "approved": {"notified", "cancelled"},
            "notified": {"used_up", "expired"},
        }

    def _deadline_steps(self):
        return super()._deadline_steps() | {
            "review": self.env._("Opinions given"),
            "decide": self.env._("Decided"),
        }

    @api.model
    def _get_open_domain(self):
        return Domain("state", "in", ("draft", *GATED_STATES))

    def _get_lot_names(self):
        """Return the set of lots that it names, as the supplier wrote them."""
        self.ensure_one()
        names = re.split(r"[\n,;，；、]", self.lot_names or "")
        return {name.strip() for name in names if name.strip()}

    def _get_retention_categories(self):
        return super()._get_retention_categories() | self.product_id.categ_id
