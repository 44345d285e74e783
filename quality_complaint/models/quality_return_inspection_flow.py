from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.quality_base.tools.identity import sign_with_password


class QualityReturnInspected(models.Model):
    """received → inspected → decided: quality looks at every return [CO-64].

    Quality staff sign what they found, an officer what becomes of the goods. Goods
    leave the returns zone by that decision only [CO-79].
    """

    _inherit = "quality.return"

    inspection_ids = fields.One2many(
        "quality.return.inspection", "return_id", copy=False
    )
    inspected_by_id = fields.Many2one(
        "res.users", "Inspected by", readonly=True, copy=False
    )
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, copy=False
    )
    scope = fields.Selection(
        [("pieces", "Some pieces"), ("batch", "A whole batch")],
        "What Comes Back",
        default="pieces",
        required=True,
        tracking=True,
        help="A whole batch: bad samples are selected on the spot for analysis.",
    )
    can_inspect = fields.Boolean(compute="_compute_can_inspect")
    can_decide = fields.Boolean(compute="_compute_can_inspect")

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_inspect(self):
        staff = self.env.user.has_group("quality_base.group_quality_user")
        officer = self.env.user.has_group("quality_base.group_quality_officer")
        for record in self:
            record.can_inspect = staff and record.state == "received"
            record.can_decide = officer and record.state == "inspected"

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"inspected_by_id", "decided_by_id"}

    @api.model
    def _get_signed_fields(self, meaning):
        names = super()._get_signed_fields(meaning)
        if meaning in ("executed", "released"):
            names += [
                f"inspection_ids.{name}"
                for name in ("product_id", "lot_id", "quantity", "verdict", "note")
            ]
        return names + (["inspection_ids.decision"] if meaning == "released" else [])

    @sign_with_password
    def action_inspect(self):
        self._inspect()
        return True

    @sign_with_password
    def action_decide(self):
        self._decide()
        return True

    def _follow_receipts(self, rows):
        """What comes in is to be inspected [CO-64]."""
        self.env["quality.return.inspection"].sudo()._create_from_lines(rows)
        return super()._follow_receipts(rows)

    # -- inspect -------------------------------------------------------------------
    def _inspect(self):
        """Quality signs what it found; what is our fault becomes a nonconformity.

        :raises AccessError: the user is no quality staff
        :raises UserError: a verdict, or an explanation, is missing
        """
        self._check_quality_role("user")
        self._check_return_step("received", "inspected", "_get_inspect_blockers")
        self._set_state(
            "inspected",
            inspected_by_id=self.env.uid,
            date_inspected=fields.Datetime.now(),
        )
        self._sign("executed")
        for record in self:
            record.inspection_ids._propose_decisions()
            faults = record.inspection_ids.filtered(
                lambda row: row.decision == "nonconformity"
            )
            faults._report_nonconformities()

    def _get_inspect_blockers(self):
        """Hook: texts that say why it cannot be signed as inspected ([] = it can)."""
        self.ensure_one()
        blockers = [
            text for row in self.inspection_ids for text in row._get_verdict_blockers()
        ]
        quality = {"quality", "safety"} & set(self.line_ids.mapped("reason"))
        samples = sum(self.inspection_ids.mapped("sample_quantity"))
        if self.scope == "batch" and quality and self.inspection_ids and not samples:
            blockers.append(
                self.env._(
                    "A whole batch came back for its quality: select bad samples for "
                    "analysis and enter how many."
                )
            )
        return blockers

    # -- decide --------------------------------------------------------------------
    def _decide(self):
        """An officer decides what becomes of the goods, and signs it [CO-69, CO-70].

        Goods go back into stock, to another customer or back by transfers of their
        own. When the customer has damaged all of them, the return is refused with the
        explanation of quality [CO-64].

        :raises AccessError: the user is no quality officer
        :raises UserError: a decision is missing or not allowed
        """
        self._check_quality_role("officer")
        self._check_return_step("inspected", "decided", "_get_decide_blockers")
        for record in self:
            rows = record.inspection_ids
            record._write_gated({"decided_by_id": self.env.uid})
            later = rows.filtered(
                lambda row: row.decision == "nonconformity" and not row.nonconformity_id
            )
            later._report_nonconformities()
            rows._create_exits()
            if rows and set(rows.mapped("verdict")) == {"customer_damage"}:
                text = rows._get_refusal_text()
                record._set_state("refused", reason=text, refusal=text)
            else:
                record._set_state("decided", date_decided=fields.Datetime.now())
            record._sign("released")

    def _get_decide_blockers(self):
        """Hook: texts that say why it cannot be decided yet ([] = it can)."""
        self.ensure_one()
        return [
            text for row in self.inspection_ids for text in row._get_decision_blockers()
        ]

    # -- checks --------------------------------------------------------------------
    def _check_return_step(self, state, target, hook):
        for record in self:
            if record.state != state:
                raise UserError(record._transition_message(target))
            if blockers := getattr(record, hook)():
                raise UserError("\n".join(blockers))

    def _check_quality_role(self, role):
        """Refuse who does not hold the quality role ``user`` or ``officer``."""
        group = self.env.ref(f"quality_base.group_quality_{role}")
        if not self.env.user.has_group(f"quality_base.group_quality_{role}"):
            raise AccessError(
                self.env._(
                    "Returned goods are inspected by quality staff, and an officer "
                    "decides on them: this step needs the role “%(role)s”.",
                    role=group.sudo().name,  # a group's name is no secret
                )
            )
