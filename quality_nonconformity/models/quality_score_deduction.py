from odoo import api, fields, models
from odoo.fields import Domain


class QualityScoreDeduction(models.Model):
    """Points off the monthly score of a unit for one failed service [NC-73, XX-35].

    proposed → statement of the head → decided by a quality manager, or dropped. It is
    about the unit, never about a person, and nothing is deducted by itself: what a
    unit reported of its own accord is proposed with zero points [X-37]. Steps:
    ``quality_score_deduction_flow.py``.
    """

    _name = "quality.score.deduction"
    _description = "Score Deduction"
    _inherit = ["quality.nonconformity.part.mixin", "quality.document"]
    _number_prefix = "SCORE"
    _frozen_states = ("decided", "dropped")
    _deadline_start_states = {"proposed": ("statement",)}
    _deadline_done_states = {
        "stated": ("statement",),
        "decided": ("statement",),
        "dropped": ("statement",),
    }

    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("stated", "Statement Given"),
            ("decided", "Decided"),
            ("dropped", "Dropped"),
        ],
        default="proposed",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
    )
    nonconformity_id = fields.Many2one(
        "quality.nonconformity",
        "Failed Service",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    severity_id = fields.Many2one(related="nonconformity_id.severity_id", store=True)
    month = fields.Date(
        required=True, readonly=True, index=True, help="First day of the month."
    )
    scheme_id = fields.Many2one(
        "quality.score.scheme",
        "Score Deduction Scheme",
        readonly=True,
        index="btree_not_null",
    )
    self_reported = fields.Boolean(
        "Reported by the Unit Itself",
        readonly=True,
        help="Found or reported by its own people, early or late: no points are proposed.",
    )
    proposed_points = fields.Float(readonly=True, digits=(16, 1))
    points = fields.Float(
        "Points to Deduct", digits=(16, 1), tracking=True, aggregator=None
    )
    counted_points = fields.Float(
        "Points Deducted",
        compute="_compute_counted_points",
        store=True,
        digits=(16, 1),
        help="As decided; zero until then.",
    )
    statement = fields.Text("Statement of the Head", copy=False)
    stated_by_id = fields.Many2one(
        "res.users", "Statement by", readonly=True, copy=False
    )
    date_stated = fields.Datetime("Statement on", readonly=True, copy=False)
    decision_reason = fields.Text(copy=False)
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, copy=False
    )
    date_decided = fields.Datetime("Decided on", readonly=True, copy=False)

    _points_check = models.Constraint(
        "CHECK(points >= 0)", "A deduction takes points off: enter zero or more."
    )
    _case_uniq = models.UniqueIndex(
        "(nonconformity_id) WHERE state != 'dropped'",
        "A deduction for this failed service is there already.",
    )

    @api.depends("state", "points")
    def _compute_counted_points(self):
        for deduction in self:
            decided = deduction.state == "decided"
            deduction.counted_points = deduction.points if decided else 0.0

    @api.depends("name", "team_id")
    def _compute_display_name(self):
        for deduction in self:
            team = deduction.team_id.name or ""
            deduction.display_name = f"{deduction.name} {team}"

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "nonconformity_id",
            "month",
            "scheme_id",
            "self_reported",
            "proposed_points",
            "stated_by_id",
            "date_stated",
            "decided_by_id",
            "date_decided",
        }

    @api.model
    def _get_signed_fields(self, meaning):
        return ["name", "nonconformity_id", "month", "points", "decision_reason"]

    @api.model
    def _get_open_domain(self):
        return Domain("state", "in", ("proposed", "stated"))

    @api.model
    def _deadline_steps(self):
        return super()._deadline_steps() | {
            "statement": self.env._("Statement of the head")
        }

    def _get_feedback_partners(self):
        """The head of the unit gets the result, whoever closed the sheet."""
        self.ensure_one()
        return self.team_id.sudo().head_id.partner_id
