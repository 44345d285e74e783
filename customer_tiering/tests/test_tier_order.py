from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import TODAY, TierCommon


@tagged("post_install", "-at_install")
class TestTierOrder(TierCommon):
    """Badge and suggestions on orders; nothing changes silently [CT-15]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer("Telecom")
        cls._invoice(cls.customer, 2_500_000)
        change = cls.program._run(TODAY)
        change.with_user(cls.owner)._submit()
        change.with_user(cls.province)._approve()
        cls.cheap = cls.env["product.pricelist"].create(
            {
                "name": "Platinum Prices",
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "fixed",
                            "fixed_price": 80,
                            "applied_on": "3_global",
                        }
                    )
                ],
            }
        )
        cls.term = cls.env["account.payment.term"].create(
            {"name": "60 Days", "line_ids": [Command.create({"nb_days": 60})]}
        )
        cls.platinum.write(
            {"pricelist_id": cls.cheap.id, "payment_term_id": cls.term.id}
        )
        cls.seller.group_ids |= cls.env.ref("sales_team.group_sale_salesman_all_leads")
        cls.order = cls._order()

    @classmethod
    def _order(cls, partner=None, **vals):
        return cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "company_id": cls.company.id,
                "user_id": cls.seller.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "price_unit": 95})
                ],
                **vals,
            }
        )

    def test_badge_and_gap(self):
        order = self.order.with_user(self.seller)
        self.assertEqual(order.tier_id, self.platinum)
        self.assertEqual(order.next_tier_id, self.diamond)
        self.assertAlmostEqual(order.next_tier_gap, 2_500_000, places=2)
        stranger = self._order(self._customer("Stranger"))
        self.assertFalse(stranger.tier_id)
        self.assertFalse(stranger.tier_suggestion)

    def test_nothing_changes_by_itself(self):
        self.assertNotEqual(self.order.pricelist_id, self.cheap)
        self.assertNotEqual(self.order.payment_term_id, self.term)
        self.assertEqual(self.order.order_line.price_unit, 95)
        text = self.order.with_user(self.seller).tier_suggestion
        self.assertIn("Platinum Prices", text)
        self.assertIn("60 Days", text)
        self.assertEqual(self.order.order_line.price_unit, 95)

    def test_new_quotation_shows_the_tier(self):
        with Form(self.env["sale.order"].with_user(self.seller)) as form:
            form.partner_id = self.customer
            self.assertEqual(form.tier_id, self.platinum)
            self.assertIn("Platinum Prices", form.tier_suggestion)
        self.assertNotEqual(form.record.pricelist_id, self.cheap)

    def test_take_some_keep_prices(self):
        order = self.order.with_user(self.seller)
        action = order.action_tier_suggestion()
        model = self.env["customer.tier.suggestion"].with_user(self.seller)
        form = Form(model.with_context(**action["context"]))
        self.assertEqual(form.pricelist_id, self.cheap)
        form.take_payment_term = False
        form.save().action_confirm()
        self.assertEqual(order.pricelist_id, self.cheap)
        self.assertNotEqual(order.payment_term_id, self.term)
        self.assertEqual(order.order_line.price_unit, 95)
        note = order.message_ids[0].body
        self.assertIn("Platinum Prices", note)
        self.assertNotIn("Pricelist", order.tier_suggestion)
        self.assertIn("60 Days", order.tier_suggestion)

    def test_take_and_compute_prices(self):
        order = self.order.with_user(self.seller)
        dialog = (
            self.env["customer.tier.suggestion"]
            .with_user(self.seller)
            .create({"order_id": order.id, "update_prices": True})
        )
        dialog.action_confirm()
        self.assertEqual(order.order_line.price_unit, 80)
        self.assertEqual(order.payment_term_id, self.term)
        self.assertFalse(order.tier_suggestion)

    def test_salesperson_who_maintains_the_customer(self):
        self.customer.user_id = self.owner
        order = self.order.with_user(self.seller)
        suggested = order._get_tier_suggestions()
        self.assertEqual(suggested["user_id"], self.owner)
        order._apply_tier_suggestions(["user_id"])
        self.assertEqual(self.order.user_id, self.owner)

    def test_confirmed_orders_keep_what_they_have(self):
        self.order.action_confirm()
        before = (self.order.pricelist_id, self.order.payment_term_id)
        self.assertFalse(self.order.tier_suggestion)
        with self.assertRaises(UserError):
            self.order.with_user(self.seller)._apply_tier_suggestions(["pricelist_id"])
        self.assertEqual((self.order.pricelist_id, self.order.payment_term_id), before)

    def test_only_what_is_suggested(self):
        with self.assertRaises(UserError):
            self.order._apply_tier_suggestions(["partner_id"])
        self.assertEqual(self.order.partner_id, self.customer)

    def test_not_of_another_company_nor_archived(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.cheap.copy({"company_id": other.id})
        self.platinum.pricelist_id = self.env["product.pricelist"].create(
            {"name": "Foreign", "company_id": other.id}
        )
        self.term.active = False
        self.env.invalidate_all()
        self.assertFalse(self.order._get_tier_suggestions())
        self.assertFalse(self.order.tier_suggestion)

    def test_orders_of_others_stay_closed(self):
        mine = self._user("tier_own_only", "sales_team.group_sale_salesman")
        self.assertNotEqual(self.order.user_id, mine)
        dialog = (
            self.env["customer.tier.suggestion"]
            .with_user(mine)
            .create({"order_id": self.order.id})
        )
        with self.assertRaises(AccessError):
            dialog.action_confirm()
        self.assertNotEqual(self.order.payment_term_id, self.term)

    def test_dialog_shows_nothing_of_orders_one_may_not_see(self):
        mine = self._user("tier_curious", "sales_team.group_sale_salesman")
        dialog = (
            self.env["customer.tier.suggestion"]
            .with_user(mine)
            .create({"order_id": self.order.id})
        )
        for name in ("now_pricelist_id", "now_user_id", "pricelist_id"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                dialog.read([name])

    def test_customers_do_not_read_their_tier(self):
        buyer = new_test_user(self.env, "tier_buyer", groups="base.group_portal")
        buyer.partner_id.parent_id = self.customer
        order = self._order(buyer.partner_id)
        order.message_subscribe(buyer.partner_id.ids)
        seen = order.with_user(buyer)
        self.assertEqual(seen.read(["name"])[0]["name"], order.name)
        for name in ("tier_id", "next_tier_gap", "tier_suggestion", "tier_color"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                seen.read([name])
        with self.assertRaises(AccessError):
            seen.search([("tier_id", "=", self.platinum.id)])
        with self.assertRaises(AccessError):
            seen.search([], order="tier_id")

    def test_tier_of_the_company_of_the_order(self):
        other = self.env["res.company"].create(
            {"name": "Other", "currency_id": self.company.currency_id.id}
        )
        self.env.user.company_ids |= other
        elsewhere = (
            self.env["sale.order"]
            .with_context(allowed_company_ids=other.ids)
            .create({"partner_id": self.customer.id, "company_id": other.id})
        )
        orders = (self.order | elsewhere).with_context(
            allowed_company_ids=(other | self.company).ids
        )
        self.assertEqual(orders.mapped("tier_id"), self.platinum)
        self.assertFalse(elsewhere.with_env(orders.env).tier_id)
        mine = [("id", "in", orders.ids)]
        self.assertEqual(
            orders.search([*mine, ("tier_id", "=", self.platinum.id)]), self.order
        )
        self.assertEqual(orders.search([*mine, ("tier_id", "=", False)]), elsewhere)
        self.assertEqual(
            dict(orders._read_group(mine, ["tier_id"], ["id:recordset"])),
            {self.platinum: self.order, self.platinum.browse(): elsewhere},
        )

    def test_search_sort_and_group(self):
        stranger = self._order(self._customer("Stranger"))
        orders = self.env["sale.order"].with_user(self.seller)
        both = [("id", "in", (self.order | stranger).ids)]
        self.assertEqual(
            orders.search([*both, ("tier_id", "=", self.platinum.id)]), self.order
        )
        self.assertEqual(orders.search([*both, ("tier_id", "=", False)]), stranger)
        self.assertEqual(
            dict(orders._read_group(both, ["tier_id"], ["id:recordset"])),
            {self.platinum: self.order, self.env["customer.tier"]: stranger},
        )

    def test_list_is_as_cheap_for_many(self):
        many = self.env["sale.order"]
        for number in range(12):
            many |= self._order(self._customer(f"Row {number}"))
        counts = []
        for rows in (many[:2], many[:2], many):  # the first warms the caches
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows.with_user(self.seller).read(["name", "tier_id", "tier_color"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
