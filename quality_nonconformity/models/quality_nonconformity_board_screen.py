from odoo import api, fields, models

from .quality_approval import WAITING
from .quality_approval_rule import MRB_RANK


class QualityNonconformityBoardScreen(models.Model):
    """The next step where a review board must decide: which one, and that it is called."""

    _inherit = "quality.nonconformity"

    board_awaited = fields.Boolean(compute="_compute_board_awaited")

    @api.depends("disposition_ids.state", "disposition_ids.approval_ids.state")
    def _compute_board_awaited(self):
        for record in self:
            record.board_awaited = bool(record._get_board_rows())

    @api.depends("disposition_ids.approval_ids.state", "mrb_case_ids.state")
    def _compute_guidance(self):
        return super()._compute_guidance()

    def _get_board_rows(self):
        """Return the agreements that only a review board can give, as superuser."""
        # that a board is asked may be known to who reads the record
        proposals = self.sudo().disposition_ids.filtered(lambda d: d.state == "draft")
        return proposals.approval_ids.filtered(
            lambda row: row.role == "board" and row.state in WAITING
        )

    def _get_guidance(self):
        undecided = self.state in ("isolated", "review") and not self.is_suspect
        rows = self._get_board_rows() if undecided and self.decide_ready else None
        return self._get_board_guidance(rows) if rows else super()._get_guidance()

    def _get_board_guidance(self, rows):
        """Which board decides on ``rows``, and how it comes to it."""
        self.ensure_one()
        if case := self._get_open_case().sudo():  # its number is no secret
            return self.env._(
                "The review board “%(board)s” decides (%(case)s).",
                board=case.board_id.name,
                case=case.name,
            )
        level = max(rows.mapped("mrb_level"), key=MRB_RANK.get)
        boards = self.env["quality.mrb.board"].sudo()  # nor are names of boards
        board = boards._find(self.company_id, level, self)
        if not board:
            return self._no_board_message(level)
        return self.env._(
            "The review board “%(board)s” must decide: press “Call the MRB”.",
            board=board.name,
        )
