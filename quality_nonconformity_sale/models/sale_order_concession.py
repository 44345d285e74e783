from odoo import api, fields, models

from odoo.addons.quality_nonconformity.models.quality_concession_gate import (
    ConcessionWay,
)


class SaleOrder(models.Model):
    """Show the seller whose consent is missing, before anything is promised [NC-57]."""

    _inherit = "sale.order"

    concession_note = fields.Text(
        "Under Concession", compute="_compute_concession_note"
    )

    @api.depends("state", "partner_id", "order_line.product_id", "delivery_status")
    def _compute_concession_note(self):
        waiting = self.filtered(
            lambda order: order.state != "cancel" and order.delivery_status != "full"
        )
        guarding = self.env["quality.concession"]._find_guarding(
            waiting.order_line.product_id, waiting.company_id
        )
        for order in self:
            concerned = guarding.filtered(
                lambda record, order=order: (
                    record.product_id in order.order_line.product_id
                    and record.company_id == order.company_id
                    and record.state == "in_force"
                )
            )
            order.concession_note = order in waiting and order._note_of(concerned)

    def _note_of(self, concessions):
        """What these concessions ask for before their goods go to this customer."""
        way = ConcessionWay(
            "delivery",
            self.partner_id.commercial_partner_id,
            {self.name, self.client_order_ref},
        )
        return "\n".join(
            record._describe_limits(record._get_refusal(way)) for record in concessions
        )
