from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, frozendict, ormcache

from .zone_pass import has_zone_pass

ZONES = [
    ("inspection", "To inspect"),
    ("quarantine", "Quarantine"),
    ("nonconforming", "Nonconforming"),
    ("returns", "Returns"),
    ("scrap", "Scrap"),
]


class StockLocation(models.Model):
    """Zones: locations whose stock nobody can reserve, sell or consume [NC-09]."""

    _inherit = "stock.location"

    quality_zone = fields.Selection(
        ZONES,
        index="btree_not_null",
        help="Goods here, and in the locations below, are not available. Only keepers "
        "move them in or out; out only by an approved decision.",
    )
    keeper_ids = fields.Many2many(
        "res.users",
        "stock_location_keeper_rel",
        "location_id",
        "user_id",
        "Keepers",
        help="Who may validate moves into and out of the zone. Empty: the keepers of "
        "the zone above, else the quality officers.",
    )

    @api.constrains("quality_zone", "usage")
    def _check_quality_zone(self):
        for location in self:
            if location.quality_zone and location.usage not in ("internal", "view"):
                raise ValidationError(
                    self.env._(
                        "%(location)s cannot be a quality zone: only internal locations "
                        "hold goods that can be kept.",
                        location=location.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        locations = super().create(vals_list)
        zones = self._get_zone_map()
        if any(
            v.get("quality_zone") or v.get("location_id") in zones for v in vals_list
        ):
            self.env.registry.clear_cache()
        return locations

    def write(self, vals):
        self._check_goods_stay(vals)
        result = super().write(vals)
        if {"quality_zone", "location_id"} & vals.keys():
            self.flush_recordset(["quality_zone", "location_id"])
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        zones = self._get_zone_map()
        with_zone = self._get_zone_ancestors() | zones.keys()
        result = super().unlink()
        if with_zone.intersection(self._ids):
            self.env.registry.clear_cache()
        return result

    def _check_goods_stay(self, vals):
        """Refuse to let kept goods loose, or away, by changing the place around them."""
        changed = self.filtered(
            lambda location: any(
                name in vals
                and location._fields[name].convert_to_write(location[name], location)
                != (vals[name] or False)
                for name in ("quality_zone", "usage", "location_id", "company_id")
            )
        )
        if not changed:
            return
        zones = self._get_zone_map()
        # as superuser: other companies' goods and confidential holds count as well
        quants = (
            self.env["stock.quant"]
            .sudo()
            .search(
                Domain("location_id", "child_of", changed.ids)
                & Domain("quantity", ">", 0)
            )
        )
        scope = self.env["quality.hold.gate"]._get_scope(quants.product_id)
        for quant in quants:
            place = quant.location_id
            if place.id in zones or scope.find(
                quant.product_id.id,
                quant.lot_id.id,
                place.company_id.id,
                place.parent_path,
            ):
                raise UserError(
                    self.env._(
                        "%(location)s holds goods that are on hold or in a quality zone "
                        "(%(goods)s): empty it first, by transfers that quality has "
                        "approved, then change the location.",
                        location=place.display_name,
                        goods=quant.product_id.display_name,
                    )
                )

    @api.model
    @ormcache()
    def _get_zone_map(self):
        """Return ``{location id: id of the zone it lies in}``, the nearest zone wins."""
        self.flush_model(["quality_zone", "location_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT child.id, zone.id
                  FROM stock_location zone
                  JOIN stock_location child
                    ON child.parent_path LIKE zone.parent_path || '%%'
                 WHERE zone.quality_zone IS NOT NULL
                 ORDER BY length(zone.parent_path)
                """
            )
        )
        return frozendict(rows)

    @api.model
    @ormcache()
    def _get_zone_ancestors(self):
        """Return the ids of the locations that have a zone below them."""
        zones = self.browse(set(self._get_zone_map().values())).sudo()
        paths = (zone.parent_path.split("/")[:-2] for zone in zones)
        return frozenset(int(part) for path in paths for part in path)

    def _get_zone(self):
        """Return the zone (a location) that this location lies in, or an empty one."""
        return self.browse(self._get_zone_map().get(self.id))

    def _is_in_zone(self):
        return self.id in self._get_zone_map()

    def _is_zone_keeper(self):
        """Whether the current user may validate moves into and out of this zone.

        The engine's own moves (placing a hold, executing a decision) carry a pass.
        """
        if has_zone_pass(self.env):
            return True
        if keepers := self._get_keepers():
            return self.env.user in keepers
        return self.env.user.has_group("quality_base.group_quality_officer")

    def _get_keepers(self):
        """Return the keepers named for this zone, or for the next place above it."""
        location = self.sudo()  # the list of keepers is no secret from the check
        while location and not location.keeper_ids:
            location = location.location_id
        return location.keeper_ids
