from datetime import date, datetime

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .money_common import MoneyCommon

#: working days of November 2026 with 2 November a holiday: 3, 4, 5 | 6, 9–12 | 13
CHINA = "Asia/Shanghai"


@tagged("post_install", "-at_install")
class TestStatementClock(MoneyCommon):
    """3rd, 8th and 9th working day out of the company's calendar [CT-31]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Office", "company_id": cls.company.id, "tz": CHINA}
        )
        cls.company.resource_calendar_id = cls.calendar

    def _clock(self, month=date(2026, 10, 1)):
        return self.company._get_statement_clock(month)

    def _leave(self, first, last, **vals):
        """A public holiday over these days of Shanghai."""
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": datetime.combine(first, datetime.min.time()),
                "date_to": datetime.combine(last, datetime.max.time()),
                **vals,
            }
        )

    def test_plain_month(self):
        """November 2026 begins on a Sunday: 4 is the third day, 11 the eighth."""
        self.assertEqual(
            self._clock(),
            (
                datetime(2026, 11, 4, 9, 0),  # 17:00 in Shanghai
                datetime(2026, 11, 11, 9, 0),
                date(2026, 11, 12),
            ),
        )

    def test_public_holiday_moves_all_days(self):
        self._leave(date(2026, 11, 2), date(2026, 11, 2))
        self.assertEqual(
            self._clock(),
            (
                datetime(2026, 11, 5, 9, 0),
                datetime(2026, 11, 12, 9, 0),
                date(2026, 11, 13),
            ),
        )

    def test_golden_week(self):
        """1 to 7 October 2026 are free; 8 and 9 work, then a weekend."""
        self._leave(date(2026, 10, 1), date(2026, 10, 7))
        submit, check, pay = self._clock(date(2026, 9, 1))
        self.assertEqual(submit.date(), date(2026, 10, 12))
        self.assertEqual(check.date(), date(2026, 10, 19))
        self.assertEqual(pay, date(2026, 10, 20))

    def test_half_a_holiday_is_a_working_day_that_closes_early(self):
        self._leave(
            date(2026, 11, 4),
            date(2026, 11, 4),
            date_from=datetime(2026, 11, 4, 4, 0),  # from noon in Shanghai
        )
        self.assertEqual(self._clock()[0], datetime(2026, 11, 4, 4, 0))

    def test_leaves_of_people_and_of_other_companies_do_not_count(self):
        plain = self._clock()
        person = self.env["resource.resource"].create(
            {"name": "Somebody", "calendar_id": self.calendar.id}
        )
        self._leave(date(2026, 11, 2), date(2026, 11, 3), resource_id=person.id)
        self.assertEqual(self._clock(), plain)
        abroad = self.env["res.company"].create({"name": "Elsewhere"})
        leave = self._leave(date(2026, 11, 2), date(2026, 11, 3), calendar_id=False)
        self.assertNotEqual(self._clock(), plain)
        leave.company_id = abroad
        self.assertEqual(self._clock(), plain)

    def test_saturday_in_the_calendar_counts(self):
        self.calendar.attendance_ids = [
            Command.create(
                {
                    "name": "Saturday",
                    "dayofweek": "5",
                    "hour_from": 8,
                    "hour_to": 12,
                    "day_period": "morning",
                }
            )
        ]
        self.assertEqual(self._clock()[1].date(), date(2026, 11, 10))

    def test_year_end(self):
        submit, _check, _pay = self._clock(date(2026, 12, 1))
        self.assertEqual(submit.date(), date(2027, 1, 5))

    def test_days_are_settings(self):
        self.company.write(
            {
                "tier_statement_submit_day": 1,
                "tier_statement_check_day": 2,
                "tier_statement_pay_day": 5,
            }
        )
        submit, check, pay = self._clock()
        self.assertEqual(
            (submit.date(), check.date(), pay),
            (date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 6)),
        )
        for wrong in ({"tier_statement_check_day": 1}, {"tier_statement_pay_day": 21}):
            with self.assertRaisesRegex(UserError, "follow each other"):
                self.company.write(wrong)

    def test_without_working_days_nothing_is_handed_in(self):
        statement = (
            self.env["customer.statement"]
            .with_user(self.seller)
            .create({"month": "2026-10-01"})
        )
        self.calendar.attendance_ids.unlink()
        statement.invalidate_recordset()
        self.assertFalse(statement.date_submit_by)
        self.assertFalse(statement.is_late)
        with freeze_time("2026-11-03"), self.assertRaisesRegex(UserError, "too few"):
            statement._submit()
        self.assertEqual(statement.state, "draft")


@tagged("post_install", "-at_install")
class TestStatement(MoneyCommon):
    """Three signatures in turn and in time, then payment [CT-31, CT-32, CT-34]."""

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

    # ---- clock

    def test_month_is_the_last_one(self):
        with freeze_time("2026-11-21"):
            statement = self.env["customer.statement"].create({})
        self.assertEqual(statement.date_from, date(2026, 10, 1))
        self.assertEqual(statement.date_to, date(2026, 10, 31))

    def test_one_statement_a_month(self):
        self._statement()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self._statement(month="2026-10-31")
        self.assertTrue(self._statement(self.other))

    def test_month_must_be_over(self):
        statement = self._statement()
        self._refused(
            "not over", statement._submit, statement, "draft", at="2026-10-31 02:00"
        )

    def test_third_working_day_to_the_minute(self):
        """Due on 4 November 17:00 in Shanghai."""
        late, good = self._statement(), self._statement(self.owner)
        self._at("2026-11-04 09:00:00", good._submit, good)
        self.assertEqual(good.state, "submitted")
        self._refused("blocked", late._submit, late, "draft", at="2026-11-04 09:00:01")
        self.assertFalse(late.date_submitted)

    def test_late_is_found_and_shown(self):
        drafts = self._statement() + self._statement(self.owner, "2026-09-01")
        statements = self.env["customer.statement"]
        late = [("is_late", "=", True), ("id", "in", drafts.ids)]

        def found():
            drafts.invalidate_recordset()
            result = statements.search(late)
            self.assertEqual(result, drafts.filtered("is_late").with_env(self.env))
            return set(result.ids)

        with freeze_time("2026-11-04 09:00:00"):
            self.assertEqual(found(), {drafts[1].id})
        with freeze_time("2026-11-04 09:01:00"):
            self.assertEqual(found(), set(drafts.ids))
        with freeze_time("2026-09-30"):
            self.assertEqual(found(), set())

    def test_exception_lifts_the_block(self):
        statement = self._statement()
        day = "2026-11-06 02:00"
        for user in (self.seller, self.city, self.finance):
            step = statement.with_user(user)
            self._refused(
                "role",
                lambda step=step: step._grant_exception("Ill"),
                statement,
                "draft",
                AccessError,
                day,
            )
        boss = statement.with_user(self.province)
        self._refused(
            "Say why", lambda: boss._grant_exception(""), statement, "draft", at=day
        )
        self._at(day, lambda: boss._grant_exception("Ill"), statement)
        self.assertEqual(statement.exception_by_id, self.province)
        self._at(day, statement._submit, statement)
        self.assertEqual(statement.state, "submitted")

    def test_no_exception_in_time_nor_for_oneself(self):
        statement = self._statement()
        boss = statement.with_user(self.province)
        self._refused(
            "in time",
            lambda: boss._grant_exception("x"),
            statement,
            "draft",
            at="2026-11-03",
        )
        own = self._statement(self.province)
        self._refused(
            "had a part",
            lambda: own._grant_exception("x"),
            own,
            "draft",
            at="2026-11-06",
        )
        self.assertFalse((own + statement).exception_by_id)

    # ---- signatures

    def test_three_signatures_in_turn(self):
        statement = self._submitted()
        self._sign(statement, self.clerk)
        self.assertEqual(statement.state, "clerk")
        self._sign(statement, self.city)
        self.assertEqual(statement.state, "manager")
        self._sign(statement, self.finance)
        self.assertRecordValues(
            statement,
            [
                {
                    "state": "approved",
                    "clerk_id": self.clerk.id,
                    "manager_id": self.city.id,
                    "finance_id": self.finance.id,
                    "date_finance": datetime(2026, 11, 5, 2, 0),
                }
            ],
        )

    def test_nobody_signs_out_of_turn(self):
        statement = self._submitted()
        for user in (self.seller, self.owner, self.city, self.finance):
            self._refused(
                "role|top-secret",
                statement.with_user(user)._sign,
                statement,
                "submitted",
                AccessError,
            )
        self._sign(statement, self.clerk)
        for user in (self.clerk, self.finance):
            self._refused(
                "role", statement.with_user(user)._sign, statement, "clerk", AccessError
            )
        self.assertFalse(statement.manager_id or statement.finance_id)

    def test_one_person_signs_once(self):
        """Holding two roles does not make two signatures of one person."""
        self.clerk.group_ids += self.env.ref("customer_tiering.group_tier_city")
        statement = self._submitted()
        self._sign(statement, self.clerk)
        self._refused(
            "had a part", statement.with_user(self.clerk)._sign, statement, "clerk"
        )
        self.assertFalse(statement.manager_id)

    def test_nobody_signs_his_own(self):
        self.seller.group_ids += self.env.ref("customer_tiering.group_tier_clerk")
        statement = self._submitted()
        self._refused("had a part", statement._sign, statement, "submitted")

    def test_signatures_cannot_be_forged(self):
        statement = self._submitted()
        for name, value in (
            ("clerk_id", self.clerk.id),
            ("finance_id", self.finance.id),
            ("state", "approved"),
            ("date_clerk", "2026-11-05"),
            ("exception_by_id", self.province.id),
        ):
            for user in (self.seller, self.clerk, self.finance, self.center):
                with self.assertRaises(UserError):
                    statement.with_user(user)[name] = value
        with self.assertRaisesRegex(UserError, "own steps"):
            self.env["customer.statement"].with_user(self.other).with_context(
                default_state="approved", default_clerk_id=self.clerk.id
            ).create({"state": "approved"})
        self.assertEqual(statement.state, "submitted")
        self.assertFalse(statement.clerk_id)

    def test_defaults_of_a_context_sign_nothing(self):
        statement = (
            self.env["customer.statement"]
            .with_user(self.other)
            .with_context(default_state="approved", default_clerk_id=self.clerk.id)
            .create({"month": "2026-10-01"})
        )
        self.assertEqual(statement.state, "draft")
        self.assertFalse(statement.clerk_id)

    def test_return_takes_all_signatures_back(self):
        statement = self._submitted()
        self._sign(statement, self.clerk)
        step = statement.with_user(self.city)
        self._refused("Say why", lambda: step._return(""), statement, "clerk")
        self._refused(
            "role",
            lambda: statement.with_user(self.clerk)._return("x"),
            statement,
            "clerk",
            AccessError,
        )
        self._at("2026-11-05", lambda: step._return("Wrong month"), statement)
        self.assertEqual(statement.state, "draft")
        self.assertFalse(statement.clerk_id or statement.date_clerk)
        self.assertEqual(statement.return_reason, "Wrong month")
        # handed in once in time: it may come again until the checks end
        self._at("2026-11-11 08:00", statement._submit, statement)
        self.assertEqual(statement.state, "submitted")

    # ---- void

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
        file.invalidate_recordset()
        for user in (self.seller, self.finance, self.city):
            self.assertEqual(file.with_user(user).raw, b"corrected")
        with self.assertRaises(AccessError):
            file.with_user(self.other).raw  # noqa: B018

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

    def _cron(self):
        self.env.ref("customer_tiering.ir_cron_statement_clock").method_direct_trigger()
