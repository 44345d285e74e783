def post_init_hook(env):
    """Give existing products a gate and existing warehouses their zones."""
    env["quality.hold.gate"]._create_missing()
    warehouses = env["stock.warehouse"].with_context(active_test=False).search([])
    warehouses._create_quality_zones()


def uninstall_hook(env):
    """Leave operation types and zones usable as ordinary ones; stock stays there."""
    warehouses = env["stock.warehouse"].with_context(active_test=False).search([])
    (
        warehouses.quarantine_in_type_id | warehouses.quarantine_out_type_id
    ).active = False
