"""A program with the usual tiers, customers with invoices, and approvers."""

from datetime import date

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

GROUP = "customer_tiering.group_tier_"
TODAY = date(2026, 11, 21)


class TierCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.env["res.company"].create(
            {"name": "Key Trade", "currency_id": cls.env.ref("base.CNY").id}
        )
        cls.env.ref("base.CNY").active = True
        cls.env.user.company_ids |= cls.company
        cls.env.user.company_id = cls.company
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids)
        )
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        # the chart brings its own currency
        cls.company.currency_id = cls.env.ref("base.CNY")
        cls.owner = cls._user("tier_owner", GROUP + "user")
        cls.city = cls._user("tier_city", GROUP + "city")
        cls.province = cls._user("tier_province", GROUP + "province")
        cls.center = cls._user("tier_center", GROUP + "manager")
        cls.seller = cls._user("tier_seller", "sales_team.group_sale_salesman")
        cls.product = cls.env["product.product"].create(
            {
                "name": "Stamp Album",
                "type": "service",
                "list_price": 100,
                "taxes_id": False,
            }
        )
        cls.groups = cls.env["customer.region.group"].create(
            [{"name": name} for name in ("Group 1", "Group 2", "Group 3")]
        )
        cls.program = cls._program()
        cls.diamond, cls.platinum, cls.gold, cls.vip = cls.program.tier_ids

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _tiers(cls):
        province = cls.env.ref(GROUP + "province").id
        city = cls.env.ref(GROUP + "city").id
        tiers = [
            ("Diamond", 5_000_000, province, {"is_upstream": True}),
            ("Platinum", 2_000_000, province, {}),
            ("Gold", 200_000, city, {}),
            (
                "VIP",
                10_000,
                city,
                {
                    "coefficient_ids": [
                        Command.create({"region_group_id": group.id, "factor": factor})
                        for group, factor in zip(
                            cls.groups[1:], (0.9, 0.8), strict=True
                        )
                    ]
                },
            ),
        ]
        return [
            Command.create(
                {
                    "name": name,
                    "lower_limit": limit,
                    "approver_group_id": group,
                    **more,
                }
            )
            for name, limit, group, more in tiers
        ]

    @classmethod
    def _program(cls, **vals):
        return cls.env["customer.tier.program"].create(
            {
                "name": "Key accounts",
                "company_id": cls.company.id,
                "period": "year",
                "needs_agreement": False,
                "needs_registration": False,
                "tier_ids": cls._tiers(),
                **vals,
            }
        )

    @classmethod
    def _customer(cls, name, **vals):
        return cls.env["res.partner"].create({"name": name, "is_company": True, **vals})

    @classmethod
    def _invoice(cls, partner, amount, day=TODAY, kind="out_invoice", **vals):
        """A posted invoice or credit note of this untaxed amount."""
        move = cls.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "quantity": 1,
                            "price_unit": amount,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
                **vals,
            }
        )
        move.action_post()
        return move

    def _tier_of(self, partner, program=None):
        program = program or self.program
        return program._get_standing(partner).target_tier_id

    def _check_rights(self, rights):
        """Compare ``{model: {role: letters of r, w, c, u}}`` with what each may do."""
        names = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
        for model, roles in rights.items():
            for role, letters in roles.items():
                records = self.env[model].with_user(getattr(self, role))
                for letter, name in names.items():
                    with self.subTest(model=model, role=role, operation=name):
                        self.assertEqual(records.has_access(name), letter in letters)
