from random import SystemRandom

from odoo import fields, models
from odoo.exceptions import UserError


class CustomerStatementSpot(models.Model):
    """The spot check after settlement [CT-33]."""

    _inherit = "customer.statement"

    def action_draw(self):
        self._draw_customers()
        return True

    def _draw_customers(self):
        """Draw customers of paid statements at random for the sales manager [CT-33].

        Once a statement: nobody can draw until the result pleases him.

        :raises UserError: not paid, or drawn already
        """
        self._check_group("customer_tiering.group_tier_city")
        self._check_not_own()
        for statement in self:
            if statement.state != "paid" or statement.draw_ids:
                raise UserError(
                    self.env._(
                        "%(name)s: customers are drawn once, after the payment.",
                        name=statement.name,
                    )
                )
        self._claim_rows(self)
        today = fields.Date.context_today(self)
        rows = []
        for statement in self:
            for partner in statement._pick_customers():
                rows.append(
                    {
                        "statement_id": statement.id,
                        "partner_id": partner.id,
                        "date": today,
                        "drawn_by_id": self.env.uid,
                    }
                )
        # the draw is evidence: nobody holds a right to choose customers
        self.env["customer.statement.draw"].sudo()._create_gated(rows)

    def _pick_customers(self):
        """Return the customers drawn: as many as the company set, or all."""
        self.ensure_one()
        customers = list(self.line_ids.partner_id)
        count = min(self.company_id.tier_draw_count, len(customers))
        return SystemRandom().sample(customers, count)
