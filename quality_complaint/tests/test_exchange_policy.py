from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .ratio_common import RatioCommon


@tagged("post_install", "-at_install")
class TestExchangePolicy(RatioCommon):
    """What counts for the ratio, in which period, by which policy [CO-60, CO-61]."""

    # what counts -----------------------------------------------------------------------
    def test_earlier_exchanges_count(self):
        first = self._accepted((self.loose, 1, "unsold"))
        second = self._accepted((self.loose, 1, "unsold"))
        self.assertEqual(
            (first.exchange_state, second.exchange_state), ("within", "over")
        )
        self.assertEqual(second.exchange_ratio, 20)

    def test_refused_ones_and_requests_do_not_count(self):
        self._accepted((self.loose, 1, "unsold")).with_user(self.handler)._refuse("No.")
        self._return((self.loose, 1, "unsold"))
        ret = self._accepted((self.loose, 1, "unsold"))
        self.assertEqual(ret.exchange_state, "within")

    def test_confidential_ones_count(self):
        first = self._accepted((self.loose, 1, "unsold"))
        first.confidential = True
        ret = self._accepted((self.loose, 1, "unsold"))
        self.assertEqual(ret.exchange_state, "over")

    def test_price_corrections_reduce_purchases(self):
        note = self._reverse(
            self.invoice, quality_refund_basis="price", reason="Contract"
        )
        note.invoice_line_ids.price_unit = 10
        note.action_post()
        ret = self._return((self.loose, 1, "unsold"))
        self.assertEqual(self.policy._get_purchased(ret), 100)
        self.policy.basis = "quantity"
        self.assertEqual(self.policy._get_purchased(ret), 10)

    def test_credited_returns_do_not_reduce_purchases(self):
        form = self._confirmed((self.loose, 5, "quality"))
        note = self._reverse(self.invoice, quality_return_id=form.id)
        note.invoice_line_ids.quantity = 5
        note.action_post()
        self.assertEqual(
            self.policy._get_purchased(self._return((self.loose, 1, "unsold"))), 200
        )

    def test_by_quantity(self):
        self.policy.basis = "quantity"
        self._sold(10, price=1)
        ret = self._accepted((self.loose, 2, "unsold"))
        self.assertEqual((ret.exchange_state, ret.exchange_ratio), ("within", 10))
        self.assertEqual(
            self._accepted((self.loose, 1, "unsold")).exchange_state, "over"
        )

    def test_of_other_customers_and_periods_nothing_counts(self):
        self.invoice.button_draft()
        self.invoice.write({"name": "/", "invoice_date": "2001-01-01"})
        self.invoice.action_post()
        ret = self._return((self.loose, 1, "unsold"))
        self.assertEqual(self.policy._get_purchased(ret), 0)
        self.assertEqual(
            self.policy._get_purchased(
                self._return((self.loose, 1, "unsold"), partner_id=self.supplier.id)
            ),
            0,
        )

    # periods and days -------------------------------------------------------------------
    def test_periods(self):
        day = datetime(2026, 5, 20).date()
        for period, first, last in (
            ("month", "2026-05-01", "2026-05-31"),
            ("quarter", "2026-04-01", "2026-06-30"),
            ("year", "2026-01-01", "2026-12-31"),
            ("rolling", "2025-05-21", "2026-05-20"),
        ):
            with self.subTest(period):
                self.policy.period = period
                bounds = self.policy._get_period(day)
                self.assertEqual([str(b) for b in bounds], [first, last])

    def test_later_than_allowed_is_over(self):
        self.policy.days = 30
        self.assertEqual(
            self._accepted((self.loose, 1, "unsold")).exchange_state, "within"
        )
        self.order.picking_ids.move_line_ids.date = "2020-01-01 08:00:00"
        ret = self._accepted((self.loose, 0.5, "unsold"))
        self.assertEqual(ret.exchange_state, "over")
        self.assertIn("30 days", ret.exchange_note)

    def test_lot_not_delivered_to_him_is_over(self):
        self.policy.days = 30
        self._sell(10, self.lot_a)
        ret = self._return((self.lot_b, 1, "unsold"))
        self.assertFalse(ret._get_delivery_days())
        ret = self._return((self.lot_a, 1, "unsold"))
        self.assertTrue(ret._get_delivery_days())

    def test_calendar_day_of_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        ret = self._return((self.loose, 1, "unsold"))
        self.assertEqual(
            ret._get_day_start(datetime(2026, 1, 1).date()), datetime(2025, 12, 31, 16)
        )

    # which policy holds -------------------------------------------------------------------
    def test_the_closest_policy_holds(self):
        China = self.env.ref("base.cn")
        category = self.env["product.category"].create({"name": "Swabs"})
        self.loose.categ_id = category
        self.customer.write({"country_id": China.id})
        ret = self._return((self.loose, 1, "unsold"))

        def holding():
            return self.policy._match(ret)[ret.line_ids]

        self.assertEqual(holding(), self.policy)
        by_category = self._policy(name="Category", categ_id=category.id)
        self.assertEqual(holding(), by_category)
        by_region = self._policy(name="Region", country_ids=[Command.set(China.ids)])
        self.assertEqual(holding(), by_region)
        by_customer = self._policy(name="Customer", partner_id=self.customer.id)
        self.assertEqual(holding(), by_customer)
        by_contract = self._policy(
            name="Contract", partner_id=self.customer.id, contract="C-7"
        )
        self.assertEqual(holding(), by_contract)
        by_contract.date_to = "2020-01-01"
        self.assertEqual(holding(), by_customer)
        by_customer.partner_id = self.other_customer
        self.assertEqual(holding(), by_region)

    def test_category_counts_its_own_purchases(self):
        category = self.env["product.category"].create({"name": "Swabs"})
        self._policy(name="Category", categ_id=category.id)
        self.loose.categ_id = category
        self.product.list_price = 10
        self._sell(10, self.lot_a)
        ret = self._accepted((self.loose, 1, "unsold"), (self.lot_a, 1, "unsold"))
        self.assertEqual(len(ret.exchange_policy_ids), 2)
        self.assertEqual(ret.exchange_ratio, 10)

    def test_policy_checks(self):
        with self.assertRaises(ValidationError):
            self._policy(contract="C-7")
        with self.assertRaises(ValidationError):
            self._policy(period="rolling", period_months=0)
        with self.assertRaises(AccessError):
            self.policy.with_user(self.handler).ratio_limit = 90
        self.assertEqual(self.policy.ratio_limit, 10)

    def test_policy_screen(self):
        with Form(self.env["quality.exchange.policy"]) as screen:
            screen.name = "East"
            screen.partner_id = self.customer
            screen.contract = "C-7"
        self.assertEqual(screen.record.basis, "value")

    @freeze_time("2026-03-01 12:00:00")
    def test_queries_do_not_grow_with_lines(self):
        few = self._return((self.loose, 1, "unsold"))
        many = self._return(*[(self.loose, 1, "unsold")] * 20)
        counts = []
        for ret in (few, many):
            ret = ret.with_user(self.handler)
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            ret._prepare_exchange_vals()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 1)
