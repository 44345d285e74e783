from odoo import api, fields, models
from odoo.exceptions import UserError

VERDICTS = [
    ("good", "Goods are good"),
    ("bad", "Goods are bad"),
    ("undecided", "Cannot be decided here"),
]


class QualityComplaintVisit(models.Model):
    """Somebody goes and looks: on-site verification [CO-24].

    planned → arrived → done; cancelled. The arrival ends the clock "on site". Where
    the cause cannot be decided, the departments that analyse it together are named.
    """

    _name = "quality.complaint.visit"
    _description = "On-site Verification"
    _inherit = ["quality.complaint.part"]
    _part_letter = "V"
    _first_states = ("planned",)
    _frozen_states = ("done", "cancelled")

    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("arrived", "On Site"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        default="planned",
        required=True,
        readonly=True,
        copy=False,
    )
    date_planned = fields.Datetime("Planned for")
    inspector_ids = fields.Many2many(
        "res.users",
        "quality_complaint_visit_inspector_rel",
        string="Inspectors",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    place = fields.Char(
        compute="_compute_place", store=True, readonly=False, precompute=True
    )
    date_arrival = fields.Datetime("Arrived on", readonly=True, copy=False)
    findings = fields.Text(copy=False)
    verdict = fields.Selection(VERDICTS, "Result", copy=False)
    team_ids = fields.Many2many(
        "quality.team",
        "quality_complaint_visit_team_rel",
        string="Analysed with",
        check_company=True,
        help="Departments that look for the cause together.",
    )
    joint_analysis = fields.Text(copy=False)
    samples = fields.Text(
        "Samples taken", copy=False, help="What, how many, sealed how, kept where."
    )
    customer_name = fields.Char("Customer's Representative", copy=False)
    signature = fields.Image(
        "Customer's Signature", max_width=1024, max_height=1024, copy=False
    )
    unsigned_reason = fields.Char(
        "Why not signed", copy=False, help="When the customer does not sign."
    )
    finished_by_id = fields.Many2one(
        "res.users", "Finished by", readonly=True, copy=False
    )
    date_done = fields.Datetime("Finished on", readonly=True, copy=False)

    @api.depends("complaint_id")
    def _compute_place(self):
        for visit in self:
            complaint = visit.complaint_id
            # the address would give a hidden complainant away [CO-82]
            if not visit.place and not complaint.confidential:
                address = complaint._get_delivery_address()
                visit.place = address.contact_address_inline or False
            else:
                visit.place = visit.place

    @api.model
    def _get_transitions(self):
        return {
            "planned": {"arrived", "cancelled"},
            "arrived": {"done"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "date_arrival",
            "finished_by_id",
            "date_done",
        }

    @api.model
    def _get_people_fields(self):
        return super()._get_people_fields() | {"inspector_ids"}

    def action_arrive(self):
        self._arrive()
        return True

    def action_finish(self):
        self._finish()
        return True

    def action_cancel(self):
        self._cancel()
        return True

    def _arrive(self, at=None):
        """The inspectors are there: the clock "on site" ends.

        :param datetime at: naive UTC, when it is entered later; now when left out
        :raises UserError: a time to come, or before the complaint was received
        """
        self._check_step_of_part()
        now = fields.Datetime.now()
        at = at or now
        for visit in self:
            if not visit.complaint_id.date <= at <= now:
                raise UserError(
                    self.env._(
                        "%(name)s: nobody arrives before the complaint came in, nor "
                        "later than now. Correct the time of arrival.",
                        name=visit.name,
                    )
                )
        self._set_state("arrived", date_arrival=at)
        self.complaint_id._finish_deadline("on_site", at)
        for visit in self:
            arrived = {"visit": visit.name, "arrived": fields.Datetime.to_string(at)}
            visit.complaint_id._log_history("note", arrived)

    def _finish(self):
        """What was found is recorded, and signed by the customer or explained.

        :raises UserError: what is missing, in words
        """
        self._check_step_of_part()
        self._require(
            findings=self.env._("write down what was found."),
            verdict=self.env._("say what came of it."),
        )
        for visit in self:
            if not visit.signature and not (visit.unsigned_reason or "").strip():
                visit._require(
                    signature=self.env._(
                        "have the customer sign, or say why he does not."
                    )
                )
            if visit.verdict == "undecided":
                visit._require(
                    team_ids=self.env._(
                        "the cause cannot be decided: name the departments that "
                        "analyse it together."
                    )
                )
        self._set_state(
            "done", finished_by_id=self.env.uid, date_done=fields.Datetime.now()
        )
        self._tell_analysts()

    def _tell_analysts(self):
        """The heads of departments that analyse together are told."""
        for visit in self.filtered(lambda v: v.verdict == "undecided"):
            complaint = visit.complaint_id
            heads = visit.team_ids.sudo().head_id.sudo(False)  # heads are no secret
            heads -= complaint.sudo().accused_user_id | self.env.user
            if heads:
                complaint._add_participants(heads)
                complaint._send_notice(
                    users=heads,
                    reason=self.env._(
                        "The cause could not be decided on site. Analyse it with the "
                        "other departments: %(findings)s",
                        findings=visit.findings,
                    ),
                )

    def _cancel(self):
        """Nobody goes after all."""
        self._check_step_of_part()
        self._set_state("cancelled")
