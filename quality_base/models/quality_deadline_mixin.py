from datetime import datetime

from odoo import api, fields, models
from odoo.fields import Domain


class QualityDeadlineMixin(models.AbstractModel):
    """A record whose steps have clocks [XX-16, XX-17].

    The model names its steps in :meth:`_deadline_steps` and those that must have a
    policy in ``_mandatory_deadline_steps``; a document with states also declares which
    state starts and which one finishes a step.
    """

    _name = "quality.deadline.mixin"
    _description = "Record with Deadlines"
    _inherit = ["mail.activity.mixin", "quality.access.mixin"]

    #: steps that show "no policy" when none applies
    _mandatory_deadline_steps = ()
    #: state → steps that start, or are done, when the record gets there
    _deadline_start_states = {}
    _deadline_done_states = {}

    deadline_ids = fields.One2many(
        "quality.deadline", "res_id", "Deadlines", readonly=True
    )
    next_deadline_date = fields.Datetime(
        "Next Deadline", compute="_compute_next_deadline", compute_sudo=True
    )
    next_deadline_step = fields.Char(
        "Step Due Next", compute="_compute_next_deadline", compute_sudo=True
    )
    deadline_color = fields.Integer(compute="_compute_next_deadline", compute_sudo=True)
    is_late = fields.Boolean(
        compute="_compute_next_deadline",
        compute_sudo=True,  # its reader may read the document, so its deadlines too
        search="_search_is_late",
    )

    @api.depends(
        "deadline_ids.effective_due",
        "deadline_ids.done",
        "deadline_ids.state",
        "deadline_ids.paused_at",
    )
    def _compute_next_deadline(self):
        for record in self:
            pending = record.deadline_ids.filtered_domain(
                record.deadline_ids._pending_domain()
            ).sorted(lambda row: row.effective_due or datetime.max)
            first = pending[:1]
            record.next_deadline_date = first.effective_due
            record.next_deadline_step = first.step_label
            record.deadline_color = first.color
            record.is_late = any(pending.mapped("is_late"))

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self.env["quality.deadline"]._late_domain()
        return Domain("deadline_ids", "any!", late)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._start_initial_deadlines()
        return records

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"team_id", "user_id"}:
            self._sync_deadline_owners()
        if vals.keys() & self.env["quality.deadline.policy"]._get_start_fields(
            self._name
        ):
            self._get_deadlines()._determine()
        return result

    def unlink(self):
        rows = self._get_deadlines()
        result = super().unlink()
        rows.unlink()
        return result

    def _start_deadline(self, step, start=None):
        """Start the clock of a step (or several) on all records.

        :param step: name of a step, or a list of names
        :param datetime start: naive UTC; now when left out
        :raises ValueError: for a step that the model does not declare
        """
        self.env["quality.deadline"]._start(self, self._as_steps(step), start)

    def _finish_deadline(self, step, at=None):
        """Mark a step (or several) as done, at ``at`` (naive UTC; now when left out)."""
        self._get_deadlines(self._as_steps(step))._finish(at)

    def _cancel_deadline(self, step=None):
        """Stop the clock of a step (or several; all when left out) for good."""
        self._get_deadlines(self._as_steps(step) if step else None)._cancel()

    def _get_deadlines(self, steps=None):
        """Return the deadlines of the records, as superuser: the engine's own rows."""
        if not self:
            return self.env["quality.deadline"].sudo()
        domain = Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids)
        if steps is not None:
            domain &= Domain("step", "in", steps)
        return self.env["quality.deadline"].sudo().search(domain)

    def _as_steps(self, step):
        steps = [step] if isinstance(step, str) else list(step)
        if unknown := set(steps) - self._deadline_steps().keys():
            raise ValueError(f"{self._name} declares no steps {unknown}")
        return steps

    def _start_initial_deadlines(self):
        """Start the steps of the state in which records were created."""
        if self._deadline_start_states:
            for state, records in self.grouped("state").items():
                if steps := self._deadline_start_states.get(state):
                    records._start_deadline(steps)

    def _move_deadlines(self, state):
        """Finish and start the steps that belong to a newly reached state."""
        if steps := self._deadline_done_states.get(state):
            self._finish_deadline(steps)
        if steps := self._deadline_start_states.get(state):
            self._start_deadline(steps)
        if state == "cancelled":
            self._cancel_deadline()

    def _sync_deadline_owners(self):
        pending = self._get_deadlines().filtered_domain(
            self.env["quality.deadline"]._pending_domain()
        )
        owners = {record.id: record for record in self}
        for row in pending:
            row.write(owners[row.res_id]._prepare_deadline_owner_vals(row.step))

    # hooks -----------------------------------------------------------------------
    def _deadline_steps(self):
        """Return ``{step: translated label}`` of the model's steps with a clock."""
        return {}

    def _get_deadline_tz(self):
        """Return the time zone of the case, or False for that of the calendar."""
        return False

    def _prepare_deadline_owner_vals(self, step):
        """Return who answers for a step: the record's own team and user."""
        return {"team_id": self.team_id.id, "user_id": self.user_id.id}

    def _prepare_deadline_vals(self, step, start):
        return {
            "res_model": self._name,
            "res_id": self.id,
            "company_id": self.company_id.id,
            "step": step,
            "step_start": start,
            **self._prepare_deadline_owner_vals(step),
        }

    def _on_deadline_event(self, event, deadline, comment):
        """Hook: something worth keeping happened to a deadline of this record.

        :param str event: pause, resume, escalate, explain, extension_requested,
            extension_approved, extension_refused
        """
