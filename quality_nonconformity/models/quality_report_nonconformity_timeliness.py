from odoo import models
from odoo.fields import Domain

from odoo.addons.quality_base.models.quality_report_figures import MAX_ROWS

#: documents whose steps are the handling of nonconforming goods and services
HANDLED_MODELS = (
    "quality.quarantine.card",
    "quality.nonconformity",
    "quality.disposition",
)


class QualityReport(models.Model):
    """Monthly timeliness 处置及时率: per unit due, in time, late, open, rate [NC-17].

    A step counts in the month of its original due time; an approved exception is shown,
    but does not make it on time [XX-19].
    """

    _inherit = "quality.report"

    def _compute_figures_nonconformity_timeliness(self):
        return [
            *self._get_handling_sections(),
            self._get_handling_late_section(),
        ]

    def _get_handling_sections(self):
        """Timeliness by unit, one section per kind of document, and by step."""
        titles = {
            "quality.quarantine.card": self.env._("Quarantined goods, by unit"),
            "quality.nonconformity": self.env._("Nonconformities, by unit"),
            "quality.disposition": self.env._("Dispositions with a date, by unit"),
        }
        counts = self._count_handling()
        sections = []
        for model, title in titles.items():
            rows = {}
            for (name, team, _step), values in counts.items():
                if name == model:
                    label = self._get_group_label(team)
                    self._add_counts(rows.setdefault(label, {}), values)
            sections.append(self._prepare_handling_section(title, rows))
        steps = {}
        for (model, _team, step), values in counts.items():
            label = (
                f"{self._get_group_label(model)}: {self._get_step_label(model, step)}"
            )
            self._add_counts(steps.setdefault(label, {}), values)
        sections.append(
            self._prepare_handling_section(self.env._("By step"), steps, total=False)
        )
        return sections

    def _get_step_label(self, model, step):
        return self.env[model]._deadline_steps().get(step, step)

    def _get_handling_domain(self, first=None, last=None, handled=HANDLED_MODELS):
        return (
            self._within("due", first, last)
            & Domain("res_model", "in", handled)
            & Domain("state", "!=", "cancelled")
        )

    def _count_handling(self, first=None, last=None, handled=HANDLED_MODELS):
        """Return ``{(model, team, step): {due, met, late, open, excused}}``, one query.

        :param date first, last: days of another period; the report's when left out
        :param tuple handled: names of the models whose steps are counted
        """
        counts = {}
        groups = self.env["quality.deadline"]._read_group(
            self._get_handling_domain(first, last, handled),
            ["res_model", "team_id", "step", "on_time", "judged"],
            ["__count", "done:count", "extended_due:count"],
        )
        for model, team, step, on_time, judged, count, done, excused in groups:
            late = count if judged and not on_time else 0
            self._add_counts(
                counts.setdefault((model, team, step), {}),
                {
                    "due": count,
                    "met": count if on_time else 0,
                    "late": late,
                    "open": count - done,
                    "excused": excused if late else 0,
                },
            )
        return counts

    def _add_counts(self, total, values):
        for key, value in values.items():
            total[key] = total.get(key, 0) + value

    def _prepare_handling_section(self, title, rows, total=True):
        """A section of counts by label, the worst rate first, the total last."""
        lines = sorted(
            ([label, *self._prepare_counts(counts)] for label, counts in rows.items()),
            key=lambda row: (row[-1] if row[-1] is not None else 2, row[0]),
        )
        if lines and total:
            everything = {}
            for counts in rows.values():
                self._add_counts(everything, counts)
            lines.append([self.env._("Total"), *self._prepare_counts(everything)])
        columns = [
            (self.env._("Responsible Unit") if total else self.env._("Step"), "text"),
            (self.env._("Due in the Period"), "integer"),
            (self.env._("In Time"), "integer"),
            (self.env._("Late"), "integer"),
            (self.env._("Late, with an Exception"), "integer"),
            (self.env._("Still Open"), "integer"),
            (self.env._("Rate"), "percent"),
        ]
        return self._section(title, columns, lines)

    def _prepare_counts(self, counts):
        judged = counts["met"] + counts["late"]
        return [
            counts["due"],
            counts["met"],
            counts["late"],
            counts["excused"],
            counts["open"],
            counts["met"] / judged if judged else None,
        ]

    def _get_handling_late_section(self):
        """The late ones one by one: basis of what units answer for."""
        late = self.env["quality.deadline"].search(
            self._get_handling_domain()
            & Domain("judged", "=", True)
            & Domain("on_time", "=", False),
            limit=MAX_ROWS,
            order="due, id",
        )
        names = self._get_document_names(late)
        rows = [
            [
                names.get((row.res_model, row.res_id), ""),
                row.step_label,
                self._get_group_label(row.team_id),
                row.user_id.name or "",
                self._get_company_day(row.due).isoformat(),
                self._get_company_day(row.done).isoformat() if row.done else None,
                row.delay_reason or "",
            ]
            for row in late
        ]
        columns = [
            (self.env._("Document"), "text"),
            (self.env._("Step"), "text"),
            (self.env._("Responsible Unit"), "text"),
            (self.env._("Responsible"), "text"),
            (self.env._("Due"), "date"),
            (self.env._("Done on"), "date"),
            (self.env._("Reason for Delay"), "text"),
        ]
        return self._section(self.env._("Late in the period"), columns, rows)
