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

    def _ask_reason(self, step, title):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_reason_action"
        )
        context = {
            "default_res_model": self._name,
            "default_step": step,
            "active_ids": self.ids,
        }
        return action | {"name": title, "context": context}
