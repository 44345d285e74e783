from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

#: states in which a complaint is being verified: goods are considered then
VERIFYING = ("accepted", "investigating")
HOLD_ACTIVITY = "quality_complaint.mail_activity_hold"


class QualityComplaintHold(models.Model):
    """Precautionary hold while a complaint about goods is verified [CO-32].

    What is held, and whether at acceptance or by decision, the product's category says
    (``product.category._get_complaint_hold_rule``).
    """

    _inherit = "quality.complaint"

    hold_decision = fields.Selection(
        [
            ("pending", "To be decided"),
            ("placed", "Held"),
            ("waived", "Not held"),
        ],
        "Precautionary Hold",
        readonly=True,
        copy=False,
        tracking=True,
        index="btree_not_null",
        help="Whether delivery of the goods is suspended while this is verified.",
    )
    hold_waive_reason = fields.Text("Why not held", readonly=True, copy=False)
    hold_id = fields.Many2one(
        "quality.hold", readonly=True, copy=False, index="btree_not_null"
    )
    hold_state = fields.Selection(related="hold_id.state", string="State of the Hold")
    can_decide_hold = fields.Boolean(compute="_compute_can_decide_hold")

    @api.depends("state", "hold_decision", "hold_id.state", "product_id")
    @api.depends_context("uid")
    def _compute_can_decide_hold(self):
        quality = self.env.user.has_group("quality_base.group_quality_user")
        for record in self:
            standing = record.hold_id.state == "placed"
            open_case = record.state in VERIFYING and record.product_id.is_storable
            record.can_decide_hold = quality and open_case and not standing

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"product_id", "lot_ids", "kind_id"}:
            self.filtered(lambda record: record.state in VERIFYING)._consider_hold()
        return result

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state in VERIFYING:
            self._consider_hold()
        return result

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "hold_decision",
            "hold_waive_reason",
            "hold_id",
        }

    def action_place_hold(self):
        self._place_precaution()
        return True

    def action_view_holds(self):
        holds = self._get_holds().sudo(False)
        return holds._view_action(self.env._("Holds"), holds)

    def _consider_hold(self):
        """Hold the goods, or ask for the decision, as their categories say [CO-32].

        Called when a complaint is being verified and when its goods become known.
        """
        for record in self.filtered(lambda r: r._may_need_hold()):
            scope, mode = record.product_id.categ_id._get_complaint_hold_rule()
            goods = record._get_unheld_goods(scope)
            if mode == "automatic" and any(goods.values()):
                record._place_hold_on(goods)
            elif scope != "none" and not record.hold_decision:
                record._ask_hold_decision()

    def _may_need_hold(self):
        """Hook: whether goods of one complaint may have to be held."""
        self.ensure_one()
        return (
            self.subject == "product"
            and self.product_id.is_storable
            and self.hold_decision != "waived"
            and not self.goods_judgement
        )

    def _get_unheld_goods(self, scope):
        """Return ``{"lot_ids": …, "product_ids": …}`` still to be held by ``scope``.

        A tracked product of which no lot is named cannot be held by lot: nothing then.
        """
        self.ensure_one()
        standing = self._get_holds().filtered(lambda hold: hold.state == "placed")
        lots, products = self.env["stock.lot"], self.env["product.product"]
        whole = scope == "product" or (scope == "lot" and self.tracking == "none")
        if whole:
            products = self.product_id - standing.whole_product_ids
        elif scope == "lot":
            lots = self.lot_ids - standing.lot_ids
        return {"lot_ids": lots, "product_ids": products}

    def _ask_hold_decision(self):
        """Ask the heads of quality whether the goods are held."""
        self.ensure_one()
        self._write_gated({"hold_decision": "pending"})
        for head in self._get_quality_heads():
            self.sudo().activity_schedule(  # those asked need not be followers
                HOLD_ACTIVITY,
                user_id=head.id,
                summary=self.env._("Hold the goods of %(name)s?", name=self.name),
                note=self.env._(
                    "Place the precautionary hold, or say why none is needed."
                ),
            )

    def _place_precaution(self):
        """Decide to hold the goods while the complaint is verified [CO-32].

        :raises AccessError: the user is no quality staff
        :raises UserError: it is not being verified, or nothing can be held of it
        """
        self._check_hold_decision()
        for record in self:
            scope = record.product_id.categ_id._get_complaint_hold_rule()[0]
            if scope == "none":
                scope = "lot"
            goods = record._get_unheld_goods(scope)
            if not any(goods.values()):
                raise UserError(
                    self.env._(
                        "%(name)s names no lot of %(product)s that is not held already. "
                        "Name the lots complained about.",
                        name=record.name,
                        product=record.product_id.display_name or "?",
                    )
                )
            record._place_hold_on(goods)

    def _waive_hold(self, reason):
        """Decide that no precautionary hold is needed.

        :param str reason: why, kept in the history
        :raises AccessError: the user is no quality staff
        :raises UserError: no reason, or the goods are held already
        """
        self._check_hold_decision()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the goods need not be held."))
        for record in self:
            if record.hold_id.state == "placed":
                raise UserError(
                    self.env._(
                        "%(hold)s stands. It is released when the goods are confirmed "
                        "good.",
                        hold=record.hold_id.name,
                    )
                )
            record._write_gated(
                {"hold_decision": "waived", "hold_waive_reason": reason}
            )
            record._log_history("note", {"hold": "waived"}, comment=reason)
            record._close_hold_activities(reason)

    def _check_hold_decision(self):
        self._check_may_process()
        if not self.env.user.has_group("quality_base.group_quality_user"):
            raise AccessError(
                self.env._(
                    "Whether goods are held is decided by quality staff. Ask one of them."
                )
            )
        wrong = self.filtered(lambda r: r.state not in VERIFYING)
        if wrong:
            raise UserError(
                self.env._(
                    "%(names)s: goods are held while a complaint is accepted or under "
                    "investigation. Accept it first, or investigate it again.",
                    names=", ".join(wrong.mapped("name")),
                )
            )

    def _place_hold_on(self, goods):
        """Place the hold: for steps that have checked who may and what."""
        self.ensure_one()
        # handlers accept and so hold goods, without a right to place holds at will
        hold = self.env["quality.hold"].sudo().create(self._prepare_hold_vals(goods))
        hold._place()
        self.sudo()._write_gated(  # goods may become known through others' steps
            {"hold_decision": "placed", "hold_id": hold.id}
        )
        self._close_hold_activities(hold.name)
        return hold

    def _prepare_hold_vals(self, goods):
        """Hook: values of the precautionary hold; it names nobody [CO-82]."""
        self.ensure_one()
        return {
            "reason": self.env._(
                "Complaint %(name)s is under verification.", name=self.name
            ),
            "kind": "precautionary",
            "origin_model": self._name,
            "origin_id": self.id,
            "origin_ref": self.name,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "user_id": self.user_id.id,
            "confidential": self.confidential,
            **{name: [Command.set(found.ids)] for name, found in goods.items()},
        }

    def _close_hold_activities(self, feedback):
        self.sudo().activity_feedback(  # of the heads who were asked
            [HOLD_ACTIVITY], feedback=feedback
        )

    def _get_holds(self):
        """Return all holds placed for these complaints, whoever may read them."""
        return (
            self.env["quality.hold"]
            .sudo()  # whether goods are held decides steps, whoever takes them
            .search(
                Domain("origin_model", "=", self._name)
                & Domain("origin_id", "in", self.ids)
            )
        )

    def _get_solve_blockers(self):
        blockers = super()._get_solve_blockers()
        if self.hold_decision == "pending":
            blockers.append(
                self.env._(
                    "decide whether the goods are held while this is verified: name "
                    "the lots, place the hold, or say why none is needed."
                )
            )
        return blockers
