// Draws the charts of a page. Each one has a table of the same figures, which is all there is without this file.
// Plotly is loaded once, when a first chart comes into view.
"use strict";

(() => {
  const { plotly } = document.currentScript.dataset;
  const language = document.documentElement.lang;
  const charts = [...document.querySelectorAll("figure[data-chart]")];
  const part = (chart, name) => chart.querySelector(`.inc-chart__${name}`);
  const isDrawn = (chart) => chart.matches(".is-drawn");
  let loading;

  const load = () =>
    (loading ??= new Promise((resolve, reject) => {
      // What has this id keeps Plotly from adding the styles of maps, which are not used, nor allowed by our policy.
      const maps = document.createElement("meta");
      maps.id = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";
      const script = document.createElement("script");
      script.src = plotly;
      script.onload = () => resolve(learnLanguage());
      script.onerror = reject;
      document.head.append(maps, script);
    }));

  /** Tell Plotly, which knows English, how the page's language writes months and numbers. */
  function learnLanguage() {
    if (language === "en") return;
    const months = (month) =>
      Array.from({ length: 12 }, (_, at) => new Date(2026, at).toLocaleDateString(language, { month }));
    const sign = (type) => new Intl.NumberFormat(language).formatToParts(12345.6).find((one) => one.type === type).value;
    const format = { months: months("long"), shortMonths: months("short"), decimal: sign("decimal"), thousands: sign("group") };
    Plotly.register({ moduleType: "locale", name: language, dictionary: {}, format });
  }

  /** The figure of a chart, in the colours that the chart's element has now. */
  function figure(chart) {
    const style = getComputedStyle(chart);
    const { data, layout } = JSON.parse(chart.querySelector("script").textContent, (_, value) =>
      /^var\(.+\)$/.test(value) ? style.getPropertyValue(value.slice(4, -1)).trim() : value,
    );
    for (const { font } of [layout, layout.hoverlabel]) font.family = style.fontFamily;
    layout.height = +chart.querySelector("svg").getAttribute("height");
    if (chart.matches(".is-printing")) layout.width = 680;
    return { data, layout, config: { displayModeBar: false, responsive: true, doubleClick: false, locale: language } };
  }

  const paint = async (chart) => {
    await Plotly.react(part(chart, "drawing"), figure(chart));
    chart.classList.add("is-drawn");
  };

  /** The table says the same: open it, and say why. */
  function fail(chart) {
    chart.classList.add("is-failed");
    part(chart, "data").open = true;
    part(chart, "failure").hidden = false;
  }

  /** Save a chart under its title, on white: a picture is for a document. */
  async function save(chart) {
    await load();
    chart.classList.add("is-printing");
    const drawing = figure(chart);
    chart.classList.remove("is-printing");
    const { width, height, font } = drawing.layout;
    const image = new Image();
    image.src = await Plotly.toImage(drawing, { format: "svg", width, height });
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 2 * width;
    canvas.height = 2 * height + 80;
    const pen = canvas.getContext("2d");
    pen.scale(2, 2);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, height + 40);
    pen.fillStyle = font.color;
    pen.font = `600 16px ${font.family}`;
    pen.fillText(part(chart, "title").textContent, 12, 26, width - 24);
    pen.drawImage(image, 0, 40, width, height);
    const link = document.createElement("a");
    link.href = canvas.toDataURL();
    link.download = `${chart.id}.png`;
    link.click();
  }

  const seen = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        seen.unobserve(target);
        load().then(() => paint(target)).catch(() => fail(target));
      }
    },
    { rootMargin: "200px" },
  );

  for (const chart of charts) {
    part(chart, "data").open = false;
    chart.classList.add("is-wired");
    part(chart, "save").addEventListener("click", () => save(chart).catch(() => fail(chart)));
    seen.observe(chart);
  }

  const repaint = () => charts.filter(isDrawn).forEach(paint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);

  // Paper has the colours of daylight and a width of its own. The table stands for what was never drawn.
  const print = (starts) => {
    for (const chart of charts) {
      chart.classList.toggle("is-printing", starts);
      const data = part(chart, "data");
      if (starts ? !isDrawn(chart) && !data.open : "printed" in data.dataset) {
        data.open = starts;
        data.toggleAttribute("data-printed", starts);
      }
    }
    repaint();
  };
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
})();
