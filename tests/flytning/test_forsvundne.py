"""Who has left us by disappearing: the reading of the register by hand, each case a sentence.

CPR-loven § 6, stk. 5: who is searched for in vain is registered as disappeared by the last municipality of residence,
until found or heard from. Status 70 is that, and 01 that the person lives in the country.
"""

from __future__ import annotations

from collections.abc import Iterable

from tests.flytning.flyttelager import EGEN, Raekke, bor, hus, lager, ude

DEN_DAG = "2025-03-01"


def forladt(adresser: Iterable[Raekke], *resten: Iterable[Raekke]) -> dict[str, tuple[str, str, str]]:
    """Person → (day, where from, where to) of core.fraflytning."""
    con = lager(adresser, *resten, til="core.fraflytning")
    svar = con.execute("SELECT person_noegle, dato, fra_sted, til_sted FROM core.fraflytning").fetchall()
    assert len({r[0] for r in svar}) == len(svar)  # nobody here has left twice
    return {hvem: (dag.isoformat(), fra, til) for hvem, dag, fra, til in svar}


def hjem(hvem: str, til: str = DEN_DAG, husnr: str = "1", kommune: str = EGEN) -> Raekke:
    return bor(hvem, husnr, "2010-01-01", til, kommune=kommune)


def vaek(hvem: str, fra: str = DEN_DAG, til: str = "") -> Raekke:
    return ude(hvem, None, fra, til, "forsvundet")


def test_den_der_forsvinder_fra_et_sted_her_har_forladt_os_den_dag() -> None:
    svar = forladt(
        [
            *(hjem("fra bolig"), vaek("fra bolig")),
            *(hjem("fra institution", husnr="100"), vaek("fra institution")),
            *(hjem("uden fast foer", "2025-02-01"),),
            ude("uden fast foer", None, "2025-02-01", DEN_DAG, "uden_fast_bopael", kommunekode=EGEN),
            vaek("uden fast foer"),
            # A month without a row, then the register says so.
            *(hjem("hul foer", "2025-02-01"), vaek("hul foer")),
            # Told in two rows: since the first.
            *(hjem("to gange"), vaek("to gange", DEN_DAG, "2025-06-01"), vaek("to gange", "2025-06-01")),
        ],
        (),
        [hus("A", "100")],
    )
    assert svar == {
        "fra bolig": (DEN_DAG, "bolig", "forsvundet"),
        "fra institution": (DEN_DAG, "institution", "forsvundet"),
        "uden fast foer": (DEN_DAG, "ukendt", "forsvundet"),
        "hul foer": (DEN_DAG, "bolig", "forsvundet"),
        "to gange": (DEN_DAG, "bolig", "forsvundet"),
    }


def test_den_der_er_fundet_igen_er_ikke_forsvundet() -> None:
    adresser = [
        *(hjem("to uger"), vaek("to uger", DEN_DAG, "2025-03-15"), bor("to uger", "2", "2025-03-15")),
        *(hjem("hos naboen"), vaek("hos naboen", DEN_DAG, "2025-05-01")),
        bor("hos naboen", "1", "2025-05-01", kommune="0751"),
        *(hjem("i sverige"), vaek("i sverige", DEN_DAG, "2025-05-01"), ude("i sverige", "SE", "2025-05-01")),
        *(hjem("doed"), vaek("doed")),
        # Heard from, but where the person lives is not told yet.
        *(hjem("hoert fra"), vaek("hoert fra", DEN_DAG, "2025-04-01")),
        *(hjem("igen"), vaek("igen", DEN_DAG, "2025-03-15"), bor("igen", "2", "2025-03-15", "2025-09-01")),
        vaek("igen", "2025-09-01"),
    ]
    doed = {"person_noegle": "doed", "doedsdato": "2025-04-10", "cpr_status": "90"}
    assert forladt(adresser, [doed]) == {
        "hos naboen": ("2025-05-01", "bolig", "bolig"),  # a move, on the day of the new home
        "i sverige": ("2025-05-01", "bolig", "udland"),
        "igen": ("2025-09-01", "bolig", "forsvundet"),
    }


def test_den_der_sidst_stod_et_andet_sted_har_forladt_det_sted() -> None:
    adresser = [
        *(hjem("boede hos naboen", kommune="0751"), vaek("boede hos naboen")),
        # With us till February, in Norway for a month, and then gone.
        *(hjem("rejste foerst", "2025-02-01"), ude("rejste foerst", "NO", "2025-02-01", DEN_DAG)),
        vaek("rejste foerst"),
        vaek("ingen historie"),
        bor("bor her", "1", "2010-01-01"),
    ]
    assert forladt(adresser) == {"rejste foerst": ("2025-02-01", "bolig", "udland")}


def test_status_70_siger_det_hvor_adresserne_ikke_goer() -> None:
    def status(hvem: str, kode: str = "70", dag: str | None = DEN_DAG) -> Raekke:
        return {"person_noegle": hvem, "cpr_status": kode, "statusdato": dag}

    adresser = [
        hjem("stadig paa adressen", ""),
        hjem("adressen sluttede"),
        # BEK 862/2023 § 13: the road codes 9900-9939 are no address.
        *(hjem("vej 9910"), bor("vej 9910", "", DEN_DAG, vejkode="9910")),
        *(hjem("fundet siden"), bor("fundet siden", "2", "2025-04-01")),
        *(hjem("rejste den dag"), ude("rejste den dag", "SE", DEN_DAG)),
        hjem("status uden dag", ""),
        hjem("bor her", ""),
        # Both tell: the history's day counts, once.
        *(hjem("begge", "2025-03-05"), vaek("begge", "2025-03-05")),
    ]
    personer = [
        *map(status, ("stadig paa adressen", "adressen sluttede", "vej 9910", "fundet siden", "begge")),
        *(status("rejste den dag"), status("status uden dag", dag=None), status("bor her", "01")),
    ]
    assert forladt(adresser, personer) == {
        "stadig paa adressen": (DEN_DAG, "bolig", "forsvundet"),
        "adressen sluttede": (DEN_DAG, "bolig", "forsvundet"),
        "vej 9910": (DEN_DAG, "bolig", "forsvundet"),
        "rejste den dag": (DEN_DAG, "bolig", "udland"),
        "begge": ("2025-03-05", "bolig", "forsvundet"),
    }
