from . import test_complaint_flow
from . import test_return_approval
from . import test_complaint_origin
from . import test_return_refund
from . import test_complaint_hold
from . import test_return_receipt
