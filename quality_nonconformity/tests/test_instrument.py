"""Instruments, and goods checked with one that is defective [NC-44, NC-01]."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.quality_nonconformity.models.quality_inspection_verdict import (
    CHECK_FIELDS,
)

from .common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestInstrument(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.gauge = (
            cls.env["quality.instrument"]
            .with_user(cls.inspector)
            .create({"name": "Calliper", "number": "CAL-1", "interval_months": 6})
        )
        cls._check(cls.gauge, 40)

    @classmethod
    def _check(cls, instrument, days_ago, result="good", **vals):
        return (
            cls.env["quality.instrument.check"]
            .with_user(cls.inspector)
            .create(
                {
                    "instrument_id": instrument.id,
                    "date": cls.today - timedelta(days=days_ago),
                    "result": result,
                    **vals,
                }
            )
        )

    def _inspected(self, lot, days_ago, quantity=10, product=None, instrument=None):
        """An inspection with the instrument, done that many days ago."""
        record = self.env["quality.inspection.record"].create(
            {
                "product_id": (product or lot.product_id).id,
                "lot_id": lot and lot.id,
                "quantity": quantity,
                "kind": "patrol",
                "instrument_ids": [Command.set((instrument or self.gauge).ids)],
            }
        )
        date = fields.Datetime.now() - timedelta(days=days_ago)
        record._write_gated({"date_inspected": date, "inspector_id": self.inspector.id})
        return record

    def test_state_follows_the_checks(self):
        self.assertEqual((self.gauge.state, self.gauge.status), ("valid", "in_use"))
        self.assertEqual(self.gauge.date_valid, self.today - timedelta(days=40))
        new = self.gauge.create({"name": "Scale", "number": "SC-1"})
        self.assertEqual(new.state, "due")
        both = self.gauge | new
        for state, found in (("valid", self.gauge), ("due", new)):
            domain = [("state", "=", state), ("id", "in", both.ids)]
            self.assertEqual(self.gauge.search(domain), found)
        with freeze_time(self.today + timedelta(days=200)):
            self.env.invalidate_all()
            self.assertEqual(self.gauge.state, "due")
            self.assertIn(self.gauge, self.gauge.search([("state", "=", "due")]))

    def test_status_is_no_field_to_write(self):
        for user in (self.inspector, self.manager):
            with self.assertRaisesRegex(UserError, "follows from its checks"):
                self.gauge.with_user(user).status = "withdrawn"
        with self.assertRaises(AccessError):
            self.gauge.with_user(self.worker).action_withdraw()
        self.assertEqual(self.gauge.status, "in_use")
        self.gauge.with_user(self.inspector).action_withdraw()
        self.assertEqual(self.gauge.state, "withdrawn")

    def test_checks_stay(self):
        check = self.gauge.check_ids
        for vals in ({"date": self.today}, {"result": "defective"}):
            with self.assertRaisesRegex(UserError, "stays as it was entered"):
                check.with_user(self.manager).write(vals)
        check.with_user(self.inspector).certificate = "K-100"
        with self.assertRaisesRegex(UserError, "they stay"):
            check.sudo().unlink()
        with self.assertRaisesRegex(UserError, "is evidence"):
            self.gauge.with_user(self.manager).unlink()
        self.assertTrue(check.exists() and self.gauge.exists())

    def test_inspections_take_valid_instruments_only(self):
        due = self.gauge.create({"name": "Scale", "number": "SC-1"})
        with self.assertRaisesRegex(ValidationError, "cannot be relied on"):
            self._inspected(self.lot_a, 0, instrument=due)

    def test_an_instrument_that_failed_since_it_was_named(self):
        """Who still has the record open does not sign on it."""
        record = self._inspected(self.lot_a, 0)
        record._write_gated({"date_inspected": False, "inspector_id": False})
        record.write(dict.fromkeys(CHECK_FIELDS, "ok") | {"verdict": "accept"})
        self.gauge.with_user(self.inspector)._declare_defective("Dropped")
        with self.assertRefused("cannot be relied on", "CAL-1"):
            record.with_user(self.inspector)._inspect()
        self.assertEqual(record.state, "draft")
        with freeze_time(self.today + timedelta(days=1)):
            self._check(self.gauge, 0)
        record.with_user(self.inspector)._inspect()
        self.assertEqual(record.state, "done")

    def test_goods_in_stock_become_suspect(self):
        self._put(60, self.lot_a)
        self._put(30, self.lot_b)
        other = self._lots("M1", product=self._product("Mask", tracking="lot"))
        self._put(5, other)
        early = self._lots("E")
        self._put(7, early)
        self._inspected(early, 41)
        self._inspected(self.lot_a, 39)
        self._inspected(self.lot_b, 2)
        self._inspected(other, 1)
        records = self.gauge.with_user(self.inspector)._declare_defective("Dropped")
        self.assertEqual(self.gauge.state, "defective")
        by_product = {record.product_id: record for record in records}
        self.assertEqual(by_product.keys(), {self.product, other.product_id})
        gloves = by_product[self.product]
        self.assertRecordValues(
            gloves,
            [
                {
                    "state": "isolated",
                    "is_suspect": True,
                    "quantity": 90,
                    "lot_ids": (self.lot_a | self.lot_b).ids,
                    "origin_model": "quality.instrument",
                    "origin_id": self.gauge.id,
                }
            ],
        )
        self.assertEqual(self._on_hand(self.quarantine), 90)
        self.assertEqual(self._on_hand(self.stock, early), 7)
        self.assertFalse(early.on_hold)
        self.assertEqual(self.gauge.nonconformity_count, 2)
        self.assertIn("Dropped", gloves.description)

    def test_untracked_goods_up_to_what_was_inspected(self):
        self._put(30)
        self._inspected(self.env["stock.lot"], 1, 12, product=self.loose)
        record = self.gauge.with_user(self.inspector)._declare_defective("Dropped")
        self.assertEqual(record.quantity, 12)
        self.assertEqual(self._on_hand(self.quarantine, product=self.loose), 12)

    def test_delivered_goods_are_listed_for_the_recall_check(self):
        self._put(20, self.lot_a)
        self._inspected(self.lot_a, 5)
        delivery = self._transfer(8)
        delivery.move_ids.picked = True
        delivery.button_validate()
        record = self.gauge.with_user(self.inspector)._declare_defective("Dropped")
        self.assertEqual(record.quantity, 12)
        task = self.gauge.activity_ids
        self.assertIn("Recall check", task.summary)
        for text in (task.note, record.message_ids.mapped("body")[0]):
            self.assertIn("Held Hospital", text)
            self.assertIn("8 ", text)
        self.assertEqual(task.user_id, self.inspector)

    def test_goods_isolated_already_stay_with_their_nonconformity(self):
        """They are decided once: there, not here as well."""
        self._put(20, self.lot_a)
        self._put(30, self.lot_b)
        self._put(9)
        self._inspected(self.lot_a, 5)
        self._inspected(self.lot_b, 5)
        self._inspected(self.env["stock.lot"], 1, 9, product=self.loose)
        self._nonconformity(20, self.lot_a)
        self._nonconformity(12, self.lot_b)
        self._nonconformity(4, product_id=self.loose.id)
        records = self.gauge.with_user(self.inspector)._declare_defective("Dropped")
        gloves = records.filtered(lambda record: record.product_id == self.product)
        self.assertRecordValues(
            gloves, [{"quantity": 18, "lot_ids": self.lot_b.ids, "state": "isolated"}]
        )
        self.assertEqual(sum(gloves.line_ids.mapped("quantity")), 18)
        self.assertEqual((records - gloves).quantity, 5)

    def test_delivered_goods_without_lots_are_listed(self):
        self._put(30)
        self._put(5, self.lot_a)
        before = self._transfer(3, product=self.loose)
        before.move_ids.picked = True
        before.button_validate()
        before.move_line_ids.date = fields.Datetime.now() - timedelta(days=9)
        self._inspected(self.env["stock.lot"], 5, 30, product=self.loose)
        self._inspected(self.lot_a, 5)
        delivery = self._transfer(7, product=self.loose)
        delivery.move_ids.picked = True
        delivery.button_validate()
        self.gauge.with_user(self.inspector)._declare_defective("Dropped")
        note = self.gauge.activity_ids.note
        self.assertIn("Held Hospital", note)
        self.assertIn("7 Units", note, "what left before the inspection is no concern")
        self.assertNotIn("False", note)
        self.assertNotIn("Glove", note)

    def test_the_day_of_the_check_is_the_company_s(self):
        """07:00 in Shanghai is the evening before in UTC."""
        self.company.partner_id.tz = "Asia/Shanghai"
        self._put(20, self.lot_a)
        self._put(30, self.lot_b)
        valid = fields.Datetime.to_datetime(self.gauge.date_valid)
        for lot, hours in ((self.lot_a, -1), (self.lot_b, -9)):
            record = self._inspected(lot, 0)
            record._write_gated({"date_inspected": valid + timedelta(hours=hours)})
        found = self.gauge.with_user(self.inspector)._declare_defective("Dropped")
        self.assertEqual(found.lot_ids, self.lot_a)

    def test_all_delivered_leaves_only_the_recall_check(self):
        self._put(8, self.lot_a)
        self._inspected(self.lot_a, 5)
        delivery = self._transfer(8)
        delivery.move_ids.picked = True
        delivery.button_validate()
        records = self.gauge.with_user(self.inspector)._declare_defective("Dropped")
        self.assertFalse(records)
        self.assertTrue(self.gauge.activity_ids)

    def test_returned_goods_are_no_deliveries(self):
        self._put(8, self.lot_a)
        self._inspected(self.lot_a, 5)
        delivery = self._transfer(8)
        delivery.move_ids.picked = True
        delivery.button_validate()
        back = self.env["stock.return.picking"].with_context(
            active_id=delivery.id, active_model="stock.picking"
        )
        wizard = back.create({})
        wizard.product_return_moves.quantity = 8
        returned = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        returned.move_ids.picked = True
        returned.button_validate()
        self.gauge.with_user(self.inspector)._declare_defective("Dropped")
        self.assertFalse(self.gauge.activity_ids)

    def test_bad_check_declares_it_and_a_good_one_brings_it_back(self):
        self._put(10, self.lot_a)
        self._inspected(self.lot_a, 5)
        with Form(self.gauge.with_user(self.inspector)) as form:
            with form.check_ids.new() as check:
                check.result = "defective"
                check.note = "Reads 0.1 mm too much"
        self.assertEqual(self.gauge.state, "defective")
        self.assertEqual(self.gauge.nonconformity_count, 1)
        self._check(self.gauge, 0)
        self.assertEqual(self.gauge.state, "valid")
        self.assertEqual(self.gauge.date_valid, self.today)

    def test_refusals_change_nothing(self):
        self._put(10, self.lot_a)
        self._inspected(self.lot_a, 5)
        with self.assertRefused("quality staff"):
            self.gauge.with_user(self.worker)._declare_defective("Dropped")
        with self.assertRefused("what is wrong"):
            self.gauge.with_user(self.inspector)._declare_defective(" ")
        self.assertEqual(self.gauge.state, "valid")
        self.assertFalse(self.gauge.nonconformity_count)

    def test_other_companies_do_not_see_it(self):
        sister = self.env["res.company"].create({"name": "Sister"})
        stranger = self._user("nc_stranger", "quality_base.group_quality_manager")
        stranger.write({"company_ids": [Command.set(sister.ids)], "company_id": sister})
        with self.assertRaises(AccessError):
            self.gauge.with_user(stranger).read(["name"])
