from odoo import fields, models
from odoo.exceptions import UserError


class QualityZoneExitInspected(models.Model):
    """The inspection that an emergency release owes is made up for later [NC-56]."""

    _inherit = "quality.zone.exit"

    def _record_result(self, result, note=None, source=None):
        """Note what the later inspection found; bad goods are called back.

        :param str result: ``good`` or ``bad``
        :param str note: what was found; required when bad
        :param source: the nonconformity that the inspection opened, if any
        :raises AccessError: the user is no quality staff
        """
        for release in self:
            release._check_may_record(result, note)
        # inspectors write no decided release
        self.sudo()._write_gated(
            {
                "inspection_result": result,
                "result_note": note,
                "result_by_id": self.env.uid,
                "date_result": fields.Datetime.now(),
            }
        )
        self._sign("verified", comment=note)
        if result == "bad":
            for release in self:
                release._call_back(source)

    def _check_may_record(self, result, note):
        self.env["quality.nonconformity"]._check_role("user")
        if self.inspection_result != "pending":
            raise UserError(
                self.env._(
                    "%(name)s owes no inspection: either nothing has left by it, or its "
                    "result is recorded.",
                    name=self.name,
                )
            )
        if result == "bad" and not (note or "").strip():
            raise UserError(self.env._("Say what was found."))

    def _call_back(self, source=None):
        """Hold the lots wherever they are, isolate what is still here [NC-56].

        :param source: the nonconformity that the inspection opened, else a new one
        """
        self.ensure_one()
        if not source:
            Nonconformity = self.env["quality.nonconformity"]
            source = Nonconformity.create(self._prepare_nonconformity_vals())
        self.sudo()._write_gated({"nonconformity_id": source.id})  # see above
        if source.state == "draft":
            source._isolate()
        elif source.sudo()._prepare_line_vals():
            source._isolate_more()
        source.sudo().message_post(
            body=self.env._(
                "Called back: %(quantity)s %(uom)s had been released by %(name)s before "
                "their inspection. See the situation of the hold for where they are.",
                quantity=self.used_quantity,
                uom=self.uom_id.name,
                name=self.name,
            )
        )

    def _prepare_nonconformity_vals(self):
        """Hook: values of the nonconformity that calls the goods back."""
        self.ensure_one()
        return {
            "description": self.result_note,
            "detection_point": "in_stock",
            "product_id": self.product_id.id,
            "lot_ids": [fields.Command.set(self.lot_id.ids)],
            "quantity": self.used_quantity,
            "uom_id": self.uom_id.id,
            "origin_model": self._name,
            "origin_id": self.id,
            "origin_ref": self.name,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "confidential": self.confidential,
        }
