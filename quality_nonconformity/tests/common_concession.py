"""Goods under a concession, consents, deliveries and returns."""

import base64

from odoo import fields
from odoo.fields import Command

from .common import NonconformityCommon


class ConcessionCommon(NonconformityCommon):
    """40 of lot A, all nonconforming, that are to be used as they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls._put(40, cls.lot_a)
        cls.head = cls._user("concession_head", "base.group_user")
        cls.sales = cls._user("concession_sales", "base.group_user")
        cls.workshop = cls.env["quality.team"].create(
            {"name": "Workshop", "head_id": cls.head.id}
        )
        cls.customer.user_id = cls.sales

    @classmethod
    def _concession(cls, quantity=40, kind="use_as_is", closed=True, **vals):
        """A concession in force; the nonconformity closed, so that no hold stands."""
        source = cls._nonconformity(quantity, cls.lot_a)
        limits = {
            name: vals.pop(name)
            for name in list(vals)
            if name in cls.env["quality.concession"]._get_decided_fields()
        }
        disposition = cls._dispose(source, kind, quantity, **vals)
        disposition.concession_id.write(limits)
        cls._carry_out(disposition)
        if closed:
            source.with_user(cls.officer)._close()
        return disposition.concession_id.with_env(cls.env)


class GateCommon(ConcessionCommon):
    """Consents, deliveries and returns of lot A."""

    def _consent(self, concession, partner=None, user=None, **vals):
        return (
            self.env["quality.concession.consent"]
            .with_user(user or self.sales)
            .create(
                {
                    "concession_id": concession.id,
                    "partner_id": (partner or self.customer).id,
                    "given_by": "Head of purchasing",
                    "evidence": base64.b64encode(b"We agree."),
                    "evidence_name": "letter.txt",
                    **vals,
                }
            )
        )

    def _deliver(self, quantity, **vals):
        """A delivery of lot A, ready for the worker to validate."""
        lot = vals.pop("lot", self.lot_a)
        vals.setdefault("product", lot.product_id)
        picking = self._transfer(quantity, confirm=False, **vals)
        picking.action_confirm()
        picking.move_ids.move_line_ids.unlink()
        move = picking.move_ids
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": move.product_id.id,
                    "lot_id": lot.id,
                    "quantity": quantity,
                    "product_uom_id": move.product_uom.id,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "picking_id": picking.id,
                }
            )
        ]
        move.picked = True
        return picking.with_user(self.worker)

    def _return(self, picking, quantity, lot=None, **move_vals):
        """Goods of a done transfer come back."""
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": picking.sudo().id}
        )
        wizard.product_return_moves.quantity = quantity
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        move = back.move_ids
        move.write(move_vals)
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": move.product_id.id,
                    "lot_id": lot.id if lot else self.lot_a.id,
                    "quantity": quantity,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "picking_id": back.id,
                }
            )
        ]
        move.picked = True
        back.with_user(self.worker).button_validate()
        self.assertEqual(back.state, "done")
        return back
