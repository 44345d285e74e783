from odoo import api, fields, models

from .customer_unit import LEVELS


class CustomerTier(models.Model):
    """Which level develops, watches and maintains customers of a tier [CT-07].

    The daily maintenance is always local: the unit on whose territory they are.
    """

    _inherit = "customer.tier"

    monitor_level = fields.Selection(
        [("province", "Province"), ("city", "City")],
        "Monitored by",
        help="Level of the unit that plans and watches without managing itself.",
    )
    needs_letter = fields.Boolean(
        "Letter Needed",
        compute="_compute_needs_letter",
        store=True,
        readonly=False,
        help="Units below the managing level develop such customers only with a "
        "letter of authorization [CT-08].",
    )
    needs_filing = fields.Boolean(
        "Filed for Record",
        compute="_compute_needs_filing",
        store=True,
        readonly=False,
        help="Tiers granted in a county are reported to its city unit [CT-09].",
    )

    @api.depends("owner_level")
    def _compute_needs_letter(self):
        for tier in self:
            tier.needs_letter = tier.owner_level == "province"

    @api.depends("owner_level")
    def _compute_needs_filing(self):
        for tier in self:
            tier.needs_filing = tier.owner_level == "county"

    def _is_above(self, unit):
        """Return whether the managing level lies above that of ``unit``."""
        managing = LEVELS.get(self.owner_level)
        return managing is not None and LEVELS[unit.level] > managing
