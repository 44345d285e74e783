from . import customer_tier
from . import quality_customer_tier_mixin
from . import quality_complaint
from . import quality_complaint_alert
from . import quality_nonconformity
from . import quality_return
from . import res_partner
