from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .class_common import ClassCommon
from .common import GROUP, TODAY


@tagged("post_install", "-at_install")
class TestClassRights(ClassCommon):
    """Who may read, write, create and delete what."""

    #: model: role → what he may do of read, write, create, unlink
    RIGHTS = {
        "customer.class.model": {"seller": "r", "owner": "r", "center": "rwcu"},
        "customer.class.criterion": {"seller": "r", "owner": "r", "center": "rwcu"},
        "customer.class.band": {"seller": "r", "owner": "r", "center": "rwcu"},
        "customer.class": {"seller": "r", "owner": "r", "center": "rwcu"},
        "customer.class.judgment": {"seller": "r", "owner": "rc", "center": "rc"},
        "customer.class.rating": {"seller": "r", "owner": "rw", "center": "rw"},
    }

    def test_rights(self):
        self._check_rights(self.RIGHTS)

    def test_own_customers_and_unit(self):
        self.small.user_id = self.seller
        self.model._rate(TODAY)
        ratings = self.env["customer.class.rating"]
        for user, seen in (
            (self.owner, self.big),
            (self.seller, self.small),
            (self.head, self.big | self.small),
            (self.other_head, self.env["res.partner"]),
            (self.city, self.big | self.small),
        ):
            found = ratings.with_user(user).search(
                [("partner_id", "in", (self.big | self.small).ids)]
            )
            with self.subTest(user=user.login):
                self.assertEqual(found.partner_id, seen)

    def test_owner_without_a_role_cannot_rate(self):
        with self.assertRaises(AccessError):
            self.big.with_user(self.seller).action_rate_class()
        with self.assertRaises(AccessError):
            self.model.with_user(self.city).action_rate()
        self.assertFalse(self._rating(self.big))

    def test_another_company_sees_nothing(self):
        self.model._rate(TODAY)
        self._rating(self.big).with_user(self.head)._decide()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._user("class_stranger", GROUP + "manager")
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        self.assertFalse(env["customer.class.rating"].search([]))
        self.assertFalse(env["customer.class.model"].search([]))
        self.assertFalse(self.big.with_env(env).customer_class_id)
