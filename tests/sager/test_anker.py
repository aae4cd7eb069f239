"""Anchors: a log whose end is cut off or that is written anew as a whole is found, and so are missing anchors."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from engine.sager import anker, logkaede, tabeller
from engine.sager.anker import Anker, Ankre, efterproev, laes, nyt, offentlig_noegle
from engine.sager.lager import Sagslager
from engine.sager.log import Loglinje, hoved, skriv_log, skriv_loglinjer
from tests.sager.test_sagslog import ret_udenom

NOEGLE = bytes(range(32))
ANDEN = bytes(32)


class Fil:
    """A file of anchors in memory, and the way the engine sets one: into the file, then named by the log."""

    def __init__(self, lager: Sagslager, nu: datetime) -> None:
        self.lager, self.nu, self.tekst = lager, nu, ""

    @property
    def ankre(self) -> Ankre:
        return laes(self.tekst, offentlig_noegle(NOEGLE))

    def saet(self, art: str = anker.ANKER, noegle: bytes = NOEGLE) -> Anker:
        nyt_anker = nyt(noegle, self.ankre.sidste, hoved(self.lager), self.nu, art)
        self.tekst += nyt_anker.tekst + "\n"
        navn = {"loebenr": nyt_anker.loebenr, "aftryk": nyt_anker.aftryk}
        skriv_log(self.lager, nu=self.nu, bruger="system", handling=anker.HANDLING, detaljer=navn)
        return nyt_anker

    def fyld(self, antal: int = 3) -> None:
        linjer = [Loglinje("karen", "se_person", f"sag {nr}", formaal="revision") for nr in range(antal)]
        skriv_loglinjer(self.lager, linjer, self.nu)

    def proev(self) -> anker.Efterproevning:
        return efterproev(self.lager, self.ankre)


@pytest.fixture
def fil(lager: Sagslager, nu: datetime) -> Fil:
    """Lines 1–3, anchor at 3 (named in 4), lines 5–7, anchor at 7 (named in 8)."""
    fil = Fil(lager, nu)
    for _ in range(2):
        fil.fyld()
        fil.saet()
    return fil


def skriv_kaeden_om(lager: Sagslager, fra: int, nu: datetime) -> None:
    """What one with the database's rights and our code can do: change a line, and make the chain fit again."""
    with lager.laes() as con:
        alle = [dict(r) for r in con.execute(sa.select(tabeller.log).order_by(tabeller.log.c.nr)).mappings()]
    alle[fra - 1]["formaal"] = "noget andet"
    forrige = alle[fra - 2]["hash"] if fra > 1 else logkaede.FOERSTE_HASH
    for raekke in alle[fra - 1 :]:
        raekke["forrige_hash"] = forrige
        forrige = raekke["hash"] = logkaede._hash(raekke)
    ret_udenom(lager, f"DELETE FROM log WHERE nr >= {fra}")
    with lager.skriv() as con:
        con.execute(sa.insert(tabeller.log), alle[fra - 1 :])


def test_en_hel_log_med_ankre(fil: Fil) -> None:
    svar = fil.proev()
    assert (svar.hel, svar.brud_ved, svar.linjer, svar.ankre) == (True, None, 8, 2)
    assert svar.tekst == "Loggen er hel: 8 linjer efterprøvet mod 2 ankre."
    assert (svar.uankrede, svar.sidste_anker, svar.bemaerkninger) == (1, fil.nu, ())


def test_de_sidste_linjer_kan_ikke_forsvinde(fil: Fil) -> None:
    ret_udenom(fil.lager, "DELETE FROM log WHERE nr >= 6")
    svar = fil.proev()
    assert (svar.hel, svar.brud_ved) == (False, 6)
    assert "slutter ved linje 5" in svar.tekst
    assert efterproev(fil.lager).hel  # by itself the shorter chain is whole


@pytest.mark.parametrize(("fra", "mellem"), [(1, "1 og 3"), (2, "1 og 3"), (5, "4 og 7"), (7, "4 og 7")])
def test_en_kaede_der_er_skrevet_om_findes(fil: Fil, nu: datetime, fra: int, mellem: str) -> None:
    skriv_kaeden_om(fil.lager, fra, nu)
    assert efterproev(fil.lager).hel  # the chain itself fits again
    svar = fil.proev()
    assert not svar.hel
    assert f"mellem linje {mellem}" in svar.tekst


def test_en_log_der_er_toemt_helt_findes(fil: Fil) -> None:
    ret_udenom(fil.lager, "DELETE FROM log")
    svar = fil.proev()
    assert (svar.hel, svar.brud_ved) == (False, 1)


def test_en_aendret_linje_findes_med_sit_nummer(fil: Fil) -> None:
    ret_udenom(fil.lager, "UPDATE log SET bruger = 'ole' WHERE nr = 6")
    svar = fil.proev()
    assert (svar.hel, svar.brud_ved) == (False, 6)


# --- the file of anchors --------------------------------------------------------------------------------------


def _uden(tekst: str, plads: int) -> str:
    linjer = tekst.splitlines(keepends=True)
    return "".join(linjer[:plads] + linjer[plads + 1 :])


def test_et_anker_der_er_taget_ud_findes(fil: Fil) -> None:
    fil.tekst = _uden(fil.tekst, 0)
    svar = fil.proev()
    assert not svar.hel
    assert "følger ikke efter den forrige" in svar.tekst


def test_de_sidste_ankre_savnes_fordi_loggen_naevner_dem(fil: Fil) -> None:
    fil.tekst = _uden(fil.tekst, 1)
    svar = fil.proev()
    assert (svar.hel, svar.brud_ved) == (False, 8)
    assert "mangler anker 2" in svar.tekst


def test_en_ankerfil_der_er_vaek_savnes(fil: Fil) -> None:
    fil.tekst = ""
    svar = fil.proev()
    assert (svar.hel, svar.brud_ved) == (False, 4)


@pytest.mark.parametrize("felt", ["nr", "hash", "tid", "loebenr", "forrige", "art"])
def test_et_aendret_anker_findes(fil: Fil, felt: str) -> None:
    foerste, anden = fil.tekst.splitlines()
    felter = json.loads(anden)
    nye = {"nr": 6, "hash": "f" * 64, "tid": "2026-01-01T00:00:00+00:00", "loebenr": 7, "forrige": "0" * 64}
    felter[felt] = nye.get(felt, "gendan")
    fil.tekst = f"{foerste}\n{json.dumps(felter)}\n"
    svar = fil.proev()
    assert not svar.hel
    assert "linje 2 i ankerfilen er ændret" in svar.tekst


def test_et_anker_med_en_anden_noegle_afvises(fil: Fil, nu: datetime) -> None:
    """Who has no key of ours can sign with another; that is no anchor."""
    fil.tekst += nyt(ANDEN, fil.ankre.sidste, hoved(fil.lager), nu).tekst + "\n"
    svar = fil.proev()
    assert not svar.hel
    assert "en anden nøgle" in svar.tekst


@pytest.mark.parametrize("rest", ['{"art":"an', "\x00\x00\x00", "{}x"])
def test_en_linje_der_blev_klippet_af_et_stroemsvigt_springes_over(fil: Fil, rest: str) -> None:
    fil.tekst += rest
    assert fil.proev().hel
    fil.tekst += "\n"
    fil.fyld()
    fil.saet()
    svar = fil.proev()
    assert (svar.hel, svar.ankre) == (True, 3)


def test_en_offentlig_noegle_er_ikke_hemmeligheden() -> None:
    # RFC 8032, test 1: the public key of this secret is known.
    hemmelig = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    ventet = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert offentlig_noegle(hemmelig) == ventet


def test_underskriften_er_den_standarden_siger() -> None:
    hemmelig = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    ventet = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    import base64

    assert base64.b64decode(anker.underskriv(hemmelig, b"\x72")).hex() == ventet
    assert anker.er_underskrevet(offentlig_noegle(hemmelig), b"\x72", anker.underskriv(hemmelig, b"\x72"))
    assert not anker.er_underskrevet(offentlig_noegle(hemmelig), b"\x73", anker.underskriv(hemmelig, b"\x72"))


# --- restored, and begun again ----------------------------------------------------------------------------------


def test_en_gendannelse_forklarer_de_linjer_der_er_vaek(fil: Fil) -> None:
    """Restored to line 4; lines 5–8 are gone, and the anchor of the restoration says so."""
    ret_udenom(fil.lager, "DELETE FROM log WHERE nr >= 5")
    fil.saet(anker.GENDAN)
    fil.fyld(6)
    svar = fil.proev()
    assert svar.hel
    assert svar.bemaerkninger == (
        "15.01.2026 blev en sikkerhedskopi gendannet: linje 5–7 fra før findes kun i ankeret.",
    )
    skriv_kaeden_om(fil.lager, 2, fil.nu)
    assert not fil.proev().hel  # the anchors before the restored line still hold


def test_ankre_begyndt_forfra_siges_altid(fil: Fil) -> None:
    fil.tekst = ""
    fil.saet(anker.FORFRA)
    fil.fyld()
    fil.saet()
    svar = fil.proev()
    assert svar.hel
    assert "begyndt forfra ved linje 8" in svar.bemaerkninger[0]
    ret_udenom(fil.lager, "DELETE FROM log WHERE nr >= 9")
    assert not fil.proev().hel


def test_efterproevningen_kan_gives_som_json(fil: Fil) -> None:
    data = fil.proev().som_data()
    assert data["hel"] is True
    assert data["sidste_anker"] == fil.nu
    assert data["sidste_anker"] - timedelta(0) == fil.nu
