from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.canonical import chain_hash, dumps, verify_chain
from ..tools.uninstall import is_uninstalling
from .quality_history import APPENDING


class QualityHistoryMixin(models.AbstractModel):
    """Append-only, hash-chained history of each record [XX-03, XX-10].

    :meth:`_log_history` appends, :meth:`_verify_history` checks. Only creation is
    logged by the mixin itself; other events are the model's to log.
    """

    _name = "quality.history.mixin"
    _description = "Record with History"

    history_ids = fields.One2many(
        "quality.history",
        "res_id",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,  # who reads the document may read its rows
        readonly=True,
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._log_history("create", lambda record: record._get_creation_values())
        return records

    def unlink(self):
        """Keep the history of a deleted record, and that it was deleted."""
        if not is_uninstalling(self.env):
            self._log_history("unlink", lambda record: record._get_creation_values())
        return super().unlink()

    def action_verify_history(self):
        """Check the chains and say so; list what is wrong, if anything is."""
        self.check_access("read")
        problems = self._verify_history()
        if problems:
            message = "\n".join(problem["message"] for problem in problems)
        else:
            message = self.env._(
                "Intact: %(count)s entries checked.",
                count=len(self.sudo().history_ids),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("History"),
                "message": message,
                "type": "danger" if problems else "success",
                "sticky": bool(problems),
            },
        }

    def action_print_history(self):
        """Print the history for an inspector; the print itself is logged."""
        self.check_access("read")
        self._log_history("print")
        report = self.env.ref("quality_base.report_history_document")
        data = {"res_model": self._name, "res_ids": self.ids}
        return report.report_action(None, data=data, config=False)

    def _get_creation_values(self):
        """What of a new record the history keeps: a dict."""
        return {"name": self.display_name}

    def _log_history(self, event, values=None, comment=None):
        """Append one row to the history of each record, with a fixed number of queries.

        :param str event: what happened: a key of ``quality.history._get_event_labels``
        :param values: a dict of plain values, or a function record → dict
        :param str comment: reason or remark
        """
        if not self:
            return
        rows, heads = (
            [],
            self.env["quality.history.head"].sudo()._lock(self._name, self.ids),
        )
        common = {
            "res_model": self._name,
            "event": event,
            "comment": comment or "",
            "user_id": self.env.uid,
            "user_name": self.env.user.sudo().name,
            "date": fields.Datetime.now(),
        }
        for record in self:
            count, last_hash = heads[record.id]
            kept = values(record) if callable(values) else values or {}
            content = common | {
                "res_id": record.id,
                "sequence": count + 1,
                "values": dumps(kept),
            }
            row_hash = chain_hash(last_hash, content)
            heads[record.id] = (count + 1, row_hash)
            rows.append(content | {"prev_hash": last_hash, "hash": row_hash})
        self._append_history(rows, heads)

    def _append_history(self, rows, heads):
        companies = self._get_history_companies()
        for row in rows:
            row["company_id"] = companies.get(row["res_id"])
        History = self.env["quality.history"].with_context(quality_appending=APPENDING)
        History.sudo().create(rows)  # users hold no create right: this is the only way
        self.env["quality.history.head"].sudo()._move(self._name, heads)
        self.invalidate_recordset(["history_ids"])

    def _get_history_companies(self):
        if "company_id" not in self._fields:
            return {}
        return {record.id: record.sudo().company_id.id for record in self}

    def _verify_history(self):
        """Check the chain of each record against what is stored now.

        :return: list of ``{"record", "sequence", "kind", "message"}``, empty when
            intact; for the kinds see :func:`quality_base.tools.canonical.verify_chain`
        """
        chains, heads = self._fetch_chains(), self._fetch_heads()
        return [
            {
                "record": record,
                "sequence": sequence,
                "kind": kind,
                "message": record._history_problem_message(sequence, kind),
            }
            for record in self
            for sequence, kind in verify_chain(chains[record.id], heads.get(record.id))
        ]

    def _fetch_chains(self):
        """Return ``{id: rows}`` as :func:`verify_chain` takes them, past the cache."""
        History = self.env["quality.history"].sudo().with_context(active_test=False)
        self.env.flush_all()
        History.invalidate_model()
        rows = History.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)],
            order="res_id, sequence, id",
        )
        chains = defaultdict(list)
        for row in rows:
            chains[row.res_id].append(
                (row.sequence, row.prev_hash, row.hash, row._get_content())
            )
        return chains

    def _fetch_heads(self):
        rows = self.env.execute_query(
            SQL(
                """SELECT res_id, count, last_hash FROM quality_history_head
                   WHERE res_model = %s AND res_id = ANY(%s)""",
                self._name,
                self.ids,
            )
        )
        return {res_id: (count, last_hash) for res_id, count, last_hash in rows}

    def _history_problem_message(self, sequence, kind):
        name, number = self.display_name, sequence
        if kind == "changed":
            return self.env._("%(name)s: entry %(n)s was changed.", name=name, n=number)
        if kind == "removed":
            return self.env._("%(name)s: entry %(n)s was removed.", name=name, n=number)
        if kind == "inserted":
            return self.env._(
                "%(name)s: entry %(n)s was inserted.", name=name, n=number
            )
        if kind == "broken":
            return self.env._(
                "%(name)s: entry %(n)s does not continue the one before: one of the two "
                "was rewritten.",
                name=name,
                n=number,
            )
        return self.env._(
            "%(name)s: the record of its last entry is missing or was rewritten.",
            name=name,
        )
