from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.identity import sign_with_password


class QualityRelease(models.Model):
    """Quality information given to the outside, approved by a second person [XX-11].

    Every internal user may request; an officer other than the requester approves
    with signature; releasing records when it went out.
    """

    _name = "quality.release"
    _description = "Release of Information"
    _inherit = ["quality.document"]

    _number_prefix = "REL"
    _frozen_states = ("released", "refused", "cancelled")

    title = fields.Char("Subject", required=True, tracking=True)
    content = fields.Html(
        "Content to Release", required=True, help="Exactly what may be told."
    )
    audience = fields.Char(
        required=True, tracking=True, help="Who gets it: customers, press, authority…"
    )
    partner_ids = fields.Many2many(
        "res.partner", string="Receivers", ondelete="restrict"
    )
    channel = fields.Selection(
        [
            ("letter", "Letter"),
            ("email", "E-mail"),
            ("phone", "Telephone"),
            ("website", "Website"),
            ("meeting", "Meeting"),
            ("file", "File"),
        ],
        default="letter",
    )
    subject_ref = fields.Reference(
        selection="_selection_subject", string="About", copy=False
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("released", "Released"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    requester_id = fields.Many2one(
        "res.users", "Requested by", readonly=True, copy=False
    )
    approver_id = fields.Many2one(
        "res.users", "Approved by", readonly=True, copy=False, tracking=True
    )
    date_approved = fields.Datetime("Approved on", readonly=True, copy=False)
    date_released = fields.Datetime("Released on", readonly=True, copy=False)
    can_approve = fields.Boolean(compute="_compute_can_approve")

    @api.depends("state", "requester_id")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        officer = self.env.user.has_group("quality_base.group_quality_officer")
        for release in self:
            release.can_approve = (
                officer
                and release.state == "requested"
                and release.requester_id != self.env.user
            )

    def write(self, vals):
        signed = vals.keys() & set(self._get_signed_fields("approved"))
        fixed = self.filtered(lambda r: r.state in ("requested", "approved"))
        if signed and fixed and not self._gate_is_open():
            raise UserError(
                self.env._(
                    "%(names)s: what is to be approved, or was, is not changed any "
                    "more. Take it back to draft first and have it approved again.",
                    names=", ".join(fixed.mapped("name")),
                )
            )
        return super().write(vals)

    def action_request(self):
        """Ask for the approval."""
        self._request()
        return True

    @sign_with_password
    def action_approve(self):
        """Approve with signature: runs only after the password."""
        self._approve()
        return True

    def action_release(self):
        """Record that the information went out."""
        self._release()
        return True

    def action_refuse(self):
        """Refuse the release."""
        self._refuse()
        return True

    def action_cancel(self):
        """Withdraw the request."""
        self._set_state("cancelled")
        return True

    def action_draft(self):
        """Take an approved or requested release back to change it."""
        self._back_to_draft()
        return True

    def _request(self):
        """Ask for approval in the name of the current user."""
        self._set_state("requested", requester_id=self.env.uid)

    def _approve(self):
        """Approve, with signature.

        :raises AccessError: for the requester himself, and for others than officers
        """
        self._check_approver()
        now = fields.Datetime.now()
        self._set_state("approved", approver_id=self.env.uid, date_approved=now)
        self._sign("approved")

    def _refuse(self):
        """Refuse a requested release; as approver."""
        self._check_approver()
        self._set_state("refused", approver_id=self.env.uid)

    def _release(self):
        """Record that it went out: for officers, after approval.

        :raises UserError: when the approved content is no longer the same
        """
        if not self.env.user.has_group("quality_base.group_quality_officer"):
            raise AccessError(self.env._("Only quality officers release information."))
        if changed := self.filtered("signed_content_differs"):
            raise UserError(
                self.env._(
                    "%(names)s: the content was changed after its approval. Take it "
                    "back to draft and have it approved again.",
                    names=", ".join(changed.mapped("name")),
                )
            )
        self._set_state("released", date_released=fields.Datetime.now())
        self._log_history("release", lambda r: {"audience": r.audience})

    def _back_to_draft(self):
        self._set_state("draft", approver_id=False, date_approved=False)

    def _check_approver(self):
        wrong = self.filtered(lambda r: r.state == "requested" and not r.can_approve)
        if wrong:
            raise AccessError(
                self.env._(
                    "%(names)s: a release is approved or refused by a quality officer "
                    "who did not request it.",
                    names=", ".join(wrong.mapped("name")),
                )
            )

    def _get_transitions(self):
        return super()._get_transitions() | {
            "draft": {"requested", "cancelled"},
            "requested": {"approved", "refused", "draft", "cancelled"},
            "approved": {"released", "draft", "cancelled"},
        }

    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "requester_id",
            "approver_id",
            "date_approved",
            "date_released",
        }

    def _get_signed_fields(self, meaning):
        return ["title", "content", "audience", "partner_ids", "channel", "subject_ref"]

    @api.model
    def _selection_subject(self):
        names = self.env["quality.row.mixin"]._get_document_models()
        return [(name, self.env["ir.model"]._get(name).name or name) for name in names]
