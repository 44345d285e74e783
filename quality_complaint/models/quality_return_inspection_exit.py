from odoo import models
from odoo.fields import Command

from odoo.addons.quality_nonconformity.models.engine_env import as_engine
from odoo.addons.quality_nonconformity.models.zone_pass import with_zone_pass


class QualityReturnInspection(models.Model):
    """What is decided becomes a document: a nonconformity, or a release of the zone."""

    _inherit = "quality.return.inspection"

    # -- nonconformities -------------------------------------------------------------
    def _report_nonconformities(self):
        """Report and isolate these goods, one nonconformity per product [CO-64, CO-79].

        They go from the returns zone into the nonconforming one; their dispositions
        decide from there.
        """
        for rows in self.grouped("product_id").values():
            source = self.env["quality.nonconformity"].create(
                rows._prepare_nonconformity_vals()
            )
            # which nonconformity it became is noted by the step
            with_zone_pass(rows.sudo()).nonconformity_id = source
            source._isolate()

    def _prepare_nonconformity_vals(self):
        """Hook: values of the nonconformity of these goods, all of one product."""
        record, product = self.return_id, self.product_id
        notes = [note for note in self.mapped("note") if note]
        return {
            "description": "\n".join(dict.fromkeys(notes))
            or self.env._("Came back by %(name)s.", name=record.name),
            "detection_point": "customer_return",
            "product_id": product.id,
            "lot_ids": [Command.set(self.lot_id.ids)],
            "quantity": sum(self.mapped("quantity")),
            "uom_id": product.uom_id.id,
            "line_ids": [
                Command.create(
                    {
                        "location_id": row.location_id.id,
                        "lot_id": row.lot_id.id,
                        "quantity": row.quantity,
                    }
                )
                for row in self
                if product.is_storable
            ],
            "partner_id": record.partner_id.id,
            "picking_id": self.picking_id[:1].id,
            "responsible": self._get_responsible(),
            "cause": "\n".join(text for text in self.mapped("cause") if text),
            "origin_model": record._name,
            "origin_id": record.id,
            "origin_ref": record.name,
            "complaint_id": record.complaint_id.id,
            "return_line_id": self.line_id[:1].id,
            "company_id": record.company_id.id,
            "team_id": record.team_id.id,
            "confidential": record.confidential,
        }

    def _get_responsible(self):
        found = set(self.mapped("verdict"))
        if len(found) > 1:
            return "unknown"
        return {
            "own_fault": "internal",
            "carrier_damage": "carrier",
            "customer_damage": "customer",
        }.get(*found, "unknown")

    # -- releases --------------------------------------------------------------------
    def _create_exits(self):
        """Release what goes back into stock, on to another customer, or back [CO-69].

        The officer who decides signs the release of the zone; its transfer is the
        delivery document, beside the receipt by which the goods came.
        """
        for row in self.filtered(
            lambda row: row.decision != "nonconformity" and row.product_id.is_storable
        ):
            Exit = with_zone_pass(self.env["quality.zone.exit"])
            release = Exit.create(row._prepare_exit_vals())
            as_engine(row.forward_line_id)._give_way_to(row)
            release._approve()
            # by which release it goes is noted by the step
            with_zone_pass(row.sudo()).zone_exit_id = release

    def _prepare_exit_vals(self):
        """Hook: values of the release of these goods."""
        self.ensure_one()
        record = self.return_id
        warehouse = self.location_id.warehouse_id
        partner = {
            "forward": self.forward_partner_id,
            "send_back": record.partner_id,
        }.get(self.decision, self.env["res.partner"])
        customer = partner.with_company(record.company_id).property_stock_customer
        return {
            "reason": self.env._(
                "%(name)s: %(decision)s. %(note)s",
                name=record.name,
                decision=self._get_label("decision"),
                note=self.note or "",
            ).strip(),
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "quantity": self.quantity,
            "location_id": self.location_id.id,
            "location_dest_id": (customer if partner else warehouse.lot_stock_id).id,
            "partner_id": partner.id,
            "sale_line_id": self.decision == "forward" and self.forward_line_id.id,
            "quality_return_id": record.id,
            "company_id": record.company_id.id,
            "team_id": record.team_id.id,
            "confidential": record.confidential,
        }
