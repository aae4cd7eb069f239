"""Writes the tables that are not registers: incomes, schools, refugees, pensions, claims, suppliers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.demo import liv
from engine.demo.bopael import Bopael
from engine.demo.liv import INGEN, Befolkning, Heltal
from engine.demo.skoler import Skoler
from engine.demo.skriv import Tabel, beloeb, datoer, tekst
from engine.demo.udlaendinge import Udlaendinge


def _cpr(b: Befolkning, person: Any) -> pa.Array:
    return tekst(b.personer["cpr"].to_numpy()[np.asarray(person, dtype=np.int64)])


def maaned(m: Heltal) -> pa.Array:
    """Month numbers since 1970-01 as YYYY-MM."""
    return tekst(np.asarray(m).astype("datetime64[M]").astype(str))


def _ja(v: Any) -> pa.Array:
    return tekst(np.where(np.asarray(v, dtype=bool), "1", "0"))


def _til(v: Any, d: int) -> pa.Array:
    """A last day, empty while it is not known on day `d`."""
    v = np.asarray(v, dtype=np.int64)
    return datoer(v, (v < INGEN) & (v <= d))


def haendelse(b: Befolkning, rk: list[dict[str, Any]], d: int) -> Tabel:
    h = pd.DataFrame(rk, columns=["person", "type", "fra", "til", "kommune"])
    h = h[h["fra"] <= d].drop_duplicates(["person", "type", "fra"])
    return {
        "cpr": _cpr(b, h["person"]),
        "type": tekst(h["type"]),
        "fra": datoer(h["fra"].to_numpy()),
        "til": _til(h["til"], d),
        "kommunekode": tekst(h["kommune"]),
        "note": tekst(np.full(len(h), "")),
    }


def opmaerksomhed(o: pd.DataFrame) -> Tabel:
    tom = tekst(np.full(len(o), ""))
    return {
        **{k: tekst(o[k]) for k in ("kommunekode", "vejkode", "husnr")},
        "etage": tom,
        "sidedoer": tom,
        "aarsag": tekst(o["aarsag"]),
        "gyldig_fra": datoer(o["gyldig_fra"].to_numpy()),
        "gyldig_til": tom,
    }


def indkomst(b: Befolkning, i: pd.DataFrame) -> Tabel:
    return {
        "cpr": _cpr(b, i["person"]),
        "maaned": maaned(i["maaned"].to_numpy()),
        "indkomsttype": tekst(i["type"]),
        "beloeb": beloeb(i["oere"].to_numpy()),
        "udbetaler_cvr": tekst(i["cvr"]),
        "udland": _ja(i["udland"]),
    }


def ydelsesrefusion(y: pd.DataFrame) -> Tabel:
    return {
        "cpr": tekst(y["cpr"]),
        "maaned": maaned(y["maaned"].to_numpy()),
        "ydelse": tekst(y["ydelse"]),
        "udbetalt": beloeb(y["oere"].to_numpy()),
        "refusion": beloeb(y["refusion"].to_numpy()),
        "medfinansiering": beloeb(y["medfinansiering"].to_numpy()),
    }


def ejendom(b: Befolkning, e: pd.DataFrame, d: int) -> Tabel:
    e = e[e["fra"] <= d]
    a = b.adresser
    adr = pd.DataFrame({"k": a.kommune, "v": a.vejkode, "h": a.husnr}).iloc[e["adr"].to_numpy()]
    ud = pd.DataFrame(
        {
            "p": e["person"].to_numpy(),
            "k": adr["k"].to_numpy(),
            "v": adr["v"].to_numpy(),
            "h": adr["h"].to_numpy(),
        }
    ).assign(fra=e["fra"].to_numpy(), til=e["til"].to_numpy())
    ud = ud.drop_duplicates(["p", "k", "v", "h", "fra"])
    return {
        "cpr": _cpr(b, ud["p"]),
        "kommunekode": tekst(ud["k"]),
        "vejkode": tekst(ud["v"]),
        "husnr": tekst(ud["h"]),
        "fra": datoer(ud["fra"].to_numpy()),
        "til": _til(ud["til"], d),
    }


def pension(b: Befolkning, p: pd.DataFrame, d: int) -> Tabel:
    p = p[p["tilkendt"] <= d].drop_duplicates(["person", "art", "tilkendt"])
    return {
        "cpr": _cpr(b, p["person"]),
        "pensionstype": tekst(p["art"]),
        "tilkendt_dato": datoer(p["tilkendt"].to_numpy()),
        "tilkendende_kommunekode": tekst(p["kommune"]),
        "ophoer_dato": _til(p["ophoer"], d),
    }


def elev(b: Befolkning, inst: pd.DataFrame, s: Skoler, bop: Bopael, d: int) -> Tabel:
    """Pupils and children in day care; a child that has left the country secretly stops coming."""
    tal = ["person", "inst", "fra", "til", "takst", "sfo_takst", "sfo"]
    e = s.elev[s.elev["fra"] <= d].astype(dict.fromkeys(tal, np.int64))
    p = e["person"].to_numpy()
    til = np.minimum(e["til"].to_numpy(), bop.borte[p])
    e = e.assign(til=til)[til > e["fra"].to_numpy()]
    p = e["person"].to_numpy()
    i = e["inst"].to_numpy()
    foedt = b.personer["foedt"].to_numpy()[p]
    slut = np.minimum(d, e["til"].to_numpy())
    aug = slut.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    skoleaar = aug // 12 + 1970 - (aug % 12 < 7)
    trin = np.clip(skoleaar - liv.aar_af(foedt) - 6, 0, 10)
    dag = (e["type"] == "dagtilbud").to_numpy()
    sfo = ~dag & (trin <= 3) & (p % 10 < 8) & e["type"].isin(["folkeskole", "privatskole"]).to_numpy()
    kendt = e["sfo"].to_numpy()
    sfo = np.where(kendt >= 0, kendt == 1, sfo)
    takst, sfo_takst = e["takst"].to_numpy(), e["sfo_takst"].to_numpy()
    return {
        "cpr": _cpr(b, p),
        "institution_id": tekst(inst["institution_id"].to_numpy()[i]),
        "skole_kommunekode": tekst(inst["kommunekode"].to_numpy()[i]),
        "skoletype": tekst(e["type"]),
        "klassetrin": tekst(np.where(dag, "", trin.astype(str))),
        "sfo": tekst(np.where(dag, "", np.where(sfo, "1", "0"))),
        "startdato": datoer(e["fra"].to_numpy()),
        "slutdato": _til(e["til"], d),
        "aftalt_takst": _eller_tom(takst, takst >= 0),
        "sfo_takst": _eller_tom(sfo_takst, sfo_takst >= 0),
    }


def _eller_tom(oere: Heltal, gyldig: Heltal) -> pa.Array:
    t = beloeb(np.where(gyldig, oere, 0)).to_pylist()
    return tekst([v if g else "" for v, g in zip(t, gyldig.tolist(), strict=True)])


def statsbidrag(b: Befolkning, inst: pd.DataFrame, s: pd.DataFrame) -> Tabel:
    return {
        "regnskabsaar": pa.array(s["aar"].to_numpy(dtype=np.int64)),
        "loebenr": pa.array(s["loebenr"].to_numpy(dtype=np.int64)),
        "cpr": _cpr(b, s["person"]),
        "institution_id": tekst(inst["institution_id"].to_numpy()[s["inst"].to_numpy(dtype=np.int64)]),
        "skoletype": tekst(s["type"]),
        "sfo": _ja(s["sfo"]),
        "klassetrin": tekst(s["trin"].astype(str)),
        "bidrag": beloeb(s["oere"].to_numpy(dtype=np.int64)),
    }


def opholdstilladelse(b: Befolkning, t: pd.DataFrame, bop: Bopael, d: int) -> Tabel:
    t = t[t["ansvar_fra"] <= d].drop_duplicates(["person", "fra"])
    p = t["person"].to_numpy()
    udloeb = np.where(bop.borte[p] < INGEN, np.minimum(t["udloeb"], bop.borte[p] + 60), t["udloeb"])
    return {
        "cpr": _cpr(b, p),
        "grundlag": tekst(t["grundlag"]),
        "tilladelsesdato": datoer(t["fra"].to_numpy()),
        "gyldig_til": datoer(udloeb),
        "uledsaget": _ja(t["uledsaget"]),
        "ansvar_fra": datoer(t["ansvar_fra"].to_numpy()),
        "ansvar_til": _til(t["ansvar_til"], d),
    }


def forloeb(b: Befolkning, u: Udlaendinge, d: int) -> dict[str, Tabel]:
    """program, beskaeftigelse, uddannelse and danskproeve as known on day `d`."""
    pro, job, udd = (x[x["fra"] <= d] for x in (u.program, u.job, u.uddannelse))
    dansk = u.dansk[u.dansk["dag"] <= d]
    pro, job = pro.drop_duplicates(["person", "type", "fra"]), job.drop_duplicates(["person", "cvr", "fra"])
    udd, dansk = udd.drop_duplicates(["person", "fra"]), dansk.drop_duplicates(["person", "proeve"])
    return {
        "program": {
            "cpr": _cpr(b, pro["person"]),
            "programtype": tekst(pro["type"]),
            "startdato": datoer(pro["fra"].to_numpy(dtype=np.int64)),
            "slutdato": _til(pro["til"], d),
        },
        "beskaeftigelse": {
            "cpr": _cpr(b, job["person"]),
            "cvr": tekst(job["cvr"]),
            "startdato": datoer(job["fra"].to_numpy(dtype=np.int64)),
            "slutdato": _til(job["til"], d),
            "timer_pr_uge": tekst(job["timer"].astype(str)),
            "ordinaer": _ja(job["ord"]),
        },
        "uddannelse": {
            "cpr": _cpr(b, udd["person"]),
            "kompetencegivende": _ja(udd["kompetence"]),
            "startdato": datoer(udd["fra"].to_numpy(dtype=np.int64)),
            "slutdato": _til(udd["til"], d),
        },
        "danskproeve": {
            "cpr": _cpr(b, dansk["person"]),
            "proeve": tekst(dansk["proeve"]),
            "bestaaet_dato": datoer(dansk["dag"].to_numpy(dtype=np.int64)),
        },
    }


def tilsagn(b: Befolkning, rk: list[dict[str, Any]], d: int) -> Tabel:
    felter = ["person", "kommune", "retning", "lov", "fra", "til", "rejst", "status", "oere"]
    t = pd.DataFrame(rk, columns=felter)
    t = t[t["fra"] <= d].drop_duplicates(["person", "kommune", "retning", "lov", "fra"])
    return {
        "cpr": _cpr(b, t["person"]),
        "modpart_kommunekode": tekst(t["kommune"]),
        "retning": tekst(t["retning"]),
        "lov": tekst(t["lov"]),
        "fra": datoer(t["fra"].to_numpy(dtype=np.int64)),
        "til": _til(t["til"], d),
        "krav_rejst_dato": _til(t["rejst"], d),
        "status": tekst(t["status"]),
        "beloeb": _eller_tom(t["oere"].to_numpy(dtype=np.int64), t["oere"].to_numpy(dtype=np.int64) >= 0),
    }


def virksomhed(v: pd.DataFrame) -> Tabel:
    navne = {"cvr": "cvr", "navn": "navn", "branche": "branchekode", "ejer": "ejerforhold"}
    navne |= {"moms": "momsregistreret", "land": "land"}
    return {ny: tekst(v[k]) for k, ny in navne.items()}


def kommunetal(k: pd.DataFrame) -> Tabel:
    return {
        "kommunekode": tekst(k["kommunekode"]),
        "aar": pa.array(k["aar"].to_numpy()),
        "stoerrelse": tekst(k["stoerrelse"]),
        "vaerdi": pa.array(k["vaerdi"].to_numpy()),
        "enhed": tekst(k["enhed"]),
        "kilde": tekst(k["kilde"]),
    }
