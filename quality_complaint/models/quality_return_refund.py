from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityReturn(models.Model):
    """Money that goes back for a return [CO-71]."""

    _inherit = "quality.return"

    credit_note_ids = fields.One2many(
        "account.move",
        "quality_return_id",
        "Credit Notes",
        readonly=True,
        copy=False,
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    credit_note_count = fields.Integer(compute="_compute_credit_note_count")

    @api.depends("credit_note_ids")
    def _compute_credit_note_count(self):
        # the number of documents is no secret to whoever reads the return
        moves = self.env["account.move"].sudo()
        counts = dict(
            moves._read_group(
                [("quality_return_id", "in", self.ids)],
                ["quality_return_id"],
                ["__count"],
            )
        )
        counts = {form.id: count for form, count in counts.items()}
        for record in self:
            record.credit_note_count = counts.get(record.id, 0)

    def action_open_credit_notes(self):
        """Open the credit notes of the return, for those who may read them."""
        action = self.credit_note_ids._get_records_action(
            name=self.env._("Credit Notes"), context={"create": False}
        )
        return action | {"domain": [("quality_return_id", "in", self.ids)]}

    @api.model
    def _get_credit_states(self):
        """States in which money may go back: once confirmed, and never refused."""
        return ("confirmed", "received", "inspected", "decided", "settled", "closed")

    def _get_creditable_quantities(self):
        """Return ``{product: quantity}`` that may be credited, in the product's unit.

        What is due less what is replaced or on its way; goods that are exchanged only
        are left out.
        """
        self.ensure_one()
        quantities = {}
        for line in self.line_ids - self._get_exchange_only_lines():
            due = line._get_settled_quantity()
            left = due - line.replaced_quantity - line.planned_quantity
            product = line.product_id
            quantities[product] = quantities.get(product, 0.0) + max(left, 0.0)
        return quantities

    def _get_exchange_only_lines(self):
        """Return the lines that a policy gives back in goods only [CO-66]."""
        return self._get_policy_lines(credit_allowed=False)

    def _get_policy_credit_lines(self):
        """Return the unsold goods that a policy lets be credited [CO-66]."""
        return self._get_policy_lines(credit_allowed=True)

    def _get_policy_lines(self, credit_allowed):
        self.ensure_one()
        policies = self.env["quality.exchange.policy"].sudo()  # rules bind all alike
        return self.line_ids.browse(
            line.id
            for line, policy in policies._match(self).items()
            if policy.credit_allowed == credit_allowed
        )

    def _get_credited_quantities(self, excluded=None):
        """Return ``{product: quantity}`` that posted credit notes gave back."""
        self.ensure_one()
        # the gate counts all, whoever may read them
        notes = self.sudo().credit_note_ids.filtered(lambda m: m.state == "posted")
        quantities = {}
        for note in notes - (excluded or notes.browse()):
            for line in note._get_refunded_goods():
                quantity = abs(line._get_goods_quantity())
                product = line.product_id
                quantities[product] = quantities.get(product, 0.0) + quantity
        return quantities

    def _check_credit(self, move, goods):
        """Refuse a credit note for goods that are not on the form, or for more.

        :param move: the ``account.move`` about to be posted
        :param goods: its lines that give money back for goods
        :raises UserError: names the product, what is left and what is asked
        """
        self.ensure_one()
        allowed = self._get_creditable_quantities()
        given = self._get_credited_quantities(move)
        for product, lines in goods.grouped("product_id").items():
            asked = sum(abs(line._get_goods_quantity()) for line in lines)
            left = allowed.get(product, 0.0) - given.get(product, 0.0)
            if product.uom_id.compare(asked, left) > 0:
                raise UserError(
                    self.env._(
                        "%(form)s leaves %(left)s %(unit)s of %(product)s to be "
                        "credited; %(move)s gives back %(asked)s. Credit no more than "
                        "is due and not replaced; unsold goods are exchanged only where "
                        "their policy says so.",
                        form=self.name,
                        left=max(left, 0.0),
                        unit=product.uom_id.name,
                        product=product.display_name,
                        move=move.display_name,
                        asked=asked,
                    )
                )

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state in ("refused", "cancelled"):
            self._check_no_credit()
        return result

    def _check_no_credit(self):
        # finance's documents count, whoever may read them
        credited = self.filtered(
            lambda ret: "posted" in ret.sudo().credit_note_ids.mapped("state")
        )
        if credited:
            raise UserError(
                self.env._(
                    "Money went back for %(names)s already. Reset its credit note to "
                    "draft before it is refused or cancelled.",
                    names=", ".join(credited.mapped("name")),
                )
            )
