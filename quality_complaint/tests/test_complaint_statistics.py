from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import ComplaintCommon


class StatisticsCommon(ComplaintCommon):
    """Five complaints: three failures, one of them rejected; attitude; an enquiry."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["quality.complaint"].search([]).sudo()._write_gated(
            {"state": "rejected", "date": "2000-01-01", "date_closed": False}
        )
        cls.product = cls.lot_a.product_id
        vals = {"kind_id": cls.failure.id, "product_id": cls.product.id}
        cls.first = cls._complaint(date="2026-03-02 01:00:00", **vals)
        cls.second = cls._complaint(date="2026-03-20 01:00:00", **vals)
        cls.rude = cls._complaint(
            date="2026-05-02 01:00:00", kind_id=cls.attitude.id, channel="letter"
        )
        cls.asked = cls._complaint(
            date="2026-03-04 01:00:00", kind_id=cls.enquiry.id, channel="letter"
        )
        cls.gone = cls._complaint(date="2026-03-05 01:00:00", **vals)
        cls.gone.with_user(cls.handler)._reject("A test call")


@tagged("post_install", "-at_install")
class TestComplaintStatistics(StatisticsCommon):
    """CO-54: common points and trend of complaints."""

    def _pareto(self, dimension="kind_id", user=None, **options):
        model = self.env["quality.complaint"].with_user(user or self.officer)
        return model.get_pareto(dimension, **options)

    def test_vital_few(self):
        found = self._pareto()
        self.assertEqual(
            [(row["label"], row["value"]) for row in found["rows"]],
            [(self.failure.name, 2), (self.attitude.name, 1)],
        )
        self.assertEqual(found["total"], 3, "no enquiry, nothing rejected")
        for row in found["rows"]:
            self.assertEqual(
                self.env["quality.complaint"].search_count(row["domain"]), row["value"]
            )

    def test_every_dimension(self):
        options = self.env["quality.complaint"].get_pareto_options()
        self.assertGreater(len(options["dimensions"]), 10)
        for dimension, label in options["dimensions"]:
            with self.subTest(dimension):
                self.assertTrue(label)
                self.assertEqual(self._pareto(dimension)["total"], 3)
        for name in ("contact_phone", "accused_user_id", "partner_id"):
            with self.assertRaises(UserError):
                self._pareto(name)

    def test_trend(self):
        rows = self.env["quality.complaint"].with_user(self.officer).get_trend()["rows"]
        self.assertEqual(
            [(row["label"], row["value"]) for row in rows],
            [("2026-03", 2), ("2026-04", 0), ("2026-05", 1)],
        )

    def test_everybody_counts_what_he_may_read(self):
        stranger = self._user("statistics_other", "base.group_user")
        self.assertEqual(self._pareto(user=stranger)["total"], 0)
        self.assertEqual(self._pareto(user=self.employee)["total"], 3)

    def test_days(self):
        self.assertEqual((self.first.days_to_reply, self.first.days_open), (0, 0))
        self.first.sudo()._write_gated(
            {
                "date_replied": "2026-03-05 01:00:00",
                "date_closed": "2026-03-12 01:00:00",
            }
        )
        self.assertEqual((self.first.days_to_reply, self.first.days_open), (3, 10))

    def test_means_leave_out_who_waits(self):
        self.first.sudo()._write_gated(
            {
                "date_replied": "2026-03-05 01:00:00",
                "date_closed": "2026-03-12 01:00:00",
            }
        )
        self.second.sudo()._write_gated({"date_replied": "2026-03-20 02:00:00"})
        rows = self.env["quality.complaint"].formatted_read_group(
            [("id", "in", (self.first + self.second + self.rude).ids)],
            ["kind_id"],
            ["days_to_reply:avg", "days_open:avg", "days_open:max", "__count"],
        )
        figures = {
            row["kind_id"][0]: (row["days_to_reply:avg"], row["days_open:avg"])
            for row in rows
        }
        self.assertEqual(figures[self.failure.id], (1.5, 10))
        self.assertEqual(figures[self.attitude.id], (False, False), "no figure, no 0")

    def test_counting_is_one_query(self):
        model = self.env["quality.complaint"].with_user(self.officer)
        model.get_pareto("kind_id")
        self.env.flush_all()
        with self.assertQueryCount(6):
            model.get_pareto("kind_id")


@tagged("post_install", "-at_install")
class TestComplaintParetoScreen(StatisticsCommon, HttpCase):
    def test_screen(self):
        """The chart shows the common points, then the months."""
        self.browser_js(
            "/odoo/complaint-pareto",
            """
            const head = () => document.querySelector(".o_quality_pareto_table th");
            document.querySelector("button[name=trend]").click();
            const timer = setInterval(() => {
                if (head()?.textContent === "Month") {
                    clearInterval(timer);
                    console.log("test successful");
                }
            }, 100);
            """,
            ready="Boolean(document.querySelector('.o_quality_pareto_chart canvas'))",
            login="hold_officer",
        )
