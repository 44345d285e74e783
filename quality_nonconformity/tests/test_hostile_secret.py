"""What is told of a confidential nonconformity elsewhere is confidential, too."""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import QUALITY
from .supplier_common import SupplierCommon

SECRET = "Sabotage on line 3"


@tagged("post_install", "-at_install")
class TestHostileSecret(SupplierCommon):
    """Dispositions, notices, holds, dialogs: nothing of a secret leaks [XX-13]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(40, cls.lot_a)
        cls.auditor = cls._user("secret_auditor", QUALITY + "auditor")
        cls.stranger = cls._user("secret_stranger", QUALITY + "user")
        cls.outside = cls.stranger | cls.auditor | cls.worker | cls.buyer | cls.officer

    def _source(self, **vals):
        return self._nonconformity(
            40, self.lot_a, description=SECRET, supplier_id=self.supplier.id, **vals
        )

    def assertSecret(self, records):
        for record in records:
            self.assertTrue(record.sudo().confidential, record)
            for user in self.outside:
                mine = record.with_user(user)
                self.assertFalse(mine.has_access("read"), (record, user.login))
                self.assertFalse(mine.search_count([("id", "=", record.id)]))

    def test_what_follows_from_a_secret_is_one(self):
        source = self._source(confidential=True)
        rework = self._dispose(source, "rework", 20, reason=SECRET)
        as_is = self._dispose(source, "use_as_is", 20, reason=SECRET)
        self.assertSecret(rework | as_is)
        self.assertSecret(as_is.concession_ids | rework.concession_ids)
        rows = rework.sudo().approval_ids
        self.assertFalse(rows.with_user(self.worker).search([("id", "in", rows.ids)]))

    def test_nobody_opens_a_part_of_a_secret(self):
        source = self._source(confidential=True)
        rework = self._dispose(source, "rework", 40, confidential=False)
        self.assertTrue(rework.confidential)
        rework.confidential = False
        self.assertTrue(rework.confidential)
        Disposition = self.env["quality.disposition"].with_user(self.inspector)
        rework.unlink()
        vals = {"kind": "sort", "quantity": 1}
        sneaky = Disposition.with_context(
            default_nonconformity_id=source.id, default_confidential=False
        ).create(vals)
        self.assertTrue(sneaky.confidential)

    def test_made_a_secret_later(self):
        source = self._source()
        as_is = self._dispose(source, "use_as_is", 40, reason=SECRET)
        notice = source._open_supplier_notice()
        capa = source._open_capa()
        review = (
            self.env["quality.need.review"]
            .with_user(self.inspector)
            .create(
                {
                    "nonconformity_id": source.id,
                    "need": SECRET,
                    "date_needed": fields.Date.today(),
                }
            )
        )
        banner = self.lot_a.with_user(self.reporter).hold_banner
        self.assertIn(SECRET, banner)
        source.confidential = True
        self.env.flush_all()
        for records in (as_is, as_is.concession_ids, notice, capa, review):
            self.assertSecret(records)
        self.assertSecret(source.hold_id)
        self.lot_a.invalidate_recordset()
        self.assertNotIn(SECRET, self.lot_a.with_user(self.reporter).hold_banner)

    def test_who_deals_with_the_secret_reads_its_dispositions(self):
        reader = self._user("secret_reader", "base.group_user")
        team = self.env["quality.team"].create(
            {"name": "Line 3", "head_id": reader.id, "company_id": self.company.id}
        )
        source = self._source(confidential=True, team_id=team.id)
        source.sudo().user_id = self.stranger
        rework = self._dispose(source, "rework", 40, reason=SECRET)
        self.assertTrue(rework.with_user(self.stranger).has_access("read"))
        self.assertFalse(rework.with_user(self.officer).has_access("read"))

    def _ask_dialog(self, user, model, vals, names):
        """Values that a dialog not yet saved shows, as a client asks for them."""
        link = next(iter(vals))
        self.env.flush_all()
        self.env.invalidate_all()
        spec = {link: {"fields": {"display_name": {}}}, **{name: {} for name in names}}
        shown = self.env[model].with_user(user).onchange(vals, [link], spec)["value"]
        self.env.invalidate_all()
        return [shown.get(name) for name in names]

    def test_dialogs_show_nothing_of_a_secret(self):
        source = self._source(confidential=True)
        source.sudo().write({"discoverer_id": self.worker.id})
        disposition = self._dispose(source, "rework", 40)
        about = {"nonconformity_id": source.id}
        plan = {"disposition_id": disposition.id}
        for model, vals, names in (
            ("quality.service.verification", about, ["correction", "discoverer_id"]),
            (
                "quality.nonconformity.more",
                about | {"quantity": 1, "reason": "Seen"},
                ["product_id", "uom_id"],
            ),
            ("quality.disposition.verify", plan, []),
            ("quality.supplier.return", plan, []),
        ):
            with self.subTest(model):
                Dialog = self.env[model]
                self.assertFalse(
                    any(self._ask_dialog(self.stranger, model, vals, names))
                )
                with self.assertRaises(AccessError):
                    Dialog.with_user(self.stranger).create(vals)
                own = self._ask_dialog(self.inspector, model, vals, names)
                self.assertEqual(any(own), bool(names))
                Dialog.with_user(self.inspector).create(vals)

    def test_the_dialog_of_a_secret_notice(self):
        notice = self._notice(confidential=True, answer_form="8d")
        self._answer(notice, step="save")
        vals = {"notice_id": notice.id, "means": "Letter", "replied_by": "Clerk"}
        Dialog = self.env["quality.supplier.reply"]
        self.env.flush_all()
        self.env.invalidate_all()
        spec = {
            "notice_id": {"fields": {"display_name": {}}},
            "line_ids": {"fields": {"content": {}}},
        }
        for user, seen in ((self.stranger, False), (self.inspector, True)):
            shown = Dialog.with_user(user).onchange(vals, ["notice_id"], spec)
            self.assertEqual("Text of D4" in str(shown), seen)
            self.env.invalidate_all()
        with self.assertRaises(AccessError):
            Dialog.with_user(self.stranger).create(vals)
        Dialog.with_user(self.inspector).create(vals)

    def test_handouts_of_a_secret_card(self):
        source = self._source(confidential=True)
        card = source.sudo().card_ids
        row = card._hand_out(1.0)
        self.assertTrue(row)
        for user in (self.reporter, self.auditor, self.buyer):
            with self.assertRaises(AccessError):
                row.with_user(user).read(["quantity"])
        row.with_user(self.worker).read(["quantity"])

    def test_lists_with_a_part_of_a_secret_still_open(self):
        """Who may not read the secret reads the rows of others beside it."""
        source = self._source()
        plan = self._dispose(source, "scrap", 40)
        self._carry_out(plan)
        source.confidential = True
        scraps = plan.sudo().scrap_ids | self.env["stock.scrap"].create(
            {"product_id": self.loose.id, "scrap_qty": 1}
        )
        card = source.sudo().card_ids
        self.assertTrue(card.handout_ids)
        self.env.flush_all()
        for user in (self.worker, self.stock_manager):
            self.env.invalidate_all()
            rows = card.handout_ids.with_user(user).read(["display_name"])
            self.assertTrue(rows[0]["display_name"].startswith(card.name))
            counts = scraps.with_user(user).mapped("nonconformity_count")
            self.assertEqual(counts, [0, 0])
        self.assertEqual(scraps[0].nonconformity_count, 1)

    def test_nobody_adds_to_a_hidden_record(self):
        source = self._source(confidential=True)
        about = {"nonconformity_id": source.id}
        today = fields.Date.today()
        card = source.sudo().card_ids
        for model, vals in (
            ("quality.need.review", about | {"need": "x", "date_needed": today}),
            (
                "quality.supplier.notice",
                about | {"supplier_id": self.supplier.id, "description": "x"},
            ),
            ("quality.quarantine.handout", {"card_id": card.id, "quantity": 1}),
        ):
            with self.subTest(model):
                Model = self.env[model].with_user(self.stranger)
                with self.assertRaises(AccessError):
                    Model.create(vals)
                own = Model.with_user(self.inspector).create(vals)
                self.assertTrue(own)
        other = self._notice(issue=False, user=self.stranger)
        with self.assertRaises(AccessError):
            other.nonconformity_id = source
        self.env.invalidate_all()
        self.assertFalse(other.nonconformity_id)

    def test_a_form_not_yet_saved_shows_nothing_of_a_secret(self):
        source = self._source(confidential=True)
        plan = self._dispose(source, "use_as_is", 40, reason=SECRET)
        Concession = self.env["quality.concession"]
        spec = {"reason": {}, "deviation": {}, "disposition_id": {}}
        link = {"disposition_id": plan.id}
        for context, values in (({"default_disposition_id": plan.id}, {}), ({}, link)):
            self.env.flush_all()
            self.env.invalidate_all()
            asked = Concession.with_user(self.stranger).with_context(**context)
            with self.assertRaises(AccessError):
                asked.onchange(values, list(values), spec)
            self.env.invalidate_all()
            own = asked.with_user(self.inspector).onchange(values, list(values), spec)
            self.assertIn(SECRET, str(own))
