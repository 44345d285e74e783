from odoo.exceptions import UserError
from odoo.http import request

from ..tools.supplier_upload import (
    ALLOWED,
    MAX_FILE_SIZE,
    MAX_FILES,
    clean_name,
    refusal,
)

#: nothing is loaded from elsewhere, nothing is run, no address is told to others
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


class PublicPage:
    """Pages for people without login: no script, few kinds of files, any language."""

    #: addon of the templates
    _page_addon = "quality_nonconformity"

    def _get_record_lang(self, record):
        """Hook: the language of whoever the record is shown to."""
        raise NotImplementedError

    def _get_lang(self, params, record=None):
        """Return the language asked for, else the reader's or the browser's."""
        codes = [code for code, _name in request.env["res.lang"].get_installed()]
        if params.get("lang") in codes:
            return params["lang"]
        if record:
            return self._get_record_lang(record)
        wanted = request.best_lang or ""
        close = [code for code in codes if code[:2] == wanted[:2]]
        return wanted if wanted in codes else (close or codes)[0]

    def _make_page(self, template, lang, status, values=None):
        View = request.env["ir.ui.view"].with_context(lang=lang)
        html = View._render_template(
            f"{self._page_addon}.{template}",
            {"lang": lang, "languages": self._get_languages(), **(values or {})},
        )
        headers = [*HEADERS.items(), ("Content-Language", lang.replace("_", "-"))]
        return request.make_response(html, headers=headers, status=status)

    def _get_languages(self):
        """Return [(code, own name)] of the languages one can switch to."""
        return [
            (code, name.rpartition(" / ")[2])
            for code, name in request.env["res.lang"].get_installed()
        ]

    # -- files ---------------------------------------------------------------------

    def _read_files(self, record):
        """Return [(name, bytes)] of the files sent.

        :raises UserError: too many, too large, empty, or of a kind not taken
        """
        sent = [f for f in request.httprequest.files.getlist("files") if f.filename]
        if len(sent) > MAX_FILES:
            raise UserError(
                record.env._(
                    "Send %(max)s files at most at a time; send the others after them.",
                    max=MAX_FILES,
                )
            )
        files = []
        for file in sent:
            name, content = clean_name(file.filename), file.read(MAX_FILE_SIZE + 1)
            if reason := refusal(name, content):
                raise UserError(self._refused_message(record, reason, name))
            files.append((name, content))
        return files

    def _refused_message(self, record, reason, name):
        if reason == "size":
            return record.env._(
                "“%(name)s” is larger than %(max)s MB. Send a smaller picture, or split "
                "the file.",
                name=name,
                max=MAX_FILE_SIZE // 1024 // 1024,
            )
        if reason == "empty":
            return record.env._("“%(name)s” is empty. Choose it again.", name=name)
        return record.env._(
            "“%(name)s” is none of the kinds of files that are taken: %(kinds)s.",
            name=name,
            kinds=", ".join(sorted(ALLOWED)),
        )
