from odoo import models


class CustomerPlanDesk(models.Model):
    """The buttons of a plan: each only calls a step or opens something [CT-24]."""

    _inherit = "customer.plan"
    _reason_steps = ("_return_to_draft", "_change", "_close")

    def action_submit(self):
        self._submit()
        return True

    def action_pass_on(self):
        self._pass_on()
        return True

    def action_start(self):
        self._start()
        return True

    def action_cancel(self):
        self._set_state("cancelled")
        return True

    def action_return(self):
        return self._ask_reason("_return_to_draft", self.env._("Return to Sales"))

    def action_change(self):
        return self._ask_reason("_change", self.env._("Change the Plan"))

    def action_close(self):
        return self._ask_reason("_close", self.env._("Result of the Plan"))

    def action_give_opinion(self):
        """Ask for an opinion or for the committee's consent."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_plan_opinion_action"
        )
        return action | {"context": {"default_plan_id": self.id}}

    def action_open_origin(self):
        """Open the version that this one replaces."""
        return self.origin_id.get_formview_action()

    def action_open_spending(self):
        """Show what was spent on the plan, and enter more."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_plan_spending_action"
        )
        return action | {"domain": [("plan_id", "in", self.ids)], "context": {}}

    def action_open_changes(self):
        """Open the versions that are to replace this one."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_plan_action"
        )
        domain = [("origin_id", "in", self.ids)]
        return action | {"domain": domain, "context": {}}

    def _notify_role(self, role):
        """Tell those who hold a role that a plan waits for them."""
        # whom to tell is no secret; users may not read groups
        group = self.env.ref(f"customer_tiering.group_tier_{role}").sudo()
        for plan in self:
            company, own = plan.company_id, plan.user_id | plan.submitter_id
            users = group.all_user_ids.filtered(
                lambda user, company=company: company in user.company_ids
            )
            if users := users - own:
                plan.message_notify(
                    partner_ids=users.partner_id.ids,
                    subject=self.env._("Plan to review: %(name)s", name=plan.name),
                    body=self.env._(
                        "%(name)s of %(user)s waits for your opinion.",
                        name=plan.display_name,
                        user=plan.user_id.name,
                    ),
                )
