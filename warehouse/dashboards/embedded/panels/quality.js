/* How complete the data is, what was rejected, what was tested, and the runs that made it. */
"use strict";

function drawFields() {
  const cube = cubes.articles;
  const cells = kept(cube, filters);
  const articles = total(cube, cells, "articles");
  const note = [
    "Share of articles with each field. What a page does not show stays empty.",
    COPIES_NOTE(),
    filters.entity === null ? "" : "The filter of the entity does not apply.",
  ].join(" ");
  if (!articles) return emptyPanel("fields", "No articles in the selection", note);
  const undated = total(
    cube,
    cells.filter((cell) => !isDated(cube)(cell)),
    "articles",
  );
  const codes = categoryLists.get(cube);
  const rows = [
    ["title", articles - total(cube, cells, "untitled")],
    ["author", articles - total(cube, cells, "unsigned")],
    ["publisher", articles - total(cube, cells, "unattributed")],
    ["date", articles - undated],
    ["date to the day", articles - undated - total(cube, cells, "imprecise")],
    [
      "category",
      total(
        cube,
        cells.filter((cell) => codes[cube.categories[cell]].some((code) => code !== NOT_STATED)),
        "articles",
      ),
    ],
    ["full text, not an excerpt", articles - total(cube, cells, "cut")],
  ];
  const least = rows.reduce((one, other) => (other[1] < one[1] ? other : one));
  panel(
    "fields",
    least[1] === articles
      ? "Every article has every field"
      : `${percent(articles - least[1], articles)} of articles have no ${least[0].replace(/,.*/u, "")}`,
    note,
    ...table(
      "fields-table",
      "Completeness of fields",
      [
        ["field", TEXT, ([field]) => field],
        [
          "",
          BAR_COLUMN,
          ([field, value]) => {
            const made = bar([["first", value]], articles, `${field}: ${percent(value, articles)}`);
            made.classList.add("track");
            return made;
          },
        ],
        ["share", NUMBER, ([, value]) => percent(value, articles)],
        ["missing", NUMBER, ([, value]) => count(articles - value)],
      ],
      rows,
    ),
  );
}

function drawRejects() {
  const note = "What could not become a row, and why: damaged input, or rows that break a check. Of all runs; no filter applies.";
  if (!lists.rejects.length) return emptyPanel("rejects", "Nothing was rejected", note);
  panel(
    "rejects",
    `${counted(about.rejects, "rejected row")}`,
    note,
    ...table(
      "rejects-table",
      "Rejects by reason",
      [
        [
          "reason",
          TEXT,
          (row) =>
            el(
              "span",
              {},
              nameEl(row.reject_reason.replaceAll("_", " ").replace(":", ": ")),
              el("span", { class: "kind" }, row.table_name),
            ),
        ],
        ["for example", ROOMY, (row) => nameEl(row.example)],
        ["rows", NUMBER, (row) => count(row.rows)],
      ],
      lists.rejects,
    ),
  );
}

function drawChecks() {
  const failed = lists.checks.filter((row) => !row.passed);
  const note =
    "Laws and expectations tested on the whole warehouse before this version was published: keys, offsets, counts that add up, " +
    "and what is usual. With a critical one failed, a version is published only where a person accepted that.";
  if (!lists.checks.length) return emptyPanel("checks", "No checks are recorded", note);
  const passed = d3.groups(
    lists.checks.filter((row) => row.passed),
    (row) => row.table_name,
  );
  panel(
    "checks",
    failed.length
      ? `${count(failed.length)} of ${counted(lists.checks.length, "check")} failed`
      : `All ${counted(lists.checks.length, "check")} passed`,
    note,
    ...table(
      "checks-table",
      "Checks of the published version",
      [
        ["table", TEXT, ({ name }) => el("code", {}, name)],
        ["tests", TEXT, ({ tests, title }) => el("span", { class: "kind", title }, tests)],
        ["result", NUMBER, ({ result }) => el("span", { class: result === "passed" ? "passed" : "failed" }, result)],
      ],
      [...failed.map(failedCheck), ...passed.map(passedChecks)],
    ),
  );
}

const failedCheck = (row) => ({
  name: row.table_name,
  tests: `${row.check_name}: expected ${row.expected}; found ${row.observed}`,
  title: row.check_name,
  result: `failed (${row.severity})`,
});

/** The checks of a table that passed, in one line. */
const passedChecks = ([name, group]) => ({
  name,
  tests: group.length === 1 ? group[0].check_name : counted(group.length, "check"),
  title: group.map((row) => `${row.check_name}: ${row.expected}`).join("\n"),
  result: "passed",
});

function drawRuns() {
  panel(
    "runs",
    about.published_at ? `Last published on ${about.published_at} UTC` : "No run has published yet",
    "The latest runs, times in UTC. Articles are those that the run brought in.",
    ...table(
      "runs-table",
      "Runs",
      [
        ["started", TEXT, (row) => row.started_at],
        ["status", TEXT, runStatus],
        ["dumps", NUMBER, (row) => (row.dumps === null ? "–" : count(row.dumps))],
        ["articles", NUMBER, (row) => (row.articles === null ? "–" : count(row.articles))],
        ["seconds", NUMBER, (row) => (row.seconds === null ? "–" : d3.format(".1f")(row.seconds))],
      ],
      lists.runs,
    ),
  );
}

/** A run's status, with the reason where it was stopped. */
function runStatus(row) {
  const status = el("span", { class: row.status === "published" ? "passed" : "failed" }, row.status);
  return row.status_detail ? el("span", {}, status, " ", el("span", { class: "kind" }, row.status_detail)) : status;
}
