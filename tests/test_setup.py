"""The helpers of this folder and the databases the scripts make."""

from pathlib import Path

import psycopg2
import test_processes

from odoo.tests import BaseCase, TransactionCase, tagged

from tests.common import databases, own_database, superuser


@tagged("post_install", "-at_install")
class TestOwnDatabase(BaseCase):
    def test_two_transactions(self):
        """What one transaction commits, a second one sees, and nothing is left."""
        with own_database() as registry:
            name = registry.db_name
            with registry.cursor() as cr:
                partner = superuser(cr)["res.partner"].create({"name": "Seen by both"})
                with registry.cursor() as other:
                    found = superuser(other)["res.partner"].browse(partner.id).exists()
                    self.assertFalse(found, "not committed yet")
                cr.commit()
            with registry.cursor() as cr:
                self.assertEqual(
                    superuser(cr)["res.partner"].browse(partner.id).name,
                    "Seen by both",
                )
        self.assertIsNone(databases.stamp_of(name))
        with self.assertRaises(psycopg2.OperationalError):
            psycopg2.connect(dbname=name)


@tagged("post_install", "-at_install")
class TestTemplate(TransactionCase):
    def test_all_addons_are_installed(self):
        modules = self.env["ir.module.module"].search(
            [("name", "in", databases.suite_addons()), ("state", "!=", "installed")]
        )
        self.assertFalse(modules.mapped("name"))

    def test_attachments_are_inside(self):
        """A clone has no files on disk of its own."""
        self.env.cr.execute(
            "SELECT count(*) FROM ir_attachment WHERE store_fname IS NOT NULL"
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))


@tagged("post_install", "-at_install")
class TestHashes(BaseCase):
    def test_closure_has_dependencies_and_names_typos(self):
        self.assertIn("quality_base", databases.closure(["quality_nonconformity"]))
        with self.assertRaisesRegex(SystemExit, "no addon 'quality_bse'"):
            databases.closure(["quality_bse"])

    def test_hash_is_steady(self):
        self.assertEqual(
            databases.addon_hash("quality_base"), databases.addon_hash("quality_base")
        )


@tagged("post_install", "-at_install")
class TestProcesses(BaseCase):
    def test_each_file_is_in_one_group_of_about_the_same_size(self):
        folder = Path(__file__).parent
        files = test_processes.test_files([folder, f"{__file__}::TestProcesses"])
        parts = test_processes.groups(files, 2)
        self.assertEqual(sorted(sum(parts, [])), sorted(files))
        self.assertIn(f"{__file__}::TestProcesses", files)
        loads = [sum(map(test_processes.size, part)) for part in parts]
        self.assertLess(max(loads), 1.5 * min(loads))

    def test_no_more_groups_than_files(self):
        self.assertEqual(test_processes.groups([__file__], 4), [[__file__]])

    def test_one_closing_line_for_all(self):
        outputs = [
            "FAILED a.py::test - Wrong\n=== 1 failed, 7 passed, 1 warning in 5.10s ===",
            "\033[32m=== \033[1m2 passed\033[0m, 2 warnings in 61.00s (0:01:01) ===\n",
            "3 passed, 4 subtests passed in 2.00s\n",
        ]
        failed, closing = test_processes.total(outputs, 65)
        self.assertEqual(failed, ["FAILED a.py::test - Wrong"])
        self.assertIn(
            " 1 failed, 12 passed, 4 subtests passed, 3 warnings in 65.00s ", closing
        )
