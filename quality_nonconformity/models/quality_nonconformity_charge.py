from odoo import api, fields, models

#: money is told to quality and to the auditors only
MONEY_GROUPS = "quality_base.group_quality_user,quality_base.group_quality_auditor"


class QualityNonconformityCharge(models.Model):
    """Sums of the costs of a nonconformity, and what is charged of them [NC-63]."""

    _inherit = "quality.nonconformity"

    currency_id = fields.Many2one(related="company_id.currency_id")
    cost_ids = fields.One2many(
        "quality.nonconformity.cost",
        "nonconformity_id",
        "Costs",
        copy=False,
        groups=MONEY_GROUPS,
    )
    cost_total = fields.Monetary(
        "Cost", compute="_compute_cost", store=True, groups=MONEY_GROUPS
    )
    cost_chargeable = fields.Monetary(
        "Chargeable",
        compute="_compute_cost",
        store=True,
        groups=MONEY_GROUPS,
        help="What somebody else bears.",
    )
    cost_charged = fields.Monetary(
        "Charged",
        compute="_compute_cost",
        store=True,
        groups=MONEY_GROUPS,
        help="Part of it for which there is a credit note.",
    )
    can_charge = fields.Boolean(compute="_compute_can_charge")

    @api.depends("cost_ids.amount", "cost_ids.charge_to", "cost_ids.is_charged")
    def _compute_cost(self):
        for record in self:
            costs = record.cost_ids
            borne = costs.filtered(lambda cost: cost.charge_to != "internal")
            record.cost_total = sum(costs.mapped("amount"))
            record.cost_chargeable = sum(borne.mapped("amount"))
            record.cost_charged = sum(borne.filtered("is_charged").mapped("amount"))

    @api.depends("cost_ids.is_charged", "cost_ids.charge_to")
    @api.depends_context("uid")
    def _compute_can_charge(self):
        may = self.env["account.move"].has_access("create")
        for record in self:
            # only whether there is something, not what
            record.can_charge = may and bool(record.sudo()._get_uncharged_costs())

    @api.model
    def _get_unfrozen_fields(self):
        """Freight and compensation are known later than the case is closed."""
        return super()._get_unfrozen_fields() | {"cost_ids"}

    def action_charge_supplier(self):
        """Make the credit note for what the supplier bears, and open it."""
        self.ensure_one()
        return self._get_uncharged_costs()._charge()._get_records_action()

    def _get_uncharged_costs(self):
        return self.cost_ids.filtered(
            lambda cost: cost.charge_to == "supplier" and not cost.is_charged
        )
