"""Tells who truly moved into and out of institutions across the municipality's border in the last year.

Told from the lives and not from the register, which may not have heard of a move yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from engine.demo import liv, tal
from engine.demo.liv import INGEN, Befolkning, Heltal, dato
from engine.demo.sandhed import FLEST_RIGTIGE, Sandhed

ET_AAR = 365
UDEN_VIRKNING = ("dagtilbud", "skole")
FLEST_LIGNENDE = 40
GENNEMREJSE_MAANEDER = 6


def fortael(b: Befolkning, inst: pd.DataFrame, sandhed: Sandhed) -> None:
    """Rows of area flytning: tilflytter_institution, tilflytter_fra_institution, fraflytter_institution and
    gennemrejsende; and what the population's fall over the years is."""
    o = _med_foregaaende(b, inst)
    cpr = b.personer["cpr"].to_numpy()

    def raekker(hvor: pd.Series) -> pd.DataFrame:
        return o[(hvor & (o["fra"] > b.til - ET_AAR) & (o["fra"] <= b.til)).to_numpy()]

    her, ude, fra_ude = (
        o["type"] == liv.HER,
        o["type"] == liv.KOMMUNE,
        o["foer_kom"].ne(tal.KOMMUNE) & o["foer_kom"].ne(""),
    )
    for art, hvor, note in (
        (
            "tilflytter_institution",
            her & o["inst"] & fra_ude,
            "Flyttede fra {foer_kom} ind på en institution hos os",
        ),
        (
            "tilflytter_institution",
            her & o["inst"] & o["foer_ude"],
            "Kom fra udlandet ind på en institution hos os",
        ),
        (
            "tilflytter_fra_institution",
            her & ~o["inst"] & fra_ude & o["foer_inst"],
            "Flyttede fra en institution i {foer_kom} til en bolig hos os",
        ),
        (
            "fraflytter_institution",
            ude & o["inst"] & o["foer_kom"].eq(tal.KOMMUNE),
            "Flyttede fra os ind på en institution i {kom}",
        ),
    ):
        for r in liv.raekker(raekker(hvor)):
            tekst = note.format(foer_kom=r.foer_kom, kom=r.kom)
            sandhed.tilfoej(
                "flytning", art, str(cpr[r.person]), str(dato(r.fra)), str(dato(b.til)), 0, True, tekst
            )
    egne = raekker(her & o["inst"] & o["foer_kom"].eq(tal.KOMMUNE))
    naboer = raekker(her & ~o["inst"] & fra_ude & ~o["foer_inst"])
    for d, note in ((egne, "Flyttede ind fra vores egen kommune"), (naboer, "Flyttede fra bolig til bolig")):
        for r in liv.raekker(d.iloc[:: max(1, len(d) // (FLEST_LIGNENDE // 2))][: FLEST_LIGNENDE // 2]):
            dage = str(dato(r.fra)), str(dato(b.til))
            sandhed.ligner("flytning", "tilflytter_institution", str(cpr[r.person]), *dage, note)
    _rigtige(b, raekker, o, cpr, sandhed)
    _gennemrejsende(b, o, cpr, sandhed)
    _nedgang(b, sandhed)


def betalere(b: Befolkning, inst: pd.DataFrame, betaler: Mapping[int, str]) -> list[tuple[str, str, str]]:
    """Who truly pays for each stay of the last year in an institution here whose story tells it: (cpr, first day,
    municipality), '' where the law leaves it open. Of those who moved by chance no story tells."""
    o = _med_foregaaende(b, inst)
    hvor = (
        (o["type"] == liv.HER) & o["inst"] & o["foer_kom"].ne(tal.KOMMUNE) & o["person"].isin(list(betaler))
    )
    cpr = b.personer["cpr"].to_numpy()
    return [
        (str(cpr[r.person]), str(dato(r.fra)), betaler[int(r.person)])
        for r in liv.raekker(o[(hvor & (o["fra"] > b.til - ET_AAR) & (o["fra"] <= b.til)).to_numpy()])
    ]


def _gennemrejsende(b: Befolkning, o: pd.DataFrame, cpr: Heltal, sandhed: Sandhed) -> None:
    """Everybody who lived here for at most half a year between two other places in the country, and left in the last
    year. Stays here that follow each other are one."""
    her, person = (o["kom"] == tal.KOMMUNE) & (o["type"] != liv.UDREJST), o["person"]
    kom = o["kom"].where(o["type"] != liv.UDREJST, "")
    blok = ((kom != kom.shift()) | (person != person.shift())).cumsum()
    g = o.assign(her=her, blok=blok, hvor=kom).groupby("blok", sort=False)
    b_ = g.agg(person=("person", "first"), ind=("fra", "first"), her=("her", "first"), hvor=("hvor", "first"))
    nabo = b_.groupby("person")
    b_ = b_.assign(
        fra=nabo["hvor"].shift().fillna(""), til=nabo["hvor"].shift(-1).fillna(""), ud=nabo["ind"].shift(-1)
    )
    b_ = b_[
        b_["her"] & b_["fra"].ne("") & b_["til"].ne("") & (b_["ud"] > b.til - ET_AAR) & (b_["ud"] <= b.til)
    ]
    for r in liv.raekker(b_):
        ind, ud = dato(r.ind), dato(int(r.ud))
        if pd.Timestamp(ud) <= pd.Timestamp(ind) + pd.DateOffset(months=GENNEMREJSE_MAANEDER):
            note = f"Kom fra {r.fra} og rejste videre til {r.til}"
            sandhed.tilfoej(
                "flytning", "gennemrejsende", str(cpr[r.person]), str(ind), str(ud), 0, True, note
            )


def _rigtige(
    b: Befolkning,
    raekker: Callable[[pd.Series], pd.DataFrame],
    o: pd.DataFrame,
    cpr: Heltal,
    sandhed: Sandhed,
) -> None:
    """Moves of the last year that only look as if an institution was at either end."""
    her, ude = o["type"] == liv.HER, o["type"] == liv.KOMMUNE
    fra_os = o["foer_kom"].eq(tal.KOMMUNE)
    for art, hvor, note in (
        ("fraflytter_institution", ude & ~o["inst"] & fra_os, "Flyttede fra os til en bolig i {kom}"),
        (
            "tilflytter_fra_institution",
            her & ~o["inst"] & fra_os & o["foer_inst"],
            "Flyttede fra en institution hos os til en bolig hos os",
        ),
        (
            "tilflytter_fra_institution",
            her & ~o["inst"] & ~fra_os & o["foer_kom"].ne("") & ~o["foer_inst"],
            "Flyttede fra en bolig i {foer_kom}",
        ),
    ):
        for r in liv.raekker(raekker(hvor).iloc[: 3 * FLEST_RIGTIGE]):
            dage = str(dato(r.fra)), str(dato(b.til))
            note_ = note.format(kom=r.kom, foer_kom=r.foer_kom)
            sandhed.rigtig("flytning", art, str(cpr[r.person]), *dage, note_)


def fortael_ydelser(b: Befolkning, forloeb: pd.DataFrame, foerste: int, sandhed: Sandhed) -> None:
    """Benefits that stopped when the person left: the last payment is in the books after the day of the move.

    forloeb: spells of benefits (person, fra, til), from day `foerste`.
    """
    o = b.ophold.sort_values(["person", "fra"], kind="stable")
    type_ = b.typer()[o["adr"].to_numpy()]
    foer = pd.Series(type_).groupby(o["person"].to_numpy()).shift().to_numpy()
    ud = o[(type_ == liv.KOMMUNE) & (foer == liv.HER)][["person", "fra"]].rename(columns={"fra": "ud"})
    f = forloeb[forloeb["til"] < INGEN].merge(ud, on="person")
    f = f[(f["ud"] - f["til"] <= 31) & (f["ud"] >= f["til"]) & (f["ud"] >= foerste) & (f["ud"] <= b.til)]
    cpr = b.personer["cpr"].to_numpy()
    for r in liv.raekker(f.iloc[: 3 * FLEST_RIGTIGE]):
        dage = str(dato(r.ud)), str(dato(min(r.ud + 60, b.til)))
        note = "Ydelsen stoppede med flytningen; den sidste udbetaling er for tiden før"
        sandhed.rigtig("flytning", "ydelse_efter_fraflytning", str(cpr[r.person]), *dage, note)


def _med_foregaaende(b: Befolkning, inst: pd.DataFrame) -> pd.DataFrame:
    """The stays with a known place, each with the one before it: unknown addresses are passed over."""
    a = b.adresser
    virker = inst["adr"][~inst["type"].isin(UDEN_VIRKNING)].to_numpy()
    er_inst = np.zeros(len(a.type), dtype=bool)
    er_inst[virker] = True
    o = b.ophold.sort_values(["person", "fra"], kind="stable")
    type_ = b.typer()[o["adr"].to_numpy()]
    o = o.assign(type=type_, inst=er_inst[o["adr"].to_numpy()], kom=np.array(a.kommune)[o["adr"].to_numpy()])
    o = o[np.isin(type_, [liv.HER, liv.KOMMUNE, liv.UDREJST])]
    g = o.groupby("person")
    foer = g["type"].shift()
    return o.assign(
        foer_kom=g["kom"].shift().where(foer.isin([liv.HER, liv.KOMMUNE]), "").fillna(""),
        foer_inst=g["inst"].shift(fill_value=False).astype(bool),
        foer_ude=foer.eq(liv.UDREJST),
    )


def _nedgang(b: Befolkning, sandhed: Sandhed) -> None:
    """The yearly falls of the last years, as they truly were."""
    sidste = dato(b.til).year
    aarene = range(max(b.foerste_aar, sidste - 5), sidste + 1)
    tal_ = {a: int(b.bor_her(liv.dag(liv.date(a, 1, 1))).sum()) for a in aarene}
    fald = sum(max(0, tal_[a - 1] - tal_[a]) for a in aarene if a - 1 in tal_)
    netto = tal_[aarene[-1]] - tal_[aarene[0]]
    note = f"Folketallet gik fra {tal_[aarene[0]]} til {tal_[aarene[-1]]}; årenes fald er {fald} i alt"
    art = "tilbagegang" if netto < 0 else "ingen_tilbagegang"
    sandhed.tilfoej("befolkning", art, "", f"{aarene[0]}-01-01", f"{sidste}-01-01", 0, True, note)
