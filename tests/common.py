"""Helpers for tests that span addons or transactions."""

import contextlib
import os
import unittest
import uuid

from odoo import SUPERUSER_ID, api
from odoo.modules import module
from odoo.modules.registry import Registry
from odoo.sql_db import close_db
from odoo.tools import config

import databases


@contextlib.contextmanager
def without_test_mode():
    """Work like a server: loading runs no tests, modules may come and go."""
    enabled, config["test_enable"] = config["test_enable"], False
    running, module.current_test = module.current_test, None
    try:
        yield
    finally:
        config["test_enable"], module.current_test = enabled, running


@contextlib.contextmanager
def own_database():
    """A database of one's own, for tests that need real commits.

    Yields its registry: `with registry.cursor() as cr` opens as many transactions
    as the test wants. The database is dropped at the end.
    """
    template = os.environ.get("QUALITY_TEMPLATE")
    if not template:
        raise unittest.SkipTest("Needs a template database: run it by ./setup/test")
    name = f"quality_own_{uuid.uuid4().hex[:8]}"
    databases.clone(template, name)
    try:
        with without_test_mode():
            yield Registry(name)
    finally:
        Registry.delete(name)
        close_db(name)
        databases.drop(name)


def superuser(cr):
    """Environment of the superuser on this cursor."""
    return api.Environment(cr, SUPERUSER_ID, {})
