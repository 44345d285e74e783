"""A customer with people, a superior, and compliance, for gifts and events."""

from odoo import fields
from odoo.fields import Command

from .common import GROUP, TierCommon


class GiftCommon(TierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.compliance = cls._user("tier_compliance", GROUP + "compliance")
        cls.other_seller = cls._user("tier_seller2", "sales_team.group_sale_salesman")
        cls.today = fields.Date.today()
        cls.customer = cls._customer("Buyer Ltd")
        cls.buyer = cls._person("The Buyer", function="Head of Purchasing")
        cls.planner = cls._person("The Planner")
        cls.official = cls._person("The Inspector", is_public_official=True)
        cls.kind = cls.env.ref("customer_tiering.gift_kind_gift")
        cls._limits(100, 150, 300)

    @classmethod
    def _person(cls, name, **vals):
        return cls.env["res.partner"].create(
            {"name": name, "parent_id": cls.customer.id, **vals}
        )

    @classmethod
    def _limits(cls, gift, recipient, year, **vals):
        cls.company.write(
            {
                "gift_limit_gift": gift,
                "gift_limit_recipient": recipient,
                "gift_limit_year": year,
                **vals,
            }
        )

    def _line(self, person, value, **vals):
        return Command.create(
            {
                "recipient_id": person.id,
                "description": "Tea set",
                "unit_value": value,
                **vals,
            }
        )

    def _gift(self, *lines, user=None, **vals):
        """A draft of the seller: ``(person, value)`` pairs."""
        lines = lines or ((self.buyer, 80),)
        return (
            self.env["customer.gift"]
            .with_user(user or self.seller)
            .create(
                {
                    "partner_id": self.customer.id,
                    "kind_id": self.kind.id,
                    "occasion": "Jubilee",
                    "reason": "Ten years of open cooperation",
                    "tender": "no",
                    "date_planned": self.today,
                    "line_ids": [self._line(*line) for line in lines],
                    **vals,
                }
            )
        )

    def _submitted(self, *lines, **vals):
        gift = self._gift(*lines, **vals)
        gift._submit()
        return gift

    def _approved(self, *lines, **vals):
        gift = self._submitted(*lines, **vals)
        gift.with_user(self.city)._approve()
        if gift.state == "compliance":
            gift.with_user(self.compliance)._approve_compliance()
        return gift

    def _given(self, *lines, **vals):
        gift = self._approved(*lines, **vals)
        gift._give(self.today)
        return gift

    def assertRefused(self, exception, records, call, *args, **kwargs):
        """The call is refused and leaves states and outcomes as they were."""
        records = records.sudo()
        self.env.flush_all()
        records.invalidate_recordset()
        before = [(r.state, len(r.message_ids)) for r in records]
        with self.assertRaises(exception) as caught, self.env.cr.savepoint():
            call(*args, **kwargs)
        records.invalidate_recordset()
        self.assertEqual([(r.state, len(r.message_ids)) for r in records], before)
        return str(caught.exception)
