from lxml import html

from odoo.tests import tagged

from odoo.addons.quality_base.tests.print_common import PrintCase

from .mrb_common import MrbCommon


class PrintCommon(MrbCommon):
    def _decided(self):
        """A case with an agreement, a dissent and a vote on a former proposal."""
        board = self._board(self.chair, self.engineer, self.producer)
        board.member_ids[1].function_id = self._post("chief_engineer", self.engineer)
        self._rule(
            reviewer_ids=self._post("purchasing_head", self.buyer),
            approver_ids=self._post("general_manager", self.boss),
        )
        source = self._nonconformity(
            40,
            self.lot_a,
            severity_id=self.severe.id,
            description="封口开裂 Seam split",
            cause="Mould worn",
            supplier_id=self.supplier.id,
        )
        self._dispose(source, "rework", 30, reason="Seal can be renewed")
        scrap = self._dispose(source, "scrap", 10)
        for disposition in source.disposition_ids:
            disposition.with_user(self.buyer)._agree("No replacement before May")
        case = source.with_user(self.inspector)._call_mrb()
        case.write(
            {
                "effect": "无菌失效 Not sterile",
                "options": "Scrap all",
                "conditions": "100 % 检验 inspection",
                "customer_consent_required": True,
                "date_deadline": "2031-05-04",
            }
        )
        case.with_user(self.chair)._start()
        case.with_user(self.producer)._give_opinion("agree", "Former proposal")
        scrap.with_user(self.inspector).reason = "Torn"
        scrap.with_user(self.buyer)._approve()
        case.with_user(self.engineer)._give_opinion("dissent", "封口会变脆")
        case.with_user(self.producer)._give_opinion("agree", "Line is free in June")
        case.with_user(self.chair)._give_opinion("agree", "As tested")
        case.with_user(self.chair)._decide("Rework under conditions")
        return case


@tagged("post_install", "-at_install")
class TestMrbPrints(PrintCommon):
    """NC-14, NC-50: minutes with dissent and signatures, quarantine review form."""

    def _text(self, report, records, user=None, **data):
        reports = self.env["ir.actions.report"].with_user(user or self.inspector)
        name = f"quality_nonconformity.{report}"
        content = reports._render_qweb_html(name, records.ids, data=data or None)[0]
        text = html.fromstring(content.decode()).text_content()
        return " ".join(text.replace("\ufeff", "").split())

    def test_minutes(self):
        case = self._decided()
        text = self._text("report_mrb_minutes", case)
        for words in (
            "不合格品审理记录",
            "QN-F-10",
            case.name,
            case.nonconformity_ids.name,
            "Basic board",
            "Order 7",
            "封口开裂",
            "Severe",
            "40.00",
            "无菌失效",
            "Scrap all",
            "Seal can be renewed",
            "Dissents",
            "封口会变脆",
            "Chief Engineer",
            "Superseded",
            "Line is free in June",
            "Rework under conditions",
            "100 % 检验",
            "05/04/2031",
            "Yes",
            "Dissenting Opinion",
            self.chair.name,
            self.engineer.name,
            self.producer.name,
        ):
            with self.subTest(words):
                self.assertIn(words, text)

    def test_members_print_their_minutes(self):
        case = self._decided()
        self.assertIn(
            "封口会变脆", self._text("report_mrb_minutes", case, self.engineer)
        )

    def test_review_form(self):
        case = self._decided()
        source = case.nonconformity_ids
        for user in (self.inspector, self.boss):
            text = self._text("report_mrb_review", source, user)
            for words in (
                "隔离产品评审表",
                "QN-F-11",
                source.name,
                "Glove",
                "Mould worn",
                "Glove Maker",
                "Seal again at 140 °C.",
                "No replacement before May",
                "Review: Head of Purchasing",
                "Final approval: General Manager",
                self.buyer.name,
                self.boss.name,
                "Rework under conditions",
                self.nonconforming.display_name,
            ):
                with self.subTest(words):
                    self.assertIn(words, text)

    def _lines(self, form, record):
        """What is left to sign by hand."""
        form = self.env.ref(f"quality_nonconformity.form_{form}")
        return [row[0] for row in form._get_signature_blocks(record) if not row[1]]

    def test_lines_to_sign(self):
        """Whoever signed first fills his own line, never that of somebody else."""
        case = self._decided()
        scrap = case.disposition_ids.filtered(lambda d: d.kind == "scrap")
        by_hand = ["Applied for by", "General Manager", "Witness"]
        self.assertEqual(self._lines("scrap_request", scrap), by_hand)
        scrap.with_user(self.boss)._approve()
        by_hand.remove("General Manager")
        self.assertEqual(self._lines("scrap_request", scrap), by_hand)
        self.assertEqual(self._lines("mrb_minutes", case), [])
        self.assertEqual(
            self._lines("quarantine_review", case.nonconformity_ids),
            ["Product engineer", "Reviewed by", "Approved by"],
        )

    def test_each_block_has_its_meaning(self):
        own = self.env["ir.model.data"].search(
            [("module", "=", "quality_nonconformity"), ("model", "=", "quality.form")]
        )
        forms = self.env["quality.form"].browse(own.mapped("res_id"))
        known = dict(self.env["quality.signature"]._fields["meaning"].selection)
        matched = forms.filtered("signature_meanings")
        self.assertGreater(len(matched), 15)
        for form in matched:
            with self.subTest(form.name):
                meanings = form.signature_meanings.split(",")
                self.assertEqual(len(meanings), len(form.signature_labels.split(",")))
                parts = "/".join(meanings).replace(" ", "").split("/")
                self.assertLessEqual(set(filter(None, parts)), set(known))

    def test_blank(self):
        for model, report in (
            ("quality.mrb.case", "report_mrb_minutes"),
            ("quality.nonconformity", "report_mrb_review"),
        ):
            text = self._text(report, self.env[model], blank=1)
            self.assertIn("Effect on Quality", text)

    def test_forms_print_themselves(self):
        for name in ("mrb_minutes", "quarantine_review"):
            form = self.env.ref(f"quality_nonconformity.form_{name}")
            self.assertEqual(form.state, "effective")
            self.assertEqual(form.action_print_blank()["data"], {"blank": 1})


@tagged("post_install", "-at_install")
class TestMrbPdf(PrintCommon, PrintCase):
    """Real files."""

    def test_pdf(self):
        case = self._decided()
        for report, record, title in (
            ("action_report_mrb_minutes", case, "不合格品审理记录"),
            ("action_report_mrb_review", case.nonconformity_ids, "隔离产品评审表"),
        ):
            with self.subTest(report):
                pdf = self._render_pdf(f"quality_nonconformity.{report}", record)
                text = self._pdf_text(pdf)
                self.assertIn(title, text)
                self.assertIn(record.name, text)
