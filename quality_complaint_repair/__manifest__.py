{
    "name": "Quality Complaint: Repair",
    "summary": "Repairs promised to customers become repair orders",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Quality Suite Contributors",
    "license": "LGPL-3",
    "depends": ["quality_complaint", "repair"],
    "data": ["security/ir.model.access.csv"],
    "auto_install": True,
}
