from odoo import models
from odoo.fields import Domain

from odoo.addons.quality_base.models.quality_report_figures import MAX_ROWS
from odoo.addons.quality_nonconformity.models.quality_report_nonconformity import TOP

MODEL = "quality.complaint"


class QualityReport(models.Model):
    """Complaints of a month, a quarter, a year [CO-51 to CO-54].

    A figure counts complaints; enquiries and suggestions stand in a column of their
    own, rejected ones in another. Confidential ones are counted, never named.
    """

    _inherit = "quality.report"

    def _compute_figures_complaint_quarter(self):
        """顾客投诉查询商品质量记录表: how it stands, then case by case [CO-51]."""
        return [
            self._get_complaint_flow_section(),
            self._get_complaint_top_section("product_id", self.env._("By product")),
            self._get_complaint_case_section(),
        ]

    def _compute_figures_complaint_month(self):
        """What after-sales sums up each month, to lower the rate [CO-52]."""
        return [
            self._get_complaint_compared_section(),
            self._get_complaint_flow_section(),
            *(
                self._get_complaint_top_section(*top)
                for top in self._get_complaint_tops()
            ),
            self._get_complaint_repeat_section(),
            self._get_complaint_cost_section(),
            *self._get_complaint_timeliness_sections(),
            *self._get_call_sections(),
        ]

    def _compute_figures_complaint_year(self):
        """All complaint information of the year, for the management review [CO-53]."""
        return [
            self._get_complaint_compared_section(),
            self._get_complaint_month_section(),
            self._get_complaint_flow_section(),
            *(
                self._get_complaint_top_section(*top)
                for top in self._get_complaint_tops()
            ),
            self._get_complaint_repeat_section(),
            self._get_complaint_solution_section(),
            self._get_complaint_capa_section(),
            self._get_complaint_cost_section(),
            *self._get_complaint_timeliness_sections(),
            *self._get_call_sections(),
            *self._compute_figures_complaint_evaluation(),
        ]

    def _get_complaint_tops(self):
        return [
            ("product_id", self.env._("By product")),
            ("defect_class_id", self.env._("By class of defects")),
            ("cause_id", self.env._("By cause")),
            ("responsible_team_id", self.env._("By responsible department")),
            ("channel", self.env._("By channel")),
        ]

    # -- domains -------------------------------------------------------------------

    def _get_complaint_domain(self, first=None, last=None):
        """Complaints received in the period, without those that count for nothing."""
        counted = self.env[MODEL]._get_counted_domain()
        return self._within("date", first, last) & counted

    def _get_complaint_open_domain(self):
        """Open at the end of the period."""
        end = self._get_utc_bounds()[1]
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("date", "<", end)
            & self.env[MODEL]._get_counted_domain()
            & (Domain("date_closed", "=", False) | Domain("date_closed", ">=", end))
        )

    # -- how much ------------------------------------------------------------------

    def _get_complaint_flow_section(self):
        """Received, closed and open by kind; enquiries and rejected ones apart."""
        source = self.env[MODEL]
        closed = self._within("date_closed") & source._get_counted_domain()
        counts = [
            dict(source._read_group(domain, ["kind_id"], ["__count"]))
            for domain in (
                self._get_complaint_domain(),
                closed & Domain("state", "=", "closed"),
                self._get_complaint_open_domain(),
                self._within("date") & Domain("state", "=", "rejected"),
                self._within("date") & Domain("is_complaint", "=", False),
            )
        ]
        kinds = {kind for count in counts for kind in count}
        rows = [
            [self._get_group_label(kind), *(count.get(kind, 0) for count in counts)]
            for kind in sorted(kinds, key=lambda kind: (kind.sequence, kind.id))
        ]
        if rows:
            sums = [sum(row[i] for row in rows) for i in range(1, 6)]
            rows.append([self.env._("Total"), *sums])
        columns = [
            (self.env._("Kind"), "text"),
            (self.env._("Complaints Received"), "integer"),
            (self.env._("Closed"), "integer"),
            (self.env._("Open at the End"), "integer"),
            (self.env._("Rejected"), "integer"),
            (self.env._("Enquiries and Suggestions"), "integer"),
        ]
        return self._section(self.env._("Complaints by kind"), columns, rows)

    def _get_complaint_compared_section(self):
        """Numbers of the period, and of the one of the same kind before it."""
        labels = [
            self.env._("Complaints"),
            self.env._("of these justified"),
            self.env._("Deliveries"),
            self.env._("Complaints per 100 deliveries"),
            self.env._("Calls again on the same matter"),
            self.env._("Average days until the reply"),
            self.env._("Average days until closed"),
            self.env._("Steps in time (%)"),
        ]
        return self._get_compared_section(labels, self._get_complaint_figures)

    def _get_complaint_figures(self, first, last):
        """Numbers to compare of the period of these days, in the order of the labels."""
        source = self.env[MODEL]
        received = self._get_complaint_domain(first, last)
        number = source.search_count(received)
        justified = source.search_count(received & Domain("justified", "=", "yes"))
        deliveries = self._count_deliveries(first, last)
        calls = self.env["quality.complaint.call"].search_count(
            self._within("date", first, last)
        )
        counted = source._get_counted_domain()
        replied = self._within("date_replied", first, last) & counted
        closed = self._within("date_closed", first, last) & counted
        ((until_reply,),) = source._read_group(replied, [], ["days_to_reply:avg"])
        ((until_closed,),) = source._read_group(closed, [], ["days_open:avg"])
        counts = self._count_handling(first, last, (MODEL,)).values()
        met, late = (sum(count[key] for count in counts) for key in ("met", "late"))
        return [
            number,
            justified,
            deliveries,
            100 * number / deliveries if deliveries else None,
            calls,
            until_reply,
            until_closed,
            100 * met / (met + late) if met + late else None,
        ]

    def _count_deliveries(self, first=None, last=None):
        """Deliveries done in the period: what the rate of complaints relates to."""
        return self.env["stock.picking"].search_count(
            self._within("date_done", first, last)
            & Domain("state", "=", "done")
            & Domain("picking_type_code", "=", "outgoing")
        )

    def _get_complaint_month_section(self):
        """Received and closed, month by month."""
        source = self.env[MODEL]
        closing = self._within("date_closed") & source._get_counted_domain()
        found = self._group_months(source, self._get_complaint_domain(), "date")
        closed = self._group_months(source, closing, "date_closed")
        rows = [
            [month, found.get(month, 0), closed.get(month, 0)]
            for month in sorted({*found, *closed})
        ]
        columns = [
            (self.env._("Month"), "text"),
            (self.env._("Complaints Received"), "integer"),
            (self.env._("Closed"), "integer"),
        ]
        return self._section(self.env._("Month by month"), columns, rows)

    # -- common points -------------------------------------------------------------

    def _get_complaint_top_section(self, field, title, limit=TOP):
        """The most frequent values of a field among those received [CO-54]."""
        source = self.env[MODEL]
        domain = self._get_complaint_domain()
        everything = source.search_count(domain)
        if source._fields[field].relational:
            domain &= Domain(field, "!=", False)
        groups = source._read_group(
            domain, [field], ["__count"], order=f"__count desc, {field}", limit=limit
        )
        kind = source._fields[field]
        labels = kind.type == "selection" and dict(
            kind._description_selection(self.env)
        )
        rows = [
            [
                labels[value] if labels else self._get_group_label(value),
                count,
                count / everything,
            ]
            for value, count in groups
        ]
        columns = [
            (kind._description_string(self.env), "text"),
            (self.env._("Count"), "integer"),
            (self.env._("Share of Total"), "percent"),
        ]
        return self._section(title, columns, rows)

    def _get_complaint_repeat_section(self):
        """Product and class of defects that came more than once."""
        keys = ("product_id", "defect_class_id")
        known = Domain.AND(Domain(key, "!=", False) for key in keys)
        groups = self.env[MODEL]._read_group(
            self._get_complaint_domain() & known,
            keys,
            ["__count"],
            having=[("__count", ">", 1)],
            order="__count desc",
            limit=TOP,
        )
        rows = [
            [product.display_name, defects.display_name, count]
            for product, defects, count in groups
        ]
        columns = [
            (self.env._("Product"), "text"),
            (self.env._("Class of Defects"), "text"),
            (self.env._("Times"), "integer"),
        ]
        return self._section(self.env._("Repeated"), columns, rows)

    # -- case by case --------------------------------------------------------------

    def _get_complaint_case_section(self):
        """Each complaint about goods with what was found and became of it [CO-51]."""
        cases = self.env[MODEL].search(
            self._get_complaint_domain() & Domain("product_id", "!=", False),
            limit=MAX_ROWS,
            order="date, id",
        )
        rows = [
            [
                case.name,
                self._get_company_day(case.date).isoformat(),
                case.partner_id.display_name or "",
                case.product_id.display_name,
                ", ".join(case.lot_ids.mapped("name")),
                "" if case.confidential else case.description,
                case.cause_id.name or "",
                "" if case.confidential else case.result or "",
                case._state_label(case.state),
            ]
            for case in cases
        ]
        labels = (
            self.env._("Number"),
            self.env._("Date"),
            self.env._("Customer"),
            self.env._("Product"),
            self.env._("Lots/Serial Numbers"),
            self.env._("Content"),
            self.env._("Cause"),
            self.env._("Result"),
            self.env._("State"),
        )
        columns = [
            (label, "date" if i == 1 else "text") for i, label in enumerate(labels)
        ]
        return self._section(self.env._("Complaints about goods"), columns, rows)
