from odoo import api, fields, models

#: responsible party of the complaint → who bears its costs
BEARERS = {"supplier": "supplier", "customer": "customer", "carrier": "carrier"}


class QualityComplaintCost(models.Model):
    """What a complaint costs: travel, goods, freight, compensation [CO-48].

    Amounts are in the company's currency. Costs of the goods themselves (scrap,
    rework) stand on the nonconformity that the complaint led to.
    """

    _name = "quality.complaint.cost"
    _description = "Cost of Complaint"
    _inherit = ["quality.guard.mixin", "quality.export.mixin"]
    _order = "date, id"
    _check_company_auto = True

    complaint_id = fields.Many2one(
        "quality.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    kind = fields.Selection(
        [
            ("handling", "Labour of handling"),
            ("travel", "Travel"),
            ("test", "Tests and laboratory"),
            ("goods", "Goods given"),
            ("refund", "Refund"),
            ("freight", "Freight"),
            ("compensation", "Compensation"),
            ("legal", "Legal costs"),
            ("other", "Other"),
        ],
        required=True,
        default="handling",
    )
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

    @api.depends("complaint_id")
    def _compute_charge_to(self):
        for cost in self:
            bearer = BEARERS.get(cost.complaint_id.responsible_party, "internal")
            cost.charge_to = cost.charge_to or bearer

    @api.depends("kind", "name")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for cost in self:
            cost.display_name = cost.name or labels.get(cost.kind, "")

    @api.model_create_multi
    def create(self, vals_list):
        costs = super().create(vals_list)
        costs.complaint_id._check_may_process()
        return costs

    def write(self, vals):
        self.complaint_id._check_may_process()
        result = super().write(vals)
        self.complaint_id._check_may_process()  # where it was moved to, too
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_accused(self):
        self.complaint_id._check_may_process()
