from odoo import fields, models


class PurchaseOrder(models.Model):
    """“Inspect the whole purchase again” from the order [NC-37]."""

    _inherit = "purchase.order"

    recheck_ids = fields.One2many("quality.purchase.recheck", "purchase_id")

    def action_recheck(self):
        """Open the re-inspection of this purchase, or a new one."""
        self.ensure_one()
        return self.env["quality.purchase.recheck"]._open_for(self)
