from odoo import api, fields, models
from odoo.exceptions import ValidationError


class QualityExchangePolicy(models.Model):
    """How much unsold goods a customer may exchange, and how long [CO-60, CO-61].

    Ratio = exchanged ÷ purchased of the period, in percent, by value (company currency,
    untaxed) or by quantity (units of the products). Of all policies that fit goods the
    closest holds: that of the customer before that of a region, before that of a
    category. It speaks of unsold goods only: never of quality, safety, statutory
    rights or a recall [X-25].
    """

    _name = "quality.exchange.policy"
    _description = "Exchange Policy"
    _inherit = ["mail.thread", "quality.guard.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        tracking=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        help="Holds for the whole company of this contact.",
    )
    contract = fields.Char(
        tracking=True, help="Number of the contract in which it was agreed."
    )
    country_ids = fields.Many2many("res.country", string="Countries")
    country_state_ids = fields.Many2many("res.country.state", string="Regions")
    categ_id = fields.Many2one(
        "product.category",
        "Product Category",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="With the categories below it. Purchases are counted in it too.",
    )
    ratio_limit = fields.Float(
        "Limit (%)",
        required=True,
        digits=(5, 2),
        default=5.0,
        tracking=True,
        aggregator=None,
        help="Exchanged goods as a share of what was purchased in the period.",
    )
    basis = fields.Selection(
        [("value", "Value"), ("quantity", "Quantity")],
        "Counted by",
        required=True,
        default="value",
        tracking=True,
    )
    period = fields.Selection(
        [
            ("month", "Calendar month"),
            ("quarter", "Quarter"),
            ("year", "Calendar year"),
            ("rolling", "Months before the return"),
        ],
        required=True,
        default="year",
        tracking=True,
        help="Purchases and exchanges of this period are compared.",
    )
    period_months = fields.Integer("Months", default=12, tracking=True, aggregator=None)
    days = fields.Integer(
        "Within (days)",
        tracking=True,
        aggregator=None,
        help="Goods may come back so many days after their delivery; 0: no limit.",
    )
    credit_allowed = fields.Boolean(
        "Credit instead of Goods",
        tracking=True,
        help="Unsold goods are exchanged for the same article; set it where they may be "
        "credited as well [CO-66].",
    )
    date_from = fields.Date("Valid from", tracking=True)
    date_to = fields.Date("Valid to", tracking=True)
    rules = fields.Html(
        "After-Sales Rules", help="The rules as they were agreed, fair to both sides."
    )

    _limit_check = models.Constraint(
        "CHECK(ratio_limit >= 0 AND ratio_limit <= 100)",
        "The limit is a share of the purchases: from 0 to 100 percent.",
    )
    _days_check = models.Constraint(
        "CHECK(days >= 0)", "Days after delivery cannot be negative."
    )
    _date_check = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "The policy ends before it begins: correct its validity.",
    )

    @api.constrains("contract", "partner_id")
    def _check_contract(self):
        if wrong := self.filtered(lambda p: p.contract and not p.partner_id):
            raise ValidationError(
                self.env._(
                    "%(names)s names a contract: name the customer of it too.",
                    names=", ".join(wrong.mapped("name")),
                )
            )

    @api.constrains("period", "period_months")
    def _check_period_months(self):
        if self.filtered(
            lambda p: p.period == "rolling" and not 1 <= p.period_months <= 120
        ):
            raise ValidationError(
                self.env._("Say how many months are counted: from 1 to 120.")
            )

    @api.model
    def _match(self, ret):
        """Return ``{return line: the policy that holds for it}``.

        Lines for which no ratio may be asked, or without a policy, are left out.

        :param ret: one ``quality.return``
        """
        lines = ret.line_ids.filtered(lambda line: line._counts_for_ratio())
        if not lines:
            return {}
        day = ret._get_company_day(ret.date)
        policies = self.search(self._get_valid_domain(ret.company_id, day))
        policies = policies.filtered(lambda policy: policy._covers_customer(ret))
        found = {}
        for line in lines:
            fitting = policies.filtered(
                lambda policy, line=line: policy._covers_product(line.product_id)
            )
            if fitting:
                found[line] = fitting.sorted(lambda p: p._get_closeness())[:1]
        return found

    @api.model
    def _get_valid_domain(self, company, day):
        return [
            ("company_id", "in", [False, company.id]),
            "|",
            ("date_from", "=", False),
            ("date_from", "<=", day),
            "|",
            ("date_to", "=", False),
            ("date_to", ">=", day),
        ]

    def _covers_customer(self, ret):
        self.ensure_one()
        customer = ret.commercial_partner_id
        address = ret.partner_id if ret.partner_id.country_id else customer
        return (
            (not self.partner_id or self.partner_id.commercial_partner_id == customer)
            and (not self.country_ids or address.country_id in self.country_ids)
            and (
                not self.country_state_ids or address.state_id in self.country_state_ids
            )
        )

    def _covers_product(self, product):
        self.ensure_one()
        path = product.categ_id.parent_path or ""
        return not self.categ_id or path.startswith(self.categ_id.parent_path)

    def _get_closeness(self):
        """Sort key: the closest policy comes first."""
        self.ensure_one()
        return (
            not self.partner_id,
            not self.contract,
            not self.country_state_ids,
            not self.country_ids,
            -len(self.categ_id.parent_path or ""),
            not self.company_id,
            self.sequence,
            self.id,
        )
