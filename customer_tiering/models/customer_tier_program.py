from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.period import calendar_year, last_calendar_year, rolling_months

# Only code of this file can pass this object in a context: no RPC caller can.
_RAISE = object()


class CustomerTierProgram(models.Model):
    """By what revenue, of which period, customers get which tier [CT-02 to CT-05].

    Revenue is untaxed, net of credit notes, in ``currency_id`` at each document's
    date, added up over a commercial partner and all its addresses.
    """

    _name = "customer.tier.program"
    _description = "Tier Program"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    company_ids = fields.Many2many(
        "res.company",
        "customer_tier_program_company_rel",
        string="Counted Companies",
        help="Whose documents count besides those of the program's own company.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_main = fields.Boolean(
        "Main Program",
        compute="_compute_is_main",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="Its tier is shown as the tier of the customer.",
    )
    basis = fields.Selection(
        [
            ("invoiced", "Posted invoices less credit notes"),
            ("ordered", "Confirmed orders"),
            ("paid", "Paid share of posted invoices"),
        ],
        required=True,
        default="invoiced",
        tracking=True,
    )
    period = fields.Selection(
        [
            ("year", "This calendar year"),
            ("last_year", "Last calendar year"),
            ("rolling", "Rolling months"),
        ],
        required=True,
        default="rolling",
        tracking=True,
    )
    months = fields.Integer(default=12, tracking=True)
    categ_ids = fields.Many2many(
        "product.category",
        "customer_tier_program_categ_rel",
        string="Product Categories",
        help="Only products of these categories and those below count; empty = all.",
    )
    tier_ids = fields.One2many("customer.tier", "program_id", "Tiers", copy=True)
    needs_agreement = fields.Boolean("Agreement Needed", default=True, tracking=True)
    needs_registration = fields.Boolean(
        "Registration Needed", default=True, tracking=True
    )
    grace_days = fields.Integer(
        "Grace before a Downgrade (days)",
        default=90,
        tracking=True,
        help="A customer that falls below the limit keeps the tier that long.",
    )
    near_percent = fields.Float(
        "Near a Limit (%)",
        default=10.0,
        help="Customers that lack at most this share of the next limit are listed.",
    )
    auto_run = fields.Boolean("Run Daily", default=True)
    version = fields.Integer(
        default=1,
        readonly=True,
        copy=False,
        help="Counts changes of the rules; each change of a tier names it [CT-14].",
    )
    standing_ids = fields.One2many("customer.tier.standing", "program_id", "Customers")
    change_ids = fields.One2many("customer.tier.change", "program_id", "Changes")
    failure_ids = fields.One2many("customer.tier.failure", "program_id", "Failures")
    date_from = fields.Date(compute="_compute_period", string="Counted from")
    date_to = fields.Date(compute="_compute_period", string="Counted to")

    _main_uniq = models.UniqueIndex(
        "(company_id) WHERE is_main AND active",
        "A company has one main program: make the other one an ordinary one first.",
    )
    _months_check = models.Constraint(
        "CHECK(months BETWEEN 1 AND 120)", "A period has 1 to 120 months."
    )
    _grace_check = models.Constraint(
        "CHECK(grace_days >= 0)", "The grace is a number of days, zero or more."
    )

    @api.depends("company_id")
    def _compute_is_main(self):
        taken = self.search([("is_main", "=", True)]).company_id
        for program in self:
            program.is_main = program.is_main or program.company_id not in taken
            taken |= program.company_id

    @api.depends("period", "months")
    def _compute_period(self):
        for program in self:
            first, last = program._get_period(fields.Date.context_today(program))
            program.date_from, program.date_to = first, last

    def _get_period(self, day):
        """Return the first and last day that count, as seen on ``day``."""
        self.ensure_one()
        if self.period == "year":
            return calendar_year(day)
        if self.period == "last_year":
            return last_calendar_year(day)
        return rolling_months(day, self.months)

    @api.constrains("tier_ids")
    def _check_tiers(self):
        self.tier_ids._check_limits()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_version(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_version(vals)
        changed = vals.keys() & self._get_rule_fields()
        result = super().write(vals)
        if changed:
            self._raise_version()
        return result

    @api.model
    def _get_rule_fields(self):
        """Names of the fields whose change makes a new version of the rules."""
        return {
            *("basis", "period", "months", "categ_ids", "company_ids", "grace_days"),
            *("needs_agreement", "needs_registration"),
        }

    def _check_version(self, vals):
        if "version" in vals and self.env.context.get("tier_version") is not _RAISE:
            raise UserError(
                self.env._(
                    "The version counts the changes of the rules by itself: leave it."
                )
            )

    def _raise_version(self):
        for program in self.with_context(tier_version=_RAISE):
            program.version += 1

    @api.constrains("company_id")
    def _check_standings(self):
        for program in self:
            if self.env["customer.tier.standing"].search_count(
                [
                    ("program_id", "=", program.id),
                    ("company_id", "!=", program.company_id.id),
                ],
                limit=1,
            ):
                raise ValidationError(
                    self.env._(
                        "%(name)s has customers already: its company stays. Make "
                        "another program.",
                        name=program.name,
                    )
                )
