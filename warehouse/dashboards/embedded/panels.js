/* One function a panel: what is counted, the finding as its title, the picture, the table. */
"use strict";

const COPIES_NOTE = () => (filters.copies === "without" ? "Articles that copy another one are left out." : "Copies are counted as articles of their own.");
const NETWORK_LINKS = 24;
const BASIS_TEXT = { exact: "same text", near: "edited", excerpt: "excerpt", stated: "stated on the page" };

/** The cube that articles are counted from: that of entities has but those that mention the chosen one. */
const counting = () => (filters.entity === null ? cubes.articles : cubes.entities);

function drawTiles() {
  const cube = counting();
  const cells = kept(cube, filters);
  const withCopies = kept(cube, filters, "copies");
  const articles = total(cube, cells, "articles");
  const all = total(cube, withCopies, "articles");
  const copies = total(cube, withCopies.filter((cell) => cube.is_copy[cell]), "articles");
  const dated = total(cube, cells.filter(isDated(cube)), "articles");
  const outlets = new Set(cells.map((cell) => cube.outlet[cell]).filter((code) => code >= about.first_named));
  const more = cells.some((cell) => cube.outlet[cell] === OTHER) ? "+" : "";
  const tiles = [
    ["articles", count(articles), filters.copies === "without" ? "articles, copies left out" : "articles, copies counted"],
    ["copies", percent(copies, all), `of all ${count(all)} are copies of another (${count(copies)})`],
    ["outlets", count(outlets.size) + more, more ? "outlets, and rarer ones" : "outlets are named"],
    cube.words
      ? ["words", articles ? count(Math.round(total(cube, cells, "words") / articles)) : "–", "words an article on average"]
      : ["words", "–", "words an article, not known by entity"],
    ["dated", percent(dated, articles), "have a date of publication"],
  ];
  document.getElementById("tiles").replaceChildren(
    ...tiles.map(([id, value, text]) => el("p", { class: "tile", id: `tile-${id}` }, el("b", {}, value), el("span", {}, text))),
  );
  document.getElementById("status").textContent = isFiltered()
    ? `${count(articles)} of ${count(about.articles - (filters.copies === "without" ? about.copies : 0))} articles match the filters.`
    : `All ${count(articles)} articles are shown${filters.copies === "without" && about.copies ? `; ${counted(about.copies, "copy", "copies")} left out` : ""}.`;
}

function drawVolume() {
  const cube = counting();
  const cells = kept(cube, filters, "copies").filter(isDated(cube));
  const undated = total(cube, kept(cube, { ...filters, from: null, to: null }).filter((cell) => !isDated(cube)(cell)), "articles");
  const imprecise = cube.imprecise ? total(cube, kept(cube, filters), "imprecise") : 0;
  const note = [
    "Articles by date of publication, as their pages print it.",
    undated && `${counted(undated, "article")} without a date ${undated === 1 ? "is" : "are"} not in the picture.`,
    imprecise > 0 && `${count(imprecise)} with no more than a month or year ${imprecise === 1 ? "stands" : "stand"} on its first day.`,
    periods.length > 1 && "Drag over the bars to choose dates.",
  ].filter(Boolean).join(" ");
  if (!cells.length) return emptyPanel("volume", "No dated articles in the selection", note);
  const days = d3.extent(cells, (cell) => periodOf(cube, cell));
  const unit = shownUnit(...days);
  const withCopies = filters.copies === "with";
  const sums = d3.rollup(cells, (group) => total(cube, group, "articles"), (cell) => +unit.interval(new Date(periodOf(cube, cell))), (cell) => cube.is_copy[cell]);
  const dates = [...sums.keys()].sort(d3.ascending);
  const rows = dates.map((date) => ({ date: new Date(date), first: sums.get(date).get(0) ?? 0, copies: sums.get(date).get(1) ?? 0 }));
  const shown = (row) => row.first + (withCopies ? row.copies : 0);
  const series = [["first", "var(--accent)", "Articles"], ...(withCopies ? [["copies", "var(--copy)", "Copies"]] : [])];
  const points = rows.flatMap((row) => series.map(([key]) => ({ date: row.date, key, value: row[key] })));
  const greatest = rows.reduce((one, other) => (shown(other) > shown(one) ? other : one));
  const next = rows.filter((row) => shown(row) === shown(greatest)).length;
  const when = periodText(greatest.date, unit.unit);
  const title = !shown(greatest)
    ? "Nothing but copies in the selection"
    : next > 1 || rows.length === 1 ? `Articles by ${unit.unit}` : `Most articles appeared in ${when.startsWith("week") ? `the ${when}` : when}: ${count(shown(greatest))}`;
  panel(
    "volume", title, `${note} ${COPIES_NOTE()}`,
    withCopies ? legend(series.map(([, colour, text]) => [colour, text])) : null,
    shown(greatest) ? timeChart("volume", series, points, unit, `Bar chart: ${title}. The table below has the numbers.`) : el("p", { class: "nothing" }, "Count the copies to see them."),
    asTable("volume-table", `Articles by ${unit.unit}`, [
      [unit.unit, TEXT, (row) => periodText(row.date, unit.unit)],
      ["articles", NUMBER, (row) => count(row.first)],
      ["copies", NUMBER, (row) => count(row.copies)],
    ], rows),
  );
}

/** Articles and copies by a name, with bars; the panel of a filter's own dimension shows what the filter leaves out, too. */
function rankedRows(codesOf, filter) {
  const cube = counting();
  const sums = new Map();
  for (const cell of kept(cube, filters, "copies", filter)) {
    for (const code of codesOf(cell)) {
      const row = sums.get(code) ?? { code, first: 0, copies: 0, words: 0 };
      row[cube.is_copy[cell] ? "copies" : "first"] += cube.articles[cell];
      if (cube.words && (!cube.is_copy[cell] || filters.copies === "with")) row.words += cube.words[cell];
      sums.set(code, row);
    }
  }
  const rows = [...sums.values()].map((row) => ({ ...row, articles: row.first + (filters.copies === "with" ? row.copies : 0) }));
  const isNamed = (row) => row.code >= about.first_named;
  return rows.filter((row) => row.articles > 0)
    .sort((one, other) => isNamed(other) - isNamed(one) || other.articles - one.articles || one.code - other.code);
}

function rankedTable(id, filter, caption, rows, ...extra) {
  const isNamed = (row) => row.code >= about.first_named;
  const most = d3.max(rows.filter(isNamed), (row) => row.articles);
  return table(id, caption, [
    [filter, TEXT, (row) => pick(filter, row.code, nameOf(filter, row.code))],
    ["", BAR_COLUMN, (row) => isNamed(row) && bar([["first", row.first], ["copied", filters.copies === "with" ? row.copies : 0]], most, counted(row.articles, "article"))],
    ["articles", NUMBER, (row) => count(row.articles)],
    ...extra,
  ], rows);
}

function leader(rows, dimension, otherwise) {
  const named = rows.filter((row) => row.code >= about.first_named);
  if (!named.length || (named.length > 1 && named[0].articles === named[1].articles)) return otherwise;
  return `${nameOf(dimension, named[0].code)} has most articles: ${count(named[0].articles)}`;
}

function drawOutlets() {
  const cube = counting();
  const rows = rankedRows((cell) => [cube.outlet[cell]], "outlet");
  const note = `Who published the articles first as far as the pages say, else the site they were saved from. ${COPIES_NOTE()}`;
  if (!rows.length) return emptyPanel("outlets", "No articles in the selection", note);
  const reprinted = reprintSums((cell) => cubes.reprints.source[cell]);
  panel(
    "outlets", leader(rows, "outlet", "Articles by outlet"), note,
    rankedTable("outlets-table", "outlet", "Articles by outlet", rows,
      ["copied", NUMBER, (row) => (row.code >= about.first_named && reprinted.get(row.code) ? count(reprinted.get(row.code)) : "")],
      ["words each", NUMBER_ON_WIDE_SCREENS, (row) => (row.words ? count(Math.round(row.words / row.articles)) : "–")]),
  );
}

function drawCategories() {
  const cube = counting();
  const codes = categoryLists.get(cube);
  const rows = rankedRows((cell) => codes[cube.categories[cell]], "category");
  const languages = rankedRows((cell) => [cube.language[cell]], "language");
  const note = `Sections that the sites file articles under; an article can have several. ${COPIES_NOTE()}`;
  const byLanguage = languages.length > 1
    ? [el("h3", { class: "note" }, "By language of the text"), ...rankedTable("languages-table", "language", "Articles by language", languages)]
    : [];
  if (!rows.some((row) => row.code)) return panel("categories", "No categories in the selection", note, ...byLanguage);
  panel("categories", leader(rows, "category", "Articles by category"), note, ...rankedTable("categories-table", "category", "Articles by category", rows), ...byLanguage);
}

/** Articles passed on by a key of the cell. */
function reprintSums(keyOf) {
  return sumsBy(cubes.reprints, kept(cubes.reprints, filters), "articles", keyOf);
}

function drawReprints() {
  const cube = cubes.reprints;
  const cells = kept(cube, filters).filter((cell) => cube.source[cell] !== NOT_STATED && cube.copier[cell] !== NOT_STATED && cube.source[cell] !== cube.copier[cell]);
  const within = total(cube, kept(cube, filters).filter((cell) => cube.source[cell] === cube.copier[cell]), "articles");
  const groups = d3.groups(cells, (cell) => `${cube.source[cell]} ${cube.copier[cell]}`).map(([, group]) => ({
    source: cube.source[group[0]],
    copier: cube.copier[group[0]],
    articles: total(cube, group, "articles"),
    bases: sumsBy(cube, group, "articles", (cell) => valueOf(cube, "basis", cell)),
    lag: medianLag(cube, group),
  })).sort((one, other) => other.articles - one.articles || one.source - other.source || one.copier - other.copier);
  const note = [
    "Articles passed on by another outlet: found by comparing texts (same text, edited, or an excerpt), or else stated on the page. Lag: median time from the first article to the copy, where both days are known.",
    groups.length > NETWORK_LINKS && `The diagram has the ${NETWORK_LINKS} most frequent pairs of ${count(groups.length)}.`,
    within && `${counted(within, "copy", "copies")} within one outlet ${within === 1 ? "is" : "are"} left out.`,
    (filters.category !== null || filters.language !== null || filters.entity !== null) && "Filters of category, language and entity do not apply here.",
  ].filter(Boolean).join(" ");
  if (!groups.length) return emptyPanel("reprints", "No outlet passes on another's articles here", note);
  const copiers = d3.rollups(groups, (group) => d3.sum(group, (row) => row.articles), (row) => row.copier)
    .filter(([code]) => code >= about.first_named).sort((one, other) => other[1] - one[1]);
  const title = copiers.length && (copiers.length === 1 || copiers[0][1] > copiers[1][1])
    ? `${nameOf("outlet", copiers[0][0])} passes on most: ${counted(copiers[0][1], "article")}`
    : "Who passes on whose articles";
  panel(
    "reprints", title, note,
    el("div", { class: "columns" },
      el("div", {}, legend([["var(--accent)", "published first"], ["var(--copy)", "passed on"]]), flow(groups.slice(0, NETWORK_LINKS), title)),
      el("div", {}, ...table("reprints-table", "Who passes on whose articles", [
        ["first", TEXT, (row) => nameEl(nameOf("outlet", row.source))],
        ["passed on by", TEXT, (row) => nameEl(nameOf("outlet", row.copier))],
        ["articles", NUMBER, (row) => count(row.articles)],
        ["how known", ROOMY, (row) => el("span", { class: "kind" }, [...row.bases].map(([basis, sum]) => `${BASIS_TEXT[basis]}${row.bases.size > 1 ? ` ${count(sum)}` : ""}`).join(", "))],
        ["lag", NUMBER, (row) => row.lag],
      ], groups))),
  );
}

/** The bucket of days that holds the median copy, in words. */
function medianLag(cube, cells) {
  const dated = cells.filter((cell) => cube.lag[cell] !== LAG_UNKNOWN).sort((one, other) => cube.lag[one] - cube.lag[other]);
  const half = total(cube, dated, "articles") / 2;
  let sum = 0;
  for (const cell of dated) {
    sum += cube.articles[cell];
    if (sum >= half) return lagText(cube.lag[cell]);
  }
  return "–";
}

const LAG_UNKNOWN = 0;
const LAG_EARLIER = 1;
const LAG_FIRST = 2;
function lagText(code) {
  const days = about.lag_days;
  const bucket = code - LAG_FIRST;
  if (code === LAG_EARLIER) return "earlier";
  if (bucket === 0) return "same day";
  if (bucket === days.length) return `> ${days.at(-1)} days`;
  const least = days[bucket - 1] + 1;
  return least === days[bucket] ? counted(least, "day") : `${least}–${days[bucket]} days`;
}

/** Two columns of outlets, and a band from whoever published first to whoever passed it on, as wide as their articles are many. */
function flow(links, label) {
  const width = Math.min(560, document.getElementById("reprints").clientWidth - 30);
  const letters = Math.floor((0.36 * width - 44) / LETTER_WIDTH);
  const sides = ["source", "copier"].map((side) => d3.rollups(links, (group) => d3.sum(group, (row) => row.articles), (row) => row[side])
    .sort((one, other) => other[1] - one[1]));
  const sum = d3.sum(links, (row) => row.articles);
  const rows = Math.max(sides[0].length, sides[1].length);
  const gap = 12;
  const scale = Math.max(rows * 22, 160) / sum;
  const height = Math.max(...sides.map((side) => d3.sum(side, ([, value]) => Math.max(12, value * scale)) + gap * (side.length - 1))) + 8;
  const [left, right] = [width * 0.36, width * 0.64];
  const places = sides.map((side) => {
    const used = d3.sum(side, ([, value]) => Math.max(12, value * scale)) + gap * (side.length - 1);
    let top = (height - used) / 2;
    return new Map(side.map(([code, value]) => {
      const size = Math.max(12, value * scale);
      const place = { top, size, value, next: top + (size - value * scale) / 2 };
      top += size + gap;
      return [code, place];
    }));
  });
  const ordered = [...links].sort((one, other) => places[1].get(one.copier).top - places[1].get(other.copier).top || places[0].get(one.source).top - places[0].get(other.source).top);
  const bands = ordered.map((row) => {
    const [from, to] = [places[0].get(row.source), places[1].get(row.copier)];
    const size = row.articles * scale;
    const [start, end] = [from.next + size / 2, to.next + size / 2];
    from.next += size;
    to.next += size;
    const middle = (left + right) / 2;
    return svgEl(
      "path", { d: `M${left + 6},${start}C${middle},${start} ${middle},${end} ${right - 6},${end}`, "stroke-width": Math.max(1, size) },
      svgEl("title", {}, `${nameOf("outlet", row.source)} → ${nameOf("outlet", row.copier)}: ${counted(row.articles, "article")}`),
    );
  });
  const nodes = places.flatMap((side, number) => [...side].flatMap(([code, place]) => {
    const name = nameOf("outlet", code);
    const text = svgEl("text", { x: number ? right + 10 : left - 10, y: place.top + place.size / 2, dy: "0.35em", "text-anchor": number ? "start" : "end" });
    text.append(svgEl("title", {}, name), clipped(name, letters), svgEl("tspan", { class: "amount" }, `  ${count(place.value)}`));
    return [svgEl("rect", { class: number ? "right" : "left", x: number ? right - 6 : left, y: place.top, width: 6, height: place.size, rx: 1 }), text];
  }));
  return svgEl("svg", { class: "flow", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `Diagram: ${label}. The table beside it has the numbers.` }, ...bands, ...nodes);
}

const LETTER_WIDTH = 6.6; // on average, at the size of labels
/** A name as short as a label may be. */
function clipped(name, letters) {
  const characters = [...name];
  return characters.length > letters ? `${characters.slice(0, letters - 1).join("")}…` : name;
}

function drawClusters() {
  const rows = lists.clusters;
  if (!rows.length) return hidePanel("clusters");
  panel(
    "clusters", rows.length > 1 && rows[0].copies === rows[1].copies ? "Articles with most copies" : `The most copied article has ${counted(rows[0].copies, "copy", "copies")}`,
    "Each is the earliest known of its copies, which were found by comparing texts in full. All of the warehouse; no filter applies.",
    ...table("clusters-table", "Articles with most copies", [
      ["article", TEXT, (row) => nameEl(row.title)],
      ["first in", TEXT, (row) => nameEl(row.outlet ?? "not stated")],
      ["on", NUMBER_ON_WIDE_SCREENS, (row) => (row.first_on ? dayText(new Date(row.first_on)) : "–")],
      ["copies", NUMBER, (row) => count(row.copies)],
      ["outlets", NUMBER, (row) => count(row.outlets)],
      ["spread over", NUMBER_ON_WIDE_SCREENS, (row) => (row.days === null ? "–" : counted(row.days, "day"))],
    ], rows),
  );
}

/** An entity's type and country in words. */
function entityKind(code) {
  const [, type, country] = names.entity[code - about.first_named];
  return [type.replace("_", " "), country].filter(Boolean).join(", ");
}

const entityText = (code) => `${nameOf("entity", code)} (${entityKind(code)})`;

function entityCell(code) {
  return el("span", {}, pick("entity", code, nameOf("entity", code)), el("span", { class: "kind" }, entityKind(code)));
}

function drawEntities() {
  const cube = cubes.entities;
  const cells = kept(cube, filters, "entity");
  const note = `Articles that mention each, in English texts; the most mentioned and those on the rise. Names come from the text and can be wrong. ${COPIES_NOTE()}`;
  if (!cells.length) return emptyPanel("entities", about.entities ? "No frequent entity in the selection" : "No entities in this warehouse", note);
  const byEntity = d3.groups(cells, (cell) => cube.entity[cell]).map(([code, group]) => ({ code, group, articles: total(cube, group, "articles") }))
    .sort((one, other) => other.articles - one.articles || one.code - other.code);
  const days = d3.extent(cells.filter(isDated(cube)), (cell) => periodOf(cube, cell));
  const bins = days[0] ? sparkBins(...days) : null;
  const most = byEntity[0].articles;
  const title = byEntity.length > 1 && byEntity[1].articles === most ? "Most mentioned" : `${nameOf("entity", byEntity[0].code)} is mentioned most: in ${counted(most, "article")}`;
  panel("entities", title, note, ...table("entities-table", "Entities by articles that mention them", [
    ["entity", TEXT, (row) => entityCell(row.code)],
    ["", BAR_COLUMN, (row) => bar([["first", row.articles]], most, counted(row.articles, "article"))],
    ["articles", NUMBER, (row) => count(row.articles)],
    ["over time", ROOMY, (row) => (bins ? spark(bins, cube, row.group) : "")],
  ], byEntity));
}

const SPARK_BARS = 24;
function sparkBins(first, last) {
  const unit = [...UNITS.slice(UNITS.findIndex((one) => one.unit === about.unit))];
  const chosen = unit.find((one) => one.interval.count(new Date(first), new Date(last)) < SPARK_BARS * 2) ?? unit.at(-1);
  const start = chosen.interval(new Date(first));
  return { chosen, start, number: chosen.interval.count(start, new Date(last)) + 1 };
}

function spark({ chosen, start, number }, cube, cells) {
  const heights = new Array(number).fill(0);
  for (const cell of cells) {
    const day = periodOf(cube, cell);
    if (day) heights[chosen.interval.count(start, chosen.interval(new Date(day)))] += cube.articles[cell];
  }
  const most = d3.max(heights) || 1;
  const step = 96 / number;
  const bars = heights.map((value, place) => value && svgEl("rect", {
    x: (place * step).toFixed(2), width: Math.max(1, step - 0.6).toFixed(2), y: (20 - (20 * value) / most).toFixed(2), height: ((20 * value) / most).toFixed(2),
  })).filter(Boolean);
  return svgEl("svg", { class: "spark", viewBox: "0 0 96 22", "aria-hidden": "true" }, ...bars);
}

const RECENT_SHARE = 4; // the last quarter of the time in view
const LEAST_RECENT = 2; // one article is no trend
/** Entities of the last quarter of the time in view against what the time before lets expect. */
function drawRising() {
  const cube = cubes.entities;
  const articleCube = cubes.articles;
  const dated = kept(cube, filters, "entity").filter(isDated(cube));
  const articles = kept(articleCube, filters).filter(isDated(articleCube));
  const [first, last] = d3.extent(articles, (cell) => periodOf(articleCube, cell));
  if (!dated.length || first === last) return hidePanel("rising");
  const turn = new Date(+new Date(last) - (new Date(last) - new Date(first)) / RECENT_SHARE).toISOString().slice(0, 10);
  const isRecent = (made, cell) => periodOf(made, cell) > turn;
  const recentAll = total(articleCube, articles.filter((cell) => isRecent(articleCube, cell)), "articles");
  const beforeAll = total(articleCube, articles.filter((cell) => !isRecent(articleCube, cell)), "articles");
  const rows = d3.groups(dated, (cell) => cube.entity[cell]).map(([code, group]) => {
    const recent = total(cube, group.filter((cell) => isRecent(cube, cell)), "articles");
    const before = total(cube, group, "articles") - recent;
    const expected = (before * recentAll) / Math.max(1, beforeAll);
    return { code, recent, before, expected, score: (recent - expected) / Math.sqrt(expected + 1) };
  }).filter((row) => row.recent >= LEAST_RECENT && row.score > 0).sort((one, other) => other.score - one.score || one.code - other.code);
  const note = `Articles after ${dayText(new Date(turn))}, the last quarter of the time in view, beside what their share of the articles before lets expect. Of the entities shown in this page; ranked by how far beyond chance the rise is. ${COPIES_NOTE()}`;
  if (!rows.length) return emptyPanel("rising", "No entity of the selection is on the rise", note);
  panel("rising", `${nameOf("entity", rows[0].code)} rises most`, note, ...table("rising-table", "Entities on the rise", [
    ["entity", TEXT, (row) => entityCell(row.code)],
    ["before", NUMBER, (row) => count(row.before)],
    ["expected", NUMBER, (row) => d3.format(".1f")(row.expected)],
    ["recent", NUMBER, (row) => el("b", { class: "up" }, count(row.recent))],
  ], rows));
}

function drawPairs() {
  const isShown = (code) => code - about.first_named < names.entity.length;
  const isChosen = (row) => filters.entity === null || row.left_code === filters.entity || row.right_code === filters.entity;
  const rows = lists.pairs.filter((row) => isShown(row.left_code) && isShown(row.right_code) && isChosen(row));
  const note = "Articles that mention both; pairs in fewer than three are left out. Lift: how many times more than if the two had nothing to do with each other. All of the warehouse, copies left out; of the filters that of the entity alone applies.";
  if (!rows.length) return filters.entity === null ? hidePanel("pairs") : emptyPanel("pairs", "No frequent pair with this entity", note);
  panel(
    "pairs", filters.entity === null ? "Mentioned together" : `Mentioned with ${nameOf("entity", filters.entity)}`, note,
    ...table("pairs-table", "Entities mentioned together", [
      ["entity", TEXT, (row) => nameEl(nameOf("entity", row.left_code))],
      ["with", TEXT, (row) => nameEl(nameOf("entity", row.right_code))],
      ["articles", NUMBER, (row) => count(row.articles)],
      ["lift", NUMBER, (row) => d3.format(".1f")(row.lift)],
    ], rows),
  );
}

const QUADS = [
  ["verbal_cooperation", "var(--cooperate-verbal)", "Words of cooperation"],
  ["material_cooperation", "var(--cooperate-material)", "Acts of cooperation"],
  ["verbal_conflict", "var(--conflict-verbal)", "Words of conflict"],
  ["material_conflict", "var(--conflict-material)", "Acts of conflict"],
];
const EVENTS_NOTE = () => `Reports of events that happened or go on, by the day of the event, not of the article. ${COPIES_NOTE()}${filters.category === null && filters.language === null && filters.entity === null ? "" : " Filters of category, language and entity do not apply."}`;

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
  const cells = kept(cube, filters).filter(isDated(cube));
  if (!cells.length) return emptyPanel("events", "No dated events in the selection", EVENTS_NOTE());
  const quadOf = (cell) => valueOf(cube, "quad_class", cell);
  const unit = shownUnit(...d3.extent(cells, (cell) => periodOf(cube, cell)));
  const points = d3.flatRollup(cells, (group) => total(cube, group, "reports"), (cell) => +unit.interval(new Date(periodOf(cube, cell))), quadOf)
    .map(([date, key, value]) => ({ date: new Date(date), key, value }));
  const dates = d3.rollups(points, (group) => d3.sum(group, (row) => row.value), (row) => +row.date);
  const [busiest] = dates.reduce((one, other) => (other[1] > one[1] ? other : one));
  const title = `Most reports are of events in ${periodText(busiest, unit.unit).replace(/^week/u, "the week")}`;
  panel(
    "events", title, EVENTS_NOTE(), legend(QUADS.map(([, colour, text]) => [colour, text])),
    timeChart("events", QUADS, points, unit, `Bar chart: ${title}. The table below has the numbers.`),
    asTable("events-table", `Reports of events by ${unit.unit}`, [
      [unit.unit, TEXT, ([date]) => periodText(date, unit.unit)],
      ["reports", NUMBER, ([, value]) => count(value)],
    ], dates.sort((one, other) => one[0] - other[0])),
  );
}

function drawEventTypes() {
  const cube = cubes.events;
  const cells = kept(cube, filters);
  if (!cells.length) return hidePanel("types");
  const quads = new Map(cells.map((cell) => [valueOf(cube, "event_type", cell), valueOf(cube, "quad_class", cell)]));
  const rows = [...sumsBy(cube, cells, "reports", (cell) => valueOf(cube, "event_type", cell))];
  const most = rows[0][1];
  panel("types", `${wordOf(rows[0][0])} is reported most: ${counted(most, "time")}`, `By type of event, dated or not. ${EVENTS_NOTE()}`, ...table("types-table", "Reports by type of event", [
    ["type of event", TEXT, ([type]) => wordOf(type)],
    ["", BAR_COLUMN, ([type, value]) => bar([[quads.get(type), value]], most, counted(value, "report"))],
    ["reports", NUMBER, ([, value]) => count(value)],
  ], rows));
}

/** A type of event as a word: `ASSAULT` is "Assault". */
const wordOf = (type) => type.charAt(0) + type.slice(1).toLowerCase().replaceAll("_", " ");

const MATRIX_LETTERS = 18;
function drawActors() {
  const cube = cubes.events;
  const cells = kept(cube, filters).filter((cell) => cube.actor[cell] !== NOT_STATED && cube.recipient[cell] !== NOT_STATED);
  if (!cells.length) return hidePanel("actors");
  const ranked = (side) => [...sumsBy(cube, cells, "reports", (cell) => cube[side][cell]).keys()].sort((one, other) => (one === OTHER) - (other === OTHER));
  const [actors, recipients] = [ranked("actor"), ranked("recipient")];
  const sums = d3.rollup(cells, (group) => total(cube, group, "reports"), (cell) => cube.actor[cell], (cell) => cube.recipient[cell]);
  const most = d3.max(sums.values(), (row) => d3.max(row.values()));
  const square = (actor, recipient) => {
    const value = sums.get(actor)?.get(recipient);
    const cell = el("td", {}, value ? count(value) : "");
    if (value) cell.style.background = `color-mix(in oklab, var(--accent) ${8 + (42 * value) / most}%, var(--surface))`;
    return cell;
  };
  panel("actors", "Who does what to whom", `Reports that name both. ${EVENTS_NOTE()}`, el("div", { class: "scroll" }, el(
    "table", { class: "matrix" },
    el("caption", { class: "visually-hidden" }, "Reports by actor (rows) and recipient (columns)"),
    el("thead", {}, el("tr", {}, el("td", {}, "actor ↓ recipient →"), recipients.map((code) => el("th", { scope: "col", title: nameOf("actor", code) }, clipped(nameOf("actor", code), MATRIX_LETTERS))))),
    el("tbody", {}, actors.map((actor) => el("tr", {}, el("th", { scope: "row", dir: "auto", title: nameOf("actor", actor) }, nameOf("actor", actor)), recipients.map((recipient) => square(actor, recipient))))),
  )));
}

function drawFigures() {
  const rows = lists.figures;
  if (!rows.length) return hidePanel("figures");
  panel(
    "figures", "Where outlets differ on a number",
    "Figures of one story that cannot all be right, in the words of each outlet, the widest apart first. All of the warehouse, copies left out; no filter applies.",
    ...table("figures-table", "Figures on which outlets differ", [
      ["event", TEXT, (row) => `${wordOf(row.event_type)}${row.event_date ? `, ${dayText(new Date(row.event_date))}` : ""}`],
      ["figure", TEXT, (row) => nameEl(row.unit ? `${row.figure_role}, ${row.unit}` : row.figure_role)],
      ["least", NUMBER_ON_WIDE_SCREENS, (row) => short(row.least)],
      ["greatest", NUMBER_ON_WIDE_SCREENS, (row) => short(row.greatest)],
      ["who says what", TEXT, (row) => el("span", { class: "tellings" }, row.tellings.map((one) => el("span", {}, el("bdi", { class: "said" }, one.text), " ", el("bdi", {}, one.outlet))))],
    ], rows),
  );
}

function drawFields() {
  const cube = cubes.articles;
  const cells = kept(cube, filters);
  const articles = total(cube, cells, "articles");
  const note = `Share of articles with each field. What a page does not show stays empty. ${COPIES_NOTE()}${filters.entity === null ? "" : " The filter of the entity does not apply."}`;
  if (!articles) return emptyPanel("fields", "No articles in the selection", note);
  const undated = total(cube, cells.filter((cell) => !isDated(cube)(cell)), "articles");
  const codes = categoryLists.get(cube);
  const rows = [
    ["title", articles - total(cube, cells, "untitled")],
    ["author", articles - total(cube, cells, "unsigned")],
    ["publisher", articles - total(cube, cells, "unattributed")],
    ["date", articles - undated],
    ["date to the day", articles - undated - total(cube, cells, "imprecise")],
    ["category", total(cube, cells.filter((cell) => codes[cube.categories[cell]].some((code) => code !== NOT_STATED)), "articles")],
    ["full text, not an excerpt", articles - total(cube, cells, "cut")],
  ];
  const least = rows.reduce((one, other) => (other[1] < one[1] ? other : one));
  panel("fields", least[1] === articles ? "Every article has every field" : `${percent(articles - least[1], articles)} of articles lack a ${least[0].replace(/^full text.*/u, "full text")}`, note,
    ...table("fields-table", "Completeness of fields", [
      ["field", TEXT, ([field]) => field],
      ["", BAR_COLUMN, ([field, value]) => {
        const made = bar([["first", value]], articles, `${field}: ${percent(value, articles)}`);
        made.classList.add("track");
        return made;
      }],
      ["share", NUMBER, ([, value]) => percent(value, articles)],
      ["missing", NUMBER, ([, value]) => count(articles - value)],
    ], rows));
}

function drawRejects() {
  const note = "What could not become a row, and why: damaged input, or rows that break a check. Of all runs; no filter applies.";
  if (!lists.rejects.length) return emptyPanel("rejects", "Nothing was rejected", note);
  panel("rejects", `${counted(about.rejects, "rejected row")}`, note, ...table("rejects-table", "Rejects by reason", [
    ["reason", TEXT, (row) => el("span", {}, nameEl(row.reject_reason.replaceAll("_", " ").replace(":", ": ")), el("span", { class: "kind" }, row.table_name))],
    ["for example", ROOMY, (row) => nameEl(row.example)],
    ["rows", NUMBER, (row) => count(row.rows)],
  ], lists.rejects));
}

function drawChecks() {
  const failed = lists.checks.filter((row) => !row.passed);
  const note = "Laws tested on the whole warehouse before this version was published: keys, offsets, counts that add up.";
  if (!lists.checks.length) return emptyPanel("checks", "No checks are recorded", note);
  const byTable = d3.groups(lists.checks, (row) => row.table_name);
  const rows = failed.length ? failed.map((row) => [row.table_name, [row]]) : byTable;
  panel("checks", failed.length ? `${count(failed.length)} of ${counted(lists.checks.length, "check")} failed` : `All ${counted(lists.checks.length, "check")} passed`, note,
    ...table("checks-table", "Checks of the published version", [
      ["table", TEXT, ([name]) => el("code", {}, name)],
      ["tests", TEXT, ([, group]) => el("span", { class: "kind", title: group.map((row) => `${row.check_name}: ${row.expected}`).join("\n") }, group.length === 1 ? group[0].check_name : counted(group.length, "law"))],
      ["result", NUMBER, ([, group]) => (group.every((row) => row.passed) ? el("span", { class: "passed" }, "passed") : el("span", { class: "failed", title: group[0].observed }, "failed"))],
    ], rows));
}

function drawRuns() {
  const [latest] = lists.runs;
  panel("runs", latest ? `Last published on ${about.published_at} UTC` : "No runs are recorded", "The latest runs, times in UTC. Articles are those that the run brought in.",
    ...table("runs-table", "Runs", [
      ["started", TEXT, (row) => row.started_at],
      ["status", TEXT, (row) => el("span", { class: row.status === "published" ? "passed" : "failed" }, row.status)],
      ["dumps", NUMBER, (row) => (row.dumps === null ? "–" : count(row.dumps))],
      ["articles", NUMBER, (row) => (row.articles === null ? "–" : count(row.articles))],
      ["seconds", NUMBER, (row) => (row.seconds === null ? "–" : d3.format(".1f")(row.seconds))],
    ], lists.runs));
}
