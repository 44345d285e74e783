from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class QualityNonconformityCostCharge(models.Model):
    """Charging costs to the supplier: a draft credit note, by accounting [NC-63]."""

    _inherit = "quality.nonconformity.cost"

    def action_charge(self):
        """Make the credit notes and open them."""
        return self._charge()._get_records_action()

    def action_view_refund(self):
        """Open the credit note that charges this cost."""
        return self.refund_id._get_records_action()

    def _charge(self):
        """Draft one vendor credit note per supplier, company and nonconformity.

        :return: the credit notes (``account.move``)
        :raises AccessError: the user makes no bills
        :raises UserError: a row is charged already, or no supplier bears it
        """
        self.check_access("read")
        refunds = self.env["account.move"]
        if not refunds.has_access("create"):
            raise AccessError(
                self.env._(
                    "Credit notes are made by accounting. Ask a colleague there: the "
                    "costs stand in the list “Costs of Nonconformity”."
                )
            )
        self._check_chargeable()
        for (source, partner), costs in self.grouped(
            lambda cost: (cost.nonconformity_id, cost.partner_id)
        ).items():
            refund = refunds.with_company(source.sudo().company_id).create(
                costs._prepare_refund_vals(partner)
            )
            costs.sudo().refund_id = refund  # accounting writes no costs
            refunds |= refund
        return refunds

    def _check_chargeable(self):
        wrong = self.filtered(
            lambda cost: (
                cost.charge_to != "supplier" or not cost.partner_id or cost.is_charged
            )
        )
        if wrong or not self:
            raise UserError(
                self.env._(
                    "Nothing can be charged here: %(costs)s. A cost is charged once, to "
                    "the supplier who bears it: enter “Borne by” and “Charged to”.",
                    costs=", ".join(wrong.mapped("display_name"))
                    or self.env._("there is no cost"),
                )
            )

    def _prepare_refund_vals(self, partner):
        """Values of the credit note of these costs of one nonconformity."""
        source = self.nonconformity_id.sudo()  # accounting need not read the case
        return {
            "move_type": "in_refund",
            "partner_id": partner.id,
            "company_id": source.company_id.id,
            "currency_id": source.currency_id.id,
            "invoice_date": fields.Date.context_today(self),
            "invoice_origin": source.name,
            "ref": source.name,
            "invoice_line_ids": [
                Command.create(cost._prepare_refund_line_vals()) for cost in self
            ],
        }

    def _prepare_refund_line_vals(self):
        """Values of the line of the credit note: the hours at their rate, or the sum."""
        self.ensure_one()
        worked = self.hours and not self.currency_id.compare_amounts(
            self.amount, self.hours * self.hourly_rate
        )
        source = self.nonconformity_id.sudo()  # see above
        return {
            "name": f"{source.name}: {self.display_name}",
            "quantity": self.hours if worked else 1.0,
            "price_unit": self.hourly_rate if worked else self.amount,
        }
