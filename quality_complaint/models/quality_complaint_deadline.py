from odoo import api, fields, models

#: state → steps whose clock should run there
OPEN_STEPS = {
    "new": ("accept", "first_reply", "on_site", "decision", "reply", "settle"),
    "accepted": ("investigate", "on_site", "decision", "reply", "settle"),
    "investigating": ("on_site", "decision", "reply", "settle"),
    "solution": ("reply", "settle"),
    "replied": ("settle",),
    "revisit": ("settle",),
}
#: steps that begin anew when a decided complaint is taken up again [CO-19]
AGAIN = ("decision", "reply", "settle")


class QualityComplaintDeadline(models.Model):
    """Clocks run from receipt; who reclassifies gets the policies that fit [CO-13].

    Policies choose by kind, level, locality, and by anything a domain can say of the
    customer (``partner_id.category_id``, later his tier); the strictest wins.
    """

    _inherit = "quality.complaint"

    def _start_initial_deadlines(self):
        """Start the clocks at receipt, also of what is entered afterwards."""
        now = fields.Datetime.now()
        for date, records in self.grouped("date").items():
            for state, group in records.grouped("state").items():
                if steps := self._deadline_start_states.get(state):
                    group._start_deadline(steps, min(date or now, now))

    def write(self, vals):
        result = super().write(vals)
        if "date" in vals:
            self._move_receipt()
        if vals.keys() & self._get_deadline_fields():
            self._rematch_deadlines()
        return result

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state == "investigating":
            again = self.filtered(lambda record: before[record.id] != "accepted")
            again._start_deadline(AGAIN)
        elif state in ("solution", "rejected"):
            self._end_on_site()
        return result

    def _end_on_site(self):
        """No visit is needed any more; one that was late stays missed."""
        rows = self._get_deadlines(["on_site"])
        late = rows.filtered("is_late")
        late._finish()
        (rows - late)._cancel()

    def _move_receipt(self):
        """Count what runs since receipt from the corrected date."""
        now = fields.Datetime.now()
        records = {record.id: record for record in self}
        rows = self._get_deadlines(OPEN_STEPS["new"])
        rows = rows.filtered_domain(rows._pending_domain())
        for row in rows.filtered(lambda row: row.round == 1):
            row.step_start = min(records[row.res_id].date, now)
        rows._determine(now)

    def _rematch_deadlines(self):
        """Give the running clocks the policies that fit now.

        A policy that applied before keeps the terms it started with; steps that had
        none begin at receipt. A constant number of queries for many records.
        """
        now = fields.Datetime.now()
        rows = self._get_deadlines()
        pending = rows.filtered_domain(rows._pending_domain())
        steps = sorted(self._deadline_steps())
        matches = self.env["quality.deadline.policy"]._match(self, steps, now)
        records = {record.id: record for record in self}
        for row in pending:
            record = records[row.res_id]
            self._retake_terms(row, record, matches.get((record.id, row.step), ()))
        self._start_missing(rows, matches)

    @api.model
    def _retake_terms(self, row, record, policies):
        kept = {term["policy"]: term for term in row.terms or ()}
        terms = [kept.get(p.id) or p._prepare_term(record) for p in policies]
        if terms == list(row.terms or ()):
            return
        if not terms and row.step not in self._mandatory_deadline_steps:
            row._cancel()
            return
        vals = {"terms": terms, "due": False, "policy_id": False}
        row.write(vals | {"state": "undetermined" if terms else "no_policy"})
        row._determine()

    def _start_missing(self, rows, matches):
        """Start the clocks of open steps that only now have a policy."""
        had = {(r.res_id, r.step) for r in rows if r.done or r.state != "cancelled"}
        for record in self:
            steps = [
                step
                for step in OPEN_STEPS.get(record.state, ())
                if (record.id, step) in matches and (record.id, step) not in had
            ]
            for step in steps:
                start = record.date_accepted if step == "investigate" else record.date
                record._start_deadline(step, start or record.date)

    @api.model
    def _get_deadline_fields(self):
        """Hook: names of the fields whose change may bring other policies."""
        return {
            *("kind_id", "level_id", "locality_override", "partner_id", "channel"),
            *("sale_id", "picking_id", "product_id", "confidential", "relation"),
            *("defect_id", "accused_team_id", "company_id"),
        }
