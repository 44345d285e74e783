from odoo import api, models


class QualityFeedbackMixin(models.AbstractModel):
    """Whoever reported a matter gets receipt, progress and result [XX-49].

    Works on a record with ``reporter_id`` and the state gate; talks through
    ``_send_notice``, so that each message is logged.
    """

    _name = "quality.feedback.mixin"
    _description = "Record with Feedback to its Reporter"
    _inherit = ["quality.notice.mixin", "quality.state.mixin"]

    @api.model
    def _get_feedback_states(self):
        """Return the states on reaching which the reporter gets the result."""
        return set(self._frozen_states)

    def _get_feedback_partners(self):
        """Return who reported the record, as partners; extend for outside people."""
        self.ensure_one()
        return self.reporter_id.sudo().partner_id

    def _get_feedback_text(self):
        """Return what is said about the record's result, in the reporter's language."""
        self.ensure_one()
        return self.env._(
            "%(name)s is now “%(state)s”.",
            name=self.display_name,
            state=self._state_label(self.state),
        )

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state in self._get_feedback_states():
            self._send_result()
        return result

    def _send_receipt(self):
        """Tell the reporters that their matter was taken in, and under which number."""
        text = self.env._("Your matter was recorded and is being looked at.")
        self._send_feedback("acknowledgement", text)

    def _send_progress(self, text):
        """Tell the reporters how the matter stands (``text``)."""
        self._send_feedback("progress", text)

    def _send_result(self):
        """Tell the reporters the result; not whoever closes his own record."""
        self._send_feedback("result")

    def _send_feedback(self, kind, text=None):
        silent = self.env.user.partner_id | self.env.ref("base.partner_root")
        for record in self:
            for partner in record._get_feedback_partners() - silent:
                local = record.with_context(lang=partner.lang or self.env.lang)
                local._send_notice(
                    partners=partner,
                    kind=kind,
                    reason=text or local._get_feedback_text(),
                )
