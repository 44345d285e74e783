"""Screens of special releases as their users see them: forms, lists, first page."""

import base64

from odoo.tests import Form, tagged

from .common_concession import GateCommon

MODELS = (
    "quality.concession",
    "quality.concession.consent",
    "quality.disposition.change",
    "quality.destruction",
    "quality.zone.exit",
    "quality.special.release",
)


@tagged("post_install", "-at_install")
class TestReleaseScreen(GateCommon):
    def setUp(self):
        super().setUp()
        self.env.company.quality_sector = "service"

    def test_concession_is_completed_on_its_form(self):
        source = self._nonconformity(40, self.lot_a)
        disposition = self._dispose(source, "use_as_is", 40)
        concession = disposition.concession_id.with_user(self.inspector)
        with Form(concession) as form:
            form.risk_assessment = False
            self.assertIn("assess the risk", form.missing_note)
            form.risk_assessment = "None"
            self.assertFalse(form.missing_note)
            form.order_names = "SO1"
        action = concession.action_view_nonconformity()
        self.assertEqual(action["res_id"], source.id)
        self.assertEqual(
            source.with_user(self.inspector).action_view_concessions()["res_id"],
            concession.id,
        )
        self.assertEqual(disposition.action_view_concession()["res_id"], concession.id)

    def test_disposition_form_says_what_is_missing(self):
        source = self._nonconformity(40, self.lot_a)
        disposition = self._dispose(source, "scrap", 40).with_user(self.inspector)
        with Form(disposition) as form:
            self.assertFalse(form.concession_missing)
            form.kind = "use_as_is"
        self.assertIn("assess the risk", disposition.concession_missing)

    def test_consent_is_recorded_on_its_form_by_sales(self):
        concession = self._concession().with_user(self.sales)
        action = concession.action_record_consent()
        form = Form(
            self.env["quality.concession.consent"]
            .with_user(self.sales)
            .with_context(**action["context"])
        )
        form.partner_id = self.customer
        form.given_by = "Head nurse"
        form.evidence = base64.b64encode(b"Yes")
        consent = form.save()
        self.assertEqual(concession.consent_ids, consent)
        self.assertTrue(consent.can_record)
        self.assertFalse(consent.with_user(self.worker).can_record)

    def test_steps_by_their_dialogs(self):
        concession = self._concession()
        Step = self.env["quality.concession.step"]
        head = concession.with_user(self.head)
        self.assertTrue(head.can_confirm_use)
        self.assertFalse(concession.with_user(self.worker).can_confirm_use)
        step = Step.with_user(self.head).with_context(
            **head.action_confirm_use()["context"]
        )
        with Form(step) as form:
            form.team_id = self.workshop
            form.quantity = 5
        form.record.action_confirm()
        self.assertEqual(concession.confirmation_ids.quantity, 5)
        officer = concession.with_user(self.officer)
        for action, state in (
            (officer.action_revoke(), "revoked"),
            (officer.action_release_rest(), "revoked"),
        ):
            step = Step.with_user(self.officer).with_context(**action["context"])
            step.create({"reason": "Judged anew"}).action_confirm()
            self.assertEqual(concession.state, state)
        self.assertTrue(concession.rest_released)
        self.assertFalse(officer.can_release_rest)

    def test_lot_says_that_it_is_under_concession(self):
        concession = self._concession()
        lot = self.lot_a.with_user(self.worker)
        self.assertTrue(lot.under_concession)
        self.assertEqual(lot.concession_count, 1)
        self.assertIn("40 of 40 Units left", lot.concession_note)
        self.assertIn("with the customer's consent", lot.concession_note)
        found = self.env["stock.lot"].search([("under_concession", "=", True)])
        self.assertEqual(found, self.lot_a)
        self.assertEqual(lot.action_view_concessions()["res_model"], concession._name)
        concession.with_user(self.officer)._release_rest("Inspected")
        lot.invalidate_recordset()
        self.assertFalse(lot.under_concession)
        self.assertFalse(lot.concession_note)

    def test_a_transfer_shows_that_it_takes_too_much(self):
        concession = self._concession()
        self._consent(concession)
        self._put(10, self.lot_a)
        picking = self._deliver(41)
        self.assertTrue(picking.concession_blocked)
        self.assertIn("only 40.0 of its 40.0", picking.concession_note)
        self.assertTrue(picking.move_line_ids.under_concession)
        fits = self._deliver(40)
        self.assertFalse(fits.concession_blocked)
        self.assertIn(concession.name, fits.concession_note)

    def test_lists_cost_the_same_with_many_rows(self):
        """Transfers, lots and concessions: queries do not grow with the rows."""
        self._concession()
        counts = []
        for number in (2, 2, 12):  # the first round fills the caches of the server
            pickings = self.env["stock.picking"]
            for _one in range(number):
                pickings |= self._deliver(1)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            pickings.mapped("concession_note")
            pickings.move_line_ids.mapped("under_concession")
            pickings.move_line_ids.lot_id.mapped("under_concession")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_every_role_opens_the_lists(self):
        """No column or button of a list asks for more than its reader may see."""
        self._concession()
        seller = self._user("release_seller", "sales_team.group_sale_salesman")
        auditor = self._user("release_auditor", "quality_base.group_quality_auditor")
        for user in (self.worker, seller, auditor, self.reporter, self.officer):
            for model in MODELS:
                records = self.env[model].with_user(user)
                for kind in ("list", "form", "search"):
                    if kind == "form" and model == "quality.special.release":
                        continue
                    view = records.get_view(view_type=kind)
                    names = list(view["models"][model])
                    if kind == "list":
                        records.search([]).read(names)

    def test_first_page(self):
        titles = self._page(self.officer)
        self.assertEqual(titles["Destructions to witness"], 0)
        source = self._nonconformity(10, self.lot_a)
        disposition = self._dispose(source, "destroy", 4)
        disposition.with_user(self.officer)._approve()
        other = self._dispose(source, "rework", 6)
        other.with_user(self.officer)._approve()
        disposition.with_user(self.worker)._execute()
        other.with_user(self.worker)._request_change("scrap", 6, "Tool broke")
        self._put(5, self.lot_b, location=self.inspection)
        release = (
            self.env["quality.zone.exit"]
            .with_user(self.inspector)
            .create(
                {
                    "kind": "emergency",
                    "reason": "Line",
                    "marks": "Red",
                    "product_id": self.product.id,
                    "lot_id": self.lot_b.id,
                    "quantity": 5,
                    "location_id": self.inspection.id,
                }
            )
        )
        titles = self._page(self.officer)
        self.assertEqual(titles["Destructions to witness"], 1)
        self.assertEqual(titles["Changes of dispositions"], 1)
        self.assertEqual(titles["Emergency releases to decide"], 1)
        self.assertEqual(titles["Inspections owed"], 0)
        self.assertNotIn("Changes of dispositions", self._page(self.worker))
        self.assertEqual(self._page(self.worker)["Emergency releases to decide"], 0)
        release.with_user(self.officer)._approve()
        record = disposition.destruction_ids
        record.place = "Plant"
        record.with_user(self.officer)._sign_witness()
        titles = self._page(self.officer)
        self.assertEqual(titles["Destructions to witness"], 0)
        self.assertEqual(titles["Emergency releases to decide"], 0)

    def _page(self, user):
        tiles = self.env["quality.my.work"].with_user(user)._get_approval_tiles()
        return {tile["title"]: tile["count"] for tile in tiles}
