from odoo import fields, models
from odoo.exceptions import UserError

from .quality_inspection_verdict import CHECKS


class QualityQuarantineHandout(models.Model):
    """Hand-outs from quarantine are checked by issuer and receiver, too [NC-35]."""

    _inherit = "quality.quarantine.handout"

    goods_check = fields.Selection(
        CHECKS,
        "Goods and Quantity Agree",
        default="ok",
        help="Checked together by who hands out and who receives.",
    )

    def _sign_receiver(self, name=None, signature=None):
        """Nobody signs for goods that are not what the transfer says.

        :raises UserError: the check says that they do not agree
        """
        wrong = self.filtered(lambda row: row.goods_check == "bad")
        if wrong:
            raise UserError(
                self.env._(
                    "%(rows)s: goods or quantity do not agree. Bring them back by a "
                    "transfer into the zone and report a nonconformity.",
                    rows=", ".join(wrong.mapped("display_name")),
                )
            )
        return super()._sign_receiver(name, signature)
