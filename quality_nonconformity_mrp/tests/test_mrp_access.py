from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.quality_nonconformity.tests.common import HoldCommon


@tagged("post_install", "-at_install")
class TestMrpAccess(HoldCommon):
    """Quality staff open a lot that was consumed and produced, and change nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(10, cls.lot_a)
        cls.kit = cls._product("Kit", tracking="lot")
        cls.kit_lot = cls._lots("K1", product=cls.kit)
        cls.production = cls.env["mrp.production"].create(
            {
                "product_id": cls.kit.id,
                "product_qty": 2,
                "move_raw_ids": [
                    Command.create({"product_id": cls.product.id, "product_uom_qty": 2})
                ],
            }
        )
        cls.production.action_confirm()
        cls.production.action_assign()
        cls.production.lot_producing_ids = cls.kit_lot
        cls.production.qty_producing = 2
        cls.production.move_raw_ids.picked = True
        cls.production.button_mark_done()

    def test_read_only(self):
        self.assertEqual(self.production.state, "done")
        auditor = self._user("hold_auditor", "quality_base.group_quality_auditor")
        for user in (self.inspector, auditor):
            with self.subTest(user.login):
                Form(self.lot_a.with_user(user))
                Form(self.kit_lot.with_user(user))
                production = self.production.with_user(user)
                self.assertEqual(production.product_qty, 2)
                with self.assertRaises(AccessError):
                    production.origin = "changed"

    def test_held_component_is_named_as_left(self):
        hold = self._hold(self.lot_a)
        left = hold.line_ids.filtered(lambda line: line.situation == "left")
        self.assertEqual(left.quantity, 2)
