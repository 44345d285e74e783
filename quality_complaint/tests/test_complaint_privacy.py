"""Confidential complaints hide the complainant from all but complaint managers."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_privacy import EMAIL, NAME, PHONE, PrivacyCommon


@tagged("post_install", "-at_install")
class TestComplaintPrivacy(PrivacyCommon):
    def test_stored_apart(self):
        complaint = self._secret()
        self._assert_nameless(complaint)
        person = complaint.with_user(self.complaint_manager).person_ids
        self.assertEqual(person.contact_name, NAME)
        self.assertEqual(person.sale_id, self.order)
        self.assertEqual(person.partner_id, self.customer)

    def test_context_defaults_are_hidden_too(self):
        model = self.env["quality.complaint"].with_context(
            default_confidential=True,
            default_contact_name=NAME,
            default_partner_id=self.customer.id,
        )
        complaint = model.with_user(self.employee).create({"description": "Theft"})
        self._assert_nameless(complaint)
        person = complaint.with_user(self.complaint_manager).person_ids
        self.assertEqual(person.contact_name, NAME)

    def test_batch_hides_only_the_secret_ones(self):
        model = self.env["quality.complaint"].with_user(self.employee)
        one, two = model.create(
            [
                {"description": "a", **self.identity},
                {"description": "b", **self.identity, "confidential": True},
            ]
        )
        self.assertEqual(one.contact_name, NAME)
        self._assert_nameless(two)
        two.user_id = self.complaint_manager
        (one + two).with_user(self.complaint_manager).write({"contact_phone": "1234"})
        self.assertEqual(one.contact_phone, "1234")
        self._assert_nameless(two)
        self.assertEqual(two.sudo().person_ids.contact_phone, "1234")

    def test_only_managers_read_the_person(self):
        person = self._secret().sudo().person_ids
        people = (self.handler, self.officer, self.inspector, self.employee)
        auditor = self._user("privacy_auditor", "quality_base.group_quality_auditor")
        keeper = self._user("privacy_keeper", "quality_base.group_quality_confidential")
        for user in (*people, self.manager, auditor, keeper, self.seller):
            with self.assertRaises(AccessError):
                person.with_user(user).read(["contact_name"])
            with self.assertRaises(AccessError):
                person.with_user(user).search([("contact_name", "=", NAME)])
        found = person.with_user(self.complaint_manager).search([])
        self.assertIn(person, found)

    def test_the_field_is_closed_to_the_handler(self):
        complaint = self._secret().with_user(self.handler)
        self.assertEqual(complaint.description, "The pump stopped after an hour.")
        with self.assertRaises(AccessError):
            complaint.read(["person_ids"])
        with self.assertRaises(AccessError):
            complaint.search([("person_ids.contact_name", "=", NAME)])

    def test_no_way_to_find_it_by_value(self):
        complaint = self._secret()
        Complaint = self.env["quality.complaint"].with_user(self.complaint_manager)
        for domain in (
            [("contact_name", "=", NAME)],
            [("contact_email", "ilike", "whisper")],
            [("partner_id", "=", self.customer.id)],
            [("commercial_partner_id", "=", self.customer.id)],
            [("sale_id", "=", self.order.id)],
            [("picking_id.partner_id", "=", self.customer.id)],
        ):
            self.assertNotIn(complaint, Complaint.search(domain), domain)
        self.assertFalse(Complaint.name_search(NAME))
        groups = Complaint.formatted_read_group(
            [("id", "=", complaint.id)], ["partner_id"], ["__count"]
        )
        self.assertEqual([row["partner_id"] for row in groups], [False])
        complaint.sudo().user_id = self.officer
        self.officer.group_ids += self.env.ref("base.group_allow_export")
        exported = complaint.with_user(self.officer).export_data(
            ["name", "partner_id/name", "contact_name", "sale_id/name"]
        )
        self.assertEqual(exported["datas"][0][1:], ["", "", ""])
        self.assertEqual(self.order.with_user(self.handler).complaint_count, 0)

    def test_made_confidential_later(self):
        complaint = self._complaint(**self.identity, user_id=self.handler.id)
        self.flush_tracking()
        complaint.with_user(self.handler).partner_id = self.supplier
        self.flush_tracking()
        complaint.with_user(self.handler).partner_id = self.customer
        self.flush_tracking()
        tracked = self.env["mail.tracking.value"].search(
            [("mail_message_id", "in", complaint.message_ids.ids)]
        )
        self.assertIn("partner_id", tracked.field_id.mapped("name"))
        complaint.with_user(self.handler).confidential = True
        self.flush_tracking()
        self._assert_nameless(complaint)
        tracked = self.env["mail.tracking.value"].search(
            [("mail_message_id", "in", complaint.message_ids.ids)]
        )
        self.assertNotIn("partner_id", tracked.field_id.mapped("name"))
        self.assertIn("confidential", tracked.field_id.mapped("name"))
        person = complaint.with_user(self.complaint_manager).person_ids
        self.assertEqual(person._get_values(), self.identity)

    def test_talk_with_the_customer_moves(self):
        complaint = self._complaint(**self.identity, user_id=self.handler.id)
        words = complaint.sudo().message_post(
            body="We are Whispering Ward",
            author_id=self.customer.id,
            attachments=[("ward.txt", b"Ward 3")],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        note = complaint.message_post(body="Called back", message_type="comment")
        complaint.sudo().message_subscribe(self.customer.ids)
        complaint.with_user(self.handler).confidential = True
        person = complaint.sudo().person_ids
        self.assertIn(words, person.message_ids)
        self.assertNotIn(words, complaint.sudo().message_ids)
        self.assertIn(note, complaint.sudo().message_ids)
        self.assertNotIn(self.customer, complaint.sudo().message_partner_ids)
        for record in (words, words.attachment_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.handler).read(["display_name"])
            record.with_user(self.complaint_manager).read(["display_name"])

    def test_later_talk_goes_to_the_person(self):
        complaint = self._secret()
        person = complaint.sudo().person_ids
        before = complaint.sudo().message_ids
        mail = complaint.sudo().message_post(
            body="My name is", email_from=EMAIL, author_id=False, message_type="email"
        )
        answer = complaint.with_user(self.handler).message_post(
            body="Dear ward", partner_ids=self.customer.ids, message_type="comment"
        )
        self.assertEqual((mail + answer).mapped("res_id"), [person.id] * 2)
        self.assertEqual(complaint.sudo().message_ids, before)
        inside = complaint.with_user(self.handler).message_post(
            body="Ask the lab", partner_ids=self.officer.partner_id.ids
        )
        self.assertEqual(inside.model, "quality.complaint")
        complaint.sudo().message_subscribe(self.customer.ids)
        self.assertNotIn(self.customer, complaint.sudo().message_partner_ids)

    def test_a_handler_adds_but_does_not_change(self):
        complaint = self._secret(contact_phone=False).with_user(self.handler)
        complaint.contact_phone = PHONE
        person = complaint.sudo().person_ids
        self.assertEqual(person.contact_phone, PHONE)
        complaint.write({"contact_phone": False, "demand": "Refund"})
        self.assertEqual(person.contact_phone, PHONE)
        self.assertEqual(complaint.demand, "Refund")
        with self.assertRaisesRegex(AccessError, "complaint managers"):
            complaint.contact_name = "Somebody Else"
        self.assertEqual(person.contact_name, NAME)
        complaint.with_user(self.complaint_manager).contact_name = "Corrected"
        self.assertEqual(person.contact_name, "Corrected")
        self._assert_nameless(complaint)

    def test_only_managers_lift_it(self):
        complaint = self._secret()
        with self.assertRaisesRegex(AccessError, "stays confidential"):
            complaint.with_user(self.handler).confidential = False
        self._assert_nameless(complaint)
        complaint.with_user(self.complaint_manager).confidential = False
        self.assertFalse(complaint.sudo().person_ids)
        self.assertEqual(complaint.contact_name, NAME)
        self.assertEqual(complaint.sale_id, self.order)

    def test_the_accused_manager_sees_nothing(self):
        complaint = self._secret()
        complaint.with_user(self.handler).accused_user_id = self.complaint_manager
        person = complaint.sudo().person_ids
        for record in (person, complaint):
            with self.assertRaises(AccessError):
                record.with_user(self.complaint_manager).read(["display_name"])
        other = self._user(
            "privacy_manager", "quality_complaint.group_complaint_manager"
        )
        self.assertEqual(person.with_user(other).contact_name, NAME)
