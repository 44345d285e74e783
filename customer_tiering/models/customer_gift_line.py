from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.cash_like import find_cash_like

#: what the company's limits say, of a line and of the whole request
FINDINGS = [
    ("ok", "Within limits"),
    ("undecided", "No limit decided"),
    ("over", "Over a limit"),
    ("official", "Official"),
]


class CustomerGiftLine(models.Model):
    """What one person gets: a row of the gift and hospitality register [CT-27]."""

    _name = "customer.gift.line"
    _description = "Gift and Hospitality Register"
    _inherit = ["customer.state.mixin"]
    _order = "date desc, id"
    _check_company_auto = True
    #: a line lives and dies with its request
    _frozen_states = (
        *("submitted", "compliance", "approved", "given"),
        *("closed", "refused", "cancelled"),
    )

    gift_id = fields.Many2one(
        "customer.gift", "Request", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="gift_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="gift_id.currency_id")
    partner_id = fields.Many2one(
        related="gift_id.partner_id", string="Customer", store=True, index=True
    )
    kind_id = fields.Many2one(related="gift_id.kind_id", store=True)
    requester_id = fields.Many2one(related="gift_id.requester_id", store=True)
    given_by_id = fields.Many2one(related="gift_id.given_by_id")
    state = fields.Selection(related="gift_id.state", store=True, index=True)
    date = fields.Date(
        compute="_compute_date", store=True, index=True, help="Given, or planned."
    )
    recipient_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('is_company', '=', False)]",
    )
    function = fields.Char(
        "Post", compute="_compute_person", store=True, readonly=False, precompute=True
    )
    employer = fields.Char(
        compute="_compute_person", store=True, readonly=False, precompute=True
    )
    is_barred = fields.Boolean(
        "Official or Health Professional", compute="_compute_is_barred"
    )
    was_barred = fields.Boolean("Official when decided", readonly=True, copy=False)
    product_id = fields.Many2one(
        "product.product", check_company=True, index="btree_not_null"
    )
    description = fields.Char(
        "Item",
        compute="_compute_description",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    quantity = fields.Float(default=1, required=True, digits="Product Unit")
    unit_value = fields.Monetary(
        compute="_compute_unit_value",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="What it is worth for the recipient, in the company's currency.",
    )
    value = fields.Monetary(compute="_compute_value", store=True)
    outcome = fields.Selection(
        [("given", "Given"), ("declined", "Declined"), ("returned", "Returned")],
        readonly=True,
        copy=False,
    )
    date_outcome = fields.Date("Declined or returned on", readonly=True, copy=False)
    outcome_note = fields.Char("Remark", readonly=True, copy=False)
    counts = fields.Boolean(
        "Counts for the Year", compute="_compute_counts", store=True
    )
    counted_value = fields.Monetary(
        "Value that counts",
        compute="_compute_counts",
        store=True,
        help="Zero for what was declined, returned, refused or cancelled.",
    )
    year_before_decided = fields.Monetary(readonly=True, copy=False)
    year_before = fields.Monetary(
        "Others this Year",
        compute="_compute_finding",
        help="Requested or given to this person in the same year by other requests.",
    )
    finding = fields.Selection(
        FINDINGS,
        compute="_compute_finding",
    )

    _value_check = models.Constraint(
        "CHECK(quantity > 0 AND unit_value > 0)",
        "Write how many and what one is worth: both are more than zero.",
    )
    _recipient_year_idx = models.Index("(recipient_id, date) WHERE counts")

    @api.depends("recipient_id", "description")
    def _compute_display_name(self):
        for line in self:
            names = (line.recipient_id.name, line.description)
            line.display_name = ": ".join(filter(None, names))

    @api.depends("gift_id.date_given", "gift_id.date_planned")
    def _compute_date(self):
        for line in self:
            line.date = line.gift_id.date_given or line.gift_id.date_planned

    @api.depends("recipient_id")
    def _compute_person(self):
        """Post and employer stay as they were when the person was chosen."""
        for line in self:
            person = line.recipient_id
            line.function = person.function
            line.employer = person.parent_id.name or person.company_name

    @api.depends("recipient_id")
    def _compute_is_barred(self):
        for line in self:
            line.is_barred = line.recipient_id._is_gift_barred()

    @api.depends("product_id")
    def _compute_description(self):
        for line in self:
            if line.product_id:
                line.description = line.product_id.display_name

    @api.depends("product_id")
    def _compute_unit_value(self):
        for line in self:
            if line.product_id:
                line.unit_value = line.product_id.currency_id._convert(
                    line.product_id.lst_price,
                    line.currency_id,
                    line.gift_id.company_id or self.env.company,
                )

    @api.depends("quantity", "unit_value")
    def _compute_value(self):
        for line in self:
            line.value = line.currency_id.round(line.quantity * line.unit_value)

    @api.depends("state", "outcome", "value")
    def _compute_counts(self):
        """Requested counts as well, so that two requests cannot pass one limit."""
        counted = ("submitted", "compliance", "approved", "given", "closed")
        for line in self:
            back = line.outcome in ("declined", "returned")
            line.counts = line.state in counted and not back
            line.counted_value = line.value if line.counts else 0

    @api.depends("recipient_id", "value", "date", "state", "gift_id.line_ids.value")
    def _compute_finding(self):
        """One query for all lines; decided requests keep what was known then."""
        found = self.gift_id._judge()
        for line in self:
            recipient = line.recipient_id._origin
            verdict = found.get(line.gift_id, {}).get(recipient, (0, set()))
            decided = line.state not in (False, "draft", "submitted", "compliance")
            line.year_before = line.year_before_decided if decided else verdict[0]
            line.finding = line.gift_id._worst({recipient: verdict})

    @api.constrains("recipient_id")
    def _check_recipient(self):
        if wrong := self.filtered("recipient_id.is_company"):
            raise ValidationError(
                self.env._(
                    "%(name)s is a company. Name the person who gets it: limits count "
                    "per person. Discounts for a company belong on its invoice.",
                    name=wrong[0].recipient_id.display_name,
                )
            )

    @api.constrains("description", "product_id", "gift_id")
    def _check_no_cash(self):
        for line in self:
            product = line.product_id.sudo()  # only its names are compared
            texts = (line.description, product.name, product.categ_id.complete_name)
            word = find_cash_like(*texts) or line.gift_id.kind_id._find_cash_like()
            if word:
                kind = self.env["customer.gift.kind"]
                raise ValidationError(kind._cash_message(line.description, word))

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        if not self._gate_is_open():
            self._check_draft()
            if "gift_id" in vals and self.gift_id.ids != [vals["gift_id"]]:
                raise UserError(
                    self.env._("A line stays in its request. Write a new one there.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_draft()

    def _check_draft(self):
        """Lines change only in a draft, and only by who requests."""
        if late := self.gift_id.filtered(lambda g: g.state != "draft"):
            raise UserError(
                self.env._(
                    "%(name)s is submitted: its lines stay as they were requested. "
                    "Cancel it and make a new request.",
                    name=late[0].name,
                )
            )
        self.gift_id._check_own()

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("outcome", "date_outcome", "outcome_note"),
            *("was_barred", "year_before_decided"),
        }
