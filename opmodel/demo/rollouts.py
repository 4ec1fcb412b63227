"""Every attempt of Northwind Mutual, those that redesigned the work and those that put a tool beside it."""

from opmodel.demo import assisted_rollouts as assisted
from opmodel.demo import redesigned_rollouts as redesigned

ROLLOUTS = (
    *redesigned.CLAIMS_INTAKE,
    *redesigned.SUBMISSION_INTAKE,
    *redesigned.E_MAIL_REPLIES,
    *redesigned.CONTRACT_REVIEW,
    *redesigned.INVOICE_MATCHING,
    *redesigned.MONTH_END,
    *redesigned.CODE_REVIEW,
    *redesigned.FRAUD_REFERRAL,
    *redesigned.PEOPLE_POLICY_ANSWERS,
    *assisted.COMPLAINT_SUMMARIES,
    *assisted.RESERVING_NOTES,
    *assisted.DATA_REQUEST_TRIAGE,
    *assisted.INCIDENT_SUMMARIES,
    *assisted.CASH_FORECAST,
    *assisted.BROKER_QUOTE_COMPARISON,
    *assisted.CAMPAIGN_COPY,
    *assisted.MEETING_NOTES,
    *assisted.JOB_ADVERTS,
    *assisted.POLICY_DOCUMENT_SEARCH,
)
