from . import test_period
from . import test_run
from . import test_basis
from . import test_tier_change_desk
from . import test_tier_near
from . import test_tier_preset
from . import test_class
