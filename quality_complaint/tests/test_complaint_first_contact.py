"""Solved at first contact, acknowledged, prioritised."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.quality_complaint.models.quality_complaint_priority import priority_of

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestFirstContact(ComplaintCommon):
    """Information and service only; never goods, money, lots, safety [CO-07, X-17]."""

    def test_solve_first_confirm_later(self):
        complaint = self._complaint(kind_id=self.enquiry.id)
        self.assertTrue(complaint.can_first_contact)
        complaint._solve_at_first_contact("Explained how to set the clock.")
        self.assertEqual(complaint.first_contact_state, "pending")
        self.assertEqual(complaint.first_contact_by_id, self.employee)
        staff = complaint.with_user(self.handler)
        staff._accept()
        staff.write({"justified": "no", "justified_reason": "A question."})
        with self.assertRefused("first contact"):
            staff._solve()
        self.assertEqual(complaint.state, "accepted")
        staff._confirm_first_contact()
        staff._solve()
        self.assertEqual(complaint.state, "solution")
        self.assertEqual(complaint.first_contact_checked_by_id, self.handler)

    def test_never_goods_money_lots_safety(self):
        billing = self.env.ref("quality_complaint.kind_billing")
        late = self.env.ref("quality_complaint.kind_late")
        adverse = self.env.ref("quality_complaint.kind_adverse")
        major = self.env.ref("quality_complaint.level_major")
        major.told_function_ids = self.env.ref(
            "quality_nonconformity.function_general_manager"
        )
        for vals, words in (
            ({"kind_id": self.failure.id}, "only service and information"),
            ({"kind_id": late.id}, "only service and information"),
            ({"kind_id": billing.id}, "money"),
            ({"kind_id": adverse.id}, "safety"),
            ({"kind_id": self.attitude.id, "level_id": major.id}, "major"),
            (
                {
                    "kind_id": self.enquiry.id,
                    "lot_ids": [Command.set(self.lot_a.ids)],
                },
                "lots",
            ),
            ({}, "what kind"),
        ):
            complaint = self._complaint(**vals)
            with self.assertRefused(words):
                complaint._solve_at_first_contact("Gave a new one.")
            self.assertFalse(complaint.can_first_contact)
            self.assertFalse(complaint.first_contact_state)

    def test_nobody_confirms_his_own(self):
        complaint = self._complaint(user=self.handler, kind_id=self.attitude.id)
        complaint._solve_at_first_contact("Apologised.")
        with self.assertRaises(AccessError):
            complaint._confirm_first_contact()
        with self.assertRefused("complaint staff"):
            complaint.with_user(self.seller)._confirm_first_contact()
        self.assertEqual(complaint.first_contact_state, "pending")
        complaint.with_user(self.second_handler)._confirm_first_contact("Right so.")
        self.assertEqual(complaint.first_contact_state, "confirmed")

    def test_reclassified_as_goods_is_not_confirmed(self):
        complaint = self._complaint(kind_id=self.attitude.id)
        complaint._solve_at_first_contact("Apologised.")
        complaint.with_user(self.handler).kind_id = self.failure
        with self.assertRefused("only service and information"):
            complaint.with_user(self.handler)._confirm_first_contact()
        self.assertEqual(complaint.first_contact_state, "pending")
        staff = complaint.with_user(self.handler)
        with self.assertRefused("Say why"):
            staff._refuse_first_contact(" ")
        staff._refuse_first_contact("The pump was broken: goods.")
        self.assertEqual(complaint.first_contact_state, "refused")
        self.assertIn(self.employee, complaint.sudo().activity_ids.user_id)

    def test_who_and_when(self):
        complaint = self._complaint(kind_id=self.attitude.id)
        with self.assertRefused("what was done"):
            complaint._solve_at_first_contact("")
        other = self._user("first_contact_other", "quality_base.group_quality_auditor")
        with self.assertRaises(AccessError):
            complaint.with_user(other)._solve_at_first_contact("Me too")
        staff = complaint.with_user(self.handler)
        staff._accept()
        staff._investigate()
        with self.assertRefused("being handled already"):
            staff._solve_at_first_contact("Too late")
        with self.assertRefused("waits for a"):
            staff._confirm_first_contact()
        with self.assertRefused("set by the document"):
            staff.first_contact_state = "confirmed"
        self.assertFalse(complaint.first_contact_state)


@tagged("post_install", "-at_install")
class TestAcknowledge(ComplaintCommon):
    """The customer is told of the acceptance within 24 hours [CO-08]."""

    def _customer_messages(self, complaint):
        return complaint.sudo().message_ids.filtered(
            lambda m: m.message_type == "auto_comment"
        )

    def _clock(self, complaint):
        return complaint.deadline_ids.filtered(lambda d: d.step == "acknowledge")

    def test_mail_at_acceptance(self):
        self.company.complaint_phone = "010 5550 0100"
        complaint = self._complaint(contact_email="ward@example.com")
        self.assertEqual(self._clock(complaint).state, "open")
        complaint.with_user(self.handler)._accept()
        self.assertEqual(complaint.acknowledged_how, "mail")
        self.assertEqual(complaint.acknowledged_by_id, self.handler)
        message = self._customer_messages(complaint)
        self.assertEqual(message.outgoing_email_to, "ward@example.com")
        self.assertIn(complaint.name, message.body)
        self.assertIn("010 5550 0100", message.body)
        self.assertNotIn(self.customer.name, message.body)
        self.assertEqual(self._clock(complaint).state, "met")

    def test_to_the_customer_on_file(self):
        self.customer.email = "hospital@example.com"
        complaint = self._complaint()
        complaint.with_user(self.handler)._accept()
        message = self._customer_messages(complaint)
        self.assertEqual(message.partner_ids, self.customer)

    def test_by_telephone_where_there_is_no_address(self):
        complaint = self._complaint(contact_phone="010 5550 0123")
        staff = complaint.with_user(self.handler)
        staff._accept()
        self.assertFalse(complaint.acknowledged_on)
        self.assertIn(self.handler, complaint.activity_ids.user_id)
        self.assertEqual(self._clock(complaint).state, "open")
        with self.assertRefused("what the customer was told"):
            staff._record_acknowledged(" ")
        with self.assertRefused("complaint staff"):
            complaint.with_user(self.employee)._record_acknowledged("Told")
        staff._record_acknowledged("Accepted; a technician comes on Monday.")
        self.assertEqual(complaint.acknowledged_how, "other")
        self.assertEqual(self._clock(complaint).state, "met")
        self.assertNotIn(self.handler, complaint.activity_ids.user_id)
        with self.assertRefused("told already"):
            staff._record_acknowledged("Again")

    def test_nobody_to_tell(self):
        complaint = self._complaint(partner_id=False, relation="anonymous")
        complaint.with_user(self.handler)._accept()
        self.assertEqual(complaint.acknowledged_how, "unknown")

    def test_told_once(self):
        complaint = self._complaint(contact_email="ward@example.com")
        staff = complaint.with_user(self.handler)
        staff._reject("Advertising.")
        self.assertEqual(self._clock(complaint).state, "cancelled")
        complaint = self._complaint(contact_email="ward@example.com")
        complaint.with_user(self.handler)._accept()
        complaint.with_user(self.handler)._reject("Advertising.")
        complaint.with_user(self.complaint_manager)._reopen("accepted", "Real.")
        self.assertEqual(complaint.state, "accepted")
        self.assertEqual(len(self._customer_messages(complaint)), 1)


@tagged("post_install", "-at_install")
class TestPriority(ComplaintCommon):
    """Valued, classified, prioritised, with a named person [CO-12]."""

    def test_stars(self):
        expected = {
            ("low", "low"): "0",
            ("low", "high"): "1",
            ("normal", "normal"): "1",
            ("normal", "high"): "2",
            ("high", "high"): "3",
        }
        for pair, stars in expected.items():
            self.assertEqual(priority_of(*pair), stars, pair)

    def test_follows_what_is_known(self):
        complaint = self._complaint(urgency="high")
        self.assertEqual((complaint.importance, complaint.priority), ("normal", "2"))
        complaint.with_user(self.handler).kind_id = self.env.ref(
            "quality_complaint.kind_adverse"
        )
        self.assertEqual((complaint.importance, complaint.priority), ("high", "3"))

    def test_judgement_settles_the_valuation(self):
        complaint = self._complaint()
        self.assertEqual(complaint.valuation, "open")
        staff = complaint.with_user(self.handler)
        staff.valuation = "real"
        self.assertEqual(complaint.valuation, "real")
        staff._accept()
        self.assertTrue(complaint.user_id)
        staff.write({"justified": "no", "justified_reason": "Used wrongly."})
        self.assertEqual(complaint.valuation, "none")

    def test_not_closed_unclassified(self):
        complaint = self._investigated()
        complaint.kind_id = False
        self.assertTrue(
            [text for text in complaint._get_close_blockers() if "classify" in text]
        )
        complaint.kind_id = self.failure
        self.assertFalse(
            [text for text in complaint._get_close_blockers() if "classify" in text]
        )
