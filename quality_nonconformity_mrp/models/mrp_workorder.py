from odoo import models


class MrpWorkorder(models.Model):
    """Work orders: where a finding in process is reported, and which a stop pauses."""

    _name = "mrp.workorder"
    _inherit = ["mrp.workorder", "quality.nonconformity.origin.mixin"]

    _nonconformity_link = "workorder_id"

    def button_start(self, raise_on_invalid_state=False):
        self.production_id._check_not_stopped()
        return super().button_start(raise_on_invalid_state=raise_on_invalid_state)

    def button_finish(self):
        self.production_id._check_not_stopped()
        return super().button_finish()

    def _prepare_nonconformity_vals(self):
        vals = super()._prepare_nonconformity_vals()
        vals |= self.production_id._prepare_nonconformity_vals()
        return vals | {"workorder_id": self.id, "detection_point": "in_process"}

    def _get_nonconformity_goods(self):
        return self.production_id._get_nonconformity_goods()
