from odoo import api, fields, models
from odoo.exceptions import UserError

from .quality_zone_count_line import FILLING


class QualityZoneCount(models.Model):
    """Count of a warehouse's zones against ledger and book stock [NC-81].

    The ledger is what open quarantine cards say is left, the book what Odoo's quants
    say; the keeper counts what lies there. Confirming keeps the three figures as they
    were; it changes no stock: differences are settled by moves or cards.
    """

    _name = "quality.zone.count"
    _description = "Zone Count"
    _inherit = ["quality.document"]
    _number_prefix = "ZCNT"
    _frozen_states = ("confirmed", "cancelled")

    state = fields.Selection(
        [
            ("draft", "To count"),
            ("counted", "Counted"),
            ("confirmed", "Confirmed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        ),
    )
    date_planned = fields.Date(default=fields.Date.context_today, required=True)
    date_counted = fields.Datetime("Counted on", readonly=True, copy=False)
    counted_by_id = fields.Many2one(
        "res.users", "Counted by", readonly=True, copy=False
    )
    date_confirmed = fields.Datetime("Confirmed on", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one(
        "res.users", "Confirmed by", readonly=True, copy=False
    )
    line_ids = fields.One2many(
        "quality.zone.count.line", "count_id", "Lines", copy=False
    )
    line_count = fields.Integer("Number of Lines", compute="_compute_line_count")
    difference_count = fields.Integer(
        "Differences", compute="_compute_difference_count", store=True
    )
    conclusion = fields.Text(help="Why figures differ, and what is done about it.")

    @api.depends("line_ids")
    def _compute_line_count(self):
        for count in self:
            count.line_count = len(count.line_ids)

    @api.depends("line_ids.has_difference")
    def _compute_difference_count(self):
        for count in self:
            count.difference_count = len(count.line_ids.filtered("has_difference"))

    @api.model
    def _get_transitions(self):
        return {
            "draft": {"counted", "cancelled"},
            "counted": {"confirmed", "draft", "cancelled"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "date_counted",
            "counted_by_id",
            "date_confirmed",
            "confirmed_by_id",
        }

    def action_fill(self):
        self._fill()

    def action_counted(self):
        self._counted()

    def action_recount(self):
        self._set_state("draft")

    def action_confirm(self):
        self._confirm()

    def action_cancel(self):
        self._set_state("cancelled")

    def action_export(self):
        """Download the difference report as XLSX."""
        self.ensure_one()
        wizard = self.env["quality.zone.count.ledger"].create(
            {"count_id": self.id, "company_id": self.company_id.id}
        )
        return wizard.action_export()

    def action_print(self):
        return self.env.ref(
            "quality_nonconformity.action_report_zone_count"
        ).report_action(self)

    def _fill(self):
        """Prefill the lines from open cards and from book stock of all zones.

        Lines already counted keep their counted quantity.
        """
        Line = self.env["quality.zone.count.line"].with_context(quality_count=FILLING)
        for count in self:
            if count.state != "draft":
                raise UserError(
                    self.env._("%(name)s is counted already.", name=count.name)
                )
            figures = count._get_expected()
            known = {line._get_key(): line for line in count.line_ids}
            for key, line in known.items():
                ledger, book = figures.pop(key, (0.0, 0.0))
                line.with_env(Line.env).write(
                    {"ledger_quantity": ledger, "book_quantity": book}
                )
            Line.create(
                [
                    count._prepare_line_vals(key, *quantities)
                    for key, quantities in figures.items()
                ]
            )

    def _prepare_line_vals(self, key, ledger, book):
        location, product, lot = key
        return {
            "count_id": self.id,
            "location_id": location.id,
            "product_id": product.id,
            "lot_id": lot.id,
            "ledger_quantity": ledger,
            "book_quantity": book,
        }

    def _get_expected(self):
        """Return {(location, product, lot): (ledger, book)} of the warehouse's zones."""
        self.ensure_one()
        places = list(self.env["stock.location"]._get_zone_map())
        zone = [
            ("location_id.warehouse_id", "=", self.warehouse_id.id),
            ("location_id", "in", places),
        ]
        groupby = ["location_id", "product_id", "lot_id"]
        # the keeper counts everything that lies there, whoever's records they are
        cards = (
            self.env["quality.quarantine.card"]
            .sudo()
            ._read_group(
                [*zone, ("state", "not in", ("closed", "cancelled"))],
                groupby,
                ["remaining_quantity:sum"],
            )
        )
        quants = (
            self.env["stock.quant"]
            .sudo()
            ._read_group([*zone, ("quantity", "!=", 0)], groupby, ["quantity:sum"])
        )
        result = {}
        for location, product, lot, quantity in cards:
            if quantity:
                result[location, product, lot] = (quantity, 0.0)
        for location, product, lot, quantity in quants:
            ledger = result.get((location, product, lot), (0.0, 0.0))[0]
            result[location, product, lot] = (ledger, quantity)
        return result

    def _counted(self):
        """The keeper has counted every line."""
        for count in self:
            if not all(count.line_ids.mapped("is_counted")):
                raise UserError(
                    self.env._(
                        "%(name)s: enter a counted quantity on every line, also when it "
                        "is zero, and tick “Counted”.",
                        name=count.name,
                    )
                )
        self._set_state(
            "counted", date_counted=fields.Datetime.now(), counted_by_id=self.env.uid
        )

    def _confirm(self):
        """Quality confirms the count; differences need a conclusion.

        :raises UserError: no quality user, or a difference without conclusion
        """
        if not self.env.su and not self.env.user.has_group(
            "quality_base.group_quality_user"
        ):
            raise UserError(
                self.env._(
                    "Counts are confirmed by quality staff. Ask a colleague there."
                )
            )
        for count in self.filtered("difference_count"):
            if not count.conclusion:
                raise UserError(
                    self.env._(
                        "%(name)s has differences. Write down why, and what is done about "
                        "it, in “Conclusion”.",
                        name=count.name,
                    )
                )
        self._set_state(
            "confirmed",
            date_confirmed=fields.Datetime.now(),
            confirmed_by_id=self.env.uid,
        )

    @api.model
    def _cron_propose(self):
        """Propose a count per warehouse when the company's interval has passed."""
        companies = self.env["res.company"].search(
            [("quality_zone_count_days", ">", 0)]
        )
        for company in companies:
            self.with_company(company)._propose(company)

    @api.model
    def _propose(self, company):
        """Create the due counts of ``company``; an open one stands for its warehouse."""
        days = company.quality_zone_count_days
        warehouses = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)]
        )
        recent = self.search(
            [
                ("warehouse_id", "in", warehouses.ids),
                ("state", "!=", "cancelled"),
                "|",
                ("state", "in", ("draft", "counted")),
                ("date_planned", ">", f"today -{days}d"),
            ]
        )
        counts = self.create(
            [
                self._prepare_proposal_vals(warehouse)
                for warehouse in warehouses - recent.warehouse_id
            ]
        )
        counts._fill()
        empty = counts.filtered(lambda count: not count.line_ids)
        empty.unlink()
        return counts - empty

    @api.model
    def _prepare_proposal_vals(self, warehouse):
        keepers = warehouse._get_quality_zone("quarantine").keeper_ids
        return {
            "warehouse_id": warehouse.id,
            "company_id": warehouse.company_id.id,
            "user_id": keepers[:1].id,
        }
