"""Holds of others, four eyes, and several companies beside each other."""

from odoo.fields import Command
from odoo.tests import tagged

from .test_disposition import DispositionCommon


@tagged("post_install", "-at_install")
class TestDispositionHolds(DispositionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(40, cls.lot_a)

    def _held(self, kind):
        hold = self._hold(self.lot_a, kind=kind, reason="Authority asks")
        return hold

    def test_recall_and_regulator_come_first(self):
        """What leaves its zone waits until they let it; rework goes on in the house."""
        for kind in ("recall", "regulator"):
            with self.subTest(kind=kind):
                lot = self._lots(f"LOT {kind}")
                self._put(12, lot)
                source = self._nonconformity(12, lot)
                dispositions = (
                    self._dispose(source, "scrap", 3)
                    | self._dispose(source, "use_as_is", 3)
                    | self._dispose(
                        source, "return_supplier", 3, partner_id=self.supplier.id
                    )
                    | self._dispose(source, "rework", 3)
                )
                dispositions.with_user(self.officer)._approve()
                hold = self._hold(lot, kind=kind, reason="Authority asks")
                *leaving, rework = dispositions
                for disposition in leaving:
                    with self.assertRefused(hold.name, "Authority asks"):
                        disposition.with_user(self.worker)._execute()
                    self.assertEqual(disposition.state, "approved")
                    self.assertFalse(disposition.move_ids)
                rework.with_user(self.worker)._execute()
                self.assertEqual(self._on_hand(self.inspection, lot), 3)
                with self.assertRefused(hold.name):
                    rework.with_user(self.inspector)._verify()
                self.assertEqual(rework.state, "executed")
                hold.with_user(self.officer)._release("The authority agreed")
                dispositions[:3].with_user(self.worker)._execute()
                rework.with_user(self.inspector)._verify()
                self.assertEqual(self._on_hand(self.nonconforming, lot), 0)

    def test_second_report_keeps_its_own_hold(self):
        first = self._nonconformity(10, self.lot_a)
        second = self._nonconformity(5, self.lot_a)
        self.assertNotEqual(first.hold_id, second.hold_id)
        self._carry_out(self._dispose(first, "rework", 10))
        first.with_user(self.officer)._close()
        self.assertEqual(first.hold_id.state, "released")
        self.assertEqual(second.hold_id.state, "placed")
        self.assertTrue(self.lot_a.on_hold)
        self._carry_out(self._dispose(second, "scrap", 5))
        second.with_user(self.officer)._close()
        self.assertFalse(self.lot_a.on_hold)

    def test_report_from_a_hold_keeps_it(self):
        hold = self._hold(self.lot_a)
        vals = self.env["quality.nonconformity"]._prepare_vals_from(hold)
        source = self._nonconformity(
            40,
            self.lot_a,
            **{name: vals[name] for name in ("origin_model", "origin_id")},
        )
        self.assertEqual(source.hold_id, hold)
        self._carry_out(self._dispose(source, "scrap", 40))
        source.with_user(self.officer)._close()
        self.assertEqual(hold.state, "released")

    def test_hold_of_a_part_of_the_lots_is_completed(self):
        hold = self._hold(self.lot_a)
        self._put(5, self.lot_b)
        source = self._nonconformity(45, self.lot_a, self.lot_b)
        self.assertTrue(self.lot_b.on_hold)
        self.assertNotEqual(source.hold_id, hold)

    def test_four_eyes(self):
        """Who isolated it placed the hold: another officer closes."""
        self.env["ir.config_parameter"].set_param(
            "quality_nonconformity.hold_four_eyes", "True"
        )
        source = self._nonconformity(40, self.lot_a, user=self.officer)
        disposition = self._dispose(source, "scrap", 40)
        self._carry_out(disposition)
        with self.assertRefused("four-eyes"):
            source.with_user(self.officer)._close()
        self.assertEqual(source.state, "verification")
        source.with_user(self.second)._close()
        self.assertFalse(self.lot_a.on_hold)

    def test_four_eyes_when_it_conforms(self):
        self.env["ir.config_parameter"].set_param(
            "quality_nonconformity.hold_four_eyes", "True"
        )
        source = self._nonconformity(40, self.lot_a, user=self.officer)
        with self.assertRefused("four-eyes"):
            source.with_user(self.officer)._cancel("It conforms")
        self.assertEqual(source.state, "isolated")
        source.with_user(self.second)._cancel("It conforms")
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 40)

    def test_lot_received_again_while_its_report_is_open(self):
        """The supplier sends the same lot once more: held with the rest of it."""
        source = self._nonconformity(40, self.lot_a, supplier_id=self.supplier.id)
        disposition = self._dispose(source, "return_supplier", 40)
        self._carry_out(disposition)
        self._receive(40, self.lot_a)
        self.assertTrue(self.lot_a.on_hold)
        delivery = self._transfer(10)
        self.assertEqual(delivery.move_ids.quantity, 0)
        source.with_user(self.officer)._close()
        delivery.action_assign()
        self.assertEqual(delivery.move_ids.quantity, 10)
        again = self._nonconformity(40, self.lot_a)
        self.assertEqual(sum(again.line_ids.mapped("quantity")), 40)


@tagged("post_install", "-at_install")
class TestDispositionCompanies(DispositionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Daughter House"})
        cls.env.user.company_ids |= cls.other
        cls.their = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.other.id)], limit=1
        )
        cls._put(10, cls.lot_a)
        cls._put(10, cls.lot_a, location=cls.their.lot_stock_id)
        for user in (cls.worker, cls.inspector, cls.officer, cls.second):
            user.company_ids |= cls.other
        cls.foreign_worker = cls._user("nc_foreign_worker", "stock.group_stock_user")
        cls.foreign_worker.write(
            {"company_ids": [Command.set(cls.other.ids)], "company_id": cls.other.id}
        )

    def _both(self, user):
        """The user with both companies chosen, the other one first."""
        return self.env(
            user=user,
            context={"allowed_company_ids": [self.other.id, self.company.id]},
        )

    def test_goods_of_the_own_company_only(self):
        source = self._nonconformity(20, self.lot_a)
        self.assertEqual(sum(source.line_ids.mapped("quantity")), 10)
        self.assertEqual(self._on_hand(self.their.lot_stock_id, self.lot_a), 10)
        self.assertEqual(source.line_ids.zone_id, self.nonconforming)
        self.assertEqual(source.move_ids.company_id, self.company)

    def test_zone_of_the_right_house(self):
        source = self._nonconformity(10, self.lot_a, company_id=self.other.id)
        self.assertEqual(source.line_ids.zone_id, self.their.wh_nonconforming_loc_id)
        self.assertEqual(source.hold_id.company_id, self.other)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 10)

    def test_other_company_chosen_while_working(self):
        """Everything is posted in the company of the report, whichever is on screen."""
        cheap = self._product("Glove, second choice", tracking="lot")
        for product in (self.product, cheap):
            product.categ_id = self.env["product.category"].create({"name": "Own"})
            product.categ_id.with_company(self.company).property_cost_method = "average"
            product.categ_id.with_company(self.other).property_cost_method = "standard"
        self.product.with_company(self.company).standard_price = 7
        self.product.with_company(self.other).standard_price = 1000
        source = (
            self.env["quality.nonconformity"]
            .with_env(self._both(self.inspector))
            .create(
                {
                    "product_id": self.product.id,
                    "lot_ids": [Command.set(self.lot_a.ids)],
                    "quantity": 10,
                    "description": "Seal broken",
                    "company_id": self.company.id,
                }
            )
        )
        source._isolate()
        self.assertEqual(source.line_ids.zone_id, self.nonconforming)
        downgrade = self._dispose(source, "downgrade", 6, target_product_id=cheap.id)
        scrap = self._dispose(source, "scrap", 4)
        both = downgrade | scrap
        both.with_env(self._both(self.officer))._approve()
        both.with_env(self._both(self.worker))._execute()
        moves = both.sudo().move_ids
        self.assertEqual(moves.company_id, self.company)
        self.assertEqual(
            scrap.sudo().scrap_ids.scrap_location_id.company_id, self.company
        )
        consumed = downgrade.sudo().move_ids.filtered(
            lambda move: move.product_id == self.product
        )
        self.assertEqual(consumed.location_dest_id.company_id, self.company)
        self.assertEqual(consumed.value, 42)
        self.assertEqual(scrap.sudo().move_ids.value, 28)

    def test_places_of_the_other_company(self):
        source = self._nonconformity(10, self.lot_a)
        with self.assertRefused():
            self._dispose(
                source,
                "use_as_is",
                10,
                location_dest_id=self.their.lot_stock_id.id,
            )
        draft = self._nonconformity(5, self.lot_a, isolate=False)
        with self.assertRefused():
            draft.line_ids = [self._line(5, self.lot_a, self.their.lot_stock_id)]
        self.assertFalse(draft.line_ids)

    def test_other_company_sees_and_does_nothing(self):
        source = self._nonconformity(10, self.lot_a)
        scrap = self._dispose(source, "scrap", 10)
        scrap.with_user(self.officer)._approve()
        with self.assertRefused():
            scrap.with_user(self.foreign_worker)._execute()
        draft = self._nonconformity(1, self.lot_a, isolate=False)
        with self.assertRefused():
            draft.with_user(self.foreign_worker)._isolate()
        for model in (
            "quality.nonconformity",
            "quality.disposition",
            "quality.nonconformity.line",
            "quality.disposition.line",
        ):
            found = self.env[model].with_user(self.foreign_worker).search_count([])
            self.assertEqual(found, 0, model)
        self.assertEqual(scrap.state, "approved")

    def test_hold_of_one_company_leaves_the_other_alone(self):
        self._nonconformity(10, self.lot_a)
        delivery = self._transfer(
            5,
            kind=self.their.out_type_id,
            location_id=self.their.lot_stock_id.id,
        )
        self.assertEqual(delivery.move_ids.quantity, 5)

    def test_shared_lot_with_a_report_in_each(self):
        ours = self._nonconformity(10, self.lot_a)
        theirs = self._nonconformity(10, self.lot_a, company_id=self.other.id)
        self._carry_out(self._dispose(ours, "use_as_is", 10))
        ours.with_user(self.officer)._close()
        self.assertEqual(theirs.hold_id.state, "placed")
        self.assertEqual(
            self._on_hand(self.their.wh_nonconforming_loc_id, self.lot_a), 10
        )
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 10)

    def test_supplier_place_of_the_company(self):
        place = self.env["stock.location"].create(
            {
                "name": "Maker's yard",
                "usage": "supplier",
                "company_id": self.company.id,
            }
        )
        self.supplier.with_company(self.company).property_stock_supplier = place
        source = self._nonconformity(10, self.lot_a, supplier_id=self.supplier.id)
        back = self._dispose(source, "return_supplier", 10)
        back.with_env(self._both(self.officer))._approve()
        back.with_env(self._both(self.worker))._execute()
        self.assertEqual(back.sudo().move_ids.location_dest_id, place)
