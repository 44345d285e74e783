from odoo import api, fields, models

from .quality_supplier_return import RETURN_KINDS
from .res_partner_supplier_score import FILE_GROUPS


class ResPartner(models.Model):
    """The supplier's quality file: his problems, notices, deviations, returns [NC-33]."""

    _inherit = "res.partner"

    supplier_problem_ids = fields.One2many(
        "quality.nonconformity",
        "commercial_supplier_id",
        "Quality File",
        groups=FILE_GROUPS,
    )
    supplier_notice_count = fields.Integer(
        "Notices",
        compute="_compute_supplier_file",
        compute_sudo=False,  # counted is what the user may read
        groups=FILE_GROUPS,
    )
    supplier_deviation_count = fields.Integer(
        "Deviations",
        compute="_compute_supplier_file",
        compute_sudo=False,  # see above
        groups=FILE_GROUPS,
    )
    supplier_return_count = fields.Integer(
        "Returns",
        compute="_compute_supplier_file",
        compute_sudo=False,  # see above
        groups=FILE_GROUPS,
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_supplier_file(self):
        """One grouped query per kind of document, for any number of partners."""
        notices = self._count_of_supplier("quality.supplier.notice", [])
        deviations = self._count_of_supplier("quality.supplier.deviation", [])
        returns = self._count_of_supplier(
            "quality.disposition", [("kind", "in", RETURN_KINDS)]
        )
        for partner in self:
            company = partner.commercial_partner_id
            partner.supplier_notice_count = notices.get(company, 0)
            partner.supplier_deviation_count = deviations.get(company, 0)
            partner.supplier_return_count = returns.get(company, 0)

    def _count_of_supplier(self, model, domain):
        if not self.commercial_partner_id.ids:
            return {}
        link = ("commercial_supplier_id", "in", self.commercial_partner_id.ids)
        return dict(
            self.env[model]._read_group(
                [*domain, link], ["commercial_supplier_id"], ["__count"]
            )
        )

    def action_view_supplier_notices(self):
        """Open the notices to this supplier."""
        return self._open_of_supplier("quality_supplier_notice_action", [])

    def action_view_supplier_deviations(self):
        """Open the deviation requests of this supplier."""
        return self._open_of_supplier("quality_supplier_deviation_action", [])

    def action_view_supplier_returns(self):
        """Open the goods that go back to this supplier."""
        domain = [("kind", "in", RETURN_KINDS)]
        return self._open_of_supplier("quality_supplier_return_action", domain)

    def action_view_supplier_problems(self):
        """Open the quality problems with goods of this supplier."""
        return self._open_of_supplier("quality_nonconformity_action", [])

    def _open_of_supplier(self, action, domain):
        self.ensure_one()
        company = self.commercial_partner_id
        values = self.env["ir.actions.act_window"]._for_xml_id(
            f"quality_nonconformity.{action}"
        )
        link = ("commercial_supplier_id", "=", company.id)
        context = {"default_supplier_id": self.id}
        return values | {"domain": [*domain, link], "context": context}
