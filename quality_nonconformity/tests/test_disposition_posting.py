"""What dispositions post where stock is valued in real time."""

from odoo.tests import tagged

from .test_disposition_value import ValueCommon


@tagged("post_install", "-at_install")
class TestDispositionPosting(ValueCommon):
    """NC-54, NC-63: scrap is a loss, transformations pass through production."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accounts = {
            name: cls.env["account.account"].create(
                {"name": name, "code": f"9810{number}", "account_type": kind}
            )
            for number, (name, kind) in enumerate(
                (
                    ("first", "asset_current"),
                    ("second", "asset_current"),
                    ("loss", "expense"),
                    ("production", "asset_current"),
                )
            )
        }
        cls.company.account_stock_journal_id = cls.env["account.journal"].create(
            {"name": "Stock", "code": "STQ", "type": "general"}
        )
        cls.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", cls.company.id)]
        ).valuation_account_id = cls.accounts["loss"]
        cls.first = cls._real_time("Film", "fifo", "first")
        cls.second = cls._real_time("Film, second choice", "average", "second")
        workshop = cls.first.property_stock_production
        workshop.valuation_account_id = cls.accounts["production"]

    @classmethod
    def _real_time(cls, name, method, account):
        product = cls._valued(name, method)
        product.categ_id.write(
            {
                "property_valuation": "real_time",
                "property_stock_valuation_account_id": cls.accounts[account].id,
            }
        )
        return product

    def _balances(self):
        lines = self.env["account.move.line"].search(
            [("account_id.name", "in", list(self.accounts))]
        )
        self.assertEqual(set(lines.mapped("parent_state")), {"posted"})
        return {
            name: sum(
                lines.filtered(lambda row, a=account: row.account_id == a).mapped(
                    "balance"
                )
            )
            for name, account in self.accounts.items()
        }

    def test_each_step_is_posted_once(self):
        cheap, dear = self._lots("F1", "F2", product=self.first)
        self._receive(6, cheap, price=10)
        self._receive(4, dear, price=20)
        source = self._nonconformity(10, cheap, dear)
        scrap = self._dispose(source, "scrap", 3)
        turned = self.env["quality.disposition"].union(
            *(
                self._dispose(source, kind, quantity, target_product_id=self.second.id)
                for kind, quantity in (("downgrade", 4), ("process", 3))
            )
        )
        self._carry_out(scrap | turned)
        # first in, first out: 3 at 10; then 3 at 10 and 1 at 20; then 3 at 20
        self.assertEqual(
            self._balances(),
            {"first": -140, "second": 110, "loss": 30, "production": 0},
        )
        self.assertEqual(self._value(self.second), 110)
        self.assertEqual(source.sudo().cost_total, 30)

    def test_journal_entries_name_the_disposition(self):
        lot = self._lots("F", product=self.first)
        self._receive(5, lot, price=10)
        source = self._nonconformity(5, lot)
        turned = self._dispose(source, "downgrade", 5, target_product_id=self.second.id)
        self._carry_out(turned)
        moves = turned.sudo().move_ids
        self.assertEqual(set(moves.mapped("reference")), {turned.name})
        labels = moves.account_move_id.line_ids.mapped("name")
        self.assertTrue(labels and all(turned.name in label for label in labels))
