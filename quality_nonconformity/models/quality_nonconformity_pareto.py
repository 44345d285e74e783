from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: by what nonconformities are counted
DIMENSIONS = (
    "defect_class_id",
    "defect_id",
    "product_id",
    "categ_id",
    "supplier_id",
    "cause_category",
    "detection_point",
    "severity_id",
    "responsible",
    "team_id",
)
#: share of the total that the vital few make up
VITAL_SHARE = 0.8
#: bars of the chart; what remains stands together behind them
LIMIT = 20


class QualityNonconformityPareto(models.Model):
    """Pareto 排列图: which few causes, products, suppliers make most of it [NC-79].

    Read with the user's own rights, in one grouped query however many there are.
    """

    _inherit = "quality.nonconformity"

    @api.model
    @api.readonly
    def get_pareto(self, dimension, domain=None, measure="count"):
        """Return the nonconformities of ``domain`` by ``dimension``, the most first.

        :param str dimension: one of ``DIMENSIONS``
        :param str measure: ``count``, or ``cost`` for those who may see money
        :return: ``{"rows", "total", "vital"}``; a row has ``label``, ``value``,
            ``share`` and ``cumulative`` (shares of 1) and the ``domain`` of its records;
            ``vital`` is the number of rows that make up 80 % of the total
        :raises UserError: for any other dimension or measure
        """
        self._check_pareto(dimension, measure)
        domain = Domain(domain or []) & Domain("state", "!=", "cancelled")
        aggregate = {"count": "__count", "cost": "cost_total:sum"}[measure]
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
        measures = [["count", self.env._("Count")]]
        if self._has_field_access(self._fields["cost_total"], "read"):
            measures.append(["cost", self.env._("Cost")])
        teams = self.env["quality.team"].search([("active", "=", True)])
        return {
            "dimensions": [
                [name, self._fields[name]._description_string(self.env)]
                for name in DIMENSIONS
            ],
            "measures": measures,
            "teams": [[team.id, team.display_name] for team in teams],
            "currency_id": self.env.company.currency_id.id,
        }

    def _check_pareto(self, dimension, measure):
        options = self.get_pareto_options()
        known = {name for name, _label in options["dimensions"]}
        if dimension not in known or measure not in dict(options["measures"]):
            raise UserError(
                self.env._(
                    "Nonconformities are not counted by “%(dimension)s” and "
                    "“%(measure)s”. Choose one of the lists.",
                    dimension=dimension,
                    measure=measure,
                )
            )
