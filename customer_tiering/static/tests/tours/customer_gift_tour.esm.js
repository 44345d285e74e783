import {registry} from "@web/core/registry";

/** A salesperson sees that an official is among the recipients, is refused, takes the
 *  official out and submits. */
registry.category("web_tour.tours").add("customer_gift_official", {
    steps: () => [
        {trigger: ".o_data_row td[name=occasion]:contains(Plant visit)", run: "click"},
        {trigger: ".o_form_view .alert-danger:contains(The Inspector)"},
        {trigger: "button[name=action_submit]", run: "click"},
        {trigger: ".modal .modal-body:contains(The Inspector)"},
        {trigger: ".modal .modal-footer .btn-primary", run: "click"},
        {
            trigger: ".o_data_row:contains(The Inspector) .o_list_record_remove",
            run: "click",
        },
        {trigger: ".o_form_view:not(:has(.alert-danger))"},
        {trigger: "button[name=action_submit]", run: "click"},
        {trigger: ".o_arrow_button_current:contains(Submitted)"},
        {trigger: ".o_form_view:not(:has(button[name=action_approve]))"},
    ],
});

/** The superior approves it on the list, and the requester records the giving. */
registry.category("web_tour.tours").add("customer_gift_give", {
    steps: () => [
        {trigger: ".o_data_row td[name=occasion]:contains(Plant visit)", run: "click"},
        {trigger: "button[name=action_give]", run: "click"},
        {trigger: ".modal div[name=present] textarea", run: "edit Both teams"},
        {trigger: ".modal button[name=action_confirm]", run: "click"},
        {trigger: ".o_arrow_button_current:contains(Given)"},
        {trigger: ".o_data_row .badge:contains(Given)"},
        {trigger: "button[name=action_view_register]", run: "click"},
        {trigger: ".o_list_view .o_data_row:contains(The Buyer)"},
    ],
});
