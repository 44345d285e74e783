import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import terms as terms_tools

_logger = logging.getLogger(__name__)


class QualityDeadline(models.Model):
    """Remind, mark as missed, escalate: what time does to a running deadline [XX-20].

    ``next_check`` names the next instant at which something happens, so that the job
    touches due rows only; ``last_check`` makes each alarm sound once.
    """

    _inherit = "quality.deadline"

    @api.model
    def _cron_check(self, batch_size=500):
        """Sound the alarms that are due; resumable, one deadline at a time."""
        now = fields.Datetime.now()
        domain = Domain("next_check", "<=", now)
        rows = self.search(domain, limit=batch_size, order="next_check, id")
        self.env["ir.cron"]._commit_progress(remaining=self.search_count(domain))
        for row in rows:
            row = row.try_lock_for_update().filtered_domain(domain)
            if row:
                row._check_safely(now)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _check_safely(self, now):
        """Check one row; one that fails never stops the others."""
        try:
            with self.env.cr.savepoint():
                self._check(now)
        except UserError as error:
            _logger.warning("Deadline %s could not be checked: %s", self.id, error)
            self.write({"last_check": now, "next_check": False})

    def _check(self, now):
        """Do what fell due for one running deadline until ``now`` (naive UTC)."""
        self.ensure_one()
        if self.res_model not in self.env or not self._get_document().exists():
            self.write({"next_check": False})
            return
        self._refresh_starts()
        if not self.due:
            self._determine(now)  # a year may be covered by now
            return
        term = self._get_winning_term()
        since = self.last_check or self.step_start
        late = self.effective_due < now
        vals = {"judged": self.due < now, "state": "missed" if late else "open"}
        self.write(vals | {"last_check": now})
        if self._get_reminders_passed(term, since, now):
            self._notify(self.user_id, late)
        self._escalate_due(term, now)
        self.next_check = self._get_next_check(self.due, term)

    def _get_alarm_times(self, due, term):
        """Return the sorted instants of all alarms for a due time."""
        dues = [due, self.extended_due] if self.extended_due else [due]
        ladder = [hours for hours, _user in self._get_ladder(term)]
        return terms_tools.alarm_times(dues, term["reminders"], ladder)

    def _get_reminders_passed(self, term, since, now):
        times = terms_tools.alarm_times([self.effective_due], term["reminders"], [])
        offsets = {self.effective_due, *times} if term["reminders"] else set()
        return any(since < instant <= now for instant in offsets)

    def _get_ladder(self, term):
        """Return ``[(hours after the due time, user)]``, one entry per level [XX-20].

        The person is told first; after the hours of the own team its head, after those
        of the parent the head there, and so on; or the top of the chain at once.
        """
        if term["escalation"] == "none" or not self.team_id:
            return []
        ladder, hours = [], 0.0
        for team in self.team_id.sudo()._get_escalation_chain():
            hours += team.escalation_hours
            if team.head_id:
                ladder.append((hours, team.head_id))
        if term["escalation"] == "top":
            return [(0.0, user) for _hours, user in ladder[-1:]]
        return ladder

    def _escalate_due(self, term, now):
        """Tell every level whose hours are over and that was not told yet."""
        if not self.effective_due < now:
            return
        hours = (now - self.effective_due).total_seconds() / 3600
        ladder = self._get_ladder(term)
        reached = sum(after <= hours for after, _user in ladder)
        for level in range(self.escalation_level, reached):
            self._escalate_to(ladder[level][1], level + 1)

    def _escalate(self, reason):
        """Take the step one level up now, e.g. for a dissatisfied customer [XX-20].

        :raises UserError: without a reason, or when no level is left
        """
        self._require_reason(reason)
        for row in self.sudo():
            ladder = row._get_ladder({"escalation": "chain"})
            if row.escalation_level >= len(ladder):
                raise UserError(
                    self.env._(
                        "Nobody is left above the team of “%(step)s”. Give the team "
                        "a parent team with a head.",
                        step=row.step_label,
                    )
                )
            level = row.escalation_level
            row._escalate_to(ladder[level][1], level + 1, reason)

    def _escalate_to(self, user, level, reason=""):
        self.escalation_level = level
        self._notify(user, late=True, level=level)
        text = self.env._("Level %(level)s: %(user)s", level=level, user=user.name)
        self._log("escalate", f"{text} {reason}".strip())

    def _notify(self, user, late, level=0):
        """Give a user the activity of the deadline, or refresh the one there is."""
        self.ensure_one()
        user = user or self._get_head()
        if not user:
            return
        summary = self._get_alarm_text(late, level)
        known = self.activity_ids.filtered(lambda act: act.user_id == user)
        if known:
            known.write({"summary": summary})
            return
        document = self._get_document()
        day = fields.Datetime.context_timestamp(
            self.with_context(tz=user.tz), self.effective_due
        ).date()
        self.activity_ids += document.activity_schedule(
            "quality_base.mail_activity_type_deadline",
            date_deadline=day,
            summary=summary,
            user_id=user.id,
        )

    def _get_head(self):
        """Return who is told when nobody is responsible: the head of the team."""
        team = self.team_id.sudo()
        return team._get_escalation_user(0) if team else self.env["res.users"]

    def _get_alarm_text(self, late, level):
        if level:
            return self.env._(
                "Overdue, level %(level)s: %(step)s", level=level, step=self.step_label
            )
        if late:
            return self.env._("Overdue: %(step)s", step=self.step_label)
        return self.env._("Due soon: %(step)s", step=self.step_label)
