from odoo import api, fields, models

from odoo.addons.quality_base.tools.identity import sign_with_password


class QualityServiceVerification(models.TransientModel):
    """Dialog of the discoverer: are the facts of the correction as they should be?"""

    _name = "quality.service.verification"
    _description = "Verification of a Corrected Service"

    nonconformity_id = fields.Many2one("quality.nonconformity", required=True)
    correction = fields.Text(compute="_compute_sheet", compute_sudo=False)
    discoverer_id = fields.Many2one(
        "res.users", compute="_compute_sheet", compute_sudo=False
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

    @api.constrains("nonconformity_id")
    def _check_readable(self):
        """Its user may read what it is about; checks of values run as superuser."""
        self.nonconformity_id.sudo(False).check_access("read")

    @api.depends("nonconformity_id")
    @api.depends_context("uid")
    def _compute_sheet(self):
        """A dialog shows nothing that its user may not read.

        Asked for outright: a related field would take what the name of the sheet has
        brought into the cache.
        """
        for wizard in self:
            sheet = wizard.nonconformity_id.sudo(False)._filtered_access("read")
            wizard.correction = sheet.correction
            wizard.discoverer_id = sheet.discoverer_id

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
