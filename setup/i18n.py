"""Merge freshly exported terms into the templates and Chinese translations.

Labels of fields that come with Odoo's own mixins (followers, activities…) take
Odoo's wording; all else is ours, for the same English word often means another thing.
"""

import re
import sys
from pathlib import Path

import polib

CORE = ("mail", "base", "web")
INHERITED = re.compile(
    r"field_\w+__(activity_|message_|my_activity|has_message|website_message|alias_"
    r"|create_|write_|display_name$|id$)"
)
#: remark on a term that reads the same in Chinese: its translation stays empty
SAME = "same in Chinese"
DATES = ("POT-Creation-Date", "PO-Revision-Date")


def key(entry):
    return entry.msgctxt, entry.msgid


def terms(po):
    return {(*key(e), e.comment, tuple(sorted(e.occurrences))) for e in po}


def placeholders(text):
    return sorted(re.findall(r"%\(\w+\)[a-z]|%[sd]|</?\w+", text))


def core_terms(source):
    """Return {msgid: Chinese} of Odoo's own addons below the folder ``source``."""
    memory = {}
    for name in reversed(CORE):
        path = Path(source) / "odoo" / "addons" / name / "i18n" / "zh_CN.po"
        if path.exists():
            memory |= {e.msgid: e.msgstr for e in polib.pofile(str(path)) if e.msgstr}
    return memory


def merge(exported, target, memory):
    """Return the catalogue of ``exported`` terms with the msgstr of ``target``."""
    old = {key(e): e for e in polib.pofile(str(target))} if target.exists() else {}
    merged = polib.POFile(wrapwidth=78)
    merged.metadata = exported.metadata | {"Language": "zh_CN"}
    for entry in sorted(exported, key=lambda entry: entry.msgid):
        known = old.get(key(entry))
        text = known.msgstr if known else ""
        remark = SAME if text == entry.msgid else known.tcomment if known else ""
        if not text and all(
            INHERITED.search(place) for place, _line in entry.occurrences
        ):
            text = memory.get(entry.msgid, "")
        merged.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgctxt=entry.msgctxt,
                msgstr="" if remark == SAME else text,
                tcomment=remark,
                comment=entry.comment,
                occurrences=entry.occurrences,
                flags=entry.flags,
            )
        )
    return merged


def main(work, root, source, check=False):
    problems, memory = 0, core_terms(source)
    for path in sorted(Path(work).glob("*.po")):
        addon = path.stem
        folder = Path(root) / addon / "i18n"
        exported = polib.pofile(str(path), wrapwidth=78)
        if not exported:
            continue
        for entry in exported:
            entry.msgstr = ""
        for name in DATES:
            exported.metadata.pop(name, None)
        template, chinese = folder / f"{addon}.pot", folder / "zh_CN.po"
        fresh = template.exists() and terms(polib.pofile(str(template))) == terms(
            exported
        )
        merged = merge(exported, chinese, memory)
        missing = [e for e in merged if not e.msgstr and e.tcomment != SAME]
        broken = [
            e
            for e in merged
            if e.msgstr and placeholders(e.msgid) != placeholders(e.msgstr)
        ]
        for entry in broken:
            print(f"{addon}: placeholders differ: {entry.msgid!r} → {entry.msgstr!r}")
        print(f"{addon}: {len(merged)} terms, {len(missing)} untranslated")
        if check:
            problems += len(missing) + len(broken) + (not fresh)
            if not fresh:
                print(f"{addon}: the template is stale: run ./setup/i18n DATABASE")
        else:
            folder.mkdir(exist_ok=True)
            if not fresh:
                exported.save(str(template))
            merged.save(str(chinese))
            problems += len(broken)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4], "--check" in sys.argv[4:]))
