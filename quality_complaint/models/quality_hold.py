from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools import format_list

from odoo.addons.quality_nonconformity.models.quality_hold_situation import COLUMNS

TELL_ACTIVITY = "quality_complaint.mail_activity_tell_buyer"
TEMPLATES = {
    "suspend": "quality_complaint.mail_template_suspend",
    "resume": "quality_complaint.mail_template_resume",
}


class QualityHold(models.Model):
    """Buyers of held goods: told to suspend sale, and that it may resume [CO-33, CO-35].

    Whoever has an e-mail address is written to; the others stand in
    ``untold_partner_ids`` until somebody has called them. The 24-hour clock of a
    release is met when the last buyer is told.
    """

    _inherit = "quality.hold"

    untold_partner_ids = fields.Many2many(
        "res.partner",
        "quality_hold_untold_rel",
        "hold_id",
        "partner_id",
        "Buyers still to tell",
        readonly=True,
        copy=False,
        help="They have no e-mail address: call them, then note it here.",
    )

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"untold_partner_ids"}

    def action_view_complaint(self):
        """Open the complaint that this hold was placed for."""
        self.ensure_one()
        origin = self.env["quality.complaint"].browse(self.origin_id)
        return self._view_action(self.env._("Complaint"), origin)

    def _get_buyers(self):
        """Return the partners to whom goods of this hold went and did not come back."""
        self.ensure_one()
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in self._read_history()]
        found = {
            row["partner_id"]
            for row in rows
            if row["situation"] in ("delivered", "dropship")
        }
        return self.env["res.partner"].browse(found - {None})

    def _tell_buyers(self, partners, kind):
        """Write to buyers, each in his language; note those without an address.

        :param partners: res.partner
        :param str kind: ``suspend`` or ``resume``
        :return: the quality.notice rows
        """
        self.ensure_one()
        reachable = partners.filtered("email")
        notices = self.env["quality.notice"]
        for lang, group in reachable.grouped("lang").items():
            hold = self.with_context(lang=lang or self.env.lang)
            notices |= hold._send_notice(
                partners=group,
                kind=kind,
                reason=hold._get_goods_text(),
                template=TEMPLATES[kind],
            )
        # told from steps of those who may not change the hold itself
        self.sudo()._write_gated(
            {"untold_partner_ids": [Command.set((partners - reachable).ids)]}
        )
        self._ask_to_call()
        return notices

    def _ask_to_call(self):
        self.ensure_one()
        untold = self.untold_partner_ids
        if not untold:
            return
        post = self.env.ref("quality_complaint.function_business_head")
        names = format_list(self.env, untold.mapped("name"))
        for user in post._get_holders(self.company_id):
            self.sudo().activity_schedule(  # the head of business has no other right
                TELL_ACTIVITY,
                user_id=user.id,
                summary=self.env._("Call: %(names)s", names=names),
            )

    def _told_buyers(self, partners, note):
        """Note that buyers without e-mail were told, by telephone or otherwise.

        :param partners: of ``untold_partner_ids``
        :param str note: how and by whom, e.g. whom one spoke to
        :raises AccessError: the user is neither complaint nor quality staff
        :raises UserError: nothing said, or they need not be told
        """
        self.ensure_one()
        self._check_told(partners, note)
        kind = "resume" if self.state == "released" else "suspend"
        vals = {"kind": kind, "reason": self._get_goods_text(), "comment": note}
        nobody = self.env["res.users"]
        self._create_notices([(partner, nobody) for partner in partners], vals)
        # complaint staff hold no right to change holds
        self.sudo()._write_gated(
            {"untold_partner_ids": [Command.unlink(p.id) for p in partners]}
        )
        self._log_history("note", {"told": partners.mapped("name")}, comment=note)
        if not self.untold_partner_ids:
            self.sudo().activity_feedback([TELL_ACTIVITY], feedback=note)
            if self.state == "released":
                self._on_release_notified()

    def _check_told(self, partners, note):
        if not self.env.user.has_group("quality_complaint.group_complaint_user"):
            raise AccessError(
                self.env._("Buyers are told by complaint or quality staff. Ask one.")
            )
        if not (note or "").strip() or not partners:
            raise UserError(
                self.env._("Say which buyers were told, how, and whom you spoke to.")
            )
        if strangers := partners - self.untold_partner_ids:
            raise UserError(
                self.env._(
                    "%(names)s need not be told by telephone.",
                    names=format_list(self.env, strangers.mapped("name")),
                )
            )

    def action_told_buyers(self):
        """Ask whom one has called, then :meth:`_told_buyers`."""
        return self.env["quality.complaint.step"]._open(self, "told")

    # release ---------------------------------------------------------------------
    def _notify_release(self):
        for hold in self:
            if partners := hold._get_resume_partners():
                hold._tell_buyers(partners, "resume")
                hold._log_on_complaints(partners)
            elif hold.untold_partner_ids:
                hold.sudo()._write_gated({"untold_partner_ids": [Command.clear()]})
        return super()._notify_release()

    def _log_on_complaints(self, partners):
        """Note on its complaints who learned that sale may resume, and who not yet."""
        self.ensure_one()
        untold = self.untold_partner_ids
        body = self.env._(
            "%(hold)s is released. Told that sale may resume: %(told)s. To be called: "
            "%(untold)s.",
            hold=self.name,
            told=", ".join((partners - untold).mapped("name")) or "–",
            untold=", ".join(untold.mapped("name")) or "–",
        )
        for complaint in self.sudo()._get_complaints():  # a note, whoever may write
            complaint._message_log(body=body)

    def _on_release_notified(self):
        return super(
            QualityHold, self.filtered(lambda hold: not hold.untold_partner_ids)
        )._on_release_notified()

    def _get_resume_partners(self):
        """Return the buyers who learn that sale may resume: never of bad goods."""
        self.ensure_one()
        own = self.sudo()  # who was told decides, whoever may read it
        sources = own._get_sources()
        if sources.filtered(lambda nc: nc.state != "cancelled"):
            return self.env["res.partner"]
        told = own.notice_ids.filtered(lambda row: row.kind == "suspend").partner_id
        # a confidential complainant learns it by his reply: the hold names nobody
        asked = own._get_complaints().filtered(lambda case: not case.confidential)
        return (told | asked.commercial_partner_id).sudo(False)

    def _get_sources(self):
        """Return the nonconformities that this hold is for."""
        self.ensure_one()
        if not self._origin:  # a scope in memory only
            return self.env["quality.nonconformity"]
        domain = Domain("hold_id", "=", self.id)
        if self.origin_model == "quality.nonconformity":
            domain |= Domain("id", "=", self.origin_id)
        return self.env["quality.nonconformity"].search(domain)

    def _get_complaints(self):
        """Return the complaints that led to this hold."""
        self.ensure_one()
        complaints = self._get_sources().complaint_id
        if self.origin_model == "quality.complaint":
            complaints |= complaints.browse(self.origin_id).exists()
        return complaints

    def _get_notice_users(self):
        users = super()._get_notice_users()
        if complaints := self.sudo()._get_complaints():  # sellers hear of it
            post = self.env.ref("quality_complaint.function_business_head")
            users |= post._get_holders(self.company_id) | complaints.sale_id.user_id
        return users
