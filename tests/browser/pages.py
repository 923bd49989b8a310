"""Each type of page, by a name."""

PAGES = {
    "home": "/",
    "catalogue": "/startups",
    "catalogue filtered": "/startups?q=service&phase=opere&publie=code",
    "catalogue without result": "/startups?q=zzzz&phase=opere",
    "startup": "/startups/bail-en-main",
    "startup with a screenshot": "/startups/arret-demande",
    "startup without figures": "/startups/verger-partage",
    "incubators": "/incubateurs",
    "incubator": "/incubateurs/la-verriere",
    "organisations": "/organisations",
    "organisation": "/organisations/dinum",
    "community": "/communaute?presence=actuels",
    "member": "/communaute/lou.fictif-martin",
    "team": "/equipes/la-verriere-design",
    "phases": "/phases",
    "search": "/recherche?q=service",
    "accessibility": "/accessibilite",
    "privacy": "/donnees-personnelles",
    "about": "/a-propos",
    "missing": "/startups/nulle-part",
}
