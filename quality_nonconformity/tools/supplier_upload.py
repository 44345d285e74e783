"""What strangers may upload: few kinds of files, told by content and by name."""

import os
import re

from odoo.tools.mimetypes import guess_mimetype

#: bytes per file, files per sending, bytes of a whole sending (texts included)
MAX_FILE_SIZE = 10 * 1024 * 1024
MAX_FILES = 10
MAX_BODY = 60 * 1024 * 1024
MAX_NAME = 100

_OPENXML = "application/vnd.openxmlformats-officedocument."
#: extension → content types that such a file may have
ALLOWED = {
    ".pdf": {"application/pdf"},
    ".png": {"image/png"},
    ".jpg": {"image/jpeg"},
    ".jpeg": {"image/jpeg"},
    ".gif": {"image/gif"},
    ".webp": {"image/webp"},
    ".txt": {"text/plain"},
    ".csv": {"text/plain", "text/csv", "application/csv"},
    ".docx": {_OPENXML + "wordprocessingml.document"},
    ".xlsx": {_OPENXML + "spreadsheetml.sheet"},
    ".pptx": {_OPENXML + "presentationml.presentation"},
}
#: shown in the browser; all others are downloaded only
SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp"}

# path separators, control characters, and marks that turn the writing direction
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]')


def clean_name(name):
    """Return a file name without path, control characters and excess length."""
    name = _UNSAFE.sub("_", os.path.basename((name or "").replace("\\", "/"))).strip()
    stem, extension = os.path.splitext(name)
    return (stem[: MAX_NAME - len(extension)] or "file") + extension.lower()


def refusal(name, content):
    """Return why a file is refused: ``empty``, ``size``, ``type``; None if it is not."""
    if not content:
        return "empty"
    if len(content) > MAX_FILE_SIZE:
        return "size"
    types = ALLOWED.get(os.path.splitext(name)[1].lower(), set())
    return None if guess_mimetype(content) in types else "type"
