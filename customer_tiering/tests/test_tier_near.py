from odoo.tests import tagged

from .common import TODAY, TierCommon


@tagged("post_install", "-at_install")
class TestTierNear(TierCommon):
    """Who lacks at most a tenth of the next limit [CT-36]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls.env["customer.unit"].create(
            {
                "name": "Third City",
                "company_id": cls.company.id,
                "region_group_id": cls.groups[2].id,
            }
        )

    def _near(self):
        standings = self.env["customer.tier.standing"].with_user(self.seller)
        found = standings.search(
            [("is_near", "=", True), ("program_id", "=", self.program.id)]
        )
        everyone = standings.search([("program_id", "=", self.program.id)])
        self.assertEqual(everyone.filtered("is_near"), found)
        return found.partner_id

    def test_boundaries_to_the_cent(self):
        wanted = self.env["res.partner"]
        for amount, near in (
            (8_999.99, False),
            (9_000.00, True),
            (9_999.99, True),
            (10_000.00, False),
            (179_999.99, False),
            (180_000.00, True),
            (199_999.99, True),
            (4_500_000.00, True),
            (5_000_000.00, False),
        ):
            customer = self._customer(f"Near {amount}")
            self._invoice(customer, amount)
            if near:
                wanted |= customer
        self.program._run(TODAY)
        self.assertEqual(self._near(), wanted)

    def test_coefficient_moves_the_window(self):
        wanted = self.env["res.partner"]
        for amount, near in (
            (7_199.99, False),
            (7_200.00, True),
            (7_999.99, True),
            (8_000.00, False),
            (9_500.00, False),
            (180_000.00, True),
        ):
            customer = self._customer(f"Third {amount}", customer_unit_id=self.unit.id)
            self._invoice(customer, amount)
            if near:
                wanted |= customer
        self.program._run(TODAY)
        self.assertEqual(self._near(), wanted)

    def test_share_is_a_setting(self):
        customer = self._customer("Halfway")
        self._invoice(customer, 100_000)
        self.program._run(TODAY)
        self.assertFalse(self._near())
        self.program.near_percent = 50
        self.assertEqual(self._near(), customer)

    def test_only_the_next_tier_counts(self):
        self.program.near_percent = 99
        customer = self._customer("Between")
        self._invoice(customer, 60_000)
        self.program._run(TODAY)
        standing = self.program._get_standing(customer)
        self.assertEqual(standing.next_tier_id, self.gold)
        self.assertEqual(self._near(), customer)

    def test_upstream_is_not_near(self):
        customer = self._customer("Refinery")
        self._invoice(customer, 9_500)
        claim = self.env["customer.registration"].create(
            {
                "partner_id": customer.id,
                "company_id": self.company.id,
                "user_id": self.owner.id,
            }
        )
        claim.with_user(self.owner)._check_doubles()
        claim.with_user(self.city)._register_account()
        claim.with_user(self.province)._set_upstream("Supplies the region")
        self.program._run(TODAY)
        self.assertFalse(self._near())
        standing = self.program._get_standing(customer)
        self.assertFalse(standing.next_tier_id)
        self.assertFalse(standing.next_tier_gap)

    def test_counters_of_the_form(self):
        for amount in (9_500, 20_000, 190_000):
            self._invoice(self._customer(f"Counted {amount}"), amount)
        self.program._run(TODAY)
        self.env.flush_all()
        program = self.program.with_user(self.center)
        program.invalidate_recordset()
        self.assertEqual(program.near_count, 2)
        self.assertEqual(program.open_count, 2)
        self.assertEqual(program.standing_count, 0)
        self.assertEqual(program.failure_count, 0)
        action = program.action_view_near()
        self.assertEqual(action["domain"], [("program_id", "in", program.ids)])

    def test_counters_are_as_cheap_for_many(self):
        programs = self.program | self._program(name="Second", is_main=False)
        names = ["standing_count", "open_count", "failure_count"]
        programs.with_user(self.center).read(names)
        self.env.invalidate_all()
        with self.assertQueryCount(14):
            programs.with_user(self.center).read(names)
