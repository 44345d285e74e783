from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestDisagreement(QualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("sales", "store", "office", "stranger")
        cls.people = {
            name: new_test_user(cls.env, f"dis_{name}", "base.group_user", name=name)
            for name in names
        }
        cls.sales = cls._create_team(name="Sales", head_id=cls.people["sales"].id)
        cls.store = cls._create_team(
            name="Warehouse", member_ids=[cls.people["store"].id]
        )
        cls.office = cls._create_team(
            name="Office", head_id=cls.people["office"].id, neutral=True
        )
        cls.case = cls._create_case()

    @classmethod
    def _create_case(cls, **vals):
        model = cls.env["quality.disagreement"].with_user(cls.people["sales"])
        return model.create(
            {
                "matter": "Who repacks the returned goods?",
                "team_id": cls.sales.id,
                "party_ids": [cls.store.id],
                "arbiter_team_id": cls.office.id,
                **vals,
            }
        )

    def _as(self, name):
        return self.case.with_user(self.people[name])

    def _collect(self):
        self._as("sales")._give_opinion("The warehouse.")
        self._as("store")._give_opinion("Sales.")

    def test_whole_way(self):
        self.assertRegex(self.case.name, r"^DIS/\d{4}/\d{5}$")
        self._as("sales")._give_opinion("The warehouse.")
        self.assertEqual(self.case.state, "opinions")
        self._as("store")._give_opinion("Sales.")
        self._as("office")._decide("The warehouse, this month.", "2030-01-31")
        self.assertRecordValues(
            self.case,
            [
                {
                    "state": "decided",
                    "decision": "The warehouse, this month.",
                    "decided_by_id": self.people["office"].id,
                    "date_deadline": fields.Date.to_date("2030-01-31"),
                }
            ],
        )
        told = self.case.sudo().notice_ids.filtered("acknowledge_required")
        self.assertEqual(
            told.user_id,
            self.people["sales"] | self.people["store"],
            "parties are told",
        )
        self.assertEqual(
            self.case.sudo().activity_ids.mapped("date_deadline"),
            [fields.Date.to_date("2030-01-31")],
        )
        self._as("office")._check_compliance(True, "Repacked.")
        self.assertEqual(self.case.state, "complied")
        self.assertFalse(self.case.sudo().activity_ids)
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            self.case.matter = "Something else"

    def test_party_cannot_decide(self):
        self._collect()
        for name in ("sales", "store"):
            with self.assertRaisesRegex(UserError, "belong to Office"):
                self._as(name)._decide("We are right.", "2030-01-31")
        self.assertEqual(self.case.state, "opinions")

    def test_arbiter_is_no_party(self):
        with self.assertRaisesRegex(ValidationError, "is a party"):
            self._create_case(arbiter_team_id=self.store.id)
        with self.assertRaisesRegex(ValidationError, "at least one other"):
            self._create_case(party_ids=[self.sales.id])

    def test_missing_opinion_blocks_until_its_day_is_over(self):
        self._as("sales")._give_opinion("The warehouse.")
        with self.assertRaisesRegex(UserError, "Warehouse have not given"):
            self._as("office")._decide("So be it.", "2030-01-31")
        with freeze_time("2029-06-01 08:00:00"):
            self.case.date_opinions_due = "2029-06-01"
            with self.assertRaises(UserError):
                self._as("office")._decide("So be it.", "2030-01-31")
        with freeze_time("2029-06-03 08:00:00"):
            self._as("office")._decide("So be it.", "2030-01-31")
        self.assertEqual(self.case.state, "decided")

    def test_opinion_only_of_own_team_and_once(self):
        self._as("store")._give_opinion("Sales.")
        with self.assertRaisesRegex(UserError, "Still waiting for: Sales"):
            self._as("store")._give_opinion("Really sales.")
        with self.assertRaises(UserError):
            self._as("store")._give_opinion("For them.", team=self.sales)
        self.assertEqual(self.case.opinion_ids.opinion, "Sales.")

    def test_not_complied_is_decided_again(self):
        self._collect()
        self._as("office")._decide("The warehouse.", "2030-01-31")
        self._as("office")._check_compliance(False, "Nothing done.")
        self.assertEqual(self.case.state, "not_complied")
        self._as("office")._decide("Sales, then.", "2030-02-28")
        self.assertEqual(self.case.decision, "Sales, then.")

    def test_gate(self):
        for vals in (
            {"state": "decided"},
            {"decision": "x"},
            {"date_deadline": "2030-1-1"},
        ):
            with self.assertRaises(UserError):
                self._as("sales").write(vals)
        with self.assertRaises(AccessError):
            self._as("store").write({"matter": "Changed by the other party"})
        opinion = {
            "disagreement_id": self.case.id,
            "team_id": self.store.id,
            "opinion": "forged",
        }
        with self.assertRaises(AccessError):
            self._as("sales").env["quality.disagreement.opinion"].create(opinion)

    def test_who_sees_it(self):
        model = self.env["quality.disagreement"]
        for name in ("sales", "store", "office"):
            self.assertIn(self.case, model.with_user(self.people[name]).search([]))
        self.assertNotIn(self.case, model.with_user(self.people["stranger"]).search([]))
        for role in ("user", "auditor"):
            self.assertIn(self.case, model.with_user(self.users[role]).search([]))
        self.case.sudo().confidential = True
        self.assertNotIn(self.case, model.with_user(self.users["user"]).search([]))
        self.assertIn(self.case, model.with_user(self.people["store"]).search([]))

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        other = new_test_user(
            self.env,
            "dis_elsewhere",
            "quality_base.group_quality_manager",
            company_id=company.id,
            company_ids=[company.id],
        )
        found = self.env["quality.disagreement"].with_user(other).search([])
        self.assertNotIn(self.case, found)

    def test_clock_of_the_decision(self):
        self.env["quality.deadline.policy"].create(
            {
                "name": "The office decides",
                "model": "quality.disagreement",
                "step": "decision",
                "amount": 8,
                "unit": "hours",
            }
        )
        case = self._create_case()
        self.assertEqual(case.deadline_ids.mapped("step"), ["decision"])
        self.case = case
        self._collect()
        self._as("office")._decide("So.", "2030-01-31")
        deadline = case.sudo().deadline_ids.filtered(lambda d: d.step == "decision")
        self.assertEqual(deadline.state, "met")

    def test_written_form_follows_the_oral_report(self):
        self.env["quality.deadline.policy"].create(
            {
                "name": "In writing within a day",
                "model": "quality.disagreement",
                "step": "written_report",
                "amount": 24,
                "unit": "hours",
            }
        )
        told = fields.Datetime.to_datetime("2026-03-02 08:00:00")
        self.case._report_orally(self.people["office"], told)
        deadline = self.case.deadline_ids
        self.assertEqual(deadline.step, "written_report")
        self.assertEqual(str(deadline.due), "2026-03-03 08:00:00")

    def test_dialog(self):
        action = self._as("sales").action_give_opinion()
        step = (
            self.env[action["res_model"]]
            .with_user(self.people["sales"])
            .with_context(**action["context"])
            .create({"text": "The warehouse."})
        )
        step.action_confirm()
        self.assertEqual(self.case.opinion_ids.team_id, self.sales)

    def test_flags_follow_the_user(self):
        flags = ["can_give_opinion", "can_decide", "can_check"]
        seen = {name: self._as(name).read(flags)[0] for name in ("store", "office")}
        self.assertEqual([seen["store"][f] for f in flags], [True, False, False])
        self.assertEqual([seen["office"][f] for f in flags], [False, True, False])

    def test_decision_is_signed(self):
        self._collect()
        self._as("office")._decide("The warehouse.", "2030-01-31")
        signature = self.case.signature_ids
        self.assertEqual(signature.meaning, "approved")
        self.assertEqual(signature.user_id, self.people["office"])
        self.assertFalse(self.case.signed_content_differs)
        wizard = (
            self.env["quality.disagreement.step"]
            .with_user(self.people["office"])
            .create(
                {
                    "disagreement_id": self._create_case().id,
                    "step": "decide",
                    "text": "Sales.",
                }
            )
        )
        with self.assertRaises(UserError):  # the dialog asks for the password
            wizard.action_confirm()
