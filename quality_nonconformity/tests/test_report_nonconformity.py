from datetime import datetime

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .test_nonconformity_deadline import ClockCommon

MARCH = {"date_from": "2026-03-01", "date_to": "2026-03-31"}


class ReportCommon(ClockCommon):
    """March 2026 in a company in Shanghai."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls._forget_others()
        cls.second_unit = cls.env["quality.team"].create({"name": "Assembly"})

    @classmethod
    def _forget_others(cls):
        """Figures count all records: those of a demo are left out."""
        sources = cls.env["quality.nonconformity"].search([])
        sources._write_gated({"state": "cancelled", "date": "1999-01-01"})
        cls.env["quality.nonconformity.cost"].search([]).unlink()
        rows = cls.env["quality.deadline"].search([])
        rows.write({"due": False, "extended_due": False})

    @classmethod
    def _report(cls, source, user=None, **vals):
        """A report of the shipped type on March, its figures as sections by title."""
        kind = cls.env.ref(f"quality_nonconformity.report_type_{source}")
        vals = {"report_type_id": kind.id, "user_id": cls.officer.id, **MARCH, **vals}
        report = cls.env["quality.report"].with_user(user or cls.officer).create(vals)
        report._refresh_figures()
        return report, {section["title"]: section for section in report.figures}

    def _rows(self, figures, title):
        return {row[0]: row[1:] for row in figures[title]["rows"]}

    def _judge_all(self):
        """What the scheduled job does: look whether what is due was done."""
        rows = self.env["quality.deadline"]
        rows.search(rows._pending_domain())._determine()


@tagged("post_install", "-at_install")
class TestTimelinessReport(ReportCommon):
    """NC-17: per unit and month due, in time, late, open, rate; the late ones listed."""

    def _measured(self, day, team, **vals):
        """One of 2 March whose measure was set on ``day`` (due on the 4th)."""
        source = self._nonconformity(1, self.lot_a, team_id=team.id, **vals)
        with freeze_time(f"2026-03-{day} 01:00:00"):
            scrap = self._dispose(source, "scrap", 1)
            scrap.with_user(self.officer)._approve()
        return source

    def test_figures(self):
        self._measured("03", self.unit)
        self._measured("04", self.unit)
        late = self._measured("06", self.unit)
        self._nonconformity(1, self.lot_a, team_id=self.second_unit.id)
        other = self._nonconformity(1, self.lot_a, team_id=self.second_unit.id)
        other.with_user(self.officer)._cancel("Inspected again: good")
        with freeze_time("2026-03-05 01:00:00"):
            self._judge_all()
            _report, figures = self._report("nonconformity_timeliness")
        rows = self._rows(figures, "Nonconformities, by unit")
        # three measures and three executions; the executions are not due yet
        self.assertEqual(rows["Workshop"], [6, 2, 1, 0, 3, 2 / 3])
        self.assertEqual(rows["Assembly"], [1, 0, 1, 0, 1, 0.0])
        self.assertEqual(rows["Total"], [7, 2, 2, 0, 4, 0.5])
        self.assertEqual(list(rows), ["Assembly", "Workshop", "Total"])
        lines = self._rows(figures, "Late in the period")
        self.assertEqual(
            lines[late.name],
            [
                "Measure and instruction",
                "Workshop",
                "",
                "2026-03-04",
                "2026-03-06",
                "",
            ],
        )

    def test_quarantined_goods_count_by_card(self):
        source = self._measured("03", self.unit, user=self.worker)
        card = self._cards(source)
        self.assertEqual(card.state, "measured")
        with freeze_time("2026-03-20 01:00:00"):
            self._judge_all()
            _report, figures = self._report("nonconformity_timeliness")
        rows = self._rows(figures, "Quarantined goods, by unit")
        self.assertEqual(rows["Workshop"], [2, 1, 1, 0, 1, 0.5])
        steps = self._rows(figures, "By step")
        self.assertEqual(steps["Quarantine Card: Execution"][:3], [1, 0, 1])

    def test_an_exception_is_shown_but_is_late(self):
        source = self._nonconformity(1, self.lot_a, team_id=self.unit.id)
        clock = self._clock(source, "measure").with_user(self.inspector)
        request = clock._request_extension("Laboratory closed", datetime(2026, 3, 10))
        request.with_user(self.manager)._decide("approved")
        with freeze_time("2026-03-12 01:00:00"):
            self._judge_all()
            _report, figures = self._report("nonconformity_timeliness")
        rows = self._rows(figures, "Nonconformities, by unit")
        self.assertEqual(rows["Workshop"], [1, 0, 1, 1, 1, 0.0])

    def test_other_months_and_companies_are_left_out(self):
        self._measured("04", self.unit)
        other = self.env["res.company"].create({"name": "Branch"})
        self._nonconformity(1, self.lot_a).deadline_ids.sudo().company_id = other
        with freeze_time("2026-04-02 01:00:00"):
            self._judge_all()
            _report, figures = self._report("nonconformity_timeliness")
            rows = self._rows(figures, "Nonconformities, by unit")
            self.assertEqual(rows["Total"][0], 2)
            _report, figures = self._report(
                "nonconformity_timeliness",
                date_from="2026-02-01",
                date_to="2026-02-28",
            )
        self.assertFalse(figures["Nonconformities, by unit"]["rows"])

    def test_confidential_ones_appear_by_number(self):
        source = self._measured("09", self.unit, description="Bribery")
        source.confidential = True
        with freeze_time("2026-03-20 01:00:00"):
            report, _figures = self._report("nonconformity_timeliness")
        self.assertNotIn("Bribery", str(report.figures))

    def test_cron_opens_it_and_it_is_submitted(self):
        shipped = self.env.ref(
            "quality_nonconformity.report_type_nonconformity_timeliness"
        )
        # a copy: of the shipped one there may be reports already
        kind = shipped.copy(
            {"author_id": self.officer.id, "reader_id": self.manager.id}
        )
        self._measured("03", self.unit)
        with freeze_time("2026-04-01 02:00:00"):
            report = kind._create_due_reports(
                self.company, self.env["quality.report"]._fields["date_to"].today()
            )
            self.assertEqual(str(report.date_to), "2026-03-31")
            self.assertEqual(str(report.date_due), "2026-04-03")
            report.with_user(self.officer)._submit()
        self.assertEqual(report.state, "submitted")
        self.assertTrue(report.xlsx_id)


@tagged("post_install", "-at_install")
class TestControlReport(ReportCommon):
    """NC-77, NC-78: what the monthly meeting and the management review are told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.severe = cls.env.ref("quality_nonconformity.severity_severe")
        cls.severe.mrb_level = False  # boards have their own tests
        cls.general = cls.env.ref("quality_nonconformity.severity_general")
        cls.leak = cls.env["quality.defect.class"].create({"name": "Leaks"})
        cls.defect = cls.env["quality.defect"].create(
            {"name": "Leaking seam", "class_id": cls.leak.id}
        )
        cls.product.standard_price = 10

    def _closed(self, day, **vals):
        source = self._nonconformity(2, self.lot_a, **vals)
        with freeze_time(f"2026-03-{day} 01:00:00"):
            self._carry_out(self._dispose(source, "scrap", 2))
            source.with_user(self.officer)._close()
        return source

    def _march(self):
        """Two closed, one old and open, one judged conforming, one of April."""
        self._closed("05", severity_id=self.general.id, defect_id=self.defect.id)
        closed = self._closed(
            "12", defect_id=self.defect.id, supplier_id=self.supplier.id
        )
        closed.cost_ids.write({"charge_to": "supplier", "partner_id": self.supplier.id})
        with freeze_time("2026-02-10 01:00:00"):
            self._nonconformity(1, self.lot_a, severity_id=self.severe.id)
        good = self._nonconformity(1, self.lot_a)
        good.with_user(self.officer)._cancel("Inspected again: good")
        with freeze_time("2026-03-31 16:30:00"):  # 1 April in Shanghai
            self._nonconformity(1, self.lot_a)

    def test_control(self):
        self._march()
        with freeze_time("2026-04-02 01:00:00"):
            self._judge_all()
            report, figures = self._report("nonconformity_control")
        flow = self._rows(figures, "Nonconformities")
        self.assertEqual(flow["General"], [1, 1, 0, 0, 3.0])
        self.assertEqual(flow["Severe"], [0, 0, 0, 1, None])
        self.assertEqual(flow["(none)"], [2, 1, 1, 0, 10.0])
        self.assertEqual(flow["Total"], [3, 2, 1, 1, None])
        self.assertEqual(list(flow), ["Severe", "General", "(none)", "Total"])
        ages = self._rows(figures, "Open, by age")
        self.assertEqual(
            list(ages.values()), [[0, 0], [0, 0], [1, 0], [0, 0]], "49 days old"
        )
        kinds = self._rows(figures, "Dispositions of the period")
        self.assertEqual(kinds, {"Scrap": [2, 2, 2, 0]})
        costs = self._rows(figures, "Costs of the period")
        self.assertEqual(costs["Value of scrapped goods"], [40, 20, 0])
        self.assertEqual(costs["Total"], [40, 20, 0])
        defects = self._rows(figures, "Most frequent defects")
        self.assertEqual(list(defects.values()), [[2, 1.0, 40]])
        suppliers = self._rows(figures, "Suppliers concerned")
        self.assertEqual(suppliers, {"Glove Maker": [1, 0.5, 20]})
        late = figures["Late at the end of the period"]["rows"]
        self.assertEqual([row[1] for row in late], ["Measure and instruction"])
        self.assertIn("Leaking seam", report.figures_html)

    def test_review(self):
        self._march()
        year = {"date_from": "2026-01-01", "date_to": "2026-12-31"}
        with freeze_time("2027-01-05 01:00:00"):
            report, figures = self._report("nonconformity_review", **year)
        months = self._rows(figures, "Month by month")
        self.assertEqual(
            months, {"2026-02": [1, 0, 0], "2026-03": [2, 2, 40], "2026-04": [1, 0, 0]}
        )
        compared = self._rows(figures, "Compared with the period before")
        shown = [report._format_cell(4, "float"), report._format_cell(6.5, "float")]
        self.assertEqual(shown, ["4", "6.50"], "counts are whole numbers")
        self.assertEqual(compared["New nonconformities"], [0, 4])
        self.assertEqual(compared["Average days until closed"], [None, 6.5])
        points = self._rows(figures, "By process: where it was found")
        self.assertEqual(points["In stock"][:2], [4, 1.0])
        repeated = figures["Repeated"]["rows"]
        self.assertEqual([row[1:] for row in repeated], [["Leaks", 2, 40]])

    def test_review_counts_the_capas(self):
        source = self._nonconformity(1, self.lot_a)
        source.with_user(self.officer)._open_capa()
        _report, figures = self._report("nonconformity_review")
        title = "Corrective actions from these nonconformities"
        self.assertEqual(figures[title]["rows"], [["Opened", 1]])

    def test_management_review_takes_it_in(self):
        """The analysis of the year stands in the pack, or is missing in it."""
        self._march()
        year = {"date_from": "2026-01-01", "date_to": "2026-12-31"}
        with freeze_time("2027-01-05 01:00:00"):
            report, figures = self._report("nonconformity_review", **year)
            report.reader_id = self.manager
            review = self.env["quality.management.review"].with_user(self.manager)
            review = review.create({**year, "company_id": self.company.id})
            pack = {row[0]: row for row in review._collect().figures[0]["rows"]}
            self.assertEqual(pack[report.name][4], "Draft")
            report._submit()
            titles = [section["title"] for section in review._collect().figures]
        name = f"{report.name} Analysis of Nonconformity Control"
        for title in figures:
            self.assertIn(f"{name}: {title}", titles)

    def test_nothing_happened(self):
        for source in ("control", "review", "timeliness"):
            with self.subTest(source):
                report, figures = self._report(
                    f"nonconformity_{source}",
                    date_from="2020-01-01",
                    date_to="2020-01-31",
                )
                self.assertTrue(figures)
                self.assertIn("Nothing in this period", report.figures_html)

    def test_queries_do_not_grow(self):
        """Ten or two hundred: the same number of queries."""
        reports = {
            source: self._report(f"nonconformity_{source}")[0]
            for source in ("control", "review", "timeliness")
        }
        counts = {}
        for number in (10, 190):
            self._many(number)
            for source, report in reports.items():
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                report._refresh_figures()
                self.env.flush_all()
                counts.setdefault(source, []).append(self.cr.sql_log_count - before)
        for source, (few, many) in counts.items():
            with self.subTest(source, counts=counts):
                self.assertLessEqual(many, few + 6)
                self.assertLess(many, 90)

    def _many(self, number):
        sources = self.env["quality.nonconformity"].create(
            [
                {
                    "description": f"Finding {n}",
                    "product_id": self.product.id,
                    "lot_ids": [Command.set(self.lot_a.ids)],
                    "team_id": (self.unit, self.second_unit)[n % 2].id,
                    "defect_id": self.defect.id,
                    "severity_id": (self.severe, self.general)[n % 2].id,
                }
                for n in range(number)
            ]
        )
        sources._start_deadline(["measure", "execute"])
        self.env["quality.nonconformity.cost"].create(
            [{"nonconformity_id": source.id, "amount": 5} for source in sources]
        )
