/* What is reported to happen, who does it to whom, and figures that outlets tell differently. */
"use strict";

const QUADS = [
  ["verbal_cooperation", "var(--cooperate-verbal)", "Words of cooperation"],
  ["material_cooperation", "var(--cooperate-material)", "Acts of cooperation"],
  ["verbal_conflict", "var(--conflict-verbal)", "Words of conflict"],
  ["material_conflict", "var(--conflict-material)", "Acts of conflict"],
];
const EVENTS_NOTE = () =>
  ["Reports of events that happened or go on, by the day of the event, not of the article.", COPIES_NOTE(), narrowerNote()].join(
    " ",
  );

function drawEvents() {
  if (!cubes.events) {
    emptyPanel("events", "No events in this warehouse", "Event panels appear once a run has found events.");
    hidePanel("types");
    hidePanel("actors");
    return;
  }
  drawEventTimeline();
  drawEventTypes();
  drawActors();
}

function drawEventTimeline() {
  const cube = cubes.events;
  const all = kept(cube, filters);
  const cells = all.filter(isDated(cube));
  const undated = total(cube, all, "reports") - total(cube, cells, "reports");
  const note = [
    EVENTS_NOTE(),
    undated ? `${counted(undated, "report")} without a day of the event ${undated === 1 ? "is" : "are"} not in the picture.` : "",
  ].join(" ");
  if (!cells.length) return emptyPanel("events", "No event of the selection has a day of its own", note);
  const quadOf = (cell) => textOf(cube, "quad_class", cell);
  const unit = shownUnit(...d3.extent(cells, (cell) => periodOf(cube, cell)));
  const points = d3
    .flatRollup(
      cells,
      (group) => total(cube, group, "reports"),
      (cell) => +unit.interval(new Date(periodOf(cube, cell))),
      quadOf,
    )
    .map(([date, key, value]) => ({ date: new Date(date), key, value }));
  const dates = d3.rollups(
    points,
    (group) => d3.sum(group, (row) => row.value),
    (row) => +row.date,
  );
  const [busiest] = dates.reduce((one, other) => (other[1] > one[1] ? other : one));
  const title = `Most reports are of events ${whenText(busiest, unit.unit)}`;
  panel(
    "events",
    title,
    note,
    legend(QUADS.map(([, colour, text]) => [colour, text])),
    timeChart("events", QUADS, points, unit, `Bar chart: ${title}. The table below has the numbers.`),
    asTable(
      "events-table",
      `Reports of events by ${unit.unit}`,
      [
        [unit.unit, TEXT, ([date]) => periodText(date, unit.unit)],
        ["reports", NUMBER, ([, value]) => count(value)],
      ],
      dates.sort((one, other) => one[0] - other[0]),
    ),
  );
}

function drawEventTypes() {
  const cube = cubes.events;
  const cells = kept(cube, filters);
  if (!cells.length) return hidePanel("types");
  const quads = new Map(cells.map((cell) => [textOf(cube, "event_type", cell), textOf(cube, "quad_class", cell)]));
  const rows = [...sumsBy(cube, cells, "reports", (cell) => textOf(cube, "event_type", cell))];
  const most = rows[0][1];
  panel(
    "types",
    `${wordOf(rows[0][0])} is reported most: ${counted(most, "time")}`,
    `By type of event, dated or not. ${EVENTS_NOTE()}`,
    ...table(
      "types-table",
      "Reports by type of event",
      [
        ["type of event", TEXT, ([type]) => wordOf(type)],
        ["", BAR_COLUMN, ([type, value]) => bar([[quads.get(type), value]], most, counted(value, "report"))],
        ["reports", NUMBER, ([, value]) => count(value)],
      ],
      rows,
    ),
  );
}

/** A type of event as a word: `ASSAULT` is "Assault". */
const wordOf = (type) => type.charAt(0) + type.slice(1).toLowerCase().replaceAll("_", " ");

const MATRIX_LETTERS = 18;
function drawActors() {
  const cube = cubes.events;
  const cells = kept(cube, filters).filter((cell) => cube.actor[cell] !== NOT_STATED && cube.recipient[cell] !== NOT_STATED);
  if (!cells.length) return hidePanel("actors");
  const ranked = (side) =>
    [...sumsBy(cube, cells, "reports", (cell) => cube[side][cell]).keys()].sort(
      (one, other) => (one === OTHER) - (other === OTHER),
    );
  const [actors, recipients] = [ranked("actor"), ranked("recipient")];
  const sums = d3.rollup(
    cells,
    (group) => total(cube, group, "reports"),
    (cell) => cube.actor[cell],
    (cell) => cube.recipient[cell],
  );
  const most = d3.max(sums.values(), (row) => d3.max(row.values()));
  const square = (actor, recipient) => {
    const value = sums.get(actor)?.get(recipient);
    const cell = el("td", {}, value ? count(value) : "");
    if (value) cell.style.background = `color-mix(in oklab, var(--accent) ${8 + (42 * value) / most}%, var(--surface))`;
    return cell;
  };
  panel(
    "actors",
    "Who does what to whom",
    `Reports that name both. ${EVENTS_NOTE()}`,
    el(
      "div",
      { class: "scroll" },
      el(
        "table",
        { class: "matrix" },
        el("caption", { class: "visually-hidden" }, "Reports by actor (rows) and recipient (columns)"),
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            el("td", {}, "actor ↓ recipient →"),
            recipients.map((code) =>
              el("th", { scope: "col", title: nameOf("actor", code) }, clipped(nameOf("actor", code), MATRIX_LETTERS)),
            ),
          ),
        ),
        el(
          "tbody",
          {},
          actors.map((actor) =>
            el(
              "tr",
              {},
              el("th", { scope: "row", dir: "auto", title: nameOf("actor", actor) }, nameOf("actor", actor)),
              recipients.map((recipient) => square(actor, recipient)),
            ),
          ),
        ),
      ),
    ),
  );
}

function drawFigures() {
  const rows = lists.figures;
  if (!rows.length) return hidePanel("figures");
  panel(
    "figures",
    "Where outlets differ on a number",
    "Figures of one story that cannot all be right, in the words of each outlet, the widest apart first. " +
      "All of the warehouse, copies left out; no filter applies.",
    ...table(
      "figures-table",
      "Figures on which outlets differ",
      [
        ["event", TEXT, (row) => `${wordOf(row.event_type)}${row.event_date ? `, ${dayText(new Date(row.event_date))}` : ""}`],
        ["figure", TEXT, (row) => nameEl(row.unit ? `${row.figure_role}, ${row.unit}` : row.figure_role)],
        ["least", NUMBER_ON_WIDE_SCREENS, (row) => short(row.least)],
        ["greatest", NUMBER_ON_WIDE_SCREENS, (row) => short(row.greatest)],
        [
          "who says what",
          TEXT,
          (row) =>
            el(
              "span",
              { class: "tellings" },
              row.tellings.map((one) => el("span", {}, el("bdi", { class: "said" }, one.text), " ", el("bdi", {}, one.outlet))),
            ),
        ],
      ],
      rows,
    ),
  );
}
