import {registry} from "@web/core/registry";

// An officer looks which defects are the vital few, by number and cost, and opens one.
registry.category("web_tour.tours").add("quality_nonconformity_pareto", {
    steps: () => [
        {trigger: ".o_quality_pareto_chart[data-count='3'] canvas"},
        {
            trigger:
                ".o_quality_pareto_table tbody tr:first-child:contains(Leaks):contains(6)",
        },
        {
            trigger:
                ".o_quality_pareto_table tbody tr:nth-child(2).fw-bold:contains(Scratches)",
        },
        {
            trigger:
                ".o_quality_pareto_table tbody tr:nth-child(3):not(.fw-bold):contains(100)",
        },
        {trigger: "select[name=measure]", run: "select cost"},
        {
            trigger:
                ".o_quality_pareto_table tbody tr:first-child:contains(Scratches):contains(70.00)",
        },
        {trigger: "select[name=measure]", run: "select count"},
        {trigger: "select[name=team]", run: "selectByLabel Workshop"},
        {trigger: ".o_quality_pareto_chart[data-count='1']"},
        {trigger: "button[name=trend]", run: "click"},
        {trigger: ".o_quality_pareto_table th:contains(Month)"},
        {trigger: ".o_quality_pareto_table:not(:contains(Cumulative))"},
        {trigger: ".o_quality_pareto_chart[data-count='1'] canvas"},
        {trigger: "button[name=pareto]", run: "click"},
        {trigger: "select[name=dimension]", run: "select product_id"},
        {trigger: ".o_quality_pareto_table tbody button:contains(Glove)", run: "click"},
        {trigger: ".o_list_view .o_data_row:nth-child(2)"},
        {trigger: ".o_list_view:not(:has(.o_data_row:nth-child(3)))"},
    ],
});
