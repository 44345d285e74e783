from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_complaint_portal import PortalCommon
from .test_complaint_public import EVIL, PNG


@tagged("post_install", "-at_install")
class TestReturnPortal(PortalCommon):
    """CO-57, CO-59, XX-48: customers and dealers ask for returns on the portal."""

    def setUp(self):
        super().setUp()
        self.authenticate("portal_nurse", "portal_nurse")
        Delivery = self.env["quality.complaint.delivery"]
        self.row = Delivery.search([("picking_id", "=", self.order.picking_ids.id)])
        self.foreign = Delivery.search(
            [("picking_id", "=", self.rival_order.picking_ids.id)]
        )

    def _ask(self, files=None, **form):
        form = {"csrf_token": self._csrf("/my/returns/new"), **form}
        sent = [("files", file) for file in files or ()]
        return self.url_open(
            "/my/returns/new", data=form, files=sent, allow_redirects=False
        )

    def _asked(self):
        return self.env["quality.return"].search(
            [("commercial_partner_id", "=", self.customer.id)], order="id desc"
        )

    def test_list_of_delivered_goods(self):
        page = self.url_open("/my/returns/new").text
        self.assertIn(f'name="quantity_{self.row.id}"', page)
        self.assertNotIn(f'name="quantity_{self.foreign.id}"', page)
        response = self._ask(
            **{f"quantity_{self.row.id}": "2", f"reason_{self.row.id}": "quality"},
            wanted="credit",
            reference="PO 12",
            words="Leaks",
        )
        self.assertEqual(response.status_code, 303)
        asked = self._asked()
        self.assertRecordValues(
            asked,
            [
                {
                    "state": "requested",
                    "partner_id": self.nurse.partner_id.id,
                    "wanted": "credit",
                    "reference": "PO 12",
                    "delivery_id": self.order.picking_ids.id,
                    "sale_id": self.order.id,
                    "company_id": self.company.id,
                    "reporter_id": False,
                }
            ],
        )
        self.assertRecordValues(
            asked.line_ids,
            [
                {
                    "product_id": self.product.id,
                    "lot_id": self.lot_a.id,
                    "quantity": 2.0,
                    "reason": "quality",
                }
            ],
        )
        self.assertIn("Leaks", asked.message_ids[0].body)
        shown = self.url_open(f"/my/returns/{asked.id}?done=filed").text
        for words in (asked.name, "PO 12", "Glove", "send nothing back"):
            self.assertIn(words, shown)
        self.assertIn(asked.name, self.url_open("/my/returns").text)
        asked.with_user(self.handler)._accept()
        self.assertEqual(asked.state, "accepted")

    def test_own_list_as_a_file(self):
        response = self._ask(files=[("list.csv", b"product,quantity\nglove,2\n")])
        self.assertEqual(response.status_code, 303)
        asked = self._asked()
        self.assertFalse(asked.line_ids)
        self.assertEqual(asked.message_ids[0].attachment_ids.name, "list.csv")
        with self.assertRefused("goods"):
            asked.with_user(self.handler)._accept()

    def test_from_a_complaint(self):
        self.complaint.sudo().lot_ids = self.lot_a
        page = self.url_open(f"/my/returns/new?complaint={self.complaint.id}").text
        self.assertIn(self.complaint.name, page)
        self._ask(complaint=str(self.complaint.id), **{f"quantity_{self.row.id}": "1"})
        self.assertEqual(self._asked().complaint_id, self.complaint)
        shown = self.url_open(f"/my/complaints/{self.complaint.id}").text
        self.assertIn(self._asked().name, shown)

    def test_complaint_of_others_is_not_linked(self):
        for text in (str(self.other.id), "x", "²", "9" * 30):
            page = self.url_open(f"/my/returns/new?complaint={text}").text
            self.assertNotIn(self.other.name, page)
        self._ask(complaint=str(self.other.id), **{f"quantity_{self.row.id}": "1"})
        self.assertFalse(self._asked().complaint_id)

    def test_impossible_quantities(self):
        for text in ("0", "-1", "nan", "inf", "6", "many", "1e9", EVIL):
            response = self._ask(**{f"quantity_{self.row.id}": text})
            self.assertEqual(response.status_code, 422, text)
            self.assertIn('role="alert"', response.text)
            self.assertNotIn("<script>alert", response.text)
        self.assertEqual(self._ask(words="Nothing chosen").status_code, 422)
        foreign = self._ask(**{f"quantity_{self.foreign.id}": "1"})
        self.assertEqual(foreign.status_code, 422)
        self.assertFalse(self._asked())

    def test_script_and_files(self):
        names = ("wanted", "reference", "words", f"reason_{self.row.id}")
        self._ask(**dict.fromkeys(names, EVIL), **{f"quantity_{self.row.id}": "1"})
        asked = self._asked()
        self.assertEqual(asked.wanted, "exchange")
        self.assertEqual(asked.line_ids.reason, "other")
        self.assertNotIn("<script", asked.message_ids[0].body)
        for path in ("/my/returns", f"/my/returns/{asked.id}"):
            self.assertNotIn("<script>alert", self.url_open(path).text)
        response = self._ask(files=[("big.png", PNG + b"0" * (30 * 1024 * 1024))])
        self.assertEqual(response.status_code, 422)
        response = self._ask(files=[("tool.exe", b"MZ" + b"\x00" * 64)])
        self.assertEqual(response.status_code, 422)
        self.assertEqual(len(self._asked()), 1)

    def test_foreign_return_and_visitors(self):
        theirs = self._return((self.lot_b, 1, "quality"), partner_id=self.rival.id)
        self.assertNotIn(theirs.name, self.url_open("/my/returns").text)
        response = self.url_open(f"/my/returns/{theirs.id}")
        self.assertEqual(response.status_code, 404)
        self.assertNotIn(theirs.name, response.text)
        self.assertEqual(self.url_open(f"/my/returns/{2**40}").status_code, 404)
        mine = self._return((self.lot_a, 1, "quality"))
        self.assertEqual(self.url_open(f"/my/returns/{mine.id}").status_code, 200)
        mine.sudo().confidential = True
        self.assertEqual(self.url_open(f"/my/returns/{mine.id}").status_code, 404)

    def test_refusal_is_explained(self):
        mine = self._return((self.lot_a, 1, "unsold"))
        mine.with_user(self.handler)._accept()
        mine.with_user(self.second_handler)._refuse("Opened packs do not come back.")
        shown = self.url_open(f"/my/returns/{mine.id}").text
        self.assertIn("Opened packs do not come back.", shown)

    @mute_logger("odoo.http")
    def test_no_form_without_its_csrf_token(self):
        response = self._ask(csrf_token="0" * 50, **{f"quantity_{self.row.id}": "1"})
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self._asked())
