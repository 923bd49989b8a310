"""What can be wrong with a sheet: rules, their sentences, and problems found in files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from incubator.i18n import N_


class Level(StrEnum):
    """An error keeps a sheet (or a value) out of the catalogue; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that protects the catalogue: what is wrong, and what to write instead."""

    level: Level
    message: str
    advice: str


def _error(message: str, advice: str) -> Rule:
    return Rule(Level.ERROR, message, advice)


def _warning(message: str, advice: str) -> Rule:
    return Rule(Level.WARNING, message, advice)


RULES: Mapping[str, Rule] = {
    "encoding": _error(
        N_("le fichier n’est pas en UTF-8 (octet {position})"),
        N_("enregistrez-le en UTF-8"),
    ),
    "unreadable": _error(
        N_("le fichier ne peut pas être lu : {reason}"),
        N_("vérifiez ses droits et qu’il s’agit d’un fichier ordinaire"),
    ),
    "size": _error(
        N_("la fiche pèse {size} octets, la limite est de {limit}"),
        N_("raccourcissez-la ou déplacez une partie ailleurs"),
    ),
    "front-matter": _error(
        N_("l’en-tête entre deux lignes « --- » est absent ou n’est pas fermé"),
        N_("commencez le fichier par une ligne « --- », puis les champs, puis « --- »"),
    ),
    "yaml": _error(
        N_("l’en-tête n’est pas du YAML valide : {reason}"),
        N_("corrigez cette ligne ; entourez de guillemets un texte qui contient « : » ou « # »"),
    ),
    "yaml-limits": _error(
        N_("l’en-tête est trop complexe : {reason}"),
        N_("écrivez des champs simples, sans alias ni listes imbriquées"),
    ),
    "duplicate-key": _warning(
        N_("le champ est écrit deux fois ; seul le dernier compte"),
        N_("gardez une seule ligne"),
    ),
    "markdown-limits": _error(
        N_("le texte est trop complexe pour être affiché : {reason}"),
        N_("simplifiez la mise en forme"),
    ),
    "file-name": _error(
        N_("le nom du fichier ne peut pas servir d’identifiant : {reason}"),
        N_("renommez-le avec des lettres, des chiffres, des points et des tirets"),
    ),
    "extension": _warning(
        N_("le nom du fichier ne finit pas par « .md »"),
        N_("renommez-le en {name}.md"),
    ),
    "not-a-sheet": _warning(
        N_("ce fichier n’est pas une fiche ; il est laissé de côté"),
        N_("déplacez-le, ou ajoutez-lui un en-tête et l’extension « .md »"),
    ),
    "duplicate-id": _error(
        N_("l’identifiant « {id} » est déjà celui de {other}"),
        N_("renommez ou supprimez l’un des deux fichiers"),
    ),
    "missing": _error(N_("le champ est absent ou vide"), N_("renseignez-le")),
    "missing-advised": _warning(N_("le champ est absent ou vide"), N_("renseignez-le")),
    "phases-missing": _error(
        N_("aucune phase n’est indiquée"),
        N_("ajoutez au moins une phase, avec « name » et « start »"),
    ),
    "phase-name": _error(
        N_("« {value} » n’est pas une phase"),
        N_("écrivez l’une de celles-ci : {choices}"),
    ),
    "phase-former-name": _warning(
        N_("« {value} » est l’ancien nom d’une phase"),
        N_("écrivez « {choice} »"),
    ),
    "phase-order": _warning(
        N_("la phase finit avant de commencer"),
        N_("vérifiez les dates « start » et « end »"),
    ),
    "date": _error(
        N_("« {value} » n’est pas une date"),
        N_("écrivez année-mois-jour, par exemple 2026-03-12"),
    ),
    "date-advised": _warning(
        N_("« {value} » n’est pas une date ; la valeur est laissée de côté"),
        N_("écrivez année-mois-jour, par exemple 2026-03-12"),
    ),
    "date-form": _warning(
        N_("la date « {value} » est écrite comme un texte ou avec une heure"),
        N_("écrivez {day} sans guillemets"),
    ),
    "type-advised": _warning(
        N_("« {value} » n’est pas {expected} ; la valeur est laissée de côté"),
        N_("remplacez cette valeur"),
    ),
    "text-form": _warning(
        N_("« {value} » est lu comme un nombre ou une date, pas comme un texte"),
        N_("entourez la valeur de guillemets"),
    ),
    "long-text": _warning(
        N_("le texte a {size} caractères ; il est coupé à {limit}"),
        N_("raccourcissez-le"),
    ),
    "address": _warning(
        N_("« {value} » n’est pas une adresse web ; elle n’est pas affichée comme un lien"),
        N_("écrivez une adresse complète, qui commence par https://"),
    ),
    "entities": _warning(
        N_("l’adresse « {value} » contient des entités HTML"),
        N_("écrivez l’adresse telle qu’un navigateur la montre"),
    ),
    "choice": _warning(
        N_("« {value} » n’est pas une valeur connue"),
        N_("écrivez l’une de celles-ci : {choices}"),
    ),
    "unknown-reference": _warning(
        N_("« {value} » ne correspond à aucune fiche de {collection}"),
        N_("corrigez l’identifiant ou créez la fiche"),
    ),
    "redirect": _warning(
        N_("« {value} » ne peut pas servir de redirection"),
        N_("écrivez un chemin de ce site, par exemple /startups/ancien-nom"),
    ),
    "redirect-conflict": _warning(
        N_("la redirection « {value} » est déjà prise par {other}"),
        N_("gardez-la dans une seule fiche"),
    ),
    "too-many": _warning(
        N_("la liste a {size} éléments ; les {limit} premiers sont gardés"),
        N_("raccourcissez la liste"),
    ),
    "indicator-id": _warning(
        N_("« {value} » ne peut pas identifier une mesure ; elle est laissée de côté"),
        N_("utilisez des minuscules, des chiffres et des tirets, une seule fois chacun"),
    ),
    "criterion-id": _warning(
        N_("« {value} » ne peut pas identifier un critère ; il est laissé de côté"),
        N_("utilisez des minuscules, des chiffres et des tirets, une seule fois chacun"),
    ),
    "values-address": _warning(
        N_("« {value} » ne sera pas lue : ce n’est pas une adresse publique en https"),
        N_("écrivez une adresse qui commence par https://, sans mot de passe ni numéro de port"),
    ),
    "indicator-main": _warning(
        N_("plusieurs mesures sont marquées « main »"),
        N_("gardez une seule mesure principale"),
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file: where (file, line from 1, key path), which rule, with what."""

    file: str
    rule: str
    key: str = ""
    line: int | None = None
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        """Whether the rule keeps the sheet out of the catalogue."""
        return RULES[self.rule].level

    @property
    def is_error(self) -> bool:
        """Whether this problem refuses the sheet."""
        return self.level is Level.ERROR

    def message(self, translate: Callable[[str], str]) -> str:
        """The sentence that says what is wrong, in the reader's language."""
        return self._fill(translate(RULES[self.rule].message), translate)

    def advice(self, translate: Callable[[str], str]) -> str:
        """The sentence that says what to do."""
        return self._fill(translate(RULES[self.rule].advice), translate)

    def _fill(self, template: str, translate: Callable[[str], str]) -> str:
        values = {name: self._value(name, translate) for name in self.params}
        return template.format(**values)

    def _value(self, name: str, translate: Callable[[str], str]) -> str:
        value = self.params[name]
        if name in {"expected", "reason"}:
            return translate(str(value))
        text = str(value)
        return text if len(text) <= 120 else text[:119] + "…"

    def as_json(self, translate: Callable[[str], str]) -> dict[str, Any]:
        """The problem for machines, its sentences included."""
        return {
            "file": self.file,
            "line": self.line,
            "key": self.key or None,
            "rule": self.rule,
            "level": self.level.value,
            "message": self.message(translate),
            "advice": self.advice(translate),
        }
