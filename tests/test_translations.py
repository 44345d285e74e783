"""Every string of the suite speaks Chinese [XX-50]."""

import re
from pathlib import Path

import polib
from lxml import etree

from odoo.tests import BaseCase, HttpCase, tagged

from tests.common import databases

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|</?\w+")


def catalogues():
    for addon in databases.suite_addons():
        folder = databases.ROOT / addon / "i18n"
        if folder.exists():
            template = polib.pofile(str(folder / f"{addon}.pot"))
            yield addon, template, polib.pofile(str(Path(folder) / "zh_CN.po"))


@tagged("post_install", "-at_install")
class TestCatalogues(BaseCase):
    def test_nothing_is_left_untranslated(self):
        for addon, template, chinese in catalogues():
            same = "same in Chinese"
            done = {e.msgid for e in chinese if e.msgstr or e.tcomment == same}
            missing = [entry.msgid for entry in template if entry.msgid not in done]
            self.assertFalse(missing, addon)

    def test_placeholders_and_tags_survive(self):
        for addon, _template, chinese in catalogues():
            for entry in chinese.translated_entries():
                self.assertEqual(
                    sorted(PLACEHOLDER.findall(entry.msgstr)),
                    sorted(PLACEHOLDER.findall(entry.msgid)),
                    f"{addon}: {entry.msgid}",
                )


@tagged("post_install", "-at_install")
class TestChinese(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        modules = cls.env["ir.module.module"].search(
            [("name", "in", ["base", *databases.suite_addons()])]
        )
        modules._update_translations(["zh_CN"])

    def test_screens_and_errors_are_chinese(self):
        env = self.env(context={"lang": "zh_CN"})
        menu = self.env.ref("quality_base.menu_quality_root").with_env(env)
        self.assertEqual(menu.name, "质量")
        states = dict(env["quality.hold"].fields_get(["state"])["state"]["selection"])
        self.assertEqual(states["released"], "已解除")
        error = (
            env["quality.capa"].create({"title": "封口"})._transition_message("done")
        )
        self.assertRegex(error, "[一-鿿]{4}")

    def test_headings_of_ledgers_are_chinese(self):
        base = self.env.registry["quality.ledger"]
        ledgers = [
            name
            for name, cls in self.env.registry.items()
            if not cls._abstract and issubclass(cls, base)
        ]
        self.assertGreater(len(ledgers), 10)
        for name in ledgers:
            ledger = self.env[name].with_context(lang="zh_CN").new({})
            labels = [column["label"] for column in ledger._ledger_columns()]
            english = [label for label in labels if label.isascii()]
            self.assertFalse(set(english) - {"CAPA"}, name)

    def test_frames_of_pages_bear_no_text(self):
        """What begins with a document type is never translated."""
        frames = self.env["ir.ui.view"].search(
            [("type", "=", "qweb"), ("arch_db", "like", "DOCTYPE html")]
        )
        own = frames.filtered(
            lambda view: view.key.split(".")[0] in databases.suite_addons()
        )
        self.assertTrue(own)
        for view in own:
            tree = etree.fromstring(view.arch_db)
            words = " ".join(tree.itertext()).replace("<!DOCTYPE html>", "")
            self.assertFalse(words.strip(), view.key)
            self.assertFalse(tree.xpath("//*/@aria-label | //*/@placeholder"), view.key)
