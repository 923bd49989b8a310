"""The demonstration's sessions of the past: they decided what its sheets say that they decided.

Each is held on the day of a committee that the startup's sheet names, with the kind of decision
that the sheet tells of: closing it leaves the sheet as it is.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from incubator.actions.demonstration_agenda import (
    ATELIER,
    QUAI,
    VERRIERE,
    Held,
    Noted,
    Said,
    decided,
    told,
)
from incubator.domain.decisions import Condition, Kind, Objective
from incubator.domain.follow_up import Answer
from incubator.domain.phases import Phase

_LITTORAL = "Équipe Guichet littoral"
_CHEAPER = "Ramener le coût par dossier sous soixante euros"
_REINFORCED = decided(
    ATELIER,
    "arret-demande",
    Kind.REINFORCE,
    date(2026, 6, 3),
    amount=240_000,
    reasons="La demande dépasse ce que l’équipe peut déployer.",
    objectives=(Objective("Ouvrir dans quatre intercommunalités de plus", date(2026, 12, 3)),),
)
_CONFIRMED = decided(
    QUAI,
    "bail-en-main",
    Kind.CONTINUE,
    date(2025, 12, 10),
    amount=160_000,
    reasons="Les bailleurs sociaux répondent. Les bailleurs privés attendront.",
    objectives=(
        Objective(
            "Cent plans d’apurement signés dans le mois",
            date(2026, 4, 30),
            Decimal(100),
            "plans/mois",
            "impayes-evites",
        ),
    ),
)
_NEXT_OF_BAIL = (
    Objective(
        "Quatre cents plans d’apurement signés dans le mois",
        date(2027, 4, 30),
        Decimal(400),
        "plans/mois",
        "impayes-evites",
    ),
    Objective(
        "Deux mille ménages répondent au premier message",
        date(2027, 4, 30),
        Decimal(2000),
        "ménages/mois",
        "menages-en-contact",
    ),
)

HELD: tuple[Held, ...] = (
    Held(
        decided(
            VERRIERE,
            "puits-de-science",
            Kind.STOP,
            date(2025, 4, 16),
            Phase.INCONCLUSIVE,
            reasons="Le problème existe, mais une solution locale et sans logiciel y répond déjà.",
        ),
        notes="L’équipe propose elle-même d’arrêter. Le comité salue une enquête honnête.",
        opinions=(
            Said("ecole", (4, 3, 3, 3, 1, 1), Kind.STOP, "Dix semaines bien employées."),
            Said("verriere", (4, 4, 3, 4, 1, 1), Kind.STOP),
            Said("portefeuille", (3, 3, 3, 4, 2, 1), Kind.STOP, "Publier ce qui a été appris."),
        ),
    ),
    Held(
        decided(
            ATELIER,
            "arret-demande",
            Kind.PROVISIONAL,
            date(2025, 6, 25),
            months=2,
            evidence="Deux voyageurs par course au moins, sur huit semaines.",
            reasons="Les courses partent, mais presque vides.",
        ),
        notes="Question du sponsor sur le remplissage. L’équipe attend la rentrée.",
    ),
    Held(
        decided(
            ATELIER,
            "arret-demande",
            Kind.CONTINUE,
            date(2025, 9, 3),
            reasons="La preuve est là, deux voyageurs et demi par course en août.",
        ),
    ),
    Held(
        decided(
            ATELIER, "arret-demande", Kind.CHANGE_PHASE, date(2025, 11, 26), Phase.ACCELERATION
        ),
        notes="Unanimité. L’équipe passe à six personnes en janvier.",
    ),
    Held(
        _CONFIRMED,
        before=decided(
            QUAI,
            "bail-en-main",
            Kind.PROVISIONAL,
            date(2025, 12, 10),
            months=2,
            evidence="Trois bailleurs sociaux de plus.",
        ),
        notes="La présidence relit la première décision. Les trois bailleurs ont signé hier.",
        noted=(
            Noted(
                "Cent plans d’apurement",
                date(2026, 5, 4),
                Answer.MET,
                "Cent deux plans signés en avril, d’après la page de statistiques.",
            ),
        ),
    ),
    Held(
        decided(
            ATELIER,
            "guichet-littoral",
            Kind.CONTINUE,
            date(2026, 3, 11),
            amount=210_000,
            reasons="Le service est utile. Il coûte encore trop par dossier.",
            conditions=(
                Condition("Publier l’audit d’accessibilité", _LITTORAL, date(2026, 8, 31)),
                Condition(_CHEAPER, _LITTORAL, date(2026, 8, 31)),
            ),
        ),
        noted=(
            Noted(
                "Publier l’audit",
                date(2026, 7, 20),
                Answer.MET,
                "L’audit est en ligne, avec les corrections prévues.",
            ),
            Noted(
                "Ramener le coût",
                date(2026, 9, 1),
                Answer.NOT_MET,
                "Soixante et onze euros en août. La reprise de l’ancien fichier a coûté cher.",
            ),
        ),
    ),
    Held(
        decided(
            QUAI,
            "bail-en-main",
            Kind.CHANGE_PHASE,
            date(2026, 5, 13),
            Phase.ACCELERATION,
            amount=210_000,
            reasons="Des usagers qui reviennent, une mesure principale qui double.",
            objectives=(
                Objective(
                    "Trois cent cinquante plans d’apurement signés dans le mois",
                    date(2026, 11, 30),
                    Decimal(350),
                    "plans/mois",
                    "impayes-evites",
                ),
            ),
            conditions=(
                Condition(
                    "Signer une convention avec la caisse d’allocations",
                    "Hélène Parrainage",
                    date(2026, 9, 30),
                ),
                Condition(
                    "Publier l’analyse d’impact sur la vie privée",
                    "Rose Épreuve",
                    date(2026, 10, 31),
                ),
            ),
        ),
        notes="Le comité demande une analyse d’impact sur la vie privée avant tout autre bailleur.",
        opinions=(
            Said("sponsor", (4, 4, 3, 3, 3, 4, 4, 3), Kind.CONTINUE),
            Said("responsable", (4, 4, 4, 4, 4, 4, 3, 3), Kind.CONTINUE),
            Said("portefeuille", (3, 4, 3, 2, 4, 3, 3, 2), Kind.CONTINUE),
            Said("justice", (3, 3, 3, 2, 3, 3, 3, 3), Kind.CONTINUE),
        ),
        noted=(
            Noted(
                "Signer une convention",
                date(2026, 9, 24),
                Answer.MET,
                "Convention signée le 22 septembre pour trois départements.",
            ),
        ),
    ),
    Held(
        _REINFORCED,
        after=(
            date(2026, 6, 17),
            decided(
                ATELIER,
                "arret-demande",
                Kind.REINFORCE,
                date(2026, 6, 3),
                amount=310_000,
                reasons="Le montant oubliait la part du département. L’équipe l’a fait remarquer.",
                objectives=_REINFORCED.objectives,
            ),
        ),
    ),
    Held(
        decided(
            ATELIER,
            "guichet-littoral",
            Kind.CONTINUE,
            date(2026, 9, 9),
            amount=180_000,
            reasons="Une condition est levée, l’autre est reconduite.",
            conditions=(Condition(_CHEAPER, _LITTORAL, date(2026, 12, 5)),),
        ),
        narrative=told(
            "Les dossiers déposés en ligne progressent dans **onze ports**.\n\n"
            "- L’audit d’accessibilité est publié\n- La moitié des dossiers arrive la nuit",
            "Les capitaineries impriment encore tout. Former une personne par port suffit.",
            "La reprise de l’ancien fichier prend deux mois de plus que prévu.",
            Kind.CONTINUE,
            180_000,
            (date(2026, 9, 15), date(2027, 3, 15)),
            (Objective("Cinq ports de plus", date(2027, 3, 15)),),
        ),
        opinions=(
            Said("littoral", (3, 3, 3, 4, 3, 3, 4, 2), Kind.CONTINUE),
            Said("mobilites", (3, 2, 3, 4, 3, 3, 4, 0), Kind.CONTINUE),
            Said("atelier", (4, 3, 3, 4, 3, 4, 4, 2), Kind.CONTINUE),
            Said("portefeuille", (2, 2, 2, 4, 3, 3, 4, 1), Kind.PROVISIONAL, "Le coût inquiète."),
        ),
    ),
    Held(
        decided(
            QUAI,
            "bail-en-main",
            Kind.CONTINUE,
            date(2026, 11, 4),
            amount=235_000,
            period_from=date(2026, 12, 1),
            period_until=date(2027, 5, 31),
            reasons="La mesure principale grandit plus vite que le coût.",
            objectives=_NEXT_OF_BAIL,
            conditions=(
                Condition(
                    "Désigner la direction qui reprendra le service",
                    "Hélène Parrainage",
                    date(2027, 2, 26),
                ),
            ),
        ),
        notes=(
            "Présentation par Rose Épreuve. Le comité revient sur l’analyse d’impact, encore due.\n"
            "Les bailleurs privés restent de côté."
        ),
        narrative=told(
            "**274 plans signés en octobre**, quatre fois plus qu’en mars.\n\n"
            "- Neuf bailleurs sociaux, dont trois depuis l’été\n- 152 € par plan, contre 322 € en"
            " avril",
            "Le nom de l’expéditeur compte plus que le texte. Le mardi matin est le bon moment.",
            "L’analyse d’impact attend l’avis de la déléguée à la protection des données.",
            Kind.CONTINUE,
            235_000,
            (date(2026, 12, 1), date(2027, 5, 31)),
            _NEXT_OF_BAIL,
        ),
        opinions=(
            Said("sponsor", (4, 3, 4, 3, 3, 2, 4, 2), Kind.CONTINUE, "Le cap est le bon."),
            Said("responsable", (4, 4, 4, 3, 4, 2, 4, 3), Kind.CONTINUE),
            Said(
                "portefeuille",
                (4, 3, 4, 2, 4, 1, 4, 1),
                Kind.CONTINUE,
                "Qui reprend le service dans un an ? Il faut une réponse avant l’été.",
            ),
            Said("justice", (3, 3, 4, 3, 0, 2, 0, 2), Kind.REINFORCE),
        ),
    ),
)
