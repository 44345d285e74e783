from ast import literal_eval

from lxml import etree

from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .supplier_common import DeviationCommon

DOCUMENTS = ("quality.supplier.notice", "quality.supplier.deviation")


@tagged("post_install", "-at_install")
class TestSupplierScreen(DeviationCommon):
    """Screens: each role opens them, buttons show what the engine allows."""

    def _buttons(self, record, user):
        """Names of the shown steps: what ``can_…`` says."""
        record = record.with_user(user)
        record.invalidate_recordset()
        names = [name for name in record._fields if name.startswith("can_")]
        return {name for name in names if record[name] and name != "can_archive"}

    def test_a_notice_from_the_form(self):
        notices = self.env["quality.supplier.notice"].with_user(self.inspector)
        with Form(notices) as form:
            form.supplier_id = self.supplier
            form.product_id = self.product
            form.lot_ids.add(self.lot_a)
            form.quantity = 3
            form.description = "Seals broken"
        notice = form.record
        self.assertEqual(notice.contact_id, self.supplier)
        self.assertEqual(notice.uom_id, self.product.uom_id)
        notice.action_issue()
        for user in (self.inspector, self.officer, self.buyer):
            self.env.invalidate_all()
            Form(notice.with_user(user))

    def test_contact_and_unit_follow_what_is_chosen(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        notice = self._notice(issue=False, uom_id=dozen.id)
        self.assertEqual(notice.uom_id, dozen, "it converts, so it is kept")
        weighed = self._product("Powder", uom_id=self.env.ref("uom.product_uom_kgm").id)
        notice.write({"product_id": weighed.id, "lot_ids": False})
        self.assertEqual(notice.uom_id, weighed.uom_id)
        notice.supplier_id = self.customer
        self.assertEqual(notice.contact_id, self.customer)

    def test_buttons_of_a_notice(self):
        notice = self._notice(issue=False)
        self.assertEqual(
            self._buttons(notice, self.inspector), {"can_issue", "can_cancel"}
        )
        self.assertEqual(self._buttons(notice, self.buyer), set())
        notice._issue()
        self.assertEqual(
            self._buttons(notice, self.inspector), {"can_remind", "can_cancel"}
        )
        self._answer(notice)
        self.assertEqual(
            self._buttons(notice, self.inspector), {"can_ask_again", "can_cancel"}
        )
        self.assertEqual(
            self._buttons(notice, self.officer),
            {"can_ask_again", "can_cancel", "can_judge"},
        )
        notice.with_user(self.officer)._judge(False, "Again")
        self.assertEqual(
            self._buttons(notice, self.officer), {"can_ask_again", "can_close"}
        )

    def test_buttons_of_a_request(self):
        request = self._request(submit=False)
        self.assertEqual(self._buttons(request, self.buyer), {"can_submit"})
        request._submit()
        self.assertEqual(self._buttons(request, self.engineer), {"can_give_technical"})
        self.assertEqual(self._buttons(request, self.inspector), {"can_give_quality"})
        self.assertEqual(self._buttons(request, self.buyer), set())
        self._review(request)
        self.assertEqual(self._buttons(request, self.officer), {"can_decide"})
        self.assertEqual(self._buttons(request, self.inspector), set())
        request.with_user(self.officer)._decide(True)
        self.assertEqual(self._buttons(request, self.buyer), {"can_notify"})
        request.with_user(self.buyer)._notify()
        self.assertEqual(self._buttons(request, self.officer), {"can_finish"})
        request.with_user(self.officer)._finish("The supplier delivers white again")
        self.assertEqual(self._buttons(request, self.officer), set())
        self.assertFalse(request.with_user(self.officer).supplier_url)

    def test_forms_of_a_request_for_each_role(self):
        request = self._request()
        for user in (self.buyer, self.engineer, self.inspector, self.officer):
            self.env.invalidate_all()
            Form(request.with_user(user))

    def test_every_filter_can_be_searched(self):
        self._notice()
        self._request()
        views = [(name, False) for name in DOCUMENTS]
        ref = self.env.ref("quality_nonconformity.quality_supplier_return_view_search")
        views.append(("quality.disposition", ref.id))
        for model, view in views:
            records = self.env[model].with_user(self.inspector)
            arch = etree.fromstring(records.get_view(view, "search")["arch"])
            filters = arch.xpath("//filter[@domain]")
            self.assertTrue(filters, model)
            for node in filters:
                domain = safe_eval(node.get("domain"), {"uid": self.inspector.id})
                records.search(domain)
            for node in arch.xpath("//filter[contains(@context, 'group_by')]"):
                group = literal_eval(node.get("context"))["group_by"]
                records.formatted_read_group([], [group], ["__count"])

    def test_filter_late(self):
        notice = self._notice()
        records = self.env["quality.supplier.notice"].with_user(self.inspector)
        late = [("is_late", "=", True)]
        self.assertNotIn(notice, records.search(late))
        with self._later(24 * 30):
            self.assertIn(notice, records.search(late))
            self.assertIn(notice, records.search(records._get_overdue_domain()))

    def test_actions_open(self):
        for name in (
            *("supplier_notice", "supplier_deviation", "supplier_return", "supplier"),
            *("supplier_ledger", "supplier_score_ledger", "supplier_reply"),
        ):
            action = self.env.ref(f"quality_nonconformity.quality_{name}_action")
            records = self.env[action.res_model].with_user(self.officer)
            for view, kind in action.views:
                records.get_view(view, kind)

    def test_from_the_nonconformity(self):
        self._put(10, self.lot_a)
        source = self._nonconformity(10, self.lot_a, supplier_id=self.supplier.id)
        action = source.with_user(self.inspector).action_open_supplier_notice()
        notice = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(notice.nonconformity_id, source)
        action = source.with_user(self.inspector).action_view_supplier_notices()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, notice)
        for user in (self.inspector, self.officer, self.worker):
            self.env.invalidate_all()
            Form(source.with_user(user))

    def test_dialogs_name_their_record(self):
        notice, request = self._notice(), self._request()
        action = notice.with_context(step="extend").action_open_step()
        self.assertEqual(action["context"]["default_step"], "extend")
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        Form(wizard.with_user(self.inspector))
        action = request.with_context(step="quality").action_open_step()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        dialog = Form(wizard.with_user(self.inspector))
        self.assertEqual(dialog.deviation_id, request)

    def test_the_dialog_of_a_paper_answer_has_the_rows(self):
        notice = self._notice()
        self._answer(notice, "save", disciplines={"D1": {"content": "Team A"}})
        wizard = self.env["quality.supplier.reply"].with_context(
            default_notice_id=notice.id
        )
        with Form(wizard.with_user(self.inspector)) as form:
            form.step = "save"
            form.means = "Letter"
            form.replied_by = "Head of Quality"
            with form.line_ids.edit(1) as line:
                line.content = "Seal torn"
        form.record.action_confirm()
        rows = notice.discipline_ids
        self.assertEqual(rows[:2].mapped("content"), ["Team A", "Seal torn"])

    def test_settings(self):
        settings = self.env["res.config.settings"].create(
            {
                "supplier_reply_days": 12,
                "supplier_effect_lots": 5,
                "supplier_link_days": 10,
                "quality_wait_for_supplier": True,
            }
        )
        settings.execute()
        notice = self._notice()
        self.assertEqual((notice.date_reply_by - self.today).days, 12)
        self.assertEqual(notice.effect_lots, 5)
        self.assertEqual((notice.access_until - notice.date_reply_by).days, 10)
        self.assertTrue(self.company.quality_wait_for_supplier)
        Form(self.env["res.config.settings"])
