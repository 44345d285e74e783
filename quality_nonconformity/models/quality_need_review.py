from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

#: who is asked, and the post that speaks for it
DEPARTMENTS = [
    ("supply_chain", "Supply Chain"),
    ("rd", "Research and Development"),
    ("engineering", "Engineering"),
    ("production", "Production"),
]
POSTS = {
    "supply_chain": "purchasing_head",
    "rd": "technology_head",
    "engineering": "chief_engineer",
    "production": "production_head",
}

RESULTS = [
    ("return", "A: Return the lot"),
    ("special", "B: Special acceptance"),
    ("sort", "C: Sorted use"),
    ("process", "C: Processed use"),
    ("rework", "Rework before use"),
]


class QualityNeedReview(models.Model):
    """Review of failed material that is urgently needed 急用物料评审 [NC-28].

    draft → convened → decided, or cancelled. Supply chain, development, engineering and
    production say what they think; quality decides, within what the defect allows. The
    result becomes a disposition of the nonconformity.
    """

    _name = "quality.need.review"
    _description = "Urgent-Need Review"
    _inherit = ["quality.nonconformity.part.mixin", "quality.document"]
    _number_prefix = "NEED"
    _frozen_states = ("decided", "cancelled")

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("convened", "Convened"),
            ("decided", "Decided"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
    )
    nonconformity_id = fields.Many2one(
        "quality.nonconformity",
        required=True,
        index=True,
        check_company=True,
        domain="[('kind', '=', 'product')]",
    )
    product_id = fields.Many2one(related="nonconformity_id.product_id", store=True)
    supplier_id = fields.Many2one(related="nonconformity_id.supplier_id")
    quantity = fields.Float(
        related="nonconformity_id.open_quantity", string="Still to Decide"
    )
    uom_id = fields.Many2one(
        related="nonconformity_id.product_uom_id", string="Product's Unit"
    )
    need = fields.Text("Why it is Needed", required=True)
    date_needed = fields.Date("Needed by", required=True)
    severe = fields.Boolean(
        "Severe Effect", tracking=True, help="The lot can only go back."
    )
    affects_function = fields.Boolean(
        tracking=True,
        help="The goods are used only after all of them are sorted or reworked, never "
        "as they are.",
    )
    special_ground = fields.Selection(
        [
            ("corrected_later", "Can be corrected in later steps"),
            ("small_effect", "Effect is small and the date urgent"),
        ],
        "Ground of Special Acceptance",
    )
    opinion_ids = fields.One2many(
        "quality.need.opinion",
        "review_id",
        "Opinions",
        default=lambda self: self._default_opinions(),
    )
    participant_ids = fields.Many2many(
        "res.users",
        "quality_need_review_participant_rel",
        string="Asked",
        readonly=True,
        copy=False,
    )
    result = fields.Selection(RESULTS, tracking=True, copy=False)
    instruction = fields.Text(
        "What Production Does", help="How the goods are sorted, processed or reworked."
    )
    no_hours_reason = fields.Char(
        "No Hours to Charge",
        help="Why production reports no hours, e.g. the supplier's own people sort.",
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_decided = fields.Datetime("Decided on", readonly=True, copy=False)
    disposition_id = fields.Many2one(
        "quality.disposition",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )

    @api.model
    def _default_opinions(self):
        rows = []
        for department, _label in DEPARTMENTS:
            post = self.env.ref(f"quality_nonconformity.function_{POSTS[department]}")
            rows.append(
                Command.create({"department": department, "function_id": post.id})
            )
        return rows

    @api.model_create_multi
    def create(self, vals_list):
        sources = self.env["quality.nonconformity"]
        vals_list = [
            {"company_id": sources.browse(v["nonconformity_id"]).company_id.id} | v
            if v.get("nonconformity_id")
            else v
            for v in vals_list
        ]
        return super().create(vals_list)

    def write(self, vals):
        called = self.filtered(lambda review: review.state != "draft")
        if "nonconformity_id" in vals and called and not self._gate_is_open():
            raise UserError(
                self.env._(
                    "%(names)s is convened: the departments speak of the goods they "
                    "were asked about. Call it off and convene another one.",
                    names=", ".join(called.mapped("name")),
                )
            )
        return super().write(vals)

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "draft": {"convened", "cancelled"},
            "convened": {"decided", "cancelled"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "participant_ids",
            "decided_by_id",
            "date_decided",
            "disposition_id",
        }

    @api.model
    def _get_unfrozen_fields(self):
        return super()._get_unfrozen_fields() | {"no_hours_reason"}

    @api.model
    def _get_signed_fields(self, meaning):
        names = ["name", "nonconformity_id", "need", "severe", "affects_function"]
        if meaning == "opinion":
            return names
        return [
            *names,
            "special_ground",
            "result",
            "instruction",
            "opinion_ids.department",
            "opinion_ids.result",
            "opinion_ids.text",
        ]
