"""What follows from a confidential complaint, and what there was before."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_privacy import EMAIL, NAME, PrivacyCommon


@tagged("post_install", "-at_install")
class TestComplaintPrivacyTraces(PrivacyCommon):
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
        with self.assertRaises(AccessError):
            complaint.with_user(self.handler).action_open_customer_page()
        page = complaint.with_user(self.complaint_manager).action_open_customer_page()
        self.assertIn(complaint.sudo().access_token, page["url"])

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

    def test_no_return_bears_its_number(self):
        complaint = self._secret(product_id=self.product.id, lot_ids=self.lot_a.ids)
        before = self.env["quality.return"].search_count([])
        with self.assertRefused("names the customer"):
            self._return((self.lot_a, 1, "quality"), complaint_id=complaint.id)
        self.assertEqual(self.env["quality.return"].search_count([]), before)
        ret = self._return((self.lot_a, 1, "quality"))
        with self.assertRaisesRegex(UserError, "names the customer"):
            ret.with_user(self.handler).complaint_id = complaint
        complaint.sudo()._write_gated({"state": "solution"})
        line = self._solution(complaint, "return", quantity=1)
        with self.assertRaisesRegex(UserError, "the customer"):
            line._start()
        self.assertEqual(line.state, "proposed")
