from datetime import timedelta

from odoo import models
from odoo.fields import Domain

from odoo.addons.quality_base.tools.period import period_before

from .quality_report_nonconformity import TOP


class QualityReport(models.Model):
    """Analysis of nonconformity control 不合格品控制分析报告, for the review [NC-78].

    By product, process, supplier, cause, disposition, age and repetition [NC-79], the
    months one by one, and the period before beside it.
    """

    _inherit = "quality.report"

    def _compute_figures_nonconformity_review(self):
        return [
            self._get_nonconformity_compared_section(),
            self._get_nonconformity_month_section(),
            self._get_nonconformity_flow_section(),
            self._get_nonconformity_age_section(),
            *(self._get_top_section(*top) for top in self._get_review_tops()),
            self._get_repeat_section(),
            self._get_disposition_section(),
            self._get_nonconformity_cost_section(),
            self._get_nonconformity_capa_section(),
            *self._get_handling_sections(),
        ]

    def _get_review_tops(self):
        return [
            ("product_id", self.env._("By product")),
            ("detection_point", self.env._("By process: where it was found")),
            ("team_id", self.env._("By responsible unit")),
            ("supplier_id", self.env._("By supplier")),
            ("defect_class_id", self.env._("By class of defects")),
            ("cause_category", self.env._("By cause")),
        ]

    def _get_nonconformity_compared_section(self):
        money = self.company_id.currency_id.name
        labels = [
            self.env._("New nonconformities"),
            self.env._("Closed"),
            self.env._("Average days until closed"),
            self.env._("Costs (%(currency)s)", currency=money),
            self.env._("Steps in time (%)"),
        ]
        return self._get_compared_section(labels, self._get_key_figures)

    def _get_compared_section(self, labels, count):
        """Numbers of the period, and of the one of the same kind before it.

        :param count: function(first day, last day) → numbers, in the order of the labels
        """
        periods = (self._get_bounds_before(), (self.date_from, self.date_to))
        figures = [count(*bounds) for bounds in periods]
        columns = [(self.env._("Figure"), "text")]
        columns += [(f"{first} – {last}", "float") for first, last in periods]
        rows = [list(row) for row in zip(labels, *figures, strict=True)]
        return self._section(
            self.env._("Compared with the period before"), columns, rows
        )

    def _get_bounds_before(self):
        kind = self.report_type_id
        if kind.period != "event":
            return period_before(self.date_from, *kind._get_period_args())
        last = self.date_from - timedelta(days=1)
        return last - (self.date_to - self.date_from), last

    def _get_key_figures(self, first, last):
        """Numbers to compare of the period of these days."""
        source = self.env["quality.nonconformity"]
        closed, days = source._read_group(
            self._within("date_closed", first, last) & Domain("state", "=", "closed"),
            [],
            ["__count", "days_open:avg"],
        )[0]
        ((costs,),) = self.env["quality.nonconformity.cost"]._read_group(
            self._get_cost_domain(first, last), [], ["amount:sum"]
        )
        counts = self._count_handling(first, last).values()
        met, late = (sum(count[key] for count in counts) for key in ("met", "late"))
        return [
            source.search_count(self._get_nonconformity_domain(first, last)),
            closed,
            days or None,
            costs or 0.0,
            100 * met / (met + late) if met + late else None,
        ]

    def _get_nonconformity_month_section(self):
        """New and closed ones and their costs, month by month."""
        source = self.env["quality.nonconformity"]
        closing = self._within("date_closed") & Domain("state", "=", "closed")
        found = self._group_months(source, self._get_nonconformity_domain(), "date")
        closed = self._group_months(source, closing, "date_closed")
        costs = self._group_months(
            self.env["quality.nonconformity.cost"],
            self._get_cost_domain(),
            "date",
            "amount:sum",
        )
        rows = [
            [month, found.get(month, 0), closed.get(month, 0), costs.get(month, 0.0)]
            for month in sorted({*found, *closed, *costs})
        ]
        columns = [
            (self.env._("Month"), "text"),
            (self.env._("New in the Period"), "integer"),
            (self.env._("Closed"), "integer"),
            (self.env._("Cost"), "float"),
        ]
        return self._section(self.env._("Month by month"), columns, rows)

    def _group_months(self, model, domain, field, aggregate="__count"):
        groups = model._read_group(domain, [f"{field}:month"], [aggregate])
        return {f"{day:%Y-%m}": value for day, value in groups}

    def _get_repeat_section(self):
        """Product and class of defects that came more than once."""
        groups = self.env["quality.nonconformity"]._read_group(
            self._get_nonconformity_domain()
            & Domain("product_id", "!=", False)
            & Domain("defect_class_id", "!=", False),
            ["product_id", "defect_class_id"],
            ["__count", "cost_total:sum"],
            having=[("__count", ">", 1)],
            order="__count desc",
            limit=TOP,
        )
        rows = [
            [product.display_name, defect.display_name, count, cost]
            for product, defect, count, cost in groups
        ]
        columns = [
            (self.env._("Product"), "text"),
            (self.env._("Class of Defects"), "text"),
            (self.env._("Times"), "integer"),
            (self.env._("Cost"), "float"),
        ]
        return self._section(self.env._("Repeated"), columns, rows)

    def _get_nonconformity_capa_section(self):
        """Corrective actions that nonconformities of the period led to [NC-75]."""
        return self._get_capa_source_section(
            self.env._("Corrective actions from these nonconformities"),
            "quality.nonconformity",
            self._get_nonconformity_domain(),
        )
