from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .gift_common import GROUP, GiftCommon

SALES = "sales_team.group_sale_salesman"
# who may read, write, create, delete at all
RIGHTS = {
    "customer.gift.kind": {
        "internal": "r",
        "sales": "r",
        "city": "r",
        "compliance": "rwcd",
        "manager": "rwcd",
    },
    "customer.gift": {"sales": "rwcd", "city": "rwcd", "compliance": "rwcd"},
    "customer.gift.line": {"sales": "rwcd", "city": "rwcd", "compliance": "rwcd"},
    "customer.event": {"sales": "rwcd", "city": "rwcd", "compliance": "rwcd"},
    "customer.event.attendee": {"sales": "rwcd", "city": "rwcd", "compliance": "rwcd"},
    "customer.gift.check": {"compliance": "rwcd", "manager": "rwcd"},
    "customer.gift.check.line": {"compliance": "rwcd", "manager": "rwcd"},
    "customer.gift.step": {"sales": "rwcd", "city": "rwcd", "compliance": "rwcd"},
    "customer.gift.round": {"sales": "rwcd", "city": "rwcd", "compliance": "rwcd"},
    "customer.gift.give": {"sales": "rwcd", "city": "rwcd", "compliance": "rwcd"},
}
FULL = {"manager": "city"}  # who has the rights of whom


@tagged("post_install", "-at_install")
class TestGiftRights(GiftCommon):
    """Who sees and does what with gifts and events."""

    def test_access_of_every_model(self):
        users = {
            "portal": new_test_user(
                self.env, "gift_portal", groups="base.group_portal"
            ),
            "internal": self._user("gift_internal", "base.group_user"),
            "sales": self.seller,
            "city": self.city,
            "compliance": self.compliance,
            "manager": self.center,
        }
        operations = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
        for model, rights in RIGHTS.items():
            for role, user in users.items():
                allowed = rights.get(role, rights.get(FULL.get(role), ""))
                for letter, operation in operations.items():
                    with self.subTest(model=model, role=role, operation=operation):
                        self.assertEqual(
                            self.env[model].with_user(user).has_access(operation),
                            letter in allowed,
                        )

    def test_sellers_see_their_own(self):
        gift = self._given()
        event = (
            self.env["customer.event"]
            .with_user(self.seller)
            .create({"title": "Fair", "date_start": "2030-01-01 10:00:00"})
        )
        for records in (gift, gift.line_ids, event):
            for user, sees in (
                (self.seller, True),
                (self.other_seller, False),
                (self.owner, False),
                (self.city, True),
                (self.compliance, True),
            ):
                with self.subTest(model=records._name, user=user.login):
                    found = self.env[records._name].with_user(user).search([])
                    self.assertEqual(records <= found, sees)
        with self.assertRaises(AccessError):
            gift.with_user(self.other_seller).read(["name"])
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.env["customer.gift.line"].with_user(self.other_seller).create(
                {"gift_id": self._gift().id, **self._line(self.planner, 1)[2]}
            )

    def test_leader_sees_his_team(self):
        self.env["crm.team"].create(
            {
                "name": "South",
                "company_id": self.company.id,
                "user_id": self.other_seller.id,
                "member_ids": [self.seller.id],
            }
        )
        gift = self._gift()
        seen = self.env["customer.gift"].with_user(self.other_seller).search([])
        self.assertEqual(seen, gift)

    def test_companies_apart(self):
        gift = self._given()
        other = self.env["res.company"].create({"name": "Other Trade"})
        stranger = new_test_user(
            self.env,
            "gift_stranger",
            groups=f"{GROUP}compliance,{GROUP}manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        check = (
            self.env["customer.gift.check"]
            .with_user(self.compliance)
            .create({"date_from": self.today, "date_to": self.today})
        )
        check._draw()
        for records in (gift, gift.line_ids, check, check.line_ids):
            with self.subTest(model=records._name):
                away = records.with_user(stranger).with_context(
                    allowed_company_ids=other.ids
                )
                self.assertFalse(away.search([]))
                with self.assertRaises(AccessError):
                    away.read(["company_id"])
        # gifts of one company do not count for the other's limits
        self.assertEqual(self.buyer.with_company(other).gift_year_value, 0)
        self.assertEqual(self.buyer.gift_year_value, 80)

    def test_nobody_uses_the_dialog_of_another(self):
        gift = self._approved()
        for model, vals in (
            ("customer.gift.give", {"gift_id": gift.id}),
            ("customer.gift.step", {"step": "cancel", "reason": "x"}),
            (
                "customer.gift.round",
                {
                    "kind_id": self.kind.id,
                    "occasion": "x",
                    "reason": "x",
                    "description": "x",
                },
            ),
        ):
            with self.subTest(model=model):
                dialog = self.env[model].with_user(self.seller).create(vals)
                dialog.read()
                with self.assertRaises(AccessError):
                    dialog.with_user(self.city).read()
                with self.assertRaises(AccessError):
                    dialog.with_user(self.city).write({"create_uid": self.city.id})
