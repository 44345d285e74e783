from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools.gs1 import gtin_variants, normalise


class QualityScan(models.AbstractModel):
    """Find what a scanned or typed label speaks of: product, lot, place, expiry."""

    _name = "quality.scan"
    _description = "Label Scan"

    @api.model
    def _resolve(self, text, products=None):
        """Resolve one scan.

        GS1 element strings are parsed by core's nomenclature (the company's if it is a
        GS1 one, else the default); anything else is looked up as a lot or serial number,
        a product or packaging barcode, an internal reference, or a location.

        :param str text: what the scanner sent or a person typed
        :param products: products of former scans: a lot number that several products
            use is taken as theirs
        :return: dict with ``product``, ``lot``, ``location`` (records, may be empty),
            ``lot_name``, ``expiry``, ``production_date`` (date or False), ``quantity``
        :raises UserError: nothing or too much found; says what to do
        """
        code = normalise(text)
        if not code:
            raise UserError(
                self.env._("The scan is empty. Scan or type the label again.")
            )
        elements = self._parse_gs1(code)
        found = self._prepare_result()
        if elements:
            self._read_elements(found, elements)
            self._resolve_elements(found, code, products)
        else:
            self._resolve_plain(found, code, products)
        return found

    @api.model
    def _prepare_result(self):
        return {
            "product": self.env["product.product"],
            "lot": self.env["stock.lot"],
            "location": self.env["stock.location"],
            "lot_name": False,
            "serial_name": False,
            "gtin": False,
            "expiry": False,
            "production_date": False,
            "quantity": 0.0,
        }

    @api.model
    def _parse_gs1(self, code):
        """Return core's list of elements, or [] when ``code`` is no GS1 string."""
        nomenclature = self.env.company.nomenclature_id
        if not nomenclature.is_gs1_nomenclature:
            nomenclature = self.env.ref(
                "barcodes_gs1_nomenclature.default_gs1_nomenclature"
            )
        try:
            # users of the warehouse may not read barcode rules
            elements = nomenclature.sudo().gs1_decompose_extended(code) or []
        except ValidationError:
            return []
        identifying = ("product", "lot")
        return elements if any(e["type"] in identifying for e in elements) else []

    @api.model
    def _read_elements(self, found, elements):
        for element in elements:
            ai, value = element["ai"], element["value"]
            if ai in ("01", "02"):
                found["gtin"] = value
            elif ai == "10":
                found["lot_name"] = value
            elif ai == "21":
                found["serial_name"] = value
            elif ai == "17":
                found["expiry"] = value
            elif ai == "11":
                found["production_date"] = value
            elif element["type"] == "quantity":
                found["quantity"] = value

    @api.model
    def _resolve_elements(self, found, code, products):
        if found["gtin"]:
            found["product"] = self._find_product(gtin_variants(found["gtin"]))
            if not found["product"]:
                raise UserError(
                    self.env._(
                        "No product has the GTIN %(gtin)s. Enter it as barcode of the "
                        "product or of its packaging, then scan again.",
                        gtin=found["gtin"],
                    )
                )
        names = [found["lot_name"], found["serial_name"]]
        if found["product"].tracking == "serial":
            names.reverse()
        for name in filter(None, names):
            found["lot"] = self._find_lot(name, found["product"], products)
            if found["lot"]:
                found["product"] = found["lot"].product_id
                return
        if any(names):
            raise UserError(self._lot_missing_message(next(filter(None, names)), found))

    @api.model
    def _resolve_plain(self, found, code, products):
        found["lot"] = self._find_lot(code, None, products)
        found["product"] = found["lot"].product_id or self._find_product([code])
        if not found["product"]:
            found["location"] = self.env["stock.location"].search(
                [("barcode", "=", code)], limit=1
            )
        if not found["product"] and not found["location"]:
            raise UserError(
                self.env._(
                    "“%(code)s” is no lot or serial number, no product or packaging "
                    "barcode, no internal reference and no location. Check the label, or "
                    "choose the product or lot from the list below.",
                    code=code,
                )
            )

    @api.model
    def _find_product(self, codes):
        Product = self.env["product.product"].with_context(skip_preprocess_gs1=True)
        product = Product.search([("barcode", "in", codes)], limit=1)
        if not product:
            packaging = self.env["product.uom"].search(
                [("barcode", "in", codes)], limit=1
            )
            product = packaging.product_id
        if not product:
            same = Product.search([("default_code", "in", codes)], limit=2)
            product = same if len(same) == 1 else Product
        return product.with_env(self.env)

    @api.model
    def _find_lot(self, name, product, preferred):
        """Return the lot of that name.

        :param product: only a lot of this product, if given
        :param preferred: products that win when several have such a lot
        """
        domain = Domain("name", "=", name)
        if product:
            domain &= Domain("product_id", "=", product.id)
        lots = self.env["stock.lot"].search(domain, limit=20)
        if preferred and len(lots) > 1:
            lots = lots.filtered(lambda lot: lot.product_id in preferred) or lots
        if len(lots) > 1:
            raise UserError(
                self.env._(
                    "Lot %(lot)s exists for several products: %(products)s. Scan the "
                    "product's barcode first, then the lot.",
                    lot=name,
                    products=", ".join(lots.product_id.mapped("display_name")),
                )
            )
        return lots

    @api.model
    def _lot_missing_message(self, name, found):
        if found["product"]:
            return self.env._(
                "%(product)s has no lot or serial number %(lot)s. If goods of this lot "
                "exist, receive or register the lot first, then scan again.",
                product=found["product"].display_name,
                lot=name,
            )
        return self.env._(
            "No product has a lot or serial number %(lot)s. Check the label, or register "
            "the lot first.",
            lot=name,
        )
