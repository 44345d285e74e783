from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class QualityDisagreement(models.Model):
    """Departments disagree and work stops: the office decides and checks [XX-22].

    The requesting team leads; each party gives its opinion; the arbiter, a team that
    is no party, decides, sets the deadline and checks that the parties comply.
    """

    _name = "quality.disagreement"
    _description = "Disagreement between Departments"
    _inherit = ["quality.document"]
    _number_prefix = "DIS"
    _frozen_states = ("complied", "not_complied", "cancelled")
    _deadline_start_states = {"raised": ("decision",), "decided": ("compliance",)}
    _deadline_done_states = {
        "decided": ("decision",),
        "complied": ("compliance",),
        "not_complied": ("compliance",),
    }

    matter = fields.Text(required=True, help="What the departments disagree about.")
    origin_ref = fields.Reference(
        selection="_selection_documents", string="About", copy=False
    )
    team_id = fields.Many2one(string="Requesting Team", required=True)
    party_ids = fields.Many2many(
        "quality.team", string="Other Parties", check_company=True, required=True
    )
    arbiter_team_id = fields.Many2one(
        "quality.team",
        "Decided by",
        compute="_compute_arbiter_team_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        index="btree_not_null",
        help="The office or another neutral team; not one of the parties.",
    )
    opinion_ids = fields.One2many("quality.disagreement.opinion", "disagreement_id")
    date_opinions_due = fields.Date(
        "Opinions until",
        help="After this day the office decides without those missing.",
    )
    decision = fields.Text(readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_decided = fields.Datetime("Decided on", readonly=True, copy=False)
    date_deadline = fields.Date("Comply until", readonly=True, copy=False)
    date_checked = fields.Date("Compliance checked on", readonly=True, copy=False)
    checked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    compliance_note = fields.Text(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("raised", "Raised"),
            ("opinions", "Opinions"),
            ("decided", "Decided"),
            ("complied", "Complied"),
            ("not_complied", "Not Complied"),
            ("cancelled", "Cancelled"),
        ],
        default="raised",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    can_give_opinion = fields.Boolean(compute="_compute_can")
    can_decide = fields.Boolean(compute="_compute_can")
    can_check = fields.Boolean(compute="_compute_can")

    @api.depends("company_id")
    def _compute_arbiter_team_id(self):
        neutral = self.env["quality.team"].search([("neutral", "=", True)])
        for record in self:
            fitting = neutral.filtered(lambda t, r=record: t.company_id == r.company_id)
            record.arbiter_team_id = record.arbiter_team_id or fitting[:1]

    @api.depends("state", "team_id", "party_ids", "arbiter_team_id", "opinion_ids")
    @api.depends_context("uid")
    def _compute_can(self):
        for record in self:
            deciding = record._is_arbiter()
            record.can_give_opinion = record.state in ("raised", "opinions") and bool(
                record._get_my_missing_teams()
            )
            record.can_decide = deciding and record.state in ("raised", "opinions")
            record.can_check = deciding and record.state == "decided"

    @api.constrains("team_id", "party_ids", "arbiter_team_id")
    def _check_parties(self):
        for record in self:
            if not record.party_ids - record.team_id:
                raise ValidationError(
                    self.env._("Name at least one other team that disagrees.")
                )
            if record.arbiter_team_id in record._get_all_parties():
                raise ValidationError(
                    self.env._(
                        "%(team)s is a party and cannot decide. Choose the office or "
                        "another neutral team.",
                        team=record.arbiter_team_id.name,
                    )
                )

    @api.model
    def _get_transitions(self):
        return {
            "raised": {"opinions", "decided", "cancelled"},
            "opinions": {"decided", "cancelled"},
            "decided": {"complied", "not_complied"},
            "not_complied": {"decided"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "decision",
            "decided_by_id",
            "date_decided",
            "date_deadline",
            "date_checked",
            "checked_by_id",
            "compliance_note",
            "opinion_ids",
        }

    @api.model
    def _selection_documents(self):
        names = self.env["quality.row.mixin"]._get_document_models()
        return [
            (model.model, model.name) for model in map(self.env["ir.model"]._get, names)
        ]

    @api.model
    def _deadline_steps(self):
        return super()._deadline_steps() | {
            "decision": self.env._("Decision"),
            "compliance": self.env._("Compliance"),
            "written_report": self.env._("Written form after an oral report"),
        }

    def _get_all_parties(self):
        return self.team_id | self.party_ids

    def _get_missing_teams(self):
        """Return the parties whose opinion is not there yet."""
        self.ensure_one()
        return self._get_all_parties() - self.opinion_ids.team_id

    def _get_my_missing_teams(self):
        """Return those of them for which the current user may speak."""
        user = self.env.user
        return self._get_missing_teams().filtered(
            lambda team: user in team.member_ids | team.head_id
        )

    def action_give_opinion(self):
        return self._open_step("opinion", self.env._("Give Opinion"))

    def action_decide(self):
        return self._open_step("decide", self.env._("Decide"))

    def action_check(self):
        return self._open_step("check", self.env._("Check Compliance"))

    def action_cancel(self):
        self._set_state("cancelled")

    def _open_step(self, step, title):
        self.ensure_one()
        return {
            "name": title,
            "type": "ir.actions.act_window",
            "res_model": "quality.disagreement.step",
            "view_mode": "form",
            "target": "new",
            "context": {"default_disagreement_id": self.id, "default_step": step},
        }

    def _give_opinion(self, opinion, team=None):
        """Record the opinion of the current user's team.

        :param team: which one, if he belongs to several parties
        :raises UserError: when no party waits for his opinion
        """
        for record in self:
            mine = record._get_my_missing_teams()
            team_of = (mine & team if team else mine)[:1]
            if not team_of or record.state not in ("raised", "opinions"):
                raise UserError(record._no_opinion_message())
            if record.state == "raised":
                record.sudo()._set_state(
                    "opinions"
                )  # speaks for a party: checked above
            record.sudo().env["quality.disagreement.opinion"].create(
                {
                    "disagreement_id": record.id,
                    "team_id": team_of.id,
                    "opinion": opinion,
                    "author_id": self.env.uid,
                    "date": fields.Datetime.now(),
                }
            )

    def _no_opinion_message(self):
        waiting = self._get_missing_teams().mapped("name")
        return self.env._(
            "No opinion of your team is waited for here. Still waiting for: %(teams)s. "
            "Ask a member of that team to give it.",
            teams=", ".join(waiting) or self.env._("nobody"),
        )

    def _decide(self, decision, date_deadline):
        """Decide as the arbiter; tell all parties, who acknowledge.

        :param date_deadline: local date until which the parties comply
        :raises UserError: when the user is not of the arbiter team, or opinions are
            missing and their day is not over
        """
        today = fields.Date.context_today(self)
        for record in self:
            record._check_arbiter()
            missing = record._get_missing_teams()
            open_until = record.date_opinions_due
            if missing and record.state != "not_complied":
                if not open_until or open_until >= today:
                    raise UserError(record._missing_message(missing))
            record.sudo()._set_state(  # the arbiter decides, others only read: checked
                "decided",
                reason=decision,
                decision=decision,
                decided_by_id=self.env.uid,
                date_decided=fields.Datetime.now(),
                date_deadline=date_deadline,
            )
            record._sign("approved", comment=decision)
            people = record.sudo()._get_all_parties()
            record._send_notice(
                users=(people.member_ids | people.head_id).sudo(False) - self.env.user,
                reason=decision,
                acknowledge=True,
            )
            record.sudo().activity_schedule(  # the arbiter may only read
                "mail.mail_activity_data_todo",
                date_deadline=date_deadline,
                summary=self.env._("Check that the departments comply"),
                user_id=self.env.uid,
            )

    @api.model
    def _get_signed_fields(self, meaning):
        return ["name", "matter", "opinion_ids.opinion", "decision", "date_deadline"]

    def _check_compliance(self, complied, note=None):
        """Record whether the parties did as decided.

        :param bool complied: a false answer leads to ``not_complied``, from where the
            arbiter may decide again
        """
        for record in self:
            record._check_arbiter()
            record.sudo()._set_state(  # the arbiter checks, others only read: checked
                "complied" if complied else "not_complied",
                reason=note,
                date_checked=fields.Date.context_today(self),
                checked_by_id=self.env.uid,
                compliance_note=note,
            )
            record.sudo().activity_feedback(
                ["mail.mail_activity_data_todo"], feedback=note
            )

    def _is_arbiter(self):
        """Whether the current user may decide: of the arbiter team, and of no party."""
        self.ensure_one()
        parties = self._get_all_parties().sudo()
        deciders = self.arbiter_team_id.sudo().access_user_ids
        return self.env.user in deciders - parties.member_ids - parties.head_id

    def _check_arbiter(self):
        self.check_access("read")
        if not self._is_arbiter():
            raise UserError(
                self.env._(
                    "The decision and its check belong to %(team)s, not to one of the "
                    "parties. Ask its head to decide, or change “Decided by”.",
                    team=self.arbiter_team_id.name or self.env._("a neutral team"),
                )
            )

    def _missing_message(self, missing):
        return self.env._(
            "%(teams)s have not given their opinion yet. Wait for it, or set “Opinions "
            "until”: after that day you can decide without them.",
            teams=", ".join(missing.mapped("name")),
        )
