from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from .quality_report_type import PERIODS


class QualityReport(models.Model):
    """One report on one period: figures from records, text, reader's decision [XX-23].

    The cron of the catalogue opens it as a draft; submission freezes it together with
    its copies as PDF and XLSX. Corrections after that need a reason.
    """

    _name = "quality.report"
    _description = "Periodic Report"
    _inherit = ["quality.document"]
    _number_prefix = "RPT"
    _order = "date_to desc, id desc"
    _frozen_states = ("submitted", "read", "decided")

    report_type_id = fields.Many2one(
        "quality.report.type",
        "Report",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    period = fields.Selection(PERIODS, compute="_compute_period", store=True)
    date_from = fields.Date(
        "From", compute="_compute_dates", store=True, readonly=False, precompute=True
    )
    date_to = fields.Date(
        "To", compute="_compute_dates", store=True, readonly=False, precompute=True
    )
    team_id = fields.Many2one(
        compute="_compute_people", store=True, readonly=False, precompute=True
    )
    user_id = fields.Many2one(
        string="Author",
        compute="_compute_people",
        store=True,
        readonly=False,
        precompute=True,
    )
    reader_id = fields.Many2one(
        "res.users",
        compute="_compute_people",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
    )
    date_due = fields.Date(
        "Due", compute="_compute_date_due", store=True, readonly=False, precompute=True
    )
    is_missing = fields.Boolean(
        "Missing", compute="_compute_is_missing", search="_search_is_missing"
    )
    date_submitted = fields.Datetime("Submitted on", readonly=True, copy=False)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    on_time = fields.Boolean(compute="_compute_on_time", store=True)
    date_read = fields.Datetime("Read on", readonly=True, copy=False)
    date_reminder = fields.Date(readonly=True, copy=False)
    narrative = fields.Html("Text", help="What the author says about the figures.")
    decisions = fields.Html(copy=False, help="What the reader decides about it.")
    action_ids = fields.One2many("quality.report.action", "report_id", "Actions")
    figures = fields.Json(readonly=True, copy=False)
    date_figures = fields.Datetime("Figures of", readonly=True, copy=False)
    figures_html = fields.Html(compute="_compute_figures_html", sanitize=False)
    pdf_id = fields.Many2one("ir.attachment", "Copy (PDF)", readonly=True, copy=False)
    xlsx_id = fields.Many2one("ir.attachment", "Copy (XLSX)", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("read", "Read"),
            ("decided", "Decided"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    can_submit = fields.Boolean(compute="_compute_can")
    can_read = fields.Boolean(compute="_compute_can")

    _period_uniq = models.UniqueIndex(
        "(report_type_id, company_id, date_from) WHERE period != 'event'",
        "There is a report of this type on this period already: open that one.",
    )
    _draft_idx = models.Index("(date_due) WHERE state = 'draft'")
    _period_check = models.Constraint(
        "CHECK(date_from <= date_to)", "The period ends before it begins."
    )

    @api.depends("report_type_id", "date_from", "date_to")
    def _compute_display_name(self):
        for report in self:
            parts = [report.report_type_id.name, report._get_period_label()]
            report.display_name = " · ".join(filter(None, [report.name, *parts]))

    @api.depends("report_type_id.period")
    def _compute_period(self):
        for report in self:
            report.period = report.report_type_id.period

    @api.depends("report_type_id")
    def _compute_dates(self):
        today = fields.Date.context_today(self)
        for report in self:
            kind = report.report_type_id
            bounds = (today, today)
            if kind and kind.period != "event":
                bounds = kind._period_of(today)
            report.date_from = report.date_from or bounds[0]
            report.date_to = report.date_to or bounds[1]

    @api.depends("report_type_id", "company_id")
    def _compute_people(self):
        for report in self:
            kind = report.report_type_id
            team = report.team_id or kind._get_author_team(report.company_id)
            author = report.user_id or kind.author_id or team.head_id
            chain = team._get_escalation_chain() if team else team
            above = chain.mapped("head_id") - author
            report.team_id = team
            report.user_id = author
            report.reader_id = report.reader_id or kind.reader_id or above[:1]

    @api.depends("report_type_id", "date_to", "company_id")
    def _compute_date_due(self):
        for report in self:
            kind = report.report_type_id
            report.date_due = kind and kind._get_date_due(
                report.company_id, report.date_to
            )

    @api.depends("state", "date_due")
    def _compute_is_missing(self):
        today = fields.Date.context_today(self)
        for report in self:
            due = report.date_due
            report.is_missing = report.state == "draft" and bool(due and due < today)

    def _search_is_missing(self, operator, value):
        if operator != "in":
            return NotImplemented
        missing = self._missing_domain()
        return missing if True in value else ~missing

    @api.depends("date_submitted", "date_due")
    def _compute_on_time(self):
        for report in self:
            tz = report.company_id.partner_id.tz or "UTC"
            local = report.with_context(tz=tz)
            sent, due = report.date_submitted, report.date_due
            report.on_time = bool(
                sent
                and due
                and fields.Datetime.context_timestamp(local, sent).date() <= due
            )

    @api.depends("figures")
    def _compute_figures_html(self):
        for report in self:
            report.figures_html = self.env["ir.qweb"]._render(
                "quality_base.quality_report_figures",
                {"sections": report.figures or [], "cell": report._format_cell},
            )

    @api.depends("state", "user_id", "reader_id", "team_id", "submitted_by_id")
    @api.depends_context("uid")
    def _compute_can(self):
        user = self.env.user
        officer = user.has_group("quality_base.group_quality_officer")
        for report in self:
            authors = (
                report.user_id | report.team_id.member_ids | report.team_id.head_id
            )
            wrote = user in report.user_id | report.submitted_by_id
            reads = not wrote and (officer or user in report.reader_id)
            report.can_submit = report.state == "draft" and (user in authors or officer)
            report.can_read = report.state in ("submitted", "read") and reads

    @api.model
    def _get_transitions(self):
        return {
            "draft": {"submitted"},
            "submitted": {"read", "decided", "draft"},
            "read": {"decided", "draft"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "figures",
            "date_figures",
            "date_submitted",
            "submitted_by_id",
            "date_read",
            "pdf_id",
            "xlsx_id",
        }

    def _get_signed_fields(self, meaning):
        names = ["report_type_id", "date_from", "date_to", "narrative", "figures"]
        if meaning == "approved":
            names += ["decisions", "action_ids.name", "action_ids.date_deadline"]
        return names

    def _get_unfrozen_fields(self):
        """The reader writes decisions and actions until he has decided."""
        names = super()._get_unfrozen_fields()
        if any(report.state == "decided" for report in self):
            return names
        return names | {"decisions", "action_ids"}

    @api.model
    def _get_feedback_states(self):
        return {"decided"}

    def _get_feedback_partners(self):
        return super()._get_feedback_partners() | self.user_id.sudo().partner_id

    def _get_period_label(self):
        self.ensure_one()
        ends = [format_date(self.env, d) for d in (self.date_from, self.date_to) if d]
        return " – ".join(dict.fromkeys(ends))

    @api.model
    def _missing_domain(self):
        today = fields.Date.context_today(self)
        return Domain("state", "=", "draft") & Domain("date_due", "<", today)
