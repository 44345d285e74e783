from odoo import api, fields, models
from odoo.exceptions import AccessError

MANAGER = "quality_complaint.group_complaint_manager"
#: what the group itself writes
_CONTENT = {"findings", "report", "arbitration_body", "attachment_ids"}


class QualityComplaintGroup(models.Model):
    """The investigation group of a major problem [CO-26].

    Set up by the general manager, or by complaint managers for him; working →
    reported; dissolved. Only its report lets a complaint of such a level be decided.
    """

    _name = "quality.complaint.group"
    _description = "Investigation Group"
    _inherit = ["quality.complaint.part"]
    _part_letter = "G"
    _first_states = ()
    _frozen_states = ("reported", "dissolved")

    state = fields.Selection(
        [
            ("working", "Working"),
            ("reported", "Reported"),
            ("dissolved", "Dissolved"),
        ],
        default="working",
        required=True,
        readonly=True,
        copy=False,
    )
    leader_id = fields.Many2one(
        "res.users", required=True, index=True, domain="[('share', '=', False)]"
    )
    member_ids = fields.Many2many(
        "res.users",
        "quality_complaint_group_member_rel",
        string="Members",
        domain="[('share', '=', False)]",
    )
    mandate = fields.Text(required=True, help="What the group has to find out.")
    date_due = fields.Date("Report until")
    set_up_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    findings = fields.Text(copy=False)
    report = fields.Html(copy=False)
    arbitration_body = fields.Char(help="Asked where the facts stay disputed.")
    reported_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_reported = fields.Datetime("Reported on", readonly=True, copy=False)

    @api.model
    def _get_transitions(self):
        return {"working": {"reported", "dissolved"}}

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("set_up_by_id", "reported_by_id", "date_reported"),
        }

    @api.model
    def _get_people_fields(self):
        return super()._get_people_fields() | {"leader_id", "member_ids"}

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        if not self.env.su:
            groups._check_may_set_up()
        for group in groups:
            group._write_gated({"set_up_by_id": self.env.uid})
            group.complaint_id._send_notice(
                users=(group.leader_id | group.member_ids) - self.env.user,
                reason=self.env._(
                    "You belong to the investigation group. Mandate: %(mandate)s",
                    mandate=group.mandate,
                ),
                acknowledge=True,
            )
        return groups

    def write(self, vals):
        if not self.env.su and not self._gate_is_open():
            if vals.keys() & {"leader_id", "member_ids", "mandate", "date_due"}:
                self._check_may_set_up()
            if vals.keys() & _CONTENT:
                self._check_members()
        return super().write(vals)

    def action_report(self):
        self._report()
        return True

    def action_dissolve(self):
        self._dissolve()
        return True

    def _check_may_set_up(self):
        """Refuse who neither holds the general manager's post nor acts for him."""
        if self.env.user.has_group(MANAGER):
            return
        post = self.env.ref("quality_nonconformity.function_general_manager")
        for company in self.company_id:
            if self.env.user not in post._get_holders(company):
                raise AccessError(
                    self.env._(
                        "The general manager sets up investigation groups, or a "
                        "complaint manager for him: ask one of them."
                    )
                )

    def _check_members(self):
        for group in self:
            if self.env.user not in group.leader_id | group.member_ids:
                raise AccessError(
                    self.env._(
                        "What %(name)s finds is written by its leader or a member.",
                        name=group.name,
                    )
                )

    def _report(self):
        """The group reports; then the complaint can be decided.

        :raises AccessError: the user is neither leader nor member
        :raises UserError: findings or report are missing
        """
        self._check_step_of_part()
        self._check_members()
        self._require(
            findings=self.env._("write down the facts that were found."),
            report=self.env._("write the report."),
        )
        self._set_state(
            "reported",
            reported_by_id=self.env.uid,
            date_reported=fields.Datetime.now(),
        )
        for group in self:
            told = group.complaint_id.user_id | group.set_up_by_id
            group.complaint_id._send_notice(
                users=told - self.env.user,
                reason=self.env._(
                    "The investigation group has reported: %(findings)s",
                    findings=group.findings,
                ),
            )

    def _dissolve(self):
        """The group is not needed any more."""
        self._check_step_of_part()
        self._check_may_set_up()
        self._set_state("dissolved")
