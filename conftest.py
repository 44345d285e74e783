"""What holds for every test run of the suite."""

import pytest


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A browser test that is skipped has not been run: count it as failed.

    Odoo skips them silently where the browser or websocket-client is missing.
    """
    report = (yield).get_result()
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    from odoo.tests import HttpCase  # only importable once pytest-odoo is set up

    if item.cls and issubclass(item.cls, HttpCase):
        report.outcome = "failed"
        report.longrepr = f"Skipped browser tests count as failed: {report.longrepr}"
