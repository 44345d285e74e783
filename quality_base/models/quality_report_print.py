import base64

from odoo import models
from odoo.tools.misc import format_date, formatLang

from ..tools.figures_sheet import figures_to_xlsx


class QualityReport(models.Model):
    _inherit = "quality.report"

    def _keep_copies(self):
        """Print the report as PDF and XLSX; return the values that link the copies."""
        self.ensure_one()
        Report = self.env["ir.actions.report"]
        content, kind = Report._render_qweb_pdf(
            "quality_base.action_report_quality_report", self.ids
        )
        pdf = self._attach_copy(kind, content)
        xlsx = self._attach_copy("xlsx", self._get_xlsx())
        return {"pdf_id": pdf.id, "xlsx_id": xlsx.id}

    def _attach_copy(self, kind, content):
        if isinstance(content, str):
            content = content.encode()
        name = f"{self.name} {self.report_type_id.name}".replace("/", "-")
        return self.env["ir.attachment"].create(
            {
                "name": f"{name}.{kind}",
                "datas": base64.b64encode(content),
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _get_xlsx(self):
        """Return the report's figures as XLSX bytes."""
        self.ensure_one()
        titles = (self.report_type_id.title_zh, self.report_type_id.name)
        facts = [
            (self.env._("Number"), self.name),
            (self.env._("Company"), self.company_id.name),
            (self.env._("Period"), self._get_period_label()),
            (self.env._("Author"), self.user_id.name or ""),
            (self.env._("Reader"), self.reader_id.name or ""),
        ]
        title = " ".join(dict.fromkeys(filter(None, titles)))
        return figures_to_xlsx(title, facts, self.figures or [])

    def _format_cell(self, value, kind):
        """Return one value of a section as text, in the user's format."""
        if value is None or value is False:
            return ""
        if kind == "percent":
            return f"{formatLang(self.env, value * 100, digits=1)} %"
        if kind == "date":
            return format_date(self.env, value)
        if kind == "text":
            return value
        # where counts stand among other figures they stay whole numbers
        whole = kind == "integer" or isinstance(value, int)
        return formatLang(self.env, value, digits=0 if whole else 2)
