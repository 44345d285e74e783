from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .quality_complaint_flow import STAFF


class QualityCustomerInformationFlow(models.Model):
    """The keeper is told, forwards, closes; important ones go up at once [CO-11]."""

    _inherit = "quality.customer.information"

    can_keep = fields.Boolean(compute="_compute_can_keep")

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_can_keep(self):
        for record in self:
            record.can_keep = record._may_keep()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records.filtered(lambda r: r.state == "new"):
            record._tell_keeper()
        records._tell_engineer()
        return records

    def write(self, vals):
        result = super().write(vals)
        if vals.get("important"):
            self._tell_engineer()
        return result

    # buttons ---------------------------------------------------------------------
    def action_forward(self):
        self._forward()
        return True

    def action_close(self):
        self._close()
        return True

    def action_make_complaint(self):
        """Make a complaint of it, and show that."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "quality.complaint",
            "res_id": self._make_complaint().id,
            "views": [(False, "form")],
        }

    def action_view_complaint(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "quality.complaint",
            "res_id": self.complaint_id.id,
            "views": [(False, "form")],
        }

    # engine ----------------------------------------------------------------------
    def _forward(self):
        """new → forwarded: the department that must act is told.

        :raises AccessError: the user does not keep the register
        :raises UserError: no department, or it was forwarded or closed
        """
        self._check_keep()
        if homeless := self.filtered(lambda r: not r.team_id):
            raise UserError(
                self.env._(
                    "%(names)s: choose the department that must act first.",
                    names=", ".join(homeless.mapped("name")),
                )
            )
        self._set_state("forwarded", date_forwarded=fields.Datetime.now())
        for record in self:
            team = record.team_id.sudo()  # members are no secret
            if users := (team.head_id or team.member_ids) - self.env.user:
                record._send_notice(
                    users=users.sudo(False),
                    reason=record.instruction
                    or self.env._("A customer said something that concerns you."),
                )

    def _close(self):
        """Closed with what was done; whoever filed it gets the result.

        :raises AccessError: the user does not keep the register
        :raises UserError: nothing is said about what was done
        """
        self._check_keep()
        if silent := self.filtered(lambda r: not (r.measure or "").strip()):
            raise UserError(
                self.env._(
                    "%(names)s: write down what was done with it first.",
                    names=", ".join(silent.mapped("name")),
                )
            )
        self._set_closed()

    def _set_closed(self, **vals):
        self._set_state(
            "closed",
            date_closed=fields.Datetime.now(),
            closed_by_id=self.env.uid,
            **vals,
        )

    def _make_complaint(self):
        """Return the complaint that this information turns out to be [FU-85].

        One that is open on the same matter is taken instead of a second one.

        :raises AccessError: the user does not keep the register
        :raises UserError: it became a complaint already
        """
        self.ensure_one()
        self._check_keep()
        if self.complaint_id or self.is_frozen:
            raise UserError(self.env._("%(name)s is settled already.", name=self.name))
        complaint = self.env["quality.complaint"].create(self._prepare_complaint_vals())
        self._set_closed(
            complaint_id=complaint.id,
            measure=self.measure
            or self.env._("Became complaint %(name)s.", name=complaint.name),
        )
        return complaint

    def _prepare_complaint_vals(self):
        self.ensure_one()
        return {
            "description": self.description,
            "channel": self.channel,
            "date": self.date,
            "partner_id": self.partner_id.id,
            "contact_name": self.contact_name,
            "product_id": self.product_id.id,
            "lot_ids": [fields.Command.set(self.lot_id.ids)],
            "company_id": self.company_id.id,
            "reporter_id": self.reporter_id.id or self.env.uid,
            "confidential": self.confidential,
        }

    def _tell_keeper(self):
        """The keeper is told, and answers for it while nobody else does."""
        self.ensure_one()
        keepers = self._get_keepers()
        if not self.user_id and len(keepers) == 1:
            # filing is everybody's right; the engine names who answers
            self.sudo().user_id = keepers
        if keepers and self.env.user not in keepers:
            self._send_notice(
                users=keepers,
                reason=self.env._("A customer said something: see who must know."),
            )

    def _tell_engineer(self):
        """Important information goes to the chief engineer at once, each once."""
        post = self.env.ref("quality_nonconformity.function_chief_engineer")
        for record in self.filtered(lambda r: r.important and not r.date_engineer_told):
            users = post._get_holders(record.company_id)
            if not users:
                record._message_log(body=post._nobody_message(record.company_id))
                users = record._get_quality_heads()
            if users:
                # the engine's own mark; whoever files may set no gated field
                record.sudo()._write_gated(
                    {"date_engineer_told": fields.Datetime.now()}
                )
                record._send_notice(
                    users=users,
                    reason=self.env._("Important information from a customer."),
                    acknowledge=True,
                )

    # checks ----------------------------------------------------------------------
    def _get_keepers(self):
        self.ensure_one()
        post = self.env.ref("quality_complaint.function_customer_information")
        return post._get_holders(self.company_id)

    def _may_keep(self):
        self.ensure_one()
        user = self.env.user
        return user.has_group(STAFF) or (user in self._get_keepers())

    def _check_keep(self):
        for record in self:
            if not record._may_keep():
                raise AccessError(
                    self.env._(
                        "The register is kept by who holds the post “Keeper of Customer "
                        "Information”, or by complaint staff: ask one of them."
                    )
                )
