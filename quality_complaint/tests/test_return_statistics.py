from io import BytesIO

from openpyxl import load_workbook

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .ratio_common import RatioCommon


@tagged("post_install", "-at_install")
class TestExchangeReport(RatioCommon):
    """The share of exchanges in purchases, monitored per customer [CO-75]."""

    def _rows(self, user=None, **domain):
        self.env.flush_all()
        report = self.env["quality.exchange.report"].with_user(
            user or self.complaint_manager
        )
        return report.search([("commercial_partner_id", "=", self.customer.id)])

    def _sums(self, *groupby, user=None):
        self.env.flush_all()
        report = self.env["quality.exchange.report"].with_user(
            user or self.complaint_manager
        )
        return report._read_group(
            [
                (
                    "commercial_partner_id",
                    "in",
                    [self.customer.id, self.other_customer.id],
                )
            ],
            list(groupby),
            [
                "purchased_value:sum",
                "exchanged_value:sum",
                "ratio_value:avg",
                "purchased_quantity:sum",
                "exchanged_quantity:sum",
                "ratio_quantity:avg",
            ],
        )

    def test_ratio_is_that_of_the_sums(self):
        self._sold(10, price=40)
        self._accepted((self.loose, 3, "unsold"))
        # 3 pieces at 40 of 600; 3 pieces of 20
        self.assertEqual(self._sums(), [(600, 120, 20, 20, 3, 15)])

    def test_same_as_the_assessment(self):
        ret = self._accepted((self.loose, 1, "unsold"))
        self.assertEqual(self._sums()[0][2], ret.exchange_ratio)

    def test_by_customer_and_month(self):
        self._accepted((self.loose, 2, "unsold"))
        month = fields.Date.start_of(fields.Date.today(), "month")
        rows = self._sums("commercial_partner_id", "date:month")
        self.assertEqual(rows[0][:5], (self.customer, month, 200, 40, 20))

    def test_what_is_left_out(self):
        self._accepted((self.loose, 2, "quality"))
        self._return((self.loose, 2, "unsold"))
        self._accepted((self.loose, 2, "unsold")).with_user(self.handler)._refuse("No.")
        self.assertEqual(self._sums()[0][1], 0)

    def test_other_units(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        ret = self._return((self.loose, 1, "unsold"))
        ret.line_ids.uom_id = dozen
        ret.with_user(self.handler)._accept()
        self.assertEqual(self._sums()[0][4], 12)

    def test_price_corrections(self):
        note = self._reverse(
            self.invoice, quality_refund_basis="price", reason="Contract"
        )
        note.invoice_line_ids.price_unit = 5
        note.action_post()
        self.assertEqual(self._sums()[0][0], 150)
        self.assertEqual(self._sums()[0][3], 10)

    def test_confidential_returns(self):
        ret = self._accepted((self.loose, 2, "unsold"))
        ret.confidential = True
        sales = self._user("report_sales", "sales_team.group_sale_manager")
        self.assertEqual(self._sums(user=sales)[0][1], 0)
        self.assertEqual(self._sums()[0][1], 40)

    def test_who_reads_it(self):
        for user in (self.employee, self.worker, self.seller, self.handler):
            with self.assertRaises(AccessError):
                self._rows(user)
        for user in (self.biller, self.complaint_manager, self.officer):
            self.assertTrue(self._rows(user))

    def test_monthly_report(self):
        self._accepted((self.loose, 2, "unsold"))
        hidden = self._accepted((self.loose, 4, "unsold"))
        hidden.confidential = True
        self.env.flush_all()
        report = self.env["quality.report"].create(
            {
                "report_type_id": self.env.ref(
                    "quality_complaint.report_type_exchange_ratio"
                ).id
            }
        )
        today = fields.Date.today()
        report.write(
            {
                "date_from": fields.Date.start_of(today, "month"),
                "date_to": fields.Date.end_of(today, "month"),
            }
        )
        month, year, over = report._compute_figures_exchange_ratio()
        row = [r for r in month["rows"] if r[0] == self.customer.display_name]
        self.assertEqual(row, [[self.customer.display_name, 200, 40, 2, 0.2]])
        self.assertEqual(year["rows"], month["rows"])
        names = [r[0] for r in over["rows"]]
        self.assertNotIn(hidden.name, names)
        self.assertEqual(over["rows"][0][4], "Over the limit")


@tagged("post_install", "-at_install")
class TestReturnStatistics(RatioCommon):
    """Pieces and amounts of all customers [CO-74], and the salesmen [CO-76]."""

    def test_pivot(self):
        self.policy.active = False
        self._received((self.loose, 3, "quality"))
        self._received((self.loose, 1, "safety"))
        self.env.flush_all()
        groups = (
            self.env["quality.return.line"]
            .with_user(self.handler)
            ._read_group(
                [("commercial_partner_id", "=", self.customer.id)],
                ["commercial_partner_id", "reason", "return_state"],
                ["received_quantity:sum", "received_amount:sum"],
            )
        )
        self.assertEqual(
            groups,
            [
                (self.customer, "quality", "received", 3, 60),
                (self.customer, "safety", "received", 1, 20),
            ],
        )

    def test_ledger(self):
        ret = self._received((self.loose, 3, "quality"), reference="=cmd")
        ret.with_user(self.handler)._send_note("letter")
        ledger = (
            self.env["quality.return.statistics"]
            .with_user(self.handler)
            .create({"partner_id": self.customer.id})
        )
        target = BytesIO()
        self.assertEqual(ledger._write_xlsx(target), 1)
        cells = [
            cell.value
            for row in load_workbook(BytesIO(target.getvalue())).active.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        for value in ("退换货统计台账", ret.name, "Held Hospital", "Quality", 3, 60):
            self.assertIn(value, cells)

    def test_ledger_rights(self):
        Ledger = self.env["quality.return.statistics"]
        self.assertTrue(Ledger.with_user(self.biller).create({}).action_export())
        for user in (self.employee, self.worker, self.seller):
            with self.assertRaises(AccessError):
                Ledger.with_user(user).create({}).action_export()

    def test_salesman_helps_with_returns_of_his_customers(self):
        other = self._user("area_seller", "sales_team.group_sale_salesman")
        self.customer.user_id = other
        ret = self._return((self.loose, 1, "quality"))
        with self.assertRaises(AccessError):
            ret.with_user(other).read(["name"])
        ret.with_user(self.handler)._accept()
        self.assertEqual(ret.with_user(other).name, ret.name)
        self.assertIn(other.partner_id, ret.sudo().message_partner_ids)
        with self.assertRaises(AccessError):
            ret.with_user(other).reference = "changed"
        self.assertFalse(ret.sudo().reference)

    def test_salesman_of_the_order_and_none_of_other_companies(self):
        self.order.user_id = self.business_head
        stranger = self._user("area_stranger", "sales_team.group_sale_salesman")
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        self.customer.user_id = stranger
        ret = self._return((self.loose, 1, "quality"), sale_id=self.order.id)
        self.assertEqual(ret.sudo()._get_salesmen(), self.business_head)
