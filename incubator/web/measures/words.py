"""The words of measures: names, definitions, coverage, why there is no figure and what to do.

Source of the definitions: DORA, CHAOSS, DevLake and Scorecard, as docs/measures.md gives them.
"""

from __future__ import annotations

from collections.abc import Mapping

from incubator.domain.measures import Absence, MeasureId
from incubator.domain.openness import OpenCheck
from incubator.domain.sprint_reports import SourceAbsence, SprintSource
from incubator.i18n import N_

#: For each measure, its name and its definition.
MEASURES: Mapping[MeasureId, tuple[str, str]] = {
    MeasureId.THROUGHPUT: (
        N_("Demandes de fusion intégrées"),
        N_(
            "Demandes de fusion (pull requests) intégrées au code, en moyenne par semaine. Celles"
            " des robots ne comptent pas."
        ),
    ),
    MeasureId.CYCLE_TIME: (
        N_("Temps de cycle"),
        N_(
            "Du premier commit d’une demande de fusion à son intégration. C’est une médiane : la"
            " moitié prend moins de temps, la moitié en prend plus."
        ),
    ),
    MeasureId.LEAD_TIME: (
        N_("Délai de mise en service"),
        N_(
            "Du premier commit d’une demande de fusion au déploiement réussi qui la contient"
            " (médiane). Le premier déploiement de la période ne compte pas : il peut contenir un"
            " travail bien plus ancien."
        ),
    ),
    MeasureId.PICKUP_TIME: (
        N_("Attente avant relecture"),
        N_(
            "De l’ouverture d’une demande de fusion, ou du moment où elle est prête, à la première"
            " réponse d’une autre personne (médiane). Les réponses des robots ne comptent pas."
        ),
    ),
    MeasureId.REVIEW_TIME: (
        N_("Durée de relecture"),
        N_("De la première relecture d’une demande de fusion à son intégration (médiane)."),
    ),
    MeasureId.DEPLOYMENT_FREQUENCY: (
        N_("Mises en service"),
        N_("Jours où un déploiement en production a réussi, en moyenne par semaine."),
    ),
    MeasureId.CONTRIBUTORS: (
        N_("Personnes qui contribuent"),
        N_("Personnes dont un commit est arrivé sur la branche principale, robots exclus."),
    ),
    MeasureId.ABSENCE_FACTOR: (
        N_("Facteur d’absence"),
        N_(
            "Le plus petit nombre de personnes qui ont fait à elles seules la moitié des commits."
            " S’il vaut 1, l’absence d’une seule personne arrête la moitié du travail."
        ),
    ),
    MeasureId.MAINTENANCE: (
        N_("Entretien"),
        N_(
            "Commits sur la branche principale des dépôts qui ne sont pas archivés, en moyenne par"
            " semaine."
        ),
    ),
    MeasureId.CHANGE_FAIL_RATE: (
        N_("Déploiements suivis d’un incident"),
        N_("Part des déploiements après lesquels un incident a été ouvert avant le suivant."),
    ),
    MeasureId.RECOVERY_TIME: (
        N_("Temps de rétablissement"),
        N_("De l’ouverture d’un ticket d’incident à sa fermeture (médiane)."),
    ),
    MeasureId.REWORK_RATE: (
        N_("Corrections urgentes"),
        N_("Part des demandes de fusion intégrées qui réparaient quelque chose en urgence."),
    ),
}
_COMMITS = (
    N_("%(count)s commit pendant la période."),
    N_("%(count)s commits pendant la période."),
)
#: What a figure rests on, for one and for several: %(count)s, of %(total)s where both are told.
COVERAGE: Mapping[MeasureId, tuple[str, str]] = {
    MeasureId.THROUGHPUT: (
        N_("%(count)s demande de fusion intégrée pendant la période."),
        N_("%(count)s demandes de fusion intégrées pendant la période."),
    ),
    MeasureId.CYCLE_TIME: (
        N_("%(count)s demande de fusion intégrée sur %(total)s a une date de premier commit."),
        N_("%(count)s demandes de fusion intégrées sur %(total)s ont une date de premier commit."),
    ),
    MeasureId.LEAD_TIME: (
        N_(
            "%(count)s demande de fusion mise en service sur %(total)s a une date de premier"
            " commit."
        ),
        N_(
            "%(count)s demandes de fusion mises en service sur %(total)s ont une date de premier"
            " commit."
        ),
    ),
    MeasureId.PICKUP_TIME: (
        N_(
            "%(count)s demande de fusion ouverte sur %(total)s a reçu une réponse d’une autre"
            " personne."
        ),
        N_(
            "%(count)s demandes de fusion ouvertes sur %(total)s ont reçu une réponse d’une autre"
            " personne."
        ),
    ),
    MeasureId.REVIEW_TIME: (
        N_("%(count)s demande de fusion intégrée sur %(total)s a été relue."),
        N_("%(count)s demandes de fusion intégrées sur %(total)s ont été relues."),
    ),
    MeasureId.DEPLOYMENT_FREQUENCY: (
        N_("%(count)s jour avec un déploiement réussi."),
        N_("%(count)s jours avec un déploiement réussi."),
    ),
    MeasureId.CONTRIBUTORS: _COMMITS,
    MeasureId.ABSENCE_FACTOR: _COMMITS,
    MeasureId.MAINTENANCE: _COMMITS,
    MeasureId.CHANGE_FAIL_RATE: (
        N_("%(count)s déploiement réussi pendant la période."),
        N_("%(count)s déploiements réussis pendant la période."),
    ),
    MeasureId.RECOVERY_TIME: (
        N_("%(count)s incident sur %(total)s est terminé."),
        N_("%(count)s incidents sur %(total)s sont terminés."),
    ),
    MeasureId.REWORK_RATE: (
        N_("%(count)s demande de fusion intégrée pendant la période."),
        N_("%(count)s demandes de fusion intégrées pendant la période."),
    ),
}
#: The same for releases where they stand in for deployments.
BY_RELEASES = (
    N_(
        "%(count)s version publiée. Aucun déploiement n’est déclaré : les versions en tiennent"
        " lieu."
    ),
    N_(
        "%(count)s versions publiées. Aucun déploiement n’est déclaré : les versions en tiennent"
        " lieu."
    ),
)
#: Why there is no figure, and what makes it appear.
ABSENCES: Mapping[Absence, tuple[str, str]] = {
    Absence.NOT_COLLECTED: (
        N_("cette information n’a pas encore été lue sur GitHub"),
        N_("Elle arrive avec une prochaine lecture."),
    ),
    Absence.HIDDEN: (
        N_("GitHub ne montre pas cette information à ce site"),
        N_("La personne qui administre ce site peut demander l’accès en lecture."),
    ),
    Absence.NO_PULLS: (
        N_("aucune demande de fusion n’a été intégrée pendant la période"),
        N_("Le chiffre apparaît à la première demande de fusion (pull request) intégrée."),
    ),
    Absence.NO_DATES: (
        N_("aucune demande de fusion n’a de date de premier commit connue"),
        N_("Les dates arrivent au fil des lectures de GitHub."),
    ),
    Absence.NO_RESPONSES: (
        N_("aucune demande de fusion n’a reçu de réponse d’une autre personne"),
        N_("Une relecture ou un commentaire sur GitHub suffit."),
    ),
    Absence.NO_DEPLOYMENTS: (
        N_("ni déploiement en production ni version publiée n’est connu de GitHub"),
        N_(
            "Déclarez vos déploiements à GitHub (environnement « production »), ou publiez des"
            " versions (releases)."
        ),
    ),
    Absence.NO_COMMITS: (
        N_("aucun commit n’est arrivé sur la branche principale pendant la période"),
        N_("Le chiffre apparaît au premier commit."),
    ),
    Absence.NO_INCIDENTS: (
        N_("aucune donnée d’incident"),
        N_("Donnez à vos tickets d’incident l’étiquette « incident »."),
    ),
    Absence.ARCHIVED: (
        N_("tous les dépôts sont archivés"),
        N_("Un dépôt archivé n’a plus d’entretien à mesurer."),
    ),
    Absence.TOO_YOUNG: (
        N_("les dépôts ont moins d’une semaine"),
        N_("Le chiffre apparaît au bout d’une semaine."),
    ),
}
#: The same where a measure has its own words for it.
OWN_ABSENCES: Mapping[tuple[MeasureId, Absence], tuple[str, str]] = {
    (MeasureId.RECOVERY_TIME, Absence.NO_DATES): (
        N_("aucun incident ouvert pendant la période n’est terminé"),
        N_("Le chiffre apparaît au premier ticket d’incident fermé."),
    ),
    (MeasureId.LEAD_TIME, Absence.NO_DEPLOYMENTS): (
        N_("aucun déploiement en production n’est connu de GitHub"),
        N_("Déclarez vos déploiements à GitHub, dans un environnement « production »."),
    ),
    (MeasureId.CHANGE_FAIL_RATE, Absence.NO_DEPLOYMENTS): (
        N_("aucun déploiement en production n’est connu de GitHub"),
        N_("Déclarez vos déploiements à GitHub, dans un environnement « production »."),
    ),
    (MeasureId.REWORK_RATE, Absence.NO_INCIDENTS): (
        N_("aucune demande de fusion n’est signalée comme une correction urgente"),
        N_("Donnez l’étiquette « hotfix » aux demandes de fusion qui réparent en urgence."),
    ),
    (MeasureId.MAINTENANCE, Absence.TOO_YOUNG): (
        N_("les dépôts ont moins de 90 jours"),
        N_("Le chiffre apparaît au bout de 90 jours."),
    ),
}
#: Where sprints come from.
SPRINT_SOURCES: Mapping[SprintSource, str] = {
    SprintSource.MILESTONES: N_("Les sprints sont les jalons (milestones) datés de GitHub."),
    SprintSource.ITERATIONS: N_("Les sprints sont les itérations du projet GitHub."),
    SprintSource.SHEET: N_(
        "Les sprints sont ceux que la fiche déclare. La fiche ne dit pas quels tickets ils"
        " contiennent : seul ce qui a été fermé ou intégré à ces dates est compté."
    ),
    SprintSource.CADENCE: N_(
        "Aucun sprint n’est déclaré : ces périodes de deux semaines servent de repère. Seul ce qui"
        " a été fermé ou intégré à ces dates est compté."
    ),
}
#: The same where nothing was read on GitHub.
SHEET_ALONE = N_("Les sprints sont ceux que la fiche déclare.")
#: Why a source that comes before was left.
SKIPPED: Mapping[tuple[SprintSource, SourceAbsence], str] = {
    (SprintSource.MILESTONES, SourceAbsence.NONE): N_("GitHub n’a aucun jalon (milestone)"),
    (SprintSource.MILESTONES, SourceAbsence.NONE_DATED): N_(
        "aucun jalon (milestone) n’a de date d’échéance"
    ),
    (SprintSource.MILESTONES, SourceAbsence.HIDDEN): N_("les jalons ne sont pas lisibles ici"),
    (SprintSource.MILESTONES, SourceAbsence.OUTDATED): N_(
        "le dernier jalon daté est échu depuis plus de 90 jours"
    ),
    (SprintSource.ITERATIONS, SourceAbsence.NONE): N_("aucun projet GitHub n’a d’itération"),
    (SprintSource.ITERATIONS, SourceAbsence.NONE_DATED): N_("aucune itération n’a de dates"),
    (SprintSource.ITERATIONS, SourceAbsence.HIDDEN): N_(
        "les itérations des projets GitHub ne sont pas lisibles ici"
    ),
    (SprintSource.ITERATIONS, SourceAbsence.OUTDATED): N_(
        "la dernière itération est finie depuis plus de 90 jours"
    ),
    (SprintSource.SHEET, SourceAbsence.OUTDATED): N_(
        "le dernier sprint de la fiche est fini depuis plus de 90 jours"
    ),
    (SprintSource.SHEET, SourceAbsence.NONE): N_("la fiche ne déclare aucun sprint"),
    (SprintSource.SHEET, SourceAbsence.NONE_DATED): N_("la fiche ne date aucun sprint"),
    (SprintSource.SHEET, SourceAbsence.HIDDEN): N_("les sprints de la fiche ne sont pas lisibles"),
}
#: For each check of openness: its name, and what to do where it is not met.
CHECKS: Mapping[OpenCheck, tuple[str, str]] = {
    OpenCheck.PUBLIC_SOURCE: (
        N_("Code source public"),
        N_("Rendez le dépôt public sur GitHub, une fois les secrets retirés de son histoire."),
    ),
    OpenCheck.LICENCE: (
        N_("Licence"),
        N_("Ajoutez un fichier LICENSE : sans lui, personne n’a le droit de réutiliser le code."),
    ),
    OpenCheck.README: (
        N_("Présentation (README)"),
        N_("Ajoutez un fichier README : à quoi sert le code, comment le lancer."),
    ),
    OpenCheck.CONTRIBUTING: (
        N_("Guide de contribution"),
        N_("Ajoutez un fichier CONTRIBUTING : comment proposer un changement."),
    ),
    OpenCheck.CI: (
        N_("Vérifications automatiques"),
        N_("Faites tourner vos tests à chaque changement, par exemple avec GitHub Actions."),
    ),
    OpenCheck.PUBLICCODE: (
        N_("Fichier publiccode.yml"),
        N_("Ajoutez un fichier publiccode.yml : il fait connaître le code aux administrations."),
    ),
}
