from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class QualityInspectionItem(models.Model):
    """One step of an inspection: item, basis, resource, method, record [NC-80].

    It belongs to an inspection record, or to a category whose records begin with a
    copy of its steps.
    """

    _name = "quality.inspection.item"
    _description = "Inspection Step"
    _inherit = ["quality.guard.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    record_id = fields.Many2one(
        "quality.inspection.record",
        "Inspection Record",
        index="btree_not_null",
        ondelete="cascade",
    )
    categ_id = fields.Many2one(
        "product.category", index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one(related="record_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Item", required=True, translate=False)
    basis = fields.Char(help="Standard, drawing, order or law it is judged by.")
    resource = fields.Char(help="Instrument, person or place it needs.")
    method = fields.Char()
    requirement = fields.Char(help="Limit or expected value.")
    result = fields.Char("Record", help="What was found.")
    verdict = fields.Selection(
        [("pass", "Conforms"), ("fail", "Does not conform"), ("na", "Not applicable")]
    )

    _owner_check = models.Constraint(
        "CHECK((record_id IS NULL) != (categ_id IS NULL))",
        "A step belongs to one inspection record or to one category.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._check_record_open()
        return items

    def write(self, vals):
        self._check_record_open()
        result = super().write(vals)
        if "record_id" in vals:
            self._check_record_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_inspected(self):
        self._check_record_open()

    def _check_record_open(self):
        closed = self.record_id.filtered(lambda record: record.state != "draft")
        if closed:
            raise UserError(
                self.env._(
                    "%(names)s is inspected: its steps are evidence. Cancel it with a "
                    "reason and make another record if something is wrong.",
                    names=", ".join(closed.mapped("name")),
                )
            )

    def _prepare_copy_vals(self):
        """Values of this step in a new inspection record."""
        self.ensure_one()
        names = ("sequence", "name", "basis", "resource", "method", "requirement")
        return {name: self[name] for name in names}

    @api.model
    def _get_templates(self, category):
        """The steps of ``category`` or of the nearest one above that has some."""
        path = [int(part) for part in (category.parent_path or "").split("/") if part]
        items = self.search(Domain("categ_id", "in", path)).grouped("categ_id")
        by_id = {owner.id: steps for owner, steps in items.items()}
        nearest = (by_id[key] for key in reversed(path) if key in by_id)
        return next(nearest, self.browse())
