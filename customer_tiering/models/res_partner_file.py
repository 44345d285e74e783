from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartnerFile(models.Model):
    """The customer file: how complete, how fresh, how acquired [CT-19, CT-22].

    Business data only; nothing about a person's character, income or family is kept.
    """

    _inherit = "res.partner"

    acquisition_medium_id = fields.Many2one(
        "utm.medium",
        "Acquired by",
        index="btree_not_null",
        help="The way this customer was acquired.",
        groups="base.group_user",
    )
    introducer_id = fields.Many2one(
        "res.partner",
        "Introduced by",
        index="btree_not_null",
        help="Who introduced the customer or helped to collect its data.",
        groups="base.group_user",
    )
    date_file_update = fields.Date(
        "File Updated on",
        readonly=True,
        copy=False,
        help="When a field of the customer file was last written or the file checked.",
        groups="base.group_user",
    )
    file_percent = fields.Float(
        "File Complete (%)",
        compute="_compute_file",
        search="_search_file_percent",
        compute_sudo=True,
        digits=(4, 1),
        groups="base.group_user",
    )
    file_missing = fields.Char(
        "Missing in the File",
        compute="_compute_file",
        compute_sudo=True,
        groups="base.group_user",
    )

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_file(self):
        weights = self.env["customer.file.item"]._get_weights(self.env.company.id)
        total = sum(weights.values())
        for partner in self:
            file = partner.commercial_partner_id
            empty = [name for name in weights if not file[name]]
            lost = sum(weights[name] for name in empty)
            share = (total - lost) / total if total else 1
            partner.file_percent = round(100 * share, 1)
            partner.file_missing = ", ".join(
                self._fields[name]._description_string(self.env) for name in empty
            )

    def _search_file_percent(self, operator, value):
        self._check_field_access(self._fields["file_percent"], "read")  # core does not
        signs = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "in": "= ANY"}
        if operator not in signs:
            return NotImplemented
        percent = self.env["customer.file.item"]._get_percent_sql(self.env.company)
        found = SQL(
            "(SELECT partner.id FROM res_partner AS partner WHERE %s %s (%s))",
            percent,
            SQL(signs[operator]),
            [float(v) for v in value] if operator == "in" else value,
        )
        return Domain("commercial_partner_id", "in", found)

    @api.model_create_multi
    def create(self, vals_list):
        stamp = self._get_file_stamp()
        partners = super().create([{**vals, **stamp} for vals in vals_list])
        partners._forget_file()
        return partners

    def write(self, vals):
        """Whoever writes a field of the customer file updates the file [CT-19]."""
        items = self.env["customer.file.item"]
        if vals.keys() & items._get_all_names():
            vals = {**vals, **self._get_file_stamp()}
        result = super().write(vals)
        self._forget_file()
        return result

    @api.model
    def _get_file_stamp(self):
        """Return the day as of now; portal users keep no files of customers."""
        if not self._has_field_access(self._fields["date_file_update"], "write"):
            return {}
        return {"date_file_update": fields.Date.context_today(self)}

    def _forget_file(self):
        # which fields it depends on is set by users
        names = ["file_percent", "file_missing"]
        self.env["res.partner"].invalidate_model(names, flush=False)

    def action_file_checked(self):
        """Note that the file was checked today and is right as it is [CT-19]."""
        self.check_access("write")
        self.write({"date_file_update": fields.Date.context_today(self)})
        for partner in self:
            partner.message_post(body=self.env._("Customer file checked."))
        return True
