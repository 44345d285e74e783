from odoo import api, models


class QualityNonconformityDeadline(models.Model):
    """Clocks of a nonconformity: measure, execution, closing [NC-14, NC-15, X-32].

    The second clock starts when measure and instruction are complete, which is when it
    is decided: no disposition is approved without the instruction it needs.
    """

    _inherit = "quality.nonconformity"

    _mandatory_deadline_steps = ("measure", "execute", "close")
    _deadline_start_states = {
        "isolated": ("measure",),
        "review": ("measure",),
        "decided": ("execute",),
        "verification": ("close",),
    }
    _deadline_done_states = {
        "decided": ("measure",),
        "verification": ("measure", "execute"),
        "closed": ("close",),
    }

    @api.model
    def _deadline_steps(self):
        return super()._deadline_steps() | {
            "measure": self.env._("Measure and instruction"),
            "execute": self.env._("Execution"),
            "close": self.env._("Verification and closing"),
        }

    def _move_deadlines(self, state):
        if state == "review":  # judged anew: what follows begins when it is decided
            self._cancel_deadline(("execute", "close"))
        return super()._move_deadlines(state)
