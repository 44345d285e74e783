from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

#: kinds of holds that end with the nonconformity; a recall's or a regulator's does not
OWN_HOLD_KINDS = ("precautionary", "nonconformity")


class QualityNonconformityOrigin(models.Model):
    """Reports that start from another record: what is known is filled in [NC-02]."""

    _inherit = "quality.nonconformity"

    lot_names = fields.Char(
        "Lot Numbers as Reported",
        help="Of goods not received yet: validating the receipt enters the lots.",
    )

    @api.model
    def _prepare_vals_from(self, record):
        """Return create values of a nonconformity found on ``record``.

        The model of ``record`` says what it knows in ``_prepare_nonconformity_vals()``
        (see ``quality.nonconformity.origin.mixin``); goods are taken over when there
        is no choice. Quantities are in the values' ``uom_id``.

        :raises AccessError: the user may not read ``record``
        """
        record.ensure_one()
        record = record.with_env(self.env)
        record.check_access("read")
        # who may read it may report on it, without a right on its moves and orders
        sudo = record.sudo()
        vals = self._prepare_origin_vals(record) | sudo._prepare_nonconformity_vals()
        goods = sudo._get_nonconformity_goods()
        if len(goods) == 1:
            vals |= self._prepare_goods_vals(goods)
        return vals

    @api.model
    def _prepare_origin_vals(self, record):
        return {
            "origin_model": record._name,
            "origin_id": record.id,
            "origin_ref": record.display_name,
        }

    @api.model
    def _prepare_goods_vals(self, goods):
        """Return create values for these goods, all of one product.

        :param list goods: rows as of ``_get_nonconformity_goods()``
        """
        product = self.env["product.product"].browse(goods[0]["product_id"])
        quantity = sum(self._get_goods_quantity(product, row) for row in goods)
        vals = {
            "product_id": product.id,
            "quantity": quantity or 1.0,
            "uom_id": product.sudo().uom_id.id,  # of a product that the user may read
        }
        lots = {row["lot_id"] for row in goods if row.get("lot_id")}
        if lots:
            vals["lot_ids"] = [Command.set(sorted(lots))]
        names = {row["lot_name"] for row in goods if row.get("lot_name")}
        if names:
            vals["lot_names"] = ", ".join(sorted(names))
        return vals

    @api.model
    def _get_goods_quantity(self, product, row):
        """Return the quantity of a row in the product's own unit."""
        quantity, unit = row.get("quantity") or 0.0, row.get("uom_id")
        if not unit or unit == product.sudo().uom_id.id:
            return quantity
        unit = self.env["uom.uom"].browse(unit)
        return unit._compute_quantity(quantity, product.sudo().uom_id)

    @api.model
    def _report_from(self, records):
        """Return the action by which a nonconformity on ``records`` is reported.

        The form itself where the goods are clear, else the dialog that asks which of
        them are nonconforming.

        :raises AccessError: the user may not read one of the records
        """
        records.check_access("read")
        goods = [
            row for one in records.sudo() for row in one._get_nonconformity_goods()
        ]
        if len(records) == 1 and len(goods) < 2:
            return self._open_new(self._prepare_vals_from(records))
        return self.env["quality.nonconformity.report"]._open(records)

    @api.model
    def _open_new(self, vals):
        """Return the action that opens a new nonconformity filled with ``vals``."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report Nonconformity"),
            "res_model": self._name,
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in vals.items()},
        }

    def _check_goods_named(self):
        """Goods of a receipt are in the house, and the lines are the quantity."""
        self.ensure_one()
        if self._awaits_receipt():
            raise UserError(
                self.env._(
                    "%(transfer)s is not validated yet: the goods of %(name)s are not in "
                    "stock. Your report is kept; validate the receipt, then isolate.",
                    transfer=self.sudo().picking_id.name,  # named in the record
                    name=self.name,
                )
            )
        super()._check_goods_named()
        named = sum(self.line_ids.mapped("quantity"))
        if self.state != "draft" or not self.line_ids:
            return
        if self.product_uom_id.compare(named, self.product_quantity):
            raise UserError(
                self.env._(
                    "The isolated goods of %(name)s sum up to %(named)s %(uom)s, its "
                    "quantity is %(quantity)s %(uom)s. Make them agree, or clear the "
                    "list: the goods are then looked up.",
                    name=self.name,
                    named=named,
                    quantity=self.product_quantity,
                    uom=self.product_uom_id.name,
                )
            )

    def _awaits_receipt(self):
        """Whether its goods come with a receipt that is not validated yet."""
        self.ensure_one()
        picking = self.sudo().picking_id  # finders may hold no right on transfers
        outside = picking.location_id.usage in ("supplier", "customer", "transit")
        return bool(picking) and outside and picking.state not in ("done", "cancel")

    def _place_hold(self):
        """Keep the hold that it was reported from, if it speaks of just these goods."""
        self.ensure_one()
        if not self.hold_id and (hold := self._find_origin_hold()):
            self._write_gated({"hold_id": hold.id})
        return super()._place_hold()

    def _find_origin_hold(self):
        """Return the placed hold of the origin if it can end with this record."""
        hold = self.env["quality.hold"]
        if self.origin_model != hold._name:
            return hold
        hold = hold.browse(self.origin_id).exists()
        others = Domain("hold_id", "=", hold.id) & self._get_open_domain()
        fits = (
            hold.state == "placed"
            and hold.kind in OWN_HOLD_KINDS
            and hold.company_id == self.company_id
            and hold.scope_product_ids == self.product_id
            and hold.lot_ids == self.lot_ids
            and not hold.location_ids
            and not self.search_count(others, limit=1)
        )
        return hold if fits else hold.browse()

    def _complete_from_receipt(self, picking):
        """Its receipt was validated: enter the lots reported by number, then isolate.

        What is still unclear stays a draft, with a task for its reporter.
        """
        for record in self.filtered(lambda r: r.state == "draft"):
            record._enter_received_lots(picking)
            if record._is_ready_to_isolate():
                record._isolate()
            else:
                record.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Name the lots and isolate the goods"),
                    user_id=(record.user_id or record.reporter_id or self.env.user).id,
                )

    def _enter_received_lots(self, picking):
        self.ensure_one()
        names = {name.strip() for name in (self.lot_names or "").split(",")}
        lots = picking.move_line_ids.lot_id.filtered(
            lambda lot: lot.product_id == self.product_id and lot.name in names
        )
        if lots and not self.lot_ids:
            self.lot_ids = lots

    def _is_ready_to_isolate(self):
        self.ensure_one()
        user = self.env.user
        if self.kind != "product" or not self.product_id or self._awaits_receipt():
            return False
        if not user.has_groups(
            "stock.group_stock_user,quality_base.group_quality_user"
        ):
            return False
        if self.tracking == "serial":
            return len(self.lot_ids) == self.product_quantity
        return self.tracking == "none" or bool(self.lot_ids)
