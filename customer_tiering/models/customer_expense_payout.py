from odoo import fields, models
from odoo.exceptions import UserError

from .customer_expense_flow import SECOND

FINANCE = "customer_tiering.group_tier_finance"


class CustomerExpensePayout(models.Model):
    """Release of documented costs once the customer has paid [CT-29, CT-30]."""

    _inherit = "customer.expense.request"

    def action_release(self):
        self._release()
        return True

    def action_exception(self):
        return self._ask_reason(
            "_grant_exception", self.env._("Release before Payment")
        )

    def _grant_exception(self, reason):
        """Let costs be released although the customer has not paid yet.

        :raises AccessError: not of the second level
        """
        self._check_group(SECOND)
        self._check_not_own()
        reason = self._check_reason(reason)
        if wrong := self.filtered(lambda r: r.state not in ("approved", "released")):
            raise UserError(
                self.env._(
                    "%(names)s is not approved: there is nothing to release.",
                    names=", ".join(wrong.mapped("name")),
                )
            )
        self._write_gated({"exception_reason": reason, "exception_by_id": self.env.uid})

    def _release(self):
        """approved → released: documented costs, as far as payment was received.

        In proportional companies it can be repeated while the customer goes on paying.

        :raises AccessError: not in the finance role
        :raises UserError: a document or the customer's payment is missing
        """
        self._check_group(FINANCE)
        self._check_not_own("exception_by_id", "superior_id", "second_id")
        self._claim_rows(self)
        today = fields.Date.context_today(self)
        rows = []
        for request in self:
            request._check_documents()
            rows.append(
                {
                    "request_id": request.id,
                    "date": today,
                    "amount": request._get_releasable(),
                    "collection_rate": request.collection_rate,
                    "released_by_id": self.env.uid,
                }
            )
        if fresh := self.filtered(lambda r: r.state != "released"):
            fresh._set_state("released")
        # releases are evidence: nobody holds a right to make them
        self.env["customer.expense.release"].sudo().create(rows)

    def _check_documents(self):
        """Every cost has its document, dated after the approval [CT-28]."""
        self.ensure_one()
        if self.state not in ("approved", "released"):
            raise UserError(
                self.env._(
                    "%(name)s is not approved: nothing can be released.", name=self.name
                )
            )
        costs = self.line_ids.filtered("amount_actual")
        if not costs:
            raise UserError(
                self.env._(
                    "%(name)s has no documented cost yet: enter what was spent, with "
                    "payee and document, in its lines.",
                    name=self.name,
                )
            )
        for line in costs:
            self._check_document(line)

    def _check_document(self, line):
        if not (line.document and line.document_ref and line.payee_id):
            raise UserError(
                self.env._(
                    "“%(line)s” needs payee, number and file of the document.",
                    line=line.name,
                )
            )
        if not line.date_document or line.date_document < self.date_approved:
            raise UserError(
                self.env._(
                    "The document of “%(line)s” is not dated on or after the "
                    "approval (%(day)s): costs are approved before they arise.",
                    line=line.name,
                    day=fields.Date.to_string(self.date_approved),
                )
            )
        if self.currency_id.compare_amounts(line.amount_actual, line.amount) > 0:
            raise UserError(
                self.env._(
                    "“%(line)s” cost more than was approved. Release at most the "
                    "approved amount, and make another request for the rest.",
                    line=line.name,
                )
            )

    def _get_releasable(self):
        """Return the amount that can be released now.

        :raises UserError: the customer has not paid enough for any more
        """
        self.ensure_one()
        company, share = self.company_id, 1.0
        rate = min(max(self.collection_rate, 0.0), 100.0)
        if not self.exception_by_id:
            if company.tier_expense_release == "proportional":
                share = rate / 100
            elif rate < company.tier_expense_rate or self.amount_paid <= 0:
                raise UserError(
                    self.env._(
                        "%(customer)s has paid %(rate)s %% of its invoices, "
                        "%(needed)s %% are needed. Wait for the payment, or ask for an "
                        "exception.",
                        customer=self.commercial_partner_id.display_name,
                        rate=round(rate, 2),
                        needed=company.tier_expense_rate,
                    )
                )
        amount = self.currency_id.round(self.amount_actual * share)
        amount -= self.amount_released
        if self.currency_id.compare_amounts(amount, 0) <= 0:
            raise UserError(
                self.env._(
                    "Nothing more of %(name)s can be released: %(released)s were, and "
                    "the customer has paid %(rate)s %% of its invoices.",
                    name=self.name,
                    released=self.currency_id.format(self.amount_released),
                    rate=round(rate, 2),
                )
            )
        return amount

    def _settle_paid(self):
        """released → settled where all that was documented is paid out."""
        done = self.filtered(
            lambda r: (
                r.state == "released"
                and all(r.release_ids.mapped("is_paid"))
                and r.currency_id.compare_amounts(r.amount_released, r.amount_actual)
                >= 0
            )
        )
        if done:
            done._set_state("settled")
