"""A budget, who decides about money, and requests that go their way."""

import base64
from datetime import date

from odoo.fields import Command

from .common import GROUP, TierCommon

PDF = base64.b64encode(b"%PDF-1.4 receipt")


class MoneyCommon(TierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("money_clerk", GROUP + "clerk")
        cls.finance = cls._user("money_finance", GROUP + "finance")
        cls.finance2 = cls._user("money_finance2", GROUP + "finance")
        cls.other = cls._user("money_other", "sales_team.group_sale_salesman")
        cls.team = cls.env["crm.team"].create(
            {
                "name": "South",
                "company_id": cls.company.id,
                "user_id": cls.city.id,
                "member_ids": [Command.set(cls.seller.ids)],
            }
        )
        cls.supplier = cls._customer("Test House")
        cls.prospect = cls._customer("New Hospital")
        cls.company.tier_expense_second_amount = 2000
        cls.budget = cls._budget()
        cls.general, cls.samples = cls.budget.line_ids

    @classmethod
    def _budget(cls, approve=True, **vals):
        budget = (
            cls.env["customer.budget"]
            .with_user(cls.city)
            .create(
                {
                    "name": "New customers",
                    "date_from": date(2020, 1, 1),
                    "date_to": date(2099, 12, 31),
                    "line_ids": [
                        Command.create({"name": "General", "amount": 5000}),
                        Command.create(
                            {
                                "name": "Samples",
                                "kind": "sample",
                                "product_id": cls.product.id,
                                "standard": 60,
                                "amount": 1000,
                            }
                        ),
                    ],
                    **vals,
                }
            )
        )
        if approve:
            budget.with_user(cls.finance)._approve()
        return budget.with_env(cls.env)

    @classmethod
    def _request(cls, price=500, user=None, partner=None, **line):
        """A draft of the seller with one line of this price."""
        return (
            cls.env["customer.expense.request"]
            .with_user(user or cls.seller)
            .create(
                {
                    "partner_id": (partner or cls.prospect).id,
                    "purpose": "Trial before the tender",
                    "line_ids": [
                        Command.create(
                            {
                                "name": "Trial run",
                                "kind": "test",
                                "price_unit": price,
                                **line,
                            }
                        )
                    ],
                }
            )
        )

    @classmethod
    def _approved(cls, price=500, **kwargs):
        request = cls._request(price, **kwargs)
        request._submit()
        request.with_user(cls.city)._approve_first()
        if request.state == "checked":
            request.with_user(cls.province)._approve_second()
        return request

    @classmethod
    def _document(cls, request, amount=None, **vals):
        """Enter the documented cost of the first line."""
        line = request.line_ids[:1]
        line.write(
            {
                "payee_id": cls.supplier.id,
                "document": PDF,
                "document_name": "receipt.pdf",
                "document_ref": "R-1",
                "date_document": request.date_approved,
                "amount_actual": line.amount if amount is None else amount,
                **vals,
            }
        )

    @classmethod
    def _pay_invoice(cls, move, amount=None, day=None):
        """Register a payment of a posted invoice."""
        vals = {"payment_date": day or move.invoice_date}
        if amount is not None:
            vals["amount"] = amount
        cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create(vals)._create_payments()
