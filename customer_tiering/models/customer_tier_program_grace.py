from odoo import fields, models

ACTIVITY = "customer_tiering.mail_activity_type_tier_grace"


class CustomerTierProgramGrace(models.Model):
    """Notice to who maintains a customer when its grace begins [CT-14]."""

    _inherit = "customer.tier.program"

    notify_grace = fields.Boolean(
        "Notice of the Grace",
        default=True,
        tracking=True,
        help="When a customer falls below the limit of its tier, who maintains it gets "
        "an activity, due when the grace ends.",
    )

    def _update_grace(self, day):
        known = self._get_standings_in_grace()
        result = super()._update_grace(day)
        started = self._get_standings_in_grace() - known
        if self.notify_grace and self.grace_days:
            self._notify_grace(started)
        return result

    def _get_standings_in_grace(self):
        standings = self.env["customer.tier.standing"].sudo()  # the engine's own rows
        return standings.search(
            [("program_id", "in", self.ids), ("grace_until", "!=", False)]
        )

    def _notify_grace(self, standings):
        """Give who maintains each customer an activity, due when the grace ends."""

        def due(standing):
            partner = standing.partner_id.with_company(self.company_id)
            return partner.maintenance_user_id, standing.tier_id, standing.grace_until

        for (user, tier, until), fallen in standings.grouped(due).items():
            if user:
                # the run's own notice, whoever runs it
                fallen.partner_id.sudo().activity_schedule(
                    ACTIVITY,
                    date_deadline=until,
                    summary=self.env._(
                        "Revenue below the limit of “%(tier)s”", tier=tier.name
                    ),
                    user_id=user.id,
                )
