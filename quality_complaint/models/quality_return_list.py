from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class QualityReturnList(models.Model):
    """How the demand came: a list handed in, a letter, a call [CO-57, CO-59]."""

    _inherit = "quality.return"

    channel = fields.Selection(
        [
            ("list", "Return and exchange list"),
            ("letter", "Letter"),
            ("phone", "Telephone"),
            ("email", "E-mail"),
            ("portal", "Portal"),
            ("visit", "Visit"),
            ("complaint", "Complaint"),
            ("other", "Other"),
        ],
        "Came by",
        compute="_compute_channel",
        store=True,
        readonly=False,
        precompute=True,
        help="A dealer's list is attached below; its lines are the goods.",
    )
    is_dealer_list = fields.Boolean(compute="_compute_is_dealer_list")
    total_quantity = fields.Float(
        "Pieces", digits="Product Unit", compute="_compute_total_quantity"
    )

    @api.depends("complaint_id")
    def _compute_channel(self):
        for record in self:
            record.channel = record.channel or (record.complaint_id and "complaint")

    @api.depends("channel")
    def _compute_is_dealer_list(self):
        for record in self:
            record.is_dealer_list = record.channel == "list"

    @api.depends("line_ids.quantity", "line_ids.uom_id")
    def _compute_total_quantity(self):
        for record in self:
            quantities = [line._get_product_quantity() for line in record.line_ids]
            record.total_quantity = sum(quantities)

    def action_fill_goods(self):
        """Add what the delivery, or the order, brought to the customer."""
        for record in self:
            record._fill_goods()
        return True

    def _fill_goods(self):
        """Add a line for each delivered lot that is not listed yet.

        :raises UserError: no delivery known, or it brought nothing
        """
        self.ensure_one()
        source = self.delivery_id or self.sale_id
        if not source:
            raise UserError(
                self.env._(
                    "Name the delivery or the order first; its goods are listed then."
                )
            )
        source.check_access("read")
        known = {(line.product_id.id, line.lot_id.id) for line in self.line_ids}
        vals = self._prepare_vals_from(source.sudo())  # read right is checked above
        reason = self.line_ids[:1].reason or "other"
        rows = [command[2] for command in vals["line_ids"]]
        fresh = [row for row in rows if (row["product_id"], row["lot_id"]) not in known]
        if not fresh:
            raise UserError(
                self.env._(
                    "%(name)s brought no goods that are not listed already.",
                    name=source.display_name,
                )
            )
        self.line_ids = [Command.create({"reason": reason} | row) for row in fresh]
