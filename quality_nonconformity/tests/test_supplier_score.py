from ast import literal_eval
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, Form, tagged

from ..tools.supplier_score import Figures, grade, score
from .supplier_common import DeviationCommon


@tagged("post_install", "-at_install")
class TestScoreFormula(BaseCase):
    """NC-33: the formula, from plain figures."""

    def test_score(self):
        for figures, expected in (
            (Figures(), None),
            (Figures(lots=10), 100),
            (Figures(lots=10, rejected=1, problems=1), 93),
            (Figures(lots=10, rejected=1, problems=1, points=5), 88),
            (Figures(lots=10, rejected=5, problems=5, points=99), 35),
            (Figures(lots=2, rejected=9, problems=9, points=9), 21),
            (Figures(rejected=1, problems=1, points=1), 29),
            (Figures(lots=4, due=4, in_time=3), 92.5),
            (Figures(lots=4, due=4, in_time=0), 70),
            (Figures(lots=1, rejected=1, problems=1, points=30, due=1), 0),
            (Figures(lots=3, rejected=1, problems=1), 76.7),
        ):
            self.assertEqual(score(figures), expected, figures)

    def test_grade(self):
        values = {100: "A", 90: "A", 89.9: "B", 75: "B", 60: "C", 59.9: "D", 0: "D"}
        for value, letter in values.items():
            self.assertEqual(grade(value), letter)
        self.assertIsNone(grade(None))


@tagged("post_install", "-at_install")
class TestSupplierScore(DeviationCommon):
    """NC-33: the supplier's file on the partner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.severity = cls.env["quality.severity"].create(
            {"name": "Grave", "level": 30, "code": "test_grave"}
        )

    def _figures(self, partner=None, **context):
        partner = (partner or self.supplier).with_context(**context)
        partner.invalidate_recordset()
        return (
            partner.supplier_lots,
            partner.supplier_lots_rejected,
            partner.supplier_problems,
            partner.supplier_points,
            partner.supplier_answers_due,
            partner.supplier_answers_in_time,
        )

    def _find(self, lot, **vals):
        vals = {"supplier_id": self.supplier.id, "severity_id": self.severity.id} | vals
        return self._nonconformity(2, lot, **vals)

    def test_points_follow_the_gravity_and_can_be_set(self):
        self.assertEqual(self.severity.supplier_points, 5)
        self.severity.supplier_points = 8
        self.assertEqual(self.severity.supplier_points, 8)

    def test_nothing_delivered_no_score(self):
        self.assertEqual(self._figures(), (0,) * 6)
        self.assertFalse(self.supplier.supplier_grade)

    def test_figures_and_score(self):
        self._receive(10, self.lot_a)
        self._receive(10, self.lot_b)
        self._receive(10, self._lots("C"))
        self._receive(10, self._lots("D"))
        self._find(self.lot_a)
        self.assertEqual(self._figures(), (4, 1, 1, 5, 0, 0))
        self.assertEqual(self.supplier.supplier_score, 70 * 0.75 + 30 - 5)
        self.assertEqual(self.supplier.supplier_grade, "B")

    def test_what_does_not_count(self):
        self._receive(10, self.lot_a)
        self._find(self.lot_a, isolate=False)  # not confirmed yet
        self._find(self.lot_a, responsible="carrier")
        self._find(self.lot_a, supplier_id=self.customer.id)
        self._find(self.lot_a).with_user(self.officer)._cancel("It conforms")
        self.assertEqual(self._figures(), (1, 0, 0, 0, 0, 0))
        self.assertEqual(self.supplier.supplier_score, 100)

    def test_contacts_share_the_figures_of_their_company(self):
        self._receive(10, self.lot_a)
        person = self.env["res.partner"].create(
            {"name": "Sales", "parent_id": self.supplier.id}
        )
        self._find(self.lot_a, supplier_id=person.id)
        self.assertEqual(self._figures(person), (1, 1, 1, 5, 0, 0))
        self.assertEqual(self._figures(), self._figures(person))

    def test_answers_in_time_and_late(self):
        early, late, silent, pending = (
            self._notice(answer_form="short") for _n in range(4)
        )
        pending._extend_reply(self.today + timedelta(days=300), "Holidays")
        self._answer(early)
        with self._later(24 * 20):
            self._answer(late)
            self.env.flush_all()
            found = self._figures()
        self.assertEqual(found[4:], (3, 1))
        self.assertEqual(silent.state, "issued")

    def test_period(self):
        self._receive(10, self.lot_a)
        with self._later(24 * 40):
            self._receive(10, self.lot_b)
        day = self.today + timedelta(days=20)
        self.assertEqual(self._figures(supplier_score_to=str(day))[0], 1)
        last = self.today + timedelta(days=60)
        found = self._figures(supplier_score_from=str(day), supplier_score_to=str(last))
        self.assertEqual(found[0], 1)
        with self._later(24 * 370):
            self.assertEqual(self._figures()[0], 1, "the first lot is out of the year")

    def test_of_the_current_company_only(self):
        self._receive(10, self.lot_a)
        sister = self.env["res.company"].create({"name": "Sister"})
        partner = self.supplier.with_company(sister)
        self.assertEqual(partner.supplier_lots, 0)

    def test_queries_do_not_grow(self):
        def cost(number):
            partners = self.env["res.partner"].create(
                [{"name": f"Maker {n}", "supplier_rank": 1} for n in range(number)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            partners.mapped("commercial_partner_id.name")
            before = self.env.cr.sql_log_count
            partners.mapped("supplier_score")
            partners.mapped("supplier_notice_count")
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertEqual(cost(3), cost(30))

    def test_counts_and_lists(self):
        self._receive(10, self.lot_a)
        source = self._find(self.lot_a)
        self._dispose(source, "return_supplier", 2).with_user(self.officer)._approve()
        source.with_user(self.inspector)._open_supplier_notice()
        self._request(submit=False)
        for user in (self.buyer, self.inspector):
            partner = self.supplier.with_user(user)
            partner.invalidate_recordset()
            self.assertEqual(partner.supplier_notice_count, 1)
            self.assertEqual(partner.supplier_deviation_count, 1)
            self.assertEqual(partner.supplier_return_count, 1)
            self.assertEqual(partner.supplier_problem_ids, source)
            for name in ("notices", "deviations", "returns", "problems"):
                action = getattr(partner, f"action_view_supplier_{name}")()
                found = self.env[action["res_model"]].with_user(user)
                self.assertEqual(len(found.search(action["domain"])), 1, name)

    def test_a_secret_is_not_counted_for_the_buyer(self):
        self._notice(confidential=True)
        partner = self.supplier.with_user(self.buyer)
        self.assertEqual(partner.supplier_notice_count, 0)
        self.assertEqual(
            self.supplier.with_user(self.inspector).supplier_notice_count, 1
        )

    def test_others_see_no_file(self):
        partner = self.supplier.with_user(self.worker)
        for name in ("supplier_score", "supplier_problem_ids", "supplier_notice_count"):
            with self.assertRaises(AccessError):
                partner.read([name])

    def test_forms_open_for_each_role(self):
        self._receive(10, self.lot_a)
        self._find(self.lot_a)
        self._find(self.lot_a, confidential=True)
        for user in (self.buyer, self.inspector, self.worker):
            self.env.flush_all()
            self.env.invalidate_all()
            Form(self.supplier.with_user(user))
            if user != self.worker:
                problems = self.supplier.with_user(user).supplier_problem_ids
                self.assertEqual(len(problems), 1 if user == self.buyer else 2)
        for user in (self.buyer, self.inspector):
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "quality_nonconformity.quality_supplier_action"
            )
            domain = literal_eval(action["domain"])
            found = self.env["res.partner"].with_user(user).search(domain)
            self.assertIn(self.supplier, found)
