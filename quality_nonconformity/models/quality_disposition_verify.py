from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .engine_env import as_engine
from .quality_disposition import REWORK_KINDS


class QualityDispositionVerify(models.Model):
    """The result is confirmed by somebody else; what was reworked is inspected."""

    _inherit = "quality.disposition"

    bad_lot_ids = fields.Many2many(
        "stock.lot",
        "quality_disposition_bad_lot_rel",
        "disposition_id",
        "lot_id",
        "Failed Lots/Serial Numbers",
        check_company=True,
        copy=False,
        help="Which of them did not pass the inspection after rework.",
    )

    def _verify(self, good_quantity=None):
        """Somebody else confirms the result; reworked goods are inspected again.

        Where a part of several lots or serial numbers failed, ``bad_lot_ids`` says
        which.

        :param float good_quantity: what passed, in the product's unit; default all. The
            rest stays in the zone and goes back to review [NC-58]
        :raises AccessError: the user executed it, or is no quality staff
        :raises UserError: the quantity found good is impossible, it is not said which
            lots failed, or something is still awaited
        """
        self.check_access("read")
        # who may verify it need not be able to write the nonconformity
        self.sudo().nonconformity_id._lock_steps()
        for record in self:
            if record.state != "executed":
                raise UserError(record._transition_message("verified"))
            record._check_may_verify()
            sudo = record.sudo()  # inspectors hold no right on stock moves
            if blockers := sudo._get_verify_blockers():
                raise UserError("\n".join(blockers))
            good, bad = sudo._check_found(good_quantity)
            sudo._write_gated({"good_quantity": good, **sudo._prepare_witness_vals()})
            if record.kind in REWORK_KINDS:
                as_engine(record)._post_inspected(good, bad)
            sudo._set_state(
                "verified",
                verifier_id=self.env.uid,
                date_verified=fields.Datetime.now(),
                bad_quantity=bad,
            )
            sudo._sign("verified")
            sudo._send_failed_back()
        self.sudo().nonconformity_id._follow_dispositions()

    def _may_verify(self):
        self.ensure_one()
        staff = self.env.user.has_group("quality_base.group_quality_user")
        return staff and self.executed_by_id != self.env.user

    def _check_may_verify(self):
        if not self._may_verify():
            raise AccessError(
                self.env._(
                    "%(name)s is verified by quality staff, and not by the one who "
                    "executed it.",
                    name=self.display_name,
                )
            )

    def _get_verify_blockers(self):
        """Hook: texts that say why it cannot be verified yet ([] = it can)."""
        self.ensure_one()
        if not (awaited := self._get_awaited_receipts()):
            return []
        return [
            self.env._(
                "%(name)s awaits goods from the supplier: %(transfers)s. Receive them; "
                "if they will not come, cancel the transfer and say so in “Result”.",
                name=self.display_name,
                transfers=", ".join(awaited.mapped("name")),
            )
        ]

    def _prepare_witness_vals(self):
        """Who verifies that goods were scrapped is their witness, if none was named."""
        if self.kind != "scrap" or self.witness_ids:
            return {}
        return {"witness_ids": [Command.set(self.env.user.ids)]}

    def _check_found(self, good_quantity):
        """Return (good, bad) in the product's unit.

        :raises UserError: more than there is, less than nothing, or unclear which
        """
        self.ensure_one()
        unit = self.product_uom_id
        good = self.product_quantity if good_quantity is None else good_quantity
        if not unit:
            return good, 0.0
        good = unit.round(good)
        bad = unit.round(self.product_quantity - good)
        if (
            unit.compare(good, 0) < 0
            or unit.compare(bad, 0) < 0
            or (self.kind not in REWORK_KINDS and not unit.is_zero(bad))
        ):
            raise UserError(
                self.env._(
                    "%(name)s is for %(quantity)g: %(good)g cannot have been found good.",
                    name=self.display_name,
                    quantity=self.product_quantity,
                    good=good,
                )
            )
        if not unit.is_zero(bad) and not unit.is_zero(good):
            self._check_failed_named(bad)
        return good, bad

    def _check_failed_named(self, bad):
        """Of several lots, those that failed are named; of serial numbers, exactly."""
        lots, failed = self.line_ids.lot_id, self._get_failed_lots()
        if len(lots) < 2:
            return
        rows = self.line_ids.filtered(lambda row: row.lot_id in failed)
        named = sum(rows.mapped("quantity"))
        serial = self.product_id.tracking == "serial"
        compared = self.product_uom_id.compare(named, bad)
        if compared < 0 or (serial and compared):
            raise UserError(
                self.env._(
                    "%(name)s: %(bad)g of %(lots)s failed. Name under “Failed Lots/"
                    "Serial Numbers” which ones, so that the right goods go back.",
                    name=self.display_name,
                    bad=bad,
                    lots=", ".join(lots.mapped("name")),
                )
            )

    def _get_failed_lots(self):
        """Hook: the lots and serial numbers that did not pass."""
        return self.bad_lot_ids

    def _get_inspected_rows(self):
        """Hook: the goods in the order in which the good quantity is counted."""
        failed = self._get_failed_lots()
        return self.line_ids.sorted(lambda row: row.lot_id in failed)

    def _send_failed_back(self):
        """What failed goes back to those who judge [NC-58]."""
        unit, bad = self.product_uom_id, self.bad_quantity
        if not unit or unit.is_zero(bad):
            return
        self.nonconformity_id._back_to_review(
            self.env._(
                "%(bad)g %(uom)s failed the inspection after %(name)s.",
                bad=bad,
                uom=unit.name,
                name=self.display_name,
            )
        )

    def _get_signed_fields(self, meaning):
        names = super()._get_signed_fields(meaning)
        return [*names, "bad_lot_ids"] if "bad_quantity" in names else names
