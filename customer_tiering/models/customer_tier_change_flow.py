from odoo import fields, models
from odoo.exceptions import AccessError, UserError

ROLES = {
    "user": "customer_tiering.group_tier_user",
    "city": "customer_tiering.group_tier_city",
    "province": "customer_tiering.group_tier_province",
    "manager": "customer_tiering.group_tier_manager",
}


class CustomerTierChangeFlow(models.Model):
    """Who proposes, submits and approves a change of tier [CT-06]."""

    _inherit = "customer.tier.change"

    def action_submit(self):
        self._submit()
        return True

    def action_approve(self):
        self._approve()
        return True

    def _submit(self):
        """proposed → submitted: handed to those who approve it.

        :raises UserError: a change by hand without a reason, or without a change
        """
        self._check_role("user")
        for change in self.filtered(lambda c: c.kind == "manual"):
            if not (change.reason or "").strip():
                raise UserError(
                    self.env._(
                        "A change by hand needs a reason: write it into %(name)s.",
                        name=change.name,
                    )
                )
        if same := self.filtered(lambda c: c.old_tier_id == c.new_tier_id):
            raise UserError(
                self.env._(
                    "%(names)s changes nothing: choose another tier.",
                    names=", ".join(same.mapped("name")),
                )
            )
        self._set_state("submitted", submitter_id=self.env.uid)
        free = self.filtered(lambda c: not c.approver_group_id and c.kind != "manual")
        free._approve_free()
        (self - free)._schedule_decisions()

    def _approve_free(self):
        """submitted → in force: what the revenue gives, of tiers that name nobody."""
        self._set_state("approved", date_decided=fields.Datetime.now())
        self._put_in_force()

    def _approve(self):
        """submitted → approved → in force, by the group of the higher tier [CT-06].

        Where that tier names no group, what the revenue gives is in force at once, and
        any approver decides on what was proposed by hand [CT-14].

        :raises AccessError: the user is not in that group
        :raises UserError: the user proposed or submitted it himself
        """
        for change in self:
            change._check_may_decide()
        self._set_state(
            "approved", approver_id=self.env.uid, date_decided=fields.Datetime.now()
        )
        self._put_in_force()
        self._end_activities()

    def _reject(self, reason):
        """submitted → rejected, with a reason; the tier stays.

        :raises UserError: no reason
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the change is rejected."))
        for change in self:
            change._check_may_decide()
        self._set_state(
            "rejected",
            approver_id=self.env.uid,
            date_decided=fields.Datetime.now(),
            rejection_reason=reason,
        )
        self._end_activities(reason)

    def _put_in_force(self):
        """approved → in force: the customer has the tier from today."""
        today = fields.Date.context_today(self)
        self._set_state("in_force", date_in_force=today)
        for program, changes in self.grouped("program_id").items():
            standings = program._get_standings(changes.partner_id, create=True)
            for tier, given in changes.grouped("new_tier_id").items():
                partners = given.partner_id.commercial_partner_id
                # standings are the engine's own rows: nobody may write them
                standings.filtered(lambda s, p=partners: s.partner_id in p).write(
                    {"tier_id": tier.id, "grace_until": False}
                )
        self.env["res.partner"]._forget_tiers()

    def _check_may_decide(self):
        self.ensure_one()
        group = self.approver_group_id.sudo()  # a group's name is no secret
        if not group:
            self._check_role("city")
        if group and group not in self.env.user.all_group_ids:
            raise AccessError(
                self.env._(
                    "%(name)s is decided by “%(group)s”. Ask a colleague who belongs "
                    "to it.",
                    name=self.name,
                    group=group.full_name,
                )
            )
        # what the run computed is nobody's own proposal
        own = self.submitter_id
        if self.kind == "manual":
            own |= self.proposer_id
        if self.env.user in own:
            raise UserError(
                self.env._(
                    "You proposed or submitted %(name)s yourself: another approver "
                    "decides on it.",
                    name=self.name,
                )
            )

    def _check_role(self, role):
        """Refuse who does not hold the role ``user``, ``city``, ``province``…"""
        if not self.env.su and not self.env.user.has_group(ROLES[role]):
            group = self.env.ref(ROLES[role]).sudo()  # a group's name is no secret
            raise AccessError(
                self.env._(
                    "This step needs the role “%(role)s”. Ask a colleague who holds it.",
                    role=group.full_name,
                )
            )
