"""The register as a workbook: out whole or by owner, and in again by the one way that files come in."""

import streamlit as st

from opmodel.access.opening import reading_as
from opmodel.intake.templates import write_template
from opmodel.register.book import Book
from opmodel.register.workbook import owner_workbooks_zip, register_workbook
from opmodel.store.asker import Act
from opmodel.ui.blocks import download
from opmodel.ui.glossary import meaning
from opmodel.ui.reads import Here
from opmodel.ui.scope import Scope
from opmodel.ui.uploading import upload_area
from opmodel.ui.words import quiet

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_area(scope: Scope, book: Book) -> None:
    """Take the register away, and bring it in again."""
    at = scope.at
    st.header("Take it away", anchor=False)
    quiet(
        "Everything but target people, who are kept as keys. The workbook knows when it was taken: brought in again, it "
        "changes only what was changed in it, and says where somebody else changed the same since."
    )
    owners = sorted({book.holder(row.owner_id) for row in book.workflows if row.owner_id}, key=str.casefold)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        download("The whole register", lambda: _whole(at, None), name="register.xlsx", mime=_XLSX, key="register-whole")
        owner = st.selectbox(
            "One owner's workflows",
            owners,
            index=None,
            placeholder="Choose an owner",
            key="workbook-owner",
            width=260,
            help=meaning("owner"),
        )
        if owner is not None:
            download(
                "This owner's workbook",
                lambda: _whole(at, owner),
                name="register-of-one-owner.xlsx",
                mime=_XLSX,
                key="register-owner",
            )
        if owners:
            download(
                "One workbook an owner",
                lambda: _by_owner(at),
                name="register-by-owner.zip",
                mime="application/zip",
                key="register-by-owner",
            )
    quiet(
        "An owner's workbook holds only their workflows, with what is still asked for marked. Send it by mail, and load it "
        "here when it comes back."
    )
    st.header("Bring it in", anchor=False)
    upload_area(
        scope.at,
        workflows=scope.organisation.workflows,
        teams=scope.organisation.teams,
        label="The workbook, as it was edited or sent back",
    )


def template_download() -> None:
    """The empty workbook, to be filled in."""
    download(
        "The workbook to fill in",
        lambda: write_template("workflows"),
        name="workflows.xlsx",
        mime=_XLSX,
        key="workflows-template",
    )


def _whole(at: Here, owner: str | None) -> bytes:
    with reading_as(at.asker, at.url, act=Act.EDIT_REGISTER) as session:
        return register_workbook(session, owner=owner)


def _by_owner(at: Here) -> bytes:
    with reading_as(at.asker, at.url, act=Act.EDIT_REGISTER) as session:
        return owner_workbooks_zip(session)
