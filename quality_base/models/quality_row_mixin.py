from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools.misc import clean_context


class QualityRowMixin(models.AbstractModel):
    """A row that belongs to any document: deadline, signature, history line.

    Who may read the document may read its rows, and nobody else: searching joins
    the document's own rules as a subquery, so lists, pivots and counters stay one
    query however many documents there are.
    """

    _name = "quality.row.mixin"
    _description = "Row of a Quality Document"
    _inherit = ["quality.guard.mixin", "quality.document.link.mixin"]

    res_model = fields.Char("Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document Id", model_field="res_model", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one("res.company", index=True, readonly=True)
    document_name = fields.Char(
        "Document", compute="_compute_document_name", compute_sudo=False
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "quality_for_others")
    def _compute_document_name(self):
        names = {}
        for_others = self.env.su or self.env.context.get("quality_for_others")
        for model, rows in self.grouped("res_model").items():
            if model in self.env:
                documents = self.env[model].browse(rows.mapped("res_id")).exists()
                for document in documents._filtered_access("read"):
                    # what the system writes to others names a secret by number only
                    secret = for_others and document.confidential
                    name = document.name if secret else document.display_name
                    names[model, document.id] = name
        for row in self:
            row.document_name = names.get((row.res_model, row.res_id), False)

    @api.model_create_multi
    def create(self, vals_list):
        # made as superuser within a user's step: his context must not fill in values
        clean = self.with_env(self.env(context=clean_context(self.env.context)))
        return super(QualityRowMixin, clean).create(vals_list).with_env(self.env)

    @api.model
    def _get_document_models(self):
        """Names of the models whose records can own such a row."""
        document = self.env.registry["quality.document"]
        return [
            name
            for name, cls in self.env.registry.items()
            if not cls._abstract and issubclass(cls, document)
        ]

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not self.env.su and not bypass_access:
            domain = Domain(domain) & self._get_readable_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _get_readable_domain(self):
        domains = []
        for name in self._get_document_models():
            model = self.env[name].with_context(active_test=False)
            if model.has_access("read"):
                query = model._search(Domain.TRUE)
                domains.append(
                    Domain("res_model", "=", name) & Domain("res_id", "in", query)
                )
        return Domain.OR(domains)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self:
            return result
        forbidden = result[0] if result else self.browse()
        for name, rows in (self - forbidden).grouped("res_model").items():
            documents = self.env[name].browse(rows.mapped("res_id"))
            readable = set(documents._filtered_access("read")._ids)
            forbidden |= rows.filtered(lambda row, ids=readable: row.res_id not in ids)
        if not forbidden:
            return None
        return forbidden, lambda: AccessError(
            self.env._(
                "You may not read the documents that these rows belong to. "
                "Ask the responsible team for access."
            )
        )
