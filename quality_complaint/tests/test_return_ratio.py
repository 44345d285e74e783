from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .ratio_common import RatioCommon


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
