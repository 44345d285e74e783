from datetime import UTC, datetime, time
from math import sqrt
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: share of the total that the vital few make up
VITAL_SHARE = 0.8
#: bars of the chart; what remains stands together behind them
LIMIT = 20


class QualityParetoMixin(models.AbstractModel):
    """Pareto 排列图 and trend of records: which few make most of it, and when [NC-79].

    A model names what its records are counted by and measured in; it has ``date`` (a
    datetime) and ``team_id``. Everything is read with the user's own rights, in one
    grouped query however many there are.
    """

    _name = "quality.pareto.mixin"
    _description = "Records Counted by Pareto"

    #: by what records are counted: fields, the first is shown first
    _pareto_dimensions = ()
    #: field whose sum is the cost, if there is one
    _pareto_cost = None

    @api.model
    def _get_pareto_domain(self):
        """Hook: which records count at all."""
        return Domain.TRUE

    @api.model
    @api.readonly
    def get_pareto(self, dimension, domain=None, measure="count"):
        """Return the records of ``domain`` by ``dimension``, the most first.

        :param str dimension: one of ``_pareto_dimensions``
        :param str measure: ``count``, or ``cost`` for those who may see money
        :return: ``{"rows", "total", "vital"}``; a row has ``label``, ``value``,
            ``share`` and ``cumulative`` (shares of 1) and the ``domain`` of its records;
            ``vital`` is the number of rows that make up 80 % of the total
        :raises UserError: for any other dimension or measure
        """
        self._check_pareto(dimension, measure)
        domain = Domain(domain or []) & self._get_pareto_domain()
        aggregate = self._get_pareto_aggregate(measure)
        groups = self._read_group(domain, [dimension], [aggregate])
        groups = sorted(groups, key=lambda group: -(group[1] or 0))
        groups = [group for group in groups if group[1]]
        total = sum(value for _key, value in groups)
        rows, cumulative, vital = [], 0.0, 0
        for label, value, condition in self._merge_pareto(dimension, groups):
            vital += cumulative < VITAL_SHARE * total
            cumulative += value
            rows.append(
                {
                    "label": label,
                    "value": value,
                    "share": value / total,
                    "cumulative": cumulative / total,
                    "domain": list(domain & condition),
                }
            )
        return {"rows": rows, "total": total, "vital": vital}

    @api.model
    @api.readonly
    def get_trend(self, domain=None, measure="count"):
        """Return the records of ``domain`` month by month, empty months as well.

        :param str measure: see :meth:`get_pareto`
        :return: ``{"rows", "average", "limit"}``; a row has ``label``, ``value``,
            ``domain`` and ``beyond``: more than chance explains. ``limit`` is the
            average plus three times its root (c chart); for costs there is none
        :raises UserError: for any other measure
        """
        self._check_pareto(self._pareto_dimensions[0], measure)
        domain = Domain(domain or []) & self._get_pareto_domain()
        aggregate = self._get_pareto_aggregate(measure)
        groups = {
            month.date(): value or 0
            for month, value in self._read_group(domain, ["date:month"], [aggregate])
            if month
        }
        months = self._list_months(groups)
        values = [groups.get(month, 0) for month in months]
        average = sum(values) / len(values) if values else 0
        limit = average + 3 * sqrt(average) if measure == "count" else None
        rows = [
            {
                "label": f"{month:%Y-%m}",
                "value": value,
                "beyond": limit is not None and value > limit,
                "domain": list(domain & self._get_month_domain(month)),
            }
            for month, value in zip(months, values, strict=True)
        ]
        return {"rows": rows, "average": average, "limit": limit}

    def _get_month_domain(self, first):
        """Domain of the month that starts on ``first``, as the user's clock counts."""
        zone = ZoneInfo(self.env.context.get("tz") or "UTC")
        days = (first, fields.Date.add(first, months=1))
        start, end = (
            datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)
            for day in days
        )
        return Domain("date", ">=", start) & Domain("date", "<", end)

    def _list_months(self, months):
        """Return the first days of all months from the first to the last."""
        if not months:
            return []
        found, last = [min(months)], max(months)
        while found[-1] < last:
            found.append(fields.Date.add(found[-1], months=1))
        return found

    def _get_pareto_aggregate(self, measure):
        return "__count" if measure == "count" else f"{self._pareto_cost}:sum"

    def _merge_pareto(self, dimension, groups):
        """Yield label, value and domain of each bar; what is beyond the limit as one."""
        labels = self._get_pareto_labels(dimension, groups)
        shown = groups[:LIMIT]
        keys = []
        for key, value in shown:
            keys.append(key.id if isinstance(key, models.BaseModel) else key)
            yield labels[key], value, Domain(dimension, "=", keys[-1])
        if rest := groups[LIMIT:]:
            label = self.env._("%(count)s others", count=len(rest))
            condition = Domain(dimension, "not in", keys)
            yield label, sum(value for _key, value in rest), condition

    def _get_pareto_labels(self, dimension, groups):
        field = self._fields[dimension]
        none = self.env._("(none)")
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return {key: labels.get(key) or none for key, _value in groups}
        return {key: key.display_name if key else none for key, _value in groups}

    @api.model
    @api.readonly
    def get_pareto_options(self):
        """What the chart may be asked for: dimensions, measures, teams, money's symbol."""
        measures = [["count", self.env._("Times")]]
        cost = self._fields.get(self._pareto_cost)
        if cost and self._has_field_access(cost, "read"):
            measures.append(["cost", self.env._("Cost")])
        teams = self.env["quality.team"].search([("active", "=", True)])
        return {
            "dimensions": [
                [name, self._fields[name]._description_string(self.env)]
                for name in self._pareto_dimensions
            ],
            "measures": measures,
            "teams": [[team.id, team.display_name] for team in teams],
            "team_label": self._fields["team_id"]._description_string(self.env),
            "currency_id": self.env.company.currency_id.id,
        }

    def _check_pareto(self, dimension, measure):
        options = self.get_pareto_options()
        known = {name for name, _label in options["dimensions"]}
        if dimension not in known or measure not in dict(options["measures"]):
            raise UserError(
                self.env._(
                    "%(model)s is not counted by “%(dimension)s” and “%(measure)s”. "
                    "Choose one of the lists.",
                    model=self.env["ir.model"]._get(self._name).name,
                    dimension=dimension,
                    measure=measure,
                )
            )
