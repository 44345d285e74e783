from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .quality_complaint_flow import MANAGER, STAFF
from .quality_complaint_solution import (
    GIFT_KINDS,
    MONEY_KINDS,
    RETURN_KINDS,
    WORD_KINDS,
    WRITTEN_KINDS,
)

#: states of the complaint in which solutions are carried out
DECIDED = ("solution", "replied", "revisit")


class QualityComplaintSolutionFlow(models.Model):
    """Starting, finishing, cancelling a solution: who may, and when [CO-36, X-17]."""

    _inherit = "quality.complaint.solution"

    can_start = fields.Boolean(compute="_compute_can_steps")
    can_finish = fields.Boolean(compute="_compute_can_steps")

    @api.depends("state", "kind", "complaint_id.state")
    @api.depends_context("uid")
    def _compute_can_steps(self):
        for line in self:
            staff = line.complaint_id.can_process
            words = line.kind in WORD_KINDS
            decided = line.complaint_id.state in DECIDED
            line.can_start = (
                staff and decided and line.state == "proposed" and not words
            )
            line.can_finish = staff and (
                line.state == "started"
                or (line.state == "proposed" and words and not line._is_over())
            )

    def action_start(self):
        self._start()
        return self.action_open_document() if len(self) == 1 else True

    def action_finish(self):
        return self._ask("finish")

    def action_cancel(self):
        return self._ask("cancel_solution")

    def action_open_document(self):
        """Open the document, with the reader's own rights."""
        self.ensure_one()
        document = self._get_document()
        if not document or document._name == "mail.activity":
            return True
        document.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
        }

    def _ask(self, step):
        self.ensure_one()
        return self.env["quality.complaint.step"]._open(self, step)

    def _start(self):
        """proposed → under way: the document that moves goods or money is created.

        Only once the solution is decided: goods and money never move at first contact.

        :raises AccessError: the user may not, e.g. credit of expired goods
        :raises UserError: the solution is not decided, or something is missing
        """
        self._check_staff()
        for line in self:
            if line.state != "proposed":
                raise UserError(line._transition_message("started"))
            line._check_decided()
            line._check_expired()
            # staff hold no right on orders and invoices: theirs are drafts, which
            # those who answer for them confirm
            document = line.sudo()._create_document()
            line._set_state(
                "started",
                started_by_id=self.env.uid,
                res_model=document._name,
                res_id=document.id,
            )
            line._log_step("started", document.display_name)

    def _finish(self, result=None):
        """Done: the document has come to its end, or words were spoken.

        :param str result: what came of it; required where no document says so
        :raises UserError: its document is still open, or nothing is said
        """
        self._check_staff()
        for line in self:
            document = line.sudo()._get_document()  # its end only
            if line.kind not in WORD_KINDS:
                line._check_decided()
            if document and line._tracks(document) and not line.document_done:
                raise UserError(
                    self.env._(
                        "%(document)s is not finished: %(name)s is done when it is.",
                        document=document.display_name,
                        name=line.display_name,
                    )
                )
            if not line.document_done and not (result or "").strip():
                raise UserError(self.env._("Say what was done, when and by whom."))
            if line.state == "proposed" and line.kind not in WORD_KINDS:
                raise UserError(line._not_started_message())
            line._enter_done(result)

    def _cancel(self, reason):
        """Not done after all.

        :param str reason: why, kept in the history of the complaint
        :raises UserError: no reason, or its document has done it already
        """
        self._check_staff()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why this is not done after all."))
        for line in self:
            if line.document_done:
                raise UserError(
                    self.env._(
                        "%(document)s is carried out already: it cannot be undone here.",
                        document=line.document_name,
                    )
                )
            line._set_state("cancelled", result=reason)
            if document := line.sudo()._get_document():  # a draft that we made
                line.sudo()._cancel_document(document, reason)
            line._log_step("cancelled", reason)

    def _enter_done(self, result):
        self.ensure_one()
        self._set_state(
            "done",
            result=result or self.document_name,
            done_by_id=self.env.uid,
            date_done=fields.Datetime.now(),
        )
        document = self.sudo()._get_document()  # the task we gave
        if document and document._name == "mail.activity" and document.active:
            document.action_feedback(result)
        self._log_step("done", result or self.document_name)

    def _follow_documents(self):
        """Mark as done those whose documents have come to their end."""
        for line in self.filtered(lambda r: r.state == "started" and r.document_done):
            line._enter_done(None)

    def _enter_written(self, letter):
        """What the letter of reply itself says is done with it."""
        for line in self:
            if line.state == "proposed" and line.kind in WRITTEN_KINDS:
                line._enter_done(letter.name)

    def _log_step(self, step, comment):
        kinds = dict(self._fields["kind"].selection)
        self.complaint_id._log_history(
            "note", {"solution": kinds[self.kind], "step": step}, comment=comment
        )

    # checks ----------------------------------------------------------------------
    def _is_waiting(self):
        """Whether something is left to do for the customer."""
        self.ensure_one()
        return self.state in ("proposed", "started") and not self.document_done

    def _is_over(self):
        return self.complaint_id.state in ("closed", "rejected")

    def _tracks(self, document):
        """Hook: whether the end of ``document`` is known (not that of a task)."""
        return document._name in ("quality.return", "account.move", "sale.order")

    def _check_staff(self):
        if not self.env.user.has_group(STAFF):
            raise AccessError(
                self.env._(
                    "Solutions are carried out by complaint staff. Ask a colleague with "
                    "the role “Complaint Handler”."
                )
            )
        self._check_complaint_open()

    def _check_decided(self):
        self.ensure_one()
        if self.complaint_id.state not in DECIDED:
            raise UserError(
                self.env._(
                    "%(name)s: goods and money move only once the solution is decided. "
                    "Decide it first.",
                    name=self.display_name,
                )
            )

    def _check_expired(self):
        """No credit and no replacement of expired lots without a manager [X-39]."""
        self.ensure_one()
        expired = self.complaint_id._get_expired_lots()
        giving = (*MONEY_KINDS, *GIFT_KINDS, *RETURN_KINDS)
        if expired and self.kind in giving and not (self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._(
                    "%(lots)s had expired: a complaint manager decides whether anything "
                    "is given for them.",
                    lots=", ".join(expired.mapped("name")),
                )
            )

    def _not_started_message(self):
        return self.env._(
            "%(name)s is not started: start it, so that its document is created.",
            name=self.display_name,
        )
