from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_inspection_gate import InspectionCommon


class RecheckCommon(InspectionCommon):
    """A purchase in stock, a leader, and re-inspections of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = cls._user("recheck_leader", "base.group_user")
        post = cls.env.ref("quality_nonconformity.function_leader_in_charge")
        post.user_ids = cls.leader
        cls.order = cls._order((cls.product, 50), (cls.loose, 20))
        cls.receipt = cls._validate(
            cls._arrival(
                (cls.product, 30, cls.lot_a),
                (cls.product, 20, cls.lot_b),
                (cls.loose, 20, None),
                order=cls.order,
            )
        )
        cls._put(7, product=cls.loose)  # of another purchase
        sold = cls._transfer(4)
        sold.move_ids.picked = True
        cls._validate(sold)

    @classmethod
    def _recheck(cls, start=True, **vals):
        recheck = (
            cls.env["quality.purchase.recheck"]
            .with_user(cls.inspector)
            .create(
                {
                    "purchase_id": cls.order.id,
                    "reason": "Glove tore in theatre",
                    **vals,
                }
            )
        )
        if start:
            recheck._start()
        return recheck

    def _inspect_all(self, recheck, verdict="accept"):
        for record in recheck.record_ids:
            self._inspect(record, verdict)

    def _report(self, recheck, user=None):
        mine = recheck.with_user(user or self.buyer)
        mine.report = "<p>Supplier replaces all gloves.</p>"
        mine._report()
        return mine


@tagged("post_install", "-at_install")
class TestRecheck(RecheckCommon):
    """NC-37: the whole purchase is inspected again."""

    def test_everything_in_stock_is_inspected(self):
        recheck = self._recheck()
        self.assertEqual(recheck.state, "inspecting")
        found = {
            (record.product_id, record.lot_id): record.quantity
            for record in recheck.record_ids
        }
        lots = self.env["stock.lot"]
        self.assertEqual(
            found,
            {
                (self.product, self.lot_a): 26,
                (self.product, self.lot_b): 20,
                (self.loose, lots): 20,
            },
        )
        self.assertEqual(self._on_hand(self.stock), 0)
        self.assertEqual(self._on_hand(self.stock, product=self.loose), 7)
        self.assertEqual(self._on_hand(self.inspection), 46)
        self.assertEqual(set(recheck.record_ids.mapped("priority")), {"1"})
        self.assertEqual(recheck.notice_ids.user_id, self.buyer)

    def test_reserved_goods_come_along(self):
        delivery = self._transfer(10)
        self.assertEqual(delivery.move_ids.quantity, 10)
        self._recheck()
        self.assertEqual(self._on_hand(self.inspection), 46)
        self.assertEqual(delivery.move_ids.quantity, 0)

    def test_good_goods_go_back_bad_ones_are_isolated(self):
        recheck = self._recheck()
        bad = recheck.record_ids.filtered(lambda r: r.lot_id == self.lot_b)
        self._inspect(bad, "reject")
        for record in recheck.record_ids - bad:
            self._inspect(record)
        self.assertEqual(self._on_hand(self.stock), 26)
        self.assertEqual(self._on_hand(self.nonconforming), 20)
        self.assertEqual(bad.nonconformity_id.purchase_id, self.order)

    def test_goods_in_zones_stay(self):
        source = self._nonconformity(5, self.lot_b)
        recheck = self._recheck(nonconformity_id=source.id)
        record = recheck.record_ids.filtered(lambda r: r.lot_id == self.lot_b)
        self.assertEqual(record.quantity, 15)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_b), 5)

    def test_inspected_once_more(self):
        """A cancelled inspection is no inspection: the new one is awaited as well."""
        recheck = self._recheck()
        old = recheck.record_ids
        for record in old:
            record.with_user(self.officer)._cancel("Wrong samples")
        renewed = recheck.record_ids - old
        self.assertEqual(len(renewed), len(old))
        with self.assertRefused(renewed[:1].name):
            self._report(recheck)
        self.assertEqual(recheck.state, "inspecting")

    def test_nothing_left(self):
        self._recheck()
        again = self._recheck(start=False)
        with self.assertRefused("in stock"):
            again._start()
        self.assertEqual(again.state, "draft")

    def test_report_of_the_buyer(self):
        recheck = self._recheck()
        mine = recheck.with_user(self.buyer)
        with self.assertRefused("report first"):
            mine._report()
        mine.report = "<p>Supplier replaces all gloves.</p>"
        with self.assertRefused(recheck.record_ids[0].name):
            mine._report()
        self._inspect_all(recheck)
        for user in (self.inspector, self.officer):
            with self.assertRefused("written by its buyer"):
                recheck.with_user(user)._report()
        mine._report()
        self.assertEqual(recheck.state, "reported")
        self.assertEqual(recheck.leader_ids, self.leader)
        self.assertIn(self.leader, recheck.notice_ids.user_id)

    def test_approved_by_the_leader(self):
        recheck = self._recheck()
        self._inspect_all(recheck)
        self.assertFalse(recheck.with_user(self.leader).has_access("read"))
        self._report(recheck)
        for user in (self.buyer, self.manager):
            with self.assertRefused("leader in charge"):
                recheck.with_user(user)._approve()
        recheck.with_user(self.leader)._approve()
        self.assertEqual(recheck.state, "approved")
        meanings = recheck.signature_ids.mapped("meaning")
        self.assertEqual(sorted(meanings), ["approved", "prepared"])

    def test_print(self):
        recheck = self._recheck()
        self._inspect_all(recheck)
        self._report(recheck)
        reports = self.env["ir.actions.report"].with_user(self.buyer)
        html = reports._render_qweb_html(
            "quality_nonconformity.report_purchase_recheck", recheck.ids
        )[0].decode()
        for words in ("同批采购复检处理报告", self.order.name, "Supplier replaces all"):
            self.assertIn(words, html)
        for record in recheck.record_ids:
            self.assertIn(record.name, html)

    def test_not_by_who_wrote_it(self):
        recheck = self._recheck(buyer_id=self.leader.id, user_id=self.leader.id)
        self._inspect_all(recheck)
        recheck.report = "<p>All replaced.</p>"
        recheck.with_user(self.leader)._report()
        with self.assertRefused("not by who wrote"):
            recheck.with_user(self.leader)._approve()

    def test_sent_back(self):
        recheck = self._recheck()
        self._inspect_all(recheck)
        self._report(recheck)
        with self.assertRaises(AccessError):
            recheck.with_user(self.buyer)._send_back("Mine")
        with self.assertRaises(UserError):
            recheck.with_user(self.leader)._send_back(" ")
        recheck.with_user(self.leader)._send_back("Which lots were replaced?")
        self.assertEqual(recheck.state, "inspecting")
        self._report(recheck)
        self.assertEqual(recheck.state, "reported")

    def test_rights(self):
        with self.assertRaises(AccessError):
            self._recheck(start=False).with_user(self.worker)._start()
        draft = self._recheck(start=False)
        self.assertFalse(draft.with_user(self.buyer).has_access("read"))
        with self.assertRaises(AccessError):
            draft.with_user(self.buyer).create(
                {"purchase_id": self.order.id, "reason": "Mine"}
            )
        for vals in ({"state": "approved"}, {"leader_ids": [Command.clear()]}):
            with self.assertRaises(UserError):
                draft.write(vals)

    def test_from_nonconformity_and_order(self):
        source = self._nonconformity(5, self.lot_b)
        mine = source.with_user(self.inspector)
        self.assertTrue(mine.can_recheck)
        context = mine.action_recheck()["context"]
        self.assertEqual(context["default_purchase_id"], self.order.id)
        self.assertEqual(context["default_nonconformity_id"], source.id)
        recheck = self._recheck()
        action = self.order.with_user(self.inspector).action_recheck()
        self.assertEqual(action["res_id"], recheck.id)
        other = self._nonconformity(3, product_id=self.gauze.id, isolate=False)
        self.assertFalse(other.can_recheck)
        with self.assertRefused("No purchase order"):
            other.action_recheck()

    def test_inspections_are_counted(self):
        self._recheck()
        order = self.order.with_user(self.inspector)
        self.assertEqual(order.inspection_count, 3)
        records = self.Record.search(order.action_view_inspections()["domain"])
        self.assertEqual(len(records), 3)
        self.assertEqual(self.lot_a.with_user(self.inspector).inspection_count, 1)
