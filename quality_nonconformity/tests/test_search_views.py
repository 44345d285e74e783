"""Whatever a search view offers to type into finds something, or nothing: no error."""

from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import QUALITY, HoldCommon


@tagged("post_install", "-at_install")
class TestSearchViews(HoldCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._user(
            "search_head", f"{QUALITY}manager,stock.group_stock_manager"
        )
        cls.models = [
            cls.env[name].with_user(cls.head)
            for name, kind in sorted(cls.env.registry.items())
            if name.startswith("quality.") and not kind._abstract and kind._auto
        ]

    def _get_typed_domains(self, model):
        """Return the domain of each field of the search view, as if "no 7" were typed."""
        arch = etree.fromstring(
            model.get_views([(False, "search")])["views"]["search"]["arch"]
        )
        for node in arch.xpath("//field[not(ancestor::searchpanel)]"):
            name, typed = node.get("name"), {"self": "no 7", "raw_value": "no 7"}
            if node.get("filter_domain"):
                yield safe_eval(node.get("filter_domain"), typed)
            elif model._fields[name].type in ("char", "text", "many2one", "many2many"):
                yield [(name, node.get("operator") or "ilike", "no 7")]

    def test_search_views(self):
        count = 0
        for model in self.models:
            if model._transient or not model.has_access("read"):
                continue
            for domain in self._get_typed_domains(model):
                with self.subTest(model=model._name, domain=domain):
                    model.search_count(domain, limit=1)
                    count += 1
        self.assertGreater(count, 100)

    def test_fields_that_link_to_them(self):
        for model in self.models:
            named = model._rec_name and model.has_access("read")
            if model._transient or not named:
                continue
            with self.subTest(model=model._name):
                self.assertEqual(model.name_search("no such 7"), [])
