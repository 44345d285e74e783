from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_card_follow import FollowCommon


@tagged("post_install", "-at_install")
class TestNonconformityCost(FollowCommon):
    """NC-63: labour, scrap value, freight, compensation; charged to the supplier."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.standard_price = 12.5
        cls.biller = cls._user("nc_biller", "account.group_account_invoice")
        cls._accounts()

    @classmethod
    def _accounts(cls):
        """A company that can make vendor bills, whatever else is installed."""
        Account = cls.env["account.account"]
        accounts = Account.create(
            [
                {"name": name, "code": code, "account_type": kind, "reconcile": wanted}
                for name, code, kind, wanted in (
                    ("Claims", "NCT001", "expense", False),
                    ("Suppliers", "NCT002", "liability_payable", True),
                )
            ]
        )
        cls.env["account.journal"].create(
            {
                "name": "Bills of the test",
                "code": "NCTB",
                "type": "purchase",
                "company_id": cls.company.id,
                "default_account_id": accounts[0].id,
                "sequence": 0,
            }
        )
        cls.supplier.property_account_payable_id = accounts[1]

    def _source(self, quantity=4, **vals):
        return self._nonconformity(
            quantity,
            self.lot_a,
            **{"supplier_id": self.supplier.id, "responsible": "supplier"} | vals,
        )

    def _cost(self, source, user=None, **vals):
        cost = self.env["quality.nonconformity.cost"].with_user(user or self.inspector)
        return cost.create({"nonconformity_id": source.id, **vals})

    def test_sums(self):
        source = self._source()
        self._cost(source, kind="sorting", hours=2.5, hourly_rate=40)
        self._cost(source, kind="freight", amount=30)
        own = self._cost(source, kind="rework", amount=15, charge_to="internal")
        self.assertRecordValues(
            source,
            [{"cost_total": 145, "cost_chargeable": 130, "cost_charged": 0}],
        )
        self.assertRecordValues(
            source.cost_ids[:1] | own,
            [
                {"charge_to": "supplier", "partner_id": self.supplier.id},
                {"charge_to": "internal", "partner_id": False},
            ],
        )
        self.assertEqual(source.currency_id, self.company.currency_id)

    def test_scrapped_goods_cost_their_value(self):
        source, scrap = self._decided(4, "scrap")
        self.assertFalse(source.cost_ids)
        scrap.with_user(self.worker)._execute()
        self.assertRecordValues(
            source.cost_ids,
            [
                {
                    "kind": "scrap",
                    "amount": 50,
                    "disposition_id": scrap.id,
                    "is_automatic": True,
                    "charge_to": "internal",
                }
            ],
        )

    def test_value_of_what_was_bought(self):
        """Goods scrapped cost what was paid for them, not a standard price."""
        category = self.env["product.category"].create(
            {"name": "First in, first out", "property_cost_method": "fifo"}
        )
        gown = self._product("Gown", tracking="lot", categ_id=category.id)
        lot = self._lots("F", product=gown)
        self._receive(10, lot, price=7)
        self._receive(10, lot, price=9)
        source = self._nonconformity(4, lot, supplier_id=self.supplier.id)
        scrap = self._dispose(source, "scrap", 4)
        scrap.with_user(self.officer)._approve()
        before = gown.total_value
        scrap.with_user(self.worker)._execute()
        self.env.invalidate_all()
        self.assertAlmostEqual(source.cost_total, 28)
        self.assertAlmostEqual(before - gown.total_value, 28)

    def test_rework_costs_nothing_by_itself(self):
        source, rework = self._decided(4, "rework")
        rework.with_user(self.worker)._execute()
        self.assertFalse(source.cost_ids)

    def test_what_the_stock_says_is_not_typed(self):
        source, scrap = self._decided(4, "scrap")
        scrap.with_user(self.worker)._execute()
        cost = source.cost_ids.with_user(self.officer)
        for vals in ({"amount": 1}, {"kind": "other"}, {"is_automatic": False}):
            with self.subTest(vals), self.assertRaises(UserError):
                cost.write(vals)
        with self.assertRaises(UserError):
            cost.unlink()
        self.assertEqual((cost.amount, cost.is_automatic), (50, True))
        cost.write({"charge_to": "supplier", "partner_id": self.supplier.id})
        self.assertEqual(source.cost_chargeable, 50)
        typed = self._cost(source, amount=3, is_automatic=True)
        self.assertFalse(typed.is_automatic)

    def test_charged_to_the_supplier(self):
        source = self._source()
        self._cost(source, kind="sorting", hours=2, hourly_rate=40, name="Sorting")
        self._cost(source, kind="freight", amount=30)
        self._cost(source, amount=9, charge_to="internal")
        self.biller.group_ids += self.env.ref("quality_base.group_quality_user")
        action = source.with_user(self.biller).action_charge_supplier()
        refund = self.env["account.move"].browse(action["res_id"])
        self.assertRecordValues(
            refund,
            [
                {
                    "move_type": "in_refund",
                    "state": "draft",
                    "partner_id": self.supplier.id,
                    "invoice_origin": source.name,
                    "amount_untaxed": 110,
                }
            ],
        )
        self.assertRecordValues(
            refund.invoice_line_ids,
            [
                {"quantity": 2, "price_unit": 40, "name": f"{source.name}: Sorting"},
                {"quantity": 1, "price_unit": 30, "name": f"{source.name}: Freight"},
            ],
        )
        self.assertEqual(source.cost_charged, 110)
        self.assertFalse(source.with_user(self.biller).can_charge)
        with self.assertRaisesRegex(UserError, "Nothing can be charged"):
            source.with_user(self.biller).action_charge_supplier()
        cost = source.cost_ids[:1].with_user(self.officer)
        for vals in ({"amount": 1}, {"charge_to": "internal"}, {"refund_id": False}):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "charged"):
                cost.write(vals)
        self.assertEqual(cost.amount, 80)
        with self.assertRaises(UserError):
            cost.unlink()
        # the credit note is dropped: the cost is open again
        refund.unlink()
        self.assertEqual(source.cost_charged, 0)
        self.assertEqual(len(source._get_uncharged_costs()), 2)

    def test_accounting_charges_from_the_list(self):
        """Who makes bills sees the costs, not the cases, and charges several at once."""
        first, second = self._source(), self._source(2)
        costs = self._cost(first, amount=10) | self._cost(second, amount=20)
        with self.assertRaises(AccessError):
            first.with_user(self.biller).read(["description"])
        found = self.env["quality.nonconformity.cost"].with_user(self.biller)
        found = found.search([("id", "in", costs.ids)])
        refunds = found._charge()
        self.assertEqual(sorted(refunds.mapped("amount_untaxed")), [10, 20])
        self.assertEqual(set(refunds.mapped("ref")), {first.name, second.name})
        other = self._cost(first, amount=30)
        with self.assertRaises(AccessError):
            other.with_user(self.biller).write({"amount": 5})
        self.assertEqual(other.amount, 30)

    def test_who_charges(self):
        source = self._source()
        cost = self._cost(source, amount=10)
        for user in (self.officer, self.manager):
            with (
                self.subTest(user.login),
                self.assertRaisesRegex(AccessError, "accounting"),
            ):
                cost.with_user(user)._charge()
            self.assertFalse(source.with_user(user).can_charge)
        self.assertFalse(cost.refund_id)

    def test_who_sees_money(self):
        source = self._source(user=self.worker)
        cost = self._cost(source, amount=10)
        for user in (self.worker, self.reporter):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    cost.with_user(user).read(["amount"])
                with self.assertRaises(AccessError):
                    source.with_user(user).read(["cost_total"])
        source.sudo().confidential = True
        with self.assertRaises(AccessError):
            cost.with_user(self.biller).read(["amount"])

    def test_costs_come_after_closing_too(self):
        source, scrap = self._decided(4, "scrap")
        scrap.with_user(self.worker)._execute()
        scrap.with_user(self.inspector)._verify()
        source.with_user(self.officer)._close()
        source.with_user(self.inspector).write(
            {"cost_ids": [Command.create({"kind": "compensation", "amount": 200})]}
        )
        self.assertEqual(source.cost_total, 250)

    def test_judged_conforming_has_no_cost(self):
        source = self._source()
        source.with_user(self.officer)._cancel("Inspected again: good")
        with self.assertRaisesRegex(UserError, "has no costs"):
            self._cost(source, amount=10)

    def test_lists_cost_the_same_for_any_number(self):
        sources = self.env["quality.nonconformity"]
        for _n in range(8):
            source = self._source(1)
            self._cost(source, amount=1)
            sources |= source
        names = ["cost_total", "cost_charged", "can_charge", "card_count"]
        for few in (sources[:1], sources):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(25):
                few.with_user(self.officer).read(names)

    def test_other_companies_see_nothing(self):
        company = self.env["res.company"].create({"name": "Branch"})
        stranger = self._user("nc_branch", "quality_base.group_quality_manager")
        stranger.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company}
        )
        cost = self._cost(self._source(), amount=10)
        costs = self.env["quality.nonconformity.cost"].with_user(stranger)
        self.assertFalse(costs.search([("id", "=", cost.id)]))
        with self.assertRaises(AccessError):
            cost.with_user(stranger).read(["amount"])

    def test_auditors_read_only(self):
        auditor = self._user("nc_cost_auditor", "quality_base.group_quality_auditor")
        source = self._source()
        cost = self._cost(source, amount=10).with_user(auditor)
        self.assertEqual(cost.read(["amount"])[0]["amount"], 10)
        self.assertEqual(source.with_user(auditor).cost_total, 10)
        for attempt in (
            lambda: cost.write({"amount": 1}),
            cost.unlink,
            lambda: self._cost(source, user=auditor, amount=1),
        ):
            with self.assertRaises(AccessError):
                attempt()
        self.assertEqual(source.cost_total, 10)

    def test_amounts_below_zero(self):
        source = self._source()
        for vals in ({"amount": -1}, {"hours": -2, "hourly_rate": 10}):
            with (
                self.subTest(vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self._cost(source, **vals).flush_recordset()
        self.assertFalse(source.cost_total)

    def test_hours_and_rate_make_the_amount(self):
        cost = self._cost(self._source(), hours=1.5, hourly_rate=30)
        self.assertEqual(cost.amount, 45)
        cost.hours = 2
        self.assertEqual(cost.amount, 60)
        cost.amount = 50
        self.assertEqual(cost.amount, 50, "a sum may be agreed")
        line = cost._prepare_refund_line_vals()
        self.assertEqual((line["quantity"], line["price_unit"]), (1.0, 50))

    def test_the_responsible_bears_it(self):
        for responsible, bearer, partner in (
            ("supplier", "supplier", self.supplier),
            ("customer", "customer", self.customer),
            ("carrier", "carrier", self.env["res.partner"]),
            ("internal", "internal", self.env["res.partner"]),
            ("unknown", "internal", self.env["res.partner"]),
        ):
            with self.subTest(responsible):
                source = self._source(
                    1, responsible=responsible, partner_id=self.customer.id
                )
                cost = self._cost(source, amount=1)
                self.assertEqual((cost.charge_to, cost.partner_id), (bearer, partner))

    def test_what_no_supplier_bears_is_not_charged(self):
        source = self._source(responsible="carrier")
        cost = self._cost(source, amount=10)
        with self.assertRaisesRegex(UserError, "Nothing can be charged"):
            cost.with_user(self.biller)._charge()
        nameless = self._cost(self._source(1, supplier_id=False), amount=5)
        with self.assertRaisesRegex(UserError, "Charged to"):
            nameless.with_user(self.biller)._charge()
        self.assertFalse((cost | nameless).refund_id)

    def test_a_cancelled_credit_note_charges_nothing(self):
        source = self._source()
        cost = self._cost(source, amount=10)
        refund = cost.with_user(self.biller)._charge()
        self.assertEqual(source.cost_charged, 10)
        refund.button_cancel()
        self.assertEqual(source.cost_charged, 0)
        again = cost.with_user(self.biller)._charge()
        self.assertEqual(cost.refund_id, again)

    def test_destroyed_goods_cost_too(self):
        source, destroy = self._decided(2, "destroy")
        destroy.with_user(self.worker)._execute()
        self.assertEqual(source.cost_ids.amount, 25)

    def test_goods_without_value_cost_nothing(self):
        self.product.standard_price = 0
        source, scrap = self._decided(2, "scrap")
        scrap.with_user(self.worker)._execute()
        self.assertFalse(source.cost_ids)
