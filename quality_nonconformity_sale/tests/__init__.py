from . import test_sale_hold
from . import test_sale_concession
from . import test_sale_nonconformity
