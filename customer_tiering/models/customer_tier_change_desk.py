from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .customer_tier_change_flow import ROLES

ACTIVITY = "customer_tiering.mail_activity_type_tier_decision"
OPEN = ("proposed", "submitted", "approved")
#: days after which an open change counts as waiting for long
LONG = 14


class CustomerTierChangeDesk(models.Model):
    """Whose decision a change waits for, on screen and as activities [CT-06]."""

    _inherit = "customer.tier.change"

    can_decide = fields.Boolean(
        "For My Decision", compute="_compute_can_decide", search="_search_can_decide"
    )
    can_withdraw = fields.Boolean(compute="_compute_can_withdraw")
    is_waiting_long = fields.Boolean(
        compute="_compute_is_waiting_long", search="_search_is_waiting_long"
    )
    grace_until = fields.Date(
        "Kept until",
        compute="_compute_grace_until",
        help="Until then the customer keeps its tier although the revenue fell.",
    )
    old_color = fields.Integer(related="old_tier_id.color", string="Color before")
    new_color = fields.Integer(related="new_tier_id.color", string="Color after")
    unit_id = fields.Many2one(related="partner_id.customer_unit_id")
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")

    @api.depends_context("uid")
    @api.depends("state", "approver_group_id", "proposer_id", "submitter_id", "kind")
    def _compute_can_decide(self):
        self._set_flag("can_decide", self._get_decide_domain())

    def _search_can_decide(self, operator, value):
        return self._get_decide_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_decide_domain(self):
        """Return which changes wait for a decision that this user may take."""
        groups = self.env.user.all_group_ids.ids
        if self.env.user.has_group(ROLES["city"]):
            groups.append(False)  # what was proposed by hand, of tiers without a group
        up = Domain("direction", "=", "up") & Domain(
            "new_tier_id.approver_group_id", "in", groups
        )
        down = Domain("direction", "=", "down") & Domain(
            "old_tier_id.approver_group_id", "in", groups
        )
        own = Domain("submitter_id", "=", self.env.uid) | (
            Domain("kind", "=", "manual") & Domain("proposer_id", "=", self.env.uid)
        )
        return Domain("state", "=", "submitted") & (up | down) & ~own

    @api.depends_context("uid")
    @api.depends("state", "kind", "proposer_id", "submitter_id")
    def _compute_can_withdraw(self):
        center = self.env.user.has_group("customer_tiering.group_tier_manager")
        for change in self:
            own = self.env.user in change.proposer_id | change.submitter_id
            change.can_withdraw = (
                change.kind == "manual"
                and change.state in ("proposed", "submitted")
                and (own or center)
            )

    @api.depends("state", "create_date")
    def _compute_is_waiting_long(self):
        self._set_flag("is_waiting_long", self._get_waiting_long_domain())

    def _search_is_waiting_long(self, operator, value):
        return self._get_waiting_long_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_waiting_long_domain(self):
        since = fields.Datetime.subtract(fields.Datetime.now(), days=LONG)
        return Domain("state", "in", OPEN) & Domain("create_date", "<", since)

    @api.depends("partner_id", "program_id", "state")
    def _compute_grace_until(self):
        standings = self.env["customer.tier.standing"].search(
            [
                ("program_id", "in", self.program_id.ids),
                ("partner_id", "in", self.partner_id.commercial_partner_id.ids),
            ]
        )
        until = {(s.program_id, s.partner_id): s.grace_until for s in standings}
        for change in self:
            key = (change.program_id, change.partner_id.commercial_partner_id)
            change.grace_until = change.state in OPEN and until.get(key)

    def action_view_standing(self):
        """Open where the customer stands in the change's program."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_tier_standing_action"
        )
        standing = self.program_id._get_standing(self.partner_id)
        if not standing:
            return action | {"domain": [("program_id", "=", self.program_id.id)]}
        return action | {"res_id": standing.id, "views": [(False, "form")]}

    def action_reject(self):
        return self._ask_reason("reject", self.env._("Reject"))

    def action_withdraw(self):
        return self._ask_reason("withdraw", self.env._("Withdraw"))

    def _ask_reason(self, step, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "customer.tier.decision",
            "view_mode": "form",
            "target": "new",
            "context": {"default_step": step, "default_change_ids": self.ids},
        }

    def _withdraw(self, reason):
        """proposed or submitted → cancelled: a change by hand is taken back.

        :raises UserError: no reason, computed by the run, or somebody else's
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the change is withdrawn."))
        if wrong := self.filtered(lambda change: not change.can_withdraw):
            raise UserError(
                self.env._(
                    "%(names)s cannot be withdrawn by you: only an open change by hand "
                    "can, by who proposed it or the Key Account Center. What the "
                    "revenue gives is approved or rejected.",
                    names=", ".join(wrong.mapped("name")),
                )
            )
        self._set_state("cancelled", rejection_reason=reason)
        self._end_activities(reason)

    def _schedule_decisions(self):
        """Tell one approver of each change, the nearest, by an activity."""
        deciders = self._get_deciders()
        for user, changes in self.grouped(deciders.get).items():
            if user:
                changes.activity_schedule(
                    ACTIVITY,
                    date_deadline=fields.Date.add(
                        fields.Date.context_today(self), days=LONG
                    ),
                    user_id=user.id,
                )

    def _end_activities(self, feedback=None):
        self.activity_feedback([ACTIVITY], feedback=feedback)

    def _get_deciders(self):
        """Return ``{change: user}``: a unit's head upwards, else one of the group."""
        found = {}
        for change in self:
            # members of a group are only named, to tell one of them
            group = (
                change.approver_group_id.sudo() or self.env.ref(ROLES["city"]).sudo()
            )
            own = change.submitter_id | change.proposer_id | self.env.user
            able = (group.all_user_ids - own).filtered(
                lambda user, change=change: (
                    user.active and change.company_id in user.company_ids
                )
            )
            heads = [head for head in change._get_heads() if head in able]
            named = able & group.user_ids
            found[change] = (heads or [*named, *able] or [self.env["res.users"]])[0]
        return found

    def _get_heads(self):
        """Return the heads of the customer's unit and of those above it."""
        unit, heads = self.partner_id.customer_unit_id, []
        while unit:
            heads.append(unit.head_id)
            unit = unit.parent_id
        return heads
