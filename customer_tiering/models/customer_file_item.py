from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache


class CustomerFileItem(models.Model):
    """A field that a complete customer file has, and how much it weighs [CT-19]."""

    _name = "customer.file.item"
    _description = "Item of the Customer File"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('model', '=', 'res.partner'), ('ttype', 'not in', ('boolean', "
        "'json', 'html', 'binary', 'reference', 'properties'))]",
    )
    name = fields.Char(related="field_id.field_description")
    field_name = fields.Char(related="field_id.name", store=True)
    weight = fields.Float(default=10.0, required=True)

    _field_uniq = models.UniqueIndex(
        "(field_id, COALESCE(company_id, 0)) WHERE active",
        "The file has this field already.",
    )
    _weight_check = models.Constraint(
        "CHECK(weight > 0)", "A weight is above zero; archive what no longer counts."
    )

    @api.constrains("field_id")
    def _check_field(self):
        partner_fields = self.env["res.partner"]._fields
        for item in self:
            field = partner_fields.get(item.field_id.sudo().name)  # a name, no data
            if item.field_id.sudo().model != "res.partner" or field is None:
                raise ValidationError(
                    self.env._("A customer file consists of fields of contacts.")
                )
            if not (field.store or field.search) or field.type in ("boolean", "json"):
                raise ValidationError(
                    self.env._(
                        "“%(name)s” cannot be checked for being filled: choose a field "
                        "that is kept in the database.",
                        name=field._description_string(self.env),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @ormcache("company_id")
    def _get_weights(self, company_id):
        """Return ``{name of a field: weight}`` of a company's customer file."""
        items = self.sudo().search(  # which fields count is no secret
            Domain("company_id", "in", [False, company_id])
        )
        known = self.env["res.partner"]._fields
        return {i.field_name: i.weight for i in items if i.field_name in known}

    @api.model
    @ormcache()
    def _get_all_names(self):
        """Return the names of the fields that any company's file has."""
        items = self.sudo().search(
            [("active", "=", True)]
        )  # which fields count is no secret
        return frozenset(items.mapped("field_name"))

    @api.model
    def _get_percent_sql(self, company, partners=None):
        """Return the SQL of the filled share of ``partner``, 0 to 100 [CT-19].

        :param partners: only these partners are asked for
        """
        weights = self._get_weights(company.id)
        if not weights:
            return SQL("100")
        model = self.env["res.partner"].sudo().with_company(company)
        model = model.with_context(active_test=False)  # filled or not, that is all
        scope = Domain("id", "in", partners.ids) if partners else Domain.TRUE
        filled = [
            SQL(
                "CASE WHEN partner.id IN %s THEN %s ELSE 0 END",
                model._search(scope & Domain(name, "!=", False)).subselect(),
                weight,
            )
            for name, weight in weights.items()
        ]
        total = sum(weights.values())
        return SQL(
            "ROUND((100 * (%s) / %s)::numeric, 1)", SQL(" + ").join(filled), total
        )
