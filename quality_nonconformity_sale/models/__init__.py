from . import res_company
from . import res_config_settings
from . import sale_order
from . import sale_order_line
from . import stock_move
from . import quality_hold
from . import quality_nonconformity
from . import sale_order_nonconformity
