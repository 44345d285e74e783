"""Goods that the user names himself are checked, and fixed once isolated."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .isolation_common import IsolationCommon


@tagged("post_install", "-at_install")
class TestIsolationLines(IsolationCommon):
    """Goods that the user names himself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(50, cls.lot_a)
        cls._put(20, cls.lot_a, location=cls.shelf)
        cls._put(30, cls.lot_b)

    def _draft(self, quantity, *lines, **vals):
        vals.setdefault("lot_ids", [Command.set(self.lot_a.ids)])
        return self._nonconformity(
            quantity,
            isolate=False,
            product_id=self.product.id,
            line_ids=list(lines),
            **vals,
        )

    def test_exactly_these(self):
        source = self._draft(
            12, self._line(5, self.lot_a, self.shelf), self._line(7, self.lot_a)
        )
        source._isolate()
        self.assertEqual(self._standing(self.shelf, self.lot_a), 15)
        self.assertEqual(self._standing(self.stock, self.lot_a), 43)

    def test_lots_of_the_lines_are_its_lots(self):
        source = self._draft(5, self._line(5, self.lot_b), lot_ids=False)
        source._isolate()
        self.assertEqual(source.lot_ids, self.lot_b)
        self.assertTrue(self.lot_b.on_hold)

    def test_refused(self):
        other = self.env["stock.warehouse"].search(
            [("company_id", "!=", self.company.id)], limit=1
        )
        self.assertFalse(other, "one company here")
        for words, quantity, line in (
            (
                "1 Units of Glove, A are not in",
                21,
                self._line(21, self.lot_a, self.shelf),
            ),
            ("none of the lots", 5, self._line(5, self.lot_b)),
            ("none of the lots", 5, self._line(5)),
            ("no place of ours", 5, self._line(5, self.lot_a, self.customers)),
            ("sum up to 5", 6, self._line(5, self.lot_a)),
        ):
            source = self._draft(quantity, line)
            with self.assertRefused(words):
                source._isolate()
            self.assertEqual(source.state, "draft")
            self.assertFalse(source.line_ids.zone_id)

    def test_same_goods_named_twice(self):
        source = self._draft(
            30,
            self._line(15, self.lot_a, self.shelf),
            self._line(15, self.lot_a, self.shelf),
        )
        with self.assertRefused("10 Units of Glove, A"):
            source._isolate()

    def test_goods_of_another_report(self):
        first = self._nonconformity(70, self.lot_a)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 70)
        source = self._draft(5, self._line(5, self.lot_a, self.nonconforming))
        with self.assertRefused("another nonconformity has isolated them"):
            source._isolate()
        first.with_user(self.officer)._cancel("They conform")
        source.line_ids.location_id = self.stock
        source._isolate()
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 5)

    def test_package_named_means_that_package(self):
        package = self._package(6, self.lot_b)
        source = self._draft(
            7,
            self._line(7, self.lot_b, package_id=package.id),
            lot_ids=[Command.set(self.lot_b.ids)],
        )
        with self.assertRefused("1 Units of"):
            source._isolate()

    def test_zone_is_never_the_users_to_write(self):
        for user in (self.reporter, self.inspector, self.manager):
            with self.assertRefused("isolation itself"):
                self._draft(
                    5, self._line(5, self.lot_a, zone_id=self.nonconforming.id)
                ).with_user(user)
        source = self._draft(5, self._line(5, self.lot_a))
        for vals in (
            {"zone_id": self.nonconforming.id},
            {"zone_package_id": self._package(1, self.lot_b).id},
            {"chain_move_id": False},
            {"chain_quantity": 3},
        ):
            with self.assertRefused("isolation itself"):
                source.line_ids.with_user(self.manager).write(vals)
        by_context = (
            self.env["quality.nonconformity.line"]
            .with_user(self.manager)
            .with_context(
                default_zone_id=self.nonconforming.id, quality_zone_pass="granted"
            )
            .create(
                {
                    "nonconformity_id": source.id,
                    "lot_id": self.lot_a.id,
                    "location_id": self.stock.id,
                    "quantity": 1,
                }
            )
        )
        self.assertFalse(by_context.zone_id)

    def test_list_is_fixed_once_isolated(self):
        source = self._draft(5, self._line(5, self.lot_a))
        source._isolate()
        line = source.line_ids.with_user(self.manager)
        with self.assertRefused("stays as it is"):
            line.quantity = 4
        with self.assertRefused("stays as it is"):
            line.unlink()
        with self.assertRefused("stays as it is"):
            source.with_user(self.manager).line_ids = [self._line(5, self.lot_a)]
        other = self._draft(1, self._line(1, self.lot_a))
        with self.assertRefused("stays as it is"):
            other.line_ids.with_user(self.manager).nonconformity_id = source.id
        self.assertEqual(source.line_ids.quantity, 5)

    def test_who_writes_the_list(self):
        source = self._draft(5, self._line(5, self.lot_a))
        with self.assertRaises(AccessError):
            source.line_ids.with_user(self.reporter).quantity = 4
        with self.assertRaises(AccessError):
            source.line_ids.with_user(self.worker).quantity = 4
        self.assertEqual(source.line_ids.quantity, 5)
