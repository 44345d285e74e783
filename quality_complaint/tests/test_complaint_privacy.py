"""Confidential complaints hide the complainant from all but complaint managers."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.quality_complaint_person import IDENTITY
from .common import ComplaintCommon

NAME, PHONE, EMAIL = "Whispering Ward", "0571-1234", "ward@whisper.example"


class PrivacyCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=False))
        cls.order = cls._sell(3, cls.lot_a)
        cls.identity = {
            "partner_id": cls.customer.id,
            "contact_name": NAME,
            "contact_phone": PHONE,
            "contact_email": EMAIL,
            "contact_address": "Lake Road 7",
            "user_unit": "Ward 3",
            "channel_detail": "0571-9999",
            "sale_id": cls.order.id,
            "picking_id": cls.order.picking_ids.id,
        }
        cls.writer = cls._user("privacy_clerk", "quality_base.group_quality_user")

    @classmethod
    def _secret(cls, **vals):
        vals = {**cls.identity, "confidential": True, "user_id": cls.handler.id, **vals}
        return cls._complaint(**vals)

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def _stored(self, table, record):
        """All columns of a row, as the database has them, as one text."""
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT row_to_json(t)::text FROM {table} t WHERE id = %s",  # noqa: S608
            [record.id],
        )
        return self.env.cr.fetchone()[0]

    def _assert_nameless(self, complaint):
        for name in IDENTITY:
            self.assertFalse(complaint.sudo()[name], name)
        row = self._stored("quality_complaint", complaint)
        for text in (NAME, PHONE, EMAIL, "Lake Road", "Ward 3", "0571-9999"):
            self.assertNotIn(text, row)


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

    def test_what_was_opened_from_it_follows(self):
        complaint = self._complaint(
            **self.identity, product_id=self.product.id, lot_ids=self.lot_a.ids
        ).with_user(self.inspector)
        case = self.env["quality.nonconformity"].create(
            {
                "complaint_id": complaint.id,
                "description": "Seal",
                "product_id": self.product.id,
                "lot_ids": self.lot_a.ids,
                "quantity": 1,
                "partner_id": self.customer.id,
                "sale_id": self.order.id,
            }
        )
        capa = complaint._open_capa()
        complaint.confidential = True
        self.assertTrue(case.confidential and capa.sudo().confidential)
        self.assertFalse(case.partner_id or case.sale_id)

    def test_too_late_when_documents_name_him(self):
        complaint = self._complaint(**self.identity)
        self._return((self.lot_a, 1, "quality"), complaint_id=complaint.id)
        with self.assertRaisesRegex(UserError, "new, confidential"):
            complaint.with_user(self.handler).confidential = True
        self.assertFalse(complaint.confidential)
        self.assertEqual(complaint.contact_name, NAME)

    def test_the_token_is_not_read(self):
        complaint = self._secret()
        complaint.sudo()._portal_ensure_token()
        for user in (self.handler, self.complaint_manager):
            with self.assertRaises(AccessError):
                complaint.with_user(user).read(["access_token"])
        link = complaint.with_user(self.handler)._get_share_url()
        self.assertNotIn(complaint.sudo().access_token, link)

    def test_the_address_still_decides_the_place(self):
        country = self.env.ref("base.cn")
        self.company.partner_id.write({"country_id": country.id, "city": "Hangzhou"})
        place = {"country_id": country.id, "city": "Hangzhou"}
        self.warehouse.partner_id = self.company.partner_id
        self.customer.write(place)
        self.company.partner_id.state_id = self.customer.state_id = country.state_ids[
            :1
        ]
        opened = self._complaint(**self.identity)
        secret = self._secret()
        self.assertTrue(opened.locality)
        self.assertEqual(secret.locality, opened.locality)

    def test_company_of_the_person(self):
        complaint = self._secret()
        company = self.env["res.company"].create({"name": "Branch"})
        stranger = self._user(
            "privacy_branch", "quality_complaint.group_complaint_manager"
        )
        stranger.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        person = complaint.sudo().person_ids
        self.assertFalse(person.with_user(stranger).search([]) & person)

    def test_nobody_makes_or_removes_persons_by_hand(self):
        complaint = self._secret()
        person = complaint.sudo().person_ids
        with self.assertRaises(AccessError):
            person.with_user(self.complaint_manager).unlink()
        with self.assertRaises(AccessError):
            person.with_user(self.complaint_manager).create(
                {"complaint_id": complaint.id}
            )
        self.assertTrue(person.exists())

    def test_mails_reach_him_without_showing_him(self):
        complaint = self._secret(channel="email").with_user(self.handler)
        before = self.env["mail.mail"].search([])
        complaint._accept()
        sent = self.env["mail.mail"].search([]) - before
        self.assertIn(EMAIL, str(sent.mapped("email_to")))
        person = complaint.sudo().person_ids
        self.assertEqual(set(sent.mapped("model")), {person._name})
        self.assertEqual(complaint._get_reply_address(), EMAIL)
        for message in complaint.message_ids:
            self.assertNotIn(EMAIL, f"{message.body} {message.outgoing_email_to}")
        self._assert_nameless(complaint)

    def test_what_was_filed_again_is_hidden_too(self):
        goods = {"product_id": self.product.id, "lot_ids": self.lot_a.ids}
        first = self._complaint(**self.identity, **goods)
        again = self._complaint(**self.identity, **goods)
        self.assertEqual(again.sudo().same_matter_id, first)
        first.with_user(self.handler).confidential = True
        self.assertTrue(again.sudo().confidential)
        self._assert_nameless(again)

    def test_evidence_moves_and_stays_evidence(self):
        complaint = self._complaint(**self.identity).with_user(self.handler)
        words = complaint.sudo().message_post(
            body="It leaked",
            author_id=self.customer.id,
            attachments=[("leak.txt", b"leak")],
            message_type="comment",
        )
        complaint._accept()
        complaint.confidential = True
        self.assertEqual(words.model, "quality.complaint.person")
        boss = words.with_user(self.complaint_manager)
        for step in (
            lambda: boss.write({"body": "Nothing happened"}),
            boss.unlink,
            lambda: boss.attachment_ids.write({"name": "other.txt"}),
            boss.attachment_ids.unlink,
        ):
            with self.assertRaises(UserError):
                step()
        self.assertIn("It leaked", words.body)
        self.assertEqual(words.attachment_ids.raw, b"leak")
