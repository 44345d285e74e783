from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.quality_base.tools.identity import sign_with_password


class QualityZoneExit(models.Model):
    """An officer's decision that goods may leave a quality zone [NC-09, NC-13].

    Approving it makes the transfer out; only this quantity, of this lot, from this zone
    to this place leaves by it.
    """

    _name = "quality.zone.exit"
    _description = "Zone Release"
    _inherit = ["quality.document"]
    _number_prefix = "ZREL"
    _frozen_states = ("done", "cancelled")

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approved", "Approved"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    reason = fields.Text(required=True, tracking=True)
    product_id = fields.Many2one(
        "product.product", required=True, index=True, check_company=True
    )
    lot_id = fields.Many2one(
        "stock.lot",
        index="btree_not_null",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
    )
    quantity = fields.Float(digits="Product Unit", required=True)
    used_quantity = fields.Float(digits="Product Unit", readonly=True, copy=False)
    uom_id = fields.Many2one(related="product_id.uom_id")
    location_id = fields.Many2one(
        "stock.location",
        "Zone",
        required=True,
        check_company=True,
        domain="[('quality_zone', '!=', False)]",
    )
    location_dest_id = fields.Many2one(
        "stock.location",
        "To",
        required=True,
        check_company=True,
        compute="_compute_location_dest_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    hold_id = fields.Many2one(
        "quality.hold", index="btree_not_null", check_company=True
    )
    move_ids = fields.One2many("stock.move", "zone_exit_id", "Moves")
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_approved = fields.Datetime(readonly=True, copy=False)

    _quantity_check = models.Constraint(
        "CHECK(quantity > 0)", "A zone release is for a quantity above zero."
    )

    @api.depends("location_id")
    def _compute_location_dest_id(self):
        for release in self:
            stock = release.location_id.warehouse_id.lot_stock_id
            release.location_dest_id = release.location_dest_id or stock

    def write(self, vals):
        if self._get_decided_fields() & vals.keys() and self.filtered(
            lambda release: release.state == "approved"
        ):
            raise UserError(
                self.env._(
                    "What was approved cannot be changed. Cancel this zone release and "
                    "make a new one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if self.filtered(lambda release: release.state != "draft"):
            raise UserError(
                self.env._("A decided zone release is evidence and stays. Cancel it.")
            )

    @sign_with_password
    def action_approve(self):
        self._approve()
        return True

    def action_cancel(self):
        self._cancel()
        return True

    def _approve(self):
        """Decide that the goods may leave, and make the transfer out.

        :raises AccessError: the user may not decide it
        :raises UserError: a hold stands on the goods, or another thing is in the way
        """
        for release in self:
            release._check_may_approve()
            release._check_not_held()
            if blockers := release._get_approve_blockers():
                raise UserError("\n".join(blockers))
        # who may decide need neither quality nor stock rights for it
        sudo = self.sudo()
        sudo._set_state(
            "approved",
            approved_by_id=self.env.uid,
            date_approved=fields.Datetime.now(),
        )
        sudo._sign("approved")
        for release in sudo:
            picking = (
                self.env["stock.picking"]
                .sudo()
                .create(  # see above
                    release._prepare_picking_vals()
                )
            )
            picking.action_confirm()
            picking.action_assign()

    def _check_may_approve(self):
        """Hook: refuse who may not decide on this release.

        :raises AccessError: says who decides
        """
        self.check_access("write")
        if not self.env.user.has_group("quality_base.group_quality_officer"):
            raise AccessError(
                self.env._("A zone release is signed by a quality officer. Ask one.")
            )

    def _get_approve_blockers(self):
        """Hook: texts that say why it cannot be approved yet ([] = it can)."""
        self.ensure_one()
        return []

    def _cancel(self, reason=None):
        """Cancel, and the transfer with it where it is not done."""
        self._set_state("cancelled", reason=reason)
        moves = self.sudo().move_ids  # the user may hold no stock rights
        moves.filtered(
            lambda move: move.state not in ("done", "cancel")
        )._action_cancel()

    def _covers(self, line):
        """Whether this decision lets ``line`` (a move line) out of the zone."""
        self.ensure_one()
        release = self.sudo()  # keepers may not read it in other teams
        return (
            release.state == "approved"
            and line.product_id == release.product_id
            and line.lot_id == release.lot_id
            and line.location_id.parent_path.startswith(release.location_id.parent_path)
            and line.location_dest_id.parent_path.startswith(
                release.location_dest_id.parent_path
            )
        )

    def _use(self, lines):
        """Count the quantities of ``lines`` against the decisions they rest on.

        :raises UserError: more would leave than was approved
        """
        for release in self.sudo():  # keepers write no decisions
            leaving = lines.filtered(
                lambda line, release=release: (
                    line.move_id.zone_exit_id == release and release._covers(line)
                )
            )
            used = release.used_quantity + sum(leaving.mapped("quantity_product_uom"))
            compared = release.uom_id.compare(used, release.quantity)
            if compared > 0:
                raise UserError(
                    self.env._(
                        "%(release)s lets %(quantity)s %(uom)s out of %(zone)s, not "
                        "%(used)s. Reduce the transfer, or ask for a further release.",
                        release=release.name,
                        quantity=release.quantity,
                        uom=release.uom_id.name,
                        zone=release.location_id.display_name,
                        used=used,
                    )
                )
            release._write_gated({"used_quantity": used})
            if compared == 0:
                release._set_state("done")

    def _check_not_held(self):
        scope = self.env["quality.hold.gate"]._get_scope(self.product_id)
        items = scope.find(
            self.product_id.id,
            self.lot_id.id,
            self.location_id.company_id.id,
            self.location_id.parent_path,
        )
        if items:
            holds = self.env["quality.hold"].sudo().browse({i.hold_id for i in items})
            raise UserError(
                self.env._(
                    "%(holds)s still stands on these goods: release it first.",
                    holds=", ".join(holds.mapped("name")),
                )
            )

    def _prepare_picking_vals(self):
        self.ensure_one()
        warehouse = self.location_id.warehouse_id
        places = {
            "location_id": self.location_id.id,
            "location_dest_id": self.location_dest_id.id,
            "company_id": self.company_id.id,
        }
        move = places | {
            "product_id": self.product_id.id,
            "product_uom": self.uom_id.id,
            "product_uom_qty": self.quantity,
            "zone_exit_id": self.id,
        }
        return places | {
            "picking_type_id": warehouse.quarantine_out_type_id.id,
            "origin": self.name,
            "move_ids": [Command.create(move)],
        }

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "draft": {"approved", "cancelled"},
            "approved": {"done", "cancelled"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "approved_by_id",
            "date_approved",
            "used_quantity",
        }

    @api.model
    def _get_decided_fields(self):
        return {
            "product_id",
            "lot_id",
            "quantity",
            "location_id",
            "location_dest_id",
            "company_id",
        }

    @api.model
    def _get_signed_fields(self, meaning):
        return [
            "name",
            "reason",
            "product_id",
            "lot_id",
            "quantity",
            "location_dest_id",
        ]
