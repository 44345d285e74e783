from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: channels that the register of letters, calls and visits is kept of
REGISTER_CHANNELS = (
    "phone",
    "hotline",
    "letter",
    "fax",
    "email",
    "visit",
    "feedback_box",
    "complaint_box",
)


class QualityComplaintRegister(models.Model):
    """Register of letters, calls and visits, kept by a designated person [CO-10].

    Who keeps it holds the post “Registrar”. Entering gives the register number; where
    the matter needs the leader's approval, no reply goes out before he gave it.
    """

    _inherit = "quality.complaint"

    register_number = fields.Char(readonly=True, copy=False, index="btree_not_null")
    date_registered = fields.Datetime("Registered on", readonly=True, copy=False)
    registered_by_id = fields.Many2one(
        "res.users", "Registered by", readonly=True, copy=False
    )
    needs_leader = fields.Boolean("Needs the Leader's Approval", tracking=True)
    leader_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_leader = fields.Datetime("Leader approved on", readonly=True, copy=False)
    leader_note = fields.Text("Leader's Instruction", readonly=True, copy=False)
    can_register = fields.Boolean(compute="_compute_can_register")
    can_approve_as_leader = fields.Boolean(compute="_compute_can_register")

    _register_uniq = models.UniqueIndex(
        "(company_id, register_number) WHERE register_number IS NOT NULL",
        "This number of the register is used already.",
    )

    @api.depends("channel", "register_number", "needs_leader", "leader_id", "state")
    @api.depends_context("uid")
    def _compute_can_register(self):
        for record in self:
            wanted = record.channel in REGISTER_CHANNELS and not record.register_number
            record.can_register = (
                bool(record._origin) and wanted and record._may_register()
            )
            record.can_approve_as_leader = (
                record.needs_leader
                and not record.leader_id
                and not record.is_frozen
                and self.env.user in record._get_leaders()
            )

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "register_number",
            "date_registered",
            "registered_by_id",
            "leader_id",
            "date_leader",
            "leader_note",
        }

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.filtered("needs_leader")._ask_leader()
        return records

    def write(self, vals):
        result = super().write(vals)
        if vals.get("needs_leader"):
            self._ask_leader()
        return result

    # buttons ---------------------------------------------------------------------
    def action_register(self):
        self._enter_in_register()
        return True

    def action_leader(self):
        """Ask for the instruction, then :meth:`_approve_as_leader`."""
        return self.env["quality.complaint.ask"]._open(self, "leader")

    # engine ----------------------------------------------------------------------
    def _enter_in_register(self):
        """Enter these letters, calls and visits in the register, each once.

        :raises AccessError: the user does not keep the register
        :raises UserError: entered already, or no letter, call or visit
        """
        for record in self:
            record._check_register()
            record._write_gated(
                {
                    "register_number": record._next_register_number(),
                    "date_registered": fields.Datetime.now(),
                    "registered_by_id": self.env.uid,
                }
            )
        self._log_history("registered", lambda r: {"number": r.register_number})

    def _ask_leader(self):
        """Let the leader read them, and ask him to approve."""
        for record in self.filtered(lambda r: not r.leader_id and not r.is_frozen):
            leaders = record._get_leaders()
            record._add_participants(leaders)
            for leader in leaders:
                record.activity_schedule(
                    "quality_complaint.activity_leader",
                    summary=self.env._("Approve as leader: see what is to be done"),
                    user_id=leader.id,
                )

    def _approve_as_leader(self, note):
        """The leader in charge has seen it, and says what is to be done.

        :param str note: his instruction; required
        :raises AccessError: the user does not hold the post
        :raises UserError: no instruction, or no approval is asked for
        """
        if not (note or "").strip():
            raise UserError(self.env._("Write down what is to be done."))
        for record in self:
            if self.env.user not in record._get_leaders():
                raise AccessError(
                    self.env._(
                        "%(name)s is approved by the leader in charge.",
                        name=record.name,
                    )
                )
            if not record.needs_leader or record.leader_id or record.is_frozen:
                raise UserError(
                    self.env._(
                        "%(name)s does not wait for a leader's approval.",
                        name=record.name,
                    )
                )
        # the leader only (checked), who may be no complaint staff
        self.sudo()._write_gated(
            {
                "leader_id": self.env.uid,
                "date_leader": fields.Datetime.now(),
                "leader_note": note,
            }
        )
        self.sudo().activity_feedback(["quality_complaint.activity_leader"])
        self._log_history("leader", comment=note)

    def _check_register(self):
        self.ensure_one()
        if not self._may_register():
            raise AccessError(
                self.env._(
                    "The register is kept by who holds the post “Registrar of Letters, "
                    "Calls and Visits” (Quality / Configuration / Posts)."
                )
            )
        if self.register_number or self.channel not in REGISTER_CHANNELS:
            raise UserError(
                self.env._(
                    "%(name)s is in the register already, or is no letter, call or "
                    "visit.",
                    name=self.name,
                )
            )

    def _may_register(self):
        self.ensure_one()
        post = self.env.ref("quality_complaint.function_registrar")
        return self.env.user in post._get_holders(self.company_id)

    def _get_leaders(self):
        """Return who may approve: leader in charge, else general manager."""
        self.ensure_one()
        company = self.company_id
        for name in ("function_leader_in_charge", "function_general_manager"):
            post = self.env.ref(f"quality_nonconformity.{name}")
            if holders := post._get_holders(company):
                # compared, not shown
                return holders - self.sudo().accused_user_id
        return self.env["res.users"]

    def _next_register_number(self):
        """Return the next number of the company's register for this year."""
        self.ensure_one()
        # users may not read sequences
        sequences = self.env["ir.sequence"].sudo()
        code = "quality.complaint.register"
        company = self.company_id
        found = sequences.search(
            [("code", "=", code), ("company_id", "=", company.id)], limit=1
        )
        found = found or sequences.create(
            {
                "name": "Register of Letters, Calls and Visits",
                "code": code,
                "prefix": "LCV/%(range_year)s/",
                "padding": 5,
                "use_date_range": True,
                "company_id": company.id,
            }
        )
        return found.next_by_id(fields.Date.context_today(self))

    def _get_reply_blockers(self):
        blockers = super()._get_reply_blockers()
        if self.needs_leader and not self.leader_id:
            blockers.append(self.env._("the leader in charge has not approved yet."))
        return blockers
