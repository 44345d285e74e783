from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class QualityComplaintIdentity(models.Model):
    """Proof of identity of a complainant: for complaint managers, and not for long [CO-04].

    Only where the company says so. It stands in no history, no export and no signature,
    and is erased some days after the complaint was closed.
    """

    _name = "quality.complaint.identity"
    _description = "Proof of Identity"
    _order = "id"
    _rec_name = "kind"

    complaint_id = fields.Many2one(
        "quality.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, index=True
    )
    kind = fields.Char("Document", required=True, help="E.g. identity card, passport.")
    number = fields.Char()
    image = fields.Binary(attachment=True)
    seen_by_id = fields.Many2one(
        "res.users", "Seen by", default=lambda self: self.env.user, readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records:
            if not record.company_id.complaint_identity:
                raise UserError(
                    self.env._(
                        "%(company)s keeps no proofs of identity. If a rule asks for "
                        "them, switch them on in Settings / Quality / Complaints.",
                        company=record.company_id.name,
                    )
                )
        for complaint in records.complaint_id:
            complaint._log_history("identity", {"kept": True})
        return records

    def unlink(self):
        for complaint in self.complaint_id:
            complaint._log_history("identity", {"kept": False})
        return super().unlink()

    @api.model
    def _cron_erase(self, limit=1000):
        """Erase the proofs whose complaint was closed long enough ago."""
        self._get_expired(limit).unlink()

    @api.model
    def _get_expired(self, limit=None):
        """Return the proofs to erase: closed, and the company's days are over."""
        now = fields.Datetime.now()
        companies = self.env["res.company"].search(Domain.TRUE)
        domains = [
            Domain("company_id", "=", company.id)
            & Domain(
                "complaint_id.date_closed",
                "<",
                now - timedelta(days=company.complaint_identity_days),
            )
            for company in companies
        ]
        closed = Domain("complaint_id.state", "in", ("closed", "rejected"))
        return self.search(closed & Domain.OR(domains), limit=limit)
