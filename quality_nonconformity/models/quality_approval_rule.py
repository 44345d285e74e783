from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.quality_base.models.res_company import SECTORS

#: how high a board is; the higher decides in place of the lower
MRB_RANK = {False: 0, "basic": 1, "company": 2}
#: names of the selections that rules speak of
_POINTS = ("quality.nonconformity", "detection_point")
_KINDS = ("quality.disposition", "kind")


def _selection_domain(model, field):
    """Return a domain that is read without rights on the fields themselves."""

    def get_domain(records):
        found = records.env["ir.model.fields"]._get(model, field).selection_ids
        return [("id", "in", found.ids)]

    return get_domain


class QualityApprovalRule(models.Model):
    """Who must agree to a disposition: a line of the approval matrix [NC-51, NC-52].

    Detection point × severity × disposition × value × category × class of the defect ×
    customer concerned × sector → review board, posts that review, countersign and
    approve. Empty conditions hold for all.
    All rules that match apply together. Values are in the currency of the company of
    the document: quantity × cost of the product, summed over the dispositions of the
    same kind of a nonconformity, so that splitting leads below no limit; from
    ``value_from`` (included) up to ``value_to`` (not included, 0 = no limit).
    """

    _name = "quality.approval.rule"
    _description = "Approval Rule"
    _inherit = ["mail.thread"]
    _order = "preset, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", tracking=True)
    preset = fields.Selection(
        SECTORS,
        "Sector",
        tracking=True,
        help="Applies only in companies with this sector preset. Empty: in all.",
    )
    source = fields.Char("Source Reference", help="Standard or house rule.")
    # when
    source_kind = fields.Selection(
        [("product", "Product"), ("service", "Service")], "Nonconformity of"
    )
    detection_ids = fields.Many2many(
        "ir.model.fields.selection",
        "quality_approval_rule_detection_rel",
        string="Detection Points",
        domain=_selection_domain(*_POINTS),
    )
    severity_ids = fields.Many2many("quality.severity", string="Severities")
    kind_ids = fields.Many2many(
        "ir.model.fields.selection",
        "quality_approval_rule_kind_rel",
        string="Dispositions",
        domain=_selection_domain(*_KINDS),
    )
    categ_ids = fields.Many2many(
        "product.category", string="Product Categories", help="And those below them."
    )
    defect_class_ids = fields.Many2many(
        "quality.defect.class",
        string="Defect Classes",
        help="E.g. of safety characteristics. Empty: all.",
    )
    customer_concerned = fields.Boolean(
        help="Only where the nonconformity names a customer."
    )
    value_from = fields.Monetary(tracking=True)
    value_to = fields.Monetary(tracking=True, help="Not included. 0: no limit.")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    # who
    mrb_level = fields.Selection(
        [("basic", "Basic board"), ("company", "Company board")],
        "Review Board",
        tracking=True,
    )
    reviewer_ids = fields.Many2many(
        "quality.function",
        "quality_approval_rule_reviewer_rel",
        string="Review",
        tracking=True,
    )
    countersigner_ids = fields.Many2many(
        "quality.function",
        "quality_approval_rule_countersigner_rel",
        string="Countersign",
        tracking=True,
    )
    approver_ids = fields.Many2many(
        "quality.function",
        "quality_approval_rule_approver_rel",
        string="Approve Finally",
        tracking=True,
        help="Empty, and no board: a quality officer who did not propose it.",
    )
    # what must be there before
    effect_required = fields.Boolean("Effect on Quality Stated")
    cause_required = fields.Boolean("Cause Stated")
    deadline_required = fields.Boolean("Time Limit Stated")

    _value_check = models.Constraint(
        "CHECK(value_to IS NULL OR value_to = 0 OR value_from < value_to)",
        "The range of values is empty: correct “from” and “to”.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for rule in self:
            rule.currency_id = (rule.company_id or self.env.company).currency_id

    @api.constrains("detection_ids", "kind_ids")
    def _check_selections(self):
        for rule in self:
            for names, rows in (
                (_POINTS, rule.detection_ids),
                (_KINDS, rule.kind_ids),
            ):
                found = {(row.field_id.model, row.field_id.name) for row in rows}
                if found - {names}:
                    raise ValidationError(
                        self.env._(
                            "“%(name)s”: choose detection points and dispositions from "
                            "their own lists.",
                            name=rule.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self._refresh_proposals()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self._refresh_proposals()
        return result

    def unlink(self):
        result = super().unlink()
        self._refresh_proposals()
        return result

    def _refresh_proposals(self):
        """Let all proposals show who must agree to them now."""
        # the head of quality of one company may change rules that serve others too
        proposals = self.env["quality.disposition"].sudo()
        proposals.search([("state", "=", "draft")])._refresh_approvals()

    @api.model
    def _match(self, dispositions):
        """Return ``{disposition id: rules}`` that apply; one query for the rules."""
        dispositions = dispositions.sudo()  # who must agree does not depend on who asks
        companies = [False, *dispositions.company_id.ids]
        # no context of a caller brings back rules that are switched off
        live = Domain("company_id", "in", companies) & Domain("active", "=", True)
        rules = self.sudo().search(live)
        return {
            disposition.id: rules.filtered(
                lambda rule, row=disposition: rule._applies_to(row)
            )
            for disposition in dispositions
        }

    def _applies_to(self, disposition):
        self.ensure_one()
        source, company = disposition.nonconformity_id, disposition.company_id
        return (
            self.company_id in (company, self.env["res.company"])
            and self.preset in (False, company.quality_sector)
            and self.source_kind in (False, source.kind)
            and _holds(self.detection_ids, source.detection_point)
            and _holds(self.kind_ids, disposition.kind)
            and (not self.severity_ids or source.severity_id in self.severity_ids)
            and self._covers_category(source.product_id.categ_id)
            and self._covers_effect(source)
            and self._covers_value(disposition)
        )

    def _covers_category(self, category):
        path = category.parent_path or ""
        return not self.categ_ids or any(
            path.startswith(mine.parent_path) for mine in self.categ_ids
        )

    def _covers_effect(self, source):
        """Whether the defect's class, and its effect on customers, are meant [NC-48]."""
        classes = self.defect_class_ids
        return (not classes or source.defect_class_id in classes) and bool(
            source.partner_id or not self.customer_concerned
        )

    def _covers_value(self, disposition):
        compare = disposition.currency_id.compare_amounts
        value = disposition._get_judged_value()
        return compare(value, self.value_from) >= 0 and (
            not self.value_to or compare(value, self.value_to) < 0
        )

    def _get_needs(self):
        """Return what these rules demand together: ``{(role, post id): rules}``."""
        needs = {}
        for rule in self:
            for role, posts in (
                ("review", rule.reviewer_ids),
                ("countersign", rule.countersigner_ids),
                ("approve", rule.approver_ids),
            ):
                for post in posts:
                    key = (role, post.id)
                    needs[key] = needs.get(key, self.browse()) | rule
        return needs

    def _get_mrb_level(self):
        """Return the highest board that one of the rules demands, or False."""
        return max([False, *self.mapped("mrb_level")], key=MRB_RANK.get)


def _holds(rows, value):
    """Whether ``value`` is one of the selections, or none is named."""
    return not rows or value in rows.mapped("value")
