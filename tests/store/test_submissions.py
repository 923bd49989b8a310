"""What people bring, on each kind of database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from incubator.domain.access import PlaceKind
from incubator.domain.submissions import IDEAS, OPEN, CallDays, Kind, Status
from incubator.store import calls, submission_ends, submissions
from incubator.store.calls import CallText
from incubator.store.database import open_database
from incubator.store.submissions import ANSWER, NOTE, Sender, Submission, Wanted, Written

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
END = NOW + timedelta(days=1)
LOU = Sender("Lou", "lou@exemple.fr")
PLACE = (PlaceKind.INCUBATOR, "fabrique")


@pytest.fixture
async def either(database_url: str) -> AsyncIterator[None]:
    async with open_database(database_url):
        yield


async def kept(status: Status, call: int | None = None, secret: str = "") -> Submission:
    written = Written(Kind.APPLICATION, "fabrique", "Bail clair", {"problem": "Oui"}, call)
    return await submissions.create_submission(
        written, LOU, status=status, secret=secret, now=NOW, expires_at=END
    )


async def test_a_submission_is_found_counted_moved_once_and_wiped(either: None) -> None:
    said = CallText("Appel", "texte", "<p>texte</p>", ("Un sponsor",))
    days = CallDays(date(2026, 11, 1), date(2026, 12, 1))
    call = await calls.create_call("fabrique", said, days, "compte", NOW)
    assert not await calls.has_applications(call)
    item = await kept(Status.RECEIVED, call.number, "secret")
    await kept(Status.UNCONFIRMED)
    assert await calls.has_applications(call)
    found = await submissions.find_by_secret("secret", NOW)
    assert found == item
    assert await submissions.find_by_secret("secret", END) is None
    assert await submissions.find_by_secret("", NOW) is None
    total, listed = await submissions.list_of_place(*PLACE, Wanted(IDEAS, OPEN, call.number), 0, 9)
    assert (total, listed) == (1, [item])
    assert await submissions.counts_of_place(*PLACE) == {
        (Kind.APPLICATION, Status.RECEIVED): 1,
        (Kind.APPLICATION, Status.UNCONFIRMED): 1,
    }
    assert await submissions.waiting_in(PLACE[0], ["fabrique", "autre"]) == {"fabrique": 1}

    assert await submissions.claim_sheet(item, "bail")
    assert not await submissions.claim_sheet(item, "autre")
    assert await submissions.claim_sheet(item, "bail")
    assert not await submissions.move(item, Status.WITHDRAWN)
    item = replace(item, sheet_id="bail")
    await submissions.add_message(item, ANSWER, "", "Voilà", NOW)
    await submissions.add_message(item, NOTE, "compte", "[]", NOW)
    (held,) = [one for one in await submission_ends.held_about("", LOU.email) if one["messages"]]
    assert [message["text"] for message in held["messages"]] == ["Voilà"]
    assert await submissions.move(item, Status.ACCEPTED)
    assert not await submissions.move(item, Status.DECLINED)

    assert await submission_ends.wipe_expired(END) == 2
    assert await submission_ends.wipe_expired(END) == 0
    assert await submissions.find_submission(item.public_id) is None
    assert await submissions.messages_of(item) == []
    assert await submissions.counts_of_place(*PLACE) == {}
