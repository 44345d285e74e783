from odoo import api, fields, models
from odoo.exceptions import UserError

#: why money goes back for goods that stay with the customer
BASES = [
    ("price", "Price correction"),
    ("discount", "Discount or bonus"),
    ("reissue", "Invoice corrected and issued again"),
]


class AccountMove(models.Model):
    """No return acceptance form, no refund of delivered goods [CO-71].

    The gate stands where a customer document becomes posted, so it holds for credit
    notes by hand, from the reversal wizard, from orders, and for invoices with
    negative lines. What it asks stands in ``account_move_refund_check.py``.
    """

    _inherit = "account.move"

    quality_return_id = fields.Many2one(
        "quality.return",
        "Return Acceptance",
        copy=False,
        index="btree_not_null",
        check_company=True,
        tracking=True,
        help="The confirmed form by which the goods come back [CO-71].",
    )
    quality_refund_basis = fields.Selection(
        BASES,
        "Credit without Return",
        copy=False,
        tracking=True,
        help="Only where the customer keeps the goods.",
    )
    quality_refund_reason = fields.Char("Why", copy=False, tracking=True)
    quality_refunds_goods = fields.Boolean(
        compute="_compute_quality_refunds_goods",
        help="It gives money back for goods.",
    )

    @api.depends(
        "move_type",
        "invoice_line_ids.product_id",
        "invoice_line_ids.price_subtotal",
        "invoice_line_ids.display_type",
    )
    def _compute_quality_refunds_goods(self):
        for move in self:
            move.quality_refunds_goods = bool(move._get_refunded_goods())

    @api.constrains("quality_return_id")
    def _check_quality_return_id(self):
        for move in self.filtered(lambda m: m.quality_return_id and m.partner_id):
            move._check_refund_customer()

    @api.model_create_multi
    def create(self, vals_list):
        self._check_refund_forms_read(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() & self._get_refund_fields():
            self._check_refund_open(vals)
        if vals.get("state") == "posted":
            self._check_refund_gate()
        return super().write(vals)

    def action_open_quality_return(self):
        """Open the return acceptance form of the credit note."""
        self.ensure_one()
        return self.quality_return_id._get_records_action()

    @api.model
    def _get_refund_fields(self):
        """Names of what a posted credit note rests on: fixed with it."""
        return {"quality_return_id", "quality_refund_basis", "quality_refund_reason"}

    def _check_refund_open(self, vals):
        posted = self.filtered(lambda move: move.state == "posted")
        if posted:
            raise UserError(
                self.env._(
                    "%(names)s is posted on the return or reason it states. Reset it "
                    "to draft to state another.",
                    names=", ".join(posted.mapped("display_name")),
                )
            )
        self._check_refund_forms_read([vals])

    def _check_refund_forms_read(self, vals_list):
        """Refuse to link a form that the user may not read."""
        ids = [
            vals["quality_return_id"]
            for vals in vals_list
            if vals.get("quality_return_id")
        ]
        self.env["quality.return"].browse(ids).check_access("read")

    def _is_refund_gated(self):
        """Hook: whether the gate looks at this document at all.

        :return: False for documents of no customer, or where the company set it off
        """
        self.ensure_one()
        return self.is_sale_document(include_receipts=True) and (
            self.company_id.quality_refund_gate
        )
