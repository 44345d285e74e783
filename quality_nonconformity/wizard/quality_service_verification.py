from odoo import fields, models

from odoo.addons.quality_base.tools.identity import sign_with_password


class QualityServiceVerification(models.TransientModel):
    """Dialog of the discoverer: are the facts of the correction as they should be?"""

    _name = "quality.service.verification"
    _description = "Verification of a Corrected Service"

    nonconformity_id = fields.Many2one("quality.nonconformity", required=True)
    # not as superuser: a dialog shows nothing that its user may not read
    correction = fields.Text(related="nonconformity_id.correction", related_sudo=False)
    discoverer_id = fields.Many2one(
        related="nonconformity_id.discoverer_id", related_sudo=False
    )
    outcome = fields.Selection(
        [("ok", "As it should be"), ("rejected", "Not yet: back to the department")],
        required=True,
        default="ok",
    )
    result_ids = fields.Many2many(
        "quality.service.result",
        "quality_service_verification_result_rel",
        string="Results of Treatment",
    )
    remark = fields.Text("Facts Verified")
    is_substitute = fields.Boolean(compute="_compute_is_substitute")
    reason = fields.Char("Why in Place of the Discoverer")

    def _compute_is_substitute(self):
        for wizard in self:
            wizard.is_substitute = wizard.discoverer_id != self.env.user

    @sign_with_password
    def action_confirm(self):
        self.ensure_one()
        self.nonconformity_id._verify_service(
            self.outcome == "ok", self.remark, self.result_ids, self.reason
        )
        return {"type": "ir.actions.act_window_close"}
