from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.quality_base.tools.identity import sign_with_password

from .engine_env import as_engine


class QualityPurchaseRecheckFlow(models.Model):
    """Start, report, approve, send back [NC-37]."""

    _inherit = "quality.purchase.recheck"

    def action_start(self):
        self._start()
        return True

    @sign_with_password
    def action_report(self):
        self._report()
        return True

    @sign_with_password
    def action_approve(self):
        self._approve()
        return True

    def action_cancel(self):
        self.ensure_one()
        return self.env["quality.nonconformity.reason"]._open(self, "recheck_cancel")

    def action_send_back(self):
        self.ensure_one()
        return self.env["quality.nonconformity.reason"]._open(self, "recheck_back")

    def action_view_records(self):
        return self.record_ids._get_records_action(name=self.env._("Inspections"))

    def _open_for(self, order, source=None):
        """Return the action that shows the re-inspection of ``order``, or a new one.

        :param source: the nonconformity that calls for it, if one does
        """
        lively = self.search(
            [("purchase_id", "=", order.id), ("state", "not in", ("cancelled",))],
            limit=1,
        )
        if lively:
            return lively._get_records_action()
        context = {"default_purchase_id": order.id}
        if source:
            context |= {
                "default_nonconformity_id": source.id,
                "default_reason": source.description,
            }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Inspect the Whole Purchase Again"),
            "res_model": self._name,
            "views": [(False, "form")],
            "context": context,
        }

    def _start(self):
        """Move what is in stock of the purchase to inspection; ask the buyer to report.

        :raises AccessError: the user is no quality staff
        :raises UserError: nothing of the purchase is in stock
        """
        self._check_quality("user")
        for recheck in self:
            if recheck.state != "draft":
                raise UserError(recheck._transition_message("inspecting"))
            sudo = as_engine(recheck)  # quality holds no right on orders and moves
            rows = sudo._find_goods()
            if not rows:
                raise UserError(
                    self.env._(
                        "Nothing of %(order)s is in stock outside of the quality zones. "
                        "Goods at customers are a matter of a recall.",
                        order=sudo.purchase_id.name,
                    )
                )
            sudo._move_to_inspection(rows)
            recheck._set_state("inspecting")
            buyers = sudo._get_buyers()
            recheck._send_notice(
                users=buyers,
                reason=self.env._(
                    "All goods of %(order)s are inspected again: %(why)s. Please write "
                    "the handling report.",
                    order=sudo.purchase_id.name,
                    why=recheck.reason,
                ),
            )

    def _report(self):
        """The buyer hands in the handling report.

        :raises AccessError: the user does not buy these goods
        :raises UserError: it is empty, or goods are still to be inspected
        """
        for recheck in self:
            if recheck.state != "inspecting":
                raise UserError(recheck._transition_message("reported"))
            if not recheck._may_report():
                raise AccessError(
                    self.env._(
                        "The handling report of %(name)s is written by its buyer.",
                        name=recheck.name,
                    )
                )
            recheck._check_report()
        sudo = self.sudo()  # buyers hold no right on gated fields of quality
        post = self.env.ref("quality_nonconformity.function_leader_in_charge")
        for recheck in sudo:
            leaders = post._require_holders(recheck.company_id)
            recheck._set_state(
                "reported",
                reported_by_id=self.env.uid,
                date_reported=fields.Datetime.now(),
                leader_ids=[Command.set(leaders.ids)],
            )
        self._sign("prepared")
        for recheck in sudo:
            recheck._send_notice(
                users=recheck.leader_ids,
                reason=self.env._(
                    "The handling report of %(name)s waits for your approval.",
                    name=recheck.name,
                ),
            )

    def _check_report(self):
        self.ensure_one()
        if not (self.report and self.report.striptags().strip()):
            raise UserError(self.env._("Write the handling report first."))
        waiting = self._get_waiting_records()
        if waiting:
            raise UserError(
                self.env._(
                    "These goods of the purchase are not inspected yet: %(records)s.",
                    records=", ".join(waiting.mapped("name")),
                )
            )

    def _approve(self):
        """The leader in charge approves the handling report.

        :raises AccessError: the user is no leader in charge, or wrote it himself
        """
        for recheck in self:
            if recheck.state != "reported":
                raise UserError(recheck._transition_message("approved"))
            if not recheck._may_approve():
                raise AccessError(
                    self.env._(
                        "%(name)s is approved by the leader in charge (%(leaders)s), not "
                        "by who wrote the report.",
                        name=recheck.name,
                        leaders=", ".join(recheck.sudo().leader_ids.mapped("name")),
                    )
                )
        self.sudo()._set_state(  # leaders hold no right to write it
            "approved", approved_by_id=self.env.uid, date_approved=fields.Datetime.now()
        )
        self._sign("approved")

    def _send_back(self, reason):
        """The leader is not content: the buyer reports again.

        :param str reason: what is missing, kept in the history
        """
        for recheck in self:
            if not recheck._may_approve():
                raise AccessError(
                    self.env._(
                        "%(name)s is judged by the leader in charge.", name=recheck.name
                    )
                )
        if not (reason or "").strip():
            raise UserError(self.env._("Say what the report is missing."))
        self.sudo()._set_state("inspecting", reason=reason)  # see _approve

    def _cancel(self, reason):
        """Call it off; goods in the zone keep their inspection records.

        :param str reason: why, kept in the history
        """
        self._check_quality("officer")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the re-inspection is called off."))
        self._set_state("cancelled", reason=reason)

    def _may_report(self):
        self.ensure_one()
        return self.env.user in self.sudo()._get_buyers()  # posts are no secret

    def _may_approve(self):
        self.ensure_one()
        user = self.env.user
        return user in self.sudo().leader_ids and user != self.reported_by_id

    def _get_buyers(self):
        """Who writes the report: the buyer named, else who holds the post."""
        self.ensure_one()
        post = self.env.ref("quality_nonconformity.function_buyer")
        return self.buyer_id or post._get_holders(self.company_id)

    def _check_quality(self, role):
        self.env["quality.nonconformity"]._check_role(role)
