import codecs

from odoo import api, models

#: values of the header "Precedence" that no person writes with
_BULK = ("bulk", "junk", "list", "auto_reply")


def is_automatic(message):
    """Whether an e-mail says of itself that a machine sent it (RFC 3834)."""
    submitted = str(message.get("Auto-Submitted") or "no").strip().lower()
    precedence = str(message.get("Precedence") or "").strip().lower()
    return bool(
        not submitted.startswith("no")
        or precedence in _BULK
        or message.get("X-Autoreply")
        or message.get("X-Autorespond")
        or str(message.get("Return-Path") or "").strip() == "<>"
    )


def repair_charsets(message):
    """Read parts in a charset that nobody knows as UTF-8: core gives such mails up."""
    for part in message.walk():
        charset = part.get_content_charset()
        try:
            codecs.lookup(charset or "utf-8")
        except LookupError:
            part.set_param("charset", "utf-8")


class MailThread(models.AbstractModel):
    """One complaint of one mail, which knows whether a person wrote it [CO-01]."""

    _inherit = "mail.thread"

    @api.model
    def message_parse(self, message, save_original=False):
        repair_charsets(message)
        return super().message_parse(message, save_original=save_original)

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        routes = super().message_route(
            message, message_dict, model, thread_id, custom_values
        )
        said = {"is_automatic": True} if is_automatic(message) else {}
        kept, filed = [], False
        for name, res_id, values, user_id, alias in routes or []:
            if name == "quality.complaint" and not res_id:
                if filed:
                    continue  # one mail to two of our addresses is one complaint
                filed, values = True, {**(values or {}), **said}
            kept.append((name, res_id, values, user_id, alias))
        return kept
