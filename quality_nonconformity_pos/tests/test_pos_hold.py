from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.point_of_sale.tests.common import TestPoSCommon


@tagged("post_install", "-at_install")
class TestPosHold(TestPoSCommon):
    """RE-05: the till neither offers nor hands out what is on hold, and never breaks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config = cls.basic_config
        cls.good = cls.create_product("Good", cls.categ_basic, 10.0)
        cls.held = cls.create_product("Held", cls.categ_basic, 10.0)
        (cls.good | cls.held).is_storable = True
        cls.stock = cls.config.picking_type_id.default_location_src_id
        cls.warehouse = cls.config.picking_type_id.warehouse_id
        cls.inspector = new_test_user(
            cls.env,
            "pos_inspector",
            groups="quality_base.group_quality_user",
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )
        cls.keeper = new_test_user(
            cls.env, "pos_keeper", groups="stock.group_stock_user"
        )
        cls.warehouse.wh_quarantine_loc_id.keeper_ids = cls.keeper
        for product in cls.good | cls.held:
            cls.env["stock.quant"]._update_available_quantity(product, cls.stock, 20)

    def _hold(self, **vals):
        hold = (
            self.env["quality.hold"]
            .with_user(self.inspector)
            .create({"reason": "Broken seal", **vals})
        )
        hold._place()
        return hold

    def _sell(self, *products):
        data = self.create_ui_order_data([(product, 2) for product in products])
        result = self.env["pos.order"].sync_from_ui([data])
        return self.env["pos.order"].browse(result["pos.order"][0]["id"])

    def _on_hand(self, product):
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "child_of", self.stock.id),
            ]
        )
        return sum(quants.mapped("quantity"))

    def test_offered_before_and_not_after(self):
        Template = self.env["product.template"]
        domain = Template._load_pos_data_domain({}, self.config)
        self.assertIn(self.held.product_tmpl_id, Template.search(domain))
        self._hold(product_ids=[Command.set(self.held.ids)])
        domain = Template._load_pos_data_domain({}, self.config)
        found = Template.search(domain)
        self.assertNotIn(self.held.product_tmpl_id, found)
        self.assertIn(self.good.product_tmpl_id, found)

    def test_scanning_at_the_till_finds_it_no_more(self):
        self.open_new_session()
        self.held.barcode = "9521234567899"
        load = self.env["product.template"].load_product_from_pos
        domain = [("barcode", "=", "9521234567899")]
        self.assertTrue(load(self.config.id, domain)["product.template"])
        self._hold(product_ids=[Command.set(self.held.ids)])
        self.assertFalse(load(self.config.id, domain)["product.template"])
        by_id = [("product_variant_ids.id", "in", self.held.ids)]
        self.assertTrue(load(self.config.id, by_id)["product.template"])

    def test_order_arrives_and_goods_stay(self):
        self.env.company.point_of_sale_update_stock_quantities = "real"
        self.open_new_session()
        hold = self._hold(product_ids=[Command.set(self.held.ids)])
        order = self._sell(self.held)
        self.assertEqual(order.state, "paid")
        picking = order.picking_ids
        self.assertTrue(picking)
        self.assertNotEqual(picking.state, "done")
        self.assertEqual(self._on_hand(self.held), 20)
        activity = picking.activity_ids
        self.assertEqual(activity.user_id, self.keeper)
        self.assertIn(hold.name, activity.note)

    def test_free_goods_are_sold_as_ever(self):
        self.env.company.point_of_sale_update_stock_quantities = "real"
        self.open_new_session()
        self._hold(product_ids=[Command.set(self.held.ids)])
        order = self._sell(self.good)
        self.assertEqual(order.picking_ids.state, "done")
        self.assertFalse(order.picking_ids.activity_ids)
        self.assertEqual(self._on_hand(self.good), 18)

    def test_session_closes(self):
        self.env.company.point_of_sale_update_stock_quantities = "closing"
        self.open_new_session()
        self._hold(product_ids=[Command.set(self.held.ids)])
        self._sell(self.held)
        self._sell(self.good)
        session = self.pos_session
        session.post_closing_cash_details(session.cash_register_balance_end)
        session.close_session_from_ui()
        self.assertEqual(session.state, "closed")
        self.assertEqual(self._on_hand(self.held), 20)
        self.assertTrue(session.picking_ids.activity_ids)
