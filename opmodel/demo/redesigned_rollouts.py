"""Where Northwind Mutual took the workflows in which AI does a step, team by team, and what became of each attempt."""

from opmodel.demo.stories import PILOT, PLANNED, PRODUCTION, STOPPED, RolloutStory

_CLAIMS_BEFORE, _CLAIMS_NOW = "Claims registered a day", "Claims with the right handler within two working hours"
_BROKER_BEFORE, _BROKER_NOW = "Submissions answered a week", "Share of submissions answered the same day"
_MAIL_BEFORE, _MAIL_NOW = "E-mails answered an hour", "E-mails answered correctly on the day they arrive"

CLAIMS_INTAKE = (
    RolloutStory(
        workflow="Claims intake",
        team="Claims/Motor claims",
        stages=(
            (340, PILOT, "Two handler desks work from real notices of loss."),
            (236, PRODUCTION, "Taken over by the whole team: of 100 codings, handlers now change three."),
        ),
        owner="Fionn Gallagher",
        accepted=236,
        success="Coded within two working hours; handlers change at most 3 codings in 100.",
        spend=184_000,
        before=_CLAIMS_BEFORE,
        now=_CLAIMS_NOW,
        play=3,
        milestones=((298, "First 500 notices registered and coded"), (262, "A reviewer named for both shifts")),
        curve=((0, 0.12), (6, 0.42), (12, 0.63), (20, 0.73), (90, 0.74)),
    ),
    RolloutStory(
        workflow="Claims intake",
        team="Claims/Property claims",
        stages=(
            (190, PILOT, "Second team, on the play of Motor claims; photos of the damage are new."),
            (104, PRODUCTION, "Taken over by the team: photos are read well enough to route by."),
        ),
        owner="Aoibheann Reilly",
        accepted=190,
        success="Coded within two working hours; handlers change at most 3 codings in 100.",
        spend=96_000,
        before=_CLAIMS_BEFORE,
        now=_CLAIMS_NOW,
        play=3,
        milestones=((150, "Photos read and attached without a handler"),),
        curve=((0, 0.10), (7, 0.44), (13, 0.66), (18, 0.71), (90, 0.72)),
    ),
    RolloutStory(
        workflow="Claims intake",
        team="Claims/Health claims",
        stages=((88, PILOT, "Third team; the play gained a chapter on medical codes."),),
        owner="Gustavo Pinheiro",
        accepted=88,
        success="Coded within two working hours; handlers change at most 2 codings in 100.",
        decide_in=33,
        spend=41_000,
        before=_CLAIMS_BEFORE,
        now=_CLAIMS_NOW,
        play=3,
        milestones=((46, "First 300 health notices registered and coded"),),
        curve=((0, 0.10), (4, 0.27), (12, 0.55), (20, 0.68)),
    ),
    RolloutStory(
        workflow="Claims intake",
        team="Claims/Claims operations",
        stages=((6, PLANNED, "Next team, for notices that arrive by post. It begins when its reviewer is named."),),
        owner="Saoirse Nagle",
        success="Coded within two working hours; handlers change at most 3 codings in 100.",
        decide_in=130,
        before="Letters scanned a day",
        now=_CLAIMS_NOW,
    ),
)

SUBMISSION_INTAKE = (
    RolloutStory(
        workflow="Submission intake",
        team="Underwriting/Commercial lines",
        stages=(
            (300, PILOT, "Property submissions from three brokers."),
            (178, PRODUCTION, "Taken over by the team: eight of ten submissions are answered the same day."),
        ),
        owner="Ottilie Brandt",
        accepted=178,
        success="First answer the same day for 8 of 10 submissions.",
        spend=142_000,
        before=_BROKER_BEFORE,
        now=_BROKER_NOW,
        play=2,
        milestones=((244, "Liability submissions included"),),
        curve=((0, 0.10), (8, 0.44), (14, 0.64), (22, 0.71), (90, 0.73)),
    ),
    RolloutStory(
        workflow="Submission intake",
        team="Underwriting/Personal lines",
        stages=((109, PILOT, "Second team, on the play of Commercial lines, for household risks."),),
        owner="Ines Calheiros",
        accepted=109,
        success="First answer the same day for 8 of 10 submissions.",
        decide_in=75,
        spend=22_000,
        before=_BROKER_BEFORE,
        now=_BROKER_NOW,
        play=2,
        milestones=((40, "Household risk sheet agreed with three brokers"),),
        curve=((0, 0.08), (8, 0.26), (16, 0.46), (30, 0.62)),
    ),
)

E_MAIL_REPLIES = (
    RolloutStory(
        workflow="Customer e-mail replies",
        team="Customer service/Contact centre North",
        stages=(
            (441, PILOT, "One shift answers with it."),
            (240, PRODUCTION, "All shifts answer with it; nine of ten e-mails are answered the same day."),
        ),
        owner="Dermot Lacey",
        accepted=240,
        success="9 of 10 e-mails answered the same day.",
        spend=121_000,
        before=_MAIL_BEFORE,
        now=_MAIL_NOW,
        play=1,
        milestones=((350, "Second shift included"), (286, "Payment questions included")),
        curve=((0, 0.15), (10, 0.48), (20, 0.66), (45, 0.66), (50, 0.52), (56, 0.42), (90, 0.38)),
    ),
    RolloutStory(
        workflow="Customer e-mail replies",
        team="Customer service/Contact centre South",
        stages=((39, PILOT, "Second site, on the play of North."),),
        owner="Yara Benali",
        accepted=39,
        success="9 of 10 e-mails answered the same day.",
        decide_in=110,
        spend=8_000,
        before=_MAIL_BEFORE,
        now=_MAIL_NOW,
        play=1,
        curve=((0, 0.06), (6, 0.24), (20, 0.50)),
    ),
    RolloutStory(
        workflow="Customer e-mail replies",
        team="Customer service/Partner evening desk",
        stages=((132, PILOT, "The partner who answers in the evening asked to work the same way."),),
        owner="Dermot Lacey",
        success="9 of 10 evening e-mails answered before midnight.",
        decide_in=10,
        spend=9_500,
        headcount=60,
        play=1,
    ),
)

CONTRACT_REVIEW = (
    RolloutStory(
        workflow="Contract review",
        team="Legal and compliance/Legal Americas",
        stages=(
            (330, PILOT, "Supplier contracts only."),
            (208, STOPPED, "Nobody could be found to check what it had missed."),
        ),
        success="Half the reading time.",
        spend=17_000,
        curve=((0, 0.40), (3, 0.45), (17, 0.10)),
    ),
    RolloutStory(
        workflow="Contract review",
        team="Legal and compliance/Legal EMEA",
        stages=(
            (189, PILOT, "A licence for everyone, and one day of training."),
            (158, PRODUCTION, "Declared done after a good first month."),
        ),
        owner="Adaora Okafor",
        accepted=158,
        success="Half the reading time.",
        spend=64_000,
        before="Contracts closed a month",
        # Nothing changed in what they answer for: that is why it fell back.
        curve=((0, 0.45), (1, 0.71), (2, 0.74), (3, 0.36), (4, 0.27), (6, 0.22), (9, 0.18), (90, 0.16)),
    ),
)

INVOICE_MATCHING = (
    RolloutStory(
        workflow="Invoice matching",
        team="Finance/Accounts payable",
        stages=((291, PILOT, "Invoices of the twenty largest suppliers."),),
        owner="Margareta Lindqvist",
        success="6 of 10 invoices paid with nobody touching them.",
        decide_in=-20,
        spend=58_000,
        before="Invoices booked a day",
        now="Invoices booked a day",
        milestones=((205, "Connected to the order system"),),
        curve=((0, 0.12), (5, 0.29), (12, 0.22), (45, 0.17)),
    ),
)

MONTH_END = (
    RolloutStory(
        workflow="Month-end commentary",
        team="Finance/Controlling",
        stages=((166, PILOT, "Four cost centres first, then all of them."),),
        owner="Philippe Garnier",
        accepted=166,
        success="Commentary on day two, agreed by 9 of 10 budget owners.",
        decide_in=26,
        spend=26_000,
        before="Reports delivered by day five",
        now="Deviations explained by day two",
        milestones=((118, "All cost centres included"),),
        curve=((0, 0.18), (5, 0.50), (9, 0.67), (13, 0.73), (30, 0.74)),
    ),
    RolloutStory(
        workflow="Month-end commentary",
        team="Finance/Actuarial",
        stages=((60, PILOT, "Actuarial's own cost centres, with Controlling's prompt sent by e-mail."),),
        owner="Rasmus Vestergaard",
        success="Commentary on day two, agreed by 9 of 10 budget owners.",
        decide_in=30,
        spend=3_000,
        curve=((0, 0.34), (2, 0.42), (5, 0.24), (10, 0.16), (20, 0.14)),
    ),
)

CODE_REVIEW = (
    RolloutStory(
        workflow="Code review",
        team="Technology/Core platforms",
        stages=((331, PILOT, "Two squads."), (190, PRODUCTION, "Taken over by all squads.")),
        owner="Katarzyna Mazur",
        accepted=190,
        success="First review within four hours.",
        spend=47_000,
        before="Changes delivered a sprint",
        now="Changes reviewed within half a day, and defects found before release",
        play=1,
        milestones=((250, "Security rules added"),),
        curve=((0, 0.20), (8, 0.50), (14, 0.66), (20, 0.72), (90, 0.73)),
    ),
    RolloutStory(
        workflow="Code review",
        team="Technology/Data and analytics",
        stages=((95, PILOT, "Second team; notebooks and pipelines are new to the play."),),
        owner="Radoslav Petkov",
        accepted=67,
        success="First review within four hours.",
        decide_in=57,
        spend=12_000,
        before="Reports delivered a month",
        now="Changes reviewed within half a day, and figures that can be traced",
        play=2,
        milestones=((38, "Pipelines reviewed as well as notebooks"),),
        curve=((0, 0.14), (6, 0.36), (13, 0.52), (26, 0.66)),
    ),
    RolloutStory(
        workflow="Code review",
        team="Technology/Digital channels",
        stages=((11, PLANNED, "Next team. It begins when its reviewer is named."),),
        owner="Sunniva Dahl",
        success="First review within four hours.",
        decide_in=60,
    ),
)

FRAUD_REFERRAL = (
    RolloutStory(
        workflow="Fraud referral",
        team="Claims/Fraud and recovery",
        stages=(
            (520, PILOT, "Motor referrals."),
            (342, STOPPED, "Investigators did not trust a score that gave no reasons."),
        ),
        owner="Nadia Benhaddou",
        success="Investigators open 7 of 10 referrals.",
        spend=73_000,
        curve=((0, 0.30), (5, 0.35), (25, 0.10)),
    ),
    RolloutStory(
        workflow="Fraud referral",
        team="Claims/Fraud and recovery",
        attempt=2,
        stages=((72, PILOT, "Taken up again: every score now comes with its reasons."),),
        owner="Nadia Benhaddou",
        accepted=72,
        success="Investigators open 7 of 10 referrals.",
        decide_in=108,
        spend=19_000,
        before="Referrals closed",
        now="Fraud confirmed in the first week",
        play=1,
        milestones=((30, "Reasons agreed with the investigators"),),
        curve=((0, 0.12), (6, 0.32), (12, 0.44), (30, 0.60)),
    ),
)

PEOPLE_POLICY_ANSWERS = (
    RolloutStory(
        workflow="People policy answers",
        team="People and culture/People operations",
        stages=((421, PILOT, "Questions about leave and pay."),),
        success="8 of 10 questions answered without a call.",
        decide_in=-95,
        spend=31_000,
        milestones=((300, "All people policies loaded"),),
        curve=((0, 0.35), (8, 0.28), (30, 0.14), (90, 0.10)),
    ),
)
