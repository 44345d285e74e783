from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.gift_limits import Limits, judge
from .customer_gift_line import FINDINGS


class CustomerGiftLimit(models.Model):
    """Limits per gift, per recipient and per year, and what they say [CT-27]."""

    _inherit = "customer.gift"

    finding = fields.Selection(
        FINDINGS,
        compute="_compute_finding",
        help="What the company's limits say about this request today.",
    )
    finding_note = fields.Text("Findings", compute="_compute_finding")

    @api.depends(
        "line_ids.recipient_id", "line_ids.value", "date_planned", "company_id", "state"
    )
    def _compute_finding(self):
        found = self._judge()
        for gift in self:
            gift.finding = self._worst(found[gift])
            gift.finding_note = self._describe(found[gift])

    @api.model
    def _worst(self, verdicts):
        """Return the gravest of ``{recipient: (year, findings)}`` as ``finding``."""
        codes = set().union(*(codes for _year, codes in verdicts.values()))
        if "official" in codes:
            return "official"
        if codes & {"gift", "recipient", "year"}:
            return "over"
        return "undecided" if codes else "ok"

    @api.model
    def _describe(self, verdicts):
        """Return ``{recipient: (year, findings)}`` as lines of text."""
        labels = {
            "official": self.env._(
                "public official or health professional, over limit"
            ),
            "gift": self.env._("over the limit per gift"),
            "recipient": self.env._("over the limit per recipient"),
            "year": self.env._("over the limit per year"),
            "undecided": self.env._("the company has not decided all limits"),
        }
        rows = [
            f"{who.name or ''}: {', '.join(labels[c] for c in labels if c in codes)}"
            for who, (_year, codes) in verdicts.items()
            if codes
        ]
        return "\n".join(rows)

    def _judge(self, day=None):
        """Judge every recipient of the requests, with one query for all of them.

        :param date day: the day of giving; the planned one by default
        :return: ``{gift: {recipient: (value of others in the year, findings)}}``
        """
        counted = self._count_others(day)
        # all people at once, so that they are read in one batch
        barred = {who: who._is_gift_barred() for who in self.line_ids.recipient_id}
        result = {gift: {} for gift in self}
        for gift in self:
            limits, window = gift._get_limits()
            date = day or gift.date_given or gift.date_planned or fields.Date.today()
            lines = gift.line_ids.filtered(
                lambda line: line.recipient_id and not line.outcome
            )
            for recipient, own in lines.grouped("recipient_id").items():
                rows = [
                    (when, value)
                    for other, when, value in counted.get(
                        (recipient._origin, gift.company_id._origin), ()
                    )
                    if other != gift._origin
                ]
                year = sum(value for when, value in rows if when.year == date.year)
                near = sum(v for when, v in rows if abs((when - date).days) <= window)
                codes = judge(
                    own.mapped("value"),
                    near,
                    year,
                    limits,
                    barred=barred[recipient],
                    rounding=gift.currency_id.rounding or 0.01,
                )
                result[gift][recipient._origin] = (year, codes)
        return result

    def _count_others(self, day=None):
        """Return ``{(recipient, company): [(gift, day, value)]}`` around the requests."""
        dates = [day] if day else [d for d in self.mapped("date_planned") if d]
        dates += [d for d in self.mapped("date_given") if d]
        if not dates:
            dates = [fields.Date.today()]
        window = timedelta(max([c.gift_split_days for c in self.company_id] or [0]))
        # sums over colleagues' requests too, or a limit could be passed by taking turns
        rows = (
            self.env["customer.gift.line"]
            .sudo()
            ._read_group(
                Domain("recipient_id", "in", self.line_ids.recipient_id._origin.ids)
                & Domain("company_id", "in", self.company_id._origin.ids)
                & Domain("counts", "=", True)
                & Domain("date", ">=", min(dates).replace(month=1, day=1) - window)
                & Domain("date", "<=", max(dates).replace(month=12, day=31) + window),
                ["recipient_id", "company_id", "gift_id", "date:day"],
                ["value:sum"],
            )
        )
        result = {}
        for recipient, company, gift, when, value in rows:
            result.setdefault((recipient, company), []).append((gift, when, value))
        return result

    def _get_limits(self):
        """Return the company's limits and the days in which split gifts add up."""
        company = self.company_id
        limits = Limits(
            company.gift_limit_gift,
            company.gift_limit_recipient,
            company.gift_limit_year,
            company.gift_limit_official,
        )
        return limits, company.gift_split_days

    def _check_limits(self, day=None):
        """Return the requests that need compliance; refuse what is never possible.

        :raises UserError: an official, or over a limit where the company refuses that
        """
        found = self._judge(day)
        needing = self.browse()
        for gift in self:
            worst = self._worst(found[gift])
            if worst == "official":
                gift._raise_official(found[gift])
            if worst == "over" and gift.company_id.gift_over_limit == "block":
                raise UserError(
                    self.env._(
                        "%(name)s is over the company's limits and cannot be given:\n"
                        "%(note)s\nLower the value, or give it in another year.",
                        name=gift.name,
                        note=self._describe(found[gift]),
                    )
                )
            if worst != "ok":
                needing |= gift
        return needing

    def _raise_official(self, verdicts):
        names = ", ".join(
            who.name for who, (_year, codes) in verdicts.items() if "official" in codes
        )
        raise UserError(
            self.env._(
                "%(people)s: a public official, a health professional or staff of a "
                "state body gets at most %(limit)s a year, and %(name)s goes beyond. "
                "Remove them from the request.",
                people=names,
                name=self.name,
                limit=self.currency_id.format(self.company_id.gift_limit_official),
            )
        )
