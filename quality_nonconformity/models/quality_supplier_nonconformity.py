from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

#: detection point of a nonconformity → where the notice says it was found
SITUATIONS = {
    "receipt": "receipt",
    "in_process": "in_process",
    "first_article": "in_process",
    "final": "in_process",
    "in_use": "delivered",
    "customer_site": "delivered",
    "customer_return": "delivered",
    "complaint": "delivered",
}
#: disposition → what is asked of the supplier
DEMANDS = {
    "return_supplier": "return",
    "refuse": "return",
    "exchange": "exchange",
    "replenish": "replenish",
    "rework": "rework",
    "repair": "rework",
    "sort": "sort",
}


class QualityNonconformity(models.Model):
    """Notices to the supplier that a nonconformity led to [NC-30]."""

    _inherit = "quality.nonconformity"

    supplier_notice_ids = fields.One2many(
        "quality.supplier.notice", "nonconformity_id", "Notices to Supplier"
    )
    supplier_notice_count = fields.Integer(
        "Supplier Notices", compute="_compute_supplier_notice_count"
    )
    commercial_supplier_id = fields.Many2one(
        related="supplier_id.commercial_partner_id",
        string="Supplier Company",
        store=True,
        index="btree_not_null",
    )

    @api.depends("supplier_notice_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_supplier_notice_count(self):
        groups = self.env["quality.supplier.notice"]._read_group(
            [("nonconformity_id", "in", self._origin.ids)],
            ["nonconformity_id"],
            ["__count"],
        )
        counts = {source.id: count for source, count in groups}
        for record in self:
            record.supplier_notice_count = counts.get(record._origin.id, 0)

    def action_open_supplier_notice(self):
        """Draft a notice to the supplier and show it."""
        self.ensure_one()
        return self._open_supplier_notice()._get_form_action()

    def action_view_supplier_notices(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quality_nonconformity.quality_supplier_notice_action"
        )
        domain = [("nonconformity_id", "=", self.id)]
        context = {"default_nonconformity_id": self.id}
        return action | {"domain": domain, "context": context}

    def _open_supplier_notice(self):
        """Draft one notice to the supplier per nonconformity; return them [NC-30].

        :raises AccessError: the user is no quality staff
        :raises UserError: no supplier is named, or it is not a matter of goods to send
        """
        self._check_role("user")
        for record in self:
            if not record.supplier_id:
                raise UserError(
                    self.env._(
                        "%(name)s names no supplier: enter him first, then write to him.",
                        name=record.name,
                    )
                )
            if record.state == "cancelled":
                raise UserError(
                    self.env._(
                        "%(name)s was judged conforming: there is nothing to ask of the "
                        "supplier.",
                        name=record.name,
                    )
                )
        vals_list = [record._prepare_supplier_notice_vals() for record in self]
        return self.env["quality.supplier.notice"].create(vals_list)

    def _prepare_supplier_notice_vals(self):
        """Hook: create values of a notice about one nonconformity."""
        self.ensure_one()
        kinds = self.disposition_ids.filtered(lambda d: d.state != "cancelled")
        demands = [DEMANDS[kind] for kind in kinds.mapped("kind") if kind in DEMANDS]
        return {
            "nonconformity_id": self.id,
            "company_id": self.company_id.id,
            "supplier_id": self.supplier_id.id,
            "product_id": self.product_id.id,
            "lot_ids": [Command.set(self.lot_ids.ids)],
            "quantity": self.quantity if self.product_id else 0.0,
            "uom_id": self.uom_id.id,
            "purchase_id": self.purchase_id.id,
            "picking_id": self.picking_id.id,
            "defect_id": self.defect_id.id,
            "requirement": self.requirement,
            "description": self.description,
            "situation": SITUATIONS.get(self.detection_point, "in_stock"),
            "demand": demands[0] if demands else "improve",
            "confidential": self.confidential,
            "team_id": self.team_id.id,
            "user_id": self.env.uid,
        }

    def _get_close_blockers(self):
        blockers = super()._get_close_blockers()
        if not self.company_id.quality_wait_for_supplier:
            return blockers
        # a notice blocks whether or not the user may read it
        waiting = self.sudo().supplier_notice_ids.filtered_domain(
            self.env["quality.supplier.notice"]._get_waiting_domain()
        )
        if waiting:
            blockers.append(
                self.env._(
                    "The supplier has not answered %(names)s.",
                    names=", ".join(waiting.mapped("name")),
                )
            )
        return blockers
