from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .gift_common import GiftCommon


@tagged("post_install", "-at_install")
class TestGift(GiftCommon):
    """Request before giving, decisions, giving, return, closing [CT-26]."""

    def test_whole_course(self):
        gift = self._gift((self.buyer, 80), (self.planner, 40))
        self.assertEqual(gift.value, 120)
        self.assertRegex(gift.name, r"^GIFT/\d{4}/\d{5}$")
        line = gift.line_ids[0]
        self.assertEqual(line.function, "Head of Purchasing")
        self.assertEqual(line.employer, "Buyer Ltd")
        gift.action_submit()
        gift.with_user(self.city).action_approve()
        self.assertEqual(gift.state, "approved")
        self.assertEqual(gift.approver_id, self.city)
        self.assertFalse(gift.needs_compliance)
        action = gift.action_give()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.seller)
            .with_context(**action["context"])
        )
        wizard.present = "The team of both sides"
        wizard.save().action_confirm()
        self.assertEqual(gift.state, "given")
        self.assertEqual(gift.date_given, self.today)
        self.assertEqual(gift.line_ids.mapped("outcome"), ["given", "given"])
        self.assertRefused(
            UserError, gift, gift.with_user(self.city)._close
        )  # no proof of receipt
        gift.proof_note = "Receipt seen by the front desk"
        self.assertRefused(UserError, gift, gift._close)  # not by the requester
        gift.with_user(self.city).action_close()
        self.assertEqual(gift.state, "closed")
        self.assertRefused(UserError, gift, gift.write, {"proof_note": "Changed"})
        self.assertEqual(gift.proof_note, "Receipt seen by the front desk")

    def test_form_of_each_role(self):
        for user in (self.seller, self.owner, self.city, self.compliance):
            with self.subTest(user=user.login):
                form = Form(self.env["customer.gift"].with_user(user))
                form.partner_id = self.customer
                form.kind_id = self.kind
                form.occasion = "Visit"
                form.tender = "no"
                form.reason = "Guests"
                with form.line_ids.new() as line:
                    line.recipient_id = self.planner
                    line.description = "Lunch"
                    line.unit_value = 10
                gift = form.save()
                self.assertEqual(gift.requester_id, user)
                gift._submit()
                self.assertEqual(gift.state, "submitted")

    def test_given_never_before_approval(self):
        gift = self._submitted()
        self.assertRefused(UserError, gift, gift._give, self.today)
        gift.with_user(self.city)._approve()
        for day in (self.today - timedelta(1), self.today + timedelta(1)):
            with self.subTest(day=day):
                self.assertRefused(UserError, gift, gift._give, day)
                self.assertFalse(gift.date_given)
                self.assertFalse(gift.line_ids.outcome)
        gift._give(self.today)
        self.assertEqual(gift.state, "given")

    def test_planned_in_the_past_or_incomplete(self):
        late = self._gift(date_planned=self.today - timedelta(1))
        self.assertIn("past", self.assertRefused(UserError, late, late._submit))
        tender = self._gift(tender="yes")
        self.assertIn("tender", self.assertRefused(UserError, tender, tender._submit))
        for name in ("reason", "tender", "line_ids"):
            gift = self._gift(**{name: False if name != "line_ids" else []})
            with self.subTest(name=name):
                self.assertRefused(UserError, gift, gift._submit)

    def test_nobody_decides_on_his_own(self):
        gift = self._submitted(user=self.city)
        self.assertRefused(UserError, gift, gift._approve)
        self.assertRefused(UserError, gift, gift._refuse, "no")
        gift.with_user(self.province)._approve()
        self.assertEqual(gift.approver_id, self.province)

    def test_superior_is_head_of_unit_or_team(self):
        head = self._user("tier_head", "sales_team.group_sale_salesman")
        leader = self._user("tier_leader", "sales_team.group_sale_salesman")
        unit = self.env["customer.unit"].create(
            {
                "name": "First City",
                "company_id": self.company.id,
                "head_id": head.id,
                "member_ids": [self.seller.id],
            }
        )
        self.env["crm.team"].create(
            {
                "name": "North",
                "company_id": self.company.id,
                "user_id": leader.id,
                "member_ids": [self.other_seller.id],
            }
        )
        gift = self._submitted()
        self.assertEqual(gift.unit_id, unit)
        self.assertEqual(gift.activity_ids.user_id, head)
        # leads another team
        self.assertRefused(UserError, gift, gift.with_user(leader)._approve)
        gift.with_user(head)._approve()
        self.assertEqual(gift.state, "approved")
        self.assertEqual(gift.activity_ids.user_id, self.seller)  # records the giving
        self.assertEqual(gift.activity_ids.date_deadline, gift.date_planned)
        gift._give(self.today)
        self.assertFalse(gift.activity_ids)
        other = self._submitted(user=self.other_seller)
        self.assertEqual(other._get_heads(), leader)
        self.assertRefused(UserError, other, other.with_user(head)._approve)
        other.with_user(leader)._approve()
        self.assertEqual(other.approver_id, leader)

    def test_refuse_and_cancel_need_a_reason(self):
        gift = self._submitted()
        self.assertRefused(UserError, gift, gift.with_user(self.city)._refuse, " ")
        self.assertRefused(UserError, gift, gift._refuse, "not by myself")
        action = gift.with_user(self.city).action_refuse()
        wizard = Form(
            self.env["customer.gift.step"]
            .with_user(self.city)
            .with_context(**action["context"])
        )
        wizard.reason = "Not necessary"
        wizard.save().action_confirm()
        self.assertEqual(gift.state, "refused")
        self.assertEqual(gift.refusal_reason, "Not necessary")
        self.assertFalse(any(gift.line_ids.mapped("counts")))
        approved = self._approved()
        self.assertRefused(UserError, approved, approved._cancel, "")
        approved._cancel("Visit put off")
        self.assertEqual(approved.state, "cancelled")
        self.assertFalse(approved.activity_ids)
        self.assertRefused(UserError, approved, approved._give, self.today)

    def test_submitted_stays_as_requested(self):
        gift = self._submitted()
        line = gift.line_ids
        for call, args in (
            (gift.write, ({"occasion": "Other"},)),
            (gift.write, ({"line_ids": [self._line(self.planner, 5)]},)),
            (line.write, ({"unit_value": 5000},)),
            (line.unlink, ()),
            (gift.unlink, ()),
        ):
            self.assertRefused(UserError, gift, call, *args)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            line.create({"gift_id": gift.id, **self._line(self.planner, 5)[2]})
        self.assertEqual(gift.value, 80)
        self.assertEqual(gift.occasion, "Jubilee")
        draft = self._gift((self.planner, 10))
        with self.assertRaises(UserError), self.env.cr.savepoint():
            draft.line_ids.write({"gift_id": gift.id})
        self.assertEqual(gift.line_ids, line)
        draft.unlink()
        self.assertFalse(draft.exists())

    def test_only_the_requester_words_it(self):
        gift = self._gift()
        for call, args in (
            (gift.with_user(self.city).write, ({"occasion": "Mine"},)),
            (gift.line_ids.with_user(self.city).write, ({"unit_value": 1},)),
            (gift.line_ids.with_user(self.city).unlink, ()),
            (gift.with_user(self.city).unlink, ()),
            (gift.with_user(self.city)._submit, ()),
        ):
            self.assertRefused(UserError, gift, call, *args)
        self.assertEqual((gift.occasion, gift.value), ("Jubilee", 80))

    def test_states_and_decisions_cannot_be_forged(self):
        gift = self._gift()
        for name, value in (
            ("state", "approved"),
            ("approver_id", self.city.id),
            ("date_given", self.today),
            ("requester_id", self.city.id),
            ("team_id", self.env["crm.team"].search([], limit=1).id),
        ):
            with self.subTest(name=name):
                self.assertRefused(UserError, gift, gift.write, {name: value})
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    self._gift(**{name: value})
        by_context = self._gift().with_context(default_state="approved").copy()
        self.assertEqual(by_context.state, "draft")
        for name, value in (("outcome", "given"), ("year_before_decided", 5)):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                gift.line_ids.write({name: value})
            self.assertFalse(gift.line_ids[name])

    def test_declined_and_returned(self):
        gift = self._approved((self.buyer, 80), (self.planner, 40))
        first, second = gift.line_ids
        gift._give(self.today, second, note="House rule")
        self.assertEqual((first.outcome, second.outcome), ("given", "declined"))
        self.assertEqual(second.outcome_note, "House rule")
        self.assertEqual(second.date_outcome, self.today)
        self.assertTrue(first.counts)
        self.assertFalse(second.counts)
        self.assertRefused(
            UserError, gift, gift._take_back, second, self.today, "never had it"
        )
        early = self.today - timedelta(1)
        self.assertRefused(UserError, gift, gift._take_back, first, early, "early")
        self.assertRefused(UserError, gift, gift._take_back, first, self.today, "")
        self.assertEqual(first.outcome, "given")
        action = gift.action_return()
        wizard = Form(
            self.env["customer.gift.give"]
            .with_user(self.seller)
            .with_context(**action["context"])
        )
        wizard.line_ids.add(first)
        wizard.note = "Sent back by mail"
        wizard.save().action_confirm()
        self.assertEqual(first.outcome, "returned")
        self.assertFalse(first.counts)
        gift.with_user(self.compliance)._close()  # nothing was kept: no proof
        self.assertEqual(gift.state, "closed")

    def test_company_is_no_recipient(self):
        with self.assertRaises(ValidationError):
            self._gift((self.customer, 10))
        gift = self._gift()
        with (
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
            mute_logger("odoo.sql_db"),
        ):
            gift.line_ids.unit_value = 0
            self.env.flush_all()
        self.assertEqual(gift.line_ids.unit_value, 80)

    def test_order_of_the_same_customer(self):
        other = self._customer("Other Ltd")
        orders = self.env["sale.order"].create(
            [
                {"partner_id": partner.id, "company_id": self.company.id}
                for partner in (self.customer, other)
            ]
        )
        gift = self._gift(order_id=orders[0].id)
        self.assertEqual(gift.order_id, orders[0])
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            gift.order_id = orders[1]

    def test_copy_asks_anew(self):
        gift = self._given()
        again = gift.copy()
        self.assertEqual(again.state, "draft")
        self.assertNotEqual(again.name, gift.name)
        self.assertEqual(again.value, 80)
        self.assertFalse(again.line_ids.outcome)
        self.assertFalse(again.tender or again.approver_id or again.date_given)
        self.assertLessEqual(fields.Date.today(), again.date_planned)
