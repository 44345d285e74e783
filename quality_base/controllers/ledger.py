import tempfile
from datetime import date

from werkzeug.exceptions import NotFound
from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.http import content_disposition, request

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class QualityLedgerController(http.Controller):
    @http.route(
        "/quality/ledger/<string:model>/<int:ledger_id>", type="http", auth="user"
    )
    def download(self, model, ledger_id):
        """Stream a ledger from a temporary file, which goes when it is sent."""
        ledger = self._get_ledger(model, ledger_id)
        file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 (closed below)
        try:
            ledger._write_xlsx(file)
        except BaseException:
            file.close()
            raise
        size = file.tell() or file.seek(0, 2)
        file.seek(0)
        name = f"{ledger._ledger_titles()[0]}_{date.today():%Y%m%d}.xlsx"
        response = request.make_response(
            wrap_file(request.httprequest.environ, file),
            headers=[
                ("Content-Type", MIMETYPE),
                ("Content-Length", str(size)),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
            ],
        )
        response.call_on_close(file.close)
        response.direct_passthrough = True
        return response

    def _get_ledger(self, model, ledger_id):
        """Return the user's own ledger wizard, or answer 404 for anything else."""
        known = request.env.registry.get(model)
        base = request.env.registry["quality.ledger"]
        if known is None or known._abstract or not issubclass(known, base):
            raise NotFound
        ledger = request.env[model].browse(ledger_id).exists()
        if not ledger or ledger.create_uid != request.env.user:
            raise NotFound
        ledger.check_access("read")
        return ledger
