from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .quality_supplier_deviation_flow import PURCHASE


class QualitySupplierDeviationSubmit(models.Model):
    """How a deviation request comes in: by the supplier's link, or on paper [NC-31]."""

    _inherit = "quality.supplier.deviation"

    def action_invite(self):
        self._invite()
        return True

    def action_submit(self):
        self._submit()
        return True

    def _invite(self):
        """Let the supplier fill in the request by a link [NC-31]."""
        self._check_files_requests()
        for record in self:
            if record.state != "draft":
                raise UserError(record._transition_message("submitted"))
            record._open_access()
        self._mail_supplier("mail_supplier_deviation_invite")

    def _submit(self, submitted_by=None):
        """draft → submitted: the goods wait, opinions are asked for.

        :param str submitted_by: who signed at the supplier's; default: his name
        :raises UserError: the request is not complete
        """
        self._check_files_requests()
        for record in self:
            if record.state != "draft":
                raise UserError(record._transition_message("submitted"))
            if missing := record._get_submit_blockers():
                raise UserError("\n".join(missing))
            # participants are set by the engine; the supplier's link runs without rights
            record.sudo()._ask_opinions(submitted_by or record.supplier_id.name)

    def _get_submit_blockers(self):
        """Hook: texts that say what the request lacks ([] = it is complete)."""
        self.ensure_one()
        blockers = []
        for name in ("deviation", "reason"):
            if not (self[name] or "").strip():
                label = self._fields[name]._description_string(self.env)
                blockers.append(self.env._("Fill in “%(field)s”.", field=label))
        if not self.quantity and not self.date_to:
            blockers.append(
                self.env._("Say for which quantity, or until when, it is asked.")
            )
        if self.date_to and self.date_to < self._get_today():
            blockers.append(self.env._("The period asked for is over already."))
        return blockers

    def _ask_opinions(self, submitted_by):
        self.ensure_one()
        team = self.technical_team_id
        users = team.head_id | team.member_ids
        if not team:
            post = self.env.ref("quality_nonconformity.function_chief_engineer")
            users = post._get_holders(self.company_id)
        if not users:
            raise UserError(
                self.env._(
                    "Nobody is there for the technical opinion on %(name)s: name the "
                    "technical department, or who holds the post of chief engineer.",
                    name=self.name,
                )
            )
        self._set_state(
            "submitted",
            submitted_by=submitted_by,
            date_submitted=fields.Datetime.now(),
            participant_ids=[Command.set(users.ids)],
        )
        self._ask_activity((team.head_id or users)[:1], self.env._("Technical opinion"))
        if self.user_id:
            self._ask_activity(self.user_id, self.env._("Quality opinion"))

    def _ask_activity(self, user, summary):
        self.activity_schedule(
            "mail.mail_activity_data_todo", user_id=user.id, summary=summary
        )

    def _send_back(self, reason):
        """submitted → draft: the supplier must complete it; he is written to."""
        self._check_role("user")
        self._check_reason(reason)
        for record in self:
            record._set_state(
                "draft",
                reason=reason,
                decision_note=reason,
                **record._prepare_opinion_reset(),
            )
            record._open_access()
        self._mail_supplier("mail_supplier_deviation_invite")

    def _prepare_opinion_reset(self):
        names = ("verdict", "opinion", "user_id")
        return {
            f"{kind}_{n}": False for kind in ("technical", "quality") for n in names
        }

    def _check_files_requests(self):
        """Requests are filed by purchasing and quality."""
        user = self.env.user
        if not self or self.env.su or user.has_group(PURCHASE):
            return
        self._check_role("user")

    def _check_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why, in words that others understand."))
