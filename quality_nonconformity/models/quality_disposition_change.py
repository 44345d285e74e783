from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from odoo.addons.quality_base.tools.identity import sign_with_password

from .quality_disposition import INSTRUCTED_KINDS, KINDS

#: what a disposition proposed anew takes over from the request
CHANGED_FIELDS = (
    "kind",
    "reason",
    "instruction",
    "target_product_id",
    "location_dest_id",
    "partner_id",
)


class QualityDispositionChange(models.Model):
    """Who executes asks for another method than the one that was decided [NC-59].

    asked for → agreed, refused or withdrawn. Until then the disposition is not carried
    out, nor anything else. Agreed to by an officer, the old disposition is cancelled
    and the new one proposed; those who must approve it decide again. ``quantity`` is in
    the unit of the disposition; the rest is proposed anew as it was.
    """

    _name = "quality.disposition.change"
    _description = "Request to Change a Disposition"
    _inherit = ["quality.nonconformity.part.mixin", "quality.document"]
    _number_prefix = "DCR"
    _frozen_states = ("agreed", "refused", "withdrawn")

    disposition_id = fields.Many2one(
        "quality.disposition",
        required=True,
        index=True,
        check_company=True,
        ondelete="cascade",
    )
    nonconformity_id = fields.Many2one(
        related="disposition_id.nonconformity_id", store=True, index=True
    )
    product_id = fields.Many2one(related="disposition_id.product_id")
    decided_kind = fields.Selection(
        related="disposition_id.kind", string="Decided so far"
    )
    state = fields.Selection(
        [
            ("draft", "Asked for"),
            ("agreed", "Agreed"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    kind = fields.Selection(KINDS, "Wanted instead", required=True, tracking=True)
    quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    uom_id = fields.Many2one(related="disposition_id.uom_id")
    reason = fields.Text(required=True)
    instruction = fields.Html()
    target_product_id = fields.Many2one(
        "product.product", "Becomes", check_company=True, index="btree_not_null"
    )
    location_dest_id = fields.Many2one(
        "stock.location",
        "To",
        check_company=True,
        domain="[('usage', '=', 'internal'), ('quality_zone', '=', False)]",
    )
    partner_id = fields.Many2one("res.partner", "Supplier", index="btree_not_null")
    possible_kinds = fields.Json(related="disposition_id.possible_kinds")
    decision_note = fields.Text("Decision", readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, copy=False
    )
    date_decided = fields.Datetime("Decided on", readonly=True, copy=False)
    new_disposition_ids = fields.One2many(
        "quality.disposition", "change_id", "Proposed anew", readonly=True, copy=False
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")
    can_withdraw = fields.Boolean(compute="_compute_can_decide")

    _open_uniq = models.UniqueIndex(
        "(disposition_id) WHERE state = 'draft'",
        "A change of this disposition is asked for already. Wait for the decision.",
    )
    _quantity_check = models.Constraint(
        "CHECK(quantity > 0)", "A change is for a quantity above zero."
    )

    @api.depends("disposition_id")
    def _compute_quantity(self):
        for change in self:
            change.quantity = change.quantity or change.disposition_id.quantity

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for change in self:
            waiting = change.state == "draft"
            change.can_decide = waiting and change._may_decide()
            change.can_withdraw = waiting and change.reporter_id == self.env.user

    @api.model_create_multi
    def create(self, vals_list):
        Disposition = self.env["quality.disposition"]
        completed = []
        for vals in vals_list:
            source = Disposition.browse(vals.get("disposition_id")).sudo()
            known = source and {
                "company_id": source.company_id.id,
                "team_id": source.team_id.id,
                "confidential": source.confidential,
            }
            # who asks cannot agree: nobody asks in another's name
            asked_by = {} if self.env.su else {"reporter_id": self.env.uid}
            completed.append((known or {}) | vals | asked_by)
        self._check_none_open([vals.get("disposition_id") for vals in vals_list])
        changes = super().create(completed)
        for change in changes:
            change._check_asked()
            change._tell_approver()
        return changes

    def _check_source_readable(self):
        """Whoever carries it out asks, also where he may not read the whole case."""
        if not self._gate_is_open():
            self.disposition_id.check_access("read")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        raise UserError(
            self.env._("A request for a change is evidence and stays. Withdraw it.")
        )

    def _check_none_open(self, disposition_ids):
        # of other departments, too
        asked = self.sudo().search(
            [("disposition_id", "in", disposition_ids), ("state", "=", "draft")]
        )
        if asked:
            raise UserError(
                self.env._(
                    "A change of %(name)s is asked for already (%(change)s). Wait for the "
                    "decision.",
                    name=asked[0].disposition_id.display_name,
                    change=asked[0].name,
                )
            )

    def _check_asked(self):
        """Refuse requests of strangers, and of what is not to be executed.

        :raises AccessError: the user does not execute the disposition
        :raises UserError: it waits for no execution, or the wish is impossible
        """
        self.ensure_one()
        source = self.disposition_id
        source._check_may_execute()
        if source.state != "approved":
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”: a change is asked for between approval and "
                    "execution.",
                    name=source.display_name,
                    state=source._state_label(source.state),
                )
            )
        if source.uom_id.compare(self.quantity, source.quantity) > 0:
            raise UserError(
                self.env._(
                    "%(name)s is for %(quantity)s %(uom)s only. Ask for a change of at "
                    "most that much.",
                    name=source.display_name,
                    quantity=source.quantity,
                    uom=source.uom_id.name,
                )
            )
        if self.kind in INSTRUCTED_KINDS and is_html_empty(self.instruction):
            raise UserError(
                self.env._("Write the instruction for the rework or repair.")
            )
        product = source.product_id
        if self.kind == "use_as_is" and product._is_concession_forbidden(
            self.company_id
        ):
            raise UserError(source._forbidden_message())

    def _tell_approver(self):
        approver = self.disposition_id.sudo().approved_by_id  # no secret
        if approver:
            self.sudo().activity_schedule(  # who executes may write no such task
                "mail.mail_activity_data_todo",
                user_id=approver.id,
                summary=self.env._("Decide on the change that is asked for"),
            )

    @sign_with_password
    def action_agree(self):
        self._agree()
        return True

    def action_refuse(self):
        """Ask for the reason."""
        return self._open_refusal()

    def action_withdraw(self):
        self._withdraw()
        return True

    def action_view_disposition(self):
        return (self.disposition_id | self.new_disposition_ids)._get_records_action(
            name=self.env._("Dispositions")
        )

    def _open_refusal(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "quality.disposition.change.refuse",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_change_id": self.id},
        }

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "draft": {"agreed", "refused", "withdrawn"}
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "decision_note",
            "decided_by_id",
            "date_decided",
        }

    @api.model
    def _get_signed_fields(self, meaning):
        return [*CHANGED_FIELDS, "name", "disposition_id", "quantity"]
