from . import controllers, models, wizard
from . import models
from . import wizard
