"""How well articles are found on pages of many: `python -m tests.benchmarks.multi_article --layouts generic`.

Pages are generated (tests/pages), half of the English ones from the labelled set's articles where that is there. Printed per
family and for `tune` and `held_out` apart:

    start P R F1    a found start is right within two non-blank lines of a gold one, one to one, over all articles
    page F1         the same as the mean over pages
    body F1         words of found bodies against gold ones; what was missed or made up counts in full
    title, author, date        right, of matched articles whose page prints one
    -title, -author, -date     given all the same, of those whose page prints none
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.conftest import SHARED
from tests.pages.generate import STYLES, page
from tests.pages.page import Rendered
from tests.pages.score import Parsed, Tally, layouts_named, parse, score_page, text_lines, total
from tests.pages.templates import FAMILIES

LABELLED = SHARED / "eval" / "articles" / "dev_pages.jsonl.gz"
FIELDS = ("title", "author", "date")
HEADS = ["pages", "gold", "found", "P", "R", "F1", "page F1", "body F1", *FIELDS, *(f"-{name}" for name in FIELDS)]


def cells(tally: Tally) -> list[str]:
    rates = [tally.precision, tally.recall, tally.start_f1, tally.mean_page_f1, tally.body_f1]
    rates += [tally.share_right(name) for name in FIELDS] + [tally.share_invented(name) for name in FIELDS]
    return [f"{tally.pages}", f"{tally.gold}", f"{tally.found}", *(f"{rate:.3f}" for rate in rates)]


def show_table(rows: list[tuple[str, Tally]]) -> None:
    table = [["", *HEADS], *([name, *cells(tally)] for name, tally in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        sys.stdout.write("  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() + "\n")


def dump(folder: Path, made: Rendered, parsed: Parsed, tally: Tally) -> None:
    """A page line by line: gold article and role, found article, role and rule, text; `>` gold start, `<` found start."""
    folder.mkdir(parents=True, exist_ok=True)
    gold_starts = {article.start for article in made.gold}
    found_starts = {article.start for article in parsed.found}
    out = [f"{made.family} seed {made.seed} {made.style}: F1 {tally.start_f1:.3f}, gold {tally.gold}, found {tally.found}"]
    lines = zip(text_lines(made.text), made.roles, made.articles, parsed.lines, strict=True)
    for number, ((_, line), role, article, (have, rule, owner)) in enumerate(lines):
        marks = (">" if number in gold_starts else " ") + ("<" if number in found_starts else " ")
        numbers = f"{'' if article is None else article:>3} {'' if owner is None else owner:>3}"
        out.append(f"{number:4} {marks} {numbers} {role:12.12} {have:12.12} {rule:28.28} {line[:150]}")
    (folder / f"{made.family}-{made.seed:03}-{made.style}.txt").write_text("\n".join(out) + "\n", encoding="utf-8")


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
    options = parser.parse_args()
    layouts = layouts_named(options.layouts)
    texts = LABELLED if LABELLED.exists() and not options.own_words else None
    for style in options.style or STYLES:
        made = [
            page(name, seed, style, texts)
            for name in options.family or FAMILIES
            for seed in range(options.first_seed, options.first_seed + options.pages)
        ]
        parsed = parse([one.text for one in made], layouts)
        scored = [(one, score_page(one, result)) for one, result in zip(made, parsed, strict=True)]
        for (one, tally), result in zip(scored, parsed, strict=True):
            if one.family in options.show:
                dump(options.folder, one, result, tally)
        families = {
            name: total(tally for one, tally in scored if one.family == name)
            for name in dict.fromkeys(one.family for one in made)
        }
        for single in (False, True):
            for split in ("tune", "held_out"):
                mine = [name for name in families if FAMILIES[name].split == split and FAMILIES[name].single == single]
                if mine:
                    title = f"{style}, {split}{', one article a page' if single else ''}"
                    rows = [(name, families[name]) for name in sorted(mine, key=lambda name: families[name].start_f1)]
                    show_table([*rows, (title, total(families[name] for name in mine))])
                    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
