import subprocess
import tempfile

from odoo.tests.common import HttpCase, save_test_file


class PrintCase(HttpCase):
    """Renders real PDFs and reads them back with poppler."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("report.print_delay", "0")

    def _render_pdf(self, report, records=None, **data):
        """Return the PDF of the report (xml id or record) and keep it for the eye."""
        # without its own cursor: the server that serves the styles needs the lock
        Report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        ids = records.ids if records else None
        pdf, kind = Report._render_qweb_pdf(report, ids, data=data or None)
        self.assertEqual((kind, pdf[:4]), ("pdf", b"%PDF"))
        save_test_file(self._testMethodName, pdf, "print_", "pdf", document_type="PDF")
        return pdf

    def _pdf_text(self, pdf):
        """Text of the PDF as one would copy it, pages separated by form feeds."""
        return self._run_on_pdf(pdf, ["pdftotext", "-layout", "{pdf}", "-"]).decode()

    def _pdf_fonts(self, pdf):
        return self._run_on_pdf(pdf, ["pdffonts", "{pdf}"]).decode()

    def _pdf_image_count(self, pdf):
        rows = self._run_on_pdf(pdf, ["pdfimages", "-list", "{pdf}"]).decode()
        return len(rows.splitlines()) - 2

    def _run_on_pdf(self, pdf, command):
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(pdf)
            file.flush()
            args = [part.format(pdf=file.name) for part in command]
            return subprocess.run(args, check=True, capture_output=True).stdout
