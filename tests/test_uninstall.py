"""Each addon leaves a database in which it was used, and can come back."""

from odoo.fields import Command
from odoo.tests import BaseCase, tagged

from tests.common import databases, own_database, superuser, without_test_mode


@tagged("post_install", "-at_install")
class TestUninstall(BaseCase):
    def test_used_addons_leave_cleanly_and_come_back(self):
        with own_database() as registry:
            with registry.cursor() as cr:
                # the lock that module operations take waits for nobody, vacuum included
                cr.execute(
                    "ALTER TABLE ir_module_module SET (autovacuum_enabled = off)"
                )
                self._use(superuser(cr))
                cr.commit()
            for addon in self._downwards():
                with registry.cursor() as cr:
                    self._uninstall(superuser(cr), addon)
                self._assert_gone(registry, addon)
            with registry.cursor() as cr:
                self._deliver_again(superuser(cr))
            with registry.cursor() as cr, without_test_mode():
                module = self._module(superuser(cr), "quality_nonconformity")
                module.button_immediate_install()
            with registry.cursor() as cr:
                self.assertEqual(superuser(cr)["quality.hold"].search_count([]), 0)

    def _downwards(self):
        """Names of all addons, those that others rest on last."""
        names, order = set(databases.suite_addons()), []
        while names:
            free = [
                name
                for name in sorted(names)
                if not any(
                    name in databases.manifest(other).get("depends", ())
                    for other in names - {name}
                )
            ]
            order += free
            names -= set(free)
        return order

    def _module(self, env, name):
        return env["ir.module.module"].search([("name", "=", name)])

    def _uninstall(self, env, addon):
        module = self._module(env, addon)
        if module.state == "installed":
            with without_test_mode():
                module.button_immediate_uninstall()

    def _use(self, env):
        """Leave records that uninstalling must cope with: history, holds, cards."""
        product = env["product.product"].create(
            {"name": "Test Kit", "is_storable": True, "tracking": "lot"}
        )
        lot = env["stock.lot"].create({"name": "L1", "product_id": product.id})
        warehouse = env["stock.warehouse"].search([], limit=1)
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, 10, lot_id=lot
        )
        hold = env["quality.hold"].create({"reason": "Seal", "lot_ids": [lot.id]})
        hold._place()
        source = env["quality.nonconformity"].create(
            {
                "product_id": product.id,
                "lot_ids": lot.ids,
                "quantity": 2,
                "description": "Seal",
            }
        )
        source._isolate()
        env["quality.disposition"].create(
            {"nonconformity_id": source.id, "kind": "scrap", "quantity": 2}
        )
        env["quality.capa"].create({"title": "Sealing process"})._log_history("note")
        self._use_tiers(env)

    def _use_tiers(self, env):
        """A customer that holds a tier, signed and registered, and complains."""
        customer = env["res.partner"].create({"name": "Key", "is_company": True})
        env["customer.tier.program"].search([("is_main", "=", True)]).is_main = False
        program = env["customer.tier.program"].create(
            {
                "name": "By orders",
                "basis": "ordered",
                "is_main": True,
                "needs_agreement": False,
                "needs_registration": False,
                "tier_ids": [Command.create({"name": "Top", "lower_limit": 1})],
            }
        )
        service = env["product.product"].create({"name": "Advice", "type": "service"})
        line = {"product_id": service.id, "price_unit": 10, "tax_ids": []}
        order = env["sale.order"].create(
            {"partner_id": customer.id, "order_line": [Command.create(line)]}
        )
        order.action_confirm()
        agreement = env["customer.agreement"].create(
            {"name": "A-1", "partner_id": customer.id}
        )
        agreement._sign_agreement()
        program._run()
        self.assertEqual(customer.tier_id.name, "Top")
        complaint = env["quality.complaint"].create(
            {"description": "Late", "partner_id": customer.id}
        )
        self.assertEqual(complaint.customer_tier_id, customer.tier_id)

    def _assert_gone(self, registry, addon):
        with registry.cursor() as cr:
            cr.execute(
                "SELECT m.model FROM ir_model m JOIN ir_model_data d ON d.res_id = m.id"
                " WHERE d.model = 'ir.model' AND d.module = %s",
                [addon],
            )
            self.assertFalse(cr.fetchall(), f"{addon} left models behind")
            cr.execute("SELECT state FROM ir_module_module WHERE name = %s", [addon])
            self.assertEqual(cr.fetchone()[0], "uninstalled")

    def _deliver_again(self, env):
        """Without the suite, the goods once held go their ordinary way."""
        lot = env["stock.lot"].search([("name", "=", "L1")])
        warehouse = env["stock.warehouse"].search([], limit=1)
        picking = env["stock.picking"].create(
            {
                "picking_type_id": warehouse.out_type_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": env.ref("stock.stock_location_customers").id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": lot.product_id.id,
                            "product_uom_qty": 4,
                            "location_id": warehouse.lot_stock_id.id,
                            "location_dest_id": env.ref(
                                "stock.stock_location_customers"
                            ).id,
                        },
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual(lot.product_qty, 6)  # two of them in the former zone
