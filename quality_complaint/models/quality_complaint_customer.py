from odoo import fields, models
from odoo.exceptions import UserError

from .quality_complaint_portal import REPLIED

#: states in which the customer says what he thinks of the reply
OPINION_STATES = ("replied", "revisit")
#: states in which he says how content he is with the handling
RATING_STATES = ("replied", "revisit", "closed", "rejected")
#: characters of one message of the customer, and files on one case
MAX_WORDS, MAX_FILES = 10_000, 60


class QualityComplaintCustomer(models.Model):
    """What a customer does on the page of his complaint [XX-48, CO-40, CO-55].

    Each method is for the pages only, which found the record for him; ``partner`` is
    who is logged in, or nobody when he came by his personal link. Colleagues hold no
    right on the pages, so all of it is written as superuser.
    """

    _inherit = "quality.complaint"

    def _take_customer_words(self, text, files=(), partner=None):
        """Add his words and files to the case, a closed one too.

        :raises UserError: nothing was said, or too much
        """
        self.ensure_one()
        text = self._clean_words(text)
        if not text and not files:
            raise UserError(
                self.env._("Write something, or choose a file, before you send it.")
            )
        count = len(self._get_customer_files())
        if count + len(files) > MAX_FILES:
            raise UserError(
                self.env._(
                    "%(name)s takes %(max)s files. Put them together in fewer.",
                    name=self.name,
                    max=MAX_FILES,
                )
            )
        message = self._post_customer_words(text, files, partner or self.partner_id)
        self._ask_to_read_customer()
        return message

    def _take_customer_opinion(self, opinion, note=None, partner=None):
        """Record what he thinks of the reply [CO-40].

        :param str opinion: ``accepted``, ``conditions`` or ``rejected``
        :raises UserError: there is no reply to judge, or the reason is missing
        """
        self.ensure_one()
        labels = dict(self._fields["customer_opinion"]._description_selection(self.env))
        if opinion not in labels:
            raise UserError(self.env._("Choose one of the answers."))
        if self.state not in OPINION_STATES:
            raise UserError(
                self.env._(
                    "There is no reply to judge at present. Write a message instead."
                )
            )
        note = self._clean_words(note)
        if opinion != "accepted" and not note:
            raise UserError(
                self.env._("Say what you miss, so that we can do better: a few words.")
            )
        self.sudo().write({"customer_opinion": opinion, "customer_opinion_note": note})
        self._log_customer(f"{labels[opinion]}: {note}" if note else labels[opinion])
        words = self.env._("My opinion of the reply: %s", labels[opinion])
        self._post_customer_words(f"{words}\n{note}", author=partner or self.partner_id)
        self._ask_to_read_customer()

    def _take_reply_read(self):
        """He says that he has read the reply: kept once, with the time.

        :raises UserError: there is no reply yet
        """
        self.ensure_one()
        if self.state not in REPLIED:
            raise UserError(self.env._("There is no reply to read yet."))
        if not self.date_reply_read:
            self.sudo()._write_gated({"date_reply_read": fields.Datetime.now()})
            self._log_customer(self.env._("Reply read"))

    def _take_customer_rating(self, rate, feedback=None):
        """Record how content he is with the handling [CO-55]; the last word counts.

        :param int rate: 1, 3 or 5, as ``rating`` has it
        :raises UserError: the case is not answered yet, or no such rate
        """
        self.ensure_one()
        if self.state not in RATING_STATES:
            raise UserError(
                self.env._("Tell us how content you are when you have our answer.")
            )
        if rate not in (1, 3, 5):
            raise UserError(self.env._("Choose one of the three faces."))
        sudo = self.sudo()
        rating = sudo.rating_ids.filtered("consumed")[:1]
        if not rating:
            token = sudo._rating_get_access_token()
            rating = sudo.rating_ids.filtered(lambda r: r.access_token == token)
        sudo.rating_apply(rate, rating=rating, feedback=self._clean_words(feedback))

    def rating_apply(
        self,
        rate,
        token=None,
        rating=None,
        feedback=None,
        subtype_xmlid=None,
        notify_delay_send=False,
    ):
        """The last word counts; what was said before stays, as all evidence does."""
        if token and not rating:
            rating = self.env["rating.rating"].search([("access_token", "=", token)])
        if rating and rating.message_id:
            rating.message_id = False  # else core edits the former message
        return super().rating_apply(
            rate,
            token=token,
            rating=rating,
            feedback=feedback,
            subtype_xmlid=subtype_xmlid,
            notify_delay_send=notify_delay_send,
        )

    def _clean_words(self, text):
        text = text if isinstance(text, str) else ""
        text = text.replace("\r\n", "\n").replace("\x00", "").strip()
        if len(text) > MAX_WORDS:
            raise UserError(
                self.env._(
                    "A text takes %(limit)s characters. Shorten it, or attach it as a "
                    "file.",
                    limit=MAX_WORDS,
                )
            )
        return text

    def _log_customer(self, comment):
        """Keep in the history what the customer did, who is no user."""
        self.sudo()._log_history("note", {"by": "customer"}, comment)

    def _get_customer_files(self):
        """Return the files that he sent or that were sent to him, as superuser."""
        return self._get_customer_messages().attachment_ids

    def _rating_get_operator(self):
        """Who handled it is rated, though somebody else may answer for it now."""
        person = self.replied_by_id or self.user_id
        return person.partner_id or super()._rating_get_operator()
