from . import quality_number_mixin
from . import quality_state_mixin
from . import quality_access_mixin
from . import quality_row_mixin
from . import quality_team
from . import quality_document
from . import quality_form_revision
from . import quality_form
