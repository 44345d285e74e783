from odoo import api, fields, models


class CustomerPlanOpinion(models.TransientModel):
    """Asks for an opinion on a plan, or for the committee's consent [CT-24]."""

    _name = "customer.plan.opinion"
    _description = "Give an Opinion on a Plan"

    plan_id = fields.Many2one("customer.plan", required=True, readonly=True)
    state = fields.Selection(related="plan_id.state")
    role = fields.Selection(
        selection=lambda self: (
            self.env["customer.plan.review"]
            ._fields["role"]
            ._description_selection(self.env)
        ),
        compute="_compute_role",
        compute_sudo=False,  # it depends on who asks
        store=True,
        readonly=False,
        required=True,
    )
    is_reasonable = fields.Boolean("The means are reasonable")
    is_feasible = fields.Boolean("The conditions are met")
    is_specific = fields.Boolean("The plan is specific")
    note = fields.Text("Opinion")

    @api.depends("plan_id")
    def _compute_role(self):
        """Propose the role in which the user can speak now."""
        for wizard in self:
            plan = wizard.plan_id
            if plan.state == "committee":
                wizard.role = "committee"
            elif self.env.user in plan.expert_ids:
                wizard.role = "expert"
            else:
                held = [r for r in ("service", "finance") if plan._has_role(r)]
                wizard.role = held[0] if held else "sales"

    def action_consent(self):
        """Sign for the plan."""
        return self._give(True)

    def action_object(self):
        """Sign against the plan."""
        return self._give(False)

    def _give(self, consent):
        self.ensure_one()
        names = ("is_reasonable", "is_feasible", "is_specific")
        self.env["customer.plan.review"]._give(
            self.plan_id,
            self.role,
            consent,
            self.note,
            {name: self[name] for name in names},
        )
        return {"type": "ir.actions.act_window_close"}
