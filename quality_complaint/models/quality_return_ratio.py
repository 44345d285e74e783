from datetime import datetime, time
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formatLang


class QualityReturnRatio(models.Model):
    """Is the demand within the exchange ratio and its time [CO-60, CO-75].

    Assessed when the return is accepted for check, and anew when its goods change.
    """

    _inherit = "quality.return"

    exchange_verdict = fields.Selection(
        [
            ("none", "No limit applies"),
            ("within", "Within the limit"),
            ("over", "Over the limit"),
        ],
        "Exchange Limit",
        readonly=True,
        copy=False,
        tracking=True,
        index="btree_not_null",
    )
    exchange_ratio = fields.Float(
        "Ratio (%)",
        digits=(16, 2),
        readonly=True,
        copy=False,
        aggregator=None,
        help="Exchanged with this return ÷ purchased in the period: the highest of the "
        "policies that hold.",
    )
    exchange_note = fields.Text("Assessment", readonly=True, copy=False)
    exchange_policy_ids = fields.Many2many(
        "quality.exchange.policy",
        "quality_return_exchange_policy_rel",
        "return_id",
        "policy_id",
        "Exchange Policies",
        readonly=True,
        copy=False,
    )
    exchange_state = fields.Selection(
        [
            ("none", "No limit applies"),
            ("within", "Within the limit"),
            ("over", "Over the limit"),
            ("exception", "Exception of the leader"),
        ],
        "Exchange",
        compute="_compute_exchange_state",
        compute_sudo=True,  # approvals of all roles
        store=True,
    )

    @api.depends("exchange_verdict", "approval_ids.verdict", "approval_ids.role")
    def _compute_exchange_state(self):
        for record in self:
            leader = record.approval_ids.filtered(
                lambda row: row.role == "leader" and row.verdict == "approved"
            )
            over = record.exchange_verdict == "over"
            record.exchange_state = (
                "exception" if over and leader else record.exchange_verdict
            )

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "exchange_verdict",
            "exchange_ratio",
            "exchange_note",
            "exchange_policy_ids",
        }

    def _get_day_start(self, day):
        """Return the first instant (naive UTC) of a local day of the company."""
        zone = ZoneInfo(self.company_id.partner_id.tz or "UTC")
        local = datetime.combine(day, time(), zone)
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def _assess_exchange(self):
        """Compare the demand with the policies that hold, and note the result.

        :return: ``{return: its lines over a limit}``
        """
        over = {}
        for record in self:
            vals, over[record] = record._prepare_exchange_vals()
            record._write_gated(vals)
        return over

    def _prepare_exchange_vals(self):
        """Return the values of the assessment, and the lines over a limit."""
        self.ensure_one()
        policies = self.env["quality.exchange.policy"].sudo()  # rules bind all alike
        groups = {}
        for line, policy in policies._match(self).items():
            groups[policy] = groups.get(policy, line.browse()) | line
        days = self._get_delivery_days() if groups else {}
        texts, over, ratio = [], self.line_ids.browse(), 0.0
        for policy, lines in groups.items():
            share, beyond, text = self._assess_policy(policy, lines, days)
            ratio, over = max(ratio, share), over | beyond
            texts.append(text)
        verdict = "over" if over else "within" if groups else "none"
        return {
            "exchange_verdict": verdict,
            "exchange_ratio": ratio,
            "exchange_note": "\n".join(texts),
            "exchange_policy_ids": [
                fields.Command.set([policy.id for policy in groups])
            ],
        }, over

    def _assess_policy(self, policy, lines, days):
        """Return ``(ratio in percent, lines beyond the limit, text)`` of one policy."""
        purchased = policy._get_purchased(self)
        exchanged = policy._get_exchanged(self) + policy._get_asked(lines)
        ratio = exchanged / purchased * 100 if purchased > 0 else 100.0
        late = policy._get_late_lines(lines, days)
        beyond = lines if policy._is_over(exchanged, purchased) else late
        texts = [
            policy._get_terms_text(),
            self.env._(
                "Purchased %(purchased)s, exchanged with this return %(exchanged)s: "
                "%(ratio)s %%.",
                purchased=formatLang(self.env, purchased),
                exchanged=formatLang(self.env, exchanged),
                ratio=formatLang(self.env, ratio),
            ),
        ]
        if late:
            texts.append(
                self.env._(
                    "Later than %(days)s days after delivery, or delivery not known: "
                    "%(goods)s.",
                    days=policy.days,
                    goods=", ".join(late.product_id.mapped("display_name")),
                )
            )
        return ratio, beyond, " ".join(texts)

    def _get_delivery_days(self):
        """Return ``{line: local day of the last delivery of its goods}``, one query."""
        self.ensure_one()
        rows = self.env["stock.move.line"].sudo()  # after-sales need not see stock
        groups = rows._read_group(
            Domain("state", "=", "done")
            & Domain("company_id", "=", self.company_id.id)
            & Domain("product_id", "in", self.line_ids.product_id.ids)
            & Domain("location_dest_id.usage", "=", "customer")
            & Domain("date", "<=", self.date)
            & Domain(
                "picking_id.partner_id.commercial_partner_id",
                "=",
                self.commercial_partner_id.id,
            ),
            ["product_id", "lot_id"],
            ["date:max"],
        )
        days = {}
        for line in self.line_ids:
            dates = [
                date
                for product, lot, date in groups
                if product == line.product_id and line.lot_id in (lot, lot.browse())
            ]
            if dates:
                days[line] = self._get_company_day(max(dates))
        return days
