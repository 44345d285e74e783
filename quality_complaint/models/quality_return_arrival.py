from odoo import api, fields, models


class QualityReturnArrival(models.Model):
    """How the goods arrive; from a freight station by a pick-up order only [CO-63]."""

    _inherit = "quality.return"

    arrival = fields.Selection(
        [
            ("sent", "Sent to our warehouse"),
            ("station", "Fetched from a freight station"),
            ("brought", "Brought by the customer or our staff"),
        ],
        "Arrives",
        default="sent",
        required=True,
        tracking=True,
    )
    pickup_ids = fields.One2many("quality.return.pickup", "return_id", "Pick-up Orders")
    pickup_count = fields.Integer(
        "Number of Pick-up Orders", compute="_compute_pickup_count"
    )

    @api.depends("pickup_ids")
    def _compute_pickup_count(self):
        counts = dict(
            self.env["quality.return.pickup"]._read_group(
                [("return_id", "in", self.ids)], ["return_id"], ["__count"]
            )
        )
        for record in self:
            record.pickup_count = counts.get(record._origin, 0)

    def action_view_pickups(self):
        action = self.pickup_ids._get_records_action(name=self.env._("Pick-up Orders"))
        return action | {
            "context": {"default_return_id": self.id},
            "domain": [("return_id", "in", self.ids)],
        }

    def action_new_pickup(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pick-up Order"),
            "res_model": "quality.return.pickup",
            "views": [(False, "form")],
            "context": {"default_return_id": self.id},
        }

    def _get_receipt_blockers(self, picking=None):
        blockers = super()._get_receipt_blockers(picking)
        handed = "delivered" in self.sudo().pickup_ids.mapped("state")  # any department
        if self.arrival == "station" and picking and not handed:
            blockers.append(
                self.env._(
                    "%(name)s arrives at a freight station: after-sales issues a "
                    "pick-up order, and the driver hands the goods over with it first.",
                    name=self.name,
                )
            )
        return blockers
