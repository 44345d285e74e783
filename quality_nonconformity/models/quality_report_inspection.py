from odoo import models
from odoo.fields import Domain

from odoo.addons.quality_base.models.quality_report_figures import MAX_ROWS

RECEIVED_KINDS = ("incoming", "reinspection")


class QualityReport(models.Model):
    """Figures of the inspection records: per quarter, per half-year [NC-34]."""

    _inherit = "quality.report"

    def _compute_figures_inspection_summary(self):
        """What purchasing reports each quarter to the leader in charge."""
        return [
            self._get_inspection_section(
                "supplier_id", self.env._("Inspected deliveries by supplier")
            ),
            self._get_inspection_section(
                "categ_id", self.env._("Inspected deliveries by category")
            ),
            self._get_ground_section(),
            self._get_refused_section(),
        ]

    def _compute_figures_inspection_check(self):
        """What the leader looks at each half-year: results, and what came of them."""
        return [
            *self._compute_figures_inspection_summary(),
            self._get_waiting_section(),
            self._get_refused_outcome_section(),
        ]

    def _get_inspection_domain(self):
        return (
            self._within("date_done")
            & Domain("kind", "in", RECEIVED_KINDS)
            & Domain("state", "=", "done")
        )

    def _get_inspection_section(self, groupby, title):
        """Records, accepted, refused, and the share of lots accepted as a whole."""
        Record = self.env["quality.inspection.record"]
        found = {}
        for key, verdict, count in Record._read_group(
            self._get_inspection_domain(), [groupby, "verdict"], ["__count"]
        ):
            if groupby == "supplier_id":  # branches and contacts are one supplier
                key = key.commercial_partner_id
            counts = found.setdefault(key, {})
            counts[verdict] = counts.get(verdict, 0) + count
        rows = []
        for key, counts in found.items():
            total = sum(counts.values())
            accepted = counts.get("accept", 0)
            rows.append(
                [
                    key.display_name or self.env._("(none)"),
                    total,
                    accepted,
                    counts.get("partial", 0),
                    counts.get("reject", 0),
                    accepted / total,
                ]
            )
        rows.sort(key=lambda row: (row[5], row[0]))
        if rows:
            sums = [sum(row[index] for row in rows) for index in range(1, 5)]
            rows.append([self.env._("Total"), *sums, sums[1] / sums[0]])
        return self._section(title, self._get_inspection_columns(), rows)

    def _get_inspection_columns(self):
        return [
            (self.env._("Group"), "text"),
            (self.env._("Inspected"), "integer"),
            (self.env._("Accepted"), "integer"),
            (self.env._("Accepted in part"), "integer"),
            (self.env._("Rejected"), "integer"),
            (self.env._("Accepted as a whole"), "percent"),
        ]

    def _get_ground_section(self):
        counts = self.env["quality.inspection.record"]._read_group(
            self._get_inspection_domain() & Domain("ground_ids", "!=", False),
            ["ground_ids"],
            ["__count"],
        )
        rows = [[ground.name, count] for ground, count in counts]
        rows.sort(key=lambda row: (-row[1], row[0]))
        columns = [
            (self.env._("Ground"), "text"),
            (self.env._("Deliveries"), "integer"),
        ]
        return self._section(self.env._("Grounds for rejection"), columns, rows)

    def _get_refused_section(self):
        records = self.env["quality.inspection.record"].search(
            self._get_inspection_domain() & Domain("verdict", "!=", "accept"),
            order="date_done, id",
            limit=MAX_ROWS,
        )
        rows = [
            [
                record.name,
                record.supplier_id.display_name or "",
                self._get_shown_goods(record),
                record.rejected_quantity,
                ", ".join(record.ground_ids.mapped("name")),
            ]
            for record in records
        ]
        columns = [
            (self.env._("Record"), "text"),
            (self.env._("Supplier"), "text"),
            (self.env._("Goods"), "text"),
            (self.env._("Refused"), "float"),
            (self.env._("Grounds"), "text"),
        ]
        return self._section(self.env._("Refused deliveries"), columns, rows)

    def _get_shown_goods(self, record):
        """Goods of a confidential record are not named in a report."""
        if record.confidential:
            return self.env._("(confidential)")
        lots = ", ".join(record._get_lots().mapped("name"))
        return f"{record.product_id.display_name} {lots}".strip()

    def _get_waiting_section(self):
        """Deliveries of the period that nobody has inspected yet."""
        domain = self._within("date") & Domain(
            "state", "in", ("draft", "inspected", "confirmed")
        )
        Record = self.env["quality.inspection.record"]
        counts = Record._read_group(
            domain & Domain("kind", "in", RECEIVED_KINDS),
            ["state"],
            ["__count", "date:min"],
        )
        labels = dict(Record._fields["state"]._description_selection(self.env))
        rows = [
            [labels[state], count, self._get_company_day(oldest).isoformat()]
            for state, count, oldest in counts
        ]
        columns = [
            (self.env._("State"), "text"),
            (self.env._("Records"), "integer"),
            (self.env._("Oldest"), "date"),
        ]
        return self._section(self.env._("Not finished yet"), columns, rows)

    def _get_refused_outcome_section(self):
        """What became of the nonconformities of refused deliveries."""
        sources = self.env["quality.nonconformity"]
        domain = Domain("inspection_ids", "any", self._get_inspection_domain())
        labels = dict(sources._fields["state"]._description_selection(self.env))
        rows = [
            [labels[state], count]
            for state, count in sources._read_group(domain, ["state"], ["__count"])
        ]
        columns = [
            (self.env._("Nonconformity"), "text"),
            (self.env._("Deliveries"), "integer"),
        ]
        return self._section(self.env._("What became of them"), columns, rows)
