/* Who and what is mentioned, most, more than before, and together. */
"use strict";

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
  const note = [
    "Articles that mention each, in English texts; the most mentioned and those on the rise.",
    "Names come from the text and can be wrong.",
    COPIES_NOTE(),
  ].join(" ");
  if (!cells.length)
    return emptyPanel("entities", about.entities ? "No frequent entity in the selection" : "No entities in this warehouse", note);
  const byEntity = d3
    .groups(cells, (cell) => cube.entity[cell])
    .map(([code, group]) => ({ code, group, articles: total(cube, group, "articles") }))
    .sort((one, other) => other.articles - one.articles || one.code - other.code);
  const days = d3.extent(cells.filter(isDated(cube)), (cell) => periodOf(cube, cell));
  const bins = days[0] ? sparkBins(...days) : null;
  const most = byEntity[0].articles;
  const title =
    byEntity.length > 1 && byEntity[1].articles === most
      ? "Most mentioned"
      : `${nameOf("entity", byEntity[0].code)} is mentioned most: in ${counted(most, "article")}`;
  panel(
    "entities",
    title,
    note,
    ...table(
      "entities-table",
      "Entities by articles that mention them",
      [
        ["entity", TEXT, (row) => entityCell(row.code)],
        ["", BAR_COLUMN, (row) => bar([["first", row.articles]], most, counted(row.articles, "article"))],
        ["articles", NUMBER, (row) => count(row.articles)],
        ["over time", ROOMY, (row) => (bins ? spark(bins, cube, row.group) : "")],
      ],
      byEntity,
    ),
  );
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
  const bars = heights
    .map(
      (value, place) =>
        value &&
        svgEl("rect", {
          x: (place * step).toFixed(2),
          width: Math.max(1, step - 0.6).toFixed(2),
          y: (20 - (20 * value) / most).toFixed(2),
          height: ((20 * value) / most).toFixed(2),
        }),
    )
    .filter(Boolean);
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
  const recentAll = total(
    articleCube,
    articles.filter((cell) => isRecent(articleCube, cell)),
    "articles",
  );
  const beforeAll = total(
    articleCube,
    articles.filter((cell) => !isRecent(articleCube, cell)),
    "articles",
  );
  const rows = d3
    .groups(dated, (cell) => cube.entity[cell])
    .map(([code, group]) => {
      const recent = total(
        cube,
        group.filter((cell) => isRecent(cube, cell)),
        "articles",
      );
      const before = total(cube, group, "articles") - recent;
      const expected = (before * recentAll) / Math.max(1, beforeAll);
      return { code, recent, before, expected, score: (recent - expected) / Math.sqrt(expected + 1) };
    })
    .filter((row) => row.recent >= LEAST_RECENT && row.score > 0)
    .sort((one, other) => other.score - one.score || one.code - other.code);
  const note = [
    `Articles after ${dayText(new Date(turn))}, the last quarter of the time in view, beside what their share of the articles`,
    "before lets expect. Of the entities shown in this page; ranked by how far beyond chance the rise is.",
    COPIES_NOTE(),
  ].join(" ");
  if (!rows.length) return emptyPanel("rising", "No entity of the selection is on the rise", note);
  panel(
    "rising",
    `${nameOf("entity", rows[0].code)} rises most`,
    note,
    ...table(
      "rising-table",
      "Entities on the rise",
      [
        ["entity", TEXT, (row) => entityCell(row.code)],
        ["before", NUMBER, (row) => count(row.before)],
        ["expected", NUMBER, (row) => d3.format(".1f")(row.expected)],
        ["recent", NUMBER, (row) => el("b", { class: "up" }, count(row.recent))],
      ],
      rows,
    ),
  );
}

function drawPairs() {
  const isShown = (code) => code - about.first_named < names.entity.length;
  const isChosen = (row) => filters.entity === null || row.left_code === filters.entity || row.right_code === filters.entity;
  const rows = lists.pairs.filter((row) => isShown(row.left_code) && isShown(row.right_code) && isChosen(row));
  const note = [
    "Articles that mention both; pairs in fewer than three are left out.",
    "Lift: how many times more than if the two had nothing to do with each other.",
    "All of the warehouse, copies left out; of the filters that of the entity alone applies.",
  ].join(" ");
  if (!rows.length)
    return filters.entity === null ? hidePanel("pairs") : emptyPanel("pairs", "No frequent pair with this entity", note);
  panel(
    "pairs",
    filters.entity === null ? "Mentioned together" : `Mentioned with ${nameOf("entity", filters.entity)}`,
    note,
    ...table(
      "pairs-table",
      "Entities mentioned together",
      [
        ["entity", TEXT, (row) => nameEl(nameOf("entity", row.left_code))],
        ["with", TEXT, (row) => nameEl(nameOf("entity", row.right_code))],
        ["articles", NUMBER, (row) => count(row.articles)],
        ["lift", NUMBER, (row) => d3.format(".1f")(row.lift)],
      ],
      rows,
    ),
  );
}
