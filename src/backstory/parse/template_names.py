"""Names of the templates that show nothing, always the same, their first value, or an amount of money.

Source: each template's documentation page on the English Wikipedia. Names are in lower case.
"""


def _read_names(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.split("|"))


# Tags for editors, frames of pages, icons: nothing that belongs to the sentence.
HIDDEN = _read_names("""
    - | ^ | according to whom | anchor | asof | asof? | authority control | better source |
    better source needed | bots | by whom | by whom? | circular reference | citation needed |
    clarification needed | clarify | cleanup | clear | clear left | clear right | clearleft | closed access |
    clr | cn | commons | commons category | coord | copy edit | copyedit | copyvio | current | current related |
    disputed | disputed inline | dubious | dynamic list | efn | expand list | fact | failed verification |
    fixbunching | flag icon | flagdeco | flagicon | free access | harvnb | hidden comment | icon |
    importance inline | in lang | in use | inuse | limited access | more citations | more citations needed |
    needs update | nobots | not in citation | not in source | notelist | notetag | npov | open access |
    page needed | paywall | portal | portal bar | pov inline | pp | primary source inline |
    primary source needed | protected | ref | references | refimprove | reflist | refn | registration |
    registration required | relevance inline | sfn | short description | sisterlinks | sources needed | stub |
    subscription | subscription required | third-party inline | third-party source needed | toc | toc limit |
    trim | under construction | unreferenced | unreliable source | unreliable source? | update | update after |
    update inline | vague | vanchor | verify source | void | weasel inline | when | when? | where | where? |
    which | which one | which? | who | who? | wikinews | wikinews-inline
    """)

# Templates that show their first unnamed value.
FIRST_VALUE = _read_names("""
    abbr | abbrv | as written | avoid wrap | b | big | blockquote | bold | bolditalic | bq | chem | code | country |
    del | em | flagu | hover title | i | ins | ipa | ipa-en | ipac-en |
    italic | j | keep | larger | lc | linktext | math | mono | mvar | no italic | no wrap | nobr | nobreak |
    noitalic | nonital | normal | not a typo | nowr | nowrap | nowrap text | nwr | plain link | polytonic |
    proper name | pslink | quote | resize | s | sc | script | small | smallcaps | smaller | strike | strikethrough |
    strong | su | sub | sup | talkquote | tooltip | tq | u | uc | unicode | uppercase | vanchor | var |
    visible anchor | w | wbr text | wp
    """)

# Signs and spaces.
FIXED = {
    "ndash": "–", "en dash": "–", "–": "–", "mdash": "—", "em dash": "—", "snd": " – ", "spaced ndash": " – ",
    "spnd": " – ", "spaced en dash": " – ", "nbsp": " ", "space": " ", "spaces": " ", "thinsp": " ",
    "thin space": " ", "'": "'", "'s": "'s", "' ": "'", '\'"': '\'"', '"\'': '"\'', "!": "|", "=": "=", "okina": "ʻ",
    "·": " · ", "•": " • ", "dot": " · ", "middot": " · ", "bull": " • ", "ellipsis": "…", "...": "…", "pipe": "|",
    "deg": "°", "times": "×", "minus": "−", "pm": "±", "plus": "+", "euro": "€", "pound": "£", "yen": "¥",
    "hamza": "ʾ", "ayin": "ʿ", "zwj": "", "zwnj": "", "zwsp": "", "shy": "", "wbr": "", "nobreak": "", "br": " ",
    "break": " ", "pb": " ", "*": " ", "pi": "π", "music": "♪",
}  # fmt: skip

# Signs of currencies, written before the amount.
CURRENCIES = {
    "€": "€", "eur": "€", "£": "£", "gbp": "£", "pound sterling": "£", "us$": "US$", "usd": "US$", "$": "$",
    "a$": "A$", "aud": "A$", "au$": "A$", "c$": "C$", "cad": "C$", "ca$": "C$", "nz$": "NZ$", "nzd": "NZ$",
    "hk$": "HK$", "hkd": "HK$", "¥": "¥", "jpy": "¥", "jp¥": "JP¥", "cny": "CN¥", "cn¥": "CN¥", "rmb": "CN¥",
    "₹": "₹", "inr": "₹", "indian rupee": "₹", "₽": "₽", "rub": "₽", "₩": "₩", "krw": "₩", "₱": "₱", "php": "₱",
    "₺": "₺", "try": "₺", "₴": "₴", "uah": "₴", "₪": "₪", "ils": "₪", "nis": "₪", "₦": "₦", "ngn": "₦", "₨": "₨",
    "pkr": "Rs. ", "chf": "CHF ", "sek": "SEK ", "nok": "NOK ", "dkk": "DKK ", "pln": "zł ", "brl": "R$", "r$": "R$",
    "zar": "R ", "s$": "S$", "sgd": "S$", "nt$": "NT$", "twd": "NT$", "mxn": "MX$", "mx$": "MX$", "thb": "฿",
    "฿": "฿", "irr": "Rls. ", "inrconvert": "₹", "inr convert": "₹",
}  # fmt: skip

# Prefixes of ships' names that are templates of their own.
SHIP_PREFIXES = frozenset(
    """
    ARA BRP FS FV GTS HDMS HMAS HMCS HMNZS HMS HNLMS INS JDS JS KRI MS MT MV MY ORP PNS RFA RMS ROKS RV SMS SS
    TCG TS USAT USCGC USNS USS
    """.split()
)
