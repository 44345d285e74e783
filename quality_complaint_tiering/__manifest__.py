{
    "name": "Quality Complaint: Customer Tiers",
    "summary": "Complaints, nonconformities and returns by tier; owners are alerted",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Quality Suite Contributors",
    "license": "LGPL-3",
    "depends": ["quality_complaint", "customer_tiering"],
    "data": [
        "data/mail_activity_type.xml",
        "views/quality_complaint_views.xml",
        "views/quality_nonconformity_views.xml",
        "views/quality_return_views.xml",
        "views/customer_tier_views.xml",
        "views/res_partner_views.xml",
        "views/quality_tier_menus.xml",
    ],
    "auto_install": True,
}
