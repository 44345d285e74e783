from . import test_pos_hold
from . import test_pos_concession
