from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .gift_common import GiftCommon


@tagged("post_install", "-at_install")
class TestCustomerEvent(GiftCommon):
    """Budget, attendees, agenda, cost and result of an event [CT-35]."""

    def _event(self, *people, user=None, **vals):
        people = people or (self.buyer, self.planner)
        return (
            self.env["customer.event"]
            .with_user(user or self.seller)
            .create(
                {
                    "title": "Autumn meeting",
                    "date_start": fields.Datetime.now() + timedelta(hours=1),
                    "budget": 1000,
                    "agenda": "<p>Products of the year</p>",
                    "purpose": "Show the products of the year",
                    "attendee_ids": [
                        Command.create({"partner_id": person.id}) for person in people
                    ],
                    **vals,
                }
            )
        )

    def _with_meal(self, *people, **vals):
        meal = self.env.ref("customer_tiering.gift_kind_event")
        return self._event(
            *people,
            **{
                "hospitality": 160,
                "kind_id": meal.id,
                "partner_id": self.customer.id,
                "tender": "no",
                **vals,
            },
        )

    def _later(self):
        return freeze_time(datetime.now() + timedelta(days=1))

    def test_without_hospitality(self):
        event = self._event()
        event.action_submit()
        self.assertFalse(event.gift_id)
        self.assertRefused(UserError, event, event._approve)
        event.with_user(self.city).action_approve()
        self.assertEqual((event.state, event.approver_id), ("approved", self.city))
        with self._later():
            self.assertRefused(UserError, event, event._hold)  # nobody is marked
            with Form(event) as form, form.attendee_ids.edit(0) as row:
                row.attended = True
            event.action_hold()
            self.assertEqual((event.state, event.attended_count), ("held", 1))
            self.assertRefused(UserError, event, event._close)
            with Form(event) as form:
                form.cost = 1200
                form.result = "Three offers asked for"
            event.action_close()
        self.assertEqual((event.state, event.over_budget), ("closed", 200))
        self.assertRefused(UserError, event, event.write, {"result": "Better"})

    def test_hospitality_is_in_the_register(self):
        event = self._with_meal()
        self.assertEqual(event.value_per_head, 80)
        event._submit()
        gift = event.gift_id
        self.assertEqual((gift.state, gift.value), ("submitted", 160))
        self.assertEqual(gift.requester_id, self.seller)
        self.assertRefused(UserError, event, event.with_user(self.city)._approve)
        gift.with_user(self.city)._approve()
        self.assertEqual((event.state, event.approver_id), ("approved", self.city))
        self.assertRefused(UserError, gift, gift._give, self.today)  # by the event
        event.attendee_ids[0].attended = True
        with self._later():
            event._hold()
        self.assertEqual(gift.state, "given")
        outcome = {line.recipient_id: line.outcome for line in gift.line_ids}
        self.assertEqual(outcome, {self.buyer: "given", self.planner: "declined"})
        self.assertEqual(self.planner.gift_year_value, 0)
        self.assertEqual(self.buyer.gift_year_value, 80)

    def test_own_staff_is_no_recipient(self):
        event = self._with_meal(self.buyer, self.owner.partner_id)
        event._submit()
        self.assertEqual(event.gift_id.line_ids.recipient_id, self.buyer)
        self.assertEqual(event.gift_id.value, 80)  # the share of one of two
        event.gift_id.with_user(self.city)._approve()
        self.assertFalse(event.gift_id.activity_ids)
        among = self._with_meal(self.owner.partner_id)
        among._submit()
        self.assertFalse(among.gift_id)
        among.with_user(self.city)._approve()
        self.assertEqual(among.state, "approved")

    def test_official_and_limits_hold_for_events(self):
        official = self._with_meal(self.buyer, self.official)
        self.assertRefused(UserError, official, official._submit)
        self.assertFalse(official.gift_id)
        dear = self._with_meal(hospitality=202)
        dear._submit()
        dear.gift_id.with_user(self.city)._approve()
        self.assertEqual((dear.state, dear.gift_id.state), ("submitted", "compliance"))
        dear.gift_id.with_user(self.compliance)._approve_compliance()
        self.assertEqual(dear.state, "approved")
        self.assertEqual(dear.approver_id, self.city)

    def test_refused_or_cancelled_together(self):
        event = self._with_meal()
        event._submit()
        event.gift_id.with_user(self.city)._refuse("Too dear")
        self.assertEqual((event.state, event.refusal_reason), ("refused", "Too dear"))
        event = self._with_meal()
        event._submit()
        action = event.with_user(self.city).action_refuse()
        wizard = self.env["customer.gift.step"].with_user(self.city)
        wizard = Form(wizard.with_context(**action["context"]))
        wizard.reason = "Not now"
        wizard.save().action_confirm()
        self.assertEqual((event.state, event.gift_id.state), ("refused", "cancelled"))
        event = self._with_meal()
        event._submit()
        event.gift_id.with_user(self.city)._approve()
        self.assertRefused(UserError, event, event._cancel, " ")
        event._cancel("Hall is closed")
        self.assertEqual((event.state, event.gift_id.state), ("cancelled", "cancelled"))
        self.assertFalse(any(event.gift_id.line_ids.mapped("counts")))

    def test_it_ends_after_it_begins(self):
        event = self._event()
        self.assertEqual(event.date_end, event.date_start + timedelta(hours=2))
        event.date_start += timedelta(days=1)
        self.assertEqual(event.date_end, event.date_start + timedelta(hours=2))
        event.date_end += timedelta(hours=5)
        event.date_start += timedelta(hours=1)
        self.assertEqual(event.date_end, event.date_start + timedelta(hours=6))

    def test_complete_and_before(self):
        for vals in (
            {"purpose": False},
            {"agenda": False},
            {"attendee_ids": False},
            {"tender": False},
            {"partner_id": False},
            {"kind_id": False},
            {"tender": "yes"},
            {"date_start": fields.Datetime.now() - timedelta(hours=1)},
            {"title": "Red envelopes"},
        ):
            with self.subTest(vals=vals):
                event = self._with_meal(**vals)
                self.assertRefused(UserError, event, event._submit)
                self.assertFalse(event.gift_id)
        with self.assertRaises(ValidationError):
            self._with_meal(budget=100)

    def test_attendees_stay_as_requested(self):
        event = self._event()
        event._submit()
        event.with_user(self.city)._approve()
        first = event.attendee_ids[0]
        one_more = {"attendee_ids": [Command.create({"partner_id": self.official.id})]}
        for call, args in (
            (event.write, (one_more,)),
            (event.write, ({"budget": 5000},)),
            (event.write, ({"result": "Early"},)),
            (event.write, ({"state": "closed"},)),
            (first.write, ({"partner_id": self.official.id},)),
            (first.with_user(self.city).write, ({"attended": True},)),
            (first.unlink, ()),
            (event.unlink, ()),
            (event._hold, ()),
        ):
            self.assertRefused(UserError, event, call, *args)
        self.assertEqual(event.attendee_count, 2)
        self.assertEqual((event.budget, first.attended), (1000, False))
