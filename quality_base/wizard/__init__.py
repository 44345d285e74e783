from . import quality_urgent_wizard
from . import quality_disagreement_step
