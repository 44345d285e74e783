from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.quality_base.tools.canonical import (
    GENESIS,
    canonical,
    chain_hash,
    digest,
    dumps,
    verify_chain,
)

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)


def build_chain(contents):
    """Return rows and head of an intact chain of ``contents``."""
    rows, last = [], GENESIS
    for sequence, content in enumerate(contents, 1):
        row_hash = chain_hash(last, content)
        rows.append((sequence, last, row_hash, content))
        last = row_hash
    return rows, (len(rows), last)


@tagged("post_install", "-at_install")
class TestCanonical(BaseCase):
    def test_one_form_for_each_meaning(self):
        china = timezone(timedelta(hours=8))
        same = [
            (1.0, 1),
            (Decimal("1.50"), 1.5),
            (-0.0, 0),
            (Decimal("1E+2"), 100),
            (datetime(2026, 5, 1, 8, tzinfo=china), datetime(2026, 5, 1)),
            (datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 1)),
            ({3, 1, 2}, [1, 2, 3]),
            ({"b": 1, "a": 2}, {"a": 2, "b": 1}),
            ((1, "x"), [1, "x"]),
        ]
        for left, right in same:
            with self.subTest(left=left, right=right):
                self.assertEqual(dumps(left), dumps(right))

    def test_known_text_and_digest(self):
        """The form is a promise over years: this text must never change."""
        value = {
            "名": "批号",
            "qty": 2.50,
            "on": date(2026, 2, 28),
            "at": datetime(2026, 2, 28, 23, 59, 59),
            "ok": True,
            "none": None,
        }
        text = (
            '{"at":"2026-02-28T23:59:59Z","none":null,"ok":true,'
            '"on":"2026-02-28","qty":"2.5","名":"批号"}'
        )
        self.assertEqual(dumps(value), text)
        self.assertEqual(
            digest({}),
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        )

    def test_different_meanings_differ(self):
        for left, right in [(True, 1), (None, False), ("1", 1), ([], {}), ("", None)]:
            self.assertNotEqual(dumps(left), dumps(right))

    def test_refuses_what_has_no_form(self):
        for value in (float("nan"), float("inf"), Decimal("NaN")):
            with self.assertRaises(ValueError):
                dumps(value)
        with self.assertRaises(TypeError):
            canonical(object())

    @settings(
        max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(json_values)
    def test_canonical_is_stable(self, value):
        """Bringing a canonical value into canonical form changes nothing."""
        self.assertEqual(dumps(canonical(value)), dumps(value))

    @settings(
        max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(st.dictionaries(st.text(), json_values, max_size=6))
    def test_order_of_keys_does_not_matter(self, value):
        turned = dict(reversed(value.items()))
        self.assertEqual(digest(turned), digest(value))


@tagged("post_install", "-at_install")
class TestChain(BaseCase):
    def test_intact(self):
        self.assertEqual(verify_chain(*build_chain(["a", "b", "c"])), [])
        self.assertEqual(verify_chain([], (0, GENESIS)), [])

    def test_all_rows_or_the_head_gone(self):
        rows, head = build_chain(["a", "b"])
        self.assertEqual(verify_chain([], head), [(1, "removed"), (2, "removed")])
        self.assertIn("head", {kind for _number, kind in verify_chain(rows, None)})
        self.assertEqual(verify_chain([], None), [(0, "head")])

    @settings(
        max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(st.lists(st.text(), min_size=1, max_size=8), st.data())
    def test_any_removed_row_is_found(self, contents, data):
        rows, head = build_chain(contents)
        gone = data.draw(st.integers(0, len(rows) - 1))
        problems = verify_chain(rows[:gone] + rows[gone + 1 :], head)
        self.assertIn((gone + 1, "removed"), problems)

    @settings(
        max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(st.lists(st.text(), min_size=1, max_size=8), st.text(), st.data())
    def test_any_changed_row_is_found(self, contents, text, data):
        rows, head = build_chain(contents)
        index = data.draw(st.integers(0, len(rows) - 1))
        sequence, prev_hash, row_hash, content = rows[index]
        rows[index] = (sequence, prev_hash, row_hash, content + text + "!")
        self.assertIn((index + 1, "changed"), verify_chain(rows, head))

    @settings(
        max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(st.lists(st.text(), min_size=1, max_size=8), st.text(), st.data())
    def test_rehashed_row_breaks_the_chain(self, contents, text, data):
        """Someone who knows the formula still breaks the next row, or the head."""
        rows, head = build_chain(contents)
        index = data.draw(st.integers(0, len(rows) - 1))
        sequence, prev_hash, _hash, content = rows[index]
        changed = content + text + "!"
        rows[index] = (sequence, prev_hash, chain_hash(prev_hash, changed), changed)
        kinds = {kind for _number, kind in verify_chain(rows, head)}
        self.assertEqual(kinds, {"broken"} if index + 1 < len(rows) else {"head"})

    @settings(
        max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(st.lists(st.text(), min_size=1, max_size=8), st.text())
    def test_inserted_row_is_found(self, contents, text):
        rows, (count, last) = build_chain(contents)
        beyond = (count + 1, last, chain_hash(last, text), text)
        self.assertEqual(
            verify_chain([*rows, beyond], (count, last)), [(count + 1, "inserted")]
        )
        double = (1, GENESIS, chain_hash(GENESIS, text), text)
        problems = verify_chain([*rows, double], (count, last))
        self.assertIn((1, "inserted"), problems)

    def test_swapped_rows_are_found(self):
        rows, head = build_chain(["a", "b"])
        first, second = rows
        swapped = [(1, *second[1:]), (2, *first[1:])]
        self.assertTrue(verify_chain(swapped, head))
