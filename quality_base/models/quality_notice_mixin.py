from datetime import timedelta

from odoo import fields, models


class QualityNoticeMixin(models.AbstractModel):
    """Tell people about the record, by mail and log, and follow their answer [XX-45]."""

    _name = "quality.notice.mixin"
    _description = "Record with Notices"
    _inherit = ["mail.thread"]

    notice_ids = fields.One2many(
        "quality.notice",
        "res_id",
        "Notices",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,  # who reads the document may read its rows
        readonly=True,
    )

    def _send_notice(
        self,
        users=None,
        partners=None,
        groups=None,
        reason=None,
        template=None,
        acknowledge=False,
        date_due=None,
        kind="notice",
    ):
        """Notify people with the reason and a link, in their language, and log it.

        :param users: res.users
        :param partners: res.partner, for people without a login
        :param groups: res.groups, all their users of the record's company
        :param str reason: why they are told; required
        :param template: mail.template on quality.notice, or its xml id; default by kind
        :param bool acknowledge: the recipients must acknowledge
        :param date_due: UTC datetime until which; default: the setting
            ``quality_base.notice_hours`` from now
        :param str kind: one of the kinds of quality.notice
        :return: the new quality.notice rows, as the current user sees them
        """
        self.check_access("read")
        if acknowledge and not date_due:
            date_due = fields.Datetime.now() + self._get_notice_delay()
        template = self._get_notice_template(template, kind)
        common = {
            "kind": kind,
            "reason": reason,
            "acknowledge_required": acknowledge,
            "date_due": date_due,
            "date_reminder": date_due,
        }
        notices = self.env["quality.notice"]
        for record in self:
            recipients = record._get_notice_recipients(users, partners, groups)
            notices |= record._notify_recipients(recipients, common, template)
        return notices

    def _notify_recipients(self, recipients, common, template):
        """Log and deliver one record's notices: ``[(partner, user)]``, common values."""
        self.ensure_one()
        notices = self._create_notices(recipients, common)
        if notices:
            notices.sudo()._deliver(template)  # the sender may read the document
            self._on_notice_sent(notices)
        return notices

    def _create_notices(self, recipients, common):
        """Log the notices of one record; :meth:`_notify_recipients` delivers them."""
        vals_list = [
            self._prepare_notice_vals(partner, user) | common
            for partner, user in recipients
        ]
        # called after checks only; users hold no create right on notices
        return self.env["quality.notice"].sudo().create(vals_list).sudo(False)

    def _prepare_notice_vals(self, partner, user):
        self.ensure_one()
        return {
            "res_model": self._name,
            "res_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": partner.id,
            "user_id": user.id,
            "sender_id": self.env.uid,
            "date_sent": fields.Datetime.now(),
        }

    def _get_notice_recipients(self, users, partners, groups):
        """Return ``[(partner, user)]``, each partner once; user may be empty."""
        self.ensure_one()
        found = users or self.env["res.users"]
        for group in groups or ():
            found |= (
                group.sudo().all_user_ids.filtered(  # employees may not read groups
                    lambda u: (
                        u.active and not u.share and self.company_id in u.company_ids
                    )
                )
            )
        pairs = {user.sudo().partner_id: user for user in found}
        for partner in partners or ():
            internal = partner.sudo().user_ids.filtered(lambda u: not u.share)[:1]
            pairs.setdefault(partner, internal)
        return list(pairs.items())

    def _get_notice_template(self, template, kind):
        if not template:
            special = self.env.ref(f"quality_base.mail_template_{kind}", False)
            template = special or self.env.ref("quality_base.mail_template_notice")
        return self.env.ref(template) if isinstance(template, str) else template

    def _get_notice_delay(self):
        params = self.env["ir.config_parameter"].sudo()
        return timedelta(hours=float(params.get_param("quality_base.notice_hours", 24)))

    def _on_notice_sent(self, notices):
        """Hook after notices about this one record went out."""
        self.ensure_one()
