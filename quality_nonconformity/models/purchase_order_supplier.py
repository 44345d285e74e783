from odoo import api, fields, models

from .quality_supplier_return import RETURN_KINDS

FILE_GROUPS = (
    "quality_base.group_quality_user,quality_base.group_quality_auditor,"
    "purchase.group_purchase_user"
)


class PurchaseOrder(models.Model):
    """Returns, notices and deviation requests of what was bought [NC-64]."""

    _inherit = "purchase.order"

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
        """One grouped query per kind of document, for any number of orders."""
        returns = self._count_of_order(
            "quality.disposition", [("kind", "in", RETURN_KINDS)]
        )
        notices = self._count_of_order("quality.supplier.notice", [])
        deviations = self._count_of_order("quality.supplier.deviation", [])
        for order in self:
            order.supplier_return_count = returns.get(order._origin.id, 0)
            order.supplier_notice_count = notices.get(order._origin.id, 0)
            order.supplier_deviation_count = deviations.get(order._origin.id, 0)

    def _count_of_order(self, model, domain):
        if not self._origin.ids:
            return {}
        groups = self.env[model]._read_group(
            [*domain, ("purchase_id", "in", self._origin.ids)],
            ["purchase_id"],
            ["__count"],
        )
        return {order.id: count for order, count in groups}

    def action_view_supplier_returns(self):
        """Open the goods of this order that go back."""
        return self._open_of_order("quality_supplier_return_action")

    def action_view_supplier_notices(self):
        """Open the notices about goods of this order."""
        return self._open_of_order("quality_supplier_notice_action")

    def action_view_supplier_deviations(self):
        """Open the deviation requests for this order."""
        return self._open_of_order("quality_supplier_deviation_action")

    def _open_of_order(self, action):
        self.ensure_one()
        values = self.env["ir.actions.act_window"]._for_xml_id(
            f"quality_nonconformity.{action}"
        )
        domain = [("purchase_id", "=", self.id)]
        if values["res_model"] == "quality.disposition":
            domain.append(("kind", "in", RETURN_KINDS))
        context = {
            "default_purchase_id": self.id,
            "default_supplier_id": self.partner_id.id,
        }
        return values | {"domain": domain, "context": context}
