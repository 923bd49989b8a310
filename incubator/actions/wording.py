"""The programme's words for roles, shared by mails and screens."""

from __future__ import annotations

from collections.abc import Mapping

from incubator.domain.access import PlaceKind, Role
from incubator.i18n import N_

ROLE_NAMES: Mapping[Role, str] = {
    Role.TEAM_MEMBER: N_("Membre de l’équipe"),
    Role.INTRAPRENEUR: N_("Intrapreneur"),
    Role.COACH: N_("Coach"),
    Role.INCUBATOR_MANAGER: N_("Responsable d’incubateur"),
    Role.COMMITTEE_SECRETARY: N_("Secrétaire de comité"),
    Role.SPONSOR: N_("Sponsor"),
    Role.ADMINISTRATOR: N_("Administrateur"),
}
PLACE_KIND_NAMES: Mapping[PlaceKind, str] = {
    PlaceKind.STARTUP: N_("Startup"),
    PlaceKind.INCUBATOR: N_("Incubateur"),
    PlaceKind.ORGANISATION: N_("Administration publique"),
    PlaceKind.PROGRAMME: N_("Programme"),
}
