from odoo import models

from odoo.addons.quality_nonconformity.models.zone_pass import with_zone_pass

from .quality_return_inspection import ALLOWED

#: reasons for which goods never go to another customer [CO-70]
QUALITY_REASONS = ("quality", "safety", "standard", "recall")


class QualityReturnInspection(models.Model):
    """Whether verdict and decision are complete and allowed."""

    _inherit = "quality.return.inspection"

    def _get_verdict_blockers(self):
        """Hook: texts that say why the verdict cannot be signed ([] = it can)."""
        self.ensure_one()
        name = self.display_name
        if not self.verdict:
            return [self.env._("%(goods)s: say what was found.", goods=name)]
        damaged = self.verdict in ("customer_damage", "carrier_damage")
        explained = (self.note or "").strip() and (self.cause or "").strip()
        if damaged and not explained:
            return [
                self.env._(
                    "%(goods)s: describe the damage and its cause in detail, in words "
                    "that can be shown to the customer.",
                    goods=name,
                )
            ]
        if self.verdict == "own_fault" and not (self.note or "").strip():
            return [self.env._("%(goods)s: describe the fault.", goods=name)]
        return []

    def _get_decision_blockers(self):
        """Hook: texts that say why the decision is not allowed ([] = it is)."""
        self.ensure_one()
        name = self.display_name
        if not self.decision:
            return [self.env._("%(goods)s: say what becomes of them.", goods=name)]
        if self.decision not in ALLOWED[self.verdict]:
            labels = dict(self._fields["decision"]._description_selection(self.env))
            return [
                self.env._(
                    "%(goods)s were found “%(verdict)s”. Possible: %(allowed)s.",
                    goods=name,
                    verdict=self._get_label("verdict"),
                    allowed=", ".join(labels[key] for key in ALLOWED[self.verdict]),
                )
            ]
        blockers = []
        if self.reason == "recall" and self.decision != "nonconformity":
            blockers.append(
                self.env._(
                    "%(goods)s came back from a stop-sale: they are nonconforming "
                    "without exception.",
                    goods=name,
                )
            )
        if self.decision == "forward":
            blockers += self._get_forward_blockers()
        return blockers

    def _get_forward_blockers(self):
        """Texts that say why these goods cannot go straight to another customer."""
        blockers, name = [], self.display_name
        product = self.product_id.product_tmpl_id
        if self.reason in QUALITY_REASONS:
            blockers.append(
                self.env._(
                    "%(goods)s came back for a reason of quality: they are not "
                    "forwarded.",
                    goods=name,
                )
            )
        if not product.returned_forward_allowed or product._is_regulated():
            blockers.append(
                self.env._(
                    "%(goods)s may not be forwarded: only goods that are not medical, "
                    "marked “Returned Goods may be Forwarded” on the product.",
                    goods=name,
                )
            )
        target = self.forward_partner_id.commercial_partner_id
        if not target or target == self.return_id.commercial_partner_id:
            blockers.append(
                self.env._("%(goods)s: name the other customer.", goods=name)
            )
        line = self.forward_line_id.sudo()  # checked, not shown
        if line and (
            line.product_id != self.product_id
            or line.order_id.partner_id.commercial_partner_id != target
            or line.order_id.state != "sale"
        ):
            blockers.append(
                self.env._(
                    "%(goods)s: the order line is not of these goods, or not a "
                    "confirmed order of that customer.",
                    goods=name,
                )
            )
        return blockers

    def _get_label(self, name):
        values = dict(self._fields[name]._description_selection(self.env))
        return values.get(self[name], "")

    def _propose_decisions(self):
        """Fill in the ordinary decision of each verdict; the officer may change it."""
        usual = {
            "intact": "restock",
            "own_fault": "nonconformity",
            "carrier_damage": "nonconformity",
            "customer_damage": "send_back",
        }
        engine = with_zone_pass(self.sudo())  # the step fills it in, whoever inspects
        for verdict, rows in engine.grouped("verdict").items():
            recalled = rows.filtered(lambda row: row.reason == "recall")
            recalled.decision = "nonconformity"
            (rows - recalled).decision = usual[verdict]

    def _get_refusal_text(self):
        """The written explanation of what the customer has damaged [CO-64]."""
        return "\n".join(
            f"{row.display_name}, {row.quantity:g} {row.uom_id.name}: {row.note} "
            f"{row.cause}"
            for row in self
        )
