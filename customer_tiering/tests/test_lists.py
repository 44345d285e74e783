"""Lists with tiers: as many queries for 80 rows as for 20."""

from lxml import etree

from odoo.fields import Command
from odoo.tests import tagged

from .common import TODAY, TierCommon

ROWS = 80


@tagged("post_install", "-at_install")
class TestLists(TierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        unit = cls.env["customer.unit"].create(
            {
                "name": "Third City",
                "company_id": cls.company.id,
                "region_group_id": cls.groups[2].id,
            }
        )
        cls.partners = cls.env["res.partner"].create(
            [
                {"name": f"P{number:02}", "is_company": True, "user_id": cls.seller.id}
                for number in range(ROWS)
            ]
        )
        cls.partners[::2].customer_unit_id = unit
        cls.program.tier_ids.approver_group_id = False
        cls.program.basis = "ordered"
        cls.orders = cls.env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "user_id": cls.seller.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": cls.product.id,
                                "price_unit": 9_000 * (number % 9 * number + 1),
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
                for number, partner in enumerate(cls.partners)
            ]
        )
        cls.orders.action_confirm()
        cls.orders.date_order = TODAY
        cls.program._run(TODAY)

    def _columns(self, model, view):
        """What the client asks for to show all columns, optional ones too."""
        arch = model.get_views([(self.env.ref(view).id, "list")])["views"]["list"]
        names = {
            node.get("name")
            for node in etree.fromstring(arch["arch"]).iter("field")
            if not node.xpath("ancestor::field")
        }
        return {
            name: {"fields": {"display_name": {}}}
            if model._fields[name].relational
            else {}
            for name in names
        }

    def _count(self, model, columns, ids):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        rows = model.web_search_read([("id", "in", ids)], columns)["records"]
        self.assertEqual(len(rows), len(ids))
        return self.env.cr.sql_log_count - before, rows

    def _assert_constant(self, user, name, view, records, shown):
        model = self.env[name].with_user(user)
        columns = self._columns(model, view)
        self.assertLessEqual(shown, columns.keys())
        self._count(model, columns, records.ids)  # registry and rules warmed up
        few, __ = self._count(model, columns, records[:20].ids)
        many, rows = self._count(model, columns, records.ids)
        self.assertLessEqual(many, few, f"{view} asks more often for more rows")
        self.assertGreater(len({str(row["tier_id"]) for row in rows}), 2)

    def test_customers(self):
        for user in self.seller, self.center:
            with self.subTest(user.login):
                self._assert_constant(
                    user,
                    "res.partner",
                    "base.view_partner_tree",
                    self.partners,
                    {"tier_id", "tier_revenue", "next_tier_gap"},
                )

    def test_orders(self):
        self._assert_constant(
            self.seller,
            "sale.order",
            "sale.view_quotation_tree_with_onboarding",
            self.orders,
            {"tier_id"},
        )

    def test_standings(self):
        standings = self.env["customer.tier.standing"].search(
            [("partner_id", "in", self.partners.ids)]
        )
        self._assert_constant(
            self.owner,
            "customer.tier.standing",
            "customer_tiering.customer_tier_standing_view_list",
            standings,
            {"tier_id", "revenue"},
        )
