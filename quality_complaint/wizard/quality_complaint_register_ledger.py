from odoo import fields, models
from odoo.fields import Domain

from ..models.quality_complaint_register import REGISTER_CHANNELS
from .quality_complaint_ledger import EXPORTERS


class QualityComplaintRegisterLedger(models.TransientModel):
    """Register of letters, calls and visits 来信来电来访登记簿及台账 [CO-10, FU-82].

    It starts where the designated person enters them; what waits to be entered stands
    in it without a number, so that nothing is missed.
    """

    _name = "quality.complaint.register.ledger"
    _description = "Register of Letters, Calls and Visits"
    _inherit = ["quality.ledger"]

    _ledger_model = "quality.complaint"
    _ledger_form = "quality_complaint.form_complaint_register"
    _ledger_date = "date"
    _ledger_order = "date, id"
    _ledger_groups = EXPORTERS

    registered_only = fields.Boolean("Only Registered Ones")

    def _ledger_columns(self):
        column = self._ledger_column
        return [
            column("register_number", width=18),
            column("name", width=18),
            column("date", kind="datetime"),
            column("channel"),
            column("channel_detail"),
            column("partner_id", width=28),
            column("contact_name"),
            column("contact_phone"),
            column("contact_email"),
            column("contact_address", width=24),
            column("kind_id", width=24),
            column("description", width=44),
            column("product_id", width=28),
            column("lot_ids"),
            column("call_count", kind="int"),
            column("registered_by_id"),
            column("date_registered", kind="datetime"),
            column("team_id"),
            column("user_id"),
            column("needs_leader", kind="bool"),
            column("leader_id"),
            column("leader_note", width=28),
            column("reply", width=40),
            column("date_replied", kind="datetime"),
            column("result", width=32),
            column("date_closed", kind="datetime"),
            column("state"),
        ]

    def _ledger_domain(self):
        domain = super()._ledger_domain() & (
            Domain("channel", "in", REGISTER_CHANNELS)
            | Domain("register_number", "!=", False)
        )
        if self.registered_only:
            domain &= Domain("register_number", "!=", False)
        return domain

    def _ledger_filters(self):
        only = self.registered_only and self.env._("Only Registered Ones")
        return [(self.env._("Filter"), only)]
