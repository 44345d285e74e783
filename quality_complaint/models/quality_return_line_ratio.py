from odoo import api, fields, models
from odoo.fields import Domain

#: reasons for which a ratio may be asked: goods the dealer could not sell [X-25]
RATIO_REASONS = ("unsold",)
#: who may see what goods were sold for
AMOUNT_GROUPS = (
    "quality_complaint.group_complaint_user,sales_team.group_sale_salesman,"
    "account.group_account_readonly,account.group_account_invoice,"
    "quality_base.group_quality_auditor"
)


class QualityReturnLine(models.Model):
    """What the goods of a line were sold for, and whether a ratio applies [CO-59]."""

    _inherit = "quality.return.line"

    currency_id = fields.Many2one(related="company_id.currency_id")
    price_unit = fields.Monetary(
        "Price as Sold",
        compute="_compute_price_unit",
        compute_sudo=True,  # who files a return need not read orders and invoices
        store=True,
        precompute=True,
        groups=AMOUNT_GROUPS,
        help="Untaxed, per unit of the product: of the order, else of the last invoice, "
        "else the list price.",
    )
    amount = fields.Monetary(
        compute="_compute_amount",
        compute_sudo=True,
        store=True,
        precompute=True,
        groups=AMOUNT_GROUPS,
    )

    @api.depends("product_id", "sale_line_id", "return_id.partner_id")
    def _compute_price_unit(self):
        invoiced = self._get_invoiced_prices()
        for line in self:
            customer = line.return_id.partner_id.commercial_partner_id
            if line.sale_line_id:
                line.price_unit = line._get_order_price()
            elif (customer.id, line.product_id.id) in invoiced:
                line.price_unit = invoiced[customer.id, line.product_id.id]
            else:
                line.price_unit = line.product_id.lst_price

    @api.depends("price_unit", "quantity", "uom_id")
    def _compute_amount(self):
        for line in self:
            line.amount = line.price_unit * line._get_product_quantity()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.return_id._reassess_exchange()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & self._get_demand_fields():
            self.return_id._reassess_exchange()
        return result

    def unlink(self):
        returns = self.return_id
        result = super().unlink()
        returns._reassess_exchange()
        return result

    def _get_order_price(self):
        """Untaxed price of the order line, per unit of the product."""
        self.ensure_one()
        sold = self.sale_line_id
        price = sold.currency_id._convert(
            sold.price_reduce_taxexcl,
            self.return_id.company_id.currency_id or self.env.company.currency_id,
            self.return_id.company_id or self.env.company,
            sold.order_id.date_order or fields.Datetime.now(),
            round=False,
        )
        return sold.product_uom_id._compute_price(price, sold.product_id.uom_id)

    def _get_invoiced_prices(self):
        """Return ``{(customer id, product id): price}`` of the last posted invoices."""
        asking = self.filtered(lambda line: not line.sale_line_id)
        if not asking.product_id:
            return {}
        rows = self.env["account.move.line"]._read_group(
            Domain("partner_id", "in", asking.return_id.commercial_partner_id.ids)
            & Domain("product_id", "in", asking.product_id.ids)
            & Domain("company_id", "in", asking.return_id.company_id.ids)
            & Domain("parent_state", "=", "posted")
            & Domain("move_type", "in", ("out_invoice", "out_receipt"))
            & Domain("balance", "<", 0),
            ["partner_id", "product_id"],
            ["id:max"],
        )
        newest = self.env["account.move.line"].browse(row[2] for row in rows)
        prices = {}
        for line in newest:
            if quantity := line._get_goods_quantity():
                key = (line.partner_id.id, line.product_id.id)
                prices[key] = -line.balance / quantity
        return prices

    @api.model
    def _get_ratio_domain(self):
        """Domain of the lines for which a ratio may be asked [X-25]."""
        return Domain("reason", "in", list(RATIO_REASONS))

    def _counts_for_ratio(self):
        self.ensure_one()
        return self.reason in RATIO_REASONS

    def _sum_for_ratio(self, basis):
        """Sum of the lines by ``value`` (company currency) or ``quantity``."""
        # the sum only: who checks need not see the prices of each
        lines = self.sudo()
        if basis == "value":
            return sum(lines.mapped("amount"))
        return sum(line._get_product_quantity() for line in lines)
