"""How well articles are found on pages of many: `python -m tests.benchmarks.multi_article --layouts generic`.

Pages are generated (tests/pages), half of the English ones from the labelled set's articles where that is there. Printed per
family and for `tune` and `held_out` apart:

    start P R F1    a found start is right within two non-blank lines of a gold one, one to one, over all articles
    page F1         the same as the mean over pages
    body F1         words of found bodies against gold ones; what was missed or made up counts in full
    title, author, date        right, of matched articles whose page prints one
    -title, -author, -date     given all the same, of those whose page prints none
    peer F1         start F1 of a rule of one line: a short line before a long one begins an article

then start F1 on real pages in which a reader marked the starts (tests/labels/README.md), where they are there.

With `--html` the same pages as HTML (tests/pages/markup.py), per markup and beside what the parser of text makes of the same
lines; with `--html-of FILE` real pages too: JSONL, one page a line, `id` (as in the labels) and `html`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.pages.generate import FAMILIES, STYLES, html_pages, page
from tests.pages.page import Rendered, Style
from tests.pages.real import LABELLED, ONE_OR_NONE, SEVERAL, RealPage, real_html_pages, real_pages
from tests.pages.score import (
    Parsed,
    Tally,
    layouts_named,
    parse,
    parse_html,
    says_one_or_none,
    score_page,
    score_starts,
    short_then_long,
    text_lines,
    total,
)
from transforms.layouts import Layout

FIELDS = ("title", "author", "date")
HEADS = ["pages", "gold", "found", "P", "R", "F1", "peer F1", "page F1", "body F1", *FIELDS, *(f"-{name}" for name in FIELDS)]


def cells(tally: Tally, peer: Tally) -> list[str]:
    rates = [tally.precision, tally.recall, tally.start_f1, peer.start_f1, tally.mean_page_f1, tally.body_f1]
    rates += [tally.share_right(name) for name in FIELDS] + [tally.share_invented(name) for name in FIELDS]
    return [f"{tally.pages}", f"{tally.gold}", f"{tally.found}", *(f"{rate:.3f}" for rate in rates)]


def show_table(rows: list[tuple[str, Tally, Tally]]) -> None:
    table = [["", *HEADS], *([name, *cells(tally, peer)] for name, tally, peer in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        sys.stdout.write("  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() + "\n")


def dump(folder: Path, made: Rendered, parsed: Parsed, tally: Tally) -> None:
    """A page line by line: gold article and role, found article, role and rule, text; `>` gold start, `<` found start."""
    head = f"{made.family} seed {made.seed} {made.style}: F1 {tally.start_f1:.3f}, gold {tally.gold}, found {tally.found}"
    starts = [article.start for article in made.gold]
    golds = [f"{'' if at is None else at:>3} {role:12.12}" for at, role in zip(made.articles, made.roles, strict=True)]
    _write(folder / f"{made.family}-{made.seed:03}-{made.style}.txt", head, made.text, starts, golds, parsed)


def dump_real(folder: Path, page: RealPage, style: Style, parsed: Parsed, tally: Tally) -> None:
    """The same for a real page, of which only the starts are known."""
    head = f"{page.id} {page.kind} {style}: F1 {tally.start_f1:.3f}, gold {tally.gold}, found {tally.found}"
    golds = [""] * len(parsed.lines)
    _write(folder / f"{page.id.replace('/', '-')}-{style}.txt", head, page.text, page.starts, golds, parsed)


def _write(path: Path, head: str, text: str, starts: Sequence[int], golds: Sequence[str], parsed: Parsed) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    found = {article.start for article in parsed.found}
    out = [head]
    for number, ((_, line), gold, (role, rule, owner)) in enumerate(zip(text_lines(text), golds, parsed.lines, strict=True)):
        marks = (">" if number in starts else " ") + ("<" if number in found else " ")
        out.append(f"{number:4} {marks} {gold} {'' if owner is None else owner:>3} {role:12.12} {rule:28.28} {line[:150]}")
    path.write_text("\n".join(out) + "\n", encoding="utf-8")


def measure_generated(style: Style, layouts: Sequence[Layout], options: argparse.Namespace) -> None:
    texts = LABELLED if LABELLED.exists() and not options.own_words else None
    made = [
        page(name, seed, style, texts)
        for name in options.family or FAMILIES
        for seed in range(options.first_seed, options.first_seed + options.pages)
    ]
    parsed = parse([one.text for one in made], layouts)
    tallies: dict[str, list[Tally]] = {}
    peers: dict[str, list[Tally]] = {}
    for one, result in zip(made, parsed, strict=True):
        tally = score_page(one, result)
        tallies.setdefault(one.family, []).append(tally)
        simple = score_starts(short_then_long(one.text), [article.start for article in one.gold])
        peers.setdefault(one.family, []).append(simple)
        if one.family in options.show:
            dump(options.folder, one, result, tally)
    families = {name: total(several) for name, several in tallies.items()}
    simple_families = {name: total(several) for name, several in peers.items()}
    for single in (False, True):
        for split in ("tune", "held_out"):
            mine = [name for name in families if FAMILIES[name].split == split and FAMILIES[name].single == single]
            if mine:
                worst_first = sorted(mine, key=lambda name: families[name].start_f1)
                rows = [(name, families[name], simple_families[name]) for name in worst_first]
                title = f"{style}, {split}{', one article a page' if single else ''}"
                whole = [total(several[name] for name in mine) for several in (families, simple_families)]
                show_table([*rows, (title, whole[0], whole[1])])
                sys.stdout.write("\n")


def measure_real(style: Style, layouts: Sequence[Layout], options: argparse.Namespace) -> None:
    """Starts on real pages; threads apart. Pages of one article or none: the share taken for that."""
    pages = real_pages(style)
    parsed = parse([real.text for real in pages], layouts)
    scored: dict[str, Tally] = {}
    said: dict[str, bool] = {}
    for real, result in zip(pages, parsed, strict=True):
        found = [article.start for article in result.found]
        scored[real.id] = score_starts(found, real.starts)
        said[real.id] = says_one_or_none(found, real.starts)
        if options.show_real:
            dump_real(options.folder, real, style, result, scored[real.id])
    for split in ("tune", "held_out"):
        mine = [real for real in pages if real.split == split]
        sys.stdout.write(f"real pages, {style}, {split}\n")
        for kind in SEVERAL:
            tallies = {real.id: scored[real.id] for real in mine if real.kind == kind}
            _line(f"  {kind}", total(tallies.values()))
            if options.each:
                for name in sorted(tallies, key=lambda name: tallies[name].start_f1):
                    _line(f"    {name}", tallies[name])
        texts = [real for real in mine if real.kind in SEVERAL and real.kind != "posts"]
        _line("  all but threads", total(scored[real.id] for real in texts))
        _line("  peer", total(score_starts(short_then_long(real.text), real.starts) for real in texts))
        negatives = [real.id for real in mine if real.kind in ONE_OR_NONE]
        wrong = [name for name in negatives if not said[name]]
        names = f"; not {' '.join(wrong)}" if options.each and wrong else ""
        right = len(negatives) - len(wrong)
        sys.stdout.write(f"  one article or none: {right} of {len(negatives)} taken for that{names}\n\n")


def measure_html(layouts: Sequence[Layout], options: argparse.Namespace) -> None:
    """Generated pages as HTML, each split's families in its markups by turns."""
    texts = LABELLED if LABELLED.exists() and not options.own_words else None
    for split in ("tune", "held_out"):
        made = list(html_pages(split, options.pages, texts))
        as_html = parse_html([document for _, _, document in made], layouts)
        as_text = parse([truth.text for _, truth, _ in made], layouts)
        tallies: dict[str, tuple[list[Tally], list[Tally]]] = {}
        singles: list[bool] = []
        for (markup, truth, _), html, text in zip(made, as_html, as_text, strict=True):
            if FAMILIES[truth.family].single:
                singles.append(says_one_or_none([one.start for one in html.found], [gold.start for gold in truth.gold]))
                continue
            mine = tallies.setdefault(markup, ([], []))
            mine[0].append(score_page(truth, html))
            mine[1].append(score_page(truth, text))
        sys.stdout.write(f"generated pages as HTML, {split}\n")
        for markup, (html_tallies, _) in tallies.items():
            _line(f"  {markup}", total(html_tallies))
        _line("  all", total(tally for html_tallies, _ in tallies.values() for tally in html_tallies))
        _line("  all, as text", total(tally for _, text_tallies in tallies.values() for tally in text_tallies))
        sys.stdout.write(f"  one article a page: {sum(singles)} of {len(singles)} taken for that\n\n")


def measure_real_html(layouts: Sequence[Layout], path: Path) -> None:
    """Real pages as HTML; threads are left out."""
    with path.open(encoding="utf-8") as rows:
        pages = real_html_pages({row["id"]: row["html"] for row in map(json.loads, rows)})
    parsed = parse_html([document for _, document in pages], layouts)
    found = [(real, [article.start for article in result.found]) for (real, _), result in zip(pages, parsed, strict=True)]
    for split in ("tune", "held_out"):
        mine = [(real, starts) for real, starts in found if real.split == split and real.kind != "posts"]
        sys.stdout.write(f"real pages as HTML, {split}\n")
        _line("  all but threads", total(score_starts(starts, real.starts) for real, starts in mine if real.kind in SEVERAL))
        few = [says_one_or_none(starts, real.starts) for real, starts in mine if real.kind in ONE_OR_NONE]
        sys.stdout.write(f"  one article or none: {sum(few)} of {len(few)} taken for that\n\n")


def _line(name: str, tally: Tally) -> None:
    rates = f"P {tally.precision:.3f}  R {tally.recall:.3f}  F1 {tally.start_f1:.3f}  page F1 {tally.mean_page_f1:.3f}"
    sys.stdout.write(f"{name:20} {tally.pages:3} pages, {tally.gold:4} articles, {tally.found:4} found:  {rates}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how well articles are found on pages of many.")
    parser.add_argument("--style", choices=STYLES, action="append", help="both where not given")
    parser.add_argument("--layouts", action="append", help="only these layouts; all where not given")
    parser.add_argument("--pages", type=int, default=12, help="per family and style")
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--own-words", action="store_true", help="no pages made from the labelled set's articles")
    parser.add_argument("--family", choices=sorted(FAMILIES), action="append", help="only these")
    parser.add_argument("--show", choices=sorted(FAMILIES), action="append", default=[], help="write this family's pages out")
    parser.add_argument("--folder", type=Path, default=Path("multi_article_pages"), help="where --show writes")
    parser.add_argument("--no-real", action="store_true", help="generated pages only")
    parser.add_argument("--only-real", action="store_true", help="real pages only")
    parser.add_argument("--each", action="store_true", help="a line for each real page too")
    parser.add_argument("--show-real", action="store_true", help="write the real pages out")
    parser.add_argument("--html", action="store_true", help="generated pages as HTML, and nothing else")
    parser.add_argument("--html-of", type=Path, metavar="PAGES.jsonl", help="with --html: the HTML of real pages")
    options = parser.parse_args()
    layouts = layouts_named(options.layouts)
    if options.html:
        measure_html(layouts, options)
        if options.html_of:
            measure_real_html(layouts, options.html_of)
        return
    for style in options.style or STYLES:
        if not options.only_real:
            measure_generated(style, layouts, options)
        if LABELLED.exists() and not options.no_real and not options.family:
            measure_real(style, layouts, options)


if __name__ == "__main__":
    main()
