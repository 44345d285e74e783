def uninstall_hook(env):
    """Hide the app of sales again where nothing else shows it."""
    management = env["ir.module.module"].search([("name", "=", "sale_management")])
    if management.state not in ("installed", "to upgrade", "to install"):
        env.ref("sale.sale_menu_root").active = False
