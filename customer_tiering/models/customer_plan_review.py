from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.claim import claim_rows

#: who may speak in a role: the group, without its prefix; experts are named on the plan
ROLE_GROUPS = {
    "service": "service",
    "finance": "finance",
    "sales": "city",
    "committee": "committee",
}


class CustomerPlanReview(models.Model):
    """An opinion on a plan, signed and never changed [CT-24, CT-25].

    Written by :meth:`_give` only; members of the committee consent this way.
    """

    _name = "customer.plan.review"
    _description = "Opinion on a Plan"
    _order = "id desc"

    plan_id = fields.Many2one(
        "customer.plan", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, index=True, precompute=True
    )
    round = fields.Integer(readonly=True, required=True)
    role = fields.Selection(
        [
            ("service", "Customer service"),
            ("finance", "Finance"),
            ("sales", "Sales"),
            ("expert", "Expert"),
            ("committee", "Decision committee"),
        ],
        required=True,
        readonly=True,
    )
    consent = fields.Boolean(readonly=True)
    is_reasonable = fields.Boolean("Means Reasonable", readonly=True)
    is_feasible = fields.Boolean("Conditions Met", readonly=True)
    is_specific = fields.Boolean("Specific", readonly=True)
    note = fields.Text("Opinion", readonly=True)
    user_id = fields.Many2one(
        "res.users", "Signed by", required=True, readonly=True, index=True
    )
    date_signed = fields.Datetime("Signed on", required=True, readonly=True)

    _vote_uniq = models.UniqueIndex(
        "(plan_id, round, user_id) WHERE role = 'committee'",
        "You signed for the committee already.",
    )

    def _get_latest(self, plan):
        """Return the latest opinion of each person and role in the plan's round."""
        seen = {}
        for review in plan.review_ids.sorted("id"):
            if review.round == plan.round:
                seen[review.user_id, review.role] = review
        return self.browse(review.id for review in seen.values())

    @api.model
    def _give(self, plan, role, consent, note, answers=None):
        """Sign an opinion; the committee's last consent approves the plan [CT-25].

        :param bool consent: for the plan as it is
        :param str note: the opinion; needed when it is against the plan
        :param dict answers: ``is_reasonable``, ``is_feasible``, ``is_specific``
        :raises AccessError: the user does not hold the role
        :raises UserError: it is his own plan, not the time, or no reason is given
        """
        plan.ensure_one()
        plan.check_access("read")
        claim_rows(plan)  # two who sign at once must both be counted
        self._check_speaker(plan, role)
        if not consent and not (note or "").strip():
            raise UserError(self.env._("Say what speaks against the plan."))
        # users hold no right to write opinions; the checks above allow this one
        review = self.sudo().create(
            {
                "plan_id": plan.id,
                "round": plan.round,
                "role": role,
                "consent": consent,
                "note": note,
                "user_id": self.env.uid,
                "date_signed": fields.Datetime.now(),
                **(answers or {}),
            }
        )
        if role == "committee":
            self._count_votes(plan, review)
        return review.sudo(False)

    def _check_speaker(self, plan, role):
        wanted = "committee" if role == "committee" else "service"
        if plan.state != wanted:
            raise UserError(
                self.env._(
                    "%(name)s does not wait for this opinion now.",
                    name=plan.display_name,
                )
            )
        if role == "expert":
            if self.env.user not in plan.expert_ids:
                raise AccessError(self.env._("You are not asked as an expert here."))
        else:
            plan._check_plan_role(ROLE_GROUPS[role])
        spoken = plan.review_ids.filtered(
            lambda r: r.round == plan.round and r.user_id == self.env.user
        )
        if role == "committee" and spoken:
            raise UserError(
                self.env._(
                    "You reviewed or signed %(name)s already: other members of the "
                    "committee decide.",
                    name=plan.display_name,
                )
            )

    def _count_votes(self, plan, review):
        if not review.consent:
            plan._send_back(review.note)
        elif plan.vote_count >= plan.company_id.customer_plan_votes:
            plan.sudo()._approve()  # the committee consented; it need not write plans
