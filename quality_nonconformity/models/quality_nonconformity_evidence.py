from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityNonconformityEvidence(models.Model):
    """One piece of evidence: what it is, where it is, who keeps it [NC-70].

    Rows are never deleted; who keeps it where may change, and the history of the
    nonconformity says so.
    """

    _name = "quality.nonconformity.evidence"
    _description = "Piece of Evidence"
    _inherit = ["quality.guard.mixin"]
    _order = "date, id"
    _check_company_auto = True

    nonconformity_id = fields.Many2one(
        "quality.nonconformity", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="nonconformity_id.company_id", store=True)
    name = fields.Char("What It Is", required=True)
    date = fields.Datetime("Secured on", required=True, default=fields.Datetime.now)
    secured_by_id = fields.Many2one(
        "res.users",
        "Secured by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    custodian_id = fields.Many2one("res.users", "Kept by", required=True)
    place = fields.Char("Kept where")
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "quality_nonconformity_evidence_file_rel",
        "evidence_id",
        "attachment_id",
        "Files",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["secured_by_id"] = self.env.uid
        rows = super().create(vals_list)
        rows._check_open()
        rows._claim_files()
        for row in rows:
            row._log("secured")
        return rows

    def write(self, vals):
        self._check_open()
        fixed = {"nonconformity_id", "name", "date", "secured_by_id"}
        if fixed & vals.keys():
            raise UserError(
                self.env._(
                    "What was secured, when and by whom stays as it was entered. Enter "
                    "further evidence in a row of its own."
                )
            )
        kept = {row.id: row.attachment_ids for row in self}
        result = super().write(vals)
        for row in self:
            if kept[row.id] - row.attachment_ids:
                raise UserError(
                    self.env._(
                        "Files of “%(name)s” are evidence and stay in its list.",
                        name=row.name,
                    )
                )
        if "attachment_ids" in vals:
            self._claim_files()
        if {"custodian_id", "place"} & vals.keys():
            for row in self:
                row._log("moved")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("Evidence is not deleted. If it moved, say who keeps it now.")
        )

    def _check_open(self):
        if closed := self.nonconformity_id.filtered("is_frozen"):
            raise UserError(
                self.env._(
                    "%(names)s is closed: its evidence stays as it is. Reopen it with a "
                    "reason.",
                    names=", ".join(closed.mapped("name")),
                )
            )

    def _claim_files(self):
        """The files belong to the nonconformity, and are kept as long as it is."""
        for row in self:
            row.attachment_ids.check_access("read")
            # an upload belongs to its creator until its document is saved
            loose = row.sudo().attachment_ids.filtered(
                lambda file: (
                    file.create_uid == self.env.user
                    and file.res_model in (False, self._name)
                    and not file.res_field
                )
            )
            loose.write(
                {
                    "res_model": row.nonconformity_id._name,
                    "res_id": row.nonconformity_id.id,
                }
            )

    def _log(self, event):
        """Note in the history of the nonconformity what happened to the evidence."""
        self.ensure_one()
        values = {
            "evidence": self.name,
            "event": event,
            "custodian": self.custodian_id.sudo().name,  # a name is no secret
            "place": self.place or "",
        }
        self.nonconformity_id._log_history("note", values)
