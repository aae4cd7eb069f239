"""Our exceptions. Each text says what is wrong, where, and what to do about it, in Danish for its reader."""

from __future__ import annotations

from datetime import date


class HjemtagFejl(Exception):
    """The root: shown to people as it stands. The command line ends with exit code 1."""


class IndstillingsFejl(HjemtagFejl):
    """A setting is missing or cannot be read."""


class LeveranceAfvist(HjemtagFejl):
    """A whole delivery is refused; nothing of it has landed."""


class JobLaast(HjemtagFejl):
    """Another job holds the lock."""


class ByggeFejl(HjemtagFejl):
    """A build was refused; the last good generation is still in use."""


class IntetLager(HjemtagFejl):
    """No warehouse has been built yet."""


class ForaeldetLager(HjemtagFejl):
    """The warehouse was built by an earlier version, and lacks a model that this one reads."""


class ParameterMangler(HjemtagFejl):
    """A law parameter has no value on a date. Nothing is computed with a guess."""

    def __init__(self, navn: str, dato: date, hvor: str = "") -> None:
        self.navn, self.dato = navn, dato
        sted = hvor or "siden Lovgrundlag eller 'hjemtag sats saet'"
        super().__init__(
            f"Lovparameteren '{navn}' har ingen værdi for {dato:%d.%m.%Y}. "
            f"Indtast den bekræftede værdi på {sted}; indtil da beregnes intet for den periode."
        )


class RettelseAfvist(HjemtagFejl):
    """A correction or decision is refused as a whole."""


class VersionsKonflikt(HjemtagFejl):
    """Somebody else changed the case first. The text says who and when."""


class AdgangNaegtet(HjemtagFejl):
    """The user may not do this; the text says why."""
