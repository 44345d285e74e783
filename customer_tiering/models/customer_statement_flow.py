from odoo import fields, models
from odoo.exceptions import UserError

from .customer_expense_flow import FIRST, SECOND
from .customer_expense_payout import FINANCE

CLERK = "customer_tiering.group_tier_clerk"
#: state → (group that checks, next state, field of the signature, its date)
CHECKS = {
    "submitted": (CLERK, "clerk", "clerk_id", "date_clerk"),
    "clerk": (FIRST, "manager", "manager_id", "date_manager"),
    "manager": (FINANCE, "approved", "finance_id", "date_finance"),
}
SIGNATURES = ("clerk_id", "manager_id", "finance_id")


class CustomerStatementFlow(models.Model):
    """Handing in, three signatures in turn, payment [CT-31, CT-32]."""

    _inherit = "customer.statement"
    _reason_steps = ("_return", "_grant_exception")

    def action_submit(self):
        self._submit()
        return True

    def action_sign(self):
        self._sign()
        return True

    def action_return(self):
        return self._ask_reason("_return", self.env._("Return"))

    def action_exception(self):
        return self._ask_reason("_grant_exception", self.env._("Grant Exception"))

    def action_pay(self):
        self._pay()
        return True

    def _submit(self):
        """draft → submitted: by the salesperson, in time, with fresh figures.

        :raises UserError: the month is not over, or it is too late [CT-31]
        """
        self._check_own()
        today = fields.Date.context_today(self)
        if early := self.filtered(lambda s: s.date_to >= today):
            raise UserError(
                self.env._(
                    "The month of %(names)s is not over yet.",
                    names=", ".join(early.mapped("name")),
                )
            )
        self._check_in_time()
        self._fill()
        self._set_state("submitted", date_submitted=fields.Datetime.now())
        self._ask_next()

    def _sign(self):
        """Sign as clerk, then sales manager, then finance: each another person.

        :raises AccessError: not the role whose turn it is
        :raises UserError: too late, his own, or signed by him already
        """
        for statement in self:
            if statement.state not in CHECKS:
                raise UserError(
                    self.env._(
                        "%(name)s is not waiting for a signature.", name=statement.name
                    )
                )
            group, state, user, day = CHECKS[statement.state]
            statement._check_group(group)
            statement._check_not_own(*SIGNATURES)
            statement._check_in_time()
            statement._set_state(
                state, **{user: self.env.uid, day: fields.Datetime.now()}
            )
        self._ask_next()

    def _return(self, reason):
        """Give a statement back for correction; all signatures lapse."""
        reason = self._check_reason(reason)
        for statement in self:
            if statement.state not in CHECKS:
                raise UserError(
                    self.env._(
                        "%(name)s is not waiting for a signature: it cannot be "
                        "returned.",
                        name=statement.name,
                    )
                )
            statement._check_group(CHECKS[statement.state][0])
            statement._check_not_own()
        self._reopen(return_reason=reason)

    def _grant_exception(self, reason):
        """Lift the working days of a late or void statement, with a reason [CT-31].

        :raises AccessError: not of the second level
        :raises UserError: his own, or the statement is in time
        """
        self._check_group(SECOND)
        self._check_not_own()
        reason = self._check_reason(reason)
        if fine := self.filtered(lambda s: s.state != "void" and not s.is_late):
            raise UserError(
                self.env._(
                    "%(names)s is in time: it needs no exception.",
                    names=", ".join(fine.mapped("name")),
                )
            )
        vals = {"exception_reason": reason, "exception_by_id": self.env.uid}
        self._write_gated(vals)
        self.filtered(lambda s: s.state == "void")._reopen()

    def _reopen(self, **vals):
        """Back to draft: nobody's signature holds for what comes next."""
        for statement in self:
            blank = dict.fromkeys(
                (*SIGNATURES, "date_clerk", "date_manager", "date_finance"), False
            )
            statement._set_state("draft", **blank, **vals)
        self._ask_next()

    def _void(self):
        """A signature is missing after its working day: the statement is void [CT-32].

        Its expenses can be stated again in another month.
        """
        self._set_state("void")
        # releases belong to the engine: nobody holds a right to change them
        self.release_ids.sudo().write({"statement_id": False})
        self._ask_next()

    def _pay(self):
        """approved → paid, from the working day on; settles what it contains.

        :raises AccessError: not in the finance role
        :raises UserError: too early, a signature missing, his own
        """
        self._check_group(FINANCE)
        self._check_not_own()
        for statement in self:
            if statement.state != "approved" or not all(
                statement[name] for name in SIGNATURES
            ):
                raise UserError(
                    self.env._(
                        "%(name)s is not valid: clerk, sales manager and finance must "
                        "all have signed it.",
                        name=statement.name,
                    )
                )
        self._check_pay_day()
        self._claim_rows(self)
        today = fields.Date.context_today(self)
        for statement in self:
            advances = statement._get_advances()
            advances.filtered(lambda a: a.state == "paid")._settle(statement)
        # releases belong to the engine: nobody holds a right to change them
        self.release_ids.sudo().write({"is_paid": True})
        self._set_state("paid", paid_by_id=self.env.uid, date_paid=today)
        self.release_ids.request_id._settle_paid()
        self._ask_next()
