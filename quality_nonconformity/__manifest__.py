{
    "name": "Quality Nonconformity",
    "summary": "Quarantine zones and holds that keep goods where they are",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Quality Suite Contributors",
    "license": "LGPL-3",
    "depends": ["quality_base", "stock", "purchase_stock", "product_expiry"],
    "data": [
        "security/ir.model.access.csv",
        "security/quality_nonconformity_security.xml",
        "data/ir_cron_data.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
