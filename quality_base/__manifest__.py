{
    "name": "Quality Base",
    "summary": "Deadlines, signatures, history, retention, teams, CAPA and reports "
    "shared by all quality records",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Quality Suite Contributors",
    "license": "LGPL-3",
    "application": True,
    "depends": ["mail", "product", "resource"],
    "external_dependencies": {"python": ["holidays", "xlsxwriter"]},
    "data": [
        "security/quality_base_groups.xml",
        "security/ir.model.access.csv",
        "security/quality_base_security.xml",
        "views/quality_base_menus.xml",
        "views/quality_team_views.xml",
        "views/quality_form_views.xml",
        "report/quality_form_layout.xml",
        "report/quality_label_layout.xml",
    ],
    "assets": {
        "web.report_assets_common": ["quality_base/static/src/scss/quality_report.scss"],
    },
    "demo": ["demo/quality_base_demo.xml"],
}
