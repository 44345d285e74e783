from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import terms
from ..tools.clock import WorkCalendar

SETTINGS = settings(max_examples=200, deadline=None, database=None)
START = datetime(2026, 3, 2, 1)
STARTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31))


def term(unit="hours", amount=1, calendar=1, **vals):
    base = {"unit": unit, "amount": amount, "calendar": calendar, "roll": "none"}
    return base | {"at_hour": None, "tz": "Asia/Shanghai", "start_field": False} | vals


TERMS = st.lists(
    st.builds(
        term,
        unit=st.sampled_from(("hours", "calendar_days", "working_days")),
        amount=st.integers(0, 60),
        calendar=st.sampled_from((1, 2)),
        start_field=st.sampled_from((False, "missing")),
    ),
    max_size=5,
)
#: calendar 2 covers nothing
CALENDARS = {1: WorkCalendar(every_year=True), 2: WorkCalendar()}


@tagged("post_install", "-at_install")
class TestTerms(BaseCase):
    def _strictest(self, rows, start=START):
        return terms.strictest(
            rows,
            lambda row: None if row["start_field"] else start,
            lambda row: CALENDARS[row["calendar"]],
        )

    def test_instants_are_naive_utc(self):
        due = terms.term_due(term("calendar_days", 1), START, None)
        self.assertEqual(due, datetime(2026, 3, 3, 15, 59, 59))

    def test_nothing_to_determine(self):
        self.assertEqual(self._strictest([]), (None, None, None, False))
        rows = [term(start_field="missing")]
        self.assertEqual(self._strictest(rows), (None, None, None, True))

    def test_unknown_terms_only_make_it_wait(self):
        known, unknown = term(amount=5), term("working_days", 1, calendar=2)
        due, found, start, waiting = self._strictest([unknown, known])
        self.assertEqual((due, waiting), (START + timedelta(hours=5), True))
        self.assertIs(found, known)
        self.assertEqual(start, START)

    @given(TERMS, STARTS)
    @SETTINGS
    def test_strictest_is_the_minimum_of_what_is_known(self, rows, start):
        due, found, _start, waiting = self._strictest(rows, start)
        known = [
            terms.term_due(row, start, CALENDARS[row["calendar"]])
            for row in rows
            if not row["start_field"]
            and not (
                row["unit"] == "working_days" and row["amount"] and row["calendar"] == 2
            )
        ]
        self.assertEqual(due, min(known, default=None))
        self.assertEqual(waiting, len(known) < len(rows))
        self.assertEqual(found is None, due is None)

    def test_dates_begin_at_local_midnight(self):
        value = terms.as_instant(date(2026, 3, 2), "Asia/Shanghai")
        self.assertEqual(value, datetime(2026, 3, 1, 16))
        self.assertEqual(terms.as_instant(START, "Asia/Shanghai"), START)
        self.assertFalse(terms.as_instant(False, "UTC"))

    def test_alarms_follow_the_last_due_time(self):
        late = START + timedelta(days=2)
        times = terms.alarm_times([START, late], [-24, 0], [24])
        day = timedelta(days=1)
        self.assertEqual(times, [START, late - day, late, late + day])
        self.assertEqual(terms.next_alarm(times, START), late - day)
        self.assertFalse(terms.next_alarm(times, late + day))

    @given(STARTS, st.lists(st.integers(-200, 200)), STARTS)
    @SETTINGS
    def test_next_alarm_is_the_first_one_later(self, due, offsets, now):
        times = terms.alarm_times([due], offsets, [])
        following = terms.next_alarm(times, now)
        later = [instant for instant in times if instant > now]
        self.assertEqual(following, min(later, default=False))
