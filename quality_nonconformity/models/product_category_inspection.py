from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import frozendict, ormcache

#: half a year, what a medicine or device must still live at receipt [NC-24]
HALF_YEAR = 182
#: says outright that a category has no limit, whatever stands above it
NO_LIMIT = -1
#: kinds of goods whose preset is inspection and half a year of life
REGULATED = ("medicine", "device")
#: only quality changes them
INSPECTION_FIELDS = {"goods_kind", "inspection_control", "min_remaining_days"}


class ProductCategory(models.Model):
    """What goods of a category need at receipt; empty settings come from above.

    [NC-22, NC-24, NC-25]
    """

    _inherit = "product.category"

    goods_kind = fields.Selection(
        [
            ("medicine", "Medicine"),
            ("device", "Medical device"),
            ("consumable", "Consumable"),
            ("other", "Other goods"),
        ],
        "Kind of Goods",
        tracking=True,
        help="Medicines and medical devices: inspection at receipt and half a year of "
        "remaining life are set; both can be changed here.",
    )
    inspection_control = fields.Selection(
        [
            ("none", "Not inspected"),
            ("record", "Inspection record"),
            ("sample", "Inspection record with sample"),
        ],
        "Inspection at Receipt",
        compute="_compute_inspection_preset",
        store=True,
        readonly=False,
        tracking=True,
        help="Empty: as in the category above.",
    )
    min_remaining_days = fields.Integer(
        "Remaining Life at Receipt (days)",
        compute="_compute_inspection_preset",
        store=True,
        readonly=False,
        tracking=True,
        help="Goods that expire earlier are refused. 0: as in the category above; "
        "-1: no limit.",
    )
    effective_inspection_control = fields.Selection(
        selection=lambda self: self._fields["inspection_control"].selection,
        string="Inspection in Force",
        compute="_compute_effective_inspection",
    )
    effective_min_remaining_days = fields.Integer(
        "Remaining Life in Force (days)", compute="_compute_effective_inspection"
    )
    storage_hint = fields.Char(
        "Stored apart",
        translate=True,
        help="Where and how these goods stand, apart from others. For places inside of "
        "the inspection zone use putaway rules of that zone.",
    )
    inspection_item_ids = fields.One2many(
        "quality.inspection.item",
        "categ_id",
        "Inspection Steps",
        help="Copied into each inspection record of the category.",
    )

    _min_remaining_check = models.Constraint(
        "CHECK(min_remaining_days >= -1)",
        "Remaining life: a number of days, 0 for the category above, -1 for no limit.",
    )

    @api.depends("goods_kind")
    def _compute_inspection_preset(self):
        for category in self:
            regulated = category.goods_kind in REGULATED
            category.inspection_control = category.inspection_control or (
                "record" if regulated else False
            )
            category.min_remaining_days = category.min_remaining_days or (
                HALF_YEAR if regulated else 0
            )

    @api.depends("inspection_control", "min_remaining_days", "parent_path")
    def _compute_effective_inspection(self):
        self.flush_recordset([*INSPECTION_FIELDS, "parent_id"])
        rules = self._get_inspection_rules()
        for category in self:
            control, days = rules.get(category._origin.id, ("none", 0))
            category.effective_inspection_control = control
            category.effective_min_remaining_days = days

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get(name) for vals in vals_list for name in INSPECTION_FIELDS):
            self._check_may_set_inspection()
        categories = super().create(vals_list)
        self.env.registry.clear_cache()
        return categories

    def write(self, vals):
        if INSPECTION_FIELDS & vals.keys():
            self._check_may_set_inspection()
        result = super().write(vals)
        if (INSPECTION_FIELDS | {"parent_id"}) & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def _check_may_set_inspection(self):
        if not (
            self.env.su or self.env.user.has_group("quality_base.group_quality_manager")
        ):
            raise AccessError(
                self.env._(
                    "What is inspected at receipt, and how long goods must still live, "
                    "is set by a quality manager. Ask one to change this category."
                )
            )

    @api.model
    def _get_inspection_rules(self):
        """Return ``{category id: (control, minimum remaining days)}``.

        Of the categories with inspection or a limit in force only: in a database that
        inspects nothing it is empty.
        """
        # asked at each validation of a transfer: no access check, no query
        return self.sudo()._read_inspection_rules()

    @api.model
    @ormcache()
    def _read_inspection_rules(self):
        rules = {}
        categories = self.search_fetch(
            [], ["parent_id", "inspection_control", "min_remaining_days", "parent_path"]
        )
        for category in categories.sorted(lambda c: c.parent_path.count("/")):
            control, days = rules.get(category.parent_id.id, ("none", 0))
            control = category.inspection_control or control
            days = category.min_remaining_days or days
            rules[category.id] = (control, max(days, NO_LIMIT))
        return frozendict(
            (key, (control, max(days, 0)))
            for key, (control, days) in rules.items()
            if control != "none" or days > 0
        )
