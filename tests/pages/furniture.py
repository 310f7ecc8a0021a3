"""What stands around articles: menus, notices, share rows, captions, related links, sidebars, footers, in six languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

from tests.pages.page import Page
from tests.pages.stories import Story, own_words


def split(text: str) -> list[str]:
    """Phrases between semicolons."""
    return [part.strip() for part in text.replace("\n", " ").split(";")]


NAV = {
    "en": split("""Home; News; World; Politics; Business; Culture; Sport; Opinion; Weather; Podcasts; Video; About; Contact;
        Subscribe; Log in; Archive; Events; Jobs; Shop; Newsletters; Obituaries; Classifieds; Donate; FAQ; My account; Topics;
        Local; Travel; Science; Food; Books; Letters; Puzzles; E-paper; Membership; Store locator"""),
    "de": split(
        "Startseite; Nachrichten; Politik; Wirtschaft; Kultur; Sport; Meinung; Wetter; Über uns; Kontakt; Anmelden; Archiv; Abo; Termine; Impressum; Suche; Region"
    ),
    "fr": split(
        "Accueil; Actualités; Politique; Économie; Culture; Sports; Débats; Météo; À propos; Contact; Connexion; Archives; S'abonner; Agenda; Rechercher"
    ),
    "es": split(
        "Inicio; Noticias; Política; Economía; Cultura; Deportes; Opinión; El tiempo; Quiénes somos; Contacto; Entrar; Archivo; Suscríbete; Agenda; Buscar"
    ),
    "ru": split(
        "Главная; Новости; Политика; Экономика; Культура; Спорт; Мнения; Погода; О нас; Контакты; Войти; Архив; Подписка; Поиск"
    ),
    "ja": split("ホーム; ニュース; 政治; 経済; 文化; スポーツ; 天気; 会社案内; お問い合わせ; ログイン; 検索; 購読"),
}
COOKIES = {
    "en": split("""We use cookies to give you the best experience on our site. By continuing you agree to our use of cookies.;
        This website uses cookies so that it can remember you. You can switch them off in your browser, but some parts may stop working.;
        We and our 214 partners store and access information on a device, such as unique identifiers, to process personal data."""),
    "de": split(
        "Wir verwenden Cookies, um Ihnen die Nutzung unserer Seite zu erleichtern. Mit dem Weiterlesen stimmen Sie dem zu."
    ),
    "fr": split("Nous utilisons des cookies pour améliorer votre visite. En poursuivant, vous acceptez leur utilisation."),
    "es": split("Usamos cookies propias y de terceros para mejorar la visita. Si sigue navegando, acepta su uso."),
    "ru": split("Мы используем файлы cookie, чтобы сайт работал удобнее. Оставаясь на сайте, вы соглашаетесь с этим."),
    "ja": split("当サイトではクッキーを使用しています。閲覧を続けると同意したものとみなされます。"),
}
READ_MORE = {
    "en": split(
        "Continue reading; Continue reading →; Read more; Read More »; Read the full story; [Read more...]; Keep reading; Full article; More…"
    ),
    "de": split("Weiterlesen; Weiterlesen →; mehr …; Mehr lesen; Zum Artikel; Artikel lesen"),
    "fr": split("Lire la suite; Lire la suite →; Lire plus; En savoir plus; Suite…"),
    "es": split("Leer más; Seguir leyendo; Seguir leyendo →; Leer noticia completa; Sigue leyendo"),
    "ru": split("Читать далее; Читать далее →; Подробнее; Далее…"),
    "ja": split("続きを読む; もっと見る; 続きはこちら"),
}
COMMENTS = {
    "en": split("Leave a comment; {n} Comments; No Comments; {n} comments; Comments ({n}); Add a comment; {n} Responses"),
    "de": split("Kommentar hinterlassen; {n} Kommentare; Keine Kommentare; Kommentieren; Kommentare ({n})"),
    "fr": split("Laisser un commentaire; {n} commentaires; Aucun commentaire; Commenter"),
    "es": split("Deja un comentario; {n} comentarios; Sin comentarios; Comentar"),
    "ru": split("Оставить комментарий; Комментарии: {n}; Нет комментариев; Обсудить ({n})"),
    "ja": split("コメントを残す; コメント（{n}）; コメントはありません"),
}
SHARE = {
    "en": split("Share this; Tweet; Facebook; Email; Print; WhatsApp; Copy link; LinkedIn; Like; Save; Pin it; Reddit"),
    "de": split("Teilen; Twittern; Merken; Drucken; E-Mail; WhatsApp; Link kopieren"),
    "fr": split("Partager; Tweeter; Imprimer; Envoyer; WhatsApp; Copier le lien"),
    "es": split("Compartir; Tuitear; Imprimir; Enviar; WhatsApp; Copiar enlace"),
    "ru": split("Поделиться; ВКонтакте; Telegram; Распечатать; Скопировать ссылку"),
    "ja": split("シェア; ツイート; 印刷; メール; LINEで送る"),
}
RELATED = {
    "en": split("Related; You may also like; Read also; More on this story; Related articles; Don't miss; See also"),
    "de": split("Mehr zum Thema; Lesen Sie auch; Das könnte Sie auch interessieren"),
    "fr": split("À lire aussi; Sur le même sujet; Articles liés"),
    "es": split("Te puede interesar; Lee también; Noticias relacionadas"),
    "ru": split("Читайте также; По теме; Ещё по теме"),
    "ja": split("関連記事; あわせて読みたい"),
}
NEWSLETTER = {
    "en": [
        (
            "Sign up for our newsletter",
            "Get the week's best stories in your inbox every Friday. No spam, ever.",
            "Enter your email",
            "Subscribe",
        ),
        ("Stay informed", "Join 12,000 readers who start their day with our briefing.", "Sign up"),
    ],
    "de": [("Newsletter", "Jeden Freitag die besten Texte der Woche in Ihrem Postfach.", "E-Mail-Adresse", "Abonnieren")],
    "fr": [
        ("La lettre du vendredi", "Recevez chaque semaine nos meilleurs articles par courriel.", "Votre adresse", "Je m'inscris")
    ],
    "es": [("Boletín semanal", "Reciba cada viernes lo mejor de la semana en su correo.", "Su correo", "Suscribirse")],
    "ru": [("Рассылка", "Лучшие тексты недели каждую пятницу на вашей почте.", "Ваш адрес", "Подписаться")],
    "ja": [("メールマガジン", "毎週金曜日に一週間の記事をお届けします。", "登録する")],
}
ADS = {
    "en": split("Advertisement; ADVERTISEMENT; Sponsored content; - Advertisement -; Advertisement - story continues below"),
    "de": split("Anzeige; ANZEIGE; - Werbung -"),
    "fr": split("Publicité; - Publicité -"),
    "es": split("Publicidad; PUBLICIDAD"),
    "ru": split("Реклама; РЕКЛАМА"),
    "ja": split("広告; スポンサーリンク"),
}
RECENT = {
    "en": split("Recent Posts; Latest News; Most read; Trending; Popular posts"),
    "de": split("Neueste Beiträge; Meistgelesen"),
    "fr": split("Articles récents; Les plus lus"),
    "es": split("Entradas recientes; Lo más leído"),
    "ru": split("Последние записи; Самое читаемое"),
    "ja": split("最近の投稿; 人気記事"),
}
ARCHIVES = {
    "en": "Archives",
    "de": "Archiv",
    "fr": "Archives",
    "es": "Archivo",
    "ru": "Архивы",
    "ja": "アーカイブ",
}
CATEGORIES = {
    "en": "Categories",
    "de": "Kategorien",
    "fr": "Catégories",
    "es": "Categorías",
    "ru": "Рубрики",
    "ja": "カテゴリー",
}
OLDER = {
    "en": split(
        "Older posts; « Older Entries; Next page; 1 2 3 … 14 Next →; Load more; Page 1 of 38; ← Previous 1 2 3 Next →; Show more"
    ),
    "de": split("Ältere Beiträge; Seite 1 von 12; 1 2 3 … 9 Weiter →; Mehr laden"),
    "fr": split("Articles plus anciens; Page 1 sur 12; 1 2 3 … 9 Suivant →"),
    "es": split("Entradas anteriores; Página 1 de 12; 1 2 3 … 9 Siguiente →"),
    "ru": split("Предыдущие записи; 1 2 3 … 9 Далее →; Показать ещё"),
    "ja": split("過去の投稿; 1 2 3 … 9 次へ"),
}
FOOTER = {
    "en": split("""© {year} {site}. All rights reserved.; Privacy Policy; Terms of Use; Contact us; Powered by WordPress; Back to top;
        Proudly powered by Ghost; Accessibility; Cookie settings; Follow us; Facebook; Twitter; Instagram; RSS; Sitemap;
        No part of this site may be copied without the written permission of the publisher."""),
    "de": split(
        "© {year} {site}; Impressum; Datenschutz; Nach oben; Kontakt; Stolz präsentiert von WordPress; AGB; RSS; Cookie-Einstellungen"
    ),
    "fr": split(
        "© {year} {site} – Tous droits réservés; Mentions légales; Haut de page; Contact; Fièrement propulsé par WordPress; RSS; CGV"
    ),
    "es": split("© {year} {site}. Todos los derechos reservados.; Aviso legal; Política de privacidad; Subir; Contacto; RSS"),
    "ru": split("© {year} {site}. Все права защищены.; Политика конфиденциальности; Наверх; Контакты; 16+; Реклама на сайте"),
    "ja": split("© {year} {site}; プライバシーポリシー; 利用規約; ページの先頭へ; お問い合わせ"),
}
MOTTOES = {
    "en": split(
        "Notes from the edge of the marsh; Independent since 1987; All the news that floats; A blog about ports, mud and people; Slow news, carefully read"
    ),
    "de": split("Notizen vom Rand des Watts; Unabhängig seit 1987; Ein Blog über Häfen und Menschen"),
    "fr": split("Carnet du bord de l'eau; Indépendant depuis 1987"),
    "es": split("Apuntes desde la orilla; Independientes desde 1987"),
    "ru": split("Заметки с берега; Независимая газета с 1987 года"),
    "ja": split("水辺の記録; 一九八七年創刊"),
}
DESCRIPTIONS = split("""Learn about the people who run the ferries and the boats they built.; Everything new, in one place.;
    Find out how the harbour works, from dredging to dues, with guides for beginners.; Tips and tricks for skippers and their crews.;
    Stay up to date on tides.; Insights into the state of the quays, with figures that you can download and check yourself.;
    Older news and updates from the archive.; Get the free guide and start to plan your crossing today.; Who we are""")
COOKIE_KINDS = split("""Strictly Necessary Cookies; Performance Cookies; Functional Cookies; Targeting Cookies; Social Media Cookies;
    Store and/or access information on a device; Use limited data to select advertising; Create profiles for personalised content;
    Measure content performance; Understand audiences through statistics; Develop and improve services""")
COOKIE_SENTENCES = split("""These cookies are necessary for the website to function and cannot be switched off in our systems.;
    They are usually only set in response to actions made by you, such as setting your preferences, logging in or filling in forms.;
    You can set your browser to block or alert you about these cookies, but some parts of the site will not then work.;
    Information about your activity on this service can be stored and combined with other information about you.;
    They allow us to count visits so that we can measure the performance of our site.;
    If you do not allow these cookies, you will experience less targeted advertising.; All information is aggregated.""")
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
}
DATE_STYLES = {
    "en": ["{month} {d}, {y}", "{mon} {d}, {y}", "{d} {month} {y}", "{d} {mon} {y}", "{weekday}, {month} {d}, {y}", "{y}-{m:02}-{d:02}",
           "{MONTH} {d}, {y}", "{month} {d}, {y} at {h}:{min:02}", "{weekday} {d} {month} {y}", "{mon} {d:02}, {y}", "{month} {d}{th}, {y}"],
    "de": ["{d}. {month} {y}", "{d:02}.{m:02}.{y}", "{weekday}, {d}. {month} {y}", "{d}. {month} {y} um {h}:{min:02} Uhr"],
    "fr": ["{d} {month} {y}", "le {d} {month} {y}", "{d} {month} {y} à {h}h{min:02}"],
    "es": ["{d} de {month} de {y}", "{d} {month}, {y}", "{d} de {month} de {y}, {h}:{min:02}"],
    "ru": ["{d} {month} {y}", "{d:02}.{m:02}.{y}", "{d} {month} {y}, {h:02}:{min:02}", "{d} {month} {y} г."],
    "ja": ["{y}年{m}月{d}日", "{y}/{m:02}/{d:02}", "{y}年{m}月{d}日 {h:02}:{min:02}"],
}  # fmt: skip


def written(moment: datetime, style: str, language: str) -> str:
    """A date in one of `DATE_STYLES`."""
    month = _MONTHS[language].split()[moment.month - 1] if language in _MONTHS else ""
    weekday = _DAYS[language].split()[moment.weekday()] if language in _DAYS else ""
    th = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(moment.day, "th")
    return style.format(
        month=month, mon=month[:3], MONTH=month.upper(), weekday=weekday, th=th,
        d=moment.day, m=moment.month, y=moment.year, h=moment.hour, min=moment.minute,
    )  # fmt: skip


class Furniture:
    """One page's site: its language, name and habits, the same for all of the page's items."""

    def __init__(self, rng: Random, page: Page, language: str, stories: Sequence[Story]) -> None:
        self.rng, self.page, self.language, self.stories = rng, page, language, stories
        self.day = max((story.published for story in stories), default=datetime(2024, 3, 7)).date()
        self.site = rng.choice([stories[0].outlet, stories[-1].outlet]) if stories else "Tarn Watch"
        self.date_style = rng.choice(DATE_STYLES[language])
        self.read_more = self.pick(READ_MORE)
        self.comments_style = self.pick(COMMENTS)
        self.share = rng.sample(SHARE[language], rng.randint(3, 5))
        self.share_in_rows = rng.random() < 0.5
        self.related = self.pick(RELATED)
        self.clutter = rng.choice([0.0, 0.0, 0.08, 0.2])  # how often something stands between two paragraphs
        self.tight = rng.choice([0, 0, 1])  # blank lines between a title and what belongs to it

    def pick(self, words: dict[str, list[str]]) -> str:
        return self.rng.choice(words[self.language])

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def date(self, moment: datetime) -> str:
        return written(moment, self.date_style, self.language)

    def comments(self) -> str:
        return self.comments_style.format(n=self.rng.randint(2, 80))

    def other_titles(self, count: int) -> list[str]:
        """Headlines of articles that are not on the page."""
        return [own_words(self.rng, 8, self.language).title for _ in range(count)]

    def links(self, titles: Sequence[str], role: str, indent: int = 1) -> None:
        bullet = self.rng.choice(["• ", "• ", ""])
        for number, title in enumerate(titles):
            self.page.add(title, role, 0 if number or bullet else None, bullet, indent)

    def head(self) -> None:
        """From the page's title down to where its items begin."""
        page, rng = self.page, self.rng
        page.add(f"{self.site}{rng.choice([' | ', ' – ', ' - '])}{self.pick(MOTTOES)}", "page_header", only="wet")
        if self.chance(0.3):
            page.add({"en": "Skip to content", "de": "Zum Inhalt springen"}.get(self.language, self.site), "navigation", 0)
        if self.chance(0.3):
            page.add(self.pick(COOKIES), "banner")
            page.add({"en": "Accept all", "de": "Einverstanden"}.get(self.language, "OK"), "banner", 0)
        entries = rng.sample(NAV[self.language], rng.randint(3, len(NAV[self.language])))
        how = rng.random()
        if how < 0.2:
            page.add(rng.choice([" ", " | ", " · "]).join(entries), "navigation")
        elif how < 0.85:
            deeper = False  # a menu's entries have their own menus, each a run of entries
            for entry in entries:
                deeper = self.chance(0.8) if deeper else self.chance(0.1)
                page.add(entry, "navigation", 0, "• ", 1 + deeper)
        if self.language == "en" and self.chance(0.06):
            self.mega_menu()
        if self.chance(0.5):
            page.add(self.site, "page_header")
        if self.chance(0.4):
            page.add(self.pick(MOTTOES), "page_header")
        if self.chance(0.15):
            self.newsletter()
        if self.chance(0.15):
            page.add(
                written(datetime(self.day.year, self.day.month, self.day.day), self.date_style, self.language), "page_header"
            )

    def newsletter(self) -> None:
        for number, words in enumerate(self.rng.choice(NEWSLETTER[self.language])):
            self.page.add(words, "promo", None if not number else self.rng.randint(0, 1))

    def between(self, number: int, often: float = 0.12) -> None:
        """Now and then something between item `number` and the next."""
        if number == len(self.stories) - 1 or not self.chance(often):
            return
        how = self.rng.random()
        if how < 0.5:
            self.page.add(self.pick(ADS), "promo")
        elif how < 0.75:
            self.newsletter()
        else:
            self.page.add(self.related, "promo")
            self.links(self.other_titles(self.rng.randint(1, 3)), "promo")

    def mega_menu(self) -> None:
        """A menu whose entries are described in a sentence each: titles and texts that are no articles."""
        page, rng = self.page, self.rng
        for section in rng.sample(NAV["en"], rng.randint(2, 5)):
            page.add(section, "navigation", 0, "• ", 1)
            for entry in rng.sample(NAV["en"], rng.randint(2, 5)):
                page.add(entry, "navigation", 1, "• ", 2)
                page.add(rng.choice(DESCRIPTIONS), "navigation", 1, "", 3)
            if self.chance(0.3):
                page.add("Learn more", "navigation", 1, "", 3)

    def cookie_centre(self) -> None:
        """A preference centre: heading and paragraph, again and again."""
        page, rng = self.page, self.rng
        page.add("About your privacy", "banner", 2)
        page.add(rng.choice(COOKIES["en"]), "banner")
        for name in rng.sample(COOKIE_KINDS, rng.randint(3, len(COOKIE_KINDS))):
            page.add(name, "banner")
            if self.chance(0.4):
                page.add(
                    rng.choice(["Always active", "Off", "Essential", f"{rng.randint(2, 99)} partners can use this purpose"]),
                    "banner",
                    0,
                )
            page.add(" ".join(rng.sample(COOKIE_SENTENCES, rng.randint(1, 4))), "banner")
        page.add(rng.choice(["Cookie List", "Confirm my choices", "Accept all"]), "banner")

    def most_read(self) -> None:
        """A numbered list of headlines, some of which stand on the page as articles."""
        page, rng = self.page, self.rng
        page.add(rng.choice(["Most read", "Most watched", "Most popular", "Trending now"]), "navigation")
        titles = [story.title for story in self.stories[:4]] + self.other_titles(3)
        rng.shuffle(titles)
        apart = self.chance(0.5)
        for number, title in enumerate(titles, 1):
            if apart:
                page.add(str(number), "navigation")
                page.add(title, "navigation")
            else:
                page.add(title, "navigation", 0, f"{number}. ", 1)

    def share_row(self) -> None:
        if self.share_in_rows:
            self.page.add(" ".join(self.share), "share")
        else:
            for number, word in enumerate(self.share):
                self.page.add(word, "share", 0 if number else None, "• ", 1)

    def sidebar(self) -> None:
        """Recent posts (which are those of the page), archives, categories."""
        page, rng = self.page, self.rng
        if self.chance(0.5) and self.stories:
            page.add(self.pick(RECENT), "navigation")
            own = [story.title for story in self.stories][: rng.randint(2, 8)]
            self.links(own if self.chance(0.7) else self.other_titles(5), "navigation")
        if self.chance(0.4):
            page.add(ARCHIVES[self.language], "navigation")
            styles = {"ja": "{y}年{m}月"}
            months = [datetime(2024 - n // 12, 12 - n % 12, 1) for n in range(rng.randint(3, 24))]
            style = styles.get(self.language, "{month} {y}")
            counted = self.chance(0.5)
            for month in months:
                words = written(month, style, self.language) + (f" ({rng.randint(1, 40)})" if counted else "")
                page.add(words, "navigation", 0, "• ", 1)
        if self.chance(0.4):
            page.add(CATEGORIES[self.language], "navigation")
            names = sorted({tag for story in self.stories for tag in story.tags})
            self.links(names, "navigation")

    def foot(self) -> None:
        """From below the last item to the page's end."""
        page, rng = self.page, self.rng
        if self.chance(0.6):
            page.add(self.pick(OLDER), "navigation")
        if self.chance(0.15):
            self.newsletter()
        self.sidebar()
        words = [words.format(year=self.day.year, site=self.site) for words in FOOTER[self.language]]
        for number, line in enumerate(rng.sample(words, rng.randint(0, len(words)))):
            page.add(line, "footer_of_page", 0 if number else None)
        if self.language == "en" and self.chance(0.06):
            self.cookie_centre()
