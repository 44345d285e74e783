from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .test_complaint_ledger import LedgerCommon
from .test_complaint_report import ReportCommon


@tagged("post_install", "-at_install")
class TestComplaintCost(LedgerCommon, ReportCommon):
    """CO-48: what a complaint costs, in its file, the Pareto, and the reports."""

    def _cost(self, complaint, amount=None, user=None, **vals):
        model = self.env["quality.complaint.cost"].with_user(user or self.handler)
        if amount is not None:
            vals["amount"] = amount
        return model.create({"complaint_id": complaint.id, **vals})

    def test_sum(self):
        self._cost(self.first, 30, kind="travel", name="Train")
        work = self._cost(self.first, hours=2, hourly_rate=10)
        self.assertEqual(work.amount, 20)
        self.assertEqual(self.first.sudo().cost_total, 50)
        work.hours = 3
        self.assertEqual(self.first.sudo().cost_total, 60)
        work.unlink()
        self.assertEqual(self.first.sudo().cost_total, 30)

    def test_borne_by_whom_is_responsible(self):
        self.assertEqual(self._cost(self.first, 1).charge_to, "internal")
        self.second.sudo().responsible_party = "carrier"
        self.assertEqual(self._cost(self.second, 1).charge_to, "carrier")

    def test_entered_on_the_form_after_closing_too(self):
        self.first.sudo()._write_gated({"state": "closed"})
        with Form(self.first.with_user(self.handler)) as form:
            with form.cost_ids.new() as row:
                row.kind = "freight"
                row.amount = 12
        self.assertEqual(self.first.sudo().cost_total, 12)

    def test_money_is_for_staff(self):
        cost = self._cost(self.first, 30)
        for user in (self.employee, self.seller):
            with self.assertRaises(AccessError):
                cost.with_user(user).read(["amount"])
            with self.assertRaises(AccessError):
                self._cost(self.first, 1, user=user)
        with self.assertRaises(AccessError):
            self.first.with_user(self.employee).read(["cost_total"])
        auditor = self._user("cost_auditor", "quality_base.group_quality_auditor")
        self.assertEqual(cost.with_user(auditor).amount, 30)
        with self.assertRaises(AccessError):
            cost.with_user(auditor).amount = 1
        self.assertEqual(self.first.sudo().cost_total, 30)

    def test_person_complained_about_enters_none(self):
        cost = self._cost(self.first, 30)
        self.first.sudo().write(
            {"user_id": False, "accused_user_id": self.second_handler.id}
        )
        with self.assertRefused("it concerns you"):
            self._cost(self.first, 1, user=self.second_handler)
        with self.assertRefused("it concerns you"):
            cost.with_user(self.second_handler).amount = 1
        with self.assertRefused("it concerns you"):
            cost.with_user(self.second_handler).unlink()
        self.assertEqual(self.first.sudo().cost_total, 30)

    def test_secret_complaint(self):
        cost = self._cost(self.first, 30)
        self.first.sudo().write({"user_id": False, "confidential": True})
        with self.assertRaises(AccessError):
            cost.with_user(self.second_handler).read(["amount"])

    def test_pareto_and_trend(self):
        self._cost(self.rude, 70)
        self._cost(self.first, 30)
        model = self.env["quality.complaint"].with_user(self.handler)
        found = model.get_pareto("kind_id", measure="cost")
        self.assertEqual(
            [(row["label"], row["value"]) for row in found["rows"]],
            [(self.attitude.name, 70), (self.failure.name, 30)],
        )
        rows = model.get_trend(measure="cost")["rows"]
        self.assertEqual([row["value"] for row in rows], [30, 0, 70])

    def test_accident_file(self):
        self.first.sudo().level_id = self.env.ref("quality_complaint.level_major")
        self._cost(self.first, 30)
        row = self._load("quality.complaint.accident.ledger")[self.first.name]
        self.assertEqual(row["Cost"], 30)

    def test_report(self):
        self._cost(self.first, 30, date="2026-03-04", charge_to="supplier")
        self._cost(self.first, 5, date="2026-03-05", kind="freight")
        self._cost(self.first, 9, date="2026-04-05", kind="freight")
        source = self._nonconformity(1, self.lot_a, isolate=False)
        source.sudo()._write_gated({"complaint_id": self.first.id})
        self.env["quality.nonconformity.cost"].create(
            {"nonconformity_id": source.id, "amount": 70, "date": "2026-03-06"}
        )
        kinds = self.env["quality.complaint.cost"]._fields["kind"]
        before = list(kinds._description_selection(self.env))
        self._report("month", date(2026, 3, 1), date(2026, 3, 31))
        self.assertEqual(kinds._description_selection(self.env), before)
        self.assertEqual(
            self._rows("Costs of complaints"),
            {
                "Labour of handling": [30, 30],
                "Freight": [5, 0],
                "Nonconformities of the goods": [70, 0],
                "Total": [105, 30],
            },
        )
