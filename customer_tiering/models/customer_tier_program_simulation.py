import math

from odoo import api, models
from odoo.exceptions import UserError

#: movers listed on the page, the largest first
LISTED = 100


class CustomerTierProgramSimulation(models.Model):
    """The page of the simulation: limits to try, movements, movers [CT-36]."""

    _inherit = "customer.tier.program"

    @api.model
    @api.readonly
    def get_simulation_options(self):
        """Return the programs that can be simulated, the main one first."""
        self.env["customer.tier.change"]._check_role("manager")
        programs = self.search([("tier_ids", "!=", False)]).sorted("is_main", True)
        return [
            {
                "id": program.id,
                "name": program.display_name,
                "currency_id": program.currency_id.id,
                "date_from": str(program.date_from),
                "date_to": str(program.date_to),
                "tiers": [
                    {
                        "id": tier.id,
                        "name": tier.name,
                        "color": tier.color,
                        "limit": tier.lower_limit,
                        "is_lowered": bool(tier.coefficient_ids),
                    }
                    for tier in program.tier_ids.sorted("lower_limit", reverse=True)
                ],
            }
            for program in programs
        ]

    @api.readonly
    def get_simulation(self, limits=None, cell=None):
        """Return who would move by these limits; nothing is written.

        :param dict limits: ``{tier id: lower limit}`` in the program's currency
        :param list cell: ``[old tier id, new tier id]`` (0 = no tier) whose movers to
            list; the largest of all when left out
        :return: ``counts`` and ``revenues`` as ``{old: {new: value}}``, ``up``,
            ``down``, ``listed`` (how many there are to list) and ``movers``
        :raises AccessError: not of the Key Account Center
        :raises UserError: a limit that is no amount, or of another program
        """
        self.ensure_one()
        self.env["customer.tier.change"]._check_role("manager")
        self.check_access("read")
        rows = self._simulate(self._clean_limits(limits or {}))
        listed = rows
        if cell is not None:
            wanted = tuple(tier or None for tier in cell)
            listed = [
                row
                for row in rows
                if (row["old_tier_id"], row["new_tier_id"]) == wanted
            ]
        return {
            **self._get_simulated_table(rows),
            **self._count_directions(rows),
            "listed": len(listed),
            "movers": self._name_movers(listed[:LISTED]),
        }

    def _clean_limits(self, limits):
        """Return limits as they come from a page, with numbers for keys."""
        try:
            clean = {int(tier): float(limit) for tier, limit in limits.items()}
        except (AttributeError, TypeError, ValueError) as error:
            raise UserError(
                self.env._("A limit is an amount: correct the limits to try.")
            ) from error
        if not clean.keys() <= set(self.tier_ids.ids) or not all(
            math.isfinite(limit) for limit in clean.values()
        ):
            raise UserError(
                self.env._(
                    "The limits are not those of “%(program)s”: load the page again.",
                    program=self.display_name,
                )
            )
        return clean

    def _get_simulated_table(self, rows):
        """Return counts and revenues from each tier to each tier, stayers included."""
        held = self.env["customer.tier.standing"]._read_group(
            [("program_id", "=", self.id), ("tier_id", "!=", False)],
            ["tier_id"],
            ["__count", "revenue:sum"],
        )
        counts = {tier.id: {tier.id: count} for tier, count, _sum in held}
        revenues = {tier.id: {tier.id: total} for tier, _count, total in held}
        for row in rows:
            old, new = row["old_tier_id"] or 0, row["new_tier_id"] or 0
            for table, value in ((counts, 1), (revenues, float(row["revenue"]))):
                line = table.setdefault(old, {})
                line[new] = line.get(new, 0) + value
                if old:
                    line[old] -= value
        return {"counts": counts, "revenues": revenues}

    def _count_directions(self, rows):
        floor = {tier.id: tier.lower_limit for tier in self.tier_ids} | {None: 0}
        up = sum(floor[row["new_tier_id"]] > floor[row["old_tier_id"]] for row in rows)
        return {"up": up, "down": len(rows) - up}

    def _name_movers(self, rows):
        """Return rows with names, of the customers this user may see."""
        partners = self.env["res.partner"].with_context(active_test=False)
        visible = partners.search([("id", "in", [row["partner_id"] for row in rows])])
        names = {partner.id: partner.display_name for partner in visible}
        return [
            row | {"name": names[row["partner_id"]], "revenue": float(row["revenue"])}
            for row in rows
            if row["partner_id"] in names
        ]
