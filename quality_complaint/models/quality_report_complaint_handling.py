from odoo import models
from odoo.fields import Domain

from .quality_complaint_register import REGISTER_CHANNELS
from .quality_report_complaint import MODEL


class QualityReport(models.Model):
    """How complaints are handled: in time, to whose satisfaction, by whom [CO-55, FU-82]."""

    _inherit = "quality.report"

    def _compute_figures_complaint_evaluation(self):
        return [
            self._get_complaint_choice_section(
                "customer_opinion", self.env._("Customers' opinion of the reply")
            ),
            self._get_complaint_choice_section(
                "revisit_evaluation", self.env._("Evaluation at the return visit")
            ),
            self._get_complaint_rating_section(),
            self._get_complaint_people_section(),
        ]

    def _compute_figures_complaint_letters(self):
        """Letters, calls and visits, and the services given [FU-82]."""
        return [
            self._get_letters_section(),
            self._get_complaint_top_section(
                "product_id", self.env._("Products with problems")
            ),
            self._get_complaint_solution_section(),
        ]

    def _get_letters_section(self):
        """By channel: about goods, about services, the others; entered in the register."""
        source = self.env[MODEL]
        domain = self._within("date") & Domain("channel", "in", REGISTER_CHANNELS)
        counts = {}
        for channel, subject, count, entered in source._read_group(
            domain, ["channel", "subject"], ["__count", "register_number:count"]
        ):
            row = counts.setdefault(channel, [0, 0, 0, 0, 0])
            row[0] += count
            row[{"product": 1, "service": 2}.get(subject, 3)] += count
            row[4] += entered
        labels = source._fields["channel"]._description_selection(self.env)
        rows = [[label, *counts[key]] for key, label in labels if key in counts]
        if rows:
            sums = [sum(row[i] for row in rows) for i in range(1, 6)]
            rows.append([self.env._("Total"), *sums])
        columns = [
            (self.env._("Channel"), "text"),
            (self.env._("Received"), "integer"),
            (self.env._("about Products"), "integer"),
            (self.env._("about Services"), "integer"),
            (self.env._("Other"), "integer"),
            (self.env._("Entered in the Register"), "integer"),
        ]
        return self._section(self.env._("Letters, calls and visits"), columns, rows)

    def _get_complaint_solution_section(self):
        """What was done for customers in the period."""
        done = self._within("date_done") & Domain("state", "=", "done")
        rows = self._count_choices("quality.complaint.solution", "kind", done)
        columns = [
            (self.env._("Solution"), "text"),
            (self.env._("Count"), "integer"),
        ]
        return self._section(self.env._("Services given to customers"), columns, rows)

    def _get_complaint_cost_section(self):
        """Costs of the period by kind, and who bears them; those of goods as one row."""
        days = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("date", ">=", self.date_from)
            & Domain("date", "<=", self.date_to)
        )
        Cost = self.env["quality.complaint.cost"]
        groups = [*Cost._read_group(days, ["kind", "charge_to"], ["amount:sum"])]
        from_goods = self.env["quality.nonconformity.cost"]._read_group(
            days & Domain("nonconformity_id.complaint_id", "!=", False),
            ["charge_to"],
            ["amount:sum"],
        )
        groups += [("nonconformity", bearer, amount) for bearer, amount in from_goods]
        sums = {}
        for kind, bearer, amount in groups:
            row = sums.setdefault(kind, [0.0, 0.0])
            row[0] += amount
            row[1] += amount if bearer != "internal" else 0.0
        labels = [
            *Cost._fields["kind"]._description_selection(self.env),
            ("nonconformity", self.env._("Nonconformities of the goods")),
        ]
        rows = [[label, *sums[kind]] for kind, label in labels if kind in sums]
        if rows:
            rows.append(
                [self.env._("Total"), *(sum(row[i] for row in rows) for i in (1, 2))]
            )
        money = self.company_id.currency_id.name
        columns = [
            (self.env._("Cost"), "text"),
            (self.env._("Amount (%(currency)s)", currency=money), "float"),
            (self.env._("Borne by Others"), "float"),
        ]
        return self._section(self.env._("Costs of complaints"), columns, rows)

    def _get_complaint_capa_section(self):
        """Corrective actions that complaints of the period led to."""
        title = self.env._("Corrective actions from these complaints")
        return self._get_capa_source_section(title, MODEL, self._get_complaint_domain())

    def _get_complaint_timeliness_sections(self):
        """Steps due in the period: in time or late, by unit and by step."""
        units, steps = {}, {}
        for (_model, team, step), counts in self._count_handling(
            handled=(MODEL,)
        ).items():
            unit = units.setdefault(self._get_group_label(team), {})
            self._add_counts(unit, counts)
            label = self._get_step_label(MODEL, step)
            self._add_counts(steps.setdefault(label, {}), counts)
        return [
            self._prepare_handling_section(self.env._("In time, by unit"), units),
            self._prepare_handling_section(
                self.env._("In time, by step"), steps, total=False
            ),
        ]

    def _get_complaint_choice_section(self, field, title):
        """How often each answer was given on complaints closed in the period."""
        source = self.env[MODEL]
        closed = self._within("date_closed") & source._get_counted_domain()
        counts = dict(source._read_group(closed, [field], ["__count"]))
        total = sum(counts.values())
        labels = source._fields[field]._description_selection(self.env)
        rows = [
            [label, counts.get(key, 0), counts.get(key, 0) / total]
            for key, label in [*labels, (False, self.env._("not asked"))]
            if total
        ]
        columns = [
            (self.env._("Answer"), "text"),
            (self.env._("Count"), "integer"),
            (self.env._("Share of Total"), "percent"),
        ]
        return self._section(title, columns, rows)

    def _get_complaint_ratings_domain(self):
        """Ratings that customers gave on complaints of this company in the period."""
        start, end = self._get_utc_bounds()
        own = self.env[MODEL]._search([("company_id", "=", self.company_id.id)])
        return (
            Domain("res_model", "=", MODEL)
            & Domain("res_id", "in", own)
            & Domain("consumed", "=", True)
            & Domain("write_date", ">=", start)
            & Domain("write_date", "<", end)
        )

    def _get_complaint_rating_section(self):
        ((count, average),) = self.env["rating.rating"]._read_group(
            self._get_complaint_ratings_domain(), [], ["__count", "rating:avg"]
        )
        rows = [
            [self.env._("Ratings by customers"), count],
            [self.env._("Average rating (of 5)"), average if count else None],
        ]
        columns = [(self.env._("Figure"), "text"), (self.env._("Value"), "float")]
        return self._section(self.env._("Satisfaction"), columns, rows)

    def _get_complaint_people_section(self):
        """Who handled how many, how fast, and how content customers were [CO-55]."""
        source = self.env[MODEL]
        closed = self._within("date_closed") & source._get_counted_domain()
        content = dict(
            source._read_group(
                closed & Domain("customer_opinion", "in", ("accepted", "conditions")),
                ["user_id"],
                ["__count"],
            )
        )
        again = dict(
            source._read_group(
                closed & Domain("call_count", ">", 0), ["user_id"], ["__count"]
            )
        )
        rows = [
            [
                user.name or self.env._("(none)"),
                count,
                reply,
                days,
                content.get(user, 0) / count,
                again.get(user, 0),
            ]
            for user, count, reply, days in source._read_group(
                closed,
                ["user_id"],
                ["__count", "days_to_reply:avg", "days_open:avg"],
            )
        ]
        columns = [
            (self.env._("Handled by"), "text"),
            (self.env._("Closed"), "integer"),
            (self.env._("Average Days until Reply"), "float"),
            (self.env._("Average Days until Closed"), "float"),
            (self.env._("Reply Accepted"), "percent"),
            (self.env._("Customer had to Call again"), "integer"),
        ]
        return self._section(self.env._("Handling, by person"), columns, rows)
