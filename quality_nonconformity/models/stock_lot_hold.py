from odoo import fields, models


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "quality.held.mixin"]

    quarantine_card_count = fields.Integer(compute="_compute_quarantine_card_count")

    def _compute_quarantine_card_count(self):
        counts = dict(
            self.env["quality.quarantine.card"]._read_group(
                [("lot_id", "in", self.ids)], ["lot_id"], ["__count"]
            )
        )
        for lot in self:
            lot.quarantine_card_count = counts.get(lot._origin, 0)

    def _get_hold_dependencies(self):
        return ["hold_ids.state", "product_id.whole_hold_ids.state"]

    def _get_hold_sources(self):
        return self.hold_ids | self.product_id.whole_hold_ids

    def _get_wizard_defaults(self):
        return {"lot_ids": self.ids}

    def action_view_quarantine_cards(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Quarantine Cards"),
            "res_model": "quality.quarantine.card",
            "view_mode": "list,form",
            "domain": [("lot_id", "in", self.ids)],
        }

    def action_print_hold_label(self):
        return self.env.ref(
            "quality_nonconformity.action_report_lot_label"
        ).report_action(self)
