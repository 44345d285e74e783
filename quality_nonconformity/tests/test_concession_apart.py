from odoo.tests import tagged

from .common_concession import GateCommon


@tagged("post_install", "-at_install")
class TestConcessionApart(GateCommon):
    """Concession goods in a place of their own: only what comes from there counts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.apart = cls.env["stock.location"].create(
            {"name": "Concession Shelf", "location_id": cls.stock.id}
        )

    def _apart(self, quantity=40, **vals):
        return self._concession(quantity, location_dest_id=self.apart.id, **vals)

    def test_the_rest_of_the_lot_stays_free(self):
        self._put(20, self.lot_a)
        concession = self._apart()
        self.assertEqual(concession.own_location_id, self.apart)
        self.assertEqual(self._on_hand(self.apart, self.lot_a), 40)
        self._deliver(20).button_validate()
        self.assertEqual(concession.used_quantity, 0)
        with self.assertRefused("consent of Held Hospital"):
            self._deliver(5, location_id=self.apart.id).button_validate()
        self._consent(concession)
        self._deliver(5, location_id=self.apart.id).button_validate()
        self.assertEqual(concession.used_quantity, 5)

    def test_untracked_goods_need_a_place_of_their_own(self):
        self._put(10)
        source = self._nonconformity(4, product_id=self.loose.id)
        disposition = self._dispose(source, "use_as_is", 4)
        with self.assertRefused("choose a place of their own"):
            disposition.with_user(self.officer)._approve()
        disposition.location_dest_id = self.stock
        with self.assertRefused("choose a place of their own"):
            disposition.with_user(self.officer)._approve()
        self.assertEqual(disposition.state, "draft")
        disposition.location_dest_id = self.apart
        self._carry_out(disposition)
        concession = disposition.concession_id
        self.assertEqual(
            (concession.own_location_id, concession.lot_ids.ids), (self.apart, [])
        )
        good = self._deliver(6, lot=self.env["stock.lot"], product=self.loose)
        good.button_validate()
        self.assertEqual((good.state, concession.used_quantity), ("done", 0))
        bad = {"lot": self.env["stock.lot"], "product": self.loose}
        with self.assertRefused("Swab: 1.0 Units", "consent of Held Hospital"):
            self._deliver(1, location_id=self.apart.id, **bad).button_validate()

    def test_not_reserved_from_there_without_consent(self):
        self._put(3, self.lot_a)
        concession = self._apart()
        picking = self._transfer(10)
        self.assertEqual(picking.move_line_ids.location_id, self.stock)
        self.assertEqual(picking.move_ids.quantity, 3)
        self._consent(concession)
        picking.action_assign()
        self.assertEqual(picking.move_ids.quantity, 10)

    def test_they_are_not_mixed_with_others(self):
        concession = self._apart()
        move = {
            "kind": self.warehouse.int_type_id,
            "location_id": self.apart.id,
            "location_dest_id": self.shelf.id,
        }
        with self.assertRefused(concession.name, "kept apart in"):
            self._deliver(5, **move).button_validate()
        within = self.env["stock.location"].create(
            {"name": "Bin 1", "location_id": self.apart.id}
        )
        move["location_dest_id"] = within.id
        self._deliver(5, **move).button_validate()
        self.assertEqual(self._on_hand(within, self.lot_a), 5)

    def test_what_comes_back_goes_back_there(self):
        concession = self._apart(consent_required=False)
        picking = self._deliver(10, location_id=self.apart.id)
        picking.button_validate()
        with self.assertRefused("comes back there"):
            self._return(picking, 4, location_dest_id=self.stock.id)
        self.assertEqual(concession.used_quantity, 10)
        self._return(picking, 4, location_dest_id=self.apart.id)
        self.assertEqual(concession.used_quantity, 6)

    def test_counted_when_they_leave_their_place(self):
        """Picked to the output first: counted there, asked again at the door."""
        self.warehouse.delivery_steps = "pick_ship"
        concession = self._apart()
        consent = self._consent(concession)
        out = self.warehouse.wh_output_stock_loc_id
        ship = self._deliver(8, location_id=out.id)
        pick = self._deliver(
            8,
            kind=self.warehouse.pick_type_id,
            location_id=self.apart.id,
            location_dest_id=out.id,
        )
        pick.sudo().move_ids.move_dest_ids = ship.sudo().move_ids
        pick.button_validate()
        self.assertEqual(concession.used_quantity, 8)
        self.assertRecordValues(
            concession.use_ids, [{"kind": "delivery", "partner_id": self.customer.id}]
        )
        consent._withdraw("Changed their minds")
        with self.assertRefused("consent of Held Hospital"):
            ship.button_validate()
        self._consent(concession)
        ship.button_validate()
        self.assertEqual((ship.state, concession.used_quantity), ("done", 8))


@tagged("post_install", "-at_install")
class TestDowngrade(GateCommon):
    def test_to_another_article(self):
        """Ordered by its own name: no consent, but limits and confirmation before use."""
        second = self._product("Glove, second choice", tracking="lot")
        concession = self._concession(10, kind="downgrade", target_product_id=second.id)
        self.assertRecordValues(
            concession,
            [
                {
                    "kind": "downgraded",
                    "product_id": second.id,
                    "quantity": 10,
                    "consent_required": False,
                    "state": "in_force",
                }
            ],
        )
        lot = concession.lot_ids
        self.assertEqual((lot.name, lot.product_id), ("A", second))
        self._deliver(4, lot=lot).button_validate()
        self.assertEqual(concession.used_quantity, 4)
        with self.assertRefused("head of the using department"):
            self._deliver(
                1,
                lot=lot,
                kind=self.warehouse.int_type_id,
                location_dest_id=second.property_stock_production.id,
            ).button_validate()

    def test_as_the_same_article_needs_consent(self):
        concession = self._concession(10, kind="downgrade")
        self.assertTrue(concession.consent_required)
        with self.assertRefused("consent of Held Hospital"):
            self._deliver(4).button_validate()

    def test_kind_changed_before_approval(self):
        """The concession comes and goes with the kind of the proposal."""
        source = self._nonconformity(10, self.lot_a)
        disposition = self._dispose(source, "scrap", 10)
        self.assertFalse(disposition.concession_ids)
        disposition.kind = "use_as_is"
        self.assertEqual(disposition.concession_ids.kind, "concession")
        disposition.kind = "downgrade"
        self.assertEqual(disposition.concession_ids.kind, "downgraded")
        disposition.kind = "rework"
        self.assertFalse(disposition.concession_ids.exists())

    def test_quantity_follows_the_unit_of_the_new_article(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        boxed = self._product("Glove, boxed", tracking="lot", uom_id=dozen.id)
        source = self._nonconformity(24, self.lot_a)
        disposition = self._dispose(source, "downgrade", 24, target_product_id=boxed.id)
        concession = disposition.concession_id
        self.assertEqual((concession.quantity, concession.uom_id), (2, dozen))
