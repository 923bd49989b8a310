"""What is said of all datasets alike; the messages are in French."""

from __future__ import annotations

from incubator.i18n import N_

#: The licence's own page: the address by which data.gouv.fr knows it ("lov2").
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
LICENCE_TITLE = "Licence Ouverte / Open Licence version 2.0"

CATALOGUE_MEANING = N_(
    "Les startups d’État du programme, leurs phases, leur impact, leurs budgets et celles et ceux"
    " qui les font. Les fichiers suivent les fiches : ils changent dès qu’une fiche change."
)
PERSONAL = N_(
    "Ce jeu nomme des personnes. Le réutiliser est un traitement de données personnelles :"
    " le RGPD s’applique."
)
