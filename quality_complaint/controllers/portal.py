from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager
from odoo.addons.quality_nonconformity.controllers.public_page import PublicPage
from odoo.addons.quality_nonconformity.tools.rate_limit import RateLimit
from odoo.addons.quality_nonconformity.tools.supplier_upload import (
    ALLOWED,
    MAX_BODY,
    MAX_FILE_SIZE,
    MAX_FILES,
    SHOWN,
)

from ..models.quality_complaint import OPEN_STATES
from ..models.quality_complaint_customer import OPINION_STATES, RATING_STATES
from ..models.quality_complaint_portal import REPLIED

URL = "/my/complaints/<int:complaint_id>"
#: what a customer can send on the page of a complaint
STEPS = ("message", "opinion", "read", "rate")
#: wrong links, and sent forms, per address of the network
MISSES = RateLimit(limit=60, seconds=600)
SENDINGS = RateLimit(limit=60, seconds=3600)


class QualityComplaintPortal(PublicPage, CustomerPortal):
    """Customers follow their complaints, add to them, answer and rate [XX-48].

    By login they open those of their company; by a personal link the one it is for.
    What they may not open and what does not exist get the same answer.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "complaint_count" in counters:
            values["complaint_count"] = self._get_complaints().search_count(
                self._get_own_domain()
            )
        return values

    @http.route(
        ["/my/complaints", "/my/complaints/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def list_complaints(self, page=1, sortby="date", filterby="all", **params):
        """List the complaints of the customer's company."""
        sortings, filters = self._get_sortings(), self._get_filters()
        sortby = sortby if sortby in sortings else "date"
        filterby = filterby if filterby in filters else "all"
        domain = self._get_own_domain() & Domain(filters[filterby]["domain"])
        complaints = self._get_complaints()
        url_args = {"sortby": sortby, "filterby": filterby}
        pages = pager(
            url="/my/complaints",
            total=complaints.search_count(domain),
            page=page,
            step=self._items_per_page,
            url_args=url_args,
        )
        values = self._prepare_portal_layout_values() | {
            "complaints": complaints.search(
                domain,
                order=sortings[sortby]["order"],
                limit=self._items_per_page,
                offset=pages["offset"],
            ),
            "page_name": "complaint",
            "pager": pages,
            "default_url": "/my/complaints",
            "searchbar_sortings": sortings,
            "searchbar_filters": filters,
            **url_args,
        }
        return request.render("quality_complaint.portal_complaints", values)

    @http.route(URL, type="http", auth="public", methods=["GET"], website=True)
    def show_complaint(self, complaint_id, access_token=None, **params):
        """Show one complaint to its customer."""
        complaint = self._find(complaint_id, access_token)
        if not complaint:
            return self._answer_nothing()
        return self._show(complaint, access_token, done=params.get("done"))

    @http.route(
        f"{URL}/<string:step>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        max_content_length=MAX_BODY,
    )
    def send(self, complaint_id, step, access_token=None, **form):
        """Take in what the customer sends on the page."""
        complaint = self._find(complaint_id, access_token)
        if not complaint or step not in STEPS:
            return self._answer_nothing()
        if not self._count_sending():
            return self._answer_nothing(status=429)
        try:
            with request.env.cr.savepoint():
                getattr(self, f"_take_{step}")(complaint, form)
        except UserError as error:
            return self._show(
                complaint, access_token, error=str(error), form=form, status=422
            )
        url = f"/my/complaints/{complaint.id}?done={step}"
        if access_token:
            url = f"{complaint.get_portal_url()}&done={step}"
        return request.redirect(url, code=303)

    @http.route(
        f"{URL}/file/<int:file_id>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
    )
    def show_file(self, complaint_id, file_id, access_token=None, **params):
        """Hand out a file that the customer sent, or that was sent to him."""
        complaint = self._find(complaint_id, access_token)
        file = complaint and complaint._get_customer_files().filtered(
            lambda f: f.id == file_id
        )
        if not file:
            return self._answer_nothing()
        stream = request.env["ir.binary"]._get_stream_from(file)
        response = stream.get_response(as_attachment=file.mimetype not in SHOWN)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "default-src 'none'"
        return response

    # -- steps ---------------------------------------------------------------------

    def _take_message(self, complaint, form):
        files = self._read_files(complaint)
        complaint._take_customer_words(form.get("text"), files, self._get_partner())

    def _take_opinion(self, complaint, form):
        complaint._take_customer_opinion(
            form.get("opinion"), form.get("note"), self._get_partner()
        )

    def _take_read(self, complaint, form):
        complaint._take_reply_read()

    def _take_rate(self, complaint, form):
        rate = form.get("rate")
        rate = int(rate) if rate in ("1", "3", "5") else 0
        complaint._take_customer_rating(rate, form.get("feedback"))

    # -- the list ------------------------------------------------------------------

    def _get_sortings(self):
        return {
            "date": {"label": request.env._("Newest"), "order": "date desc, id desc"},
            "state": {"label": request.env._("Status"), "order": "state, id desc"},
        }

    def _get_filters(self):
        return {
            "all": {"label": request.env._("All"), "domain": []},
            "open": {
                "label": request.env._("Open"),
                "domain": [("state", "in", OPEN_STATES)],
            },
        }

    # -- helpers -------------------------------------------------------------------

    def _get_partner(self):
        """Return who is logged in, an empty record for visitors."""
        user = request.env.user
        return request.env["res.partner"] if user._is_public() else user.partner_id

    def _get_complaints(self):
        # customers hold no right on the model: only ever used with _get_own_domain
        return request.env["quality.complaint"].sudo()

    def _get_own_domain(self):
        return self._get_complaints()._get_portal_domain(self._get_partner())

    def _find(self, complaint_id, token):
        """Return the complaint as superuser, in the reader's language, or nothing."""
        address = request.httprequest.remote_addr
        if not MISSES.is_free(address):
            return None
        found = request.env["quality.complaint"]._find_for_customer(
            complaint_id, self._get_partner(), token
        )
        if not found:
            MISSES.count(address)
        return found

    def _count_sending(self):
        """Count one sending of this address; return whether it was still free."""
        address = (request.db, request.httprequest.remote_addr)
        free = SENDINGS.is_free(address)
        SENDINGS.count(address)
        return free

    def _answer_nothing(self, status=404):
        if not MISSES.is_free(request.httprequest.remote_addr):
            status = 429
        values = {"page_name": "complaint", "busy": status == 429}
        response = request.render("quality_complaint.portal_nothing", values)
        response.status_code = status
        return response

    def _get_upload_values(self):
        """Return what the template of the upload field needs."""
        return {
            "accept": ",".join(ALLOWED),
            "max_files": MAX_FILES,
            "max_megabytes": MAX_FILE_SIZE // 1024 // 1024,
        }

    def _show(self, complaint, token, done=None, error=None, form=None, status=200):
        visitor = not self._get_partner()
        values = self._prepare_complaint_values(complaint) | {
            "page_name": "complaint",
            "complaint": complaint,
            "access_token": token,
            "no_breadcrumbs": visitor,
            "done": done if done in (*STEPS, "filed") else None,
            "error": error,
            "form": form or {},
            **self._get_upload_values(),
        }
        response = request.render("quality_complaint.portal_complaint", values)
        response.status_code = status
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    def _prepare_complaint_values(self, complaint):
        """Return what is shown of a complaint, and what can be done now."""
        replied = complaint.state in (*REPLIED, "rejected")
        return {
            "reply": complaint.reply if replied else False,
            "messages": complaint._get_customer_messages(),
            "can_judge": complaint.state in OPINION_STATES,
            "can_rate": complaint.state in RATING_STATES,
            "can_confirm": complaint.state in REPLIED and not complaint.date_reply_read,
            "rating": complaint.rating_ids.filtered("consumed")[:1],
            "returns": complaint.return_ids,
            "customer": self._get_partner(),
        }
