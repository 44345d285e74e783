from . import test_pos_hold
