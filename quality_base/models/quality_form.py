from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityForm(models.Model):
    """A controlled form or procedure: titles, number, revision record [XX-07, XX-08].

    Prints take their Chinese title, number and revision from here, never from the
    template, so a company numbers and revises its own forms without a programmer.
    The Chinese title is data and printed in every language [XX-50].
    """

    _name = "quality.form"
    _description = "Quality Form"
    _inherit = ["mail.thread", "quality.state.mixin"]
    _order = "number, id"
    _rec_names_search = ["number", "name", "title_zh"]
    _check_company_auto = True
    _frozen_states = ("withdrawn",)

    name = fields.Char("Title", required=True, translate=True, tracking=True)
    title_zh = fields.Char("Chinese Title", required=True, tracking=True)
    kind = fields.Selection(
        [("form", "Form"), ("ledger", "Ledger"), ("procedure", "Procedure")],
        required=True,
        default="form",
    )
    number = fields.Char("Form Number", required=True, index="trigram", tracking=True)
    revision = fields.Char(
        default="A/0",
        required=True,
        tracking=True,
        help="Printed on the form. Set by the revision that was approved last.",
    )
    date_effective = fields.Date("Effective since", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("effective", "Effective"),
            ("withdrawn", "Withdrawn"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    team_id = fields.Many2one(
        "quality.team",
        "Issued by",
        check_company=True,
        index="btree_not_null",
        help="Department that issued it and decides how it is to be read.",
    )
    company_id = fields.Many2one("res.company", index=True)
    signature_labels = fields.Char(
        translate=True,
        help="Signature blocks of the printed form, separated by commas, "
        "e.g. “Prepared by, Approved by”.",
    )
    signature_meanings = fields.Char(
        help="Which signature fills which block, in the same order, e.g. “prepared, "
        "approved”. Nothing between two commas: a block to sign by hand. Left empty: "
        "each signature fills the next block.",
    )
    report_id = fields.Many2one(
        "ir.actions.report", "Print", help="Report that prints this form."
    )
    revision_ids = fields.One2many(
        "quality.form.revision", "form_id", "Revision Record", copy=False
    )
    note = fields.Html("Use")

    _number_uniq = models.UniqueIndex(
        "(number, COALESCE(company_id, 0)) WHERE state != 'withdrawn'",
        "Another form has this number. Withdraw that one first, or choose a number.",
    )

    @api.depends("number", "name", "revision")
    def _compute_display_name(self):
        for form in self:
            form.display_name = f"{form.number} {form.name} ({form.revision})"

    @api.model
    def _get_transitions(self):
        return {
            "draft": {"effective", "withdrawn"},
            "effective": {"withdrawn"},
            "withdrawn": {"draft"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"date_effective"}

    def write(self, vals):
        if "revision" in vals and not self._gate_is_open():
            issued = self.filtered(lambda f: f.state != "draft")
            if issued:
                raise UserError(
                    self.env._(
                        "%(names)s is in force: its revision changes by an approved "
                        "line of the revision record only. Add a revision there.",
                        names=", ".join(issued.mapped("display_name")),
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if issued := self.filtered(lambda f: f.state != "draft"):
            raise UserError(
                self.env._(
                    "%(names)s was in force: records were printed on it. Withdraw it "
                    "instead of deleting it.",
                    names=", ".join(issued.mapped("display_name")),
                )
            )

    def action_withdraw(self):
        """Take the form out of use; its number becomes free."""
        self._set_state("withdrawn")

    def action_print_blank(self):
        """Print the form with empty values, for work on site."""
        self.ensure_one()
        if not self.report_id:
            raise UserError(
                self.env._(
                    "%(form)s has no print. Choose its report in “Print” first.",
                    form=self.display_name,
                )
            )
        return self.report_id.report_action(None, data={"blank": 1}, config=False)

    def _print_documents(self, docs, blank=False):
        """Return what a print loops over: the records, or one empty for a blank form."""
        return [docs.browse()] if blank else docs

    def _get_print_title(self):
        """The title under the Chinese one; False for who reads that one anyway."""
        self.ensure_one()
        return self.env.lang != "zh_CN" and self.name != self.title_zh and self.name

    def _get_print_number(self, document):
        """Number of the record, as the head of a form or label shows it."""
        has_name = document and "name" in document._fields
        return document.name if has_name else document.display_name

    def _get_print_url(self, document):
        """URL of the record for its QR code; it works for whoever may read it."""
        if not document:
            return ""
        return (
            f"{document.get_base_url()}/mail/view"
            f"?model={document._name}&res_id={document.id}"
        )

    def _get_signature_blocks(self, document):
        """Return ``[(label, name, time)]`` of what to print under the form.

        Signatures given on the record are printed; each label of the form that has no
        signature yet, or is due again, is an empty line to sign by hand.
        """
        signed = document and "signature_ids" in document._fields
        signatures = list(document.signature_ids.sorted("date")) if signed else []
        labels = [x.strip() for x in (self.signature_labels or "").split(",")]
        labels = list(filter(None, labels))
        if not self.signature_meanings:
            blanks = labels[len(signatures) :]
            return self._get_signed_blocks(signatures) + self._get_blank_blocks(blanks)
        due = document._get_due_meanings() if signatures else set()
        return self._match_signature_blocks(labels, signatures, due)

    def _match_signature_blocks(self, labels, signatures, due):
        """Blocks in the order of the labels, each filled by the meaning it stands for.

        :param set due: meanings that are signed once more, whoever signed before
        """
        meanings = [x.strip() for x in self.signature_meanings.split(",")]
        meanings += [""] * (len(labels) - len(meanings))
        blocks = []
        for index, label in enumerate(labels):
            wanted = set(filter(None, meanings[index].split("/")))
            mine = [s for s in signatures if s.meaning in wanted]
            more = meanings[index] in meanings[index + 1 :]
            mine = mine[:1] if more else mine
            signatures = [s for s in signatures if s not in mine]
            blocks += self._get_signed_blocks(mine)
            if not mine or (wanted & due and not more):
                blocks += self._get_blank_blocks([label])
        return blocks + self._get_signed_blocks(signatures)

    def _get_signed_blocks(self, signatures):
        return [(s._get_meaning_label(), s.signed_name, s.date) for s in signatures]

    def _get_blank_blocks(self, labels):
        return [(label, "", False) for label in labels]

    @api.model
    def _ship_meanings(self, meanings):
        """Say for forms that came with an addon which signature fills which block.

        :param dict meanings: by xml id; what a company set itself stays
        """
        for name, value in meanings.items():
            form = self.env.ref(name, raise_if_not_found=False)
            if form and not form.signature_meanings:
                form.signature_meanings = value

    def _ship(self):
        """Put forms that came with an addon in force, unless they were once before."""
        new = self.filtered(lambda f: f.state == "draft" and not f.date_effective)
        new._set_state("effective", date_effective=fields.Date.context_today(self))

    def _apply_revision(self, revision):
        """Put an approved revision in force."""
        self.ensure_one()
        vals = {
            "revision": revision.revision,
            "date_effective": revision.date_effective,
        }
        if self.state == "draft":
            self._set_state("effective", **vals)
        else:
            self._write_gated(vals)
        # not a step of a user: the revision record follows the form
        revision._write_gated({"state": "effective"})
        (self.revision_ids - revision).filtered(
            lambda r: r.state == "effective"
        )._write_gated({"state": "superseded"})

    @api.model
    def _cron_apply_revisions(self):
        """Put revisions in force whose effective date has come."""
        tomorrow = fields.Date.context_today(self) + timedelta(days=1)
        due = self.env["quality.form.revision"].search(
            [("state", "=", "approved"), ("date_effective", "<", tomorrow)],
            order="date_effective, id",
        )
        for revision in due:
            revision.form_id._apply_revision(revision)
