from odoo import api, fields, models


class QualityNonconformity(models.Model):
    """Found in production: its order stands still until it is decided [NC-20]."""

    _inherit = "quality.nonconformity"

    production_id = fields.Many2one(
        "mrp.production",
        "Manufacturing Order",
        index="btree_not_null",
        check_company=True,
    )
    workorder_id = fields.Many2one(
        "mrp.workorder",
        index="btree_not_null",
        check_company=True,
        domain="[('production_id', '=', production_id)]",
    )

    _stopped_production_idx = models.Index("(production_id) WHERE line_stopped")

    def _stop_production(self, leader):
        """Pause the work orders under way as well: nobody's time runs on."""
        result = super()._stop_production(leader)
        # inspectors hold no right on work orders
        orders = self.sudo().production_id.workorder_ids
        orders.filtered(lambda order: order.state == "progress").end_all()
        return result

    @api.model
    def _get_stopped_message(self, productions):
        """Return why these orders may not go on, or False when they may."""
        stops = (
            self.env["quality.nonconformity"]
            .sudo()  # a stop counts for those who may not read it, too
            .search(
                [("production_id", "in", productions.ids), ("line_stopped", "=", True)]
            )
        )
        if not stops:
            return False
        return self.env._(
            "%(orders)s is stopped by quality (%(names)s). Correct the cause; production "
            "goes on when the nonconformity is decided, or when a quality officer "
            "resumes it.",
            orders=", ".join(stops.production_id.mapped("name")),
            names=", ".join(stops.mapped("name")),
        )
