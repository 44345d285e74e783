from odoo import models


class QualityDocument(models.AbstractModel):
    """The document on the clock: its states start and finish the steps' deadlines."""

    _inherit = "quality.document"

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        self._move_deadlines(state)
        return result

    def _on_deadline_event(self, event, deadline, comment):
        result = super()._on_deadline_event(event, deadline, comment)
        self._log_history(
            "extend" if event.startswith("extension") else "deadline",
            {
                "event": event,
                "step": deadline.step,
                "due": str(deadline.effective_due or ""),
            },
            comment,
        )
        return result
