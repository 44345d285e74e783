from odoo import models


class QualityConcessionNote(models.Model):
    """What lots, transfers and orders show of a concession, before anything moves."""

    _inherit = "quality.concession"

    def _get_planned_refusal(self, way, planned):
        """Why ``planned`` (product's unit) of its goods will not go; "" when they will."""
        self.ensure_one()
        left = self._get_allowance(way.purpose)
        over = self.uom_id.compare(planned, left) > 0
        return self._get_refusal(way) or (over and self._over_message(left, way)) or ""

    def _describe_limits(self, refusal=""):
        """One line for lots and transfers: what may still go, until when, to whom.

        :param str refusal: why goods of a transfer will not be let go, if so
        """
        self.ensure_one()
        parts = [
            self.env._(
                "%(left)s of %(quantity)s %(uom)s left",
                left=f"{max(self.remaining_quantity, 0):g}",
                quantity=f"{self.quantity:g}",
                uom=self.uom_id.name,
            ),
        ]
        if self.date_to:
            parts.append(self.env._("until %(day)s", day=self.date_to))
        if self.partner_ids:
            names = ", ".join(self.partner_ids.mapped("name"))
            parts.append(self.env._("only for %(customers)s", customers=names))
        if self.order_names:
            parts.append(self.env._("orders %(orders)s", orders=self.order_names))
        if self.consent_required:
            parts.append(self.env._("with the customer's consent"))
        text = self.env._(
            "%(name)s (%(state)s): %(limits)s.",
            name=self.name,
            state=self._state_label(self.state),
            limits="; ".join(parts),
        )
        if not refusal:
            return text
        return self.env._(
            "%(limits)s NOT YET: %(reason)s.", limits=text, reason=refusal
        )
