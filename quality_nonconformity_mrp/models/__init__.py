from . import stock_move_line
from . import mrp_production
from . import mrp_workorder
from . import quality_nonconformity
from . import quality_nonconformity_kit
from . import stock_lot
from . import stock_scrap
