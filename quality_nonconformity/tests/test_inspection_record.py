from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.quality_nonconformity.models.quality_inspection_verdict import (
    CHECK_FIELDS,
)
from odoo.addons.quality_nonconformity.tools.remaining_life import life_ground

from .common import QUALITY
from .test_inspection_gate import InspectionCommon


class RecordCommon(InspectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engineer = cls._user("ins_engineer", "base.group_user")
        cls.appearance = cls.env.ref(
            "quality_nonconformity.rejection_ground_appearance"
        )

    @classmethod
    def _delivered(cls, quantity=100, name="A1", product=None, **lot_vals):
        """Goods received into the inspection zone; return their record."""
        product = product or cls.ampoule
        lot = None
        if product.tracking != "none":
            lot = cls._lot(name, product, **lot_vals)
        picking = cls._validate(cls._arrival((product, quantity, lot)))
        return picking.inspection_ids

    @classmethod
    def _in_days(cls, days):
        return fields.Datetime.now() + timedelta(days=days)


@tagged("post_install", "-at_install")
class TestInspectionRecord(RecordCommon):
    """NC-22 to NC-24: what is looked at, the verdict, grounds, remaining life."""

    def test_number_and_queue(self):
        record = self._delivered()
        self.assertRegex(record.name, r"^INS/\d{4}/\d{5}$")
        self.assertEqual(record.kind, "incoming")

    def test_everything_is_looked_at(self):
        record = self._delivered().with_user(self.inspector)
        with self.assertRefused("verdict", "Packaging", "Certificates"):
            record._inspect()
        record.verdict = "accept"
        with self.assertRefused("Appearance"):
            record._inspect()
        self.assertEqual(record.state, "draft")
        record.action_all_conform()
        record._inspect()
        self.assertEqual(record.state, "done")
        signature = record.signature_ids
        self.assertEqual(signature.user_id, self.inspector)
        self.assertIn("verdict", signature._get_signed_values())

    def test_what_does_not_conform_is_not_accepted(self):
        record = self._fill(self._delivered(), packaging_check="bad")
        with self.assertRefused("Packaging"):
            record._inspect()
        record.write({"verdict": "reject"})
        with self.assertRefused("grounds"):
            record._inspect()
        record.ground_ids = self.appearance
        record._inspect()
        self.assertEqual(record.state, "done")

    def test_accepted_in_part(self):
        record = self._fill(self._delivered(), "partial", accepted_quantity=100)
        with self.assertRefused("less than all"):
            record._inspect()
        record.accepted_quantity = 60
        record._inspect()
        self.assertEqual(self._free(), 60, "what was accepted is not on hold")
        self.assertEqual(self._on_hand(self.nonconforming, product=self.ampoule), 40)
        source = record.nonconformity_id
        self.assertRecordValues(
            source,
            [
                {
                    "state": "isolated",
                    "detection_point": "receipt",
                    "quantity": 40,
                    "supplier_id": self.supplier.id,
                    "picking_id": record.picking_id.id,
                    "purchase_id": record.purchase_id.id,
                    "responsible": "supplier",
                    "origin_ref": record.name,
                }
            ],
        )
        self.assertIn(self.appearance.name, source.description)
        self.assertEqual(source.hold_id.location_ids, self.nonconforming)
        card = self.env["quality.quarantine.card"].search(
            [("lot_id", "=", record.lot_id.id)]
        )
        self.assertEqual(card.quantity, 40)

    def test_rejected_as_a_whole_holds_the_lot(self):
        record = self._delivered()
        self._put(7, record.lot_id)
        self._inspect(record, "reject")
        self.assertEqual(self._on_hand(self.nonconforming, product=self.ampoule), 100)
        self.assertEqual(self._on_hand(self.inspection, product=self.ampoule), 0)
        self.assertTrue(record.lot_id.on_hold)
        self.assertEqual(self._free(), 0, "what came before is in doubt, too")

    def test_short_life_is_rejected_by_whoever_inspects(self):
        """NC-24: a device has half a year left, or it is refused."""
        self.medicines.goods_kind = "medicine"
        self.assertEqual(self.medicines.min_remaining_days, 182)
        record = self._delivered(expiration_date=self._in_days(181))
        self.assertEqual(record.life_ground, "short_life")
        for user in (self.inspector, self.officer, self.manager):
            mine = self._fill(record, user=user)
            with self.assertRefused("181", "182", "nobody can accept"):
                mine._inspect()
            mine.write({"verdict": "partial", "accepted_quantity": 50})
            with self.assertRefused("nobody can accept"):
                mine._inspect()
        self._inspect(record, "reject", ground_ids=[Command.clear()])
        short = self.env.ref("quality_nonconformity.rejection_ground_short_life")
        self.assertEqual(record.ground_ids, short)
        self.assertIn(short.name, record.nonconformity_id.description)

    def test_life_of_exactly_half_a_year(self):
        self.medicines.goods_kind = "device"
        record = self._delivered(expiration_date=self._in_days(182))
        self._inspect(record)
        self.assertEqual(self._free(), 100)

    def test_life_is_not_talked_up(self):
        """Neither a later date on the record nor an earlier receipt helps."""
        self.medicines.min_remaining_days = 182
        record = self._delivered(expiration_date=self._in_days(90))
        mine = self._fill(record, expiration_date=self._in_days(900))
        with self.assertRefused("nobody can accept"):
            mine._inspect()
        for vals in ({"date": self._in_days(-900)}, {"min_remaining_days": 1}):
            with self.assertRefused():
                mine.write(vals)

    def test_life_printed_on_the_goods(self):
        """The lot knows no date: the inspector reads it, nothing is assumed."""
        self.medicines.min_remaining_days = 182
        record = self._fill(self._delivered())
        with self.assertRefused("expiry date"):
            record._inspect()
        record.expiration_date = self._in_days(100)
        with self.assertRefused("nobody can accept"):
            record._inspect()
        record.expiration_date = self._in_days(500)
        record._inspect()
        self.assertEqual(self._free(), 100)

    def test_expired_goods_without_a_limit(self):
        record = self._fill(self._delivered(expiration_date=self._in_days(0)))
        self.assertEqual(record.life_ground, "expired")
        with self.assertRefused("nobody can accept"):
            record._inspect()

    def test_the_limit_is_for_receipts(self):
        """Goods in stock are inspected again without needing half a year."""
        self.medicines.min_remaining_days = 182
        record = self.Record.with_user(self.inspector).create(
            {
                "kind": "reinspection",
                "product_id": self.ampoule.id,
                "lot_id": self._lot("B1", expiration_date=self._in_days(30)).id,
            }
        )
        self._inspect(record)
        self.assertEqual(record.state, "done")

    def test_life_arithmetic(self):
        day = fields.Date.to_date("2026-01-10")
        for expires, minimum, found in (
            ("2026-01-10", 0, "expired"),
            ("2026-01-11", 0, None),
            ("2026-07-10", 182, "short_life"),
            ("2026-07-11", 182, None),
            (None, 182, None),
        ):
            expires = expires and fields.Date.to_date(expires)
            self.assertEqual(life_ground(day, expires, minimum), found, expires)

    def test_steps_of_the_category(self):
        """NC-80: item, basis, resource, method, record; from the nearest category."""
        self.medicines.inspection_item_ids = [
            Command.create({"name": "Leak test", "basis": "GB 2626", "method": "Dip"})
        ]
        child = self.env["product.category"].create(
            {"name": "Glass", "parent_id": self.medicines.id}
        )
        self.ampoule.categ_id = child
        record = self._fill(self._delivered())
        step = record.item_ids
        self.assertEqual(
            (step.name, step.basis, step.method), ("Leak test", "GB 2626", "Dip")
        )
        with self.assertRefused("Leak test"):
            record._inspect()
        step.write({"verdict": "fail", "result": "Drops at the neck"})
        with self.assertRefused("Leak test"):
            record._inspect()
        step.verdict = "pass"
        record._inspect()
        with self.assertRefused("evidence"):
            step.with_user(self.manager).result = "Dry"
        with self.assertRefused("evidence"):
            step.with_user(self.manager).unlink()

    def test_inspected_content_stays(self):
        record = self._inspect(self._delivered(), sample_size=3)
        for vals in ({"verdict": "reject"}, {"sample_size": 9}, {"state": "draft"}):
            with self.assertRefused():
                record.with_user(self.manager).write(vals)
        with self.assertRefused():
            record.with_user(self.manager).unlink()

    def test_gated_by_creation_and_rpc(self):
        for vals in (
            {"state": "done", "verdict": "accept"},
            {"passed_quantity": -50},
            {"location_id": self.stock.id},
            {"inspector_id": self.manager.id},
        ):
            with self.assertRefused():
                self.Record.with_user(self.manager).create(
                    {"product_id": self.ampoule.id, **vals}
                )
        record = self._delivered()
        with self.assertRefused("those of the transfer"):
            record.with_user(self.manager).quantity = 1000

    def test_lot_of_another_product(self):
        with self.assertRaises(ValidationError):
            self.Record.create(
                {"product_id": self.gauze.id, "lot_id": self._lot("X").id}
            )

    def test_missing_quantity_is_told(self):
        record = self._inspect(self._delivered(), missing_quantity=12)
        self.assertEqual(record.notice_ids.user_id, self.buyer)
        self.assertIn("12", record.notice_ids.reason)

    def test_cancelled_goods_wait_for_another_record(self):
        record = self._delivered()
        with self.assertRefused("Say why"):
            record.with_user(self.inspector)._cancel(" ")
        record.with_user(self.inspector)._cancel("Wrong form")
        other = record.picking_id.inspection_ids - record
        self.assertEqual((other.state, other.quantity), ("draft", 100))
        self.assertEqual(other.location_id, self.inspection)
        self._inspect(other)
        self.assertEqual(self._free(), 100)

    def test_no_default_of_a_context_comes_in(self):
        """What the engine posts for an inspector is not his to colour."""
        record = self._fill(self._delivered(), "partial", accepted_quantity=50)
        source = self._nonconformity(1, product_id=self.loose.id, isolate=False)
        record.with_context(
            default_nonconformity_id=source.id,
            default_location_dest_id=self.customers.id,
            default_state="done",
        )._inspect()
        moves = self.env["stock.move"].search([("product_id", "=", self.ampoule.id)])
        self.assertNotIn(source, moves.nonconformity_id)
        self.assertEqual(self._on_hand(self.stock, product=self.ampoule), 50)
        self.assertEqual(self._on_hand(self.customers, product=self.ampoule), 0)

    def test_form(self):
        record = self._delivered()
        with Form(record.with_user(self.inspector)) as form:
            for name in CHECK_FIELDS:
                form[name] = "ok"
            form.verdict = "partial"
            form.accepted_quantity = 90
            form.ground_ids.add(self.appearance)
        record.with_user(self.inspector)._inspect()
        self.assertEqual(record.rejected_quantity, 10)

    def test_out_of_the_zone_by_record_only(self):
        record = self._delivered()
        release = (
            self.env["quality.zone.exit"]
            .with_user(self.officer)
            .create(
                {
                    "product_id": self.ampoule.id,
                    "lot_id": record.lot_id.id,
                    "quantity": 100,
                    "location_id": self.inspection.id,
                    "reason": "Urgent",
                }
            )
        )
        with self.assertRefused("waits for its inspection"):
            release._approve()
        record.with_user(self.inspector).sudo()._set_state("cancelled", reason="Test")
        with self.assertRefused("accepted inspection record only"):
            release._approve()
        self.assertEqual(release.state, "draft")

    def _let_out(self, record, quantity):
        """An emergency release of some of the goods, carried out by the keeper."""
        self.inspection.keeper_ids = self.keeper
        release = (
            self.env["quality.zone.exit"]
            .with_user(self.inspector)
            .create(
                {
                    "kind": "emergency",
                    "product_id": self.ampoule.id,
                    "lot_id": record.lot_id.id,
                    "quantity": quantity,
                    "location_id": self.inspection.id,
                    "reason": "Ward has none left",
                    "marks": "Red tape",
                }
            )
        )
        release.with_user(self.officer)._approve()
        transfer = release.sudo().move_ids.picking_id
        transfer.move_ids.picked = True
        self._validate(transfer, self.keeper)
        return release

    def test_what_an_emergency_let_out_is_inspected_later(self):
        """40 of 100 went ahead: the inspection speaks of all of them."""
        record = self._delivered()
        release = self._let_out(record, 40)
        self.assertEqual(self._free(), 40)
        self._inspect(record)
        self.assertEqual(self._free(), 100)
        self.assertEqual((record.passed_quantity, record.open_quantity), (100, 0))
        self.assertEqual(release.inspection_result, "good")

    def test_what_an_emergency_let_out_is_called_back(self):
        """Accepted in part: nobody knows of which part were those that left."""
        record = self._delivered()
        release = self._let_out(record, 40)
        self._inspect(record, "partial", accepted_quantity=30)
        self.assertEqual(release.inspection_result, "bad")
        self.assertEqual(self._free(), 0)
        source = record.nonconformity_id
        self.assertEqual(source.state, "isolated")
        self.assertEqual(sum(source.line_ids.mapped("quantity")), 70)


@tagged("post_install", "-at_install")
class TestInspectionRights(RecordCommon):
    """Who inspects, confirms, reads."""

    def test_receivers_do_not_release_their_goods(self):
        record = self._fill(self._delivered(), user=self.receiver)
        with self.assertRefused("inspects"):
            record._inspect()
        self.assertEqual(record.state, "draft")

    def test_keepers_of_the_zone_inspect(self):
        self.inspection.keeper_ids = self.keeper
        record = self._delivered()
        self.assertEqual(record.user_id, self.keeper)
        self._inspect(record, user=self.keeper)
        self.assertEqual(self._free(), 100)
        other = self._delivered(name="A2")
        self._inspect(other, "reject", user=self.keeper)
        self.assertEqual(other.nonconformity_id.state, "isolated")

    def test_readers(self):
        record = self._delivered()
        for user in (self.receiver, self.buyer, self.inspector, self.manager):
            self.assertTrue(record.with_user(user).has_access("read"), user.login)
        for user in (self.reporter, self.engineer):
            self.assertFalse(record.with_user(user).has_access("read"), user.login)
        self.assertFalse(record.with_user(self.buyer).has_access("write"))
        record.engineer_id = self.engineer
        self.assertTrue(record.with_user(self.engineer).has_access("read"))
        record.confidential = True
        self.assertFalse(record.with_user(self.buyer).has_access("read"))

    def test_other_companies(self):
        record = self._delivered()
        company = self.env["res.company"].create({"name": "Sister"})
        stranger = self._user("ins_sister", QUALITY + "manager")
        stranger.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        self.assertFalse(record.with_user(stranger).has_access("read"))

    def test_steps_follow_their_record(self):
        record = self._delivered()
        record.item_ids = [Command.create({"name": "Colour"})]
        self.assertFalse(record.item_ids.with_user(self.reporter).has_access("read"))
        self.assertTrue(record.item_ids.with_user(self.receiver).has_access("write"))
        self.medicines.inspection_item_ids = [Command.create({"name": "Form"})]
        steps = self.medicines.inspection_item_ids
        self.assertTrue(steps.with_user(self.reporter).has_access("read"))
        self.assertFalse(steps.with_user(self.inspector).has_access("write"))
        self.assertTrue(steps.with_user(self.manager).has_access("write"))


@tagged("post_install", "-at_install")
class TestInspectionLimit(RecordCommon):
    """NC-26: above the acceptance limit the engineer confirms, else the manager."""

    def _above(self, **vals):
        record = self._delivered()
        vals = {"sample_size": 13, "accept_limit": 1, "defect_count": 2} | vals
        return self._inspect(record, "reject", **vals)

    def test_sampled_categories(self):
        self.medicines.inspection_control = "sample"
        record = self._fill(self._delivered())
        with self.assertRefused("sample"):
            record._inspect()
        record.write({"sample_size": 13, "accept_limit": 1, "defect_count": 1})
        record._inspect()
        self.assertEqual(record.state, "done", "within the limit")

    def test_above_the_limit_is_not_accepted(self):
        record = self._fill(
            self._delivered(), sample_size=13, accept_limit=1, defect_count=2
        )
        with self.assertRefused("2 of 13", "engineer"):
            record._inspect()

    def test_defects_are_found_in_a_sample(self):
        """No verdict rests on defects without a sample that could contain them."""
        record = self._delivered()
        for sample, defects in ((0, 3), (5, 6)):
            record.accept_limit = 10
            self._fill(record, sample_size=sample, defect_count=defects)
            with self.assertRefused("defective pieces were counted"):
                record.with_user(self.inspector)._inspect()
        self.assertEqual(record.state, "draft")
        self._inspect(record, sample_size=10, defect_count=6)
        self.assertEqual(record.state, "done")

    def test_waits_for_the_engineer(self):
        record = self._above(engineer_id=self.engineer.id)
        self.assertEqual(record.state, "inspected")
        self.assertEqual(self._on_hand(self.inspection, product=self.ampoule), 100)
        self.assertFalse(record.nonconformity_id)
        self.assertEqual(record.notice_ids.user_id, self.engineer)
        for user in (self.inspector, self.officer, self.manager):
            with self.assertRefused("engineer named"):
                record.with_user(user)._confirm()
        record.with_user(self.engineer)._confirm()
        self.assertEqual(record.state, "done")
        self.assertEqual(record.confirmed_by_id, self.engineer)
        self.assertEqual(record.nonconformity_id.quantity, 100)
        meanings = record.signature_ids.mapped("meaning")
        self.assertEqual(sorted(meanings), ["executed", "reviewed"])

    def test_without_engineer_an_officer_other_than_the_inspector(self):
        record = self._delivered()
        self._inspect(
            record, "reject", user=self.officer, sample_size=5, defect_count=1
        )
        with self.assertRefused("never by the one who inspected"):
            record.with_user(self.officer)._confirm()
        record.with_user(self.second)._confirm()
        self.assertEqual(record.state, "done")

    def test_judged_conforming(self):
        record = self._above(engineer_id=self.engineer.id).with_user(self.engineer)
        with self.assertRefused("why they conform"):
            record._confirm(conforming=True)
        record.confirm_note = "Scratches come from the test rig."
        record._confirm(conforming=True)
        self.assertTrue(record.overruled)
        self.assertEqual(record.verdict, "accept")
        self.assertEqual(self._free(), 100)
        self.assertFalse(record.nonconformity_id)

    def test_judging_does_not_prolong_life(self):
        self.medicines.min_remaining_days = 182
        record = self._delivered(expiration_date=self._in_days(90))
        self._inspect(
            record,
            "reject",
            sample_size=5,
            defect_count=1,
            engineer_id=self.engineer.id,
        )
        mine = record.with_user(self.engineer)
        mine.confirm_note = "Fine"
        with self.assertRefused("nobody can accept"):
            mine._confirm(conforming=True)
        self.assertEqual(record.state, "inspected")

    def test_engineer_cannot_judge(self):
        record = self._above(engineer_id=self.engineer.id).with_user(self.engineer)
        with self.assertRefused("cannot judge"):
            record._escalate()
        record.confirm_note = "No test bench for this."
        record._escalate()
        self.assertIn(self.manager, record.sudo().notice_ids.user_id)
        for user in (self.engineer, self.officer):
            with self.assertRefused("quality manager after"):
                record.with_user(user)._confirm()
        record.with_user(self.manager)._confirm()
        self.assertEqual(record.state, "done")

    def test_the_inspector_does_not_withdraw_it(self):
        record = self._above(engineer_id=self.engineer.id)
        with self.assertRaises(AccessError):
            record.with_user(self.inspector)._cancel("Forget it")
        self.assertEqual(record.state, "inspected")
        with self.assertRefused("inspected and signed"):
            record.with_user(self.manager).defect_count = 0


@tagged("post_install", "-at_install")
class TestInspectionCategory(InspectionCommon):
    """NC-24, NC-25: settings of categories, down the tree."""

    def _rule(self, category):
        return category._get_inspection_rules().get(category.id)

    def test_inheritance(self):
        Category = self.env["product.category"]
        child = Category.create({"name": "Glass", "parent_id": self.medicines.id})
        self.assertEqual(self._rule(child), ("record", 0))
        self.medicines.min_remaining_days = 182
        self.assertEqual(self._rule(child), ("record", 182))
        self.assertEqual(child.effective_min_remaining_days, 182)
        child.write({"inspection_control": "none", "min_remaining_days": -1})
        self.assertIsNone(self._rule(child))
        grandchild = Category.create({"name": "Clear", "parent_id": child.id})
        self.assertIsNone(self._rule(grandchild))
        grandchild.parent_id = self.medicines
        self.assertEqual(self._rule(grandchild), ("record", 182))
        self.medicines.inspection_control = "sample"
        self.assertEqual(grandchild.effective_inspection_control, "sample")

    def test_preset(self):
        category = self.env["product.category"].create({"name": "Valves"})
        self.assertFalse(category.inspection_control)
        category.goods_kind = "device"
        self.assertEqual(
            (category.inspection_control, category.min_remaining_days), ("record", 182)
        )
        category.min_remaining_days = 90
        category.goods_kind = "medicine"
        self.assertEqual(category.min_remaining_days, 90, "what was set stays")

    def test_set_by_quality_managers(self):
        seller = self._user("ins_product_manager", "product.group_product_manager")
        mine = self.medicines.with_user(seller)
        mine.name = "Ampoules and vials"
        with self.assertRaises(AccessError):
            mine.inspection_control = "none"
        with self.assertRaises(AccessError):
            mine.create({"name": "Free", "inspection_control": "none"})
        self.assertEqual(self.medicines.inspection_control, "record")
        self.medicines.with_user(self.manager).inspection_control = "sample"
        self.assertEqual(self._rule(self.medicines), ("sample", 0))

    def test_a_limit_alone_calls_for_a_record(self):
        self.medicines.write({"inspection_control": "none", "min_remaining_days": 30})
        picking = self._validate(self._arrival((self.ampoule, 5, "A1")))
        self.assertEqual(picking.inspection_ids.state, "draft")

    def test_form_of_a_product_manager(self):
        """A category without settings of quality is made by whoever makes products."""
        seller = self._user("ins_product_manager", "product.group_product_manager")
        with Form(self.env["product.category"].with_user(seller)) as form:
            form.name = "Chairs"
        self.assertFalse(form.record.inspection_control)


@tagged("post_install", "-at_install")
class TestInspectionRework(InspectionCommon):
    """NC-16: reworked goods are inspected first; the record verifies them."""

    def _reworked(self, quantity=20, kind="rework"):
        self._put(quantity, self.lot_a)
        source = self._nonconformity(quantity, self.lot_a)
        disposition = self._dispose(source, kind, quantity)
        disposition.with_user(self.officer)._approve()
        disposition.with_user(self.worker)._execute()
        return disposition

    def test_first_in_the_queue(self):
        self._validate(self._arrival((self.ampoule, 5, "A1")))
        disposition = self._reworked()
        queue = self.Record.search([("state", "=", "draft")])
        self.assertEqual(queue[0].disposition_id, disposition)
        self.assertRecordValues(
            queue[0],
            [
                {
                    "kind": "after_rework",
                    "quantity": 20,
                    "lot_id": self.lot_a.id,
                    "location_id": self.inspection.id,
                }
            ],
        )

    def test_record_verifies(self):
        disposition = self._reworked()
        self._inspect(disposition.inspection_ids, "partial", accepted_quantity=15)
        self.assertEqual(disposition.state, "verified")
        self.assertEqual((disposition.good_quantity, disposition.bad_quantity), (15, 5))
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 15)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 5)
        self.assertFalse(disposition.inspection_ids.nonconformity_id)
        self.assertEqual(disposition.nonconformity_id.state, "review")

    def test_not_by_who_reworked(self):
        disposition = self._reworked()
        record = self._fill(disposition.inspection_ids)
        disposition.sudo()._write_gated({"executed_by_id": self.inspector.id})
        with self.assertRefused("executed"):
            record._inspect()

    def test_verified_on_the_disposition(self):
        disposition = self._reworked()
        disposition.with_user(self.inspector)._verify(12)
        record = disposition.inspection_ids
        self.assertRecordValues(
            record,
            [
                {
                    "state": "done",
                    "verdict": "partial",
                    "accepted_quantity": 12,
                    "inspector_id": self.inspector.id,
                }
            ],
        )

    def test_the_refused_serial_numbers_go_back(self):
        serials = self._lots("S1", "S2", "S3", product=self.pump)
        for serial in serials:
            self._put(1, serial)
        source = self._nonconformity(3, *serials)
        disposition = self._dispose(source, "sort", 3)
        disposition.with_user(self.officer)._approve()
        disposition.with_user(self.worker)._execute()
        record = disposition.inspection_ids
        self.assertEqual(record.serial_ids, serials)
        self._inspect(
            record, "partial", rejected_serial_ids=[Command.set(serials[0].ids)]
        )
        self.assertEqual(self._on_hand(self.nonconforming, serials[0], self.pump), 1)
        self.assertEqual(self._on_hand(self.stock, product=self.pump), 2)

    def test_the_refused_lot_goes_back(self):
        """Of several lots the record says which one failed."""
        self._put(6, self.lot_a)
        self._put(4, self.lot_b)
        source = self._nonconformity(10, self.lot_a, self.lot_b)
        disposition = self._dispose(source, "sort", 10)
        disposition.with_user(self.officer)._approve()
        disposition.with_user(self.worker)._execute()
        record = disposition.inspection_ids
        self.assertEqual(record.serial_ids, self.lot_a | self.lot_b)
        record = self._fill(record, "partial", accepted_quantity=6)
        with self.assertRefused("which ones"):
            record._inspect()
        record.rejected_serial_ids = self.lot_b
        record._inspect()
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 6)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_b), 4)

    def test_returned_goods_need_no_inspection(self):
        disposition = self._reworked(kind="use_as_is")
        self.assertFalse(disposition.inspection_ids)


@tagged("post_install", "-at_install")
class TestInspectionReturn(RecordCommon):
    """NC-23, NC-27: refused goods go back, purchasing is told."""

    def test_direct_return(self):
        record = self._inspect(self._delivered(), "reject")
        self.assertTrue(record.can_return)
        disposition = record._propose_return()
        source = record.nonconformity_id
        self.assertEqual(source.state, "isolated")
        self.assertRecordValues(
            disposition,
            [
                {
                    "kind": "return_supplier",
                    "state": "draft",
                    "quantity": 100,
                    "partner_id": self.supplier.id,
                }
            ],
        )
        self.assertEqual(record.notice_ids.user_id, self.buyer)
        self.assertIn(self.supplier.name, record.notice_ids.reason)
        with self.assertRefused("no refused goods left"):
            record._propose_return()

    def test_return_is_carried_out(self):
        record = self._inspect(self._delivered(), "reject")
        self._carry_out(record._propose_return())
        self.assertEqual(self._on_hand(self.nonconforming, product=self.ampoule), 0)
        self.assertEqual(record.purchase_id.order_line.qty_received, 0)

    def test_nothing_to_return(self):
        record = self._inspect(self._delivered())
        with self.assertRefused("no refused goods left"):
            record._propose_return()

    def test_buyer_of_the_post(self):
        record = self._delivered()
        record.purchase_id.user_id = False
        post = self.env.ref("quality_nonconformity.function_buyer")
        post.user_ids = self.buyer
        self._inspect(record, missing_quantity=1)
        self.assertEqual(record.notice_ids.user_id, self.buyer)
