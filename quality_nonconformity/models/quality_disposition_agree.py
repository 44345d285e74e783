from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .quality_approval import WAITING

MEANINGS = {"approve": "approved", "board": "approved"}
#: signatures on the proposal itself, not on what came of it
PROPOSAL_MEANINGS = ("approved", "reviewed", "rejected", "opinion", "dissent")


class QualityDispositionAgree(models.Model):
    """Agree to a disposition, or reject it: each signs for his own post [NC-51]."""

    _inherit = "quality.disposition"

    def action_open_opinion(self):
        """Ask for an opinion: approve with it, or reject because of it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give Opinion"),
            "res_model": "quality.disposition.opinion",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_disposition_id": self.id},
        }

    # -- who -----------------------------------------------------------------------

    def _is_proposer(self, user):
        """Whether ``user`` wrote the proposal: nobody approves his own request."""
        self.ensure_one()
        return user in self.sudo().proposer_ids | self.reporter_id

    def _get_rows_of(self, user):
        """Return the rows that ``user`` can sign now, as superuser."""
        self.ensure_one()
        # rows and posts may be read: whether he may sign is what is asked
        pending = self.sudo().approval_ids.filtered(lambda row: row.state == "pending")
        return pending.filtered(lambda row: row._may_sign(user))

    def _may_approve(self):
        self.ensure_one()
        user = self.env.user
        return bool(not self._is_proposer(user) and self._get_rows_of(user))

    def _check_may_approve(self):
        self._refresh_approvals()  # rules, cost or severity may have changed since
        if self._may_approve():
            return
        if self._is_proposer(self.env.user):
            raise AccessError(
                self.env._(
                    "You proposed %(name)s yourself, or changed the proposal: somebody "
                    "else must approve it.",
                    name=self.display_name,
                )
            )
        raise AccessError(self._not_asked_message())

    def _not_asked_message(self):
        """Say who is asked now, and which posts nobody holds."""
        sudo = self.sudo()  # posts and those who hold them are no secret
        missing = sudo._get_missing_approvals()
        pending = missing.filtered(lambda row: row.state == "pending")
        asked = [f"{row.display_name} ({row.asked})" for row in pending or missing]
        lines = [
            self.env._(
                "%(name)s is not for you to approve now. It waits for: %(asked)s.",
                name=self.display_name,
                asked="; ".join(asked) or self.env._("nobody"),
            )
        ]
        if "board" in pending.mapped("role"):
            lines.append(
                self.env._(
                    "Call the review board with “Call the MRB” on %(name)s.",
                    name=sudo.nonconformity_id.name,
                )
            )
        lines += [
            row.function_id._nobody_message(self.company_id)
            for row in pending.filtered("function_id")
            if not row._get_holders()
        ]
        return "\n".join(lines)

    # -- agree ---------------------------------------------------------------------

    def _agree(self, opinion=None):
        """Approve, with an opinion that stays on the approval [NC-53]."""
        self.with_context(approval_opinion=opinion)._approve()

    def _register_approval(self):
        self.ensure_one()
        if not super()._register_approval():
            return False
        rows = self._get_rows_of(self.env.user)
        rows._fill("approved", self.env.context.get("approval_opinion"))
        return self._settle_approvals(rows)

    def _settle_approvals(self, rows):
        """Sign what was filled; True when nothing is missing (then the end signs)."""
        self._ask_next_approvals()
        if not self._get_missing_approvals():
            return True
        self._sign(MEANINGS.get(rows[:1].role, "reviewed"), rows[:1].comment)
        return False

    def _get_due_meanings(self):
        """Departments and approvers that are asked, and have not signed yet."""
        due = super()._get_due_meanings()
        missing = self.sudo()._get_missing_approvals()  # a print names nobody
        return due | {MEANINGS.get(row.role, "reviewed") for row in missing}

    def _on_signed(self, signatures):
        """The rows filled in this step rest on the signature made by it."""
        result = super()._on_signed(signatures)
        for signature in signatures.sudo():  # rows are the engine's
            rows = self.browse(signature.res_id).sudo().approval_ids
            rows.filtered(
                lambda row, user=signature.user_id: (
                    row.state in ("approved", "rejected")
                    and row.user_id == user
                    and not row.signature_id
                )
            ).signature_id = signature
        return result

    def _get_approve_blockers(self):
        blockers = super()._get_approve_blockers()
        rules = self.sudo().approval_rule_ids  # what is missing may be told
        missing = []
        if any(rules.mapped("effect_required")) and not self._is_stated("effect"):
            missing.append(self.env._("the effect on quality"))
        if any(rules.mapped("cause_required")) and not self._is_stated("cause"):
            missing.append(self.env._("the cause"))
        if any(rules.mapped("deadline_required")) and not self.date_deadline:
            missing.append(self.env._("the day by which it is to be done"))
        if missing:
            blockers.append(
                self.env._(
                    "%(name)s: before anybody approves it, state %(missing)s.",
                    name=self.display_name,
                    missing=", ".join(missing),
                )
            )
        return blockers

    def _is_stated(self, field):
        """Hook: whether the text ``field`` of the nonconformity is known."""
        self.ensure_one()
        return bool((self.nonconformity_id[field] or "").strip())

    # -- reject --------------------------------------------------------------------

    def _reject(self, reason):
        """Refuse the proposal; it is cancelled, the signature and the reason stay.

        :param str reason: why, for those who propose anew
        :raises AccessError: the user is not asked to approve it
        :raises UserError: no reason, or it is decided already
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the disposition is rejected."))
        for record in self:
            if record.state != "draft":
                raise UserError(record._transition_message("cancelled"))
            record._check_may_approve()
            sudo = record.sudo()  # approvers of other departments hold no write right
            sudo._get_rows_of(self.env.user)._fill("rejected", reason)
            sudo._sign("rejected", reason)
            sudo._set_state("cancelled", reason=reason)
            sudo._tell_proposers(reason)

    def _tell_proposers(self, reason):
        self.ensure_one()
        for user in self.proposer_ids._get_workers(self.company_id):
            if self.with_user(user).has_access("read"):
                self.nonconformity_id.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=self.env._("Rejected: propose another disposition"),
                    note=reason,
                )

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state == "cancelled":
            sudo = self.sudo()  # rows are the engine's
            sudo.approval_ids.filtered(lambda row: row.state in WAITING).unlink()
        if state in ("cancelled", "approved"):
            for record in self.sudo():
                record._dismiss_approvers()
        return result

    # -- what was signed -------------------------------------------------------------

    @api.model
    def _get_signed_fields(self, meaning):
        if meaning in PROPOSAL_MEANINGS:
            meaning = "approved"
        return super()._get_signed_fields(meaning)

    def _compute_signed_content_differs(self):
        """Superseded approvals were given again, or are not needed any more."""
        result = super()._compute_signed_content_differs()
        for record in self.filtered("signed_content_differs"):
            rows = record.sudo().approval_ids  # of a document that he may read
            old = rows.filtered(lambda row: row.state == "superseded").signature_id
            last = {
                (sign.meaning, sign.by_hand): sign
                for sign in (record.sudo().signature_ids - old).sorted("id")
            }
            record.signed_content_differs = any(
                sign.content_differs for sign in last.values()
            )
        return result
