from odoo import api, fields, models
from odoo.exceptions import AccessError

#: scope and way of holding of medical devices, unless the category says otherwise
DEVICE_PRESET = ("lot", "automatic")
HOLD_FIELDS = {"complaint_hold_scope", "complaint_hold_mode"}


class ProductCategory(models.Model):
    """Whether goods are held while a complaint about them is verified [CO-32].

    Empty settings come from the category above.
    """

    _inherit = "product.category"

    complaint_hold_scope = fields.Selection(
        [
            ("none", "No hold"),
            ("lot", "The lots complained about"),
            ("product", "The whole product"),
        ],
        "Held on a Complaint",
        compute="_compute_complaint_hold",
        store=True,
        readonly=False,
        tracking=True,
        help="What must not be delivered while a complaint about the goods is being "
        "verified. Empty: as in the category above.",
    )
    complaint_hold_mode = fields.Selection(
        [("automatic", "When the complaint is accepted"), ("decision", "By decision")],
        "Complaint Hold Placed",
        compute="_compute_complaint_hold",
        store=True,
        readonly=False,
        tracking=True,
        help="Empty: as in the category above.",
    )

    @api.depends("goods_kind")
    def _compute_complaint_hold(self):
        for category in self:
            device = category.goods_kind == "device"
            scope, mode = DEVICE_PRESET if device else (False, False)
            category.complaint_hold_scope = category.complaint_hold_scope or scope
            category.complaint_hold_mode = category.complaint_hold_mode or mode

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get(name) for vals in vals_list for name in HOLD_FIELDS):
            self._check_may_set_complaint_hold()
        return super().create(vals_list)

    def write(self, vals):
        if HOLD_FIELDS & vals.keys():
            self._check_may_set_complaint_hold()
        return super().write(vals)

    def _check_may_set_complaint_hold(self):
        if not (
            self.env.su or self.env.user.has_group("quality_base.group_quality_manager")
        ):
            raise AccessError(
                self.env._(
                    "Whether goods are held on a complaint is set by a quality manager. "
                    "Ask one to change this category."
                )
            )

    def _get_complaint_hold_rule(self):
        """Return ``(scope, mode)`` in force: own settings, else those from above.

        Of no category, too: products need not have one.
        """
        scope = mode = False
        category = self.sudo()  # a rule that everybody obeys
        while category and not (scope and mode):
            scope = scope or category.complaint_hold_scope
            mode = mode or category.complaint_hold_mode
            category = category.parent_id
        return scope or "none", mode or "decision"
