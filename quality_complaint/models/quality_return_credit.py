from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.quality_nonconformity.models.engine_env import as_engine

from .quality_return_leader import FINANCE


class QualityReturnCredit(models.Model):
    """The credit note of a return, drafted for finance [CO-66, CO-71]."""

    _inherit = "quality.return"

    can_credit = fields.Boolean(compute="_compute_can_credit")

    @api.depends("state", "line_ids.open_quantity")
    @api.depends_context("uid")
    def _compute_can_credit(self):
        for record in self:
            record.can_credit = (
                record.state in ("inspected", "decided")
                and (record._is_staff() or self.env.user.has_group(FINANCE))
                and bool(record._get_open_lines())
            )

    def action_credit(self):
        """Draft the credit note; finance sees it, others get a message."""
        self.ensure_one()
        notes = self._create_credit_notes()
        if self.env.user.has_group(FINANCE):
            return notes._get_records_action(name=self.env._("Credit Note"))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The credit note is drafted for finance."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _get_open_lines(self):
        self.ensure_one()
        return self.line_ids.filtered(
            lambda line: line.product_id.uom_id.compare(line.open_quantity, 0) > 0
        )

    def _create_credit_notes(self):
        """Draft a credit note for what is open, per order; finance checks and posts it.

        :return: the drafts
        :raises AccessError: the user is neither complaint staff nor finance
        :raises UserError: nothing is open, or a draft waits already
        """
        if not (self._is_staff() or self.env.user.has_group(FINANCE)):
            raise AccessError(
                self.env._(
                    "Credit notes of returns are drafted by complaint staff or finance. "
                    "Ask one of them."
                )
            )
        self.check_access("read")
        notes = self.env["account.move"]
        for record in self:
            record._check_creditable()
            # complaint staff draft, finance posts: they need no rights of accounting
            engine = as_engine(record)
            lines = engine._get_open_lines()
            lines._check_invoiced()
            for order, found in lines.grouped("credit_order_id").items():
                vals = engine._prepare_credit_note_vals(order, found)
                notes |= engine.env["account.move"].create(vals)
        return notes.with_env(self.env)

    def _check_creditable(self):
        if self.state not in self._get_credit_states():
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”: nothing is credited before it is "
                    "confirmed.",
                    name=self.name,
                    state=self._state_label(self.state),
                )
            )
        # drafts of finance count, whoever may read them
        drafts = self.sudo().credit_note_ids.filtered(lambda m: m.state == "draft")
        if drafts:
            raise UserError(
                self.env._(
                    "A credit note of %(name)s waits as a draft already: post or delete "
                    "that one first.",
                    name=self.name,
                )
            )
        if not self._get_open_lines():
            raise UserError(
                self.env._(
                    "%(name)s leaves nothing to be credited: all is replaced or "
                    "credited.",
                    name=self.name,
                )
            )

    def _prepare_credit_note_vals(self, order, lines):
        """Hook: values of the draft for ``lines`` sold by ``order`` (possibly none)."""
        self.ensure_one()
        vals = order._prepare_invoice() if order else {"partner_id": self.partner_id.id}
        invoices = self.env["account.move"].union(
            *(line._get_credit_invoices() for line in lines)
        )
        return vals | {
            "move_type": "out_refund",
            "company_id": self.company_id.id,
            "ref": self.name,
            "transaction_ids": [],
            "quality_return_id": self.id,
            "reversed_entry_id": invoices.id if len(invoices) == 1 else False,
            "invoice_line_ids": [
                Command.create(line._prepare_credit_line_vals()) for line in lines
            ],
        }
