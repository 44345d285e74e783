from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

#: what the isolation, the hold and the dispositions rest on
GOODS_FIELDS = {"kind", "product_id", "lot_ids", "quantity", "uom_id"}


class QualityNonconformityGuard(models.Model):
    """What may still be written, and by whom, once goods are isolated."""

    _inherit = "quality.nonconformity"

    def write(self, vals):
        if not self._gate_is_open():
            self._check_goods_fixed(vals)
            self._check_writer(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reported(self):
        if self.filtered(lambda record: record.state != "draft"):
            raise UserError(
                self.env._(
                    "A nonconformity beyond its draft is evidence and stays. Cancel it "
                    "if it was judged conforming."
                )
            )

    def _check_goods_fixed(self, vals):
        fixed = self.filtered(lambda record: record.state != "draft")
        if GOODS_FIELDS & vals.keys() and fixed:
            raise UserError(
                self.env._(
                    "%(names)s: product, lots and quantity no longer change, goods and "
                    "hold rest on them. If more goods are found, use “More Goods”; if "
                    "the wrong ones were named, cancel it with a reason.",
                    names=", ".join(fixed.mapped("name")),
                )
            )

    def _check_writer(self, vals):
        """Who reported may write until it is isolated; then quality and the unit."""
        user = self.env.user
        if self.env.su or user.has_group("quality_base.group_quality_user"):
            return
        if not vals.keys() - self._get_unfrozen_fields():
            return
        others = self.filtered(
            lambda record: (
                record.state != "draft"
                and record.user_id != user
                and user not in record.team_id.sudo().access_user_ids
            )
        )
        if others:
            raise AccessError(
                self.env._(
                    "%(names)s is in the hands of quality: what you reported stays as it "
                    "is. Add what you know in its discussion.",
                    names=", ".join(others.mapped("name")),
                )
            )

    def _add_goods(self, quantity, lots=None, reason=None):
        """More goods turn out to be nonconforming: raise the quantity, isolate them.

        :param float quantity: how much more, in ``uom_id``
        :param lots: further lots or serial numbers
        :param str reason: how they were found, kept in the history
        :return: the new isolated goods; empty when none of them are in stock
        :raises UserError: it is decided already, no reason, or no quantity
        """
        self.ensure_one()
        self._check_role("user")
        if self.state not in ("isolated", "review"):
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”: goods are added while it is isolated or "
                    "under review. Report a further nonconformity for them.",
                    name=self.name,
                    state=self._state_label(self.state),
                )
            )
        if quantity <= 0 or not (reason or "").strip():
            raise UserError(
                self.env._("Say how much more was found, and how it was found.")
            )
        sudo = self.sudo()  # the lots of the hold are beyond the right of its writer
        links = [Command.link(lot.id) for lot in lots or ()]
        sudo._write_gated({"quantity": self.quantity + quantity, "lot_ids": links})
        self._check_goods_named()
        self._log_history("note", {"added": quantity}, comment=reason)
        if lots:
            hold = self.env["quality.hold"].sudo()
            hold = hold.create(sudo._prepare_hold_vals() | {"lot_ids": links})
            hold._place()
        if not sudo._prepare_line_vals(lots):
            return self.env["quality.nonconformity.line"]
        return self._isolate_more(lots)
