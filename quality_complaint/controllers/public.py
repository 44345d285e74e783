from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import consteq

from odoo.addons.quality_nonconformity.controllers.public_page import PublicPage
from odoo.addons.quality_nonconformity.tools.rate_limit import RateLimit
from odoo.addons.quality_nonconformity.tools.supplier_upload import (
    ALLOWED,
    MAX_BODY,
    MAX_FILE_SIZE,
    MAX_FILES,
)

from ..models.quality_complaint_public import LIMITS, RELATIONS

URL = "/complain/<string:letter>/<int:res_id>/<int:company_id>/<string:token>"
#: wrong links and sent forms per address of the network, sent forms of all
MISSES = RateLimit(limit=60, seconds=600)
SENDINGS = RateLimit(limit=20, seconds=3600)
ALL_SENDINGS = RateLimit(limit=500, seconds=3600)
#: fields shown again when the form is refused
TYPED = (*LIMITS, "relation", "kind", "goods")


class QualityComplaintPublic(PublicPage, http.Controller):
    """The public form: no login, no name needed; the printed code fills it in [CO-01].

    Pages work without script and load nothing from other sites.
    """

    _page_addon = "quality_complaint"

    @http.route(URL, type="http", auth="public", methods=["GET"], readonly=True)
    def show(self, letter, res_id, company_id, token, **params):
        """Show the form; nothing is written."""
        found = self._find(letter, res_id, company_id, token)
        if not found:
            return self._answer_nothing(params)
        return self._render(*found, params)

    @http.route(
        URL, type="http", auth="public", methods=["POST"], max_content_length=MAX_BODY
    )
    def send(self, letter, res_id, company_id, token, **form):
        """Take in the form, then show its number and the personal link."""
        found = self._find(letter, res_id, company_id, token)
        if not found:
            return self._answer_nothing(form)
        address = (request.db, request.httprequest.remote_addr)
        if not (SENDINGS.is_free(address) and ALL_SENDINGS.is_free(request.db)):
            return self._answer_too_many(form)
        SENDINGS.count(address)
        ALL_SENDINGS.count(request.db)
        try:
            with request.env.cr.savepoint():
                complaint = self._take_in(*found, form)
        except UserError as error:
            return self._render(*found, form, error=str(error), status=422)
        url = f"/complain/thanks/{complaint.id}/{complaint._portal_ensure_token()}"
        return request.redirect(f"{url}?lang={self._get_lang(form)}", code=303)

    @http.route(
        "/complain/thanks/<int:res_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
    )
    def thank(self, res_id, token, **params):
        """Say the number, and how to follow the case."""
        complaint = self._find_complaint(res_id, token)
        if not complaint:
            return self._answer_nothing(params)
        lang = self._get_lang(params)
        values = {
            "company": complaint.company_id,
            "complaint": complaint.with_context(lang=lang),
            "follow_url": complaint.get_portal_url(),
        }
        return self._make_page("public_thanks", lang, 200, values)

    # -- finding -------------------------------------------------------------------

    def _find(self, letter, res_id, company_id, token):
        """Return (record, company) of the address as superuser, or None."""
        if not MISSES.is_free(request.httprequest.remote_addr):
            return None
        Link = request.env["quality.complaint.link"]
        found = Link._find(letter, res_id, company_id, token)
        if not found:
            MISSES.count(request.httprequest.remote_addr)
        return found

    def _find_complaint(self, res_id, token):
        """Return the complaint whose personal token this is, as superuser, or None."""
        address = request.httprequest.remote_addr
        if not MISSES.is_free(address) or res_id > 2**31 - 1:
            return None
        # whoever has the token is no user: the token is the right
        complaint = request.env["quality.complaint"].sudo().browse(res_id).exists()
        known = (complaint.access_token or "").encode()
        if not known or not consteq(known, token.encode("utf-8", "replace")):
            MISSES.count(address)
            return None
        return complaint

    def _answer_nothing(self, params):
        if not MISSES.is_free(request.httprequest.remote_addr):
            return self._answer_too_many(params)
        return self._make_page("public_gone", self._get_lang(params), 404)

    def _answer_too_many(self, params):
        response = self._make_page("public_busy", self._get_lang(params), 429)
        response.headers["Retry-After"] = "600"
        return response

    # -- the form ------------------------------------------------------------------

    def _take_in(self, record, company, form):
        """Return the complaint that the form files.

        :raises UserError: a trap for machines was touched, or a value is not possible
        """
        lang = self._get_lang(form)
        Complaint = request.env["quality.complaint"].with_context(lang=lang)
        key = self._check_person(Complaint.env, form)
        vals = Complaint._prepare_form_vals(form)
        goods = Complaint._get_goods_of(record)
        chosen = form.get("goods") if len(goods) > 1 else next(iter(goods), None)
        vals |= goods.get(chosen) or self._prepare_record_vals(record)
        # the goods say where they went, not who complains about them
        vals.pop("partner_id", None)
        vals |= {
            "company_id": company.id,
            "channel": "web",
            "contact_lang": lang,
            "filing_key": key,
        }
        return Complaint._file_from_outside(vals, self._read_files(Complaint))

    def _prepare_record_vals(self, record):
        if record._name != "stock.picking":
            return {}
        return {"picking_id": record.id, "sale_id": record.sale_id.id}

    def _check_person(self, env, form):
        """Return the key of the form, or refuse what only machines do.

        :raises UserError: in words that help a person on
        """
        key, problem = env["quality.complaint.link"]._read_stamp(form.get("stamp"))
        if form.get("website"):
            raise UserError(
                env._("Leave the field “Website” empty, and send the form again.")
            )
        if problem == "fast":
            raise UserError(
                env._("That was very quick: check what you wrote, and send it again.")
            )
        if problem:
            raise UserError(
                env._("The form was open for too long. Please send it once more.")
            )
        return key

    def _render(self, record, company, params, error=None, status=200):
        lang = self._get_lang(params)
        Complaint = request.env["quality.complaint"].with_context(lang=lang)
        relations = dict(
            Complaint._fields["relation"]._description_selection(Complaint.env)
        )
        typed = {name: params.get(name) for name in TYPED} if error else {}
        values = {
            "company": company,
            "record": record.with_context(lang=lang),
            "goods": self._describe_goods(Complaint, record),
            "kinds": request.env["quality.complaint.kind"]
            .sudo()  # names to choose from, no secret
            .with_context(lang=lang)
            .search([]),
            "relations": [(key, relations[key]) for key in RELATIONS],
            "form": {k: v for k, v in typed.items() if isinstance(v, str)},
            "limits": LIMITS,
            "error": error,
            "accept": ",".join(ALLOWED),
            "max_files": MAX_FILES,
            "max_megabytes": MAX_FILE_SIZE // 1024 // 1024,
            "csrf_token": request.csrf_token(),
            "stamp": request.env["quality.complaint.link"]._make_stamp(),
        }
        return self._make_page("public_form", lang, status, values)

    def _describe_goods(self, Complaint, record):
        """Return [(key, product, lot)] as the slip or label says it."""
        env = Complaint.env(su=True)  # names that stand on the print beside the code
        described = []
        for key, vals in Complaint._get_goods_of(record).items():
            lots = [lot for command in vals.get("lot_ids", ()) for lot in command[2]]
            product = env["product.product"].browse(vals["product_id"])
            lot = env["stock.lot"].browse(lots)
            described.append((key, product.display_name, lot.name))
        return described
