"""Northwind Mutual, the company of the demo: its teams, its contracts and the names its people have."""

from dataclasses import dataclass

COMPANY = "Northwind Mutual"
MAIL_DOMAIN = "northwind.example.com"
COUNTRY = "IE"
CURRENCY = "EUR"

ASSISTANT = "Microsoft 365 Copilot"
CODE_ASSISTANT = "GitHub Copilot"


@dataclass(frozen=True, kw_only=True)
class TeamStory:
    """A team: how many of 2,000 staff it holds, and the share of them with an office assistant."""

    path: str
    staff: int
    licensed: float
    codes: float = 0.0
    """The share with a seat of the code assistant."""


TEAMS = (
    TeamStory(path="Claims/Motor claims", staff=180, licensed=0.80),
    TeamStory(path="Claims/Property claims", staff=150, licensed=0.80),
    TeamStory(path="Claims/Health claims", staff=110, licensed=0.70),
    TeamStory(path="Claims/Fraud and recovery", staff=40, licensed=0.75),
    TeamStory(path="Claims/Claims operations", staff=40, licensed=0.40),
    TeamStory(path="Underwriting/Commercial lines", staff=120, licensed=0.85),
    TeamStory(path="Underwriting/Personal lines", staff=90, licensed=0.70),
    TeamStory(path="Underwriting/Reinsurance", staff=50, licensed=0.60),
    TeamStory(path="Customer service/Contact centre North", staff=140, licensed=0.75),
    TeamStory(path="Customer service/Contact centre South", staff=130, licensed=0.45),
    TeamStory(path="Customer service/Complaints", staff=40, licensed=0.65),
    TeamStory(path="Customer service/Broker support", staff=30, licensed=0.60),
    TeamStory(path="Finance/Accounts payable", staff=45, licensed=0.70),
    TeamStory(path="Finance/Controlling", staff=60, licensed=0.85),
    TeamStory(path="Finance/Actuarial", staff=50, licensed=0.70),
    TeamStory(path="Finance/Treasury", staff=25, licensed=0.70),
    TeamStory(path="Legal and compliance/Legal EMEA", staff=38, licensed=1.00),
    TeamStory(path="Legal and compliance/Legal Americas", staff=32, licensed=0.80),
    TeamStory(path="Legal and compliance/Compliance", staff=40, licensed=0.50),
    TeamStory(path="Technology/Core platforms", staff=110, licensed=0.20, codes=0.95),
    TeamStory(path="Technology/Digital channels", staff=90, licensed=0.20, codes=0.80),
    TeamStory(path="Technology/Data and analytics", staff=60, licensed=0.25, codes=0.60),
    TeamStory(path="Technology/Infrastructure", staff=40, licensed=0.20, codes=0.40),
    TeamStory(path="Sales and distribution/Broker sales", staff=90, licensed=0.55),
    TeamStory(path="Sales and distribution/Direct sales", staff=60, licensed=0.40),
    TeamStory(path="Sales and distribution/Marketing", staff=40, licensed=0.75),
    TeamStory(path="People and culture/Talent", staff=30, licensed=0.70),
    TeamStory(path="People and culture/People operations", staff=30, licensed=0.70),
    TeamStory(path="Corporate services/Facilities", staff=28, licensed=0.10),
    TeamStory(path="Corporate services/Executive office", staff=12, licensed=1.00),
)

OFFICES = (
    "Dublin", "Cork", "Galway", "Limerick", "Waterford", "Belfast", "Lisbon", "Porto", "Lyon", "Nantes", "Ghent",
    "Utrecht", "Aarhus", "Malmö", "Turku", "Tartu", "Riga", "Gdańsk", "Brno", "Graz", "Trieste", "Bilbao", "Patras",
    "Varna",
)  # fmt: skip
"""Where the teams of a very large company sit; a team of the size of the story has no offices of its own."""


@dataclass(frozen=True, kw_only=True)
class ContractStory:
    """Seats bought; the dates count in days after the last day of the story."""

    tool: str
    aliases: str
    plan: str
    group: str
    spare: float
    """Seats bought beyond those assigned, as a share of them."""
    price: str
    basis: str
    started: int
    renews: int
    notice: int
    floor: float
    """Seats that cannot be given back, as a share of those bought."""
    owner: str


CONTRACTS = (
    ContractStory(
        tool=ASSISTANT,
        aliases="M365 Copilot; Copilot for Microsoft 365",
        plan="",
        group="AI assistant",
        spare=0.11,
        price="28.10",
        basis="per seat per month",
        started=-311,
        renews=54,
        notice=24,
        floor=0.60,
        owner="Deirdre Halloran",
    ),
    ContractStory(
        tool=CODE_ASSISTANT,
        aliases="GitHub Copilot Business",
        plan="",
        group="AI assistant",
        spare=0.06,
        price="209.00",
        basis="per seat per year",
        started=-203,
        renews=162,
        notice=132,
        floor=0.0,
        owner="Tomasz Wierzbicki",
    ),
)

FIRST_NAMES = (
    "Aisling", "Brendan", "Caoimhe", "Declan", "Eimear", "Fergus", "Gráinne", "Hugh", "Iseult", "James", "Katarina",
    "Liam", "Maeve", "Niall", "Orla", "Pádraig", "Quentin", "Róisín", "Shane", "Tara", "Ultan", "Valeria", "William",
    "Xenia", "Yusuf", "Zuzanna", "Adaeze", "Benedikt", "Chiara", "Dragan", "Elena", "Farid", "Giulia", "Hanneke",
    "Ibrahim", "Joana", "Kofi", "Leila", "Mateusz", "Nadia", "Oskar", "Priya", "Rafael", "Sanne", "Thiago", "Ursula",
    "Viktor", "Wanda", "Yara", "Zoltan", "Amara", "Bruno", "Clara", "Dimitri", "Esther", "Filip", "Greta", "Henrik",
    "Ines", "Jakub",
)  # fmt: skip
LAST_NAMES = (
    "Ahern", "Brannigan", "Coughlan", "Devane", "Egan", "Fennelly", "Gilmartin", "Hennessy", "Inglis", "Jordan",
    "Kinsella", "Lacey", "McEvoy", "Nolan", "Odlum", "Prendergast", "Quilty", "Rafferty", "Scully", "Tuohy", "Upton",
    "Vaughan", "Whelan", "Yeats", "Adeyemi", "Baptista", "Carvalho", "Dvořák", "Eriksen", "Fischbach", "Georgiou",
    "Haddad", "Ivanova", "Janssen", "Kowalczyk", "Lindqvist", "Marchetti", "Novak", "Okafor", "Petrov", "Quaresma",
    "Rossi", "Silva", "Tanaka", "Urbanek", "Virtanen", "Weiss", "Xhaka", "Yilmaz", "Zielinski", "Abadi", "Bjork",
    "Costa", "Dubois", "Engel", "Fontaine", "Garcia", "Hofer", "Ishikawa", "Jimenez", "Khalil", "Laurent", "Moreau",
    "Nguyen", "Olsen", "Pereira", "Ramos", "Schmid", "Thomsen", "Varga",
)  # fmt: skip
