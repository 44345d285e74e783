from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import pager
from odoo.addons.quality_nonconformity.tools.supplier_upload import MAX_BODY

from ..models.quality_complaint_public import LIMITS
from ..models.quality_return_portal import CUSTOMER_REASONS
from .portal import QualityComplaintPortal


class QualityComplaintPortalFile(QualityComplaintPortal):
    """Customers file complaints and ask for returns, from what they got [CO-01, CO-59]."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "quality_return_count" in counters:
            values["quality_return_count"] = self._get_returns().search_count(
                self._get_return_domain()
            )
        return values

    # -- complaints ----------------------------------------------------------------

    @http.route(
        "/my/complaints/new", type="http", auth="user", methods=["GET"], website=True
    )
    def new_complaint(self, **params):
        """Show the form, with what the customer got last."""
        return self._show_new_complaint(params)

    @http.route(
        "/my/complaints/new",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        max_content_length=MAX_BODY,
    )
    def file_complaint(self, **form):
        """File the complaint, then show it."""
        if not self._count_sending():
            return self._answer_nothing(status=429)
        try:
            with request.env.cr.savepoint():
                complaint = self._file_complaint(form)
        except UserError as error:
            return self._show_new_complaint(form, error=str(error), status=422)
        return request.redirect(f"/my/complaints/{complaint.id}?done=filed", code=303)

    def _file_complaint(self, form):
        Complaint = request.env["quality.complaint"]
        partner = self._get_partner()
        vals = Complaint._prepare_form_vals(form)
        row = self._get_deliveries().filtered(
            lambda row: str(row.id) == form.get("goods")
        )
        goods = row._prepare_complaint_vals() if row else {}
        vals |= goods | {
            "partner_id": partner.id,
            "relation": "customer",
            "channel": "portal",
            "contact_lang": request.env.lang,
            "contact_name": vals["contact_name"] or partner.name,
            "contact_email": vals["contact_email"] or partner.email,
            "contact_phone": vals["contact_phone"] or partner.phone,
        }
        vals.setdefault("company_id", request.env.company.id)
        files = self._read_files(Complaint)
        return Complaint._file_from_outside(vals, files, partner)

    def _get_deliveries(self, complaint=None):
        Return = request.env["quality.return"]
        return Return._get_customer_deliveries(self._get_partner(), complaint)

    def _show_new_complaint(self, params, error=None, status=200):
        values = {
            "page_name": "complaint",
            "deliveries": self._get_deliveries(),
            # names to choose from, no secret
            "kinds": request.env["quality.complaint.kind"].sudo().search([]),
            "limits": LIMITS,
            "form": params,
            "error": error,
            **self._get_upload_values(),
        }
        response = request.render("quality_complaint.portal_complaint_new", values)
        response.status_code = status
        return response

    # -- returns -------------------------------------------------------------------

    @http.route(
        ["/my/returns", "/my/returns/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def list_returns(self, page=1, **params):
        """List the returns of the customer's company."""
        domain, returns = self._get_return_domain(), self._get_returns()
        pages = pager(
            url="/my/returns",
            total=returns.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        values = self._prepare_portal_layout_values() | {
            "returns": returns.search(
                domain,
                order="id desc",
                limit=self._items_per_page,
                offset=pages["offset"],
            ),
            "page_name": "quality_return",
            "pager": pages,
            "default_url": "/my/returns",
        }
        return request.render("quality_complaint.portal_returns", values)

    @http.route(
        "/my/returns/<int:return_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def show_return(self, return_id, **params):
        """Show one return, with the written explanation if it was refused."""
        record = (
            self._get_returns().browse(return_id if return_id < 2**31 else 0).exists()
        )
        record = record.filtered_domain(self._get_return_domain())
        if not record:
            return self._answer_nothing()
        values = {
            "page_name": "quality_return",
            "quality_return": record,
            "done": params.get("done") == "filed",
        }
        return request.render("quality_complaint.portal_return", values)

    @http.route(
        "/my/returns/new", type="http", auth="user", methods=["GET"], website=True
    )
    def new_return(self, **params):
        """Show the list of delivered goods to choose from."""
        return self._show_new_return(params)

    @http.route(
        "/my/returns/new",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        max_content_length=MAX_BODY,
    )
    def file_return(self, **form):
        """File the return, then show it."""
        if not self._count_sending():
            return self._answer_nothing(status=429)
        Return = request.env["quality.return"]
        try:
            with request.env.cr.savepoint():
                record = Return._file_for_customer(
                    form,
                    self._read_files(Return),
                    self._get_partner(),
                    self._get_form_complaint(form),
                )
        except UserError as error:
            return self._show_new_return(form, error=str(error), status=422)
        return request.redirect(f"/my/returns/{record.id}?done=filed", code=303)

    def _get_returns(self):
        # customers hold no right on the model: only used with _get_return_domain
        return request.env["quality.return"].sudo()

    def _get_return_domain(self):
        return self._get_returns()._get_portal_domain(self._get_partner())

    def _get_form_complaint(self, form):
        """Return the customer's complaint that a form names, if it is his."""
        text = form.get("complaint") or ""
        complaint_id = int(text) if text.isascii() and text.isdigit() else 0
        return request.env["quality.complaint"]._find_for_customer(
            complaint_id, self._get_partner()
        )

    def _show_new_return(self, params, error=None, status=200):
        complaint = self._get_form_complaint(params)
        Return = request.env["quality.return"]
        reasons = dict(
            request.env["quality.return.line"]
            ._fields["reason"]
            ._description_selection(request.env)
        )
        values = {
            "page_name": "quality_return",
            "complaint": complaint,
            "deliveries": self._get_deliveries(complaint),
            "reasons": [(key, reasons[key]) for key in CUSTOMER_REASONS],
            "wants": Return._fields["wanted"]._description_selection(request.env),
            "form": params,
            "error": error,
            **self._get_upload_values(),
        }
        response = request.render("quality_complaint.portal_return_new", values)
        response.status_code = status
        return response
