from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.quality_nonconformity.models.engine_env import as_engine

from .quality_complaint_flow import MANAGER


class QualityReturnExchange(models.Model):
    """The same article is sent in exchange, at no charge [CO-66, CO-67].

    The delivery is a procurement like any other, so the warehouse's steps, reservation
    and holds apply.
    """

    _inherit = "quality.return"

    can_replace = fields.Boolean(compute="_compute_can_replace")

    @api.depends("state", "line_ids.open_quantity", "line_ids.planned_quantity")
    @api.depends_context("uid")
    def _compute_can_replace(self):
        for record in self:
            record.can_replace = (
                record.wanted != "credit"
                and record._may_replace()
                and bool(record._get_replaceable())
            )

    def action_replace(self):
        """Send what is open, and show the transfers."""
        self.ensure_one()
        return self._create_replacement()._get_records_action(
            name=self.env._("Replacement")
        )

    @api.model
    def _get_replacement_states(self):
        return ("inspected", "decided")

    def _may_replace(self):
        """Staff once the goods are inspected; a manager in advance."""
        self.ensure_one()
        if not self._is_staff():
            return False
        if self.state in self._get_replacement_states():
            return True
        advance = self.state in ("confirmed", "received")
        return advance and self.env.user.has_group(MANAGER)

    def _get_replaceable(self):
        """Return ``{line: quantity}`` still to be sent, in the product's unit."""
        self.ensure_one()
        quantities = {}
        for line in self.line_ids.filtered(
            lambda line: line.product_id.type == "consu"
        ):
            left = line.open_quantity - line.planned_quantity
            if line.product_id.uom_id.compare(left, 0) > 0:
                quantities[line] = left
        return quantities

    def _create_replacement(self, quantities=None):
        """Make the delivery of the same articles [CO-66].

        :param dict quantities: line → quantity in the product's unit; default: all open
        :return: the transfers
        :raises AccessError: the user is no complaint staff; or, before the inspection,
            no complaint manager
        :raises UserError: nothing is open, or more is asked than that
        """
        self.ensure_one()
        self._check_staff()
        self._check_may_replace()
        left = self._get_replaceable()
        wanted = left if quantities is None else quantities
        self._check_wanted(wanted, left)
        engine = as_engine(self)  # complaint staff need no stock rights
        reference = engine.env["stock.reference"].create({"name": self.name})
        Rule = engine.env["stock.rule"]
        Rule.run(
            [
                Rule.Procurement(
                    *engine.line_ids.browse(line.id)._prepare_replacement(
                        quantity, reference
                    )
                )
                for line, quantity in wanted.items()
            ]
        )
        self.invalidate_recordset(["picking_ids"])
        self.line_ids.invalidate_recordset(["move_ids"])
        made = reference.move_ids.picking_id
        self.message_post(
            body=self.env._(
                "Replacement: %(names)s", names=", ".join(made.mapped("name"))
            )
        )
        return self.env["stock.picking"].browse(made.ids)

    def _check_may_replace(self):
        if self._may_replace():
            return
        if self.state in ("confirmed", "received"):
            raise AccessError(
                self.env._(
                    "%(name)s is not inspected yet: goods are sent in advance by a "
                    "complaint manager only.",
                    name=self.name,
                )
            )
        raise UserError(
            self.env._(
                "%(name)s is “%(state)s”: goods are replaced once they are inspected, "
                "until the return is settled.",
                name=self.name,
                state=self._state_label(self.state),
            )
        )

    def _check_wanted(self, wanted, left):
        if not wanted:
            raise UserError(
                self.env._(
                    "%(name)s leaves nothing to be replaced: all is sent, on the way or "
                    "credited.",
                    name=self.name,
                )
            )
        for line, quantity in wanted.items():
            unit = line.product_id.uom_id
            open_quantity = left.get(line, 0.0)
            if quantity <= 0 or unit.compare(quantity, open_quantity) > 0:
                raise UserError(
                    self.env._(
                        "%(name)s: %(left)g %(unit)s of %(product)s are open, not "
                        "%(quantity)g. Send no more than that.",
                        name=self.name,
                        left=open_quantity,
                        unit=unit.name,
                        product=line.product_id.display_name,
                        quantity=quantity,
                    )
                )

    def _check_replaced(self, lines):
        """Refuse a delivery by which the customer gets more than is due.

        :param lines: the return lines of the replacements just sent
        """
        # credits and moves changed in this very step
        lines.invalidate_recordset(["due_quantity", "replaced_quantity"])
        for record in self:
            given = record._get_credited_quantities()
            own = record.line_ids.filtered(
                lambda line: line.product_id in lines.product_id
            )
            for product, rows in own.grouped("product_id").items():
                due = sum(rows.mapped("due_quantity"))
                got = sum(rows.mapped("replaced_quantity")) + given.get(product, 0.0)
                if product.uom_id.compare(got, due) > 0:
                    raise UserError(
                        self.env._(
                            "%(name)s: %(due)g %(unit)s of %(product)s are due, and "
                            "%(got)g would be replaced or credited. Deliver no more "
                            "than is open.",
                            name=record.name,
                            due=due,
                            unit=product.uom_id.name,
                            product=product.display_name,
                            got=got,
                        )
                    )
