"""What is handed in to the ministry for refugees (BEK 802/2025 §§ 51-57): the lines, and how they differ. Pure.

One line per year, grant and person. Readings:

- A request is the year to the quarter's end. Months that are not over are expected: the monthly grants as the law gives
  them if nothing changes, 100 % refund at the mean of the person's latest three whole months. No result grant is
  expected before it is reached.
- A claim belongs to the year of the month it was for; the first claim of a result grant to the year it was reached, in
  whatever month it was put, since it is given once.
- Earlier years are there where what is right now is another than what was claimed (§ 61, both ways), as far back as the
  parameter cro_tilbage_aar says (the ordinary three years of limitation; no other text is found), and no further back
  than the claims are known. Up to one krone is rounding, and is left (§ 64).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from engine.refusion import udlaendinge as ret
from engine.refusion.indberetning import ANMODNING, SKOEN_MAANEDER, Periode
from engine.refusion.udlaendinge import PAR181, RESULTATER

NOEGLE = ["aar", "ordning", "person_noegle"]
LINJE = [
    *("aar", "berigtigelse", "ordning", "person_noegle", "maaneder", "ret_oere", "skoen_oere"),
    *("hjemtaget_oere", "beloeb_oere", "lovstatus"),
]
_TAL = ["maaneder", "ret_oere", "skoen_oere", "hjemtaget_oere"]
BAGATEL_OERE = 100


def linjer(
    tilskud: pd.DataFrame, skoen: pd.DataFrame, krav: pd.DataFrame, p: Periode, hele: str, tilbage: int
) -> pd.DataFrame:
    """The statement's lines, columns LINJE; beloeb_oere is what is asked for.

    tilskud: person_noegle, maaned, ordning, oere, status, of every month that is right. skoen: person_noegle, ordning,
    oere, expected after the last whole month `hele`. krav: person_noegle (may be None), ordning, maaned (may be None),
    regnskabsaar, beloeb_oere. tilbage: years before the statement's.
    """
    foerste = max(p.aar - tilbage, int(krav["regnskabsaar"].min())) if len(krav) else p.aar
    egne = i_perioden(tilskud, p, hele)
    krav = _med_aar(krav, tilskud)
    ud = pd.concat([_ret(egne), _skoen(skoen, p), _hjemtaget(krav)]).groupby(NOEGLE, as_index=False).sum()
    ud = ud[ud["aar"].between(foerste, p.aar)]
    ud[_TAL] = ud[_TAL].fillna(0).astype("int64")
    ud["beloeb_oere"] = ud["ret_oere"] + ud["skoen_oere"] - ud["hjemtaget_oere"]
    ud["berigtigelse"] = ud["aar"] < p.aar
    ud = ud[~ud["berigtigelse"] | (ud["beloeb_oere"].abs() > BAGATEL_OERE)]
    ud = ud.merge(_status(egne), on=["aar", "ordning"], how="left")
    ud["lovstatus"] = ud["lovstatus"].fillna("")
    orden = ud["ordning"].map({o: n for n, o in enumerate(ret.ORDNINGER)})
    return (
        ud.assign(orden=orden)
        .sort_values(["berigtigelse", "aar", "orden", "person_noegle"], kind="stable")[LINJE]
        .reset_index(drop=True)
    )


def i_perioden(tilskud: pd.DataFrame, p: Periode, hele: str) -> pd.DataFrame:
    """The months that are right and over: up to the quarter's end in a request, else up to the year's end."""
    sidste = min(p.sidste_maaned, hele) if p.art == ANMODNING else p.sidste_maaned
    return tilskud[tilskud["maaned"] <= sidste]


def _ret(tilskud: pd.DataFrame) -> pd.DataFrame:
    df = tilskud.assign(aar=tilskud["maaned"].str[:4].astype("int64"), ret_oere=tilskud["oere"], maaneder=1)
    return df[[*NOEGLE, "maaneder", "ret_oere"]]


def _skoen(skoen: pd.DataFrame, p: Periode) -> pd.DataFrame:
    return skoen.assign(aar=p.aar, skoen_oere=skoen["oere"])[[*NOEGLE, "skoen_oere"]]


def _hjemtaget(krav: pd.DataFrame) -> pd.DataFrame:
    """Claims without a person are a line of their own, with '' as person."""
    df = krav.assign(
        person_noegle=krav["person_noegle"].fillna("").astype(str),
        ordning=krav["ordning"].fillna("").astype(str),
        hjemtaget_oere=krav["beloeb_oere"],
    )
    return df[[*NOEGLE, "hjemtaget_oere"]]


def _med_aar(krav: pd.DataFrame, tilskud: pd.DataFrame) -> pd.DataFrame:
    """The claims with the year each is for."""
    maanedens = krav["maaned"].astype("str").str[:4].where(krav["maaned"].notna())
    aar = maanedens.fillna(krav["regnskabsaar"].astype(str)).astype("int64")
    naaet = tilskud[tilskud["ordning"].isin(RESULTATER)].set_index(["person_noegle", "ordning"])["maaned"]
    opnaaet = {n: int(m[:4]) for n, m in naaet.items()}
    noegler = zip(krav["person_noegle"], krav["ordning"], strict=True)
    return krav.assign(aar=[opnaaet.pop(n, a) for n, a in zip(noegler, aar, strict=True)])


def _status(tilskud: pd.DataFrame) -> pd.DataFrame:
    """'afledt' for a year's grant when one of its rates is computed and not confirmed."""
    df = tilskud[tilskud["status"] == "afledt"]
    df = df.assign(aar=df["maaned"].str[:4].astype("int64"), lovstatus="afledt")
    return df[["aar", "ordning", "lovstatus"]].drop_duplicates()


def skoen(tilskud: pd.DataFrame, ventede: Iterable[ret.Tilskud], p: Periode, hele: str) -> pd.DataFrame:
    """What is expected of a request's months that are not over: person_noegle, ordning, oere.

    ventede: the monthly grants as the law gives them up to the quarter's end if nothing changes.
    """
    kolonner = ["person_noegle", "ordning", "oere"]
    antal = _nr(p.sidste_maaned) - _nr(hele)
    if p.art != ANMODNING or antal <= 0:
        return pd.DataFrame(columns=kolonner).astype({"oere": "int64"})
    raekker = [
        (t.person_noegle, t.ordning, t.oere)
        for t in ventede
        if t.oere is not None and t.ordning not in RESULTATER and hele < t.maaned <= p.sidste_maaned
    ]
    maanedlige = pd.DataFrame(raekker, columns=kolonner).astype({"oere": "int64"})
    return pd.concat([maanedlige, _skoen_hjaelp(tilskud, hele, antal)], ignore_index=True)


def _skoen_hjaelp(tilskud: pd.DataFrame, hele: str, antal: int) -> pd.DataFrame:
    """The mean of the latest whole months, half away from zero, for as many months."""
    seneste = tilskud[(tilskud["ordning"] == PAR181) & (tilskud["maaned"] <= hele)]
    seneste = seneste[seneste["maaned"].map(_nr) > _nr(hele) - SKOEN_MAANEDER]
    sum_ = seneste.groupby("person_noegle")["oere"].sum()
    oere = [ret.afrund(int(s) * antal, SKOEN_MAANEDER) for s in sum_]
    return pd.DataFrame({"person_noegle": sum_.index, "ordning": PAR181, "oere": oere}).astype(
        {"oere": "int64"}
    )


def _nr(maaned: str) -> int:
    return int(maaned[:4]) * 12 + int(maaned[5:7])


def poster(linjer_: pd.DataFrame) -> pd.DataFrame:
    """The statement's sums by year and grant, in order: the front page. personer: how many there is a line for."""
    df = linjer_.assign(personer=(linjer_["person_noegle"] != "").astype("int64"))
    ud = df.groupby(["berigtigelse", "aar", "ordning"], sort=False)[["personer", *_TAL, "beloeb_oere"]].sum()
    return ud.reset_index()


# --- the difference from the last -------------------------------------------------------------------------------


def forskel(ny: pd.DataFrame, gammel: pd.DataFrame) -> pd.DataFrame:
    """What is right now against what was right at the last hand-in, a line at a time, the largest first.

    Both: aar, ordning, person_id, oere (right and estimate), maaneder ({month: øre}), skoen_oere, fakta (texts of what
    decides the person's rights). Returns aar, ordning, person_id, foer_oere, efter_oere, forskel_oere, hvorfor.
    """
    noegle = ["aar", "ordning", "person_id"]
    foer, efter = ({tuple(r[n] for n in noegle): r for r in df.to_dict("records")} for df in (gammel, ny))
    raekker = []
    for n in {**foer, **efter}:
        a, b = foer.get(n), efter.get(n)
        oere = [int(r["oere"]) if r else 0 for r in (a, b)]
        if oere[0] != oere[1]:
            raekker.append((*n, *oere, oere[1] - oere[0], " ".join(_hvorfor(a, b))))
    kolonner = [*noegle, "foer_oere", "efter_oere", "forskel_oere", "hvorfor"]
    ud = pd.DataFrame(raekker, columns=kolonner)
    return ud.sort_values("forskel_oere", key=lambda s: -s.abs(), kind="stable").reset_index(drop=True)


_INGEN: Mapping[str, Any] = {"maaneder": {}, "skoen_oere": 0, "fakta": []}


def _hvorfor(a: Mapping[str, Any] | None, b: Mapping[str, Any] | None) -> list[str]:
    """The reasons in sentences: months that came, went or changed, the estimate, and the facts behind."""
    foer, nu = a or _INGEN, b or _INGEN
    gamle, nye = foer["maaneder"], nu["maaneder"]
    ud = [
        _maanedstekst("Kom til", sorted(set(nye) - set(gamle))),
        _maanedstekst("Faldt bort", sorted(set(gamle) - set(nye))),
        _maanedstekst("Andet beløb i", sorted(m for m in set(gamle) & set(nye) if gamle[m] != nye[m])),
    ]
    if foer["skoen_oere"] != nu["skoen_oere"]:
        ud.append(
            "Skønnet over resten af kvartalet er et andet."
            if nu["skoen_oere"]
            else "Skønnet er blevet faktisk."
        )
    if a is None:
        ud.append("Linjen er ny.")
    if b is None:
        ud.append("Linjen er der ikke mere.")
    if a is not None and b is not None:
        ud += [f"Før: {t}." for t in foer["fakta"] if t not in nu["fakta"]]
        ud += [f"Nu: {t}." for t in nu["fakta"] if t not in foer["fakta"]]
    return [t for t in ud if t]


def _maanedstekst(hvad: str, maaneder: list[str]) -> str:
    if not maaneder:
        return ""
    foerste, sidste = (f"{m[5:7]}.{m[:4]}" for m in (maaneder[0], maaneder[-1]))
    return (
        f"{hvad}: {foerste}." if len(maaneder) == 1 else f"{hvad}: {foerste}-{sidste} ({len(maaneder)} mdr.)."
    )
