from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .quality_disposition_change import CHANGED_FIELDS


class QualityDispositionChangeFlow(models.Model):
    """Agree to another method, refuse or withdraw it [NC-59]."""

    _inherit = "quality.disposition.change"

    def _agree(self, note=None):
        """Cancel the disposition, propose the other one; its approval begins anew.

        :raises AccessError: the user is no officer, or asked for it himself
        """
        for change in self:
            change._check_may_decide()
            source = change.disposition_id
            source._cancel(
                self.env._(
                    "%(change)s: %(reason)s", change=change.name, reason=change.reason
                )
            )
            change._propose_anew()
        self._set_decided("agreed", note)

    def _refuse(self, reason):
        """It is carried out as decided.

        :param str reason: why, for those who execute
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it stays as decided."))
        for change in self:
            change._check_may_decide()
        self._set_decided("refused", reason)

    def _withdraw(self):
        """Whoever asked for it takes it back."""
        if strangers := self.filtered(lambda c: c.reporter_id != self.env.user):
            raise AccessError(
                self.env._(
                    "%(names)s is withdrawn by whoever asked for it.",
                    names=", ".join(strangers.mapped("name")),
                )
            )
        self.sudo()._set_state("withdrawn")  # who executes may write nothing else

    def _set_decided(self, state, note):
        self.sudo()._set_state(  # officers decide on requests of all departments
            state,
            decision_note=note,
            decided_by_id=self.env.uid,
            date_decided=fields.Datetime.now(),
        )
        self._sign("approved" if state == "agreed" else "rejected", comment=note)
        self.sudo().activity_ids.action_feedback()  # see above

    def _may_decide(self):
        self.ensure_one()
        officer = self.env.user.has_group("quality_base.group_quality_officer")
        return officer and self.reporter_id != self.env.user

    def _check_may_decide(self):
        if not self._may_decide():
            raise AccessError(
                self.env._(
                    "Whether %(name)s goes back to review is decided by a quality "
                    "officer who did not ask for it.",
                    name=self.name,
                )
            )
        if self.state != "draft":
            raise UserError(self._transition_message("agreed"))

    def _propose_anew(self):
        """Propose the other method, and what is left as it was, each by its author."""
        source = self.disposition_id
        # in the name of who asked: whoever agrees must be free to approve
        asking = source.with_user(self.reporter_id).sudo()
        asking.create([self._prepare_disposition_vals()])
        rest = source.uom_id.round(source.quantity - self.quantity)
        if source.uom_id.compare(rest, 0) > 0:
            author = source.with_user(source.reporter_id).sudo()
            copy = author.copy({"quantity": rest, "change_id": self.id})
            copy.concession_ids._copy_limits(source.sudo().concession_ids)

    def _prepare_disposition_vals(self):
        """Hook: values of the disposition that is proposed instead."""
        self.ensure_one()
        source = self.disposition_id
        names = [*CHANGED_FIELDS]
        taken = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in names
        }
        return taken | {
            "nonconformity_id": source.nonconformity_id.id,
            "quantity": self.quantity,
            "uom_id": source.uom_id.id,
            "lot_ids": [Command.set(source.lot_ids.ids)],
            "partner_id": (self.partner_id or source.partner_id).id,
            "date_deadline": source.date_deadline,
            "user_id": source.user_id.id,
            "team_id": source.team_id.id,
            "change_id": self.id,
        }
