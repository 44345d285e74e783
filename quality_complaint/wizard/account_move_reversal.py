from odoo import fields, models

from ..models.account_move_refund import BASES
from ..models.account_move_refund_check import REISSUING


class AccountMoveReversal(models.TransientModel):
    """The reversal asks what the credit note rests on [CO-71]."""

    _inherit = "account.move.reversal"

    quality_return_id = fields.Many2one(
        "quality.return",
        "Return Acceptance",
        check_company=True,
        help="The confirmed form by which the goods come back.",
    )
    quality_refund_basis = fields.Selection(
        [basis for basis in BASES if basis[0] != "reissue"], "Credit without Return"
    )

    def modify_moves(self):
        """Reverse and invoice again: the goods stay with the customer."""
        wizard = self
        if not self.quality_return_id:
            wizard = self.with_context(quality_reissuing=REISSUING)
        return super(AccountMoveReversal, wizard).modify_moves()

    def _prepare_default_reversal(self, move):
        vals = super()._prepare_default_reversal(move)
        if not move.is_sale_document(include_receipts=True):
            return vals
        reissuing = self.env.context.get("quality_reissuing") is REISSUING
        return vals | {
            "quality_return_id": self.quality_return_id.id,
            "quality_refund_basis": "reissue"
            if reissuing
            else self.quality_refund_basis,
            "quality_refund_reason": self.reason,
        }
