from . import quality_exchange_report
