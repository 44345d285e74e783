from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .test_complaint_statistics import StatisticsCommon


class ReportCommon(StatisticsCommon):
    def _report(self, kind, first, last):
        report_type = self.env.ref(f"quality_complaint.report_type_complaint_{kind}")
        report = (
            self.env["quality.report"]
            .with_company(self.company)
            .create(
                {
                    "report_type_id": report_type.id,
                    "company_id": self.company.id,
                    "date_from": first,
                    "date_to": last,
                }
            )
        )
        report._refresh_figures()
        self.sections = {section["title"]: section for section in report.figures}
        return report

    def _rows(self, title):
        """Rows of a section by their first cell."""
        return {row[0]: row[1:] for row in self.sections[title]["rows"]}


@tagged("post_install", "-at_install")
class TestComplaintReport(ReportCommon):
    """CO-51 to CO-53, CO-55, FU-82: reports on complaints compute themselves."""

    def test_quarter(self):
        self.first.sudo().result = "New seal"
        self._report("quarter", date(2026, 1, 1), date(2026, 3, 31))
        kinds = self._rows("Complaints by kind")
        self.assertEqual(kinds[self.failure.name], [2, 0, 2, 1, 0])
        self.assertEqual(kinds[self.enquiry.name], [0, 0, 0, 0, 1])
        self.assertEqual(kinds["Total"], [2, 0, 2, 1, 1])
        products = self._rows("By product")
        self.assertEqual(products[self.product.display_name], [2, 1.0])
        cases = self._rows("Complaints about goods")
        self.assertEqual(set(cases), {self.first.name, self.second.name})
        self.assertEqual(cases[self.first.name][0], "2026-03-02")
        self.assertIn("New seal", cases[self.first.name])
        self.assertIn(self.customer.display_name, cases[self.first.name])

    def test_secret_complaints_are_counted_not_told(self):
        self.first.sudo().confidential = True
        self._report("quarter", date(2026, 1, 1), date(2026, 3, 31))
        self.assertEqual(self._rows("Complaints by kind")["Total"][0], 2)
        told = self._rows("Complaints about goods")[self.first.name]
        self.assertNotIn(self.first.description, told)
        other = self._rows("Complaints about goods")[self.second.name]
        self.assertIn(self.second.description, other)

    def test_month(self):
        seals = self.env["quality.defect.class"].create({"name": "Seals"})
        defect = self.env["quality.defect"].create(
            {"name": "Seal open", "class_id": seals.id}
        )
        (self.first | self.second).sudo().defect_id = defect
        self.first.sudo().justified = "yes"
        with freeze_time("2026-03-10 08:00:00"):
            self._sell(1, self.lot_a)
        self.first.with_user(self.handler)._add_call("Where is it?")
        self.first.call_ids.sudo().write({"date": "2026-03-06 08:00:00"})
        self._report("month", date(2026, 3, 1), date(2026, 3, 31))
        figures = self._rows("Compared with the period before")
        self.assertEqual(figures["Complaints"], [0, 2])
        self.assertEqual(figures["of these justified"], [0, 1])
        self.assertEqual(figures["Deliveries"], [0, 1])
        self.assertEqual(figures["Complaints per 100 deliveries"], [None, 200])
        # the second one was taken for a call on the first one, too
        self.assertGreaterEqual(figures["Calls again on the same matter"][1], 1)
        self.assertEqual(
            self.sections["Repeated"]["rows"],
            [[self.product.display_name, "Seals", 2]],
        )
        self.assertIn("In time, by step", self.sections)

    def test_year_goes_into_the_management_review(self):
        self._report("year", date(2026, 1, 1), date(2026, 12, 31))
        months = self._rows("Month by month")
        self.assertEqual(months, {"2026-03": [2, 0], "2026-05": [1, 0]})
        for title in ("Satisfaction", "Handling, by person", "By cause"):
            self.assertIn(title, self.sections)

    def test_letters(self):
        self.rude.sudo()._write_gated({"register_number": "R/2026/1"})
        self._report("letters", date(2026, 1, 1), date(2026, 12, 31))
        letters = self._rows("Letters, calls and visits")
        self.assertEqual(letters["Letter"], [2, 0, 1, 1, 1])
        self.assertEqual(
            letters["Telephone"][:2], [3, 3], "rejected ones were letters too"
        )
        self.assertEqual(letters["Total"][0], 5)

    def test_evaluation(self):
        self.first.sudo()._write_gated(
            {
                "user_id": self.handler.id,
                "customer_opinion": "accepted",
                "date_replied": "2026-03-04 01:00:00",
                "date_closed": "2026-03-12 01:00:00",
            }
        )
        self.second.sudo()._write_gated(
            {
                "user_id": self.handler.id,
                "customer_opinion": "rejected",
                "date_replied": "2026-03-24 01:00:00",
                "date_closed": "2026-03-26 01:00:00",
            }
        )
        self._report("evaluation", date(2026, 1, 1), date(2026, 6, 30))
        people = self._rows("Handling, by person")[self.handler.name]
        self.assertEqual(people[:4], [2, 3.0, 8.0, 0.5])
        opinions = self._rows("Customers' opinion of the reply")
        self.assertEqual(opinions["Agrees"], [1, 0.5])
        self.assertEqual(opinions["Disagrees"], [1, 0.5])
        self.assertEqual(self._rows("Satisfaction")["Ratings by customers"], [0])

    def test_other_companies_stay_out(self):
        other = self.env["res.company"].create({"name": "Branch"})
        self.first.sudo().copy({"company_id": other.id, "date": "2026-03-03"})
        self._report("quarter", date(2026, 1, 1), date(2026, 3, 31))
        self.assertEqual(self._rows("Complaints by kind")["Total"][0], 2)
