from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CustomerClassRating(models.Model):
    """A customer's class: proposed by score, decided by the unit's head, kept.

    proposed → decided → past; cancelled when the score has moved on [CT-16, CT-20].
    ``points`` holds the points per criterion as ``{criterion id: 0..100}``.
    """

    _name = "customer.class.rating"
    _description = "Rating of a Customer"
    _inherit = ["mail.thread", "customer.state.mixin"]
    _order = "id desc"
    _rec_name = "partner_id"
    _frozen_states = ("decided", "past", "cancelled")

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    salesperson_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    model_id = fields.Many2one(
        "customer.class.model",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="model_id.company_id", store=True, index=True, precompute=True
    )
    unit_id = fields.Many2one(
        "customer.unit", "Sales Unit", index="btree_not_null", readonly=True
    )
    score = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    points = fields.Json(readonly=True)
    detail = fields.Text("How It Scored", compute="_compute_detail")
    proposed_class_id = fields.Many2one(
        "customer.class", "Proposed", readonly=True, index=True
    )
    class_id = fields.Many2one(
        "customer.class", readonly=True, copy=False, index="btree_not_null"
    )
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("decided", "Decided"),
            ("past", "Past"),
            ("cancelled", "Cancelled"),
        ],
        default="proposed",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
    )
    user_id = fields.Many2one("res.users", "Asked for by", readonly=True, copy=False)
    date_rated = fields.Date("Rated on", readonly=True)
    decider_id = fields.Many2one("res.users", "Decided by", readonly=True, copy=False)
    date_decided = fields.Date("Decided on", readonly=True, copy=False)
    date_review = fields.Date("Review on", readonly=True, copy=False)
    reason = fields.Text(readonly=True, copy=False, help="Why not the proposed class.")
    is_outdated = fields.Boolean(
        "Outdated", compute="_compute_is_outdated", search="_search_is_outdated"
    )
    can_decide = fields.Boolean(
        "Mine to Decide", compute="_compute_can_decide", search="_search_can_decide"
    )

    _decided_uniq = models.UniqueIndex("(partner_id, company_id) WHERE state='decided'")
    _open_uniq = models.UniqueIndex(
        "(partner_id, company_id) WHERE state = 'proposed'",
        "A rating of this customer is open already: decide on it first.",
    )

    @api.depends("points", "model_id.criterion_ids")
    def _compute_detail(self):
        for rating in self:
            points = rating.points or {}
            rating.detail = "\n".join(
                self.env._(
                    "%(name)s: %(points).1f points, weight %(weight)g",
                    name=criterion.name,
                    points=points[str(criterion.id)],
                    weight=criterion.weight,
                )
                for criterion in rating.model_id.criterion_ids
                if str(criterion.id) in points
            )

    @api.depends("state", "date_review")
    def _compute_is_outdated(self):
        self._set_flag("is_outdated", self._get_outdated_domain())

    def _search_is_outdated(self, operator, value):
        return self._get_outdated_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_outdated_domain(self):
        today = fields.Date.context_today(self)
        return Domain("state", "=", "decided") & Domain("date_review", "<=", today)

    @api.depends_context("uid")
    @api.depends("state", "unit_id", "user_id")
    def _compute_can_decide(self):
        city = self.env.user.has_group("customer_tiering.group_tier_city")
        for unit, ratings in self.grouped("unit_id").items():
            heads = unit._get_deciding_heads() if unit else self.env["res.users"]
            may = self.env.user in heads if heads else city
            for rating in ratings:
                rating.can_decide = (
                    may
                    and rating.state == "proposed"
                    and rating.user_id != self.env.user
                )

    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        user = self.env.user
        companies = [False, *self.env.companies.ids]
        units = self.env["customer.unit"].search([("company_id", "in", companies)])
        headed = units.filtered(lambda unit: unit._get_deciding_heads())
        mine = headed.filtered(lambda unit: user in unit._get_deciding_heads())
        scope = Domain("unit_id", "in", mine.ids)
        if user.has_group("customer_tiering.group_tier_city"):
            scope |= Domain("unit_id", "not in", headed.ids)
        return (
            scope & Domain("state", "=", "proposed") & Domain("user_id", "!=", user.id)
        )

    @api.model
    def _get_transitions(self):
        return {"proposed": {"decided", "cancelled"}, "decided": {"past"}}

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("partner_id", "model_id", "unit_id", "score", "points", "user_id"),
            *("proposed_class_id", "class_id", "date_rated", "decider_id", "reason"),
            *("date_decided", "date_review"),
        }

    def action_confirm(self):
        """Decide on the proposed classes as they are."""
        self._decide()
        return True

    def action_decide_other(self):
        """Ask for another class and the reason."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_class_decide_action"
        )
        return action | {"context": {"default_rating_ids": self.ids}}

    def _decide(self, klass=None, reason=None):
        """proposed → decided; the class decided before becomes past [CT-16].

        :param klass: another class than the proposed one, with its reason
        :raises UserError: not the user's to decide, no reason, a foreign class
        """
        self._check_may_decide()
        if klass and any(klass.model_id != rating.model_id for rating in self):
            raise UserError(
                self.env._("“%(name)s” is of another class model.", name=klass.name)
            )
        differs = klass and self.filtered(lambda r: r.proposed_class_id != klass)
        if differs and not (reason or "").strip():
            raise UserError(self.env._("Say why it is not the proposed class."))
        self._end_earlier()
        today = fields.Date.context_today(self)
        for (model, proposed), ratings in self._by_model_and_class():
            ratings._set_state(
                "decided",
                class_id=(klass or proposed).id,
                reason=reason,
                decider_id=self.env.uid,
                date_decided=today,
                date_review=today + relativedelta(months=model.review_months),
            )
        self.partner_id.invalidate_recordset(["customer_class_id"])

    def _by_model_and_class(self):
        return self.grouped(lambda r: (r.model_id, r.proposed_class_id)).items()

    def _end_earlier(self):
        """The classes decided before these are past: one per customer is in force."""
        ratings = self.sudo()  # the user may decide; who saw the old one matters not
        earlier = ratings.search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "decided"),
            ]
        )
        earlier._set_state("past")
        earlier.flush_recordset()  # before the next one takes its place in the index

    def _check_may_decide(self):
        decided = self.filtered(lambda r: r.state != "proposed")
        wrong = self - decided - self.filtered("can_decide")
        if decided:
            decided._set_state("decided")  # says what is possible
        if wrong:
            raise UserError(
                self.env._(
                    "The head of the customer's sales unit, or of one above it, decides "
                    "on the class of %(names)s; without a head, a city approver. Nobody "
                    "decides on a rating that he asked for himself.",
                    names=", ".join(wrong[:5].mapped("display_name")),
                )
            )
