from odoo import api, fields, models
from odoo.fields import Domain


class QualityHoldExpired(models.Model):
    """Lots past their expiry are put on hold by a daily job [RE-25]."""

    _inherit = "quality.hold"

    @api.model
    def _cron_hold_expired(self, batch_size=5000):
        """Hold expired lots that still lie in normal places, one hold per company.

        Idempotent: a lot that is held already, for whatever reason, is left alone.
        Resumable: each company and batch is committed by itself.
        """
        companies = self.env["res.company"].search([("active", "=", True)])
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            hold_env = self.with_company(company)
            while lots := hold_env._find_expired_lots(company, batch_size):
                hold_env._hold_expired(company, lots)
                if not self.env["ir.cron"]._commit_progress():
                    return
            if not self.env["ir.cron"]._commit_progress(1):
                return

    @api.model
    def _find_expired_lots(self, company, limit):
        """Return expired lots with stock in the company's normal places, not held.

        Places that are zones of quality do not count: goods there are apart already.
        """
        quants = Domain("company_id", "=", company.id) & Domain("quantity", ">", 0)
        quants &= Domain("location_id.usage", "in", ("internal", "transit"))
        zones = list(self.env["stock.location"]._get_zone_map())
        quants &= Domain("location_id", "not in", zones)
        return self.env["stock.lot"].search(
            Domain("expiration_date", "<", fields.Datetime.now())
            & Domain("quant_ids", "any", quants)
            & ~self._get_held_everywhere_domain(company),
            order="expiration_date, id",
            limit=limit,
        )

    @api.model
    def _get_held_everywhere_domain(self, company):
        """Domain of the lots held in all places: a hold on one shelf leaves the rest."""
        holds = (
            Domain("state", "=", "placed")
            & Domain("company_id", "=", company.id)
            & Domain("location_ids", "=", False)
        )
        products = Domain("whole_hold_ids", "any!", holds & Domain("quantity", "=", 0))
        return Domain("hold_ids", "any!", holds) | Domain(
            "product_id", "any!", products
        )

    @api.model
    def _hold_expired(self, company, lots):
        """Place the hold of the day for ``lots``."""
        hold = self.create(self._prepare_expired_vals(company, lots))
        hold._place()
        return hold

    @api.model
    def _prepare_expired_vals(self, company, lots):
        return {
            "company_id": company.id,
            "kind": "expired",
            "reason": self.env._(
                "Expired on or before %(date)s",
                date=fields.Date.to_string(fields.Date.context_today(self)),
            ),
            "lot_ids": [fields.Command.set(lots.ids)],
        }
