import {registry} from "@web/core/registry";

const cell = (from, to) => `.o_tier_movements td[data-from="${from}"][data-to="${to}"]`;

/** Expects one customer of 150,000 that holds VIP, and one of 20,000 that does. */
registry.category("web_tour.tours").add("customer_tier_simulation", {
    steps: () => [
        {trigger: `${cell("VIP", "VIP")}:text(2)`},
        {trigger: ".o_tier_chart canvas"},
        {trigger: ".o_tier_up:text(0)"},
        {
            content: "try a lower limit for Gold",
            trigger: ".o_tier_limit[data-tier=Gold]",
            run: "edit 100,000 && press Tab",
        },
        {trigger: ".o_tier_up:text(1)"},
        {
            trigger: `${cell("VIP", "Gold")} button:text(1)`,
            run: "click",
        },
        {trigger: ".o_tier_movers td:contains(Almost Gold)"},
        {trigger: "button[name=revenues]", run: "click"},
        {trigger: `${cell("VIP", "Gold")}:contains(150,000)`},
        {trigger: "button[name=reset]", run: "click"},
        {trigger: ".o_tier_up:text(0)"},
    ],
});
