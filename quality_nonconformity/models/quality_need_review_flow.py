from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.quality_base.tools.identity import sign_with_password

from .quality_need_review import RESULTS

#: what a result becomes
DISPOSITIONS = {
    "return": "return_supplier",
    "special": "use_as_is",
    "sort": "sort",
    "process": "process",
    "rework": "rework",
}
#: what goods whose defect affects their function can become [X-11]
FUNCTION_RESULTS = ("return", "sort", "rework")
#: production works on the goods: its hours are charged to the supplier
WORKED_RESULTS = ("sort", "process", "rework")


class QualityNeedReviewFlow(models.Model):
    """Convene, decide, cancel a review of urgently needed material [NC-28]."""

    _inherit = "quality.need.review"

    possible_results = fields.Json(
        compute="_compute_possible_results",
        help="Results that these goods and their defect allow.",
    )

    @api.depends("nonconformity_id.product_id", "severe", "affects_function")
    def _compute_possible_results(self):
        for review in self:
            product = review.nonconformity_id.product_id
            possible = [key for key, _label in RESULTS]
            if product and product._is_concession_forbidden(review.company_id):
                possible.remove("special")  # never as it is [NC-29]
            if review.affects_function:
                possible = [key for key in possible if key in FUNCTION_RESULTS]
            review.possible_results = ["return"] if review.severe else possible

    def action_convene(self):
        self._convene()
        return True

    @sign_with_password
    def action_decide(self):
        self._decide()
        return True

    def action_cancel(self):
        self.ensure_one()
        return self.env["quality.nonconformity.reason"]._open(self, "need_cancel")

    def _convene(self):
        """Ask the departments for their opinion.

        :raises AccessError: the user is no quality staff
        :raises UserError: nobody speaks for a department, or there is nothing to decide
        """
        self.nonconformity_id._check_role("user")
        for review in self:
            source = review.nonconformity_id
            if source.state not in ("isolated", "review"):
                raise UserError(
                    self.env._(
                        "%(name)s is “%(state)s”: a review is about isolated goods that "
                        "are not decided yet.",
                        name=source.name,
                        state=source._state_label(source.state),
                    )
                )
            if not review.opinion_ids:
                raise UserError(self.env._("Name the departments to be asked."))
            review._check_voices()
        self._set_state("convened")
        for review in self:
            review._invite()

    def _check_voices(self):
        """Somebody speaks for each department, and not who calls them together."""
        callers = self.env.user | self.reporter_id | self.create_uid
        own = self.opinion_ids.filtered(
            lambda row: (
                row.user_id in callers
                # who holds a post is no secret
                and row.user_id
                not in row.sudo().function_id._get_holders(row.company_id)
            )
        )
        if own:
            raise UserError(
                self.env._(
                    "You call the departments together: %(departments)s is spoken for "
                    "by somebody else, or by the holder of its post.",
                    departments=", ".join(own.mapped("display_name")),
                )
            )
        silent = self.opinion_ids.filtered(lambda row: not row._get_voices())
        if silent:
            raise UserError(
                self.env._(
                    "Nobody speaks for %(departments)s: name a person in the row, or the "
                    "holder of the post.",
                    departments=", ".join(silent.mapped("display_name")),
                )
            )

    def _invite(self):
        self.ensure_one()
        voices = self.env["res.users"].union(
            *(row._get_voices() for row in self.opinion_ids)
        )
        links = [Command.link(user.id) for user in voices]
        self._write_gated({"participant_ids": links})
        # they judge its goods: they read it, whatever their department
        self.nonconformity_id.sudo()._write_gated({"participant_ids": links})
        self._send_notice(
            users=voices,
            reason=self.env._(
                "%(goods)s failed and is needed by %(date)s: please give your "
                "department's opinion in %(name)s.",
                goods=self.product_id.display_name,
                date=self.date_needed,
                name=self.name,
            ),
        )

    def _decide(self):
        """Decide on the result; it becomes a disposition that others approve.

        :raises AccessError: the user is no quality officer
        :raises UserError: an opinion is missing, or the defect forbids the result
        """
        self.nonconformity_id._check_role("officer")
        for review in self:
            if review.state != "convened":
                raise UserError(review._transition_message("decided"))
            if blockers := review._get_decide_blockers():
                raise UserError("\n".join(blockers))
            source = review.nonconformity_id
            disposition = self.env["quality.disposition"].create(
                review._prepare_disposition_vals()
            )
            review._set_state(
                "decided",
                decided_by_id=self.env.uid,
                date_decided=fields.Datetime.now(),
                disposition_id=disposition.id,
            )
            review._sign("approved")
            if source.state == "isolated":
                source._start_review()

    def _get_decide_blockers(self):
        """Hook: texts that say why this result cannot be decided ([] = it can)."""
        self.ensure_one()
        blockers = []
        missing = self.opinion_ids.filtered(lambda row: not row.given_by_id)
        if missing:
            blockers.append(
                self.env._(
                    "These departments have not spoken yet: %(names)s.",
                    names=", ".join(missing.mapped("display_name")),
                )
            )
        if not self.result:
            blockers.append(self.env._("Choose the result."))
        if self.severe and self.result != "return":
            blockers.append(
                self.env._("The effect is severe: the lot can only be returned.")
            )
        if self.affects_function and self.result not in FUNCTION_RESULTS:
            blockers.append(
                self.env._(
                    "The defect affects the function: all of the goods are sorted or "
                    "reworked before use, or returned; never used as they are."
                )
            )
        if self.result == "special" and not self.special_ground:
            blockers.append(
                self.env._(
                    "Special acceptance needs a ground: corrected in later steps, or "
                    "small effect and urgent date."
                )
            )
        if self.result in WORKED_RESULTS and not (self.instruction or "").strip():
            blockers.append(
                self.env._("Write what production does with the goods before use.")
            )
        return blockers

    def _prepare_disposition_vals(self):
        self.ensure_one()
        return {
            "nonconformity_id": self.nonconformity_id.id,
            "kind": DISPOSITIONS[self.result],
            "reason": f"{self.name}: {self.need}",
            "instruction": self._get_instruction(),
        }

    def _get_instruction(self):
        if self.result not in WORKED_RESULTS:
            return False
        full = self.affects_function and self.env._(
            "All of the goods (100 percent), not a sample."
        )
        return "\n".join(filter(None, [full, self.instruction]))

    def _cancel(self, reason):
        """Call the review off.

        :param str reason: why, kept in the history
        """
        self.nonconformity_id._check_role("user")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the review is called off."))
        self._set_state("cancelled", reason=reason)
