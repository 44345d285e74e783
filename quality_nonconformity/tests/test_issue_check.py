import base64

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import HoldCommon

PIXEL = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAA"
        "AABJRU5ErkJggg=="
    )
)


@tagged("post_install", "-at_install")
class TestIssueCheck(HoldCommon):
    """NC-35: issuer and receiver check goods at handing-out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(20, cls.lot_a)
        cls.ward = cls.env["stock.location"].create(
            {"name": "Ward", "location_id": cls.warehouse.view_location_id.id}
        )
        cls.issue = cls.warehouse.int_type_id
        cls.issue.issue_check_required = True
        cls.nurse = cls._user("issue_nurse", "base.group_user")

    def _issue(self):
        picking = self._transfer(5, kind=self.issue, location_dest_id=self.ward.id)
        picking.move_ids.picked = True
        return picking.with_user(self.worker)

    def _check(self, picking, **vals):
        vals = {
            "picking_id": picking.id,
            "goods_check": "ok",
            "quantity_check": "ok",
            "lot_check": "ok",
            "packaging_check": "na",
            "receiver_id": self.nurse.id,
            "signature": PIXEL,
        } | vals
        return self.env["quality.issue.check"].with_user(self.worker).create(vals)

    def test_not_without_the_check(self):
        picking = self._issue()
        with self.assertRefused("Handing-out Check"):
            picking.button_validate()
        check = self._check(picking)
        with self.assertRefused("Handing-out Check"):
            picking._action_done()
        check._complete()
        self.assertTrue(check.is_good)
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_what_does_not_agree_stays(self):
        picking = self._issue()
        check = self._check(picking, lot_check="bad")
        with self.assertRefused("does not agree"):
            check._complete()
        check.finding = "Lot B in the box"
        check._complete()
        with self.assertRefused("Lot B in the box"):
            picking.button_validate()
        self._check(picking)._complete()
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_what_was_checked_is_what_is_handed_out(self):
        """Another lot, or more, is checked again."""
        self._put(20, self.lot_b)
        picking = self._issue()
        self._check(picking)._complete()
        line = picking.move_ids.move_line_ids
        for vals in ({"lot_id": self.lot_b.id}, {"quantity": 6}):
            old = {"lot_id": line.lot_id.id, "quantity": line.quantity}
            line.write(vals)
            with self.assertRefused("check", "Check again"):
                picking.button_validate()
            line.write(old)
        line.lot_id = self.lot_b
        self._check(picking)._complete()
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_nobody_says_what_was_checked(self):
        picking = self._issue()
        check = self._check(picking, goods=[[self.product.id, "B", 99.0]])
        self.assertFalse(check.goods)
        with self.assertRaises(UserError):
            check.goods = [[self.product.id, "B", 99.0]]

    def test_both_look_and_sign(self):
        picking = self._issue()
        for vals, words in (
            ({"quantity_check": False}, "Quantity"),
            ({"signature": False}, "signature"),
            ({"receiver_id": self.worker.id}, "Somebody else"),
        ):
            check = self._check(picking, **vals)
            with self.assertRefused(words):
                check._complete()
            self.assertFalse(check.date_checked)

    def test_completed_once(self):
        check = self._check(self._issue())
        with self.assertRaises(AccessError):
            check.with_user(self.stock_manager)._complete()
        check.with_user(self.nurse)._complete()
        for vals in ({"lot_check": "bad"}, {"date_checked": False}):
            with self.assertRaises(UserError):
                check.write(vals)
        with self.assertRaises(UserError):
            check.unlink()
        with self.assertRaises(UserError):
            check._complete()
        born = self._check(self._issue(), date_checked="2026-01-01 00:00:00")
        self.assertFalse(born.date_checked)

    def test_others_do_not_read_it(self):
        check = self._check(self._issue())
        stranger = self._user("issue_stranger", "base.group_user")
        self.assertFalse(check.with_user(stranger).has_access("read"))
        self.assertTrue(check.with_user(self.inspector).has_access("read"))
        self.assertFalse(check.with_user(self.inspector).has_access("write"))

    def test_other_transfers_need_none(self):
        self.issue.issue_check_required = False
        picking = self._issue()
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_screen(self):
        picking = self._issue()
        action = picking.action_issue_check()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.worker)
            .with_context(**action["context"])
        )
        form.goods_check = "ok"
        check = form.save()
        self.assertEqual(check.picking_id, picking)
        self.assertEqual(picking.action_issue_check()["res_id"], check.id)

    def test_hand_out_from_quarantine(self):
        card = self.env["quality.quarantine.card"].create(
            {
                "product_id": self.product.id,
                "quantity": 5,
                "location_id": self.quarantine.id,
                "handout_ids": [Command.create({"quantity": 5})],
            }
        )
        row = card.handout_ids.with_user(self.worker)
        row.goods_check = "bad"
        with self.assertRefused("do not agree"):
            row._sign_receiver("Ward nurse", PIXEL)
        self.assertFalse(row.date_signed)
        row.goods_check = "ok"
        row._sign_receiver("Ward nurse", PIXEL)
        self.assertTrue(row.date_signed)
