from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools.date_utils import end_of, start_of


class QualityExchangePolicy(models.Model):
    """What was purchased and exchanged: the two sides of the ratio [CO-60, CO-75].

    Read as superuser: after-sales need not see invoices, only the share.
    """

    _inherit = "quality.exchange.policy"

    def _get_period(self, day):
        """Return the first and last day of the period in which ``day`` lies."""
        self.ensure_one()
        if self.period == "rolling":
            return day - relativedelta(months=self.period_months, days=-1), day
        return start_of(day, self.period), end_of(day, self.period)

    def _get_product_domain(self, name="product_id"):
        self.ensure_one()
        if not self.categ_id:
            return Domain.TRUE
        return Domain(f"{name}.categ_id", "child_of", self.categ_id.id)

    def _get_purchased(self, ret):
        """Return what the customer of ``ret`` was invoiced in the period.

        Corrections of price and cancelled invoices reduce it, returned goods do not.

        :return: untaxed value in company currency, or quantity in units of the products
        """
        self.ensure_one()
        first, last = self._get_period(ret._get_company_day(ret.date))
        domain = (
            Domain("company_id", "=", ret.company_id.id)
            & Domain("partner_id", "=", ret.commercial_partner_id.id)
            & Domain("parent_state", "=", "posted")
            & Domain("display_type", "=", "product")
            & Domain("product_id.type", "=", "consu")
            & Domain(
                "move_id.move_type", "in", ("out_invoice", "out_receipt", "out_refund")
            )
            & Domain("move_id.quality_return_id", "=", False)
            & Domain("move_id.invoice_date", ">=", first)
            & Domain("move_id.invoice_date", "<=", last)
            & self._get_product_domain()
        )
        lines = self.env["account.move.line"].sudo()  # the sum only is told
        if self.basis == "value":
            return -(lines._read_group(domain, [], ["balance:sum"])[0][0] or 0.0)
        domain &= Domain(
            "move_id.quality_refund_basis", "not in", ("price", "discount")
        )
        return self._sum_invoiced_quantity(lines, domain)

    def _sum_invoiced_quantity(self, lines, domain):
        groups = lines._read_group(
            domain, ["product_id", "product_uom_id", "move_type"], ["quantity:sum"]
        )
        return sum(
            (uom or product.uom_id)._compute_quantity(
                quantity, product.uom_id, round=False
            )
            * (-1 if kind == "out_refund" else 1)
            for product, uom, kind, quantity in groups
        )

    def _get_exchanged(self, ret):
        """Return what the customer exchanged in the period before ``ret`` was accepted.

        Returns refused or cancelled do not count, nor goods for which no ratio may be
        asked [X-25].

        :return: as :meth:`_get_purchased`
        """
        self.ensure_one()
        first, last = self._get_period(ret._get_company_day(ret.date))
        local = ret.with_context(tz=ret.company_id.partner_id.tz or "UTC")
        start, end = (
            local._get_day_start(day) for day in (first, last + timedelta(days=1))
        )
        lines = self.env["quality.return.line"].sudo()  # confidential ones count too
        domain = (
            Domain("company_id", "=", ret.company_id.id)
            & Domain("return_id", "!=", ret.id)
            & Domain(
                "return_id.commercial_partner_id", "=", ret.commercial_partner_id.id
            )
            & Domain("return_id.state", "not in", ("requested", "refused", "cancelled"))
            & Domain("return_id.date", ">=", start)
            & Domain("return_id.date", "<", end)
            & lines._get_ratio_domain()
            & self._get_product_domain()
        )
        if ret.date_accepted:
            domain &= Domain("return_id.date_accepted", "<=", ret.date_accepted)
        return lines.search(domain)._sum_for_ratio(self.basis)

    def _get_asked(self, lines):
        """Return what ``lines`` of one return ask for, as :meth:`_get_purchased`."""
        self.ensure_one()
        return lines._sum_for_ratio(self.basis)

    def _is_over(self, exchanged, purchased):
        """Whether ``exchanged`` of ``purchased`` lies above the limit."""
        self.ensure_one()
        allowed = purchased * self.ratio_limit / 100
        currency = (self.company_id or self.env.company).currency_id
        rounding = currency.rounding if self.basis == "value" else 0.0001
        return exchanged - allowed > rounding / 2

    def _get_late_lines(self, lines, days):
        """Return the lines that come too long after their delivery.

        :param dict days: line → local day of its last delivery, if known
        """
        self.ensure_one()
        if not self.days:
            return lines.browse()
        return lines.filtered(
            lambda line: (
                line not in days
                or (line.return_id._get_company_day(line.return_id.date) - days[line])
                > timedelta(days=self.days)
            )
        )

    def _get_terms_text(self):
        """The limit in words, as the customer is told."""
        self.ensure_one()
        labels = dict(self._fields["period"]._description_selection(self.env))
        bases = dict(self._fields["basis"]._description_selection(self.env))
        return self.env._(
            "%(name)s: at most %(limit)g %% of purchases (%(basis)s, %(period)s)",
            name=self.name,
            limit=self.ratio_limit,
            basis=bases[self.basis],
            period=labels[self.period],
        )
