from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import TierCommon


class SimulationCommon(TierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        for name, amount in (("Almost Gold", 150_000), ("Small", 20_000)):
            customer = cls._customer(name)
            cls._invoice(customer, amount, day=cls.today)
        changes = cls.program._run(cls.today)
        changes.with_user(cls.owner)._submit()
        changes.with_user(cls.city)._approve()
        cls.env.flush_all()


@tagged("post_install", "-at_install")
class TestTierSimulation(SimulationCommon):
    """Movement table and movers by tried limits; nothing is written [CT-36]."""

    def _simulate_page(self, limits=None, cell=None, user=None):
        program = self.program.with_user(user or self.center)
        return program.get_simulation(limits, cell)

    def test_as_it_is(self):
        answer = self._simulate_page()
        self.assertEqual(answer["counts"], {self.vip.id: {self.vip.id: 2}})
        self.assertEqual(answer["revenues"], {self.vip.id: {self.vip.id: 170_000}})
        self.assertEqual((answer["up"], answer["down"]), (0, 0))
        self.assertEqual(answer["movers"], [])

    def test_movements_by_other_limits(self):
        answer = self._simulate_page(
            {str(self.gold.id): 100_000, str(self.vip.id): "25000"}
        )
        self.assertEqual(
            answer["counts"],
            {self.vip.id: {self.vip.id: 0, self.gold.id: 1, 0: 1}},
        )
        self.assertEqual(
            answer["revenues"],
            {self.vip.id: {self.vip.id: 0, self.gold.id: 150_000, 0: 20_000}},
        )
        self.assertEqual((answer["up"], answer["down"]), (1, 1))
        self.assertEqual(
            [(row["name"], row["revenue"]) for row in answer["movers"]],
            [("Almost Gold", 150_000), ("Small", 20_000)],
        )

    def test_movers_of_one_cell(self):
        answer = self._simulate_page(
            {str(self.gold.id): 100_000, str(self.vip.id): 25_000}, [self.vip.id, 0]
        )
        self.assertEqual(answer["listed"], 1)
        self.assertEqual([row["name"] for row in answer["movers"]], ["Small"])
        self.assertEqual((answer["up"], answer["down"]), (1, 1))

    def test_who_never_ran_comes_from_no_tier(self):
        self._invoice(self._customer("New Giant"), 6_000_000, day=self.today)
        answer = self._simulate_page()
        self.assertEqual(answer["counts"][0], {self.diamond.id: 1})
        self.assertEqual(answer["up"], 1)

    def test_nothing_is_written(self):
        tables = ("customer_tier_standing", "customer_tier_change", "customer_tier")

        def snapshot():
            self.env.flush_all()
            rows = []
            for table in tables:
                self.env.cr.execute(f"SELECT xmin::text, ctid::text, * FROM {table}")
                rows.append(sorted(map(str, self.env.cr.fetchall())))
            return rows

        before = snapshot()
        self._simulate_page({str(self.gold.id): 100_000})
        self.assertEqual(snapshot(), before)

    def test_only_the_center(self):
        for user in (self.owner, self.city, self.province, self.seller):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._simulate_page(user=user)
                with self.assertRaises(AccessError):
                    self.program.with_user(user).get_simulation_options()

    def test_not_of_another_company(self):
        stranger = self.env["res.company"].create({"name": "Stranger"})
        other = self._user("tier_stranger", "customer_tiering.group_tier_manager")
        other.write({"company_ids": [(6, 0, stranger.ids)], "company_id": stranger.id})
        with self.assertRaises(AccessError):
            self._simulate_page(user=other)
        options = (
            self.env["customer.tier.program"]
            .with_user(other)
            .with_context(allowed_company_ids=stranger.ids)
            .get_simulation_options()
        )
        self.assertNotIn(self.program.id, [option["id"] for option in options])

    def test_wrong_limits_are_refused(self):
        foreign = self._program(name="Foreign", is_main=False).tier_ids[0]
        for limits in (
            {"x": 5},
            [5, 4, 3, 2],
            {str(self.gold.id): "many"},
            {str(self.gold.id): None},
            {str(self.gold.id): "nan"},
            {str(self.gold.id): "inf"},
            {str(foreign.id): 5},
            {str(self.gold.id): -1},
            {str(self.gold.id): 10_000},
        ):
            with self.subTest(limits=limits), self.assertRaises(UserError):
                self._simulate_page(limits)

    def test_options(self):
        options = (
            self.env["customer.tier.program"]
            .with_user(self.center)
            .get_simulation_options()
        )
        self.assertEqual(options[0]["id"], self.program.id)
        self.assertEqual(
            [(tier["name"], tier["limit"]) for tier in options[0]["tiers"]],
            [
                ("Diamond", 5_000_000),
                ("Platinum", 2_000_000),
                ("Gold", 200_000),
                ("VIP", 10_000),
            ],
        )
        self.assertTrue(options[0]["tiers"][3]["is_lowered"])
        self.assertEqual(options[0]["date_from"], f"{self.today.year}-01-01")

    def test_button_of_the_program(self):
        action = self.program.with_user(self.center).action_simulate()
        self.assertEqual(action["tag"], "customer_tier_simulation")
        self.assertEqual(action["params"], {"program_id": self.program.id})


@tagged("post_install", "-at_install")
class TestTierSimulationScreen(SimulationCommon, HttpCase):
    def test_tour(self):
        self.start_tour(
            "/odoo/tier-simulation", "customer_tier_simulation", login="tier_center"
        )
