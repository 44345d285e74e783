from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from ..tools.gs1 import gtin_variants, normalise
from .common import HoldCommon

GTIN = "09521234567899"


@tagged("post_install", "-at_install")
class TestGs1Text(BaseCase):
    def test_separators(self):
        raw = "010952123456789910A1\x1d17261231"
        for text in (
            "(01)09521234567899(10)A1(17)261231",
            "]C1010952123456789910A1\x1d17261231",
            "]d2010952123456789910A1<GS>17261231",
            " 010952123456789910A1{GS}17261231\r\n",
            "010952123456789910A1␝17261231",
        ):
            self.assertEqual(normalise(text), raw, text)

    def test_brackets_keep_lot_apart_from_what_follows(self):
        code = normalise("(01)09521234567899(11)250101(17)261231(10)L(x)2(21)S9")
        self.assertEqual(code, "0109521234567899112501011726123110L(x)2\x1d21S9")

    def test_plain_text_is_left_alone(self):
        for text in ("LOT-0001", "A(1)", "9521234567899", ""):
            self.assertEqual(normalise(text), text)
        self.assertEqual(normalise(None), "")

    def test_gtin_variants(self):
        self.assertEqual(gtin_variants(GTIN), [GTIN, "9521234567899"])
        self.assertEqual(gtin_variants("00000096385074")[-1], "96385074")
        self.assertEqual(gtin_variants("19521234567896"), ["19521234567896"])


@tagged("post_install", "-at_install")
class TestScan(HoldCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.barcode = "9521234567899"
        cls.serial = cls._product("Pump", tracking="serial", barcode="9521234567882")
        cls.sn = cls._lots("SN1", product=cls.serial)
        cls.scan = cls.env["quality.scan"].with_user(cls.inspector)

    def test_gs1_lot_and_dates(self):
        found = self.scan._resolve(f"(01){GTIN}(11)250131(17)261231(10)A")
        self.assertEqual(found["lot"], self.lot_a)
        self.assertEqual(found["product"], self.product)
        self.assertEqual(str(found["expiry"]), "2026-12-31")
        self.assertEqual(str(found["production_date"]), "2025-01-31")

    def test_gs1_lot_before_other_elements_needs_separator(self):
        found = self.scan._resolve(f"01{GTIN}10A\x1d17261231")
        self.assertEqual(found["lot"], self.lot_a)

    def test_gs1_serial(self):
        found = self.scan._resolve("(01)09521234567882(10)BATCH(21)SN1")
        self.assertEqual(found["lot"], self.sn)

    def test_gs1_product_only(self):
        found = self.scan._resolve(f"01{GTIN}")
        self.assertEqual(found["product"], self.product)
        self.assertFalse(found["lot"])

    def test_packaging_barcode(self):
        pack = self.env["uom.uom"].create(
            {
                "name": "Box of 12",
                "relative_factor": 12,
                "relative_uom_id": self.product.uom_id.id,
            }
        )
        self.env["product.uom"].create(
            {
                "barcode": "19521234567896",
                "product_id": self.product.id,
                "uom_id": pack.id,
            }
        )
        found = self.scan._resolve("(01)19521234567896(10)B")
        self.assertEqual(found["lot"], self.lot_b)

    def test_plain_lot_product_reference_location(self):
        self.loose.default_code = "SWAB-1"
        self.shelf.barcode = "SHELF-9"
        self.assertEqual(self.scan._resolve("A")["lot"], self.lot_a)
        self.assertEqual(self.scan._resolve("9521234567899")["product"], self.product)
        self.assertEqual(self.scan._resolve("SWAB-1")["product"], self.loose)
        self.assertEqual(self.scan._resolve("SHELF-9")["location"], self.shelf)

    def test_same_lot_name_of_two_products(self):
        other = self._product("Other", tracking="lot")
        other_lot = self._lots("A", product=other)
        with self.assertRaisesRegex(UserError, "Scan the product's barcode first"):
            self.scan._resolve("A")
        self.assertEqual(self.scan._resolve("A", products=other)["lot"], other_lot)
        self.assertEqual(self.scan._resolve(f"(01){GTIN}(10)A")["lot"], self.lot_a)

    def test_lot_of_other_product_is_not_taken(self):
        with self.assertRaisesRegex(UserError, "has no lot or serial number SN1"):
            self.scan._resolve(f"(01){GTIN}(10)SN1")

    def test_unknown(self):
        with self.assertRaisesRegex(
            UserError, "No product has the GTIN 09521234567851"
        ):
            self.scan._resolve("(01)09521234567851(10)A")
        with self.assertRaisesRegex(UserError, "is no lot or serial number"):
            self.scan._resolve("NOPE")
        with self.assertRaisesRegex(UserError, "empty"):
            self.scan._resolve("  ")

    def test_lots_of_other_companies_stay_unseen(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        product = self._product("Foreign", tracking="lot", company_id=company.id)
        lot = self._lots("FOREIGN", product=product)
        self.assertEqual(lot.company_id, company)
        with self.assertRaises(UserError):
            self.scan._resolve("FOREIGN")
