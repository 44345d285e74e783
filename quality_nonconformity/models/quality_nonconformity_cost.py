from odoo import api, fields, models
from odoo.exceptions import UserError

#: what a credit note rests on: fixed once it is charged
CHARGED_FIELDS = {
    "nonconformity_id",
    "kind",
    "name",
    "hours",
    "hourly_rate",
    "amount",
    "charge_to",
    "partner_id",
}
#: what the engine took from the stock's valuation
AUTOMATIC_FIELDS = {"nonconformity_id", "kind", "amount", "disposition_id"}


class QualityNonconformityCost(models.Model):
    """What a nonconformity costs: labour, goods, freight, compensation [NC-63].

    Amounts are in the company's currency. Rows of scrapped goods are made by the
    engine, with the value that left the stock; a row that a credit note charges stays
    as it is.
    """

    _name = "quality.nonconformity.cost"
    _description = "Cost of Nonconformity"
    _inherit = ["quality.cost.mixin"]

    nonconformity_id = fields.Many2one(
        "quality.nonconformity", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="nonconformity_id.company_id", store=True, index=True
    )
    kind = fields.Selection(
        [
            ("sorting", "Sorting labour"),
            ("rework", "Rework labour"),
            ("inspection", "Inspection labour"),
            ("material", "Material"),
            ("scrap", "Value of scrapped goods"),
            ("freight", "Freight"),
            ("compensation", "Compensation"),
            ("other", "Other"),
        ],
        required=True,
        default="rework",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Charged to",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    disposition_id = fields.Many2one(
        "quality.disposition", index="btree_not_null", check_company=True
    )
    is_automatic = fields.Boolean(
        "From Stock", readonly=True, help="Value that left the stock."
    )
    refund_id = fields.Many2one(
        "account.move", "Credit Note", readonly=True, index="btree_not_null", copy=False
    )
    is_charged = fields.Boolean(
        "Charged", compute="_compute_is_charged", store=True, compute_sudo=True
    )

    @api.depends("nonconformity_id")
    def _compute_charge_to(self):
        return super()._compute_charge_to()

    def _get_responsible(self):
        return self.nonconformity_id.responsible

    @api.depends("charge_to")
    def _compute_partner_id(self):
        for cost in self:
            source = cost.nonconformity_id
            partners = {"supplier": source.supplier_id, "customer": source.partner_id}
            borne = cost.charge_to != "internal"
            partner = cost.partner_id or partners.get(cost.charge_to)
            cost.partner_id = borne and partner

    @api.depends("refund_id.state")
    def _compute_is_charged(self):
        for cost in self:
            cost.is_charged = cost.refund_id.state in ("draft", "posted")

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:  # the engine alone takes values from the stock
            unset = {"is_automatic": False, "refund_id": False}
            vals_list = [vals | unset for vals in vals_list]
        costs = super().create(vals_list)
        costs._check_source_lively()
        return costs

    def write(self, vals):
        if not self.env.su:
            self._check_charged(vals)
            self._check_automatic(vals)
        result = super().write(vals)
        if "nonconformity_id" in vals:
            self.check_access("write")  # the other one, too, is the writer's
            self._check_source_lively()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fixed(self):
        if self.env.su:
            return
        if self.filtered(lambda cost: cost.is_charged or cost.is_automatic):
            raise UserError(
                self.env._(
                    "A cost that is charged, or that the stock's valuation tells, stays. "
                    "Cancel the credit note first; or let “Borne by” say who pays."
                )
            )

    def _check_source_lively(self):
        cancelled = self.nonconformity_id.filtered(lambda r: r.state == "cancelled")
        if cancelled:
            raise UserError(
                self.env._(
                    "%(names)s was judged conforming: it has no costs.",
                    names=", ".join(cancelled.mapped("name")),
                )
            )

    def _check_charged(self, vals):
        if {"is_automatic", "refund_id"} & vals.keys() or (
            CHARGED_FIELDS & vals.keys() and self.filtered("is_charged")
        ):
            raise UserError(
                self.env._(
                    "This cost is charged by a credit note: cancel the credit note "
                    "first, then correct the cost and charge it again."
                )
            )

    def _check_automatic(self, vals):
        if AUTOMATIC_FIELDS & vals.keys() and self.filtered("is_automatic"):
            raise UserError(
                self.env._(
                    "The value of scrapped goods is what left the stock. Add a further "
                    "row for what it cost beyond that."
                )
            )
