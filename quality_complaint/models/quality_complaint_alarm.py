from odoo import models
from odoo.fields import Command


class QualityComplaintAlarm(models.Model):
    """Problem confirmed: who is told at once [CO-35]."""

    _inherit = "quality.complaint"

    def _raise_alarm(self, nonconformity):
        """Tell the head of quality, warehouse and sales, and the other buyers.

        :param nonconformity: of the bad goods, isolated
        """
        self.ensure_one()
        heads = self._get_quality_heads()
        others = self._get_alarm_users() - heads
        nonconformity.sudo()._write_gated(  # those told may read what they are told of
            {"participant_ids": [Command.link(user.id) for user in heads | others]}
        )
        goods = nonconformity._get_goods_label()
        nonconformity._send_notice(
            users=heads - self.env.user,
            kind="urgent",
            acknowledge=True,
            reason=self.env._(
                "Complaint %(complaint)s is confirmed: %(goods)s. %(finding)s",
                complaint=self.name,
                goods=goods,
                finding=nonconformity.description,
            ),
        )
        nonconformity._send_notice(
            users=others - self.env.user,
            acknowledge=True,
            reason=self.env._(
                "Stop deliveries and sale of %(goods)s: a complaint about it is "
                "confirmed. Mark what is in stock clearly; it is on hold.",
                goods=goods,
            ),
        )
        self._suspend_buyers(nonconformity)

    def _get_alarm_users(self):
        """Hook: who stops deliveries and sale: warehouse, business, the seller."""
        self.ensure_one()
        hold = self.env["quality.hold"].sudo().new({"company_id": self.company_id.id})
        post = self.env.ref("quality_complaint.function_business_head")
        return (
            hold._get_notice_users()
            | post._get_holders(self.company_id)
            # the seller is told whether or not the user sees the order
            | self.sudo().sale_id.user_id.sudo(False)
        )

    def _suspend_buyers(self, nonconformity):
        """Tell the other buyers of the goods to suspend sale, through the hold."""
        hold = nonconformity._get_alarm_hold()
        buyers = self._get_alarm_buyers(nonconformity)
        if hold and buyers:
            hold._tell_buyers(buyers, "suspend")

    def _get_alarm_buyers(self, nonconformity):
        """Hook: the other companies that bought the goods and still have them."""
        self.ensure_one()
        goods = {"product_ids": [Command.set(nonconformity.product_id.ids)]}
        if nonconformity.lot_ids:
            goods = {"lot_ids": [Command.set(nonconformity.lot_ids.ids)]}
        scope = (
            self.env["quality.hold"]
            .sudo()  # all buyers are told, whoever sees their orders
            .new(goods | {"company_id": self.company_id.id})
        )
        buyers = scope._get_buyers().commercial_partner_id
        return (buyers - self.commercial_partner_id).sudo(False)
