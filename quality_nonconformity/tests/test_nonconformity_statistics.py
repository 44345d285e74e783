from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .test_card_follow import FollowCommon
from .test_nonconformity_deadline import ClockCommon

#: by what quality analyses nonconformities [NC-79]
ANALYSED_BY = (
    "product_id",
    "categ_id",
    "detection_point",
    "supplier_id",
    "cause_category",
    "defect_id",
    "defect_class_id",
    "severity_id",
    "team_id",
    "responsible",
    "state",
    "date:month",
)


@tagged("post_install", "-at_install")
class TestNonconformityStatistics(FollowCommon):
    """NC-79: by product, process, supplier, cause, disposition, age, repetition."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leak = cls.env["quality.defect.class"].create({"name": "Leaks"})
        cls.defect = cls.env["quality.defect"].create(
            {"name": "Leaking seam", "class_id": cls.leak.id}
        )
        cls.mine = [("product_id", "=", cls.product.id)]

    def _many(self, number, **vals):
        return (
            self.env["quality.nonconformity"]
            .with_user(self.inspector)
            .create(
                [
                    {
                        "description": f"Finding {n}",
                        "product_id": self.product.id,
                        "lot_ids": [Command.set(self.lot_a.ids)],
                        "supplier_id": self.supplier.id,
                        "cause_category": "machine",
                        "defect_id": self.defect.id,
                        **vals,
                    }
                    for n in range(number)
                ]
            )
        )

    def test_each_dimension_groups(self):
        self._many(3)
        source = self.env["quality.nonconformity"].with_user(self.officer)
        for dimension in ANALYSED_BY:
            with self.subTest(dimension):
                groups = source.formatted_read_group(
                    self.mine, [dimension], ["__count", "cost_total:sum"]
                )
                self.assertEqual(sum(group["__count"] for group in groups), 3)

    def test_pivot_costs_the_same_for_any_number(self):
        source = self.env["quality.nonconformity"].with_user(self.officer)
        counts = []
        for number in (10, 190):
            self._many(number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            source.formatted_read_group(
                self.mine,
                ["product_id", "defect_class_id", "date:month"],
                ["__count", "days_open:avg", "cost_total:sum"],
            )
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0], counts)

    def test_screens_open(self):
        """Every view that the actions name is one that the client can load."""
        for name in (
            "quality_nonconformity_statistics_action",
            "quality_disposition_statistics_action",
            "quality_handling_timeliness_action",
            "quality_nonconformity_cost_action",
            "quality_disposition_action",
            "quality_quarantine_card_action",
        ):
            with self.subTest(name):
                action = self.env.ref(f"quality_nonconformity.{name}")
                views = [[False, kind] for kind in action.view_mode.split(",")]
                loaded = (
                    self.env[action.res_model]
                    .with_user(self.officer)
                    .get_views([*views, [False, "search"]])
                )
                self.assertEqual(
                    set(loaded["views"]), {kind for _id, kind in views} | {"search"}
                )

    def test_money_is_no_measure_for_others(self):
        """The pivot of a warehouse user neither shows nor reads money."""
        source = self.env["quality.nonconformity"].with_user(self.worker)
        arch = source.get_views([[False, "pivot"]])["views"]["pivot"]["arch"]
        self.assertNotIn("cost_total", arch)
        with self.assertRaises(AccessError):
            source.formatted_read_group([], ["state"], ["cost_total:sum"])
        for name in ("cost_total", "cost_chargeable", "cost_charged", "cost_ids"):
            self.assertNotIn(name, source.fields_get())

    def test_days_until_closed(self):
        with freeze_time("2026-03-02 01:00:00"):
            source, use = self._decided(2, "use_as_is")
            use.with_user(self.worker)._execute()
            use.with_user(self.inspector)._verify()
            self.assertEqual(source.days_open, 0)
        with freeze_time("2026-03-09 01:00:00"):
            self.assertEqual(source.age_days, 7)
            source.with_user(self.officer)._close()
        self.assertEqual((source.days_open, source.age_days), (7, 7))
        pair = source | self._many(1)
        [(mean,)] = pair._read_group([("id", "in", pair.ids)], [], ["days_open:avg"])
        self.assertEqual(mean, 7, "what is open has no days until closed")

    def test_local_days_count(self):
        """Found at 23:30 and closed at 00:30 in Shanghai is one day."""
        self.company.partner_id.tz = "Asia/Shanghai"
        with freeze_time("2026-03-02 15:30:00"):
            source, use = self._decided(2, "use_as_is")
            use.with_user(self.worker)._execute()
            use.with_user(self.inspector)._verify()
        with freeze_time("2026-03-02 16:30:00"):
            source.with_user(self.officer)._close()
        self.assertEqual(source.days_open, 1)

    def test_age(self):
        old = fields.Datetime.now() - timedelta(days=10)
        self._many(1, date=old)
        source = self.env["quality.nonconformity"]
        cases = [(">", 9, 1), (">", 10, 0), (">=", 10, 1), (">=", 11, 0)]
        cases += [("<", 11, 1), ("<", 10, 0), ("<=", 10, 1), ("<=", 9, 0)]
        for operator, days, count in cases:
            with self.subTest(operator=operator, days=days):
                domain = [*self.mine, ("age_days", operator, days)]
                self.assertEqual(source.search_count(domain), count)

    def test_closed_ones_have_no_age_to_search(self):
        (source,) = self._many(1, date=fields.Datetime.now() - timedelta(days=10))
        source.with_user(self.officer)._cancel("Inspected again: good")
        domain = [*self.mine, ("age_days", ">", 5)]
        self.assertFalse(self.env["quality.nonconformity"].search(domain))

    def test_filters_of_the_search_view_work(self):
        """What the filters ask is a domain that the model answers."""
        self._decided(2, "scrap")
        for model, filters in {
            "quality.nonconformity": ("older_week", "older_month"),
            "quality.disposition": ("late", "unplanned", "to_execute", "my_teams"),
            "quality.quarantine.card": ("late", "to_measure"),
        }.items():
            view = (
                self.env[model].with_user(self.officer).get_views([[False, "search"]])
            )
            arch = view["views"]["search"]["arch"]
            for name in filters:
                with self.subTest(model, filter=name):
                    self.assertIn(f'name="{name}"', arch)
        found = self.env["quality.disposition"].search(
            [*self.mine, ("state", "=", "approved"), ("planned_end", "=", False)]
        )
        self.assertEqual(len(found), 1)


@tagged("post_install", "-at_install")
class TestDispositionPlan(ClockCommon):
    """NC-15: the unit plans the period; quantity, result, date, shift, operator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._user("unit_head", "base.group_user")
        cls.stranger = cls._user("unit_stranger", "base.group_user")
        cls.unit.member_ids = cls.head

    def _work(self, **vals):
        source, rework = self._decided(10, "rework", team_id=self.unit.id, **vals)
        return source, rework

    def test_the_unit_plans_its_work(self):
        source, rework = self._work()
        card = self._cards(source)
        rework.with_user(self.head).write(
            {"planned_start": "2026-03-03", "planned_end": "2026-03-06"}
        )
        self.assertEqual(
            (str(card.planned_start), str(card.planned_end)),
            ("2026-03-03", "2026-03-06"),
        )
        self.assertFalse(rework.signed_content_differs, "the plan is not the decision")
        rework.with_user(self.head).planned_end = "2026-03-09"
        self.assertEqual(str(card.planned_end), "2026-03-09")

    def test_others_do_not_plan(self):
        source, rework = self._work()
        for user in (self.stranger, self.worker):
            with self.subTest(user.login), self.assertRaises(AccessError):
                rework.with_user(user).write({"planned_end": "2026-03-09"})
        self.assertFalse(rework.planned_end)
        with self.assertRaises(AccessError):
            self._cards(source).with_user(self.head).write({"shift": "A"})

    def test_several_plans_make_one_period(self):
        source, (rework, scrap) = self._decided(10, "rework", "scrap")
        rework.write({"planned_start": "2026-03-05", "planned_end": "2026-03-06"})
        scrap.write({"planned_start": "2026-03-03", "planned_end": "2026-03-04"})
        card = self._cards(source)
        self.assertEqual(
            (str(card.planned_start), str(card.planned_end)),
            ("2026-03-03", "2026-03-06"),
        )
        rework.with_user(self.worker)._execute()
        scrap.with_user(self.worker)._execute()
        self.assertEqual(str(card.planned_start), "2026-03-03", "it stays")

    def test_the_unit_carries_it_out(self):
        source, rework = self._work()
        rework.with_user(self.head).write({"shift": "A", "operator": "Line 3"})
        rework.with_user(self.head)._execute()
        card = self._cards(source)
        self.assertRecordValues(
            card,
            [
                {
                    "operator": "Line 3",
                    "shift": "A",
                    "done_quantity": 10,
                    "state": "executing",
                }
            ],
        )
        self.assertEqual(rework.executed_by_id, self.head)
        with self.assertRaises(AccessError):
            rework.with_user(self.head)._verify()
        self.assertEqual(card.state, "executing")

    def test_result_in_words_stands_on_the_card(self):
        source, rework = self._work()
        rework.result_note = "Two pieces needed a second pass"
        rework.with_user(self.worker)._execute()
        card = self._cards(source)
        self.assertEqual(card.result_note, "Two pieces needed a second pass")

    def test_verified_is_verified(self):
        source, rework = self._work()
        rework.with_user(self.worker)._execute()
        rework.with_user(self.inspector)._verify()
        with self.assertRaisesRegex(Exception, "can no longer be changed"):
            rework.with_user(self.officer).write({"planned_end": "2026-03-09"})
        self.assertFalse(rework.planned_end)
        self.assertEqual(self._cards(source).result, "good")

    def test_late_plans_are_found(self):
        source, rework = self._work()
        rework.write({"planned_start": "2026-02-20", "planned_end": "2026-02-27"})
        card = self._cards(source)
        arch = self.env["quality.quarantine.card"].get_views([[False, "search"]])
        self.assertIn("is_late", arch["views"]["search"]["arch"])
        late = [
            "|",
            ("is_late", "=", True),
            "&",
            ("state", "in", ("measured", "executing")),
            ("planned_end", "<", "today"),
        ]
        self.assertIn(card, self.env["quality.quarantine.card"].search(late))

    def test_all_bad(self):
        source, rework = self._work()
        rework.with_user(self.worker)._execute()
        rework.with_user(self.inspector)._verify(0)
        first = self._cards(source)[:1]
        self.assertEqual((first.result, first.state), ("bad", "inspected"))

    def test_a_service_needs_no_card(self):
        source = (
            self.env["quality.nonconformity"]
            .with_user(self.inspector)
            .create({"kind": "service", "description": "Late call back"})
        )
        source.sudo()._set_state("review")
        self.assertFalse(source.card_ids)
        self.assertEqual(self._clock(source, "measure").state, "open")
