from odoo import api, fields, models
from odoo.exceptions import UserError

# Only code of this file can pass this object in a context: no RPC caller can.
_GATE = object()


class CustomerPlanPart(models.AbstractModel):
    """A line of a plan: as free or as frozen as the plan itself [CT-25].

    Fields in :meth:`_get_gated_fields` are written by steps only, at any time.
    """

    _name = "customer.plan.part"
    _description = "Part of a Plan"

    plan_id = fields.Many2one(
        "customer.plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="plan_id.currency_id")

    @api.model
    def _get_gated_fields(self):
        return set()

    @api.model_create_multi
    def create(self, vals_list):
        gated = self._get_gated_fields()
        for vals in vals_list:
            if any(vals.get(name) for name in gated):
                self._refuse_gated(gated & vals.keys())
        # explicit, so that no default of a context comes in between
        born = {
            name: field.default(self)
            if (field := self._fields[name]).default
            else False
            for name in gated
        }
        plans = self.env["customer.plan"].browse(
            {vals["plan_id"] for vals in vals_list if vals.get("plan_id")}
        )
        plans._check_open()
        parts = super().create([vals | born for vals in vals_list])
        parts.plan_id._check_open()
        parts.plan_id._void_opinions()
        return parts

    def write(self, vals):
        if self.env.context.get("customer_part_gate") is _GATE:
            return super().write(vals)
        self._refuse_gated(self._get_gated_fields() & vals.keys())
        plans = self.plan_id
        plans._check_open()
        result = super().write(vals)
        if "plan_id" in vals:
            self.plan_id._check_open()
        (plans | self.plan_id)._void_opinions()
        return result

    def _write_gated(self, vals):
        """Write what only steps write, after their checks."""
        return self.with_context(customer_part_gate=_GATE).write(vals)

    def _refuse_gated(self, names):
        for name in names:
            raise UserError(
                self.env._(
                    "“%(field)s” is set by the plan's own steps only. Use its buttons.",
                    field=self._fields[name]._description_string(self.env),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.plan_id._check_open()
        self.plan_id._void_opinions()
