from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerClassJudgment(models.Model):
    """Points that somebody gave a customer by hand for a criterion [CT-16].

    The latest one counts; earlier ones stay as history, so nobody changes them.
    """

    _name = "customer.class.judgment"
    _description = "Points by Hand"
    _order = "id desc"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    criterion_id = fields.Many2one(
        "customer.class.criterion",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('kind', '=', 'manual')]",
    )
    company_id = fields.Many2one(
        related="criterion_id.company_id", store=True, index=True, precompute=True
    )
    points = fields.Float(required=True)
    note = fields.Text("Why", required=True)
    user_id = fields.Many2one("res.users", "Given by", readonly=True, required=True)

    _points_check = models.Constraint(
        "CHECK(points BETWEEN 0 AND 100)", "Points are 0 to 100."
    )
    _latest_idx = models.Index("(criterion_id, partner_id, id DESC)")

    @api.model_create_multi
    def create(self, vals_list):
        """Points are given in one's own name, to the company of the customer."""
        partners = self.env["res.partner"]
        for vals in vals_list:
            vals["user_id"] = self.env.uid
            partner = partners.browse(vals.get("partner_id"))
            vals["partner_id"] = partner.commercial_partner_id.id
        return super().create(vals_list)

    @api.constrains("criterion_id")
    def _check_kind(self):
        if wrong := self.criterion_id.filtered(lambda c: c.kind != "manual"):
            raise ValidationError(
                self.env._(
                    "Points for %(names)s come from documents: none are given by hand.",
                    names=", ".join(wrong.mapped("name")),
                )
            )
