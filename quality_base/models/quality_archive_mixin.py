from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class QualityArchiveMixin(models.AbstractModel):
    """The archivist takes a finished case only when it is complete [XX-06].

    none → submitted → archived, or sent back with what is missing. A model that
    needs the gate sets ``_archive_required`` and says in :meth:`_get_archive_missing`
    what a complete file holds; its cases count as unfinished until archived.
    """

    _name = "quality.archive.mixin"
    _description = "Record with Archive Gate"

    #: whether a case of this kind is finished only when it is in the archive
    _archive_required = False

    archive_state = fields.Selection(
        [
            ("none", "Not submitted"),
            ("submitted", "Submitted"),
            ("sent_back", "Sent back"),
            ("archived", "Archived"),
        ],
        "Archive",
        default="none",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    archive_missing = fields.Text("Missing for the Archive", readonly=True, copy=False)
    archivist_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_archived = fields.Datetime(readonly=True, copy=False)
    is_unfinished = fields.Boolean(
        compute="_compute_is_unfinished",
        search="_search_is_unfinished",
        help="Work still to be done: open, or not accepted by the archivist.",
    )
    can_submit_archive = fields.Boolean(compute="_compute_can_archive")
    can_decide_archive = fields.Boolean(compute="_compute_can_archive")

    @api.depends("archive_state")
    def _compute_is_unfinished(self):
        unfinished = self.filtered_domain(self._get_unfinished_domain())
        unfinished.is_unfinished = True
        (self - unfinished).is_unfinished = False

    def _search_is_unfinished(self, operator, value):
        return self._get_unfinished_domain() if operator == "in" else NotImplemented

    @api.depends("archive_state")
    @api.depends_context("uid")
    def _compute_can_archive(self):
        archivist = self.env.user.has_group("quality_base.group_quality_archivist")
        for record in self:
            record.can_submit_archive = (
                record._archive_required
                and record.archive_state in ("none", "sent_back")
                and record._is_closed_case()
            )
            record.can_decide_archive = (
                archivist and record.archive_state == "submitted"
            )

    def action_submit_archive(self):
        """Hand the case to the archivist."""
        self._submit_archive()
        return True

    def action_accept_archive(self):
        """Take the case into the archive."""
        self._accept_archive()
        return True

    def action_send_back_archive(self):
        """Ask what is missing, and send the case back."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Back"),
            "res_model": "quality.archive.back",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_ids": self.ids},
        }

    def _get_unfinished_domain(self):
        """Domain of the cases that are still work to do."""
        if not self._archive_required:
            return Domain.FALSE
        return Domain("archive_state", "!=", "archived")

    def _is_closed_case(self):
        """Whether one case is finished but for the archive."""
        self.ensure_one()
        return True

    def _get_archive_missing(self):
        """Return a list of what is missing from one case: texts; [] when complete."""
        self.ensure_one()
        return []

    def _submit_archive(self):
        """Submit complete cases to the archive.

        :raises UserError: naming what is missing, or that a case is not finished
        """
        for case in self:
            if not case.can_submit_archive:
                raise UserError(case._archive_order_message())
            if missing := case._get_archive_missing():
                raise UserError(
                    self.env._(
                        "%(name)s is not complete yet. Add first: %(missing)s.",
                        name=case.display_name,
                        missing=", ".join(missing),
                    )
                )
        self.check_access("write")
        self._write_protected({"archive_state": "submitted", "archive_missing": False})
        self._on_archive("submitted", None)

    def _accept_archive(self):
        """Take submitted cases into the archive: for archivists only."""
        self._check_archivist()
        for case in self:
            if missing := case._get_archive_missing():
                raise UserError(
                    self.env._(
                        "%(name)s lacks: %(missing)s. Send it back.",
                        name=case.display_name,
                        missing=", ".join(missing),
                    )
                )
        vals = {
            "archive_state": "archived",
            "archivist_id": self.env.uid,
            "date_archived": fields.Datetime.now(),
        }
        self.sudo()._write_protected(vals)  # archivists hold no right to edit cases
        self._on_archive("archived", None)

    def _send_back(self, missing):
        """Send submitted cases back, saying what is missing: for archivists only."""
        self._check_archivist()
        if not missing:
            raise UserError(self.env._("Say what is missing, so that it can be added."))
        vals = {"archive_state": "sent_back", "archive_missing": missing}
        self.sudo()._write_protected(vals)  # archivists hold no right to edit cases
        self._on_archive("sent_back", missing)

    def _on_archive(self, state, missing):
        """Hook after a step of the archive."""

    def _write_protected(self, vals):
        """Write fields of the evidence mixins; a model with a gate opens it here."""
        return self.write(vals)

    def _check_archivist(self):
        self.check_access("read")
        if not self.env.user.has_group("quality_base.group_quality_archivist"):
            raise AccessError(
                self.env._("Only archivists accept cases or send them back.")
            )
        if wrong := self.filtered(lambda c: c.archive_state != "submitted"):
            raise UserError(wrong[:1]._archive_order_message())

    def _archive_order_message(self):
        labels = dict(self._fields["archive_state"]._description_selection(self.env))
        return self.env._(
            "%(name)s (archive: %(state)s): a finished case is first submitted to the "
            "archive, then accepted or sent back by an archivist.",
            name=self.display_name,
            state=labels[self.archive_state],
        )
