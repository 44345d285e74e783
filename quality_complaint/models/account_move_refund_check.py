from odoo import models
from odoo.exceptions import UserError

# Only the reversal that makes the new invoice itself holds it: no RPC caller can.
REISSUING = object()


class AccountMove(models.Model):
    """What a refund rests on: a form, goods never delivered, or a stated reason."""

    _inherit = "account.move"

    def _check_refund_gate(self):
        """Refuse to post what gives money back for goods without a form [CO-71].

        Passes: lines on a confirmed return of this customer, up to its quantities;
        goods that were invoiced and never delivered; price corrections and discounts
        with a reason, below what was paid; an invoice that is issued again at once.

        :raises UserError: says which goods, and what is missing
        """
        for move in self.filtered(lambda m: m.state != "posted"):
            if move._is_refund_gated():
                move._check_refund()

    def _check_refund(self):
        self.ensure_one()
        goods = self._get_refunded_goods()
        if self.quality_return_id:
            self._check_refund_form(goods)
        elif self.quality_refund_basis:
            self._check_refund_basis(goods)
        elif missing := goods - self._get_undelivered_lines(goods):
            raise UserError(self._no_form_message(missing))
        elif self._has_unnamed_refund():
            raise UserError(
                self.env._(
                    "%(name)s gives money back and does not say for what. Name the "
                    "products, link the return acceptance form, or choose “Credit "
                    "without Return” and say why.",
                    name=self.display_name,
                )
            )

    def _get_refunded_goods(self):
        """Return the lines of one document by which money goes back for goods."""
        self.ensure_one()
        sign = 1 if self.move_type == "out_refund" else -1
        if not self.is_sale_document(include_receipts=True):
            return self.invoice_line_ids.browse()
        return self.invoice_line_ids.filtered(
            lambda line: (
                line.display_type == "product"
                and line.product_id.type == "consu"
                and not line.is_downpayment
                and line.price_subtotal * sign > 0
            )
        )

    def _has_unnamed_refund(self):
        return self.move_type == "out_refund" and any(
            line.display_type == "product"
            and not line.product_id
            and not line.is_downpayment
            and line.price_subtotal > 0
            for line in self.invoice_line_ids
        )

    # form ------------------------------------------------------------------------
    def _check_refund_form(self, goods):
        """Refuse a form that is not confirmed, of others, or for fewer goods."""
        # finance may not see the whole form: only number, state, goods are compared
        form = self.quality_return_id.sudo()
        form.lock_for_update(
            allow_referencing=True
        )  # two credit notes at one moment do not both pass
        if form.state not in form._get_credit_states():
            raise UserError(
                self.env._(
                    "%(form)s is “%(state)s”: money goes back only by a return "
                    "acceptance form that is confirmed. Wait for its approvals.",
                    form=form.name,
                    state=form._state_label(form.state),
                )
            )
        self._check_refund_customer()
        form._check_credit(self, goods)

    def _check_refund_customer(self):
        # only who and the number are compared
        form = self.quality_return_id.sudo()
        if form.commercial_partner_id != self.commercial_partner_id:
            raise UserError(
                self.env._(
                    "%(form)s is a return of another customer than %(name)s. Link a "
                    "form of %(partner)s.",
                    form=form.name,
                    name=self.display_name,
                    partner=self.commercial_partner_id.display_name,
                )
            )

    def _no_form_message(self, lines):
        return self.env._(
            "%(name)s gives money back for delivered goods (%(goods)s) without a "
            "return acceptance form. Link the confirmed form in “Return Acceptance”; "
            "if the customer keeps the goods, choose “Credit without Return” and say "
            "why.",
            name=self.display_name,
            goods=", ".join(lines.product_id.mapped("display_name")),
        )

    # stated reasons ---------------------------------------------------------------
    def _check_refund_basis(self, goods):
        if not (self.quality_refund_reason or "").strip():
            raise UserError(
                self.env._(
                    "%(name)s is a credit without a return: say why in “Why”.",
                    name=self.display_name,
                )
            )
        if self.quality_refund_basis == "reissue":
            self._check_refund_reissue()
        else:
            self._check_refund_partial(goods)

    def _check_refund_reissue(self):
        if self.env.context.get("quality_reissuing") is not REISSUING:
            raise UserError(
                self.env._(
                    "%(name)s: an invoice that is corrected is issued again at once. "
                    "Use “Reverse and Create Invoice” on the invoice.",
                    name=self.display_name,
                )
            )

    def _check_refund_partial(self, goods):
        """Refuse a price correction that gives back all that was paid for goods."""
        for line in goods:
            origins = line._get_refund_origins()
            paid = -sum(origins.mapped("balance"))
            given = sum(line._get_refund_corrections(origins).mapped("balance"))
            currency = line.company_currency_id
            if not origins or currency.compare_amounts(given, paid) >= 0:
                raise UserError(
                    self.env._(
                        "%(name)s gives back all that was paid for %(product)s, or "
                        "names no invoice of it: that is no price correction. Link the "
                        "return acceptance form, or reverse the invoice itself.",
                        name=self.display_name,
                        product=line.product_id.display_name,
                    )
                )

    # never delivered --------------------------------------------------------------
    def _get_undelivered_lines(self, goods):
        """Return those lines whose quantity was invoiced and never delivered."""
        return goods.filtered(lambda line: line._refunds_undelivered())
