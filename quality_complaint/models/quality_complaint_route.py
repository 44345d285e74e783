from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .quality_complaint_kind import SUBJECTS


class QualityComplaintRoute(models.Model):
    """One row of the routing table: kind × company → team and helpers [CO-16].

    The narrowest row wins: that of the kind before that of the subject before the one
    for all; a company's own row before a common one.
    """

    _name = "quality.complaint.route"
    _description = "Routing of Complaints"
    _order = "sequence, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", default=lambda self: self.env.company
    )
    kind_id = fields.Many2one(
        "quality.complaint.kind", index="btree_not_null", ondelete="cascade"
    )
    subject = fields.Selection(SUBJECTS, help="For all kinds of this subject.")
    team_id = fields.Many2one(
        "quality.team", "Department", required=True, check_company=True
    )
    helper_team_ids = fields.Many2many(
        "quality.team",
        "quality_complaint_route_helper_rel",
        "route_id",
        "team_id",
        "Helping Departments",
        check_company=True,
        help="Their heads are told and read the complaint.",
    )

    @api.depends("kind_id", "subject", "team_id")
    def _compute_display_name(self):
        labels = dict(self._fields["subject"]._description_selection(self.env))
        for route in self:
            matter = route.kind_id.name or labels.get(route.subject)
            route.display_name = f"{matter or self.env._('All')} → {route.team_id.name}"

    @api.constrains("kind_id", "subject")
    def _check_kind(self):
        if self.filtered(lambda route: route.kind_id and route.subject):
            raise ValidationError(
                self.env._(
                    "A row stands for one kind, or for all kinds of a subject: empty "
                    "one of the two."
                )
            )

    @api.model
    def _find(self, complaints):
        """Return ``{complaint: row}``, one query for all; rows are no secret.

        :param complaints: ``quality.complaint``, also unsaved ones
        """
        rows = self.sudo().search(
            Domain("company_id", "in", [False, *complaints.company_id.ids])
        )
        rows = rows.sorted(lambda row: (*row._get_breadth(), row.sequence, row.id))
        found = {}
        for complaint in complaints:
            fitting = rows.filtered(lambda row, c=complaint: row._fits(c))
            found[complaint] = fitting[:1]
        return found

    def _get_breadth(self):
        """Return how narrow a row is: smaller is narrower."""
        matter = 0 if self.kind_id else 1 if self.subject else 2
        return matter, 0 if self.company_id else 1

    def _fits(self, complaint):
        return (
            self.company_id in (complaint.company_id, self.env["res.company"])
            and self.kind_id in (complaint.kind_id, self.env["quality.complaint.kind"])
            and self.subject in (False, complaint.kind_id.subject)
        )
