"""Tiers of the consignees of a delivery list, against a count of the list alone."""

import tempfile
from pathlib import Path

from odoo.tests import BaseCase, tagged

from deliveries.importer import Importer
from deliveries.plan import read
from tests.common import own_database, superuser
from tests.count_deliveries import records
from tests.count_tiers import count_tiers, differences, years
from tests.test_import_deliveries import make_list

#: limits among which the few consignees of a made-up list spread
SMALL = {"Low": 20_000, "Middle": 60_000, "High": 100_000}


@tagged("post_install", "-at_install")
class TestTierDeliveries(BaseCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = make_list(Path(folder.name) / "list.csv", step=60)

    def test_tiers_of_each_year_are_those_of_the_list(self):
        """CT-02, CT-05: by orders and by invoices, every consignee and year."""
        with own_database() as registry:
            Importer(registry.db_name, read(self.file), size=5).run()
            with registry.cursor() as cr:
                env = superuser(cr)
                self.assertEqual(env.company.currency_id.name, "USD")
                count, wrong = differences(self.file, env, SMALL)
                self.assertEqual(wrong, [])
                self.assertGreaterEqual(len(count), 3, "the list has several tiers")

    def test_the_count_itself(self):
        rows = records(self.file)
        self.assertGreaterEqual(len(years(rows)), 4)
        row = {
            "project": "P",
            "delivered": "2015-02-01",
            "packs": "10",
            "pack_price_usd": "1000",
        }
        late = row | {"delivered": "2015-03-15", "pack_price_usd": "20000"}
        tiers = count_tiers([row, late])
        self.assertEqual(tiers["ordered", 2015, "P"], (210_000.0, "Gold"))
        self.assertEqual(tiers["invoiced", 2015, "P"], (10_000.0, "VIP"))
