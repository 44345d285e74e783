from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestScrapRequest(NonconformityCommon):
    """Stored goods are scrapped by an approved request, where the company says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.quality_scrap_gate = True
        cls.product.standard_price = 10.0
        cls.loose.standard_price = 10.0
        cls._put(40, cls.lot_a)
        cls._put(40)

    def _scrap(self, quantity=5, **vals):
        return (
            self.env["stock.scrap"]
            .with_user(self.worker)
            .create(
                {
                    "product_id": self.product.id,
                    "lot_id": self.lot_a.id,
                    "scrap_qty": quantity,
                    "location_id": self.stock.id,
                    **vals,
                }
            )
        )

    def test_off_in_general_trade_on_for_devices(self):
        company = self.env["res.company"].create({"name": "New Firm"})
        self.assertFalse(company.quality_scrap_gate)
        company.quality_sector = "device_distributor"
        self.assertTrue(company.quality_scrap_gate)
        company.quality_scrap_gate = False
        self.assertFalse(company.quality_scrap_gate)

    def test_refused_without_an_approved_request(self):
        scrap = self._scrap()
        self.assertTrue(scrap.needs_request)
        for step in (scrap.action_validate, scrap.do_scrap):
            with self.assertRefused("Request Scrapping"):
                step()
        self.assertEqual((scrap.state, len(scrap.move_ids)), ("draft", 0))

    def test_free_where_the_gate_is_off_or_the_value_is_small(self):
        self.company.quality_scrap_limit = 50
        self._scrap(5).action_validate()
        with self.assertRefused("Request Scrapping"):
            self._scrap(5.01).action_validate()
        dozen = self.env.ref("uom.product_uom_dozen")
        with self.assertRefused("Request Scrapping"):
            self._scrap(1, product_uom_id=dozen.id).action_validate()
        self.company.quality_scrap_gate = False
        self._scrap(30).action_validate()
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 5)

    def test_goods_without_stock_are_free(self):
        paper = self._product("Paper", is_storable=False, standard_price=100)
        scrap = self._scrap(product_id=paper.id, lot_id=False)
        scrap.do_scrap()
        self.assertEqual(scrap.state, "done")

    def test_a_plain_transfer_is_no_way_around(self):
        loss = self.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", self.company.id)], limit=1
        )
        picking = self._transfer(
            5,
            product=self.loose,
            kind=self.warehouse.int_type_id,
            location_dest_id=loss.id,
        )
        picking.move_ids.picked = True
        with self.assertRefused("would be written off"):
            picking.with_user(self.worker).button_validate()
        self.assertEqual(picking.state, "assigned")

    def test_a_transfer_that_calls_itself_a_count_is_none(self):
        """Counts are validated by the stock manager, not by who moves goods."""
        loss = self.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", self.company.id)], limit=1
        )
        small = self.env["stock.scrap"].create(
            {"product_id": self.loose.id, "scrap_qty": 0.01}
        )
        for vals in ({"is_inventory": True}, {"scrap_id": small.id}):
            picking = self._transfer(
                5,
                product=self.loose,
                kind=self.warehouse.int_type_id,
                location_dest_id=loss.id,
            )
            move = picking.move_ids.with_user(self.worker)
            move.write({"picked": True, **vals})
            with self.assertRefused("would be written off"):
                picking.with_user(self.worker).button_validate()
            self.assertEqual(picking.state, "assigned")

    def test_counts_stay_possible(self):
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.loose.id), ("location_id", "=", self.stock.id)]
        )
        quant = quant.with_user(self.stock_manager).with_context(inventory_mode=True)
        quant.inventory_quantity = 38
        quant.action_apply_inventory()
        self.assertEqual(self._on_hand(product=self.loose), 38)

    def test_requested_approved_scrapped(self):
        tag = self.env["stock.scrap.reason.tag"].create({"name": "Torn seal"})
        scrap = self._scrap(scrap_reason_tag_ids=[Command.set(tag.ids)])
        action = scrap.action_request_scrapping()
        request = self.env["quality.disposition"].browse(action["res_id"])
        source = request.nonconformity_id
        self.assertRecordValues(
            request,
            [
                {
                    "kind": "scrap",
                    "quantity": 5,
                    "reason": "Torn seal",
                    "state": "draft",
                    "reporter_id": self.worker.id,
                    "value": 50,
                }
            ],
        )
        self.assertRecordValues(
            source,
            [
                {
                    "state": "isolated",
                    "description": "Torn seal",
                    "lot_ids": self.lot_a.ids,
                    "origin_model": "stock.scrap",
                    "origin_id": scrap.id,
                }
            ],
        )
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 5)
        with self.assertRefused("once it is approved"):
            scrap.action_validate()
        with self.assertRefused("asked for already"):
            scrap.action_request_scrapping()
        with self.assertRefused():
            request.with_user(self.worker)._approve()
        request.witness_ids = self.second
        request.with_user(self.officer)._approve()
        request.with_user(self.worker)._execute()
        self.assertEqual(request.scrap_ids.mapped("state"), ["done"])
        self.assertFalse(scrap.exists(), "the order that asked for it is left over")
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 35)

    def test_requested_in_another_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        scrap = self._scrap(1, product_uom_id=dozen.id)
        request = scrap._request_scrapping()
        self.assertEqual(request.product_quantity, 12)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 12)

    def test_asked_again_after_it_was_refused(self):
        scrap = self._scrap()
        request = scrap._request_scrapping()
        source = request.sudo().nonconformity_id
        source.with_user(self.officer)._cancel("Still good")
        self.assertEqual(request.sudo().state, "cancelled")
        again = scrap._request_scrapping()
        self.assertNotEqual(again, request)

    def test_links_are_not_forged(self):
        scrap = self._scrap()
        request = self._scrap(2)._request_scrapping()
        with self.assertRefused("made by its button"):
            scrap.request_id = request
        forged = self._scrap(disposition_id=request.id)
        with self.assertRefused("Request Scrapping"):
            forged.do_scrap()

    def test_nobody_without_stock_rights_asks(self):
        scrap = self._scrap()
        with self.assertRefused():
            scrap.with_user(self.reporter)._request_scrapping()
        self.assertFalse(self.env["quality.nonconformity"].search([]))

    def test_form_shows_the_way(self):
        with Form(self.env["stock.scrap"].with_user(self.worker)) as form:
            form.product_id = self.product
            form.lot_id = self.lot_a
            form.scrap_qty = 3
            self.assertTrue(form.needs_request)
            form.scrap_qty = 0
            self.assertFalse(form.needs_request)
            form.scrap_qty = 3
