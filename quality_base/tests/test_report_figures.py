from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_report import ReportCase


@tagged("post_install", "-at_install")
class TestReportFigures(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Branch"})
        cls.document = cls.env["quality.disagreement"].create(
            {
                "matter": "Something",
                "team_id": cls.desk.id,
                "party_ids": [cls.team.id],
            }
        )

    def _create_deadline(self, due, done=None, judged=True, **vals):
        return self.env["quality.deadline"].create(
            {
                "res_model": self.document._name,
                "res_id": self.document.id,
                "company_id": self.env.company.id,
                "team_id": self.desk.id,
                "step": f"step_{due}_{done}_{len(vals)}",
                "step_start": "2026-03-01",
                "start": "2026-03-01",
                "due": due,
                "done": done,
                "judged": judged,
                "state": "missed" if judged and not done else "met" if done else "open",
                **vals,
            }
        )

    def _figures(self, source, **vals):
        kind = self._create_type(name=source, source=source)
        report = self._create_report(kind, **vals)
        report._refresh_figures()
        return report, {s["title"]: s for s in report.figures}

    def test_timeliness(self):
        self._create_deadline("2026-03-10", "2026-03-09")
        self._create_deadline("2026-03-11", "2026-03-13 12:00:00")
        self._create_deadline("2026-03-12")
        self._create_deadline("2026-03-13", "2026-03-13", team_id=self.team.id)
        self._create_deadline("2026-02-13", "2026-02-14")
        self._create_deadline("2026-04-13", "2026-04-14")
        self._create_deadline(
            "2026-03-14", "2026-03-15", company_id=self.other_company.id
        )
        _report, figures = self._figures("deadline_timeliness")
        rows = {row[0]: row[1:] for row in figures["Timeliness by team"]["rows"]}
        self.assertEqual(rows[self.desk.display_name][:3], [3, 1, 2])
        self.assertAlmostEqual(rows[self.desk.display_name][3], 1 / 3)
        self.assertEqual(rows[self.team.display_name][:4], [1, 1, 0, 1.0])
        self.assertEqual(rows["Total"][:4], [4, 2, 2, 0.5])
        kinds = figures["Timeliness by kind"]["rows"]
        self.assertEqual(kinds[0][:2], ["Disagreement between Departments", 4])

    def test_local_days_bound_the_period(self):
        self.env.company.partner_id.tz = "Asia/Shanghai"
        self._create_deadline("2026-02-28 16:00:00", "2026-02-28 15:00:00")  # 1 March
        self._create_deadline("2026-03-31 16:00:00", "2026-03-31 15:00:00")  # 1 April
        _report, figures = self._figures("deadline_timeliness")
        self.assertEqual(figures["Timeliness by team"]["rows"][0][1], 1)

    def test_nothing_happened(self):
        report, figures = self._figures("deadline_timeliness")
        self.assertFalse(figures["Timeliness by team"]["rows"])
        self.assertIn("Nothing in this period", report.figures_html)

    def test_figures_do_not_depend_on_who_asks(self):
        self._create_deadline("2026-03-10", "2026-03-09", team_id=self.team.id)
        report, figures = self._figures("deadline_timeliness")
        report.with_user(self.author).action_refresh_figures()
        self.assertEqual(report.figures, list(figures.values()))

    def test_number_of_queries_does_not_grow(self):
        for day in range(10, 30):
            self._create_deadline(f"2026-03-{day}", f"2026-03-{day}")
        report, _figures = self._figures("deadline_timeliness")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            report._refresh_figures()

    def test_capa_status(self):
        Capa = self.env["quality.capa"]
        common = {"company_id": self.env.company.id}
        Capa.create({"title": "In March", "date_opened": "2026-03-05", **common})
        Capa.create({"title": "Before", "date_opened": "2026-01-05", **common})
        closed = Capa.create({"title": "Closed", "date_opened": "2026-03-06", **common})
        closed._write_gated({"state": "closed", "date_closed": "2026-03-16 12:00:00"})
        Capa.create({"title": "Later", "date_opened": "2026-04-05", **common})
        Capa.create(
            {
                "title": "Elsewhere",
                "date_opened": "2026-03-05",
                "company_id": self.other_company.id,
            }
        )
        _report, figures = self._figures("capa_status")
        flow = {
            r[0]: r[1:] for r in figures["Corrective and preventive actions"]["rows"]
        }
        self.assertEqual(flow["Corrective"][:3], [2, 1, 2])
        states = dict(figures["State of all that were opened so far"]["rows"])
        self.assertEqual(states["Closed"], 1)
        self.assertEqual(sum(states.values()), 3)

    def test_management_review(self):
        monthly = self._create_report(date_from="2036-03-01", date_to="2036-03-31")
        monthly._submit()
        missing = self._create_report(
            self._create_type(name="Bulletin", source=False),
            date_from="2036-02-01",
            date_to="2036-02-29",
        )
        Review = self.env["quality.management.review"].with_user(self.users["manager"])
        with freeze_time("2036-11-10 08:00:00"):
            review = Review.create({"reader_id": self.reader.id})
            self.assertEqual(str(review.date_from), "2036-01-01")
            self.assertEqual((review.submitted_count, review.missing_count), (1, 1))
            report = review._collect()
            titles = [section["title"] for section in report.figures]
            self.assertEqual(titles[0], "Reports of the period")
            rows = {row[0]: row for row in report.figures[0]["rows"]}
            self.assertEqual(rows[monthly.name][4], "Submitted")
            self.assertEqual(rows[missing.name][4], "Missing")
            self.assertTrue(any(t.startswith(monthly.name) for t in titles))
            self.assertIn("Corrective and preventive actions", titles)
            self.assertEqual(review._collect(), report, "collected again, not doubled")
            report._submit()
            with self.assertRaisesRegex(UserError, "is submitted"):
                review._collect()
            report.with_user(self.reader)._decide("<p>More training.</p>")
        self.assertEqual(report.state, "decided")
