from odoo import api, fields, models


class QualityDispositionPlan(models.Model):
    """The unit plans when it carries out a disposition, and who did it [NC-15].

    The plan is no part of what was approved: the unit may move it until it is done.
    """

    _inherit = "quality.disposition"

    planned_start = fields.Date(copy=False, tracking=True)
    planned_end = fields.Date(copy=False, tracking=True)
    operator = fields.Char(
        copy=False, help="Who did the work. Empty: whoever carries it out here."
    )
    shift = fields.Char(copy=False)

    _period_check = models.Constraint(
        "CHECK(planned_start <= planned_end)",
        "The planned period ends before it begins.",
    )

    #: the date that the decision itself sets is a clock of its own [NC-52, X-32]
    _deadline_start_states = {"approved": ("execute",)}
    _deadline_done_states = {"executed": ("execute",)}

    @api.model
    def _deadline_steps(self):
        return super()._deadline_steps() | {"execute": self.env._("Carry out")}

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"planned_start", "planned_end"}:
            # cards of the goods show the plan, whoever may write it
            self.sudo().nonconformity_id._follow_cards()
        return result

    def _on_state_set(self, before, state, reason):
        if state == "executed":
            for record in self.filtered(lambda d: not d.operator):
                record._write_gated({"operator": record.executed_by_id.name})
        result = super()._on_state_set(before, state, reason)
        # see above
        self.sudo().nonconformity_id._follow_cards()
        return result
