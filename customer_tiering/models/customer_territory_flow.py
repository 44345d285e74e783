from odoo import fields, models
from odoo.exceptions import UserError


class CustomerTerritoryFlow(models.Model):
    """Asked by units, decided by the level above both of them [CT-10, CT-12]."""

    _inherit = "customer.territory"

    def action_submit(self):
        self._submit()
        return True

    def action_approve(self):
        self._approve()
        return True

    def _submit(self):
        """draft → submitted: the unit above is told.

        :raises UserError: no unit, the unit it has already, or no reason
        """
        self.env["customer.tier.change"]._check_role("user")
        for decision in self:
            decision._check_request()
        self._set_state("submitted")
        self._tell()

    def _check_request(self):
        self.ensure_one()
        if not self.unit_id or not (self.purpose or "").strip():
            raise UserError(
                self.env._(
                    "Say in %(name)s to which unit the customer is to belong, and why.",
                    name=self.name,
                )
            )
        partner = self.commercial_partner_id
        if self.unit_id == partner.customer_unit_id and partner.unit_decided:
            raise UserError(
                self.env._(
                    "%(customer)s belongs to “%(unit)s” already, by decision.",
                    customer=partner.display_name,
                    unit=self.unit_id.display_name,
                )
            )

    def _approve(self):
        """submitted → approved: the customer belongs to the unit from now on.

        :raises AccessError: the user is not of the level above
        :raises UserError: asked by himself, or no unit chosen
        """
        for decision in self:
            decision._check_may_decide()
            if not decision.unit_id:
                raise UserError(
                    self.env._(
                        "Choose the unit to which %(customer)s is to belong.",
                        customer=decision.partner_id.display_name,
                    )
                )
            decision._decide("approved")  # one by one: each overtakes the others
            # approvers need not be allowed to change customers otherwise
            decision.commercial_partner_id.sudo()._set_unit(decision.unit_id)
            decision._cancel_others()

    def _refuse(self, reason):
        """submitted → refused, with a reason: the customer stays where it is."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the customer stays where it is."))
        for decision in self:
            decision._check_may_decide()
        self._decide("refused", reason)

    def _decide(self, state, reason=None):
        self._set_state(
            state,
            decider_id=self.env.uid,
            date_decided=fields.Date.context_today(self),
            reason=reason,
        )
        # to-dos of the others who could have decided are done with it
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])

    def _cancel_others(self):
        """Cancel what was asked about the same customers besides."""
        # requests of other units may be out of sight, and are overtaken
        others = self.sudo().search(
            [
                ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "in", ("draft", "submitted")),
            ]
        )
        others._set_state(
            "cancelled", reason=self.env._("Another decision came first.")
        )

    def _check_may_decide(self):
        """Refuse who is not of the level above, or asked himself."""
        self.ensure_one()
        unit = self.decider_unit_id
        role = "city" if unit.level in ("city", "county") else "province"
        self.env["customer.tier.change"]._check_role(role)
        if unit:
            unit._check_speaks()
        asked = self.user_id
        if self.kind != "cross_region":  # those the run asks for, nobody asked for
            asked |= self.create_uid
        if self.env.user in asked and not self.env.su:
            raise UserError(
                self.env._(
                    "You asked for %(name)s yourself: another one decides on it.",
                    name=self.name,
                )
            )

    def _check_writable(self, names):
        """Once submitted, only approvers choose another unit."""
        result = super()._check_writable(names)
        if "unit_id" in names and self.filtered(lambda d: d.state == "submitted"):
            self.env["customer.tier.change"]._check_role("city")
        return result

    def _tell(self):
        for decision in self:
            user = decision.decider_unit_id._get_addressee(decision)
            if user and user != decision.user_id:
                # the to-do of who decides, whoever asks
                decision.sudo().activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Decide on %(name)s", name=decision.name),
                    user_id=user.id,
                )
