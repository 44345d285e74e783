"""Reworked goods come back to inspection; serial numbers are disposed of by name."""

from odoo.fields import Command
from odoo.tests import Form, tagged

from .test_disposition import DispositionCommon


@tagged("post_install", "-at_install")
class TestDispositionRework(DispositionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(20, cls.lot_a)
        cls._put(10, cls.lot_b)

    def _rework(self, source, quantity, good, **vals):
        disposition = self._dispose(
            source, vals.pop("kind", "rework"), quantity, **vals
        )
        self._carry_out(disposition, good=good)
        return disposition

    def test_twice_until_good(self):
        source = self._nonconformity(20, self.lot_a)
        first = self._rework(source, 20, 12)
        self.assertEqual(source.state, "review")
        self.assertEqual(first.bad_quantity, 8)
        self.assertEqual(source.open_quantity, 8)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 8)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 12)
        second = self._rework(source, 8, 5, kind="repair")
        self.assertEqual(source.open_quantity, 3)
        scrap = self._dispose(source, "scrap", 3)
        self._carry_out(scrap)
        self.assertEqual(source.state, "verification")
        self.assertEqual(second.good_quantity, 5)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 17)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 0)
        source.with_user(self.officer)._close()

    def test_who_reworked_does_not_overrule_the_inspector(self):
        """Samples above the limit are judged conforming by somebody else, too."""
        source = self._nonconformity(20, self.lot_a)
        rework = self._dispose(source, "rework", 20)
        rework.with_user(self.second)._approve()
        rework.with_user(self.officer)._execute()
        record = rework.sudo().inspection_ids.with_user(self.inspector)
        record.action_all_conform()
        record.write(
            {
                "verdict": "reject",
                "sample_size": 5,
                "accept_limit": 0,
                "defect_count": 2,
                "ground_ids": [
                    Command.set(
                        self.env["quality.rejection.ground"].search([], limit=1).ids
                    )
                ],
            }
        )
        record._inspect()
        record.confirm_note = "Within what the drawing allows."
        with self.assertRefused("never by the one"):
            record.with_user(self.officer)._confirm(conforming=True)
        self.assertEqual((record.state, rework.state), ("inspected", "executed"))
        record.with_user(self.second)._confirm(conforming=True)
        self.assertEqual(rework.state, "verified")

    def test_all_failed(self):
        source = self._nonconformity(20, self.lot_a)
        self._rework(source, 20, 0)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 20)
        self.assertEqual(self._on_hand(self.inspection, self.lot_a), 0)
        self.assertEqual(source.open_quantity, 20)

    def test_impossible_quantities(self):
        disposition = self._executed(20, self.lot_a, "rework")
        for good in (-1, 20.5, 21):
            with self.assertRefused("cannot have been found good"):
                disposition.with_user(self.inspector)._verify(good)
        self.assertEqual(disposition.state, "executed")
        scrap = self._executed(10, self.lot_b, "scrap")
        with self.assertRefused("cannot have been found good"):
            scrap.with_user(self.inspector)._verify(5)

    def test_which_lot_failed(self):
        """Of two lots, the one that failed goes back, not just any."""
        source = self._nonconformity(30, self.lot_a, self.lot_b)
        disposition = self._dispose(source, "rework", 30)
        disposition.with_user(self.officer)._approve()
        disposition.with_user(self.worker)._execute()
        with self.assertRefused("Name under", "A", "B"):
            disposition.with_user(self.inspector)._verify(24)
        disposition.with_user(self.inspector).bad_lot_ids = self.lot_b
        disposition.with_user(self.inspector)._verify(24)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_b), 6)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 0)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 20)
        self.assertEqual(self._on_hand(self.stock, self.lot_b), 4)
        self.assertEqual(disposition.bad_lot_ids, self.lot_b)

    def test_dialog_asks_which_lot_failed(self):
        source = self._nonconformity(30, self.lot_a, self.lot_b)
        disposition = self._dispose(source, "rework", 30)
        disposition.with_user(self.officer)._approve()
        disposition.with_user(self.worker)._execute()
        dialog = Form(
            self.env["quality.disposition.verify"]
            .with_user(self.inspector)
            .with_context(default_disposition_id=disposition.id)
        )
        self.assertTrue(dialog.has_lots)
        dialog.good_quantity = 20
        dialog.bad_lot_ids.add(self.lot_b)
        dialog.save().action_confirm()
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_b), 10)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 20)

    def test_reworked_goods_cannot_leave_unverified(self):
        disposition = self._executed(20, self.lot_a, "rework")
        self.assertEqual(self._on_hand(self.inspection, self.lot_a), 20)
        with self.assertRefused("On hold"):
            out = self._transfer(20, location_id=self.inspection.id)
            self.assertFalse(out.move_line_ids)
            out.move_ids.move_line_ids = [
                Command.create(
                    {
                        "product_id": self.product.id,
                        "lot_id": self.lot_a.id,
                        "quantity": 20,
                        "location_id": self.inspection.id,
                        "location_dest_id": self.customers.id,
                    }
                )
            ]
        disposition.with_user(self.inspector)._verify()

    def test_rest_is_decided_while_reworked_goods_wait(self):
        """Two dispositions, one fails: the other is verified during the new review."""
        source = self._nonconformity(20, self.lot_a)
        one = self._dispose(source, "rework", 12)
        two = self._dispose(source, "rework", 8)
        (one | two).with_user(self.officer)._approve()
        (one | two).with_user(self.worker)._execute()
        self.assertEqual(source.state, "verification")
        one.with_user(self.inspector)._verify(10)
        self.assertEqual(source.state, "review")
        two.with_user(self.inspector)._verify()
        self.assertEqual(source.state, "review")
        self._carry_out(self._dispose(source, "scrap", 2))
        self.assertEqual(source.state, "verification")
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 18)


@tagged("post_install", "-at_install")
class TestDispositionSerial(DispositionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pump = cls._product("Pump", tracking="serial")
        cls.serials = cls._lots("P1", "P2", "P3", "P4", product=cls.pump)
        for serial in cls.serials:
            cls._put(1, serial)
        cls.one, cls.two, cls.three, cls.four = cls.serials
        cls.source = cls._nonconformity(4, *cls.serials)

    def test_one_line_each(self):
        self.assertEqual(self.source.line_ids.lot_id, self.serials)
        self.assertEqual(set(self.source.line_ids.mapped("quantity")), {1})

    def test_numbers_and_quantity_agree(self):
        for quantity in (1, 3):
            source = self._nonconformity(quantity, self.one, self.two, isolate=False)
            with self.assertRefused("2 serial numbers are named"):
                source._isolate()

    def test_chosen_pieces(self):
        scrap = self._dispose(
            self.source, "scrap", 2, lot_ids=[Command.set((self.two | self.four).ids)]
        )
        rework = self._dispose(self.source, "rework", 2)
        self.assertEqual(rework.lot_ids, self.one | self.three)
        self._carry_out(scrap | rework)
        self.assertEqual(scrap.scrap_ids.lot_id, self.two | self.four)
        self.assertEqual(self._standing(self.stock, self.one), 1)
        self.assertEqual(self._standing(self.stock, self.three), 1)

    def test_part_of_a_piece_is_refused(self):
        with self.assertRefused("no number of pieces"):
            self._dispose(self.source, "scrap", 1.5)

    def test_pieces_and_quantity_agree(self):
        with self.assertRefused("1 serial numbers are chosen"):
            self._dispose(self.source, "scrap", 2, lot_ids=[Command.set(self.one.ids)])

    def test_each_piece_once(self):
        self._dispose(self.source, "scrap", 1, lot_ids=[Command.set(self.one.ids)])
        with self.assertRefused("P1 have another"):
            self._dispose(self.source, "rework", 1, lot_ids=[Command.set(self.one.ids)])
        with self.assertRefused("not among the lots"):
            other = self._lots("P9", product=self.pump)
            self._dispose(self.source, "rework", 1, lot_ids=[Command.set(other.ids)])
        self.assertEqual(len(self.source.disposition_ids), 1)

    def test_failed_piece_gets_another_disposition(self):
        rework = self._dispose(self.source, "rework", 4)
        rework.with_user(self.officer)._approve()
        rework.with_user(self.worker)._execute()
        with self.assertRefused("Name under"):
            rework.with_user(self.inspector)._verify(3)
        with self.assertRefused("Name under"):
            rework.with_user(self.inspector).bad_lot_ids = self.one | self.two
            rework.with_user(self.inspector)._verify(3)
        rework.with_user(self.inspector).bad_lot_ids = self.three
        rework.with_user(self.inspector)._verify(3)
        self.assertEqual(self._standing(self.nonconforming, self.three), 1)
        scrap = self._dispose(self.source, "scrap", 1)
        self._carry_out(scrap)
        self.assertEqual(scrap.scrap_ids.lot_id, self.three)
        self.assertEqual(self.source.state, "verification")

    def test_cancelled_disposition_frees_its_pieces(self):
        first = self._dispose(
            self.source, "scrap", 1, lot_ids=[Command.set(self.one.ids)]
        )
        first.with_user(self.officer)._approve()
        first.with_user(self.officer)._cancel("It can be repaired")
        again = self._dispose(
            self.source, "rework", 1, lot_ids=[Command.set(self.one.ids)]
        )
        again.with_user(self.officer)._approve()
        self.assertEqual(again.line_ids.lot_id, self.one)
