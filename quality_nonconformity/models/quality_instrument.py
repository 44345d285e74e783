from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class QualityInstrument(models.Model):
    """A gauge or tester, and until when its results can be relied on [NC-44, NC-01].

    ``status`` is what people say of it; ``state`` also knows the date: an instrument
    whose check is over due is not valid. Its checks are rows that stay.
    """

    _name = "quality.instrument"
    _description = "Measuring Instrument"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "quality.guard.mixin",
        "quality.nonconformity.origin.mixin",
    ]
    _order = "number, id"
    _rec_names_search = ["name", "number", "serial_number"]
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    number = fields.Char(required=True, tracking=True, help="Inventory number.")
    serial_number = fields.Char()
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    team_id = fields.Many2one(
        "quality.team", "Used by", check_company=True, index="btree_not_null"
    )
    user_id = fields.Many2one("res.users", "Kept by", index="btree_not_null")
    range_note = fields.Char("Range and Accuracy")
    interval_months = fields.Integer("Checked every (months)", default=12)
    status = fields.Selection(
        [("in_use", "In use"), ("defective", "Defective"), ("withdrawn", "Withdrawn")],
        default="in_use",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    state = fields.Selection(
        [
            ("valid", "Valid"),
            ("due", "Check due"),
            ("defective", "Defective"),
            ("withdrawn", "Withdrawn"),
        ],
        compute="_compute_state",
        search="_search_state",
    )
    check_ids = fields.One2many(
        "quality.instrument.check", "instrument_id", "Checks", copy=False
    )
    date_valid = fields.Date(
        "Last Good Check", compute="_compute_dates", store=True, readonly=True
    )
    date_next = fields.Date("Next Check", compute="_compute_dates", store=True)
    defect_reason = fields.Text("What is wrong", readonly=True, copy=False)
    date_defective = fields.Datetime("Found Defective on", readonly=True, copy=False)

    _number_uniq = models.UniqueIndex(
        "(company_id, number)", "Another instrument has this number."
    )
    _interval_check = models.Constraint(
        "CHECK(interval_months > 0)", "An instrument is checked every so many months."
    )

    @api.depends("check_ids.date", "check_ids.result", "interval_months")
    def _compute_dates(self):
        for instrument in self:
            good = instrument.check_ids.filtered(lambda check: check.result == "good")
            last = max(good.mapped("date"), default=False)
            instrument.date_valid = last
            instrument.date_next = last and last + relativedelta(
                months=instrument.interval_months
            )

    @api.depends("status", "date_next")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for instrument in self:
            fresh = instrument.date_next and instrument.date_next >= today
            usable = "valid" if fresh else "due"
            instrument.state = (
                usable if instrument.status == "in_use" else instrument.status
            )

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        in_use = Domain("status", "=", "in_use")
        fresh = Domain("date_next", ">=", today)
        found = {
            "valid": in_use & fresh,
            "due": in_use & ~fresh,
            "defective": Domain("status", "=", "defective"),
            "withdrawn": Domain("status", "=", "withdrawn"),
        }
        return Domain.OR(found[key] for key in value if key in found)

    @api.depends("name", "number")
    def _compute_display_name(self):
        for instrument in self:
            instrument.display_name = (
                f"{instrument.number or ''} {instrument.name or ''}"
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("status", "in_use") != "in_use":
                raise UserError(self._status_message())
        return super().create(vals_list)

    def write(self, vals):
        fixed = {"status", "defect_reason", "date_defective"}
        if fixed & vals.keys() and not self.env.su:
            raise UserError(self._status_message())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.check_ids:
            raise UserError(
                self.env._("An instrument with checks is evidence. Archive it instead.")
            )

    def action_withdraw(self):
        """Take the instruments out of use for good; nothing follows for the goods."""
        self._set_status("withdrawn")

    def action_declare_defective(self):
        """Ask what is wrong, then :meth:`_declare_defective`."""
        self.ensure_one()
        return self.env["quality.nonconformity.reason"]._open(self, "defective")

    def _set_status(self, status, **vals):
        self.check_access("write")
        # rights are checked; by hand nobody writes the status
        self.sudo().write({"status": status, **vals})

    def _status_message(self):
        return self.env._(
            "Whether an instrument is in use follows from its checks: enter a check, "
            "declare it defective, or withdraw it."
        )

    def _prepare_nonconformity_vals(self):
        return super()._prepare_nonconformity_vals() | {
            "company_id": self.company_id.id,
            "detection_point": "routine_check",
            "cause_category": "measurement",
            "is_suspect": True,
        }
