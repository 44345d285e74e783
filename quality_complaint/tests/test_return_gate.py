"""No goods of customers come in by any door without an accepted return."""

from odoo.fields import Command
from odoo.tests import tagged

from .test_return_receipt import ReturnReceiptCommon


@tagged("post_install", "-at_install")
class TestReturnGate(ReturnReceiptCommon):
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

    def test_warehouse_does_not_open_the_gate(self):
        kind = self.warehouse.in_type_id.with_user(self.stock_manager)
        with self.assertRefused("set by quality managers"):
            kind.returns_exempt = True
        both = self._user(
            "return_gate",
            "stock.group_stock_manager,quality_base.group_quality_manager",
        )
        kind.with_user(both).returns_exempt = True
        self.assertTrue(kind.returns_exempt)

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
