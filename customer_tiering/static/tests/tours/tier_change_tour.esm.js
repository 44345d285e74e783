import {registry} from "@web/core/registry";

/** An approver of the city finds what waits for a decision, approves two at once in
 *  the list and rejects the third with a reason. */
registry.category("web_tour.tours").add("customer_tier_decide", {
    steps: () => [
        {trigger: ".o_data_row:contains(First Buyer)"},
        {trigger: ".o_searchview_dropdown_toggler", run: "click"},
        {
            trigger: ".o_filter_menu .o_menu_item:contains(For My Decision)",
            run: "click",
        },
        {trigger: ".o_facet_values:contains(For My Decision)"},
        {trigger: ".o_list_view:not(:contains(Great Buyer))"},
        {
            trigger: ".o_data_row:contains(First Buyer) .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Second Buyer) .o_list_record_selector input",
            run: "click",
        },
        {trigger: "button[name=action_approve]", run: "click"},
        {trigger: ".o_list_view:not(:contains(First Buyer))"},
        {
            trigger: ".o_data_row:contains(Third Buyer) td[name=partner_id]",
            run: "click",
        },
        {trigger: ".o_form_view button[name=action_reject]", run: "click"},
        {
            trigger: ".modal div[name=reason] textarea",
            run: "edit Disputed invoices",
        },
        {trigger: ".modal button[name=action_confirm]", run: "click"},
        {
            trigger:
                ".o_form_view div[name=rejection_reason]:contains(Disputed invoices)",
        },
        {trigger: ".o_form_view:not(:has(button[name=action_approve]))"},
    ],
});
