from odoo import fields, models
from odoo.fields import Domain

from ..models.quality_customer_information import TOPICS


class QualityCustomerInformationLedger(models.TransientModel):
    """Register of customer information 顾客信息登记表 as XLSX [CO-11]."""

    _name = "quality.customer.information.ledger"
    _description = "Customer Information Register"
    _inherit = ["quality.ledger"]

    _ledger_model = "quality.customer.information"
    _ledger_form = "quality_complaint.form_customer_information_ledger"
    _ledger_date = "date"
    _ledger_order = "date, id"

    topic = fields.Selection(TOPICS)
    partner_id = fields.Many2one("res.partner", "Customer")
    important_only = fields.Boolean("Only Important Ones")

    def _ledger_columns(self):
        column = self._ledger_column
        return [
            column("name", width=18),
            column("date", kind="datetime"),
            column("channel"),
            column("topic", width=30),
            column("partner_id", width=30),
            column("contact_name"),
            column("product_id", width=30),
            column("lot_id"),
            column("description", width=50),
            column("important", kind="bool"),
            column("date_engineer_told", kind="datetime"),
            column("reporter_id"),
            column("team_id"),
            column("user_id"),
            column("measure", width=40),
            column("complaint_id"),
            column("date_closed", kind="datetime"),
            column("state"),
        ]

    def _ledger_domain(self):
        domain = super()._ledger_domain()
        if self.topic:
            domain &= Domain("topic", "=", self.topic)
        if self.partner_id:
            domain &= Domain("partner_id", "child_of", self.partner_id.ids)
        if self.important_only:
            domain &= Domain("important", "=", True)
        return domain

    def _ledger_filters(self):
        labels = dict(self._fields["topic"]._description_selection(self.env))
        important = self.important_only and self.env._("Only Important Ones")
        return [
            (self.env._("Topic"), labels.get(self.topic)),
            (self.env._("Customer"), self.partner_id.display_name),
            (self.env._("Filter"), important),
        ]
