from odoo import api, models
from odoo.exceptions import UserError

from ..tools.uninstall import without_false_flag

#: what a message says, who said it, and where
_CONTENT = ("body", "subject", "date", "author_id", "email_from", "model", "res_id")
#: what can be added to a message, but not be taken from it
_PARTS = ("attachment_ids", "tracking_value_ids")


class MailMessage(models.Model):
    _inherit = "mail.message"

    def write(self, vals):
        if not vals.keys().isdisjoint(_CONTENT):
            self._check_evidence_content(vals)
        if vals.keys().isdisjoint(_PARTS):
            return super().write(vals)
        before = {message: message._get_evidence_parts() for message in self}
        result = super().write(vals)
        poorer = self.filtered(lambda m: before[m] - m._get_evidence_parts())
        poorer._check_no_evidence()
        return result

    def unlink(self):
        return super(MailMessage, without_false_flag(self)).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self.env["quality.evidence"]._check_rows(self, "model", "res_id")

    def _check_evidence_content(self, vals):
        """Refuse to edit what was said on evidence, or to move it elsewhere."""
        names = [name for name in _CONTENT if name in vals]
        changed = self.filtered(
            lambda m: any(
                m._fields[name].convert_to_write(m[name], m) != vals[name]
                # the e-mail of a note gives it a subject where it had none
                and not (name == "subject" and not m.subject)
                for name in names
            )
        )
        changed._check_no_evidence()

    def _get_evidence_parts(self):
        """What hangs on one message and may not be taken away from it."""
        message = self.sudo()
        return {part for name in _PARTS for part in message[name]}

    def _check_no_evidence(self):
        kept = self.env["quality.evidence"]._get_kept(self, "model", "res_id")
        if kept:
            raise UserError(
                self.env._(
                    "%(name)s is kept as evidence: what was said on it can no longer be "
                    "edited. Write a new note that corrects it.",
                    name=kept[0][:1].display_name,
                )
            )
