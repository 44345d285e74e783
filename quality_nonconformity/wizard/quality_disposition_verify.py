from odoo import api, fields, models


class QualityDispositionVerify(models.TransientModel):
    """Dialog: what passed the inspection after rework, repair, sorting [NC-58]."""

    _name = "quality.disposition.verify"
    _description = "Verify a Disposition"

    disposition_id = fields.Many2one(
        "quality.disposition", required=True, ondelete="cascade"
    )
    quantity = fields.Float(related="disposition_id.product_quantity")
    uom_id = fields.Many2one(related="disposition_id.product_uom_id")
    good_quantity = fields.Float(
        "Found Good",
        digits="Product Unit",
        compute="_compute_good_quantity",
        store=True,
        readonly=False,
        precompute=True,
    )
    bad_quantity = fields.Float(
        "Still Nonconforming", digits="Product Unit", compute="_compute_bad_quantity"
    )
    result_note = fields.Text("Result")

    @api.constrains("disposition_id")
    def _check_readable(self):
        """Its user may read what it is about; checks of values run as superuser."""
        self.disposition_id.sudo(False).check_access("read")

    @api.depends("disposition_id")
    def _compute_good_quantity(self):
        for wizard in self:
            wizard.good_quantity = wizard.disposition_id.product_quantity

    @api.depends("good_quantity")
    def _compute_bad_quantity(self):
        for wizard in self:
            wizard.bad_quantity = wizard.quantity - wizard.good_quantity

    def action_confirm(self):
        """Verify; the disposition checks rights and quantity itself."""
        self.ensure_one()
        if self.result_note:
            self.disposition_id.write({"result_note": self.result_note})
        self.disposition_id._verify(self.good_quantity)
        return {"type": "ir.actions.act_window_close"}
