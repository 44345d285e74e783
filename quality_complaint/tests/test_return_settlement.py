from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
class TestReturnSettlement(SettlementCommon):
    """Goods or money for all that is due, no more [CO-66, CO-71]."""

    def test_settled_by_replacement(self):
        ret = self._decided((self.loose, 3, "quality"))
        self.assertEqual(ret.settlement_state, "open")
        with self.assertRefused("3 Units of Swab", "neither replaced nor credited"):
            ret.with_user(self.handler)._settle()
        self.assertEqual(ret.state, "decided")
        self._send(self._replace(ret, 1))
        ret.invalidate_recordset()
        self.assertEqual(ret.settlement_state, "partial")
        self._send(self._replace(ret))
        ret.invalidate_recordset()
        self.assertEqual(ret.settlement_state, "done")
        ret.with_user(self.handler)._settle()
        self.assertEqual(ret.state, "settled")
        self.assertEqual(ret.settled_by_id, self.handler)
        self.assertTrue(ret.date_settled)

    def test_draft_credit_note_for_finance(self):
        ret = self._decided((self.loose, 3, "quality"), wanted="credit")
        note = ret.with_user(self.handler)._create_credit_notes().sudo()
        self.assertEqual((note.state, note.move_type), ("draft", "out_refund"))
        self.assertEqual(note.quality_return_id, ret)
        self.assertEqual(note.amount_untaxed, 60)
        self.assertEqual(self._due(ret), (3, 0, 0, 0, 3))
        with self.assertRefused("draft already"):
            ret.with_user(self.handler)._create_credit_notes()
        with self.assertRaises(AccessError):
            note.with_user(self.handler).action_post()
        note.with_user(self.biller).action_post()
        self.assertEqual(self._due(ret), (3, 0, 0, 3, 0))
        ret.with_user(self.handler)._settle()
        self.assertEqual(ret.state, "settled")

    def test_credit_note_of_the_order(self):
        ret = self._decided((self.loose, 3, "quality"), sale_id=self.order.id)
        self.order.order_line.price_unit = 17
        note = ret.with_user(self.biller)._create_credit_notes().sudo()
        self.assertEqual(note.invoice_line_ids.sale_line_ids, self.order.order_line)
        self.assertEqual(note.reversed_entry_id, self.invoice)
        self.assertEqual(note.amount_untaxed, 51)
        self.assertEqual(note.invoice_origin, self.order.name)

    def test_never_invoiced_goods_are_not_credited(self):
        order = self._sell(4, self.lot_a)
        ret = self._decided((self.lot_a, 1, "quality"), sale_id=order.id)
        with self.assertRefused("never invoiced", order.name):
            ret.with_user(self.handler)._create_credit_notes()
        self.assertFalse(ret.credit_note_ids)

    def test_who_drafts(self):
        ret = self._decided((self.loose, 3, "quality"))
        for user in (self.seller, self.worker):
            with self.assertRaises(AccessError):
                ret.with_user(user)._create_credit_notes()
        waiting = self._return((self.loose, 3, "quality"))
        with self.assertRefused("Requested"):
            waiting.with_user(self.handler)._create_credit_notes()
        self.assertFalse((ret | waiting).credit_note_ids)

    def test_not_both_goods_and_money(self):
        ret = self._decided((self.loose, 3, "quality"))
        self._send(self._replace(ret, 2))
        note = self._credit(self.loose, 2, quality_return_id=ret.id)
        with self.assertRefused("leaves 1.0"):
            note.action_post()
        note.invoice_line_ids.quantity = 1
        note.action_post()
        self.assertEqual(self._due(ret), (3, 2, 0, 1, 0))
        with self.assertRefused("nothing to be replaced"):
            self._replace(ret)

    def test_replacement_under_way_is_not_credited(self):
        ret = self._decided((self.loose, 3, "quality"))
        self._replace(ret)
        note = self._credit(self.loose, 1, quality_return_id=ret.id)
        with self.assertRefused("leaves 0.0"):
            note.action_post()
        self.assertEqual(note.state, "draft")

    def test_only_what_came_is_due(self):
        ret = self._confirmed((self.loose, 3, "quality")).sudo()
        picking = ret.picking_ids.with_context(skip_backorder=True)
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        picking.button_validate()
        picking.backorder_ids.action_cancel()
        if ret.state == "confirmed":
            ret._set_state("received", date_received="2026-03-01 08:00:00")
        self.assertEqual(self._due(ret), (2, 0, 0, 0, 2))

    def test_unsold_goods_are_exchanged_only(self):
        policy = self.env["quality.exchange.policy"].create(
            {"name": "Dealers", "ratio_limit": 50}
        )
        ret = self._return((self.loose, 3, "unsold"))
        ret.with_user(self.handler)._accept()
        for user in (
            self.second_handler,
            self.biller,
            self.business_head,
            self.officer,
        ):
            ret.with_user(user)._approve()
        self.assertEqual(ret.state, "confirmed")
        note = self._credit(self.loose, 1, quality_return_id=ret.id)
        with self.assertRefused("exchanged only"):
            note.action_post()
        policy.credit_allowed = True
        note.action_post()
        self.assertEqual(note.state, "posted")

    def test_unsold_goods_for_credit_need_a_policy(self):
        ret = self._return((self.loose, 3, "unsold"), wanted="credit")
        with self.assertRefused("exchanged for the same"):
            ret.with_user(self.handler)._accept()
        self.assertEqual(ret.state, "requested")
        self.env["quality.exchange.policy"].create(
            {"name": "Dealers", "ratio_limit": 50, "credit_allowed": True}
        )
        ret.with_user(self.handler)._accept()
        self.assertEqual(ret.state, "accepted")

    def test_settled_otherwise_by_a_manager(self):
        ret = self._decided((self.loose, 3, "quality"))
        ret.with_user(self.handler).settlement_note = "Gift card of 50."
        with self.assertRaises(AccessError):
            ret.with_user(self.handler)._settle()
        self.assertEqual(ret.state, "decided")
        ret.with_user(self.complaint_manager)._settle()
        self.assertEqual(ret.state, "settled")

    def test_repaired_goods_by_staff(self):
        ret = self._decided((self.loose, 3, "quality"), wanted="repair")
        with self.assertRefused("Settled otherwise"):
            ret.with_user(self.handler)._settle()
        ret.with_user(self.handler).settlement_note = "Repaired, sent on Monday."
        ret.with_user(self.handler)._settle()
        self.assertEqual(ret.state, "settled")

    def test_who_and_when(self):
        ret = self._confirmed((self.loose, 3, "quality"))
        with self.assertRefused("cannot become"):
            ret.with_user(self.handler)._settle()
        ret = self._decided((self.loose, 3, "quality"))
        ret.settlement_note = "x"
        with self.assertRaises(AccessError):
            ret.with_user(self.seller)._settle()
        self.assertEqual(ret.state, "decided")

    def test_dates_are_the_step_s_own(self):
        ret = self._decided((self.loose, 3, "quality"))
        with self.assertRaises(UserError):
            ret.with_user(self.complaint_manager).settled_by_id = self.handler
        self.assertFalse(ret.settled_by_id)

    def test_screen(self):
        ret = self._decided((self.loose, 3, "quality"))
        self.assertFalse(ret.with_user(self.handler).can_settle)
        with Form(ret.with_user(self.handler)) as screen:
            screen.settlement_note = "Sent by courier"
        self.assertEqual(ret.settlement_note, "Sent by courier")
        self.assertTrue(ret.with_user(self.handler).can_settle)
        self.assertTrue(ret.with_user(self.handler).can_credit)

    def test_queries_of_a_list_do_not_grow(self):
        returns = self.env["quality.return"].union(
            *(self._decided((self.loose, 1, "quality")) for _index in range(4))
        )
        counts = []
        for records in (returns[:1], returns):
            self.env.invalidate_all()
            records.mapped("settlement_state")
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            records.mapped("settlement_state")
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 3)
