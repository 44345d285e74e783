from odoo import api, fields, models


class QualityComplaintCost(models.Model):
    """What a complaint costs: travel, goods, freight, compensation [CO-48].

    Amounts are in the company's currency. Costs of the goods themselves (scrap,
    rework) stand on the nonconformity that the complaint led to.
    """

    _name = "quality.complaint.cost"
    _description = "Cost of Complaint"
    _inherit = ["quality.cost.mixin"]

    complaint_id = fields.Many2one(
        "quality.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, index=True
    )
    kind = fields.Selection(
        [
            ("handling", "Labour of handling"),
            ("travel", "Travel"),
            ("test", "Tests and laboratory"),
            ("goods", "Goods given"),
            ("refund", "Refund"),
            ("freight", "Freight"),
            ("compensation", "Compensation"),
            ("legal", "Legal costs"),
            ("other", "Other"),
        ],
        required=True,
        default="handling",
    )

    @api.depends("complaint_id")
    def _compute_charge_to(self):
        return super()._compute_charge_to()

    def _get_responsible(self):
        return self.complaint_id.responsible_party

    @api.model_create_multi
    def create(self, vals_list):
        costs = super().create(vals_list)
        costs.complaint_id._check_may_process()
        return costs

    def write(self, vals):
        self.complaint_id._check_may_process()
        result = super().write(vals)
        self.complaint_id._check_may_process()  # where it was moved to, too
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_accused(self):
        self.complaint_id._check_may_process()
