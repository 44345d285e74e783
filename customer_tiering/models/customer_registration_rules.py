from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerRegistrationRules(models.Model):
    """What stands against a registration: letter and territory [CT-08, CT-10]."""

    _inherit = "customer.registration"

    expected_tier_id = fields.Many2one(
        "customer.tier",
        check_company=True,
        domain="[('program_id.is_main', '=', True), ('company_id', '=', company_id)]",
        help="For new customers: the tier their revenue is expected to reach.",
    )
    judged_tier_id = fields.Many2one(
        "customer.tier",
        "Judged as",
        compute="_compute_judged_tier_id",
        compute_sudo=True,
        help="The highest of the tier in force, by revenue, and expected.",
    )
    obstacle = fields.Char(
        "In the Way",
        compute="_compute_obstacle",
        compute_sudo=True,
        help="What is missing before the customer can be registered.",
    )

    is_holder = fields.Boolean(
        compute="_compute_is_holder", help="You deal with the customer without leave."
    )
    leave_ids = fields.One2many(
        "customer.registration.leave", "registration_id", "Leave of Others"
    )

    @api.depends_context("uid")
    @api.depends("unit_id", "user_id", "commercial_partner_id.user_id")
    def _compute_is_holder(self):
        for record in self:
            record.is_holder = self.env.user in record._get_holders()

    @api.depends("commercial_partner_id", "company_id", "expected_tier_id")
    def _compute_judged_tier_id(self):
        standings = self.env["customer.tier.standing"].search(
            [
                ("program_id.is_main", "=", True),
                ("company_id", "in", self.company_id.ids),
                ("partner_id", "in", self.commercial_partner_id.ids),
            ]
        )
        known = {(row.partner_id, row.company_id): row for row in standings}
        none = self.env["customer.tier.standing"]
        for record in self:
            row = known.get((record.commercial_partner_id, record.company_id), none)
            tiers = row.tier_id | row.candidate_tier_id | record.expected_tier_id
            record.judged_tier_id = tiers.sorted("lower_limit", reverse=True)[:1]

    @api.depends("judged_tier_id", "unit_id", "partner_id", "company_id", "state")
    def _compute_obstacle(self):
        lettered = self._get_lettered_units()
        for record in self:
            giver = lettered.get(
                (record.commercial_partner_id, record.company_id, record.unit_id)
            )
            # nobody hands over what is managed above him
            allowed = giver and not record.judged_tier_id._is_above(giver)
            record.obstacle = False if allowed else record._find_obstacle()

    def _get_lettered_units(self):
        """Return ``{(customer, company, unit): giver}`` of letters to develop."""
        letters = self.env["customer.authorization"]
        domain = letters._get_valid_domain() & fields.Domain(
            "commercial_partner_id", "in", self.commercial_partner_id.ids
        )
        rows = letters.search(domain & fields.Domain("scope_develop", "=", True))
        return {
            (r.commercial_partner_id, r.company_id, r.to_unit_id): r.from_unit_id
            for r in rows
        }

    def _find_obstacle(self):
        """Return what stands against the unit's registering without a letter."""
        self.ensure_one()
        tier, unit = self.judged_tier_id, self.unit_id
        local = self.commercial_partner_id.customer_unit_id
        if tier.needs_letter and not unit:
            return self.env._(
                "%(tier)s customers are registered by a unit: say which one.",
                tier=tier.name,
            )
        if tier.needs_letter and tier._is_above(unit):
            return self.env._(
                "“%(unit)s” develops %(tier)s customers only with a letter of "
                "authorization in force: ask for one.",
                unit=unit.display_name,
                tier=tier.name,
            )
        if unit and local and not (unit._is_within(local) or local._is_within(unit)):
            return self.env._(
                "%(customer)s is on the territory of “%(local)s”, not of “%(unit)s”: "
                "ask for a territory decision.",
                customer=self.partner_id.display_name,
                local=local.display_name,
                unit=unit.display_name,
            )
        return False

    def _check_obstacles(self):
        """Refuse what stands against the registration [CT-08, CT-10].

        :raises UserError: letter missing, or another unit's territory
        """
        self.invalidate_recordset(["obstacle", "judged_tier_id"])
        for record in self.filtered("obstacle"):
            raise UserError(record.obstacle)

    def _get_holders(self):
        """Return the users who deal with the customer without leave [CT-11]."""
        self.ensure_one()
        people = self.unit_id._get_people() | self.user_id
        return people | self.commercial_partner_id.user_id
