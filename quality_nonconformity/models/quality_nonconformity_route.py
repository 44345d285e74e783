from odoo import api, fields, models
from odoo.exceptions import UserError

from .quality_disposition import KINDS


class QualityNonconformityRoute(models.Model):
    """What is usually done with such a finding: a proposal [NC-36, NC-39 to NC-43]."""

    _inherit = "quality.nonconformity"

    route_id = fields.Many2one(
        "quality.finding.route", "Proposed Route", compute="_compute_route_id"
    )
    route_advice = fields.Text("What to do", compute="_compute_route_id")
    route_team_id = fields.Many2one(
        "quality.team", "Goes to", compute="_compute_route_id"
    )
    route_kind = fields.Selection(
        KINDS, "Usual Disposition", compute="_compute_route_id"
    )
    can_take_route = fields.Boolean(compute="_compute_can_take_route")

    @api.depends("kind", "detection_point", "cause_category", "categ_id", "company_id")
    def _compute_route_id(self):
        routes = self.env["quality.finding.route"]
        for record in self:
            route = routes._find(record) if record.kind == "product" else routes
            record.route_id = route
            record.route_advice = route.advice
            companies = (record.company_id, self.env["res.company"])
            team = route.team_id.filtered(lambda t, ok=companies: t.company_id in ok)
            record.route_team_id = team
            record.route_kind = route.disposition_kind

    @api.depends("route_id", "team_id", "disposition_ids", "state")
    @api.depends_context("uid")
    def _compute_can_take_route(self):
        staff = self.env.user.has_group("quality_base.group_quality_user")
        for record in self:
            route = record.route_id
            team = record.route_team_id
            new_team = team and team != record.team_id
            new_kind = route.disposition_kind and record._takes_proposals()
            record.can_take_route = staff and bool(new_team or new_kind)

    def action_take_route(self):
        self._take_route()
        return True

    def _take_route(self):
        """Follow the proposed route: hand it to the unit, propose the disposition.

        :raises AccessError: the user is no quality staff
        :raises UserError: there is no route, or nothing of it is left to take over
        """
        self._check_role("user")
        for record in self:
            if not record.can_take_route:
                raise UserError(
                    self.env._(
                        "%(name)s: no route proposes anything that is not there yet.",
                        name=record.name,
                    )
                )
            route = record.route_id
            if record.route_team_id:
                record.team_id = record.route_team_id
            if route.disposition_kind and record._takes_proposals():
                self.env["quality.disposition"].create(
                    {
                        "nonconformity_id": record.id,
                        "kind": route.disposition_kind,
                        "reason": route.name,
                    }
                )

    def _takes_proposals(self):
        self.ensure_one()
        return self.state in ("isolated", "review") and not self.disposition_ids
