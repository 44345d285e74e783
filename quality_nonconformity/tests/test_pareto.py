from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .test_card_follow import FollowCommon


class ParetoCommon(FollowCommon):
    """Ten nonconformities: 6 leaks, 3 scratches, 1 bent; two of the workshop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["quality.nonconformity"].search([]).sudo()._write_gated(
            {"state": "cancelled"}
        )
        cls.unit = cls.env["quality.team"].create({"name": "Workshop"})
        cls.defects = {
            name: cls.env["quality.defect"].create(
                {
                    "name": name,
                    "class_id": cls.env["quality.defect.class"]
                    .create({"name": name})
                    .id,
                }
            )
            for name in ("Leaks", "Scratches", "Bent")
        }
        for name, number in (("Leaks", 6), ("Scratches", 3), ("Bent", 1)):
            for n in range(number):
                source = cls._nonconformity(
                    1,
                    cls.lot_a,
                    isolate=False,
                    defect_id=cls.defects[name].id,
                    team_id=cls.unit.id if name == "Leaks" and n < 2 else False,
                )
                if name == "Scratches" and not n:
                    cls.env["quality.nonconformity.cost"].create(
                        {"nonconformity_id": source.id, "amount": 70}
                    )
                if name == "Leaks" and not n:
                    cls.env["quality.nonconformity.cost"].create(
                        {"nonconformity_id": source.id, "amount": 30}
                    )

    def _pareto(self, dimension="defect_class_id", user=None, **options):
        model = self.env["quality.nonconformity"].with_user(user or self.officer)
        return model.get_pareto(dimension, **options)


@tagged("post_install", "-at_install")
class TestPareto(ParetoCommon):
    """NC-79: the vital few by defect, product, supplier and cause."""

    def test_shares(self):
        found = self._pareto()
        self.assertEqual((found["total"], found["vital"]), (10, 2))
        self.assertEqual(
            [
                (row["label"], row["value"], row["share"], row["cumulative"])
                for row in found["rows"]
            ],
            [
                ("Leaks", 6, 0.6, 0.6),
                ("Scratches", 3, 0.3, 0.9),
                ("Bent", 1, 0.1, 1.0),
            ],
        )

    def test_each_bar_opens_its_records(self):
        sources = self.env["quality.nonconformity"].with_user(self.officer)
        for dimension in ("defect_class_id", "supplier_id", "detection_point"):
            for row in self._pareto(dimension)["rows"]:
                with self.subTest(dimension, label=row["label"]):
                    self.assertEqual(sources.search_count(row["domain"]), row["value"])

    def test_what_has_no_value_is_shown(self):
        rows = self._pareto("cause_category")["rows"]
        self.assertEqual([(r["label"], r["value"]) for r in rows], [("(none)", 10)])

    def test_cost(self):
        found = self._pareto(measure="cost")
        self.assertEqual(
            [(row["label"], row["value"]) for row in found["rows"]],
            [("Scratches", 70), ("Leaks", 30)],
        )

    def test_filters(self):
        found = self._pareto(domain=[("team_id", "=", self.unit.id)])
        self.assertEqual((found["total"], len(found["rows"])), (2, 1))
        found = self._pareto(domain=[("date", "<", "2001-01-01")])
        self.assertEqual(found, {"rows": [], "total": 0, "vital": 0})

    def test_judged_conforming_is_left_out(self):
        source = self._nonconformity(1, self.lot_a, defect_id=self.defects["Bent"].id)
        source.with_user(self.officer)._cancel("Inspected again: good")
        self.assertEqual(self._pareto()["total"], 10)

    def test_many_values_stand_together(self):
        products = self.env["product.product"].create(
            [{"name": f"Part {n}"} for n in range(25)]
        )
        self.env["quality.nonconformity"].create(
            [{"description": "x", "product_id": product.id} for product in products]
        )
        rows = self._pareto("product_id")["rows"]
        self.assertEqual(len(rows), 21)
        self.assertEqual((rows[-1]["label"], rows[-1]["value"]), ("6 others", 6))
        self.assertEqual(rows[-1]["cumulative"], 1.0)
        sources = self.env["quality.nonconformity"].with_user(self.officer)
        self.assertEqual(sources.search_count(rows[-1]["domain"]), 6)

    def test_own_rights_count(self):
        """Whoever asks is told what he may read: own records, no money."""
        self._nonconformity(1, self.lot_a, user=self.reporter, isolate=False)
        self.assertEqual(self._pareto(user=self.reporter)["total"], 1)
        options = self.env["quality.nonconformity"].with_user(self.reporter)
        options = options.get_pareto_options()
        self.assertEqual([key for key, _label in options["measures"]], ["count"])
        with self.assertRaises(UserError):
            self._pareto(user=self.reporter, measure="cost")
        self.env["quality.nonconformity"].search(
            [("defect_id", "=", self.defects["Bent"].id)]
        ).confidential = True
        self.assertEqual(self._pareto(user=self.second)["total"], 10)

    def test_companies_are_apart(self):
        company = self.env["res.company"].create({"name": "Branch"})
        stranger = self._user("pareto_branch", "quality_base.group_quality_manager")
        stranger.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company}
        )
        self.assertEqual(self._pareto(user=stranger)["total"], 0)

    def test_options(self):
        options = self.env["quality.nonconformity"].with_user(self.officer)
        options = options.get_pareto_options()
        self.assertIn([self.unit.id, "Workshop"], options["teams"])
        labels = dict(options["dimensions"])
        self.assertEqual(labels["defect_class_id"], "Class of Defects")
        self.assertEqual(
            [key for key, _label in options["measures"]], ["count", "cost"]
        )

    def test_a_domain_does_not_widen_the_rights(self):
        domain = ["|", ("id", "!=", False), ("create_uid", "!=", False)]
        self.assertEqual(self._pareto(user=self.reporter, domain=domain)["total"], 0)

    def test_only_known_questions(self):
        for options in (
            {"dimension": "description"},
            {"dimension": "create_uid"},
            {"dimension": "product_id", "measure": "quantity:sum) --"},
        ):
            with self.subTest(options), self.assertRaises(UserError):
                self._pareto(**options)

    def test_one_query_however_many(self):
        counts = []
        for number in (10, 190):
            self.env["quality.nonconformity"].create(
                [
                    {"description": "x", "product_id": self.product.id}
                    for _n in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._pareto("product_id")
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0], counts)

    def _trend(self, user=None, **options):
        model = self.env["quality.nonconformity"].with_user(user or self.officer)
        return model.get_trend(**options)

    def test_trend_has_all_months(self):
        sources = self.env["quality.nonconformity"].search(
            [("state", "!=", "cancelled")]
        )
        sources.sudo().date = "2026-05-10"
        sources[:2].sudo().date = "2026-01-31 20:00:00"
        found = self._trend()
        self.assertEqual(
            [(row["label"], row["value"]) for row in found["rows"]],
            [
                ("2026-01", 2),
                ("2026-02", 0),
                ("2026-03", 0),
                ("2026-04", 0),
                ("2026-05", 8),
            ],
        )
        self.assertEqual(found["average"], 2)
        self.assertAlmostEqual(found["limit"], 2 + 3 * 2**0.5)
        self.assertEqual([row["beyond"] for row in found["rows"]], [False] * 4 + [True])
        for row in found["rows"]:
            records = self.env["quality.nonconformity"].search(row["domain"])
            self.assertEqual(len(records), row["value"], row["label"])

    def test_trend_counts_the_months_of_the_user(self):
        sources = self.env["quality.nonconformity"].search(
            [("state", "!=", "cancelled")]
        )
        sources.sudo().date = "2026-01-31 20:00:00"
        model = self.env["quality.nonconformity"].with_user(self.officer)
        (row,) = model.with_context(tz="Asia/Shanghai").get_trend()["rows"]
        self.assertEqual((row["label"], row["value"]), ("2026-02", 10))
        self.assertEqual(model.search_count(row["domain"]), 10)
        self.assertFalse(row["beyond"])

    def test_trend_of_costs_and_of_nothing(self):
        found = self._trend(measure="cost")
        self.assertEqual([row["value"] for row in found["rows"]], [100])
        self.assertIsNone(found["limit"])
        found = self._trend(domain=[("date", "<", "2001-01-01")])
        self.assertEqual((found["rows"], found["average"]), ([], 0))
        with self.assertRaises(UserError):
            self._trend(user=self.reporter, measure="cost")


@tagged("post_install", "-at_install")
class TestParetoScreen(ParetoCommon, HttpCase):
    def test_tour(self):
        self.start_tour(
            "/odoo/nonconformity-pareto",
            "quality_nonconformity_pareto",
            login="hold_officer",
        )
