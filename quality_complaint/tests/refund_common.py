"""Invoices and credit notes for tests of returns."""

from odoo.fields import Command

from .common import ComplaintCommon

ACCOUNTS = (
    ("Sales of the test", "CPT001", "income", False),
    ("Customers of the test", "CPT002", "asset_receivable", True),
)


class RefundCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.biller = cls._user("refund_biller", "account.group_account_invoice")
        cls.second_biller = cls._user("refund_second", "account.group_account_invoice")
        income, receivable = cls.env["account.account"].create(
            [
                {"name": name, "code": code, "account_type": kind, "reconcile": wanted}
                for name, code, kind, wanted in ACCOUNTS
            ]
        )
        cls.env["account.journal"].create(
            {
                "name": "Invoices of the test",
                "code": "CPTS",
                "type": "sale",
                "company_id": cls.company.id,
                "default_account_id": income.id,
                "sequence": 0,
            }
        )
        cls.other_customer = cls.env["res.partner"].create({"name": "Other Hospital"})
        customers = cls.customer | cls.other_customer
        customers.property_account_receivable_id = receivable
        (cls.product | cls.loose).write(
            {"property_account_income_id": income.id, "taxes_id": [Command.clear()]}
        )

    @classmethod
    def _invoice(cls, order, **vals):
        """The posted invoice of an order."""
        invoice = order._create_invoices()
        invoice.write(vals)
        invoice.action_post()
        return invoice

    @classmethod
    def _sold(cls, quantity=10, lot=None, price=20.0, deliver=True):
        """An order delivered and invoiced; return order and invoice."""
        product = None if lot else cls.loose
        order = cls._sell(quantity, lot, product=product, price=price, deliver=deliver)
        order.order_line.product_id.invoice_policy = "order"
        return order, cls._invoice(order)

    @classmethod
    def _reverse(cls, invoice, user=None, modify=False, **vals):
        """The reversal wizard as finance uses it; return the documents it opens."""
        wizard = (
            cls.env["account.move.reversal"]
            .with_user(user or cls.biller)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, **vals})
        )
        if modify:
            wizard.modify_moves()
        else:
            wizard.refund_moves()
        return wizard.new_move_ids

    @classmethod
    def _credit(cls, goods, quantity, user=None, price=20.0, partner=None, **vals):
        """A credit note by hand."""
        return (
            cls.env["account.move"]
            .with_user(user or cls.biller)
            .create(
                {
                    "move_type": "out_refund",
                    "partner_id": (partner or cls.customer).id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": goods.id,
                                "quantity": quantity,
                                "price_unit": price,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                    **vals,
                }
            )
        )

    @classmethod
    def _decided(cls, *lines, **vals):
        """A return of goods with our own fault, on which an officer has decided."""
        ret = cls._inspected("own_fault", *lines, **vals)
        ret.with_user(cls.officer)._decide()
        return ret.sudo()

    @classmethod
    def _send(cls, pickings, quantity=None):
        """Deliver replacements, all or so many."""
        for picking in pickings.sudo().with_context(skip_backorder=True):
            picking.action_assign()
            if quantity is not None:
                picking.move_ids.quantity = quantity
            picking.move_ids.picked = True
            picking.with_user(cls.worker).button_validate()
