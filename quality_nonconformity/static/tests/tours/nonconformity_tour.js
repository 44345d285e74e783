import { registry } from "@web/core/registry";

// A warehouse worker reports from a receipt in two clicks: report, isolate.
registry.category("web_tour.tours").add("quality_nonconformity_report", {
    steps: () => [
        {
            trigger: ".o_form_view button[name=action_report_nonconformity]",
            run: "click",
        },
        { trigger: ".o_field_widget[name=product_id] input:value(Glove)" },
        { trigger: ".o_field_widget[name=lot_ids] .o_tag:contains(TOUR-N)" },
        {
            trigger: ".o_field_widget[name=description] textarea",
            run: "edit Boxes wet",
        },
        { trigger: "button[name=action_isolate]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Isolated)" },
    ],
});
