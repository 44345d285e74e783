from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: what makes two nonconformities of a kind the same again
REPEAT_KEYS = {
    "product": ("product_id", "defect_class_id"),
    "service": ("team_id", "failure_ids"),
}


class QualityNonconformityRepeat(models.Model):
    """What happens again and again is graver [NC-06].

    Counted are those of the same product and class of defects (service: the same unit
    and kind of failure), cancelled ones left out, in the company's window of days up to
    this one. From the company's threshold on a graver severity is proposed, and the proposal must
    be answered before it is decided.
    """

    _inherit = "quality.nonconformity"

    repeat_count = fields.Integer(
        "Times in the Window",
        compute="_compute_repeat",
        help="How often it happened within the company's window, this one included.",
    )
    proposed_severity_id = fields.Many2one(
        "quality.severity", compute="_compute_repeat"
    )
    severity_answer = fields.Selection(
        [("accepted", "Raised"), ("declined", "Left as it is")],
        "Answer to Repetition",
        readonly=True,
        copy=False,
        tracking=True,
    )
    severity_answer_reason = fields.Text(readonly=True, copy=False)
    severity_answered_by_id = fields.Many2one(
        "res.users", "Answered by", readonly=True, copy=False
    )
    capa_required = fields.Boolean(
        compute="_compute_capa_required", store=True, readonly=False, precompute=True
    )

    @api.depends("severity_id")
    def _compute_capa_required(self):
        for record in self:
            wanted = record.severity_id.capa_required
            record.capa_required = record.capa_required or wanted

    @api.depends(
        "kind",
        "product_id",
        "team_id",
        "defect_class_id",
        "failure_ids",
        "date",
        "state",
        "severity_id",
        "severity_answer",
    )
    def _compute_repeat(self):
        counts = self._count_repeats()
        ladders = {
            kind: self.env["quality.severity"].search(
                self.env["quality.severity"]._get_kind_domain(kind)
            )
            for kind in set(self.mapped("kind"))
        }
        for record in self:
            company = record.company_id
            record.repeat_count = counts.get(record, 0)
            record.proposed_severity_id = (
                record._pick_graver(ladders[record.kind])
                if company.quality_repeat_days
                and record.repeat_count >= company.quality_repeat_threshold
                and not record.severity_answer
                and record.state not in ("closed", "cancelled")
                else False
            )

    def _pick_graver(self, ladder):
        """Return the next graver of ``ladder`` (mildest first), if there is one."""
        self.ensure_one()
        current = self.severity_id or ladder[:1]
        return ladder.filtered(lambda severity: severity.level > current.level)[:1]

    def _count_repeats(self):
        """Return {record: how often it happened}, in one query per kind."""
        counts = {}
        for kind, records in self.grouped("kind").items():
            named = records.filtered(
                lambda record, keys=REPEAT_KEYS[kind]: all(record[key] for key in keys)
            )
            days = named._read_repeat_days(kind) if named else {}
            for record in named:
                counts[record] = record._sum_repeats(days)
        return counts

    def _read_repeat_days(self, kind):
        """Return {(company, key…): {day: number}} of what may be the same again."""
        longest = max(self.company_id.mapped("quality_repeat_days"), default=0)
        first = min(self.mapped("date")) - timedelta(days=longest)
        domain = (
            Domain("kind", "=", kind)
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("state", "!=", "cancelled")
            & Domain("date", ">", first)
        )
        for key in REPEAT_KEYS[kind]:
            domain &= Domain(key, "in", self[key].ids)
        edited = self.filtered(lambda record: not isinstance(record.id, int))
        if edited._origin:
            domain &= Domain("id", "not in", edited._origin.ids)
        groups = (
            self.env["quality.nonconformity"]
            .sudo()  # a number only: what others reported counts as well
            .with_context(tz="UTC")
            ._read_group(
                domain, ["company_id", *REPEAT_KEYS[kind], "date:day"], ["__count"]
            )
        )
        days = {}
        for *key, day, count in groups:
            days.setdefault(tuple(one.id for one in key), {})[day.date()] = count
        return days

    def _sum_repeats(self, days):
        """Return how often it happened; of several failures, the most frequent one."""
        self.ensure_one()
        last = self.date.date()
        first = last - timedelta(days=self.company_id.quality_repeat_days)
        one, other = REPEAT_KEYS[self.kind]
        edited = not isinstance(self.id, int)  # stands in no row yet
        numbers = []
        for again in self[other]._origin:
            key = (self.company_id.id, self[one]._origin.id, again.id)
            found = days.get(key, {})
            times = sum(count for day, count in found.items() if first < day <= last)
            numbers.append(times + edited)
        return max(numbers, default=0)

    def action_accept_severity(self):
        self._answer_severity(True)
        return True

    def _answer_severity(self, accept, reason=None):
        """Answer the proposal that repetition makes: raise the severity, or not.

        :param str reason: why it stays as it is; required to decline
        :raises UserError: nothing is proposed, or no reason to decline
        """
        self._check_role("user")
        for record in self:
            if not record.proposed_severity_id:
                raise UserError(
                    self.env._(
                        "No graver severity is proposed for %(name)s.", name=record.name
                    )
                )
            if not accept and not (reason or "").strip():
                raise UserError(
                    self.env._("Say why it stays as it is although it repeats.")
                )
            vals = {
                "severity_answer": "accepted" if accept else "declined",
                "severity_answer_reason": reason,
                "severity_answered_by_id": self.env.uid,
            }
            if accept:
                vals["severity_id"] = record.proposed_severity_id.id
            values = {
                "repeated": record.repeat_count,
                "proposed": record.proposed_severity_id.name,
                "answer": vals["severity_answer"],
            }
            record._write_gated(vals)
            record._log_history("note", values, comment=reason)

    def _get_severity_blockers(self):
        if not self.proposed_severity_id:
            return []
        return [
            self.env._(
                "%(name)s: it happened %(count)s times within %(days)s days. Accept the "
                "severity “%(severity)s”, or say why it stays as it is.",
                name=self.name,
                count=self.repeat_count,
                days=self.company_id.quality_repeat_days,
                severity=self.proposed_severity_id.name,
            )
        ]

    def _get_decide_blockers(self):
        return super()._get_decide_blockers() + self._get_severity_blockers()

    def _get_close_blockers(self):
        blockers = super()._get_close_blockers()
        if self.kind == "service":  # is not decided before it is closed
            blockers += self._get_severity_blockers()
        return blockers

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "severity_answer",
            "severity_answer_reason",
            "severity_answered_by_id",
        }
