/* How much was published, when, by whom, and filed under what. */
"use strict";

const COPIES_NOTE = () =>
  filters.copies === "without" ? "Articles that copy another one are left out." : "Copies are counted as articles of their own.";
/** What is said where a panel cannot follow the filters of category, language and entity. */
function narrowerNote() {
  const isSet = filters.category !== null || filters.language !== null || filters.entity !== null;
  return isSet ? "Filters of category, language and entity do not apply here." : "";
}

/** The cube that articles are counted from: that of entities has but those that mention the chosen one. */
const counting = () => (filters.entity === null ? cubes.articles : cubes.entities);

function drawTiles() {
  const cube = counting();
  const cells = kept(cube, filters);
  const withCopies = kept(cube, filters, "copies");
  const articles = total(cube, cells, "articles");
  const all = total(cube, withCopies, "articles");
  const copies = total(
    cube,
    withCopies.filter((cell) => cube.is_copy[cell]),
    "articles",
  );
  const dated = total(cube, cells.filter(isDated(cube)), "articles");
  const outlets = new Set(cells.map((cell) => cube.outlet[cell]).filter((code) => code >= about.first_named));
  const more = cells.some((cell) => cube.outlet[cell] === OTHER) ? "+" : "";
  const tiles = [
    ["articles", count(articles), filters.copies === "without" ? "articles, copies left out" : "articles, copies counted"],
    ["copies", percent(copies, all), `of all ${count(all)} are copies of another (${count(copies)})`],
    ["outlets", count(outlets.size) + more, more ? "named outlets, and rarer ones" : "named outlets"],
    cube.words
      ? ["words", articles ? count(Math.round(total(cube, cells, "words") / articles)) : "–", "words an article on average"]
      : ["words", "–", "words an article, not known by entity"],
    ["dated", percent(dated, articles), "have a date of publication"],
  ];
  document
    .getElementById("tiles")
    .replaceChildren(
      ...tiles.map(([id, value, text]) => el("p", { class: "tile", id: `tile-${id}` }, el("b", {}, value), el("span", {}, text))),
    );
  const leftOut = filters.copies === "without" ? about.copies : 0;
  const copiesText = leftOut ? `; ${counted(leftOut, "copy", "copies")} left out` : "";
  document.getElementById("status").textContent = isFiltered()
    ? `${count(articles)} of ${count(about.articles - leftOut)} articles match the filters.`
    : `All ${count(articles)} articles are shown${copiesText}.`;
}

function drawVolume() {
  const cube = counting();
  const cells = kept(cube, filters, "copies").filter(isDated(cube));
  const undated = total(
    cube,
    kept(cube, { ...filters, from: null, to: null }).filter((cell) => !isDated(cube)(cell)),
    "articles",
  );
  const imprecise = cube.imprecise ? total(cube, kept(cube, filters), "imprecise") : 0;
  const note = [
    "Articles by date of publication, as their pages print it.",
    undated && `${counted(undated, "article")} without a date ${undated === 1 ? "is" : "are"} not in the picture.`,
    imprecise > 0 &&
      `${count(imprecise)} with no more than a month or year ${imprecise === 1 ? "stands" : "stand"} on its first day.`,
    periods.length > 1 && "Drag over the bars to choose dates.",
  ]
    .filter(Boolean)
    .join(" ");
  if (!cells.length) return emptyPanel("volume", "No dated articles in the selection", note);
  const days = d3.extent(cells, (cell) => periodOf(cube, cell));
  const unit = shownUnit(...days);
  const withCopies = filters.copies === "with";
  const sums = d3.rollup(
    cells,
    (group) => total(cube, group, "articles"),
    (cell) => +unit.interval(new Date(periodOf(cube, cell))),
    (cell) => cube.is_copy[cell],
  );
  const dates = [...sums.keys()].sort(d3.ascending);
  const rows = dates.map((date) => ({
    date: new Date(date),
    first: sums.get(date).get(0) ?? 0,
    copies: sums.get(date).get(1) ?? 0,
  }));
  const shown = (row) => row.first + (withCopies ? row.copies : 0);
  const series = [["first", "var(--accent)", "Articles"], ...(withCopies ? [["copies", "var(--copy)", "Copies"]] : [])];
  const points = rows.flatMap((row) => series.map(([key]) => ({ date: row.date, key, value: row[key] })));
  const greatest = rows.reduce((one, other) => (shown(other) > shown(one) ? other : one));
  const next = rows.filter((row) => shown(row) === shown(greatest)).length;
  const title = !shown(greatest)
    ? "Nothing but copies in the selection"
    : next > 1 || rows.length === 1
      ? `Articles by ${unit.unit}`
      : `Most articles appeared ${whenText(greatest.date, unit.unit)}: ${count(shown(greatest))}`;
  panel(
    "volume",
    title,
    `${note} ${COPIES_NOTE()}`,
    withCopies ? legend(series.map(([, colour, text]) => [colour, text])) : null,
    shown(greatest)
      ? timeChart("volume", series, points, unit, `Bar chart: ${title}. The table below has the numbers.`)
      : el("p", { class: "nothing" }, "Count the copies to see them."),
    asTable(
      "volume-table",
      `Articles by ${unit.unit}`,
      [
        [unit.unit, TEXT, (row) => periodText(row.date, unit.unit)],
        ["articles", NUMBER, (row) => count(row.first)],
        ["copies", NUMBER, (row) => count(row.copies)],
      ],
      rows,
    ),
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
  return rows
    .filter((row) => row.articles > 0)
    .sort((one, other) => isNamed(other) - isNamed(one) || other.articles - one.articles || one.code - other.code);
}

function rankedTable(id, filter, caption, rows, ...extra) {
  const isNamed = (row) => row.code >= about.first_named;
  const most = d3.max(rows.filter(isNamed), (row) => row.articles);
  return table(
    id,
    caption,
    [
      [filter, TEXT, (row) => pick(filter, row.code, nameOf(filter, row.code))],
      [
        "",
        BAR_COLUMN,
        (row) =>
          isNamed(row) &&
          bar(
            [
              ["first", row.first],
              ["copied", filters.copies === "with" ? row.copies : 0],
            ],
            most,
            counted(row.articles, "article"),
          ),
      ],
      ["articles", NUMBER, (row) => count(row.articles)],
      ...extra,
    ],
    rows,
  );
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
    "outlets",
    leader(rows, "outlet", "Articles by outlet"),
    note,
    rankedTable(
      "outlets-table",
      "outlet",
      "Articles by outlet",
      rows,
      [
        "copied",
        NUMBER,
        (row) => (row.code >= about.first_named && reprinted.get(row.code) ? count(reprinted.get(row.code)) : ""),
      ],
      ["words each", NUMBER_ON_WIDE_SCREENS, (row) => (row.words ? count(Math.round(row.words / row.articles)) : "–")],
    ),
  );
}

function drawCategories() {
  const cube = counting();
  const codes = categoryLists.get(cube);
  const rows = rankedRows((cell) => codes[cube.categories[cell]], "category");
  const languages = rankedRows((cell) => [cube.language[cell]], "language");
  const note = `Sections that the sites file articles under; an article can have several. ${COPIES_NOTE()}`;
  const byLanguage =
    languages.length > 1
      ? [
          el("h3", { class: "note" }, "By language of the text"),
          ...rankedTable("languages-table", "language", "Articles by language", languages),
        ]
      : [];
  if (!rows.some((row) => row.code)) return panel("categories", "No categories in the selection", note, ...byLanguage);
  panel(
    "categories",
    leader(rows, "category", "Articles by category"),
    note,
    ...rankedTable("categories-table", "category", "Articles by category", rows),
    ...byLanguage,
  );
}
