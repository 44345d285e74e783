"""Concession goods go into production once the head of the shop confirmed [NC-57]."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.quality_nonconformity.tests.common_concession import ConcessionCommon


@tagged("post_install", "-at_install")
class TestMrpConcession(ConcessionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.concession = cls._concession(40)
        cls.kit = cls._product("Kit", tracking="lot")
        cls.kit_lot = cls._lots("K1", product=cls.kit)
        cls.maker = cls._user("concession_maker", "mrp.group_mrp_user")

    def _production(self):
        production = self.env["mrp.production"].create(
            {
                "product_id": self.kit.id,
                "product_qty": 2,
                "move_raw_ids": [
                    Command.create(
                        {"product_id": self.product.id, "product_uom_qty": 4}
                    )
                ],
            }
        )
        production.action_confirm()
        production.action_assign()
        production.lot_producing_ids = self.kit_lot
        production.qty_producing = 2
        return production

    def test_not_reserved_before_it_is_confirmed(self):
        production = self._production()
        self.assertFalse(production.move_raw_ids.move_line_ids)
        self.concession.with_user(self.head)._confirm_use(self.workshop, 4)
        production.action_assign()
        self.assertEqual(production.move_raw_ids.move_line_ids.lot_id, self.lot_a)
        production.move_raw_ids.picked = True
        production.with_user(self.maker).button_mark_done()
        self.assertEqual(production.state, "done")
        self.assertRecordValues(
            self.concession.use_ids, [{"kind": "use", "quantity": 4}]
        )

    def test_taken_all_the_same_it_is_refused(self):
        production = self._production()
        self.concession.with_user(self.head)._confirm_use(self.workshop, 3)
        production.move_raw_ids.move_line_ids = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "lot_id": self.lot_a.id,
                    "quantity": 4,
                    "location_id": self.stock.id,
                    "location_dest_id": production.production_location_id.id,
                }
            )
        ]
        production.move_raw_ids.picked = True
        with self.assertRefused("only 3.0 Units more are confirmed"):
            production.with_user(self.maker).button_mark_done()
        self.assertFalse(self.concession.use_ids)
