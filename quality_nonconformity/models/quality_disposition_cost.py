from odoo import models
from odoo.fields import Domain


class QualityDispositionCost(models.Model):
    """Scrapped goods cost what they were worth in stock [NC-63]."""

    _inherit = "quality.disposition"

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state == "executed":
            self._record_scrap_cost()
        return result

    def _record_scrap_cost(self):
        """Add one cost row per disposition that scrapped or destroyed goods."""
        scrapped = self.filtered(lambda d: d.kind in ("scrap", "destroy"))
        if not scrapped:
            return
        moves = self.env["stock.move"].sudo()  # executors do not read values
        values = dict(
            moves._read_group(
                Domain("disposition_id", "in", scrapped.ids)
                & Domain("state", "=", "done")
                & Domain("location_dest_id.usage", "=", "inventory"),
                ["disposition_id"],
                ["value:sum"],
            )
        )
        vals_list = [
            disposition._prepare_scrap_cost_vals(abs(values[disposition]))
            for disposition in scrapped.sudo()
            if values.get(disposition)
        ]
        # nobody types what the stock's valuation says
        self.env["quality.nonconformity.cost"].sudo().create(vals_list)

    def _prepare_scrap_cost_vals(self, value):
        self.ensure_one()
        return {
            "nonconformity_id": self.nonconformity_id.id,
            "disposition_id": self.id,
            "kind": "scrap",
            "name": self.display_name,
            "date": self._get_company_day(self.date_executed),
            "amount": value,
            "is_automatic": True,
        }
