"""First responsible, hand-over chain, desk, regional manager, major matters."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestHandover(ComplaintCommon):
    """The first one asked hands over; who takes over, accepts [CO-06]."""

    def _handed(self, **vals):
        complaint = self._complaint(**vals)
        complaint._hand_over(
            self.handler, "Not my department; noted all.", outside_duty=True
        )
        return complaint

    def test_hand_over_and_accept(self):
        complaint = self._handed()
        row = complaint.handover_ids
        self.assertRecordValues(
            row,
            [
                {
                    "state": "waiting",
                    "from_user_id": self.employee.id,
                    "to_user_id": self.handler.id,
                    "outside_duty": True,
                }
            ],
        )
        self.assertFalse(complaint.user_id, "not his before he accepts")
        mine = complaint.with_user(self.handler)
        self.assertTrue(mine.can_take_over)
        self.assertIn(self.handler, complaint.sudo().activity_ids.user_id)
        mine.action_take_over()
        self.assertEqual(complaint.user_id, self.handler)
        self.assertEqual(complaint.first_responsible_id, self.employee)
        self.assertEqual(row.state, "accepted")
        self.assertTrue(row.date_answered)
        self.assertEqual(len(complaint.handover_ids), 1)
        self.assertFalse(complaint.sudo().activity_ids, "nothing is left to do")

    def test_decline_with_reason_leaves_it(self):
        complaint = self._handed()
        row = complaint.handover_ids.with_user(self.handler)
        with self.assertRefused("Say why"):
            row._decline("")
        self.assertEqual(row.state, "waiting")
        row._decline("On leave from tomorrow.")
        self.assertEqual(row.state, "declined")
        self.assertFalse(complaint.user_id)
        self.assertIn(self.employee, complaint.sudo().activity_ids.user_id)

    def test_absent_leader_another_colleague(self):
        complaint = self._handed()
        complaint._hand_over(self.second_handler, "The first is absent.")
        states = complaint.handover_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["withdrawn", "waiting"])
        with self.assertRefused("taken back already"):
            complaint.handover_ids.filtered(
                lambda row: row.state == "withdrawn"
            ).with_user(self.handler)._accept_handover()
        complaint.with_user(self.second_handler).action_take_over()
        self.assertEqual(complaint.user_id, self.second_handler)

    def test_only_the_receiver_answers(self):
        row = self._handed().handover_ids
        for user in (self.second_handler, self.complaint_manager, self.employee):
            with self.assertRaises(AccessError):
                row.with_user(user)._accept_handover()
        self.assertEqual(row.state, "waiting")

    def test_refused_hand_overs(self):
        complaint = self._complaint()
        stranger = self._user("handover_stranger", "base.group_user")
        with self.assertRefused("Say why"):
            complaint._hand_over(self.handler, " ")
        with self.assertRefused("complaint staff"):
            complaint._hand_over(stranger, "Take it")
        with self.assertRaises(AccessError):
            complaint.with_user(stranger)._hand_over(self.handler, "Mine?")
        complaint.sudo().accused_user_id = self.handler
        with self.assertRefused("not concerned"):
            complaint._hand_over(self.handler, "Take it")
        foreign = self._user(
            "handover_foreign", "quality_complaint.group_complaint_user"
        )
        company = self.env["res.company"].create({"name": "Sister"})
        foreign.write({"company_ids": company.ids, "company_id": company.id})
        with self.assertRefused("cannot take over"):
            complaint._hand_over(foreign, "Take it")
        self.assertFalse(complaint.handover_ids)
        closed = self._complaint()
        closed.with_user(self.handler)._reject("Advertising.")
        with self.assertRefused("is closed"):
            closed._hand_over(self.handler, "Take it")

    def test_who_is_complained_about_hands_over_what_he_has(self):
        complaint = self._complaint().with_user(self.handler)
        complaint._accept()
        complaint.with_user(self.complaint_manager)._write_gated({"user_id": False})
        complaint.sudo().accused_user_id = self.handler
        complaint.sudo()._write_gated({"first_responsible_id": self.handler.id})
        complaint._hand_over(self.second_handler, "It is about me.")
        complaint.with_user(self.second_handler).action_take_over()
        self.assertEqual(complaint.user_id, self.second_handler)

    def test_assignment_by_staff_is_in_the_chain(self):
        complaint = self._complaint().with_user(self.handler)
        complaint._accept()
        complaint.user_id = self.second_handler
        rows = complaint.handover_ids.sorted("id")
        self.assertEqual(rows.mapped("state"), ["assigned", "assigned"])
        self.assertEqual(
            [(row.from_user_id, row.to_user_id) for row in rows],
            [
                (self.employee, self.handler),
                (self.handler, self.second_handler),
            ],
        )

    def test_rows_are_nobodys_to_write(self):
        row = self._handed().handover_ids.with_user(self.complaint_manager)
        for attempt in (lambda: row.write({"state": "accepted"}), row.unlink):
            with self.assertRaises(AccessError):
                attempt()
        self.assertEqual(row.state, "waiting")

    def test_dialog(self):
        complaint = self._complaint()
        action = complaint.action_hand_over()
        wizard = self.env["quality.complaint.ask"].with_user(self.employee)
        form = Form(wizard.browse(action["res_id"]))
        form.user_id = self.handler
        form.reason = "Outside my duties."
        form.outside_duty = True
        form.save().action_confirm()
        self.assertEqual(complaint.handover_ids.to_user_id, self.handler)


@tagged("post_install", "-at_install")
class TestComplaintDesk(ComplaintCommon):
    """Whoever hears of it tells sales service and the regional manager [CO-20]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = cls._user("complaint_desk", "quality_complaint.group_complaint_user")
        cls.env.ref("quality_complaint.function_complaint_desk").user_ids = cls.desk
        cls.regional = cls._user("regional", "sales_team.group_sale_salesman")
        cls.region = cls.env["crm.team"].create(
            {"name": "North", "user_id": cls.regional.id}
        )
        cls.order = cls._sell(
            1, cls.lot_a, user_id=cls.seller.id, team_id=cls.region.id
        )

    def _told(self, complaint):
        return complaint.sudo().notice_ids.user_id

    def test_desk_and_regional_manager_are_told_at_once(self):
        complaint = self._complaint(
            user=self.worker, sale_id=self.order.id, kind_id=self.failure.id
        )
        told = self._told(complaint)
        self.assertIn(self.desk, told)
        self.assertIn(self.regional, told)
        complaint.with_user(self.regional).check_access("read")
        with self.assertRaises(AccessError):
            complaint.with_user(self.regional).demand = "More"

    def test_by_the_customers_seller(self):
        self.region.member_ids = self.seller
        self.customer.user_id = self.seller
        complaint = self._complaint()
        self.assertIn(self.regional, complaint.participant_ids)

    def test_who_is_complained_about_is_not_told(self):
        complaint = (
            self.env["quality.complaint"]
            .with_user(self.handler)
            .create(
                {
                    "description": "Rude",
                    "partner_id": self.customer.id,
                    "sale_id": self.order.id,
                    "accused_user_id": self.regional.id,
                }
            )
        )
        self.assertNotIn(self.regional, self._told(complaint))
        self.assertNotIn(self.regional, complaint.participant_ids)
        with self.assertRaises(AccessError):
            complaint.with_user(self.regional).check_access("read")

    def test_confidential_and_enquiries_stay_off_the_region(self):
        for vals in ({"confidential": True}, {"kind_id": self.enquiry.id}):
            complaint = self._complaint(sale_id=self.order.id, **vals)
            self.assertNotIn(self.regional, self._told(complaint))
            self.assertIn(self.desk, self._told(complaint))

    def test_desk_does_not_tell_itself(self):
        complaint = self._complaint(user=self.desk)
        self.assertNotIn(self.desk, self._told(complaint))

    def test_seller_reads_those_of_his_customers_only(self):
        mine = self._complaint(sale_id=self.order.id)
        other = self._complaint()
        found = self.env["quality.complaint"].with_user(self.seller).search([])
        self.assertIn(mine, found)
        self.assertNotIn(other, found)
        with self.assertRaises(AccessError):
            mine.with_user(self.seller).write({"demand": "x"})
        mine.sudo().confidential = True
        self.assertNotIn(
            mine, self.env["quality.complaint"].with_user(self.seller).search([])
        )

    def test_seller_does_not_read_what_is_about_him(self):
        mine = self._complaint(sale_id=self.order.id)
        mine.sudo().accused_user_id = self.seller
        self.env.invalidate_all()
        found = self.env["quality.complaint"].with_user(self.seller).search([])
        self.assertNotIn(mine, found)


@tagged("post_install", "-at_install")
class TestMajorMatter(ComplaintCommon):
    """Major matters go to the general manager at once, whoever files [CO-06]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post = cls.env.ref("quality_nonconformity.function_general_manager")
        cls.major = cls.env.ref("quality_complaint.level_major")
        cls.major.told_function_ids = [Command.set(cls.post.ids)]
        cls.leader = cls._user("general_manager", "base.group_user")

    def test_told_and_reads(self):
        self.post.user_ids = self.leader
        complaint = self._complaint(level_id=self.major.id)
        notice = complaint.sudo().notice_ids.filtered(
            lambda n: n.user_id == self.leader
        )
        self.assertTrue(notice.acknowledge_required)
        complaint.with_user(self.leader).check_access("read")

    def test_nobody_holds_the_post(self):
        self.post.user_ids = False
        self.assertFalse(self.post._get_holders(self.company))
        complaint = self._complaint()
        complaint.with_user(self.handler).level_id = self.major
        self.assertIn(self.manager, complaint.sudo().notice_ids.user_id)
        bodies = "".join(complaint.sudo().message_ids.mapped("body"))
        self.assertIn("Nobody holds the post", bodies)

    def test_ordinary_ones_stay_below(self):
        self.post.user_ids = self.leader
        complaint = self._complaint(
            level_id=self.env.ref("quality_complaint.level_general").id
        )
        self.assertNotIn(self.leader, complaint.sudo().notice_ids.user_id)
