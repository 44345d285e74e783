from odoo import api, fields, models
from odoo.fields import Command

from .quality_complaint_solution import APOLOGIES


class QualityComplaintAgreed(models.Model):
    """What is decided for the customer: own fault, his fault, agreement [CO-37 to 39]."""

    _inherit = "quality.complaint"

    solution_ids = fields.One2many(
        "quality.complaint.solution", "complaint_id", "Solutions", copy=False
    )
    agreement = fields.Selection(
        [("agreed", "Agreed with the customer"), ("open", "Nothing agreed yet")],
        copy=False,
        tracking=True,
        help="Nothing agreed: a telephone number is kept, business studies the case and "
        "answers later; it stays in the hands of who is responsible.",
    )

    def _is_own_fault(self):
        """Hook: whether a product or service of ours was at fault [CO-37, CO-39].

        Towards the customer a supplier's fault is ours.
        """
        self.ensure_one()
        party = self.responsible_party
        blamed = party in ("own", "supplier") and self.justified == "yes"
        bad = self.goods_judgement == "bad" and party not in ("customer", "carrier")
        return blamed or bad

    def _is_customer_fault(self):
        """Hook: whether the customer himself was at fault, or nobody [CO-38]."""
        self.ensure_one()
        if self.responsible_party == "customer":
            return True
        return self.justified == "no" and not self._is_own_fault()

    def _get_live_solutions(self):
        return self.solution_ids.filtered(lambda line: line.state != "cancelled")

    def _get_solve_blockers(self):
        blockers = super()._get_solve_blockers()
        kinds = set(self._get_live_solutions().mapped("kind"))
        if self.justified == "yes" and not kinds:
            blockers.append(
                self.env._(
                    "say what is done for the customer: add at least one solution."
                )
            )
        if self._is_own_fault() and not kinds & set(APOLOGIES):
            blockers.append(
                self.env._("the fault is ours: add the apology, it comes first.")
            )
        if self._is_customer_fault() and kinds - {"none", "explanation"}:
            if "explanation" not in kinds:
                blockers.append(
                    self.env._(
                        "the fault is not ours: add the explanation before offering "
                        "help."
                    )
                )
        if self.agreement == "open" and not (self.contact_phone or "").strip():
            blockers.append(
                self.env._("nothing is agreed: note the customer's telephone number.")
            )
        return blockers

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state == "solution":
            self.filtered(lambda r: r.agreement == "open")._pass_to_business()
        return result

    def _pass_to_business(self):
        """Nothing agreed: business studies the case; the owner stays the same."""
        post = self.env.ref("quality_complaint.function_business_head")
        for record in self:
            accused = record.sudo().accused_user_id  # compared, not shown
            users = post._get_holders(record.company_id) - accused
            record._write_gated(
                {"participant_ids": [Command.link(user.id) for user in users]}
            )
            for user in users:
                record.sudo().activity_schedule(  # a task of somebody else
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=self.env._("Study the case, propose an answer"),
                    note=record.demand,
                )

    @api.model
    def _get_signed_fields(self, meaning):
        return [
            *super()._get_signed_fields(meaning),
            "solution_ids.kind",
            "solution_ids.state",
            "solution_ids.quantity",
            "solution_ids.amount",
        ]
