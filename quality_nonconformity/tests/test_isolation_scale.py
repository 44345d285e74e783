"""Cost grows with the goods that are isolated, not with what else is there."""

from odoo.fields import Command
from odoo.tests import tagged

from .isolation_common import IsolationCommon


@tagged("post_install", "-at_install")
class TestIsolationScale(IsolationCommon):
    def _count(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _stocked(self, count, prefix):
        lots = self._lots(*(f"{prefix}{n}" for n in range(count)))
        for lot in lots:
            self._put(2, lot)
        return lots

    def _draft(self, count, prefix):
        lots = self._stocked(count, prefix)
        return self._nonconformity(2 * count, *lots, isolate=False)

    def test_queries_per_lot_are_bounded(self):
        self._draft(3, "WARM")._isolate()
        few, many = 20, 120
        costs = {}
        for count in (few, many):
            source = self._draft(count, f"N{count}-")
            costs[count] = self._count(source._isolate)
            self.assertEqual(len(source.line_ids), count)
        per_lot = (costs[many] - costs[few]) / (many - few)
        self.assertLess(per_lot, 15, costs)
        # linear: one lot among many costs no more than one among few
        self.assertLess(costs[many] / many, costs[few] / few, costs)

    def test_dispositions_per_lot_are_bounded(self):
        few, many = 10, 60
        costs = {}
        for count in (3, few, many):
            source = self._draft(count, f"D{count}-")
            source._isolate()
            rework = self._dispose(source, "rework", 2 * count)

            def work(rework=rework):
                rework.with_user(self.officer)._approve()
                rework.with_user(self.worker)._execute()
                rework.with_user(self.inspector)._verify()

            costs[count] = self._count(work)
        per_lot = (costs[many] - costs[few]) / (many - few)
        self.assertLess(per_lot, 25, costs)

    def test_other_reports_cost_nothing(self):
        """Isolating a lot costs the same beside 5 and beside 60 open reports."""
        costs = []
        for others in (5, 55):
            for lot in self._stocked(others, f"O{others}-"):
                self._nonconformity(2, lot)
            source = self._draft(2, f"S{others}-")
            costs.append(self._count(source._isolate))
        self.assertLessEqual(costs[1], costs[0] + 3, costs)

    def _read_pages(self, model, specification, domain):
        return self._count(
            lambda: (
                self.env[model]
                .with_user(self.officer)
                .web_search_read(domain, specification, limit=2000)
            )
        )

    def _specification(self, model, view_type):
        """Fields that the model's own view of that kind reads."""
        view = self.env[model].with_user(self.officer).get_view(view_type=view_type)
        fields_of = self.env[model]._fields
        names = view["models"][model]
        return {
            name: {"fields": {"display_name": {}}} if fields_of[name].relational else {}
            for name in names
            if name in fields_of
        }

    def test_lists_cost_the_same_with_many_reports(self):
        lots = self._stocked(1, "L")
        common = {
            "product_id": self.product.id,
            "lot_ids": [Command.set(lots.ids)],
            "quantity": 2,
            "description": "Seal broken",
        }
        Source = self.env["quality.nonconformity"].with_user(self.inspector)
        counts = {}
        for number in (10, 150):
            sources = Source.create([dict(common) for __ in range(number)])
            sources.sudo()._write_gated({"state": "isolated"})
            dispositions = self.env["quality.disposition"].with_user(self.inspector)
            dispositions.create(
                [
                    {"nonconformity_id": one.id, "kind": "use_as_is", "quantity": 2}
                    for one in sources
                ]
            )
            own = [("id", "in", sources.ids)]
            of_them = [("nonconformity_id", "in", sources.ids)]
            for kind in ("list", "kanban"):
                spec = self._specification("quality.nonconformity", kind)
                self._read_pages("quality.nonconformity", spec, own)
                counts.setdefault(f"report {kind}", []).append(
                    self._read_pages("quality.nonconformity", spec, own)
                )
            spec = self._specification("quality.disposition", "list")
            self._read_pages("quality.disposition", spec, of_them)
            counts.setdefault("disposition list", []).append(
                self._read_pages("quality.disposition", spec, of_them)
            )
            counters = {"nonconformity_count": {}}
            counts.setdefault("counters", []).append(
                self._read_pages("stock.lot", counters, [("id", "in", lots.ids)])
            )
        for name, (few, many) in counts.items():
            with self.subTest(name):
                self.assertLessEqual(many, few, counts)
