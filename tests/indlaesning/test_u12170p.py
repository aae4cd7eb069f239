"""The reader for U12170-P extracts: CPR's own demo files, and small extracts put together by position here."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from engine import steder
from engine.fejl import LeveranceAfvist
from engine.indlaesning import landing
from engine.indlaesning.kontrakter import alle_kontrakter
from engine.indlaesning.laesere import find_laeser, u12170p
from engine.indstillinger import Indstillinger

# Fictional numbers: the day has 60 added.
KVINDE, MAND, BARN, ANDEN, GAMMELT = "6105804446", "7209794445", "6303154447", "8112664448", "6105814440"

LINJESKIFT = {"crlf": b"\r\n", "lf": b"\n", "uden": b""}
# Lengths as dataformater a.2 has them, written down again for the builder.
LAENGDE = {"000": 35, "001": 106, "002": 306, "003": 249, "004": 37, "005": 200, "007": 26, "008": 193}
LAENGDE |= {"010": 30, "012": 95, "014": 23, "015": 147, "016": 58, "018": 60, "022": 45, "023": 96}
LAENGDE |= {"024": 218, "025": 40, "029": 109, "099": 45, "910": 157, "999": 21}


def post(art: str, pnr: str, *felter: tuple[int, str]) -> str:
    """One record: type, number, and texts at 1-based positions."""
    tegn = list((art + pnr).ljust(LAENGDE.get(art, 20)))
    for plads, tekst in felter:
        tegn[plads - 1 : plads - 1 + len(tekst)] = tekst
    return "".join(tegn)


def udtraek(
    sti: Path,
    *poster: str,
    forrige: str = "20240104",
    skift: str = "lf",
    taeller: int | None = None,
    slut: bool = True,
) -> Path:
    """A whole extract produced on 5 January 2024; lines right-trimmed unless there are no line breaks."""
    antal = len(poster) if taeller is None else taeller
    alle = [f"0000000000000123456{'20240105'}{forrige:8}", *poster]
    alle += [f"9999999999999{antal:08d}"] if slut else []
    if skift != "uden":
        alle = [p.rstrip() for p in alle]
    sti.write_bytes(b"".join(p.encode("latin-1") + LINJESKIFT[skift] for p in alle))
    return sti


def p001(pnr: str, status: str = "01", foedt: str = "1980-05-01", koen: str = "K", **kw: str) -> str:
    felter = [
        (24, status),
        (26, kw.get("siden", "0" * 12)),
        (39, koen),
        (40, foedt),
        (50, kw.get("foedt_u", " ")),
    ]
    return post("001", pnr, (14, kw.get("gaeldende", "")), *felter)


def p008(pnr: str, for_: str = "Åse", mellem: str = "", efter: str = "Ødegård") -> str:
    return post("008", pnr, (14, for_), (65, mellem), (106, efter), (160, f"{efter},{for_}"))


def p002(pnr: str, til: str, kom: str = "0998", vej: str = "0100", hus: str = "012B", u: str = " ") -> str:
    felter = ((14, kom), (18, vej), (22, hus), (26, "01"), (28, "  tv"), (70, til), (82, u))
    return post("002", pnr, *felter, (83, "0" * 12), (96, "0000"), (100, "0" * 12))


def p023(pnr: str, til: str, fra: str, ann: str = " ", kom: str = "0997", **kw: str) -> str:
    felter = ((14, ann), (15, kom), (19, kw.get("vej", "0200")), (23, "007"), (71, til), (84, fra))
    return post("023", pnr, *felter, (83, kw.get("til_u", " ")), (96, kw.get("fra_u", " ")))


def p024(pnr: str, ud: str, ind: str, land: str = "5180", ann: str = " ") -> str:
    return post("024", pnr, (14, ann), (15, land), (19, ud), (32, land), (36, ind))


def p025(pnr: str, vaek: str, fundet: str, ann: str = " ") -> str:
    return post("025", pnr, (14, ann), (15, vaek), (28, fundet))


def p015(barn: str, mor: str, far: str, dag: str = "2015-03-03", u: str = " ") -> str:
    return post("015", barn, (14, dag), (24, u), (25, mor), (81, dag), (91, u), (92, far))


def p016(barn: str, type_: str, start: str = "", slet: str = "", indehaver: str = "", u: str = " ") -> str:
    return post("016", barn, (14, type_), (18, start), (28, u), (29, slet), (39, indehaver))


Tabeller = dict[str, list[dict[str, Any]]]


def indlaes(sti: Path, ind: Indstillinger) -> Tabeller:
    raekker, _ = u12170p.laes(sti, ind)
    ud: Tabeller = {tabel: [] for tabel in u12170p.TABELLER}
    for tabel, _, raekke in raekker:
        ud[tabel].append(raekke)
    return ud


@pytest.fixture
def fil(tmp_path: Path) -> Path:
    return tmp_path / "udtraek.txt"


def ophold(tabeller: Tabeller) -> list[tuple[Any, ...]]:
    felter = ("type", "tilflytningsdato", "fraflytningsdato", "loebenr")
    return [tuple(a[f] for f in felter) for a in tabeller["adresse"]]


# --- CPR's own demo extract ----------------------------------------------------------------------------------

DATO = re.compile(r"\d{4}-\d\d-\d\d")


@pytest.fixture(scope="session")
def demofiler(delt: Path) -> list[Path]:
    return sorted((delt / "data" / "cpr").glob("U12170-P_*.txt"))


@pytest.fixture
def demo(demofiler: list[Path], ind: Indstillinger) -> Tabeller:
    return indlaes(demofiler[0], ind)


def _demo_poster(demofiler: list[Path], art: str) -> list[str]:
    return [p for p in demofiler[0].read_bytes().decode("latin-1").splitlines() if p.startswith(art)]


def test_demoens_to_filer_giver_de_samme_raekker(demofiler: list[Path], ind: Indstillinger) -> None:
    med, uden = (u12170p.laes(sti, ind) for sti in demofiler)
    assert list(med[0]) == list(uden[0])
    for _, oplysning in (med, uden):
        assert oplysning.dato == date(2001, 11, 19)
        assert set(oplysning.arter) == set(u12170p.TABELLER)
        assert set(oplysning.arter.values()) == {"pr_person"}
        assert oplysning.personer is not None
        assert len(oplysning.personer) == 80
        assert oplysning.advarsler == []  # the counter agrees
        assert "opgave 110901" in oplysning.beskrivelse
        assert "1098 poster" in oplysning.beskrivelse
        assert "16.11.2001" in oplysning.beskrivelse


def kontorets(nummer: str) -> str:
    """A number of the CPR office's fictional persons; it stands here with 60 added to the day, like every other."""
    return f"{int(nummer[:2]) - 60:02d}{nummer[2:]}"


def test_demoens_filer_genkendes_paa_indholdet(demofiler: list[Path], delt: Path) -> None:
    assert [find_laeser(sti) for sti in demofiler] == [u12170p, u12170p]
    assert not u12170p.genkend(delt / "data" / "cpr" / "myndighedsregister_4357.txt")


def test_demoens_personer_og_statusser(demo: Tabeller, demofiler: list[Path]) -> None:
    egne = {p[3:13] for p in _demo_poster(demofiler, "001")}
    personer = {p["cpr"]: p for p in demo["person"]}
    assert len(personer) == len(demo["person"])
    assert Counter(personer[cpr]["cpr_status"] for cpr in egne) == {
        **{"01": 69, "50": 1, "60": 3, "70": 1, "80": 3, "90": 3}
    }
    # Three replaced numbers have no record 001 of their own.
    assert {c: personer[c]["gaeldende_cpr"] for c in set(personer) - egne} == {
        **{
            kontorets("6708614963"): kontorets("6709614096"),
            kontorets("6709614134"): kontorets("6909610028"),
            kontorets("6712610018"): kontorets("6712614382"),
        }
    }
    assert personer[kontorets("6712610018")] == {
        **{
            "cpr": kontorets("6712610018"),
            "navn": "Karin Henriksen",
            "foedselsdato": "1961-12-07",
            "koen": "K",
        },
        **{"foedselsdato_usikker": "0", "cpr_status": "60", "statusdato": "1995-10-26", "doedsdato": None},
        **{"gaeldende_cpr": kontorets("6712614382"), "adressebeskyttelse": "0", "statsborgerskab": None},
        **{"civilstand": None, "aegtefaelle_cpr": None},
    }
    gammel, ny = personer[kontorets("9012995007")], personer[kontorets("6709614398")]
    assert (gammel["foedselsdato"], gammel["foedselsdato_usikker"]) == ("1899-12-30", "1")
    assert (ny["gaeldende_cpr"], ny["statusdato"], ny["doedsdato"]) == (
        kontorets("6909610036"),
        "2001-11-07",
        None,
    )
    assert personer[kontorets("6708614327")]["doedsdato"] == "2000-06-30"
    assert personer[kontorets("6101005038")]["navn"] == "(uden navn)"


def test_demoens_statsborgerskab_og_beskyttelse(demo: Tabeller) -> None:
    personer = {p["cpr"]: p for p in demo["person"]}
    assert [
        personer[c]["statsborgerskab"]
        for c in (kontorets("6101965058"), kontorets("6706614818"), kontorets("8802363039"))
    ] == [
        "DE",
        "NO",
        "CH",
    ]
    # Name and address protection (0001) in force on 2001-11-19, worked out from the nine records by hand.
    assert {c for c, p in personer.items() if p["adressebeskyttelse"] == "1"} == {
        *(
            kontorets("6701614011"),
            kontorets("6708614335"),
            kontorets("6709610015"),
            kontorets("6709614118"),
            kontorets("6709614452"),
        )
    }


def test_demoens_adresser(demo: Tabeller, demofiler: list[Path]) -> None:
    historik = _demo_poster(demofiler, "023")
    gyldige = [p for p in historik if p[13] == " "]
    assert (len(historik), len(gyldige)) == (76, 69)
    felter = ("cpr", "tilflytningsdato", "kommunekode", "vejkode", "husnr")
    laest = Counter(tuple(a[felt] for felt in felter) for a in demo["adresse"] if a["type"] == "bopael")
    ventet = Counter(
        (p[3:13], f"{p[70:74]}-{p[74:76]}-{p[76:78]}", p[14:18], p[18:22], p[22:26].strip().lstrip("0"))
        for p in gyldige
    )
    assert ventet - laest == Counter()
    assert ventet.total() == 69
    typer = Counter(a["type"] for a in demo["adresse"])
    # 69 current and 69 historical; 3 current exits and 5 of 21 history records with an exit; 1 and 5 disappeared.
    assert typer == {"bopael": 138, "udrejst": 8, "forsvundet": 6}
    aabne = [a for a in demo["adresse"] if a["type"] == "bopael" and a["fraflytningsdato"] is None]
    assert Counter(a["kommunekode"] for a in aabne if a["vejnavn"]) == {"0851": 67, "0573": 2}
    assert len(aabne) == 69 + 3  # the three dead keep theirs
    assert len({(a["cpr"], a["tilflytningsdato"], a["loebenr"]) for a in demo["adresse"]}) == len(
        demo["adresse"]
    )


def test_demoen_varde_italien_aalborg(demo: Tabeller) -> None:
    hendes = [a for a in demo["adresse"] if a["cpr"] == kontorets("6307610078")]
    felter = ("type", "kommunekode", "landekode", "tilflytningsdato", "fraflytningsdato", "husnr", "sidedoer")
    assert [tuple(a[f] for f in felter) for a in hendes] == [
        ("bopael", "0851", None, "1980-06-02", "1997-09-09", "4", "tv"),
        ("bopael", "0573", None, "1997-09-09", "1997-12-31", "77A", None),
        ("udrejst", None, "IT", "1997-12-31", "1998-02-28", None, None),
        ("bopael", "0851", None, "1998-02-28", None, "4", "tv"),
    ]
    assert (hendes[-1]["vejnavn"], hendes[-1]["postnr"], hendes[-1]["etage"]) == (
        "Industrivænget",
        "9000",
        "01",
    )
    assert hendes[0]["vejnavn"] is None


def test_demoen_fem_skridt_paa_en_dag(demo: Tabeller) -> None:
    hendes = [a for a in demo["adresse"] if a["cpr"] == kontorets("6708614866")]
    assert [
        (a["type"], a["tilflytningsdato"], a["fraflytningsdato"], a["loebenr"], a["husnr"]) for a in hendes
    ] == [
        ("bopael", "1992-01-12", "1992-01-12", "0", "47A"),
        ("forsvundet", "1992-01-12", "1992-01-12", "1", None),
        ("bopael", "1992-01-12", "1992-01-12", "2", "47C"),
        ("forsvundet", "1992-01-12", "1992-01-12", "3", None),
        ("bopael", "1992-01-12", "1997-12-31", "4", "48"),
        ("bopael", "1997-12-31", None, "0", "52"),
    ]


def test_demoen_forsvundet_doed_og_udrejst(demo: Tabeller) -> None:
    def sidste(cpr: str) -> tuple[Any, ...]:
        a = [a for a in demo["adresse"] if a["cpr"] == cpr][-1]
        return (
            a["type"],
            a["tilflytningsdato"],
            a["tilflytningsdato_usikker"],
            a["fraflytningsdato"],
            a["landekode"],
        )

    assert sidste(kontorets("7312814362")) == ("forsvundet", "1997-09-09", "1", None, None)
    assert sidste(kontorets("6101980014")) == ("bopael", "1998-01-01", "0", None, None)
    assert sidste(kontorets("6708614335")) == ("udrejst", "1999-02-01", "0", None, "DE")


def test_demoens_civilstand_foraeldre_og_pension(demo: Tabeller) -> None:
    felter = ("civilstand", "aegtefaelle_cpr", "fra", "til")
    hans = [tuple(c[f] for f in felter) for c in demo["civilstand"] if c["cpr"] == kontorets("6707614218")]
    assert hans == [  # the corrected record of 1997-09-08 is left out
        ("G", kontorets("6708614319"), "1980-05-01", "1996-02-29"),
        ("F", kontorets("6708614319"), "1996-03-01", "1997-09-08"),
        ("G", kontorets("6708614319"), "1997-09-09", None),
    ]
    felter = ("foraelder_cpr", "relation", "foraeldremyndighed", "fra", "til")
    barnets = [
        tuple(r[f] for f in felter) for r in demo["relation"] if r["barn_cpr"] == kontorets("8906980013")
    ]
    assert barnets == [
        (kontorets("6709614606"), "mor", None, "1998-06-29", "2007-12-31"),
        (kontorets("6709614606"), "mor", "1", "2008-01-01", None),
        (kontorets("6709614231"), "far", None, "1998-06-29", "2007-12-31"),
        (kontorets("6709614231"), "far", "1", "2008-01-01", None),
    ]
    andre = [r for r in demo["relation"] if r["relation"] == "anden"]
    assert {(r["barn_cpr"], r["foraelder_cpr"], r["fra"]) for r in andre} == {
        (kontorets("6101980014"), kontorets("6709614290"), "2008-03-01"),
        (kontorets("6101980014"), kontorets("6707614293"), "2008-03-01"),
    }
    assert demo["kommunalt_forhold"] == [
        {
            **{"cpr": kontorets("8802363039"), "type": "pension", "kommunekode": None, "kode": "N"},
            **{"fra": "2000-06-30", "fra_usikker": "0", "til": None},
        }
    ]


def test_demoens_raekker_holder_kontraktens_former(demo: Tabeller) -> None:
    kraevet = {
        "person": ("cpr", "navn", "foedselsdato", "koen", "cpr_status"),
        "civilstand": ("cpr", "civilstand"),
        "adresse": ("cpr", "type", "tilflytningsdato"),
        "kommunalt_forhold": ("cpr", "type", "fra"),
        "relation": ("barn_cpr", "foraelder_cpr", "relation"),
    }
    for tabel, raekker in demo.items():
        for raekke in raekker:
            assert all(raekke[kolonne] for kolonne in kraevet[tabel])
            for kolonne, vaerdi in raekke.items():
                if vaerdi is None:
                    continue
                if kolonne.endswith("dato") or kolonne in ("fra", "til"):
                    assert DATO.fullmatch(vaerdi)
                    date.fromisoformat(vaerdi)
                elif kolonne.endswith("cpr"):
                    assert re.fullmatch(r"\d{10}", vaerdi)
                elif kolonne.endswith("usikker") or kolonne in ("adressebeskyttelse", "foraeldremyndighed"):
                    assert vaerdi in ("0", "1")
                elif kolonne == "kommunekode":
                    assert re.fullmatch(r"\d{4}", vaerdi)


def test_demoen_lander_uden_karantaene(demofiler: list[Path], ind: Indstillinger, nu: datetime) -> None:
    (resultat,) = landing.indlaes(ind, demofiler[1], nu, gx=False)
    assert resultat.karantaene == 0
    assert resultat.leverance is not None
    raekker = {
        t: len(pq.read_table(ind.landing / resultat.leverance.id / f"{t}.parquet")) for t in u12170p.TABELLER
    }
    assert raekker == {"person": 83, "civilstand": 94, "adresse": 152, "kommunalt_forhold": 1, "relation": 32}


def test_raekkerne_har_kontraktens_kolonner(fil: Path, ind: Indstillinger) -> None:
    alle = (p015(BARN, KVINDE, MAND), p016(BARN, "0005", "", "", ANDEN), post("012", BARN), post("018", BARN))
    gammelt = (p001(KVINDE), p002(KVINDE, "201005011200"), post("022", KVINDE, (14, GAMMELT)))
    tabeller = indlaes(udtraek(fil, *gammelt, p001(BARN), *alle), ind)
    for tabel, raekker in tabeller.items():
        assert raekker
        assert all(set(raekke) == set(alle_kontrakter()[tabel].kolonner) for raekke in raekker)


# --- recognising and refusing --------------------------------------------------------------------------------

PERSON = (p001(KVINDE), p002(KVINDE, "201005011200"), p008(KVINDE))


@pytest.mark.parametrize("skift", LINJESKIFT)
def test_linjeskift_er_ligegyldige(skift: str, fil: Path, ind: Indstillinger) -> None:
    udtraek(fil, *PERSON, skift=skift)
    assert u12170p.genkend(fil)
    tabeller = indlaes(fil, ind)
    assert tabeller["person"][0]["navn"] == "Åse Ødegård"
    assert tabeller["adresse"][0] == {
        **{"cpr": KVINDE, "type": "bopael", "kommunekode": "0998", "vejkode": "0100", "husnr": "12B"},
        **{"etage": "01", "sidedoer": "tv", "vejnavn": None, "postnr": None, "landekode": None},
        "indrejse_landekode": None,
        **{
            "lon": None,
            "lat": None,
            "tilflytningsdato": "2010-05-01",
            "fraflytningsdato": None,
            "loebenr": "0",
        },
        **{"tilflytningsdato_usikker": "0", "fraflytningsdato_usikker": "0"},
    }


def test_en_fil_uden_linjeskift_maa_slutte_med_et(fil: Path, ind: Indstillinger) -> None:
    udtraek(fil, *PERSON, skift="uden")
    fil.write_bytes(fil.read_bytes() + b"\r\n")
    assert u12170p.laes(fil, ind)[1].advarsler == []
    udtraek(fil, skift="uden")
    fil.write_bytes(fil.read_bytes() + b"\n")
    assert indlaes(fil, ind)["person"] == []


@pytest.mark.parametrize(
    "indhold",
    [
        pytest.param(b"", id="tom"),
        pytest.param(b"cpr;navn\n6105804446;X\n", id="csv"),
        pytest.param(b"00037071320180102\n001" + b"6105804446".ljust(400) + b"\n", id="370713"),
        pytest.param(
            b"00000000000005349022018010220180101\n001"
            + b"6105804446"
            # bitemporal: status_ts 24/12, status 36/2, statushaenstart 38/12, koen 67/1
            + (b" " * 10 + b"201801011200" + b"01" + b"201801011200").ljust(53)
            + b"K1980-05-01".ljust(300)
            + b"\n",
            id="534902",
        ),
        pytest.param(
            b"00000000000005349022018010220180101\n025" + b"6105804446".ljust(98) + b"0998\n",
            id="534902-adresse",
        ),
        pytest.param(b"00000000000005349022018010220180101\n0406105804446\n", id="534902-statsborgerskab"),
    ],
)
def test_andre_filer_genkendes_ikke(indhold: bytes, fil: Path) -> None:
    fil.write_bytes(indhold)
    assert not u12170p.genkend(fil)


@pytest.mark.parametrize("skift", LINJESKIFT)
@pytest.mark.parametrize("tabt", [1, 20, 21, 30, 400])
def test_en_afkortet_fil_genkendes_og_afvises(skift: str, tabt: int, fil: Path, ind: Indstillinger) -> None:
    udtraek(fil, *PERSON, *PERSON, skift=skift)
    hel = fil.read_bytes().rstrip()
    fil.write_bytes(hel[:-tabt])
    assert u12170p.genkend(fil)
    with pytest.raises(LeveranceAfvist, match=r"udtraek\.txt.* afkortet"):
        u12170p.laes(fil, ind)


def test_slutposten_mangler_helt(fil: Path, ind: Indstillinger) -> None:
    with pytest.raises(LeveranceAfvist, match="slutposten 999 mangler efter 3 poster"):
        u12170p.laes(udtraek(fil, *PERSON, slut=False), ind)


def test_to_udtraek_i_en_fil_afvises(fil: Path, ind: Indstillinger) -> None:
    udtraek(fil, *PERSON)
    fil.write_bytes(fil.read_bytes() * 2)
    with pytest.raises(LeveranceAfvist, match="post 6 står efter slutposten"):
        u12170p.laes(fil, ind)


def test_utf8_afvises_med_forklaring(fil: Path, ind: Indstillinger) -> None:
    udtraek(fil, *PERSON)
    fil.write_bytes(fil.read_bytes().decode("latin-1").encode("utf-8"))
    with pytest.raises(LeveranceAfvist, match="ISO-8859-1"):
        u12170p.laes(fil, ind)


def test_en_startpost_uden_gyldig_dato_afvises(fil: Path, ind: Indstillinger) -> None:
    udtraek(fil, *PERSON)
    fil.write_bytes(fil.read_bytes().replace(b"20240105", b"20241305"))
    with pytest.raises(LeveranceAfvist, match="startposten"):
        u12170p.laes(fil, ind)


@pytest.mark.parametrize("skift", LINJESKIFT)
def test_forkert_taeller_er_en_advarsel_med_begge_tal(skift: str, fil: Path, ind: Indstillinger) -> None:
    raekker, oplysning = u12170p.laes(udtraek(fil, *PERSON, taeller=17, skift=skift), ind)
    assert len(list(raekker)) == 2
    assert len(oplysning.advarsler) == 1
    assert "17 poster, men der er 3" in oplysning.advarsler[0]


def test_ukendte_recordtyper_listes_i_en_fil_med_linjeskift(fil: Path, ind: Indstillinger) -> None:
    ukendte = (post("077", KVINDE), post("077", KVINDE), post("088", KVINDE))
    _, oplysning = u12170p.laes(udtraek(fil, *PERSON, *ukendte), ind)
    assert any("077 (2), 088 (1)" in advarsel for advarsel in oplysning.advarsler)


def test_ukendte_recordtyper_uden_linjeskift_kan_ikke_laeses(fil: Path, ind: Indstillinger) -> None:
    udtraek(fil, *PERSON, post("077", KVINDE), skift="uden")
    with pytest.raises(LeveranceAfvist, match=r"post 5 .*'077' er ukendt"):
        u12170p.laes(fil, ind)


def test_haendelser_og_fejlposter(fil: Path, ind: Indstillinger) -> None:
    fejl = post("910", KVINDE, (89, "0042"), (93, "UKENDT PERSONNUMMER"))
    raekker, oplysning = u12170p.laes(udtraek(fil, *PERSON, post("099", KVINDE, (26, "A05")), fejl), ind)
    assert len(list(raekker)) == 2
    assert [a for a in oplysning.advarsler if "0042 UKENDT PERSONNUMMER" in a]


# --- what the extract is -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("forrige", "art"), [("20240104", "pr_person"), ("00000000", "fuld"), ("", "fuld"), ("        ", "fuld")]
)
@pytest.mark.parametrize("skift", LINJESKIFT)
def test_fuldt_udtraek_og_aendringer(
    forrige: str, art: str, skift: str, fil: Path, ind: Indstillinger
) -> None:
    raekker, oplysning = u12170p.laes(udtraek(fil, *PERSON, forrige=forrige, skift=skift), ind)
    assert set(oplysning.arter.values()) == {art}
    assert oplysning.dato == date(2024, 1, 5)
    assert len(list(raekker)) == 2


def test_en_aendring_uden_001_giver_adresser_men_ingen_person(fil: Path, ind: Indstillinger) -> None:
    sti = udtraek(
        fil, *PERSON, p002(MAND, "202401041200"), p023(MAND, "201001010000", "202401041200"), p008(MAND)
    )
    raekker, oplysning = u12170p.laes(sti, ind)
    tabeller = Counter((tabel, raekke["cpr"]) for tabel, _, raekke in raekker)
    assert tabeller == {("person", KVINDE): 1, ("adresse", KVINDE): 1, ("adresse", MAND): 2}
    assert oplysning.personer == {KVINDE}
    assert any(
        "1 personer er kun med som ændring" in a and "adressebeskyttelse" in a for a in oplysning.advarsler
    )


def test_personens_poster_staar_spredt(fil: Path, ind: Indstillinger) -> None:
    samlet = [
        p001(KVINDE),
        p002(KVINDE, "201005011200"),
        p008(KVINDE),
        p001(MAND, koen="M"),
        p008(MAND, "Bo", "", "Ny"),
    ]
    spredt = [samlet[3], samlet[2], samlet[0], samlet[4], samlet[1]]
    assert indlaes(udtraek(fil, *samlet), ind) == indlaes(udtraek(fil, *spredt), ind)


def test_raekkenummeret_er_postens_nummer_i_filen(fil: Path, ind: Indstillinger) -> None:
    raekker, _ = u12170p.laes(udtraek(fil, p008(KVINDE), p001(KVINDE), p002(KVINDE, "201005011200")), ind)
    assert [(tabel, nr) for tabel, nr, _ in raekker] == [("person", 3), ("adresse", 4)]


def test_en_ny_001_erstatter_alt_hvad_der_kom_foer(fil: Path, ind: Indstillinger) -> None:
    foerst = (
        p001(KVINDE),
        p002(KVINDE, "201005011200", hus="001"),
        p023(KVINDE, "200001010000", "201005011200"),
    )
    sidst = (p001(KVINDE, "01", "1980-05-02"), p002(KVINDE, "201105011200", hus="002"), p008(KVINDE))
    tabeller = indlaes(udtraek(fil, *foerst, *sidst), ind)
    assert [p["foedselsdato"] for p in tabeller["person"]] == ["1980-05-02"]
    assert [a["husnr"] for a in tabeller["adresse"]] == ["2"]


# --- person --------------------------------------------------------------------------------------------------


def test_navn_foedselsdato_og_manglende_oplysninger(fil: Path, ind: Indstillinger) -> None:
    def person(*poster: str) -> dict[str, Any]:
        return indlaes(udtraek(fil, *poster), ind)["person"][0]

    assert person(p001(KVINDE), p008(KVINDE, "Åse", "von der", "Ødegård"))["navn"] == "Åse von der Ødegård"
    klarskrift = post("003", KVINDE, (14, "Ødegård,Åse Maria"))
    assert person(p001(KVINDE), klarskrift)["navn"] == "Åse Maria Ødegård"
    assert person(p001(KVINDE), post("003", KVINDE, (14, "Åse Ødegård")))["navn"] == "Åse Ødegård"
    assert person(p001(KVINDE), post("008", KVINDE))["navn"] == "(uden navn)"  # a newborn
    assert person(p001(KVINDE))["navn"] is None  # yielded all the same: the contract sets it aside
    # The birth date is the record's own and never read from the number.
    usikker = person(p001(KVINDE, foedt="1899-00-00"))
    assert (usikker["foedselsdato"], usikker["foedselsdato_usikker"]) == ("1899-01-01", "1")
    maerket = person(p001(KVINDE, foedt="1899-12-30", foedt_u="*"))
    assert (maerket["foedselsdato"], maerket["foedselsdato_usikker"]) == ("1899-12-30", "1")
    assert person(p001(KVINDE, foedt="0000-00-00"))["foedselsdato"] is None
    umulig = person(p001(KVINDE, foedt="1980-02-31"))
    assert umulig["foedselsdato"] == "1980-02-31"


@pytest.mark.parametrize(
    ("type_", "start", "slet", "ventet"),
    [
        pytest.param("0001", "2023-01-05", "2025-01-05", "1", id="gælder"),
        pytest.param("0001", "2023-01-05", "", "1", id="uden slutdato"),
        pytest.param("0001", "2024-01-05", "2026-01-05", "1", id="fra produktionsdagen"),
        pytest.param("0001", "2022-01-05", "2024-01-05", "0", id="slettet på produktionsdagen"),
        pytest.param("0001", "2024-02-01", "2026-02-01", "0", id="endnu ikke"),
        pytest.param("0003", "2023-01-05", "2099-01-05", "0", id="kun mod markedsføring"),
    ],
)
def test_adressebeskyttelse(
    type_: str, start: str, slet: str, ventet: str, fil: Path, ind: Indstillinger
) -> None:
    beskyttelse = post("004", KVINDE, (14, type_), (18, start), (28, slet))
    assert indlaes(udtraek(fil, p001(KVINDE), beskyttelse), ind)["person"][0]["adressebeskyttelse"] == ventet


def test_statsborgerskab_og_ukendte_lande(fil: Path, ind: Indstillinger) -> None:
    koder = {"5100": "DK", "5105": "IS", "5276": "CF", "5103": None, "5999": None, "5998": None}
    numre = [f"61058{i:05d}" for i in range(len(koder))]
    poster = [
        p for nr, kode in zip(numre, koder, strict=True) for p in (p001(nr), post("010", nr, (14, kode)))
    ]
    raekker, oplysning = u12170p.laes(udtraek(fil, *poster), ind)
    assert [r["statsborgerskab"] for _, _, r in raekker] == list(koder.values())
    assert [a for a in oplysning.advarsler if "5998" in a and "5999" not in a and "cpr_landekoder.csv" in a]


def test_erstattede_numre(fil: Path, ind: Indstillinger) -> None:
    skift = post("022", KVINDE, (14, GAMMELT), (24, "1981-05-01"), (34, "*"), (35, "2020-02-03"))
    beskyttet = post("004", KVINDE, (14, "0001"), (18, "2020-01-01"), (28, "2030-01-01"))
    uden_eget = indlaes(udtraek(fil, p001(KVINDE), p008(KVINDE), beskyttet, skift), ind)["person"]
    assert [(p["cpr"], p["gaeldende_cpr"], p["cpr_status"], p["statusdato"]) for p in uden_eget] == [
        (KVINDE, None, "01", None),
        (GAMMELT, KVINDE, "60", "2020-02-03"),
    ]
    assert {p["navn"] for p in uden_eget} == {"Åse Ødegård"}
    assert {p["adressebeskyttelse"] for p in uden_eget} == {"1"}  # the old number reveals nothing either
    eget = p001(GAMMELT, "60", siden="202002030900", gaeldende=KVINDE)
    med_eget = indlaes(udtraek(fil, p001(KVINDE), p008(KVINDE), skift, eget, p008(GAMMELT)), ind)["person"]
    assert {p["cpr"]: (p["gaeldende_cpr"], p["cpr_status"]) for p in med_eget} == {
        **{KVINDE: (None, "01"), GAMMELT: (KVINDE, "60")}
    }
    assert len(med_eget) == 2


# --- addresses -----------------------------------------------------------------------------------------------


def test_annulleret_rettet_og_teknisk_historik_er_ude(fil: Path, ind: Indstillinger) -> None:
    gyldig = p023(KVINDE, "200001011200", "201005011200")
    ude = [p023(KVINDE, "200101011200", "200201011200", ann=ann) for ann in "AKÆ"]
    ude += [
        p024(KVINDE, "200101011200", "200201011200", ann="A"),
        p025(KVINDE, "200101011200", "2002", ann="K"),
    ]
    ude += [p023(KVINDE, "200301020900", "200301011200")]  # starts after its end
    tabeller = indlaes(udtraek(fil, p001(KVINDE), p002(KVINDE, "201005011200"), gyldig, *ude), ind)
    assert ophold(tabeller) == [
        ("bopael", "2000-01-01", "2010-05-01", "0"),
        ("bopael", "2010-05-01", None, "0"),
    ]


@pytest.mark.parametrize(
    ("start", "slut", "ventet"),
    [
        pytest.param(
            "199103201299", "200001010000", ("1991-03-20", "0", "2000-01-01", "0"), id="minutter ukendt"
        ),
        pytest.param(
            "196100000000", "200001010000", ("1961-01-01", "1", "2000-01-01", "0"), id="måned ukendt"
        ),
        pytest.param("194109002000", "200001010000", ("1941-09-01", "1", "2000-01-01", "0"), id="dag ukendt"),
        pytest.param(
            "196103120000", "196100000000", ("1961-03-12", "0", "1961-03-12", "1"), id="slut samme ukendte år"
        ),
        pytest.param(
            "199709091541", "199709090000", ("1997-09-09", "0", "1997-09-09", "0"), id="slut uden klokkeslæt"
        ),
    ],
)
def test_usikre_datoer(start: str, slut: str, ventet: tuple[str, ...], fil: Path, ind: Indstillinger) -> None:
    a = indlaes(udtraek(fil, p001(KVINDE), p023(KVINDE, start, slut)), ind)["adresse"][0]
    felter = ("tilflytningsdato", "tilflytningsdato_usikker", "fraflytningsdato", "fraflytningsdato_usikker")
    assert tuple(a[f] for f in felter) == ventet


def test_stjernen_er_et_usikkert_maerke(fil: Path, ind: Indstillinger) -> None:
    historik = p023(KVINDE, "199103201299", "201005011200", til_u="*", fra_u="*")
    nu = p002(KVINDE, "201005011200", u="*")
    adresser = indlaes(udtraek(fil, p001(KVINDE), nu, historik), ind)["adresse"]
    marker = [(a["tilflytningsdato_usikker"], a["fraflytningsdato_usikker"]) for a in adresser]
    assert marker == [("1", "1"), ("1", "0")]


def test_udrejse_og_hjemkomst(fil: Path, ind: Indstillinger) -> None:
    poster = (
        p002(KVINDE, "201206010900"),
        p023(KVINDE, "200001011200", "201005011200"),
        p024(KVINDE, "201005011200", "201206010900", land="5150"),
        p024(KVINDE, "0" * 12, "199901010800", land="5110"),  # the first entry
    )
    tabeller = indlaes(udtraek(fil, p001(KVINDE), *poster), ind)
    assert ophold(tabeller) == [
        ("bopael", "2000-01-01", "2010-05-01", "0"),
        ("udrejst", "2010-05-01", "2012-06-01", "0"),
        ("bopael", "2012-06-01", None, "0"),
    ]
    assert [a["landekode"] for a in tabeller["adresse"]] == [None, "IT", None]
    # The country of entry stands on the stay that begins that day; the first entry has no stay of its own.
    assert [a["indrejse_landekode"] for a in tabeller["adresse"]] == [None, None, "IT"]


def test_foerste_indrejse_uden_udrejse(fil: Path, ind: Indstillinger) -> None:
    poster = (p002(KVINDE, "201206010900"), p024(KVINDE, "0" * 12, "201206010800", land="5110"))
    (ophold_her,) = indlaes(udtraek(fil, p001(KVINDE), *poster), ind)["adresse"]
    assert (ophold_her["type"], ophold_her["indrejse_landekode"]) == ("bopael", "NO")
    assert ophold_her["landekode"] is None


def test_udrejst_i_dag(fil: Path, ind: Indstillinger) -> None:
    ude = post("005", KVINDE, (14, "5120"), (18, "202306010800"), (30, "*"))
    poster = (p001(KVINDE, "80", siden="202306010800"), ude, p023(KVINDE, "200001011200", "202306010800"))
    tabeller = indlaes(udtraek(fil, *poster), ind)
    assert ophold(tabeller) == [
        ("bopael", "2000-01-01", "2023-06-01", "0"),
        ("udrejst", "2023-06-01", None, "0"),
    ]
    assert tabeller["adresse"][1]["landekode"] == "SE"
    assert tabeller["adresse"][1]["tilflytningsdato_usikker"] == "1"


def test_forsvundet_fundet_og_forsvundet_igen(fil: Path, ind: Indstillinger) -> None:
    poster = (
        p001(KVINDE, "70", siden="202306010800"),
        post("007", KVINDE, (14, "202306010800"), (26, " ")),
        p023(KVINDE, "200001011200", "201005011200"),
        p025(KVINDE, "201005011200", "201206010900"),
        p023(KVINDE, "201206010900", "202306010800"),
    )
    assert ophold(indlaes(udtraek(fil, *poster), ind)) == [
        ("bopael", "2000-01-01", "2010-05-01", "0"),
        ("forsvundet", "2010-05-01", "2012-06-01", "0"),
        ("bopael", "2012-06-01", "2023-06-01", "0"),
        ("forsvundet", "2023-06-01", None, "0"),
    ]


@pytest.mark.parametrize(
    ("til_a", "til_b", "til_c"),
    [
        pytest.param("202301020900", "202301021100", "202301021500", id="klokkeslæt"),
        pytest.param("202301020000", "202301020000", "202301020000", id="uden klokkeslæt"),
    ],
)
def test_flere_flytninger_paa_en_dag(
    til_a: str, til_b: str, til_c: str, fil: Path, ind: Indstillinger
) -> None:
    poster = (
        p002(KVINDE, til_c, vej="0400"),
        p023(KVINDE, til_b, til_c, vej="0300"),
        p023(KVINDE, til_a, til_b, vej="0200"),
        p023(KVINDE, "200001011200", til_a, vej="0100"),
    )
    adresser = indlaes(udtraek(fil, p001(KVINDE), *poster), ind)["adresse"]
    assert [a["loebenr"] for a in adresser] == ["0", "0", "1", "2"]
    assert adresser[-1]["vejkode"] == "0400"  # the address that still holds is the day's last
    assert {a["fraflytningsdato"] for a in adresser} == {"2023-01-02", None}
    if til_a != til_b:
        assert [a["vejkode"] for a in adresser] == ["0100", "0200", "0300", "0400"]


def test_doede_beholder_den_sidste_adresse(fil: Path, ind: Indstillinger) -> None:
    poster = (
        p001(KVINDE, "90", siden="202306010815"),
        p023(KVINDE, "200001011200", "201005011200"),
        p023(KVINDE, "201005011200", "202306010815"),
    )
    tabeller = indlaes(udtraek(fil, *poster), ind)
    assert ophold(tabeller) == [
        ("bopael", "2000-01-01", "2010-05-01", "0"),
        ("bopael", "2010-05-01", None, "0"),
    ]
    assert tabeller["person"][0]["doedsdato"] == "2023-06-01"
    foer = (p001(KVINDE, "90", siden="202306010815"), p023(KVINDE, "200001011200", "201005011200"))
    assert ophold(indlaes(udtraek(fil, *foer), ind)) == [("bopael", "2000-01-01", "2010-05-01", "0")]


@pytest.mark.parametrize(
    ("kommune", "vej", "type_"),
    [
        ("0998", "9899", "bopael"),
        ("0998", "9900", "uden_fast_bopael"),
        ("0998", "9939", "uden_fast_bopael"),
        ("0998", "9940", "bopael"),
        ("0955", "0100", "bopael"),
        ("0333", "0100", "bopael"),
        ("0011", "0071", "uden_fast_bopael"),
    ],
)
def test_saerlige_vejkoder_og_kommuner(
    kommune: str, vej: str, type_: str, fil: Path, ind: Indstillinger
) -> None:
    adresse = p002(KVINDE, "201005011200", kom=kommune, vej=vej)
    a = indlaes(udtraek(fil, p001(KVINDE, "03"), adresse), ind)["adresse"][0]
    assert (a["type"], a["kommunekode"], a["vejkode"]) == (type_, kommune, vej)


@pytest.mark.parametrize("skift", LINJESKIFT)
def test_den_nye_002_med_vejnavn(skift: str, fil: Path, ind: Indstillinger) -> None:
    lang = p002(KVINDE, "201005011200") + "Øster Allé".ljust(40) + "0a3f".ljust(36, "0")
    assert len(lang) == 382
    andet = (p001(KVINDE), lang, p008(KVINDE), p002(MAND, "201105011200"), p001(MAND))
    tabeller = indlaes(udtraek(fil, *andet, skift=skift), ind)
    assert [a["vejnavn"] for a in tabeller["adresse"]] == ["Øster Allé", None]
    assert tabeller["person"][0]["navn"] == "Åse Ødegård"


def test_klarskriftadressen_bruges_kun_om_samme_vej(fil: Path, ind: Indstillinger) -> None:
    def klarskrift(vej: str) -> str:
        return post("003", KVINDE, (184, "9989"), (208, "0998"), (212, vej), (230, "Øster Alle"))

    def adresse(vej: str) -> tuple[str | None, str | None]:
        poster = (p001(KVINDE), p002(KVINDE, "201005011200"), p023(KVINDE, "200001010000", "201005011200"))
        alle = indlaes(udtraek(fil, *poster, klarskrift(vej)), ind)["adresse"]
        assert alle[0]["vejnavn"] is None  # history has none
        return alle[1]["vejnavn"], alle[1]["postnr"]

    assert adresse("0100") == ("Øster Alle", "9989")
    assert adresse("0101") == (None, None)


# --- civil status, municipal codes ---------------------------------------------------------------------------


def test_civilstandens_historie(fil: Path, ind: Indstillinger) -> None:
    def historik(ann: str, status: str, fra: str, til: str) -> str:
        return post("029", KVINDE, (14, ann), (15, status), (16, MAND), (72, fra), (85, til))

    poster = (
        post("012", KVINDE, (14, "F"), (15, "0" * 10), (71, "202001011000"), (83, "*")),
        historik(" ", "G", "201005011200", "202001011000"),
        historik("A", "G", "200905011200", "201001011000"),
        historik(" ", "F", "201005010900", "201005011200"),  # did not last a day
        historik(" ", "U", "0" * 12, "201005010900"),
    )
    linjer = indlaes(udtraek(fil, p001(KVINDE), *poster), ind)
    felter = ("civilstand", "aegtefaelle_cpr", "fra", "fra_usikker", "til")
    assert sorted(tuple(str(r[f]) for f in felter) for r in linjer["civilstand"]) == [
        ("F", "None", "2020-01-01", "1", "None"),
        ("G", MAND, "2010-05-01", "0", "2019-12-31"),
        ("U", MAND, "None", "0", "2010-04-30"),
    ]
    assert (linjer["person"][0]["civilstand"], linjer["person"][0]["aegtefaelle_cpr"]) == ("F", None)


def test_kommunale_forhold(fil: Path, tmp_path: Path) -> None:
    typer = {"3": "pension", "7": "betalingskommune"}
    ind = Indstillinger(hjem=tmp_path, komforhtyper=typer)
    koder = (("3", "N"), ("5", "12"), ("7", "0851"), ("7", "851"), ("7", "XX"))
    poster = [post("018", KVINDE, (14, t), (15, k), (20, f"200{i}-01-01")) for i, (t, k) in enumerate(koder)]
    forhold = indlaes(udtraek(fil, p001(KVINDE), *poster), ind)["kommunalt_forhold"]
    assert [(f["type"], f["kode"], f["kommunekode"], f["fra"]) for f in forhold] == [
        ("pension", "N", None, "2000-01-01"),
        ("andet", "512", None, "2001-01-01"),
        ("betalingskommune", "0851", "0851", "2002-01-01"),
        ("betalingskommune", "851", "0851", "2003-01-01"),
        ("betalingskommune", "XX", None, "2004-01-01"),
    ]


# --- parents and custody -------------------------------------------------------------------------------------

MOR, FAR = (KVINDE, "mor"), (MAND, "far")


@pytest.mark.parametrize(
    ("myndighed", "ventet"),
    [
        pytest.param([], [(*MOR, None, "2015-03-03", None), (*FAR, None, "2015-03-03", None)], id="ukendt"),
        pytest.param(
            [("0003", "2015-03-03"), ("0004", "2015-03-03")],
            [(*MOR, "1", "2015-03-03", None), (*FAR, "1", "2015-03-03", None)],
            id="fælles",
        ),
        pytest.param(
            [("0004", "2015-03-03")],
            [(*MOR, "0", "2015-03-03", None), (*FAR, "1", "2015-03-03", None)],
            id="faren alene",
        ),
        pytest.param(
            [("0003", "2015-03-03"), ("0004", "2018-01-01")],
            [
                (*MOR, "1", "2015-03-03", None),
                (*FAR, "0", "2015-03-03", "2017-12-31"),
                (*FAR, "1", "2018-01-01", None),
            ],
            id="faren får del i den",
        ),
        pytest.param(
            [("0003", "2018-01-01")],
            [
                (*MOR, None, "2015-03-03", "2017-12-31"),
                (*MOR, "1", "2018-01-01", None),
                (*FAR, None, "2015-03-03", "2017-12-31"),
                (*FAR, "0", "2018-01-01", None),
            ],
            id="ukendt før den første",
        ),
        pytest.param(
            [("0003", "2015-03-03", "2020-05-01"), ("0003", "2021-05-01", "2033-03-03"), ("0004", "")],
            [
                (*MOR, "1", "2015-03-03", "2020-04-30"),
                (*MOR, "0", "2020-05-01", "2021-04-30"),
                (*MOR, "1", "2021-05-01", "2033-03-02"),
                (*MOR, "0", "2033-03-03", None),
                (*FAR, "1", "2015-03-03", None),
            ],
            id="mistet og genvundet",
        ),
        pytest.param(
            [("0005", "2019-06-01", "2033-03-03", ANDEN)],
            [
                (*MOR, None, "2015-03-03", "2019-05-31"),
                (*MOR, "0", "2019-06-01", None),
                (*FAR, None, "2015-03-03", "2019-05-31"),
                (*FAR, "0", "2019-06-01", None),
                (ANDEN, "anden", "1", "2019-06-01", "2033-03-02"),
            ],
            id="en anden",
        ),
        pytest.param(
            [("0003", "2015-03-03"), ("0006", "2015-03-03", "", MAND)],
            [(*MOR, "1", "2015-03-03", None), (*FAR, "1", "2015-03-03", None)],
            id="den anden er faren",
        ),
        pytest.param(
            [("0003", "2015-03-03", "2020-01-01"), ("0003", "2019-01-01", "")],
            [(*MOR, "1", "2015-03-03", None), (*FAR, "0", "2015-03-03", None)],
            id="overlappende poster",
        ),
    ],
)
def test_foraeldremyndighed(
    myndighed: list[tuple[str, ...]], ventet: list[tuple[Any, ...]], fil: Path, ind: Indstillinger
) -> None:
    poster = (p001(BARN, foedt="2015-03-03"), p015(BARN, KVINDE, MAND), *(p016(BARN, *m) for m in myndighed))
    relationer = indlaes(udtraek(fil, *poster), ind)["relation"]
    felter = ("foraelder_cpr", "relation", "foraeldremyndighed", "fra", "til")
    assert [tuple(r[f] for f in felter) for r in relationer] == ventet
    noegler = [(r["barn_cpr"], r["foraelder_cpr"], r["fra"]) for r in relationer]
    assert len(set(noegler)) == len(noegler)


def test_ukendte_foraeldre_usikre_datoer_og_foedselsdato(fil: Path, ind: Indstillinger) -> None:
    def relationer(*poster: str) -> list[dict[str, Any]]:
        return indlaes(udtraek(fil, p001(BARN, foedt="2015-03-03"), *poster), ind)["relation"]

    assert relationer(p015(BARN, "0" * 10, "0" * 10)) == []
    (mor,) = relationer(p015(BARN, KVINDE, "0" * 10, "2015-00-00"))
    assert (mor["fra"], mor["fra_usikker"], mor["til"]) == ("2015-01-01", "1", None)
    (mor,) = relationer(p015(BARN, KVINDE, "0" * 10, u="*"))
    assert (mor["fra"], mor["fra_usikker"]) == ("2015-03-03", "1")
    (mor,) = relationer(p015(BARN, KVINDE, "0" * 10, "          "))
    assert (mor["fra"], mor["fra_usikker"]) == ("2015-03-03", "0")
    (mor,) = relationer(p015(BARN, KVINDE, "0" * 10), p016(BARN, "0003", "2015-03-03", u="*"))
    assert (mor["foraeldremyndighed"], mor["fra_usikker"]) == ("1", "1")


def test_et_barn_paa_en_foraelder_siger_ingen_rolle(fil: Path, ind: Indstillinger) -> None:
    assert indlaes(udtraek(fil, p001(KVINDE), post("014", KVINDE, (14, BARN))), ind)["relation"] == []


# --- the table of countries ----------------------------------------------------------------------------------


def test_landetabellen_er_myndighedsregisterets(delt: Path) -> None:
    register = (delt / "data" / "cpr" / "myndighedsregister_4357.txt").read_bytes().decode("latin-1")
    lande = {linje[3:7]: linje[412:414] for linje in register.splitlines() if linje[7:9] == "30"}
    with (steder.assets() / "cpr_landekoder.csv").open(encoding="utf-8", newline="") as f:
        vores = {r["cpr_landekode"]: r["landekode"] for r in csv.DictReader(f, delimiter=";")}
    assert set(vores) == set(lande)
    # The register has no code of its own for these, or (5276, Centralafrika) that of the Cayman Islands.
    rettet = {"5105": "IS", "5276": "CF", "5761": "XK"}
    for kode, iso in lande.items():
        assert vores[kode] == rettet.get(kode, "" if iso.upper() == "XX" else iso)
    assert [vores[k] for k in ("5100", "5103", "5150", "5999")] == ["DK", "", "IT", ""]
