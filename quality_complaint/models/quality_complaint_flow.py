from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.quality_base.tools.identity import sign_with_password

STAFF = "quality_complaint.group_complaint_user"
MANAGER = "quality_complaint.group_complaint_manager"
#: step → the states from which its button goes on
STEP_STATES = {
    "accept": ("new",),
    "investigate": ("accepted", "solution", "replied", "revisit"),
    "solve": ("accepted", "investigating"),
    "reply": ("solution",),
    "revisit": ("replied",),
    "close": ("replied", "revisit"),
}
STEP_TARGETS = {
    "accept": "accepted",
    "investigate": "investigating",
    "solve": "solution",
    "reply": "replied",
    "revisit": "revisit",
    "close": "closed",
}


class QualityComplaintFlow(models.Model):
    """The steps of a complaint: who may, from where, on what conditions.

    ``_get_<step>_blockers()`` of one record give the texts that say why a step is not
    possible yet; themes extend them. A step takes a whole recordset, is refused as a
    whole, and leaves nothing changed then.
    """

    _inherit = "quality.complaint"

    _deadline_start_states = {
        "new": ("accept", "first_reply", "on_site", "decision", "reply", "settle"),
        "accepted": ("investigate",),
    }
    _deadline_done_states = {
        "accepted": ("accept", "first_reply"),
        "investigating": ("investigate",),
        "solution": ("investigate", "decision"),
        "replied": ("reply",),
        "closed": ("settle",),
        "rejected": (
            "accept",
            "first_reply",
            "investigate",
            "decision",
            "reply",
            "settle",
        ),
    }
    _mandatory_deadline_steps = ("accept", "reply")

    can_process = fields.Boolean(compute="_compute_can_steps")
    can_accept = fields.Boolean(compute="_compute_can_steps")
    can_investigate = fields.Boolean(compute="_compute_can_steps")
    can_solve = fields.Boolean(compute="_compute_can_steps")
    can_reply = fields.Boolean(compute="_compute_can_steps")
    can_revisit = fields.Boolean(compute="_compute_can_steps")
    can_close = fields.Boolean(compute="_compute_can_steps")
    next_hint = fields.Text("Before the Next Step", compute="_compute_can_steps")

    @api.depends("state", "justified", "customer_opinion")
    @api.depends_context("uid", "lang")
    def _compute_can_steps(self):
        for record in self:
            record.can_process = record._may_process()
            for step, states in STEP_STATES.items():
                record[f"can_{step}"] = record.can_process and record.state in states
            step = record._get_main_step()
            blockers = record._get_step_blockers(step) if step else []
            record.next_hint = "\n".join(blockers)

    def _get_main_step(self):
        """Return the step that comes next in the ordinary course."""
        self.ensure_one()
        return {
            "new": "accept",
            "accepted": "investigate",
            "investigating": "solve",
            "solution": "reply",
            "replied": "revisit",
            "revisit": "close",
        }.get(self.state)

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "new": {"accepted", "rejected"},
            "accepted": {"investigating", "solution", "rejected"},
            "investigating": {"solution", "rejected"},
            "solution": {"replied", "investigating"},
            "replied": {"revisit", "closed", "investigating"},
            "revisit": {"closed", "investigating"},
            "closed": {"investigating"},
            "rejected": {"accepted", "investigating"},
        }

    def _deadline_steps(self):
        return {
            "accept": self.env._("Accept and tell the customer"),
            "first_reply": self.env._("First answer"),
            "investigate": self.env._("Start of the investigation"),
            "on_site": self.env._("Verification on site"),
            "decision": self.env._("Decision"),
            "reply": self.env._("Answer with a solution"),
            "settle": self.env._("Settled"),
        }

    # buttons ---------------------------------------------------------------------
    def action_accept(self):
        self._accept()
        return True

    def action_investigate(self):
        self._investigate()
        return True

    def action_solve(self):
        self._solve()
        return True

    def action_reply(self):
        self._reply()
        return True

    def action_revisit(self):
        self._revisit()
        return True

    @sign_with_password
    def action_close(self):
        self._close()
        return True

    # engine ----------------------------------------------------------------------
    def _accept(self):
        """new → accepted: somebody takes charge, the customer is told [CO-08].

        :raises AccessError: the user is no complaint staff, or complained about
        :raises UserError: it is not new, or something is missing
        """
        self._check_step("accept")
        for record in self:
            record._set_state(
                "accepted",
                user_id=record.user_id.id or self.env.uid,
                accepted_by_id=self.env.uid,
                date_accepted=fields.Datetime.now(),
            )

    def _investigate(self, reason=None):
        """Go into the facts; from a later step only with a reason [CO-19, CO-42].

        :param str reason: why it is taken up again
        :raises UserError: the step is not possible, or the reason is missing
        """
        self._check_step("investigate")
        again = self.filtered(lambda record: record.state != "accepted")
        if again and not (reason or "").strip():
            raise UserError(
                self.env._(
                    "%(names)s was decided already: say why it is investigated again.",
                    names=", ".join(again.mapped("name")),
                )
            )
        self._set_state(
            "investigating", reason=reason, date_investigation=fields.Datetime.now()
        )

    def _solve(self):
        """The solution is decided [CO-21, CO-36].

        :raises UserError: the facts or the solution are not recorded
        """
        self._check_step("solve")
        self._set_state(
            "solution",
            solved_by_id=self.env.uid,
            date_solution=fields.Datetime.now(),
        )

    def _reply(self):
        """The customer has the answer [CO-40].

        :raises UserError: there is no answer to send
        """
        self._check_step("reply")
        self._set_state(
            "replied", replied_by_id=self.env.uid, date_replied=fields.Datetime.now()
        )

    def _revisit(self):
        """The neutral recipient asks the customer again [CO-42].

        :raises UserError: the customer's opinion is not recorded
        """
        self._check_step("revisit")
        self._set_state("revisit", date_revisit=fields.Datetime.now())

    def _close(self):
        """Close when all conditions of CO-43 are met.

        :raises AccessError: the user is no complaint staff
        :raises UserError: what is missing, in words
        """
        self._check_step("close")
        self._check_capa_planned()
        self._set_state(
            "closed", closed_by_id=self.env.uid, date_closed=fields.Datetime.now()
        )
        self._sign("closed")

    def _reject(self, reason):
        """Not justified, not ours, spam: closed with a reason and a reply [CO-21].

        :param str reason: why, kept in the history
        :raises UserError: no reason, or no reply to whom is known
        """
        self._check_may_process()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the complaint is rejected."))
        self._check_blockers("reject")
        self._set_state(
            "rejected",
            reason=reason,
            closed_by_id=self.env.uid,
            date_closed=fields.Datetime.now(),
        )

    def _reopen_complaint(self, reason):
        """Take up a closed or rejected complaint again [CO-42, CO-43].

        :param str reason: why, kept in the history
        :raises AccessError: only complaint managers reopen
        """
        self._check_may_process()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Complaints are reopened by complaint managers: ask one.")
            )
        self._reopen("investigating", reason)

    @api.model
    def _get_signed_fields(self, meaning):
        return [
            "name",
            "description",
            "kind_id",
            "level_id",
            "product_id",
            "lot_ids",
            "justified",
            "reply",
            "customer_opinion",
            "result",
        ]
