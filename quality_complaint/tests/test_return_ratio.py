from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .refund_common import RefundCommon


class RatioCommon(RefundCommon):
    """Goods of 200 sold this year, a limit of 10 percent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = cls._user("ratio_leader", "base.group_user")
        cls.env.ref(
            "quality_nonconformity.function_general_manager"
        ).user_ids = cls.leader
        cls.order, cls.invoice = cls._sold(10)
        cls.policy = cls._policy(name="Dealers")

    @classmethod
    def _policy(cls, **vals):
        return (
            cls.env["quality.exchange.policy"]
            .with_user(cls.complaint_manager)
            .create({"name": "Policy", "ratio_limit": 10, **vals})
        )

    def _accepted(self, *lines, **vals):
        ret = self._return(*lines, **vals)
        ret.with_user(self.handler)._accept()
        return ret.sudo()

    def _roles(self, ret):
        return ret.approval_ids.mapped("role")


@tagged("post_install", "-at_install")
class TestReturnRatio(RatioCommon):
    """The share of exchanged goods in purchases, and who may exceed it [CO-60, X-25]."""

    # prices -----------------------------------------------------------------------
    def test_price_of_the_order_line(self):
        ret = self._return((self.loose, 2, "unsold"))
        ret.line_ids.sale_line_id = self.order.order_line
        self.order.order_line.sudo().discount = 25
        line = ret.line_ids.sudo()
        self.env.add_to_compute(line._fields["price_unit"], line)
        self.assertEqual((line.price_unit, line.amount), (15, 30))

    def test_price_of_the_last_invoice(self):
        self._sold(5, price=30)
        ret = self._return((self.loose, 2, "unsold"))
        self.assertEqual(ret.sudo().line_ids.amount, 60)

    def test_list_price_when_never_sold(self):
        self.product.list_price = 7
        ret = self._return((self.lot_a, 2, "unsold"))
        self.assertEqual(ret.sudo().line_ids.price_unit, 7)

    def test_prices_are_hidden_from_the_warehouse(self):
        ret = self._return((self.loose, 2, "unsold"))
        with self.assertRaises(AccessError):
            ret.line_ids.with_user(self.worker).read(["price_unit"])
        self.assertEqual(ret.line_ids.with_user(self.handler).price_unit, 20)

    # within and over ---------------------------------------------------------------
    def test_no_policy_no_limit(self):
        self.policy.active = False
        ret = self._accepted((self.loose, 9, "unsold"))
        self.assertEqual(ret.exchange_state, "none")
        self.assertEqual(self._roles(ret), ["after_sales", "business", "quality"])

    def test_within_needs_finance(self):
        ret = self._accepted((self.loose, 1, "unsold"))
        self.assertEqual((ret.exchange_state, ret.exchange_ratio), ("within", 10))
        self.assertEqual(
            self._roles(ret), ["after_sales", "finance", "business", "quality"]
        )
        self.assertEqual(ret.exchange_policy_ids, self.policy)
        self.assertFalse(ret.activity_ids)

    def test_finance_approves_and_is_no_staff(self):
        ret = self._accepted((self.loose, 1, "unsold"))
        ret.with_user(self.second_handler)._approve("after_sales")
        with self.assertRaises(AccessError):
            ret.with_user(self.seller)._approve("finance")
        ret.with_user(self.business_head)._approve("business")
        ret.with_user(self.officer)._approve("quality")
        self.assertEqual(ret.state, "accepted")
        ret.with_user(self.biller)._approve("finance")
        self.assertEqual(ret.state, "confirmed")

    def test_over_needs_the_leader(self):
        ret = self._accepted((self.loose, 2, "unsold"))
        self.assertEqual((ret.exchange_state, ret.exchange_ratio), ("over", 20))
        self.assertEqual(self._roles(ret)[-1], "leader")
        for user, role in (
            (self.second_handler, "after_sales"),
            (self.biller, "finance"),
            (self.business_head, "business"),
            (self.officer, "quality"),
        ):
            ret.with_user(user)._approve(role)
        self.assertEqual(ret.state, "accepted")
        with self.assertRaises(AccessError):
            ret.with_user(self.manager)._approve("leader")
        self.assertEqual(ret.state, "accepted")
        ret.with_user(self.leader)._approve("leader", "Fair of the year")
        self.assertEqual((ret.state, ret.exchange_state), ("confirmed", "exception"))

    def test_leader_refuses(self):
        ret = self._accepted((self.loose, 2, "unsold"))
        ret.with_user(self.leader)._refuse("The year's exchanges are used up.")
        self.assertEqual((ret.state, ret.exchange_state), ("refused", "over"))
        self.assertEqual(ret.approval_ids[-1].verdict, "refused")

    def test_deviation_is_told_at_once(self):
        ret = self._accepted((self.loose, 2, "unsold"))
        told = ret.activity_ids
        self.assertEqual(told.user_id, self.leader | self.business_head)
        self.assertIn("20.00", told[0].summary)
        self.assertIn("Dealers", ret.exchange_note)
        # who is told may read what it is about
        self.assertEqual(ret.with_user(self.leader).name, ret.name)

    def test_nobody_to_make_the_exception(self):
        self.env.ref("quality_nonconformity.function_general_manager").user_ids = False
        ret = self._return((self.loose, 2, "unsold"))
        with self.assertRefused("General Manager"):
            ret.with_user(self.handler)._accept()
        ret.invalidate_recordset()
        self.assertEqual(ret.state, "requested")

    def test_never_bought_is_over(self):
        ret = self._accepted(
            (self.loose, 1, "unsold"), partner_id=self.other_customer.id
        )
        self.assertEqual((ret.exchange_state, ret.exchange_ratio), ("over", 100))

    # X-25 ---------------------------------------------------------------------------
    def test_no_ratio_for_quality_safety_law_recall(self):
        for reason in ("quality", "safety", "statutory", "recall", "standard"):
            with self.subTest(reason):
                ret = self._accepted((self.loose, 10, reason))
                self.assertEqual(ret.exchange_state, "none")
                self.assertNotIn("leader", self._roles(ret))

    def test_they_use_up_nothing(self):
        self._accepted((self.loose, 9, "quality"))
        ret = self._accepted((self.loose, 1, "unsold"))
        self.assertEqual(ret.exchange_state, "within")

    def test_goods_over_the_limit_go_apart(self):
        """Faulty goods beside them do not wait for the leader."""
        ret = self._accepted((self.loose, 3, "quality"), (self.loose, 2, "unsold"))
        self.assertEqual(ret.line_ids.reason, "quality")
        self.assertEqual(ret.exchange_state, "none")
        self.assertNotIn("leader", self._roles(ret))
        split = ret.split_ids
        self.assertEqual(split.line_ids.reason, "unsold")
        self.assertEqual((split.state, split.exchange_state), ("accepted", "over"))
        self.assertEqual(split.partner_id, ret.partner_id)
        self.assertIn("leader", self._roles(split))
        self.assertIn(split.name, ret.message_ids[0].body)
        self.assertEqual(split.accepted_by_id, self.handler)

    def test_goods_within_the_limit_stay_together(self):
        ret = self._accepted((self.loose, 3, "quality"), (self.loose, 1, "unsold"))
        self.assertFalse(ret.split_ids)
        self.assertIn("finance", self._roles(ret))

    # goods changed while it is checked -----------------------------------------------
    def test_more_goods_ask_the_leader(self):
        ret = self._accepted((self.loose, 1, "unsold"))
        ret.line_ids.with_user(self.seller).quantity = 2
        self.assertEqual(ret.exchange_state, "over")
        self.assertEqual(self._roles(ret)[-1], "leader")
        ret.line_ids.with_user(self.seller).quantity = 1
        self.assertEqual(ret.exchange_state, "within")
        self.assertNotIn("leader", self._roles(ret))

    def test_reason_changed_asks_anew(self):
        ret = self._accepted((self.loose, 2, "quality"))
        ret.line_ids.with_user(self.seller).reason = "unsold"
        self.assertEqual(ret.exchange_state, "over")

    def test_unsold_goods_added_beside_faulty_ones_refused(self):
        ret = self._accepted((self.loose, 2, "quality"))
        with self.assertRefused("return of their own"):
            ret.with_user(self.seller).line_ids = [
                Command.create(
                    {"product_id": self.loose.id, "quantity": 5, "reason": "unsold"}
                )
            ]
        ret.invalidate_recordset()
        self.assertEqual(len(ret.line_ids), 1)

    def test_line_deleted_asks_anew(self):
        ret = self._accepted((self.loose, 1, "unsold"), (self.loose, 2, "quality"))
        ret.line_ids[0].with_user(self.seller).unlink()
        self.assertEqual(ret.exchange_state, "none")
        self.assertNotIn("finance", self._roles(ret))

    def test_assessment_is_not_written_by_hand(self):
        ret = self._accepted((self.loose, 2, "unsold"))
        with self.assertRefused("own steps"):
            ret.with_user(self.complaint_manager).exchange_verdict = "within"
        with self.assertRaises(UserError):
            self._return((self.loose, 2, "unsold"), exchange_verdict="within")
        self.assertEqual(ret.exchange_state, "over")

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
