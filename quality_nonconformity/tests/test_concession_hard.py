"""Hard cases: serial numbers, sisters, backorders, two concessions, forged contexts."""

from datetime import timedelta

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .common_concession import GateCommon


@tagged("post_install", "-at_install")
class TestConcessionHard(GateCommon):
    def _serials(self, count):
        pump = self._product("Pump", tracking="serial")
        serials = self._lots(*(f"P{number}" for number in range(count)), product=pump)
        for serial in serials:
            self._put(1, serial)
        return pump, serials

    def _concede(self, source, quantity, **limits):
        disposition = self._dispose(source, "use_as_is", quantity)
        disposition.concession_id.write(limits)
        self._carry_out(disposition)
        if source._asks_for_recall():  # some of the lot went out before
            source.recall_check, source.recall_check_reason = "no", "Cosmetic"
        source.with_user(self.officer)._close()
        return disposition.concession_id.with_env(self.env)

    def test_only_these_serial_numbers(self):
        _pump, serials = self._serials(5)
        bad = serials[:3]
        concession = self._concede(self._nonconformity(3, *bad), 3)
        self.assertEqual(concession.lot_ids, bad)
        self._deliver(1, lot=serials[4]).button_validate()
        with self.assertRefused("lot P0", "consent of Held Hospital"):
            self._deliver(1, lot=bad[0]).button_validate()
        self._consent(concession)
        for serial in bad:
            self._deliver(1, lot=serial).button_validate()
        self.assertEqual((concession.used_quantity, concession.state), (3, "used_up"))

    def test_serial_numbers_are_reserved_one_by_one(self):
        pump, serials = self._serials(4)
        self._concede(self._nonconformity(3, *serials[:3]), 3)
        picking = self._transfer(4, product=pump)
        self.assertEqual(picking.move_line_ids.lot_id, serials[3])

    def test_a_sister_company_is_a_customer(self):
        concession = self._concession()
        sister = self.env["res.company"].create({"name": "Sister"})
        between = self.env["stock.location"].create(
            {"name": "Between Companies", "usage": "transit", "company_id": False}
        )
        way = {"location_dest_id": between.id, "partner_id": sister.partner_id.id}
        with self.assertRefused("consent of Sister"):
            self._deliver(5, **way).button_validate()
        self._consent(concession, sister.partner_id, self.inspector)
        self._deliver(5, **way).button_validate()
        self.assertEqual(concession.use_ids.partner_id, sister.partner_id)

    def test_between_our_own_warehouses_nothing_is_asked(self):
        concession = self._concession()
        road = self.env["stock.location"].create(
            {"name": "Road", "usage": "transit", "company_id": self.company.id}
        )
        picking = self._deliver(
            5, kind=self.warehouse.int_type_id, location_dest_id=road.id
        )
        picking.button_validate()
        self.assertEqual((picking.state, concession.used_quantity), ("done", 0))
        with self.assertRefused("consent of Held Hospital"):
            self._deliver(5, location_id=road.id).button_validate()

    def test_a_backorder_is_counted_when_it_goes(self):
        concession = self._concession()
        self._consent(concession)
        picking = self._transfer(10)
        picking.move_ids.quantity = 6
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual(concession.used_quantity, 6)
        rest = picking.backorder_ids
        rest.action_assign()
        self.assertEqual(rest.move_ids.quantity, 4)
        rest.move_ids.picked = True
        rest.with_user(self.worker).button_validate()
        self.assertEqual(concession.used_quantity, 10)

    def test_two_concessions_of_one_lot(self):
        """The first is over; what is decided anew goes under the second."""
        first = self._concession(
            40, consent_required=False, date_to=self.today + timedelta(days=3)
        )
        self._deliver(10).button_validate()
        with freeze_time(self.today + timedelta(days=5)):
            with self.assertRefused(first.name, "it ended on"):
                self._deliver(5).button_validate()
            second = self._concede(
                self._nonconformity(30, self.lot_a), 30, consent_required=False
            )
            self._deliver(25).button_validate()
            self.assertEqual((first.used_quantity, second.used_quantity), (10, 25))
            with self.assertRefused(first.name, second.name, "only 5.0 of its 30.0"):
                self._deliver(6).button_validate()

    def test_one_line_may_use_both(self):
        self._put(10, self.lot_a)
        both = [
            self._concede(
                self._nonconformity(25, self.lot_a), 25, consent_required=False
            )
            for _one in range(2)
        ]
        self._deliver(30).button_validate()
        used = sorted(concession.used_quantity for concession in both)
        self.assertEqual(used, [5, 25])

    def test_of_a_sister_company_is_not_ours(self):
        concession = self._concession()
        sister = self.env["res.company"].create({"name": "Sister"})
        found = self.env["quality.concession"]._find_guarding(self.product, sister)
        self.assertFalse(found)
        ours = self.env["quality.concession"]._find_guarding(self.product, self.company)
        self.assertEqual(ours.ids, concession.ids)

    def test_a_caller_cannot_switch_it_off(self):
        self._concession()
        picking = self._deliver(5)
        forged = {
            "quality_concessions": [],
            "quality_concession_hidden": [],
            "quality_zone_pass": True,
        }
        with self.assertRefused("consent of Held Hospital"):
            picking.with_context(**forged).button_validate()
        transfer = self._transfer(5, confirm=False)
        transfer.action_confirm()
        transfer.with_context(**forged).action_assign()
        self.assertFalse(transfer.move_line_ids)

    def test_packed_goods(self):
        self._concession()
        box = self.env["stock.package"].create({"name": "BOX1"})
        self._put(5, self.lot_a, package=box)
        picking = self._deliver(5)
        picking.sudo().move_line_ids.write(
            {"package_id": box.id, "result_package_id": box.id}
        )
        with self.assertRefused("consent of Held Hospital"):
            picking.button_validate()
        self.assertEqual(box.location_id, self.stock)

    def test_put_back_before_it_was_delivered(self):
        """Picked from its own place, then brought back there: nothing is used."""
        apart = self.env["stock.location"].create(
            {"name": "Concession Shelf", "location_id": self.stock.id}
        )
        self.warehouse.delivery_steps = "pick_ship"
        concession = self._concession(
            40, location_dest_id=apart.id, consent_required=False
        )
        out = self.warehouse.wh_output_stock_loc_id
        ship = self._deliver(8, location_id=out.id)
        pick = self._deliver(
            8,
            kind=self.warehouse.pick_type_id,
            location_id=apart.id,
            location_dest_id=out.id,
        )
        pick.sudo().move_ids.move_dest_ids = ship.sudo().move_ids
        pick.button_validate()
        self.assertEqual(concession.used_quantity, 8)
        ship.sudo().action_cancel()
        self._return(pick, 8, location_dest_id=apart.id)
        self.assertEqual(concession.used_quantity, 0)
        self.assertEqual(self._on_hand(apart, self.lot_a), 40)

    def test_two_lines_of_one_return_share_what_went(self):
        concession = self._concession()
        self._consent(concession)
        picking = self._deliver(10)
        picking.button_validate()
        self._put(10, self.lot_a, location=self.customers)
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": picking.sudo().id}
        )
        wizard.product_return_moves.quantity = 10
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        move = back.move_ids
        move.move_line_ids.unlink()
        line = {
            "product_id": move.product_id.id,
            "lot_id": self.lot_a.id,
            "quantity": 7,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "picking_id": back.id,
        }
        move.move_line_ids = [Command.create(line), Command.create(line)]
        move.picked = True
        back.with_user(self.worker).button_validate()
        self.assertEqual(concession.used_quantity, 0, "not less than nothing")
