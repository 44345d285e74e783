from datetime import date, datetime

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .statement_common import StatementCommon


@tagged("post_install", "-at_install")
class TestStatement(StatementCommon):
    """Handed in and signed in turn and in time [CT-31, CT-32]."""

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
