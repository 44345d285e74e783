from . import controllers, models, report, wizard
from . import wizard
