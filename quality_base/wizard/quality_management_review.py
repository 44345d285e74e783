from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityManagementReview(models.TransientModel):
    """Collect the management review pack (管理评审) of a period [XX-25]."""

    _name = "quality.management.review"
    _description = "Management Review Pack"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        "From",
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    date_to = fields.Date(
        "To",
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    reader_id = fields.Many2one("res.users", "Chaired by", help="Who decides.")
    missing_count = fields.Integer(compute="_compute_missing_count")
    submitted_count = fields.Integer(compute="_compute_missing_count")

    @api.depends("company_id")
    def _compute_dates(self):
        today = fields.Date.context_today(self)
        for review in self:
            kind = self.env.ref("quality_base.report_type_management_review")
            first, last = kind._period_of(today)
            review.date_from, review.date_to = first, last

    @api.depends("date_from", "date_to", "company_id")
    def _compute_missing_count(self):
        for review in self:
            domain = [
                ("company_id", "=", review.company_id.id),
                ("date_to", ">=", review.date_from),
                ("date_to", "<=", review.date_to),
                ("report_type_id.source", "!=", "management_review"),
            ]
            groups = self.env["quality.report"]._read_group(
                domain, ["state"], ["__count"]
            )
            counts = dict(groups)
            review.missing_count = counts.pop("draft", 0)
            review.submitted_count = sum(counts.values())

    def action_collect(self):
        """Open the pack of the period; a draft that exists is brought up to date."""
        self.ensure_one()
        report = self._collect()
        return {
            "type": "ir.actions.act_window",
            "res_model": "quality.report",
            "res_id": report.id,
            "views": [(False, "form")],
        }

    def _collect(self):
        """Return the quality.report of the review, created or refreshed.

        :raises UserError: when the review of this period is submitted already
        """
        self.ensure_one()
        kind = self.env.ref("quality_base.report_type_management_review")
        Report = self.env["quality.report"]
        report = Report.search(
            [
                ("report_type_id", "=", kind.id),
                ("company_id", "=", self.company_id.id),
                ("date_from", "=", self.date_from),
            ]
        )
        if report.state in Report._frozen_states:
            raise UserError(
                self.env._(
                    "The management review of this period is submitted: %(name)s. "
                    "Reopen it with a reason to collect again.",
                    name=report.name,
                )
            )
        vals = {"date_to": self.date_to}
        if self.reader_id:
            vals["reader_id"] = self.reader_id.id
        if report:
            report.write(vals)
        else:
            vals |= kind._prepare_report_vals(
                self.company_id, self.date_from, self.date_to
            )
            report = Report.create({"user_id": self.env.uid, **vals})
        report._refresh_figures()
        return report
