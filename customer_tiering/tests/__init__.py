from . import test_period
from . import test_run
from . import test_basis
