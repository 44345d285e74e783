from . import quality_number_mixin
from . import quality_state_mixin
from . import quality_access_mixin
from . import quality_row_mixin
from . import quality_team
from . import quality_document
