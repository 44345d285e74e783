from odoo import fields, models


class QualityAccessMixin(models.AbstractModel):
    """Who sees a record: own, team, department, company; confidential [XX-13].

    The fields that the record rules of a concrete model speak of. Its rules are
    (see quality_base's CAPA for the pattern):

    - global: ``company_id in company_ids``
    - global: not confidential, or own, or one's team's, or in the group
    - group rules: internal users see their own and their teams' records, quality
      staff and auditors see all.
    """

    _name = "quality.access.mixin"
    _description = "Record with Owner, Team and Confidentiality"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    team_id = fields.Many2one(
        "quality.team",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users", "Responsible", index="btree_not_null", tracking=True
    )
    reporter_id = fields.Many2one(
        "res.users",
        "Reported by",
        default=lambda self: self.env.user,
        index="btree_not_null",
        copy=False,
        help="Gets the result when the record is closed.",
    )
    confidential = fields.Boolean(
        tracking=True,
        help="Only the reporter, the responsible person, the team and the group "
        "“Confidential Records” can read it.",
    )

    def _get_company_day(self, instant):
        """Return the local day of a naive UTC ``instant`` at the record's company.

        What is stored is for all: it must not depend on the zone of whoever acts.
        """
        self.ensure_one()
        local = self.with_context(tz=self.company_id.partner_id.tz or "UTC")
        return fields.Datetime.context_timestamp(local, instant).date()
