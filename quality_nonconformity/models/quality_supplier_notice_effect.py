from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: lots of later deliveries after which the effect can be judged, unless set otherwise
EFFECT_LOTS = 3


class QualitySupplierNoticeEffect(models.Model):
    """Was the supplier's action effective? His later deliveries tell [NC-32].

    Counted are receipts of the product from the supplier's company since
    ``effect_from``, and nonconformities of goods that came by them. Quantities are in
    the product's own unit.
    """

    _inherit = "quality.supplier.notice"

    effect_from = fields.Datetime(
        "Counted from",
        compute="_compute_effect_from",
        store=True,
        readonly=False,
        copy=False,
        help="Deliveries since then count: from the answer on, or from when the "
        "supplier's action works.",
    )
    effect_lots = fields.Integer(
        "Lots to Wait for",
        default=lambda self: self._get_default_effect_lots(),
        tracking=True,
        help="So many lots must have come before it is judged effective.",
    )
    later_receipts = fields.Integer(
        "Later Deliveries", compute="_compute_later", compute_sudo=True
    )
    later_lots = fields.Integer(
        "Lots of Later Deliveries", compute="_compute_later", compute_sudo=True
    )
    later_quantity = fields.Float(
        "Quantity of Later Deliveries",
        digits="Product Unit",
        compute="_compute_later",
        compute_sudo=True,
    )
    later_nonconformities = fields.Integer(
        "Nonconformities since", compute="_compute_later", compute_sudo=True
    )
    later_repeats = fields.Integer(
        "With the Same Defect", compute="_compute_later", compute_sudo=True
    )
    effect_result = fields.Text(
        "Judgement", copy=False, help="By what it is judged effective or not."
    )
    judged_by_id = fields.Many2one("res.users", "Judged by", readonly=True, copy=False)
    date_judged = fields.Datetime("Judged on", readonly=True, copy=False)
    judged_lots = fields.Integer("Lots at the Judgement", readonly=True, copy=False)
    judged_nonconformities = fields.Integer(
        "Nonconformities at the Judgement", readonly=True, copy=False
    )

    _effect_lots_check = models.Constraint(
        "CHECK(effect_lots >= 0)", "The number of lots cannot be negative."
    )

    @api.depends("date_answered")
    def _compute_effect_from(self):
        for notice in self:
            notice.effect_from = notice.date_answered

    @api.depends("effect_from", "product_id", "supplier_id")
    def _compute_later(self):
        """Two queries for any number of notices."""
        ids = self._origin.ids
        receipts = self._count_later_receipts() if ids else {}
        found = self._count_later_nonconformities() if ids else {}
        for notice in self:
            count, lots, quantity = receipts.get(notice._origin.id, (0, 0, 0.0))
            notice.later_receipts, notice.later_lots = count, lots
            notice.later_quantity = quantity
            total, repeats = found.get(notice._origin.id, (0, 0))
            notice.later_nonconformities, notice.later_repeats = total, repeats

    def _count_later_receipts(self):
        """Return {id: (receipts, lots, quantity)}; goods without lot count as one."""
        rows = self._execute_effect_query(
            SQL(
                """SELECT notice.id, COUNT(DISTINCT line.picking_id),
                          COUNT(DISTINCT (line.picking_id, line.lot_id)),
                          SUM(line.quantity_product_uom)
                     FROM quality_supplier_notice notice
                     %s
                    WHERE notice.id = ANY(%s)
                    GROUP BY notice.id""",
                self._get_later_join(),
                self._origin.ids,
            )
        )
        return {row[0]: row[1:] for row in rows}

    def _count_later_nonconformities(self):
        """Return {id: (nonconformities, of the same class of defect)}."""
        rows = self._execute_effect_query(
            SQL(
                """SELECT notice.id, COUNT(*),
                          COUNT(*) FILTER (
                              WHERE nc.defect_class_id = defect.class_id)
                     FROM quality_supplier_notice notice
                     LEFT JOIN quality_defect defect ON defect.id = notice.defect_id
                     JOIN quality_nonconformity nc
                       ON %s
                    WHERE notice.id = ANY(%s)
                    GROUP BY notice.id""",
                self._get_later_condition(),
                self._origin.ids,
            )
        )
        return {row[0]: row[1:] for row in rows}

    @api.model
    def _get_later_join(self):
        """Join of the lines received from the supplier since ``effect_from``."""
        return SQL(
            """JOIN stock_move_line line
                 ON line.product_id = notice.product_id
                AND line.company_id = notice.company_id
                AND line.state = 'done' AND line.date >= notice.effect_from
                AND line.picking_id IS DISTINCT FROM notice.picking_id
               JOIN stock_location source
                 ON source.id = line.location_id AND source.usage = 'supplier'
               JOIN stock_picking picking ON picking.id = line.picking_id
               JOIN res_partner sender
                 ON sender.id = picking.partner_id
                AND sender.commercial_partner_id = notice.commercial_supplier_id"""
        )

    @api.model
    def _get_later_condition(self):
        """Nonconformities of this product, of goods that came since ``effect_from``.

        With lots named, one of them must have come since, or was refused at the door;
        without, the day it was found decides.
        """
        return SQL(
            """nc.product_id = notice.product_id
               AND nc.company_id = notice.company_id
               AND nc.date >= notice.effect_from
               AND nc.state != 'cancelled'
               AND nc.id IS DISTINCT FROM notice.nonconformity_id
               AND EXISTS (
                   SELECT FROM res_partner named
                    WHERE named.id = nc.supplier_id
                      AND named.commercial_partner_id = notice.commercial_supplier_id)
               AND (NOT EXISTS (
                   SELECT FROM quality_nonconformity_lot_rel rel
                    WHERE rel.nonconformity_id = nc.id)
                OR EXISTS (
                   SELECT FROM quality_inspection_record seen
                    WHERE seen.nonconformity_id = nc.id AND seen.kind = 'incoming'
                      AND seen.date >= notice.effect_from)
                OR EXISTS (
                   SELECT FROM quality_nonconformity_lot_rel rel
                     JOIN stock_move_line came
                       ON came.lot_id = rel.lot_id AND came.state = 'done'
                      AND came.date >= notice.effect_from
                     JOIN stock_location source
                       ON source.id = came.location_id AND source.usage = 'supplier'
                    WHERE rel.nonconformity_id = nc.id))"""
        )

    def _execute_effect_query(self, query):
        for model in ("stock.move.line", "stock.picking", "res.partner"):
            self.env[model].flush_model()
        for model in ("quality.nonconformity", "quality.inspection.record"):
            self.env[model].flush_model()
        self.flush_model()
        return self.env.execute_query(query)

    def action_view_later_receipts(self):
        """Open the lines of the later deliveries."""
        self.ensure_one()
        query = SQL(
            "SELECT line.id FROM quality_supplier_notice notice %s WHERE notice.id = %s",
            self._get_later_join(),
            self.id,
        )
        ids = [row[0] for row in self._execute_effect_query(query)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Later Deliveries"),
            "res_model": "stock.move.line",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", ids)],
            "context": {"create": False},
        }

    def action_view_later_nonconformities(self):
        """Open the nonconformities that count against the answer."""
        self.ensure_one()
        query = SQL(
            """SELECT nc.id FROM quality_supplier_notice notice
                 JOIN quality_nonconformity nc ON %s WHERE notice.id = %s""",
            self._get_later_condition(),
            self.id,
        )
        ids = [row[0] for row in self._execute_effect_query(query)]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quality_nonconformity.quality_nonconformity_action"
        )
        return action | {"domain": [("id", "in", ids)], "context": {}}

    def _judge(self, effective, result=None):
        """answered → effective or not effective, by the later deliveries; signed.

        :param bool effective: whether the supplier's action works
        :param str result: by what it is judged; or write ``effect_result`` before
        :raises AccessError: the user is no officer
        :raises UserError: too few lots came to call it effective, or no judgement
        """
        self._check_role("officer")
        if result:
            self.write({"effect_result": result})
        for notice in self:
            if blockers := notice._get_judge_blockers(effective):
                raise UserError("\n".join(blockers))
        for notice in self:
            notice._set_state(
                "effective" if effective else "not_effective",
                judged_by_id=self.env.uid,
                date_judged=fields.Datetime.now(),
                judged_lots=notice.later_lots,
                judged_nonconformities=notice.later_nonconformities,
            )
        self._sign("verified")

    def _get_judge_blockers(self, effective):
        """Hook: texts that say why it cannot be judged so yet ([] = it can)."""
        self.ensure_one()
        blockers = []
        if not (self.effect_result or "").strip():
            blockers.append(
                self.env._("%(name)s: write down by what it is judged.", name=self.name)
            )
        missing = self.effect_lots - self.later_lots
        if effective and missing > 0:
            blockers.append(
                self.env._(
                    "%(name)s: %(missing)s more lots must come before it can be called "
                    "effective (%(came)s of %(wanted)s). Wait, or lower the number and "
                    "say why in the judgement.",
                    name=self.name,
                    missing=missing,
                    came=self.later_lots,
                    wanted=self.effect_lots,
                )
            )
        return blockers

    @api.model
    def _get_default_effect_lots(self):
        return int(
            self.env["ir.config_parameter"]
            .sudo()  # a number of the settings
            .get_param("quality_nonconformity.supplier_effect_lots", EFFECT_LOTS)
        )

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("judged_by_id", "date_judged", "judged_lots", "judged_nonconformities")
        }

    def _prepare_round_vals(self):
        return super()._prepare_round_vals() | {
            "effect_result": False,
            "judged_by_id": False,
            "date_judged": False,
        }
