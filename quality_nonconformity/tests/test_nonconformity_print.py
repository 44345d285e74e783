import base64

from lxml import html

from odoo.tests import HttpCase, tagged
from odoo.tools import file_open

from odoo.addons.quality_base.tests.print_common import PrintCase

from .test_card_follow import FollowCommon
from .test_mrb_flow import CaseCommon


class SheetCommon(FollowCommon):
    """A nonconformity with all that its sheet shows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.standard_price = 10
        cls.team = cls.env["quality.team"].create({"name": "Workshop 装配车间"})
        with file_open("web/static/img/logo.png", "rb") as file:
            cls.picture = base64.b64encode(file.read())

    def _full(self):
        photo = self.env["ir.attachment"].create(
            {"name": "seam.png", "datas": self.picture, "mimetype": "image/png"}
        )
        source = self._nonconformity(
            10,
            self.lot_a,
            isolate=False,
            description="封口开裂 Seam split after sterilisation",
            requirement="YY/T 0698.5",
            supplier_id=self.supplier.id,
            responsible="supplier",
            origin_ref="PO-77",
            immediate_measure="Line stopped",
            cause="Mould worn",
            cause_category="machine",
            effect="Not sterile",
            location_note="Cage 3",
            found_team_id=self.team.id,
            team_id=self.team.id,
        )
        source.sudo().image_ids = photo
        source.with_user(self.worker)._isolate()
        rework = self._dispose(source, "rework", 6, reason="Seal can be renewed")
        scrap = self._dispose(source, "scrap", 4, reason="Torn")
        (rework | scrap).write({"team_id": self.team.id})
        rework.write(
            {
                "planned_start": "2026-03-02",
                "planned_end": "2026-03-06",
                "shift": "B 班",
            }
        )
        for disposition in rework | scrap:
            disposition.with_user(self.officer)._approve()
        for disposition in rework | scrap:
            disposition.with_user(self.worker)._execute()
        scrap.with_user(self.inspector)._verify()
        rework.with_user(self.inspector)._verify(5)
        source.with_user(self.officer)._open_capa()
        return source, rework


@tagged("post_install", "-at_install")
class TestNonconformityPrint(SheetCommon):
    """NC-03, NC-11, NC-14: sheet, rework instruction and card print what is known."""

    def _text(self, report, records, user=None, **data):
        reports = self.env["ir.actions.report"].with_user(user or self.inspector)
        name = f"quality_nonconformity.{report}"
        content = reports._render_qweb_html(name, records.ids, data=data or None)[0]
        self.html = content.decode()
        text = html.fromstring(self.html).text_content().replace("\ufeff", "")
        return " ".join(text.split())

    def test_sheet(self):
        source, rework = self._full()
        text = self._text("report_nonconformity_sheet", source)
        for words in (
            "不合格品处置单",
            "QN-F-03",
            source.name,
            "Glove",
            "封口开裂",
            "YY/T 0698.5",
            "Glove Maker",
            "PO-77",
            "Line stopped",
            "Mould worn",
            "Not sterile",
            "Cage 3",
            "Workshop 装配车间",
            "Seal can be renewed",
            self.worker.name,
            self.officer.name,
            self.inspector.name,
            rework.name,
            "5.00",
            source.capa_ids.name,
            "40.00",
            "Verified by",
        ):
            with self.subTest(words):
                self.assertIn(words, text)
        self.assertGreaterEqual(self.html.count("data:image"), 2, "QR code and photo")

    def test_only_what_was_worked_on_is_found_good(self):
        source, rework = self._full()
        self._text("report_nonconformity_sheet", source)
        rows = html.fromstring(self.html).xpath("//table//tr[count(td) = 6]")
        good = {
            row[0].text_content().split()[-1]: row[4].text_content() for row in rows
        }
        scrap = source.disposition_ids - rework
        self.assertEqual(good[rework.name].strip(), "5.00")
        self.assertEqual(good[scrap.name].strip(), "")

    def test_sheet_tells_money_to_quality_only(self):
        source, _rework = self._full()
        self.assertNotIn(
            "40.00", self._text("report_nonconformity_sheet", source, self.worker)
        )

    def test_opinions_in_order(self):
        source, _rework = self._full()
        opinions = source._get_print_opinions()
        self.assertEqual(opinions, sorted(opinions, key=lambda row: row["date"]))
        self.assertEqual(
            [row["name"] for row in opinions[:2]], [self.inspector.name] * 2
        )
        self.assertIn(self.officer.name, [row["name"] for row in opinions])

    def test_blank_sheets(self):
        for model, report in (
            ("quality.nonconformity", "report_nonconformity_sheet"),
            ("quality.disposition", "report_disposition_instruction"),
            ("quality.quarantine.card", "report_quarantine_card"),
        ):
            with self.subTest(report):
                text = self._text(report, self.env[model], blank=1)
                self.assertIn("Product", text)

    def test_forms_print_themselves(self):
        for name in ("nonconformity_sheet", "rework_instruction"):
            form = self.env.ref(f"quality_nonconformity.form_{name}")
            self.assertEqual(form.action_print_blank()["data"], {"blank": 1})

    def test_service_sheet_names_no_goods(self):
        source = self.env["quality.nonconformity"].create(
            {"kind": "service", "description": "Late call back"}
        )
        text = self._text("report_nonconformity_sheet", source)
        self.assertIn("Late call back", text)
        self.assertNotIn("Lot/Serial Number", text)

    def test_lines_to_sign_follow_the_signatures(self):
        """Who signed here already is printed; the rest is left to sign by hand."""
        _source, rework = self._decided(10, "rework")
        form = self.env.ref("quality_nonconformity.form_rework_instruction")
        labels = [
            (block[0], bool(block[1])) for block in form._get_signature_blocks(rework)
        ]
        self.assertEqual(
            labels,
            [
                ("Approved", True),
                ("Confirmed by inspector", False),
                ("Carried out by", False),
            ],
        )

    def test_instruction(self):
        source, rework = self._full()
        text = self._text("report_disposition_instruction", rework, self.worker)
        for words in (
            "返工返修作业指导书",
            "QN-F-04",
            "Seal again at 140 °C.",
            "Glove",
            "封口开裂",
            "B 班",
            self.officer.name,
            "5.00",
            "1.00",
        ):
            with self.subTest(words):
                self.assertIn(words, text)
        self.assertIn(source.name, text)

    def test_8d_report_begins_with_the_nonconformity(self):
        source, _rework = self._full()
        reports = self.env["ir.actions.report"].with_user(self.inspector)
        content = reports._render_qweb_html("quality_base.capa_8d", source.capa_ids.ids)
        text = html.fromstring(content[0].decode()).text_content()
        for words in ("8D", source.capa_ids.name, "封口开裂", "Line stopped"):
            with self.subTest(words):
                self.assertIn(words, text)

    def test_cancelled_dispositions_are_not_printed(self):
        source, rework = self._decided(10, "rework", reason="Can be sealed again")
        rework.with_user(self.officer)._cancel("The customer refuses rework")
        text = self._text("report_nonconformity_sheet", source)
        grid = text[text.index("Dispositions and Results") :]
        self.assertNotIn(rework.name, grid)

    def test_card_shows_each_disposition(self):
        source, rework = self._full()
        card = self._cards(source)[:1]
        text = self._text("report_quarantine_card", card)
        for words in (
            source.name,
            "Several, see the list",
            rework.name,
            "Partly good",
            self.worker.name,
            "B 班",
        ):
            with self.subTest(words):
                self.assertIn(words, text)


@tagged("post_install", "-at_install")
class TestOpinionsOfABoard(CaseCommon):
    def test_votes_stand_on_the_sheet(self):
        """Who said what in the board, the dissenting too; what was replaced does not."""
        case = self._case()
        self._vote(case, engineer="agree", producer="dissent")
        source = case.nonconformity_ids.with_user(self.officer)
        opinions = {row["name"]: row["text"] for row in source._get_print_opinions()}
        self.assertIn("Dissents", opinions[self.producer.name])
        self.assertIn(case.name, opinions[self.engineer.name])
        case.sudo().opinion_ids.superseded = True
        names = [row["name"] for row in source._get_print_opinions()]
        self.assertNotIn(self.producer.name, names)


@tagged("post_install", "-at_install")
class TestNonconformityPdf(SheetCommon, PrintCase, HttpCase):
    """Real files, in the language of the user."""

    def test_pdf(self):
        source, rework = self._full()
        prints = (
            ("action_report_nonconformity_sheet", source, "不合格品处置单"),
            ("action_report_disposition_instruction", rework, "返工返修作业指导书"),
            ("action_report_quarantine_card", self._cards(source)[:1], "隔离卡"),
        )
        for name, record, title in prints:
            with self.subTest(name):
                pdf = self._render_pdf(f"quality_nonconformity.{name}", record)
                text = self._pdf_text(pdf)
                self.assertIn(title, text)
                self.assertIn(record.name, text)
                self.assertGreaterEqual(self._pdf_image_count(pdf), 1)
