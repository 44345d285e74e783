"""Customer information outside complaints [CO-11, FU-85] and the work slip [CO-07]."""

from io import BytesIO

from lxml import html
from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ComplaintCommon


class InformationCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper_post = cls.env.ref("quality_complaint.function_customer_information")
        cls.marketing = cls._user("marketing", "base.group_user")
        cls.keeper_post.user_ids = cls.marketing
        cls.engineer_post = cls.env.ref("quality_nonconformity.function_chief_engineer")
        cls.engineer = cls._user("chief_engineer", "base.group_user")
        cls.engineer_post.user_ids = cls.engineer
        cls.unit = cls.env["quality.team"].create(
            {"name": "Engineering", "head_id": cls.seller.id}
        )

    @classmethod
    def _information(cls, user=None, **vals):
        vals.setdefault("topic", "quality")
        vals.setdefault("description", "The cap is hard to open with gloves.")
        vals.setdefault("partner_id", cls.customer.id)
        model = cls.env["quality.customer.information"].with_user(user or cls.employee)
        return model.create(vals)

    def _text(self, report, records):
        name = f"quality_complaint.{report}"
        reports = self.env["ir.actions.report"].with_user(self.handler)
        content = reports._render_qweb_html(name, records.ids)[0].decode()
        text = html.fromstring(content).text_content().replace("\ufeff", "")
        return " ".join(text.split())


@tagged("post_install", "-at_install")
class TestCustomerInformation(InformationCommon):
    def test_everybody_files_the_keeper_is_told(self):
        record = self._information()
        self.assertTrue(record.name.startswith("CIR/"))
        self.assertIn(self.marketing, record.sudo().notice_ids.user_id)
        self.assertEqual(record.user_id, self.marketing)
        record.with_user(self.marketing).check_access("write")
        self.assertNotIn(self.engineer, record.sudo().notice_ids.user_id)

    def test_important_goes_to_the_chief_engineer_once(self):
        record = self._information(important=True)
        notice = record.sudo().notice_ids.filtered(lambda n: n.user_id == self.engineer)
        self.assertEqual(len(notice), 1)
        self.assertTrue(notice.acknowledge_required)
        record.important = False
        record.important = True
        notices = record.sudo().notice_ids.filtered(
            lambda n: n.user_id == self.engineer
        )
        self.assertEqual(len(notices), 1)

    def test_no_chief_engineer_the_heads_of_quality(self):
        self.engineer_post.user_ids = False
        record = self._information()
        record.important = True
        self.assertIn(self.manager, record.sudo().notice_ids.user_id)
        bodies = "".join(record.sudo().message_ids.mapped("body"))
        self.assertIn("Nobody holds the post", bodies)

    def test_forward_and_close(self):
        record = self._information()
        mine = record.with_user(self.marketing)
        with self.assertRefused("department"):
            mine._forward()
        mine.write({"team_id": self.unit.id, "instruction": "Please look at the cap."})
        with self.assertRaises(AccessError):
            record.with_user(self.employee)._forward()
        self.assertEqual(record.state, "new")
        mine._forward()
        notice = record.sudo().notice_ids.filtered(lambda n: n.user_id == self.seller)
        self.assertEqual(notice.reason, "Please look at the cap.")
        with self.assertRefused("what was done"):
            mine._close()
        mine.measure = "New cap from next month."
        mine._close()
        self.assertEqual(record.state, "closed")
        with self.assertRefused("can no longer be changed"):
            mine.measure = "Nothing"
        self.assertEqual(record.measure, "New cap from next month.")

    def test_becomes_a_complaint(self):
        record = self._information(
            product_id=self.product.id, lot_id=self.lot_a.id, contact_name="Head Nurse"
        )
        with self.assertRaises(AccessError):
            record._make_complaint()
        self.assertEqual(record.state, "new")
        complaint = record.with_user(self.handler)._make_complaint()
        self.assertRecordValues(
            complaint,
            [
                {
                    "description": record.description,
                    "product_id": self.product.id,
                    "lot_ids": self.lot_a.ids,
                    "partner_id": self.customer.id,
                    "contact_name": "Head Nurse",
                    "first_responsible_id": self.employee.id,
                }
            ],
        )
        self.assertEqual(record.state, "closed")
        self.assertEqual(complaint.information_ids, record)
        self.assertEqual(complaint.information_count, 1)
        action = complaint.action_view_information()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, record)
        with self.assertRefused("settled already"):
            record.with_user(self.handler)._make_complaint()

    def test_an_open_complaint_on_the_matter_counts_a_call(self):
        order = self._sell(1, self.lot_a)
        first = self._complaint(sale_id=order.id, lot_ids=[(6, 0, self.lot_a.ids)])
        record = self._information(product_id=self.product.id, lot_id=self.lot_a.id)
        complaint = record.with_user(self.handler)._make_complaint()
        self.assertEqual(complaint.same_matter_id, first)
        self.assertEqual(first.call_count, 1)

    def test_own_and_team_only(self):
        record = self._information()
        stranger = self._user("information_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            record.with_user(stranger).check_access("read")
        record.sudo().team_id = self.unit
        record.with_user(self.seller).check_access("read")
        record.with_user(self.business_head).check_access("read")
        record.sudo().confidential = True
        with self.assertRaises(AccessError):
            record.with_user(self.business_head).check_access("read")

    def test_clock(self):
        record = self._information()
        row = record.deadline_ids
        self.assertEqual(row.step, "answer")
        mine = record.with_user(self.marketing)
        mine.measure = "Told development."
        mine._close()
        self.assertTrue(row.done)

    def test_sheet(self):
        record = self._information(important=True, product_id=self.product.id)
        text = self._text("report_customer_information", record)
        for words in (
            "顾客信息登记表",
            "QC-F-10",
            record.name,
            "hard to open",
            "Glove",
            "Held Hospital",
        ):
            self.assertIn(words, text)

    def test_ledger(self):
        first = self._information(important=True)
        second = self._information(topic="suggestion")
        model = self.env["quality.customer.information.ledger"]
        found = self._load(model.with_user(self.officer).create({}))
        self.assertLessEqual({first.name, second.name}, found)
        only = model.with_user(self.officer).create({"important_only": True})
        self.assertIn(first.name, self._load(only))
        self.assertNotIn(second.name, self._load(only))
        topic = model.with_user(self.officer).create({"topic": "suggestion"})
        self.assertNotIn(first.name, self._load(topic))
        with self.assertRaises(AccessError):
            model.with_user(self.inspector).create({})._write_xlsx(BytesIO())

    def _load(self, ledger):
        file = BytesIO()
        ledger._write_xlsx(file)
        sheet = load_workbook(file).active
        return {row[0].value for row in sheet.iter_rows() if row[0].value}


@tagged("post_install", "-at_install")
class TestWorkSlip(InformationCommon):
    def test_slip_says_matter_solution_parties(self):
        complaint = self._complaint(kind_id=self.attitude.id, demand="An apology")
        complaint._solve_at_first_contact("Apologised on the phone.")
        complaint._hand_over(self.handler, "Not my department.", outside_duty=True)
        text = self._text("report_work_slip", complaint)
        for words in (
            "工作联络单",
            "QC-F-11",
            complaint.name,
            "Apologised on the phone.",
            "An apology",
            "Not my department.",
            self.employee.name,
            self.handler.name,
            "To be confirmed",
        ):
            self.assertIn(words, text)

    def test_blank_slip(self):
        report = self.env.ref("quality_complaint.action_report_work_slip")
        content = self.env["ir.actions.report"]._render_qweb_html(
            report, [], data={"blank": 1}
        )[0]
        self.assertIn("工作联络单", content.decode())
