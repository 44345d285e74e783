from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from .quality_complaint_solution import GIFT_KINDS, MONEY_KINDS


class QualityComplaintSolutionDocument(models.Model):
    """The ERP document by which a solution is carried out [CO-36].

    Engines here run as superuser after the checks of ``_start``; what they create is a
    draft, which sales, finance and the approvals of a return take further.
    """

    _inherit = "quality.complaint.solution"

    def _create_document(self):
        """Hook: create the document of one line and return it (sudo).

        :raises UserError: customer, goods or amount are missing
        """
        self.ensure_one()
        self._check_complete()
        if self.kind in ("return", "mail_exchange"):
            return self._create_return()
        if self.kind in GIFT_KINDS:
            return self._create_order()
        if self.kind in MONEY_KINDS:
            return self._create_credit()
        return self._create_task()

    def _check_complete(self):
        missing = []
        giving = (*GIFT_KINDS, *MONEY_KINDS, "return", "mail_exchange")
        if self.kind in giving and not self.complaint_id.partner_id:
            missing.append(self.env._("the customer"))
        goods = ("return", "mail_exchange", "refund", *GIFT_KINDS)
        if self.kind in goods and not (self.product_id and self.quantity):
            missing.append(self.env._("product and quantity"))
        if self.kind in MONEY_KINDS and not self.amount:
            missing.append(self.env._("the amount"))
        if missing:
            raise UserError(
                self.env._(
                    "%(name)s needs %(missing)s first.",
                    name=self.display_name,
                    missing=", ".join(missing),
                )
            )

    def _create_return(self):
        """The return acceptance form, with its approvals still to come [CO-57]."""
        source = self.complaint_id
        vals = self.env["quality.return"]._prepare_vals_from(source) | {
            "complaint_id": source.id,
            "company_id": source.company_id.id,
            "partner_id": source.partner_id.id,
            "wanted": "exchange" if self.kind == "mail_exchange" else "credit",
            "reporter_id": self.env.uid,
            "user_id": source.user_id.id,
            "confidential": source.confidential,
            "line_ids": [
                Command.create(row) for row in self._prepare_return_line_vals()
            ],
        }
        return self.env["quality.return"].create(vals)

    def _prepare_return_line_vals(self):
        """Rows by lot; the quantity stands on the first, where it is not one each."""
        source = self.complaint_id
        own = source.lot_ids.filtered(lambda lot: lot.product_id == self.product_id)
        row = {
            "product_id": self.product_id.id,
            "uom_id": self.uom_id.id,
            "reason": "safety" if source.kind_id.is_safety else "quality",
            "description": self.note,
        }
        if not own:
            return [row | {"quantity": self.quantity}]
        share = self.quantity / len(own)
        return [row | {"lot_id": lot.id, "quantity": share} for lot in own]

    def _create_order(self):
        """Goods at no charge: a quotation that sales confirms and delivers."""
        source = self.complaint_id
        order = self.env["sale.order"].create(
            {
                "partner_id": source.partner_id.id,
                "company_id": source.company_id.id,
                "origin": source.name,
                "client_order_ref": source.name,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product_id.id,
                            "product_uom_qty": self.quantity,
                            "product_uom_id": self.uom_id.id,
                            "price_unit": 0.0,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        # pricelists and promotions would put the price back
        order.order_line.write({"price_unit": 0.0, "discount": 0.0})
        return order

    def _create_credit(self):
        """A draft credit note, bound to the return or the reason it rests on."""
        source = self.complaint_id
        sold = self._get_invoice_line()
        vals = {
            "move_type": "out_refund",
            "company_id": source.company_id.id,
            "partner_id": (sold.move_id.partner_id or source.partner_id).id,
            "invoice_origin": source.name,
            "ref": source.name,
            "reversed_entry_id": sold.move_id.id,
            "currency_id": (sold.currency_id or self.currency_id).id,
            "invoice_line_ids": [Command.create(self._prepare_credit_line(sold))],
        }
        return self.env["account.move"].create(vals | self._prepare_credit_basis())

    def _prepare_credit_line(self, sold):
        """Values of the line of the credit note; ``sold`` is the invoice line."""
        if self.kind == "hardship":
            label = self.env._("Hardship aid, %(name)s", name=self.complaint_id.name)
            return {"name": label, "quantity": 1.0, "price_unit": self.amount}
        quantity = self.quantity if self.kind == "refund" else 1.0
        vals = {
            "product_id": self.product_id.id,
            "quantity": quantity,
            "price_unit": self.amount / quantity,
            "product_uom_id": (self.uom_id or self.product_id.uom_id).id,
        }
        if sold:
            vals["tax_ids"] = [Command.set(sold.tax_ids.ids)]
            vals["sale_line_ids"] = [Command.set(sold.sale_line_ids.ids)]
        return vals

    def _prepare_credit_basis(self):
        """A refund rests on the return of the goods, other credits on their reason."""
        if self.kind == "refund":
            form = self.complaint_id.return_ids.filtered(
                lambda ret: ret.state not in ("refused", "cancelled")
            )
            return {"quality_return_id": form[:1].id}
        return {
            "quality_refund_basis": "price"
            if self.kind == "price_reduction"
            else "discount",
            "quality_refund_reason": f"{self.complaint_id.name}: {self.note or ''}",
        }

    def _get_invoice_line(self):
        """Return the newest posted invoice line by which the goods were paid."""
        lines = self.complaint_id.sale_id.order_line.invoice_lines.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.move_id.move_type == "out_invoice"
                and line.product_id == self.product_id
            )
        )
        return lines.sorted("id", reverse=True)[:1]

    def _create_task(self):
        """What no document does: a task for whoever does it, on the complaint."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        source = self.complaint_id
        worker = self.user_id or source.user_id or self.env.user
        source._write_gated({"participant_ids": [Command.link(worker.id)]})
        return source.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.date_due,
            summary=labels[self.kind],
            note=self.note,
            user_id=worker.id,
        )

    def _cancel_document(self, document, reason):
        """Hook: withdraw the draft of a solution that is cancelled (sudo).

        :raises UserError: others have taken it further already
        """
        self.ensure_one()
        if document._name == "mail.activity":
            document.unlink()
        elif document._name == "quality.return" and document.state == "requested":
            document._set_state("cancelled", reason=reason)
        elif document._name == "sale.order" and document.state in ("draft", "sent"):
            document.action_cancel()
        elif document._name == "account.move" and document.state == "draft":
            document.button_cancel()
        elif document.state not in ("cancel", "cancelled", "refused"):
            raise UserError(
                self.env._(
                    "%(document)s is under way. Have it cancelled first by those who "
                    "answer for it, then cancel “%(name)s”.",
                    document=document.display_name,
                    name=self.display_name,
                )
            )
