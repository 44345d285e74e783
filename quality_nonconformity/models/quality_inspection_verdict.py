from odoo import api, fields, models
from odoo.fields import Command

CHECKS = [("ok", "Conforms"), ("bad", "Does not conform"), ("na", "Not applicable")]

#: what the inspector looks at, whatever the goods [NC-22]
CHECK_FIELDS = (
    "identity_check",
    "spec_check",
    "appearance_check",
    "packaging_check",
    "certificate_check",
    "performance_check",
)


class QualityInspectionVerdict(models.Model):
    """Whether what was found bears the verdict [NC-22 to NC-24]."""

    _inherit = "quality.inspection.record"

    control = fields.Selection(
        [("none", "None"), ("record", "Record"), ("sample", "Sample")],
        compute="_compute_control",
    )
    identity_check = fields.Selection(CHECKS, "Right Goods")
    spec_check = fields.Selection(CHECKS, "Specification and Model")
    appearance_check = fields.Selection(CHECKS, "Appearance")
    packaging_check = fields.Selection(CHECKS, "Packaging")
    certificate_check = fields.Selection(CHECKS, "Certificates")
    performance_check = fields.Selection(
        CHECKS, "Performance", help="Against the purchase order; instruments above all."
    )
    certificate_note = fields.Char("Which Certificates")
    item_ids = fields.One2many("quality.inspection.item", "record_id", "Steps")
    sample_size = fields.Integer("Sample")
    accept_limit = fields.Integer(
        "Acceptance Limit", help="Defective pieces that a sample may have (AQL: Ac)."
    )
    defect_count = fields.Integer("Defects Found")
    above_limit = fields.Boolean(compute="_compute_above_limit", store=True)
    finding = fields.Text("What was found")
    verdict = fields.Selection(
        [
            ("accept", "Accept"),
            ("partial", "Accept in part"),
            ("reject", "Reject"),
        ],
        tracking=True,
        copy=False,
    )
    accepted_quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_accepted_quantity",
        store=True,
        readonly=False,
        copy=False,
    )
    rejected_quantity = fields.Float(
        digits="Product Unit", compute="_compute_rejected_quantity", store=True
    )
    ground_ids = fields.Many2many(
        "quality.rejection.ground", string="Grounds", copy=False
    )

    _sample_check = models.Constraint(
        "CHECK(sample_size >= 0 AND accept_limit >= 0 AND defect_count >= 0)",
        "Sample, limit and defects are numbers from zero on.",
    )

    @api.depends("product_id")
    def _compute_control(self):
        rules = self.env["product.category"]._get_inspection_rules()
        for record in self:
            record.control = rules.get(record.product_id.categ_id.id, ("none", 0))[0]

    @api.depends("sample_size", "defect_count", "accept_limit")
    def _compute_above_limit(self):
        for record in self:
            sampled = bool(record.sample_size)
            record.above_limit = sampled and record.defect_count > record.accept_limit

    @api.depends("verdict", "quantity", "rejected_serial_ids")
    def _compute_accepted_quantity(self):
        for record in self:
            if record.verdict == "partial" and record.tracking == "serial":
                refused = len(record.rejected_serial_ids)
                record.accepted_quantity = record.quantity - refused
            elif record.verdict != "partial":
                accepted = record.verdict == "accept"
                record.accepted_quantity = record.quantity if accepted else 0.0
            else:
                record.accepted_quantity = record.accepted_quantity

    @api.depends("verdict", "quantity", "accepted_quantity")
    def _compute_rejected_quantity(self):
        for record in self:
            refused = record.quantity - record.accepted_quantity
            record.rejected_quantity = refused if record.verdict else 0.0

    def _refuse_by_life(self):
        """Put the ground of a life too short on the record; the verdict is checked."""
        if ground := self._get_life_ground():
            self.ground_ids = [Command.link(ground.id)]

    def _get_life_ground(self):
        self.invalidate_recordset(["life_ground"])  # lots change under the record
        if not self.life_ground:
            return self.env["quality.rejection.ground"]
        return self.env.ref(
            f"quality_nonconformity.rejection_ground_{self.life_ground}"
        )

    def _get_inspect_blockers(self):
        """Hook: texts that say why it cannot be signed as inspected ([] = it can)."""
        self.ensure_one()
        blockers = self._get_missing_texts()
        if self.verdict != "reject":
            blockers += self._get_acceptance_blockers()
        if self.verdict == "partial" and not (
            self.uom_id.compare(self.accepted_quantity, 0) > 0
            and self.uom_id.compare(self.rejected_quantity, 0) > 0
        ):
            blockers.append(
                self.env._(
                    "Accepted in part: say how much of the %(quantity)s %(uom)s, more "
                    "than nothing and less than all.",
                    quantity=self.quantity,
                    uom=self.uom_id.name,
                )
            )
        if self.verdict in ("partial", "reject") and not self.ground_ids:
            blockers.append(self.env._("Name the grounds for which goods are refused."))
        return blockers

    def _get_missing_texts(self):
        texts = []
        if not self.verdict:
            texts.append(self.env._("Give your verdict: accept, in part, or reject."))
        unchecked = [name for name in CHECK_FIELDS if not self[name]]
        if unchecked:
            texts.append(
                self.env._(
                    "Not looked at yet: %(names)s.",
                    names=self._get_field_labels(unchecked),
                )
            )
        if items := self.item_ids.filtered(lambda item: not item.verdict):
            texts.append(
                self.env._(
                    "Steps without a result: %(names)s.",
                    names=", ".join(items.mapped("name")),
                )
            )
        if self.control == "sample" and not self.sample_size:
            texts.append(
                self.env._("Goods of this category are sampled: enter the sample.")
            )
        elif self.defect_count > self.sample_size:
            texts.append(
                self.env._(
                    "%(defects)s defective pieces were counted: enter the sample in "
                    "which they were found; it has at least as many.",
                    defects=self.defect_count,
                )
            )
        if self.tracking == "lot" and not self._get_lots():
            texts.append(self.env._("Name the lot that was inspected."))
        return texts

    def _get_acceptance_blockers(self):
        """Why these goods, or a part of them, cannot be accepted."""
        texts = []
        if self.life_ground:
            texts.append(self._life_message())
        elif self.min_remaining_days and not self._get_expiry():
            texts.append(
                self.env._(
                    "%(product)s must live another %(days)s days: enter the expiry date "
                    "that is printed on it.",
                    product=self.product_id.display_name,
                    days=self.min_remaining_days,
                )
            )
        if self.above_limit:
            texts.append(
                self.env._(
                    "%(defects)s of %(sample)s are defective, %(limit)s are allowed: "
                    "reject it, the engineer judges the samples then.",
                    defects=self.defect_count,
                    sample=self.sample_size,
                    limit=self.accept_limit,
                )
            )
        bad = [name for name in CHECK_FIELDS if self[name] == "bad"]
        failed = self.item_ids.filtered(lambda item: item.verdict == "fail")
        if self.verdict == "accept" and (bad or failed):
            texts.append(
                self.env._(
                    "It cannot be accepted as a whole, this does not conform: %(names)s.",
                    names=", ".join(
                        filter(
                            None,
                            [self._get_field_labels(bad), *failed.mapped("name")],
                        )
                    ),
                )
            )
        return texts

    def _life_message(self):
        return self.env._(
            "%(goods)s expires on %(expiry)s, %(left)s days after receipt; "
            "%(wanted)s are required. It is rejected, nobody can accept it.",
            goods=self.display_name,
            expiry=self._get_expiry(),
            left=self.remaining_days,
            wanted=max(self.min_remaining_days, 1),
        )
