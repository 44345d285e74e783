"""Who confirms, how goods arrive, who is responsible, and when a return is closed."""

from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestReturnHandling(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._sell(10, cls.lot_a)
        cls.rnd_head = cls._user("return_rnd", "base.group_user")
        cls.env.ref("quality_complaint.function_rnd_head").user_ids = cls.rnd_head

    def _roles(self, ret):
        return ret.sudo().approval_ids.mapped("role")

    # who confirms

    def test_reason_decides_who_confirms(self):
        for reason, extra in (
            ("quality", []),
            ("standard", ["rnd"]),
            ("late", ["sales"]),
            ("packaging", ["sales"]),
            ("transport", ["sales"]),
            ("wrong_goods", []),
        ):
            ret = self._return((self.lot_a, 1, reason))
            ret.with_user(self.handler)._accept()
            self.assertEqual(
                self._roles(ret), ["after_sales", "business", "quality", *extra]
            )

    def test_dispute_about_the_standard(self):
        ret = self._return((self.lot_a, 1, "standard"))
        ret.with_user(self.handler)._accept()
        ret.with_user(self.second_handler)._approve("after_sales")
        ret.with_user(self.business_head)._approve("business")
        ret.with_user(self.officer)._approve("quality")
        self.assertEqual(ret.state, "accepted", "the head of R&D has not confirmed")
        with self.assertRefused("cannot approve"):
            ret.with_user(self.seller)._approve("rnd")
        ret.with_user(self.rnd_head)._approve(
            note="Within the tolerance of the drawing"
        )
        self.assertEqual(ret.state, "confirmed")

    def test_changed_reason_asks_others(self):
        ret = self._return((self.lot_a, 1, "quality"))
        ret.with_user(self.handler)._accept()
        ret.line_ids.with_user(self.handler).reason = "standard"
        self.assertIn("rnd", self._roles(ret))
        self.assertIn(self.rnd_head, ret.participant_ids)
        ret.line_ids.with_user(self.handler).reason = "late"
        self.assertNotIn("rnd", self._roles(ret))
        self.assertIn("sales", self._roles(ret))

    def test_unsold_goods_are_exchanged(self):
        ret = self._return((self.lot_a, 1, "unsold"), wanted="credit")
        with self.assertRefused("exchanged for the same article"):
            ret.with_user(self.handler)._accept()
        ret.wanted = "exchange"
        ret.with_user(self.handler)._accept()
        self.assertEqual(ret.state, "accepted")

    def test_business_tells_the_customer(self):
        ret = self._confirmed((self.lot_a, 1, "quality"))
        activity = ret.sudo().activity_ids.filtered(
            lambda row: row.user_id == self.business_head
        )
        self.assertIn("tell the customer", activity.summary)
        ret.with_user(self.handler)._cancel("The customer keeps it.")
        self.assertFalse(activity.exists())

    # the list

    def test_dealers_list(self):
        self._sell(3, self.lot_b)
        ret = self._return((self.lot_a, 2, "quality"), channel="list")
        ret.delivery_id = self.order.picking_ids
        with self.assertRefused("not listed already"):
            ret.with_user(self.handler)._fill_goods()
        other = self._return((self.loose, 2, "quality"), sale_id=self.order.id)
        other.with_user(self.handler)._fill_goods()
        self.assertEqual(other.line_ids.lot_id, self.lot_a)
        self.assertEqual(other.line_ids.mapped("quantity"), [2, 10])
        self.assertEqual(other.total_quantity, 12)

    # the freight station

    def _station(self):
        return self._confirmed((self.lot_a, 4, "quality"), arrival="station")

    def _pickup(self, ret, **vals):
        driver = self._user("return_driver", "base.group_user")
        return (
            self.env["quality.return.pickup"]
            .with_user(self.handler)
            .create(
                {
                    "return_id": ret.id,
                    "station": "North Station",
                    "driver_id": driver.partner_id.id,
                    **vals,
                }
            )
        )

    def test_no_receipt_without_the_pickup_order(self):
        ret = self._station()
        receipt = ret.picking_ids
        receipt.move_ids.picked = True
        with self.assertRefused("pick-up order"):
            receipt.with_user(self.worker).button_validate()
        order = self._pickup(ret)
        driver = order.driver_user_id
        self.assertIn("4 Units Glove A", order.goods)
        with self.assertRefused("Possible next"):
            order.with_user(driver)._fetch()
        order._issue()
        self.assertIn(driver, ret.participant_ids)
        with self.assertRefused("issued by after-sales"):
            order.with_user(self.worker)._fetch()
        order.with_user(driver)._fetch()
        with self.assertRefused("in what condition"):
            order.with_user(self.worker)._deliver()
        order.with_user(self.worker).condition = "damaged"
        with self.assertRefused("in what condition"):
            order.with_user(self.worker)._deliver()
        with self.assertRefused("issued by after-sales"):
            order.with_user(self.worker).station = "South Station"
        order.with_user(self.worker).condition_note = "One carton wet"
        order.with_user(self.worker)._deliver()
        self.assertEqual(order.received_by_id, self.worker)
        receipt.with_user(self.worker).button_validate()
        self.assertEqual(ret.state, "received")

    def test_pickup_order_of_a_confirmed_return(self):
        ret = self._return((self.lot_a, 4, "quality"), arrival="station")
        ret.with_user(self.handler)._accept()
        order = self._pickup(ret)
        with self.assertRefused(ret.name, "not confirmed"):
            order._issue()
        with self.assertRefused("name the driver"):
            other = self._station()
            self.env["quality.return.pickup"].with_user(self.handler).create(
                {"return_id": other.id, "station": "North Station"}
            )._issue()

    # refusal

    def test_explanation_of_a_refusal(self):
        ret = self._return((self.lot_a, 4, "quality"))
        ret.with_user(self.handler)._accept()
        dialog = self.env["quality.return.explain"].with_user(self.officer)
        self.assertTrue(ret.with_user(self.officer).can_refuse)
        dialog.create(
            {"return_id": ret.id, "step": "refuse", "reason": "Within the standard."}
        ).action_confirm()
        self.assertEqual(ret.state, "refused")
        self.assertEqual(ret.refusal, "Within the standard.")

    def test_goods_that_are_here_are_inspected_first(self):
        ret = self._received((self.lot_a, 4, "quality"))
        with self.assertRefused("before quality has inspected"):
            ret.with_user(self.handler)._refuse("No")
        with self.assertRefused("before quality has inspected"):
            ret.with_user(self.handler)._cancel("No")
        self.assertEqual(ret.state, "received")

    def test_cancel(self):
        ret = self._return((self.lot_a, 4, "quality"))
        with self.assertRefused("Complaint Handler"):
            ret.with_user(self.seller)._cancel("Withdrawn")
        with self.assertRefused("Say why"):
            ret.with_user(self.handler)._cancel(" ")
        ret.with_user(self.handler)._cancel("Withdrawn")
        self.assertEqual(ret.state, "cancelled")

    # the end

    def _settled(self, verdict="own_fault"):
        ret = self._inspected(verdict, (self.lot_a, 4, "quality"))
        ret.with_user(self.officer)._decide()
        if ret.state == "decided":
            ret.sudo()._set_state("settled")
        return ret.with_user(self.handler)

    def test_closing_conditions(self):
        ret = self._settled()
        with self.assertRefused("responsible department", "until he is satisfied"):
            ret._close()
        ret.write(
            {
                "responsible_team_id": self.env["quality.team"].search([], limit=1).id
                or self.env["quality.team"].sudo().create({"name": "Packing"}).id,
                "responsibility_note": "Sealing machine adjusted, shift trained.",
            }
        )
        ret.followup_ids = [
            Command.create({"note": "Still annoyed", "is_satisfied": False})
        ]
        with self.assertRefused("until he is satisfied"):
            ret._close()
        ret.followup_ids = [
            Command.create({"note": "Content", "is_satisfied": True, "way": "visit"})
        ]
        with self.assertRefused("Complaint Handler"):
            ret.with_user(self.seller)._close()
        ret._close()
        self.assertEqual(ret.state, "closed")
        with self.assertRefused("stays as it is"):
            ret.followup_ids[:1].note = "Other"
        self.assertIn("closed", ret.signature_ids.mapped("meaning"))

    def test_not_closed_while_goods_are_in_the_zone(self):
        ret = self._settled("customer_damage")
        ret.followup_ids = [Command.create({"note": "Content", "is_satisfied": True})]
        with self.assertRefused("still in the returns zone"):
            ret._close()
        picking = ret.sudo().inspection_ids.zone_exit_id.move_ids.picking_id
        picking.move_ids.picked = True
        picking.with_user(self.worker).button_validate()
        ret.invalidate_recordset()
        ret._close()
        self.assertEqual(ret.state, "closed")

    def test_rework_by_the_promised_date(self):
        ret = self._inspected("own_fault", (self.lot_a, 4, "quality"))
        ret.date_promised = date(2030, 5, 10)
        source = ret.inspection_ids.nonconformity_id
        rework = self._dispose(source, "rework", 4)
        self.assertEqual(rework.date_deadline, date(2030, 5, 10))
        rework.date_deadline = date(2030, 5, 12)
        with self.assertRefused("2030-05-10"):
            rework.with_user(self.officer)._approve()
        rework.date_deadline = date(2030, 5, 9)
        rework.with_user(self.officer)._approve()
        self.assertEqual(rework.state, "approved")
