"""Text dumps of made-up news pages, as many megabytes as wanted: `python -m tests.benchmarks.generate_dumps FOLDER`.

A file is one page of one of five families, in sizes as real pages have them:

    family    share of the bytes    page         what it is
    feed      42%                   45-110 KB    category feed of bulleted items with origin lines
    blog      34%                   25-60 KB     blog front page with dated bylines and filing lines
    month     10%                   4-12 KB      monthly archive with decks or headlines and promos
    check      8%                   5-9 KB       fact check
    bare       6%                   2-5 KB       one article and nothing else

The same seed gives the same bytes. Places, people and outlets are invented.
"""

from __future__ import annotations

import argparse
import sys
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import TypeVar

T = TypeVar("T")

SHARES = {"feed": 0.42, "blog": 0.34, "month": 0.10, "check": 0.08, "bare": 0.06}
_FILES_PER_FOLDER = 1000
_POOL = 4000


def _list(text: str) -> list[str]:
    return text.split(", ")


def _phrases(text: str) -> list[str]:
    return text.split("; ")


_PLACES = _list(
    "Harlowick, Brennmouth, Castrel, Dunmarrow, Ellerfjord, Fossgate, Grimsholt, Hollinsea, Istrade, Jorvale, "
    "Kellmoor, Lindquay, Morvane, Nesterholm, Olvermere, Pennarth, Quillhaven, Rostwick, Silverholt, Tarnbeck, "
    "Ulvesby, Vintermark, Wexcombe, Yarrowdene, Zellhausen, Ardonne, Bellacqua, Corrivé, Dravík, Estrelha, "
    "Fontarrán, Göllmar, Hvítness, Île-Sauvage, Krähwinkel, Montrêve, Nørrdal, Peñasol, Röstmark, São Tebaldo"
)
_COUNTRIES = _list(
    "Valmeria, Ostrovia, Karelund, Sandoria, the Tessaline Republic, Norwenna, Eastmarch, Belthane, the Cobalt "
    "Islands, Meridonia, Upper Strava, Lower Strava, Quendar, Isvaland, the Gulf of Merrin, Portélan"
)
_FIRST = _list(
    "Alaric, Beatrisa, Cormel, Delphine, Edvin, Fenna, Gaspar, Henrika, Isolde, Jorun, Kasimir, Leonore, Matteus, "
    "Nadja, Odalys, Pelle, Quirin, Rosamar, Sixten, Tilde, Ursin, Valborg, Wystan, Xenia, Yorick, Zdenka, "
    "Aurélie, Bjørg, Renée, Sølvi"
)
_LAST = _list(
    "Abbermoor, Brackwell, Cravenholt, Dunnerby, Eskdale-Roy, Farrowmint, Gellerstad, Hobbelink, Ilvenhart, "
    "Jessamark, Kolderwijn, Lanterby, Mossgrave, Nettlecroft, Oddershaw, Pellacourt, Quensby, Rindelfoss, "
    "Skarholm, Tollevast, Umberlee, Vandelmoor, Withercott, Yarnbrook, Zollinger-Pye, Mühlbrack, Démontier, "
    "Sorónda, Håverstad, Ármelyi"
)
_OUTLET_KINDS = _list(
    "Ledger, Courier, Observer, Gazette, Dispatch, Examiner, Bulletin, Chronicle, Herald, Monitor, Tribune, Wire, "
    "Review, Messenger, Signal, Beacon"
)
_ROLES = _list(
    "the transport minister, the harbour master, a senior union official, the deputy mayor, the head of the water "
    "board, an opposition lawmaker, the chief engineer, a retired judge, the regional governor, a spokeswoman for "
    "the ministry, the director of the central hospital, a grain trader, the union's treasurer, the commander of "
    "the coast guard"
)
_ADJECTIVES = _list(
    "regional, provincial, independent, national, municipal, northern, southern, coastal, former, newly elected, "
    "rival, influential, cash-strapped, outgoing, state-owned, private, little-known, joint, federal, rural, "
    "cautious, divided"
)
_BODIES = _list(
    "council, parliament, trade ministry, farmers' league, dockers' union, energy regulator, election commission, "
    "navy, railway company, teachers' association, court of auditors, fishing fleet, border service, broadcasting "
    "authority, health inspectorate, tram operator, mining consortium, refugee agency, statistics office, water "
    "board, central bank, coalition of mayors, pilots' guild, customs service"
)
_VERBS = _list(
    "rejected, postponed, approved, criticised, defended, announced, withdrew, welcomed, leaked, signed, "
    "abandoned, revised, questioned, financed, suspended, renegotiated, published, blocked, endorsed, "
    "investigated, condemned, delayed"
)
_OBJECTS = _list(
    "a plan to widen the ship canal, the draft treaty on river water, a loan for the new power station, the "
    "census figures, an agreement on seasonal workers, the budget for the coming year, a ban on imported timber, "
    "the ceasefire proposal, a report on the collapsed bridge, the sale of two ferries, an appeal for emergency "
    "grain, the tariff on spare parts, a request for patrol aircraft, the timetable for local elections, a "
    "contract for radar stations, the rescue fund for small banks, an inquiry into the refinery fire, the closure "
    "of rural clinics, a truce with the striking miners, the purchase of armoured vehicles, a joint exercise near "
    "the strait, the law on foreign broadcasters, a subsidy for bread and fuel, the deployment of observers along "
    "the frontier"
)
_CAUSES = _phrases(
    "after {n} hours of talks in {place}; despite warnings from {country}; as prices climbed by {p} percent in a "
    "year; because the reserve holds barely {n} million crowns; two days before a delegation from {country} is "
    "expected; while {n},000 households were still without power; and promised to consult {place} before the "
    "spring; in what observers called a concession to {country}; although auditors had found {n} errors in the "
    "accounts; when {n} lorries were turned back at the {place} crossing; following a ruling by the appeals court "
    "in {place}; , which would affect about {p} percent of the workforce; without naming the company that is to "
    "carry out the work; for the third time since the floods that cut off {place}; under pressure from creditors "
    "in {country}; so that the {n} villages along the river can be reached in winter; and asked {person} to lead "
    "the negotiations; , a decision that {person} described as both late and expensive; at a cost of {n}.{p} "
    "million crowns a year"
)
_SIDES = [
    ", officials said",
    ", according to a letter seen by the {outlet}",
    ", the {outlet} reported",
    " – a figure that nobody disputes",
    ", people close to the matter said",
    ", two witnesses told the {outlet}",
    " (the vote was {n} to {p})",
    "",
    "",
    "",
    "",
    "",
    "",
]
_OPENERS = [
    "On Monday, ",
    "Meanwhile, ",
    "Earlier this month, ",
    "Late on Thursday, ",
    "In a separate move, ",
    "Under the same rules, ",
    "For its part, ",
    "By contrast, ",
    "In {place}, ",
    "According to the {outlet}, ",
    "Across {country}, ",
    "Since the autumn, ",
]
_QUOTES = _phrases(
    "We have waited {n} years for this, and we can wait another week; Nobody in {place} believes those numbers; "
    "If the money does not come, we’ll close the gates ourselves; It’s not a victory, it’s a pause; Our "
    "neighbours in {country} were told before we were; There is no plan, there are only press releases; The "
    "bridge was safe in the morning and it was gone by noon; You can’t run a hospital on promises"
)
_HEADINGS = _phrases(
    "What the papers show; A quiet retreat; Who pays; The view from {place}; Counting the cost; Old debts, new "
    "friends; An uneasy calm; Talks behind closed doors; Why {country} matters; The next deadline; No easy "
    "answers"
)
_TITLE_ACTS = _phrases(
    "Delays Vote on; Backs Away From; Turns to {country} Over; Splits Over; Signs Off on; Quietly Drops; Faces "
    "Anger Over; Reopens Debate on; Defends; Seeks Money for; Blames {country} for"
)
_TITLE_THINGS = _list(
    "Canal Works, River Treaty, Power Station Loan, Grain Reserve, Timber Ban, Bridge Report, Ferry Sale, Radar "
    "Contract, Miners' Truce, Border Posts, Bread Subsidy, Refinery Inquiry, Coast Guard Budget, Election "
    "Calendar, Rail Strike"
)
_CATEGORIES = _list(
    "Diplomacy, Economy, Elections, Energy, Harvests, Migration, Militias, Mining, Ports, Sanctions, Shipping, "
    "Trade, Unions, Water"
)
_COMMA_CATEGORIES = ["Bread, Salt, Fuel", "Courts, Judges, Prisons", "Rivers, Dams, Floods"]
_BULLETS = _phrases(
    "A joint survey of the {place} channel; No more than {n} inspections a year; Compensation for {n} families "
    "near {place}; A telephone line between the two navies; Release of the frozen {n} million crowns; Publication "
    "of all contracts by June; Free passage for vessels from {country}; A new board with {p} members from each "
    "side"
)
_CAPTIONS = _phrases(
    "Workers repair a levee outside {place}; Shoppers queue for flour in {place}; A patrol boat leaves the "
    "harbour of {place}; Delegates from {country} arrive for the talks; An empty platform at {place} central "
    "station"
)
_MONTHS = _list("January, February, March, April, May, June, July, August, September, October, November, December")


class Writer:
    """Phrases of one seed, and the pages made of them."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.random = self.rng.random
        self.people = [f"{first} {last}" for first in _FIRST for last in _LAST]
        self.outlets = [
            f"{'The ' if number % 3 else ''}{place} {kind}" for place in _PLACES for number, kind in enumerate(_OUTLET_KINDS)
        ]
        self.rng.shuffle(self.people)
        self.rng.shuffle(self.outlets)
        self.subjects = [self._subject() for _ in range(_POOL)]
        self.capital_subjects = [subject[0].upper() + subject[1:] for subject in self.subjects]
        self.acts = [f"{self.pick(_VERBS)} {self.pick(_OBJECTS)}" for _ in range(_POOL)]
        self.causes = [f" {self.fill(self.pick(_CAUSES) + self.pick(_SIDES))}. ".replace(" , ", ", ") for _ in range(_POOL)]
        self.openers = [self.fill(self.pick(_OPENERS)) for _ in range(_POOL)]
        self.quotes = [self.fill(self.pick(_QUOTES)) for _ in range(_POOL)]
        self.passed_on: deque[list[str]] = deque(maxlen=200)  # feed items that later pages may reprint
        self.families: dict[str, Callable[[], list[str]]] = {
            "feed": self.feed, "blog": self.blog, "month": self.month, "check": self.check, "bare": self.bare,
        }  # fmt: skip

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self.random() * len(choices))]

    def chance(self, share: float) -> bool:
        return self.random() < share

    def between(self, low: int, high: int) -> int:
        return low + int(self.random() * (high - low + 1))

    def fill(self, template: str) -> str:
        if "{" not in template:
            return template
        return template.format(
            n=self.between(12, 97), p=self.between(2, 9), place=self.pick(_PLACES), country=self.pick(_COUNTRIES),
            person=self.pick(self.people), outlet=self.pick(self.outlets).removeprefix("The "),
        )  # fmt: skip

    def _subject(self) -> str:
        body = f"{self.pick(_ADJECTIVES)} {self.pick(_BODIES)}"
        forms = (
            f"the {body} of {self.pick(_PLACES)}",
            f"the {body} in {self.pick(_COUNTRIES)}",
            f"{self.pick(self.people)}, {self.pick(_ROLES)} in {self.pick(_PLACES)},",
            f"a committee set up by the {body}",
        )
        return self.pick(forms)

    # Sentences and paragraphs: nearly all of the bytes, so phrases come ready-made from the pools.

    def paragraph(self, low: int = 250, high: int = 1050) -> str:
        """About `low` to `high` characters, more often short than long."""
        random = self.random
        target = low + (high - low) * random() * random()
        parts: list[str] = []
        size = 0
        while size < target:
            which = random()
            if which < 0.1:
                sentence = f"“{self.quotes[int(random() * _POOL)]},” {self.pick(self.people)} said. "
            else:
                opener = self.openers[int(random() * _POOL)] if which < 0.35 else ""
                subject = (self.subjects if opener else self.capital_subjects)[int(random() * _POOL)]
                sentence = f"{opener}{subject} {self.acts[int(random() * _POOL)]}{self.causes[int(random() * _POOL)]}"
            parts.append(sentence)
            size += len(sentence)
        return "".join(parts)[:-1]

    def paragraphs(self, low: int, high: int) -> list[str]:
        return [self.paragraph() for _ in range(self.between(low, high))]

    def title(self) -> str:
        return f"{self.pick(_PLACES)} {self.fill(self.pick(_TITLE_ACTS))} {self.pick(_TITLE_THINGS)}"

    def deck(self) -> str:
        """A full clause without a stop: what some sites print in place of a headline."""
        return f"The {self.pick(_ADJECTIVES)} {self.pick(_BODIES)} of {self.pick(_PLACES)} has {self.pick(self.acts)}"

    def date(self) -> tuple[int, int, int]:
        return self.between(2012, 2024), self.between(1, 12), self.between(1, 28)

    def caption(self) -> str:
        credit = self.pick(("© Lumenpress/{}", "Credit: {}", "© Lumenpress / {}"))
        return f"{self.fill(self.pick(_CAPTIONS))}. {credit.format(self.pick(self.people))}"

    def heading(self) -> str:
        return self.fill(self.pick(_HEADINGS))

    def bullets(self) -> list[str]:
        return [self.fill(self.pick(_BULLETS)) for _ in range(self.between(3, 5))]

    # Pages, as lists of lines.

    def bare(self) -> list[str]:
        """Paragraphs line under line, then empty lines."""
        target = self.between(1700, 4300)
        lines: list[str] = []
        while sum(map(len, lines)) < target:
            lines.append(self.paragraph(250, 500))
        return [*lines, *[""] * self.between(1, 7)]

    def month(self) -> list[str]:
        """Texts under a lone deck or headline, with promos of other texts in between."""
        year, month, _ = self.date()
        lead = self.pick((self.deck, self.deck, self.title))
        target, lines = self.between(3500, 11000), [f"Month: {_MONTHS[month - 1]} {year}", ""]
        while sum(map(len, lines)) < target:
            lines += [lead(), ""]
            paragraphs = [self.paragraph(250, 600) for _ in range(self.between(3, 6))]
            promo_at = self.between(1, 3) if self.chance(0.8) else None
            for number, paragraph in enumerate(paragraphs):
                lines += [paragraph, ""]
                if number == promo_at:
                    photo = f"FILE PHOTO: {self.fill(self.pick(_CAPTIONS))}." if self.chance(0.5) else self.caption()
                    lines += ["Read more", "", photo, self.title(), ""]
        return lines

    def check(self) -> list[str]:
        """Appeal, title, date of the check, numbered sections with references, questions."""
        year, month, day = self.date()
        appeal = f"Readers pay for these checks. A gift of {self.between(3, 9)} crowns keeps the lamp lit for a week."
        lines = [
            "Keep Verilens independent", "",
            appeal, "",
            f"Loading...Goal: {self.between(1, 9)},000 supporters", "Loading...", "",
            f"Did {self.pick(_PLACES)} approve {self.pick(_OBJECTS)}", "",
            f"Checked on {_MONTHS[month - 1]} {day}, {year}",
            "Disclaimer: Verilens can make mistakes. Read the sources below before you pass this page on.", "",
            "Executive Summary", "", self.paragraph(500, 1050), "",
        ]  # fmt: skip
        for number in range(1, self.between(5, 8)):
            heading = f"{number}. {self.heading()} — {self.pick(_OBJECTS)}"
            body = self.paragraph(500, 1050)[:-1]
            lines += [heading, "", f"{body} [{self.between(1, 4)}] [{self.between(5, 9)}].", ""]
        lines.append("Want to dive deeper?")
        lines += [f"Why has {self.pick(_PLACES)} {self.pick(self.acts)}?" for _ in range(self.between(3, 5))]
        return lines

    def blog(self) -> list[str]:
        """A site's name and motto, then posts: title, dated byline, text, filing line."""
        year, month, day = self.date()
        target, size = self.between(24000, 56000), 0
        name = f"The {self.pick(_PLACES)} {self.pick(('Notebook', 'Lookout', 'Logbook', 'Lantern'))}"
        lines = [name, "", "Read slowly, argue kindly", ""]
        poster = self.pick(("", "", "siteeditor ", "nightdesk "))
        while size < target:
            day = day - 1 if day > 1 and self.chance(0.3) else day
            post = self._post(f"{_MONTHS[month - 1]} {day}, {year}", f"{day:02}.{month:02}.{year}", poster)
            size += sum(map(len, post))
            lines += post
        return lines

    def _post(self, day: str, short_day: str, poster: str) -> list[str]:
        kind = self.random()
        byline = f"By {self.pick(self.people)} | {self.pick(self.outlets)} | {day}"
        if kind > 0.6:
            byline = f"{self.pick(self.outlets)} | {day}" if kind < 0.85 else f"{self.pick(self.outlets)} – {short_day}"
        lines = [self.title(), "", byline, ""]
        for number, paragraph in enumerate(self.paragraphs(4, 14)):
            if number and self.chance(0.12):
                lines += [self.heading(), ""]
            lines += [paragraph, ""]
            if self.chance(0.05):
                lead = f"The {self.pick(_BODIES)} listed its demands in a note that all of the delegations were handed:"
                lines += [lead, "", *[f"  • {bullet}" for bullet in self.bullets()], ""]
        if kind < 0.15:
            bio = f"{self.pick(self.people)} is a journalist who writes about ports and rivers from {self.pick(_PLACES)}."
            lines += ["", f"– {bio}", ""]
        categories = self.rng.sample(_CATEGORIES, self.between(1, 3))
        if self.chance(0.1):
            categories.append(self.pick(_COMMA_CATEGORIES))
        comments = self.pick(("Leave a comment", "Leave a comment", f"{self.between(2, 40)} Comments"))
        tags = " , " + ", " * self.between(0, 5)
        return [*lines, f"{day} Posted by {poster}| {', '.join(sorted(categories))} |{tags}| {comments}", ""]

    def feed(self) -> list[str]:
        """A header, then bulleted items; some are passed on twice, on this page or on a later one."""
        lines = [f"Category: {self.pick(_CATEGORIES)}", ""]
        target, size = self.between(60_000, 106_000), 0
        own: list[list[str]] = []
        while True:
            if own and self.chance(0.1):
                item = self.pick(own)
            elif self.passed_on and self.chance(0.08):
                item = self.passed_on[self.between(0, len(self.passed_on) - 1)]
            else:
                item = self._item()
                self.passed_on.append(item)
            own.append(item)
            size += sum(len(line) + 1 for line in item)
            if size > target:
                return lines
            lines += item

    def _item(self) -> list[str]:
        outlet = self.pick(self.outlets)
        kind = self.random()
        paragraphs = self.paragraphs(1, 3) if kind < 0.4 else self.paragraphs(4, 14)
        closing = [f"This post was originally published on {outlet}."]
        if kind < 0.4:  # the feed gives the first paragraphs only
            if kind < 0.1:
                paragraphs[-1] = paragraphs[-1][: -self.between(2, 30)].rsplit(" ", 1)[0] + "…"
            closing.insert(0, f"The post {self.title()} appeared first on {outlet}.")
        elif kind < 0.65:
            closing.insert(0, f"The post {self.title()} first appeared on {outlet}.")
            if kind < 0.5:
                paragraphs[:1] = [f"{self.deck()}.\n    {self.caption()}", *paragraphs[:1]]
            elif kind < 0.55:
                paragraphs.insert(self.between(1, 3), self.caption())
        elif kind < 0.9:
            for _ in range(self.between(1, 3)):
                paragraphs.insert(self.between(1, len(paragraphs) - 1), self.heading())
            closing[:0] = [f"Featured image via {self.pick(self.people)}", f"By {self.pick(self.people)}"]
        else:
            paragraphs.insert(0, f"COMMENTARY: By {self.pick(self.people)}")
        lines = [f"  • {paragraphs[0]}", ""]
        nested = self.between(1, len(paragraphs) - 1) if 0.5 < kind < 0.9 and self.chance(0.25) else None
        for number, paragraph in enumerate(paragraphs[1:], 1):
            lines += [f"    {paragraph}", ""]
            if number == nested:
                lines += [*[f"    • {bullet}." for bullet in self.bullets()], ""]
        for line in closing:
            lines += [f"    {line}", ""]
        return lines


def write_dumps(folder: Path, megabytes: float, seed: int) -> int:
    """Writes pages until there are `megabytes` (of 1,000,000 bytes) of them; returns the bytes written.

    The next page is of the family that is furthest behind its share, so that any run of files holds the same mix.
    """
    writer = Writer(seed)
    written = dict.fromkeys(SHARES, 0)
    number = 0
    while sum(written.values()) < megabytes * 1e6:
        family = min(SHARES, key=lambda name: written[name] / SHARES[name])
        page = "\n".join(writer.families[family]()).encode() + b"\n"
        parent = folder / f"{number // _FILES_PER_FOLDER:04}"
        if number % _FILES_PER_FOLDER == 0:
            parent.mkdir(parents=True, exist_ok=True)
        (parent / f"{number:07}-{family}.txt").write_bytes(page)
        written[family] += len(page)
        number += 1
    return sum(written.values())


def main() -> None:
    parser = argparse.ArgumentParser(description="Write text dumps of made-up news pages.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--megabytes", type=float, default=100.0, help="of 1,000,000 bytes")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    written = write_dumps(options.folder, options.megabytes, options.seed)
    sys.stdout.write(f"{written:,} bytes in {options.folder}\n")


if __name__ == "__main__":
    main()
