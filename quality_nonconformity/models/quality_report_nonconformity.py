from datetime import timedelta

from odoo import models
from odoo.fields import Domain

from odoo.addons.quality_base.models.quality_report_figures import MAX_ROWS

#: upper bounds of the ages, in days
AGES = (7, 30, 90)
#: rows of a list of the most frequent
TOP = 10


class QualityReport(models.Model):
    """Control of nonconformities, told to each monthly meeting [NC-77]."""

    _inherit = "quality.report"

    def _compute_figures_nonconformity_control(self):
        return [
            self._get_nonconformity_flow_section(),
            self._get_nonconformity_age_section(),
            self._get_disposition_section(),
            self._get_nonconformity_cost_section(),
            self._get_top_section("defect_id", self.env._("Most frequent defects")),
            self._get_top_section("product_id", self.env._("Most affected products")),
            self._get_top_section("supplier_id", self.env._("Suppliers concerned")),
            self._get_nonconformity_late_section(),
        ]

    # -- new, closed, open ---------------------------------------------------------

    def _get_nonconformity_domain(self, first=None, last=None):
        """Found in the period, and not judged conforming."""
        found = self._within("date", first, last)
        return found & Domain("state", "!=", "cancelled")

    def _get_cost_domain(self, first=None, last=None):
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("date", ">=", first or self.date_from)
            & Domain("date", "<=", last or self.date_to)
        )

    def _get_nonconformity_open_domain(self):
        """Open at the end of the period."""
        end = self._get_utc_bounds()[1]
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("date", "<", end)
            & Domain("state", "!=", "cancelled")
            & (Domain("date_closed", "=", False) | Domain("date_closed", ">=", end))
        )

    def _get_nonconformity_flow_section(self):
        """New, closed, judged conforming and open, by severity."""
        source = self.env["quality.nonconformity"]
        found = self._within("date")
        closed = self._within("date_closed") & Domain("state", "=", "closed")
        counts = [
            dict(source._read_group(domain, ["severity_id"], ["__count"]))
            for domain in (
                found,
                closed,
                found & Domain("state", "=", "cancelled"),
                self._get_nonconformity_open_domain(),
            )
        ]
        days = dict(source._read_group(closed, ["severity_id"], ["days_open:avg"]))
        severities = {severity for count in counts for severity in count}
        rows = [
            [
                self._get_group_label(severity),
                *(count.get(severity, 0) for count in counts),
                days.get(severity),
            ]
            for severity in sorted(
                severities, key=lambda s: (s.level, s.id), reverse=True
            )
        ]
        if rows:
            sums = [sum(row[i] for row in rows) for i in range(1, 5)]
            rows.append([self.env._("Total"), *sums, None])
        columns = [
            (self.env._("Severity"), "text"),
            (self.env._("New in the Period"), "integer"),
            (self.env._("Closed"), "integer"),
            (self.env._("Judged Conforming"), "integer"),
            (self.env._("Open at the End"), "integer"),
            (self.env._("Average Days until Closed"), "float"),
        ]
        return self._section(self.env._("Nonconformities"), columns, rows)

    def _get_nonconformity_age_section(self):
        """How old the open ones are at the end of the period."""
        labels = [self.env._("up to %(days)s days", days=AGES[0])]
        labels += [
            self.env._("%(low)s to %(high)s days", low=low + 1, high=high)
            for low, high in zip(AGES, AGES[1:], strict=False)
        ]
        labels.append(self.env._("more than %(days)s days", days=AGES[-1]))
        rows = [[label, 0, 0] for label in labels]
        for day, suspect, count in self.env["quality.nonconformity"]._read_group(
            self._get_nonconformity_open_domain(),
            ["date:day", "is_suspect"],
            ["__count"],
        ):
            age = (self.date_to - day.date()).days
            row = rows[sum(age > bound for bound in AGES)]
            row[1] += count
            row[2] += count if suspect else 0
        columns = [
            (self.env._("Age"), "text"),
            (self.env._("Open"), "integer"),
            (self.env._("of these not judged yet"), "integer"),
        ]
        return self._section(self.env._("Open, by age"), columns, rows)

    # -- dispositions and costs ----------------------------------------------------

    def _get_disposition_section(self):
        """What was decided in the period, and how far it got."""
        Disposition = self.env["quality.disposition"]
        counts = {}
        for kind, state, count in Disposition._read_group(
            self._within("date_approved"), ["kind", "state"], ["__count"]
        ):
            counts.setdefault(kind, {})[state] = count
        labels = Disposition._fields["kind"]._description_selection(self.env)
        rows = [
            [
                label,
                sum(counts[kind].values()),
                counts[kind].get("executed", 0) + counts[kind].get("verified", 0),
                counts[kind].get("verified", 0),
                counts[kind].get("cancelled", 0),
            ]
            for kind, label in labels
            if kind in counts
        ]
        columns = [
            (self.env._("Disposition"), "text"),
            (self.env._("Decided"), "integer"),
            (self.env._("Carried Out"), "integer"),
            (self.env._("Verified"), "integer"),
            (self.env._("Taken Back"), "integer"),
        ]
        return self._section(self.env._("Dispositions of the period"), columns, rows)

    def _get_nonconformity_cost_section(self):
        """Costs of the period by kind, who bears them, what is charged [NC-63]."""
        Cost = self.env["quality.nonconformity.cost"]
        sums = {}
        for kind, bearer, charged, amount in Cost._read_group(
            self._get_cost_domain(),
            ["kind", "charge_to", "is_charged"],
            ["amount:sum"],
        ):
            row = sums.setdefault(kind, [0.0, 0.0, 0.0])
            row[0] += amount
            row[1] += amount if bearer != "internal" else 0.0
            row[2] += amount if charged else 0.0
        labels = Cost._fields["kind"]._description_selection(self.env)
        rows = [[label, *sums[kind]] for kind, label in labels if kind in sums]
        if rows:
            total = [sum(row[i] for row in rows) for i in (1, 2, 3)]
            rows.append([self.env._("Total"), *total])
        money = self.company_id.currency_id.name
        columns = [
            (self.env._("Cost"), "text"),
            (self.env._("Amount (%(currency)s)", currency=money), "float"),
            (self.env._("Borne by Others"), "float"),
            (self.env._("Charged"), "float"),
        ]
        return self._section(self.env._("Costs of the period"), columns, rows)

    # -- the most frequent ---------------------------------------------------------

    def _get_top_section(self, field, title, limit=TOP):
        """The most frequent values of a field among the new ones, with their cost."""
        source = self.env["quality.nonconformity"]
        domain = self._get_nonconformity_domain()
        if source._fields[field].relational:
            domain &= Domain(field, "!=", False)
        groups = source._read_group(
            domain,
            [field],
            ["__count", "cost_total:sum"],
            order=f"__count desc, {field}",
            limit=limit,
        )
        everything = source.search_count(self._get_nonconformity_domain())
        rows = [
            [self._get_value_label(field, value), count, count / everything, cost]
            for value, count, cost in groups
        ]
        columns = [
            (source._fields[field]._description_string(self.env), "text"),
            (self.env._("Times"), "integer"),
            (self.env._("Share of Total"), "percent"),
            (self.env._("Cost"), "float"),
        ]
        return self._section(title, columns, rows)

    def _get_value_label(self, field, value):
        kind = self.env["quality.nonconformity"]._fields[field]
        if kind.type == "selection":
            labels = dict(kind._description_selection(self.env))
            return labels.get(value) or self.env._("(none)")
        return self._get_group_label(value)

    def _get_nonconformity_late_section(self):
        """Open at the end of the period with a step past its time."""
        end = self._get_utc_bounds()[1] - timedelta(seconds=1)
        rows = self.env["quality.deadline"].search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("res_model", "=", "quality.nonconformity")
            & Domain("effective_due", "<=", end)
            & Domain("state", "!=", "cancelled")
            & (Domain("done", "=", False) | Domain("done", ">", end)),
            limit=MAX_ROWS,
            order="effective_due, id",
        )
        names = self._get_document_names(rows)
        lines = [
            [
                names.get((row.res_model, row.res_id), ""),
                row.step_label,
                self._get_group_label(row.team_id),
                row.user_id.name or "",
                self._get_company_day(row.effective_due).isoformat(),
            ]
            for row in rows
        ]
        columns = [
            (self.env._("Nonconformity"), "text"),
            (self.env._("Step"), "text"),
            (self.env._("Responsible Unit"), "text"),
            (self.env._("Responsible"), "text"),
            (self.env._("Due"), "date"),
        ]
        return self._section(
            self.env._("Late at the end of the period"), columns, lines
        )
