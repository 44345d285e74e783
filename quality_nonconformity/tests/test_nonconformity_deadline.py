from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_card_follow import FollowCommon

#: Monday; 09:00 in Shanghai is 01:00 UTC
MONDAY = "2026-03-02 01:00:00"


class ClockCommon(FollowCommon):
    """A company in Shanghai, without holidays, of no special sector."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.quality_calendar_id = cls.env["quality.calendar"].create(
            {"name": "Shanghai", "tz": "Asia/Shanghai", "no_holidays": True}
        )
        cls.company.quality_sector = "general"
        cls.unit = cls.env["quality.team"].create({"name": "Workshop"})
        cls.startClassPatcher(freeze_time(MONDAY))

    def _clock(self, record, step):
        rows = record.deadline_ids.filtered(lambda row: row.step == step)
        return rows.sorted("round")[-1:]

    def assertDue(self, row, expected):
        self.assertEqual(row.effective_due, datetime.fromisoformat(expected))


@tagged("post_install", "-at_install")
class TestNonconformityDeadline(ClockCommon):
    """NC-14, NC-15, X-32, X-44: 2 + 5 working days, exceptions with an approver."""

    def test_two_and_five_working_days(self):
        source = self._nonconformity(10, self.lot_a, user=self.worker, isolate=False)
        self.assertFalse(source.deadline_ids)
        source.with_user(self.worker)._isolate()
        self.assertDue(self._clock(source, "measure"), "2026-03-04 15:59:59")
        self.assertFalse(self._clock(source, "execute"))
        with freeze_time("2026-03-04 01:00:00"):
            rework = self._dispose(source, "rework", 10)
            rework.with_user(self.officer)._approve()
            card = self._cards(source)
            for record in (source, card):
                with self.subTest(record):
                    self.assertEqual(self._clock(record, "measure").state, "met")
                    # Thursday, Friday, and three days of the week after
                    clock = self._clock(record, "execute")
                    self.assertDue(clock, "2026-03-11 15:59:59")
        with freeze_time("2026-03-12 01:00:00"):
            rework.with_user(self.worker)._execute()
            for record in (source, card):
                with self.subTest(record):
                    self.assertEqual(self._clock(record, "execute").state, "missed")
                    self.assertEqual(self._clock(record, "execute").delay, 9 + 1 / 3600)
            rework.with_user(self.inspector)._verify()
            self.assertDue(self._clock(source, "close"), "2026-03-26 15:59:59")
        with freeze_time("2026-03-20 01:00:00"):
            source.with_user(self.officer)._close()
            self.assertEqual(self._clock(source, "close").state, "met")

    def test_executed_in_time_is_judged_later(self):
        """The unit's clock stops with the work, not with the inspection after it."""
        source, rework = self._decided(10, "rework")
        card = self._cards(source)
        with freeze_time("2026-03-09 01:00:00"):
            rework.with_user(self.worker)._execute()
        with freeze_time("2026-03-20 01:00:00"):
            rework.with_user(self.inspector)._verify()
            self.assertEqual(self._clock(card, "execute").state, "met")
            self.assertEqual(
                str(self._clock(card, "execute").done), "2026-03-09 01:00:00"
            )

    def test_second_clock_waits_for_the_instruction(self):
        source = self._nonconformity(10, self.lot_a)
        rework = self._dispose(source, "rework", 10, instruction=False)
        with self.assertRaisesRegex(UserError, "instruction"):
            rework.with_user(self.officer)._approve()
        self.assertFalse(self._clock(source, "execute"))
        rework.instruction = "<p>Seal again at 150 °C.</p>"
        with freeze_time("2026-03-03 01:00:00"):
            rework.with_user(self.officer)._approve()
            self.assertDue(self._clock(source, "execute"), "2026-03-10 15:59:59")

    def test_review_anew_starts_the_first_clock_anew(self):
        source, rework = self._decided(10, "rework")
        with freeze_time("2026-03-05 01:00:00"):
            rework.with_user(self.officer)._cancel("Refused by the customer")
            self.assertEqual(self._clock(source, "execute").state, "cancelled")
            clock = self._clock(source, "measure")
            self.assertEqual((clock.round, clock.state), (2, "open"))
            self.assertDue(clock, "2026-03-09 15:59:59")

    def test_all_sectors_have_the_terms_of_the_card(self):
        sectors = dict(self.company._fields["quality_sector"].selection)
        for sector in sectors:
            with self.subTest(sector):
                self.company.quality_sector = sector
                source = self._nonconformity(1, self.lot_a)
                for record in (source, self._cards(source)):
                    clock = self._clock(record, "measure")
                    self.assertDue(clock, "2026-03-04 15:59:59")

    def test_without_a_policy_it_says_so(self):
        self.env["quality.deadline.policy"].search(
            [("model", "=", "quality.nonconformity")]
        ).active = False
        source = self._nonconformity(10, self.lot_a)
        self.assertEqual(self._clock(source, "measure").state, "no_policy")

    def test_exception_with_reason_and_approver(self):
        """Special circumstances: reason, another person's approval, both kept."""
        source, _rework = self._decided(10, "rework")
        clock = self._clock(source, "execute").with_user(self.inspector)
        later = datetime(2026, 3, 20, 15)
        with self.assertRaisesRegex(UserError, "reason"):
            clock._request_extension(" ", later)
        request = clock._request_extension("The oven is under repair", later)
        for user in (self.inspector, self.worker):
            with self.assertRaises(AccessError):
                request.with_user(user)._decide("approved")
        self.assertDue(clock, "2026-03-09 15:59:59")
        request.with_user(self.manager)._decide("approved")
        self.assertDue(clock, "2026-03-20 15:00:00")
        self.assertEqual(str(clock.due), "2026-03-09 15:59:59")
        events = source.history_ids.filtered(lambda row: row.event == "extend")
        self.assertEqual(set(events.mapped("comment")), {"The oven is under repair"})

    def test_judged_conforming_stops_the_clocks(self):
        source = self._nonconformity(10, self.lot_a)
        source.with_user(self.officer)._cancel("Inspected again: good")
        self.assertEqual(source.deadline_ids.mapped("state"), ["cancelled"])

    def test_the_unit_answers_for_its_step(self):
        source = self._nonconformity(10, self.lot_a, team_id=self.unit.id)
        card = self._cards(source)
        card.with_user(self.officer)._confirm()
        self.assertEqual(self._clock(card, "measure").team_id, self.unit)
        self.assertEqual(self._clock(source, "measure").team_id, self.unit)

    def test_the_decision_names_its_own_date(self):
        """A disposition that is to be done by a day has a clock of its own [NC-52]."""
        source, plain = self._decided(10, "scrap")
        self.assertFalse(plain.deadline_ids)
        source, dated = self._decided(10, "scrap", date_deadline="2026-03-06")
        clock = self._clock(dated, "execute")
        self.assertDue(clock, "2026-03-06 15:59:59")
        dated.with_user(self.worker)._execute()
        self.assertEqual(clock.state, "met")
