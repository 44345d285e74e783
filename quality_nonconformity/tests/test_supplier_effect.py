from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.quality_nonconformity.models.quality_inspection_verdict import (
    CHECK_FIELDS,
)

from .supplier_common import SupplierCommon


@tagged("post_install", "-at_install")
class TestSupplierEffect(SupplierCommon):
    """NC-32: the later deliveries tell whether the supplier's action works."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot_c, cls.lot_d = cls._lots("C", "D")
        cls.notice = cls._notice()
        with cls._later(1):
            cls._answer(cls.notice)

    def _figures(self):
        self.notice.invalidate_recordset()
        return (
            self.notice.later_receipts,
            self.notice.later_lots,
            self.notice.later_quantity,
            self.notice.later_nonconformities,
            self.notice.later_repeats,
        )

    def _find(self, lot, **vals):
        return self._nonconformity(
            2, lot, isolate=False, **{"supplier_id": self.supplier.id, **vals}
        )

    def test_only_later_deliveries_of_this_supplier_and_product_count(self):
        self._receive(10, self.lot_a)  # before the answer
        self.assertEqual(self._figures(), (0, 0, 0, 0, 0))
        with self._later(2):
            self._receive(10, self.lot_b)
            self._receive(20, self.lot_c)
            self._receive(5, self.lot_c)
            other = self._product("Gown", tracking="lot")
            self._receive(7, self._lots("G", product=other))
            supplier = self.supplier
            type(self).supplier = self.env["res.partner"].create({"name": "Other"})
            self._receive(9, self.lot_d)
            type(self).supplier = supplier
        self.assertEqual(self._figures(), (3, 3, 35, 0, 0))

    def test_deliveries_by_a_branch_of_the_supplier_count(self):
        company = self.supplier
        branch = self.env["res.partner"].create(
            {"name": "Branch", "parent_id": company.id, "type": "delivery"}
        )
        type(self).supplier = branch
        with self._later(2):
            self._receive(10, self.lot_b)
        type(self).supplier = company
        self.assertEqual(self._figures()[:3], (1, 1, 10))

    def test_nonconformities_of_goods_that_came_since(self):
        self._receive(10, self.lot_a)
        with self._later(2):
            self._receive(10, self.lot_b)
        defects = self.env["quality.defect"].search([], limit=2)
        if len(defects) < 2:
            kinds = self.env["quality.defect.class"].create([{"name": "Seal"}])
            defects = self.env["quality.defect"].create(
                [{"name": "Open seal", "class_id": kinds.id}]
            )
        self.notice.defect_id = defects[0]
        with self._later(3):
            old = self._find(self.lot_a)  # came before the answer
            new = self._find(self.lot_b, defect_id=defects[0].id)
            self._find(self.lot_b, supplier_id=self.customer.id)
            conforming = self._find(self.lot_b)
            conforming._cancel("It conforms")
        self.assertEqual(self._figures()[3], 1)
        self.assertEqual(self._figures()[4], 1 if defects[0].class_id else 0)
        action = self.notice.action_view_later_nonconformities()
        found = self.env["quality.nonconformity"].search(action["domain"])
        self.assertEqual(found, new)
        self.assertNotIn(old, found)
        lines = self.env["stock.move.line"].search(
            self.notice.action_view_later_receipts()["domain"]
        )
        self.assertEqual(lines.lot_id, self.lot_b)

    def test_what_was_refused_at_the_door_counts(self):
        """It never came in, but he delivered it, and it was not better."""
        self.company.quality_receipt_gate = "refuse"
        self.product.categ_id = self.env["product.category"].create(
            {"name": "Inspected", "inspection_control": "record"}
        )
        with self._later(2):
            picking = self._transfer(
                5,
                kind=self.warehouse.in_type_id,
                partner_id=self.supplier.id,
                location_id=self.suppliers.id,
                location_dest_id=self.stock.id,
            )
            picking.move_ids.move_line_ids.write({"lot_id": self.lot_b.id})
            record = picking.with_user(self.worker)._make_inspections()
            ground = self.env.ref("quality_nonconformity.rejection_ground_appearance")
            record.write(
                dict.fromkeys(CHECK_FIELDS, "bad")
                | {"verdict": "reject", "ground_ids": [Command.link(ground.id)]}
            )
            record.with_user(self.inspector)._inspect()
        self.assertEqual(self._figures(), (0, 0, 0, 1, 0))

    def test_figures_cost_two_queries_for_any_number(self):
        notices = self.notice
        for _n in range(4):
            notices |= self._notice()
        with self._later(2):
            self._receive(10, self.lot_b)
        self.env.flush_all()
        self.env.invalidate_all()
        notices.mapped("effect_from")
        with self.assertQueryCount(2):
            lots = notices.mapped("later_lots")
        self.assertEqual(lots, [1, 0, 0, 0, 0])

    def test_effective_only_after_enough_lots(self):
        officer = self.notice.with_user(self.officer)
        with self.assertRaisesRegex(UserError, "by what it is judged"):
            officer._judge(True)
        with self.assertRaisesRegex(UserError, r"3 more lots .*\(0 of 3\)"):
            officer._judge(True, "Looks good")
        self.assertEqual(self.notice.state, "answered")
        with self._later(2):
            for lot in (self.lot_b, self.lot_c, self.lot_d):
                self._receive(10, lot)
            officer._judge(True, "Three lots without a broken seal")
        self.assertRecordValues(
            self.notice,
            [
                {
                    "state": "effective",
                    "judged_lots": 3,
                    "judged_nonconformities": 0,
                    "judged_by_id": self.officer.id,
                }
            ],
        )
        self.assertEqual(self.notice.signature_ids.meaning, "verified")
        self.assertFalse(self.notice.signed_content_differs)

    def test_judged_by_officers_only(self):
        for user in (self.inspector, self.worker, self.buyer):
            with self.assertRaises(AccessError):
                self.notice.with_user(user)._judge(False, "Again broken")
        self.assertEqual(self.notice.state, "answered")
        self.assertFalse(self.notice.signature_ids)

    def test_not_effective_goes_on_by_capa_or_another_demand(self):
        officer = self.notice.with_user(self.officer)
        officer._judge(False, "Broken again")
        self.assertEqual(self.notice.state, "not_effective")
        with self.assertRaisesRegex(UserError, "ask the supplier again"):
            officer._close()
        self.assertEqual(self.notice.state, "not_effective")
        capa = officer._open_capa()
        self.assertEqual(capa.partner_id, self.supplier)
        self.assertEqual(capa.product_id, self.product)
        with self.assertRaisesRegex(UserError, "plan"):
            officer._close()
        officer._ask_again("Change the sealing machine", self.today + timedelta(days=9))
        self.assertEqual(self.notice.state, "issued")
        self.assertFalse(self.notice.effect_result)
        self._answer(self.notice)
        self.assertEqual(self.notice.state, "answered")

    def test_closed_with_a_planned_capa(self):
        officer = self.notice.with_user(self.officer)
        officer._judge(False, "Broken again")
        capa = officer._open_capa().sudo()
        capa._write_gated({"state": "planned"})
        officer._close()
        self.assertEqual(self.notice.state, "closed")
        self.assertFalse(self.notice.access_until)
        with self.assertRaises(UserError):
            officer.write({"effect_result": "Fine after all"})

    def test_counted_from_another_day(self):
        with self._later(2):
            self._receive(10, self.lot_b)
        self.assertEqual(self._figures()[1], 1)
        later = fields.Datetime.now() + timedelta(days=1)
        self.notice.with_user(self.officer).effect_from = later
        self.assertEqual(self._figures()[1], 0)
