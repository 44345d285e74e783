"""The helpers of this folder and the databases the scripts make."""

import psycopg2

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
