from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerGift(models.Model):
    """A request to give gifts or hospitality to a customer's people [CT-26].

    draft → submitted → (compliance →) approved → given → closed; refused; cancelled.
    Amounts are in the company's currency. Nothing is given before approval.
    """

    _name = "customer.gift"
    _description = "Gift and Hospitality Request"
    _inherit = ["customer.request.mixin", "customer.party.mixin"]
    _order = "date_planned desc, id desc"
    _frozen_states = ("closed", "refused", "cancelled")
    _step_records = "default_gift_ids"
    _open_fields = {
        "approved": {"proof_ids", "proof_note"},
        "given": {"proof_ids", "proof_note"},
    }

    partner_id = fields.Many2one(
        check_company=True, tracking=True, domain="[('is_company', '=', True)]"
    )
    tier_id = fields.Many2one(related="commercial_partner_id.tier_id")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("compliance", "With Compliance"),
            ("approved", "Approved"),
            ("given", "Given"),
            ("closed", "Closed"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
        group_expand=True,
    )
    kind_id = fields.Many2one(
        "customer.gift.kind",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=True,
    )
    occasion = fields.Char(
        required=True, help="For example a jubilee or a plant visit."
    )
    reason = fields.Text(
        "Business Reason", help="Why it is necessary; never to win a favour."
    )
    tender = fields.Selection(
        [("no", "No"), ("yes", "Yes")],
        "Tender Open",
        copy=False,
        tracking=True,
        help="Whether the customer decides on a tender or an offer of ours now. Nothing "
        "is given during an open tender.",
    )
    order_id = fields.Many2one(
        "sale.order",
        "Related Order",
        check_company=True,
        index="btree_not_null",
        domain="[('partner_id', 'child_of', partner_id)]",
    )
    budget_line = fields.Char(help="Where the cost is booked.")
    date_planned = fields.Date(
        "Planned on",
        required=True,
        tracking=True,
        default=lambda self: fields.Date.context_today(self),
    )
    line_ids = fields.One2many("customer.gift.line", "gift_id", "Recipients", copy=True)
    value = fields.Monetary(
        "Total Value", compute="_compute_value", store=True, tracking=True
    )
    recipient_count = fields.Integer(compute="_compute_value", store=True)
    needs_compliance = fields.Boolean(readonly=True, copy=False, tracking=True)
    decision_note = fields.Text("Findings when decided", readonly=True, copy=False)
    compliance_id = fields.Many2one(
        "res.users", readonly=True, copy=False, tracking=True
    )
    can_comply = fields.Boolean(compute="_compute_can_comply")
    date_approved = fields.Datetime("Approved on", readonly=True, copy=False)
    date_given = fields.Date("Given on", readonly=True, copy=False, tracking=True)
    given_by_id = fields.Many2one("res.users", "Given by", readonly=True, copy=False)
    present = fields.Text("Those Present", readonly=True, copy=False)
    proof_ids = fields.Many2many("ir.attachment", string="Proof of Receipt", copy=False)
    proof_note = fields.Text("Note on the Receipt", copy=False)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False)
    date_closed = fields.Date("Closed on", readonly=True, copy=False)

    @api.depends("line_ids.value", "line_ids.recipient_id")
    def _compute_value(self):
        for gift in self:
            gift.value = sum(gift.line_ids.mapped("value"))
            gift.recipient_count = len(gift.line_ids.recipient_id)

    @api.depends_context("uid")
    @api.depends("state", "requester_id", "approver_id")
    def _compute_can_comply(self):
        user = self.env.user
        officer = user.has_group("customer_tiering.group_tier_compliance")
        for gift in self:
            involved = user in (gift.requester_id, gift.approver_id)
            gift.can_comply = officer and not involved and gift.state == "compliance"

    @api.constrains("order_id", "partner_id")
    def _check_order(self):
        for gift in self:
            order = gift.order_id.sudo()  # compares the customers, shows nothing
            if order and (
                order.partner_id.commercial_partner_id != gift.commercial_partner_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(order)s is an order of another customer than %(customer)s. "
                        "Choose an order of this customer, or none.",
                        order=order.name,
                        customer=gift.partner_id.display_name,
                    )
                )

    @api.constrains("proof_ids")
    def _check_proof(self):
        """Only files uploaded here: no file of other documents shows through."""
        for gift in self:
            for file in gift.sudo().proof_ids:  # whose they are, not what they say
                if (file.res_model, file.res_id) != (gift._name, gift.id):
                    raise ValidationError(
                        self.env._(
                            "The proof of receipt of %(name)s belongs to another "
                            "document. Upload the file here.",
                            name=gift.name,
                        )
                    )

    @api.model
    def _get_transitions(self):
        return {
            "draft": {"submitted"},
            "submitted": {"compliance", "approved", "refused", "cancelled"},
            "compliance": {"approved", "refused", "cancelled"},
            "approved": {"given", "cancelled"},
            "given": {"closed"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("needs_compliance", "decision_note", "compliance_id", "date_approved"),
            *("date_given", "given_by_id", "present", "closed_by_id", "date_closed"),
        }

    def action_view_register(self):
        """Open the rows of the register that come from this request."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_gift_line_action"
        )
        return action | {"domain": [("gift_id", "in", self.ids)], "context": {}}
