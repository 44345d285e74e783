from odoo import api, fields, models

#: who is responsible for the document → who bears its costs
BEARERS = {"supplier": "supplier", "customer": "customer", "carrier": "carrier"}


class QualityCostMixin(models.AbstractModel):
    """A cost of a document: hours times rate, or an amount, and who bears it [NC-63].

    The model declares its document, a stored ``company_id``, ``kind``, the dependency
    of ``charge_to``, and :meth:`_get_responsible`. Amounts are in the company's
    currency, ``hours`` are hours of work.
    """

    _name = "quality.cost.mixin"
    _description = "Cost of a Document"
    _inherit = ["quality.guard.mixin", "quality.export.mixin"]
    _order = "date, id"
    _check_company_auto = True

    currency_id = fields.Many2one(related="company_id.currency_id")
    company_id = fields.Many2one("res.company")
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    name = fields.Char("Description")
    hours = fields.Float()
    hourly_rate = fields.Monetary()
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False, precompute=True
    )
    charge_to = fields.Selection(
        [
            ("internal", "Ourselves"),
            ("supplier", "Supplier"),
            ("customer", "Customer"),
            ("carrier", "Carrier"),
        ],
        "Borne by",
        compute="_compute_charge_to",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )

    _amount_check = models.Constraint(
        "CHECK(amount >= 0)", "A cost is not below zero: leave the row out instead."
    )
    _hours_check = models.Constraint(
        "CHECK(hours >= 0)", "Hours of work are not below zero."
    )

    @api.depends("hours", "hourly_rate")
    def _compute_amount(self):
        for cost in self:
            cost.amount = cost.hours * cost.hourly_rate or cost.amount

    def _compute_charge_to(self):
        for cost in self:
            bearer = BEARERS.get(cost._get_responsible(), "internal")
            cost.charge_to = cost.charge_to or bearer

    @api.depends("kind", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for cost in self:
            cost.display_name = cost.name or labels.get(cost.kind, "")

    def _get_responsible(self):
        """Return who is responsible for the document of one cost, or False."""
        self.ensure_one()
        return False
