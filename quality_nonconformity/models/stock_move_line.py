from odoo import api, models

from .held_check import (
    PHYSICAL,
    Passage,
    done_error,
    exit_error,
    held_error,
    keeper_error,
)
from .zone_pass import has_zone_pass

#: fields of a line whose change may make it name held goods
CHECKED_FIELDS = {
    "quantity",
    "product_id",
    "product_uom_id",
    "lot_id",
    "quant_id",
    "location_id",
    "location_dest_id",
    "package_id",
    "owner_id",
    "move_id",
}


class StockMoveLine(models.Model):
    """Refuse lines that would take held goods, or goods of a zone, away."""

    _inherit = "stock.move.line"

    # core looks lines up by lot without an index; holds and traces do it for all time
    _lot_idx = models.Index("(lot_id, product_id) WHERE lot_id IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_held_lines()
        lines._check_done_crossings()
        return lines

    def write(self, vals):
        checked = CHECKED_FIELDS & vals.keys()
        if checked:
            self._check_done_crossings()
        result = super().write(vals)
        if checked:
            self._check_held_lines()
            self._check_done_crossings()
        return result

    def _action_done(self):
        """Lock the gates of all products first, then move, asking at every door."""
        scope = self.env["quality.hold.gate"]._get_scope(self.product_id)
        lines = self.with_context(quality_hold_scope=scope)
        lines._check_dropship(scope)
        crossing = lines._check_zones()
        result = super(StockMoveLine, lines)._action_done()
        crossing.move_id.zone_exit_id._use(crossing)
        return result

    def _synchronize_quant(
        self, quantity, location, action="available", in_date=False, **quants_value
    ):
        """Tell the quant where the goods go; without it, held goods stay."""
        line = self
        if (
            action == "available"
            and quantity < 0
            and location == self.location_id
            and location.usage in PHYSICAL
        ):
            scope = self.env["quality.hold.gate"]._get_scope(self.product_id)
            if scope.concerns(self.product_id.id) or location._is_in_zone():
                line = self.with_context(quality_passage=Passage(self))
        return super(StockMoveLine, line)._synchronize_quant(
            quantity, location, action=action, in_date=in_date, **quants_value
        )

    def _check_held_lines(self):
        """Refuse open lines that name held goods or take goods out of a zone.

        :raises UserError: says which goods, why, and what to do instead
        """
        lines = self.filtered(
            lambda line: (
                line.state not in ("done", "cancel")
                and line.quantity > 0
                and line.location_id.usage in PHYSICAL
            )
        )
        if not lines:
            return
        scope = self.env["quality.hold.gate"]._get_scope(lines.product_id)
        zones = self.env["stock.location"]._get_zone_map()
        for line in lines:
            if scope.concerns(line.product_id.id):
                line._check_held(scope)
            location = line.location_id
            if location.id in zones and not Passage(line).is_exit_allowed(location):
                raise exit_error(self.env, line.product_id, line.lot_id, location)

    def _check_held(self, scope):
        location = self.location_id
        items = scope.find(
            self.product_id.id,
            self.lot_id.id,
            location.company_id.id,
            location.parent_path,
        )
        if (
            items
            and not Passage(self).is_allowed(location, items)
            and not self.picking_type_id._skip_hold_line_check()
        ):
            raise held_error(
                self.env,
                items,
                self.product_id,
                self.lot_id,
                location,
                self.location_dest_id,
            )

    def _check_dropship(self, scope):
        """Refuse held goods that go from vendor to customer without touching our stock."""
        if not scope:
            return
        for line in self:
            outside = line.location_id.usage == "supplier"
            if not outside or line.location_dest_id.usage != "customer":
                continue
            items = scope.find(
                line.product_id.id,
                line.lot_id.id,
                line.company_id.id,
                line.location_id.parent_path,
                lot_name=line.lot_name,
            )
            holds = self.env["quality.hold"].browse({item.hold_id for item in items})
            if items and not line._is_hold_exempt(holds):
                raise held_error(
                    self.env,
                    items,
                    line.product_id,
                    line.lot_id,
                    line.location_id,
                    line.location_dest_id,
                )

    def _check_zones(self):
        """Only keepers validate moves across the border of a zone; out by decision.

        :return: the lines that cross a border
        """
        zones = self.env["stock.location"]._get_zone_map()
        crossing = self.filtered(
            lambda line: line._crosses_zone(zones) and line.quantity > 0
        )
        if not crossing:
            return crossing
        guarded = crossing.filtered(lambda line: line._needs_keeper())
        border = guarded.location_id | guarded.location_dest_id
        for zone in {
            location._get_zone() for location in border if location._is_in_zone()
        }:
            if not zone._is_zone_keeper():
                raise keeper_error(self.env, zone)
        leaving = crossing.filtered(
            lambda line: (
                line.location_id.id in zones
                and not Passage(line).is_exit_allowed(line.location_id)
            )
        )
        for line in leaving[:1]:
            raise exit_error(self.env, line.product_id, line.lot_id, line.location_id)
        return crossing

    def _needs_keeper(self):
        """Hook: whether a keeper must validate this way across the border of a zone."""
        return True

    def _crosses_zone(self, zones):
        """Whether this line goes across the border of a zone; ``zones``: the zone map."""
        return zones.get(self.location_id.id) != zones.get(self.location_dest_id.id)

    def _check_done_crossings(self):
        """Refuse to correct what has crossed the border of a zone.

        Keepers, decisions and cards answer for transfers at their validation only.
        """
        zones = self.env["stock.location"]._get_zone_map()
        if not zones or has_zone_pass(self.env):
            return
        for line in self:
            if line._crosses_zone(zones) and line.move_id.state == "done":
                raise done_error(self.env, line)

    def _is_hold_exempt(self, holds):
        """Hook: whether this line moves goods held by ``holds`` on a decision of theirs.

        Dispositions do, by the engine's own moves; what a recall or a regulator holds
        is not theirs to decide. Recalls extend it.
        """
        move = self.move_id
        decided = move.disposition_id or move.nonconformity_id
        return (
            bool(decided)
            and has_zone_pass(self.env)
            and not {"recall", "regulator"} & set(holds.sudo().mapped("kind"))
        )

    def _is_zone_exit_authorised(self):
        """Hook: whether a decision stands behind this line's way out of a zone.

        Here: the engine itself, a signed zone release, or the release of the hold of
        these goods. Dispositions and recall returns extend it.
        """
        self.ensure_one()
        if has_zone_pass(self.env):
            return True
        if self.move_id.zone_exit_id:
            return self.move_id.zone_exit_id._covers(self)
        return self._is_released_from_quarantine()

    def _is_released_from_quarantine(self):
        """Whether all holds of this lot are released since it came into quarantine."""
        lot = self.lot_id
        if not lot or self.location_id._get_zone().quality_zone != "quarantine":
            return False
        # as superuser: a confidential hold counts, too
        holds = lot.sudo().hold_ids | lot.product_id.sudo().whole_hold_ids
        if lot.sudo().on_hold:
            return False
        entered = self.sudo().search(
            [
                ("lot_id", "=", lot.id),
                ("location_dest_id", "=", self.location_id.id),
                ("state", "=", "done"),
            ],
            order="date desc",
            limit=1,
        )
        places = entered.location_id | self.location_id
        return bool(entered) and any(
            hold.state == "released"
            and hold.company_id == self.company_id
            and hold.date_released >= entered.date
            and hold._concerns_place(places)
            for hold in holds
        )
