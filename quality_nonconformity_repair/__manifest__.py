{
    "name": "Quality Nonconformity: Repair",
    "summary": "Nonconformities found while goods are repaired",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Quality Suite Contributors",
    "license": "LGPL-3",
    "depends": ["quality_nonconformity", "repair"],
    "data": [
        "security/ir.model.access.csv",
        "views/repair_order_views.xml",
    ],
    "auto_install": True,
}
