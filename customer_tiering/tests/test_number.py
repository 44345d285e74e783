"""A number is of the document's company, not of the one its maker happens to be in."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .gift_common import GiftCommon

NUMBERED = ("customer.gift", "customer.event", "customer.gift.check")


@tagged("post_install", "-at_install")
class TestNumber(GiftCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create({"name": "Branch"})
        users = cls.seller | cls.compliance | cls.owner
        users.company_ids += cls.branch
        cls.env["ir.sequence"].create(
            [
                {
                    "name": model,
                    "code": model,
                    "prefix": "BRANCH/",
                    "company_id": cls.branch.id,
                }
                for model in (*NUMBERED, "customer.tier.change")
            ]
        )

    def _in_branch(self, model, user, *vals_list):
        """Records of the branch made by a user who works in the main company."""
        companies = (self.company + self.branch).ids
        model = self.env[model].with_user(user)
        return model.with_context(allowed_company_ids=companies).create(
            [{"company_id": self.branch.id, **vals} for vals in vals_list]
        )

    def test_gifts(self):
        vals = {
            "partner_id": self.customer.id,
            "kind_id": self.kind.id,
            "occasion": "Jubilee",
            "reason": "Ten years of open cooperation",
            "tender": "no",
            "date_planned": self.today,
        }
        gifts = self._in_branch("customer.gift", self.seller, vals, vals)
        self.assertEqual(len(set(gifts.mapped("name"))), 2)
        self.assertRegex(",".join(gifts.mapped("name")), "^BRANCH/.*,BRANCH/")
        self.assertRegex(self._gift().name, "^GIFT/")

    def test_events(self):
        event = self._in_branch(
            "customer.event",
            self.seller,
            {
                "title": "Autumn meeting",
                "date_start": fields.Datetime.now(),
                "budget": 1000,
                "purpose": "Show the products of the year",
            },
        )
        self.assertRegex(event.name, "^BRANCH/")

    def test_spot_checks(self):
        vals = {"date_from": self.today - timedelta(30), "date_to": self.today}
        check = self._in_branch("customer.gift.check", self.compliance, vals)
        self.assertRegex(check.name, "^BRANCH/")

    def test_the_default_of_a_context_counts(self):
        model = self.env["customer.gift.check"].with_user(self.compliance)
        check = model.with_context(
            allowed_company_ids=(self.company + self.branch).ids,
            default_company_id=self.branch.id,
        ).create({"date_from": self.today, "date_to": self.today})
        self.assertEqual(check.company_id, self.branch)
        self.assertRegex(check.name, "^BRANCH/")

    def test_changes_of_a_tier_are_of_the_programs_company(self):
        program = self._program(
            name="Branch accounts",
            company_id=self.branch.id,
            tier_ids=[
                Command.create({"name": "Low", "lower_limit": 100}),
                Command.create({"name": "High", "lower_limit": 1000}),
            ],
        )
        change = self._in_branch(
            "customer.tier.change",
            self.owner,
            {
                "program_id": program.id,
                "partner_id": self._customer("Branch Buyer").id,
                "new_tier_id": program.tier_ids[0].id,
                "reason": "Agreed",
            },
        )
        self.assertRegex(change.name, "^BRANCH/")
