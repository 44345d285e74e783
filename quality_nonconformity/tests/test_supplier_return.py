from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .supplier_common import SupplierCommon


@tagged("post_install", "-at_install")
class TestSupplierReturn(SupplierCommon):
    """NC-64, NC-27: purchasing is told, and how the return stands is known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receipt = cls._receive(100, cls.lot_a)
        cls.order = cls.receipt.purchase_id
        cls.order.user_id = cls.buyer
        cls.source = cls._nonconformity(
            30,
            cls.lot_a,
            picking_id=cls.receipt.id,
            purchase_id=cls.order.id,
            supplier_id=cls.supplier.id,
        )

    def _return(self, kind="return_supplier", execute=True):
        disposition = self._dispose(self.source, kind, 30)
        disposition.with_user(self.officer)._approve()
        if execute:
            disposition.with_user(self.worker)._execute()
        return disposition

    def test_the_buyer_is_told_and_may_read(self):
        disposition = self._return(execute=False)
        self.assertEqual(disposition.return_state, "requested")
        self.assertEqual(disposition.purchase_id, self.order)
        activity = disposition.activity_ids
        self.assertEqual(activity.user_id, self.buyer)
        self.assertIn("Glove Maker", activity.summary)
        self.assertEqual(disposition.with_user(self.buyer).quantity, 30)
        self.assertTrue(self.source.with_user(self.buyer).description)

    def test_without_a_buyer_the_head_of_purchasing(self):
        self.order.user_id = False
        post = self.env.ref("quality_nonconformity.function_purchasing_head")
        post.user_ids = [Command.set(self.reporter.ids)]
        disposition = self._return(execute=False)
        self.assertEqual(disposition.activity_ids.user_id, self.reporter)
        self.assertTrue(disposition.with_user(self.reporter).kind)

    def test_other_dispositions_are_no_returns(self):
        disposition = self._dispose(self.source, "scrap", 30)
        disposition.with_user(self.officer)._approve()
        self.assertFalse(disposition.return_state or disposition.activity_ids)

    def test_from_asked_to_credited(self):
        disposition = self._return(execute=False)
        buyer = disposition.with_user(self.buyer)
        buyer._track_return("agreed", rma_number="RMA 7")
        self.assertEqual(disposition.rma_number, "RMA 7")
        self.assertEqual(disposition.date_return_agreed, self.today)
        disposition.with_user(self.worker)._execute()
        self.assertEqual(disposition.return_state, "fetched")
        self.assertEqual(disposition.date_fetched, self.today)
        disposition.with_user(self.inspector)._verify()
        with self.assertRaisesRegex(UserError, "how it was settled"):
            buyer._track_return("settled")
        buyer._track_return("settled", settlement="credit", settlement_ref="RBILL/7")
        self.assertRecordValues(
            disposition,
            [
                {
                    "return_state": "settled",
                    "state": "verified",
                    "settlement": "credit",
                    "settlement_ref": "RBILL/7",
                    "date_settled": self.today,
                }
            ],
        )
        self.assertFalse(disposition.activity_ids)

    def test_steps_that_make_no_sense(self):
        disposition = self._return()
        buyer = disposition.with_user(self.buyer)
        with self.assertRaisesRegex(UserError, "cannot become"):
            buyer._track_return("agreed")
        buyer._track_return("refused")
        buyer._track_return("requested")
        self.assertEqual(disposition.return_state, "requested")
        other = self._nonconformity(5, self.lot_a)
        scrap = self._dispose(other, "scrap", 5)
        with self.assertRaisesRegex(UserError, "cannot become"):
            scrap._track_return("agreed")

    def test_refused_goods_do_not_leave(self):
        disposition = self._return(execute=False)
        buyer = disposition.with_user(self.buyer)
        buyer._track_return("refused")
        with self.assertRefused("refused to take the goods back"):
            disposition.with_user(self.worker)._execute()
        self.assertEqual(
            (disposition.state, disposition.return_state), ("approved", "refused")
        )
        buyer._track_return("agreed")
        disposition.with_user(self.worker)._execute()
        self.assertEqual(disposition.return_state, "fetched")

    def test_who_may_note_it(self):
        disposition = self._return()
        for user in (self.worker, self.reporter):
            with self.assertRaises(AccessError):
                disposition.with_user(user)._track_return("refused")
        with self.assertRaises(UserError):
            disposition.with_user(self.manager).write({"return_state": "settled"})
        with self.assertRaises(AccessError):
            disposition.with_user(self.buyer).write({"result_note": "By purchasing"})
        self.assertEqual(disposition.return_state, "fetched")

    def test_dialog(self):
        disposition = self._return()
        self.assertTrue(disposition.with_user(self.buyer).can_track_return)
        self.assertFalse(disposition.with_user(self.worker).can_track_return)
        self.env["quality.supplier.return"].with_user(self.buyer).create(
            {
                "disposition_id": disposition.id,
                "state": "settled",
                "settlement": "credit",
                "settlement_ref": "RBILL/9",
            }
        ).action_confirm()
        self.assertEqual(disposition.settlement_ref, "RBILL/9")

    def test_an_exchange_is_settled_by_the_replacement(self):
        disposition = self._return("exchange")
        self.assertEqual(disposition.return_state, "fetched")
        receipt = disposition.sudo().move_ids.picking_id.filtered(
            lambda picking: picking.state != "done"
        )
        self.assertEqual(len(receipt), 1)
        self._fill(receipt, 12)
        receipt._action_done()
        self.assertEqual(disposition.return_state, "fetched", "a part of it")
        rest = receipt.backorder_ids
        self.assertEqual(len(rest), 1)
        self._fill(rest, 18)
        rest._action_done()
        self.assertEqual(disposition.return_state, "settled")
        self.assertEqual(disposition.settlement, "replacement")
        self.assertIn(rest.name, disposition.settlement_ref)

    def _fill(self, receipt, quantity):
        move = receipt.move_ids
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "lot_id": self.lot_b.id,
                    "quantity": quantity,
                    "location_id": receipt.location_id.id,
                    "location_dest_id": receipt.location_dest_id.id,
                    "picking_id": receipt.id,
                }
            )
        ]
        move.picked = True

    def test_what_the_supplier_says_is_noted(self):
        disposition = self._return(execute=False)
        notice = self.source.with_user(self.inspector)._open_supplier_notice()
        self.assertEqual(notice.demand, "return")
        notice._issue()
        self._answer(notice, "acknowledge", disciplines={}, rma_number="R 12")
        self.assertEqual(disposition.return_state, "agreed")
        self.assertEqual(disposition.rma_number, "R 12")

    def test_cancelled(self):
        disposition = self._return(execute=False)
        disposition.with_user(self.officer)._cancel("It can be reworked")
        self.assertFalse(disposition.return_state or disposition.activity_ids)

    def test_counts_on_orders_are_three_queries(self):
        self._return(execute=False)
        self.source.with_user(self.inspector)._open_supplier_notice()
        orders = self.order
        for lot in self._lots("K", "L", "M"):
            orders |= self._receive(1, lot).purchase_id
        self.env.flush_all()
        self.env.invalidate_all()
        orders = orders.with_user(self.officer)
        orders.mapped("name")
        self.env["quality.disposition"].with_user(self.officer).search_count([])
        self.env["quality.supplier.notice"].with_user(self.officer).search_count([])
        self.env["quality.supplier.deviation"].with_user(self.officer).search_count([])
        with self.assertQueryCount(3):
            found = [(o.supplier_return_count, o.supplier_notice_count) for o in orders]
        self.assertEqual(found, [(1, 1), (0, 0), (0, 0), (0, 0)])
        action = self.order.with_user(self.buyer).action_view_supplier_returns()
        returns = self.env["quality.disposition"].with_user(self.buyer)
        self.assertEqual(len(returns.search(action["domain"])), 1)
        for name in ("notices", "deviations"):
            action = getattr(self.order, f"action_view_supplier_{name}")()
            self.assertEqual(action["domain"], [("purchase_id", "=", self.order.id)])

    def test_my_work(self):
        self._return(execute=False)
        notice = self.source.with_user(self.inspector)._open_supplier_notice()
        notice._issue()

        def tiles(user):
            work = self.env["quality.my.work"].with_user(user).get_my_work()
            sections = {section["key"]: section for section in work["sections"]}
            found = sections.get("suppliers", {"tiles": [], "items": []})
            counts = {tile["title"]: tile["count"] for tile in found["tiles"]}
            return counts, found["items"]

        before, _items = tiles(self.buyer)
        self.assertEqual(before["Returns to settle"], 1)
        self.assertEqual(before["Waiting for an answer"], 1)
        self.assertEqual(before["Answers overdue"], 0)
        with self._later(24 * 30):
            counts, items = tiles(self.inspector)
        self.assertEqual(counts["Answers overdue"], 1)
        self.assertEqual([item["title"] for item in items], [notice.display_name])
        self._answer(notice)
        self.assertEqual(tiles(self.inspector)[0]["Answers to judge"], 1)
        self.assertEqual(tiles(self.reporter), ({}, []))
