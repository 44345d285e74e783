from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def unlink(self):
        """Keep the copy of a letter sent from evidence when its e-mail is cleaned up.

        Core deletes the message together with an e-mail that is no notification;
        every outgoing letter of a case is kept on file [XX-05].
        """
        letters = self.filtered(lambda m: not m.is_notification and m.model)
        if letters:
            kept = self.env["quality.evidence"]._get_kept(letters, "model", "res_id")
            documents = {(one._name, one.id) for records in kept for one in records}
            letters.filtered(
                lambda m: (m.model, m.res_id) in documents
            ).is_notification = True
        return super().unlink()
