from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command, Domain


class CustomerClassModel(models.Model):
    """By what weighted points customers are put in classes A to D [CT-16, CT-20].

    One model holds for a company, others for single units and those below them. The
    score is the weighted mean of the criteria's points, 0 to 100.
    """

    _name = "customer.class.model"
    _description = "Class Model"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_ids = fields.Many2many(
        "customer.unit",
        "customer_class_model_unit_rel",
        string="For Units",
        check_company=True,
        help="Rates customers of these units and those below; empty: all others.",
    )
    months = fields.Integer(
        "Months Compared",
        default=12,
        tracking=True,
        help="Sales and payments of that many months; the trend compares them with as "
        "many months before.",
    )
    review_months = fields.Integer(
        "Review after (months)",
        default=12,
        tracking=True,
        help="A class is outdated that long after it was decided.",
    )
    auto_run = fields.Boolean("Rate Daily", default=True)
    criterion_ids = fields.One2many(
        "customer.class.criterion",
        "model_id",
        "Criteria",
        copy=True,
        default=lambda self: self._get_default_criteria(),
    )
    class_ids = fields.One2many(
        "customer.class",
        "model_id",
        "Classes",
        copy=True,
        default=lambda self: self._get_default_classes(),
    )
    class_rating_ids = fields.One2many(
        "customer.class.rating", "model_id", "Class Ratings"
    )
    open_count = fields.Integer("To Decide", compute="_compute_counts")
    customer_count = fields.Integer("Customers", compute="_compute_counts")

    _months_check = models.Constraint(
        "CHECK(months BETWEEN 1 AND 60 AND review_months BETWEEN 1 AND 60)",
        "A period has 1 to 60 months.",
    )

    @api.model
    def _get_default_criteria(self):
        """Nature, size, sales and trend, of equal weight: the seed names no numbers."""
        trend = [(-20, 25), (-5, 50), (5, 75), (20, 100)]
        bands = [Command.create({"value": v, "points": p}) for v, p in trend]
        names = [
            ("nature", self.env._("Nature")),
            ("size", self.env._("Size")),
            ("sales", self.env._("Sales")),
            ("trend", self.env._("Development trend")),
        ]
        return [
            Command.create(
                {
                    "name": name,
                    "kind": kind,
                    "weight": 25.0,
                    "points_missing": 50.0 if kind in ("nature", "trend") else 0.0,
                    "band_ids": bands if kind == "trend" else [],
                }
            )
            for kind, name in names
        ]

    @api.model
    def _get_default_classes(self):
        limits = {"A": 80.0, "B": 60.0, "C": 40.0, "D": 0.0}
        return [
            Command.create({"name": name, "lower_limit": limit})
            for name, limit in limits.items()
        ]

    def _compute_counts(self):
        rows = self.env["customer.class.rating"]._read_group(
            [("model_id", "in", self.ids), ("state", "in", ("proposed", "decided"))],
            ["model_id", "state"],
            ["__count"],
        )
        counts = {(model, state): count for model, state, count in rows}
        for model in self:
            model.open_count = counts.get((model, "proposed"), 0)
            model.customer_count = counts.get((model, "decided"), 0)

    @api.constrains("class_ids", "criterion_ids")
    def _check_complete(self):
        for model in self:
            if not model.criterion_ids or not sum(model.criterion_ids.mapped("weight")):
                raise ValidationError(
                    self.env._(
                        "“%(name)s” weighs nothing: add a criterion with a weight.",
                        name=model.name,
                    )
                )
            if min(model.class_ids.mapped("lower_limit"), default=1):
                raise ValidationError(
                    self.env._(
                        "In “%(name)s” no class begins at 0: some customers would have "
                        "none. Let the lowest class begin at 0.",
                        name=model.name,
                    )
                )

    @api.constrains("unit_ids", "active", "company_id")
    def _check_scope(self):
        models = self.search([("company_id", "in", self.company_id.ids)])
        for model in self.filtered("active"):
            others = models.filtered(
                lambda m, model=model: m.company_id == model.company_id and m != model
            )
            double = model.unit_ids & others.unit_ids
            if double or not (model.unit_ids or all(m.unit_ids for m in others)):
                raise ValidationError(
                    self.env._(
                        "Another class model holds for %(scope)s already: archive it, "
                        "or name other units.",
                        scope=", ".join(double.mapped("display_name"))
                        or self.env._("all units"),
                    )
                )

    def _get_customer_domain(self):
        """Return the domain of the customers this model rates: those who bought."""
        self.ensure_one()
        others = self.search([("company_id", "=", self.company_id.id)]) - self
        mine = Domain("customer_unit_id", "child_of", self.unit_ids.ids)
        narrower = others.unit_ids.filtered(
            lambda unit: (
                not self.unit_ids or unit._get_above(include=False) & self.unit_ids
            )
        )
        scope = mine if self.unit_ids else Domain.TRUE
        if narrower:
            scope &= ~Domain("customer_unit_id", "child_of", narrower.ids)
        return scope & self.env["res.partner"]._get_customer_domain(self.company_id)

    def action_open_ratings(self):
        """Show the ratings of this model, those to decide first."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_class_rating_action"
        )
        return action | {"domain": [("model_id", "in", self.ids)], "context": {}}
