from odoo import api, fields, models

ACTIVITY = "quality_complaint_tiering.mail_activity_type_key_account"


class QualityComplaintAlert(models.Model):
    """Who owns a key account is told when it complains [CT-37].

    Told are who manages and who maintains the customer; never who is complained about,
    and of a confidential complaint nobody, as it names no customer.
    """

    _inherit = "quality.complaint"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._alert_owners()
        return records

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"partner_id", "kind_id", "confidential"}:
            self._alert_owners()
        return result

    def _alert_owners(self):
        """Let the owners of key accounts read the complaints, and ask them to."""
        for record in self:
            users = record._get_owners_to_alert()
            if not users:
                continue
            record._add_participants(users)
            tier = record.sudo().customer_tier_id  # the badge is no secret
            for user in users:
                record.sudo().activity_schedule(  # a task of somebody else
                    ACTIVITY,
                    date_deadline=fields.Date.context_today(record),
                    summary=self.env._("A %(tier)s customer complains", tier=tier.name),
                    user_id=user.id,
                )

    def _get_owners_to_alert(self):
        """Return the users to tell who have not been told yet."""
        self.ensure_one()
        record = self.sudo()  # owners are no secret; who wrote may read it no more
        record = record.with_company(record.company_id)
        if not (record.is_complaint and record.customer_tier_id.complaint_alert):
            return self.env["res.users"]
        partner = record.partner_id
        owners = partner.owner_user_id | partner.maintenance_user_id
        told = record.with_context(active_test=False).activity_ids.filtered(
            lambda a: a.activity_type_id == self.env.ref(ACTIVITY)
        )
        able = owners.filtered(
            lambda u: u.active and not u.share and record.company_id in u.company_ids
        )
        users = able - told.user_id - record.accused_user_id - self.env.user
        return users.sudo(False)

    def _hide_traces(self):
        """What becomes confidential no longer tells that a key account complains."""
        result = super()._hide_traces()
        self.sudo().activity_unlink([ACTIVITY])  # checked by write
        return result
