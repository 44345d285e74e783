from odoo import fields, models

from .quality_complaint import CHANNELS


class QualityComplaintMailbox(models.Model):
    """An e-mail address whose mails become complaints [CO-01].

    One per purpose: complaints, the hotline's notes, messages forwarded from social
    media. What a mail becomes is read from the mailbox when the mail arrives.
    """

    _name = "quality.complaint.mailbox"
    _description = "Mailbox for Complaints"
    _inherit = ["mail.alias.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    channel = fields.Selection(
        CHANNELS,
        required=True,
        default="email",
        help="What is reported as the channel of complaints that come in here.",
    )
    team_id = fields.Many2one("quality.team", check_company=True, index=True)
    user_id = fields.Many2one(
        "res.users", "Responsible", domain="[('share', '=', False)]"
    )
    kind_id = fields.Many2one("quality.complaint.kind")
    confirm_receipt = fields.Boolean(
        default=True,
        help="Who writes gets a mail that his message arrived, with its number.",
    )

    def write(self, vals):
        """Core writes the address past the rules; whose mailbox it is counts first."""
        self.check_access("write")
        return super().write(vals)

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("quality.complaint")
        if self.id:
            values["alias_defaults"] = {"mailbox_id": self.id}
        return values

    def _prepare_complaint_vals(self):
        """What a mail to this address becomes, but for what the mail says."""
        self.ensure_one()
        return {
            "mailbox_id": self.id,
            "company_id": self.company_id.id,
            "channel": self.channel,
            "team_id": self.team_id.id,
            "user_id": self.user_id.id,
            "kind_id": self.kind_id.id,
        }
