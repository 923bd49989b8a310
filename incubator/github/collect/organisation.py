"""The repositories of an organisation, or of a person, that are worth following."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from incubator.github.api import Api, Validator
from incubator.github.collect.batches import Listing
from incubator.github.collect.place import quoted
from incubator.github.collect.shapes import NAME_CHARS, Item, garbled
from incubator.github.collect.walk import Whole, read_whole
from incubator.github.errors import Reason, RefusedError

_BY_NAME = {"sort": "full_name"}


def read_organisation(
    api: Api, owner: str, since: datetime, validators: Mapping[str, Validator]
) -> Listing:
    """What an account owns, forks and what was archived long ago left out."""
    whole = _owned(api, quoted(owner), validators)
    if whole.items is None:
        return Listing(is_unchanged=True)
    own = [one for one in whole.items if not one.flag("fork")]
    followed = [one for one in own if not _is_over(one, since)]
    return Listing(
        names=tuple(sorted({_name(one) for one in followed})),
        forks=len(whole.items) - len(own),
        archived=len(own) - len(followed),
        validators=whole.validators,
    )


def _owned(api: Api, owner: str, validators: Mapping[str, Validator]) -> Whole:
    of_organisation, of_user = f"/orgs/{owner}/repos", f"/users/{owner}/repos"
    # Somebody who was found to be a person is not asked for as an organisation every time.
    if any(url.startswith(f"{of_user}?") for url in validators):
        return read_whole(api, validators, of_user, _BY_NAME)
    try:
        return read_whole(api, validators, of_organisation, _BY_NAME)
    except RefusedError as error:
        if error.reason is not Reason.MISSING:
            raise
    return read_whole(api, validators, of_user, _BY_NAME)


def _is_over(found: Item, since: datetime) -> bool:
    """Whether it was archived, and nothing was pushed since the horizon; or GitHub disabled it."""
    if found.flag("disabled", default=False):
        return True
    pushed = found.instant_or_none("pushed_at")
    return found.flag("archived", default=False) and (pushed is None or pushed < since)


def _name(found: Item) -> str:
    name = found.text("full_name", NAME_CHARS).lower()
    if name.count("/") != 1:
        raise garbled("repository.full_name")
    return name
