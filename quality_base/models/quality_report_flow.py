from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ..tools.identity import sign_with_password

ACTIVITY = "quality_base.activity_type_report"


class QualityReport(models.Model):
    """The way of a report: figures, submission, reading, decision, reminders."""

    _inherit = "quality.report"

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        reports._check_figures_author()
        return reports

    def write(self, vals):
        result = super().write(vals)
        if "report_type_id" in vals:
            self._check_figures_author()
        return result

    def _check_figures_author(self):
        """Figures count all records: they are not for whoever asks for them [XX-13].

        :raises AccessError: for an author whom neither the catalogue nor the quality
            staff named
        """
        user = self.env.user
        groups = (
            "quality_base.group_quality_user",
            "quality_base.group_quality_auditor",
        )
        if self.env.su or any(map(user.has_group, groups)):
            return
        for report in self.filtered("report_type_id.source"):
            kind = report.report_type_id
            if user not in kind.author_id | kind.author_team_id.access_user_ids:
                raise AccessError(
                    self.env._(
                        "“%(name)s” holds figures of the whole company: its author is "
                        "named in the report catalogue. Ask the quality department to "
                        "open the report for you.",
                        name=kind.name,
                    )
                )

    def action_refresh_figures(self):
        self.check_access("write")
        self._refresh_figures()
        return True

    @sign_with_password
    def action_submit(self):
        self._submit()
        return True

    def action_mark_read(self):
        self._mark_read()
        return True

    @sign_with_password
    def action_decide(self):
        self._decide()
        return True

    def action_return(self):
        """Ask for the reason, then :meth:`_return_to_author`."""
        self.ensure_one()
        return {
            "name": self.env._("Return to the Author"),
            "type": "ir.actions.act_window",
            "res_model": "quality.report.return",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_report_id": self.id},
        }

    def _return_to_author(self, reason):
        """Open a submitted report again, for its author to correct.

        The copies of what was submitted stay attached.
        """
        self._check_reader()
        self._reopen("draft", reason)
        self._schedule_author()
        for report in self.filtered("user_id"):
            report._send_notice(users=report.user_id, reason=reason)

    def _refresh_figures(self):
        """Compute the figures of drafts anew from the records of the period."""
        for report in self:
            if report.is_frozen:
                raise UserError(report._frozen_message({"figures"}))
            source = report.report_type_id.source
            local = report.with_context(tz=report.company_id.partner_id.tz or "UTC")
            # figures count all records of the company, whoever asks for the report
            sections = (
                getattr(local.sudo(), f"_compute_figures_{source}")() if source else []
            )
            report._write_gated(
                {"figures": sections, "date_figures": fields.Datetime.now()}
            )

    def _submit(self):
        """Freeze figures and text, keep copies as PDF and XLSX, tell the reader.

        :raises UserError: when the user is neither author, of his team, nor an officer
        """
        for report in self:
            if report.state == "draft" and not report.can_submit:
                raise UserError(
                    self.env._(
                        "%(name)s is submitted by its author %(author)s or the author's "
                        "team. Ask one of them.",
                        name=report.display_name,
                        author=report.user_id.name or self.env._("(none)"),
                    )
                )
            report._refresh_figures()
            report._write_gated(
                {
                    "date_submitted": fields.Datetime.now(),
                    "submitted_by_id": self.env.uid,
                }
            )
            report._sign("prepared")
            report._set_state("submitted", **report._keep_copies())
            report.activity_feedback([ACTIVITY])
            if report.reader_id:
                report._send_notice(
                    users=report.reader_id,
                    reason=self.env._(
                        "This report is submitted to you: please read it."
                    ),
                )

    def _mark_read(self):
        self._check_reader()
        reason = self.env._("Read by the reader.")
        self._set_state("read", reason=reason, date_read=fields.Datetime.now())

    def _decide(self, decisions=None):
        """Close the report with the reader's decisions; start its actions.

        :param str decisions: HTML; default: what stands in the field
        """
        self._check_reader()
        for report in self:
            vals = {"decisions": decisions} if decisions else {}
            if not report.date_read:
                vals["date_read"] = fields.Datetime.now()
            reason = self.env._("Decided by the reader.")
            report._set_state("decided", reason=reason, **vals)
            report._sign("approved")
            report.action_ids._start()

    def _check_reader(self):
        for report in self:
            if report.state in ("submitted", "read") and not report.can_read:
                raise UserError(
                    self.env._(
                        "%(name)s is read and decided by %(reader)s, not by its author.",
                        name=report.display_name,
                        reader=report.reader_id.name or self.env._("a quality officer"),
                    )
                )

    def _schedule_author(self):
        """Put the report on its author's list of activities."""
        for report in self.filtered("user_id"):
            report.activity_schedule(
                ACTIVITY,
                date_deadline=report.date_due or report.date_to,
                summary=self.env._("Submit the report"),
                user_id=report.user_id.id,
            )

    @api.model
    def _cron_remind(self, batch_size=100):
        """Remind authors of missing reports once a day; resumable."""
        today = fields.Date.context_today(self)
        domain = self._missing_domain() & (
            Domain("date_reminder", "=", False) | Domain("date_reminder", "<", today)
        )
        late = self.search(domain, limit=batch_size, order="date_due, id")
        self.env["ir.cron"]._commit_progress(remaining=self.search_count(domain))
        for report in late:
            report = report.try_lock_for_update().filtered_domain(domain)
            if not report:
                continue
            report._remind_author(today)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _remind_author(self, today):
        self.ensure_one()
        self.date_reminder = today
        self._send_notice(
            users=self.user_id or self.team_id.head_id,
            kind="reminder",
            reason=self.env._(
                "The report is missing since %(date)s: submit it.",
                date=format_date(self.env, self.date_due),
            ),
        )
