{
    "name": "Quality Nonconformity: Point of Sale",
    "summary": "Held goods are not offered at the till and never leave by it",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Quality Suite Contributors",
    "license": "LGPL-3",
    "depends": ["quality_nonconformity", "point_of_sale"],
    "auto_install": True,
}
