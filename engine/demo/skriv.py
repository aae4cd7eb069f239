"""Writes the deliveries: the tables as the registers knew them on the day of each delivery.

CSV as the delivery contract says: UTF-8, semicolon, decimal point, empty = unknown, nothing quoted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from engine.demo import liv, moms, tal
from engine.demo.behov import YDELSER, Behov
from engine.demo.liv import INGEN, Befolkning, Heltal, dag, dato
from engine.demo.sandhed import KOLONNER, Sandhed

POSTERING = tal.ord_i(
    "kilde regnskabsaar bilagsnr linjenr bogfoeringsdato bilagsdato konto beloeb tekst cpr cvr modpart_kommunekode "
    "profitcenter organisation momsbeloeb moms_hjemtaget momskode leverandoer_land periode_fra periode_til "
    "enkeltstaaende lov paragraf"
)


def datoer(dage: Heltal, gyldig: Heltal | None = None) -> pa.Array:
    """Day numbers as dates; empty where not valid (or never: INGEN, or before 1850)."""
    d = np.asarray(dage, dtype=np.int64)
    ok = (d < INGEN) & (d > -43_830) if gyldig is None else gyldig & (d < INGEN)
    return pa.array(np.where(ok, d, 0).astype(np.int32), mask=~ok).cast(pa.date32())


def beloeb(oere: Heltal) -> pa.Array:
    """Øre as kroner with exactly two decimals, through the bits of a decimal: no float comes near."""
    v = np.asarray(oere, dtype="<i8")
    bits = np.empty((len(v), 2), dtype="<i8")
    bits[:, 0], bits[:, 1] = v, v >> 63
    tal_ = pa.Array.from_buffers(pa.decimal128(18, 2), len(v), [None, pa.py_buffer(bits.tobytes())])
    return tal_.cast(pa.string())


def tekst(v: pd.Series | Heltal | list[str]) -> pa.Array:
    """Text; the empty string is an empty field."""
    if isinstance(v, pd.Series) and isinstance(v.dtype, pd.CategoricalDtype):
        navne = pa.array(v.cat.categories.to_numpy(dtype=object), type=pa.string())
        return navne.take(pa.array(v.cat.codes.to_numpy()))
    if isinstance(v, pd.Series) and isinstance(v.dtype, pd.StringDtype):
        ud = pa.array(v)
        return (ud.combine_chunks() if isinstance(ud, pa.ChunkedArray) else ud).cast(pa.string())
    return pa.array(np.asarray(v, dtype=object), type=pa.string())


Tabel = Mapping[str, "pa.Array"]


def skriv(
    mappe: Path, navn: str, kolonner: Tabel, ekstra: list[str] | None = None, stor: bool = False
) -> int:
    """Writes one table as CSV, or as Parquet when `stor`; returns the number of rows."""
    return skriv_stykker(mappe, navn, [kolonner], ekstra, stor)


def skriv_stykker(
    mappe: Path, navn: str, stykker: Iterable[Tabel], ekstra: list[str] | None = None, stor: bool = False
) -> int:
    """As `skriv`, for a table that comes in pieces with the same columns (one at least), each written before the
    next is made."""
    if not stor:
        return csv_stykker(mappe / f"{navn}.csv", stykker, ekstra)
    antal = 0
    skriver = None
    for stykke in stykker:
        t = pa.table(dict(stykke))
        skriver = skriver or pq.ParquetWriter(mappe / f"{navn}.parquet", t.schema, compression="zstd")
        skriver.write_table(t)
        antal += t.num_rows
    assert skriver is not None
    skriver.close()
    if not ekstra:
        return antal
    # Lines that break their contract come beside it: they could not stand in typed columns.
    tom = {k: pa.array([], pa.string()) for k in skriver.schema.names}
    return antal + csv(mappe / f"{navn}_fejl.csv", tom, ekstra)


def csv(sti: Path, kolonner: Tabel, ekstra: list[str] | None = None) -> int:
    """Writes one table, `ekstra` lines last as they stand. Returns the number of rows."""
    return csv_stykker(sti, [kolonner], ekstra)


def csv_stykker(sti: Path, stykker: Iterable[Tabel], ekstra: list[str] | None = None) -> int:
    """As `csv`, piece by piece."""
    antal = 0
    valg = pacsv.WriteOptions(include_header=False, delimiter=";", quoting_style="none")
    with sti.open("wb") as fil:
        for nr, stykke in enumerate(stykker):
            t = pa.table(dict(stykke))
            if not nr:
                fil.write((";".join(t.column_names) + "\n").encode())
            pacsv.write_csv(t, fil, valg)
            antal += t.num_rows
        for linje in ekstra or []:
            fil.write((linje + "\n").encode())
    return antal + len(ekstra or [])


# -- registers as of a day ------------------------------------------------------------------------------


def kendte(b: Befolkning, o: pd.DataFrame, d: int) -> Heltal:
    """Persons the register had on day `d`: those with an address that had begun."""
    ud = np.zeros(len(b.personer), dtype=bool)
    ud[o["person"].to_numpy()] = True
    return ud & (b.personer["foedt"].to_numpy() <= d)


def civilstande(b: Befolkning, d: int) -> pd.DataFrame:
    """Civil status history by day `d`: the first is unmarried since birth (fra = INGEN: empty)."""
    c = b.civil[b.civil["fra"] <= d].drop_duplicates(["person", "fra"], keep="last")
    ugift = pd.DataFrame({"person": c["person"].unique(), "civilstand": "U", "partner": -1, "fra": -INGEN})
    ugift["usikker"] = False
    alle = pd.concat([ugift, c]).sort_values(["person", "fra"], kind="stable").reset_index(drop=True)
    alle["til"] = (alle.groupby("person")["fra"].shift(-1) - 1).fillna(INGEN).astype(np.int64)
    return alle


def person(b: Befolkning, d: int, med: Heltal, o: pd.DataFrame, skiftet: pd.DataFrame) -> Tabel:
    """One row a number; `skiftet` (person, gammel, dag): replaced numbers, which have a row of their own."""
    p = b.personer
    o = o.drop_duplicates("person", keep="last").set_index("person")
    o = o.reindex(np.flatnonzero(med))
    type_ = b.typer()[o["adr"].to_numpy().astype(int)]
    q = p[med]
    doed = q["doed"].to_numpy()
    er_doed = doed <= d
    civ = (
        civilstande(b, d)
        .drop_duplicates("person", keep="last")
        .set_index("person")
        .reindex(np.flatnonzero(med))
    )
    partner = civ["partner"].fillna(-1).to_numpy().astype(int)
    gift = (civ["civilstand"] == "G").to_numpy() & (partner >= 0)
    cpr = p["cpr"].to_numpy()
    t = pd.DataFrame(
        {
            "cpr": q["cpr"].to_numpy(),
            "navn": q["navn"].to_numpy(),
            "foedt": q["foedt"].to_numpy(),
            "usikker": np.where(q["foedt_usikker"], "1", "0"),
            "koen": np.where(q["mand"], "M", "K"),
            "status": np.where(er_doed, "90", liv.STATUS[type_]),
            "statusdato": np.where(er_doed, doed, o["fra"].to_numpy()),
            "land": np.array(b.lande)[q["land"]],
            "beskyttet": np.where(q["beskyttet"], "1", "0"),
            "doed": np.where(er_doed, doed, INGEN),
            "gaeldende": "",
            "civilstand": civ["civilstand"].fillna("U").to_numpy(),
            "aegtefaelle": np.where(gift, cpr[np.maximum(partner, 0)], ""),
        },
        index=np.flatnonzero(med),
    )
    s = skiftet[(skiftet["dag"] <= d) & med[skiftet["person"].to_numpy()]]
    gamle = t.loc[s["person"]].assign(
        gaeldende=t.loc[s["person"], "cpr"], cpr=s["gammel"].to_numpy(), status="60"
    )
    gamle = gamle.assign(statusdato=s["dag"].to_numpy(), land="", doed=INGEN, civilstand="", aegtefaelle="")
    t = pd.concat([t, gamle])
    return {
        "cpr": tekst(t["cpr"]),
        "navn": tekst(t["navn"]),
        "foedselsdato": datoer(t["foedt"].to_numpy()),
        "foedselsdato_usikker": tekst(t["usikker"]),
        "koen": tekst(t["koen"]),
        "cpr_status": tekst(t["status"]),
        "statusdato": datoer(t["statusdato"].to_numpy()),
        "statsborgerskab": tekst(t["land"]),
        "adressebeskyttelse": tekst(t["beskyttet"]),
        "doedsdato": datoer(t["doed"].to_numpy()),
        "gaeldende_cpr": tekst(t["gaeldende"]),
        "civilstand": tekst(t["civilstand"]),
        "aegtefaelle_cpr": tekst(t["aegtefaelle"]),
    }


def civilstand(b: Befolkning, d: int, med: Heltal) -> Tabel:
    c = civilstande(b, d)
    c = c[med[c["person"].to_numpy()]]
    cpr = b.personer["cpr"].to_numpy()
    partner = c["partner"].to_numpy()
    return {
        "cpr": tekst(cpr[c["person"]]),
        "civilstand": tekst(c["civilstand"]),
        "aegtefaelle_cpr": tekst(
            np.where((partner >= 0) & (c["civilstand"] == "G").to_numpy(), cpr[np.maximum(partner, 0)], "")
        ),
        "fra": datoer(c["fra"].to_numpy()),
        "fra_usikker": tekst(np.where(c["usikker"], "1", "0")),
        "til": datoer(c["til"].to_numpy()),
    }


def adresse(b: Befolkning, d: int, med: Heltal, o: pd.DataFrame) -> Tabel:
    """The residence history as CPR tells it: road name and postal code on the present address only."""
    o = o[med[o["person"].to_numpy()]]
    a = b.adresser
    i = o["adr"].to_numpy()
    til = o["til"].to_numpy()
    type_ = np.array(a.type)[i]
    usikker = o["usikker"].to_numpy()
    # A stay ends where the next begins, so the doubt about that day is about both.
    naeste = o.groupby("person")["usikker"].shift(-1, fill_value=False).to_numpy(dtype=bool)

    def felt(v: list[str], naar: Heltal) -> pa.Array:
        return tekst(np.where(naar, np.array(v, dtype=object)[i], ""))

    kendt, nu = type_ != liv.FORSVUNDET, til == INGEN
    foerst = np.r_[True, np.diff(o["person"].to_numpy()) != 0]
    lon, lat = koordinater(a.kommune, a.vejkode, a.husnr)
    return {
        "cpr": tekst(b.personer["cpr"].to_numpy()[o["person"]]),
        "type": tekst(liv.ADRESSETYPE[type_]),
        "kommunekode": felt(a.kommune, kendt),
        "vejkode": felt(a.vejkode, kendt),
        "husnr": felt(a.husnr, kendt),
        "etage": felt(a.etage, kendt),
        "sidedoer": felt(a.sidedoer, kendt),
        "vejnavn": felt(a.vejnavn, nu),
        "postnr": felt(a.postnr, nu),
        "landekode": felt(a.land, type_ == liv.UDREJST),
        "indrejse_landekode": tekst(_indrejst_fra(b, o, type_, foerst)),
        "lon": felt(lon, kendt),
        "lat": felt(lat, kendt),
        "tilflytningsdato": datoer(o["fra"].to_numpy()),
        "fraflytningsdato": datoer(til),
        "loebenr": tekst(np.full(len(o), "0")),
        "tilflytningsdato_usikker": tekst(np.where(usikker, "1", "0")),
        "fraflytningsdato_usikker": tekst(np.where(naeste, "1", "0")),
    }


def koordinater(kommune: list[str], vejkode: list[str], husnr: list[str]) -> tuple[list[str], list[str]]:
    """Where each address lies, as the municipality's own map system would tell: lon and lat, empty where it does not.

    Roads lie around a town and six villages, their houses along them. Only homes here, and institutions' own roads
    (8000-) and every eleventh road are left out: nobody has coordinates of everything.
    """
    v = np.array([int(k) if k.isdigit() else 0 for k in vejkode], dtype=np.int64)
    nr = np.array([int("".join(filter(str.isdigit, h)) or 0) for h in husnr], dtype=np.int64)
    by = np.array(_BYER)[np.where(v % 5 < 3, 0, 1 + v % 6)]
    vinkel, afstand = (
        v * 2.399963,
        np.sqrt((v * 37 % 101) / 101),
    )  # sunflower: spread evenly, the same every time
    bredde = by[:, 2] * afstand
    lon = by[:, 0] + 1.85 * bredde * np.cos(vinkel) + 0.00022 * nr * np.cos(vinkel * 3)
    lat = by[:, 1] + bredde * np.sin(vinkel) + 0.00012 * nr * np.sin(vinkel * 3)
    med = (np.array(kommune) == tal.KOMMUNE) & (v > 0) & (v < 8000) & (v % 11 > 0)
    ud = ([f"{x:.5f}" if m else "" for x, m in zip(led, med, strict=True)] for led in (lon, lat))
    return next(ud), next(ud)


# lon, lat and reach in degrees of latitude: the town, then the villages
_BYER = (
    *((9.80, 57.14, 0.030), (9.70, 57.17, 0.009), (9.90, 57.17, 0.009), (9.71, 57.22, 0.011)),
    *((9.92, 57.24, 0.008), (9.64, 57.20, 0.008), (9.98, 57.15, 0.010)),
)


def _indrejst_fra(b: Befolkning, o: pd.DataFrame, type_: Heltal, foerst: Heltal) -> Heltal:
    """The country a stay's person came from: the one lived in before, or for a newcomer the one of origin."""
    p, i = o["person"].to_numpy(), o["adr"].to_numpy()
    hjem = type_ != liv.UDREJST
    hjem &= type_ != liv.FORSVUNDET
    foer_ude = ~foerst & (np.r_[liv.HER, type_[:-1]] == liv.UDREJST)
    nyt = foerst & (b.personer["land"].to_numpy()[p] > 0)
    nyt &= o["fra"].to_numpy() > b.personer["foedt"].to_numpy()[p]
    ude = np.array(b.adresser.land, dtype=object)[np.r_[i[:1], i[:-1]]]
    oprindelse = np.array(b.lande, dtype=object)[b.personer["land"].to_numpy()[p]]
    return np.where(hjem & foer_ude, ude, np.where(hjem & nyt, oprindelse, ""))


def annullerede(b: Befolkning, r: pd.DataFrame) -> Tabel:
    """Addresses that were taken back, with the mark of the history and the day on which it was done."""
    a, i = b.adresser, r["adr"].to_numpy(dtype=np.int64)
    felter = ("kommunekode", "vejkode", "husnr", "etage", "sidedoer")
    kilder = (a.kommune, a.vejkode, a.husnr, a.etage, a.sidedoer)
    return {
        "cpr": tekst(b.personer["cpr"].to_numpy()[r["person"].to_numpy(dtype=np.int64)]),
        **{f: tekst(np.array(k, dtype=object)[i]) for f, k in zip(felter, kilder, strict=True)},
        "tilflytningsdato": datoer(r["fra"].to_numpy(dtype=np.int64)),
        "fraflytningsdato": datoer(r["rettet"].to_numpy(dtype=np.int64)),
        "maerke": tekst(r["maerke"]),
    }


def _myndighed(b: Befolkning, d: int, med: Heltal) -> pd.DataFrame:
    """Custody in stretches: barn, foraelder, myndighed (1, 0, -1 = unknown), fra, til.

    It ends at 18 and with the parent's death: from then the parent has none. A child of whom the register says
    nothing has one stretch without an answer.
    """
    p = b.personer
    m = b.myndighed[(b.myndighed["fra"] <= d).to_numpy() & med[b.myndighed["barn"].to_numpy()]]
    m = m[med[m["foraelder"].to_numpy()]].drop_duplicates(["barn", "foraelder", "fra"], keep="last")
    g = m.groupby("barn")["myndighed"]
    ukendt = ((g.transform("min") < 0) | (g.transform("max") < 1)).to_numpy()
    tavs = m[ukendt].drop_duplicates(["barn", "foraelder"]).assign(myndighed=-1)
    m = m[~ukendt]
    par = m.drop_duplicates(["barn", "foraelder"])[["barn", "foraelder"]]
    atten = liv.foedselsdag(p["foedt"].to_numpy()[par["barn"]], 18)
    doed = p["doed"].to_numpy()[par["foraelder"]]
    slut = par.assign(slut=np.minimum(atten, doed + 1))
    m = m.merge(slut, on=["barn", "foraelder"])
    m = m[m["fra"] < m["slut"]].drop(columns="slut")
    sluttet = slut[slut["slut"] <= d].rename(columns={"slut": "fra"}).assign(myndighed=0)
    m = (
        pd.concat([m, sluttet])
        .sort_values(["barn", "foraelder", "fra"], kind="stable")
        .reset_index(drop=True)
    )
    foer = m.groupby(["barn", "foraelder"])["myndighed"].shift()
    m = pd.concat([m[(m["myndighed"] != foer).to_numpy()], tavs])
    m = m.sort_values(["barn", "foraelder", "fra"], kind="stable").reset_index(drop=True)
    m["til"] = (m.groupby(["barn", "foraelder"])["fra"].shift(-1) - 1).fillna(INGEN).astype(np.int64)
    return m


def relation(b: Befolkning, d: int, med: Heltal) -> Tabel:
    p = b.personer
    m = _myndighed(b, d, med)
    mor = p["mor"].to_numpy()[m["barn"]] == m["foraelder"].to_numpy()
    mand = p["mand"].to_numpy()[m["foraelder"]]
    cpr = p["cpr"].to_numpy()
    barn = m["barn"].to_numpy()
    usikker = p["foedt_usikker"].to_numpy()[barn] & (m["fra"].to_numpy() == p["foedt"].to_numpy()[barn])
    usikker &= m["myndighed"].to_numpy() >= 0  # where the register knows nothing of custody, it marks nothing
    return {
        "barn_cpr": tekst(cpr[m["barn"]]),
        "foraelder_cpr": tekst(cpr[m["foraelder"]]),
        "relation": tekst(np.where(mor, "mor", np.where(mand, "far", "medmor"))),
        "foraeldremyndighed": tekst(np.array(["0", "1", ""])[m["myndighed"].to_numpy()]),
        "fra": datoer(m["fra"].to_numpy()),
        "fra_usikker": tekst(np.where(usikker, "1", "0")),
        "til": datoer(m["til"].to_numpy()),
    }


def kommunalt_forhold(b: Befolkning, bh: Behov, d: int) -> Tabel:
    """Who pays now, as the register says it: for our residents elsewhere, and for others' residents here."""
    ind = bh.indsats
    ude = (
        ind["bor"] & (ind["fra"] <= d) & (ind["til"] > d) & ind["institution"].ge(0) & ind["i_cpr"]
    ).to_numpy()
    kom = bh.institutioner["kommunekode"].to_numpy()[ind["institution"]]
    r = ind[ude & ((kom != tal.KOMMUNE) | ind["fremmed"].to_numpy())].drop_duplicates(["person", "fra"])
    r = r.sort_values(["person", "fra"])
    betaler = [
        bh.fremmed_kommune(x) if f else tal.KOMMUNE for x, f in zip(r["person"], r["fremmed"], strict=True)
    ]
    return {
        "cpr": tekst(b.personer["cpr"].to_numpy()[r["person"]]),
        "type": tekst(np.full(len(r), "betalingskommune")),
        "kommunekode": tekst(betaler),
        "kode": tekst([f"0{k}" for k in betaler]),
        "fra": datoer(r["fra"].to_numpy()),
        "fra_usikker": tekst(np.where(r["indsats_nr"] % 17 == 0, "1", "0")),
        "til": tekst(np.full(len(r), "")),
    }


def indsats(b: Befolkning, bh: Behov, d: int) -> Tabel:
    """Measures as the case systems had them on day `d`; one that ran over a change of law is two rows."""
    rk = []
    cpr = b.personer["cpr"].to_numpy()
    for r in liv.raekker(bh.indsats):
        y = YDELSER[str(r.kode)]
        dele = [(y.lov, r.fra, r.til, "1")]
        if y.ny_lov and r.til >= y.skift:
            dele = [(y.lov, r.fra, y.skift - 1, "1"), (y.ny_lov, max(r.fra, y.skift), r.til, "2")]
        registreret = r.besluttet
        if registreret > d:
            continue
        inst = bh.institutioner.iloc[r.institution] if r.institution >= 0 else None
        for (lov, par), fra, til, nr in dele:
            if til < fra or fra > d + 30:
                continue
            slut = til if til <= d else INGEN
            pris = round(r.pris / 1.03 ** (dato(b.til).year - dato(min(til, d)).year))
            rk.append(
                {
                    "indsats_id": f"S{r.indsats_nr:06d}-{nr}",
                    "cpr": cpr[r.person],
                    "lov": lov,
                    "paragraf": par,
                    "ydelse": y.navn,
                    "leverandoer_cvr": r.cvr,
                    "institution_id": inst["institution_id"] if inst is not None else "",
                    "startdato": str(dato(fra)),
                    "slutdato": "" if slut == INGEN else str(dato(slut)),
                    "takst": f"{pris}.00",
                    "enhed": r.enhed,
                    "antal": "1",
                    "anbringelse": "1" if y.anbringelse else "0",
                    "medvirken": r.medvirken,
                    "flytteret": "1" if r.flytteret else "0",
                    "handlekommune": r.handle or tal.KOMMUNE,
                    "betalingskommune": r.handle
                    or (bh.fremmed_kommune(r.person) if r.fremmed else tal.KOMMUNE),
                    "status": "bevilget" if slut == INGEN else "ophoert",
                    "registreret_dato": str(dato(registreret)),
                    "fagomraade": y.omraade,
                    "organisation": {"boern": "Familieafdelingen", "voksne": "Voksenafdelingen"}.get(
                        y.omraade, "Ældreafdelingen"
                    ),
                }
            )
    df = pd.DataFrame(rk)
    return {k: tekst(df[k]) for k in df.columns}


def institution(bh: Behov) -> Tabel:
    i = bh.institutioner
    n = np.full(len(i), "")
    return {
        **{
            k: tekst(i[k])
            for k in ("institution_id", "navn", "type", "driftsform", "kommunekode", "vejkode", "husnr")
        },
        "etage": tekst(n),
        "sidedoer": tekst(n),
        "lon": tekst(["" if pd.isna(v) else f"{v:.4f}" for v in i["lon"]]),
        "lat": tekst(["" if pd.isna(v) else f"{v:.4f}" for v in i["lat"]]),
        "cvr": tekst(i["cvr"]),
        "pnr": tekst(i["pnr"]),
        "gyldig_fra": datoer(i["gyldig_fra"].to_numpy()),
        "gyldig_til": tekst(n),
    }


def postering(p: pd.DataFrame) -> Tabel:
    t = {
        k: tekst(p[k])
        for k in (
            "kilde",
            "bilagsnr",
            "konto",
            "tekst",
            "cpr",
            "cvr",
            "modpart_kommunekode",
            "profitcenter",
            "organisation",
            "enkeltstaaende",
            "lov",
            "paragraf",
        )
    }
    t |= {k: pa.array(p[k].to_numpy(dtype=np.int64)) for k in ("regnskabsaar", "linjenr")}
    t |= {
        k: datoer(p[k].to_numpy(), p[k].to_numpy() > 0)
        for k in ("bogfoeringsdato", "bilagsdato", "periode_fra", "periode_til")
    }
    t |= {"beloeb": beloeb(p["oere"].to_numpy())}
    for navn, k in (("momsbeloeb", "moms"), ("moms_hjemtaget", "moms_hjemtaget")):
        v = p[k].to_numpy()
        t[navn] = pc.if_else(pa.array(v > moms.UKENDT), beloeb(np.where(v > moms.UKENDT, v, 0)), None)
    t |= {k: tekst(p[k]) for k in ("momskode", "leverandoer_land")}
    return {k: t[k] for k in POSTERING}


def folketal(b: Befolkning, aar: range) -> Tabel:
    dele = []
    for a in aar:
        d = dag(date(a, 1, 1))
        her = b.bor_her(d)
        alder = np.clip(((d - b.personer["foedt"].to_numpy()[her]) / liv.AAR).astype(int), 0, 125)
        koen = np.where(b.personer["mand"].to_numpy()[her], "M", "K")
        g = pd.DataFrame({"alder": alder, "koen": koen}).value_counts(sort=False).reset_index(name="antal")
        dele.append(g.assign(dato=f"{a}-01-01"))
    g = pd.concat(dele)
    return {
        "kommunekode": tekst(np.full(len(g), tal.KOMMUNE)),
        "dato": tekst(g["dato"]),
        "alder": pa.array(g["alder"].to_numpy()),
        "koen": tekst(g["koen"]),
        "antal": pa.array(g["antal"].to_numpy()),
    }


def budget(g: pd.DataFrame) -> Tabel:
    return {
        "regnskabsaar": pa.array(g["regnskabsaar"].to_numpy()),
        "konto": tekst(g["konto"]),
        "oprindeligt": beloeb(g["oprindeligt"].to_numpy()),
        "tillaeg": beloeb(g["tillaeg"].to_numpy()),
    }


def hjemtaget(h: pd.DataFrame) -> Tabel:
    return {
        **{k: tekst(h[k]) for k in ("ordning", "delordning", "modpart_kommunekode")},
        "regnskabsaar": pa.array(h["regnskabsaar"].to_numpy(), type=pa.int64()),
        "loebenr": pa.array(h["loebenr"].to_numpy(), type=pa.int64()),
        **{k: tekst(h[k]) for k in ("cpr", "sag_type", "maaned")},
        "beloeb": beloeb(h["oere"].to_numpy()),
        "indberettet_dato": tekst(h["indberettet_dato"]),
    }


def sandhedsfil(sti: Path, s: Sandhed) -> int:
    linjer = [";".join(KOLONNER)] + [";".join(v.replace(";", ",") for v in r) for r in s.raekker]
    sti.write_text("\n".join(linjer) + "\n", encoding="utf-8", newline="\n")
    return len(s.raekker)


def sandhedsposteringer(sti: Path, aargange: Iterable[pd.DataFrame], b: Befolkning) -> int:
    """The true person (empty for several), the true period, one-off or not, and whether the text tells the period."""
    numre = b.personer["cpr"].to_numpy(dtype=object)

    def stykke(p: pd.DataFrame) -> Tabel:
        p = p[(p["sand_fra"] > 0).to_numpy()]
        hvem = p["sand_person"].to_numpy()
        return {
            "kilde": tekst(p["kilde"]),
            "regnskabsaar": pa.array(p["regnskabsaar"].to_numpy()),
            "bilagsnr": tekst(p["bilagsnr"]),
            "linjenr": pa.array(p["linjenr"].to_numpy()),
            "cpr": tekst(np.where(hvem >= 0, numre[np.maximum(hvem, 0)], "")),
            "periode_fra": datoer(p["sand_fra"].to_numpy()),
            "periode_til": datoer(p["sand_til"].to_numpy()),
            "enkeltstaaende": tekst(np.where(p["sand_enkelt"] == 1, "1", "0")),
            "i_tekst": tekst(p["fortalt"]),
        }

    return csv_stykker(sti, (stykke(p) for p in aargange))
