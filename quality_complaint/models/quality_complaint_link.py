import secrets
import time

from odoo import api, models
from odoo.tools import consteq
from odoo.tools.misc import hmac

#: letter in the address → what a printed code stands for
MODELS = {"d": "stock.picking", "l": "stock.lot", "c": "res.company"}
#: characters of a token: 128 bits, short enough for a code on a small label
TOKEN = 32
#: seconds within which nobody fills in a form, and after which it is stale
TOO_FAST, TOO_OLD = 2, 24 * 3600


class QualityComplaintLink(models.AbstractModel):
    """Addresses of the public complaint form: printed as QR codes, not guessed [CO-02].

    The token is an HMAC of the database's secret over what is complained about and
    the company that takes the complaint. It says no more than the print on which it
    stands, and does not expire: goods are used for years.
    """

    _name = "quality.complaint.link"
    _description = "Address of the Public Complaint Form"

    @api.model
    def _get_url(self, record, company):
        """Return the address of the form about ``record`` of ``company``."""
        letter = next(key for key, model in MODELS.items() if model == record._name)
        token = self._get_token(letter, record.id, company.id)
        path = f"/complain/{letter}/{record.id}/{company.id}/{token}"
        return record.get_base_url() + path

    @api.model
    def _get_token(self, letter, res_id, company_id):
        message = (letter, res_id, company_id)
        # the secret of the database is for this computation only
        return hmac(self.env(su=True), "quality_complaint-form", message)[:TOKEN]

    @api.model
    def _find(self, letter, res_id, company_id, token):
        """Return ``(record, company)`` as superuser that an address stands for, or None.

        Guessed and foreign tokens, and what was deleted since, are not told apart.
        """
        if letter not in MODELS or max(res_id, company_id) > 2**31 - 1:
            return None
        expected = self._get_token(letter, res_id, company_id)
        if not consteq(expected.encode(), (token or "").encode("utf-8", "replace")):
            return None
        # whoever has the token is no user: the token is the right
        record = self.env[MODELS[letter]].sudo().browse(res_id).exists()
        company = self.env["res.company"].sudo().browse(company_id).exists()
        if not record or not company.complaint_form:
            return None
        return record, company

    # -- the form itself -----------------------------------------------------------

    @api.model
    def _make_stamp(self):
        """Return a signed stamp of now for a form: when it was shown, and which it is."""
        said = f"{int(time.time())}.{secrets.token_hex(16)}"
        return f"{said}.{self._sign_stamp(said)}"

    @api.model
    def _read_stamp(self, stamp):
        """Return ``(key, problem)`` of a form's stamp.

        :return: the key of the form, and ``fast``, ``old``, ``false`` or None
        """
        said, _dot, signature = (stamp or "").rpartition(".")
        known = self._sign_stamp(said).encode()
        if not consteq(known, signature.encode("utf-8", "replace")):
            return None, "false"
        shown, _dot, key = said.partition(".")
        age = time.time() - int(shown)
        return key, "fast" if age < TOO_FAST else "old" if age > TOO_OLD else None

    @api.model
    def _sign_stamp(self, said):
        return hmac(self.env(su=True), "quality_complaint-stamp", said)
