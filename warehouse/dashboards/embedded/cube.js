/* The document, and how its cubes are filtered and summed. Nothing here touches the page. */
"use strict";

const doc = JSON.parse(document.getElementById("data").textContent);
const { about, names, cubes, lists } = doc;
const NOT_STATED = 0;
const OTHER = 1;
const EVERYTHING = { from: null, to: null, outlet: null, category: null, language: null, entity: null, copies: "without" };

/** The name behind a code of a dimension. */
function nameOf(dimension, code) {
  if (code === NOT_STATED) return "not stated";
  if (code === OTHER) return "other";
  const name = names[dimension][code - about.first_named];
  if (dimension === "language") return languageName(name);
  return Array.isArray(name) ? name[0] : name;
}

const languageNames = new Intl.DisplayNames(["en"], { type: "language" });
function languageName(code) {
  try {
    return languageNames.of(code);
  } catch {
    return code; // no code that the browser knows the form of
  }
}

const TYPES = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: Float64Array };

/** Turns the packed bytes of a cube into typed arrays, one a column; a column with values has numbers into them, from 1. */
async function unpack(cube) {
  const bytes = Uint8Array.from(atob(cube.data), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const buffer = await new Response(stream).arrayBuffer();
  let offset = 0;
  for (const [name, size] of cube.columns) {
    const end = offset + size * cube.rows;
    cube[name] = new TYPES[size](buffer.slice(offset, end));
    offset = end;
  }
  delete cube.data;
  if (cube.values.categories) categoryLists.set(cube, [[], ...cube.values.categories.map((list) => list.split(" ").map(Number))]);
}

/** The codes of the categories by the numbers that cells hold. */
const categoryLists = new Map();

/** Whether a cell's articles have a date. */
const isDated = (cube) => (cell) => cube.period[cell] > 0;

/** The day a cell's period begins on, as YYYY-MM-DD. */
const periodOf = (cube, cell) => cube.values.period[cube.period[cell] - 1];

/** A text column's value in a cell. */
const textOf = (cube, column, cell) => cube.values[column][cube[column][cell] - 1];

/** Numbers of the cells that the filters keep; a cube without a dimension is not narrowed by it. `except` names filters to ignore. */
function kept(cube, filters, ...except) {
  const wants = (name) => filters[name] !== null && !except.includes(name);
  const codeLists = categoryLists.get(cube);
  const inTime =
    wants("from") || wants("to")
      ? [null, ...cube.values.period].map(
          (day) => day !== null && (!wants("from") || day >= filters.from) && (!wants("to") || day <= filters.to),
        )
      : null;
  const inCategory = codeLists && wants("category") ? codeLists.map((codes) => codes.includes(filters.category)) : null;
  const byOutlet = wants("outlet");
  const byLanguage = cube.language && wants("language");
  const ofEntity = cube.entity && wants("entity");
  const withoutCopies = cube.is_copy && filters.copies === "without" && !except.includes("copies");
  const found = [];
  for (let cell = 0; cell < cube.period.length; cell += 1) {
    if (inTime && !inTime[cube.period[cell]]) continue;
    if (inCategory && !inCategory[cube.categories[cell]]) continue;
    if (byOutlet && !ofOutlet(cube, cell, filters.outlet)) continue;
    if (byLanguage && cube.language[cell] !== filters.language) continue;
    if (ofEntity && cube.entity[cell] !== filters.entity) continue;
    if (withoutCopies && cube.is_copy[cell]) continue;
    found.push(cell);
  }
  return found;
}

function ofOutlet(cube, cell, outlet) {
  return cube.outlet ? cube.outlet[cell] === outlet : cube.source[cell] === outlet || cube.copier[cell] === outlet;
}

/** Sum of a measure over cells. */
function total(cube, cells, measure) {
  let sum = 0;
  for (const cell of cells) sum += cube[measure][cell];
  return sum;
}

/** Sums of a measure by a key of each cell; cells whose key is undefined are left out. Greatest first. */
function sumsBy(cube, cells, measure, keyOf) {
  const sums = new Map();
  for (const cell of cells) {
    const key = keyOf(cell);
    if (key !== undefined) sums.set(key, (sums.get(key) ?? 0) + cube[measure][cell]);
  }
  return new Map([...sums].sort((one, other) => other[1] - one[1]));
}

/** All periods of the articles, in order: days as YYYY-MM-DD. */
const periods = cubes.articles.values.period;

const DAY = { unit: "day", interval: d3.utcDay };
const UNITS = [
  DAY,
  { unit: "week", interval: d3.utcMonday },
  { unit: "month", interval: d3.utcMonth },
  { unit: "quarter", interval: d3.utcMonth.every(3) },
  { unit: "year", interval: d3.utcYear },
];
const MOST_BARS = 80;

/** The finest unit of time, no finer than the cubes', in which the days from first to last are bars that can be told apart. */
function shownUnit(first, last) {
  const usable = UNITS.slice(UNITS.findIndex((one) => one.unit === about.unit));
  return usable.find((one) => one.interval.count(new Date(first), new Date(last)) < MOST_BARS) ?? usable.at(-1);
}

const dayText = d3.utcFormat("%-d %b %Y");
const monthText = d3.utcFormat("%b %Y");

/** A period in words: "4 Mar 2024", "week of 4 Mar 2024", "Mar 2024", "2024". */
function periodText(date, unit) {
  const day = new Date(date);
  if (unit === "day") return dayText(day);
  if (unit === "week") return `week of ${dayText(day)}`;
  if (unit === "month") return monthText(day);
  if (unit === "quarter") return `${Math.floor(day.getUTCMonth() / 3) + 1}. quarter of ${day.getUTCFullYear()}`;
  return String(day.getUTCFullYear());
}

/** When that is: "on 4 Mar 2024", "in the week of 4 Mar 2024", "in Mar 2024". */
function whenText(date, unit) {
  const text = periodText(date, unit);
  if (unit === "day") return `on ${text}`;
  return unit === "week" || unit === "quarter" ? `in the ${text}` : `in ${text}`;
}

const count = d3.format(",");
const short = (value) =>
  value < 10_000 ? count(Math.round(value)) : d3.format(".3~s")(value).replace("G", "bn").replace("k", " k").replace("M", " M");
/** A share as a percentage; small ones are not rounded to nothing. */
function percent(part, whole) {
  if (!whole) return "–";
  const share = (100 * part) / whole;
  return share > 0 && share < 1 ? "< 1%" : share < 100 && share > 99 ? "> 99%" : `${Math.round(share)}%`;
}
/** "1 article", "2 articles". */
const counted = (number, noun, plural = `${noun}s`) => `${count(number)} ${number === 1 ? noun : plural}`;
