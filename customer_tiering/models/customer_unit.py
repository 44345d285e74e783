import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

#: from the highest level down
LEVELS = {"province": 0, "city": 1, "county": 2}
SEPARATORS = re.compile(r"[,，、;；\n]+")


class CustomerUnit(models.Model):
    """A sales unit with its territory: province, city or county [CT-07, CT-10]."""

    _name = "customer.unit"
    _description = "Sales Unit"
    _inherit = ["mail.thread"]
    _order = "complete_name, id"
    _rec_name = "complete_name"
    _check_company_auto = True
    _parent_store = True

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
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("customer.unit", "parent_id", "Units below")
    province_unit_id = fields.Many2one(
        "customer.unit",
        compute="_compute_above",
        store=True,
        recursive=True,
        index="btree_not_null",
    )
    city_unit_id = fields.Many2one(
        "customer.unit",
        compute="_compute_above",
        store=True,
        recursive=True,
        index="btree_not_null",
    )
    head_id = fields.Many2one("res.users", index="btree_not_null", tracking=True)
    member_ids = fields.Many2many(
        "res.users", "customer_unit_member_rel", string="Members"
    )
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
    cities = fields.Char(
        help="Names of cities, separated by commas. Empty: all of the provinces."
    )

    customer_count = fields.Integer("Customers", compute="_compute_customer_count")

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for unit in self:
            above = unit.parent_id.complete_name
            unit.complete_name = f"{above} / {unit.name}" if above else unit.name

    @api.depends(
        "level", "parent_id.province_unit_id", "parent_id.city_unit_id", "parent_id"
    )
    def _compute_above(self):
        for unit in self:
            above = unit.parent_id
            level = unit.level
            unit.province_unit_id = (
                unit if level == "province" else above.province_unit_id
            )
            unit.city_unit_id = unit if level == "city" else above.city_unit_id

    def _compute_customer_count(self):
        """Customers of the unit and of all units below it that the user may see."""
        below = self.search([("id", "child_of", self.ids)])
        counts = self.env["res.partner"]._read_group(
            [("customer_unit_id", "in", below.ids), ("parent_id", "=", False)],
            ["customer_unit_id"],
            ["__count"],
        )
        for unit in self:
            unit.customer_count = sum(
                count for one, count in counts if one._is_within(unit)
            )

    def action_open_customers(self):
        """Show the customers of the unit and of all units below it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers of %(unit)s", unit=self.name),
            "res_model": "res.partner",
            "view_mode": "list,kanban,form",
            "domain": [
                ("customer_unit_id", "child_of", self.ids),
                ("parent_id", "=", False),
            ],
        }

    @api.constrains("parent_id", "level")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A unit cannot stand above itself: choose another one.")
            )
        for unit in self | self.child_ids:
            above = unit.parent_id
            if above and LEVELS[above.level] >= LEVELS[unit.level]:
                raise ValidationError(
                    self.env._(
                        "“%(above)s” is not of a higher level than “%(unit)s”: a "
                        "county stands below a city, a city below a province.",
                        above=above.name,
                        unit=unit.name,
                    )
                )

    @api.model
    def _of_user(self, user):
        """Return the units that a user heads or is a member of."""
        return self.search(
            ["|", ("head_id", "=", user.id), ("member_ids", "in", user.ids)]
        )

    def _at_level(self, level):
        """Return the unit of ``level`` this unit is or belongs to; else itself."""
        self.ensure_one()
        above = {"province": self.province_unit_id, "city": self.city_unit_id}
        return above.get(level) or self

    def _is_within(self, unit):
        """Return whether this unit is ``unit`` or stands below it."""
        self.ensure_one()
        return bool(unit) and (self.parent_path or "").startswith(unit.parent_path)

    def _get_common(self, other):
        """Return the lowest unit that both units are or belong to; or none."""
        self.ensure_one()
        mine = (self.parent_path or "").split("/")
        theirs = (other.parent_path or "").split("/")
        shared = [m for m, t in zip(mine, theirs, strict=False) if m == t and m]
        return self.browse(int(shared[-1])) if shared else self.browse()

    def _get_people(self):
        """Return head and members of these units and of all units above them."""
        ids = {
            int(i) for unit in self for i in (unit.parent_path or "").split("/") if i
        }
        chain = self.browse(ids).sudo()  # who belongs to a unit is no secret
        return (chain.head_id | chain.member_ids).sudo(False)

    def _check_speaks(self):
        """Refuse who neither belongs to the unit, nor to one above, nor leads all.

        A unit without head and members, itself and above, may be spoken for by
        everybody who holds the role.

        :raises AccessError: the user belongs to none of them
        """
        self.ensure_one()
        if self.env.su or self.env.user.has_group(
            "customer_tiering.group_tier_manager"
        ):
            return
        people = self._get_people()
        if people and self.env.user not in people:
            raise AccessError(
                self.env._(
                    "This is decided by “%(unit)s” or a unit above it. Ask its head, "
                    "%(head)s.",
                    unit=self.display_name,
                    head=self.head_id.name or people[:1].name,
                )
            )

    def _get_addressee(self, record, others=()):
        """Return who is told about ``record``: the first person who may read it."""
        people = self.head_id | self.member_ids
        for user in [*people, *others]:
            if user.active and record.with_user(user).has_access("read"):
                return user
        return self.env["res.users"]

    def _split_cities(self):
        self.ensure_one()
        names = SEPARATORS.split((self.cities or "").lower())
        return {name.strip() for name in names} - {""}
