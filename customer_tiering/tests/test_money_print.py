from datetime import date

from freezegun import freeze_time
from lxml import html

from odoo.tests import tagged

from .money_common import MoneyCommon


@tagged("post_install", "-at_install")
class TestMoneyPrint(MoneyCommon):
    """The paper forms, with their Chinese titles, as each role prints them."""

    def _text(self, report, records):
        body, kind = records.env["ir.actions.report"]._render_qweb_html(
            f"customer_tiering.{report}", records.ids
        )
        self.assertEqual(kind, "html")
        return " ".join(html.fromstring(body).text_content().split())

    def _assert_shows(self, text, *parts):
        for part in parts:
            self.assertIn(part, text)

    def test_request(self):
        request = self._approved(3000, name="Trial on the ward")
        self._document(request, 2500)
        text = self._text("report_expense_request", request.with_user(self.seller))
        self._assert_shows(
            text,
            *("新客户特殊费用申请表", "Acquisition Expense Request"),
            *(request.name, "New Hospital", "Trial on the ward", "Test House", "R-1"),
            *("3,000.00", "2,500.00", self.city.name, self.province.name),
        )

    def test_statement_with_list_of_requests(self):
        self._invoice(
            self._customer("Old Clinic"),
            4321,
            date(2026, 10, 5),
            invoice_user_id=self.seller.id,
        )
        with freeze_time("2026-10-10"):
            request = self._request(777)
            request._submit()
        statement = (
            self.env["customer.statement"]
            .with_user(self.seller)
            .create({"month": "2026-10-01"})
        )
        with freeze_time("2026-11-03"):
            statement._submit()
            text = self._text("report_statement", statement)
            self._assert_shows(
                text,
                *("月客户采购及费用统计表", "月新客户特殊费用申请汇总表"),
                *("Old Clinic", "4,321.00", request.name, "777.00", "Not valid"),
            )
            for user in (self.clerk, self.city, self.finance):
                statement.with_user(user)._sign()
            text = self._text("report_statement", statement.with_user(self.finance))
        self._assert_shows(text, self.clerk.name, self.city.name, self.finance.name)
        self.assertNotIn("Not valid", text)

    def test_in_the_language_of_who_prints(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(
            ["base", "customer_tiering"], ["zh_CN"]
        )
        statement = (
            self.env["customer.statement"]
            .with_user(self.seller)
            .create({"month": "2026-10-01"})
        )
        for report, records, chinese in (
            ("report_statement", statement, "客户每月采购与费用"),
            ("report_expense_request", self._approved(300), "新客户特殊费用申请 "),
        ):
            records = records.with_user(self.city)
            text = self._text(report, records.with_context(lang="zh_CN"))
            self.assertIn(chinese, text)
            text = self._text(report, records.with_context(lang="en_US"))
            self.assertNotIn(chinese, text)
