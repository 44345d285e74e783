from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.identity import sign_with_password
from ..tools.record_values import field_value

#: meanings that only the steps of a document give
DECISIONS = ("approved", "released", "closed", "deleted")


class QualitySign(models.TransientModel):
    """Sign documents by hand: shows what is signed, then asks for the password."""

    _name = "quality.sign"
    _description = "Sign"
    _inherit = ["quality.evidence.wizard"]
    _needs = "quality.signature.mixin"

    meaning = fields.Selection(
        lambda self: [
            meaning
            for meaning in self.env["quality.signature"]._fields["meaning"].selection
            if meaning[0] not in DECISIONS
        ],
        required=True,
        default="reviewed",
    )
    comment = fields.Text()
    summary = fields.Text("You sign", compute="_compute_summary")

    @api.constrains("meaning")
    def _check_meaning(self):
        """Core does not check values of a selection that is a function."""
        if self.filtered(lambda w: w.meaning in DECISIONS):
            raise UserError(
                self.env._(
                    "A decision is signed by its own button of the document. Choose "
                    "another meaning here."
                )
            )

    @api.depends("res_model", "res_ids", "meaning")
    def _compute_summary(self):
        for wizard in self:
            lines = []
            for record in wizard._get_records():
                lines.append(record.display_name)
                lines += wizard._describe(record)
            wizard.summary = "\n".join(lines)

    @sign_with_password
    def action_sign(self):
        """Sign: runs only after the password."""
        self._get_records()._sign(self.meaning, self.comment, by_hand=True)
        return {"type": "ir.actions.act_window_close"}

    def _describe(self, record):
        lines = []
        for name in record._get_signed_fields(self.meaning):
            value = field_value(record, name)
            if value in (None, [], 0):
                continue
            text = self.env["quality.history"]._describe_value(
                record._fields.get(name), value
            )
            lines.append(f"{record._get_field_labels([name])}: {text}")
        return lines
