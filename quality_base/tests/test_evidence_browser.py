from odoo.tests import HttpCase, tagged

from .evidence_common import EvidenceCase

#: approves the release on screen: first with a wrong password, then with the right one
APPROVE = """
const wait = async (find, what) => {
    for (let i = 0; i < 600; i++) {
        const found = find();
        if (found) return found;
        await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error("not found: " + what);
};
const css = (selector) => wait(() => document.querySelector(selector), selector);
const type = (input, text) => {
    input.value = text;
    input.dispatchEvent(new Event("input", {bubbles: true}));
    input.dispatchEvent(new Event("change", {bubbles: true}));
};
(async () => {
    (await css("button[name=action_approve]")).click();
    const password = await css(".modal input[type=password]");
    if (document.querySelector(".o_arrow_button_current[data-value=approved]")) {
        throw new Error("approved without password");
    }
    type(password, "quality_officer");
    (await css(".modal button[name=run_check]")).click();
    await css(".o_arrow_button_current[data-value=approved]");
    (await css("a.nav-link[name=evidence]")).click();
    await wait(
        () => document.querySelector("[name=signature_ids]")?.innerText.includes("Quality officer"),
        "the signature's name"
    );
    (await css("button[name=action_verify_history]")).click();
    await wait(
        () => document.querySelector(".o_notification")?.innerText.includes("Intact"),
        "the result of the check"
    );
    console.log("test successful");
})();
"""


@tagged("post_install", "-at_install")
class TestEvidenceBrowser(EvidenceCase, HttpCase):
    def test_approve_with_password_and_verify(self):
        self.release.with_user(self.users["user"])._request()
        self.env.flush_all()
        self.browser_js(
            f"/odoo/quality-releases/{self.release.id}",
            APPROVE,
            login="quality_officer",
            timeout=120,
        )
        self.release.invalidate_recordset()
        self.assertEqual(self.release.state, "approved")
        self.assertEqual(self.release.signature_ids.user_id, self.officer)
