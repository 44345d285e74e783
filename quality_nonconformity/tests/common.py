"""People, goods and helpers for tests of zones and holds."""

from contextlib import contextmanager
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

QUALITY = "quality_base.group_quality_"


class HoldCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.env.company
        if "quality_return_gate" in cls.company._fields:
            cls.company.quality_return_gate = False  # a gate with tests of its own
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.quarantine = cls.warehouse.wh_quarantine_loc_id
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.shelf = cls.env["stock.location"].create(
            {"name": "Shelf", "location_id": cls.stock.id}
        )
        cls.worker = cls._user("hold_worker", "stock.group_stock_user")
        cls.stock_manager = cls._user("hold_stock_manager", "stock.group_stock_manager")
        cls.inspector = cls._user("hold_inspector", QUALITY + "user")
        cls.officer = cls._user("hold_officer", QUALITY + "officer")
        cls.keeper = cls._user("hold_keeper", "stock.group_stock_user")
        cls.quarantine.keeper_ids = cls.keeper
        cls.customer = cls.env["res.partner"].create({"name": "Held Hospital"})
        cls.product = cls._product("Glove", tracking="lot")
        cls.loose = cls._product("Swab", tracking="none")
        cls.lot_a, cls.lot_b = cls._lots("A", "B")

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(cls.env, login, groups=f"base.group_user,{groups}")

    @classmethod
    def _product(cls, name, **vals):
        return cls.env["product.product"].create(
            {"name": name, "is_storable": True, **vals}
        )

    @classmethod
    def _lots(cls, *names, product=None):
        product = product or cls.product
        return cls.env["stock.lot"].create(
            [{"name": name, "product_id": product.id} for name in names]
        )

    @classmethod
    def _put(cls, quantity, lot=None, product=None, location=None, package=None):
        """Put stock there, as a receipt would."""
        product = product or (lot.product_id if lot else cls.loose)
        cls.env["stock.quant"]._update_available_quantity(
            product,
            location or cls.stock,
            quantity,
            lot_id=lot,
            package_id=package,
        )

    @classmethod
    def _transfer(cls, quantity, product=None, kind=None, confirm=True, **vals):
        """A transfer of the product, by default a delivery."""
        product = product or cls.product
        kind = kind or cls.warehouse.out_type_id
        places = {
            "location_id": vals.pop("location_id", cls.stock.id),
            "location_dest_id": vals.pop("location_dest_id", cls.customers.id),
        }
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "partner_id": cls.customer.id,
                "company_id": kind.company_id.id,
                **places,
                **vals,
                "move_ids": [
                    Command.create(
                        places
                        | {
                            "product_id": product.id,
                            "product_uom": product.uom_id.id,
                            "product_uom_qty": quantity,
                            "company_id": kind.company_id.id,
                        }
                    )
                ],
            }
        )
        if confirm:
            picking.action_confirm()
            picking.action_assign()
        return picking

    @classmethod
    def _hold(cls, *lots, place=True, **vals):
        """A hold on lots, placed by the inspector."""
        vals.setdefault("reason", "Broken seal")
        if lots:
            vals["lot_ids"] = [Command.set([lot.id for lot in lots])]
        for name in ("product_ids", "location_ids"):
            if name in vals:
                vals[name] = [Command.set(vals[name].ids)]
        hold = cls.env["quality.hold"].with_user(cls.inspector).create(vals)
        if place:
            hold._place()
        return hold

    def _ledger(self):
        """Stock, and what is on the way, as the database has it."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT product_id, lot_id, location_id, package_id,
                   SUM(quantity), SUM(reserved_quantity)
              FROM stock_quant GROUP BY 1, 2, 3, 4
            HAVING SUM(quantity) != 0 OR SUM(reserved_quantity) != 0
             ORDER BY 1, 2, 3, 4
            """
        )
        quants = self.env.cr.fetchall()
        self.env.cr.execute(
            "SELECT id, state, quantity, lot_id, location_id, location_dest_id"
            "  FROM stock_move_line ORDER BY id"
        )
        return quants, self.env.cr.fetchall()

    @contextmanager
    def assertRefused(self, *words):
        """The block is refused, says ``words``, and leaves everything as it was."""
        before = self._ledger()
        with self.assertRaises(UserError) as caught:
            yield
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.assertEqual(self._ledger(), before)

    def _on_hand(self, location=None, lot=None, product=None):
        domain = [("location_id", "child_of", (location or self.stock).id)]
        domain.append(("product_id", "=", (product or self.product).id))
        if lot:
            domain.append(("lot_id", "=", lot.id))
        return sum(self.env["stock.quant"].search(domain).mapped("quantity"))

    def _reserved(self, product=None):
        quants = self.env["stock.quant"].search(
            [("product_id", "=", (product or self.product).id)]
        )
        return sum(quants.mapped("reserved_quantity"))


class NonconformityCommon(HoldCommon):
    """A supplier, a receipt, and people who may decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nonconforming = cls.warehouse.wh_nonconforming_loc_id
        cls.inspection = cls.warehouse.wh_inspection_loc_id
        cls.supplier = cls.env["res.partner"].create({"name": "Glove Maker"})
        cls.second = cls._user("nc_second_officer", QUALITY + "officer")
        cls.manager = cls._user("nc_manager", QUALITY + "manager")
        cls.reporter = cls._user("nc_reporter", "base.group_user")

    @classmethod
    def _receive(cls, quantity, lot, price=10.0):
        """Buy and receive goods of a lot; return the transfer, done."""
        order = cls.env["purchase.order"].create(
            {
                "partner_id": cls.supplier.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": lot.product_id.id,
                            "product_qty": quantity,
                            "price_unit": price,
                        }
                    )
                ],
            }
        )
        order.button_confirm()
        picking = order.picking_ids
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create(
                {
                    "product_id": lot.product_id.id,
                    "lot_id": lot.id,
                    "quantity": quantity,
                    "location_id": picking.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                    "picking_id": picking.id,
                }
            )
        ]
        picking.move_ids.picked = True
        picking.button_validate()
        return picking

    @classmethod
    def _nonconformity(cls, quantity, *lots, user=None, isolate=True, **vals):
        """A nonconformity of the lots (of ``product_id`` if none), isolated."""
        vals.setdefault("description", "Seal broken")
        if lots:
            vals["product_id"] = lots[0].product_id.id
            vals["lot_ids"] = [Command.set([lot.id for lot in lots])]
        record = (
            cls.env["quality.nonconformity"]
            .with_user(user or cls.inspector)
            .create({"quantity": quantity, **vals})
        )
        if isolate:
            record._isolate()
        return record

    @classmethod
    def _dispose(cls, source, kind, quantity, user=None, **vals):
        """A disposition as the inspector proposes it."""
        if kind in ("rework", "repair"):
            vals.setdefault("instruction", "<p>Seal again at 140 °C.</p>")
        if kind == "destroy":
            vals.setdefault("destruction_method", "Burnt")
        if kind in ("scrap", "destroy"):
            vals.setdefault("witness_ids", [Command.set(cls.officer.ids)])
        if kind in ("redo_service", "correct", "apologise"):
            vals.setdefault("result_note", "Done on the spot.")
        record = (
            cls.env["quality.disposition"]
            .with_user(user or cls.inspector)
            .create(
                {
                    "nonconformity_id": source.id,
                    "kind": kind,
                    "quantity": quantity,
                    **vals,
                }
            )
        )
        # what the approvers of a concession ask for
        record.concession_ids.write(
            {
                "reason": "The seal is cosmetic.",
                "risk_assessment": "None: the inner seal is intact.",
                "date_to": fields.Date.today() + timedelta(days=90),
            }
        )
        return record

    @classmethod
    def _carry_out(cls, dispositions, good=None):
        """Approve, execute and verify, each by the person who may."""
        for disposition in dispositions:
            disposition.with_user(cls.officer)._approve()
        for disposition in dispositions:
            disposition.with_user(cls.worker)._execute()
        for disposition in dispositions:
            for destruction in disposition.sudo().destruction_ids:
                destruction.place = "Incineration plant"
                for witness in destruction.witness_ids:
                    destruction.with_user(witness)._sign_witness()
            disposition.with_user(cls.inspector)._verify(good)
