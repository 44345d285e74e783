"""Goods of customers come in on an accepted return only, into the returns zone."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestReturnReceipt(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zone = cls.warehouse.wh_returns_loc_id
        cls.order = cls._sell(10, cls.lot_a)
        cls.delivery = cls.order.picking_ids

    def _incoming(self, quantity, lot, **vals):
        """A receipt from the customer made by hand, ready to be validated."""
        picking = self._transfer(
            quantity,
            product=lot.product_id,
            kind=self.warehouse.in_type_id,
            **{
                "location_id": self.customers.id,
                "location_dest_id": self.stock.id,
                **vals,
            },
        )
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create(
                {
                    "product_id": lot.product_id.id,
                    "lot_id": lot.id,
                    "quantity": quantity,
                    "location_id": picking.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                    "picking_id": picking.id,
                }
            )
        ]
        picking.move_ids.picked = True
        return picking.with_user(self.worker)

    # the receipt

    def test_last_approval_makes_the_receipt(self):
        ret = self._confirmed((self.lot_a, 4, "quality"), delivery_id=self.delivery.id)
        receipt = ret.picking_ids
        move = receipt.move_ids
        self.assertEqual(ret.state, "confirmed")
        self.assertEqual(receipt.partner_id, self.customer)
        self.assertEqual(receipt.return_id, self.delivery)
        self.assertEqual(receipt.location_dest_id, self.zone)
        self.assertEqual(move.origin_returned_move_id, self.delivery.move_ids)
        self.assertEqual(move.move_line_ids.lot_id, self.lot_a)
        self.assertEqual(move.move_line_ids.quantity, 4)
        move.picked = True
        receipt.with_user(self.worker).button_validate()
        self.assertEqual(ret.state, "received")
        self.assertTrue(ret.date_received)
        self.assertEqual(ret.line_ids.received_quantity, 4)
        self.assertEqual(self._on_hand(self.zone, self.lot_a), 4)
        self.assertEqual(self.order.order_line.qty_delivered, 6)
        self.assertEqual(
            self.product.with_context(warehouse_id=self.warehouse.id).free_qty,
            0,
            "not available before it is cleared",
        )

    def test_nothing_comes_before_the_third_signature(self):
        ret = self._return((self.lot_a, 4, "quality"), delivery_id=self.delivery.id)
        ret.with_user(self.handler)._accept()
        ret.with_user(self.second_handler)._approve("after_sales")
        ret.with_user(self.business_head)._approve("business")
        self.assertFalse(ret.sudo().picking_ids)
        back = self._incoming(4, self.lot_a)
        back.sudo().quality_return_id = ret
        with self.assertRefused(ret.name, "Quality"):
            back.button_validate()
        ret.with_user(self.officer)._approve("quality")
        back.button_validate()
        self.assertEqual(self._on_hand(self.zone, self.lot_a), 4)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 0)

    def test_a_rest_comes_later(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        receipt = ret.picking_ids
        receipt.move_ids.move_line_ids.quantity = 3
        receipt.move_ids.picked = True
        receipt.with_user(self.worker).with_context(
            skip_backorder=True
        ).button_validate()
        self.assertEqual(ret.state, "confirmed", "one piece is still to come")
        rest = ret.picking_ids - receipt
        self.assertEqual(rest.move_ids.product_uom_qty, 1)
        rest.move_ids.move_line_ids.write({"lot_id": self.lot_a.id, "quantity": 1})
        rest.move_ids.picked = True
        rest.with_user(self.worker).button_validate()
        self.assertEqual(ret.state, "received")
        self.assertEqual(ret.line_ids.received_quantity, 4)

    def test_a_rest_that_never_comes(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        receipt = ret.picking_ids
        receipt.move_ids.move_line_ids.quantity = 3
        receipt.move_ids.picked = True
        receipt.with_user(self.worker).with_context(
            skip_backorder=True
        ).button_validate()
        (ret.picking_ids - receipt).with_user(self.worker).action_cancel()
        self.assertEqual(ret.state, "received")
        self.assertEqual(ret.line_ids.difference_quantity, -1)

    def test_nothing_came_at_all(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        ret.picking_ids.with_user(self.worker).action_cancel()
        self.assertEqual(ret.state, "confirmed")

    def test_other_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._sell(20, self.lot_b)
        ret = self._return((self.lot_b, 1, "quality"))
        ret.line_ids.uom_id = dozen
        for user, step in (
            (self.handler, lambda form: form._accept()),
            (self.second_handler, lambda form: form._approve("after_sales")),
            (self.business_head, lambda form: form._approve("business")),
            (self.officer, lambda form: form._approve("quality")),
        ):
            step(ret.with_user(user))
        receipt = ret.sudo().picking_ids
        receipt.move_ids.picked = True
        receipt.with_user(self.worker).button_validate()
        self.assertEqual(ret.line_ids.received_quantity, 12)
        self.assertEqual(ret.line_ids.difference_quantity, 0)
        self.assertEqual(ret.sudo().inspection_ids.quantity, 12)

    def test_less_came_than_was_accepted(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        receipt = ret.picking_ids
        receipt.move_ids.move_line_ids.quantity = 3
        receipt.move_ids.picked = True
        receipt.with_user(self.worker).with_context(
            skip_backorder=True, picking_ids_not_to_backorder=receipt.ids
        ).button_validate()
        self.assertEqual(ret.state, "received")
        self.assertEqual(ret.line_ids.difference_quantity, -1)
        self.assertIn("3 Units came back, 4 were accepted", ret.message_ids[0].body)

    def test_cancelled_return_withdraws_its_receipt(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        receipt = ret.picking_ids
        ret.with_user(self.handler)._refuse("The goods were used.")
        self.assertEqual(receipt.state, "cancel")

    def test_receipt_is_made_anew(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        ret.picking_ids.action_cancel()
        with self.assertRefused("complaint or warehouse staff"):
            ret.with_user(self.seller)._make_receipt()
        ret.with_user(self.worker).action_make_receipt()
        pickings = ret.picking_ids.sorted("id")
        self.assertEqual(pickings.mapped("state"), ["cancel", "assigned"])

    def test_recalled_goods_are_nonconforming_at_once(self):
        ret = self._confirmed((self.lot_a, 4, "recall"))
        self.assertEqual(ret.picking_ids.location_dest_id, self.nonconforming)

    def test_services_are_not_received(self):
        advice = self.env["product.product"].create(
            {"name": "Installation", "type": "service"}
        )
        ret = self._confirmed((advice, 1, "quality"))
        self.assertEqual(ret.state, "received")
        self.assertFalse(ret.sudo().picking_ids)
        ret.with_user(self.inspector)._inspect()
        ret.with_user(self.officer)._decide()
        self.assertEqual(ret.state, "decided")

    # the gate

    def test_no_door_without_acceptance(self):
        back = self._incoming(4, self.lot_a)
        with self.assertRefused("no accepted return covers them", back.name):
            back.button_validate()
        with self.assertRefused("no accepted return covers them"):
            back.sudo().button_validate()
        with self.assertRefused("no accepted return covers them"):
            back.move_ids.sudo()._action_done()
        transit = self.env["stock.location"].create(
            {"name": "On the way", "usage": "transit"}
        )
        back.move_ids.move_line_ids.location_dest_id = transit
        back.move_ids.location_dest_id = transit
        with self.assertRefused("no accepted return covers them"):
            back.button_validate()

    def test_no_door_by_production(self):
        workshop = self.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", self.company.id)],
            limit=1,
        )
        back = self._incoming(4, self.lot_a, location_dest_id=workshop.id)
        with self.assertRefused("no accepted return covers them"):
            back.button_validate()

    def test_gate_off(self):
        self.company.quality_return_gate = False
        back = self._incoming(4, self.lot_a)
        back.button_validate()
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 4)

    def test_operation_over_the_counter(self):
        self.warehouse.in_type_id.returns_exempt = True
        back = self._incoming(4, self.lot_a)
        back.button_validate()
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 4)

    def test_goods_by_hand_go_to_the_zone(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        ret.picking_ids.action_cancel()
        back = self._incoming(4, self.lot_a)
        back.sudo().quality_return_id = ret
        back.button_validate()
        self.assertEqual(back.move_ids.quality_return_line_id, ret.line_ids)
        self.assertEqual(self._on_hand(self.zone, self.lot_a), 4)
        self.assertEqual(ret.state, "received")

    def test_other_goods_than_accepted(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        for quantity, lot, words in (
            (4, self.lot_b, "is not what"),
            (5, self.lot_a, "accepts 4 more"),
        ):
            back = self._incoming(quantity, lot)
            back.sudo().quality_return_id = ret
            with self.assertRefused(words):
                back.button_validate()

    def test_nothing_is_accepted_twice(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        first, second = self._incoming(3, self.lot_a), self._incoming(3, self.lot_a)
        (first | second).sudo().quality_return_id = ret
        first.button_validate()
        with self.assertRefused("accepts 1 more"):
            second.button_validate()
        with self.assertRefused("noted when they are received"):
            first.move_ids.sudo().quality_return_line_id = False
        with self.assertRefused("is evidence"):
            first.sudo().quality_return_id = False

    def test_return_of_another_customer(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        other = self.env["res.partner"].create({"name": "Other Hospital"})
        back = self._incoming(4, self.lot_a, partner_id=other.id)
        back.sudo().quality_return_id = ret
        with self.assertRefused("another customer"):
            back.button_validate()

    def test_goods_of_two_lines_in_one_move(self):
        lots = self.lot_a | self.lot_b
        ret = self._confirmed((self.lot_a, 1, "quality"), (self.lot_b, 2, "quality"))
        ret.picking_ids.action_cancel()
        back = self._incoming(1, self.lot_a)
        line = back.sudo().move_ids.move_line_ids
        line.copy({"lot_id": self.lot_b.id, "quantity": 2, "picked": True})
        back.sudo().quality_return_id = ret
        back.button_validate()
        self.assertEqual(ret.line_ids.mapped("received_quantity"), [1, 2])
        self.assertEqual(ret.line_ids.move_ids.move_line_ids.lot_id, lots)

    def test_named_keepers_receive(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        receipt = ret.picking_ids
        receipt.move_ids.picked = True
        self.zone.keeper_ids = self.keeper
        with self.assertRefused(self.keeper.name):
            receipt.with_user(self.worker).button_validate()
        receipt.with_user(self.keeper).button_validate()
        self.assertEqual(self._on_hand(self.zone, self.lot_a), 4)

    def test_goods_stay_in_the_zone(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        ret.picking_ids.move_ids.picked = True
        ret.picking_ids.with_user(self.worker).button_validate()
        both = self._user(
            "ret_both", "stock.group_stock_user,quality_base.group_quality_officer"
        )
        self.quarantine.keeper_ids = both
        for target in (self.stock, self.customers):
            with self.assertRefused("by decision only"):
                self._leave(target)
        out = self._leave(self.quarantine)
        with self.assertRefused("by decision only"):
            out.with_user(both).button_validate()

    def _leave(self, target):
        picking = self._transfer(
            4,
            kind=self.warehouse.int_type_id,
            location_id=self.zone.id,
            location_dest_id=target.id,
            confirm=False,
        )
        picking.move_ids.move_line_ids = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "lot_id": self.lot_a.id,
                    "quantity": 4,
                    "location_id": self.zone.id,
                    "location_dest_id": target.id,
                    "picking_id": picking.id,
                    "picked": True,
                }
            )
        ]
        return picking

    # the wizard of the delivery

    def test_return_button_of_the_delivery(self):
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": self.delivery.id}
        )
        self.assertTrue(wizard.needs_acceptance)
        wizard.product_return_moves.quantity = 4
        with self.assertRefused("File Return"):
            wizard.action_create_returns()
        with self.assertRefused("File Return"):
            wizard.action_create_exchanges()
        context = wizard.action_file_return()["context"]
        ret = self.env["quality.return"].with_user(self.seller).with_context(**context)
        form_vals = ret.default_get(["partner_id", "delivery_id", "line_ids"])
        [line] = [command[2] for command in form_vals["line_ids"] if command[2]]
        self.assertEqual(form_vals["partner_id"], self.customer.id)
        self.assertEqual(form_vals["delivery_id"], self.delivery.id)
        self.assertEqual((line["lot_id"], line["quantity"]), (self.lot_a.id, 4))

    def test_return_button_by_an_accepted_return(self):
        ret = self._confirmed((self.lot_a, 4, "quality"), delivery_id=self.delivery.id)
        ret.picking_ids.action_cancel()
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": self.delivery.id}
        )
        self.assertEqual(wizard.quality_return_id, ret)
        wizard.product_return_moves.quantity = 4
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.picked = True
        back.with_user(self.worker).button_validate()
        self.assertEqual(ret.state, "received")
        self.assertEqual(self._on_hand(self.zone, self.lot_a), 4)
