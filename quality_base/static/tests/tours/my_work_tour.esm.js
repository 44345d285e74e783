import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("quality_base_my_work", {
    steps: () => [
        { trigger: "section[data-section=deadlines] .o_quality_danger .o_quality_count" },
        {
            trigger: "section[data-section=deadlines] .o_quality_danger",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row" },
        { trigger: ".o_back_button, .breadcrumb-item a", run: "click" },
        { trigger: "section[data-section=waiting] .o_quality_item", run: "click" },
        { trigger: "button[name=action_acknowledge]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=acknowledged]" },
    ],
});
