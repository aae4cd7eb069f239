"""Bills on nobody that are a refugee's: presumed in what is missing, gone by a no, ordinary by a yes, in one scheme.

Anna got her permit on 5 January 2022: all her BPA of 2023 is the state's. The bills of January to March and of May to
August are on her, 80.000 kr. each; April's is on nobody with her number in the text. Nothing was claimed in 2023.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from engine.indstillinger import Indstillinger
from engine.lager import sde as sdelager
from engine.lager.forslag import Fundet
from engine.lager.laes import forespoerg
from engine.refusion.henfoerelse import Forslag
from engine.refusion.indberetning import FORELOEBIG, Periode
from engine.resultater import (
    henfoerelse,
    sagskilde_udlaendinge,
    sde,
    udlaendinge,
    udlaendingeformodet,
    udlaendingeopgoerelse,
    udlaendingeside,
    udtraek,
)
from engine.resultater.frosset import GUL
from engine.resultater.sde import Kontekst
from engine.resultater.udlaendinge import Resultat
from engine.sager.model import HENFOERELSE_AFVIST, POSTERINGSNOEGLE, Rettelse
from tests.lager_hjaelp import Tabeller, kendt_lager_af, person, postering
from tests.resultater.test_udlaendingeopgoerelse import KAREN, bekraeftet

ANNA, BO = "6105900001", "6206850002"
MAANED = 80_000_00


def _regning(cpr: str, md: int, tekst: str = "BPA", beloeb: str = "80000.00", **flere: str) -> dict[str, str]:
    slut = f"2023-{md:02d}-28"
    grund = {"lov": "SEL", "paragraf": "96", "cvr": "99800001", "bogfoeringsdato": slut, "bilagsdato": slut}
    return postering(cpr, beloeb, f"2023-{md:02d}-01", slut, tekst=tekst, **(grund | flere))


def by(hjemtaget: list[dict[str, str]] | None = None) -> Tabeller:
    bpa = {
        "lov": "SEL",
        "paragraf": "96",
        "leverandoer_cvr": "99800001",
        "enhed": "maaned",
        "status": "bevilget",
    }
    aflastet = {"ordning": "udlaendinge", "regnskabsaar": "2023", "loebenr": "1", "cpr": ANNA}
    return {
        "person": [person(ANNA, "1990-05-01"), person(BO, "1985-06-02")],
        "opholdstilladelse": [
            {"cpr": ANNA, "grundlag": "UDL7", "tilladelsesdato": "2022-01-05", "ansvar_fra": "2022-01-20"}
        ],
        "indsats": [
            bpa | {"indsats_id": "N1", "cpr": ANNA, "startdato": "2022-06-01", "takst": "80000.00"},
            bpa | {"indsats_id": "N2", "cpr": BO, "startdato": "2022-06-01", "takst": "95000.00"},
        ],
        "postering": [
            *(_regning(ANNA, md) for md in (1, 2, 3, 5, 6, 7, 8)),
            _regning("", 4, f"BPA cpr {ANNA[:6]}-{ANNA[6:]}"),
            *(_regning(BO, md, beloeb="95000.00") for md in range(1, 9)),
        ],
        "hjemtaget": hjemtaget
        or [aflastet | {"delordning": "par181", "maaned": "2023-01", "beloeb": "0.00"}],
    }


@pytest.fixture
def k(ind: Indstillinger, nu: datetime, tmp_path: Path) -> Kontekst:
    return kendt_lager_af(by(), ind, nu, tmp_path, 'dato = "2023-08-31"\n')


def _post(k: Kontekst) -> dict[str, Any]:
    p = henfoerelse.koe(k).poster
    (april,) = p[p["beloeb_oere"] == MAANED].to_dict("records")
    return {str(n): v for n, v in april.items()}


def _med(k: Kontekst, *nye: Rettelse) -> Kontekst:
    return replace(k, rettelser=(*k.rettelser, *nye), rettelse_nr=k.rettelse_nr + 1)


def _nej(k: Kontekst) -> Kontekst:
    april = _post(k)
    noegle = {n: april[n] if isinstance(april[n], str) else int(april[n]) for n in POSTERINGSNOEGLE}
    return _med(k, Rettelse(1, HENFOERELSE_AFVIST, noegle, {}, "Ikke hendes", "karen"))


def _ja(k: Kontekst) -> Kontekst:
    april = _post(k)
    forslag = henfoerelse.koe(k).forslag[int(april["postering_nr"])][0]
    return _med(k, *henfoerelse.ja(april, forslag, "karen"))


def _fund(r: Resultat) -> dict[str, Any]:
    (f,) = r.fund.query("ordning == 'par181'").to_dict("records")
    return {str(n): v for n, v in f.items()}


def _ret(k: Kontekst) -> int:
    t = udlaendinge.beregn(k).tilskud
    return int(t.loc[t["ordning"] == "par181", "oere"].sum())


def test_regningen_paa_ingen_er_en_maerket_del_af_det_der_mangler(k: Kontekst) -> None:
    r = udlaendinge.beregn(k)
    f = _fund(r)
    assert (f["forskel_oere"], f["formodet_oere"], f["sikkerhed"]) == (8 * MAANED, MAANED, 0.9)
    assert "80.000,00 kr. på regninger, som i regnskabet står uden person" in f["begrundelse"]
    assert "april 2023" in f["begrundelse"]
    assert _ret(k) == 7 * MAANED
    assert r.tvivl.empty
    (sag,) = [
        s
        for s in sagskilde_udlaendinge.fund(k, date(2023, 9, 1)).to_dict("records")
        if s["regel"] == "UDL-01"
    ]
    assert (sag["forventet_oere"], sag["sandsynlighed"]) == (8 * MAANED, 0.9)
    assert (
        sagskilde_udlaendinge.fakta(k, [sag["sag_id"]])[sag["sag_id"]].raekker["2023-04 formodet regning"]
        == MAANED
    )


def test_siden_og_udtraekket_siger_hvad_der_hviler_paa_den(k: Kontekst) -> None:
    o = udlaendingeside.oversigt(k, KAREN, 2023)
    assert (o.ret_oere - sum(o.ordninger.query("ordning != 'par181'")["ret_oere"])) == 7 * MAANED
    assert o.formodet_oere == MAANED
    (noegle,) = set(o.fund["person_noegle"])
    (april,) = [
        m
        for m in udlaendingeside.person(k, KAREN, noegle)[1]
        if (m["maaned"], m["ordning"]) == ("2023-04", "par181")
    ]
    assert (april["oere"], april["formodet_oere"], april["forskel_oere"]) == (0, MAANED, MAANED)
    df = pd.concat(udtraek.find("udlaendinge").lav(k, 2023)).query("ordning == 'par181'").set_index("maaned")
    assert (df["oere"].sum(), df["formodet"].sum()) == (7 * MAANED, MAANED)
    assert (df.at["2023-04", "oere"], df.at["2023-04", "formodet"], df.at["2023-04", "hjemmel"]) == (
        0, MAANED, "SEL § 181, stk. 2",
    )  # fmt: skip


def test_et_nej_tager_den_ud_straks(k: Kontekst) -> None:
    f = _fund(udlaendinge.beregn(_nej(k)))
    assert (f["forskel_oere"], f["formodet_oere"], f["sikkerhed"]) == (7 * MAANED, 0, 1.0)


def test_et_ja_goer_den_til_en_almindelig_regning(k: Kontekst) -> None:
    efter = _ja(k)
    f = _fund(udlaendinge.beregn(efter))
    assert (f["forskel_oere"], f["formodet_oere"], f["sikkerhed"]) == (8 * MAANED, 0, 1.0)
    assert _ret(efter) == 8 * MAANED


def test_opgoerelsen_har_den_foerst_efter_et_ja(k: Kontekst, ind: Indstillinger) -> None:
    aaret = Periode(FORELOEBIG, 2023)

    def fuld(k: Kontekst) -> tuple[int, list[str]]:
        o = udlaendingeopgoerelse.opgoer(ind, bekraeftet(k), aaret, date(2024, 2, 1))
        gule = [t.tekst for t in o.kontroller if t.navn == "Regninger" and t.tilstand == GUL]
        return int(o.linjer.query("ordning == 'par181'")["beloeb_oere"].sum()), gule

    beloeb, gule = fuld(k)
    assert beloeb == 7 * MAANED
    assert gule == [
        "1 regning, der står uden person eller på en anden, ville give 80.000,00 kr. mere i fuld refusion. "
        "Det er ikke med."
    ]
    assert fuld(_ja(k)) == (8 * MAANED, [])
    assert fuld(_nej(k)) == (7 * MAANED, [])


def _i_saerligt_dyre(k: Kontekst) -> int:
    u = sde.grundlag(k).udgift
    return int(u["netto_u"].sum()) // 27_720


def test_ingen_krone_af_den_er_ogsaa_i_saerligt_dyre_eller_i_forslagets_virkning(k: Kontekst) -> None:
    """80.000 kr. a month is above the first limit: without the split the bill would bring refund there too."""
    foer = _i_saerligt_dyre(k)
    assert foer == 8 * 95_000_00  # Bo's alone
    assert int(_post(k)["virkning_oere"]) == 0
    assert _i_saerligt_dyre(_ja(k)) == foer


def test_var_den_hjemtaget_forklarer_den_forskellen_og_er_intet_fund(
    ind: Indstillinger, nu: datetime, tmp_path: Path
) -> None:
    krav = [
        {
            "ordning": "udlaendinge",
            "regnskabsaar": "2023",
            "loebenr": str(md),
            "cpr": ANNA,
            "delordning": "par181",
        }
        | {"maaned": f"2023-{md:02d}", "beloeb": "80000.00"}
        for md in range(1, 9)
    ]
    k = kendt_lager_af(by(krav), ind, nu, tmp_path, 'dato = "2023-08-31"\n')
    r = udlaendinge.beregn(k)
    assert r.fund.query("ordning == 'par181'").empty
    (tvivl,) = r.tvivl.to_dict("records")
    assert (tvivl["tvivl_oere"], tvivl["begrundelse"]) == (
        -MAANED,
        "En regning uden person ser ud til at være borgerens.",
    )
    efter_nej = udlaendinge.beregn(_nej(k))
    (f,) = efter_nej.fund.query("ordning == 'par181'").to_dict("records") or [{"forskel_oere": 0}]
    assert f["forskel_oere"] + int(efter_nej.tvivl["tvivl_oere"].sum()) == -MAANED


def test_en_andens_regning_paa_borgeren_tager_sin_refusion_med_sig(
    k: Kontekst, monkeypatch: pytest.MonkeyPatch
) -> None:
    """May's bill on Anna is nearly certainly Bo's: its 80.000 kr. are not to be claimed, and that is told."""
    personer = {cpr: n for n, cpr in sdelager.cpr_numre(k.gen, _noegler(k)).items()}
    (maj,) = forespoerg(k.gen, _POST, [personer[ANNA]]).to_pandas().to_dict("records")
    forslag = Forslag(((personer[BO], MAANED),), "andens", 0, (), (), None, None, 0.95)
    fundet = Fundet(pd.DataFrame([maj]), {int(maj["postering_nr"]): (forslag,)})
    kilder = ((lambda _: fundet, udlaendingeformodet.PAA_ANDEN),)
    monkeypatch.setattr(udlaendingeformodet, "KILDER", kilder)
    r = udlaendinge.beregn(replace(k, rettelse_nr=k.rettelse_nr + 7))
    assert (_fund(r)["forskel_oere"], _fund(r)["formodet_oere"]) == (6 * MAANED, 0)
    (tvivl,) = r.tvivl.to_dict("records")
    assert (tvivl["tvivl_oere"], tvivl["begrundelse"]) == (
        MAANED,
        "En regning ser ud til at være bogført på en forkert person.",
    )


_POST = """
    SELECT p.postering_nr, p.kilde, p.regnskabsaar, p.bilagsnr, p.linjenr, p.person_noegle, p.beloeb_oere, o.fra, o.til
    FROM staging.postering AS p JOIN staging.postering_periode AS o USING (postering_nr)
    WHERE p.person_noegle = ? AND p.periode_fra = DATE '2023-05-01'
"""


def _noegler(k: Kontekst) -> list[str]:
    return forespoerg(k.gen, "SELECT person_noegle FROM core.person")["person_noegle"].to_pylist()


def test_regninger_der_ikke_er_kommet_er_ventet_og_intet_krav(
    ind: Indstillinger, nu: datetime, tmp_path: Path
) -> None:
    """Bills come in their month until August; on the last of October none has come for September and October."""
    t = by()
    t["postering"].append(_regning(BO, 10, beloeb="95000.00", bogfoeringsdato="2023-10-31"))
    r = udlaendinge.beregn(kendt_lager_af(t, ind, nu, tmp_path, 'dato = "2023-10-31"\n'))
    (v,) = r.ventede.to_dict("records")
    assert (v["fra"], v["til"], v["maaneder"], v["refusion_oere"]) == ("2023-09", "2023-10", 2, 2 * MAANED)
    assert _fund(r)["forskel_oere"] == 8 * MAANED
