from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.cash_like import find_cash_like


class CustomerGiftKind(models.Model):
    """What may be given to a customer's people; cash and its like are no choice [CT-27]."""

    _name = "customer.gift.kind"
    _description = "Kind of Gift"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    category = fields.Selection(
        [
            ("gift", "Gift"),
            ("sample", "Sample"),
            ("trial", "Trial Goods"),
            ("hospitality", "Invitation or Meal"),
            ("event", "Customer Event"),
            ("print", "Printed Matter"),
        ],
        required=True,
        default="gift",
    )
    note = fields.Text("Rules", translate=True)

    @api.constrains("name")
    def _check_no_cash(self):
        for kind in self:
            if word := kind._find_cash_like():
                raise ValidationError(
                    kind._cash_message(kind.display_name, word),
                )

    def _find_cash_like(self):
        """Return a word for cash in the kind's name in any language, or ""."""
        self.flush_recordset(["name"])
        names = self._fields["name"]._get_stored_translations(self) or {}
        return find_cash_like(*names.values())

    @api.model
    def _cash_message(self, name, word):
        return self.env._(
            "“%(name)s” is cash or as good as cash (“%(word)s”). Neither can be given to "
            "a customer's people. Give a discount to the customer company on its invoice, "
            "or choose something else.",
            name=name,
            word=word,
        )
