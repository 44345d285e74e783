from odoo import api, models
from odoo.fields import Domain


class QualityMyWork(models.AbstractModel):
    """What waits for deciders of special releases, and for witnesses."""

    _inherit = "quality.my.work"

    @api.model
    def _get_approval_tiles(self):
        return [
            *super()._get_approval_tiles(),
            *(
                self._prepare_tile(title, model, domain, "warning")
                for title, model, domain in self._get_release_tiles()
            ),
        ]

    def _get_release_tiles(self):
        """Return ``[(title, model, domain)]`` of what the current user decides."""
        user = self.env.user
        uid = user.id
        witnessed = Domain("state", "=", "draft") & Domain("witness_ids", "in", uid)
        unsigned = ~Domain(
            "signature_ids",
            "any",
            Domain("user_id", "=", uid) & Domain("meaning", "=", "read"),
        )
        tiles = [
            (
                self.env._("Destructions to witness"),
                "quality.destruction",
                witnessed & unsigned,
            ),
            (
                self.env._("Emergency releases to decide"),
                "quality.zone.exit",
                self._get_emergency_domain(),
            ),
        ]
        if user.has_group("quality_base.group_quality_officer"):
            asked = Domain("state", "=", "draft") & Domain("reporter_id", "!=", uid)
            tiles.append(
                (
                    self.env._("Changes of dispositions"),
                    "quality.disposition.change",
                    asked,
                )
            )
        if user.has_group("quality_base.group_quality_user"):
            owed = Domain("inspection_result", "=", "pending")
            tiles.append((self.env._("Inspections owed"), "quality.zone.exit", owed))
        return tiles

    def _get_emergency_domain(self):
        """Emergency releases that the current user decides, company by company."""
        user, decided = self.env.user, Domain.FALSE
        officer = user.has_group("quality_base.group_quality_officer")
        for company in self.env.companies:
            post = company.sudo().quality_emergency_function_id  # no secret
            may = user in post._get_holders(company) if post else officer
            if may:
                decided |= Domain("company_id", "=", company.id)
        return (
            Domain("kind", "=", "emergency")
            & Domain("state", "=", "draft")
            & Domain("reporter_id", "!=", user.id)
            & decided
        )
