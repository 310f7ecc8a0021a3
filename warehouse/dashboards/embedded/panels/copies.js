/* Who passes on whose articles, and which are copied most. */
"use strict";

const NETWORK_LINKS = 24;
const BASIS_TEXT = { exact: "same text", near: "edited", excerpt: "excerpt", stated: "stated on the page" };

/** Articles passed on by a key of the cell. */
function reprintSums(keyOf) {
  return sumsBy(cubes.reprints, kept(cubes.reprints, filters), "articles", keyOf);
}

function drawReprints() {
  const cube = cubes.reprints;
  const cells = kept(cube, filters).filter(
    (cell) => cube.source[cell] !== NOT_STATED && cube.copier[cell] !== NOT_STATED && cube.source[cell] !== cube.copier[cell],
  );
  const within = total(
    cube,
    kept(cube, filters).filter((cell) => cube.source[cell] === cube.copier[cell]),
    "articles",
  );
  const groups = d3
    .groups(cells, (cell) => `${cube.source[cell]} ${cube.copier[cell]}`)
    .map(([, group]) => ({
      source: cube.source[group[0]],
      copier: cube.copier[group[0]],
      articles: total(cube, group, "articles"),
      bases: sumsBy(cube, group, "articles", (cell) => textOf(cube, "basis", cell)),
      lag: medianLag(cube, group),
    }))
    .sort((one, other) => other.articles - one.articles || one.source - other.source || one.copier - other.copier);
  const note = [
    "Articles passed on by another outlet: found by comparing texts (same text, edited, or an excerpt), or else stated on the page.",
    "Lag: median time from the first article to the copy, where both days are known.",
    groups.length > NETWORK_LINKS && `The diagram has the ${NETWORK_LINKS} most frequent pairs of ${count(groups.length)}.`,
    within && `${counted(within, "copy", "copies")} within one outlet ${within === 1 ? "is" : "are"} left out.`,
    narrowerNote(),
  ]
    .filter(Boolean)
    .join(" ");
  if (!groups.length) return emptyPanel("reprints", "No outlet passes on another's articles here", note);
  const copiers = d3
    .rollups(
      groups,
      (group) => d3.sum(group, (row) => row.articles),
      (row) => row.copier,
    )
    .filter(([code]) => code >= about.first_named)
    .sort((one, other) => other[1] - one[1]);
  const title =
    copiers.length && (copiers.length === 1 || copiers[0][1] > copiers[1][1])
      ? `${nameOf("outlet", copiers[0][0])} passes on most: ${counted(copiers[0][1], "article")}`
      : "Who passes on whose articles";
  panel(
    "reprints",
    title,
    note,
    el(
      "div",
      { class: "columns" },
      el(
        "div",
        {},
        legend([
          ["var(--accent)", "published first"],
          ["var(--copy)", "passed on"],
        ]),
        flow(groups.slice(0, NETWORK_LINKS), title),
      ),
      el(
        "div",
        {},
        ...table(
          "reprints-table",
          "Who passes on whose articles",
          [
            ["first", TEXT, (row) => nameEl(nameOf("outlet", row.source))],
            ["passed on by", TEXT, (row) => nameEl(nameOf("outlet", row.copier))],
            ["articles", NUMBER, (row) => count(row.articles)],
            [
              "how known",
              ROOMY,
              (row) =>
                el(
                  "span",
                  { class: "kind" },
                  [...row.bases]
                    .map(([basis, sum]) => `${BASIS_TEXT[basis]}${row.bases.size > 1 ? ` ${count(sum)}` : ""}`)
                    .join(", "),
                ),
            ],
            ["lag", NUMBER, (row) => row.lag],
          ],
          groups,
        ),
      ),
    ),
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

const LEAST_WIDTH = 280;
const MOST_WIDTH = 560;
/** Two columns of outlets, and a band from whoever published first to whoever passed it on, as wide as their articles are many. */
function flow(links, label) {
  const width = Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, document.getElementById("reprints").clientWidth - 30));
  const letters = Math.floor((0.36 * width - 44) / LETTER_WIDTH);
  const sides = ["source", "copier"].map((side) =>
    d3
      .rollups(
        links,
        (group) => d3.sum(group, (row) => row.articles),
        (row) => row[side],
      )
      .sort((one, other) => other[1] - one[1]),
  );
  const sum = d3.sum(links, (row) => row.articles);
  const rows = Math.max(sides[0].length, sides[1].length);
  const gap = 12;
  const scale = Math.max(rows * 22, 160) / sum;
  const height =
    Math.max(...sides.map((side) => d3.sum(side, ([, value]) => Math.max(12, value * scale)) + gap * (side.length - 1))) + 8;
  const [left, right] = [width * 0.36, width * 0.64];
  const places = sides.map((side) => {
    const used = d3.sum(side, ([, value]) => Math.max(12, value * scale)) + gap * (side.length - 1);
    let top = (height - used) / 2;
    return new Map(
      side.map(([code, value]) => {
        const size = Math.max(12, value * scale);
        const place = { top, size, value, next: top + (size - value * scale) / 2 };
        top += size + gap;
        return [code, place];
      }),
    );
  });
  const ordered = [...links].sort(
    (one, other) =>
      places[1].get(one.copier).top - places[1].get(other.copier).top ||
      places[0].get(one.source).top - places[0].get(other.source).top,
  );
  const bands = ordered.map((row) => {
    const [from, to] = [places[0].get(row.source), places[1].get(row.copier)];
    const size = row.articles * scale;
    const [start, end] = [from.next + size / 2, to.next + size / 2];
    from.next += size;
    to.next += size;
    const middle = (left + right) / 2;
    return svgEl(
      "path",
      { d: `M${left + 6},${start}C${middle},${start} ${middle},${end} ${right - 6},${end}`, "stroke-width": Math.max(1, size) },
      svgEl(
        "title",
        {},
        `${nameOf("outlet", row.source)} → ${nameOf("outlet", row.copier)}: ${counted(row.articles, "article")}`,
      ),
    );
  });
  const nodes = places.flatMap((side, number) =>
    [...side].flatMap(([code, place]) => {
      const name = nameOf("outlet", code);
      const text = svgEl("text", {
        x: number ? right + 10 : left - 10,
        y: place.top + place.size / 2,
        dy: "0.35em",
        "text-anchor": number ? "start" : "end",
      });
      text.append(
        svgEl("title", {}, name),
        clipped(name, letters),
        svgEl("tspan", { class: "amount" }, `  ${count(place.value)}`),
      );
      return [
        svgEl("rect", {
          class: number ? "right" : "left",
          x: number ? right - 6 : left,
          y: place.top,
          width: 6,
          height: place.size,
          rx: 1,
        }),
        text,
      ];
    }),
  );
  return svgEl(
    "svg",
    {
      class: "flow",
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-label": `Diagram: ${label}. The table beside it has the numbers.`,
    },
    ...bands,
    ...nodes,
  );
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
    "clusters",
    rows.length > 1 && rows[0].copies === rows[1].copies
      ? "Articles with most copies"
      : `The most copied article has ${counted(rows[0].copies, "copy", "copies")}`,
    "Each is the earliest known of its copies, which were found by comparing texts in full. All of the warehouse; no filter applies.",
    ...table(
      "clusters-table",
      "Articles with most copies",
      [
        ["article", TEXT, (row) => nameEl(row.title)],
        ["first in", TEXT, (row) => nameEl(row.outlet ?? "not stated")],
        ["on", NUMBER_ON_WIDE_SCREENS, (row) => (row.first_on ? dayText(new Date(row.first_on)) : "–")],
        ["copies", NUMBER, (row) => count(row.copies)],
        ["outlets", NUMBER, (row) => count(row.outlets)],
        ["spread over", NUMBER_ON_WIDE_SCREENS, (row) => (row.days === null ? "–" : counted(row.days, "day"))],
      ],
      rows,
    ),
  );
}
