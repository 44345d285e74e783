from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import NonconformityCommon


class EmergencyCommon(NonconformityCommon):
    """50 of lot A wait in the inspection zone; a director decides on urgent cases."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls._user("emergency_director", "base.group_user")
        cls.post = cls.env["quality.function"].create(
            {
                "name": "Works Director",
                "code": "works_director",
                "user_ids": [Command.set(cls.director.ids)],
            }
        )
        cls.company.quality_emergency_function_id = cls.post
        cls.inspection.keeper_ids = cls.keeper
        cls._put(50, cls.lot_a, location=cls.inspection)

    @classmethod
    def _urgent(cls, quantity=10, user=None, **vals):
        return (
            cls.env["quality.zone.exit"]
            .with_user(user or cls.inspector)
            .create(
                {
                    "kind": "emergency",
                    "reason": "The line stands still",
                    "marks": "Red label",
                    "product_id": cls.product.id,
                    "lot_id": cls.lot_a.id,
                    "quantity": quantity,
                    "location_id": cls.inspection.id,
                    **vals,
                }
            )
        )

    def _let_out(self, release):
        release.with_user(self.director)._approve()
        picking = release.sudo().move_ids.picking_id
        picking.move_ids.picked = True
        picking.with_user(self.keeper).button_validate()
        return picking


@tagged("post_install", "-at_install")
class TestEmergencyRelease(EmergencyCommon):
    def test_decided_marked_and_owed_an_inspection(self):
        release = self._urgent()
        self.assertFalse(release.with_user(self.officer).can_approve)
        self.assertTrue(release.with_user(self.director).can_approve)
        picking = self._let_out(release)
        self.assertEqual(picking.state, "done")
        self.assertRecordValues(
            release,
            [
                {
                    "state": "done",
                    "used_quantity": 10,
                    "inspection_result": "pending",
                    "approved_by_id": self.director.id,
                }
            ],
        )
        self.assertEqual(release.signature_ids.user_id, self.director)
        self.assertTrue(self.lot_a.released_uninspected)
        found = self.env["stock.lot"].search([("released_uninspected", "=", True)])
        self.assertEqual(found, self.lot_a)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 10)

    def test_only_by_the_post_that_the_company_names(self):
        release = self._urgent()
        for user in (self.officer, self.manager, self.worker, self.inspector):
            with self.assertRaises(AccessError):
                release.with_user(user)._approve()
        self.assertEqual((release.state, len(release.move_ids)), ("draft", 0))
        self.company.quality_emergency_function_id = False
        with self.assertRefused("a quality officer"):
            release.with_user(self.director)._approve()
        release.with_user(self.officer)._approve()
        self.assertEqual(release.state, "approved")

    def test_nobody_decides_his_own_request(self):
        self.company.quality_emergency_function_id = False
        release = self._urgent(user=self.officer)
        with self.assertRefused("asked for", "yourself"):
            release.with_user(self.officer)._approve()
        self.assertEqual(release.state, "draft")

    def test_an_ordinary_release_is_still_the_officers(self):
        release = self._urgent(kind="release")
        with self.assertRaises(AccessError):
            release.with_user(self.director)._approve()
        release.with_user(self.officer)._approve()
        self.assertEqual(release.state, "approved")
        self.assertFalse(release.inspection_result)

    def test_only_out_of_the_inspection_zone(self):
        self._put(5, self.lot_b, location=self.quarantine)
        with self.assertRefused("is no inspection zone"):
            self._urgent(5, lot_id=self.lot_b.id, location_id=self.quarantine.id)
        self.assertFalse(self.env["quality.zone.exit"].search([]))

    def test_marked_and_of_a_named_lot(self):
        release = self._urgent(marks=False)
        with self.assertRefused("how the goods are marked"):
            release.with_user(self.director)._approve()
        release = self._urgent(lot_id=False)
        with self.assertRefused("Name the lot"):
            release.with_user(self.director)._approve()
        self.assertEqual(release.state, "draft")

    def test_not_what_was_found_nonconforming(self):
        release = self._urgent()
        self._nonconformity(10, self.lot_a, isolate=False)
        with self.assertRefused("its review decides"):
            release.with_user(self.director)._approve()
        self.assertEqual(release.state, "draft")

    def test_forbidden_goods_at_every_step(self):
        category = self.env["product.category"].create({"name": "Implants"})
        self.product.categ_id = category
        release = self._urgent()
        category.concession_policy = "forbidden"
        with self.assertRefused("emergency release is forbidden", "Implants"):
            self._urgent()
        with self.assertRefused("emergency release is forbidden"):
            release.with_user(self.director)._approve()
        category.concession_policy = False
        release.with_user(self.director)._approve()
        category.goods_kind = "device"
        picking = release.sudo().move_ids.picking_id
        picking.move_ids.picked = True
        with self.assertRefused("emergency release is forbidden"):
            picking.with_user(self.keeper).button_validate()
        self.assertEqual((release.state, release.used_quantity), ("approved", 0))
        self.assertFalse(release.inspection_result)

    def test_forbidden_by_the_medical_sectors(self):
        self.company.quality_sector = "device_distributor"
        with self.assertRefused("emergency release is forbidden"):
            self._urgent()

    def test_inspected_good(self):
        release = self._urgent()
        self._let_out(release)
        with self.assertRaises(AccessError):
            release.with_user(self.worker)._record_result("good")
        release.with_user(self.inspector)._record_result("good")
        self.assertEqual(release.inspection_result, "good")
        self.assertFalse(self.lot_a.released_uninspected)
        self.assertFalse(release.nonconformity_id)
        with self.assertRefused("owes no inspection"):
            release.with_user(self.inspector)._record_result("bad", "Cracked")
        self.assertFalse(self.lot_a.on_hold)

    def test_inspected_bad_is_called_back(self):
        """10 let out, 4 of them delivered: hold on the lot, the rest isolated."""
        release = self._urgent()
        self._let_out(release)
        delivery = self._transfer(4)
        delivery.move_ids.picked = True
        delivery.button_validate()
        with self.assertRefused("Say what was found"):
            release.with_user(self.inspector)._record_result("bad")
        self.assertEqual(release.inspection_result, "pending")
        release.with_user(self.inspector)._record_result("bad", "Cracked")
        source = release.nonconformity_id
        self.assertRecordValues(
            source,
            [
                {
                    "state": "isolated",
                    "quantity": 10,
                    "description": "Cracked",
                    "origin_model": "quality.zone.exit",
                    "origin_id": release.id,
                    "lot_ids": self.lot_a.ids,
                }
            ],
        )
        self.assertTrue(self.lot_a.on_hold)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 0)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 6)
        self.assertEqual(self._on_hand(self.inspection, self.lot_a), 40)
        situations = source.hold_id.line_ids.mapped("situation")
        self.assertIn("delivered", situations)

    def test_nothing_is_owed_before_it_left(self):
        release = self._urgent()
        release.with_user(self.director)._approve()
        with self.assertRefused("owes no inspection"):
            release.with_user(self.inspector)._record_result("good")

    def test_what_was_decided_stays(self):
        release = self._urgent()
        self._let_out(release)
        for vals in ({"marks": "None"}, {"kind": "release"}, {"reason": "x"}):
            with self.assertRefused():
                release.with_user(self.manager).write(vals)
        with self.assertRefused("set by the document's own steps"):
            release.with_user(self.manager).inspection_result = "good"
        self.assertEqual(release.kind, "emergency")


@tagged("post_install", "-at_install")
class TestEmergencyInspection(EmergencyCommon):
    """The inspection record of the goods settles the release by itself."""

    def _record(self, **vals):
        return (
            self.env["quality.inspection.record"]
            .with_user(self.inspector)
            .create(
                {
                    "product_id": self.product.id,
                    "lot_id": self.lot_a.id,
                    "quantity": 50,
                    **vals,
                }
            )
        )

    def test_a_plain_release_is_no_way_around_the_inspection(self):
        self._record()
        release = self._urgent(kind="release")
        with self.assertRefused("waits for its inspection"):
            release.with_user(self.officer)._approve()
        self.assertEqual(release.state, "draft")
        self._let_out(self._urgent())

    def test_accepted(self):
        record = self._record()
        release = self._urgent()
        self._let_out(release)
        record.action_all_conform()
        record._inspect()
        self.assertEqual(record.state, "done")
        self.assertEqual(release.inspection_result, "good")
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 50)
        self.assertEqual(record.open_quantity, 0)

    def test_refused(self):
        record = self._record()
        release = self._urgent()
        self._let_out(release)
        record.action_all_conform()
        record.write({"verdict": "reject", "finding": "Cracked"})
        record.write(self._grounds(record))
        record._inspect()
        self.assertEqual(release.inspection_result, "bad")
        self.assertEqual(release.nonconformity_id, record.nonconformity_id)
        source = release.nonconformity_id
        self.assertEqual(sum(source.line_ids.mapped("quantity")), 50)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 50)
        self.assertTrue(self.lot_a.on_hold)

    def _grounds(self, record):
        grounds = self.env["quality.rejection.ground"].search([], limit=1)
        return {"ground_ids": [Command.set(grounds.ids)]}
