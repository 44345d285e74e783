"""Who carries a disposition out, and what he is asked before."""

from odoo.fields import Command
from odoo.tests import Form, tagged

from .test_disposition import DispositionCommon


@tagged("post_install", "-at_install")
class TestDispositionExecute(DispositionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(40, cls.lot_a)
        cls.nonconforming.keeper_ids = cls.keeper

    def _ask(self, disposition, user):
        """Press the button; return the dialog that it opens."""
        action = disposition.with_user(user).action_execute()
        self.assertEqual(action["res_model"], "quality.disposition.execute")
        return Form(
            self.env[action["res_model"]]
            .with_user(user)
            .with_context(**action["context"])
        )

    def test_keeper_is_asked_for_the_witness(self):
        scrap = self._decided(40, self.lot_a, "scrap", witness_ids=[])
        dialog = self._ask(scrap, self.keeper)
        dialog.witness_ids.add(self.worker)
        dialog.save().action_confirm()
        self.assertEqual(scrap.state, "executed")
        self.assertEqual(scrap.witness_ids, self.worker)
        self.assertEqual(scrap.sudo().scrap_ids.scrap_qty, 40)

    def test_who_carries_it_out_is_no_witness(self):
        scrap = self._decided(40, self.lot_a, "scrap", witness_ids=[])
        dialog = self._ask(scrap, self.keeper)
        dialog.witness_ids.add(self.keeper)
        with self.assertRefused("other than you"):
            dialog.save().action_confirm()
        self.assertEqual(scrap.state, "approved")

    def test_words_ask_for_the_result(self):
        words = self._decided(40, self.lot_a, "correct", result_note=False)
        dialog = self._ask(words, self.keeper)
        dialog.result_note = "Label printed anew"
        dialog.save().action_confirm()
        self.assertEqual(
            (words.state, words.result_note), ("executed", "Label printed anew")
        )

    def test_nothing_to_ask(self):
        good = self._decided(40, self.lot_a, "use_as_is")
        self.assertTrue(good.with_user(self.keeper).action_execute())
        self.assertEqual(good.state, "executed")

    def test_only_keepers_of_the_warehouse(self):
        scrap = self._decided(40, self.lot_a, "scrap")
        self.assertFalse(scrap.with_user(self.worker).can_execute)
        for refused in (
            lambda: scrap.with_user(self.worker).action_execute(),
            lambda: scrap.with_user(self.worker)._note_execution(
                {"witness_ids": [Command.set(self.keeper.ids)]}
            ),
        ):
            with self.assertRefused("keepers of the goods' zone"):
                refused()
        self.assertEqual((scrap.state, scrap.witness_ids), ("approved", self.officer))
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 40)
        self.assertTrue(scrap.with_user(self.keeper).can_execute)

    def test_named_executor_needs_no_zone(self):
        good = self._decided(40, self.lot_a, "use_as_is", user_id=self.worker.id)
        good.with_user(self.worker)._execute()
        self.assertEqual(good.state, "executed")

    def test_nothing_is_noted_before_the_decision(self):
        source = self._nonconformity(40, self.lot_a)
        scrap = self._dispose(source, "scrap", 40)
        with self.assertRefused():
            scrap.with_user(self.inspector)._note_execution({"result_note": "Done"})
        self.assertFalse(scrap.result_note)
