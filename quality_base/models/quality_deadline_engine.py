from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import terms as terms_tools

LOOK_AGAIN = timedelta(hours=1)


class QualityDeadline(models.Model):
    """Start, determine, finish, cancel, pause: the life of a deadline."""

    _inherit = "quality.deadline"

    @api.model
    def _start(self, documents, steps, start=None):
        """Start the clocks of some steps of documents of one model.

        A step that runs already is left alone; one that was finished or cancelled gets
        a new round. A constant number of queries, whatever the number of documents.

        :param steps: names of steps
        :param datetime start: naive UTC; now when left out
        :return: the deadlines that were started (superuser records)
        """
        now = fields.Datetime.now()
        start = start or now
        rounds = self._get_rounds(documents, steps)
        matches = self.env["quality.deadline.policy"]._match(documents, steps, start)
        vals_list = []
        for document in documents:
            for step in steps:
                round_, running = rounds.get((document.id, step), (0, False))
                policies = matches.get((document.id, step))
                if running or not (
                    policies or step in document._mandatory_deadline_steps
                ):
                    continue
                vals = document._prepare_deadline_vals(step, start)
                terms = [policy._prepare_term(document) for policy in policies or ()]
                vals_list.append({**vals, "round": round_ + 1, "terms": terms})
        rows = self.sudo().create(vals_list)  # users hold no create right
        rows._determine(now)
        return rows

    @api.model
    def _get_rounds(self, documents, steps):
        """Return ``{(document id, step): (last round, whether it runs)}``."""
        rows = self.sudo().search_fetch(
            [
                ("res_model", "=", documents._name),
                ("res_id", "in", documents.ids),
                ("step", "in", list(steps)),
            ],
            ["res_id", "step", "round", "done", "state"],
            order="round",
        )
        return {
            (row.res_id, row.step): (
                row.round,
                not row.done and row.state != "cancelled",
            )
            for row in rows
        }

    def _determine(self, now=None):
        """Set when the deadlines are due by the terms they started with.

        What is done already is judged again; what runs gets its next alarm.
        """
        now = now or fields.Datetime.now()
        groups = {}
        for row in self.sudo():
            vals = row._prepare_due_vals(now)
            groups.setdefault(tuple(vals.items()), []).append(row.id)
        for vals, ids in groups.items():  # equal rows in one UPDATE
            self.sudo().browse(ids).write(dict(vals))

    def _prepare_due_vals(self, now):
        self.ensure_one()
        if not self.terms:
            return {"state": "no_policy"}
        due, term, start, waiting = terms_tools.strictest(
            self.terms, self._get_term_start, self._get_term_calendar
        )
        vals = {"due": due or False, "start": start or self.step_start}
        vals["waiting"] = waiting
        if not due:
            # a computed date of the document may come at any time: look again
            dated = any(term["start_field"] for term in self.terms)
            again = now + LOOK_AGAIN if dated and not self.done else False
            return vals | {"state": "undetermined", "next_check": again}
        vals |= {"policy_id": term["policy"], "policy_version": term["version"]}
        late = max(due, self.extended_due or due) < (self.done or now)
        vals |= {"judged": bool(self.done) or due < now}
        if self.done:
            return vals | {"state": "missed" if late else "met"}
        vals["state"] = "missed" if late and not self.paused_at else "open"
        return vals | {"next_check": self._get_next_check(due, term)}

    def _get_next_check(self, due, term):
        """Return the next instant at which the scheduled job must look at the row."""
        if self.paused_at:
            return False
        times = self._get_alarm_times(due, term)
        return terms_tools.next_alarm(times, self.last_check or self.step_start)

    def _get_term_start(self, term):
        """Return the naive UTC instant from which a term runs, pauses included."""
        start = self.step_start
        if term["start_field"]:
            value = self._get_document().sudo()[term["start_field"]]
            start = terms_tools.as_instant(value, term["tz"])
        return start and start + timedelta(hours=self.paused_hours)

    def _get_term_calendar(self, term):
        calendar = self.env["quality.calendar"].browse(term["calendar"] or ())
        return calendar._get_work_calendar() if calendar else None

    def _get_winning_term(self):
        """Return the term that sets the due time; empty when there is none."""
        self.ensure_one()
        terms = self.terms or [{}]
        winning = [t for t in terms if t.get("policy") == self.policy_id.id]
        return (winning or terms)[0]

    def _refresh_starts(self):
        """Determine again what runs from a date of the document: it may have moved."""
        self.filtered(
            lambda row: any(term["start_field"] for term in row.terms or ())
        )._determine()

    def _finish(self, at=None):
        """Mark the steps as done: met or missed against the due time in force.

        :param datetime at: naive UTC; now when left out
        """
        at = at or fields.Datetime.now()
        pending = self.sudo().filtered_domain(self._pending_domain())
        pending.filtered("paused_at")._resume(at)
        pending._refresh_starts()
        met = pending.filtered(
            lambda row: row.effective_due and at <= row.effective_due
        )
        missed = pending.filtered(lambda row: row.effective_due and row not in met)
        vals = {"done": at, "next_check": False}
        met.write(vals | {"state": "met", "judged": True})
        missed.write(vals | {"state": "missed", "judged": True})
        (pending - met - missed).write(vals)  # nothing to judge by: stays visible
        pending.activity_ids.unlink()

    def _cancel(self):
        """Stop the clocks of steps that will not be done any more."""
        pending = self.sudo().filtered_domain(self._pending_domain())
        pending.write({"state": "cancelled", "next_check": False, "paused_at": False})
        pending.activity_ids.unlink()

    def _pause(self, reason):
        """Stop the time, where every policy that applies allows it.

        :raises UserError: when one does not, it is late already, or without a reason
        """
        self._check_documents("write")
        self._require_reason(reason)
        rows = self.sudo()  # rows belong to the engine
        if rows.filtered(lambda row: not row.can_pause):
            raise UserError(
                self.env._(
                    "The time of this step cannot be stopped: its policy does not "
                    "allow it, or it is late or done. Ask for an extension instead."
                )
            )
        vals = {"paused_at": fields.Datetime.now(), "pause_reason": reason}
        rows.write(vals | {"next_check": False})
        self._log("pause", reason)

    def _resume(self, at=None):
        """Let the time run on; the due time moves by the hours of the pause."""
        at = at or fields.Datetime.now()
        self._check_documents("write")
        for row in self.sudo().filtered("paused_at"):
            hours = max((at - row.paused_at).total_seconds() / 3600, 0)
            row.write({"paused_at": False, "paused_hours": row.paused_hours + hours})
            row._determine(at)
            row._log("resume")

    @api.model
    def _determine_waiting(self, calendars):
        """Determine the deadlines that waited for working days of these calendars."""
        ids = set(calendars.ids)
        waiting = self.sudo().search(
            [("waiting", "=", True), ("state", "!=", "cancelled")]
        )
        waiting.filtered(
            lambda row: ids & {term["calendar"] for term in row.terms or ()}
        )._determine()

    def action_determine(self):
        """Look for a policy again, for steps that began without one."""
        self._check_documents("write")
        now = fields.Datetime.now()
        Policy = self.env["quality.deadline.policy"]
        for row in self.sudo().filtered(lambda r: r.state == "no_policy"):
            document = row._get_document()
            matches = Policy._match(document, [row.step], row.step_start)
            policies = matches.get((document.id, row.step), ())
            terms = [policy._prepare_term(document) for policy in policies]
            if terms:
                row.write({"terms": terms, "state": "undetermined"})
                row._determine(now)
        return True

    def _request_extension(self, reason, new_due):
        """Ask for a later due time.

        :param datetime new_due: naive UTC, later than the one in force
        :return: the request
        :raises UserError: without a reason, a later date, or something to extend
        """
        self.ensure_one()
        self._check_documents("write")
        self._require_reason(reason)
        self._check_extendable(new_due)
        vals = {
            "deadline_id": self.id,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "company_id": self.company_id.id,
            "reason": reason,
            "former_due": self.effective_due,
            "new_due": new_due,
            "user_id": self.env.uid,
        }
        # rows belong to the engine
        request = self.env["quality.deadline.extension"].sudo().create(vals)
        self._log("extension_requested", reason)
        return request.sudo(self.env.su)

    def _check_extendable(self, new_due):
        if self.done or self.state not in ("open", "missed"):
            raise UserError(
                self.env._(
                    "Only a step with a due time that is not done can be extended."
                )
            )
        requests = self.env["quality.deadline.extension"].sudo()  # of anybody
        mine = [("deadline_id", "=", self.id), ("state", "=", "requested")]
        if requests.search_count(mine, limit=1):
            raise UserError(
                self.env._("An extension is requested already: wait for its decision.")
            )
        if new_due <= self.effective_due:
            raise UserError(
                self.env._("The new date must be later than the one in force.")
            )

    def _extend(self, new_due):
        """Set the later due time; the original stays for the statistics."""
        self.ensure_one()
        self.write({"extended_due": new_due, "escalation_level": 0})
        self.last_check = fields.Datetime.now()
        self._determine()

    def _get_approvers(self):
        """Return the users who may approve an extension, by the frozen terms."""
        self.ensure_one()
        term = self._get_winning_term()
        users = self.env["res.users"].browse(term.get("approver") or ())
        group = self.env["res.groups"].browse(term.get("approver_group") or ())
        if not users and not group:
            group = self.env.ref("quality_base.group_quality_manager")
        return users.exists() | group.exists().all_user_ids
