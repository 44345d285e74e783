import {
    Component,
    onWillStart,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";
import {_t} from "@web/core/l10n/translation";
import {serializeDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {formatFloat, formatMonetary} from "@web/views/fields/formatters";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {boundsOf, color} from "./pareto_tools.esm";

const VITAL = 80;
const MAX_LABEL = 22;

/** Pareto chart of records of a model (params.model of the action): bars, cumulative
 *  line, 80 % mark, drill-down; or their trend by month with its average and limit. */
export class QualityPareto extends Component {
    static template = "quality_nonconformity.Pareto";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.canvas = useRef("canvas");
        this.last = new KeepLast();
        this.display = {controlPanel: {}};
        this.model = this.props.action.params?.model || "quality.nonconformity";
        this.periods = [
            ["month", _t("This month")],
            ["last_month", _t("Last month")],
            ["quarter", _t("This quarter")],
            ["year", _t("This year")],
            ["twelve", _t("Last 12 months")],
            ["all", _t("All")],
            ["custom", _t("From … to …")],
        ];
        this.state = useState({
            view: "pareto",
            dimension: "",
            measure: "count",
            period: "twelve",
            from: "",
            to: "",
            team: "",
            options: {dimensions: [], measures: [], teams: []},
            rows: [],
            total: 0,
            vital: 0,
            average: 0,
            limit: null,
        });
        onWillStart(async () => {
            const [options] = await Promise.all([
                this.orm.call(this.model, "get_pareto_options"),
                loadBundle("web.chartjs_lib"),
            ]);
            this.state.options = options;
            this.state.dimension = options.dimensions[0][0];
            await this.load();
        });
        useEffect(
            () => this.draw(),
            () => [this.state.rows],
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    get domain() {
        const {period, from, to, team} = this.state;
        const [start, end] = boundsOf(period, from, to);
        return [
            ...(start ? [["date", ">=", serializeDateTime(start)]] : []),
            ...(end ? [["date", "<", serializeDateTime(end)]] : []),
            ...(team ? [["team_id", "=", Number(team)]] : []),
        ];
    }

    get isTrend() {
        return this.state.view === "trend";
    }

    get title() {
        if (this.isTrend) {
            return _t("Month");
        }
        const labels = Object.fromEntries(this.state.options.dimensions);
        return labels[this.state.dimension] || "";
    }

    /** Answers may overtake each other: only the last question counts. */
    async load() {
        const {dimension, measure} = this.state;
        const question = {domain: this.domain, measure};
        const answer = this.isTrend
            ? this.orm.call(this.model, "get_trend", [], question)
            : this.orm.call(this.model, "get_pareto", [dimension], question);
        Object.assign(this.state, await this.last.add(answer));
    }

    set(name, ev) {
        this.state[name] = ev.target.value;
        return this.load();
    }

    /** What stands there belongs to the other view: it goes at once. */
    show(view) {
        Object.assign(this.state, {view, rows: []});
        return this.load();
    }

    format(value) {
        const currencyId = this.state.options.currency_id;
        return this.state.measure === "cost"
            ? formatMonetary(value, {currencyId})
            : formatFloat(value, {digits: [16, 0]});
    }

    formatShare(share) {
        return `${formatFloat(share * 100, {digits: [16, 1]})} %`;
    }

    open(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: `${this.title}: ${row.label}`,
            res_model: this.model,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: row.domain,
        });
    }

    draw() {
        this.chart?.destroy();
        this.chart = null;
        if (this.canvas.el && this.state.rows.length) {
            this.chart = new Chart(this.canvas.el, this.getConfig());
        }
    }

    getConfig() {
        const {rows, total} = this.state;
        const text = color("text");
        const axis = {ticks: {color: text}, grid: {color: color("grid")}};
        return {
            type: "bar",
            data: {labels: rows.map((row) => row.label), datasets: this.getDatasets()},
            options: {
                responsive: true,
                maintainAspectRatio: false,
                interaction: {mode: "index", intersect: false},
                onClick: (_ev, [bar]) => bar && this.open(rows[bar.index]),
                plugins: {
                    legend: {labels: {color: text}},
                    tooltip: {
                        callbacks: {label: (item) => this.getTooltip(item)},
                    },
                },
                scales: {
                    x: {
                        ...axis,
                        ticks: {
                            color: text,
                            autoSkip: false,
                            callback: (_value, index) =>
                                rows[index].label.length > MAX_LABEL
                                    ? `${rows[index].label.slice(0, MAX_LABEL)}…`
                                    : rows[index].label,
                        },
                    },
                    y: {
                        ...axis,
                        min: 0,
                        // so that both axes tell the same share
                        max: this.isTrend ? undefined : total,
                        ticks: {color: text, precision: 0},
                    },
                    ...(this.isTrend ? {} : {share: this.getShareAxis(text)}),
                },
            },
        };
    }

    getShareAxis(text) {
        return {
            position: "right",
            min: 0,
            max: 100,
            grid: {drawOnChartArea: false},
            ticks: {color: text, callback: (value) => `${value} %`},
        };
    }

    /** A horizontal line across the trend. */
    getMark(label, value, name) {
        return {
            type: "line",
            label,
            data: this.state.rows.map(() => value),
            yAxisID: "y",
            borderColor: color(name),
            backgroundColor: "transparent",
            borderDash: [6, 4],
            borderWidth: 2,
            pointRadius: 0,
        };
    }

    getTrendDatasets() {
        const {rows, average, limit, measure, options} = this.state;
        return [
            {
                type: "line",
                label: Object.fromEntries(options.measures)[measure],
                data: rows.map((row) => row.value),
                yAxisID: "y",
                borderColor: color("few"),
                backgroundColor: color("few"),
                pointBackgroundColor: rows.map((row) =>
                    color(row.beyond ? "mark" : "few"),
                ),
                pointRadius: rows.map((row) => (row.beyond ? 7 : 3)),
                borderWidth: 2,
            },
            this.getMark(_t("Average"), average, "line"),
            ...(limit === null ? [] : [this.getMark(_t("Upper limit"), limit, "mark")]),
        ];
    }

    getDatasets() {
        if (this.isTrend) {
            return this.getTrendDatasets();
        }
        const {rows, vital, measure, options} = this.state;
        return [
            {
                type: "line",
                label: _t("Cumulative share"),
                data: rows.map((row) => row.cumulative * 100),
                yAxisID: "share",
                borderColor: color("line"),
                backgroundColor: color("line"),
                borderWidth: 2,
                clip: false,
            },
            {
                type: "line",
                label: `${VITAL} %`,
                data: rows.map(() => VITAL),
                yAxisID: "share",
                borderColor: color("mark"),
                backgroundColor: "transparent",
                borderDash: [6, 4],
                borderWidth: 2,
                pointRadius: 0,
            },
            {
                type: "bar",
                order: 1, // behind the lines
                label: Object.fromEntries(options.measures)[measure],
                data: rows.map((row) => row.value),
                backgroundColor: rows.map((_row, i) =>
                    color(i < vital ? "few" : "many"),
                ),
                yAxisID: "y",
                maxBarThickness: 90,
            },
        ];
    }

    getTooltip(item) {
        const shown =
            item.dataset.yAxisID === "share"
                ? this.formatShare(item.raw / 100)
                : this.format(item.raw);
        return `${item.dataset.label}: ${shown}`;
    }
}

registry.category("actions").add("quality_nonconformity_pareto", QualityPareto);
