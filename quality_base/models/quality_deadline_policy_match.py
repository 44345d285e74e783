from collections import defaultdict

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..tools.condition import parse_condition

#: hours of a reminder before or after the due time, at most: a century
MAX_OFFSET = 876_000


class QualityDeadlinePolicy(models.Model):
    """Which policies apply to a document, and the terms they give its deadline."""

    _inherit = "quality.deadline.policy"

    @api.model
    def _match(self, documents, steps, now):
        """Return ``{(document id, step): policies}`` that apply at ``now``.

        One query for the policies, whatever the number of documents; conditions are
        tested as superuser, since a clock must not depend on who starts it.
        """
        policies = self.sudo().search(
            [("model", "=", documents._name), ("step", "in", list(steps))]
        )
        matches = defaultdict(self.browse)
        for policy in policies:
            candidates = documents.sudo().filtered(
                lambda doc, policy=policy: policy._is_valid_for(doc, now)
            )
            for document in candidates.filtered_domain(policy._parse_condition()):
                matches[document.id, policy.step] |= policy
        return matches

    def _is_valid_for(self, document, now):
        company = document.company_id
        day = fields.Datetime.context_timestamp(
            self.with_context(tz=document._get_deadline_tz()), now
        ).date()
        return (
            self.company_id in (company, self.env["res.company"])
            and self.preset in (False, company.quality_sector)
            and (not self.date_from or self.date_from <= day)
            and (not self.date_to or day <= self.date_to)
        )

    def _prepare_term(self, document):
        """Return the frozen term (see tools/terms.py) for one document."""
        company = document.company_id
        calendar = self.calendar_id or company.quality_calendar_id
        return {
            "policy": self.id,
            "version": self.version,
            "unit": "hours" if self.immediately else self.unit,
            "amount": company.quality_immediate_hours
            if self.immediately
            else self.amount,
            "roll": self.roll,
            "at_hour": self.at_hour or None,
            "calendar": calendar.id,
            "tz": document._get_deadline_tz()
            or calendar.tz
            or company.partner_id.tz
            or "UTC",
            "start_field": self.start_field,
            "reminders": self._get_reminder_offsets(),
            "escalation": self.escalation,
            "pause": self.pause_allowed,
            "approver": self.approver_id.id,
            "approver_group": self.approver_group_id.id,
        }

    @api.model
    @tools.ormcache("model")
    def _get_start_fields(self, model):
        """Names of the fields of ``model`` from which some deadline runs."""
        policies = self.sudo().with_context(active_test=False)
        policies = policies.search(
            [("model", "=", model), ("start_field", "!=", False)]
        )
        return frozenset(policies.mapped("start_field"))

    def _parse_condition(self):
        """Return the condition as a Domain; it is data, never run as code.

        :raises ValidationError: when it is no domain of the document
        """
        self.ensure_one()
        try:
            return parse_condition(self.condition, self.env[self.model])
        except ValueError as error:
            raise ValidationError(
                self.env._(
                    "The condition of “%(name)s” is no filter on this document: "
                    "%(error)s",
                    name=self.name,
                    error=error,
                )
            ) from error

    def _get_reminder_offsets(self):
        """Return the offsets in hours, sorted.

        :raises ValidationError: when one is no number
        """
        self.ensure_one()
        parts = [p for p in (self.reminder_hours or "").split(",") if p.strip()]
        try:
            offsets = sorted({float(part) for part in parts})
            if not all(abs(offset) <= MAX_OFFSET for offset in offsets):
                raise ValueError("out of range")  # noqa: TRY301 (nan and inf too)
            return offsets
        except ValueError as error:
            raise ValidationError(
                self.env._(
                    "Write the reminders as hours with commas, like: -24, 0, 48."
                )
            ) from error
