"""Statements handed in, signed and paid at given moments."""

from freezegun import freeze_time

from odoo.exceptions import UserError

from .money_common import MoneyCommon

CHINA = "Asia/Shanghai"


class StatementCommon(MoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {"name": "Office", "company_id": cls.company.id, "tz": CHINA}
        )

    @classmethod
    def _statement(cls, user=None, month="2026-10-15"):
        return (
            cls.env["customer.statement"]
            .with_user(user or cls.seller)
            .create({"month": month})
        )

    def _at(self, moment, step, record):
        """Take a step at this time; what hangs on the clock is read anew."""
        with freeze_time(moment):
            record.invalidate_recordset()
            return step()

    def _sign(self, statement, user, moment="2026-11-05 02:00:00"):
        self._at(moment, statement.with_user(user)._sign, statement)

    def _submitted(self, moment="2026-11-03 02:00:00"):
        statement = self._statement()
        self._at(moment, statement._submit, statement)
        return statement

    def _signed(self):
        statement = self._submitted()
        for user in (self.clerk, self.city, self.finance):
            self._sign(statement, user)
        return statement

    def _refused(self, words, step, record, state, error=UserError, at=None):
        with self.assertRaisesRegex(error, words):
            self._at(at or "2026-11-05 02:00:00", step, record)
        self.assertEqual(record.state, state)

    def _cron(self):
        self.env.ref("customer_tiering.ir_cron_statement_clock").method_direct_trigger()

    def _sold(self, partner, amount, day, user=None, kind="out_invoice", **vals):
        user = user or self.seller
        return self._invoice(
            partner, amount, day, kind, invoice_user_id=user.id, **vals
        )

    def _line(self, statement, partner):
        statement.action_fill()
        return statement.line_ids.filtered(lambda line: line.partner_id == partner)

    def _settle(self, statement, step=True):
        """Hand in, sign three times and pay, all in time."""
        with freeze_time("2026-11-03 02:00"):
            statement.invalidate_recordset()
            statement._submit()
            for user in (self.clerk, self.city, self.finance):
                statement.with_user(user)._sign()
        if step:
            with freeze_time("2026-11-12 02:00"):
                statement.with_user(self.finance)._pay()

    def _released(self, amount=500, partner=None, day="2026-10-20", user=None):
        """A request released on that day."""
        with freeze_time("2026-10-05"):
            request = self._approved(amount, partner=partner, user=user)
            self._document(request)
        with freeze_time(day):
            request.with_user(self.province)._grant_exception("Tender")
            request.with_user(self.finance2)._release()
        return request
