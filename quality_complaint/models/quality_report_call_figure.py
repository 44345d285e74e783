from odoo import models
from odoo.fields import Domain


class QualityReport(models.Model):
    """The connection rate in the reports, where figures are kept [CO-56]."""

    _inherit = "quality.report"

    def _get_call_sections(self):
        """One section, or none when no figures were entered."""
        days = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("date", ">=", self.date_from)
            & Domain("date", "<=", self.date_to)
        )
        groups = self.env["quality.call.figure"]._read_group(
            days, ["name"], ["offered:sum", "connected:sum", "is_low:array_agg"]
        )
        rows = [
            [
                name,
                offered,
                connected,
                connected / offered if offered else None,
                sum(low),
            ]
            for name, offered, connected, low in groups
        ]
        columns = [
            (self.env._("Line"), "text"),
            (self.env._("Calls Offered"), "integer"),
            (self.env._("Calls Connected"), "integer"),
            (self.env._("Connection Rate"), "percent"),
            (self.env._("Days below 90 %"), "integer"),
        ]
        section = self._section(self.env._("Calls of the hotline"), columns, rows)
        return [section] if rows else []
