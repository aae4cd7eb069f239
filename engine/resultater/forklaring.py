"""A case explained in plain Danish: what counted, what did not and why, and what would change the refund."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from engine import dansk
from engine.refusion import kontrafaktisk
from engine.refusion.sde import ENHED, Graenser, graenser
from engine.resultater.sde import Kontekst
from engine.resultater.sdevisning import LOVNAVNE, Sag

_NOEGLE = ["kilde", "regnskabsaar", "bilagsnr", "linjenr"]
_SIKKER = 0.9  # a period more certain than this is not asked about
_MINDST_OERE = 10_000  # effects below 100 kr. are not worth a sentence
_UNDERSOEGES, _VISES = 60, 5
_NABOER = (-1, -2, -3, 1)  # a bill is late rather than early; of equal effects the nearest
_STOR_OERE = 10_000_000  # a single month's posting of 100.000 kr. or more may be a one-off


@dataclass(frozen=True)
class Hvis:
    """One counterfactual: the sentence, the change of the refund in øre, and the posting it is about, if any."""

    tekst: str
    virkning_oere: int
    noegle: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Forklaring:
    """medregnet, udeladt, beregning: sentences. hvis: what would change it, the largest effect first."""

    medregnet: tuple[str, ...]
    udeladt: tuple[str, ...]
    beregning: tuple[str, ...]
    hvis: tuple[Hvis, ...]

    @property
    def afsnit(self) -> tuple[str, ...]:
        """Everything as paragraphs, for a report."""
        return (*self.medregnet, *self.udeladt, *self.beregning, *(h.tekst for h in self.hvis))


def forklar(k: Kontekst, sag: Sag) -> Forklaring:
    """The case in plain words. Errors: ParameterMangler for a year without limits."""
    g = graenser(k.lov, sag.lov, sag.aar)
    netto_u = sag.maaneder["netto_u"].to_numpy(np.int64)
    hvis = [*_afstand(sag, netto_u, g), *_perioder(sag, netto_u, g), *_husstand(sag, netto_u, g)]
    return Forklaring(
        medregnet=_medregnet(sag),
        udeladt=_udeladt(sag),
        beregning=_beregning(sag, netto_u, g),
        hvis=tuple(hvis),
    )


# --- what counted, what did not -----------------------------------------------------------------------------


def _medregnet(sag: Sag) -> tuple[str, ...]:
    r = sag.raekke
    brutto, netto = int(r["brutto_oere"]), int(r["netto_oere"])
    indtaegt = brutto - netto
    fra = f", og {dansk.kroner(indtaegt)} i indtægter og anden refusion er trukket fra" if indtaegt else ""
    tekst = (
        f"{dansk.kroner(brutto)} i udgifter efter loven er talt med{fra}: {dansk.kroner(netto)} i nettoudgift "
        f"under {LOVNAVNE[sag.lov]}."
    )
    kilder = sag.andele[sag.andele["medregnet"]].groupby("periode")["andel_oere"].agg(lambda s: s.abs().sum())
    usikre = int(kilder.filter(like="dato").sum())
    if not usikre:
        return (tekst, "Alle perioder er angivet, læst i teksten eller rettet af en person.")
    andel = dansk.procent(usikre / max(int(kilder.sum()), 1))
    return (tekst, f"{andel} af beløbene har ingen periode og står i bilagets måned.")


def _udeladt(sag: Sag) -> tuple[str, ...]:
    ude = sag.andele[~sag.andele["medregnet"]]
    if ude.empty:
        return ("Intet af det, der er bogført på personerne, er udeladt.",)
    pr_grund = ude.groupby("hvorfor")["andel_oere"].sum().sort_values(key=lambda s: -s.abs())
    return tuple(
        f"{dansk.kroner(int(oere))} er ikke talt med: {str(grund)[:1].lower()}{str(grund)[1:]}."
        for grund, oere in pr_grund.items()
    )


def _beregning(sag: Sag, netto_u: np.ndarray, g: Graenser) -> tuple[str, ...]:
    if g.aarlig:
        return ("Før 2021 regnes der på årets nettoudgift mod lovens årlige grænser.",)
    dele = []
    for nr, (graense_u, sats) in enumerate(g.trin, start=1):
        over = int((netto_u > graense_u // 12).sum())
        if over:
            oere = kontrafaktisk.i_oere(graense_u // 12)
            dele.append(
                f"{dansk.antal(over, 'måned', 'måneder')} over grænse {nr} ({dansk.kroner(oere, oere_vist=True)}), "
                f"hvor staten betaler {sats} %"
            )
    if not dele:
        return ("Ingen måned er over den første grænse, så sagen giver ingen refusion.",)
    return (f"Sagen har {'; '.join(dele)}. Det giver {dansk.kroner(int(sag.raekke['refusion']))}",)


# --- what would change it -----------------------------------------------------------------------------------


def _afstand(sag: Sag, netto_u: np.ndarray, g: Graenser) -> list[Hvis]:
    """The month that is nearest to its next step."""
    if g.aarlig:
        return []
    op = kontrafaktisk.til_naeste_trin_u(netto_u, g)
    op[(netto_u <= 0) | (op < 0)] = np.iinfo(np.int64).max
    nr = int(op.argmin())
    if op[nr] == np.iinfo(np.int64).max:
        return []
    trin = 1 + sum(netto_u[nr] > graense // 12 for graense, _ in g.trin)
    tekst = (
        f"{dansk.maaned(sag.maaneder['maaned'][nr]).capitalize()} er {dansk.kroner(kontrafaktisk.i_oere(op[nr]))} "
        f"fra trin {trin} ({g.trin[trin - 1][1]} %)."
    )
    return [Hvis(tekst, 0)]


def _perioder(sag: Sag, netto_u: np.ndarray, g: Graenser) -> list[Hvis]:
    """Postings whose period is uncertain, in the neighbouring month that changes most; and large ones as one-offs."""
    med = sag.andele[sag.andele["medregnet"]]
    usikre = med[(med["sikkerhed"] < _SIKKER) & (med["periode_kilde"] != "rettet")]
    fundne: list[Hvis] = []
    stoerste = usikre.assign(abs_=usikre["andel_oere"].abs()).groupby(_NOEGLE)["abs_"].sum()
    for noegle in stoerste.sort_values(ascending=False).head(_UNDERSOEGES).index:
        egne = usikre[(usikre[_NOEGLE] == list(noegle)).all(axis=1)]
        fundne += _en_postering(sag, egne, dict(zip(_NOEGLE, noegle, strict=True)), netto_u, g)
    fundne.sort(key=lambda h: -abs(h.virkning_oere))
    return fundne[:_VISES]


def _en_postering(
    sag: Sag, egne: pd.DataFrame, noegle: dict[str, Any], netto_u: np.ndarray, g: Graenser
) -> list[Hvis]:
    andele = np.zeros(12, dtype=np.int64)
    np.add.at(andele, egne["maaned"].str[5:7].astype(int).to_numpy() - 1, egne["andel_u"].to_numpy(np.int64))
    nu = np.flatnonzero(andele)
    bilag = f"bilag {noegle['bilagsnr']} ({dansk.kroner(kontrafaktisk.i_oere(int(andele.sum())))})"
    ud = []
    if len(nu) == 1:
        virkninger = kontrafaktisk.flyt_til_maaned(netto_u, andele, g)
        naboer = [int(nu[0]) + n for n in _NABOER if 0 <= int(nu[0]) + n < 12]
        bedst = max(naboer, key=lambda m: abs(int(virkninger[m])), default=None)
        if bedst is not None and abs(int(virkninger[bedst])) >= _MINDST_OERE:
            maaned = dansk.maaned(f"{sag.aar}-{bedst + 1:02d}")
            ud.append(_hvis(f"Hvis {bilag} hører til {maaned}", int(virkninger[bedst]), noegle))
        if abs(int(andele.sum())) >= _STOR_OERE * ENHED:
            spredt = kontrafaktisk.fordel_paa_aaret(netto_u, andele, g)
            if abs(spredt) >= _MINDST_OERE:
                ud.append(_hvis(f"Hvis {bilag} er en enkeltstående udgift", spredt, noegle))
    return ud


def _hvis(betingelse: str, virkning_oere: int, noegle: Mapping[str, Any] | None) -> Hvis:
    retning = "stiger" if virkning_oere > 0 else "falder"
    tekst = f"{betingelse}, {retning} refusionen {dansk.kroner(abs(virkning_oere))}"
    return Hvis(tekst, virkning_oere, noegle)


def _husstand(sag: Sag, netto_u: np.ndarray, g: Graenser) -> list[Hvis]:
    """What the summing of the household's children is worth."""
    if sag.sagstype != "husstand" or len(sag.medlemmer) < 2:
        return []
    med = sag.andele[sag.andele["medregnet"]]
    alene = 0
    for _, egne in med.groupby("person_noegle"):
        vektor = np.zeros(12, dtype=np.int64)
        np.add.at(
            vektor, egne["maaned"].str[5:7].astype(int).to_numpy() - 1, egne["andel_u"].to_numpy(np.int64)
        )
        alene += kontrafaktisk.refusion_oere(vektor, g)
    virkning = alene - kontrafaktisk.refusion_oere(netto_u, g)
    if abs(virkning) < _MINDST_OERE:
        return []
    return [_hvis("Hvis børnene blev regnet hver for sig", virkning, None)]
