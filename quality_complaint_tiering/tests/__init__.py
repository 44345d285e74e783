from . import test_complaint_tier
