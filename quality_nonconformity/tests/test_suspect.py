"""Suspect goods: inspectors are told at once, quality judges [NC-01, NC-19]."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestSuspect(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(100, cls.lot_a)
        cls._put(30)
        post = cls.env.ref("quality_nonconformity.function_inspection_group")
        post.user_ids = [Command.set(cls.inspector.ids)]

    def _suspect(self, quantity=40, user=None, **vals):
        return self._nonconformity(
            quantity, self.lot_a, user=user or self.worker, is_suspect=True, **vals
        )

    def test_inspectors_are_told_at_once(self):
        source = self._suspect(user=self.reporter, isolate=False)
        self.assertEqual(source.notice_ids.user_id, self.inspector)
        self.assertTrue(source.notice_ids.acknowledge_required)
        self.assertIn("Glove", source.notice_ids.reason)
        plain = self._nonconformity(1, self.lot_a, isolate=False)
        self.assertFalse(plain.notice_ids)
        plain.is_suspect = True
        self.assertFalse(plain.notice_ids, "the inspector reports it himself")
        plain.with_user(self.officer).is_suspect = False
        plain.with_user(self.officer).is_suspect = True
        self.assertEqual(plain.notice_ids.user_id, self.inspector)

    def test_all_inspectors_are_told_while_nobody_holds_the_post(self):
        post = self.env.ref("quality_nonconformity.function_inspection_group")
        post.user_ids = [Command.clear()]
        told = self._suspect(isolate=False).notice_ids.user_id
        self.assertLessEqual(self.inspector | self.officer, told)
        self.assertNotIn(self.worker, told)

    def test_packages_stay_whole(self):
        package = self.env["stock.package"].create({"name": "BOX-1"})
        self._put(20, self.lot_b, package=package)
        source = self._nonconformity(20, self.lot_b, is_suspect=True, user=self.worker)
        self.assertEqual(source.line_ids.zone_package_id, package)
        source.with_user(self.inspector)._judge_suspect(False, "Holes")
        self.assertEqual(package.location_id, self.nonconforming)
        self.assertEqual(source.line_ids.zone_package_id, package)

    def test_goods_wait_in_quarantine(self):
        source = self._suspect()
        self.assertEqual(self._on_hand(self.quarantine, self.lot_a), 40)
        self.assertTrue(self.lot_a.on_hold)
        self.assertTrue(source.with_user(self.inspector).can_judge)
        self.assertFalse(source.with_user(self.worker).can_judge)

    def test_conforming_goes_back_into_the_flow(self):
        source = self._suspect()
        source.with_user(self.officer)._judge_suspect(True, "Within tolerance")
        self.assertEqual(
            (source.state, source.judged_by_id), ("cancelled", self.officer)
        )
        self.assertEqual(self._on_hand(self.quarantine, self.lot_a), 0)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 100)
        self.assertFalse(self.lot_a.on_hold)
        picking = self._transfer(100)
        self.assertEqual(picking.move_ids.quantity, 100)

    def test_nonconforming_moves_on(self):
        source = self._suspect(detection_point="in_process")
        source.with_user(self.inspector)._judge_suspect(False, "Holes in 3 of 5")
        self.assertRecordValues(
            source,
            [
                {
                    "state": "isolated",
                    "is_suspect": False,
                    "judged_by_id": self.inspector.id,
                }
            ],
        )
        self.assertEqual(self._on_hand(self.quarantine, self.lot_a), 0)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 40)
        self.assertEqual(source.line_ids.zone_id, self.nonconforming)
        self.assertTrue(self.lot_a.on_hold)
        self.assertIn("Holes in 3 of 5", source.history_ids.mapped("comment"))
        self._carry_out(self._dispose(source, "rework", 40))
        self.assertEqual(source.state, "verification")
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 100)

    def test_untracked_goods(self):
        source = self._nonconformity(
            10, product_id=self.loose.id, is_suspect=True, user=self.worker
        )
        source.with_user(self.inspector)._judge_suspect(False, "Dirty")
        self.assertEqual(self._on_hand(self.nonconforming, product=self.loose), 10)
        self.assertEqual(self._on_hand(self.quarantine, product=self.loose), 0)

    def test_judged_before_isolation_goes_straight_to_its_zone(self):
        source = self._suspect(isolate=False)
        source.with_user(self.inspector)._judge_suspect(False, "Holes")
        source._isolate()
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 40)

    def test_not_decided_before_it_is_judged(self):
        source = self._suspect()
        self._dispose(source, "scrap", 40)
        with self.assertRefused("only suspect"):
            source.with_user(self.officer)._decide()
        self.assertEqual(source.state, "isolated")

    def test_refusals_change_nothing(self):
        source = self._suspect()
        with self.assertRefused("quality role"):
            source.with_user(self.worker)._judge_suspect(False, "Bad")
        with self.assertRefused("rests on"):
            source.with_user(self.officer)._judge_suspect(True, " ")
        with self.assertRefused("Officer"):
            source.with_user(self.inspector)._judge_suspect(True, "Fine")
        with self.assertRefused("judged by quality"):
            source.with_user(self.officer).is_suspect = False
        self.assertRecordValues(
            source, [{"state": "isolated", "is_suspect": True, "judged_by_id": False}]
        )
        source.with_user(self.inspector)._judge_suspect(False, "Holes")
        with self.assertRefused("not waiting to be judged"):
            source.with_user(self.officer)._judge_suspect(True, "Or not")

    def test_dialog(self):
        source = self._suspect()
        Reason = self.env["quality.nonconformity.reason"]
        step = source.with_user(self.inspector).with_context(
            quality_step="nonconforming"
        )
        action = step.action_ask_reason()
        dialog = Reason.with_user(self.inspector).browse(action["res_id"])
        dialog.reason = "Holes"
        dialog.action_confirm()
        self.assertFalse(source.is_suspect)
        with self.assertRaises(AccessError):
            Reason.with_user(self.reporter)._open(
                source.with_user(self.reporter), "cancel"
            )
        wrong = Reason.with_user(self.inspector).create(
            {"res_model": "res.users", "res_id": self.officer.id, "step": "cancel"}
        )
        with self.assertRaisesRegex(UserError, "none of the document"):
            wrong.action_confirm()
