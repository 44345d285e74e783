from odoo import fields, models


class CustomerTierProgramScreen(models.Model):
    """Counters and doors of a program's form."""

    _inherit = "customer.tier.program"

    standing_count = fields.Integer("Customers with a Tier", compute="_compute_counts")
    open_count = fields.Integer("Open Changes", compute="_compute_counts")
    near_count = fields.Integer("Near a Limit", compute="_compute_counts")
    failure_count = fields.Integer("Customers not Judged", compute="_compute_counts")

    def _compute_counts(self):
        mine = [("program_id", "in", self.ids)]
        counted = [
            ("standing_count", "customer.tier.standing", [("tier_id", "!=", False)]),
            (
                "open_count",
                "customer.tier.change",
                [("state", "in", ("proposed", "submitted", "approved"))],
            ),
            ("near_count", "customer.tier.standing", [("is_near", "=", True)]),
        ]
        if self.env["customer.tier.failure"].has_access("read"):
            counted.append(("failure_count", "customer.tier.failure", []))
        else:
            self.failure_count = 0
        for name, model, domain in counted:
            rows = dict(
                self.env[model]._read_group(mine + domain, ["program_id"], ["__count"])
            )
            for program in self:
                program[name] = rows.get(program._origin, 0)

    def action_view_customers(self):
        return self._open("customer_tier_standing_action", search_default_with_tier=1)

    def action_view_near(self):
        return self._open("customer_tier_standing_action", search_default_near=1)

    def action_view_open(self):
        return self._open("customer_tier_change_action", search_default_open=1)

    def action_view_failures(self):
        return self._open("customer_tier_failure_action")

    def action_simulate(self):
        """Open the simulation of this program; it writes nothing [CT-36]."""
        self.ensure_one()
        return self.env["ir.actions.client"]._for_xml_id(
            "customer_tiering.customer_tier_simulation_action"
        ) | {"params": {"program_id": self.id}}

    def _open(self, name, **context):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"customer_tiering.{name}"
        )
        return action | {
            "domain": [("program_id", "in", self.ids)],
            "context": {"default_program_id": self[:1].id, **context},
        }
