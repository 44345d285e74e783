from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .gift_common import GiftCommon


@tagged("post_install", "-at_install")
class TestGiftCheck(GiftCommon):
    """Random draw from the register, results recorded once [CT-33]."""

    def setUp(self):
        super().setUp()
        people = [self._person(f"Guest {n}") for n in range(5)]
        self.gift = self._given(*((person, 10) for person in people), (self.buyer, 20))
        self.people = people

    def _check(self, user=None, **vals):
        return (
            self.env["customer.gift.check"]
            .with_user(user or self.compliance)
            .create(
                {
                    "date_from": self.today - timedelta(30),
                    "date_to": self.today,
                    **vals,
                }
            )
        )

    def test_draw_and_record(self):
        form = Form(self.env["customer.gift.check"].with_user(self.compliance))
        form.date_from = self.today
        form.date_to = self.today
        check = form.save()
        self.assertEqual(check.count, 3)
        check.action_draw()
        self.assertEqual((check.state, check.population), ("drawn", 6))
        drawn = check.line_ids.recipient_id
        self.assertEqual(len(drawn), 3)
        self.assertLessEqual(drawn, self.gift.line_ids.recipient_id)
        line = check.line_ids[0]
        self.assertEqual(line.gift_line_ids.recipient_id, line.recipient_id)
        self.assertEqual(line.value, sum(line.gift_line_ids.mapped("value")))
        self.assertRefused(UserError, check, check.action_done)
        with Form(check) as form:
            for number in range(3):
                with form.line_ids.edit(number) as row:
                    row.result = "ok" if number else "deviation"
                    row.note = "Says it was two"
        self.assertEqual((check.open_count, check.deviation_count), (0, 1))
        self.assertEqual(line.checked_by_id, self.compliance)
        self.assertEqual(line.date_checked, self.today)
        check.action_done()
        self.assertEqual(check.state, "done")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            line.write({"result": "ok"})
        self.assertEqual(line.result, "deviation")

    def test_everybody_can_be_drawn(self):
        seen = self.env["res.partner"]
        for _round in range(60):
            check = self._check(count=2)
            check._draw()
            seen |= check.line_ids.recipient_id
        self.assertEqual(seen, self.gift.line_ids.recipient_id)

    def test_only_what_was_given_in_the_period(self):
        self._approved((self.planner, 10))  # not given
        check = self._check(count=50)
        check._draw()
        self.assertNotIn(self.planner, check.line_ids.recipient_id)
        self.assertEqual(len(check.line_ids), 6)
        empty = self._check(date_to=self.today - timedelta(1))
        self.assertRefused(UserError, empty, empty._draw)
        self.assertFalse(empty.line_ids)
        other = self._check(requester_ids=[self.other_seller.id])
        self.assertRefused(UserError, other, other._draw)

    def test_the_draw_is_the_systems_choice(self):
        check = self._check()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            check.write({"line_ids": [(0, 0, {"recipient_id": self.buyer.id})]})
        self.assertFalse(check.line_ids)
        check._draw()
        line = check.line_ids[0]
        for call, args in (
            (check._draw, ()),
            (check.unlink, ()),
            (check.write, ({"count": 1},)),
            (check.write, ({"state": "draft"},)),
            (check.write, ({"population": 99},)),
            (line.write, ({"recipient_id": self.planner.id},)),
            (line.write, ({"checked_by_id": self.city.id},)),
            (line.write, ({"result": "ok", "gift_line_ids": [(5,)]},)),
            (line.unlink, ()),
        ):
            self.assertRefused(UserError, check, call, *args)
        self.assertEqual(len(check.line_ids), 3)
        self.assertFalse(line.result)
        self.assertTrue(line.gift_line_ids)

    def test_nobody_checks_his_own(self):
        self.seller.group_ids |= self.env.ref("customer_tiering.group_tier_compliance")
        check = self._check(user=self.seller)
        check._draw()
        line = check.line_ids[0]
        with self.assertRaises(UserError), self.env.cr.savepoint():
            line.result = "ok"
        self.assertFalse(line.result)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            line.with_user(self.compliance).result = "deviation"  # without a note
        line.with_user(self.center).result = "unreached"
        self.assertEqual(line.checked_by_id, self.center)

    def test_roles(self):
        for user in (self.seller, self.city, self.province):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._check(user=user)
        check = self._check(user=self.center)
        check._draw()
        self.assertEqual(check.drawn_by_id, self.center)
