"""Who may read stock moves and scrap orders.

Fields that list them are for these groups: ``read()`` leaves them out for others.
"""

MOVE_READERS = (
    "stock.group_stock_user,"
    "quality_base.group_quality_user,quality_base.group_quality_auditor"
)
