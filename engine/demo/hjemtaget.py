"""What the municipality itself claimed: its spreadsheet, person by person, with what it forgot.

The arithmetic is the spreadsheet's own and knows no household. It is not the law and takes nothing from
the modules that compute refunds; it gives the claims of the past and the size of the planted truth.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from engine.demo import liv, tal
from engine.demo.behov import YDELSER, Behov
from engine.demo.hovedbog import Regler, egenbetaling
from engine.demo.liv import Befolkning, Heltal, dato
from engine.demo.sandhed import Sandhed


def maanedsnetto(bh: Behov, forbrug: pd.DataFrame, *, fordel: bool) -> pd.DataFrame:
    """True net per person and month (person, maaned, oere).

    fordel: one-offs are spread over the twelve months of their year; without it they are left out, as the
    spreadsheet does.
    """
    ind = bh.indsats
    i = forbrug["i"].to_numpy()
    regnes = np.array([YDELSER[k].regnes for k in ind["kode"]])[i] & ~ind["fremmed"].to_numpy()[i]
    andel = 1 - ind["stat_andel"].to_numpy()[i]
    netto = (forbrug["oere"].to_numpy() * andel).astype(np.int64) - egenbetaling(ind)[i]
    g = pd.DataFrame(
        {"person": ind["person"].to_numpy()[i], "maaned": forbrug["maaned"].to_numpy(), "oere": netto}
    )
    stk = (ind["enhed"] == "stk").to_numpy()[i]
    enkelt = g[stk & regnes & fordel]
    if len(enkelt):
        enkelt = enkelt.loc[enkelt.index.repeat(12)].reset_index(drop=True)
        enkelt["maaned"] = enkelt["maaned"] // 12 * 12 + np.arange(len(enkelt)) % 12
        enkelt["oere"] //= 12
    alle = pd.concat([g[~stk & regnes], enkelt])
    return alle.groupby(["person", "maaned"], as_index=False)["oere"].sum()


def trin(oere: Heltal, maaned: Heltal) -> Heltal:
    """The spreadsheet's refund of a month in øre: 25, 50 and 75 % above a twelfth of its three limits."""
    aar = np.asarray(maaned) // 12 + 1970
    sidste = max(tal.REGNEARK_GRAENSER)
    graenser = (
        np.array([tal.REGNEARK_GRAENSER[min(max(int(a), 2021), sidste)] for a in aar]).reshape(-1, 3)
        * 100
        / 12
    )
    over = np.maximum(np.asarray(oere)[:, None] - graenser, 0)
    return np.round(over.sum(axis=1) * 0.25).astype(np.int64)


def _fyldt_67(b: Befolkning, n: pd.DataFrame) -> Heltal:
    """The month (since 1970-01) of the 67th birthday for each row."""
    dag67 = liv.foedselsdag(b.personer["foedt"].to_numpy()[n["person"]], 67)
    return dag67.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _efter_67(b: Befolkning, n: pd.DataFrame) -> tuple[Heltal, Heltal]:
    """Rows after the 67th birthday's month began, and whether the help was dear the month before."""
    m67 = _fyldt_67(b, n)
    efter = n["maaned"].to_numpy() >= m67
    foer = n[n["maaned"].to_numpy() == m67 - 1]
    dyr = set(foer["person"][trin(foer["oere"].to_numpy(), foer["maaned"].to_numpy()) > 0])
    return efter, n["person"].isin(dyr).to_numpy()


def regneark(
    b: Befolkning,
    bh: Behov,
    forbrug: pd.DataFrame,
    regler: Regler,
    rng: np.random.Generator,
    sandhed: Sandhed,
) -> tuple[pd.DataFrame, dict[int, int]]:
    """The claims of the years that are over (rows of `hjemtaget`) and the advance per year in øre."""
    cpr = b.personer["cpr"].to_numpy()
    n = maanedsnetto(bh, forbrug, fordel=False)
    efter, dyr_foer = _efter_67(b, n)
    stopper = rng.random(len(cpr)) < 0.5  # whose help the municipality thinks ends at 67
    fortsaetter = rng.random(len(cpr)) < 0.3  # whose claim runs on although it should not
    med = ~efter | np.where(dyr_foer, ~stopper[n["person"]], fortsaetter[n["person"]])
    n["refusion"] = trin(n["oere"].to_numpy(), n["maaned"].to_numpy())
    n["aar"] = n["maaned"] // 12 + 1970
    _sandhed_67(b, n, efter, dyr_foer, med, sandhed, regler)
    aar_sum = n[med].groupby(["aar", "person"], as_index=False)["refusion"].sum()
    aar_sum = aar_sum[(aar_sum["refusion"] > 0) & aar_sum["aar"].isin(regler.aar)]
    glemt = (rng.random(len(aar_sum)) < regler.stoej.glemt).astype(bool)
    for r in liv.raekker(aar_sum[glemt & (aar_sum["aar"] < regler.til.year).to_numpy()]):
        sandhed.tilfoej(
            "sde",
            "sag_ikke_hjemtaget",
            str(cpr[r.person]),
            f"{r.aar}-01-01",
            f"{r.aar}-12-31",
            int(r.refusion),
            True,
            "Sagen er aldrig kommet med i regnearket",
        )
    krav = aar_sum[~glemt]
    forskud = krav.groupby("aar")["refusion"].sum().to_dict()
    return _raekker(b, krav[krav["aar"] < regler.til.year], rng), {int(a): int(v) for a, v in forskud.items()}


def _sandhed_67(
    b: Befolkning, n: pd.DataFrame, efter: Heltal, dyr: Heltal, med: Heltal, sandhed: Sandhed, regler: Regler
) -> None:
    cpr = b.personer["cpr"].to_numpy()
    ramt = n[efter & (n["aar"].isin(regler.aar)).to_numpy()].assign(
        dyr=dyr[efter & n["aar"].isin(regler.aar).to_numpy()],
        med=med[efter & n["aar"].isin(regler.aar).to_numpy()],
    )
    for person, g in ramt[ramt["refusion"] > 0].groupby("person"):
        fra, til = _fra_til(g["maaned"])
        daekket, hjemtaget = bool(g["dyr"].iloc[0]), bool(g["med"].iloc[0])
        if daekket == hjemtaget:
            art, oere = ("ligner", 0) if not daekket else ("fylder_67_hjemtaget", 0)
        else:
            art, oere = ("fylder_67_glemt", 1) if daekket else ("fylder_67_for_meget", -1)
        note = "Dyr måneden før 67 år" if daekket else "Ikke dyr måneden før 67 år"
        sandhed.tilfoej(
            "sde", art, str(cpr[int(str(person))]), fra, til, oere * int(g["refusion"].sum()), True, note
        )


def _fra_til(maaneder: pd.Series) -> tuple[str, str]:
    fra = int(np.datetime64(int(maaneder.min()), "M").astype("datetime64[D]").astype(int))
    til = int(np.datetime64(int(maaneder.max()) + 1, "M").astype("datetime64[D]").astype(int)) - 1
    return str(dato(fra)), str(dato(til))


def _raekker(b: Befolkning, krav: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """One row a case and year, or one a month for the few that are claimed so."""
    rk: list[tuple[int, str, str, str, int, str]] = []
    foedt = b.personer["foedt"].to_numpy()
    cpr = b.personer["cpr"].to_numpy()
    for r in liv.raekker(krav):
        aar = int(r.aar)
        barn = liv.foedselsdag(foedt[r.person : r.person + 1], 18)[0] > liv.dag(date(aar, 7, 1))
        sag_type = ("husstand" if rng.random() < 0.5 else "") if barn else "person"
        indberettet = f"{aar + 1}-02-{int(rng.integers(10, 28)):02d}"
        if rng.random() < 0.2:
            for m in range(12):
                del_ = int(r.refusion) * (m + 1) // 12 - int(r.refusion) * m // 12
                if del_:
                    rk.append((aar, str(cpr[r.person]), sag_type, f"{aar}-{m + 1:02d}", del_, indberettet))
        else:
            rk.append((aar, str(cpr[r.person]), sag_type, "", int(r.refusion), indberettet))
    ud = pd.DataFrame(rk, columns=["regnskabsaar", "cpr", "sag_type", "maaned", "oere", "indberettet_dato"])
    ud["loebenr"] = ud.groupby("regnskabsaar").cumcount() + 1
    return ud.assign(ordning="sde")


def husstande(b: Befolkning, bh: Behov, forbrug: pd.DataFrame, regler: Regler, sandhed: Sandhed) -> None:
    """Tells what one mother's children cost together above what they do one by one: the households missed."""
    n = maanedsnetto(bh, forbrug, fordel=True)
    mor = b.personer["mor"].to_numpy()[n["person"]]
    foerste = n["maaned"].to_numpy().astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    barn = (liv.foedselsdag(b.personer["foedt"].to_numpy()[n["person"]], 18) > foerste) & (mor >= 0)
    n = n[barn].assign(mor=mor[barn], aar=n["maaned"][barn] // 12 + 1970)
    n["alene"] = trin(n["oere"].to_numpy(), n["maaned"].to_numpy())
    h = n.groupby(["mor", "aar", "maaned"], as_index=False).agg(
        oere=("oere", "sum"), alene=("alene", "sum"), antal=("person", "nunique")
    )
    h["sammen"] = trin(h["oere"].to_numpy(), h["maaned"].to_numpy())
    h = h[(h["antal"] > 1) & (h["sammen"] > h["alene"]) & h["aar"].isin(regler.aar)]
    cpr = b.personer["cpr"].to_numpy()
    anbragte = set(bh.indsats["person"][[YDELSER[k].anbringelse for k in bh.indsats["kode"]]])
    for (m, _aar), g in h.groupby(["mor", "aar"]):
        boern = sorted(n["person"][(n["mor"] == m) & n["maaned"].isin(g["maaned"])].unique().tolist())
        fra, til = _fra_til(g["maaned"])
        anbragt = any(p in anbragte for p in boern)
        sandhed.tilfoej(
            "sde",
            "husstand_overset_anbragt" if anbragt else "husstand_overset",
            " ".join(str(cpr[p]) for p in boern),
            fra,
            til,
            int((g["sammen"] - g["alene"]).sum()),
            True,
            "Børnenes udgifter er regnet hver for sig",
        )


def ligner(b: Befolkning, bh: Behov, forbrug: pd.DataFrame, regler: Regler, sandhed: Sandhed) -> None:
    """What only looks like a case: dear care of the old, help that was never dear before 67, residents whom
    others pay for, and the shared financing of secure institutions."""
    cpr = b.personer["cpr"].tolist()
    i = forbrug["i"].to_numpy()
    f = forbrug.assign(kode=bh.indsats["kode"].to_numpy()[i], person=bh.indsats["person"].to_numpy()[i])
    aeldre = f[f["kode"].isin(["plejehjem", "hjemmepleje"]) & (f["maaned"] // 12 + 1970).isin(regler.aar)]
    dyre = aeldre[trin(aeldre["oere"].to_numpy(), aeldre["maaned"].to_numpy()) > 0]
    for person, g in dyre.groupby("person"):
        fra, til = _fra_til(g["maaned"])
        _ligner(sandhed, cpr[int(str(person))], fra, til, "Dyr pleje efter 67 år uden en tidligere sag")
    hele = f"{regler.foerste_aar}-01-01", str(regler.til)
    n = maanedsnetto(bh, forbrug, fordel=True)
    kendte_dyre = set(n["person"][trin(n["oere"].to_numpy(), n["maaned"].to_numpy()) > 0])
    for p in sorted(set(bh.fylder_67) - kendte_dyre):
        _ligner(sandhed, cpr[p], *hele, "Fylder 67 i botilbud, men har ikke været over grænsen")
    for p in bh.fremmede:
        _ligner(sandhed, cpr[p], *hele, "Bor i vores botilbud, men en anden kommune betaler")
    _ligner(sandhed, "", *hele, "Objektiv finansiering på 5.28.24 er ingen persons udgift")


def _ligner(sandhed: Sandhed, cpr: str, fra: str, til: str, note: str) -> None:
    sandhed.tilfoej("sde", "ligner", cpr, fra, til, 0, True, note)


def saml(
    b: Befolkning,
    sde: pd.DataFrame,
    udlaendinge: pd.DataFrame,
    moms: pd.DataFrame,
    mellem: pd.DataFrame,
    regler: Regler,
) -> pd.DataFrame:
    """All claims, one numbering a scheme and year: SDE of the years that are over, the others as they ran."""
    cpr = b.personer["cpr"].to_numpy()
    tom = {"delordning": "", "modpart_kommunekode": "", "sag_type": "", "cpr": "", "maaned": ""}
    u = udlaendinge
    u = pd.DataFrame(
        {
            "ordning": "udlaendinge",
            "delordning": u["delordning"],
            "cpr": cpr[u["person"].to_numpy(dtype=np.int64)],
            "regnskabsaar": u["maaned"].to_numpy(dtype=np.int64) // 12 + 1970,
            "maaned": u["maaned"].to_numpy(dtype=np.int64).astype("datetime64[M]").astype(str),
            "oere": u["oere"].to_numpy(dtype=np.int64),
        }
    )
    m = pd.DataFrame(
        {
            "ordning": "moms",
            "regnskabsaar": moms["aar"],
            "maaned": moms["maaned"].to_numpy().astype("datetime64[M]").astype(str),
            "oere": moms["moms_hjemtaget"],
        }
    )
    x = mellem[(mellem["oere"] < 0) & (mellem["bogfoeringsdato"] <= b.til)]
    x = x[x["regnskabsaar"] >= regler.foerste_aar]
    x = x.groupby(["regnskabsaar", "modpart_kommunekode"], as_index=False)["oere"].sum()
    x = x.assign(ordning="mellemkommunal", oere=-x["oere"])
    ud = pd.concat([sde, u[u["oere"] != 0], m, x], ignore_index=True)
    for k in tom:
        ud[k] = ud[k].fillna("")
    sidst = (ud["regnskabsaar"].astype(int) + 1).astype(str) + "-02-15"
    ud["indberettet_dato"] = ud["indberettet_dato"].fillna(
        sidst.where(ud["regnskabsaar"] < regler.til.year, "")
    )
    ud["loebenr"] = ud.groupby(["ordning", "regnskabsaar"]).cumcount() + 1
    return ud
