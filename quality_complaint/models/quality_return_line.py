from odoo import api, fields, models
from odoo.exceptions import UserError

from .quality_return import REASONS


class QualityReturnLine(models.Model):
    """Goods of one lot that a customer wants to give back [CO-57, CO-59].

    ``quantity`` (demanded) and ``received_quantity`` are in ``uom_id``.
    """

    _name = "quality.return.line"
    _description = "Returned Goods"
    _inherit = ["quality.guard.mixin", "quality.goods.mixin"]
    _order = "return_id, id"
    _check_company_auto = True

    return_id = fields.Many2one(
        "quality.return", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="return_id.company_id", store=True, index=True)
    state = fields.Selection(related="return_id.state", string="State of the Return")
    product_id = fields.Many2one(required=True, index=True)
    lot_id = fields.Many2one(
        "stock.lot",
        "Lot/Serial Number",
        index="btree_not_null",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
    )
    tracking = fields.Selection(related="product_id.tracking", string="Tracked by")
    quantity = fields.Float(default=1.0, required=True)
    reason = fields.Selection(REASONS, required=True)
    description = fields.Char("What is Wrong")
    sale_line_id = fields.Many2one(
        "sale.order.line", "Order Line", index="btree_not_null", check_company=True
    )
    move_ids = fields.One2many(
        "stock.move", "quality_return_line_id", "Stock Moves", readonly=True
    )

    _quantity_check = models.Constraint(
        "CHECK(quantity > 0)", "Goods come back in a quantity above zero."
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_editable()
        return lines

    def write(self, vals):
        if vals.keys() & self._get_demand_fields():
            self._check_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_accepted(self):
        self._check_editable()

    @api.model
    def _get_demand_fields(self):
        """Names of what the customer asks for: fixed once approvals are given."""
        return {
            *("return_id", "product_id", "lot_id", "quantity", "uom_id", "reason"),
            "sale_line_id",
        }

    def _check_editable(self):
        fixed = self.return_id.filtered(
            lambda ret: (
                ret.state not in ("requested", "accepted")
                or any(ret.sudo().approval_ids.mapped("verdict"))  # given by others
            )
        )
        if fixed:
            raise UserError(
                self.env._(
                    "The goods of %(names)s are approved as they are. Withdraw the "
                    "approvals, or file another return.",
                    names=", ".join(fixed.mapped("name")),
                )
            )
