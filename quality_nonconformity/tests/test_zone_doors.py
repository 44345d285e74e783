"""Ways into and out of zones that no transfer of theirs shows."""

from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import HoldCommon


@tagged("post_install", "-at_install")
class TestZoneDoors(HoldCommon):
    def _call(self, records, method, *args, user=None, **kwargs):
        model = self.env[records._name].with_user(user or self.worker)
        if method != "create":
            args = (records.ids, *args)
        return call_kw(model, method, args, {"context": {}, **kwargs})

    def _done(self, picking, user=None):
        picking.move_ids.picked = True
        picking.with_user(user or self.keeper).button_validate()
        self.assertEqual(picking.state, "done")
        return picking

    def _line_vals(self, picking, quantity, lot=None, product=None, **vals):
        return {
            "move_id": picking.move_ids[:1].id,
            "picking_id": picking.id,
            "product_id": (product or self.product).id,
            "lot_id": lot and lot.id,
            "quantity": quantity,
            "picked": True,
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
            **vals,
        }

    def _to_quarantine(self, quantity, lot=None, product=None):
        picking = self._transfer(
            quantity,
            product=product,
            kind=self.warehouse.quarantine_in_type_id,
            location_dest_id=self.quarantine.id,
        )
        if lot and picking.move_line_ids.lot_id != lot:
            picking.move_line_ids.unlink()
            self.env["stock.move.line"].create(
                self._line_vals(picking, quantity, lot, product)
            )
        return self._done(picking)

    def _approved(self, quantity, lot=None, **vals):
        release = (
            self.env["quality.zone.exit"]
            .with_user(self.inspector)
            .create(
                {
                    "reason": "Good after all",
                    "product_id": self.product.id,
                    "lot_id": lot and lot.id,
                    "quantity": quantity,
                    "location_id": self.quarantine.id,
                    **vals,
                }
            )
        )
        release.with_user(self.officer)._approve()
        return release, release.move_ids.picking_id.with_env(self.env)

    # done transfers edited

    def test_done_transfer_edited_into_a_zone(self):
        """Nobody but keepers brings goods in, also not by correcting a transfer."""
        self._put(10, self.lot_a)
        picking = self._done(
            self._transfer(
                5, kind=self.warehouse.int_type_id, location_dest_id=self.shelf.id
            ),
            self.worker,
        )
        with self.assertRefused():
            self._call(
                picking.move_line_ids, "write", {"location_dest_id": self.quarantine.id}
            )
        with self.assertRefused():
            self._call(
                self.env["stock.move.line"],
                "create",
                [
                    self._line_vals(
                        picking, 2, self.lot_a, location_dest_id=self.quarantine.id
                    )
                ],
            )

    def test_used_part_of_a_release_raised_afterwards(self):
        """More than was approved does not leave by correcting what has left."""
        self._put(10, self.lot_a, location=self.quarantine)
        release, picking = self._approved(6, self.lot_a)
        picking.move_ids.move_line_ids.quantity = 4
        picking.move_ids.picked = True
        action = picking.with_user(self.keeper).button_validate()
        if isinstance(action, dict):
            self.env[action["res_model"]].with_user(self.keeper).with_context(
                **action["context"]
            ).create({}).process()
        self.assertEqual((release.used_quantity, release.state), (4, "approved"))
        line = picking.move_line_ids
        for user in (self.keeper, self.stock_manager):
            with self.assertRefused():
                self._call(line, "write", {"quantity": 9}, user=user)
            with self.assertRefused():
                self._call(
                    self.env["stock.move.line"],
                    "create",
                    [self._line_vals(picking, 3, self.lot_a)],
                    user=user,
                )

    # the release of a hold as a decision

    def test_hold_elsewhere_released_opens_no_zone(self):
        """The release of a hold on a shelf says nothing of what quarantine keeps."""
        self._put(5, self.lot_a)
        self._to_quarantine(5, self.lot_a)
        hold = self._hold(self.lot_a, location_ids=self.shelf)
        hold.with_user(self.officer)._release("The shelf is dry")
        self._stays_in_quarantine(self.lot_a)

    def _stays_in_quarantine(self, lot=None, product=None, quantity=5):
        back = self._transfer(
            quantity,
            product=product,
            kind=self.warehouse.quarantine_out_type_id,
            location_id=self.quarantine.id,
            location_dest_id=self.stock.id,
        )
        with self.assertRefused("decision"):
            self.env["stock.move.line"].with_user(self.keeper).create(
                self._line_vals(back, quantity, lot, product)
            )

    # held quantities in the zone

    def test_quantity_of_another_hold_stays_in_the_zone(self):
        """A release brings back its own goods, not those of a second hold."""
        self._put(15)
        first = self._hold(product_ids=self.loose, quantity=10)
        second = self._hold(product_ids=self.loose, quantity=5)
        self.assertTrue(first.quantity_moved and second.quantity_moved)
        _release, picking = self._approved(10, product_id=self.loose.id)
        self._done(picking)  # the first hold's goods left by a decision
        first.with_user(self.officer)._release("Used as is")
        self.assertEqual(self._on_hand(self.quarantine, product=self.loose), 5)
        second.with_user(self.officer)._release("Good")
        self.assertEqual(self._on_hand(self.quarantine, product=self.loose), 0)

    def test_move_claimed_for_a_hold(self):
        """Nobody hangs other goods on a hold, to have them released with it."""
        self._put(10)
        hold = self._hold(product_ids=self.loose, quantity=4)
        other = self._to_quarantine(3, product=self.loose)
        for user in (self.worker, self.stock_manager):
            with self.assertRefused():
                self._call(
                    other.move_ids, "write", {"quality_hold_id": hold.id}, user=user
                )
        with self.assertRefused():
            self._call(
                self.env["stock.move"],
                "create",
                [
                    {
                        "product_id": self.loose.id,
                        "product_uom_qty": 1,
                        "location_id": self.stock.id,
                        "location_dest_id": self.shelf.id,
                        "quality_hold_id": hold.id,
                    }
                ],
                user=self.stock_manager,
            )
        hold.with_user(self.officer)._release("Good")
        self.assertEqual(self._on_hand(self.quarantine, product=self.loose), 3)

    def test_overdrawn_beside_a_moved_quantity(self):
        """With the goods in quarantine, more than is left is not booked out."""
        self._put(12)
        self._hold(product_ids=self.loose, quantity=10)
        picking = self._transfer(5, product=self.loose)
        self.assertEqual(picking.move_ids.quantity, 2)
        with self.assertRefused("On hold"):
            self._call(picking.move_ids, "write", {"quantity": 5})
            picking.move_ids.picked = True
            self._call(picking, "button_validate")
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual(self._on_hand(product=self.loose), 0)

    def test_zone_release_of_goods_beside_a_moved_quantity(self):
        self._put(10, location=self.quarantine)
        self._put(3)
        self._hold(product_ids=self.loose, quantity=3)
        _release, picking = self._approved(10, product_id=self.loose.id)
        self.assertEqual(picking.move_ids.quantity, 10)
        self._done(picking)
        self.assertEqual(self._on_hand(product=self.loose), 10)
        self.assertEqual(self._on_hand(self.quarantine, product=self.loose), 3)

    # the papers of the zone

    def test_handout_of_a_transfer_is_not_rewritten(self):
        """What left is what the transfer says, not what somebody types."""
        self._put(5, self.lot_a)
        self._to_quarantine(5, self.lot_a)
        card = self.env["quality.quarantine.card"].search(
            [("lot_id", "=", self.lot_a.id)]
        )
        self.assertEqual(card.remaining_quantity, 5)
        _release, picking = self._approved(2, self.lot_a)
        self._done(picking)
        row = card.handout_ids
        self.assertEqual((row.quantity, card.remaining_quantity), (2, 3))
        for vals in ({"quantity": 5}, {"move_line_id": False}, {"card_id": False}):
            with self.assertRefused():
                self._call(row, "write", vals)
        self._call(row, "write", {"receiver_name": "Chen"})
        self.assertEqual(row.receiver_name, "Chen")

    def test_zone_deleted(self):
        """An empty zone may go; nothing asks for it afterwards."""
        zone = self.env["stock.location"].create(
            {
                "name": "Tent",
                "location_id": self.warehouse.view_location_id.id,
                "quality_zone": "quarantine",
            }
        )
        self.assertTrue(zone._is_in_zone())
        zone.with_user(self.stock_manager).unlink()
        Location = self.env["stock.location"]
        self.assertNotIn(zone.id, Location._get_zone_map())
        self.assertIn(
            self.warehouse.view_location_id.id, Location._get_zone_ancestors()
        )
        self._put(2)
        self.assertEqual(self._transfer(2, product=self.loose).state, "assigned")

    def test_worker_makes_himself_no_keeper(self):
        for vals in (
            {"keeper_ids": [Command.link(self.worker.id)]},
            {"quality_zone": False},
        ):
            with self.assertRefused():
                self._call(self.quarantine, "write", vals)
        with self.assertRefused():
            self._call(
                self.env["stock.location"],
                "create",
                [
                    {
                        "name": "Back door",
                        "location_id": self.quarantine.id,
                        "keeper_ids": [Command.link(self.worker.id)],
                    }
                ],
            )
