from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.misc import formatLang

from ..models.quality_return import OPEN_STATES
from .quality_complaint_ledger import EXPORTERS


class QualityReturnBook(models.TransientModel):
    """Return book 退货受理登记: who gave back what, and what he got [CO-57]."""

    _name = "quality.return.book"
    _description = "Return Book"
    _inherit = ["quality.ledger"]

    _ledger_model = "quality.return"
    _ledger_form = "quality_complaint.form_complaint_return_book"
    _ledger_date = "date"
    _ledger_order = "date, id"
    _ledger_groups = EXPORTERS

    partner_id = fields.Many2one("res.partner", "Customer")
    open_only = fields.Boolean("Only Open Ones")

    def _ledger_columns(self):
        column = self._ledger_column
        return [
            column("name", width=18),
            column("date", kind="datetime"),
            column("partner_id", width=28),
            column("reference"),
            column("sale_id"),
            column("delivery_id"),
            column("complaint_id", width=20),
            column("wanted"),
            column("goods", self.env._("Goods"), width=44),
            column("reasons", self.env._("Reasons"), width=24),
            column("opinion", width=28),
            column("approvals", self.env._("Approvals"), width=36),
            column("accepted_by_id"),
            column("date_accepted", kind="datetime"),
            column("date_received", kind="datetime"),
            column("date_inspected", kind="datetime"),
            column("date_decided", kind="datetime"),
            column("date_settled", kind="datetime"),
            column("refusal", width=28),
            column("date_closed", kind="datetime"),
            column("user_id"),
            column("state"),
        ]

    def _ledger_domain(self):
        domain = super()._ledger_domain()
        if self.partner_id:
            domain &= Domain("partner_id", "child_of", self.partner_id.ids)
        if self.open_only:
            domain &= Domain("state", "in", OPEN_STATES)
        return domain

    def _ledger_filters(self):
        only = self.open_only and self.env._("Only Open Ones")
        return [
            (self.env._("Customer"), self.partner_id.display_name),
            (self.env._("Filter"), only),
        ]

    def _ledger_row(self, record, columns):
        reasons = dict(
            record.line_ids._fields["reason"]._description_selection(self.env)
        )
        found = [reasons[line.reason] for line in record.line_ids]
        return super()._ledger_row(record, columns) | {
            "goods": "; ".join(map(self._get_goods_text, record.line_ids)),
            "reasons": ", ".join(dict.fromkeys(found)),
            "approvals": self._get_approvals_text(record.approval_ids),
        }

    def _get_goods_text(self, line):
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        quantity = formatLang(self.env, line.quantity, digits)
        names = (line.product_id.display_name, line.lot_id.name, quantity)
        return " ".join(filter(None, (*names, line.uom_id.name)))

    def _get_approvals_text(self, approvals):
        fields_of = approvals._fields
        roles = dict(fields_of["role"]._description_selection(self.env))
        verdicts = dict(fields_of["verdict"]._description_selection(self.env))
        return "; ".join(
            f"{roles[row.role]}: {verdicts[row.verdict]} ({row.user_id.name})"
            for row in approvals.filtered("verdict")
        )
