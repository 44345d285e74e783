from . import test_team
from . import test_form
from . import test_form_print
from . import test_clock
from . import test_clock_properties
from . import test_disagreement
from . import test_notice
from . import test_urgent
