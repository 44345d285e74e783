import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** First page of the Quality app: what the user has to do, from one call. */
export class QualityMyWork extends Component {
    static template = "quality_base.MyWork";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ sections: [], creations: [], empty: false });
        onWillStart(() => this.load());
    }

    async load() {
        Object.assign(this.state, await this.orm.call("quality.my.work", "get_my_work"));
    }

    open(action) {
        return this.action.doAction(action);
    }
}

registry.category("actions").add("quality_my_work", QualityMyWork);
