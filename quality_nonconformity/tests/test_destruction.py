from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestDestruction(NonconformityCommon):
    """Method, date, place, quantity, and a signature of each witness [NC-62]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(40, cls.lot_a)
        cls.guard = cls._user("destruction_guard", "base.group_user")
        source = cls._nonconformity(40, cls.lot_a)
        cls.disposition = cls._dispose(
            source,
            "destroy",
            40,
            witness_ids=[Command.set([cls.guard.id, cls.second.id])],
        )
        cls.disposition.with_user(cls.officer)._approve()

    def _destroy(self, place="Incineration plant"):
        self.disposition.with_user(self.worker)._execute()
        record = self.disposition.destruction_ids
        if place:
            record.with_user(self.worker).place = place
        return record

    def test_made_when_it_is_carried_out(self):
        self.assertFalse(self.disposition.destruction_ids)
        record = self._destroy(place=None)
        self.assertRecordValues(
            record,
            [
                {
                    "state": "draft",
                    "method": "Burnt",
                    "quantity": 40,
                    "executed_by_id": self.worker.id,
                    "witness_ids": [self.second.id, self.guard.id],
                    "lot_ids": self.lot_a.ids,
                    "date": self.disposition.date_executed,
                }
            ],
        )
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 0)

    def test_verified_after_every_witness_signed(self):
        record = self._destroy()
        with self.assertRefused("have not signed yet", self.guard.name):
            self.disposition.with_user(self.inspector)._verify()
        record.with_user(self.guard)._sign_witness()
        self.assertEqual(record.missing_witness_ids, self.second)
        with self.assertRefused("have not signed yet", self.second.name):
            self.disposition.with_user(self.inspector)._verify()
        self.assertEqual((record.state, self.disposition.state), ("draft", "executed"))
        record.with_user(self.second)._sign_witness()
        self.assertEqual(record.state, "done")
        self.assertEqual(record.signature_ids.user_id, self.guard | self.second)
        self.disposition.with_user(self.inspector)._verify()
        self.assertEqual(self.disposition.state, "verified")

    def test_only_witnesses_sign_and_each_for_himself(self):
        record = self._destroy()
        for user in (self.worker, self.officer, self.manager):
            with self.assertRaises(AccessError):
                record.with_user(user)._sign_witness()
        record.with_user(self.guard)._sign_witness()
        with self.assertRefused("signed", "already"):
            record.with_user(self.guard)._sign_witness()
        self.assertEqual(len(record.signature_ids), 1)

    def test_not_before_place_and_method_are_stated(self):
        record = self._destroy(place=None)
        with self.assertRefused("Say where"):
            record.with_user(self.guard)._sign_witness()
        record.with_user(self.worker).write({"place": "Plant", "method": " "})
        with self.assertRefused("by which method"):
            record.with_user(self.guard)._sign_witness()
        record.with_user(self.worker).write(
            {"method": "Burnt", "date": fields.Datetime.now() + timedelta(days=1)}
        )
        with self.assertRefused("in the future"):
            record.with_user(self.guard)._sign_witness()
        self.assertFalse(record.signature_ids)

    def test_what_a_witness_signed_stays(self):
        record = self._destroy()
        record.with_user(self.guard)._sign_witness()
        for vals in ({"place": "Home"}, {"witness_ids": [Command.clear()]}):
            with self.assertRefused("stays as it is"):
                record.with_user(self.worker).write(vals)
        with self.assertRefused("is evidence and stays"):
            record.sudo().unlink()
        self.assertEqual(record.place, "Incineration plant")

    def test_witnesses_are_not_struck_out_by_who_carried_it_out(self):
        record = self._destroy()
        for user in (self.worker, self.inspector):
            with self.assertRefused("quality officer", self.second.name):
                record.with_user(user).witness_ids = [Command.unlink(self.second.id)]
        record.with_user(self.worker).witness_ids = [Command.link(self.inspector.id)]
        self.assertEqual(record.witness_ids, self.guard | self.second | self.inspector)
        record.with_user(self.officer).witness_ids = [Command.unlink(self.second.id)]
        self.assertEqual(record.witness_ids, self.guard | self.inspector)

    def test_officer_strikes_no_witness_of_his_own_destruction(self):
        self.disposition.with_user(self.officer)._execute()
        record = self.disposition.destruction_ids
        with self.assertRefused("did not carry it out"):
            record.with_user(self.officer).witness_ids = [Command.clear()]
        self.assertEqual(record.witness_ids, self.guard | self.second)

    def test_who_carried_it_out_is_no_witness(self):
        self.disposition.with_user(self.guard.sudo()).sudo()._write_gated(
            {"user_id": self.guard.id}
        )
        self.disposition.with_user(self.guard)._execute()
        record = self.disposition.destruction_ids
        self.assertEqual(record.witness_ids, self.second)
        with self.assertRaises(AccessError):
            record.with_user(self.guard)._sign_witness()

    def test_seen_by_its_witnesses_not_by_strangers(self):
        record = self._destroy()
        found = self.env["quality.destruction"].with_user(self.guard).search([])
        self.assertEqual(found, record)
        found = self.env["quality.destruction"].with_user(self.reporter).search([])
        self.assertFalse(found)
        self.assertTrue(record.nonconformity_id.with_user(self.guard).description)

    def test_list_costs_the_same_for_any_number(self):
        lots = self._lots(*[f"D{number}" for number in range(8)])
        records = self._destroy()
        for lot in lots:
            self._put(1, lot)
            plan = self._dispose(
                self._nonconformity(1, lot),
                "destroy",
                1,
                witness_ids=[Command.set(self.second.ids)],
            )
            plan.with_user(self.officer)._approve()
            plan.with_user(self.worker)._execute()
            records |= plan.destruction_ids
        mine = records.with_user(self.inspector)
        spec = {"lot_ids": {"fields": {"display_name": {}}}}
        for batch in (mine[:2], mine):
            self.env.invalidate_all()
            batch.web_read(spec)  # rules and rights are read once
            self.env.invalidate_all()
            with self.assertQueryCount(8):
                batch.web_read(spec)
        self.assertEqual(mine.lot_ids, self.lot_a | lots)
