from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.quality_base.models.quality_report_figures import MAX_ROWS


class QualityReport(models.Model):
    """Monthly report on the exchange ratio 调换率月报 [CO-75]."""

    _inherit = "quality.report"

    def _compute_figures_exchange_ratio(self):
        year = fields.Date.start_of(self.date_from, "year")
        return [
            self._get_exchange_section(self.env._("In the period"), self.date_from),
            self._get_exchange_section(self.env._("Since the start of the year"), year),
            self._get_exchange_deviations(),
        ]

    def _get_exchange_section(self, title, first):
        """Purchases, exchanges and their ratio by customer, the highest first."""
        groups = self.env["quality.exchange.report"]._read_group(
            Domain("company_id", "=", self.company_id.id)
            & Domain("confidential", "=", False)  # read by more than may know them
            & Domain("date", ">=", first)
            & Domain("date", "<=", self.date_to),
            ["commercial_partner_id"],
            ["purchased_value:sum", "exchanged_value:sum", "exchanged_quantity:sum"],
            having=[("exchanged_value:sum", ">", 0)],
        )
        rows = [
            [
                partner.display_name or self.env._("Unknown"),
                bought,
                given,
                pieces,
                given / bought if bought else None,
            ]
            for partner, bought, given, pieces in groups
        ]
        rows.sort(key=lambda row: (-(row[-1] if row[-1] is not None else 9e9), row[0]))
        columns = [
            (self.env._("Customer"), "text"),
            (self.env._("Purchased"), "float"),
            (self.env._("Exchanged"), "float"),
            (self.env._("Pieces"), "float"),
            (self.env._("Ratio"), "percent"),
        ]
        return self._section(title, columns, rows[:MAX_ROWS])

    def _get_exchange_deviations(self):
        """Returns over a limit, and what was decided on each."""
        returns = self.env["quality.return"].search(
            self._within("date")
            & Domain("confidential", "=", False)
            & Domain("exchange_state", "in", ("over", "exception")),
            order="date, id",
            limit=MAX_ROWS,
        )
        states = dict(returns._fields["state"]._description_selection(self.env))
        verdicts = dict(
            returns._fields["exchange_state"]._description_selection(self.env)
        )
        rows = [
            [
                ret.name,
                self._get_company_day(ret.date).isoformat(),
                ret.partner_id.display_name,
                ret.exchange_ratio / 100,
                verdicts[ret.exchange_state],
                states[ret.state],
            ]
            for ret in returns
        ]
        columns = [
            (self.env._("Return"), "text"),
            (self.env._("Requested on"), "date"),
            (self.env._("Customer"), "text"),
            (self.env._("Ratio"), "percent"),
            (self.env._("Exchange Limit"), "text"),
            (self.env._("State"), "text"),
        ]
        return self._section(self.env._("Over the limit"), columns, rows)
