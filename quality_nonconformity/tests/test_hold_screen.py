from odoo.tests import Form, tagged

from .common import HoldCommon


@tagged("post_install", "-at_install")
class TestHoldScreen(HoldCommon):
    """Banners, tags, filters, counters of what is on hold [RE-07, XX-09]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(10, cls.lot_a)
        cls._put(10, cls.lot_b)

    def test_lot_banner_and_button(self):
        self.assertFalse(self.lot_a.hold_banner)
        hold = self._hold(self.lot_a, reason="Seal torn")
        lot = self.lot_a.with_user(self.worker)
        self.assertEqual(lot.hold_count, 1)
        self.assertIn(hold.name, lot.hold_banner)
        self.assertIn("Seal torn", lot.hold_banner)
        self.assertFalse(self.lot_b.hold_banner)
        found = self.env["quality.hold"].search(lot.action_view_holds()["domain"])
        self.assertEqual(found, hold)
        hold.with_user(self.officer)._release("Checked")
        self.env.invalidate_all()
        self.assertEqual((lot.hold_count, lot.hold_banner), (0, False))
        found = self.env["quality.hold"].search(lot.action_view_holds()["domain"])
        self.assertEqual(found, hold, "released ones stay retrievable")

    def test_product_held_as_a_whole_marks_its_lots(self):
        self._hold(product_ids=self.product, reason="Recall notice")
        self.assertIn("Recall notice", self.lot_b.hold_banner)
        self.assertIn("Recall notice", self.product.product_tmpl_id.hold_banner)
        self.assertTrue(self.product.product_tmpl_id.on_hold)
        found = self.env["product.template"].search([("on_hold", "=", True)])
        self.assertEqual(found, self.product.product_tmpl_id)
        rest = self.env["product.template"].search([("on_hold", "=", False)])
        self.assertNotIn(self.product.product_tmpl_id, rest)
        self.assertIn(self.loose.product_tmpl_id, rest)

    def test_confidential_reason_is_not_shown(self):
        self._hold(self.lot_a, reason="Sabotage by X", confidential=True)
        banner = self.lot_a.with_user(self.worker).hold_banner
        self.assertNotIn("Sabotage", banner)
        self.assertIn("confidential", banner)

    def test_narrowed_hold_names_the_place(self):
        self._hold(self.lot_a, location_ids=self.shelf)
        self.assertIn("only in", self.lot_a.hold_banner)

    def test_many_lots_are_counted_in_the_banner(self):
        lots = self._lots(*[f"M{n}" for n in range(9)])
        self._hold(*lots)
        self.assertIn("(+4)", lots[0].hold_banner)

    def test_picking_banner(self):
        picking = self._transfer(4)
        hold = self._hold(self.lot_a)
        self.env.invalidate_all()
        picking = picking.with_user(self.worker)
        self.assertTrue(picking.on_hold)
        self.assertIn(hold.name, picking.hold_banner)
        self.assertEqual(picking._get_held_lots().sudo(False), self.lot_a)
        found = self.env["stock.picking"].search([("on_hold", "=", True)])
        self.assertIn(picking.sudo(False), found.with_user(self.worker))

    def test_filters_of_quants_and_lines(self):
        self._hold(self.lot_a)
        held = self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("on_hold", "=", True)]
        )
        free = self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("on_hold", "=", False)]
        )
        self.assertEqual(held.lot_id, self.lot_a)
        self.assertEqual(free.lot_id, self.lot_b)
        self.assertEqual(set(held.mapped("on_hold")), {True})
        picking = self._transfer(3)
        self.assertEqual(picking.move_line_ids.mapped("on_hold"), [False])
        self.assertEqual(picking.move_line_ids.lot_id, self.lot_b)

    def test_counters_cost_the_same_for_any_number(self):
        lots = self._lots(*[f"N{n}" for n in range(40)])
        self._hold(*lots[:20])
        self._hold(product_ids=self.loose)
        for few in (lots[:2], lots):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(12):
                few.mapped("hold_banner")
                few.mapped("on_hold")
                few.mapped("quarantine_card_count")

    def test_banner_of_a_product_with_many_holds(self):
        """The first are told, the others counted; lots are read together."""
        lots = self._lots(*[f"M{n}" for n in range(30)])
        for lot in lots:
            self._hold(lot)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            lines = self.product.hold_banner.splitlines()
        self.assertEqual((len(lines), self.product.hold_count), (21, 30))
        self.assertIn("M29", lines[0])
        self.assertEqual(lines[-1], "… (+10)")

    def test_figures_on_the_hold(self):
        done = self._transfer(2)
        done.move_ids.picked = True
        done._action_done()
        picking = self._transfer(5)
        lot = picking.move_line_ids.lot_id
        self.assertEqual(done.move_line_ids.lot_id, lot)
        hold = self._hold(lot)
        self.env.invalidate_all()
        hold = hold.with_user(self.inspector)
        tile = r'data-situation="%s"[^$]*?>\s*%s'
        self.assertRegex(hold.touched, tile % ("on_hand", r"8\.00"))
        self.assertRegex(hold.touched, tile % ("reserved", r"5\.00"))
        self.assertRegex(hold.touched, tile % ("delivered", r"2\.00"))
        self.assertEqual((hold.lot_count, hold.product_count), (1, 1))
        self.assertEqual(hold.picking_count, 2)
        self.assertEqual(
            set(hold.action_view_pickings()["domain"][0][2]), {done.id, picking.id}
        )
        self.assertFalse(hold.preview, "a placed hold shows facts, no preview")

    def test_units_are_not_added_up(self):
        kilo = self._product("Cotton", uom_id=self.env.ref("uom.product_uom_kgm").id)
        self._put(3, product=kilo)
        self._put(7, product=self.loose)
        hold = self._hold(product_ids=kilo | self.loose, place=False)
        self.assertRegex(hold.preview, r"3\.00[\s\S]*kg")
        self.assertNotIn("10.00", hold.preview)

    def test_late(self):
        hold = self._hold(self.lot_a)
        fresh = self._hold(self.lot_b)
        hold._write_gated({"date_placed": "2020-01-01"})
        late = self.env["quality.hold"].search([("is_late", "=", True)])
        self.assertIn(hold.sudo(False).with_env(self.env), late)
        self.assertNotIn(fresh.with_env(self.env), late)
        self.assertTrue(hold.is_late)
        self.assertFalse(fresh.is_late)

    def test_retrieval(self):
        """By product, lot, customer, date, number [XX-09]."""
        done = self._transfer(2)
        done.move_ids.picked = True
        done._action_done()
        hold = self._hold(done.move_line_ids.lot_id).with_env(self.env)
        for domain in (
            [("name", "ilike", hold.name)],
            [("lot_ids", "ilike", done.move_line_ids.lot_id.name)],
            [("scope_product_ids", "ilike", "Glove")],
            [("line_ids.partner_id", "child_of", "Held Hospital")],
            [("date_placed", ">=", "today")],
        ):
            with self.subTest(domain):
                self.assertIn(hold, self.env["quality.hold"].search(domain))

    def test_forms_open_for_each_role(self):
        hold = self._hold(self.lot_a)
        picking = self._transfer(3)
        for user in (self.worker, self.inspector, self.officer):
            with self.subTest(user.login):
                Form(hold.with_user(user))
        for record in (self.lot_a, picking, self.product, self.product.product_tmpl_id):
            Form(record.with_user(self.stock_manager))

    def test_slip_carries_the_marker(self):
        picking = self._transfer(4)
        self._hold(self.lot_a, reason="Seal torn")
        self.env.invalidate_all()
        report = self.env["ir.actions.report"]
        for name in ("stock.report_deliveryslip", "stock.report_picking"):
            html = report._render_qweb_html(name, picking.ids)[0].decode()
            self.assertIn("HOLD 暂停", html, name)
            self.assertIn("Seal torn", html, name)
        free = self._transfer(1)
        html = report._render_qweb_html("stock.report_deliveryslip", free.ids)[
            0
        ].decode()
        self.assertNotIn("HOLD 暂停", html)
