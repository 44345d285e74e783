from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .zone_pass import has_zone_pass


class StockScrap(models.Model):
    """Goods are scrapped by an approved request, where the company says so [NC-61]."""

    _inherit = "stock.scrap"

    request_id = fields.Many2one(
        "quality.disposition",
        "Scrap Request",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="Once it is approved and carried out, it scraps the goods itself.",
    )
    needs_request = fields.Boolean(compute="_compute_needs_request")

    @api.depends(
        "state", "product_id", "scrap_qty", "product_uom_id", "company_id", "request_id"
    )
    def _compute_needs_request(self):
        for scrap in self:
            scrap.needs_request = scrap.state == "draft" and scrap._needs_request()

    def do_scrap(self):
        self._check_scrap_gate()
        return super().do_scrap()

    def action_validate(self):
        self._check_scrap_gate()
        return super().action_validate()

    def write(self, vals):
        if "request_id" in vals and not self.env.su:
            raise UserError(
                self.env._(
                    "A scrap request is made by its button: “Request Scrapping”."
                )
            )
        return super().write(vals)

    def action_request_scrapping(self):
        """Ask for the scrapping: a nonconformity with the disposition “scrap”."""
        self.ensure_one()
        return self._request_scrapping()._get_records_action(
            name=self.env._("Scrap Request")
        )

    def _needs_request(self):
        self.ensure_one()
        quantity = self.product_uom_id._compute_quantity(
            self.scrap_qty, self.product_id.uom_id
        )
        return self.company_id._is_scrap_gated(self.product_id, quantity)

    def _check_scrap_gate(self):
        """Refuse what no approved disposition scraps.

        :raises UserError: says to ask for the scrapping first
        """
        for scrap in self:
            decided = scrap.disposition_id and has_zone_pass(self.env)
            if not decided and scrap._needs_request():
                raise UserError(scrap._gate_message())

    def _gate_message(self):
        if self.request_id:
            return self.env._(
                "%(goods)s is scrapped by %(request)s, once it is approved and carried "
                "out. Ask those who must approve it.",
                goods=self.product_id.display_name,
                request=self.sudo().request_id.display_name,  # no secret
            )
        return self.env._(
            "%(goods)s is scrapped by an approved request only. Press “Request "
            "Scrapping”: the goods are isolated and their value is shown to those who "
            "decide.",
            goods=self.product_id.display_name,
        )

    def _request_scrapping(self):
        """Isolate the goods and propose to scrap them [NC-61].

        :return: the disposition, a proposal of the current user
        :raises AccessError: the user may not scrap
        :raises UserError: it is asked for already, or done
        """
        self.ensure_one()
        self.check_access("write")
        standing = self.sudo().request_id.state not in (False, "cancelled")  # no secret
        if self.state != "draft" or standing:
            raise UserError(
                self.env._(
                    "%(name)s is done, or its scrapping is asked for already.",
                    name=self.display_name,
                )
            )
        source = self.env["quality.nonconformity"].create(
            self._prepare_request_nonconformity_vals()
        )
        source._isolate()
        # who asks for the scrapping of his goods proposes it, quality staff or not
        proposal = (
            self.env["quality.disposition"]
            .sudo()
            .create(self._prepare_request_vals(source))
        )
        self.sudo().request_id = proposal  # set by this method only
        return proposal.sudo(False)

    def _prepare_request_nonconformity_vals(self):
        """Hook: values of the nonconformity that the goods become."""
        Nonconformity = self.env["quality.nonconformity"]
        vals = Nonconformity._prepare_vals_from(self)
        quantity = Nonconformity._get_goods_quantity(
            self.product_id,
            {"quantity": self.scrap_qty, "uom_id": self.product_uom_id.id},
        )
        place = {
            "lot_id": self.lot_id.id,
            "package_id": self.package_id.id,
            "owner_id": self.owner_id.id,
            "location_id": self.location_id.id,
            "quantity": quantity,
        }
        return vals | {
            "description": self._get_request_reason(),
            "line_ids": [Command.create(place)],
        }

    def _prepare_request_vals(self, source):
        """Hook: values of the proposal to scrap the goods of ``source``."""
        return {
            "nonconformity_id": source.id,
            "kind": "scrap",
            "quantity": source.quantity,
            "uom_id": source.uom_id.id,
            "reason": self._get_request_reason(),
        }

    def _get_request_reason(self):
        tags = ", ".join(self.scrap_reason_tag_ids.mapped("name"))
        parts = [tags, self.origin]
        return "; ".join(filter(None, parts)) or self.env._("To be scrapped")
