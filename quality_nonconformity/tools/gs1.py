"""Bring what scanners and people type into the one form that a GS1 parser reads.

Plain functions without ``env``. Application identifiers (AI), their fixed lengths and
the separator FNC1 are those of the GS1 General Specifications, section 7.8.
"""

import re

FNC1 = "\x1d"

#: what keyboards, scanners and web forms send in place of the separator FNC1
_SEPARATORS = re.compile(
    r"\x1d|␝|<GS>|\{GS\}|\[GS\]|\\x1d|\\u001d|~1|\^\]", re.IGNORECASE
)
#: symbology identifiers that a scanner may send in front
_SYMBOLOGY = re.compile(r"^\](?:C1|e0|d2|Q3|J1)")
_HUMAN_READABLE = re.compile(r"\((\d{2,4})\)")
#: AIs whose value has a fixed length and needs no separator behind it
_FIXED = ("00", "01", "02", "03", "04", "11", "12", "13", "14", "15", "16", "17", "18")
_FIXED += ("19", "20", "31", "32", "33", "34", "35", "36", "41")


def normalise(text):
    """Return the scanned ``text`` with real separators and without decoration.

    >>> normalise("(01)06901234567892(10)A1(17)261231")
    '010690123456789210A1\\x1d17261231'
    >>> normalise(" ]C1010690123456789210A1<GS>17261231 ")
    '010690123456789210A1\\x1d17261231'
    """
    text = _SYMBOLOGY.sub("", (text or "").strip(" \t\r\n"))
    text = _SEPARATORS.sub(FNC1, text)
    if _HUMAN_READABLE.match(text):
        text = _from_human_readable(text)
    return text.strip(FNC1)


def gtin_variants(gtin):
    """Return the ways a product master may hold a GTIN: as given and shorter.

    A GTIN-8, -12 or -13 is padded with zeros to 14 digits inside a GS1 code.

    >>> gtin_variants("06901234567892")
    ['06901234567892', '6901234567892']
    """
    variants = [gtin]
    for length in (13, 12, 8):
        if len(gtin) > length and not gtin[:-length].strip("0"):
            variants.append(gtin[-length:])
    return variants


def _from_human_readable(text):
    parts = _HUMAN_READABLE.split(text)[1:]
    result = ""
    for ai, value in zip(parts[::2], parts[1::2], strict=True):
        result += ai + value.strip(" " + FNC1)
        if not ai.startswith(_FIXED):
            result += FNC1
    return result
