from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .class_common import ClassCommon
from .common import TODAY


@tagged("post_install", "-at_install")
class TestClassDecision(ClassCommon):
    """Heads decide on proposals, with reasons, and history stays [CT-16]."""

    def test_review_comes_round(self):
        self.model._rate(TODAY)
        rating = self._rating(self.big)
        rating.with_user(self.head)._decide()
        rating._write_gated({"date_review": TODAY + timedelta(days=10)})
        self.assertFalse(self.model._rate(TODAY + timedelta(days=9)) & rating)
        self.assertFalse(self._rating(self.big))
        self.model._rate(TODAY + timedelta(days=10))
        self.assertTrue(self._rating(self.big))
        self.assertEqual(self.big.customer_class_id, self.a)

    def test_head_decides_and_history_stays(self):
        self.model._rate(TODAY)
        first = self._rating(self.big)
        first.with_user(self.head).action_confirm()
        self.assertEqual(first.state, "decided")
        self.assertEqual(first.decider_id, self.head)
        self.assertEqual(self.big.customer_class_id, self.a)
        second = self.model._rate(TODAY, partners=self.big)
        second._write_gated({"user_id": False})
        second.with_user(self.head)._decide(self.b, "Pays late")
        self.assertEqual(first.state, "past")
        self.assertEqual(second.class_id, self.b)
        self.assertEqual(second.proposed_class_id, self.a)
        self.assertEqual(self.big.customer_class_id, self.b)
        # the head's other decision is not proposed away again
        self.assertFalse(self.model._rate(TODAY) & self._rating(self.big))

    def test_only_the_head_of_the_unit(self):
        self.model._rate(TODAY)
        rating = self._rating(self.big)
        for user in (self.other_head, self.city, self.center, self.owner):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                rating.with_user(user)._decide()
            self.assertEqual(rating.state, "proposed")
        self.above.head_id = self.center
        rating.invalidate_recordset()
        rating.with_user(self.center)._decide()
        self.assertEqual(rating.state, "decided")

    def test_without_a_head_a_city_approver(self):
        self.unit.head_id = False
        self.model._rate(TODAY)
        rating = self._rating(self.big)
        with self.assertRaises(UserError):
            rating.with_user(self.owner)._decide()
        self.assertFalse(rating.class_id)
        rating.with_user(self.city)._decide()
        self.assertEqual(rating.class_id, self.a)

    def test_nobody_decides_what_he_asked_for(self):
        self.big.with_user(self.head).action_rate_class()
        rating = self._rating(self.big)
        self.assertEqual(rating.user_id, self.head)
        with self.assertRaises(UserError):
            rating.with_user(self.head)._decide()
        self.assertEqual(rating.state, "proposed")

    def test_another_class_needs_a_reason(self):
        self.model._rate(TODAY)
        rating = self._rating(self.big).with_user(self.head)
        with self.assertRaises(UserError):
            rating._decide(self.b, "  ")
        self.assertEqual(rating.state, "proposed")
        other = self.model.copy({"unit_ids": [Command.set(self.south.ids)]})
        with self.assertRaises(UserError):
            rating._decide(other.class_ids[0], "Mixed up")
        self.assertFalse(rating.class_id)
        action = rating.action_decide_other()
        form = Form(
            self.env["customer.class.decide"]
            .with_user(self.head)
            .with_context(**action["context"])
        )
        form.class_id = self.b
        form.reason = "Pays late"
        form.save().action_decide()
        self.assertEqual(rating.class_id, self.b)

    def test_decided_is_decided(self):
        self.model._rate(TODAY)
        rating = self._rating(self.big).with_user(self.head)
        rating._decide()
        with self.assertRaises(UserError):
            rating._decide(self.d, "Changed my mind")
        for vals in ({"class_id": self.d.id}, {"state": "proposed"}, {"score": 1}):
            with self.assertRaises(UserError):
                rating.write(vals)
        self.assertEqual(rating.class_id, self.a)

    def test_forged_ratings_are_refused(self):
        vals = {
            "partner_id": self.big.id,
            "model_id": self.model.id,
            "state": "decided",
            "class_id": self.a.id,
        }
        for user in (self.head, self.owner, self.seller, self.center):
            with self.assertRaises(UserError):
                self.env["customer.class.rating"].with_user(user).create(vals)
        self.assertFalse(self.big.customer_class_id)

    def test_points_in_ones_own_name(self):
        self.model.criterion_ids = [
            Command.create({"name": "Trust", "kind": "manual", "weight": 10})
        ]
        judgment = (
            self.env["customer.class.judgment"]
            .with_user(self.owner)
            .create(
                {
                    "partner_id": self.big.id,
                    "criterion_id": self.model.criterion_ids[-1].id,
                    "points": 50,
                    "note": "Reliable",
                    "user_id": self.head.id,
                }
            )
        )
        self.assertEqual(judgment.user_id, self.owner)
        with self.assertRaises(AccessError):
            judgment.points = 100
        with self.assertRaises(AccessError):
            judgment.unlink()
        self.assertEqual(judgment.points, 50)
        with self.assertRaises(ValidationError):
            judgment.sudo().criterion_id = self.model.criterion_ids[0]

    def test_mine_to_decide_is_found(self):
        free = self._buyer("Free", 100, customer_unit_id=False)
        self.model._rate(TODAY)
        self._rating(self.small)._write_gated({"user_id": self.head.id})
        customers = self.big | self.small | free
        for user in (self.head, self.other_head, self.city, self.owner):
            ratings = self.env["customer.class.rating"].with_user(user)
            known = ratings.search([("partner_id", "in", customers.ids)])
            found = ratings.search([("can_decide", "=", True)])
            with self.subTest(user=user.login):
                self.assertEqual(found & known, known.filtered("can_decide"))
        self.assertTrue(self._rating(self.big).with_user(self.head).can_decide)

    def test_heads_are_told_once_a_run(self):
        self._buyer("Far", 100, customer_unit_id=self.south.id)

        def told(user):
            return self.env["mail.message"].search_count(
                [
                    ("model", "=", "customer.class.model"),
                    ("res_id", "=", self.model.id),
                    ("partner_ids", "in", user.partner_id.ids),
                ]
            )

        self.model._rate(TODAY)
        self.assertEqual((told(self.head), told(self.other_head)), (1, 1))
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.head.partner_id.ids)], limit=1
        )
        self.assertIn("2 customers of Province / North", message.body)
        self.model._rate(TODAY)
        self.assertEqual((told(self.head), told(self.other_head)), (1, 1))
