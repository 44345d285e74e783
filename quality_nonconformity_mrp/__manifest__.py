{
    "name": "Quality Nonconformity: Manufacturing",
    "summary": "Nonconformities found in production stop their order until decided",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Quality Suite Contributors",
    "license": "LGPL-3",
    "depends": ["quality_nonconformity", "mrp"],
    "data": [
        "security/ir.model.access.csv",
        "views/mrp_production_views.xml",
        "views/quality_nonconformity_views.xml",
    ],
    "auto_install": True,
}
