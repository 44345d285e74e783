from . import customer_tier_decision
from . import customer_tier_preset
from . import customer_tier_preset_line
from . import customer_class_decide
from . import customer_reason
from . import customer_tier_suggestion
from . import customer_gift_step
from . import customer_gift_give
