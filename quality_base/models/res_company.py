from odoo import api, fields, models

#: sector presets (requirements, Appendix B); addons ship policies for them as data
SECTORS = [
    ("general", "General trade or manufacturing"),
    ("device_distributor", "Medical-device distributor"),
    ("oem", "OEM supplier"),
    ("service", "Service firm"),
    ("concrete", "Ready-mixed concrete or site delivery"),
    ("medicine_retail", "Medicine retail"),
    ("hospital", "Hospital (complaints and nonconformities)"),
    ("dealer", "Dealer network with exchange ratio"),
    ("key_account", "Key-account organisation with three levels"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    quality_sector = fields.Selection(
        SECTORS,
        "Sector Preset",
        default="general",
        required=True,
        help="Chooses the set of deadline policies that apply besides the common ones.",
    )
    quality_immediate_hours = fields.Float(
        "“Immediately” in Hours",
        default=1.0,
        help="What the company makes of rules that say “immediately”, “promptly” or "
        "“at once”: a number to work with, not a legal term.",
    )
    quality_calendar_id = fields.Many2one(
        "quality.calendar",
        "Working Day Calendar",
        help="Counts working days, and says where the day begins, for policies that "
        "name no calendar.",
    )

    _quality_immediate_check = models.Constraint(
        "CHECK(quality_immediate_hours > 0)",
        "“Immediately” must be more than zero hours.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._set_quality_calendars()
        return companies

    @api.model
    def _set_all_quality_calendars(self):
        """Give every company a calendar (on installation)."""
        self.search([("quality_calendar_id", "=", False)])._set_quality_calendars()

    def _set_quality_calendars(self):
        """Give companies without a calendar that of their country, or a plain one."""
        calendars = self.env["quality.calendar"].sudo()  # company data of the admin
        calendars = calendars.search([("company_id", "=", False)])
        plain = self.env.ref("quality_base.quality_calendar_plain", False)
        for company in self.filtered(lambda c: not c.quality_calendar_id):
            same = calendars.filtered(
                lambda c, company=company: (
                    c.country_id and c.country_id == company.country_id
                )
            )
            company.quality_calendar_id = same[:1] or plain
