from odoo import api, fields, models


class StockMoveLine(models.Model):
    """Say on a line what its concession asks for."""

    _inherit = "stock.move.line"

    under_concession = fields.Boolean(compute="_compute_under_concession")

    @api.depends("lot_id", "location_id", "product_id", "state")
    def _compute_under_concession(self):
        waiting = self.filtered(lambda line: line.state != "done")
        guarding = self.env["quality.concession"]._find_guarding(
            waiting.product_id, waiting.company_id
        )
        for line in self:
            line.under_concession = line in waiting and bool(
                line._get_concessions_over(guarding, line.location_id)
            )

    def _describe_concessions(self, guarding):
        """Return what concessions say of these open lines, and whether one refuses.

        :param guarding: the concessions over their products, as superuser
        :return: (texts, whether goods will not be let go)
        """
        notes, blocked, planned = {}, False, {}
        for line in self:
            way = line._may_need_concession() and line.move_id._get_concession_way()
            for record in line._get_concessions_over(guarding, line.location_id):
                reason = ""
                if way:
                    key = record, way.purpose
                    planned[key] = planned.get(key, 0.0) + line.quantity_product_uom
                    reason = record._get_planned_refusal(way, planned[key])
                blocked = blocked or bool(reason)
                notes[record] = record._describe_limits(reason)
        return list(notes.values()), blocked
