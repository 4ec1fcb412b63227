"""The words of the plays, version by version."""

from dataclasses import replace

from opmodel.demo.plays import Page, PlayStory

_CLAIMS_1 = Page(
    when="For every new notice of loss in motor, however it arrives: telephone note, web form, e-mail or letter. "
    "A claim that is already open goes to its handler instead.",
    steps=(
        "Open the notice from the intake queue. Do not type the claim yourself.",
        "Have the assistant register it with the prompt below: policy, insured, date, time and place, other parties, "
        "and what happened in the customer's own words.",
        "Have it propose the cover and the cause code, each with the sentence of the notice that it rests on.",
        "Read the proposal beside the notice. Change what is wrong in the form, so that the change is counted.",
        "Release the claim. It goes to the handler with the right skill and the shortest queue.",
        "Call the customer back within two working hours and give the handler's name.",
    ),
    prompt="""
You register notices of loss for Northwind Mutual.
Use only the notice and the policy that are given to you.

1. Fill in: policy number, insured, date, time and place of loss, other parties,
   what happened (in the customer's own words), injuries.
2. Propose one cover and one cause code from the list of codes.
   Behind each, quote the sentence of the notice that it rests on.
3. Where the notice does not say something, write "not stated" and add it to the
   questions for the call back.

Do not guess. Do not judge who is liable. Do not name an amount.
""",
    reviewer=(
        "Twenty registrations a week, drawn by the system, against the recording or the letter: are these the "
        "customer's own words?",
        "Every tenth coding, and each one above €10,000: does the quoted sentence carry the code?",
        "A wrong cover is rejected and goes back to the queue. A wrong cause code is corrected on the spot.",
    ),
    never=(
        "An injury, a death, or a child: to the injury desk by telephone, at once.",
        "A suspicion of fraud: to Fraud and recovery, and not a word of it to the customer.",
        "A claim with a lawyer's letter attached.",
        "A notice in a language that the handler does not read.",
    ),
)
_CLAIMS_2 = replace(
    _CLAIMS_1,
    new="Version 2: property claims and their photos; coding is looked at from €25,000, no longer from €10,000.",
    when="For every new notice of loss in motor and property, however it arrives: telephone note, web form, e-mail or "
    "letter. A claim that is already open goes to its handler instead.",
    steps=(
        *_CLAIMS_1.steps[:2],
        "Attach the photos. The assistant says what each one shows and which part of the loss it belongs to. It puts "
        "no price on the damage.",
        *_CLAIMS_1.steps[2:],
    ),
    prompt=_CLAIMS_1.prompt.replace(
        "\n\nDo not guess.",
        """
4. For each photo: what it shows, which part of the loss it belongs to, and whether
   it agrees with the notice. If it does not, say so and change nothing.

Do not guess.""",
    ),
    reviewer=(
        _CLAIMS_1.reviewer[0],
        "Every tenth coding, and each one above €25,000: does the quoted sentence carry the code?",
        "Five sets of photos a week: can what is described be seen?",
        _CLAIMS_1.reviewer[2],
    ),
    never=(*_CLAIMS_1.never, "A home that cannot be lived in: to the emergency desk, which finds a bed first."),
)
_CLAIMS_3 = replace(
    _CLAIMS_2,
    new="Version 3: health claims and medical codes; photos that show people are no longer read.",
    when="For every new notice of loss in motor, property and health, however it arrives: telephone note, web form, "
    "e-mail or letter. A claim that is already open goes to its handler instead.",
    steps=(
        *_CLAIMS_2.steps[:3],
        "Have it propose the cover and the cause code, each with the sentence of the notice that it rests on. In "
        "health, the treatment code comes from the doctor's invoice and from nowhere else.",
        *_CLAIMS_2.steps[4:],
    ),
    prompt=_CLAIMS_2.prompt.replace(
        "\n\nDo not guess.",
        """
5. Health: take the treatment code from the invoice as printed. Without an invoice
   write "no code". Never derive a diagnosis from a treatment.

Do not guess.""",
    ),
    reviewer=(
        *_CLAIMS_2.reviewer[:3],
        "Every health claim without an invoice: was the code left open?",
        _CLAIMS_2.reviewer[3],
    ),
    never=(
        "In motor and property, an injury, a death, or a child: to the injury desk by telephone, at once.",
        *_CLAIMS_2.never[1:],
        "A photo that shows a person. It is taken out of the file before the assistant sees it.",
        "A diagnosis that the customer has not told us.",
    ),
)

_SUBMISSION_1 = Page(
    when="For every new submission from a broker in property, liability or fleet. A renewal without a change goes to "
    "the renewal desk.",
    steps=(
        "Drop the broker's e-mail with everything attached to it into the submission queue.",
        "Have the assistant fill the risk sheet. Each figure carries the document and the page it comes from.",
        "Have it list what is missing for a quote, and write one e-mail to the broker with all of it.",
        "Check the risk sheet's sums insured and loss history against the documents.",
        "Send the questions the same day. One e-mail, not three.",
        "Decide to quote or to decline. That decision is the underwriter's alone.",
    ),
    prompt="""
You prepare submissions for the underwriters of Northwind Mutual.
Use only the documents that are given to you.

1. Fill the risk sheet. Behind each figure: document, page.
2. Where two documents disagree, give both figures and choose neither.
3. List what is missing for a quote, the most important first.
4. Write one e-mail to the broker that asks for all of it, politely and in ten lines
   at most. Do not say whether we would like the risk, and do not name a premium.
""",
    reviewer=(
        "Ten risk sheets a week against the broker's documents: sums insured, addresses, losses of five years.",
        "Ten outgoing questions a week, and each one on a risk above €5m: would we have asked this, and have we been "
        "told it already?",
        "A sheet with a wrong sum insured is rejected. A question that was already answered is taken out.",
    ),
    never=(
        "A hint of price or appetite before an underwriter has read the risk.",
        "A risk in a sanctioned country: to Compliance, unopened.",
        "A broker's document marked confidential to another insurer.",
    ),
)
_SUBMISSION_2 = replace(
    _SUBMISSION_1,
    new="Version 2: household risks, with a sheet of their own; sums that disagree now stop the submission.",
    when="For every new submission from a broker in property, liability, fleet or household. A renewal without a "
    "change goes to the renewal desk.",
    steps=(
        _SUBMISSION_1.steps[0],
        "Have the assistant fill the risk sheet: the commercial one, or for a home the household one. Each figure "
        "carries the document and the page it comes from.",
        "If two documents give different sums insured, stop and ask the broker by telephone.",
        *_SUBMISSION_1.steps[2:],
    ),
    prompt=_SUBMISSION_1.prompt.replace(
        "give both figures and choose neither.",
        "give both figures, choose neither, and put\n   STOP in the first line.",
    ).replace(
        "1. Fill the risk sheet.",
        "1. Fill the risk sheet; for a home use the household sheet and leave out turnover and\n   employees.",
    ),
    never=(
        *_SUBMISSION_1.never,
        "What a household submission says about health, or about anyone under age.",
    ),
)

_MAIL_1 = Page(
    when="For e-mails from policyholders about address, payment or cover. Complaints go to Complaints, claims to the "
    "intake queue.",
    steps=(
        "The assistant sorts each e-mail as it arrives and attaches it to the policy.",
        "Open it from your queue. If policy or queue is wrong, move it: the move is counted.",
        "Have the assistant draft the reply from the policy, with the paragraph it rests on.",
        "Read the draft as the customer will. Shorten it.",
        "If the reply changes cover, pass it to the reviewer. If not, send it.",
    ),
    prompt="""
You draft replies to policyholders of Northwind Mutual.
Use only the e-mail, the policy and the list of standard answers.

1. Answer the question that was asked, in the first sentence.
2. Quote the paragraph of the policy that the answer rests on.
3. If the policy does not answer it, say who will call back and by when.
4. At most twelve lines, no abbreviations, in the language of the customer.

Never promise a payment. Never say that something is covered which the policy does
not name.
""",
    reviewer=(
        "Fifty sorted e-mails a week: right policy, right queue.",
        "Every reply that changes cover, before it is sent: does the paragraph say what the reply says?",
        "A wrong paragraph is rejected. A clumsy sentence is corrected and sent.",
    ),
    never=(
        "A complaint, in whatever words: to Complaints the same hour.",
        "A bereavement: to a colleague, by telephone.",
        "Bank details in the body of a reply.",
    ),
)
_MAIL_2 = replace(
    _MAIL_1,
    new="Draft of version 2: no reply that changes cover without a reviewer on duty.",
    steps=(
        *_MAIL_1.steps[:4],
        "If the reply changes cover, pass it to the reviewer on duty. If nobody is on duty, it is answered by "
        "telephone. If it does not change cover, send it.",
    ),
    reviewer=(
        *_MAIL_1.reviewer,
        "Each Monday: who is on duty this week, and who stands in? Without both names the sorting goes on and the "
        "drafting stops.",
    ),
)

_CODE_1 = Page(
    when="For every change to a service of ours, before a colleague sees it. Hot fixes in an incident are reviewed "
    "afterwards, within a day.",
    steps=(
        "Open the pull request with what it changes and why, in three sentences.",
        "Request the first review from the code assistant. It comments within minutes.",
        "Answer every finding: fix it, or dismiss it with a reason.",
        "Ask a colleague for the second review. It is about design, not style.",
        "The colleague merges. The assistant never does.",
    ),
    prompt="""
Review this change for defects, not for taste.
Look at: missing error handling, races, unchecked input, money held in floating point,
personal data in logs, tests that cannot fail.
For each finding: file and line, what goes wrong for whom, and the smallest fix.
Say nothing about formatting. If you find nothing, say so in one line.
""",
    reviewer=(
        "Every finding that an author dismissed in two weeks: was the reason good?",
        "Five changes without a finding: was there really nothing?",
    ),
    never=(
        "A change to payments or to the policy ledger without two people.",
        "Secrets, keys or customers' data in a prompt.",
    ),
)
_CODE_2 = replace(
    _CODE_1,
    new="Version 2: security rules; a finding about personal data cannot be dismissed by its author.",
    steps=(
        *_CODE_1.steps[:2],
        "Answer every finding: fix it, or dismiss it with a reason. A finding about personal data is dismissed by the "
        "reviewer only.",
        *_CODE_1.steps[3:],
    ),
    prompt=_CODE_1.prompt.replace(
        "Say nothing about formatting.",
        "Mark as SECURITY what touches sign-in, permissions, encryption or personal data.\n"
        "Say nothing about formatting.",
    ),
    reviewer=(
        _CODE_1.reviewer[0],
        "Every finding marked SECURITY, dismissed or not, within two working days.",
        _CODE_1.reviewer[1],
    ),
)
_CODE_3 = replace(
    _CODE_2,
    new="Version 3: notebooks and pipelines; the second review begins only when the first is answered.",
    when="For every change to a service, a pipeline or a shared notebook of ours, before a colleague sees it. Hot fixes "
    "in an incident are reviewed afterwards, within a day.",
    steps=(
        *_CODE_2.steps[:3],
        "When every finding is answered, ask a colleague for the second review. It is about design, not style.",
        _CODE_2.steps[4],
    ),
    prompt=_CODE_2.prompt.replace(
        "personal data in logs, tests that cannot fail.",
        "personal data in logs, tests that cannot fail. In a pipeline also: joins that lose or\n"
        "double rows, and figures without their unit.",
    ),
    never=(*_CODE_2.never, "A notebook that holds customers' records as output."),
)

_FRAUD_1 = Page(
    when="For every claim with a score above 70, within a day of its notice. Below that, only when a handler asks.",
    steps=(
        "The assistant scores the claim overnight and writes the referral.",
        "The referral names at most five reasons, the strongest first, each with the document it comes from.",
        "The reviewer reads every referral before it is opened, and strikes out what is no reason.",
        "An investigator opens it or sends it back, with one sentence why. The sentence goes into next month's rules.",
    ),
    prompt="""
You write referrals for the investigators of Northwind Mutual.
Use only the claim, its documents and the policy's history.

1. State the facts first: who claims what, for which day, under which policy.
2. Give at most five reasons for doubt, the strongest first. Behind each: the document,
   and what an innocent explanation would be.
3. Say what one call or one document would settle.

Never use nationality, name, postcode or age as a reason. Never write "fraud"; write
"doubt".
""",
    reviewer=(
        "Every referral, before it is opened: does each reason stand in a document?",
        "A reason that would also fit an honest customer is struck out. A referral with no reason left is rejected.",
        "Once a month, the referrals that were sent back: is one reason wrong again and again?",
    ),
    never=(
        "A payment held back because of a score alone.",
        "A reason that rests on where somebody lives or comes from.",
        "A referral shown to the customer, the broker or the repair shop.",
    ),
)

_INVOICE_1 = Page(
    when="Draft. For invoices of suppliers whose orders are in the order system.",
    steps=(
        "The assistant matches invoice, order and receipt.",
        "Without a difference and up to €2,000 it releases the payment.",
        "With a difference it writes to the buyer. To be settled: who answers when the buyer does not?",
    ),
    prompt="""
Match this invoice with its order and its receipt, line by line.
For each line: agrees, differs in price, differs in quantity, or has no order.
Release only if every line agrees and the total is €2,000 or less.
""",
    reviewer=("Every match with a difference in price.",),
    never=("A supplier whose bank details changed in the last 60 days.",),
)

_SEARCH_1 = Page(
    when="When a broker or a customer asks on the telephone what a wording says. Not for a claim in dispute.",
    steps=(
        "Ask in the caller's words, with the policy number.",
        "Read the clause aloud, not the assistant's summary of it.",
        "If the clause does not answer the question, say that an underwriter will call back the same day.",
    ),
    prompt="""
Find the clause that answers this question in the wording in force on the day given.
Quote the clause in full with its number. If two clauses could answer it, quote both.
If none does, say "no clause found" and nothing else.
""",
    reviewer=("Each new edition of a wording: are the ten standard questions still answered with the right clause?",),
    never=("An answer from a wording that has been withdrawn.", "An opinion on whether a loss is covered."),
)

PLAYS = (
    PlayStory(workflow="Claims intake", version=1, published=231, by="Róisín Keane", page=_CLAIMS_1),
    PlayStory(workflow="Claims intake", version=2, published=118, by="Róisín Keane", page=_CLAIMS_2),
    PlayStory(workflow="Claims intake", version=3, published=95, by="Róisín Keane", page=_CLAIMS_3),
    PlayStory(workflow="Submission intake", version=1, published=172, by="Lorcan Whitty", page=_SUBMISSION_1),
    PlayStory(workflow="Submission intake", version=2, published=116, by="Lorcan Whitty", page=_SUBMISSION_2),
    PlayStory(workflow="Customer e-mail replies", version=1, published=236, by="Dermot Lacey", page=_MAIL_1),
    PlayStory(workflow="Customer e-mail replies", version=2, published=None, by="Dermot Lacey", page=_MAIL_2),
    PlayStory(workflow="Code review", version=1, published=186, by="Elliot Marsh", page=_CODE_1),
    PlayStory(workflow="Code review", version=2, published=99, by="Elliot Marsh", page=_CODE_2),
    PlayStory(workflow="Code review", version=3, published=24, by="Elliot Marsh", page=_CODE_3),
    PlayStory(workflow="Fraud referral", version=1, published=76, by="Leila Amrani", page=_FRAUD_1),
    PlayStory(workflow="Invoice matching", version=1, published=None, by="", page=_INVOICE_1),
    PlayStory(workflow="Policy document search", version=1, published=305, by="Sinéad Tierney", page=_SEARCH_1),
)
