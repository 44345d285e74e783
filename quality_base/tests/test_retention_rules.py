from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.quality_base.tools.retention import (
    PERMANENT,
    Rule,
    add_period,
    decide,
    end_of_rule,
)

ANCHORS = {
    "creation": date(2026, 1, 31),
    "close": date(2026, 2, 28),
    "sale": date(2026, 3, 1),
    "expiry": None,
}

rules = st.builds(
    Rule,
    anchor=st.sampled_from(["creation", "close", "sale"]),
    number=st.integers(1, 50),
    unit=st.sampled_from(["day", "month", "year"]),
)


@tagged("post_install", "-at_install")
class TestRetentionRules(BaseCase):
    def test_periods(self):
        for number, unit, expected in [
            (5, "year", date(2031, 1, 31)),
            (1, "month", date(2026, 2, 28)),
            (30, "day", date(2026, 3, 2)),
        ]:
            self.assertEqual(add_period(date(2026, 1, 31), number, unit), expected)
        self.assertEqual(add_period(date(2024, 2, 29), 1, "year"), date(2025, 2, 28))

    def test_anchor_fallback_and_none(self):
        fallback = ("sale", 5, "year")
        for rule, expected in [
            (Rule("close", 5, "year"), date(2031, 2, 28)),
            (Rule("expiry", 2, "year", fallback), date(2031, 3, 1)),
            (Rule("expiry", 2, "year"), None),
            (Rule(PERMANENT), None),
        ]:
            self.assertEqual(end_of_rule(rule, ANCHORS), expected)
        expiring = ANCHORS | {"expiry": date(2028, 6, 30)}
        rule = Rule("expiry", 2, "year", fallback)
        self.assertEqual(end_of_rule(rule, expiring), date(2030, 6, 30))

    def test_longest_wins(self):
        short, long = Rule("close", 1, "year"), Rule("close", 5, "year")
        for order in ([short, long], [long, short]):
            self.assertEqual(decide(order, ANCHORS), (long, date(2031, 2, 28)))

    def test_without_end_wins_over_any_period(self):
        period, for_ever = Rule("close", 99, "year"), Rule(PERMANENT)
        self.assertEqual(decide([period, for_ever], ANCHORS), (for_ever, None))
        waiting = Rule("expiry", 2, "year")
        self.assertEqual(decide([period, waiting], ANCHORS), (waiting, None))
        self.assertEqual(decide([waiting, for_ever], ANCHORS), (for_ever, None))

    def test_no_rule(self):
        self.assertEqual(decide([], ANCHORS), (None, None))

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(rules, min_size=1, max_size=6), rules)
    def test_a_further_rule_never_shortens(self, some, another):
        _rule, before = decide(some, ANCHORS)
        _rule, after = decide([*some, another], ANCHORS)
        self.assertGreaterEqual(after, before)
