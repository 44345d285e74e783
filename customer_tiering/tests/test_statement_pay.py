from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .statement_common import StatementCommon


@tagged("post_install", "-at_install")
class TestStatementPay(StatementCommon):
    """Void, payment, what stays, tasks [CT-31, CT-32, CT-34]."""

    def test_checks_end_on_the_eighth_day(self):
        """Due on 11 November 17:00 in Shanghai."""
        statement = self._submitted()
        self._sign(statement, self.clerk, "2026-11-11 09:00:00")
        self._refused(
            "blocked",
            statement.with_user(self.city)._sign,
            statement,
            "clerk",
            at="2026-11-11 09:00:01",
        )
        self.assertFalse(statement.manager_id)

    def test_missing_signature_is_void(self):
        unsigned, signed = self._submitted(), self._statement(self.owner)
        self._at("2026-11-03", signed._submit, signed)
        for user in (self.clerk, self.city, self.finance):
            self._sign(signed, user)
        self._sign(unsigned, self.clerk)
        self._sign(unsigned, self.city)
        with self.enter_registry_test_mode():
            with freeze_time("2026-11-11 08:00:00"):
                self._cron()
            self.assertEqual(unsigned.state, "manager")
            with freeze_time("2026-11-11 10:00:00"):
                self._cron()
        (unsigned + signed).invalidate_recordset()
        self.assertEqual(unsigned.state, "void")
        self.assertEqual(signed.state, "approved")
        self._refused(
            "not waiting", unsigned.with_user(self.finance)._sign, unsigned, "void"
        )
        self._refused(
            "not valid", unsigned.with_user(self.finance)._pay, unsigned, "void"
        )

    def test_void_is_opened_by_exception_with_new_signatures(self):
        statement = self._submitted()
        self._sign(statement, self.clerk)
        statement._void()
        boss = statement.with_user(self.province)
        self._at("2026-11-13", lambda: boss._grant_exception("Clerk ill"), statement)
        self.assertEqual(statement.state, "draft")
        self.assertFalse(statement.clerk_id)
        self._at("2026-11-13", statement._submit, statement)
        for user in (self.clerk, self.city, self.finance):
            self._sign(statement, user, "2026-11-14")
        self.assertEqual(statement.state, "approved")

    # ---- payment and afterwards

    def test_payment_begins_on_the_ninth_day(self):
        statement = self._signed()
        payer = statement.with_user(self.finance)
        self._refused("2026-11-12", payer._pay, statement, "approved", at="2026-11-11")
        for user in (self.seller, self.clerk, self.center):
            self._refused(
                "role",
                statement.with_user(user)._pay,
                statement,
                "approved",
                AccessError,
                "2026-11-12",
            )
        self._at("2026-11-12", payer._pay, statement)
        self.assertEqual(statement.state, "paid")
        self.assertEqual(statement.paid_by_id, self.finance)
        self.assertEqual(statement.date_paid, date(2026, 11, 12))

    def test_handed_in_stays(self):
        statement = self._signed()
        for user in (self.seller, self.city, self.center, self.finance):
            one = statement.with_user(user)
            for name, value in (("note", "x"), ("month", "2026-09-01")):
                with self.assertRaises(UserError):
                    one[name] = value
            with self.assertRaises(UserError):
                one.unlink()
        self.assertFalse(statement.note)
        self.assertEqual(statement.date_from, date(2026, 10, 1))

    def test_files_of_approved_statements_stay(self):
        """Original for finance and copy for sales are one file both read [CT-34]."""
        statement = self._statement()
        file = (
            self.env["ir.attachment"]
            .with_user(self.seller)
            .create(
                {
                    "name": "list.pdf",
                    "raw": b"first",
                    "res_model": statement._name,
                    "res_id": statement.id,
                }
            )
        )
        file.raw = b"corrected"
        self._at("2026-11-03", statement._submit, statement)
        for user in (self.seller, self.center, self.finance):
            own = file.with_user(user)
            for name, value in (
                ("raw", b"forged"),
                ("res_id", 0),
                ("name", "other.pdf"),
            ):
                with self.assertRaises(UserError):
                    own[name] = value
            with self.assertRaises(UserError):
                own.unlink()
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            file.sudo()._delete_and_notify()  # as the trash in the discussion does
        file.invalidate_recordset()
        for user in (self.seller, self.finance, self.city):
            self.assertEqual(file.with_user(user).raw, b"corrected")
        with self.assertRaises(AccessError):
            file.with_user(self.other).raw  # noqa: B018

    def test_files_of_drafts_go_with_them(self):
        statement = self._statement()
        vals = {"name": "a", "raw": b"a", "res_model": statement._name}
        files = self.env["ir.attachment"].with_user(self.seller)
        file = files.create({**vals, "res_id": statement.id})
        files.create({**vals, "res_id": statement.id}).unlink()
        statement.unlink()
        self.assertFalse(file.exists())

    def test_file_cannot_be_moved_onto_a_decided_one(self):
        statement = self._signed()
        added = (
            self.env["ir.attachment"]
            .with_user(self.seller)
            .create(
                {
                    "name": "more.pdf",
                    "raw": b"beside",
                    "res_model": statement._name,
                    "res_id": statement.id,
                }
            )
        )
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            added.raw = b"forged"

    # ---- tasks

    def test_tasks_follow_the_turn(self):
        self.company.write(
            {
                "tier_statement_clerk_id": self.clerk.id,
                "tier_statement_finance_id": self.finance.id,
            }
        )
        statement = self._submitted()

        def whose():
            statement.invalidate_recordset()
            return statement.activity_ids.user_id

        self.assertEqual(whose(), self.clerk)
        self.assertEqual(statement.activity_ids.date_deadline, date(2026, 11, 11))
        self._sign(statement, self.clerk)
        self.assertEqual(whose(), self.city)
        self._sign(statement, self.city)
        self.assertEqual(whose(), self.finance)
        self._sign(statement, self.finance)
        self.assertEqual(whose(), self.finance)
        self.assertEqual(statement.activity_ids.date_deadline, date(2026, 11, 12))

    def test_leader_is_told_once_of_a_late_statement(self):
        statement = self._statement()
        with self.enter_registry_test_mode(), freeze_time("2026-11-05"):
            self._cron()
            self._cron()
        statement.invalidate_recordset()
        self.assertEqual(statement.activity_ids.user_id, self.city)
        self.assertEqual(len(statement.activity_ids), 1)
        self.assertEqual(statement.state, "draft")
