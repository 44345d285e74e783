from odoo import fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """Goods are handed out after issuer and receiver have checked them [NC-35]."""

    _inherit = "stock.picking"

    issue_check_ids = fields.One2many(
        "quality.issue.check", "picking_id", "Handing-out Checks"
    )
    issue_check_required = fields.Boolean(
        related="picking_type_id.issue_check_required",
        string="Needs a Handing-out Check",
    )

    def _action_done(self):
        for picking in self.filtered("issue_check_required"):
            picking._check_handed_out()
        return super()._action_done()

    def _check_handed_out(self):
        """Refuse to hand out what issuer and receiver have not checked.

        :raises UserError: no check is complete, or something does not agree
        """
        self.ensure_one()
        last = self.issue_check_ids.filtered("date_checked")[:1]
        if not last:
            raise UserError(
                self.env._(
                    "%(name)s: issuer and receiver check the goods together before they "
                    "are handed out. Press “Handing-out Check” and complete it.",
                    name=self.name,
                )
            )
        if not last.is_good:
            raise UserError(
                self.env._(
                    "%(name)s: the handing-out check found that something does not "
                    "agree: %(finding)s. Put it right and check again, or report a "
                    "nonconformity.",
                    name=self.name,
                    finding=last.finding or "",
                )
            )
        if last.goods != self._get_goods_handed_out():
            raise UserError(
                self.env._(
                    "%(name)s: goods, lots or quantities were changed after the "
                    "handing-out check. Check again what is handed out now.",
                    name=self.name,
                )
            )

    def _get_goods_handed_out(self):
        """Return [[product, lot, quantity]] of the transfer, in the products' units."""
        self.ensure_one()
        goods = {}
        for line in self.move_line_ids:
            key = (line.product_id, line.lot_id.name or line.lot_name or "")
            goods[key] = goods.get(key, 0.0) + line.quantity_product_uom
        return sorted(
            [product.id, lot, product.uom_id.round(quantity)]
            for (product, lot), quantity in goods.items()
            if quantity
        )

    def action_issue_check(self):
        """Open the check that is under way, or a new one."""
        self.ensure_one()
        waiting = self.issue_check_ids.filtered(lambda c: not c.date_checked)[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Handing-out Check"),
            "res_model": "quality.issue.check",
            "res_id": waiting.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_picking_id": self.id},
        }

    def action_view_issue_checks(self):
        self.ensure_one()
        return self.issue_check_ids._get_records_action(
            name=self.env._("Handing-out Checks")
        )
