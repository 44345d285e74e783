from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .gift_common import GiftCommon


@tagged("post_install", "-at_install")
class TestGiftAttacks(GiftCommon):
    """What is in the register stays true; values are in the company's money."""

    def _held(self, **vals):
        meal = self.env.ref("customer_tiering.gift_kind_event")
        event = (
            self.env["customer.event"]
            .with_user(self.seller)
            .create(
                {
                    "title": "Autumn meeting",
                    "date_start": fields.Datetime.now() + timedelta(hours=1),
                    "budget": 1000,
                    "hospitality": 160,
                    "kind_id": meal.id,
                    "partner_id": self.customer.id,
                    "tender": "no",
                    "agenda": "<p>Products of the year</p>",
                    "purpose": "Show the products of the year",
                    "attendee_ids": [
                        Command.create({"partner_id": person.id})
                        for person in (self.buyer, self.planner)
                    ],
                    **vals,
                }
            )
        )
        event.action_submit()
        gift = event.gift_id
        (gift or event).with_user(self.city).action_approve()
        with freeze_time(datetime.now() + timedelta(days=1)):
            event.attendee_ids[0].attended = True
            event.action_hold()
        return event

    def test_who_attended_stays_once_it_is_in_the_register(self):
        event = self._held()
        came, absent = event.attendee_ids
        for row, value in ((absent, True), (came, False)):
            self.assertRefused(UserError, event, row.write, {"attended": value})
        self.assertRefused(
            UserError,
            event,
            event.write,
            {"attendee_ids": [Command.update(absent.id, {"attended": True})]},
        )
        self.assertEqual((came.attended, absent.attended), (True, False))
        absent.note = "Sent apologies"
        self.assertEqual(absent.note, "Sent apologies")

    def test_product_of_another_currency(self):
        """List prices are in the main company's money, gifts in the requester's."""
        product = self.env["product.product"].create(
            {"name": "Tea Set", "list_price": 30}
        )
        yuan, other = self.company.currency_id, product.currency_id
        self.assertNotEqual(yuan, other)
        rate = 1 / 7.0
        self.env["res.currency.rate"].create(
            {
                "currency_id": other.id,
                "company_id": self.company.id,
                "name": self.today - timedelta(days=1),
                "rate": rate,
            }
        )
        line = {"recipient_id": self.buyer.id, "product_id": product.id}
        gift = self._gift(line_ids=[Command.create(line)])
        self.assertEqual(gift.value, 210)
        self.assertEqual(gift.finding, "over")
        round_ = (
            self.env["customer.gift.round"]
            .with_user(self.seller)
            .create(
                {
                    "partner_ids": self.buyer.ids,
                    "kind_id": self.kind.id,
                    "occasion": "New Year",
                    "reason": "Custom",
                    "product_id": product.id,
                }
            )
        )
        self.assertEqual(round_.unit_value, 210)
