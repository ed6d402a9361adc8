"""Where the customers live: skewed like the book of a European host with some customers all over the world."""

from typing import NamedTuple


class Place(NamedTuple):
    """A country with its currency and dialling code; `names` is the Faker locale of its people and addresses.

    Cities and streets are given where Faker makes them up in English, or has them in another order in each process.
    """

    country: str
    currency: str
    dial: str
    weight: int
    names: str
    cities: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()


_BRITISH = ("London", "Leeds", "Bristol", "Manchester", "Sheffield", "York", "Cardiff", "Glasgow", "Norwich", "Exeter")
_IRISH = ("Dublin", "Cork", "Galway", "Limerick", "Waterford")
_AMERICAN = ("Austin", "Denver", "Portland", "Chicago", "Boston", "Seattle", "Omaha", "Tampa", "New York", "Tucson")
_CANADIAN = ("Toronto", "Ottawa", "Halifax", "Calgary", "Winnipeg")
_FRENCH = ("Paris", "Lyon", "Nantes", "Rennes", "Toulouse", "Besançon", "Orléans", "Grenoble", "Nîmes", "Mâcon")
_AUSTRIAN = ("Wien", "Graz", "Linz", "Salzburg", "Sankt Pölten", "Bregenz")
_SWISS = ("Zürich", "Bern", "Basel", "Winterthur", "Sankt Gallen", "Rüti")
_MEXICAN = ("Ciudad de México", "Mérida", "Guadalajara", "León", "Puebla")
_BRAZILIAN = ("São Paulo", "Belém", "Curitiba", "Florianópolis", "Niterói", "Recife", "Goiânia")
_ITALIAN = ("Roma", "Torino", "Modena", "Forlì", "Cefalù", "Viterbo", "L'Aquila", "Monopoli", "Sondrio", "Rovigo")
_BULGARIAN = ("София", "Пловдив", "Варна", "Бургас", "Русе", "Стара Загора", "Велико Търново")
_BULGARIAN_STREETS = ("ул. Раковски", "бул. Витоша", "ул. Шипка", "ул. Иван Вазов", "ул. Цар Симеон", "ул. Гурко")
_JAPANESE_STREETS = ("本町", "中央", "栄町", "緑ヶ丘", "旭町", "桜台")
_ARABIC_STREETS = ("شارع الخليج", "شارع السلام", "شارع النخيل", "شارع المطار")

PLACES = (
    Place("DE", "EUR", "49", 230, "de_DE"),
    Place("AT", "EUR", "43", 35, "de_DE", _AUSTRIAN),
    Place("CH", "CHF", "41", 25, "de_DE", _SWISS),
    Place("GB", "GBP", "44", 120, "en_GB", _BRITISH),
    Place("IE", "EUR", "353", 15, "en_GB", _IRISH),
    Place("US", "USD", "1", 90, "en_GB", _AMERICAN),
    Place("CA", "CAD", "1", 15, "en_GB", _CANADIAN),
    Place("FR", "EUR", "33", 90, "fr_FR", _FRENCH),
    Place("ES", "EUR", "34", 60, "es_ES"),
    Place("MX", "MXN", "52", 10, "es_ES", _MEXICAN),
    Place("BR", "BRL", "55", 35, "pt_BR", _BRAZILIAN),
    Place("PL", "PLN", "48", 65, "pl_PL"),
    Place("CZ", "CZK", "420", 40, "cs_CZ"),
    Place("SE", "SEK", "46", 40, "sv_SE"),
    Place("IT", "EUR", "39", 45, "it_IT", _ITALIAN),
    Place("BG", "EUR", "359", 30, "bg_BG", _BULGARIAN, _BULGARIAN_STREETS),
    Place("GR", "EUR", "30", 20, "el_GR"),
    Place("JP", "JPY", "81", 15, "ja_JP", (), _JAPANESE_STREETS),
    Place("CN", "CNY", "86", 8, "zh_CN"),
    Place("KW", "KWD", "965", 6, "ar_AA", ("الكويت", "حولي", "السالمية"), _ARABIC_STREETS),
    Place("AE", "AED", "971", 6, "ar_AA", ("دبي", "أبوظبي", "الشارقة"), _ARABIC_STREETS),
    Place("IL", "ILS", "972", 5, "he_IL"),
)

# What a euro is worth, in 1/10,000 of the currency: prices are made from the EUR price list.
RATES = {
    "EUR": 10_000, "CHF": 9_500, "GBP": 8_500, "USD": 10_800, "CAD": 14_700, "MXN": 197_000, "BRL": 58_000,
    "PLN": 43_000, "CZK": 250_000, "SEK": 113_000, "JPY": 1_620_000, "CNY": 78_000, "KWD": 3_320, "AED": 39_700,
    "ILS": 40_000,
}  # fmt: skip


class Business(NamedTuple):
    """How companies of a language are called: `form` takes a family name, a trade and a legal form."""

    form: str
    trades: tuple[str, ...]
    legal: tuple[str, ...]


_ENGLISH = Business("{} {} {}", ("Media", "Consulting", "Dental", "Joinery", "Travel", "Books"), ("Ltd", "LLP", "Inc."))

BUSINESSES = {
    "de_DE": Business(
        "{} {} {}",
        ("Gartenbau", "Elektro", "Verlag", "Möbel", "Logistik", "Bäckerei", "IT-Service", "Immobilien"),
        ("GmbH", "GmbH & Co. KG", "AG", "UG", "e.K."),
    ),
    "en_GB": _ENGLISH,
    "fr_FR": Business("{} {} {}", ("Conseil", "Bâtiment", "Traiteur", "Édition", "Menuiserie"), ("SARL", "SAS", "SA")),
    "es_ES": Business("{} {} {}", ("Asesores", "Diseño", "Viajes", "Jardinería", "Obras"), ("S.L.", "S.A.")),
    "pt_BR": Business("{} {} {}", ("Comércio", "Construções", "Informática", "Turismo"), ("Ltda.", "S.A.")),
    "pl_PL": Business("{} {} {}", ("Usługi", "Transport", "Księgowość", "Meble"), ("sp. z o.o.", "S.A.")),
    "cs_CZ": Business("{} {} {}", ("Stavby", "Účetnictví", "Nábytek", "Doprava"), ("s.r.o.", "a.s.")),
    "sv_SE": Business("{} {} {}", ("Bygg", "Redovisning", "Måleri", "Konsult"), ("AB", "HB")),
    "it_IT": Business("{} {} {}", ("Viaggi", "Costruzioni", "Arredamenti", "Vini"), ("S.r.l.", "S.p.A.")),
    "bg_BG": Business("{} {} {}", ("Строй", "Транс", "Консулт", "Мебели"), ("ООД", "ЕООД", "АД")),
    "el_GR": Business("{} {} {}", ("Τουριστική", "Τεχνική", "Εμπορική"), ("Α.Ε.", "Ε.Π.Ε.")),
    "ja_JP": Business("{2}{0}{1}", ("電気", "商店", "建設", "印刷"), ("株式会社", "合同会社")),
    "zh_CN": Business("{}{}{}", ("网络", "贸易", "科技"), ("有限公司",)),
    "ar_AA": Business("{2} {0} {1}", ("للتجارة", "للسياحة", "للمقاولات"), ("شركة", "مؤسسة")),
    "he_IL": Business("{} {} {}", ("הנדסה", "שיווק", "תיירות"), ('בע"מ',)),
}
