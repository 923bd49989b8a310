"""What invented teams work on: titles of issues and pull requests, in French."""

from __future__ import annotations

from random import Random

_DO = (
    "Simplifier",
    "Corriger",
    "Revoir",
    "Accélérer",
    "Fiabiliser",
    "Rendre accessible",
    "Tester avec des usagers",
    "Documenter",
    "Améliorer",
    "Compléter",
)
_ON = {
    "guichet-littoral": (
        "la carte des mouillages|le formulaire de renouvellement|la reprise d’un dossier commencé|"
        "l’envoi des pièces depuis un téléphone|l’avis de la capitainerie|le calendrier des"
        " terrasses de plage|le courriel d’accusé de réception|la recherche par port|le tableau de"
        " bord des instructeurs|l’attestation à imprimer|le contraste des boutons"
    ),
    "relais-repit": (
        "la demande d’une nuit de relais|le planning des relayeurs|la messagerie entre aidants|"
        "la prise en charge des droits|l’évaluation après un relais|le rappel par SMS|la recherche"
        " d’un relais par commune|le suivi des conventions|la connexion des associations|l’export"
        " pour la caisse|la page d’un établissement"
    ),
    "arret-demande": (
        "la réservation d’un aller-retour|l’heure de passage sur la borne|le partage d’une course|"
        "le remplacement d’un conducteur|le calcul des tournées|le rappel de la veille|la liste"
        " des arrêts|le paiement à bord|l’annulation par téléphone|la page d’une communauté de"
        " communes|le bilan mensuel"
    ),
    "sac-a-dos": (
        "la fiche d’un élève|l’accord des deux parents|la lecture sans compte|la relance d’un"
        " établissement|le passage au lycée|l’ajout d’un aménagement|l’historique d’une fiche|la"
        " connexion des enseignants|l’impression sur une page|la suppression d’un compte|le"
        " vocabulaire de la fiche"
    ),
    "haie-d-honneur": (
        "le tracé sans réseau|la photo datée|le raccord de deux tracés|l’aide qui correspond au"
        " tracé|la carte hors ligne|la mesure des longueurs|l’envoi au retour du champ|la"
        " vérification depuis un bureau|l’import des parcelles|la précision de la position|le"
        " compte de l’exploitation"
    ),
    "tour-de-garde": (
        "la confirmation d’une garde par SMS|le retrait d’une garde non confirmée|la réservation"
        " d’un créneau|la carte des gardes|l’échange entre deux praticiens|la reprise du tableau"
        " des ordres|le compteur de patients reçus|l’affichage des dentistes|l’horaire des jours"
        " fériés|le compte d’un cabinet|la recherche par code postal"
    ),
    "clair-et-net": (
        "la relecture d’une lettre|les modèles de décision|la liste des mots difficiles|le score de"
        " lisibilité|l’historique d’un modèle|le partage entre services|l’export en document|la"
        " connexion des agents|la recherche d’un modèle|l’aide à la rédaction"
    ),
    "bail-en-main": (
        "le plan d’apurement|la demande de rendez-vous|le calcul des échéances|la lettre au"
        " bailleur|le suivi d’un plan signé|l’orientation vers une aide|le rappel d’une échéance|"
        "la pièce justificative|le tableau des conseillers|la prise de contact|l’accord du bailleur"
    ),
    "feu-vert-chantier": (
        "le calendrier des arrêtés|la carte des rues|l’import d’un tableur|la liste des chantiers|"
        "la maquette de l’alerte|le croisement des dates"
    ),
}
_USUAL = (
    "la page d’accueil|le formulaire de contact|la recherche|la connexion|l’export|les courriels|"
    "le tableau de bord|l’aide en ligne|les statistiques publiques"
)
_LIBRARIES = ("django", "pillow", "vite", "sentry-sdk", "requests", "playwright", "postgres")
#: Labels of issues, the usual ones as often as they are seen.
_LABELS = ("", "", "", "", "", "bug", "bug", "accessibilité", "sécurité", "dette technique")


def task(startup: str, chance: Random) -> str:
    """Something to do."""
    return f"{chance.choice(_DO)} {subject(startup, chance)}"


def subject(startup: str, chance: Random) -> str:
    """Something that people use, and that may break."""
    return chance.choice(_ON.get(startup, _USUAL).split("|"))


def change(title: str, chance: Random) -> str:
    """What a pull request for an issue is called."""
    return title if chance.random() < 0.5 else f"{title} (suite)"


def bump(chance: Random) -> str:
    """What a robot proposes."""
    version = f"{chance.randint(1, 9)}.{chance.randint(0, 20)}.{chance.randint(0, 9)}"
    return f"Mettre à jour {chance.choice(_LIBRARIES)} en version {version}"


def labels(chance: Random) -> tuple[str, ...]:
    """What an issue is labelled with."""
    name = chance.choice(_LABELS)
    return (name,) if name else ()
