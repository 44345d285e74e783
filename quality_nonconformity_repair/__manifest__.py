{
    "name": "Quality Nonconformity: Repair",
    "summary": "Quality staff and auditors read repair orders of the lots they see",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Quality Suite Contributors",
    "license": "LGPL-3",
    "depends": ["quality_nonconformity", "repair"],
    "data": ["security/ir.model.access.csv"],
    "auto_install": True,
}
