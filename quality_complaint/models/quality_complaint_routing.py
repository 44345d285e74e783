from odoo import api, fields, models
from odoo.fields import Command


class QualityComplaintRouting(models.Model):
    """Which department gets the complaint, which ones help [CO-16, CO-17].

    While new it follows the routing table; a complaint about a service or a person
    goes to the neutral recipient of the company. Later it is handed over only.
    """

    _inherit = "quality.complaint"

    team_id = fields.Many2one(
        compute="_compute_team_id", store=True, readonly=False, precompute=True
    )
    helper_team_ids = fields.Many2many(
        "quality.team",
        "quality_complaint_helper_rel",
        "complaint_id",
        "team_id",
        "Helping Departments",
        check_company=True,
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("kind_id", "accused_team_id", "accused_user_id", "company_id")
    def _compute_team_id(self):
        fresh = self.filtered(lambda record: record.state in (False, "new"))
        routes = self.env["quality.complaint.route"]._find(fresh) if fresh else {}
        for record in fresh:
            route = routes[record]
            neutral = record._is_about_people() and record._get_neutral_team()
            record.team_id = neutral or route.team_id or record.team_id
            record.helper_team_ids = (
                route.helper_team_ids if route else record.helper_team_ids
            )
        for record in self - fresh:
            record.team_id = record.team_id
            record.helper_team_ids = record.helper_team_ids

    def _is_about_people(self):
        """Whether a neutral recipient must stand between complainant and department."""
        self.ensure_one()
        return (
            self.kind_id.subject == "service"
            or bool(self.accused_team_id)
            or bool(self.sudo().accused_user_id)  # whether, not who
        )

    def _get_neutral_team(self):
        """Return the company's choice, else its department marked as neutral."""
        self.ensure_one()
        company = self.company_id.sudo()  # who is neutral is no secret
        return company.complaint_neutral_team_id or company.env["quality.team"].search(
            [("neutral", "=", True), ("company_id", "in", (False, company.id))], limit=1
        )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._tell_departments()
        return records

    def write(self, vals):
        result = super().write(vals)
        if {"kind_id", "accused_team_id", "accused_user_id"} & vals.keys() or (
            "helper_team_ids" in vals
        ):
            self._tell_departments()
        return result

    def _tell_departments(self):
        """Tell the heads whom it concerns; each once, since they take part then."""
        for record in self:
            heads = record._get_department_heads() - record.participant_ids
            if heads:
                record._add_participants(heads)
                record._send_notice(
                    users=heads,
                    reason=record._get_forward_reason(),
                    acknowledge=True,
                )

    def _get_department_heads(self):
        """Return the heads of the helping departments and of the one complained about."""
        self.ensure_one()
        accused = self.sudo().accused_user_id  # left out, not shown
        heads = self.sudo().helper_team_ids.head_id - accused
        return (heads | self._get_accused_head()).sudo(False)

    def _get_forward_reason(self):
        self.ensure_one()
        return self.env._(
            "A complaint concerns your department. Find out what happened, contact the "
            "customer, and report at once."
        )

    def _add_participants(self, users):
        """Let ``users`` read the records, whoever they are in the house."""
        links = [Command.link(user.id) for user in users]
        # the caller's step was checked; he may hold no right to write here
        self.sudo()._write_gated({"participant_ids": links})
