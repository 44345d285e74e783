from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class QualityMeanMixin(models.AbstractModel):
    """Mean measures that leave out the rows without a result.

    A number is never empty in the database: without this, an open case would count as
    one that took zero days.
    """

    _name = "quality.mean.mixin"
    _description = "Means over Rows with a Result"

    #: measure → domain of the rows that have a result
    _mean_domains = {}

    def _read_group_select(self, aggregate_spec, query):
        sql = super()._read_group_select(aggregate_spec, query)
        measure, _colon, kind = aggregate_spec.partition(":")
        if kind != "avg" or measure not in self._mean_domains:
            return sql
        rows = Domain(self._mean_domains[measure]).optimize_full(self)
        return SQL("%s FILTER (WHERE %s)", sql, rows._to_sql(self, self._table, query))
