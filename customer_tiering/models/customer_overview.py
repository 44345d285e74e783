from odoo import api, fields, models
from odoo.exceptions import UserError

#: what the rules ask for and a customer may lack: fields of the overview
ISSUES = (
    *("is_unclassed", "is_class_outdated", "is_file_thin", "is_file_old"),
    "is_contact_late",
)


class CustomerOverview(models.Model):
    """The customer base: one row per customer of the active company [CT-20, CT-23].

    Read from the documents, never written. ``id`` is the customer's; amounts are
    untaxed, invoiced less credit notes, in company currency.
    """

    _name = "customer.overview"
    _description = "Customer Base"
    _auto = False
    _order = "revenue desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    unit_id = fields.Many2one("customer.unit", "Sales Unit", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    state_id = fields.Many2one("res.country.state", "Province", readonly=True)
    acquisition_medium_id = fields.Many2one("utm.medium", "Acquired by", readonly=True)
    life_cycle = fields.Selection(
        selection=lambda self: self.env["res.partner"]._get_life_cycles(), readonly=True
    )
    intention = fields.Selection(
        selection=lambda self: self.env["res.partner"]._get_intentions(), readonly=True
    )
    tier_id = fields.Many2one("customer.tier", readonly=True)
    class_id = fields.Many2one("customer.class", readonly=True)
    score = fields.Float(readonly=True, aggregator="avg", digits=(5, 2))
    date_review = fields.Date("Class Reviewed on", readonly=True)
    file_percent = fields.Float(
        "File Complete (%)", readonly=True, aggregator="avg", digits=(4, 1)
    )
    date_file_update = fields.Date("File Updated on", readonly=True)
    date_contact = fields.Date("Last Contact", readonly=True)
    contact_days = fields.Integer(
        "Contact every (days)", readonly=True, aggregator=None
    )
    revenue = fields.Monetary("Revenue, 12 Months", readonly=True)
    revenue_before = fields.Monetary("Revenue, 12 Months before", readonly=True)
    order_count = fields.Integer("Orders", readonly=True)
    quotation_count = fields.Integer("Open Quotations", readonly=True)
    date_first_order = fields.Date("First Order", readonly=True)
    date_last_order = fields.Date("Last Order", readonly=True)
    is_unclassed = fields.Boolean("No Class", readonly=True)
    is_class_outdated = fields.Boolean("Class Outdated", readonly=True)
    is_file_thin = fields.Boolean("File Incomplete", readonly=True)
    is_file_old = fields.Boolean("File not Updated", readonly=True)
    is_contact_late = fields.Boolean("No Contact", readonly=True)
    issue_count = fields.Integer("Issues", readonly=True)

    _depends = {
        "res.partner": [
            *("commercial_partner_id", "user_id", "customer_unit_id", "industry_id"),
            *("country_id", "state_id", "acquisition_medium_id", "intention", "active"),
            *("date_file_update", "company_id"),
        ],
        "sale.order": ["partner_id", "state", "date_order", "validity_date"],
        "account.move": ["state", "partner_id", "amount_untaxed_signed"],
        "customer.class.rating": ["state", "class_id", "date_review", "score"],
        "customer.class": ["visit_interval_days"],
        "customer.tier": ["visit_interval_days"],
        "customer.tier.standing": ["tier_id"],
        "customer.tier.program": ["is_main"],
        "mail.activity": ["active", "date_done"],
        "mail.message": ["model", "res_id", "message_type", "subtype_id"],
    }

    @property
    def _table_query(self):
        partners = self.env.context.get("overview_partners")
        ids = [int(one) for one in partners] if partners is not None else None
        return self._get_overview_sql(ids)

    @api.model
    def _read_partners(self, partners, names):
        """Return ``{partner id: row}`` of the customers the user may see, read afresh.

        :param names: names of fields of the overview
        """
        ids = partners.ids
        rows = self.with_context(overview_partners=ids)
        rows.invalidate_model(names, flush=False)
        found = rows.search_fetch([("id", "in", ids)], names)
        return {row.id: row for row in found}

    def action_open_partner(self):
        """Open the customer of this row."""
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_remind(self):
        """Ask the salespeople to put right what the rules ask for [CT-20].

        :raises UserError: a customer has no salesperson, or nothing is wrong
        """
        self.env["customer.tier.change"]._check_role("city")
        lacking = self.filtered("issue_count")
        if not lacking or not all(row.user_id for row in lacking):
            raise UserError(
                self.env._(
                    "Choose customers with an issue and a salesperson to remind: "
                    "%(names)s lack one of them.",
                    names=", ".join(
                        (self - lacking or lacking.filtered(lambda r: not r.user_id))
                        .partner_id[:5]
                        .mapped("display_name")
                    ),
                )
            )
        kind = "customer_tiering.mail_activity_customer_care"
        open_ones = lacking.partner_id.activity_ids.filtered(
            lambda a: a.activity_type_id == self.env.ref(kind)
        )
        for row in lacking.filtered(lambda r: r.id not in open_ones.mapped("res_id")):
            # approvers remind, though they may not write contacts
            row.partner_id.sudo().activity_schedule(
                kind, note=row._get_issue_text(), user_id=row.user_id.id
            )
        return True

    def _get_issue_text(self):
        names = [name for name in ISSUES if self[name]]
        return ", ".join(self._fields[n]._description_string(self.env) for n in names)

    def _get_order_interval(self):
        """Return the average number of days between two orders, 0 if unknown."""
        if self.order_count < 2:
            return 0
        days = (self.date_last_order - self.date_first_order).days
        return round(days / (self.order_count - 1))

    def _get_trend(self):
        """Return the change of the revenue in percent, 0 if nothing compares."""
        if self.revenue_before <= 0:
            return 0.0
        return 100 * (self.revenue - self.revenue_before) / self.revenue_before
