from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import models
from odoo.fields import Domain

#: longest list inside a report; the record lists are there for more
MAX_ROWS = 100


class QualityReport(models.Model):
    """Data sources of the report catalogue, one method per source [XX-23, XX-25].

    ``_compute_figures_<source>()`` gets one report in sudo and returns its sections:
    dicts of ``title``, ``columns`` (``label``, ``type``) and ``rows`` with values that
    fit into JSON; types: text, integer, float, percent (share of 1), date (ISO).
    It must look at ``company_id`` and the period itself.
    """

    _inherit = "quality.report"

    def _get_utc_bounds(self, first=None, last=None):
        """Return the period as naive UTC instants, the end exclusive.

        :param date first, last: days of another period; the report's when left out
        """
        self.ensure_one()
        zone = ZoneInfo(self.company_id.partner_id.tz or "UTC")
        days = (first or self.date_from, (last or self.date_to) + timedelta(days=1))
        utc = ZoneInfo("UTC")
        local = (datetime.combine(day, time(), zone) for day in days)
        return tuple(instant.astimezone(utc).replace(tzinfo=None) for instant in local)

    def _within(self, field, first=None, last=None):
        """Domain: the datetime ``field`` lies in the period, in this company."""
        start, end = self._get_utc_bounds(first, last)
        company = Domain("company_id", "=", self.company_id.id)
        return company & Domain(field, ">=", start) & Domain(field, "<", end)

    def _section(self, title, columns, rows):
        """Return one section; ``columns`` are pairs of label and type."""
        heads = [{"label": label, "type": kind} for label, kind in columns]
        return {"title": title, "columns": heads, "rows": rows}

    # -- timeliness of deadlines ---------------------------------------------------

    def _compute_figures_deadline_timeliness(self):
        return [
            self._get_timeliness_section("team_id", self.env._("Timeliness by team")),
            self._get_timeliness_section("res_model", self.env._("Timeliness by kind")),
            self._get_open_deadlines_section(),
        ]

    def _get_timeliness_section(self, groupby, title):
        rows = []
        total = [0, 0]
        for key, count, rate, delay in self.env["quality.deadline"]._read_group(
            self._within("due") & Domain("judged", "=", True),
            [groupby],
            ["__count", "on_time_rate:avg", "delay:sum"],
        ):
            met = round(count * rate / 100)
            total = [total[0] + count, total[1] + met]
            late = count - met
            label = self._get_group_label(key)
            rows.append([label, count, met, late, rate / 100, late and delay / late])
        rows.sort(key=lambda row: (row[4], row[0]))
        if rows:
            count, met = total
            rows.append(
                [self.env._("Total"), count, met, count - met, met / count, None]
            )
        columns = [
            (self.env._("Group"), "text"),
            (self.env._("Due"), "integer"),
            (self.env._("On time"), "integer"),
            (self.env._("Late"), "integer"),
            (self.env._("Rate"), "percent"),
            (self.env._("Delay when late (hours)"), "float"),
        ]
        return self._section(title, columns, rows)

    def _get_group_label(self, key):
        if isinstance(key, str):
            return self.env["ir.model"]._get(key).name or key
        return key.display_name if key else self.env._("(none)")

    def _get_open_deadlines_section(self):
        late = self.env["quality.deadline"].search(
            self._within("due") & Domain("is_late", "=", True),
            limit=MAX_ROWS,
            order="due",
        )
        names = self._get_document_names(late)
        rows = [
            [
                names.get((d.res_model, d.res_id), ""),
                d.step_label,
                d.user_id.name or "",
                self._get_company_day(d.due).isoformat(),
            ]
            for d in late
        ]
        columns = [
            (self.env._("Document"), "text"),
            (self.env._("Step"), "text"),
            (self.env._("Responsible"), "text"),
            (self.env._("Due"), "date"),
        ]
        return self._section(self.env._("Late and still open"), columns, rows)

    def _get_document_names(self, rows):
        """Return ``{(model, id): name}`` of the documents of some rows."""
        names = {}
        for model, owned in rows.grouped("res_model").items():
            if model in self.env:
                for document in self.env[model].browse(owned.mapped("res_id")).exists():
                    names[model, document.id] = self._get_shown_name(document)
        return names

    def _get_shown_name(self, document):
        """A confidential document appears by its number: readers may not know more."""
        return document.name if document.confidential else document.display_name

    # -- corrective and preventive actions ------------------------------------------

    def _compute_figures_capa_status(self):
        return [
            self._get_capa_flow_section(),
            self._get_capa_state_section(),
            self._get_capa_overdue_section(),
        ]

    def _get_capa_flow_section(self):
        Capa = self.env["quality.capa"]
        company = Domain("company_id", "=", self.company_id.id)
        opened = Domain("date_opened", ">=", self.date_from) & Domain(
            "date_opened", "<=", self.date_to
        )
        end = self._get_utc_bounds()[1]
        still = Domain("date_opened", "<=", self.date_to) & Domain(
            "state", "!=", "cancelled"
        )
        still &= Domain("date_closed", "=", False) | Domain("date_closed", ">=", end)
        counts = [
            dict(Capa._read_group(domain, ["kind"], ["__count"]))
            for domain in (
                company & opened,
                self._within("date_closed"),
                company & still,
            )
        ]
        days = dict(
            Capa._read_group(self._within("date_closed"), ["kind"], ["days_open:avg"])
        )
        labels = dict(Capa._fields["kind"]._description_selection(self.env))
        rows = [
            [label, *(count.get(kind, 0) for count in counts), days.get(kind)]
            for kind, label in labels.items()
        ]
        columns = [
            (self.env._("Kind"), "text"),
            (self.env._("Opened"), "integer"),
            (self.env._("Closed"), "integer"),
            (self.env._("Open at the end"), "integer"),
            (self.env._("Average days until closed"), "float"),
        ]
        return self._section(
            self.env._("Corrective and preventive actions"), columns, rows
        )

    def _get_capa_state_section(self):
        domain = Domain("company_id", "=", self.company_id.id) & Domain(
            "date_opened", "<=", self.date_to
        )
        title = self.env._("State of all that were opened so far")
        return self._get_capa_count_section(title, domain)

    def _get_capa_source_section(self, title, model, domain):
        """CAPAs that records of ``model`` within ``domain`` led to, by state."""
        found = self.env[model]._search(domain)
        led = Domain("source_model", "=", model) & Domain("source_id", "in", found)
        return self._get_capa_count_section(title, led)

    def _get_capa_count_section(self, title, domain):
        columns = [
            (self.env._("State"), "text"),
            (self.env._("Number of CAPAs"), "integer"),
        ]
        rows = self._count_choices("quality.capa", "state", domain)
        return self._section(title, columns, rows)

    def _count_choices(self, model, field, domain):
        """Return ``[label, count]`` of each value in use of a selection field."""
        source = self.env[model]
        counts = dict(source._read_group(domain, [field], ["__count"]))
        labels = source._fields[field]._description_selection(self.env)
        return [[label, counts[key]] for key, label in labels if key in counts]

    def _get_capa_overdue_section(self):
        domain = Domain("company_id", "=", self.company_id.id) & Domain(
            "is_overdue", "=", True
        )
        overdue = self.env["quality.capa"].search(
            domain, limit=MAX_ROWS, order="date_opened"
        )
        rows = [
            [self._get_shown_name(c), c.user_id.name or "", c.date_opened.isoformat()]
            for c in overdue
        ]
        columns = [
            (self.env._("Action"), "text"),
            (self.env._("Responsible"), "text"),
            (self.env._("Opened on"), "date"),
        ]
        return self._section(self.env._("Overdue actions"), columns, rows)

    # -- management review -------------------------------------------------------------

    def _compute_figures_management_review(self):
        """All reports of the period with their frozen figures, CAPA and deadlines."""
        reports = self.search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("date_to", ">=", self.date_from)
            & Domain("date_to", "<=", self.date_to)
            & Domain("id", "!=", self.id),
            order="report_type_id, date_from",
        )
        sections = [self._get_review_overview(reports)]
        # figures of a confidential report stay with its own readers
        open_reports = reports.filtered(lambda r: not r.confidential)
        for report in open_reports.filtered(lambda r: r.state != "draft"):
            for section in report.figures or []:
                title = (
                    f"{report.name} {report.report_type_id.name}: {section['title']}"
                )
                sections.append({**section, "title": title})
        return [
            *sections,
            *self._compute_figures_capa_status(),
            *self._compute_figures_deadline_timeliness(),
        ]

    def _get_review_overview(self, reports):
        columns = [
            (self.env._("Number"), "text"),
            (self.env._("Report"), "text"),
            (self.env._("Period"), "text"),
            (self.env._("Author"), "text"),
            (self.env._("State"), "text"),
            (self.env._("Submitted on"), "date"),
        ]
        rows = [
            [
                report.name,
                report.report_type_id.name,
                report._get_period_label(),
                report.user_id.name or "",
                self.env._("Missing")
                if report.is_missing
                else report._state_label(report.state),
                report.date_submitted
                and report._get_company_day(report.date_submitted).isoformat(),
            ]
            for report in reports
        ]
        return self._section(self.env._("Reports of the period"), columns, rows)
