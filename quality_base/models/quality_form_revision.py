from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityFormRevision(models.Model):
    """One line of a form's revision record: what changed, why, who agreed [XX-08]."""

    _name = "quality.form.revision"
    _description = "Revision of a Quality Form"
    _inherit = ["quality.state.mixin"]
    _order = "form_id, id desc"
    _rec_name = "revision"
    _frozen_states = ("approved", "effective", "superseded")

    form_id = fields.Many2one(
        "quality.form", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="form_id.company_id", store=True)
    revision = fields.Char(required=True)
    date = fields.Date(default=fields.Date.context_today, required=True)
    reason = fields.Text("Reason for Change", required=True)
    drafted_by_id = fields.Many2one(
        "res.users", "Drafted by", default=lambda self: self.env.user, readonly=True
    )
    reviewed_by_id = fields.Many2one("res.users", "Reviewed by", readonly=True)
    approved_by_id = fields.Many2one("res.users", "Approved by", readonly=True)
    date_approved = fields.Datetime("Approved on", readonly=True)
    date_effective = fields.Date(
        "Effective from", default=fields.Date.context_today, required=True
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("reviewed", "Reviewed"),
            ("approved", "Approved"),
            ("effective", "Effective"),
            ("superseded", "Superseded"),
        ],
        default="draft",
        required=True,
        readonly=True,
    )

    _revision_uniq = models.Constraint(
        "UNIQUE(form_id, revision)", "The form has this revision already."
    )

    @api.model
    def _get_transitions(self):
        return {"draft": {"reviewed"}, "reviewed": {"approved", "draft"}}

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "reviewed_by_id",
            "approved_by_id",
            "date_approved",
        }

    @api.model_create_multi
    def create(self, vals_list):
        user = {"drafted_by_id": self.env.uid}  # nobody drafts in another's name
        return super().create([{**vals, **user} for vals in vals_list])

    def write(self, vals):
        if "drafted_by_id" in vals:
            raise UserError(self._gated_message("drafted_by_id"))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        if self.filtered("is_frozen"):
            raise UserError(
                self.env._(
                    "An approved revision stays in the revision record. Add a new "
                    "revision that corrects it."
                )
            )

    def action_review(self):
        """Confirm that the draft was checked, by someone else than its author."""
        self._review()

    def action_approve(self):
        """Approve; the revision is in force from its effective date."""
        self._approve()

    def _review(self):
        self._check_other_user(self.drafted_by_id, self.env._("reviewed"))
        self._set_state("reviewed", reviewed_by_id=self.env.uid)

    def _approve(self):
        """Approve the reviewed revisions and apply those that are due [XX-14]."""
        if not self.env.user.has_group("quality_base.group_quality_manager"):
            raise UserError(
                self.env._(
                    "Revisions are approved by the head of quality. Ask one of them."
                )
            )
        self._check_other_user(self.drafted_by_id, self.env._("approved"))
        self._set_state(
            "approved",
            approved_by_id=self.env.uid,
            date_approved=fields.Datetime.now(),
        )
        today = fields.Date.context_today(self)
        for revision in self.sorted("date_effective"):
            if revision.date_effective <= today:
                revision.form_id._apply_revision(revision)

    def _check_other_user(self, users, step):
        if self.env.user in users:
            raise UserError(
                self.env._(
                    "A revision is %(step)s by someone else than the person who "
                    "drafted it. Ask a colleague with the right to do so.",
                    step=step,
                )
            )
