"""What holds cost: stock work while nothing is held, and placing a hold.

Reservation and validation of 1,000 moves run with the suite and on the same core
modules without it. Half of the moves are of goods with lots.
"""

from bench import Case

from odoo.fields import Command

MOVES, PER_TRANSFER, PRODUCTS = 1000, 10, 50


def run(env, report):
    with_suite, plain = Warehouse(env), Warehouse(report.plain)
    for name, work, reserved in (
        ("reserve 1,000 moves", Warehouse.reserve, False),
        ("validate 1,000 moves", Warehouse.validate, True),
    ):
        cases = []
        for warehouse in (with_suite, plain):
            transfers = warehouse.deliver(reserved)
            cases.append(
                Case(
                    warehouse.env,
                    lambda warehouse=warehouse, transfers=transfers, work=work: work(
                        warehouse, transfers
                    ),
                )
            )
        report.compare(name, *cases, target=1.05)
    place(env, report, with_suite)


def place(env, report, warehouse):
    """Place a hold on one lot that many deliveries reserve, few and many."""
    times = {}
    for count in (100, MOVES):
        lot = warehouse.stock_lot(count)
        transfers = warehouse.deliver(True, products=lot.product_id, moves=count)
        hold = env["quality.hold"].create(
            {"reason": "Benchmark", "lot_ids": [Command.set(lot.ids)]}
        )
        case = Case(env, lambda hold=hold: (hold._place(), hold._strip()))
        case.once()
        runs = [case.once() for __ in range(3)]
        times[count] = sorted(seconds for seconds, __ in runs)[1]
        report.measure(
            f"place a hold, {count:,} reserved moves", case, target=10.0, repeats=1
        )
        assert len(transfers.move_line_ids) == count, "undone by the measurement"
    report.add(
        "place: time per move, 1,000 against 100",
        times[MOVES] / MOVES * 1000,
        times[100] / 100 * 1000,
        target=1.5,
        unit="ms",
        note="linear is 1",
    )


class Warehouse:
    """Stock, and deliveries of it, in one environment."""

    def __init__(self, env):
        self.env = env
        self.home = env["stock.warehouse"].search([], limit=1)
        self.home.out_type_id.reservation_method = "manual"
        self.customers = env.ref("stock.stock_location_customers")
        self.products = env["product.product"].create(
            [
                {
                    "name": f"Product {number}",
                    "is_storable": True,
                    "tracking": ("none", "lot")[number % 2],
                }
                for number in range(PRODUCTS)
            ]
        )
        for product in self.products:
            self.put(product, 10 * MOVES)

    def put(self, product, quantity):
        lot = self.env["stock.lot"]
        if product.tracking == "lot":
            lot = lot.create({"name": f"LOT {product.id}", "product_id": product.id})
        self.env["stock.quant"]._update_available_quantity(
            product, self.home.lot_stock_id, quantity, lot_id=lot
        )
        return lot

    def stock_lot(self, moves):
        """A lot of a new product, enough for that many moves."""
        product = self.env["product.product"].create(
            {"name": f"For {moves}", "is_storable": True, "tracking": "lot"}
        )
        return self.put(product, 2 * moves)

    def deliver(self, reserved, products=None, moves=MOVES):
        """Confirmed deliveries with that many moves, reserved or not."""
        products = products or self.products
        places = {
            "location_id": self.home.lot_stock_id.id,
            "location_dest_id": self.customers.id,
        }
        # one move per product and transfer: core merges what is alike
        width = min(PER_TRANSFER, len(products))
        transfers = self.env["stock.picking"].create(
            [
                places
                | {
                    "picking_type_id": self.home.out_type_id.id,
                    "move_ids": [
                        Command.create(
                            places
                            | {
                                "product_id": products[(first + n) % len(products)].id,
                                "product_uom_qty": 2,
                            }
                        )
                        for n in range(width)
                    ],
                }
                for first in range(0, moves, width)
            ]
        )
        transfers.action_confirm()
        if reserved:
            transfers.action_assign()
        self.env.flush_all()
        return transfers

    def reserve(self, transfers):
        transfers.action_assign()
        assert set(transfers.mapped("state")) == {"assigned"}

    def validate(self, transfers):
        transfers.move_ids.picked = True
        transfers._action_done()
        assert set(transfers.mapped("state")) == {"done"}
