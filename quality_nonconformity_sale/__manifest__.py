{
    "name": "Quality Nonconformity: Sales",
    "summary": "Holds on sale orders: warning or block, owners, smart buttons",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Quality Suite Contributors",
    "license": "LGPL-3",
    "depends": ["quality_nonconformity", "sale_stock"],
    "data": [
        "security/ir.model.access.csv",
        "views/sale_order_views.xml",
        "views/sale_order_concession_views.xml",
        "views/sale_order_nonconformity_views.xml",
        "views/quality_hold_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "demo": ["demo/quality_nonconformity_sale_demo.xml"],
    "auto_install": True,
}
