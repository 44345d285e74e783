from odoo import fields, models

#: what may become of expired goods [X-39]
EXPIRED_KINDS = ("destroy", "scrap", "return_supplier", "refuse")


class QualityNonconformity(models.Model):
    """Goods of a confirmed complaint: where they go, by which hold they stay."""

    _inherit = "quality.nonconformity"

    def _get_target_zone(self):
        """Expired lots of complaints go to quarantine, for destruction [X-39]."""
        if self.complaint_id and self._has_expired_lots():
            return "quarantine"
        return super()._get_target_zone()

    def _has_expired_lots(self):
        self.ensure_one()
        now = fields.Datetime.now()
        return any(
            lot.expiration_date and lot.expiration_date < now for lot in self.lot_ids
        )

    def _get_alarm_hold(self):
        """Return the hold through which buyers are told: that of the lots first."""
        self.ensure_one()
        holds = self.sudo()._get_own_holds()  # see its complaint
        standing = holds.filtered(lambda hold: hold.state == "placed")
        return (standing.filtered("lot_ids") or standing)[:1].sudo(False)

    def _get_decide_blockers(self):
        blockers = super()._get_decide_blockers()
        if not (self.complaint_id and self._has_expired_lots()):
            return blockers
        wrong = self.disposition_ids.filtered(
            lambda d: d.state != "cancelled" and d.kind not in EXPIRED_KINDS
        )
        if wrong:
            blockers.append(
                self.env._(
                    "%(names)s: expired goods of a complaint are destroyed, scrapped or "
                    "given back to the supplier.",
                    names=", ".join(wrong.mapped("display_name")),
                )
            )
        return blockers
