from odoo import api, fields, models

from .quality_supplier_return import RETURN_KINDS
from .res_partner_supplier_score import FILE_GROUPS


class QualitySupplierFileMixin(models.AbstractModel):
    """A record with returns, notices and deviation requests of a supplier [NC-33, NC-64].

    ``_supplier_file_link`` is the field of those documents that points to the owner of
    the file, see :meth:`_get_supplier_file_owner`.
    """

    _name = "quality.supplier.file.mixin"
    _description = "Record with a Supplier's Documents"

    _supplier_file_link = None

    supplier_return_count = fields.Integer(
        "Returns",
        compute="_compute_supplier_file",
        compute_sudo=False,  # counted is what the user may read
        groups=FILE_GROUPS,
    )
    supplier_notice_count = fields.Integer(
        "Notices",
        compute="_compute_supplier_file",
        compute_sudo=False,  # see above
        groups=FILE_GROUPS,
    )
    supplier_deviation_count = fields.Integer(
        "Deviations",
        compute="_compute_supplier_file",
        compute_sudo=False,  # see above
        groups=FILE_GROUPS,
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_supplier_file(self):
        """One grouped query per kind of document, for any number of records."""
        returns = self._count_supplier_file("quality.disposition")
        notices = self._count_supplier_file("quality.supplier.notice")
        deviations = self._count_supplier_file("quality.supplier.deviation")
        for record in self:
            owner = record._get_supplier_file_owner()
            record.supplier_return_count = returns.get(owner, 0)
            record.supplier_notice_count = notices.get(owner, 0)
            record.supplier_deviation_count = deviations.get(owner, 0)

    def _count_supplier_file(self, model):
        owners = self._get_supplier_file_owner()
        if not owners.ids:
            return {}
        link = self._supplier_file_link
        domain = self._get_supplier_file_domain(model, (link, "in", owners.ids))
        return dict(self.env[model]._read_group(domain, [link], ["__count"]))

    @api.model
    def _get_supplier_file_domain(self, model, leaf):
        if model == "quality.disposition":
            return [leaf, ("kind", "in", RETURN_KINDS)]
        return [leaf]

    def _get_supplier_file_owner(self):
        """Hook: the records that the documents of the file point to."""
        return self._origin

    def _get_supplier_file_context(self):
        """Hook: defaults of a new document in the file of one record."""
        return {}

    def action_view_supplier_returns(self):
        """Open the goods that go back."""
        return self._open_supplier_file("quality_supplier_return_action")

    def action_view_supplier_notices(self):
        """Open the notices to the supplier."""
        return self._open_supplier_file("quality_supplier_notice_action")

    def action_view_supplier_deviations(self):
        """Open the deviation requests of the supplier."""
        return self._open_supplier_file("quality_supplier_deviation_action")

    def _open_supplier_file(self, action):
        self.ensure_one()
        values = self.env["ir.actions.act_window"]._for_xml_id(
            f"quality_nonconformity.{action}"
        )
        leaf = (self._supplier_file_link, "=", self._get_supplier_file_owner().id)
        return values | {
            "domain": self._get_supplier_file_domain(values["res_model"], leaf),
            "context": self._get_supplier_file_context(),
        }
