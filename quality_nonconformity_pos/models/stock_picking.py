from odoo import api, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.model
    def _create_picking_from_pos_order_lines(
        self, location_dest_id, lines, picking_type, partner=False
    ):
        pickings = super()._create_picking_from_pos_order_lines(
            location_dest_id, lines, picking_type, partner=partner
        )
        pickings._tell_keeper_of_refusal()
        return pickings

    def _tell_keeper_of_refusal(self):
        """Raise an activity where the till sold goods that may not leave [RE-05]."""
        for picking in self.sudo():  # a cashier may not read who keeps the zone
            if picking.state == "done":
                continue
            if picking.on_hold:
                picking._tell_keeper(
                    self.env._("Sold at the till, but on hold"), picking.hold_banner
                )
            elif picking.concession_blocked:
                picking._tell_keeper(
                    self.env._("Sold at the till against its concession"),
                    picking.concession_note,
                )

    def _tell_keeper(self, summary, reason):
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=summary,
            note=self.env._(
                "%(holds)s The goods were paid for and perhaps taken: find them, "
                "bring them to quarantine or give the customer others, then correct "
                "or cancel this transfer.",
                holds=reason or "",
            ),
            user_id=self._get_till_keeper().id,
        )

    def _get_till_keeper(self):
        """The keeper of the shop's quarantine zone, else who placed the hold."""
        self.ensure_one()
        zone = self.picking_type_id.warehouse_id._get_quality_zone("quarantine")
        return zone.keeper_ids[:1] or self.hold_ids.placed_by_id[:1] or self.env.user
