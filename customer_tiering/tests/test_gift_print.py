from lxml.html import fromstring

from odoo.tests import tagged

from .gift_common import GiftCommon


@tagged("post_install", "-at_install")
class TestGiftPrint(GiftCommon):
    """The request, the register and the event on paper [CT-26, CT-27, CT-35]."""

    def _html(self, name, records):
        report = self.env["ir.actions.report"].with_user(self.seller)
        html, _type = report._render_qweb_html(f"customer_tiering.{name}", records.ids)
        return html.decode()

    def test_request(self):
        gift = self._given((self.buyer, 80), (self.planner, 101))
        gift.proof_note = "Seen by the front desk"
        html = self._html("report_customer_gift", gift)
        for text in (
            "赠送礼品预算申请表",
            gift.name,
            "Jubilee",
            "The Buyer",
            "Head of Purchasing",
            "Tea set",
            "181.00",
            "The Planner: over the limit per gift",
            self.city.name,
            self.compliance.name,
            "Seen by the front desk",
        ):
            with self.subTest(text=text):
                self.assertIn(text, html)
        refused = self._submitted((self.buyer, 5))
        refused.with_user(self.city)._refuse("Not <b>this</b> year")
        html = self._html("report_customer_gift", refused)
        self.assertIn("Not &lt;b&gt;this&lt;/b&gt; year", html)

    def test_register_sums_what_was_kept(self):
        gift = self._given((self.buyer, 80), (self.buyer, 20), (self.planner, 40))
        gift._take_back(gift.line_ids[1], self.today, "Sent back")
        html = self._html("report_customer_gift_register", gift.line_ids)
        self.assertIn("礼品与招待登记", html)
        self.assertEqual(html.count("Kept by the recipient"), 2)
        self.assertIn("Sent back", html)
        rows = fromstring(html).xpath("//tr[td[text()='Kept by the recipient']]")
        sums = [row.xpath("string(td[2])").split()[-1] for row in rows]
        self.assertEqual(sums, ["80.00", "40.00"])

    def test_event(self):
        event = self.env["customer.event"].create(
            {
                "title": "Autumn meeting",
                "date_start": "2030-10-01 10:00:00",
                "budget": 1234,
                "agenda": "<p>Welcome</p>",
                "attendee_ids": [(0, 0, {"partner_id": self.buyer.id})],
                "requester_id": self.env.uid,
            }
        )
        event = event.with_user(self.env.ref("base.user_admin"))
        report = self.env["ir.actions.report"]
        html, _type = report._render_qweb_html(
            "customer_tiering.report_customer_event", event.ids
        )
        for text in ("Customer Event", "Autumn meeting", "1,234.00", "The Buyer"):
            self.assertIn(text, html.decode())

    def test_register_is_exported(self):
        self.compliance.group_ids |= self.env.ref("base.group_allow_export")
        gift = self._given()
        rows = gift.line_ids.with_user(self.compliance).export_data(
            ["date", "recipient_id/name", "value", "outcome", "gift_id/name"]
        )["datas"]
        self.assertEqual(rows[0][1:], ["The Buyer", 80.0, "Given", gift.name])
