from . import quality_complaint_solution
