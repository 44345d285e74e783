from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

PROVINCE = "customer_tiering.group_tier_province"
CITY = "customer_tiering.group_tier_city"
#: lower limit in yuan a year, approved by, managed by, upstream, color [CT-02]
TIERS = [
    (5_000_000, PROVINCE, "province", True, 4),
    (2_000_000, PROVINCE, "city", False, 5),
    (200_000, CITY, "city", False, 3),
    (10_000, CITY, "county", False, 10),
]
#: region group, coefficient of the lowest tier [CT-04]
COEFFICIENTS = [
    ("customer_tiering.region_group_1", 1.0),
    ("customer_tiering.region_group_2", 0.9),
    ("customer_tiering.region_group_3", 0.8),
]


class CustomerTierProgramPreset(models.Model):
    """The usual thresholds as a ready program [CT-02, CT-04, CT-06]."""

    _inherit = "customer.tier.program"

    @api.model
    def _load_preset(self, company, limits=None):
        """Create the program with the usual tiers for a company.

        :param company: the company whose customers are judged
        :param list limits: lower limits in the company's currency, highest first; the
            usual ones, which are in yuan, when left out
        :return: the program
        :raises UserError: no limits for a company that does not count in yuan, or
            limits that do not fall from tier to tier
        """
        self.env["customer.tier.change"]._check_role("manager")
        limits = limits or self._get_preset_limits(company.currency_id)
        if any(low >= high for high, low in zip(limits, limits[1:], strict=False)) or (
            min(limits) <= 0
        ):
            raise UserError(
                self.env._(
                    "Enter a limit above zero in %(currency)s for each tier, falling "
                    "from tier to tier. The usual limits are in yuan and are not "
                    "converted.",
                    currency=company.currency_id.name,
                )
            )
        program = self.create(self._prepare_preset_vals(company, limits))
        program._translate_preset()
        return program

    @api.model
    def _get_preset_limits(self, currency):
        """Return the usual lower limits; zeros where the currency is not yuan."""
        return [row[0] if currency.name == "CNY" else 0.0 for row in TIERS]

    @api.model
    def _get_preset_names(self):
        """Return the names of the usual tiers, highest first, in the user's language."""
        return [
            self.env._("Diamond"),
            self.env._("Platinum"),
            self.env._("Gold"),
            self.env._("VIP"),
        ]

    @api.model
    def _prepare_preset_vals(self, company, limits):
        groups = [(self.env.ref(xmlid), factor) for xmlid, factor in COEFFICIENTS]
        rows = [
            Command.create({"region_group_id": group.id, "factor": factor})
            for group, factor in groups
        ]
        tiers = [
            {
                "name": name,
                "lower_limit": limit,
                "approver_group_id": self.env.ref(group).id,
                "owner_level": level,
                "is_upstream": upstream,
                "color": color,
                "coefficient_ids": [],
            }
            for name, (_yuan, group, level, upstream, color), limit in zip(
                self._get_preset_names(), TIERS, limits, strict=True
            )
        ]
        tiers[-1]["coefficient_ids"] = rows
        return {
            "name": self.env._("Key Accounts"),
            "company_id": company.id,
            "tier_ids": [Command.create(tier) for tier in tiers],
        }

    def _translate_preset(self):
        """Give program and tiers their names in every installed language."""
        for code, _name in self.env["res.lang"].get_installed():
            program = self.with_context(lang=code)
            program.name = program.env._("Key Accounts")
            names = program._get_preset_names()
            for tier, name in zip(program.tier_ids, names, strict=True):
                tier.name = name

    @api.model
    def _load_presets_at_install(self):
        """Load the preset for the companies that count in yuan and have no program."""
        companies = (
            self.env["res.company"].search([("currency_id.name", "=", "CNY")])
            - self.search(Domain.TRUE).company_id
        )
        for company in companies:
            self._load_preset(company)

    def action_load_preset(self):
        """Ask for the limits, with the usual ones filled in."""
        self.env["customer.tier.change"]._check_role("manager")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load the Usual Thresholds"),
            "res_model": "customer.tier.preset",
            "view_mode": "form",
            "target": "new",
        }
