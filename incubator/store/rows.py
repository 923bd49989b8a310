"""The rows that a read sheet becomes, table by table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

from tortoise.models import Model

from incubator.domain.members import Member
from incubator.domain.organisations import Incubator, Organisation, ReferenceSheet, Team
from incubator.domain.startups import Startup
from incubator.domain.text import fold, tag_key
from incubator.sheets.parse import Sheet
from incubator.sheets.render import RenderError, plain_text, render
from incubator.store import models
from incubator.store.bulk import Row
from incubator.store.search import Document

TableRow = tuple[type[Model], Row]
_NEVER = date.min


def _row(table: type[Model], **columns: Any) -> TableRow:
    return table, columns


def rows(sheet: Sheet) -> Iterator[TableRow]:
    """Every row of a sheet, its own first."""
    path = sheet.file.path
    yield _row(
        models.SheetText,
        path=path,
        front_matter=sheet.front_matter,
        body=sheet.body,
        body_html=sheet.body_html,
    )
    value = sheet.value
    match value:
        case Startup():
            yield from _startup(path, value)
        case Member():
            yield from _member(path, value)
        case Incubator():
            yield _incubator(path, value)
        case Organisation():
            yield _organisation(path, value)
        case Team():
            yield _row(
                models.Team,
                id=value.id,
                path=path,
                name=value.name,
                mission_html=_html(value.mission),
                incubator_id=value.incubator,
            )
        case ReferenceSheet():
            yield _row(
                models.ReferenceSheet,
                id=path,
                path=path,
                collection=sheet.file.collection.value,
                sheet_id=value.id,
                title=value.title,
                summary=value.summary,
                rank=max(-(2**31), min(value.order, 2**31 - 1)),
            )


def document(sheet: Sheet) -> Document | None:
    """What search knows of a sheet; None for the sheets that are not searched."""
    body = plain_text(sheet.body_html)
    match sheet.value:
        case Startup(title=title, mission=mission) as startup:
            # What a startup is about may stand in its tags alone.
            tags = (startup.themes, startup.user_types, startup.technologies, startup.sponsors)
            told = [plain_text(_html(one)) for one in (startup.post_mortem, startup.lessons) if one]
            found = (title, mission, " ".join([body, *told, *chain.from_iterable(tags)]))
        case Member(full_name=name, role=role, domain=domain):
            found = (name, f"{role} {domain}".strip(), body)
        case Organisation(name=name, acronym=acronym):
            found = (f"{name} {acronym}" if acronym != name else name, "", body)
        case Incubator(hidden=False, title=title, short_description=text):
            found = (title, plain_text(_html(text)), body)
        case Team(name=name, mission=mission):
            found = (name, plain_text(_html(mission)), body)
        case _:
            return None
    title, summary, text = found
    return Document(sheet.file.collection, sheet.file.id, title, summary, text)


def _startup(path: str, startup: Startup) -> Iterator[TableRow]:
    yield _row(
        models.Startup,
        id=startup.id,
        path=path,
        title=startup.title,
        sort_title=fold(startup.title),
        mission=startup.mission,
        contact=startup.contact,
        link=startup.link,
        accessibility_status=startup.accessibility_status,
        stats=startup.stats,
        stats_url=startup.stats_url,
        budget_url=startup.budget_url,
        impact_url=startup.impact_url,
        dashlord_url=startup.dashlord_url,
        risk_analysis=startup.risk_analysis,
        risk_analysis_url=startup.risk_analysis_url,
        secured_service=startup.secured_service,
        product_maturity=startup.product_maturity,
        funding_until=startup.funding_until,
        fund_round=_int32(startup.fund.round) if startup.fund else None,
        fund_amount_euros=startup.fund.amount_euros if startup.fund else None,
        has_impact_values=any(indicator.values for indicator in startup.indicators),
        has_budgets=bool(startup.budgets),
        # They stand under a title of their own.
        post_mortem_html=_html(startup.post_mortem, first=3),
        lessons_html=_html(startup.lessons, first=3),
    )
    own = {"startup_id": startup.id}
    for index, phase in enumerate(startup.phases):
        yield _row(
            models.PhaseEntry,
            **own,
            position=index,
            phase=phase.phase.value,
            start=phase.start,
            end=phase.end,
            comment=phase.comment,
        )
    for index, event in enumerate(startup.events):
        yield _row(
            models.StartupEvent,
            **own,
            position=index,
            name=event.name,
            day=event.day,
            comment=event.comment,
        )
    for index, incubator in enumerate(startup.incubators):
        yield _row(models.StartupIncubator, **own, position=index, incubator_id=incubator)
    for index, sponsor in enumerate(startup.sponsors):
        yield _row(models.StartupSponsor, **own, position=index, organisation_id=sponsor)
    for index, url in enumerate(startup.repositories):
        yield _row(models.StartupRepository, **own, position=index, url=url)
    tags = {
        "usertype": startup.user_types,
        "theme": startup.themes,
        "technology": startup.technologies,
    }
    for kind, labels in tags.items():
        unique = {tag_key(label): label for label in reversed(labels)}
        for index, (key, label) in enumerate(reversed(unique.items())):
            yield _row(models.StartupTag, **own, position=index, kind=kind, key=key, label=label)
    yield from _figures(startup)


def _figures(startup: Startup) -> Iterator[TableRow]:
    own = {"startup_id": startup.id}
    for index, indicator in enumerate(startup.indicators):
        yield _row(
            models.Indicator,
            **own,
            position=index,
            key=indicator.id,
            name=indicator.name,
            dimension=indicator.dimension.value,
            unit=indicator.unit,
            is_main=indicator.is_main,
            lower_is_better=indicator.lower_is_better,
            source=indicator.source,
            values_url=indicator.values_url,
        )
        for table, figures in (
            (models.IndicatorValue, indicator.values),
            (models.IndicatorTarget, indicator.targets),
        ):
            for place, figure in enumerate(figures):
                yield _row(
                    table,
                    **own,
                    position=place,
                    indicator_key=indicator.id,
                    day=figure.day,
                    value=figure.value,
                )
    for index, budget in enumerate(startup.budgets):
        yield _row(
            models.Budget,
            **own,
            position=index,
            year=budget.year,
            committed_cents=budget.committed_cents,
            spent_cents=budget.spent_cents,
            source=budget.source,
        )
    for index, sprint in enumerate(startup.sprints):
        yield _row(
            models.SheetSprint,
            **own,
            position=index,
            name=sprint.name,
            start=sprint.start,
            end=sprint.end,
            goal=sprint.goal,
        )


def _member(path: str, member: Member) -> Iterator[TableRow]:
    ends = [mission.end for mission in member.missions if mission.end]
    last = max(
        member.missions,
        key=lambda mission: (mission.end is None, mission.end or mission.start or _NEVER),
        default=None,
    )
    yield _row(
        models.Member,
        id=member.id,
        path=path,
        full_name=member.full_name,
        sort_name=fold(member.full_name),
        role=member.role,
        domain=member.domain,
        github=member.github,
        link=member.link,
        avatar=member.avatar,
        is_open_ended=any(mission.end is None for mission in member.missions)
        or (not member.missions and bool(member.startups)),
        last_day=max(ends, default=None),
        last_status=last.status if last else "",
    )
    own = {"member_id": member.id}
    for listed, ids in (("current", member.startups), ("former", member.previously)):
        for startup_id in ids:
            yield _row(models.Membership, **own, position=-1, startup_id=startup_id, listed=listed)
    for index, mission in enumerate(member.missions):
        yield _row(
            models.Mission,
            **own,
            position=index,
            start=mission.start,
            end=mission.end,
            status=mission.status,
            employer=mission.employer,
        )
        for startup_id in mission.startups:
            yield _row(models.Membership, **own, position=index, startup_id=startup_id, listed="")
    for index, team in enumerate(member.teams):
        yield _row(models.TeamMembership, **own, position=index, team_id=team)
    for index, skill in enumerate(member.skills):
        yield _row(models.MemberSkill, **own, position=index, label=skill)


def _incubator(path: str, incubator: Incubator) -> TableRow:
    return _row(
        models.Incubator,
        id=incubator.id,
        path=path,
        title=incubator.title,
        sort_title=fold(incubator.title),
        owner_id=incubator.owner,
        contact=incubator.contact,
        address=incubator.address,
        website=incubator.website,
        github=incubator.github,
        summary_html=_html(incubator.short_description),
        highlighted=json.dumps(incubator.highlighted_startups, ensure_ascii=False),
        hidden=incubator.hidden,
    )


def _organisation(path: str, organisation: Organisation) -> TableRow:
    return _row(
        models.Organisation,
        id=organisation.id,
        path=path,
        name=organisation.name,
        sort_name=fold(organisation.name),
        acronym=organisation.acronym,
        ministry_domain=organisation.ministry_domain,
        kind=organisation.kind,
        directory_url=organisation.directory_url,
    )


def _html(text: str, *, first: int = 2) -> str:
    """A field with Markdown or HTML in it; what can't be converted is left out."""
    try:
        return render(text, first=first)
    except RenderError:
        return ""


def _int32(value: int | None) -> int | None:
    return value if value is None or abs(value) < 2**31 else None
