/* The filters, and what happens when they change. */
"use strict";

const filters = { ...EVERYTHING };
const controls = Object.fromEntries(
  ["from", "to", "outlet", "category", "language", "entity"].map((name) => [name, document.getElementById(name)]),
);
const PANELS = [
  drawTiles,
  drawVolume,
  drawOutlets,
  drawCategories,
  drawReprints,
  drawClusters,
  drawEntities,
  drawRising,
  drawPairs,
  drawEvents,
  drawFigures,
  drawFields,
  drawRejects,
  drawChecks,
  drawRuns,
];

function isFiltered() {
  return Object.keys(controls).some((name) => filters[name] !== null);
}

/** Draws all panels anew, and gives the focus back to the control that had it. */
function draw() {
  const key = document.activeElement?.dataset?.key;
  for (const drawPanel of PANELS) drawPanel();
  if (key) document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

function setFilter(name, value) {
  filters[name] = value;
  filtersChanged();
}

function filtersChanged() {
  showFilters();
  rememberFilters();
  draw();
}

/** Narrows the dates to the periods that begin at or after `from`, and before `until`. */
function setDates(from, until) {
  const [first, last] = [from, until].map((date) => date.toISOString().slice(0, 10));
  const within = periods.filter((day) => day >= first && day < last);
  if (!within.length) return;
  filters.from = within[0];
  filters.to = within.at(-1);
  filtersChanged();
}

function showFilters() {
  for (const [name, control] of Object.entries(controls)) {
    control.value = filters[name] ?? "";
    control.classList.toggle("set", filters[name] !== null);
  }
  for (const choice of document.querySelectorAll("[name=copies]")) choice.checked = choice.value === filters.copies;
}

/** What a list says is chosen: null for all, a day, or a code. */
function valueOfList(name) {
  const { value } = controls[name];
  if (value === "") return null;
  return name === "from" || name === "to" ? value : Number(value);
}

/** Puts the filters into the page's address, by name, so that a view can be sent, and found again in tomorrow's file. */
function rememberFilters() {
  const set = Object.keys(controls).filter((name) => filters[name] !== null);
  const parts = new URLSearchParams(set.map((name) => [name, controls[name].selectedOptions[0].text]));
  if (filters.copies !== EVERYTHING.copies) parts.set("copies", filters.copies);
  history.replaceState(null, "", `#${parts}`);
}

/** Takes the filters from the page's address; what this file does not have is passed over. */
function recallFilters() {
  const parts = new URLSearchParams(location.hash.slice(1));
  for (const [name, control] of Object.entries(controls)) {
    const option = [...control.options].find((one) => one.text === parts.get(name));
    if (option) {
      control.value = option.value;
      filters[name] = valueOfList(name);
    }
  }
  if (parts.get("copies") === "with") filters.copies = "with";
}

function fillControls() {
  const cube = cubes.articles;
  const option = (value, text) => el("option", { value, dir: "auto" }, text);
  for (const name of ["from", "to"]) {
    controls[name].append(
      option("", name === "from" ? "first" : "last"),
      ...periods.map((day) => option(day, periodText(day, about.unit))),
    );
  }
  const used = {
    outlet: new Set(cube.outlet),
    language: new Set(cube.language),
    category: new Set(categoryLists.get(cube).flat()),
    entity: new Set(cubes.entities.entity),
  };
  for (const [name, codes] of Object.entries(used)) {
    const named = [...codes]
      .filter((code) => code >= about.first_named)
      .sort((one, other) => d3.ascending(nameOf(name, one), nameOf(name, other)));
    const rest = [OTHER, NOT_STATED].filter((code) => codes.has(code));
    controls[name].append(
      option("", "all"),
      ...[...named, ...rest].map((code) => option(code, name === "entity" ? entityText(code) : nameOf(name, code))),
    );
    controls[name].disabled = codes.size < 2;
  }
}

function listen() {
  for (const [name, control] of Object.entries(controls)) {
    control.addEventListener("change", () => {
      setFilter(name, valueOfList(name));
    });
  }
  document.querySelector("#filters form").addEventListener("change", (event) => {
    if (event.target.name === "copies") setFilter("copies", event.target.value);
  });
  document.querySelector("#filters form").addEventListener("reset", (event) => {
    event.preventDefault();
    Object.assign(filters, EVERYTHING);
    filtersChanged();
  });
  let width = document.documentElement.clientWidth;
  window.addEventListener("resize", () => {
    if (document.documentElement.clientWidth === width) return; // a phone's address bar
    width = document.documentElement.clientWidth;
    draw();
  });
}

/** The theme that was chosen, where the browser keeps anything for local files. */
function chooseTheme() {
  const apply = (theme) => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  };
  for (const choice of document.querySelectorAll("[name=theme]")) {
    choice.addEventListener("change", () => {
      apply(choice.value);
      try {
        localStorage.setItem("broadsheet-theme", choice.value);
      } catch {
        // private windows keep nothing
      }
    });
  }
  let stored = null;
  try {
    stored = localStorage.getItem("broadsheet-theme");
  } catch {
    stored = null;
  }
  const choice = [...document.querySelectorAll("[name=theme]")].find((one) => one.value === stored);
  if (choice) {
    choice.checked = true;
    apply(stored);
  }
}

function describe() {
  const dated = periods.length
    ? `, dated ${periodText(periods[0], about.unit)} to ${periodText(periods.at(-1), about.unit)}`
    : "";
  document.getElementById("about").textContent =
    `${counted(about.articles, "article")} from ${counted(about.pages, "page")} in ${counted(about.dumps, "dump")}${dated}. ` +
    (about.published_at ? `Published ${about.published_at} UTC by run ${about.run_id}.` : "");
}

async function openPage() {
  if (window.matchMedia("(max-width: 720px)").matches) document.getElementById("filters").open = false;
  chooseTheme();
  describe();
  await Promise.all(Object.values(cubes).map(unpack));
  fillControls();
  recallFilters();
  showFilters();
  listen();
  draw();
  performance.mark("drawn");
}

openPage();
