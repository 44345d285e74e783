from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .common import TODAY, TierCommon


@tagged("post_install", "-at_install")
class TestBasis(TierCommon):
    """Revenue worked out by hand against that of the run, to the cent [CT-05]."""

    def _revenue(self, partner, program=None, day=TODAY):
        program = program or self.program
        program._run(day)
        return program._get_standing(partner).revenue

    def test_credit_notes_count_back(self):
        customer = self._customer("Press")
        self._invoice(customer, 1000.10)
        self._invoice(customer, 250.05)
        self._invoice(customer, 50.15, kind="out_refund")
        self.assertAlmostEqual(self._revenue(customer), 1200.00, places=2)

    def test_addresses_are_added_up(self):
        head = self._customer("University")
        branch = self._customer("Branch", parent_id=head.id, is_company=False)
        self._invoice(head, 6000)
        self._invoice(branch, 4000)
        self.assertAlmostEqual(self._revenue(head), 10_000, places=2)
        self.assertEqual(self._tier_of(branch), self.vip)

    def test_year_ends(self):
        customer = self._customer("Court")
        self._invoice(customer, 1, date(2025, 12, 31))
        self._invoice(customer, 20, date(2026, 1, 1))
        self._invoice(customer, 300, date(2026, 12, 31))
        self._invoice(customer, 4000, date(2027, 1, 1))
        self.assertAlmostEqual(self._revenue(customer), 320, places=2)
        self.program.period = "last_year"
        self.assertAlmostEqual(self._revenue(customer), 1, places=2)
        self.program.write({"period": "rolling", "months": 12})
        on = date(2026, 12, 30)
        self.assertAlmostEqual(self._revenue(customer, day=on), 21, places=2)

    def test_drafts_and_taxes_do_not_count(self):
        customer = self._customer("Gallery")
        tax = self.env["account.tax"].create(
            {"name": "13 %", "amount": 13, "company_id": self.company.id}
        )
        line = {
            "product_id": self.product.id,
            "price_unit": 500,
            "tax_ids": [Command.set(tax.ids)],
        }
        self._invoice(customer, 0, invoice_line_ids=[Command.create(line)])
        self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_date": TODAY,
                "invoice_line_ids": [Command.create(line)],
            }
        )
        self.assertAlmostEqual(self._revenue(customer), 500, places=2)

    def test_foreign_invoice_at_its_days_rate(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        for day, rate in ((date(2026, 1, 1), 0.2), (date(2026, 6, 1), 0.125)):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": dollar.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
            )
        customer = self._customer("Publisher")
        self._invoice(customer, 100, date(2026, 2, 1), currency_id=dollar.id)
        self._invoice(customer, 100, date(2026, 7, 1), currency_id=dollar.id)
        self.assertAlmostEqual(self._revenue(customer), 500 + 800, places=2)

    def test_second_company_counts_at_its_days_rate(self):
        other = self.env["res.company"].create(
            {"name": "Dollar Trade", "currency_id": self.env.ref("base.USD").id}
        )
        self.env.user.company_ids |= other
        self.env["account.chart.template"].try_loading(
            "generic_coa", other, install_demo=False
        )
        for day, rate in ((date(2026, 1, 1), 7.0), (date(2026, 6, 1), 7.25)):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": self.env.ref("base.CNY").id,
                    "company_id": other.id,
                    "name": day,
                    "rate": rate,
                }
            )
        customer = self._customer("Group")
        self._invoice(customer, 1000)
        env = self.env(
            context=dict(
                self.env.context, allowed_company_ids=[other.id, self.company.id]
            )
        )
        for day in (date(2026, 2, 1), date(2026, 7, 1)):
            self._invoice_in(other.with_env(env), customer, day)
        self.assertAlmostEqual(self._revenue(customer), 1000, places=2)
        self.program.company_ids = other
        self.assertAlmostEqual(self._revenue(customer), 1000 + 700 + 725, places=2)

    def _invoice_in(self, company, customer, day):
        move = company.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "company_id": company.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Album",
                            "price_unit": 100,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        move.action_post()

    def test_scope_of_products(self):
        parent = self.env["product.category"].create({"name": "Stamps"})
        child = self.env["product.category"].create(
            {"name": "Albums", "parent_id": parent.id}
        )
        customer = self._customer("Club")
        self._invoice(customer, 100)
        self.program.categ_ids = parent
        self.assertAlmostEqual(self._revenue(customer), 0, places=2)
        self.product.categ_id = child
        self.assertAlmostEqual(self._revenue(customer), 100, places=2)

    def test_orders_and_paid_share(self):
        customer = self._customer("Bank")
        order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "company_id": self.company.id,
                "date_order": "2026-03-01 08:00:00",
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 3,
                            "price_unit": 100,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        self.program.basis = "ordered"
        self.assertAlmostEqual(self._revenue(customer), 0, places=2)
        order.action_confirm()
        order.date_order = "2026-03-01 08:00:00"
        self.assertAlmostEqual(self._revenue(customer), 300, places=2)
        self.program.basis = "paid"
        invoice = self._invoice(customer, 400)
        self.assertAlmostEqual(self._revenue(customer), 0, places=2)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": 100, "payment_date": TODAY})._create_payments()
        self.assertAlmostEqual(self._revenue(customer), 100, places=2)
