from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from .quality_complaint_flow import STAFF

#: whoever files these speaks for himself
OWN_RELATIONS = ("employee", "anonymous")


class QualityComplaintUnnamed(models.Model):
    """Colleagues who report in confidence do it where nobody asks who they are [CO-82].

    The ordinary form shows who files: as its reporter, in its discussion and history.
    The form without login knows neither.
    """

    _inherit = "quality.complaint"

    unnamed_form_url = fields.Char(
        "Form without Your Name", compute="_compute_unnamed_form_url"
    )

    @api.depends("company_id")
    def _compute_unnamed_form_url(self):
        for record in self:
            company = record.company_id.sudo()  # an address that everybody may have
            record.unnamed_form_url = (
                company.complaint_form and company.complaint_form_url
            )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_unnamed()
        return records

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"confidential", "relation", "reporter_id"}:
            self._check_unnamed()
        return result

    def _check_unnamed(self):
        """Refuse a secret of one's own that would bear one's name.

        Complaint staff take down the reports of others, in their own name.

        :raises RedirectWarning: leads to the form without login
        :raises UserError: there is no such form
        """
        user = self.env.user
        if self.env.su or user.has_group(STAFF):
            return
        for record in self:
            own = record.reporter_id == user and record.relation in OWN_RELATIONS
            if own and record.confidential:
                record._lead_to_unnamed_form()

    def _lead_to_unnamed_form(self):
        why = self.env._(
            "Nothing was saved: a report filed here shows your name to all who deal "
            "with it, also when it is confidential."
        )
        if not self.unnamed_form_url:
            raise UserError(
                self.env._(
                    "%(why)s The form without login is closed: ask a complaint manager "
                    "to take down your report.",
                    why=why,
                )
            )
        action = {"type": "ir.actions.act_url", "url": self.unnamed_form_url}
        raise RedirectWarning(
            self.env._(
                "%(why)s Use the form without login and leave the names empty.", why=why
            ),
            action,
            self.env._("Open the Form without Login"),
        )
