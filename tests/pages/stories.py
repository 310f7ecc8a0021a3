"""The articles that pages are made of: made up by small grammars, or taken from the labelled set where it is there."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from tests.benchmarks.generate_dumps import Writer

# (role, words) of one line of a text.
Part = tuple[str, str]


@dataclass(frozen=True)
class Story:
    """An article before any page was made of it."""

    language: str
    title: str
    deck: str
    author: str
    published: datetime
    parts: list[Part]
    tags: list[str]
    caption: str
    outlet: str
    place: str

    @property
    def body(self) -> list[str]:
        return [words for role, words in self.parts if role in {"body", "quote"}]

    def shortened(self, low: int, high: int, rng: Random) -> Story:
        """At most about `low` to `high` words of it, cut at a paragraph's end where that is possible."""
        room = rng.randint(low, high)
        parts: list[Part] = []
        for role, words in self.parts:
            size = len(words.split()) if " " in words else len(words) // 2
            if parts and size > room:
                break
            fits = parts or size <= 2 * high
            parts.append((role, words if fits else " ".join(words.split()[:high]) + " …"))
            room -= size
        while len(parts) > 1 and parts[-1][0] == "heading":
            parts.pop()
        return replace(self, parts=parts)


# English: the phrases of the dump generator, with titles of more shapes and texts of more lengths.

_writer = cache(Writer)
_TITLE_SHAPES: list[Callable[[Writer], str]] = [
    Writer.title,
    lambda w: sentence_case(w.title()),
    lambda w: f"{w.pick(w.capital_subjects)} {w.pick(w.acts)}",
    lambda w: w.fill("Why {place} "),
    lambda w: f"{w.pick(w.people)}: {sentence_case(w.pick(w.acts))}",
    lambda w: f"“{w.pick(w.quotes)}”",
    lambda w: f"What {w.fill('{country}')} wants from {w.pick(w.acts).split(' ', 1)[1]}",
    lambda w: f"Who {w.pick(w.acts)}?",
    lambda w: w.heading(),
    lambda w: f"{w.title()}, {w.between(2, 9)} Years On",
    lambda w: f"{w.heading()}: {w.deck()}",
    lambda w: w.title().upper(),
    lambda w: f"How {w.fill('{place}')} {w.pick(w.acts)} – and what it cost",
    lambda w: w.deck(),
    lambda w: f"{w.between(3, 12)} things to know about {w.pick(w.acts).split(' ', 1)[1]}",
]


def sentence_case(words: str) -> str:
    return words[0].upper() + words[1:].lower() if words else words


def english(rng: Random, words: int) -> Story:
    """A story of about `words` words."""
    w = _writer(rng.randrange(8))
    w.random = rng.random
    w.rng = rng
    shape = rng.choice(_TITLE_SHAPES)
    title = shape(w).strip()
    if title.startswith("Why ") and len(title) < 25:
        title += f" {w.pick(w.acts)}"
    place = w.fill("{place}")
    low = rng.choice([80, 150, 250, 400])
    chatty = rng.choice([0.0, 0.05, 0.25])  # the share of paragraphs that are one short sentence
    broken = rng.choice([0.04, 0.12, 0.3])  # how often a sub-heading follows
    parts: list[Part] = []
    size = 0
    while size < words:
        if size and rng.random() < chatty:
            # A line that stands on a page again and again would be furniture, so few of them are fixed words.
            said = f"“{w.pick(w.quotes)},” {w.pick(w.people)} said."
            aside = rng.choice([said, said, f"{w.deck()}.", f"{w.deck()}.", rng.choice(_ASIDES)])
            parts.append(("body", aside))
            size += len(aside.split())
        text = w.paragraph(low, rng.choice([low + 100, 500, 1000]))
        room = words - size
        if len(text.split()) > room + 30:
            text = first_sentences(text, max(room, 12))
        parts.append(("body", text))
        size += len(text.split())
        if words > 150 and size < words - 40:
            chance = rng.random()
            if chance < broken:
                parts.append(("heading", w.heading() if rng.random() < 0.7 else rng.choice([w.title, w.deck])()))
            elif chance < broken + 0.06:
                parts.append(("quote", f"“{w.pick(w.quotes)}. {w.pick(w.quotes)}.”"))
            elif chance < broken + 0.1:
                parts += [("list_item", bullet) for bullet in w.bullets()]
    if rng.random() < 0.3:
        parts[-1] = ("body", f"{parts[-1][1]} {rng.choice(_ASIDES)}")
    while parts[-1][0] != "body":
        parts.pop()
    tags = rng.sample(_TAGS, rng.randint(1, 5))
    return Story(
        "en", title, w.deck() + ".", w.pick(w.people), any_moment(rng), parts, tags, w.caption(), w.pick(w.outlets), place
    )


_ASIDES = [
    "That is all for now.",
    "Nobody has replied.",
    "It rained.",
    "Then the lights went out.",
    "Not quite.",
    "Why?",
    "So far, so good.",
]
_TAGS = [
    "Diplomacy",
    "Economy",
    "Elections",
    "Energy",
    "Harvests",
    "Migration",
    "Mining",
    "Ports",
    "Shipping",
    "Trade",
    "Unions",
    "Water",
    "ferries",
    "public transport",
    "schools",
    "Culture",
    "Opinion",
    "local history",
    "weather",
    "Health",
    "housing",
    "Courts",
]


def first_sentences(text: str, words: int) -> str:
    """Whole sentences of `text`, at least one, up to about `words` words."""
    kept: list[str] = []
    size = 0
    for sentence in text.replace("? ", "?\0").replace(". ", ".\0").replace("”\0", "” ").split("\0"):
        if kept and size >= words:
            break
        kept.append(sentence)
        size += len(sentence.split())
    return " ".join(kept)


def any_moment(rng: Random) -> datetime:
    day = date(2009, 1, 1) + timedelta(days=rng.randrange(365 * 16))
    return datetime(day.year, day.month, day.day, rng.randrange(24), rng.randrange(60))


# Other languages: sentences of four slots, each of which fits every other.


@dataclass(frozen=True)
class Grammar:
    """Slots of one language. A sentence is opening, subject, predicate, ending."""

    subjects: list[str]
    predicates: list[str]
    endings: list[str]
    alone: list[str]
    title_heads: list[str]
    title_tails: list[str]
    headings: list[str]
    people: list[str]
    outlets: list[str]
    places: list[str]
    tags: list[str]
    captions: list[str]
    space: str = " "


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", " ").split(";")]


GRAMMARS = {
    "de": Grammar(
        _split("""Der Gemeinderat von Krähwinkel; Die Reederei; Eine Sprecherin des Hafenamts; Das Landgericht in Göllmar;
            Der neue Bürgermeister; Die Gewerkschaft der Fährleute; Ein Ausschuss des Landtags; Die Schulleitung;
            Der Verein zur Rettung der Mole; Kaum jemand in Zellhausen"""),
        _split("""hat den Ausbau der Brücke abgelehnt; will die Gebühren für Liegeplätze senken; rechnet mit einem harten Winter;
            verschiebt die Entscheidung über das Kraftwerk; hält die Zahlen für falsch; hat den Vertrag gekündigt;
            zweifelt am Zeitplan der Bahn; prüft nun eine Klage gegen das Land; lädt zu einer Versammlung ein"""),
        _split(""", obwohl das Geld längst bewilligt war; , wie aus einem Schreiben hervorgeht; , und das schon zum dritten Mal;
            , weil die Fähre seit Wochen stillsteht; , sagte ein Beamter am Dienstag; ; ; , ohne Gründe zu nennen;
            , obgleich 1.200 Haushalte ohne Strom waren; , nachdem die Prüfer 14 Fehler gefunden hatten"""),
        _split("""Das war alles.; Ob es dabei bleibt, weiß niemand.; Drei Jahre lang hatte man darauf gewartet.;
            „Wir haben mehr Schlamm als Geld“, sagte der Hafenmeister.; Morgen soll darüber abgestimmt werden."""),
        _split("Streit um die Brücke; Neue Fähre; Warum der Hafen wartet; Kein Geld für die Schule; Ein Dorf wehrt sich; Ende der Geduld"),
        _split("; : Was jetzt geplant ist; in Krähwinkel; nach dem Hochwasser; – eine Bilanz; ? Der Rat zögert; am Unteren Tarn"),
        _split("Was bisher geschah; Wer zahlt; Die nächsten Schritte; Ein Blick zurück"),
        _split("Mara Elsworth; Ivo Brandtner; Käthe Sorgenfrei; Jost Uhlenbrook; Wiebke Tannhuber"),
        _split("Göllmarer Bote; Küstenkurier; Der Deichblick; Tarner Nachrichten"),
        _split("Göllmar; Krähwinkel; Zellhausen; Silverholt"),
        _split("Verkehr; Häfen; Schule; Haushalt; Wetter; Leserbriefe"),
        _split("Die alte Mole im März. Foto: Ivo Brandtner; Fähre vor Göllmar. Bild: Küstenkurier"),
    ),
    "fr": Grammar(
        _split("""Le conseil municipal de Montrêve; La compagnie des bacs; Une porte-parole du port; Le tribunal de Corrivé;
            La nouvelle maire; Le syndicat des passeurs; Une commission du parlement; L'école du quai; Presque personne à Fontarrán"""),
        _split("""a rejeté l'élargissement du canal; veut baisser le prix des amarrages; s'attend à un hiver difficile;
            reporte la décision sur la centrale; conteste les chiffres publiés; a rompu le contrat; doute du calendrier du tramway;
            envisage une plainte contre l'État; convoque une réunion publique"""),
        _split(""", alors que l'argent était déjà voté; , selon une lettre que nous avons lue; , et ce pour la troisième fois;
            , parce que le bac est en panne depuis des semaines; , a déclaré un élu mardi; ; ; , sans donner de raison;
            , bien que 1 200 foyers soient restés sans courant; , après que les auditeurs eurent trouvé 14 erreurs"""),
        _split("""C'est tout.; Personne ne sait si cela durera.; On attendait cela depuis trois ans.;
            « Nous avons plus de vase que d'argent », dit le capitaine du port.; Le vote est prévu demain."""),
        _split("La querelle du pont; Un nouveau bac; Pourquoi le port attend; Pas d'argent pour l'école; Un village résiste; Fin de la patience"),
        _split("; : ce qui est prévu; à Montrêve; après la crue; – un bilan; ? Le conseil hésite; sur le Bas-Tarn"),
        _split("Ce que l'on sait; Qui paie; La suite; Retour en arrière"),
        _split("Aurélie Démontier; Gaspar Corvenne; Renée Latourelle; Odilon Brissac"),
        _split("Le Courrier de Montrêve; L'Écho du quai; La Dépêche des marais"),
        _split("Montrêve; Corrivé; Île-Sauvage; Fontarrán"),
        _split("Transports; Ports; École; Budget; Météo; Courrier des lecteurs"),
        _split("Le vieux môle en mars. Photo : Gaspar Corvenne; Le bac devant Corrivé. © L'Écho du quai"),
    ),
    "es": Grammar(
        _split("""El ayuntamiento de Peñasol; La compañía de transbordadores; Una portavoz del puerto; El tribunal de Fontarrán;
            La nueva alcaldesa; El sindicato de barqueros; Una comisión del parlamento; La escuela del muelle; Casi nadie en Estrelha"""),
        _split("""rechazó la ampliación del canal; quiere bajar el precio de los amarres; espera un invierno duro;
            aplaza la decisión sobre la central; pone en duda las cifras; ha roto el contrato; no cree en el calendario del tren;
            estudia una demanda contra el Estado; convoca una asamblea"""),
        _split(""", aunque el dinero ya estaba aprobado; , según una carta a la que tuvo acceso este diario; , y ya por tercera vez;
            , porque el barco lleva semanas parado; , dijo un funcionario el martes; ; ; , sin dar razones;
            , aunque 1.200 hogares seguían sin luz; , después de que los auditores hallaran 14 errores"""),
        _split("""Eso es todo.; Nadie sabe si durará.; Se esperaba desde hace tres años.;
            «Tenemos más barro que dinero», dijo el capitán del puerto.; Mañana se vota."""),
        _split("La disputa del puente; Nuevo barco; Por qué espera el puerto; Sin dinero para la escuela; Un pueblo resiste; Se acaba la paciencia"),
        _split("; : lo que se sabe; en Peñasol; tras la riada; – un balance; ¿Y ahora qué?; en el Bajo Tarn"),
        _split("Lo que se sabe; Quién paga; Los próximos pasos; Una mirada atrás"),
        _split("Maira Sorónda; Iván Brandado; Lucía Penarrubia; Xenio Castrelos"),
        _split("El Faro de Peñasol; La Voz del Muelle; El Correo de Estrelha"),
        _split("Peñasol; Fontarrán; Estrelha; São Tebaldo"),
        _split("Transporte; Puertos; Escuela; Presupuesto; Tiempo; Cartas"),
        _split("El viejo muelle en marzo. Foto: Iván Brandado; Barco ante Peñasol. / LA VOZ DEL MUELLE"),
    ),
    "ru": Grammar(
        _split("""Городской совет Вересковска; Паромная компания; Представительница порта; Суд в Нижнем Тарне; Новый мэр;
            Профсоюз лодочников; Комиссия парламента; Школа на набережной; Почти никто в Дальнем Броде"""),
        _split("""отклонил расширение канала; снизит плату за стоянку; ждёт тяжёлой зимы; откладывает решение по электростанции;
            не верит опубликованным цифрам; расторгнет договор; сомневается в расписании поездов; готовит иск к правительству;
            созывает собрание жителей"""),
        _split(""", хотя деньги уже выделены; , говорится в письме, с которым ознакомилась редакция; , причём уже в третий раз;
            , потому что паром стоит несколько недель; , сказал чиновник во вторник; ; ; , не объяснив причин;
            , хотя 1200 домов оставались без света; , после того как проверка нашла 14 ошибок"""),
        _split("""Это всё.; Надолго ли, никто не знает.; Этого ждали три года.; «Ила у нас больше, чем денег», — сказал капитан порта.;
            Голосование назначено на завтра."""),
        _split("Спор о мосте; Новый паром; Почему порт ждёт; Нет денег на школу; Деревня не сдаётся; Терпение кончилось"),
        _split("; : что известно; в Вересковске; после наводнения; – итоги; ? Совет медлит; на Нижнем Тарне"),
        _split("Что известно; Кто платит; Что дальше; Взгляд назад"),
        _split("Мара Эльсвортова; Иво Брандтов; Ксения Тарнская; Пётр Мосткин"),
        _split("Вестник Вересковска; Портовый листок; Тарнские новости"),
        _split("Вересковск; Нижний Тарн; Дальний Брод"),
        _split("Транспорт; Порты; Школа; Бюджет; Погода; Письма"),
        _split("Старый мол в марте. Фото: Иво Брандтов; Паром у Вересковска / Портовый листок"),
    ),
    "ja": Grammar(
        _split("織浜市議会は; 渡し船の会社は; 港の広報担当者は; 下垂川の裁判所は; 新しい市長は; 船頭の組合は; 国会の委員会は; 波止場の学校は"),
        _split("""運河を広げる計画を否決した; 係留料を下げる方針を示した; 厳しい冬になると見ている; 発電所の決定を先送りした;
            公表された数字を疑っている; 契約を打ち切った; 列車の時刻表に疑問を示した; 国への訴えを検討している"""),
        _split("。; 。; 。予算はすでに認められていた。; 。三度目のことである。; 。船は何週間も止まったままだ。; 。理由は明らかにしていない。; 。1200世帯が停電していた。"),
        _split("以上である。; いつまで続くかは誰にも分からない。; 「金より泥のほうが多い」と港長は話した。; 採決は明日行われる。"),
        _split("橋をめぐる争い; 新しい渡し船; 港が待つ理由; 学校に予算なし; 村は譲らない; 我慢の限界"),
        _split("; 、これからの予定; 、織浜で; 、洪水のあとに; 、まとめ; か、議会は迷う"),
        _split("これまでの経緯; 誰が払うのか; 今後の予定"),
        _split("真良織枝; 伊保蘭人; 下垂千波; 岸辺護"),
        _split("織浜日報; 波止場通信; 下垂新聞"),
        _split("織浜; 下垂; 遠瀬"),
        _split("交通; 港; 学校; 予算; 天気"),
        _split("三月の古い突堤（撮影・伊保蘭人）; 織浜沖の渡し船＝波止場通信提供"),
        space="",
    ),
}  # fmt: skip


def foreign(rng: Random, words: int, language: str) -> Story:
    """A story of about `words` words (two characters count as one where a script has no spaces)."""
    g = GRAMMARS[language]
    head, tail = rng.choice(g.title_heads), rng.choice(g.title_tails)
    glue = "" if tail[:1] in {"", ":", "?", ",", "、", "か"} else g.space
    per_part = rng.choice([20, 40, 70, 110])
    chatty = rng.choice([0.0, 0.05, 0.25])
    broken = rng.choice([0.04, 0.12, 0.3])
    parts: list[Part] = []
    size = 0
    while size < words:
        if size and rng.random() < chatty:
            aside = g.space.join([rng.choice(g.subjects), rng.choice(g.predicates)]) + ("。" if language == "ja" else ".")
            parts.append(("body", aside))
            size += 6
        sentences: list[str] = []
        length = 0
        while length < min(per_part, max(words - size, 8)):
            if rng.random() < 0.15:
                sentences.append(rng.choice(g.alone))
            else:
                ending = rng.choice(g.endings)
                body = g.space.join([rng.choice(g.subjects), rng.choice(g.predicates)]) + ending
                sentences.append(body if language == "ja" else f"{body}.")
            last = sentences[-1]
            length += len(last.split()) if g.space else len(last) // 2
        parts.append(("body", g.space.join(sentences)))
        size += length
        if words > 150 and size < words - 40 and rng.random() < broken:
            parts.append(("heading", rng.choice(g.headings)))
    while parts[-1][0] != "body":
        parts.pop()
    tags = rng.sample(g.tags, rng.randint(1, 3))
    deck = g.space.join([rng.choice(g.subjects), rng.choice(g.predicates)]) + ("。" if language == "ja" else ".")
    return Story(
        language, head + glue + tail, deck, rng.choice(g.people), any_moment(rng), parts, tags, rng.choice(g.captions),
        rng.choice(g.outlets), rng.choice(g.places),
    )  # fmt: skip


def own_words(rng: Random, words: int, language: str = "en") -> Story:
    """A made-up story."""
    return english(rng, words) if language == "en" else foreign(rng, words, language)


# Real texts.


@cache
def labelled(path: Path) -> list[Story]:
    """The single articles of the labelled set, in its order."""
    stories = []
    with gzip.open(path, "rt") as rows:
        for row in map(json.loads, rows):
            if row["page_type"] != "article" or not row["title"]:
                continue
            lines = [
                line.strip()
                for line in (row["body_text"] or "").split("\n")
                if line.strip() and line.strip() != row["title"].strip()
            ]
            parts = [("body" if len(line) > 60 or line[-1] in '.!?。”"' else "heading", line) for line in lines]
            while parts and parts[0][0] == "heading":
                parts.pop(0)
            while parts and parts[-1][0] == "heading":
                parts.pop()
            if sum(len(words.split()) for _, words in parts) < 40:
                continue
            rng = Random(row["id"])
            made = english(rng, 10)
            stories.append(
                replace(made, title=" ".join(row["title"].split()), author=(row["authors"] or [made.author])[0], parts=parts)
            )
    return stories


def real_words(path: Path, rng: Random, words: int) -> Story:
    """A story of the labelled set, cut to about `words` words."""
    return rng.choice(labelled(path)).shortened(max(20, words * 2 // 3), max(30, words), rng)
