from odoo import models
from odoo.tools import SQL

#: what a criterion measures: a column of the measures below
MEASURES = {
    "size": SQL("measured.employees"),
    "sales": SQL("measured.sales"),
    "trend": SQL("measured.trend"),
    "payment": SQL("measured.payment"),
}


class CustomerClassCriterionScore(models.Model):
    """The points of one criterion as SQL over what is known of customers [CT-16]."""

    _inherit = "customer.class.criterion"

    def _get_column(self):
        return SQL.identifier(f"points_{self.id}")

    def _get_points_sql(self):
        """Return the points of a customer for this criterion, 0 to 100."""
        self.ensure_one()
        missing = SQL("%s::numeric", self.points_missing)
        if self.kind == "manual":
            return SQL("COALESCE((%s), %s)", self._get_judgment_sql(), missing)
        if self.kind == "nature":
            found = self._get_cases(
                SQL("measured.industry_id = %s", band.industry_id.id)
                for band in self._get_bands()
            )
            return SQL("COALESCE(%s, %s)", found, missing)
        value = MEASURES[self.kind]
        if self.scale == "rank":
            found = SQL(
                "ROUND((100 * CUME_DIST() OVER (PARTITION BY measured.unit_id,"
                " %(value)s IS NULL ORDER BY %(value)s))::numeric, 2)",
                value=value,
            )
        else:
            found = SQL(
                "COALESCE(%s, 0)",
                self._get_cases(
                    SQL("%s >= %s", value, b.value) for b in self._get_bands()
                ),
            )
        return SQL("CASE WHEN %s IS NULL THEN %s ELSE %s END", value, missing, found)

    def _get_cases(self, conditions):
        cases = [
            SQL("WHEN %s THEN %s::numeric", condition, band.points)
            for condition, band in zip(conditions, self._get_bands(), strict=True)
        ]
        return SQL("CASE %s END", SQL(" ").join(cases)) if cases else SQL("NULL")

    def _get_bands(self):
        return self.band_ids.sorted("value", reverse=True)

    def _get_judgment_sql(self):
        return SQL(
            "SELECT judgment.points::numeric FROM customer_class_judgment AS judgment"
            " WHERE judgment.criterion_id = %s AND judgment.partner_id = measured.id"
            " ORDER BY judgment.id DESC LIMIT 1",
            self.id,
        )
