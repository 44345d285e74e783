from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.quality_base.tools.identity import sign_with_password

#: what the witnesses sign for
WITNESSED_FIELDS = {
    "disposition_id",
    "method",
    "date",
    "place",
    "quantity",
    "witness_ids",
    "outside_witnesses",
}
#: as the execution made them: nobody writes these
MADE_FIELDS = {"disposition_id", "quantity", "executed_by_id"}


class QualityDestruction(models.Model):
    """Destruction record 销毁记录: how, when, where, how much, before whom [NC-62].

    Made when the destruction is carried out; each witness signs for himself, then it is
    done and the disposition can be verified. ``quantity`` is in the product's unit.
    """

    _name = "quality.destruction"
    _description = "Destruction Record"
    _inherit = ["quality.nonconformity.part.mixin", "quality.document"]
    _number_prefix = "DSTR"
    _frozen_states = ("done",)

    disposition_id = fields.Many2one(
        "quality.disposition",
        required=True,
        index=True,
        readonly=True,
        check_company=True,
        ondelete="restrict",
    )
    nonconformity_id = fields.Many2one(
        related="disposition_id.nonconformity_id", store=True, index=True
    )
    state = fields.Selection(
        [("draft", "Witnesses sign"), ("done", "Witnessed")],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    product_id = fields.Many2one(
        related="disposition_id.product_id", store=True, index=True
    )
    lot_ids = fields.Many2many(
        "stock.lot", compute="_compute_lot_ids", string="Lots/Serial Numbers"
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(digits="Product Unit", required=True, readonly=True)
    method = fields.Char(tracking=True)
    date = fields.Datetime(
        "Destroyed on", default=fields.Datetime.now, required=True, tracking=True
    )
    place = fields.Char(tracking=True, help="Where they were destroyed, by which firm.")
    executed_by_id = fields.Many2one(
        "res.users", "Carried out by", readonly=True, required=True
    )
    witness_ids = fields.Many2many(
        "res.users", "quality_destruction_witness_rel", string="Witnesses"
    )
    outside_witnesses = fields.Char(
        help="Names and offices of witnesses who are no users; they sign on paper."
    )
    missing_witness_ids = fields.Many2many(
        "res.users", compute="_compute_missing_witness_ids", string="Still to sign"
    )
    can_sign = fields.Boolean(compute="_compute_missing_witness_ids")
    date_done = fields.Datetime("Witnessed on", readonly=True, copy=False)

    _disposition_uniq = models.UniqueIndex(
        "(disposition_id)", "This destruction has its record already."
    )
    _quantity_check = models.Constraint(
        "CHECK(quantity > 0)", "What was destroyed is a quantity above zero."
    )

    def _compute_lot_ids(self):
        # read together what the rights on each lot, checked below, depend on
        self.disposition_id.line_ids.lot_id.sudo().mapped("company_id")
        for record in self:
            record.lot_ids = record.disposition_id.line_ids.lot_id

    @api.depends("witness_ids", "signature_ids", "state")
    @api.depends_context("uid")
    def _compute_missing_witness_ids(self):
        for record in self:
            signed = record.signature_ids.filtered(
                lambda s: s.meaning == "read" and not s.content_differs
            ).user_id
            missing = record.witness_ids - signed
            record.missing_witness_ids = missing
            record.can_sign = record.state == "draft" and self.env.user in missing

    def write(self, vals):
        if not self._gate_is_open():
            for name in MADE_FIELDS & vals.keys():
                raise UserError(self._gated_message(name))
        if WITNESSED_FIELDS & vals.keys() and not self._gate_is_open():
            if signed := self.filtered("signature_ids"):
                raise UserError(
                    self.env._(
                        "%(names)s bears the signature of a witness: it stays as it is. "
                        "Add what is missing in its discussion.",
                        names=", ".join(signed.mapped("name")),
                    )
                )
        named = {record: record.witness_ids for record in self}
        result = super().write(vals)
        if "witness_ids" in vals and not self._gate_is_open():
            self._check_witnesses_kept(named)
        return result

    def _check_witnesses_kept(self, named):
        """Witnesses may be added; who carried it out does not strike them out.

        :param dict named: record → witnesses before
        :raises AccessError: the user is no officer, or carried it out
        """
        user = self.env.user
        officer = user.has_group("quality_base.group_quality_officer")
        for record in self:
            struck = named[record] - record.witness_ids
            if struck and not (officer and user != record.executed_by_id):
                raise AccessError(
                    self.env._(
                        "%(witnesses)s were named as witnesses of %(name)s. Only a quality "
                        "officer who did not carry it out takes them off the list.",
                        witnesses=", ".join(struck.mapped("name")),
                        name=record.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_made(self):
        raise UserError(self.env._("A destruction record is evidence and stays."))

    @sign_with_password
    def action_sign_witness(self):
        self._sign_witness()
        return True

    def action_view_disposition(self):
        return self.disposition_id._get_records_action()

    def _sign_witness(self):
        """The current user saw the goods destroyed; the last witness completes it.

        :raises AccessError: the user is not named as a witness, or carried it out
        :raises UserError: method or place are missing, or he signed already
        """
        self.check_access("read")
        user = self.env.user
        for record in self:
            if user not in record.witness_ids or user == record.executed_by_id:
                raise AccessError(
                    self.env._(
                        "%(name)s is signed by its witnesses: %(witnesses)s. Who carried "
                        "it out is none.",
                        name=record.name,
                        witnesses=", ".join(record.sudo().witness_ids.mapped("name")),
                    )
                )
            if blockers := record._get_sign_blockers():
                raise UserError("\n".join(blockers))
        sudo = self.sudo()  # witnesses write no record of others
        sudo._sign("read", comment=self.env._("Saw the goods destroyed."))
        witnessed = sudo.filtered(lambda record: not record.missing_witness_ids)
        witnessed._set_state("done", date_done=fields.Datetime.now())

    def _get_sign_blockers(self):
        """Hook: texts that say why a witness cannot sign yet ([] = he can)."""
        self.ensure_one()
        blockers = []
        if not (self.method or "").strip():
            blockers.append(self.env._("Say by which method the goods were destroyed."))
        if not (self.place or "").strip():
            blockers.append(self.env._("Say where the goods were destroyed."))
        if self.date > fields.Datetime.now():
            blockers.append(self.env._("The destruction lies in the future."))
        if self.env.user not in self.missing_witness_ids:
            blockers.append(self.env._("You signed %(name)s already.", name=self.name))
        return blockers

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {"draft": {"done"}}

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"date_done"}

    @api.model
    def _get_signed_fields(self, meaning):
        return sorted({*WITNESSED_FIELDS, "name", "product_id", "executed_by_id"})
