from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerRequestMixin(models.AbstractModel):
    """A request of an employee that his superior decides on [CT-26].

    The superior is the head of the requester's sales unit, the leader of his sales team,
    or any approver of key accounts; never the requester. Only the requester writes the
    contents, and only as a draft; later the fields of ``_open_fields``.
    """

    _name = "customer.request.mixin"
    _description = "Request decided by a Superior"
    _inherit = ["mail.thread", "mail.activity.mixin", "customer.state.mixin"]
    _check_company_auto = True

    #: ``{state: names of fields}`` the requester still fills in after the draft
    _open_fields = {}
    #: default of the dialog of a step for the requests it is about
    _step_records = None

    name = fields.Char(
        "Number", readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    requester_id = fields.Many2one(
        "res.users",
        "Requested by",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        default=lambda self: self.env.uid,
    )
    team_id = fields.Many2one(
        "crm.team", "Sales Team", compute="_compute_team_id", store=True, index=True
    )
    unit_id = fields.Many2one(
        "customer.unit",
        "Sales Unit",
        compute="_compute_team_id",
        store=True,
        index=True,
    )
    date_submitted = fields.Datetime("Submitted on", readonly=True, copy=False)
    approver_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, copy=False, tracking=True
    )
    date_decided = fields.Datetime("Decided on", readonly=True, copy=False)
    refusal_reason = fields.Text("Reason", readonly=True, copy=False)
    is_superior = fields.Boolean(compute="_compute_is_superior")
    is_mine = fields.Boolean(compute="_compute_is_superior")

    @api.depends("requester_id", "company_id")
    def _compute_team_id(self):
        units = self.env["customer.unit"].sudo()  # who belongs to which is no secret
        units = units.search([("member_ids", "in", self.requester_id.ids)])
        for request in self:
            user = request.requester_id
            mine = units.filtered(
                lambda u, user=user, company=request.company_id: (
                    user in u.member_ids and u.company_id in (company, u.browse())
                )
            )
            request.unit_id = mine[:1]
            team = user.sudo().sale_team_id  # the team's name is no secret
            request.team_id = team.filtered(
                lambda t, company=request.company_id: (
                    t.company_id in (company, company.browse())
                )
            )

    @api.depends_context("uid")
    @api.depends("requester_id", "team_id", "unit_id")
    def _compute_is_superior(self):
        user = self.env.user
        approver = user.has_group("customer_tiering.group_tier_city")
        for request in self:
            request.is_mine = request.requester_id == user
            request.is_superior = not request.is_mine and (
                approver or user in request._get_heads()
            )

    def _get_heads(self):
        """Return the users at the head of the requester's unit and team, without him."""
        request = self.sudo()  # who leads a team is no secret
        return (request.unit_id.head_id | request.team_id.user_id) - self.requester_id

    @api.model_create_multi
    def create(self, vals_list):
        self._number(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if not self._gate_is_open() and (names := self._get_content_names(vals)):
            self._check_may_write(names)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if kept := self.filtered(lambda r: r.state != "draft"):
            raise UserError(
                self.env._(
                    "%(names)s was submitted and stays in the register. Cancel it "
                    "instead, with a reason.",
                    names=", ".join(kept.mapped("name")),
                )
            )
        self._check_own()

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("requester_id", "team_id", "unit_id", "date_submitted"),
            *("approver_id", "date_decided", "refusal_reason"),
        }

    def _check_filled(self, names):
        """Refuse a request in which one of these fields is empty."""
        self.ensure_one()
        missing = [
            self._fields[name]._description_string(self.env)
            for name in names
            if not self[name]
        ]
        if missing:
            raise UserError(
                self.env._(
                    "Fill in first in %(name)s: %(fields)s.",
                    name=self.name,
                    fields=", ".join(missing),
                )
            )

    def action_submit(self):
        self._submit()
        return True

    def action_approve(self):
        self._approve()
        return True

    def action_close(self):
        self._close()
        return True

    def action_refuse(self):
        return self._open_step("refuse", self.env._("Refuse"))

    def _open_step(self, step, title):
        """Ask for the reason of a step that needs one."""
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "customer.gift.step",
            "view_mode": "form",
            "target": "new",
            "context": {"default_step": step, self._step_records: self.ids},
        }

    def _check_may_write(self, names):
        self._check_own()
        for request in self:
            allowed = self._open_fields.get(request.state, set())
            if request.state != "draft" and (locked := names - allowed):
                label = self._fields[min(locked)]._description_string(self.env)
                raise UserError(
                    self.env._(
                        "%(name)s is submitted: “%(field)s” stays as it was requested. "
                        "Cancel it and make a new request.",
                        name=request.name,
                        field=label,
                    )
                )

    def _check_own(self):
        """Only the requester writes his request: nobody else words what he approves."""
        others = self.filtered(lambda r: r.requester_id != self.env.user)
        if others and not self.env.su:
            raise UserError(
                self.env._(
                    "Only %(requester)s writes the contents of %(name)s. Refuse it with "
                    "a reason, or ask for a change in its discussion.",
                    requester=others[0].requester_id.name,
                    name=others[0].name,
                )
            )

    def _check_superior(self):
        """Refuse a decision by anybody but a superior of the requester."""
        wrong = self.filtered(lambda r: not r.is_superior)
        if wrong and not self.env.su:
            heads = ", ".join(wrong[0]._get_heads().mapped("name"))
            raise UserError(
                self.env._(
                    "A superior of %(requester)s decides on %(name)s, never the "
                    "requester himself: %(who)s.",
                    requester=wrong[0].requester_id.name,
                    name=wrong[0].name,
                    who=heads or self.env._("an approver of key accounts"),
                )
            )

    def _check_state(self, state):
        """Refuse a decision that belongs to another state than the present one."""
        if wrong := self.filtered(lambda r: r.state != state):
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(name)s is “%(now)s”; this step decides on what is “%(wanted)s”. "
                    "Reload the page and use the button shown.",
                    name=wrong[0].name,
                    now=labels[wrong[0].state],
                    wanted=labels[state],
                )
            )

    def _check_party(self):
        """Refuse a step that only the requester or a superior may take."""
        (self.filtered(lambda r: r.requester_id != self.env.user))._check_superior()

    def _check_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(
                self.env._("Write a reason: it is kept with the request and is shown.")
            )

    def _ask(self, users, note):
        """Give ``users`` an activity to decide on each request."""
        for request in self:
            for user in users - request.requester_id:
                request.activity_schedule(
                    "customer_tiering.activity_request", note=note, user_id=user.id
                )

    def _asked(self):
        """Take the activities to decide away: it is decided."""
        self.activity_unlink(["customer_tiering.activity_request"])
