from . import controllers, models, wizard
from . import wizard
