from odoo import fields, models


class QualityConcessionConfirmation(models.Model):
    """The head of a department confirms before it uses concession goods [NC-57].

    Made by :meth:`quality.concession._confirm_use` only; ``quantity`` is in the
    product's unit.
    """

    _name = "quality.concession.confirmation"
    _description = "Confirmation before Use"
    _inherit = ["quality.guard.mixin"]
    _order = "id desc"

    concession_id = fields.Many2one(
        "quality.concession", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="concession_id.company_id", store=True)
    team_id = fields.Many2one("quality.team", "Using Department", required=True)
    quantity = fields.Float(digits="Product Unit", required=True)
    uom_id = fields.Many2one(related="concession_id.uom_id")
    user_id = fields.Many2one("res.users", "Confirmed by", required=True)
    date = fields.Datetime(default=fields.Datetime.now, required=True)
    note = fields.Char()

    _quantity_check = models.Constraint(
        "CHECK(quantity > 0)", "A confirmation is for a quantity above zero."
    )
