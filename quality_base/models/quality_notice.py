from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

PENDING = Domain("acknowledge_required", "=", True) & Domain(
    "date_acknowledged", "=", False
)
REMIND_EVERY = timedelta(days=1)
#: reminders sent to the recipient alone before the team's heads are told too
REMINDERS_BEFORE_ESCALATION = 2
MAX_REMINDERS = 10


class QualityNotice(models.Model):
    """One notice to one person about one document, and its acknowledgement [XX-45].

    Rows are made by :meth:`quality.notice.mixin._send_notice` and never by hand.
    The recipient may read his own notices whether or not he may read the document.
    """

    _name = "quality.notice"
    _description = "Notice"
    _inherit = ["quality.row.mixin"]
    _order = "id desc"
    _rec_name = "reason"

    kind = fields.Selection(
        [
            ("notice", "Notice"),
            ("acknowledgement", "Acknowledgement of Receipt"),
            ("progress", "Progress"),
            ("result", "Result"),
            ("reminder", "Reminder"),
            ("escalation", "Escalation"),
            ("urgent", "Urgent Matter"),
        ],
        required=True,
        default="notice",
        readonly=True,
    )
    reason = fields.Text(required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Recipient", required=True, readonly=True, index=True
    )
    user_id = fields.Many2one(
        "res.users", "Recipient (User)", readonly=True, index="btree_not_null"
    )
    sender_id = fields.Many2one("res.users", "Sent by", readonly=True)
    date_sent = fields.Datetime("Sent on", readonly=True)
    acknowledge_required = fields.Boolean("To Acknowledge", readonly=True)
    date_due = fields.Datetime("Acknowledge before", readonly=True)
    acknowledged_by_id = fields.Many2one("res.users", readonly=True)
    date_acknowledged = fields.Datetime("Acknowledged on", readonly=True)
    comment = fields.Text("Answer", readonly=True)
    date_reminder = fields.Datetime("Next Reminder", readonly=True)
    reminder_count = fields.Integer("Reminders", readonly=True)
    state = fields.Selection(
        [
            ("sent", "Sent"),
            ("pending", "To Acknowledge"),
            ("acknowledged", "Acknowledged"),
        ],
        compute="_compute_state",
        store=True,
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    document_url = fields.Char(compute="_compute_document_url")

    _document_idx = models.Index("(res_model, res_id)")
    _reminder_idx = models.Index(
        "(date_reminder) WHERE acknowledge_required AND date_acknowledged IS NULL"
    )

    @api.depends("acknowledge_required", "date_acknowledged")
    def _compute_state(self):
        for notice in self:
            if notice.date_acknowledged:
                notice.state = "acknowledged"
            else:
                notice.state = "pending" if notice.acknowledge_required else "sent"

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for notice in self:
            due = notice.date_due
            notice.is_late = notice.state == "pending" and bool(due and due < now)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = PENDING & Domain("date_due", "<", fields.Datetime.now())
        return late if True in value else ~late

    @api.depends("res_model", "res_id")
    def _compute_document_url(self):
        base = self.browse().get_base_url()
        for notice in self:
            path = f"/mail/view?model={notice.res_model}&res_id={notice.res_id}"
            notice.document_url = base + path

    def action_acknowledge(self):
        self._acknowledge()
        return True

    def _acknowledge(self, comment=None):
        """Record that the recipient has taken notice.

        :param str comment: the recipient's answer, optional
        :raises UserError: when the current user is neither the recipient nor quality
            staff recording the answer of somebody without a login
        """
        for notice in self - self.filtered("date_acknowledged"):
            if not notice._can_acknowledge():
                raise UserError(
                    self.env._(
                        "Only %(name)s can acknowledge this notice. Ask the person "
                        "to do it, or send the notice to someone else.",
                        name=notice.partner_id.display_name,
                    )
                )
        # checked above; users hold no write right on notices
        self.filtered(lambda n: not n.date_acknowledged).sudo().write(
            {
                "acknowledged_by_id": self.env.uid,
                "date_acknowledged": fields.Datetime.now(),
                "comment": comment,
            }
        )

    def _can_acknowledge(self):
        self.ensure_one()
        if self.user_id:
            return self.user_id == self.env.user
        return self.env.user.has_group("quality_base.group_quality_user")

    @api.model
    def _get_readable_domain(self):
        return super()._get_readable_domain() | Domain("user_id", "=", self.env.uid)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if not result or operation != "read" or not self.env.user._is_internal():
            return result
        forbidden, error = result
        own = forbidden.sudo().filtered(lambda notice: notice.user_id == self.env.user)
        forbidden -= own.sudo(False)
        return (forbidden, error) if forbidden else None

    def _deliver(self, template):
        """Send the notices of one document with ``template``, each in its language."""
        template = template.with_context(quality_for_others=True)
        subjects = template._render_field("subject", self.ids, compute_lang=True)
        bodies = template._render_field("body_html", self.ids, compute_lang=True)
        alike = self.grouped(lambda n: (subjects[n.id], bodies[n.id]))
        document = self.env[self[0].res_model].browse(self[0].res_id)
        for (subject, body), notices in alike.items():
            lang = notices[0].partner_id.lang
            document.with_context(lang=lang or self.env.lang).message_notify(
                partner_ids=notices.partner_id.ids, subject=subject, body=body
            )

    def _remind(self):
        """Remind the recipient; from the third time on tell the team's heads too."""
        self.ensure_one()
        count = self.reminder_count + 1
        again = fields.Datetime.now() + REMIND_EVERY if count < MAX_REMINDERS else False
        self.write({"reminder_count": count, "date_reminder": again})
        self._deliver(self.env.ref("quality_base.mail_template_reminder"))
        document = self.env[self.res_model].browse(self.res_id).exists()
        level = count - REMINDERS_BEFORE_ESCALATION - 1
        if level >= 0 and document.team_id:
            head = document.team_id._get_escalation_user(level)
            document._send_notice(
                users=head - self.user_id,
                kind="escalation",
                reason=self.env._(
                    "%(name)s has not acknowledged this notice: %(reason)s",
                    name=self.partner_id.display_name,
                    reason=self.reason,
                ),
            )

    @api.model
    def _cron_remind(self, batch_size=100):
        """Remind of notices not acknowledged in time; resumable."""
        domain = PENDING & Domain("date_reminder", "<=", fields.Datetime.now())
        due = self.search(domain, limit=batch_size, order="date_reminder, id")
        self.env["ir.cron"]._commit_progress(remaining=self.search_count(domain))
        for notice in due:
            notice = notice.try_lock_for_update().filtered_domain(domain)
            if not notice:
                continue
            notice._remind()
            if not self.env["ir.cron"]._commit_progress(1):
                break
