from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..tools.rate_limit import RateLimit
from ..tools.supplier_upload import (
    ALLOWED,
    MAX_BODY,
    MAX_FILE_SIZE,
    MAX_FILES,
    SHOWN,
)
from .public_page import HEADERS, PublicPage

#: part of the address → document that a supplier opens by a link
MODELS = {
    "notice": "quality.supplier.notice",
    "deviation": "quality.supplier.deviation",
}
URL = "/quality/supplier/<string:kind>/<int:res_id>/<string:token>"
#: steps that the page says thanks for
DONE = ("acknowledge", "save", "answer", "goods", "submit")
#: wrong links per address of the network, and sendings per document
MISSES = RateLimit(limit=60, seconds=600)
SENDINGS = RateLimit(limit=30, seconds=3600)


class QualitySupplierController(PublicPage, http.Controller):
    """The page of a supplier: no login, the token in the address is the right [NC-30].

    Every link that opens nothing (guessed, foreign, expired, revoked) gets the same
    answer. Pages work without script and load nothing from other sites.
    """

    @http.route(URL, type="http", auth="public", methods=["GET"], readonly=True)
    def show(self, kind, res_id, token, **params):
        """Show the document; nothing is written."""
        record = self._find(kind, res_id, token)
        if not record:
            return self._answer_nothing(params)
        done = params.get("done")
        return self._render(record, params, done=done if done in DONE else None)

    @http.route(
        URL, type="http", auth="public", methods=["POST"], max_content_length=MAX_BODY
    )
    def send(self, kind, res_id, token, **form):
        """Take in what the supplier sends."""
        record = self._find(kind, res_id, token)
        if not record:
            return self._answer_nothing(form)
        record = record.with_context(lang=self._get_lang(form, record))
        limit_key = (request.db, kind, res_id)
        if not SENDINGS.is_free(limit_key):
            return self._answer_too_many(form)
        SENDINGS.count(limit_key)
        try:
            with request.env.cr.savepoint():
                record._take_supplier_form(
                    form, self._read_files(record), request.httprequest.remote_addr
                )
        except UserError as error:
            return self._render(record, form, error=str(error), status=422)
        query = {"lang": record.env.lang, "done": form.get("step") or ""}
        url = f"{request.httprequest.path}?{urlencode(query)}"
        return request.redirect(url, code=303)

    @http.route(
        f"{URL}/file/<int:file_id>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
    )
    def show_file(self, kind, res_id, token, file_id, **params):
        """Hand out a file that was chosen for the supplier, or his own."""
        record = self._find(kind, res_id, token)
        file = record and record._get_supplier_files().filtered(
            lambda f: f.id == file_id
        )
        if not file:
            return self._answer_nothing(params)
        stream = request.env["ir.binary"]._get_stream_from(file)
        response = stream.get_response(as_attachment=file.mimetype not in SHOWN)
        response.headers.update(HEADERS)
        return response

    def _get_record_lang(self, record):
        return record._get_supplier_lang()

    # -- finding -------------------------------------------------------------------

    def _find(self, kind, res_id, token):
        """Return the document as superuser, or nothing; wrong links are counted."""
        address = request.httprequest.remote_addr
        if kind not in MODELS or res_id > 2**31 - 1 or not MISSES.is_free(address):
            record = None
        else:
            record = request.env[MODELS[kind]]._find_by_token(res_id, token)
        if not record:
            MISSES.count(address)
            return None
        return record.with_company(record.company_id)

    def _answer_nothing(self, params):
        """The one answer to all links that open nothing."""
        if not MISSES.is_free(request.httprequest.remote_addr):
            return self._answer_too_many(params)
        return self._make_page("supplier_page_gone", self._get_lang(params), 404)

    def _answer_too_many(self, params):
        response = self._make_page(
            "supplier_page_busy", self._get_lang(params), status=429
        )
        response.headers["Retry-After"] = "600"
        return response

    # -- pages ---------------------------------------------------------------------

    def _render(self, record, params, done=None, error=None, status=200):
        lang = self._get_lang(params, record)
        record = record.with_context(lang=lang)
        values = {
            "record": record,
            "path": request.httprequest.path,
            "form": record._get_supplier_form_values(params if error else None),
            "done": done,
            "error": error,
            "accept": ",".join(ALLOWED),
            "max_files": MAX_FILES,
            "max_megabytes": MAX_FILE_SIZE // 1024 // 1024,
            "csrf_token": request.csrf_token(),
        }
        return self._make_page(record._supplier_template, lang, status, values)
