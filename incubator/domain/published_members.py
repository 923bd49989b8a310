"""What of a member may be published: what the member's page shows, and nothing more.

Pages, the API and the datasets all ask here. A sheet may hold other fields: they stay in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from incubator.domain.members import Member

#: The fields of a sheet that a member's page shows.
SHOWN = frozenset(
    "fullname role domaine github link missions startups previously teams competences".split()
)
_SHOWN_OF_MISSION = frozenset({"start", "end", "status", "employer", "startups"})
#: The longest name that GitHub gives.
_LONGEST_ACCOUNT = 39


def github_account(member: Member) -> str:
    """The name of the member's account at GitHub; "" for none, and for what can't be such a name.

    Something else may stand in its place by mistake: an address of the person, say.
    """
    name = member.github
    plain = name.replace("-", "")
    fits = plain.isascii() and plain.isalnum() and len(name) <= _LONGEST_ACCOUNT
    return name if fits and not name.startswith("-") else ""


def shown_fields(front_matter: Mapping[str, Any], member: Member) -> dict[str, Any]:
    """The fields of a member's sheet that may be published, as they are written."""
    kept = {key: value for key, value in front_matter.items() if key in SHOWN}
    for key, shown in (("github", github_account(member)), ("link", member.link)):
        if not shown:
            kept.pop(key, None)
    if "missions" in kept:
        missions = kept["missions"] if isinstance(kept["missions"], list) else []
        kept["missions"] = [
            {key: value for key, value in mission.items() if key in _SHOWN_OF_MISSION}
            for mission in missions
            if isinstance(mission, dict)
        ]
    return kept
