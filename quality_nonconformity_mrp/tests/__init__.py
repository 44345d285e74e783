from . import test_mrp_access
from . import test_mrp_concession
from . import test_mrp_doors
from . import test_mrp_kit
from . import test_mrp_nonconformity
