from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import frozendict, ormcache

from .product_category_inspection import REGULATED

#: sectors in whose companies concessions are forbidden unless a category allows them
FORBIDDING_SECTORS = ("device_distributor", "medicine_retail", "hospital")
#: only quality changes them
POLICY_FIELDS = {"concession_policy"}


class ProductCategory(models.Model):
    """Whether nonconforming goods of a category may be accepted at all [NC-29, NC-55].

    Forbidden for medicines and devices, always. Else an empty policy comes from the
    category above; where none says anything, the sector of the company decides. When
    kind or tree change, ``product_category_inspection.py`` empties the cache.
    """

    _inherit = "product.category"

    concession_policy = fields.Selection(
        [("forbidden", "Forbidden"), ("allowed", "Allowed")],
        "Concession and Emergency Release",
        tracking=True,
        help="Empty: as in the category above. Where no category says anything, they are "
        "forbidden in companies that deal in medical devices, medicines or care. For "
        "medicines and medical devices they are forbidden in any case.",
    )
    concession_forbidden = fields.Boolean(compute="_compute_concession_forbidden")

    @api.depends("concession_policy", "goods_kind", "parent_path")
    @api.depends_context("company")
    def _compute_concession_forbidden(self):
        self.flush_recordset(["concession_policy", "goods_kind", "parent_id"])
        for category in self:
            category.concession_forbidden = category._origin._forbids_concession(
                self.env.company
            )

    @api.constrains("concession_policy", "goods_kind", "parent_id")
    def _check_concession_policy(self):
        for category in self.filtered(lambda c: c.concession_policy == "allowed"):
            chain = category | category._get_categories_above()
            if set(REGULATED) & set(chain.mapped("goods_kind")):
                raise ValidationError(
                    self.env._(
                        "%(category)s holds medicines or medical devices: concession and "
                        "emergency release cannot be allowed there.",
                        category=category.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get(name) for vals in vals_list for name in POLICY_FIELDS):
            self._check_may_set_concession()
        return super().create(vals_list)

    def write(self, vals):
        if POLICY_FIELDS & vals.keys():
            self._check_may_set_concession()
        result = super().write(vals)
        if POLICY_FIELDS & vals.keys():
            self.env.registry.clear_cache()
        return result

    def _forbids_concession(self, company):
        """Whether goods of this category are never accepted by concession there."""
        # asked at every disposition: no access check, no query
        policy = self.sudo()._read_concession_policies().get(self.id)
        if policy:
            return policy == "forbidden"
        return company.sudo().quality_sector in FORBIDDING_SECTORS

    def _get_categories_above(self):
        ids = [int(key) for key in (self.parent_path or "").split("/")[:-1]]
        return self.browse(ids) - self

    def _check_may_set_concession(self):
        if not (
            self.env.su or self.env.user.has_group("quality_base.group_quality_manager")
        ):
            raise AccessError(
                self.env._(
                    "Whether nonconforming goods may be accepted by concession is set by "
                    "a quality manager. Ask one to change this category."
                )
            )

    @api.model
    @ormcache()
    def _read_concession_policies(self):
        """Return ``{category id: policy in force}`` of those where one is in force."""
        policies = {}
        categories = self.search_fetch(
            [], ["parent_id", "concession_policy", "goods_kind", "parent_path"]
        )
        regulated = set()
        for category in categories.sorted(lambda c: c.parent_path.count("/")):
            above = category.parent_id.id
            if category.goods_kind in REGULATED or above in regulated:
                regulated.add(category.id)
                policies[category.id] = "forbidden"
            elif policy := category.concession_policy or policies.get(above):
                policies[category.id] = policy
        return frozendict(policies)
