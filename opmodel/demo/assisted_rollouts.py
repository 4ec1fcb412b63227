"""Where Northwind Mutual tried a tool beside the old way of working: AI assists, and no step was handed over."""

from opmodel.demo.stories import PILOT, PRODUCTION, STOPPED, RolloutStory

COMPLAINT_SUMMARIES = (
    RolloutStory(
        workflow="Complaint summaries",
        team="Claims/Health claims",
        stages=(
            (590, PILOT, "Complaints about refused treatment."),
            (470, STOPPED, "Medical reports may not leave the claims file."),
        ),
        success="A file is read in five minutes.",
        spend=6_000,
        curve=((0, 0.30), (17, 0.12)),
    ),
    RolloutStory(
        workflow="Complaint summaries",
        team="Customer service/Complaints",
        stages=((214, PILOT, "All complaint files."),),
        owner="Sinéad Tierney",
        success="A file is read in five minutes.",
        decide_in=14,
        spend=14_000,
        milestones=((120, "The ombudsman's format added"),),
        curve=((0, 0.15), (10, 0.32), (40, 0.30)),
    ),
    RolloutStory(
        workflow="Complaint summaries",
        team="Customer service/Broker support",
        stages=(
            (205, PILOT, "Complaints that reach us through a broker."),
            (88, STOPPED, "Twelve files a month: a colleague reads them faster."),
        ),
        success="A file is read in five minutes.",
        spend=4_000,
        curve=((0, 0.30), (5, 0.26), (17, 0.10)),
    ),
)

RESERVING_NOTES = (
    RolloutStory(
        workflow="Reserving notes",
        team="Finance/Actuarial",
        stages=((384, PILOT, "Two lines of business."),),
        success="The note is drafted in a week.",
        spend=27_000,
        curve=((0, 0.30), (12, 0.15), (60, 0.10)),
    ),
    RolloutStory(
        workflow="Reserving notes",
        team="Underwriting/Reinsurance",
        stages=(
            (198, PILOT, "Treaty business."),
            (24, STOPPED, "Figures in the note could not be traced to their source."),
        ),
        success="The note is drafted in a week.",
        spend=11_000,
        curve=((0, 0.25), (8, 0.20), (25, 0.08)),
    ),
)

DATA_REQUEST_TRIAGE = (
    RolloutStory(
        workflow="Data request triage",
        team="Finance/Controlling",
        stages=((575, PILOT, "Requests at month-end."), (380, STOPPED, "Six requests a week need no sorting.")),
        success="With the right analyst within a day.",
        spend=5_000,
        curve=((0, 0.20), (28, 0.05)),
    ),
    RolloutStory(
        workflow="Data request triage",
        team="Technology/Data and analytics",
        stages=((456, PILOT, "Requests from Finance."),),
        success="With the right analyst within a day.",
        spend=12_000,
        milestones=((310, "Requests from Claims added"),),
        curve=((0, 0.25), (20, 0.14), (70, 0.12)),
    ),
)

INCIDENT_SUMMARIES = (
    RolloutStory(
        workflow="Incident summaries",
        team="Technology/Core platforms",
        stages=(
            (705, PILOT, "Incidents at night."),
            (455, STOPPED, "The engineer on call wrote the page anyway."),
        ),
        success="The page is ready when the incident closes.",
        spend=8_000,
        curve=((0, 0.20), (26, 0.06)),
    ),
    RolloutStory(
        workflow="Incident summaries",
        team="Technology/Infrastructure",
        stages=((373, PILOT, "Incidents of the highest severity."),),
        owner="Oskar Nieminen",
        success="The page is ready when the incident closes.",
        decide_in=40,
        spend=11_000,
        milestones=((52, "Incidents of every severity included"),),
        curve=((0, 0.15), (20, 0.28), (60, 0.35)),
    ),
)

CASH_FORECAST = (
    RolloutStory(
        workflow="Cash forecast",
        team="Finance/Treasury",
        stages=(
            (561, PILOT, "A weekly forecast beside the old one."),
            (160, STOPPED, "A year of comparison: it was no closer than the old forecast."),
        ),
        owner="Philippe Garnier",
        success="Within two per cent of what was paid.",
        spend=44_000,
        milestones=((400, "Twenty weeks of comparison"),),
        curve=((0, 0.40), (20, 0.25), (57, 0.10)),
    ),
)

BROKER_QUOTE_COMPARISON = (
    RolloutStory(
        workflow="Broker quote comparison",
        team="Sales and distribution/Broker sales",
        stages=((480, PILOT, "Ten brokers."), (268, STOPPED, "The licence for market data was refused.")),
        success="Two more quotes won a week.",
        spend=52_000,
        curve=((0, 0.35), (30, 0.15)),
    ),
    RolloutStory(
        workflow="Broker quote comparison",
        team="Sales and distribution/Direct sales",
        stages=((410, PILOT, "Household quotes."), (251, STOPPED, "It used the same market data as Broker sales.")),
        success="Two more quotes won a week.",
        spend=18_000,
        curve=((0, 0.20), (23, 0.08)),
    ),
)

CAMPAIGN_COPY = (
    RolloutStory(
        workflow="Campaign copy",
        team="Sales and distribution/Direct sales",
        stages=(
            (715, PILOT, "Letters to lapsed customers."),
            (490, STOPPED, "Compliance had to rewrite every letter."),
        ),
        success="A first text within an hour.",
        spend=7_000,
        curve=((0, 0.30), (18, 0.08)),
    ),
    RolloutStory(
        workflow="Campaign copy",
        team="Sales and distribution/Marketing",
        stages=(
            (300, PILOT, "One campaign for household cover."),
            (206, STOPPED, "Nobody owned the check of the texts."),
        ),
        success="A first text within an hour.",
        spend=9_000,
        curve=((0, 0.50), (3, 0.55), (13, 0.15)),
    ),
)

MEETING_NOTES = (
    RolloutStory(
        workflow="Meeting notes",
        team="Technology/Digital channels",
        stages=((730, PILOT, "Sprint reviews."), (520, STOPPED, "The meeting tool now writes its own notes.")),
        success="Actions are out the same day.",
        spend=3_000,
        curve=((0, 0.30), (18, 0.10)),
    ),
    RolloutStory(
        workflow="Meeting notes",
        team="Corporate services/Executive office",
        stages=(
            (266, PILOT, "Meetings of the board and its committees."),
            (205, PRODUCTION, "Used for every committee since."),
        ),
        success="Actions are out the same day.",
        spend=2_000,
        curve=((0, 0.30), (10, 0.60), (60, 0.60)),
    ),
    RolloutStory(
        workflow="Meeting notes",
        team="Legal and compliance/Compliance",
        stages=(
            (186, PILOT, "Meetings of the conduct committee."),
            (66, STOPPED, "Its minutes are evidence for the supervisor, and a person has to write them."),
        ),
        success="Actions are out the same day.",
        spend=1_500,
        curve=((0, 0.28), (6, 0.24), (17, 0.10)),
    ),
)

JOB_ADVERTS = (
    RolloutStory(
        workflow="Job adverts",
        team="People and culture/Talent",
        stages=((232, PILOT, "All vacancies."), (144, PRODUCTION, "Used for every vacancy since.")),
        owner="Clodagh Brennan",
        accepted=144,
        success="The advert is out on the day of approval.",
        spend=4_500,
        curve=((0, 0.20), (12, 0.42), (60, 0.45)),
    ),
    RolloutStory(
        workflow="Job adverts",
        team="People and culture/People operations",
        stages=(
            (171, PILOT, "Vacancies filled from within."),
            (45, PRODUCTION, "Used for every internal vacancy since."),
        ),
        owner="Clodagh Brennan",
        accepted=45,
        success="The advert is out on the day of approval.",
        spend=1_200,
        curve=((0, 0.15), (12, 0.36), (60, 0.40)),
    ),
)

POLICY_DOCUMENT_SEARCH = (
    RolloutStory(
        workflow="Policy document search",
        team="Customer service/Broker support",
        stages=(
            (745, PILOT, "Commercial wordings."),
            (311, PRODUCTION, "The library took a year to put right; answers now quote the wording in force."),
        ),
        owner="Sinéad Tierney",
        accepted=311,
        success="Answered while the broker is on the phone.",
        spend=88_000,
        play=1,
        milestones=((500, "Withdrawn wordings removed from the library"), (360, "All wordings included")),
        curve=((0, 0.20), (30, 0.30), (60, 0.45), (110, 0.48)),
    ),
    RolloutStory(
        workflow="Policy document search",
        team="Customer service/Contact centre South",
        stages=(
            (598, PILOT, "Household wordings."),
            (405, PRODUCTION, "Eight of ten answers are found during the call."),
        ),
        owner="Yara Benali",
        accepted=405,
        success="Answered while the customer is on the phone.",
        spend=26_000,
        play=1,
        curve=((0, 0.20), (26, 0.34), (110, 0.36)),
    ),
    RolloutStory(
        workflow="Policy document search",
        team="Underwriting/Reinsurance",
        stages=(
            (470, PILOT, "Treaty wordings."),
            (221, STOPPED, "No two treaties are worded alike, and eight questions a month do not pay for the upkeep."),
        ),
        owner="Ottilie Brandt",
        success="Answered while the broker is on the phone.",
        spend=38_000,
        curve=((0, 0.25), (6, 0.30), (35, 0.08)),
    ),
)
