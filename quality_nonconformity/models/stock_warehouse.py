from odoo import fields, models

#: zone → field of the warehouse
ZONE_FIELDS = {
    "inspection": "wh_inspection_loc_id",
    "quarantine": "wh_quarantine_loc_id",
    "nonconforming": "wh_nonconforming_loc_id",
    "returns": "wh_returns_loc_id",
    "scrap": "wh_scrap_loc_id",
}


class StockWarehouse(models.Model):
    """One location per quality zone and the two quarantine operations [NC-09]."""

    _inherit = "stock.warehouse"

    wh_inspection_loc_id = fields.Many2one(
        "stock.location", "Inspection Zone", check_company=True, copy=False
    )
    wh_quarantine_loc_id = fields.Many2one(
        "stock.location", "Quarantine Zone", check_company=True, copy=False
    )
    wh_nonconforming_loc_id = fields.Many2one(
        "stock.location", "Nonconforming Zone", check_company=True, copy=False
    )
    wh_returns_loc_id = fields.Many2one(
        "stock.location", "Returns Zone", check_company=True, copy=False
    )
    wh_scrap_loc_id = fields.Many2one(
        "stock.location", "Scrap Zone", check_company=True, copy=False
    )
    quarantine_in_type_id = fields.Many2one(
        "stock.picking.type", "To Quarantine Type", check_company=True, copy=False
    )
    quarantine_out_type_id = fields.Many2one(
        "stock.picking.type", "Out of Quarantine Type", check_company=True, copy=False
    )

    def _get_quality_zone(self, zone):
        """Return the warehouse's location of ``zone`` (key of ``quality_zone``)."""
        self.ensure_one()
        return self[ZONE_FIELDS[zone]]

    def _create_quality_zones(self):
        """Create what warehouses made before the addon was installed lack."""
        self._create_missing_locations({})
        for warehouse in self.filtered(lambda wh: not wh.quarantine_in_type_id):
            warehouse.write(warehouse._create_or_update_sequences_and_picking_types())
            types = warehouse.quarantine_in_type_id | warehouse.quarantine_out_type_id
            types.active = warehouse.active

    def _get_locations_values(self, vals, code=False):
        values = super()._get_locations_values(vals, code=code)
        company_id = vals.get("company_id", self.env.company.id)
        prefix = (vals.get("code") or code or "").replace(" ", "").upper()
        names = self._get_zone_names()
        for zone, field in ZONE_FIELDS.items():
            barcode = f"{prefix}Q-{zone.upper()}"
            values[field] = {
                "name": names[zone],
                "active": True,
                "usage": "internal",
                "quality_zone": zone,
                "barcode": self._valid_barcode(barcode, company_id),
            }
        return values

    def _get_zone_names(self):
        return {
            "inspection": self.env._("To Inspect"),
            "quarantine": self.env._("Quarantine"),
            "nonconforming": self.env._("Nonconforming"),
            "returns": self.env._("Returns"),
            "scrap": self.env._("To Scrap"),
        }

    def _get_picking_type_update_values(self):
        prefix = self.code.replace(" ", "").upper()
        return super()._get_picking_type_update_values() | {
            "quarantine_in_type_id": {
                "default_location_dest_id": self.wh_quarantine_loc_id.id,
                "barcode": prefix + "QIN",
            },
            "quarantine_out_type_id": {
                "default_location_src_id": self.wh_quarantine_loc_id.id,
                "barcode": prefix + "QOUT",
            },
        }

    def _get_picking_type_create_values(self, max_sequence):
        values, max_sequence = super()._get_picking_type_create_values(max_sequence)
        common = {
            "code": "internal",
            "use_create_lots": False,
            "use_existing_lots": True,
            "company_id": self.company_id.id,
        }
        values["quarantine_in_type_id"] = common | {
            "name": self.env._("To Quarantine"),
            "default_location_src_id": self.lot_stock_id.id,
            "sequence": max_sequence + 1,
            "sequence_code": "QIN",
        }
        values["quarantine_out_type_id"] = common | {
            "name": self.env._("Out of Quarantine"),
            "default_location_dest_id": self.lot_stock_id.id,
            "sequence": max_sequence + 2,
            "sequence_code": "QOUT",
        }
        return values, max_sequence + 3

    def _get_sequence_values(self, name=False, code=False):
        name, code = name or self.name, code or self.code
        return super()._get_sequence_values(name=name, code=code) | {
            "quarantine_in_type_id": {
                "name": self.env._("%(name)s Sequence to quarantine", name=name),
                "prefix": f"{code}/QIN/",
                "padding": 5,
                "company_id": self.company_id.id,
            },
            "quarantine_out_type_id": {
                "name": self.env._("%(name)s Sequence out of quarantine", name=name),
                "prefix": f"{code}/QOUT/",
                "padding": 5,
                "company_id": self.company_id.id,
            },
        }
