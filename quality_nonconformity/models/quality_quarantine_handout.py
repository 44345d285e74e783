from odoo import api, fields, models
from odoo.exceptions import UserError

# Only code of this file can pass this object in a context: no RPC caller can.
_SIGNING = object()

#: what the transfer says about a hand-out
LEDGER_FIELDS = {"card_id", "quantity", "date", "handed_out_by_id", "move_line_id"}
#: set by signing only
SIGNED_FIELDS = ("date_signed", "signed_by_id")


class QualityQuarantineHandout(models.Model):
    """Goods handed out of a quarantine zone, signed by who received them [NC-13]."""

    _name = "quality.quarantine.handout"
    _description = "Hand-out from Quarantine"
    _inherit = ["quality.guard.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    card_id = fields.Many2one(
        "quality.quarantine.card", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="card_id.company_id", store=True, index=True)
    product_id = fields.Many2one(related="card_id.product_id")
    lot_id = fields.Many2one(related="card_id.lot_id")
    uom_id = fields.Many2one(related="card_id.uom_id")
    quantity = fields.Float(digits="Product Unit", required=True)
    date = fields.Datetime(default=fields.Datetime.now, required=True)
    handed_out_by_id = fields.Many2one(
        "res.users", "Handed out by", default=lambda self: self.env.user, required=True
    )
    move_line_id = fields.Many2one(
        "stock.move.line", index="btree_not_null", readonly=True
    )
    picking_id = fields.Many2one(related="move_line_id.picking_id")
    location_dest_id = fields.Many2one(related="move_line_id.location_dest_id")
    receiver_id = fields.Many2one("res.users", "Receiver (user)")
    receiver_name = fields.Char(
        "Received by", compute="_compute_receiver_name", store=True, readonly=False
    )
    signature = fields.Image("Receiver's Signature", max_width=1024, max_height=1024)
    date_signed = fields.Datetime("Signed on", readonly=True, copy=False)
    signed_by_id = fields.Many2one(
        "res.users", "Signed in by", readonly=True, copy=False
    )

    _quantity_check = models.Constraint(
        "CHECK(quantity > 0)", "A hand-out is for a quantity above zero."
    )

    @api.depends("receiver_id")
    def _compute_receiver_name(self):
        for row in self:
            row.receiver_name = row.receiver_id.name or row.receiver_name

    @api.depends("card_id.name", "quantity", "receiver_name")
    def _compute_display_name(self):
        for row in self:
            card = row.sudo().card_id  # who hands out a secret knows its number
            row.display_name = f"{card.name}: {row.quantity:g} {row.uom_id.name}"

    @api.model_create_multi
    def create(self, vals_list):
        # explicit, so that no default of a context signs for somebody
        unset = dict.fromkeys(SIGNED_FIELDS, False)
        if not self.env.su:  # which transfer took the goods is the engine's to say
            unset["move_line_id"] = False
        rows = super().create([vals | unset for vals in vals_list])
        rows.card_id.check_access("read")
        return rows

    def write(self, vals):
        if self.env.context.get("quality_signing") is not _SIGNING:
            self._check_unsigned(vals)
        return super().write(vals)

    def _check_unsigned(self, vals):
        linked = "move_line_id" in vals and not self.env.su
        if linked or (LEDGER_FIELDS & vals.keys() and self.filtered("move_line_id")):
            raise UserError(
                self.env._(
                    "What was handed out is what the transfer took out of the zone. "
                    "Correct it by a further transfer."
                )
            )
        if self.filtered("date_signed") or set(SIGNED_FIELDS) & vals.keys():
            raise UserError(
                self.env._(
                    "A hand-out is signed by its receiver with the button “Sign”, and no "
                    "longer changes afterwards. Book a return into the zone instead."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        if self.filtered(lambda row: row.date_signed or row.move_line_id):
            raise UserError(
                self.env._("A hand-out that is signed or belongs to a transfer stays.")
            )

    def action_sign(self):
        """Ask for the receiver's name and hand-written signature."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Signature of the Receiver"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [
                (
                    self.env.ref(
                        "quality_nonconformity.quality_quarantine_handout_view_form_sign"
                    ).id,
                    "form",
                )
            ],
            "target": "new",
        }

    def action_sign_done(self):
        self._sign_receiver()
        return {"type": "ir.actions.act_window_close"}

    def _sign_receiver(self, name=None, signature=None):
        """Close the hand-out with the receiver's name and signature.

        :param str name: of the receiver, if not set on the row
        :param bytes signature: base64 image, if not set on the row
        :raises UserError: name or signature is missing, or it is signed already
        """
        for row in self:
            vals = {
                "receiver_name": name or row.receiver_name,
                "signature": signature or row.signature,
            }
            if row.date_signed or not all(vals.values()):
                raise UserError(
                    self.env._(
                        "%(row)s: the receiver's name and signature are needed, once. "
                        "Let the receiver enter both.",
                        row=row.display_name,
                    )
                )
            vals.update(date_signed=fields.Datetime.now(), signed_by_id=self.env.uid)
            row.with_context(quality_signing=_SIGNING).write(vals)
            # the keeper who hands out holds no right on cards
            row.card_id.sudo()._on_handed_out(row)
