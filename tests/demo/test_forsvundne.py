"""Those who have disappeared in Egeborg: what their stories say stands in the data, and nobody else depends on them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from engine.demo import DemoResultat, forsvundne, lav_demo
from tests.demo.test_tabeller import laes

ART = "forsvundet_loeber_videre"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoResultat:
    return lav_demo(tmp_path_factory.mktemp("forsvundne") / "ud", borgere=300, froe=5)


def _sandheder(demo: DemoResultat) -> pd.DataFrame:
    return pd.read_csv(demo.sandhed, sep=";", dtype=str, keep_default_na=False)


def _alle(demo: DemoResultat, tabel: str) -> pd.DataFrame:
    """The rows of a table over all deliveries, the newest of each person's state last."""
    return pd.concat([laes(m, tabel) for m in demo.leverancer], ignore_index=True)


def test_registret_siger_forsvundet_om_alle_paa_naer_den_der_er_fundet(demo: DemoResultat) -> None:
    s = _sandheder(demo)
    s = s[(s["art"] == ART) | (s["ligner"] == ART)]
    assert sorted(s["ligner"]) == ["", "", ART, ART, ART]
    fundet = s["note"].str.contains("fundet igen")
    person = laes(demo.leverancer[-1], "person").set_index("cpr")
    vaek = person.loc[s["cpr"][~fundet]]
    assert set(vaek["cpr_status"]) == {"70"}
    assert vaek["statusdato"].tolist() == s["fra"][~fundet].tolist()
    assert person.loc[s["cpr"][fundet], "cpr_status"].tolist() == ["01"]
    a = laes(demo.leverancer[0], "adresse").set_index("cpr")
    (borger,) = s["cpr"][fundet]
    (to_uger,) = a[a["type"] == "forsvundet"].loc[[borger]].to_dict("records")
    dage = pd.Timestamp(to_uger["fraflytningsdato"]) - pd.Timestamp(to_uger["tilflytningsdato"])
    assert dage.days == 14
    for cpr in s["cpr"][~fundet]:
        sidste = a.loc[[cpr]].iloc[-1]
        assert (sidste["type"], sidste["kommunekode"], sidste["fraflytningsdato"]) == ("forsvundet", "", "")


def test_efter_forsvindingen_er_der_kun_betalt_for_dem_hvor_noget_loeb(demo: DemoResultat) -> None:
    """Cash help is paid at the end of its month; the measure whose last bill comes late ended the day before."""
    s = _sandheder(demo)
    p = _alle(demo, "postering").drop_duplicates(["regnskabsaar", "bilagsnr", "linjenr"])
    hjaelp = s[s["note"] == "Registreret forsvundet, men hjælpen løb videre"].iloc[0]
    egne = p[(p["cpr"] == hjaelp["cpr"]) & (p["bogfoeringsdato"] >= hjaelp["fra"])]
    assert egne["beloeb"].astype(float).sum() == float(hjaelp["kroner"])
    stoppet = s[s["note"].str.contains("stoppet med det samme")].iloc[0]
    egne = p[p["cpr"] == stoppet["cpr"]]
    assert len(egne)
    assert (egne["bogfoeringsdato"] < stoppet["fra"]).all()
    indsats = _alle(demo, "indsats")
    sidste = s[s["note"].str.contains("Den sidste regning er for tiden, før borgeren")].iloc[0]
    dagen_foer = str((pd.Timestamp(sidste["fra"]) - pd.Timedelta(days=1)).date())
    assert set(indsats.loc[indsats["cpr"] == sidste["cpr"], "slutdato"]) == {dagen_foer}
    stoette = s[s["note"] == "Registreret forsvundet, men støtten bliver stadig betalt"].iloc[0]
    assert set(indsats.loc[indsats["cpr"] == stoette["cpr"], "slutdato"]) == {""}


def test_resten_af_egeborg_er_den_samme_hvor_mange_der_end_forsvinder(
    demo: DemoResultat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flere = tuple((mange, 3, historie) for mange, _, historie in forsvundne.HISTORIER)
    monkeypatch.setattr(forsvundne, "HISTORIER", flere)
    andet = lav_demo(tmp_path / "ud", borgere=300, froe=5)

    def uden(d: DemoResultat, tabel: str) -> list[tuple[str, ...]]:
        s = _sandheder(d)
        egne = set(s["cpr"][(s["art"] == ART) | (s["ligner"] == ART)])
        t = s if tabel == "sandhed" else _alle(d, tabel)
        t = t[~t["cpr"].isin([*egne, ""])]  # a bill that has lost its number may be theirs
        return sorted(t.itertuples(index=False, name=None))

    assert _sandheder(andet)["ligner"].eq(ART).sum() == 9
    for tabel in ("sandhed", "person", "adresse", "indsats", "postering", "indkomst", "pension"):
        assert uden(andet, tabel) == uden(demo, tabel), tabel
