"""Wrong role, wrong moment, wrong door: refused, and nothing changed."""

from odoo.fields import Command
from odoo.tests import tagged

from .test_disposition import DispositionCommon


@tagged("post_install", "-at_install")
class TestDispositionRights(DispositionCommon):
    """Wrong role, wrong moment, wrong door: refused, and nothing changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(40, cls.lot_a)
        cls.auditor = cls._user("nc_auditor", "quality_base.group_quality_auditor")
        cls.source = cls._nonconformity(40, cls.lot_a)
        cls.scrap = cls._dispose(cls.source, "scrap", 40)

    def _as(self, user, record=None):
        return (record or self.scrap).with_user(user)

    def test_who_approves(self):
        for user in (
            self.reporter,
            self.worker,
            self.keeper,
            self.auditor,
            self.inspector,
        ):
            with self.assertRefused():
                self._as(user)._approve()
        self.assertEqual(self.scrap.state, "draft")
        self._as(self.officer)._approve()
        self.assertEqual(self.scrap.approved_by_id, self.officer)

    def test_nobody_approves_his_own(self):
        self.scrap.with_user(self.inspector).unlink()
        own = self._dispose(self.source, "scrap", 40, user=self.officer)
        with self.assertRefused("yourself"):
            own._approve()
        self.assertEqual(own.state, "draft")
        own.with_user(self.second)._approve()

    def test_who_executes(self):
        self._as(self.officer)._approve()
        for user in (self.reporter, self.auditor):
            with self.assertRefused():
                self._as(user)._execute()
        self.assertEqual(self.scrap.state, "approved")
        self._as(self.worker)._execute()

    def test_who_verifies(self):
        self._as(self.officer)._approve()
        self._as(self.inspector)._execute()
        for user in (self.reporter, self.worker, self.auditor, self.inspector):
            with self.assertRefused():
                self._as(user)._verify()
        self.assertEqual(self.scrap.state, "executed")
        self._as(self.officer)._verify()

    def test_order_of_steps(self):
        with self.assertRefused("cannot become"):
            self._as(self.worker)._execute()
        with self.assertRefused("cannot become"):
            self._as(self.inspector)._verify()
        self._as(self.officer)._approve()
        with self.assertRefused("cannot become"):
            self._as(self.second)._approve()
        with self.assertRefused("cannot become"):
            self._as(self.inspector)._verify()
        self._as(self.worker)._execute()
        with self.assertRefused("cannot become"):
            self._as(self.worker)._execute()
        with self.assertRefused("cannot become"):
            self._as(self.officer)._cancel("Too late")

    def test_not_decided_as_a_whole(self):
        self.scrap.with_user(self.inspector).quantity = 30
        self._as(self.officer)._approve()
        with self.assertRefused("not decided as a whole"):
            self._as(self.worker)._execute()
        with self.assertRefused("sum up to 30"):
            self.source.with_user(self.officer)._decide()

    def test_more_than_there_is(self):
        with self.assertRefused("sum up to"):
            self._dispose(self.source, "rework", 1)
        with self.assertRefused("sum up to"):
            self.scrap.with_user(self.inspector).quantity = 41
        with self.assertRefused("above zero"):
            self.scrap.with_user(self.inspector).quantity = 0

    def test_nothing_is_no_quantity(self):
        """Zero means zero, not all: whatever unit follows."""
        source = self._nonconformity(5, self.lot_b, isolate=False)
        for vals in ({}, {"uom_id": self.product.uom_id.id}):
            with self.assertRefused("above zero"):
                self._dispose(source, "scrap", 0, **vals)
        self.assertFalse(source.disposition_ids)

    def test_instruction_is_missing(self):
        self.scrap.with_user(self.inspector).unlink()
        rework = self._dispose(self.source, "rework", 40, instruction="<p> <br/></p>")
        with self.assertRefused("instruction"):
            rework.with_user(self.officer)._approve()

    def test_witness(self):
        self.scrap.with_user(self.inspector).witness_ids = self.worker
        self._as(self.officer)._approve()
        with self.assertRefused("witness other than you"):
            self._as(self.worker)._execute()

    def test_approved_is_fixed(self):
        self._as(self.officer)._approve()
        for vals in (
            {"kind": "use_as_is"},
            {"quantity": 39},
            {"lot_ids": [Command.set(self.lot_a.ids)]},
            {"location_dest_id": self.shelf.id},
            {"partner_id": self.customer.id},
            {"target_product_id": self.loose.id},
            {"date_deadline": "2040-01-01"},
        ):
            for user in (self.inspector, self.officer, self.manager):
                with self.assertRefused("carried out as it is"):
                    self._as(user).write(vals)
        with self.assertRefused("evidence"):
            self._as(self.manager).unlink()

    def test_gated_fields(self):
        for vals in (
            {"state": "verified"},
            {"approved_by_id": self.officer.id},
            {"executed_by_id": self.worker.id},
            {"verifier_id": self.officer.id},
            {"bad_quantity": 3},
        ):
            with self.assertRefused("own steps only"):
                self._as(self.manager).write(vals)
        for vals in ({"state": "closed"}, {"hold_id": False}, {"date_isolated": False}):
            with self.assertRefused("own steps only"):
                self.source.with_user(self.manager).write(vals)

    def test_allocations_are_the_engines(self):
        self._as(self.officer)._approve()
        row = self.scrap.line_ids
        for user in (self.reporter, self.worker, self.inspector, self.manager):
            with self.assertRefused():
                row.with_user(user).quantity = 1
            with self.assertRefused():
                row.with_user(user).unlink()
            with self.assertRefused():
                row.with_user(user).create(
                    {
                        "disposition_id": self.scrap.id,
                        "line_id": self.source.line_ids.id,
                        "quantity": 1,
                    }
                )
        self.assertEqual(row.quantity, 40)

    def test_links_of_moves_are_the_engines(self):
        picking = self._transfer(1, product=self.loose, confirm=False)
        for name, value in (
            ("disposition_id", self.scrap.id),
            ("nonconformity_id", self.source.id),
        ):
            with self.assertRefused("Leave these links"):
                picking.move_ids.with_user(self.stock_manager).write({name: value})
            with self.assertRefused("Leave these links"):
                picking.move_ids.with_user(self.stock_manager).create(
                    {
                        "product_id": self.loose.id,
                        "product_uom_qty": 1,
                        "location_id": self.stock.id,
                        "location_dest_id": self.customers.id,
                        name: value,
                    }
                )
            with self.assertRefused("Leave these links"):
                self.source.move_ids.with_user(self.stock_manager).write({name: False})
        self.assertEqual(self.source.move_ids.nonconformity_id, self.source)

    def test_around_the_engine(self):
        """Goods of the zone are neither scrapped nor moved by hand, nor corrected."""
        with self.assertRefused():
            self.env["stock.scrap"].with_user(self.stock_manager).create(
                {
                    "product_id": self.product.id,
                    "lot_id": self.lot_a.id,
                    "location_id": self.nonconforming.id,
                    "scrap_qty": 40,
                    "disposition_id": self.scrap.id,
                }
            ).do_scrap()
        out = self._transfer(
            40,
            kind=self.warehouse.int_type_id,
            location_id=self.nonconforming.id,
            location_dest_id=self.stock.id,
        )
        self.assertFalse(out.move_line_ids)
        with self.assertRefused():
            out.move_ids.with_user(self.stock_manager).move_line_ids = [
                Command.create(
                    {
                        "product_id": self.product.id,
                        "lot_id": self.lot_a.id,
                        "quantity": 40,
                        "location_id": self.nonconforming.id,
                        "location_dest_id": self.stock.id,
                    }
                )
            ]
        isolated = self.source.move_ids.move_line_ids
        with self.assertRefused("cannot be changed"):
            isolated.with_user(self.stock_manager).quantity = 10
        self._as(self.officer)._approve()
        self._as(self.worker)._execute()
        with self.assertRefused():
            self.scrap.move_ids.move_line_ids.with_user(self.stock_manager).quantity = 1

    def test_who_cancels_the_report(self):
        for user in (self.reporter, self.worker, self.inspector, self.auditor):
            with self.assertRefused():
                self.source.with_user(user)._cancel("It conforms")
        with self.assertRefused("Say why"):
            self.source.with_user(self.officer)._cancel(" ")
        self.source.with_user(self.officer)._cancel("It conforms")
        self.assertEqual(self.scrap.state, "cancelled")
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 40)

    def test_what_was_dealt_with_is_not_judged_conforming(self):
        self.scrap.with_user(self.inspector).unlink()
        self._carry_out(self._dispose(self.source, "rework", 40), good=30)
        self.assertEqual(self.source.state, "review")
        with self.assertRefused("carried out", "Use as is"):
            self.source.with_user(self.officer)._cancel("The rest conforms")
        self.assertEqual(self.source.state, "review")

    def test_who_closes(self):
        self._carry_out(self.scrap)
        for user in (self.reporter, self.worker, self.inspector, self.auditor):
            with self.assertRefused():
                self.source.with_user(user)._close()
        self.source.with_user(self.officer)._close()
        with self.assertRefused("can no longer be changed"):
            self.source.with_user(self.manager).description = "Nothing"

    def test_who_takes_back(self):
        self._as(self.officer)._approve()
        for user in (self.reporter, self.worker, self.inspector, self.auditor):
            with self.assertRefused():
                self._as(user)._cancel("Another way")
        self._as(self.officer)._cancel("Another way")
        self.assertEqual(self.source.state, "review")
        self.assertEqual(self.source.open_quantity, 40)
