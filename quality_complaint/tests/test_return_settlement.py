from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .refund_common import RefundCommon


class SettlementCommon(RefundCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order, cls.invoice = cls._sold(10)
        cls._put(20)

    def _due(self, ret):
        ret.line_ids.invalidate_recordset()
        line = ret.line_ids[:1]
        return (
            line.due_quantity,
            line.replaced_quantity,
            line.planned_quantity,
            line.credited_quantity,
            line.open_quantity,
        )

    def _replace(self, ret, quantity=None, user=None):
        """Make the replacement as complaint staff; return its transfer."""
        wanted = None if quantity is None else {ret.line_ids[:1]: quantity}
        pickings = ret.with_user(user or self.handler)._create_replacement(wanted)
        return pickings.sudo()


@tagged("post_install", "-at_install")
class TestReturnReplacement(SettlementCommon):
    """The same article in exchange, at no charge [CO-66, CO-67]."""

    def test_replacement_is_delivered(self):
        ret = self._decided((self.loose, 3, "quality"))
        self.assertEqual(self._due(ret), (3, 0, 0, 0, 3))
        picking = self._replace(ret)
        self.assertEqual(picking.picking_type_id, self.warehouse.out_type_id)
        self.assertEqual(picking.partner_id, self.customer)
        self.assertEqual(picking.quality_return_id, ret)
        self.assertEqual(picking.move_ids.product_uom_qty, 3)
        self.assertEqual(picking.move_ids.quality_return_line_id, ret.line_ids)
        self.assertEqual(self._due(ret), (3, 0, 3, 0, 3))
        self._send(picking)
        self.assertEqual(picking.state, "done")
        self.assertEqual(self._due(ret), (3, 3, 0, 0, 0))
        self.assertEqual(ret.line_ids.received_quantity, 3)

    def test_delivery_stays_apart_from_others_of_the_customer(self):
        waiting = self._sell(1, deliver=False).picking_ids
        ret = self._decided((self.loose, 3, "quality"))
        picking = self._replace(ret)
        self.assertNotEqual(picking, waiting)
        self.assertEqual(len(picking.move_ids), 1)

    def test_order_line_is_delivered_as_before(self):
        line = self.order.order_line
        self.assertEqual(line.qty_delivered, 10)
        ret = self._decided((self.loose, 3, "quality"), sale_id=self.order.id)
        self.assertEqual(line.qty_delivered, 7)
        self._send(self._replace(ret))
        self.assertEqual(line.qty_delivered, 10)
        self.assertEqual(line.qty_to_invoice, 0)

    def test_in_parts_with_backorder(self):
        ret = self._decided((self.loose, 5, "quality"))
        first = self._replace(ret, 2)
        self.assertEqual(self._due(ret), (5, 0, 2, 0, 5))
        second = self._replace(ret)
        self.assertEqual(second.move_ids.product_uom_qty, 3)
        self._send(second, 1)
        rest = second.backorder_ids
        self.assertEqual(rest.quality_return_id, ret)
        self.assertTrue(rest.move_ids.quality_replacement)
        self.assertEqual(self._due(ret), (5, 1, 4, 0, 4))
        self._send(first | rest)
        self.assertEqual(self._due(ret), (5, 5, 0, 0, 0))

    def test_delivery_in_two_steps(self):
        self.warehouse.delivery_steps = "pick_ship"
        ret = self._decided((self.loose, 3, "quality"))
        pick = self._replace(ret)
        self.assertEqual(pick.picking_type_id, self.warehouse.pick_type_id)
        self.assertEqual(self._due(ret), (3, 0, 3, 0, 3))
        self._send(pick)
        ship = ret.picking_ids.filtered(
            lambda p: p.picking_type_id == self.warehouse.out_type_id
        )
        self.assertEqual(ship.move_ids.quality_return_line_id, ret.line_ids)
        self.assertEqual(self._due(ret), (3, 0, 3, 0, 3))
        self._send(ship)
        self.assertEqual(self._due(ret), (3, 3, 0, 0, 0))

    def test_cancelled_transfer_opens_it_again(self):
        ret = self._decided((self.loose, 3, "quality"))
        self._replace(ret).action_cancel()
        self.assertEqual(self._due(ret), (3, 0, 0, 0, 3))

    def test_no_more_than_open(self):
        ret = self._decided((self.loose, 3, "quality"))
        with self.assertRefused("3 Units", "not 4"):
            self._replace(ret, 4)
        with self.assertRefused("not -1"):
            self._replace(ret, -1)
        self._replace(ret)
        with self.assertRefused("nothing to be replaced"):
            self._replace(ret)
        self.assertEqual(len(ret.picking_ids), 2)

    def test_delivering_more_is_refused(self):
        ret = self._decided((self.loose, 3, "quality"))
        picking = self._replace(ret)
        with self.assertRefused("are due"), self.cr.savepoint():
            self._send(picking, 4)
        self.env.invalidate_all()
        self.assertNotEqual(picking.state, "done")

    def test_who_and_when(self):
        ret = self._confirmed((self.loose, 3, "quality")).sudo()
        with self.assertRaises(AccessError):
            self._replace(ret, user=self.seller)
        with self.assertRaises(AccessError):
            self._replace(ret)
        self.assertEqual(len(ret.picking_ids), 1)
        # in advance: a manager decides [CO-67]
        picking = self._replace(ret, 1, user=self.complaint_manager)
        self.assertEqual(picking.move_ids.product_uom_qty, 1)
        waiting = self._return((self.loose, 3, "quality"))
        with self.assertRefused("Requested"):
            self._replace(waiting, user=self.complaint_manager)

    def test_mark_is_not_written_by_hand(self):
        ret = self._decided((self.loose, 3, "quality"))
        move = self._replace(ret).move_ids.with_user(self.stock_manager)
        with self.assertRefused("Replace Goods"):
            move.quality_replacement = False
        other = self._transfer(1, self.loose).move_ids.with_user(self.stock_manager)
        with self.assertRefused("Replace Goods"):
            other.write(
                {"quality_replacement": True, "quality_return_line_id": ret.line_ids.id}
            )
        self.assertFalse(other.quality_replacement)

    def test_buttons(self):
        ret = self._decided((self.loose, 3, "quality")).with_user(self.handler)
        self.assertTrue(ret.can_replace)
        self.assertFalse(ret.with_user(self.seller).can_replace)
        action = ret.action_replace()
        self.assertEqual(action["res_model"], "stock.picking")
        ret.invalidate_recordset()
        self.assertFalse(ret.can_replace)


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
