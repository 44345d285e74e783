from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    on_hold = fields.Boolean(
        compute="_compute_on_hold", help="All of its product is on hold."
    )
    hold_warning = fields.Char(
        compute="_compute_hold_warning",
        compute_sudo=False,
        help="What is on hold of the product, if anything.",
    )

    @api.depends("product_id.on_hold", "state", "qty_delivered", "product_uom_qty")
    def _compute_on_hold(self):
        for company, lines in self.grouped("company_id").items():
            # a hold of another company does not concern this one's order
            own = lines.product_id.with_context(
                allowed_company_ids=(company or self.env.company).ids
            )
            held = own.filtered("on_hold")
            for line in lines:
                line.on_hold = line.product_id in held and line._awaits_goods()

    @api.depends("product_id.hold_ids.state", "on_hold", "qty_delivered")
    def _compute_hold_warning(self):
        for line in self:
            holds = line.sudo().product_id.hold_ids.filtered(
                lambda hold, line=line: (
                    hold.state == "placed" and hold.company_id == line.company_id
                )
            )
            line.hold_warning = (
                " / ".join(hold._get_banner() for hold in holds)
                if holds and line._awaits_goods()
                else False
            )

    def _awaits_goods(self):
        """Whether goods of this line are still to leave the house."""
        self.ensure_one()
        return self.state != "cancel" and (
            not self.product_uom_qty or self.qty_delivered < self.product_uom_qty
        )
