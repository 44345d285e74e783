from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityComplaintAddition(models.Model):
    """What was learnt later: text and files, with author and time, for good [CO-31]."""

    _name = "quality.complaint.addition"
    _description = "Addition to a Complaint"
    _inherit = ["quality.guard.mixin"]
    _order = "date desc, id desc"

    complaint_id = fields.Many2one(
        "quality.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, index=True
    )
    date = fields.Datetime(readonly=True, required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users",
        "Added by",
        readonly=True,
        required=True,
        default=lambda self: self.env.user,
    )
    note = fields.Text("Addition", required=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Files")

    @api.model_create_multi
    def create(self, vals_list):
        stamp = {"date": fields.Datetime.now(), "user_id": self.env.uid}
        rows = super().create([vals | stamp for vals in vals_list])
        rows.complaint_id.check_access("read")
        if closed := rows.complaint_id.filtered("is_frozen"):
            raise UserError(
                self.env._(
                    "%(names)s is over. Reopen it, or write in its discussion.",
                    names=", ".join(closed.mapped("name")),
                )
            )
        for row in rows.filtered("attachment_ids"):
            row._claim_files()
        return rows

    def write(self, vals):
        if vals:
            raise UserError(
                self.env._("An addition stays as it was written. Write another one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("An addition is evidence and is not deleted."))

    def _claim_files(self):
        """The files belong to the complaint, and are kept as long as it is."""
        self.attachment_ids.check_access("read")
        # an upload belongs to its creator until its document is saved
        loose = self.sudo().attachment_ids.filtered(
            lambda file: (
                file.create_uid == self.env.user
                and file.res_model in (False, self._name)
                and not file.res_field
            )
        )
        owner = self.complaint_id
        loose.write({"res_model": owner._name, "res_id": owner.id})
