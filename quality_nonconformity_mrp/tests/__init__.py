from . import test_mrp_access
