import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .evidence_common import EvidenceCase


@tagged("post_install", "-at_install")
class TestHistory(EvidenceCase):
    def _kinds(self, record=None):
        self.env.invalidate_all()
        problems = (record or self.release)._verify_history()
        return {(problem["sequence"], problem["kind"]) for problem in problems}

    def _sql(self, query, *args):
        self.env.flush_all()
        self.env.cr.execute(query, args or [self.release.id])
        self.env.invalidate_all()

    def test_life_of_a_document(self):
        self._approve()
        self.release.with_user(self.officer)._release()
        events = ["create", "state", "state", "sign", "state", "release"]
        rows = self.release.history_ids.sorted("sequence")
        self.assertEqual(rows.mapped("sequence"), list(range(1, len(rows) + 1)))
        own = rows.filtered(lambda row: row.event in events)  # notices come between
        self.assertEqual(own.mapped("event"), events)
        self.assertEqual(rows[1].user_id, self.users["user"])
        self.assertEqual(rows[2].user_name, "Quality officer")
        self.assertEqual(json.loads(rows[1].values), {"state": ["draft", "requested"]})
        self.assertEqual(rows[1].details, "State: Draft → Requested")
        self.assertEqual(rows[1].event_label, "Step")
        self.assertEqual(self._kinds(), set())

    def test_reason_is_kept(self):
        self.release._set_state("cancelled", reason="sent to the wrong people")
        self.assertEqual(
            self.release.history_ids[0].comment, "sent to the wrong people"
        )

    def test_any_changed_column_is_found(self):
        self._approve()
        columns = {
            "event": "note",
            "values": "{}",
            "comment": "x",
            "user_id": self.manager.id,
            "user_name": "Somebody",
            "date": "2020-01-01",
            "prev_hash": "1" * 64,
            "hash": "1" * 64,
        }
        for column, value in columns.items():
            with self.subTest(column=column), self.cr.savepoint() as savepoint:
                self._sql(
                    f"UPDATE quality_history SET {column} = %s "
                    "WHERE res_model = 'quality.release' AND res_id = %s AND sequence = 2",
                    value,
                    self.release.id,
                )
                self.assertIn((2, "changed"), self._kinds())
                savepoint.rollback()
        self.assertEqual(self._kinds(), set())

    def test_removed_rows_are_found(self):
        self._approve()
        delete = "DELETE FROM quality_history WHERE res_model = 'quality.release' "
        for name, where, found in [
            ("first", "AND sequence = 1", {1}),
            ("middle", "AND sequence = 2", {2}),
            ("last", "AND sequence = 4", {4}),
            ("tail", "AND sequence > 2", {3, 4}),
            ("all", "", {1, 2, 3, 4}),
        ]:
            with self.subTest(name), self.cr.savepoint() as savepoint:
                self._sql(f"{delete} AND res_id = %s {where}")
                removed = {
                    number for number, kind in self._kinds() if kind == "removed"
                }
                self.assertEqual(removed, found)
                savepoint.rollback()

    def test_rows_and_head_removed_together_are_found(self):
        self._sql(
            "DELETE FROM quality_history WHERE res_model = 'quality.release' "
            "AND res_id = %s"
        )
        self._sql(
            "DELETE FROM quality_history_head WHERE res_model = 'quality.release' "
            "AND res_id = %s"
        )
        self.assertEqual(self._kinds(), {(0, "head")})

    def test_head_set_back_is_found(self):
        """Who removes the last row and turns the count back forgets the hash."""
        self._approve()
        self._sql(
            "DELETE FROM quality_history WHERE res_model = 'quality.release' "
            "AND res_id = %s AND sequence = 4"
        )
        self._sql(
            "UPDATE quality_history_head SET count = 3 "
            "WHERE res_model = 'quality.release' AND res_id = %s"
        )
        self.assertEqual(self._kinds(), {(3, "head")})

    def test_inserted_rows_are_found(self):
        self._approve()
        insert = """INSERT INTO quality_history (res_model, res_id, sequence, event,
            values, user_id, user_name, date, prev_hash, hash)
            SELECT res_model, res_id, %s, 'note', '{}', user_id, user_name, date,
            prev_hash, hash FROM quality_history
            WHERE res_model = 'quality.release' AND res_id = %s AND sequence = 4"""
        for number in (2, 4, 5, 0):
            with self.subTest(number=number), self.cr.savepoint() as savepoint:
                self._sql(insert, number, self.release.id)
                self.assertIn((number, "inserted"), self._kinds())
                savepoint.rollback()

    def test_verify_button_says_it(self):
        result = self.release.with_user(self.users["auditor"]).action_verify_history()
        self.assertEqual(result["params"]["type"], "success")
        self.assertIn("1 entries", result["params"]["message"])
        self._sql("UPDATE quality_history SET comment = 'x' WHERE res_id = %s")
        result = self.release.with_user(self.users["auditor"]).action_verify_history()
        self.assertEqual(result["params"]["type"], "danger")
        self.assertIn("entry 1 was changed", result["params"]["message"])

    def test_other_documents_stay_intact(self):
        other = self._create_release()
        self._sql("DELETE FROM quality_history WHERE res_id = %s")
        self.assertEqual(self._kinds(other), set())
        problems = (self.release | other)._verify_history()
        self.assertEqual({p["record"] for p in problems}, {self.release})

    def test_nobody_writes_history(self):
        row = self.release.history_ids
        vals = row.copy_data()[0]
        for role in ("employee", "user", "officer", "manager", "auditor"):
            mine = row.with_user(self.users[role])
            with self.subTest(role=role):
                with self.assertRaises(UserError):
                    mine.create(vals)
                with self.assertRaises(UserError):
                    mine.write({"comment": "x"})
                with self.assertRaises(AccessError):
                    mine.unlink()
        for method, args in [("create", [vals]), ("write", [vals]), ("unlink", [])]:
            with self.assertRaises(UserError):
                getattr(row.sudo(), method)(*args)
        with self.assertRaises(AccessError):
            self.env["quality.history.head"].with_user(self.manager)._lock("x", [1])

    def test_rows_follow_the_document(self):
        History = self.env["quality.history"].with_user(self.users["employee"])
        own = self._create_release("employee")
        found = History.search([("res_model", "=", "quality.release")])
        self.assertEqual(set(found.mapped("res_id")), {own.id})

    def test_batch_is_bounded(self):
        releases = self.env["quality.release"].create(
            [{"title": str(n), "content": "x", "audience": "x"} for n in range(200)]
        )
        self.env.flush_all()
        with self.assertQueryCount(6):
            releases._log_history("note", lambda r: {"title": r.title})
            self.env.flush_all()
        self.assertEqual(releases._verify_history(), [])
        self.assertEqual(
            {h.sequence for h in releases.history_ids if h.event == "note"}, {2}
        )

    def test_history_of_a_deleted_draft_stays(self):
        release_id, name = self.release.id, self.release.name
        self.release.with_user(self.users["user"]).unlink()
        rows = self.env["quality.history"].search(
            [("res_model", "=", "quality.release"), ("res_id", "=", release_id)]
        )
        self.assertEqual(rows.mapped("event"), ["unlink", "create"])
        self.assertIn(name, rows[0].values)
