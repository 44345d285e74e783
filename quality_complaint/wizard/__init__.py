from . import account_move_reversal
from . import quality_complaint_step
from . import stock_return_picking
from . import quality_complaint_escalate
from . import quality_return_split
from . import quality_complaint_ask
from . import quality_customer_information_ledger
