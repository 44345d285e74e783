from odoo.tests import tagged

from .test_inspection_record import RecordCommon


@tagged("post_install", "-at_install")
class TestInspectionScreen(RecordCommon):
    """Counters, My Work, buttons of the inspection."""

    def _tiles(self, user):
        page = self.env["quality.my.work"].with_user(user).get_my_work()
        return {
            (section["key"], tile["title"]): tile["count"]
            for section in page["sections"]
            for tile in section["tiles"]
        }

    def test_queue_on_the_first_page(self):
        key = ("inspections", "To inspect")
        before = self._tiles(self.inspector)
        record = self._delivered()
        self.assertEqual(self._tiles(self.inspector)[key], before[key] + 1)
        self.assertEqual(self._tiles(self.receiver)[key], before[key] + 1)
        self.assertNotIn(key, self._tiles(self.reporter))
        self._inspect(record)
        self.assertEqual(self._tiles(self.inspector)[key], before[key])

    def test_reworked_goods_are_first(self):
        key = ("inspections", "First")
        before = self._tiles(self.inspector)[key]
        self._put(5, self.lot_a)
        disposition = self._dispose(self._nonconformity(5, self.lot_a), "sort", 5)
        disposition.with_user(self.officer)._approve()
        self._delivered()
        disposition.with_user(self.worker)._execute()
        self.assertEqual(self._tiles(self.inspector)[key], before + 1)
        page = self.env["quality.my.work"].with_user(self.inspector).get_my_work()
        section = next(s for s in page["sections"] if s["key"] == "inspections")
        self.assertEqual(section["items"][0]["color"], "danger")
        queue = self.Record.search([("state", "=", "draft")])
        ranks = queue.mapped("priority")
        self.assertEqual(ranks, sorted(ranks, reverse=True))
        self.assertEqual(disposition.inspection_ids.priority, "1")

    def test_samples_to_judge(self):
        key = ("waiting", "Samples to judge")
        users = (self.engineer, self.officer, self.manager, self.inspector)
        before = [self._tiles(user)[key] for user in users]
        record = self._inspect(
            self._delivered(),
            "reject",
            sample_size=5,
            defect_count=1,
            engineer_id=self.engineer.id,
        )
        after = [self._tiles(user)[key] for user in users]
        self.assertEqual(
            [b - a for a, b in zip(before, after, strict=True)], [1, 0, 0, 0]
        )
        mine = record.with_user(self.engineer)
        mine.confirm_note = "No bench"
        mine._escalate()
        after = [self._tiles(user)[key] for user in users]
        self.assertEqual(
            [b - a for a, b in zip(before, after, strict=True)], [0, 0, 1, 0]
        )

    def test_counters_cost_one_query(self):
        """However many transfers the list shows."""
        pickings = self.env["stock.picking"]
        for number in range(4):
            pickings |= self._delivered(5, f"Q{number}").picking_id
        mine = pickings.with_user(self.inspector)
        mine[:1].mapped("inspection_count")  # rules and rights are read once
        self.env.flush_all()
        for batch in (mine[:1], mine):
            batch.invalidate_recordset(["inspection_count"])
            with self.assertQueryCount(1):
                self.assertEqual(set(batch.mapped("inspection_count")), {1})

    def test_queue_costs_the_same_for_any_number(self):
        records = self.env["quality.inspection.record"]
        for number in range(12):
            records |= self._delivered(5, f"R{number}")
        mine = records.with_user(self.inspector)
        spec = {"life_ground": {}, "remaining_days": {}, "expiration_date": {}}
        for batch in (mine[:2], mine):
            self.env.invalidate_all()
            batch.web_read(spec)  # rules and rights are read once
            self.env.invalidate_all()
            with self.assertQueryCount(8):
                batch.web_read(spec)
                for record in batch:
                    record._get_lots().mapped("name")  # as the ledger does

    def test_lot_and_serial_numbers(self):
        record = self._delivered()
        lot = record.lot_id.with_user(self.inspector)
        self.assertEqual(lot.inspection_count, 1)
        picking = self._validate(self._arrival((self.pump, 1, "P1")))
        serial = picking.inspection_ids.serial_ids.with_user(self.inspector)
        self.assertEqual(serial.inspection_count, 1)
        found = self.Record.search(serial.action_view_inspections()["domain"])
        self.assertEqual(found, picking.inspection_ids)

    def test_queue_has_constant_cost(self):
        """The list of ten reads as many queries as the list of two."""
        for number in range(10):
            self._delivered(5, f"N{number}")
        names = ["name", "product_id", "lot_id", "life_ground", "verdict", "state"]
        counts = []
        for limit in (2, 10):
            self.env.invalidate_all()
            queue = self.Record.with_user(self.inspector)
            before = self.cr.sql_log_count
            queue.search_read([("state", "=", "draft")], names, limit=limit)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
