from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import TODAY
from .unit_common import UnitCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestTerritoryProgram(UnitCommon):
    """Large customers of several regions: the level above decides [CT-12]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.partner"].create(
            {
                "name": "Hill Branch",
                "type": "delivery",
                "parent_id": cls.customer.id,
                "city": "Hilltown",
                "state_id": cls.state.id,
                "country_id": cls.env.ref("base.cn").id,
            }
        )

    def _invoice(self, partner, amount, day=TODAY, kind="out_invoice", **vals):
        """An invoice for goods sent to the customer's own address, or as told."""
        vals = {"partner_shipping_id": partner.id} | vals
        return super()._invoice(partner, amount, day, kind, **vals)

    def _decisions(self):
        return self.env["customer.territory"].search(
            [("program_id", "=", self.program.id)]
        )

    def test_usual_limit(self):
        self.assertEqual(self.program.cross_region_limit, 3_000_000)
        dollar = self.env["res.company"].create(
            {"name": "Dollar Trade", "currency_id": self.env.ref("base.USD").id}
        )
        program = self.env["customer.tier.program"].create(
            {"name": "Dollars", "company_id": dollar.id}
        )
        self.assertEqual(program.cross_region_limit, 0)

    def test_several_regions_from_the_limit(self):
        self.assertEqual(self.branch.customer_unit_id, self.other_city)
        self._invoice(self.customer, 1_999_999.99)
        self._invoice(self.customer, 1_000_000, partner_shipping_id=self.branch.id)
        self.program._run()
        self.assertFalse(self._decisions(), "a cent below")
        self._invoice(self.customer, 0.01)
        self.program._run()
        decision = self._decisions()
        self.assertRecordValues(
            decision,
            [
                {
                    "partner_id": self.customer.id,
                    "kind": "cross_region",
                    "state": "submitted",
                    "revenue": 3_000_000,
                    "from_unit_id": self.county_unit.id,
                    "unit_id": False,
                    "user_id": False,
                    "decider_unit_id": self.province_unit.id,
                }
            ],
        )
        self.assertEqual(
            decision.line_ids.mapped(lambda r: (r.unit_id, r.revenue)),
            [(self.city_unit, 2_000_000), (self.other_city, 1_000_000)],
        )
        self.assertEqual(decision.activity_ids.user_id, self.province)
        self.program._run()
        self.assertEqual(self._decisions(), decision, "asked once")

    def test_what_a_former_company_bought_counts(self):
        """The region's revenue follows the customer as the revenue in all does."""
        former = self.branch.copy({"is_company": True})
        self._invoice(former, 1_000_000)
        self._invoice(self.customer, 2_500_000)
        former.is_company = False
        self.assertEqual(former.commercial_partner_id, self.customer)
        self.program._run()
        self.assertEqual(
            self._decisions().line_ids.mapped(lambda r: (r.unit_id, r.revenue)),
            [(self.city_unit, 2_500_000), (self.other_city, 1_000_000)],
        )

    def test_one_region_is_not_asked_about(self):
        self._invoice(self.customer, 4_000_000)
        in_city = self.branch.copy({"city": "Rivertown"})
        self.assertEqual(in_city.customer_unit_id, self.city_unit)
        self._invoice(self.customer, 500_000, partner_shipping_id=in_city.id)
        self.program._run()
        self.assertFalse(self._decisions(), "county and city are one region")

    def test_credit_notes_and_period(self):
        self._invoice(self.customer, 4_000_000)
        self._invoice(self.customer, 600_000, partner_shipping_id=self.branch.id)
        self._invoice(
            self.customer,
            600_000,
            kind="out_refund",
            partner_shipping_id=self.branch.id,
        )
        self._invoice(
            self.customer,
            900_000,
            day=date(2025, 12, 31),
            partner_shipping_id=self.branch.id,
        )
        self.program._run()
        self.assertFalse(self._decisions())

    def test_off(self):
        self.program.cross_region_limit = 0
        self._invoice(self.customer, 4_000_000)
        self._invoice(self.customer, 600_000, partner_shipping_id=self.branch.id)
        self.program._run()
        self.assertFalse(self._decisions())

    def test_by_orders(self):
        self.program.basis = "ordered"
        for partner, price in ((self.customer, 2_500_000), (self.branch, 700_000)):
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.customer.id,
                    "partner_shipping_id": partner.id,
                    "company_id": self.company.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.product.id, "price_unit": price}
                        )
                    ],
                }
            )
            order.action_confirm()
        self.program._run()
        self.assertEqual(
            self._decisions().line_ids.mapped(lambda r: (r.unit_id, r.revenue)),
            [(self.city_unit, 2_500_000), (self.other_city, 700_000)],
        )

    def test_the_level_above_decides(self):
        self._invoice(self.customer, 4_000_000)
        self._invoice(self.customer, 600_000, partner_shipping_id=self.branch.id)
        self.program.with_user(self.center).action_run()
        decision = self._decisions()
        for user in (self.city, self.other_head):
            with self.assertRaises(AccessError):
                decision.with_user(user).action_approve()
        with self.assertRaisesRegex(UserError, "Choose the unit"):
            decision.with_user(self.province).action_approve()
        self.assertEqual(decision.state, "submitted")
        decision.with_user(self.province).unit_id = self.province_unit
        decision.with_user(self.province).action_approve()
        self.assertEqual(self.customer.customer_unit_id, self.province_unit)
        self.program._run()
        self.assertEqual(self._decisions(), decision, "decided for this period")

    def test_lines_are_facts(self):
        self._invoice(self.customer, 4_000_000)
        self._invoice(self.customer, 600_000, partner_shipping_id=self.branch.id)
        self.program._run()
        decision = self._decisions().with_user(self.province)
        with self.assertRaises(UserError):
            decision.line_ids = [Command.clear()]
        with self.assertRaises(AccessError):
            decision.line_ids.revenue = 1
        self.assertEqual(sum(self._decisions().line_ids.mapped("revenue")), 4_600_000)

    def test_merged_customers_keep_one_question(self):
        twin = self._customer("Twin")
        decisions = self.env["customer.territory"]._create_gated(
            [
                self.program._prepare_decision_vals(
                    partner.id, {self.city_unit.id: 2e6, self.other_city.id: 2e6}
                )
                for partner in (self.customer, twin)
            ]
        )
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | twin).ids, twin
        )
        self.env.invalidate_all()
        self.assertEqual(decisions.commercial_partner_id, twin)
        self.assertEqual(sorted(decisions.mapped("state")), ["cancelled", "submitted"])
