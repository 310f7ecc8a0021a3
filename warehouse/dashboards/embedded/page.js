/* Building blocks of panels. Text of dumps gets into the page through textContent alone. */
"use strict";

const SHOWN_ROWS = 10;
const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes and children; strings become text. */
function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function svgEl(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Text of dumps: set apart from the text around it, in the direction of its own script. */
function nameEl(text, title = text) {
  return el("span", { class: "name", dir: "auto", title }, text ?? "–");
}

/** A horizontal bar of parts, `[class, value]` each, drawn to a common scale. */
function bar(parts, most, label) {
  const element = el("span", { class: "bar", role: "img", "aria-label": label });
  for (const [style, value] of parts.filter(([, amount]) => amount > 0)) {
    const part = el("i", { class: style });
    part.style.width = `${(100 * value) / most}%`;
    element.append(part);
  }
  return element;
}

/** A column of bars' head and cells are as wide as there is room. */
const BAR_COLUMN = { style: "bar-cell" };
const NUMBER = { style: "number" };
const NUMBER_ON_WIDE_SCREENS = { style: "number roomy" };
const TEXT = { style: "" };
const ROOMY = { style: "roomy" }; // left out on a phone

/**
 * A table of `columns` (`[title, kind, cell of a row]` each). The first column names the row. Past SHOWN_ROWS, rows are shown on
 * demand; `id` remembers that.
 */
function table(id, caption, columns, rows) {
  const shown = rows.length <= SHOWN_ROWS + 2 || opened.has(id) ? rows : rows.slice(0, SHOWN_ROWS);
  const body = shown.map((row) =>
    el(
      "tr",
      {},
      columns.map(([, kind, cell], position) =>
        el(position ? "td" : "th", position ? { class: kind.style } : { class: kind.style, scope: "row" }, cell(row)),
      ),
    ),
  );
  const head = el(
    "tr",
    {},
    columns.map(([title, kind]) => el("th", { scope: "col", class: kind.style }, title)),
  );
  const made = el(
    "div",
    { class: "scroll" },
    el("table", {}, el("caption", { class: "visually-hidden" }, caption), el("thead", {}, head), el("tbody", {}, body)),
  );
  if (rows.length <= SHOWN_ROWS + 2) return [made];
  const all = opened.has(id);
  const toggle = el(
    "button",
    { class: "more", type: "button", "aria-expanded": String(all), "data-key": `more-${id}`, onclick: () => flip(id) },
    all ? `Show the first ${SHOWN_ROWS}` : `Show all ${count(rows.length)}`,
  );
  return [made, toggle];
}

const opened = new Set();
function flip(id) {
  if (!opened.delete(id)) opened.add(id);
  draw();
}

/** A name that sets or clears a filter. */
function pick(filter, code, text) {
  const set = filters[filter] === code;
  return el(
    "button",
    {
      class: "pick",
      type: "button",
      "aria-pressed": String(set),
      "data-key": `pick-${filter}-${code}`,
      title: set ? "Clear this filter" : "Show this alone",
      onclick: () => setFilter(filter, set ? null : code),
    },
    nameEl(text, null),
  );
}

/** Puts a panel's heading, note and content in its place. */
function panel(id, title, note, ...content) {
  const section = document.getElementById(id);
  const heading = el("h2", { id: `${id}-title`, dir: "auto" }, title);
  section.setAttribute("aria-labelledby", heading.id);
  section.classList.remove("blank");
  section.replaceChildren(heading, el("p", { class: "note" }, note), ...content.flat().filter(Boolean));
}

/** A panel without content: what is missing, in words. */
function emptyPanel(id, title, why) {
  panel(id, title, why);
}

function hidePanel(id) {
  document.getElementById(id).classList.add("blank");
}

function legend(entries) {
  return el(
    "p",
    { class: "legend" },
    entries.map(([colour, text]) => {
      const key = el("i");
      key.style.background = colour;
      return el("span", {}, key, text);
    }),
  );
}

/** The same numbers as a picture, for those who read tables. */
function asTable(id, caption, columns, rows) {
  const details = el(
    "details",
    { class: "data", open: opened.has(id) },
    el("summary", { "data-key": `data-${id}` }, "The same as a table"),
  );
  const fill = () => {
    if (details.open && details.children.length === 1) details.append(...table(`${id}-rows`, caption, columns, rows));
  };
  details.addEventListener("toggle", () => {
    if (details.open) opened.add(id);
    else opened.delete(id);
    fill();
  });
  fill();
  return details;
}

const FEWEST_BARS = 8; // that there is room for: a single one is not as wide as the page
const TICK_WIDTH = 110;
/** A bar chart over time. `series` are `[key, colour, text]`, `rows` `{date, key, value}`; dragging over it sets the dates. */
function timeChart(section, series, rows, unit, label) {
  const width = Math.max(280, document.getElementById(section).clientWidth - 42);
  const totals = d3.rollups(
    rows,
    (group) => group,
    (row) => +row.date,
  );
  const tips = totals.map(([date, group]) => ({
    date: new Date(date),
    value: d3.sum(group, (row) => row.value),
    text: [
      periodText(date, unit.unit),
      ...series
        .map(([key, , text]) => [
          text,
          d3.sum(
            group.filter((row) => row.key === key),
            (row) => row.value,
          ),
        ])
        .filter(([, value]) => value)
        .map(([text, value]) => `${text}: ${count(value)}`),
    ].join("\n"),
  }));
  const middle = (row) => new Date((+unit.interval(row.date) + +unit.interval.offset(row.date, 1)) / 2);
  const most = d3.max(tips, (row) => row.value);
  const [first, last] = d3.extent(rows, (row) => unit.interval(row.date));
  const margin = Math.max(0, Math.ceil((FEWEST_BARS - unit.interval.count(first, last)) / 2));
  const domain = [unit.interval.offset(first, -margin), unit.interval.offset(last, 1 + margin)];
  const chart = Plot.plot({
    className: "plot",
    width,
    height: width < 500 ? 190 : 240,
    marginLeft: 44,
    marginRight: 8,
    ariaLabel: label,
    x: {
      type: "utc",
      label: null,
      domain,
      ticks: unit.interval.count(...domain) <= width / TICK_WIDTH ? unit.interval : Math.max(3, Math.round(width / TICK_WIDTH)),
    },
    y: {
      label: null,
      grid: true,
      ticks: Math.min(5, most),
      tickFormat: (value) => (Number.isInteger(value) ? short(value) : ""),
      domain: [0, most],
      nice: true,
    },
    color: { domain: series.map(([key]) => key), range: series.map(([, colour]) => colour) },
    marks: [
      Plot.rectY(rows, {
        x: "date",
        interval: unit.interval,
        y: "value",
        fill: "key",
        order: series.map(([key]) => key),
        insetLeft: 0.5,
        insetRight: 0.5,
      }),
      Plot.ruleY([0], { stroke: "var(--muted)" }),
      Plot.tip(
        tips,
        Plot.pointerX({ x: middle, y: "value", title: "text", fill: "var(--surface)", stroke: "var(--rule)", anchor: "bottom" }),
      ),
    ],
  });
  chart.querySelector("style")?.remove(); // its rules are in this page's own sheet, which the policy knows
  chart.setAttribute("role", "img");
  brushed(chart, chart.scale("x"), unit);
  return chart;
}

/** Lets a pointer drag over a chart to choose the dates; the lists of dates do the same for the keyboard. */
function brushed(chart, scale, unit) {
  const [left, right] = scale.range;
  const place = (event) => {
    const box = chart.getBoundingClientRect();
    return Math.min(right, Math.max(left, ((event.clientX - box.left) * chart.viewBox.baseVal.width) / box.width));
  };
  let start = null;
  let mark = null;
  chart.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") return;
    event.preventDefault();
    start = place(event);
    mark = svgEl("rect", { class: "brush", y: 0, height: chart.viewBox.baseVal.height, x: start, width: 0 });
    chart.append(mark);
    chart.setPointerCapture(event.pointerId);
  });
  chart.addEventListener("pointermove", (event) => {
    if (start === null) return;
    const now = place(event);
    mark.setAttribute("x", Math.min(start, now));
    mark.setAttribute("width", Math.abs(now - start));
  });
  chart.addEventListener("pointerup", (event) => {
    if (start === null) return;
    const ends = [start, place(event)].sort((one, other) => one - other).map(scale.invert);
    const dragged = Math.abs(place(event) - start) > 4;
    start = null;
    mark.remove();
    if (dragged) setDates(unit.interval(ends[0]), unit.interval.offset(unit.interval(ends[1]), 1));
  });
}
