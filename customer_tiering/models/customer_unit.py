from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerUnit(models.Model):
    """A sales unit with its territory: province, city or county [CT-07, CT-10]."""

    _name = "customer.unit"
    _description = "Sales Unit"
    _inherit = ["mail.thread"]
    _order = "complete_name, id"
    _rec_name = "complete_name"
    _check_company_auto = True

    name = fields.Char(required=True)
    complete_name = fields.Char(
        compute="_compute_complete_name", store=True, recursive=True
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, default=lambda self: self.env.company
    )
    level = fields.Selection(
        [("province", "Province"), ("city", "City"), ("county", "County")],
        required=True,
        default="city",
    )
    parent_id = fields.Many2one(
        "customer.unit", "Above", index="btree_not_null", check_company=True
    )
    head_id = fields.Many2one("res.users", index="btree_not_null", tracking=True)
    member_ids = fields.Many2many("res.users", "customer_unit_member_rel")
    region_group_id = fields.Many2one(
        "customer.region.group", index="btree_not_null", tracking=True
    )
    country_id = fields.Many2one("res.country")
    state_ids = fields.Many2many(
        "res.country.state",
        "customer_unit_state_rel",
        string="Provinces or States",
        help="Customers with an address there belong to this unit.",
    )
    cities = fields.Char(help="Names of cities, separated by commas.")

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for unit in self:
            above = unit.parent_id.complete_name
            unit.complete_name = f"{above} / {unit.name}" if above else unit.name

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A unit cannot stand above itself: choose another one.")
            )
