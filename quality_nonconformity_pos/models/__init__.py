from . import product_template
from . import stock_picking
from . import stock_picking_type
