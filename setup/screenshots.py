"""Pictures of the demo, in English and Chinese, for the documentation."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURES = {  # file → (login = password, address, what must be there)
    "my_work": ("officer", "/odoo/quality", ".o_quality_my_work"),
    "hold": (
        "officer",
        "/odoo/quality-holds/1",
        ".o_form_view .o_arrow_button_current",
    ),
    "holds": ("officer", "/odoo/quality-holds", ".o_data_row"),
    "cards": ("officer", "/odoo/quarantine-cards", ".o_list_view, .o_view_nocontent"),
    "nonconformity": (
        "officer",
        "/odoo/nonconformities/1",
        ".o_form_view .o_arrow_button_current",
    ),
    "mrb": ("officer", "/odoo/mrb-cases/1", ".o_form_view .o_arrow_button_current"),
    "inspections": ("quality", "/odoo/inspections", ".o_list_view, .o_view_nocontent"),
    "complaint": (
        "service",
        "/odoo/complaints/1",
        ".o_form_view .o_arrow_button_current",
    ),
    "complaints": ("service", "/odoo/complaints", ".o_data_row"),
    "return": (
        "officer",
        "/odoo/quality-returns/1",
        ".o_form_view .o_arrow_button_current",
    ),
    "tiers": ("account", "/odoo/tier-customers", ".o_data_row"),
    "tier_simulation": ("center", "/odoo/tier-simulation", "canvas"),
    "gift": ("account", "/odoo/customer-gifts/1", ".o_form_view .o_data_row"),
    "pareto": ("manager", "/odoo/nonconformity-pareto", "canvas"),
}
SET_LANGUAGE = """async (lang) => {
    const call = (model, method, args) =>
        fetch(`/web/dataset/call_kw/${model}/${method}`, {
            method: "POST",
            headers: {"Content-Type": "application/json"},
            body: JSON.stringify({
                jsonrpc: "2.0", params: {model, method, args, kwargs: {}},
            }),
        }).then((answer) => answer.json());
    const info = await fetch("/web/session/get_session_info", {
        method: "POST", headers: {"Content-Type": "application/json"}, body: "{}",
    }).then((answer) => answer.json());
    await call("res.users", "write", [[info.result.uid], {lang}]);
}"""


def login(page, base, name):
    page.goto(f"{base}/web/login")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", name)
    page.click("button[type=submit]")
    page.wait_for_selector(".o_main_navbar")


def take(browser, base, folder, language, suffix):
    for name, (user, address, present) in PICTURES.items():
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        login(page, base, user)
        page.evaluate(SET_LANGUAGE, language)
        page.goto(base + address)
        page.wait_for_selector(present)
        page.wait_for_timeout(1000)  # avatars and fonts
        path = folder / f"{name}{suffix}.png"
        page.screenshot(path=str(path))
        print(path)
        page.close()


def main(base, folder):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        take(browser, base, Path(folder), "zh_CN", ".zh_CN")
        take(browser, base, Path(folder), "en_US", "")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
