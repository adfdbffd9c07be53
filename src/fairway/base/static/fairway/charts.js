// Draws <div data-chart="ID"> from the JSON in <script type="application/json" id="ID">.
//
//   {"type": "funnel" | "bars" | "lines" | "waterfall", "title": "…", "unit": "…",
//    "categories": ["…"], "series": [{"name": "…", "values": [1, null, 3]}]}
//
// null means "cannot be said" and leaves a gap. "closing": true lets lines that close in on each other begin above 0. A waterfall takes one series of changes; "totals": [0, 5]
// names the categories that stand on the ground, and no step may sink below 0. The table beside the chart says the same without script.
(() => {
  "use strict";

  const language = document.documentElement.lang || "en";
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const compact = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const drawn = new Map();

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function palette() {
    return {
      series: [1, 2, 3, 4, 5].map((n) => colour(`--fw-series-${n}`)),
      ink: colour("--fw-ink"),
      soft: colour("--fw-ink-soft"),
      line: colour("--fw-line"),
      surface: colour("--fw-surface"),
      up: colour("--fw-ok"),
      down: colour("--fw-bad"),
    };
  }

  const say = (value, unit) => (value === null || value === undefined ? "–" : number.format(value) + (unit ? ` ${unit}` : ""));

  // Built from nodes, so that no text from the data is ever read as markup.
  function tip(heading, rows) {
    const box = document.createElement("div");
    box.className = "chart-tip";
    box.append(heading);
    const list = document.createElement("dl");
    for (const [name, text] of rows) {
      const term = document.createElement("dt");
      const detail = document.createElement("dd");
      term.textContent = name;
      detail.textContent = text;
      list.append(term, detail);
    }
    box.append(list);
    return box;
  }

  function base(chart, tones) {
    return {
      animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      aria: { enabled: true, decal: { show: chart.series.length > 1 } },
      color: tones.series,
      textStyle: { color: tones.ink, fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 8, right: 16, top: (chart.series.length > 1 ? 36 : 12) + (chart.unit ? 24 : 0), bottom: 8, containLabel: true },
      legend: { show: chart.series.length > 1, top: 0, left: 0, textStyle: { color: tones.ink } },
      tooltip: {
        trigger: "axis",
        axisPointer: { type: chart.type === "lines" ? "line" : "shadow" },
        backgroundColor: tones.surface,
        borderColor: tones.line,
        textStyle: { color: tones.ink },
        confine: true,
        formatter: (points) =>
          tip(
            points[0].name,
            chart.series.map((each) => [each.name, say(each.values[points[0].dataIndex], chart.unit)]),
          ),
      },
    };
  }

  const names = (chart, tones, more) => ({
    type: "category",
    data: chart.categories,
    axisLabel: { color: tones.ink, ...(chart.categories.length > 8 ? { hideOverlap: true } : { interval: 0, width: 72, overflow: "break" }) },
    axisLine: { lineStyle: { color: tones.line } },
    axisTick: { show: false },
    ...more,
  });

  const figures = (chart, tones) => ({
    type: "value",
    scale: Boolean(chart.closing),
    name: chart.unit || "",
    nameTextStyle: { color: tones.soft, align: "left" },
    axisLabel: { color: tones.soft, formatter: (value) => compact.format(value) },
    splitLine: { lineStyle: { color: tones.line } },
  });

  function upright(chart, tones) {
    const line = chart.type === "lines";
    const one = (each) => ({
      name: each.name,
      type: line ? "line" : "bar",
      data: each.values,
      symbolSize: 7,
      lineStyle: { width: 2.5 },
      barMaxWidth: 36,
      itemStyle: { borderRadius: line ? 0 : [4, 4, 0, 0] },
    });
    return { xAxis: names(chart, tones), yAxis: figures(chart, tones), series: chart.series.map(one) };
  }

  // A bar centred on the axis: an unseen half of the missing part before it.
  function funnel(chart, tones) {
    const values = chart.series[0].values;
    const widest = Math.max(...values.map((value) => value ?? 0), 1);
    const bar = { type: "bar", stack: "funnel", barWidth: "72%" };
    const label = { show: true, position: "inside", color: tones.surface, formatter: ({ value }) => say(value, chart.unit) };
    return {
      xAxis: { type: "value", show: false, max: widest },
      yAxis: names(chart, tones, { inverse: true, axisLine: { show: false } }),
      series: [
        { ...bar, silent: true, itemStyle: { color: "transparent" }, data: values.map((value) => (widest - (value ?? 0)) / 2) },
        { ...bar, name: chart.series[0].name, data: values, itemStyle: { borderRadius: 4 }, label, labelLayout: { hideOverlap: true } },
      ],
    };
  }

  // Sums up the changes: [start, end] of each bar, totals from the ground.
  function spans(values, totals) {
    let level = 0;
    return values.map((value, index) => {
      if (totals.includes(index)) {
        level = value ?? level;
        return [0, level];
      }
      const start = level;
      level += value ?? 0;
      return [start, level];
    });
  }

  function waterfall(chart, tones) {
    const totals = chart.totals || [];
    const steps = spans(chart.series[0].values, totals);
    const tone = ([start, end], index) => (totals.includes(index) ? tones.series[0] : end < start ? tones.down : tones.up);
    const bar = { type: "bar", stack: "waterfall", barMaxWidth: 44 };
    return {
      xAxis: names(chart, tones),
      yAxis: figures(chart, tones),
      series: [
        { ...bar, silent: true, itemStyle: { color: "transparent" }, data: steps.map((step) => Math.min(...step)) },
        {
          ...bar,
          name: chart.series[0].name,
          data: steps.map((step, index) => ({
            value: Math.abs(step[1] - step[0]),
            itemStyle: { color: tone(step, index), borderRadius: 3 },
          })),
        },
      ],
    };
  }

  const KINDS = { bars: upright, lines: upright, funnel, waterfall };

  function draw(box) {
    const source = document.getElementById(box.dataset.chart);
    if (!source) return;
    const chart = JSON.parse(source.textContent);
    const tones = palette();
    box.dataset.drawn = "";
    const canvas = drawn.get(box) || window.echarts.init(box, null, { locale: language.startsWith("zh") ? "ZH" : "EN" });
    drawn.set(box, canvas);
    canvas.setOption({ ...base(chart, tones), ...KINDS[chart.type](chart, tones) }, true);
    box.setAttribute("role", "img");
    if (chart.title) box.setAttribute("aria-label", chart.title);
    watchSize.observe(box);
  }

  function drawAll() {
    for (const [box, canvas] of drawn) {
      if (!box.isConnected) {
        canvas.dispose();
        drawn.delete(box);
      }
    }
    document.querySelectorAll("[data-chart]").forEach(draw);
  }

  const watchSize = new ResizeObserver((entries) => entries.forEach((entry) => drawn.get(entry.target)?.resize()));
  new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  document.addEventListener("fairway:swapped", drawAll);
  document.addEventListener("htmx:after:swap", drawAll);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", drawAll);
  else drawAll();
})();
