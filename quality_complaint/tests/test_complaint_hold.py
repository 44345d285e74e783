from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon


class ComplaintHoldCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.devices = cls.env["product.category"].create(
            {"name": "Pumps", "goods_kind": "device"}
        )
        cls.product.categ_id = cls.devices
        cls.loose.categ_id = cls.devices
        cls.customer.email = "held.hospital@example.com"

    @classmethod
    def _about(cls, *lots, product=None, accept=True, **vals):
        """A complaint about failing goods, accepted by the handler."""
        product = product or lots[0].product_id
        complaint = cls._complaint(
            kind_id=cls.failure.id,
            product_id=product.id,
            lot_ids=[Command.set([lot.id for lot in lots])],
            **vals,
        ).with_user(cls.handler)
        if accept:
            complaint._accept()
        return complaint

    def _deadline(self, record, step):
        return record.sudo().deadline_ids.filtered(lambda row: row.step == step)


@tagged("post_install", "-at_install")
class TestComplaintHold(ComplaintHoldCommon):
    """Delivery is suspended while a complaint about goods is verified [CO-32]."""

    def test_device_is_held_when_accepted(self):
        self._put(5, self.lot_a)
        self._put(5, self.lot_b)
        complaint = self._about(self.lot_a, accept=False)
        self.assertFalse(complaint.hold_id, "filing alone holds nothing")
        complaint._accept()
        self.assertEqual(complaint.hold_decision, "placed")
        hold = complaint.sudo().hold_id
        self.assertEqual(hold.state, "placed")
        self.assertEqual(hold.lot_ids, self.lot_a)
        self.assertEqual(hold.kind, "precautionary")
        self.assertEqual(
            (hold.origin_model, hold.origin_id), (complaint._name, complaint.id)
        )
        self.assertEqual(hold.placed_by_id, self.handler)
        with self.assertRefused("hold"):
            self._deliver(self._transfer(2), 2, self.lot_a)
        other = self._deliver(self._transfer(2), 2, self.lot_b)
        self.assertEqual(other.state, "done")

    def test_hold_names_no_complainant(self):
        complaint = self._about(
            self.lot_a, accept=False, contact_name="Shy Person", confidential=True
        ).with_user(self.complaint_manager)
        complaint._accept()
        hold = complaint.sudo().hold_id
        self.assertTrue(hold.confidential)
        self.assertNotIn("Shy Person", f"{hold.reason} {hold.origin_ref}")
        self.assertNotIn(complaint.description, hold.reason)

    def test_settings_come_from_above(self):
        below = self.env["product.category"].create(
            {"name": "Infusion", "parent_id": self.devices.id}
        )
        self.assertEqual(below._get_complaint_hold_rule(), ("lot", "automatic"))
        below.complaint_hold_scope = "product"
        self.assertEqual(below._get_complaint_hold_rule(), ("product", "automatic"))
        nothing = self.env["product.category"]
        self.assertEqual(nothing._get_complaint_hold_rule(), ("none", "decision"))
        plain = self.env["product.category"].create({"name": "Paper"})
        self.assertEqual(plain._get_complaint_hold_rule(), ("none", "decision"))

    def test_settings_are_the_quality_managers(self):
        category = self.devices.with_user(self.stock_manager)
        with self.assertRaises(AccessError):
            category.complaint_hold_scope = "none"
        self.assertEqual(self.devices.complaint_hold_scope, "lot")
        self.manager.group_ids += self.env.ref("stock.group_stock_manager")
        self.devices.with_user(self.manager).complaint_hold_scope = "product"
        self.assertEqual(self.devices.complaint_hold_scope, "product")

    def test_whole_product(self):
        self.devices.complaint_hold_scope = "product"
        complaint = self._about(self.lot_a)
        self.assertEqual(complaint.sudo().hold_id.whole_product_ids, self.product)
        self._put(3, self.lot_b)
        with self.assertRefused("hold"):
            self._deliver(self._transfer(1), 1, self.lot_b)

    def test_untracked_goods_are_held_whole(self):
        complaint = self._about(product=self.loose)
        self.assertEqual(complaint.sudo().hold_id.whole_product_ids, self.loose)

    def test_none_holds_nothing(self):
        self.devices.complaint_hold_scope = "none"
        complaint = self._about(self.lot_a)
        self.assertFalse(complaint.hold_decision)
        self.assertFalse(complaint._get_holds())

    def test_other_kinds_hold_nothing(self):
        complaint = self._complaint(
            kind_id=self.attitude.id,
            product_id=self.product.id,
            lot_ids=[Command.set(self.lot_a.ids)],
        ).with_user(self.handler)
        complaint._accept()
        self.assertFalse(complaint._get_holds())

    def test_lots_named_later_are_held_then(self):
        complaint = self._about(product=self.product)
        self.assertEqual(complaint.hold_decision, "pending", "no lot is known")
        complaint.lot_ids = self.lot_a
        self.assertEqual(complaint.hold_decision, "placed")
        complaint.lot_ids = self.lot_a | self.lot_b
        held = complaint._get_holds()
        self.assertEqual(held.lot_ids, self.lot_a | self.lot_b)
        self.assertEqual(set(held.mapped("state")), {"placed"})

    def test_decision_is_asked_and_blocks_the_solution(self):
        self.devices.complaint_hold_mode = "decision"
        complaint = self._about(self.lot_a)
        self.assertEqual(complaint.hold_decision, "pending")
        self.assertFalse(complaint._get_holds())
        asked = complaint.sudo().activity_ids.user_id
        self.assertIn(self.manager, asked, "the heads of quality decide")
        complaint._investigate()
        complaint.justified = "yes"
        with self.assertRefused("decide whether the goods are held"):
            complaint._solve()
        self.assertEqual(complaint.state, "investigating")
        complaint.with_user(self.inspector)._place_precaution()
        self.assertEqual(complaint.sudo().hold_id.lot_ids, self.lot_a)
        self.assertFalse(complaint.sudo().activity_ids, "nobody is asked any more")
        self._solution(complaint, "explanation")
        complaint.findings = "Nothing found on the bench."
        complaint._solve()
        self.assertEqual(complaint.state, "solution")

    def test_only_quality_decides(self):
        self.devices.complaint_hold_mode = "decision"
        complaint = self._about(self.lot_a)
        for step in (
            lambda: complaint._place_precaution(),
            lambda: complaint._waive_hold("Never mind."),
        ):
            with self.assertRefused("quality staff"):
                step()
        self.assertEqual(complaint.hold_decision, "pending")
        with self.assertRefused("Say why"):
            complaint.with_user(self.inspector)._waive_hold(" ")
        complaint.with_user(self.inspector)._waive_hold("Wrong use, seen on a film.")
        self.assertEqual(complaint.hold_decision, "waived")
        self.assertFalse(complaint.sudo().activity_ids)

    def test_standing_hold_is_not_waived(self):
        complaint = self._about(self.lot_a).with_user(self.inspector)
        with self.assertRefused("stands"):
            complaint._waive_hold("Not needed.")
        self.assertEqual(complaint.hold_decision, "placed")
        with self.assertRefused("held already"):
            complaint._place_precaution()
        self.assertEqual(len(complaint._get_holds()), 1)

    def test_gated_over_rpc(self):
        complaint = self._about(self.lot_a, accept=False)
        for vals in (
            {"hold_decision": "waived"},
            {"goods_judgement": "good"},
            {"hold_id": self._hold(self.lot_b).id},
        ):
            with self.assertRefused("own steps only"):
                complaint.write(vals)
        self.assertFalse(complaint.hold_decision)

    def test_new_complaint_has_nothing_to_decide(self):
        complaint = self._about(self.lot_a, accept=False).with_user(self.inspector)
        with self.assertRefused("Accept it first"):
            complaint._place_precaution()
        self.assertFalse(complaint._get_holds())


@tagged("post_install", "-at_install")
class TestComplaintGood(ComplaintHoldCommon):
    """Confirmed good: released, buyers and house told within 24 hours [CO-33]."""

    def test_released_and_told(self):
        self._sell(4, self.lot_a)
        self._put(6, self.lot_a)
        complaint = self._about(self.lot_a)
        hold = complaint.sudo().hold_id
        complaint.with_user(self.officer)._confirm_good("Runs 48 hours on the bench.")
        self.assertEqual(complaint.goods_judgement, "good")
        self.assertEqual(complaint.goods_judged_by_id, self.officer)
        self.assertEqual(hold.state, "released")
        self.assertEqual(hold.release_reason, "Runs 48 hours on the bench.")
        resume = hold.notice_ids.filtered(lambda row: row.kind == "resume")
        self.assertEqual(resume.partner_id, self.customer)
        self.assertTrue(resume.date_sent)
        told = hold.message_ids.notified_partner_ids
        self.assertIn(self.stock_manager.partner_id, told)
        self.assertIn(self.business_head.partner_id, told)
        clock = self._deadline(hold, "release_notice")
        self.assertTrue(clock.done, "all are told")
        done = self._deliver(self._transfer(2), 2, self.lot_a)
        self.assertEqual(done.state, "done")

    def test_clock_runs_until_the_last_buyer_is_called(self):
        self.customer.email = False
        complaint = self._about(self.lot_a)
        complaint.with_user(self.officer)._confirm_good("No fault.")
        hold = complaint.sudo().hold_id
        self.assertEqual(hold.untold_partner_ids, self.customer)
        clock = self._deadline(hold, "release_notice")
        self.assertFalse(clock.done)
        day = clock.effective_due - hold.date_released
        self.assertAlmostEqual(day, timedelta(hours=24), delta=timedelta(seconds=10))
        self.assertIn(self.business_head, hold.activity_ids.user_id)
        calls = hold.with_user(self.handler)
        with self.assertRefused("Say which buyers"):
            calls._told_buyers(self.customer, "")
        with self.assertRefused("need not be told"):
            calls._told_buyers(self.supplier, "Called.")
        with self.assertRefused("complaint or quality staff"):
            hold.with_user(self.employee)._told_buyers(self.customer, "Called.")
        self.assertEqual(hold.untold_partner_ids, self.customer)
        calls._told_buyers(self.customer, "Called the ward at 9.")
        self.assertFalse(hold.untold_partner_ids)
        self.assertTrue(clock.done)
        row = hold.notice_ids.filtered(lambda row: row.kind == "resume")
        self.assertEqual(row.comment, "Called the ward at 9.")
        self.assertEqual(row.sender_id, self.handler)

    def test_noted_on_the_complaint(self):
        complaint = self._about(self.lot_a)
        complaint.with_user(self.officer)._confirm_good("No fault.")
        notes = "".join(complaint.message_ids.mapped("body"))
        self.assertIn(complaint.sudo().hold_id.name, notes)
        self.assertIn(self.customer.name, notes)

    def test_hold_of_a_confidential_complaint_tells_no_name(self):
        complaint = self._about(self.lot_a, accept=False, confidential=True).with_user(
            self.complaint_manager
        )
        complaint._accept()
        self.officer.group_ids += self.env.ref(
            "quality_base.group_quality_confidential"
        )
        complaint.with_user(self.officer)._confirm_good("No fault.")
        hold = complaint.sudo().hold_id
        self.assertEqual(hold.state, "released")
        self.assertFalse(hold.notice_ids.filtered(lambda row: row.kind == "resume"))
        self.assertFalse(hold.untold_partner_ids)

    def test_calls_are_noted_in_the_dialog(self):
        self.customer.email = False
        complaint = self._about(self.lot_a)
        complaint.with_user(self.officer)._confirm_good("No fault.")
        hold = complaint.sudo().hold_id
        action = hold.with_user(self.officer).action_told_buyers()
        dialog = self.env[action["res_model"]].with_user(self.officer)
        dialog = dialog.browse(action["res_id"])
        self.assertEqual(dialog.choice_ids, self.customer)
        dialog.write({"partner_ids": self.customer.ids, "reason": "Called at 9."})
        dialog.action_confirm()
        self.assertFalse(hold.untold_partner_ids)

    def test_release_in_the_dialog_is_signed(self):
        complaint = self._about(self.lot_a).with_user(self.officer)
        dialog = self.env["quality.complaint.step"].with_user(self.officer)
        dialog = dialog.browse(complaint.action_confirm_good()["res_id"])
        dialog.reason = "No fault."
        with self.assertRaises(UserError):
            dialog.action_confirm()  # no password without a request
        self.assertEqual(complaint.hold_id.state, "placed")

    def test_only_officers_with_words(self):
        complaint = self._about(self.lot_a)
        hold = complaint.sudo().hold_id
        for user in (self.handler, self.inspector):
            with self.assertRefused("quality officers"):
                complaint.with_user(user)._confirm_good("Fine.")
        with self.assertRefused("Say what was found"):
            complaint.with_user(self.officer)._confirm_good("  ")
        self.assertEqual(hold.state, "placed")
        self.assertFalse(complaint.goods_judgement)

    def test_four_eyes_stand(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "quality_nonconformity.hold_four_eyes", "True"
        )
        complaint = self._about(self.lot_a, accept=False).with_user(self.officer)
        complaint._accept()
        with self.assertRefused("four-eyes"):
            complaint._confirm_good("Fine.")
        self.assertEqual(complaint.hold_id.state, "placed")

    def test_second_complaint_keeps_its_hold(self):
        first, second = self._about(self.lot_a), self._about(self.lot_a)
        first.with_user(self.officer)._confirm_good("Fine.")
        self.assertEqual(second.sudo().hold_id.state, "placed")
        self._put(2, self.lot_a)
        with self.assertRefused("hold"):
            self._deliver(self._transfer(1), 1, self.lot_a)

    def test_pending_decision_is_settled(self):
        self.devices.complaint_hold_mode = "decision"
        complaint = self._about(self.lot_a)
        complaint.with_user(self.officer)._confirm_good("Fine.")
        self.assertEqual(complaint.hold_decision, "waived")
        self.assertFalse(complaint.sudo().activity_ids)

    def test_judged_once(self):
        complaint = self._about(self.lot_a).with_user(self.officer)
        complaint._confirm_good("Fine.")
        with self.assertRefused("Confirmed good"):
            complaint._confirm_good("Fine again.")
        self.assertEqual(complaint.goods_judgement_note, "Fine.")


@tagged("post_install", "-at_install")
class TestComplaintBad(ComplaintHoldCommon):
    """Confirmed bad: nonconformity, isolation, alarm chain [CO-34, CO-35, X-39]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clinic = cls.env["res.partner"].create(
            {"name": "Clinic", "email": "clinic@example.com"}
        )
        cls.shop = cls.env["res.partner"].create({"name": "Shop without Mail"})

    def test_isolated_and_alarmed(self):
        self._receive(20, self.lot_a)
        self._sell(2, self.lot_a)
        self._sell(3, self.lot_a, partner_id=self.clinic.id)
        self._sell(1, self.lot_a, partner_id=self.shop.id)
        complaint = self._about(self.lot_a, partner_id=self.customer.id)
        hold = complaint.sudo().hold_id
        source = complaint.with_user(self.inspector)._confirm_bad("Valve stuck.")
        self.assertEqual(source.complaint_id, complaint)
        self.assertEqual(source.state, "isolated")
        self.assertEqual(source.detection_point, "complaint")
        self.assertEqual(source.lot_ids, self.lot_a)
        self.assertEqual(source.quantity, 20)
        self.assertEqual(source.supplier_id, self.supplier)
        self.assertEqual(source.hold_id, hold, "the hold goes over to it")
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 20)
        urgent = source.sudo().notice_ids.filtered(lambda row: row.kind == "urgent")
        self.assertIn(self.manager, urgent.user_id)
        stopped = source.sudo().notice_ids.filtered(lambda row: row.kind == "notice")
        self.assertIn(self.stock_manager, stopped.user_id)
        self.assertIn(self.business_head, stopped.user_id)
        suspended = hold.notice_ids.filtered(lambda row: row.kind == "suspend")
        self.assertEqual(suspended.partner_id, self.clinic)
        self.assertEqual(hold.untold_partner_ids, self.shop)
        source.with_user(self.business_head).read(["name"])  # the one told may read

    def test_no_resume_for_bad_goods(self):
        self._put(2, self.lot_a)
        self._sell(3, self.lot_a, partner_id=self.clinic.id)
        complaint = self._about(self.lot_a)
        source = complaint.with_user(self.inspector)._confirm_bad("Valve stuck.")
        hold = complaint.sudo().hold_id
        with self.assertRefused(source.name):
            hold.with_user(self.officer)._release("Goods destroyed.")
        self._carry_out(self._dispose(source, "destroy", 2))
        source.write({"recall_check": "no", "recall_check_reason": "All used up."})
        source.with_user(self.second)._close()
        self.assertEqual(source.state, "closed")
        self.assertEqual(hold.state, "released")
        self.assertNotIn("resume", hold.notice_ids.mapped("kind"))

    def test_resume_when_judged_conforming_after_all(self):
        self._put(2, self.lot_a)
        self._sell(3, self.lot_a, partner_id=self.clinic.id)
        complaint = self._about(self.lot_a)
        source = complaint.with_user(self.inspector)._confirm_bad("Valve stuck.")
        source.with_user(self.officer)._cancel("The sample was mixed up.")
        hold = complaint.sudo().hold_id
        self.assertEqual(hold.state, "released")
        resume = hold.notice_ids.filtered(lambda row: row.kind == "resume")
        self.assertEqual(resume.partner_id, self.clinic | self.customer)

    def test_who_and_what(self):
        complaint = self._about(self.lot_a)
        with self.assertRefused("quality staff"):
            complaint._confirm_bad("Valve stuck.")
        with self.assertRefused("Say what was found"):
            complaint.with_user(self.inspector)._confirm_bad("")
        self.assertFalse(complaint.sudo().nonconformity_ids)
        unknown = self._about(product=self.product).with_user(self.inspector)
        with self.assertRefused("say which ones"):
            unknown._confirm_bad("Valve stuck.")

    def test_once(self):
        complaint = self._about(self.lot_a).with_user(self.inspector)
        source = complaint._confirm_bad("Valve stuck.")
        with self.assertRefused(source.name):
            complaint._confirm_bad("Again.")
        with self.assertRefused(source.name):
            complaint.with_user(self.officer)._confirm_good("It is fine.")
        self.assertEqual(complaint.nonconformity_ids, source)
        self.assertEqual(complaint.hold_id.state, "placed")

    def test_good_may_turn_out_bad(self):
        self._put(4, self.lot_a)
        complaint = self._about(self.lot_a).with_user(self.officer)
        complaint._confirm_good("Fine.")
        source = complaint._confirm_bad("Leaks after a week.")
        self.assertEqual(complaint.goods_judgement, "bad")
        self.assertEqual(source._get_own_holds().mapped("state"), ["placed"])
        with self.assertRefused("hold"):
            self._deliver(self._transfer(1), 1, self.lot_a)

    def test_examination_speaks_through_one_door(self):
        complaint = self._about(self.lot_a).with_user(self.officer)
        complaint._on_goods_judged(False, "Laboratory: out of limits.")
        self.assertEqual(complaint.goods_judgement, "bad")

    def test_expired_lots_go_to_quarantine_for_destruction(self):
        self._put(4, self.lot_a)
        self.lot_a.expiration_date = fields.Datetime.now() - timedelta(days=1)
        complaint = self._about(self.lot_a)
        self.assertEqual(complaint._get_expired_lots(), self.lot_a)
        source = complaint.with_user(self.inspector)._confirm_bad("Brittle.")
        self.assertEqual(self._on_hand(self.quarantine, self.lot_a), 4)
        self._dispose(source, "rework", 4)
        blockers = "\n".join(source._get_decide_blockers())
        self.assertIn("destroyed, scrapped", blockers)
        source.disposition_ids._cancel("Expired.")
        self._dispose(source, "destroy", 4)
        self.assertFalse(source._get_decide_blockers())

    def test_supplier_is_asked(self):
        self._receive(5, self.lot_a)
        complaint = self._about(self.lot_a).with_user(self.inspector)
        with self.assertRefused("no nonconformity"):
            complaint._query_supplier()
        complaint._confirm_bad("Valve stuck.")
        notice = complaint._query_supplier()
        self.assertEqual(notice.supplier_id, self.supplier)
        self.assertEqual(notice.lot_ids, self.lot_a)
        self.assertEqual(notice.situation, "delivered")

    def test_dialog_takes_the_step_with_its_rights(self):
        complaint = self._about(self.lot_a)
        action = complaint.action_confirm_bad()
        dialog = self.env[action["res_model"]].with_user(self.handler)
        dialog = dialog.browse(action["res_id"])
        dialog.reason = "Valve stuck."
        with self.assertRefused("quality staff"):
            dialog.action_confirm()
        dialog = self.env[action["res_model"]].browse(
            complaint.with_user(self.inspector).action_confirm_bad()["res_id"]
        )
        dialog.reason = "Valve stuck."
        dialog.with_user(self.inspector).action_confirm()
        self.assertEqual(complaint.goods_judgement, "bad")
