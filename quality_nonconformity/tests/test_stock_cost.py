from odoo.fields import Command
from odoo.tests import tagged

from .common import HoldCommon


@tagged("post_install", "-at_install")
class TestStockCost(HoldCommon):
    """What the doors ask of the suite's tables does not grow with the moves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = cls.product.browse()
        for number in range(12):
            product = cls._product(f"Item {number}", tracking="lot")
            cls.products |= product
            cls._put(100, cls._lots(f"L{number}", product=product))

    def _count_own_queries(self, count):
        """Queries on tables of the suite, while that many moves are delivered."""
        places = {
            "location_id": self.stock.id,
            "location_dest_id": self.customers.id,
        }
        delivery = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": self.warehouse.out_type_id.id,
                "move_ids": [
                    Command.create(
                        {**places, "product_id": product.id, "product_uom_qty": 2}
                    )
                    for product in self.products[:count]
                ],
            }
        )
        delivery.action_confirm()
        with self.assertLogs("odoo.sql_db", "DEBUG") as logs:
            delivery.action_assign()
            delivery.move_ids.picked = True
            delivery._action_done()
            self.env.flush_all()
        self.assertEqual(delivery.state, "done")
        return sum('"quality_' in line for line in logs.output)

    def test_no_query_for_each_move(self):
        self._count_own_queries(2)  # what is read once
        self.assertEqual(self._count_own_queries(12), self._count_own_queries(3))
