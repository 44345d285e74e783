from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty

from .quality_complaint_flow import STAFF, STEP_STATES, STEP_TARGETS


class QualityComplaintCheck(models.Model):
    """Who may take a step, and what is missing before it: hooks for the themes."""

    _inherit = "quality.complaint"

    def _may_process(self):
        """Hook: whether the current user may process this record (one)."""
        self.ensure_one()
        # who is complained about is compared, not shown
        accused = self.sudo().accused_user_id
        return self.env.user.has_group(STAFF) and self.env.user != accused

    def _check_may_process(self):
        """Refuse who is no complaint staff, or complained about [CO-05, XX-14]."""
        if not self.env.user.has_group(STAFF):
            raise AccessError(
                self.env._(
                    "Everybody may file a complaint, complaint staff process it. Ask a "
                    "colleague with the role “Complaint Handler”."
                )
            )
        for record in self:
            if not record._may_process():
                raise AccessError(
                    self.env._(
                        "You cannot handle %(name)s: it concerns you. Hand it over to "
                        "a colleague.",
                        name=record.name,
                    )
                )

    def _check_step(self, step):
        self._check_may_process()
        wrong = self.filtered(lambda r: r.state not in STEP_STATES[step])
        if wrong:
            raise UserError(wrong._transition_message(STEP_TARGETS[step]))
        self._check_blockers(step)

    def _check_blockers(self, step):
        """Refuse the step when one record is not ready, saying what is missing."""
        problems = [
            f"{record.name}: {text}"
            for record in self
            for text in record._get_step_blockers(step)
        ]
        if problems:
            raise UserError("\n".join(problems))

    def _get_step_blockers(self, step):
        """Return the texts that say why ``step`` is not possible yet ([] = it is)."""
        return getattr(self, f"_get_{step}_blockers")()

    def _get_accept_blockers(self):
        """Hook: see :meth:`_get_step_blockers`."""
        return []

    def _get_investigate_blockers(self):
        """Hook: see :meth:`_get_step_blockers`."""
        return []

    def _get_solve_blockers(self):
        """Hook: see :meth:`_get_step_blockers`."""
        if self.justified:
            return []
        return [self.env._("say whether the complaint is justified.")]

    def _get_reply_blockers(self):
        """Hook: see :meth:`_get_step_blockers`."""
        if not is_html_empty(self.reply):
            return []
        return [self.env._("write the reply to the customer.")]

    def _get_revisit_blockers(self):
        """Hook: see :meth:`_get_step_blockers`."""
        if self.customer_opinion:
            return []
        return [self.env._("record the customer's opinion of the reply.")]

    def _get_close_blockers(self):
        """Hook: see :meth:`_get_step_blockers`; the conditions of CO-43."""
        blockers = self._get_revisit_blockers()
        if self.customer_opinion == "rejected":
            blockers.append(
                self.env._("the customer rejected the reply: escalate it first.")
            )
        if not (self.result or "").strip():
            blockers.append(self.env._("record the result."))
        return blockers

    def _get_reject_blockers(self):
        """Hook: see :meth:`_get_step_blockers`."""
        return []
