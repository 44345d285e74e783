from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

RESULTS = [("good", "Conforming"), ("bad", "Nonconforming")]
OFFICER = "quality_base.group_quality_officer"


class QualityComplaintLaboratory(models.Model):
    """The same lot, the retained sample, the statutory laboratory [CO-25, X-26].

    in dispute → at the laboratory → decided; withdrawn. The decision says whether the
    goods are good (``quality.complaint._on_goods_judged``). While it is open, the
    complaint is neither decided nor closed.
    """

    _name = "quality.complaint.laboratory"
    _description = "Dispute on Goods, at the Laboratory"
    _inherit = ["quality.complaint.part"]
    _part_letter = "L"
    _first_states = ()
    _frozen_states = ("decided", "withdrawn")

    state = fields.Selection(
        [
            ("dispute", "In Dispute"),
            ("laboratory", "At the Laboratory"),
            ("decided", "Decided"),
            ("withdrawn", "Withdrawn"),
        ],
        default="dispute",
        required=True,
        readonly=True,
        copy=False,
    )
    reason = fields.Text("What is Disputed", required=True)
    return_id = fields.Many2one(
        "quality.return",
        "Refused Return",
        readonly=True,
        index="btree_not_null",
        check_company=True,
    )
    product_id = fields.Many2one(related="complaint_id.product_id")
    lot_id = fields.Many2one(
        "stock.lot",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        domain="[('product_id', '=?', product_id)]",
    )
    # the same lot elsewhere, and the sample that was kept
    same_lot_note = fields.Text(
        "State of the Same Lot", help="What is seen on the other goods of the lot."
    )
    same_lot_result = fields.Selection(
        [*RESULTS, ("gone", "None left")], "Same Lot", copy=False
    )
    retained_ref = fields.Char("Retained Sample")
    retained_place = fields.Char("Kept where")
    retained_result = fields.Selection(RESULTS, "Retained Sample is", copy=False)
    retained_checked_by_id = fields.Many2one(
        "res.users", "Retained Sample checked by", copy=False
    )
    retained_date = fields.Date("Retained Sample checked on", copy=False)
    customer_ref = fields.Char("Customer's Sample")
    # the laboratory
    laboratory_id = fields.Many2one("res.partner", index="btree_not_null")
    statutory = fields.Boolean("Statutory Laboratory", default=True)
    date_sent = fields.Datetime("Sent on", readonly=True, copy=False)
    date_expected = fields.Date("Report expected on")
    report_number = fields.Char(copy=False)
    report_date = fields.Date(copy=False)
    # the end
    arbitration_body = fields.Char(copy=False)
    arbitration_outcome = fields.Text(copy=False)
    result = fields.Selection(
        [*RESULTS, ("settled", "Settled otherwise")], readonly=True, copy=False
    )
    decision = fields.Text(readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, copy=False
    )
    date_decided = fields.Datetime("Decided on", readonly=True, copy=False)

    @api.model
    def _get_transitions(self):
        return {
            "dispute": {"laboratory", "decided", "withdrawn"},
            "laboratory": {"decided", "withdrawn"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("return_id", "date_sent", "result", "decision"),
            *("decided_by_id", "date_decided"),
        }

    def action_send(self):
        self._send()
        return True

    def action_decide(self):
        """Ask for result and reason, then :meth:`_decide`."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "quality.complaint.laboratory.decide",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_laboratory_id": self.id},
        }

    def action_withdraw(self):
        self._withdraw()
        return True

    def _send(self):
        """The samples go to the laboratory.

        :raises UserError: no laboratory, or no sample is named
        """
        self._check_step_of_part()
        self._require(laboratory_id=self.env._("choose the laboratory."))
        for row in self:
            if not (row.retained_ref or row.customer_ref):
                raise UserError(
                    self.env._(
                        "%(name)s: name the retained sample, the customer's sample, or "
                        "both: something must be sent.",
                        name=row.name,
                    )
                )
        self._set_state("laboratory", date_sent=fields.Datetime.now())

    def _decide(self, result, text):
        """The report, or the settlement, ends the dispute.

        :param str result: "good", "bad" or "settled"
        :param str text: what the report says; the judgement of the goods cites it
        :raises AccessError: the user is no quality officer
        :raises UserError: no report, no text, or no settlement is recorded
        """
        self._check_step_of_part()
        if not self.env.user.has_group(OFFICER):
            raise AccessError(
                self.env._(
                    "Disputes on goods are decided by quality officers: ask one."
                )
            )
        if not (text or "").strip():
            raise UserError(self.env._("Say what the report or the settlement says."))
        if result == "settled":
            self._require(
                arbitration_body=self.env._("say who settled it."),
                arbitration_outcome=self.env._("write down what was settled."),
            )
        elif self.filtered(lambda row: row.state == "laboratory"):
            self._require(report_number=self.env._("enter the number of the report."))
        self._set_state(
            "decided",
            result=result,
            decision=text,
            decided_by_id=self.env.uid,
            date_decided=fields.Datetime.now(),
        )
        for row in self:
            row._judge_goods(result, text)

    def _judge_goods(self, result, text):
        """Carry the result over to the goods, unless they are judged so, or bad."""
        self.ensure_one()
        complaint = self.complaint_id
        known = complaint.goods_judgement
        complaint._log_history(
            "note", {"laboratory": self.name, "result": result}, text
        )
        if result == "settled" or not complaint._is_goods_case():
            return
        if known in (result, "bad"):
            # bad goods are judged again in their nonconformity
            return
        complaint._on_goods_judged(result == "good", text)

    def _withdraw(self):
        """The customer, or the house, gives way."""
        self._check_step_of_part()
        self._set_state("withdrawn")
        for row in self:
            row.complaint_id._log_history("note", {"laboratory": "withdrawn"}, row.name)
