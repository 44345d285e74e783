from . import quality_hold_wizard
from . import quality_quarantine_ledger
from . import quality_zone_count_ledger
from . import quality_nonconformity_more
from . import quality_concession_step
from . import quality_nonconformity_report
from . import quality_nonconformity_report_line
from . import quality_service_verification
