from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError

from .held_check import PHYSICAL
from .stock_move_line import CHECKED_FIELDS
from .zone_pass import has_zone_pass


class StockMoveLine(models.Model):
    """Goods under a concession go within its limits only, and are counted [NC-57]."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_concession_corrections()
        return lines

    def write(self, vals):
        if not CHECKED_FIELDS & vals.keys():
            return super().write(vals)
        self._check_concession_corrections()
        result = super().write(vals)
        self._check_concession_corrections()
        return result

    def _action_done(self):
        plan = self._plan_concession_uses()
        result = super()._action_done()
        self._count_concession_uses(plan)
        return result

    def _plan_concession_uses(self):
        """Ask the concessions over these goods before anything moves.

        :return: values of the rows to count once it has moved
        :raises UserError: a concession does not let the goods go
        """
        lines = self.filtered(lambda line: line._may_need_concession())
        if not lines or has_zone_pass(self.env):
            return []
        guarding = self.env["quality.concession"]._find_guarding(
            lines.product_id, lines.company_id
        )
        plan, taken = [], defaultdict(float)
        for line in lines if guarding else ():
            back = line._plan_concession_return(guarding, taken)
            plan += back or line._plan_concession_way(guarding, taken)
        return plan

    def _may_need_concession(self):
        """Whether this line takes goods somewhere that a concession may speak of."""
        source, target = self.location_id, self.location_dest_id
        if self.quantity <= 0 or target._is_in_zone():
            return False
        if target._is_abroad():
            return not source._is_abroad()
        return target.usage in PHYSICAL + ("production",) and (
            source.usage in PHYSICAL or self._is_return()
        )

    def _is_return(self):
        """Whether goods come back from where the move that is returned brought them."""
        gone = self.move_id.origin_returned_move_id.location_dest_id
        return bool(
            gone
            and (self.location_id.parent_path or "").startswith(gone.parent_path)
            and self.location_dest_id.usage in PHYSICAL
            and not self.location_dest_id._is_abroad()
        )

    def _get_concessions_over(self, guarding, location):
        """Those of ``guarding`` under which these goods would stand in ``location``."""
        return guarding._filter_concerned(
            self.product_id, self.company_id, self.lot_id, location, self.lot_name
        )

    def _plan_concession_way(self, guarding, taken):
        """Rows of what goes out, refused where a concession does not let it go."""
        concerned = self._get_concessions_over(guarding, self.location_id)
        self._check_counted_before(guarding - concerned)
        target = self.location_dest_id
        inside = target.usage in PHYSICAL and not target._is_abroad()
        leaving = concerned.filtered("own_location_id")
        if inside:
            leaving -= self._get_concessions_over(guarding, target)
            concerned = leaving | concerned.filtered(lambda r: not r.own_location_id)
        way = concerned and self.move_id._get_concession_way()
        if not way:
            if leaving:
                raise UserError(leaving[:1]._stays_message(self))
            return []
        shares = concerned._allocate(self, way, taken)
        customer = way.customer if way.purpose == "delivery" else way.customer.browse()
        # a step on the way counts only where goods leave their place and sight
        return [
            self._prepare_concession_use_vals(record, way.purpose, quantity, customer)
            for record, quantity in shares
            if not inside or record in leaving
        ]

    def _check_counted_before(self, guarding):
        """The last step asks again what a step before it was counted for."""
        move = self.move_id
        rows = guarding._find_uses(move | move.browse(move._rollup_move_origs()), self)
        for record in rows.concession_id:
            way = move._get_concession_way()
            if way and (reason := record._get_refusal(way)):
                raise UserError(record._refusal_message(self, [(record, reason)]))

    def _plan_concession_return(self, guarding, taken):
        """Rows of what comes back to the concession that it had gone under."""
        if not self._is_return():
            return []
        origin = self.move_id.origin_returned_move_id
        moves = origin | origin.browse(origin._rollup_move_origs())
        plan, back = [], self.quantity_product_uom
        for row in guarding._find_uses(moves, self):
            record = row.concession_id
            share = min(back, row.outstanding_quantity - taken[row])
            if self.product_id.uom_id.compare(share, 0) <= 0:
                continue
            over = self._get_concessions_over(record, self.location_dest_id)
            if record.own_location_id and not over:
                raise UserError(record._stays_message(self))
            back -= share
            taken[row] += share
            vals = self._prepare_concession_use_vals(
                record, "return", -share, row.partner_id
            )
            plan.append(vals | {"origin_id": row.id})
        return plan

    def _prepare_concession_use_vals(self, concession, kind, quantity, customer):
        return {
            "concession_id": concession.id,
            "move_line_id": self.id,
            "kind": kind,
            "partner_id": customer.id,
            "quantity": quantity,
        }

    def _count_concession_uses(self, plan):
        if not plan:
            return
        done = set(self.exists().ids)
        rows = self.env["quality.concession.use"].sudo()  # movers write no evidence
        rows = rows.create([vals for vals in plan if vals["move_line_id"] in done])
        rows.concession_id._follow_uses()

    def _check_concession_corrections(self):
        """Refuse to correct done lines of goods under a concession: they are counted.

        :raises UserError: says how to correct the quantity instead
        """
        done = self.filtered(lambda line: line.state == "done")
        if not done:
            return
        guarding = self.env["quality.concession"]._find_guarding(
            done.product_id, done.company_id
        )
        for line in done if guarding else ():
            way = line._may_need_concession() and line.move_id._get_concession_way()
            if way and guarding._filter_concerned(
                line.product_id, line.company_id, line.lot_id, line.location_id
            ):
                raise UserError(
                    self.env._(
                        "%(transfer)s delivered goods under concession: what is done is "
                        "counted and stays. Book a return for what came back, a further "
                        "transfer for what goes in addition.",
                        transfer=line.reference,
                    )
                )
