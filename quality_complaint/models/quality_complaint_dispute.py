from odoo import api, fields, models

KINDS = [
    ("court", "Court"),
    ("appraisal", "Expert appraisal"),
    ("arbitration", "Arbitration"),
    ("mediation", "Mediation"),
    ("authority", "Authority"),
]


class QualityComplaintDispute(models.Model):
    """A dispute settled outside the house; it freezes normal closing [CO-84].

    open → decided or withdrawn. While one is open, nothing of the complaint is
    deleted, however old.
    """

    _name = "quality.complaint.dispute"
    _description = "Dispute outside the Company"
    _inherit = ["quality.complaint.part"]
    _part_letter = "D"
    _first_states = ()
    _frozen_states = ("decided", "withdrawn")

    state = fields.Selection(
        [("open", "Open"), ("decided", "Decided"), ("withdrawn", "Withdrawn")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
    )
    kind = fields.Selection(KINDS, required=True, default="court")
    body = fields.Char("Court or Body")
    file_number = fields.Char(index="trigram")
    date_filed = fields.Date("Filed on")
    date_hearing = fields.Date("Hearing on")
    note = fields.Text("Claim")
    result = fields.Text(copy=False)
    date_result = fields.Date("Result of", copy=False)
    ended_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_ended = fields.Datetime("Entered on", readonly=True, copy=False)

    @api.model
    def _get_transitions(self):
        return {"open": {"decided", "withdrawn"}}

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"ended_by_id", "date_ended"}

    @api.model_create_multi
    def create(self, vals_list):
        disputes = super().create(vals_list)
        disputes.complaint_id._sync_dispute_hold()
        for dispute in disputes:
            vals = {"dispute": dispute.name, "kind": dispute.kind}
            dispute.complaint_id._log_history("note", vals, dispute.note)
        return disputes

    def action_decide(self):
        self._end("decided")
        return True

    def action_withdraw(self):
        self._end("withdrawn")
        return True

    def _end(self, state):
        """The dispute is over: body, file number, date and result are on record.

        :param str state: "decided" or "withdrawn"
        :raises UserError: what is missing, in words
        """
        self.complaint_id._check_may_process()
        self._check_step_of_part()
        self._require(result=self.env._("write down how it ended."))
        if state == "decided":
            self._require(
                body=self.env._("say which court or body."),
                file_number=self.env._("enter its file number."),
                date_result=self.env._("enter the date of the result."),
            )
        self._set_state(
            state, ended_by_id=self.env.uid, date_ended=fields.Datetime.now()
        )
        self.complaint_id._sync_dispute_hold()
        for dispute in self:
            vals = {"dispute": dispute.name, "state": state}
            dispute.complaint_id._log_history("note", vals, dispute.result)
