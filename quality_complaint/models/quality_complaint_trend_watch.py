from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .quality_complaint_trend import ACTIVITY

#: what is counted: kind → fields that make the same again, setting of the company
WATCHED = {
    "lot": (("product_id", "lot_ids"), "complaint_trend_lot"),
    "product": (("product_id",), "complaint_trend_product"),
    "defect": (("product_id", "defect_class_id"), "complaint_trend_defect"),
}
FIELDS = {"lot_ids": "lot_id"}


class QualityComplaintTrendWatch(models.Model):
    """The watch over complaints: one grouped query per kind and company [CO-54]."""

    _inherit = "quality.complaint.trend"

    @api.model
    def _cron_watch(self):
        """Open or bring up to date the trends of each company; may run again at will."""
        companies = self.env["res.company"].search([("complaint_trend_days", ">", 0)])
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            self._watch(company)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _watch(self, company):
        """Find what came too often in ``company``; return the trends that are new."""
        new = self.browse()
        for kind, (keys, setting) in WATCHED.items():
            if threshold := company[setting]:
                new |= self._watch_kind(company, kind, keys, threshold)
        new._tell_quality()
        return new

    def _watch_kind(self, company, kind, keys, threshold):
        """Open a trend per group that has reached ``threshold``; return the new ones."""
        start = fields.Datetime.now() - timedelta(days=company.complaint_trend_days)
        domain = self.env["quality.complaint"]._get_counted_domain()
        domain &= Domain("company_id", "=", company.id) & Domain("date", ">", start)
        for key in keys:
            domain &= Domain(key, "!=", False)
        groups = self.env["quality.complaint"]._read_group(
            domain,
            keys,
            ["__count", "date:min", "date:max"],
            having=[("__count", ">=", threshold)],
        )
        products = [key[0].id for key in groups]
        known = self._get_known(company, kind, keys, products)
        vals_list = []
        for *key, count, first, last in groups:
            vals = {
                "count": count,
                "days": company.complaint_trend_days,
                "date_first": first,
                "date_last": last,
            }
            trend = known.get(tuple(key), self.browse())
            if trend.state == "open":
                trend._write_gated(vals)
            elif not trend or last > trend.date_last:
                names = [FIELDS.get(name, name) for name in keys]
                vals |= {name: one.id for name, one in zip(names, key, strict=True)}
                vals_list.append(vals | {"kind": kind, "company_id": company.id})
        self.flush_model(["state"])  # the unique index has to see what was answered
        return self._create_gated(vals_list)

    def _get_known(self, company, kind, keys, product_ids):
        """Return ``{goods: trend}``, the open one or else the last answered."""
        names = [FIELDS.get(name, name) for name in keys]
        trends = self.search(
            Domain("company_id", "=", company.id)
            & Domain("kind", "=", kind)
            & Domain("product_id", "in", product_ids),
            order="id",
        )
        known = {tuple(trend[name] for name in names): trend for trend in trends}
        opened = trends.filtered(lambda trend: trend.state == "open")
        return known | {tuple(trend[name] for name in names): trend for trend in opened}

    def _tell_quality(self):
        """Ask the heads of quality what is to be done."""
        group = self.env.ref("quality_base.group_quality_manager")
        heads = group.sudo().all_user_ids.filtered("active")  # who, no more
        for trend in self:
            for head in heads.filtered(
                lambda user, company=trend.company_id: company in user.company_ids
            ):
                trend.activity_schedule(
                    ACTIVITY,
                    user_id=head.id,
                    summary=trend.display_name,
                    note=self.env._(
                        "The same goods are complained about again and again: report a "
                        "nonconformity, place a hold, or say why neither."
                    ),
                )
