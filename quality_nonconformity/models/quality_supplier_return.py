from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

#: dispositions that the supplier has to do with [NC-64]
RETURN_KINDS = ("return_supplier", "exchange", "replenish", "refuse")
#: the supplier sends other goods
REPLACED_KINDS = ("exchange", "replenish")
STEPS = {
    "requested": {"agreed", "fetched", "refused", "settled"},
    "agreed": {"fetched", "refused", "settled"},
    "fetched": {"settled", "refused"},
    "refused": {"requested", "agreed"},
}
PURCHASE = "purchase.group_purchase_user"


class QualityDisposition(models.Model):
    """How the return or exchange stands with the supplier [NC-64, NC-27].

    requested → agreed → fetched → settled, or refused. Purchasing is told when the
    disposition is approved, and keeps the state; it goes on after the goods have left.
    """

    _inherit = "quality.disposition"

    return_state = fields.Selection(
        [
            ("requested", "Asked of Supplier"),
            ("agreed", "Supplier Agreed"),
            ("fetched", "Fetched"),
            ("settled", "Settled"),
            ("refused", "Supplier Refused"),
        ],
        "Return",
        readonly=True,
        copy=False,
        tracking=True,
        index="btree_not_null",
    )
    rma_number = fields.Char("RMA Number", readonly=True, copy=False, tracking=True)
    date_return_agreed = fields.Date("Agreed on", readonly=True, copy=False)
    date_fetched = fields.Date("Fetched on", readonly=True, copy=False)
    settlement = fields.Selection(
        [("credit", "Credit"), ("replacement", "Replacement"), ("other", "Other")],
        readonly=True,
        copy=False,
        tracking=True,
    )
    settlement_ref = fields.Char(
        "Settlement Document", readonly=True, copy=False, help="Credit note, receipt…"
    )
    date_settled = fields.Date("Settled on", readonly=True, copy=False)
    commercial_supplier_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Supplier Company",
        store=True,
        index="btree_not_null",
    )
    purchase_id = fields.Many2one(
        "purchase.order",
        compute="_compute_purchase_id",
        store=True,
        index="btree_not_null",
    )
    can_track_return = fields.Boolean(compute="_compute_can_track_return")

    @api.depends("nonconformity_id.purchase_id", "nonconformity_id.picking_id")
    def _compute_purchase_id(self):
        for record in self:
            source = record.nonconformity_id
            record.purchase_id = source.purchase_id or source.picking_id.purchase_id

    @api.depends("return_state")
    @api.depends_context("uid")
    def _compute_can_track_return(self):
        may = self._may_track_return()
        for record in self:
            record.can_track_return = may and bool(STEPS.get(record.return_state))

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("return_state", "rma_number", "date_return_agreed", "date_fetched"),
            *("settlement", "settlement_ref", "date_settled"),
        }

    def action_open_return(self):
        """Ask how the return stands."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Return to Supplier"),
            "res_model": "quality.supplier.return",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_disposition_id": self.id},
        }

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        returns = self.filtered(lambda d: d.kind in RETURN_KINDS)
        if state == "approved":
            returns.sudo()._ask_purchasing()  # who approves may not write activities
        elif state == "executed":
            returns.filtered(lambda d: d.kind != "replenish")._note_fetched()
        elif state == "cancelled":
            returns._write_gated({"return_state": False})
            returns.activity_unlink(["quality_nonconformity.activity_supplier_return"])
        return result

    def _ask_purchasing(self):
        """Tell purchasing to settle it with the supplier [NC-64]."""
        for record in self:
            record._write_gated({"return_state": "requested"})
            buyer = record._get_return_buyer()
            if not buyer:
                continue
            record.nonconformity_id._write_gated(
                {"participant_ids": [Command.link(buyer.id)]}
            )
            record.activity_schedule(
                "quality_nonconformity.activity_supplier_return",
                user_id=buyer.id,
                summary=record.env._(
                    "Settle with %(supplier)s: %(what)s",
                    supplier=record.partner_id.display_name or "?",
                    what=record.display_name,
                ),
            )

    def _get_return_buyer(self):
        """Who settles it with the supplier: the order's buyer, else purchasing's head."""
        self.ensure_one()
        post = self.env.ref("quality_nonconformity.function_purchasing_head")
        return self.purchase_id.user_id or post._get_holders(self.company_id)[:1]

    def _note_fetched(self):
        """The goods have left: that is how the return stands."""
        for record in self.filtered(
            lambda d: d.return_state in ("requested", "agreed")
        ):
            day = record._get_company_day(fields.Datetime.now())
            record._write_gated({"return_state": "fetched", "date_fetched": day})

    @api.model
    def _may_track_return(self):
        user = self.env.user
        return (
            self.env.su
            or user.has_group(PURCHASE)
            or user.has_group("quality_base.group_quality_user")
        )

    def _track_return(self, state, **vals):
        """Note how the return stands with the supplier.

        :param str state: agreed, fetched, settled, refused, or requested again
        :param vals: rma_number, settlement, settlement_ref; ``date``: default today
        :raises AccessError: the user is neither purchasing nor quality
        :raises UserError: the step makes no sense now, or says not how it was settled
        """
        if not self._may_track_return():
            raise AccessError(
                self.env._(
                    "Returns are settled with the supplier by purchasing. Ask them."
                )
            )
        self.check_access("read")
        for record in self:
            if state not in STEPS.get(record.return_state, ()):
                raise UserError(record._return_message(state))
            if state == "settled" and not vals.get("settlement"):
                raise UserError(
                    self.env._("Say how it was settled: by credit or replacement.")
                )
            # purchasing holds no write right on dispositions
            record.sudo()._write_return(state, vals)

    def _write_return(self, state, vals):
        self.ensure_one()
        day = vals.get("date") or self._get_company_day(fields.Datetime.now())
        dates = {
            "agreed": "date_return_agreed",
            "fetched": "date_fetched",
            "settled": "date_settled",
        }
        kept = {
            name: vals[name]
            for name in ("rma_number", "settlement", "settlement_ref")
            if vals.get(name)
        }
        if state in dates:
            kept[dates[state]] = day
        self._write_gated({"return_state": state, **kept})
        said = {key: str(value) for key, value in kept.items()}
        self._log_history("note", {"return": state, **said})
        if state == "settled":
            self.activity_feedback(
                ["quality_nonconformity.activity_supplier_return"],
                feedback=vals.get("settlement_ref") or "",
            )

    def _return_message(self, state):
        labels = dict(self._fields["return_state"]._description_selection(self.env))
        return self.env._(
            "%(name)s: the return is “%(now)s” and cannot become “%(wanted)s”.",
            name=self.display_name,
            now=labels.get(self.return_state, "–"),
            wanted=labels[state],
        )

    def _settle_replaced(self):
        """What the supplier sent instead has come in full: settled."""
        for record in self.filtered(lambda d: STEPS.get(d.return_state)):
            came = record._get_replacement_moves()
            quantity = sum(came.mapped("product_qty"))
            if record.product_uom_id.compare(quantity, record.product_quantity) >= 0:
                record._track_return(
                    "settled",
                    settlement="replacement",
                    settlement_ref=", ".join(came.picking_id.mapped("name")),
                )

    def _get_execute_blockers(self):
        """Also: goods that the supplier does not take back do not leave for him."""
        blockers = super()._get_execute_blockers()
        if self.return_state == "refused" and self.kind != "replenish":
            blockers.append(
                self.env._(
                    "%(name)s: the supplier refused to take the goods back. Let "
                    "purchasing agree on it (“Return”), or ask for another method.",
                    name=self.display_name,
                )
            )
        return blockers

    def _get_verify_blockers(self):
        """Also: that less came than was awaited is said by who verifies it."""
        blockers = super()._get_verify_blockers()
        missing = 0.0
        if self.kind in REPLACED_KINDS and self.nonconformity_id.kind == "product":
            came = sum(self._get_replacement_moves().mapped("product_qty"))
            missing = self.product_quantity - came
        said = (self.result_note or "").strip()
        if not blockers and not said and self.product_uom_id.compare(missing, 0) > 0:
            blockers.append(
                self.env._(
                    "%(name)s: %(missing)g %(uom)s did not come in the stead of the "
                    "goods. Say in “Result” how that was settled.",
                    name=self.display_name,
                    missing=missing,
                    uom=self.product_uom_id.name,
                )
            )
        return blockers

    def _get_replacement_moves(self):
        """Moves by which the supplier's replacement came, by backorders too."""
        self.ensure_one()
        pickings = rest = self.move_ids.filtered(
            lambda m: m.location_id.usage == "supplier"
        ).picking_id
        while rest := rest.backorder_ids - pickings:
            pickings |= rest
        return pickings.move_ids.filtered(
            lambda m: m.state == "done" and m.product_id == self.product_id
        )
