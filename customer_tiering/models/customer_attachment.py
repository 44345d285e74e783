from odoo import api, models
from odoo.exceptions import UserError

#: what an attachment says and where it belongs
CONTENT = {
    *("raw", "datas", "db_datas", "url", "type", "name", "mimetype"),
    *("res_model", "res_id", "res_field"),
}


class IrAttachment(models.Model):
    """Files of decided documents stay as they are, for sales and finance [CT-34]."""

    _inherit = "ir.attachment"

    def write(self, vals):
        # the server moves the storage of files of its own accord
        if self.env.su or CONTENT.isdisjoint(vals):
            return super().write(vals)
        self._check_customer_frozen()
        result = super().write(vals)
        self._check_customer_fields()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        if not self.env.su:
            files._check_customer_fields()
        return files

    def _check_customer_fields(self):
        """Refuse files put into a field of a frozen document; beside it they may be."""
        self.filtered("res_field")._check_customer_frozen()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_customer_frozen(self):
        # the discussion's own trash deletes with all rights: it is refused as well
        self._check_customer_frozen()

    def _check_customer_frozen(self):
        """Refuse other contents for the files of frozen documents about money.

        :raises UserError: names the file and the document
        """
        models_of = self.env.registry
        for name, files in self.sudo().grouped("res_model").items():
            if not name or name not in models_of:
                continue
            records = self.env[name]
            if not isinstance(records, models_of["customer.state.mixin"]):
                continue
            # whether it is decided, even where the user may not read the document
            records = records.sudo().browse(files.mapped("res_id")).exists()
            for record in records:
                if record.state in record._frozen_states:
                    raise UserError(
                        self.env._(
                            "The file “%(file)s” belongs to %(name)s, which is handed "
                            "in or decided: it can no longer be changed. Attach the "
                            "corrected file beside it.",
                            file=files.filtered(lambda f, r=record: f.res_id == r.id)[
                                :1
                            ].name,
                            name=record.display_name,
                        )
                    )
