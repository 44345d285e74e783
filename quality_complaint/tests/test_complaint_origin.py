"""Complaints are filed from anywhere in under a minute, by everybody [CO-05]."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintCommon


class OriginCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._sell(5, cls.lot_a, user_id=cls.seller.id)
        cls.picking = cls.order.picking_ids

    def _form(self, action, user):
        """The screen that this action opens for the user."""
        model = self.env["quality.complaint"].with_user(user)
        return Form(model.with_context(**action["context"]))

    def _filed(self, record, user, words="It leaks."):
        """Filed from ``record`` on the screen, saying only what is wrong."""
        form = self._form(record.with_user(user).action_file_complaint(), user)
        form.description = words
        return form.save()


@tagged("post_install", "-at_install")
class TestComplaintOrigin(OriginCommon):
    def assertFilledIn(self, complaint):
        self.assertRecordValues(
            complaint,
            [
                {
                    "partner_id": self.customer.id,
                    "sale_id": self.order.id,
                    "picking_id": self.picking.id,
                    "product_id": self.product.id,
                    "lot_ids": self.lot_a.ids,
                    "company_id": self.company.id,
                    "state": "new",
                }
            ],
        )

    def test_from_order(self):
        self.assertFilledIn(self._filed(self.order, self.seller))

    def test_from_delivery(self):
        complaint = self._filed(self.picking, self.worker)
        self.assertFilledIn(complaint)
        self.assertEqual(complaint.first_responsible_id, self.worker)

    def test_from_lot(self):
        self.assertFilledIn(self._filed(self.lot_a, self.handler))

    def test_lot_of_several_deliveries_names_no_customer(self):
        self._sell(2, self.lot_a)
        complaint = self._filed(self.lot_a, self.handler)
        self.assertFalse(complaint.partner_id)
        self.assertFalse(complaint.picking_id)
        self.assertEqual(complaint.lot_ids, self.lot_a)

    def test_from_product_and_template(self):
        for record in (self.product, self.product.product_tmpl_id):
            complaint = self._filed(record, self.employee)
            self.assertEqual(complaint.product_id, self.product)
            self.assertFalse(complaint.lot_ids)

    def test_from_partner_and_blank(self):
        complaint = self._filed(self.customer, self.employee)
        self.assertEqual(complaint.partner_id, self.customer)
        form = Form(self.env["quality.complaint"].with_user(self.employee))
        form.description = "Somebody was rude on the phone."
        self.assertEqual(form.save().first_responsible_id, self.employee)

    def test_several_lots_leave_the_choice(self):
        order = self._sell(1, self.lot_b, deliver=False, user_id=self.seller.id)
        move = order.picking_ids.move_ids
        move.product_uom_qty = 2
        self._put(1, self.lot_a)
        places = {
            "product_id": self.product.id,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "picking_id": move.picking_id.id,
            "quantity": 1,
        }
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(places | {"lot_id": lot.id})
            for lot in (self.lot_a, self.lot_b)
        ]
        move.picked = True
        move.picking_id.button_validate()
        complaint = self._filed(order, self.seller)
        self.assertEqual(complaint.product_id, self.product)
        self.assertFalse(complaint.lot_ids)

    def test_no_filing_from_what_one_may_not_read(self):
        with self.assertRaises(AccessError):
            self.order.with_user(self.employee).action_file_complaint()
        found = self.env["quality.complaint"].search([("sale_id", "=", self.order.id)])
        self.assertFalse(found)

    def test_product_of_another_place_says_no_customer_to_who_may_not_know(self):
        complaint = self._form({"context": {}}, self.employee)
        complaint.description = "Leaks"
        vals = self.env["quality.complaint"]._prepare_vals_from(self.lot_a)
        self.assertEqual(vals["partner_id"], self.customer.id)
        reader = self._user("lot_reader", "base.group_user")
        self.env["ir.model.access"].create(
            {
                "name": "reads lots only",
                "model_id": self.env["ir.model"]._get_id("stock.lot"),
                "group_id": self.env.ref("base.group_user").id,
                "perm_read": True,
            }
        )
        model = self.env["quality.complaint"].with_user(reader)
        vals = model._prepare_vals_from(self.lot_a.with_user(reader))
        self.assertNotIn("partner_id", vals)
        self.assertEqual(vals["product_id"], self.product.id)


@tagged("post_install", "-at_install")
class TestComplaintScan(OriginCommon):
    def _scan(self, text, user=None, **vals):
        form = Form(self.env["quality.complaint"].with_user(user or self.handler))
        form.description = "Leaks"
        for name, value in vals.items():
            form[name] = value
        form.scan = text
        return form

    def test_lot_number_fills_in(self):
        form = self._scan("A")
        self.assertFalse(form.scan)
        self.assertEqual(form.partner_id, self.customer)
        complaint = form.save()
        self.assertEqual(complaint.lot_ids, self.lot_a)
        self.assertEqual(complaint.sale_id, self.order)

    def test_gs1_label(self):
        self.product.barcode = "06901234567892"
        form = self._scan("010690123456789210B", partner_id=self.customer)
        self.assertEqual(form.product_id, self.product)
        self.assertEqual(form.save().lot_ids, self.lot_b)

    def test_what_the_label_says(self):
        self.product.write({"barcode": "06901234567892", "default_code": "GL-7"})
        form = self._scan("01069012345678921125010117270101\x1d10B")
        complaint = form.save()
        self.assertEqual(complaint.specification, "GL-7")
        self.assertEqual(str(complaint.production_date), "2025-01-01")
        self.assertEqual(str(complaint.expiry_date), "2027-01-01")

    def test_expiry_of_the_lots(self):
        self.lot_a.expiration_date = "2027-05-05"
        self.lot_b.expiration_date = "2027-03-03"
        both = (self.lot_a | self.lot_b).ids
        complaint = self._complaint(
            product_id=self.product.id, lot_ids=[Command.set(both)]
        )
        self.assertEqual(str(complaint.expiry_date), "2027-03-03")
        complaint = self._complaint(specification="500 mg, blue box")
        self.assertEqual(complaint.specification, "500 mg, blue box")

    def test_own_qr_code(self):
        link = "https://x.example/mail/view?model=stock.picking&res_id="
        form = self._scan(f"{link}{self.picking.id}")
        self.assertEqual(form.picking_id, self.picking)
        self.assertEqual(form.sale_id, self.order)

    def test_bad_labels_change_nothing_and_say_why(self):
        link = "https://x.example/mail/view?model=res.users&res_id=2"
        gone = "https://x.example/mail/view?model=stock.lot&res_id=999999999"
        for text, words in (
            ("NO-SUCH-LABEL", "is no lot"),
            (link, "names no order"),
            (gone, "names no order"),
        ):
            form = self._scan(text)
            self.assertIn(words, form.scan_error)
            self.assertFalse(form.product_id)
        self.shelf.barcode = "SHELF-1"
        self.assertIn("a place", self._scan("SHELF-1").scan_error)

    def test_code_of_a_record_that_one_may_not_read(self):
        link = "https://x.example/mail/view?model=sale.order&res_id="
        form = self._scan(f"{link}{self.order.id}", user=self.employee)
        self.assertTrue(form.scan_error)
        self.assertFalse(form.partner_id)

    def test_who_complains_stays_as_entered(self):
        other = self.env["res.partner"].create({"name": "Reseller"})
        form = self._scan("A", partner_id=other)
        self.assertEqual(form.partner_id, other)
        self.assertEqual(form.product_id, self.product)

    def test_other_product_drops_the_lots_of_the_first(self):
        pump = self._product("Pump", tracking="lot", barcode="PUMP-1")
        form = self._scan("A")
        form.scan = "PUMP-1"
        complaint = form.save()
        self.assertEqual(complaint.product_id, pump)
        self.assertFalse(complaint.lot_ids)


@tagged("post_install", "-at_install")
class TestComplaintDelivery(OriginCommon):
    """The customer's last deliveries are offered: product and lot by one choice."""

    def test_choose_what_was_delivered(self):
        later = self._sell(1, self.lot_b)
        deliveries = self.env["quality.complaint.delivery"].with_user(self.handler)
        rows = deliveries.search(
            [("commercial_partner_id", "=", self.customer.id)], order="id desc"
        )
        self.assertEqual(rows.sudo().lot_id, self.lot_a | self.lot_b)
        self.assertEqual(sorted(rows.mapped("quantity")), [1, 5])
        form = Form(self.env["quality.complaint"].with_user(self.handler))
        form.description = "Leaks"
        form.partner_id = self.customer
        form.delivered_id = rows[0]
        complaint = form.save()
        self.assertEqual(complaint.lot_ids, self.lot_b)
        self.assertEqual(complaint.sale_id, later)
        self.assertEqual(complaint.picking_id, later.picking_ids)

    def test_choosing_a_delivery_fills_in_the_goods(self):
        form = Form(self.env["quality.complaint"].with_user(self.handler))
        form.description = "Leaks"
        form.picking_id = self.picking
        complaint = form.save()
        self.assertEqual(complaint.product_id, self.product)
        self.assertEqual(complaint.lot_ids, self.lot_a)
        self.assertEqual(complaint.sale_id, self.picking.sale_id)
        self.assertEqual(complaint.partner_id, self.customer)

    def test_names_say_day_product_lot_delivery(self):
        row = self.env["quality.complaint.delivery"].search(
            [("lot_id", "=", self.lot_a.id)]
        )
        name = row.with_user(self.seller).display_name
        for word in ("Glove", "A", self.picking.name):
            self.assertIn(word, name)

    def test_found_by_typing_a_lot(self):
        found = (
            self.env["quality.complaint.delivery"]
            .with_user(self.handler)
            .name_search("A", [("commercial_partner_id", "=", self.customer.id)])
        )
        self.assertEqual(len(found), 1)

    def test_employees_do_not_look_into_deliveries(self):
        deliveries = self.env["quality.complaint.delivery"].with_user(self.employee)
        with self.assertRaises(AccessError):
            deliveries.search([])
        form = Form(self.env["quality.complaint"].with_user(self.employee))
        self.assertNotIn("delivered_id", form._view["fields"])

    def test_other_companies_deliveries_are_not_offered(self):
        company = self.env["res.company"].create({"name": "Sister"})
        boss = self._user("sister", "quality_complaint.group_complaint_user")
        boss.write({"company_ids": company.ids, "company_id": company.id})
        rows = self.env["quality.complaint.delivery"].with_user(boss).search([])
        self.assertFalse(rows)
