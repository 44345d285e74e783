from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date, format_datetime

#: lines shown below the tiles of a section; the tiles open the whole lists
MAX_ITEMS = 6
WEEK = timedelta(days=7)


class QualityMyWork(models.AbstractModel):
    """What the first page of the app shows to the current user.

    An addon adds its own by extending :meth:`_get_my_work_sections` (append tiles to
    a section found by its key, or a section) and :meth:`_get_my_work_creations`. Each
    tile costs one count: the number of queries is bounded whatever the volume.
    """

    _name = "quality.my.work"
    _description = "My Work"

    @api.model
    @api.readonly
    def get_my_work(self):
        """Return the page: ``{"sections", "creations", "empty"}``, ready to render.

        A section has ``key``, ``title``, ``tiles`` (``title``, ``count``, ``color``:
        danger, warning, info or success, ``action``), ``items`` (``title``, ``text``,
        ``date``, ``color``, ``action``) and ``help`` for when there is nothing.
        """
        sections = self._get_my_work_sections()
        return {
            "sections": sections,
            "creations": self._get_my_work_creations(),
            "empty": not any(t["count"] for s in sections for t in s["tiles"]),
        }

    @api.model
    def _get_my_work_sections(self):
        """Return the sections of the page, in order."""
        return [
            self._get_deadline_section(),
            self._get_waiting_section(),
            self._get_activity_section(),
        ]

    @api.model
    def _get_my_work_creations(self):
        """Return the buttons that create: ``title``, ``icon``, ``action``."""
        wanted = [
            ("quality.capa", self.env._("New Corrective Action"), "fa-wrench"),
            (
                "quality.disagreement",
                self.env._("New Disagreement"),
                "fa-balance-scale",
            ),
        ]
        return [
            self._prepare_creation(model, title, icon)
            for model, title, icon in wanted
            if self.env[model].has_access("create")
        ]

    def _prepare_creation(self, model, title, icon):
        action = {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [[False, "form"]],
        }
        return {"key": model, "title": title, "icon": icon, "action": action}

    def _prepare_tile(self, title, model, domain, color="info"):
        """Return a tile that counts ``domain`` and opens it as a list."""
        action = {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [[False, "list"], [False, "form"]],
            "domain": list(domain),
        }
        count = self.env[model].search_count(domain)
        return {"title": title, "count": count, "color": color, "action": action}

    def _prepare_item(self, model, res_id, title, text="", date="", color="info"):
        """Return a line that opens one record."""
        action = {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": res_id,
            "views": [[False, "form"]],
        }
        return {
            "key": f"{model},{res_id},{text}",
            "title": title or "",
            "text": text or "",
            "date": date,
            "color": color,
            "action": action,
        }

    # -- deadlines -----------------------------------------------------------------

    def _get_deadline_section(self):
        now, end_of_day = self._get_day_bounds()
        mine = self._get_my_deadline_domain()
        late = mine & Domain("is_late", "=", True)
        day = mine & Domain("effective_due", ">=", now)
        day &= Domain("effective_due", "<=", end_of_day)
        week = mine & Domain("effective_due", ">", end_of_day)
        week &= Domain("effective_due", "<=", end_of_day + WEEK)
        return {
            "key": "deadlines",
            "title": self.env._("My Deadlines"),
            "tiles": [
                self._prepare_tile(
                    self.env._("Late"), "quality.deadline", late, "danger"
                ),
                self._prepare_tile(
                    self.env._("Today"), "quality.deadline", day, "warning"
                ),
                self._prepare_tile(
                    self.env._("Next 7 days"), "quality.deadline", week, "info"
                ),
            ],
            "items": self._get_deadline_items(mine, end_of_day),
            "help": self.env._(
                "Steps of records that you are responsible for appear here."
            ),
        }

    def _get_my_deadline_domain(self):
        mine = Domain("user_id", "=", self.env.uid) & Domain("done", "=", False)
        return mine & Domain("state", "in", ("open", "missed"))

    def _get_day_bounds(self):
        """Return now and the end of the user's day, as naive UTC."""
        now = fields.Datetime.now()
        local = fields.Datetime.context_timestamp(self, now)
        midnight = local.replace(hour=23, minute=59, second=59, microsecond=0)
        return now, now + (midnight - local)

    def _get_deadline_items(self, mine, end_of_day):
        rows = self.env["quality.deadline"].search(
            mine & Domain("effective_due", "!=", False),
            order="effective_due, id",
            limit=MAX_ITEMS,
        )
        items = []
        for row in rows:
            color = "danger" if row.is_late else "info"
            if color == "info" and row.effective_due <= end_of_day:
                color = "warning"
            date = format_datetime(self.env, row.effective_due, dt_format="short")
            items.append(
                self._prepare_item(
                    row.res_model,
                    row.res_id,
                    row.document_name,
                    row.step_label,
                    date,
                    color,
                )
            )
        return items

    # -- what waits for me ------------------------------------------------------------

    def _get_waiting_section(self):
        uid = self.env.uid
        pending = Domain("user_id", "=", uid) & Domain("state", "=", "pending")
        return {
            "key": "waiting",
            "title": self.env._("Waiting for Me"),
            "tiles": self._get_waiting_tiles(pending),
            "items": self._get_notice_items(pending),
            "help": self.env._(
                "What you have to acknowledge, read, sign or decide appears here."
            ),
        }

    def _get_waiting_tiles(self, pending):
        """Return the tiles of what waits; extend with approvals and signatures."""
        Report, Case = "quality.report", "quality.disagreement"
        uid = self.env.uid
        mine = Domain("user_id", "=", uid) & Domain("state", "=", "draft")
        to_read = Domain("reader_id", "=", uid) & Domain("state", "=", "submitted")
        voice = Domain("team_id.access_user_ids", "in", uid)
        voice |= Domain("party_ids.access_user_ids", "in", uid)
        voice |= Domain("arbiter_team_id.access_user_ids", "in", uid)
        voice &= Domain("state", "in", ("raised", "opinions", "decided"))
        tiles = [
            self._prepare_tile(
                self.env._("To acknowledge"), "quality.notice", pending, "warning"
            ),
            self._prepare_tile(self.env._("Reports to submit"), Report, mine),
            self._prepare_tile(self.env._("Reports to read"), Report, to_read),
            self._prepare_tile(self.env._("Disagreements"), Case, voice),
        ]
        return tiles + self._get_approval_tiles()

    def _get_approval_tiles(self):
        """Return the tiles of what officers and the head of quality decide."""
        tiles, uid = [], self.env.uid
        if self.env.user.has_group("quality_base.group_quality_officer"):
            plans = Domain("state", "=", "cause") & Domain("planner_id", "!=", False)
            plans &= Domain("planner_id", "!=", uid) & Domain("user_id", "!=", uid)
            tiles.append(
                self._prepare_tile(
                    self.env._("Plans to approve"), "quality.capa", plans, "warning"
                )
            )
        if self.env.user.has_group("quality_base.group_quality_manager"):
            asked = Domain("state", "=", "requested") & Domain("user_id", "!=", uid)
            tiles.append(
                self._prepare_tile(
                    self.env._("Extensions to decide"),
                    "quality.deadline.extension",
                    asked,
                    "warning",
                )
            )
            unreviewed = Domain("review_result", "=", False)
            unreviewed &= Domain("raised_by_id", "!=", uid)
            tiles.append(
                self._prepare_tile(
                    self.env._("Urgent matters to review"), "quality.urgent", unreviewed
                )
            )
        return tiles

    def _get_notice_items(self, pending):
        notices = self.env["quality.notice"].search(
            pending, limit=MAX_ITEMS, order="date_due"
        )
        return [
            self._prepare_item(
                "quality.notice",
                notice.id,
                notice.document_name or self.env._("Notice"),
                notice.reason,
                format_datetime(self.env, notice.date_due, dt_format="short"),
                "danger" if notice.is_late else "warning",
            )
            for notice in notices
        ]

    # -- activities ----------------------------------------------------------------------

    def _get_activity_section(self):
        today = fields.Date.context_today(self)
        names = self.env["quality.row.mixin"]._get_document_models()
        mine = Domain("user_id", "=", self.env.uid) & Domain("res_model", "in", names)
        late = mine & Domain("date_deadline", "<", today)
        day = mine & Domain("date_deadline", "=", today)
        ahead = mine & Domain("date_deadline", ">", today)
        return {
            "key": "activities",
            "title": self.env._("My Activities"),
            "tiles": [
                self._prepare_tile(self.env._("Late"), "mail.activity", late, "danger"),
                self._prepare_tile(
                    self.env._("Today"), "mail.activity", day, "warning"
                ),
                self._prepare_tile(
                    self.env._("Planned"), "mail.activity", ahead, "info"
                ),
            ],
            "items": self._get_activity_items(mine, today),
            "help": self.env._(
                "Activities on quality records that are assigned to you appear here."
            ),
        }

    def _get_activity_items(self, mine, today):
        activities = self.env["mail.activity"].search(
            mine, order="date_deadline, id", limit=MAX_ITEMS
        )
        items = []
        for activity in activities:
            late = activity.date_deadline < today
            color = "danger" if late else "info"
            if activity.date_deadline == today:
                color = "warning"
            items.append(
                self._prepare_item(
                    activity.res_model,
                    activity.res_id,
                    activity.res_name,
                    activity.summary or activity.activity_type_id.name,
                    format_date(self.env, activity.date_deadline),
                    color,
                )
            )
        return items
