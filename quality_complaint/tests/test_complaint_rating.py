import re

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestComplaintRating(ComplaintCommon):
    """CO-55: customers say how content they are; nobody rated says it for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls._complaint(
            contact_email="li@consumer.example", kind_id=cls.failure.id
        )

    def _close(self, complaint=None):
        complaint = (complaint or self.complaint).sudo()
        for state in ("accepted", "investigating", "solution", "replied", "closed"):
            complaint._set_state(state)  # conditions of the steps are tested elsewhere

    def _asked(self, complaint=None):
        return (complaint or self.complaint).message_ids.filtered(
            lambda m: (
                m.message_type == "auto_comment" and "content" in (m.subject or "")
            )
        )

    def _rate(self, rate=5, complaint=None):
        complaint = (complaint or self.complaint).sudo()
        token = complaint._rating_get_access_token()
        return complaint.rating_apply(rate, token=token, feedback="Quick")

    def test_asked_once_when_closed(self):
        self._close()
        asked = self._asked()
        self.assertEqual(asked.outgoing_email_to, "li@consumer.example")
        self.assertIn(self.complaint.sudo().access_token, asked.body)
        self.assertTrue(self.complaint.date_rating_asked)
        self.complaint.sudo()._reopen("investigating", "Again.")
        for state in ("solution", "replied", "closed"):
            self.complaint.sudo()._set_state(state)
        self.assertEqual(len(self._asked()), 1)

    def test_not_asked(self):
        self.company.complaint_ask_rating = False
        self._close()
        self.assertFalse(self._asked())
        self.company.complaint_ask_rating = True
        nobody = self._complaint(partner_id=False)
        enquiry = self._complaint(
            kind_id=self.enquiry.id, contact_email="li@consumer.example"
        )
        rated = self._complaint(contact_email="li@consumer.example")
        self._rate(5, rated)
        for complaint in (nobody, enquiry, rated):
            self._close(complaint)
            self.assertFalse(self._asked(complaint))

    def test_closed_case_takes_the_rating(self):
        self._close()
        self._rate(1)
        self.assertEqual(self.complaint.sudo().rating_last_value, 1.0)
        said = self.complaint.message_ids[0]
        rating = self._rate(5)
        self.assertEqual(self.complaint.sudo().rating_last_value, 5.0)
        again = self.complaint.sudo()
        again.rating_apply(3, rating=rating, feedback="On second thoughts")
        self.assertEqual(rating.rating, 3.0)
        self.assertTrue(said.exists())

    def test_nobody_writes_for_the_customer(self):
        rating = self._rate(1)
        for user in (self.handler, self.complaint_manager):
            mine = rating.with_user(user)
            with self.assertRefused("customer's own word"):
                mine.rating = 5
            with self.assertRefused("customer's own word"):
                mine.create(
                    {
                        "res_model_id": self.env["ir.model"]._get_id(
                            "quality.complaint"
                        ),
                        "res_id": self.complaint.id,
                        "rating": 5,
                        "consumed": True,
                    }
                )
        with self.assertRefused("customer's own word"):
            rating.with_user(self.env.ref("base.user_admin")).unlink()
        self.assertEqual(rating.rating, 1.0)

    def test_other_ratings_are_none_of_it(self):
        rating = (
            self.env["rating.rating"]
            .with_user(self.employee)
            .create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "res_id": self.customer.id,
                    "rating": 3,
                }
            )
        )
        rating.rating = 5
        self.assertEqual(rating.rating, 5.0)

    def test_staff_read_it(self):
        rating = self._rate(1)
        self.assertEqual(rating.with_user(self.handler).feedback, "Quick")
        action = self.complaint.with_user(self.handler).action_view_ratings()
        found = self.env["rating.rating"].with_user(self.handler)
        self.assertEqual(found.search(action["domain"]), rating)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            rating.with_user(self.employee).read(["feedback"])


@tagged("post_install", "-at_install")
class TestComplaintCode(ComplaintCommon):
    """CO-02: codes on delivery slips and labels lead to the form."""

    def _render(self, report, record, user):
        model = self.env["ir.actions.report"].with_user(user)
        return model._render_qweb_html(report, record.ids)[0].decode()

    def test_delivery_slip(self):
        picking = self._sell(5, self.lot_a).picking_ids
        page = self._render("stock.action_report_delivery", picking, self.worker)
        url = picking.with_user(self.worker)._get_complaint_form_url()
        self.assertRegex(url, rf"/complain/d/{picking.id}/{self.company.id}/\w{{32}}$")
        self.assertTrue(
            etree.HTML(page).xpath("//table[@name='complaint_code']//img"), "a QR code"
        )
        self.assertIn("Something wrong with this delivery?", page)
        for switch in ("complaint_qr_slip", "complaint_form"):
            self.company[switch] = False
            page = self._render("stock.action_report_delivery", picking, self.worker)
            self.assertNotIn("complaint_code", page)
            self.company[switch] = True

    def test_no_code_on_receipts(self):
        picking = self._receive(5, self.lot_a)
        self.assertFalse(picking._get_complaint_form_url())

    def test_label_of_a_lot(self):
        page = self._render(
            "quality_complaint.action_report_complaint_code", self.lot_a, self.worker
        )
        url = self.lot_a.with_user(self.worker)._get_complaint_form_url()
        self.assertIn("QC-F-15", page)
        self.assertIn("Scan the code", page)
        self.assertRegex(page, r"<img[^>]+src=\"data:image/png;base64")
        found = re.fullmatch(r".*/complain/(\w)/(\d+)/(\d+)/(\w+)", url).groups()
        letter, res_id, company_id, token = found
        record, company = self.env["quality.complaint.link"]._find(
            letter, int(res_id), int(company_id), token
        )
        self.assertEqual((record, company), (self.lot_a, self.company))
