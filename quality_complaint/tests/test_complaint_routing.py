from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from ..tools.locality import same_place
from .common_investigation import InvestigationCommon


@tagged("post_install", "-at_install")
class TestSamePlace(TransactionCase):
    """Local or not, as plain arithmetic [CO-14]."""

    def test_scopes(self):
        home = (1, 2, "杭州市")
        cases = [
            ((1, 2, "杭州"), "city", True),
            ((1, 2, "宁波市"), "city", False),
            ((1, 3, "杭州"), "city", False),
            ((1, 2, ""), "city", None),
            ((1, 2, "宁波市"), "state", True),
            ((1, False, "杭州"), "state", None),
            ((1, 3, ""), "country", True),
            ((9, 2, "杭州市"), "country", False),
            ((False, False, ""), "country", None),
        ]
        for place, scope, expected in cases:
            with self.subTest(place=place, scope=scope):
                self.assertIs(same_place(home, place, scope), expected)

    def test_unknown_scope(self):
        with self.assertRaises(ValueError):
            same_place((1, 2, "x"), (1, 2, "x"), "street")


@tagged("post_install", "-at_install")
class TestComplaintRouting(InvestigationCommon):
    """Who gets a complaint, and who never does [CO-14 to CO-17, XX-14]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["quality.complaint.route"].create(
            [
                {"subject": "product", "team_id": cls.quality_team.id},
                {
                    "kind_id": cls.env.ref("quality_complaint.kind_standard").id,
                    "team_id": cls.top.id,
                    "helper_team_ids": [Command.set(cls.quality_team.ids)],
                    "sequence": 99,
                },
            ]
        )

    def test_table_narrowest_wins(self):
        standard = self.env.ref("quality_complaint.kind_standard")
        self.assertEqual(
            self._complaint(kind_id=self.failure.id).team_id, self.quality_team
        )
        complaint = self._complaint(kind_id=standard.id)
        self.assertEqual(complaint.team_id, self.top)
        self.assertEqual(complaint.helper_team_ids, self.quality_team)
        self.assertIn(self.officer, complaint.participant_ids)
        self.assertEqual(len(self._told(complaint, self.officer)), 1)

    def test_own_company_row_wins(self):
        Route = self.env["quality.complaint.route"]
        teams = self.top | self.quality_team
        (teams | self.service_team | self.neutral_team).company_id = False
        Route.search([]).company_id = False
        Route.create({"subject": "product", "team_id": self.top.id, "sequence": 500})
        complaint = self._complaint(kind_id=self.failure.id)
        self.assertEqual(complaint.team_id, self.top)

    def test_reclassified_while_new_only(self):
        complaint = self._complaint(kind_id=self.enquiry.id).with_user(self.handler)
        self.assertFalse(complaint.team_id)
        complaint.kind_id = self.failure
        self.assertEqual(complaint.team_id, self.quality_team)
        complaint._accept()
        complaint.team_id = self.top
        complaint.kind_id = self.env.ref("quality_complaint.kind_packaging")
        self.assertEqual(complaint.team_id, self.top)

    def test_one_query_for_many(self):
        complaints = self.env["quality.complaint"].browse()
        for _number in range(20):
            complaints |= self._complaint(kind_id=self.failure.id)
        complaints.sudo().mapped("kind_id.subject")
        self.env.flush_all()
        with self.assertQueryCount(3):
            self.env["quality.complaint.route"]._find(complaints.sudo())

    def test_a_row_is_for_kind_or_subject(self):
        with self.assertRaises(ValidationError):
            self.env["quality.complaint.route"].create(
                {
                    "kind_id": self.failure.id,
                    "subject": "product",
                    "team_id": self.top.id,
                }
            )

    def test_only_managers_route(self):
        vals = {"subject": "service", "team_id": self.top.id}
        Route = self.env["quality.complaint.route"]
        count = Route.search_count([])
        for user in (self.employee, self.handler):
            with self.assertRaises(AccessError):
                Route.with_user(user).create(vals)
        self.assertEqual(Route.search_count([]), count)
        Route.with_user(self.complaint_manager).create(vals)

    def test_service_goes_to_the_neutral_recipient_who_tells_the_head(self):
        complaint = self._complaint(
            kind_id=self.attitude.id, accused_team_id=self.service_team.id
        )
        self.assertEqual(complaint.team_id, self.neutral_team)
        self.assertEqual(complaint.investigator_id, self.service_head)
        self.assertEqual(len(self._told(complaint, self.service_head)), 1)
        seen = complaint.with_user(self.service_head)
        self.assertEqual(seen.description, "The pump stopped after an hour.")
        complaint.sudo().kind_id = self.env.ref("quality_complaint.kind_skill")
        self.assertEqual(len(self._told(complaint, self.service_head)), 1)

    def test_department_marked_neutral_receives_without_a_setting(self):
        self.env.company.complaint_neutral_team_id = False
        self.neutral_team.neutral = True
        complaint = self._complaint(accused_team_id=self.service_team.id)
        self.assertEqual(complaint.team_id, self.neutral_team)

    def test_head_complained_about_is_passed_over(self):
        complaint = self._complaint(
            user=self.handler,
            accused_team_id=self.service_team.id,
            accused_user_id=self.service_head.id,
        )
        self.assertEqual(complaint.investigator_id, self.top_head)
        self.assertFalse(self._told(complaint, self.service_head))
        with self.assertRaises(AccessError):
            complaint.with_user(self.service_head).read(["description"])

    def test_complained_about_is_in_no_hand(self):
        complaint = self._complaint(user=self.handler, accused_user_id=self.nurse.id)
        for name in ("user_id", "investigator_id"):
            with self.assertRaises(ValidationError):
                complaint[name] = self.nurse
            complaint.invalidate_recordset()
            self.assertNotEqual(complaint[name], self.nurse)
        with self.assertRaises(ValidationError):
            complaint._add_participants(self.nurse)

    def test_complained_about_changes_nothing(self):
        complaint = self._complaint(accused_team_id=self.service_team.id)
        complaint.sudo().accused_user_id = self.second_handler
        mine = complaint.with_user(self.second_handler)
        for vals in ({"justified": "no"}, {"accused_user_id": False}, {"demand": "x"}):
            with self.assertRaises(AccessError):
                mine.write(vals)
        self.assertEqual(complaint.sudo().accused_user_id, self.second_handler)
        self.assertFalse(complaint.justified)

    def test_department_does_not_ask_the_customer_again(self):
        staff = self.env.ref("quality_complaint.group_complaint_user")
        (self.service_head | self.nurse).group_ids = [Command.link(staff.id)]
        complaint = self._investigated(
            kind_id=self.attitude.id, accused_team_id=self.service_team.id
        )
        complaint._solve()
        complaint.reply = "<p>We are sorry.</p>"
        complaint._reply()
        complaint.customer_opinion = "accepted"
        for user in (self.service_head, self.nurse):
            with self.assertRefused("neutral", "Administration"):
                complaint.with_user(user)._revisit()
        self.assertEqual(complaint.state, "replied")
        complaint.with_user(self.neutral_person)._revisit()
        complaint.write({"result": "Content.", "revisit_evaluation": "good"})
        with self.assertRefused("neutral"):
            complaint.with_user(self.nurse)._close()
        complaint.with_user(self.neutral_person)._close()
        self.assertEqual(complaint.state, "closed")

    def test_locality(self):
        china = self.env.ref("base.cn")
        self.company.partner_id.write({"country_id": china.id, "city": "杭州市"})
        self.warehouse.partner_id = self.company.partner_id
        self.customer.write({"country_id": china.id, "city": "杭州"})
        order = self._sell(1)
        complaint = self._complaint(sale_id=order.id)
        self.assertEqual(complaint.locality, "local")
        shop = self.env["res.partner"].create(
            {"name": "Shop", "country_id": china.id, "city": "宁波"}
        )
        order.partner_shipping_id = shop
        self.assertEqual(self._complaint(sale_id=order.id).locality, "remote")
        complaint.locality_override = "remote"
        self.assertEqual(complaint.locality, "remote")
        complaint.locality_override = False
        self.assertEqual(complaint.locality, "remote", "the order says so now")
        self.assertFalse(self._complaint(partner_id=False).locality)
