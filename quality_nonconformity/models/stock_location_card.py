from odoo import fields, models


class StockLocation(models.Model):
    _inherit = "stock.location"

    quarantine_card_count = fields.Integer(
        "Open Quarantine Cards", compute="_compute_quarantine_card_count"
    )

    def _compute_quarantine_card_count(self):
        counts = dict(
            self.env["quality.quarantine.card"]._read_group(
                [
                    ("location_id", "child_of", self.ids),
                    ("state", "not in", ("closed", "cancelled")),
                ],
                ["location_id"],
                ["__count"],
            )
        )
        for location in self:
            location.quarantine_card_count = sum(
                count
                for place, count in counts.items()
                if place.parent_path.startswith(location.parent_path or "-")
            )

    def _quarantine_key(self, zones):
        """What tells one zone with cards from another; False outside of them."""
        self.ensure_one()
        zone = self._get_zone()
        if zone.quality_zone not in zones:
            return False
        return zone.warehouse_id.id, zone.quality_zone

    def action_view_quarantine_cards(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Quarantine Cards"),
            "res_model": "quality.quarantine.card",
            "view_mode": "list,form",
            "domain": [("location_id", "child_of", self.ids)],
            "context": {"search_default_open": 1},
        }
