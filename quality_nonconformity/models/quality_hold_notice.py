from markupsafe import Markup

from odoo import models


class QualityHoldNotice(models.Model):
    """Tell those whose transfers and orders a hold touches [RE-05, CO-33]."""

    _inherit = "quality.hold"

    def _notify_placed(self):
        """Tell owners of touched transfers, and write it into these transfers."""
        for hold in self:
            lost = hold.line_ids.filtered(lambda line: line.situation == "reserved")
            body = Markup("<p>%s</p>") % hold._get_placed_text()
            hold._log_on_transfers(lost.picking_id, body)
            for user, lines in lost.grouped("user_id").items():
                if user:
                    hold.message_notify(
                        partner_ids=user.partner_id.ids,
                        subject=self.env._("Hold %(hold)s", hold=hold.name),
                        body=body + hold._get_transfer_list(lines.picking_id),
                    )

    def _notify_release(self):
        """Tell owners, warehouse and sales that the goods may move again [CO-33]."""
        for hold in self:
            sudo = hold.sudo()  # the notice reaches transfers of everybody
            lost = sudo.line_ids.filtered(lambda line: line.situation == "reserved")
            text = self.env._(
                "%(hold)s is released: %(goods)s may move again. Reason: %(reason)s",
                hold=hold.name,
                goods=hold._get_goods_text(),
                reason=hold.release_reason,
            )
            body = Markup("<p>%s</p>") % text
            sudo._log_on_transfers(lost.picking_id, body)
            users = lost.user_id | sudo._get_notice_users()
            sudo.with_user(self.env.user).sudo().message_post(
                body=body + sudo._get_transfer_list(lost.picking_id),
                partner_ids=users.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )
        self._on_release_notified()

    def _on_release_notified(self):
        """Hook: the notices of a release have gone to the own house.

        Where buyers must be told as well, an addon calls this when that is done.
        """
        self._finish_deadline("release_notice")

    def _get_notice_users(self):
        """Hook: users told of every release besides the owners (warehouse, sales)."""
        self.ensure_one()
        managers = self.env.ref("stock.group_stock_manager").all_user_ids
        return managers.filtered(
            lambda user: (
                user.active and not user.share and self.company_id in user.company_ids
            )
        )

    def _log_on_transfers(self, pickings, body):
        open_pickings = pickings.filtered(lambda p: p.state not in ("done", "cancel"))
        if open_pickings:
            open_pickings._message_log_batch(
                bodies=dict.fromkeys(open_pickings.ids, body)
            )

    def _get_placed_text(self):
        return self.env._(
            "%(hold)s: %(goods)s is on hold and must not leave. What was reserved of it "
            "was taken off. Reserve other goods, or wait for its release.",
            hold=self.name,
            goods=self._get_goods_text(),
        )

    def _get_goods_text(self):
        """Name what is held, shortly: products and up to five lots."""
        self.ensure_one()
        names = self.whole_product_ids.mapped("display_name")
        lots = self.lot_ids[:5].mapped("display_name")
        if len(self.lot_ids) > 5:
            more = len(self.lot_ids) - 5
            lots.append(self.env._("%(count)s more lots", count=more))
        return ", ".join([*names, *lots])

    def _get_transfer_list(self, pickings):
        items = Markup().join(
            Markup("<li>%s</li>") % picking._get_html_link()
            for picking in pickings[:50]
        )
        return Markup("<ul>%s</ul>") % items if items else Markup()
