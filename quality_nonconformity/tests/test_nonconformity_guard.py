from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestNonconformityGuard(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(100, cls.lot_a)
        cls._put(50, cls.lot_b)

    def test_goods_are_fixed_once_isolated(self):
        source = self._nonconformity(40, self.lot_a)
        for vals in (
            {"quantity": 30},
            {"lot_ids": self.lot_b.ids},
            {"kind": "service"},
            {"product_id": self.loose.id},
        ):
            with self.assertRefused("More Goods"):
                source.with_user(self.officer).write(vals)

    def test_reporter_writes_until_isolation(self):
        source = self._nonconformity(40, self.lot_a, user=self.reporter, isolate=False)
        source.description = "Seal broken, box wet"
        source.with_user(self.worker)._isolate()
        with self.assertRaisesRegex(AccessError, "in the hands of quality"):
            source.description = "Nothing"
        source.message_post(body="The driver said it rained in.")
        self.assertEqual(source.description, "Seal broken, box wet")

    def test_responsible_unit_writes_on(self):
        team = self.env["quality.team"].create(
            {"name": "Packing", "head_id": self.reporter.id}
        )
        source = self._nonconformity(40, self.lot_a, team_id=team.id)
        source.with_user(self.reporter).cause = "Sealing jaw worn"
        self.assertEqual(source.cause, "Sealing jaw worn")

    def test_more_of_the_same_lot(self):
        source = self._nonconformity(40, self.lot_a)
        lines = source._add_goods(10, reason="Second pallet opened")
        self.assertEqual(sum(lines.mapped("quantity")), 10)
        self.assertEqual(source.quantity, 50)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 50)
        self.assertIn("Second pallet opened", source.history_ids.mapped("comment"))

    def test_more_lots_are_held_and_released_with_it(self):
        source = self._nonconformity(40, self.lot_a)
        source._add_goods(20, lots=self.lot_b, reason="Same pallet")
        self.assertTrue(self.lot_b.on_hold)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_b), 20)
        self._carry_out(self._dispose(source, "rework", 60))
        source.with_user(self.officer)._close()
        self.assertFalse(self.lot_a.on_hold or self.lot_b.on_hold)

    def test_more_goods_are_refused(self):
        source = self._nonconformity(40, self.lot_a)
        with self.assertRefused("how it was found"):
            source._add_goods(5)
        with self.assertRefused("role"):
            source.with_user(self.worker)._add_goods(5, reason="Found")
        self._dispose(source, "rework", 40).with_user(self.officer)._approve()
        with self.assertRefused("further nonconformity"):
            source._add_goods(5, reason="Found")

    def test_evidence_stays(self):
        source = self._nonconformity(40, self.lot_a)
        with self.assertRaisesRegex(UserError, "evidence"):
            source.with_user(self.manager).unlink()
        draft = self._nonconformity(1, self.lot_b, isolate=False)
        draft.with_user(self.manager).unlink()
        self.assertFalse(draft.exists())
