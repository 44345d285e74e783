from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.condition import parse_condition
from ..tools.retention import PERMANENT, Rule

UNITS = [("day", "Days"), ("month", "Months"), ("year", "Years")]


class QualityRetentionPolicy(models.Model):
    """How long one kind of record is kept, and from when [XX-01].

    Of all policies that fit a record the longest wins. Changes are tracked. A record without any policy
    is kept without end, and shown as such.
    """

    _name = "quality.retention.policy"
    _description = "Retention Policy"
    _inherit = ["mail.thread", "quality.guard.mixin"]
    _order = "model, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    model = fields.Selection(
        "_selection_model", "Kind of Record", required=True, index=True, tracking=True
    )
    product_categ_id = fields.Many2one(
        "product.category",
        "Product Class",
        index="btree_not_null",
        tracking=True,
        help="Only records on products of this category or below it.",
    )
    condition = fields.Char(
        default="[]",
        required=True,
        tracking=True,
        help="Only records that meet it; all when empty.",
    )
    company_id = fields.Many2one("res.company", index=True, tracking=True)
    preset = fields.Selection(
        lambda self: self.env["res.company"]._fields["quality_sector"].selection,
        "Sector",
        tracking=True,
        help="Applies only in companies with this sector preset. Empty: always.",
    )
    anchor = fields.Selection(
        [
            ("creation", "Creation"),
            ("close", "Closing"),
            ("sale", "Sale"),
            ("expiry", "Expiry of the Lot"),
            (PERMANENT, "Permanent"),
        ],
        "Counted from",
        required=True,
        default="close",
        tracking=True,
    )
    number = fields.Integer("Period", default=5, tracking=True)
    unit = fields.Selection(UNITS, required=True, default="year", tracking=True)
    fallback_anchor = fields.Selection(
        [("creation", "Creation"), ("close", "Closing"), ("sale", "Sale")],
        "Else from",
        tracking=True,
        help="Counted from here when the record has no such date, e.g. a lot "
        "without expiry.",
    )
    fallback_number = fields.Integer("Else Period", default=5, tracking=True)
    fallback_unit = fields.Selection(UNITS, "Else Unit", default="year", tracking=True)
    source = fields.Char(help="Article or procedure that demands the period.")
    note = fields.Text()

    _positive = models.Constraint(
        "CHECK(anchor = 'permanent' OR number > 0)",
        "The retention period must be positive.",
    )

    @api.constrains("anchor", "fallback_anchor", "fallback_number")
    def _check_fallback(self):
        for policy in self:
            if policy.fallback_anchor and policy.fallback_number <= 0:
                raise ValidationError(
                    self.env._(
                        "%(policy)s: the period for records without that date must be "
                        "positive too.",
                        policy=policy.name,
                    )
                )
            if policy.anchor in ("sale", "expiry") and not policy.fallback_anchor:
                raise ValidationError(
                    self.env._(
                        "%(policy)s: say from when to count if a record has no date of "
                        "sale or expiry, else it would never end (for that choose "
                        "“Permanent”).",
                        policy=policy.name,
                    )
                )

    @api.constrains("model", "condition")
    def _check_condition(self):
        for policy in self.filtered(lambda p: p.model in self.env):
            policy._parse_condition()

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies._plan_new_check()
        return policies

    def write(self, vals):
        self._plan_new_check()  # also the kind of record it applied to until now
        result = super().write(vals)
        self._plan_new_check()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "A retention policy is archived, not deleted: it has to show what was "
                "kept for how long, and who changed that."
            )
        )

    @api.model
    def _selection_model(self):
        return sorted(
            (name, self.env["ir.model"]._get(name).name or name)
            for name in self._get_retained_models()
        )

    @api.model
    def _get_retained_models(self):
        """Names of the models whose records are kept by policies."""
        mixin = self.env.registry["quality.retention.mixin"]
        return [
            name
            for name, cls in self.env.registry.items()
            if not cls._abstract and issubclass(cls, mixin)
        ]

    def _get_rule(self):
        """Return the policy as a rule of :mod:`quality_base.tools.retention`."""
        self.ensure_one()
        fallback = None
        if self.fallback_anchor:
            fallback = (self.fallback_anchor, self.fallback_number, self.fallback_unit)
        return Rule(self.anchor, self.number, self.unit, fallback)

    def _applies_to(self, company, categories):
        """Whether the policy fits a record's company and its products' categories."""
        self.ensure_one()
        if self.company_id and self.company_id != company:
            return False
        if self.preset and self.preset != company.quality_sector:
            return False
        if not self.product_categ_id:
            return True
        path = self.product_categ_id.parent_path
        return any(c.parent_path.startswith(path) for c in categories if c.parent_path)

    def _covers(self, record):
        """Whether a record meets the policy's condition."""
        self.ensure_one()
        return bool(record.filtered_domain(self._parse_condition()))

    def _parse_condition(self):
        """Return the condition as a Domain.

        :raises ValidationError: when it is no domain of that kind of record
        """
        self.ensure_one()
        try:
            return parse_condition(self.condition, self.env[self.model])
        except ValueError as error:
            raise ValidationError(
                self.env._(
                    "The condition of “%(name)s” is no filter on these records: "
                    "%(error)s",
                    name=self.name,
                    error=error,
                )
            ) from error

    def _plan_new_check(self):
        """Let the review job look again at all records of these policies' kinds."""
        for name in set(self.mapped("model")) & set(self._get_retained_models()):
            self.env[name]._reset_retention_check()
