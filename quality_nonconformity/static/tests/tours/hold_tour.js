import { registry } from "@web/core/registry";

// A quality user opens a lot, scans a second one into the wizard, and places the hold.
registry.category("web_tour.tours").add("quality_hold_place", {
    steps: () => [
        { trigger: ".o_form_view button[name=action_put_on_hold]", run: "click" },
        { trigger: ".modal .o_field_widget[name=lot_ids] .o_tag:contains(TOUR-A)" },
        {
            trigger: ".modal .o_field_widget[name=scan] input",
            run: "edit 010952123456789910TOUR-B && press Enter",
        },
        { trigger: ".modal .o_field_widget[name=scan_found]:contains(TOUR-B)" },
        { trigger: ".modal .o_field_widget[name=lot_ids] .o_tag:contains(TOUR-B)" },
        {
            trigger: ".modal .o_field_widget[name=scan] input:value()",
            run: "edit NO-SUCH-LABEL && press Enter",
        },
        { trigger: ".modal .o_field_widget[name=scan_error]:contains(is no lot)" },
        { trigger: ".modal [data-situation=on_hand]:contains(15.00)" },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Seal torn",
        },
        { trigger: ".modal button[name=action_place]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Placed)" },
        { trigger: ".alert-danger [data-situation=reserved]:contains(4.00)" },
    ],
});

// A warehouse user meets the banner, and is refused when validating by force.
registry.category("web_tour.tours").add("quality_hold_refused", {
    steps: () => [
        { trigger: "div[name=hold_banner]:contains(Seal torn)" },
        { trigger: "button[name=button_validate]:visible", run: "click" },
        { trigger: ".modal .modal-body:contains(TOUR-A)" },
        { trigger: ".modal .modal-footer button", run: "click" },
        { trigger: "div[name=hold_banner]:contains(Seal torn)" },
    ],
});
