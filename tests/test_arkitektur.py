"""Who may use whom, and what may stand nowhere: the rules of docs/udvikling/arkitektur.md, held for every file."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from engine.indlaesning.kontrakter import alle_kontrakter
from engine.lager.modeller import LAG, Model, find_audits, find_modeller
from engine.lov.parametre import laes_lov
from engine.resultater.datakvalitet import AARSAGER
from engine.resultater.udtraek import ALLE
from tests.repo import ROD, bruger, importerede, tekster, tekstfiler, traeer

# Which packages of the engine each may import from, besides itself, engine.fejl and engine.__version__.
GRUND = {"indstillinger", "steder", "laas", "hemmeligheder", "plads", "driftlog", "stop"}
MAA_BRUGE = {
    "fejl": set(),
    "steder": set(),
    "dansk": set(),
    "adgang": set(),
    "indstillinger": set(),
    "laas": {"indstillinger"},
    "plads": set(),
    "driftlog": set(),
    "stop": set(),
    "hemmeligheder": {"indstillinger"},
    "lov": set(),
    "refusion": {"lov"},
    "potentiale": {"lov", "flytning", "refusion"},
    "flytning": {"lov"},
    "prognose": {"lov", "refusion"},
    "moms": set(),
    "demo": {"steder"},
    "sager": {"adgang", "prognose"},
    "udbyder": GRUND | {"adgang", "sager"},
    "indlaesning": GRUND | {"lager"},
    "lager": GRUND | {"indlaesning", "lov", "refusion", "potentiale", "flytning"},
    "rapporter": {"steder", "dansk"},
    "resultater": GRUND
    | {"adgang", "dansk", "lov", "refusion", "potentiale", "flytning", "prognose", "moms"}
    | {"sager", "indlaesning", "lager", "rapporter"},
    "drift": GRUND | {"adgang", "dansk", "sager", "indlaesning", "lager", "resultater", "rapporter"},
    "driftkommandoer": GRUND | {"dansk", "drift", "sager", "resultater"},
    "kommando": GRUND
    | {"dansk", "demo", "indlaesning", "lager", "sager", "resultater", "rapporter", "driftkommandoer"}
    | {"udbyder"},
    "__main__": {"kommando"},
}
# Findings are made when the warehouse is built.
LAGERET_BRUGER_AF_POTENTIALE = {
    *(
        "engine.potentiale.beregn",
        "engine.potentiale.dele",
        "engine.potentiale.mellemkommunal",
        "engine.potentiale.model",
        "engine.potentiale.paaingen",
        "engine.potentiale.sag",
        "engine.potentiale.skole",
    ),
    *("engine.flytning.betalingskommune", "engine.flytning.bopael"),
}
# Texts are read, and whose an expense may be is proposed, when the warehouse is built.
LAGERET_BRUGER_AF_REFUSION = {
    f"engine.refusion.{n}" for n in ("periodisering", "henfoerelse", "fejlperson", "prisbog")
}
# Of what is imported both ways, only these doors: the contracts and landing use the database, the build the landing.
INDLAESNING_BRUGER_AF_LAGER = {"engine.lager.port"}
SAGER_BRUGER_AF_PROGNOSE = {"engine.prognose.graenser"}  # what may be entered stands in one place

RENE = ("refusion", "potentiale", "flytning", "prognose", "lov", "moms")
RENE_FILER = (
    *(
        "engine/sager/model.py",
        "engine/sager/arter.py",
        "engine/sager/sagsfelter.py",
        "engine/sager/sagsmodel.py",
        "engine/sager/kravmodel.py",
        "engine/sager/prognosevalg.py",
    ),
    "engine/adgang.py",
)
LOVLAESER = "engine/lov/parametre.py"
IO = {
    *(
        "os",
        "io",
        "sys",
        "pathlib",
        "shutil",
        "tempfile",
        "glob",
        "socket",
        "subprocess",
        "threading",
        "time",
    ),
    *("random", "secrets", "requests", "urllib", "http", "sqlite3", "sqlalchemy", "duckdb", "pyarrow"),
    *("logging", "streamlit", "yaml"),
}


def _pakke(fil: str) -> str:
    return Path(fil).parts[1].removesuffix(".py")


@pytest.mark.parametrize("fil", traeer("engine"))
def test_motorens_pakker_bruger_kun_dem_de_maa(fil: str) -> None:
    pakke = _pakke(fil)
    if fil == "engine/__init__.py":
        return
    assert pakke in MAA_BRUGE, f"engine/{pakke} har ingen plads i MAA_BRUGE og arkitektur.md"
    brugte = {navn.split(".")[1] for navn in importerede(traeer("engine")[fil]) if navn.startswith("engine.")}
    assert brugte <= MAA_BRUGE[pakke] | {pakke, "fejl", "__version__"}


def test_indlaesningen_bruger_kun_lagerets_port() -> None:
    brugte = {
        navn
        for trae in traeer("engine/indlaesning").values()
        for navn in importerede(trae)
        if navn.startswith("engine.lager")
    }
    assert {".".join(navn.split(".")[:3]) for navn in brugte} <= INDLAESNING_BRUGER_AF_LAGER


def test_sagslageret_bruger_kun_prognosens_graenser() -> None:
    brugte = {
        navn
        for trae in traeer("engine/sager").values()
        for navn in importerede(trae)
        if navn.startswith("engine.prognose.")
    }
    assert {".".join(navn.split(".")[:3]) for navn in brugte} == SAGER_BRUGER_AF_PROGNOSE


def test_lageret_bruger_kun_det_af_refusionen_der_koerer_ved_bygning() -> None:
    brugte = {
        navn
        for trae in traeer("engine/lager").values()
        for navn in importerede(trae)
        if navn.startswith("engine.refusion")
    }
    assert {".".join(navn.split(".")[:3]) for navn in brugte} == LAGERET_BRUGER_AF_REFUSION


def test_lageret_bruger_kun_det_fundene_kraever_af_reglerne() -> None:
    brugte = {
        navn
        for fil, trae in traeer("engine/lager").items()
        for navn in importerede(trae)
        if navn.startswith(("engine.potentiale.", "engine.flytning.")) and fil == "engine/lager/kandidater.py"
    }
    assert {".".join(navn.split(".")[:3]) for navn in brugte} == LAGERET_BRUGER_AF_POTENTIALE
    for fil, trae in traeer("engine/lager").items():
        if fil != "engine/lager/kandidater.py":
            assert not bruger(trae, "engine.potentiale"), fil
            assert not bruger(trae, "engine.flytning"), fil


def test_motoren_kender_ikke_streamlit() -> None:
    assert [fil for fil, trae in traeer("engine").items() if bruger(trae, "streamlit")] == []


def test_kun_lageret_importerer_duckdb() -> None:
    filer = [fil for fil, trae in traeer("engine", "pages", "app.py").items() if bruger(trae, "duckdb")]
    assert filer
    assert all(fil.startswith("engine/lager/") for fil in filer)


def test_great_expectations_importeres_kun_inde_i_kontrakternes_funktioner() -> None:
    for fil, trae in traeer("engine", "pages", "app.py").items():
        if bruger(trae, "great_expectations"):
            assert fil.startswith("engine/indlaesning/kontrakter"), fil
            i_toppen = ast.Module([n for n in trae.body if isinstance(n, ast.Import | ast.ImportFrom)], [])
            assert not bruger(i_toppen, "great_expectations"), fil


def test_demoen_kender_intet_der_finder() -> None:
    """The fictional municipality is written without the rules that are tried on it."""
    for fil, trae in traeer("engine/demo").items():
        fremmede = {
            n
            for n in importerede(trae)
            if n.startswith("engine") and not n.startswith(("engine.demo", "engine.fejl", "engine.steder"))
        }
        assert fremmede == set(), fil


# --- the pure packages ---------------------------------------------------------------------------------------


def _rene() -> list[str]:
    mapper = tuple(f"engine/{pakke}/" for pakke in RENE)
    return [fil for fil in traeer("engine") if fil.startswith(mapper) or fil in RENE_FILER]


@pytest.mark.parametrize("fil", _rene())
def test_rene_moduler_roerer_hverken_disk_net_eller_ur(fil: str) -> None:
    trae = traeer("engine")[fil]
    undtaget = {"pathlib", "yaml"} if fil == LOVLAESER else set()
    rod = {navn.split(".")[0] for navn in importerede(trae)}
    assert rod & (IO - undtaget) == set()
    kald = {ast.unparse(n.func) for n in ast.walk(trae) if isinstance(n, ast.Call)}
    ure = {
        k
        for k in kald
        if re.search(r"\b(now|today|utcnow|localtime|default_rng)$", k) or k in ("open", "input")
    }
    assert ure == set()


def test_kun_lovens_laeser_har_med_filer_at_goere() -> None:
    funktioner = [n for n in traeer("engine")[LOVLAESER].body if isinstance(n, ast.FunctionDef)]
    laesere = {f.name for f in funktioner if re.search(r"read_text|glob|\.open", ast.unparse(f))}
    assert laesere == {"laes_mappe", "_laes_fil"}


# --- pages ---------------------------------------------------------------------------------------------------

SIDEFILER = traeer("pages", "app.py")
SQL = re.compile(
    r"\bselect\b[\s\S]+\bfrom\b|\binsert\s+into\b|\bdelete\s+from\b|\bupdate\b.+\bset\b|\bcreate\s+(table|view)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("fil", SIDEFILER)
def test_sider_kender_hverken_database_eller_sql(fil: str) -> None:
    trae = SIDEFILER[fil]
    for pakke in ("duckdb", "sqlite3", "sqlalchemy", "great_expectations", "psycopg", "alembic", "sqlglot"):
        assert not bruger(trae, pakke), pakke
    for motordel in ("engine.lager.port", "engine.demo", "engine.kommando", "engine.sager.tabeller"):
        assert not bruger(trae, motordel), motordel
    assert [t for t in tekster(trae) if SQL.search(t)] == []
    if not fil.startswith("pages/komponenter/"):
        fra_pages = {n for n in importerede(trae) if n.startswith("pages.")}
        assert all(n.startswith("pages.komponenter") for n in fra_pages)


@pytest.mark.parametrize("fil", [f for f in SIDEFILER if not f.endswith("komponenter/data.py")])
def test_kun_data_har_caches(fil: str) -> None:
    kald = {ast.unparse(n) for n in ast.walk(SIDEFILER[fil]) if isinstance(n, ast.Attribute)}
    assert kald & {"st.cache_data", "st.cache_resource"} == set()


def test_i_pages_ligger_kun_sider() -> None:
    assert {p.name for p in (ROD / "pages").iterdir() if p.name != "__pycache__"} == {
        *(p.name for p in (ROD / "pages").glob("*.py") if p.name != "__init__.py"),
        "komponenter",
    }


# --- SQL -----------------------------------------------------------------------------------------------------


# The names of the tests: the models themselves take seconds to read, and only one worker needs them.
MODELNAVNE = [f"{skema}.{fil.stem}" for skema in LAG for fil in sorted((ROD / "sql" / skema).glob("*.sql"))]


@cache
def _modeller() -> dict[str, Model]:
    return {m.fuldt_navn: m for m in find_modeller(ROD / "sql")}


# Functions that Spark has under the same name and meaning, but that sqlglot passes on as it finds them.
SPARK_HAR = {"MAKE_DATE"}


@pytest.mark.parametrize("navn", [n for n in MODELNAVNE if not n.startswith("staging.")])
def test_core_og_marts_kan_oversaettes_til_spark(navn: str) -> None:
    spark = sqlglot.transpile(
        _modeller()[navn].sql, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE
    )
    assert len(spark) == 1
    trae = sqlglot.parse_one(spark[0], read="spark")
    ukendte = {node.name.upper() for node in trae.find_all(exp.Anonymous)} - SPARK_HAR
    assert ukendte == set(), f"funktioner, som Spark ikke har: {ukendte}"


FASTE_RAATABELLER = {"cpr", "kalender", "lovparameter", "indstilling", "rettelse_periode", "tekstperiode"}


def _raatabeller() -> set[str]:
    return FASTE_RAATABELLER | {fil.stem for fil in (ROD / "assets" / "tabeller").glob("*.csv")}


@pytest.mark.parametrize("navn", MODELNAVNE)
def test_en_model_laeser_kun_raatabeller_der_findes(navn: str) -> None:
    raa = {t.removeprefix("raw.") for t in _modeller()[navn].laeser if t.startswith("raw.")}
    assert raa <= set(alle_kontrakter()) | _raatabeller()
    if "cpr" in raa:  # one model ranks the numbers; none carries them on
        assert navn == "staging.cpr_orden"
        assert "cpr" not in sqlglot.parse_one(_modeller()[navn].sql, read="duckdb").named_selects


# --- purpose: who may read which delivery table ------------------------------------------------------------------

# The engine modules that ask the warehouse, and the purposes they serve. A new one must say its purpose here.
FORMAAL = {
    "engine/lager/sde.py": {"refusion.sde", "refusion.husstand"},
    "engine/lager/borger.py": {"pages.borger"},
    "engine/lager/halvrefusion.py": {"refusion.sde"},
    "engine/lager/husstand.py": {"refusion.sde", "refusion.husstand"},
    "engine/lager/indberetning.py": {"refusion.sde"},
    "engine/lager/overlay.py": {"refusion.sde"},
    "engine/lager/familie.py": {"pages.dyreste_familier"},
    "engine/lager/periode.py": {"refusion.sde"},
    "engine/lager/fejlperson.py": {
        "refusion.sde",
        "refusion.husstand",
        "rapporter",
    },  # the account's field of work
    "engine/lager/manglende.py": {"refusion.sde"},
    "engine/lager/tekstmaaned.py": {"refusion.sde", "rapporter"},  # the account's field of work
    "engine/lager/henfoerelse.py": {"refusion.sde", "rapporter"},  # the account's field of work
    "engine/lager/henfoerelsesfund.py": {"refusion.sde"},
    "engine/lager/forslag.py": {"refusion.sde"},
    "engine/lager/moms.py": {"potentiale.moms", "rapporter"},  # the account's field of work; no persons
    "engine/lager/prognose.py": {"prognose"},
    "engine/lager/tekstperiode.py": {"refusion.sde"},
    "engine/lager/analyse.py": {
        "rapporter",
        "refusion.sde",
        "flytning.moenster",
    },  # sums and counts, no persons
    "engine/lager/ledelse.py": {"rapporter", "refusion.sde"},  # sums and counts, no persons
    "engine/lager/ledelse_borgere.py": {"pages.ledelsesinformation"},
    "engine/lager/kandidater.py": {"potentiale.mellemkommunal", "potentiale.skole"},
    "engine/lager/formodet.py": {"potentiale.mellemkommunal", "potentiale.skole"},
    "engine/lager/krav.py": {"potentiale.mellemkommunal"},
    "engine/lager/betalingskontrol.py": {"potentiale.mellemkommunal"},
    "engine/lager/screening.py": {
        "flytning.screening",
        "flytning.betalingskommune",
    },  # the events of medvirken, for whom it proposes
    "engine/lager/fraflytning.py": {"flytning.screening"},
    "engine/lager/flygtigt.py": {"flytning.screening"},
    "engine/lager/flytning.py": {"flytning.moenster"},
    "engine/lager/befolkning.py": {"flytning.befolkning"},
    "engine/lager/udflytning.py": {"flytning.udflytning"},
    "engine/lager/udlaendinge.py": {"refusion.udlaendinge", "refusion.sde"},
    "engine/lager/traef.py": {"refusion.sde"},  # person keys and periods of the demo
    "engine/resultater/datakvalitet.py": {"refusion.sde"},  # sums of the ledger by reason, no persons
}
# They move every table alike and know none by name.
MASKINERI = {
    "engine/lager/oprydning.py",  # finds rows that are to be deleted; gives counts out, never a row
    *("engine/lager/byg.py", "engine/lager/meta.py", "engine/lager/raa.py", "engine/lager/laes.py"),
    *("engine/lager/modeller.py", "engine/lager/proever.py"),
}
_TABEL = re.compile(r"\b(?:raw|staging|core|marts)\.[a-z_]+\b")


@cache
def _laeser_af_lageret() -> dict[str, set[str]]:
    laesere = {}
    for fil, trae in traeer("engine").items():
        # Only what is a query: a table name alone is a name.
        fundne = {
            t
            for tekst in tekster(trae)
            if re.search(r"\bFROM\b|\bJOIN\b", tekst)
            for t in _TABEL.findall(tekst)
        }
        if fundne and fil not in MASKINERI:
            laesere[fil] = fundne
    return laesere


@cache
def _raa_under(tabel: str) -> set[str]:
    """The delivery tables that a warehouse table rests on, through all models."""
    if tabel.startswith("raw."):
        return {tabel.removeprefix("raw.").removesuffix("_set")} & set(
            alle_kontrakter()
        )  # adresse_set: of adresse
    return set().union(*(_raa_under(t) for t in _modeller()[tabel].laeser))


def test_det_bygningen_har_fundet_laeses_kun_ad_een_doer() -> None:
    """What schema fund holds has been found for the purposes of the modules above; nobody reads it past their door."""
    laesere = {
        f
        for f, trae in traeer("engine").items()
        if any(re.search(r"\bfund\.(?!json\b)", t) for t in tekster(trae))
    }
    assert laesere == {"engine/lager/forslag.py"}


def test_hver_der_laeser_lageret_har_et_formaal() -> None:
    assert set(_laeser_af_lageret()) == set(FORMAAL)


@pytest.mark.parametrize("fil", FORMAAL)
def test_en_tabel_laeses_kun_af_dem_kontrakten_naevner(fil: str) -> None:
    for tabel in _laeser_af_lageret()[fil]:
        for raa in _raa_under(tabel):
            assert FORMAAL[fil] & set(alle_kontrakter()[raa].formaal), (
                f"{fil} læser {tabel}, der bygger på {raa}"
            )


def test_indkomst_naar_kun_udflytning_og_udlaendinge() -> None:
    assert set(alle_kontrakter()["indkomst"].formaal) == {
        "flytning.udflytning",
        "refusion.udlaendinge",
        "pages.borger",
    }
    for navn in _modeller():
        if "indkomst" in _raa_under(navn):
            assert re.search(r"\.(indkomst|udflytning|udlaending)", navn), navn
    for audit in find_audits(ROD / "sql", _modeller().values()):
        assert "raw.indkomst" not in audit.laeser


# --- law -----------------------------------------------------------------------------------------------------


def _lovens_tal() -> set[Decimal]:
    """The limits of særligt dyre enkeltsager: in kroner and øre, a year and a twelfth, but for round numbers."""
    tal = set()
    for navn, parameter in laes_lov().parametre.items():
        if navn.startswith("cro_") and parameter.enhed.startswith("kr."):
            for v in parameter.vaerdier:
                assert isinstance(v.vaerdi, Decimal)
                tal |= {v.vaerdi, v.vaerdi * 100, v.vaerdi // 12, v.vaerdi * 100 // 12}
    return {t for t in tal if len(str(int(t)).rstrip("0")) > 1}


def _pythontal(trae: ast.Module) -> Iterator[Decimal]:
    for node in ast.walk(trae):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str):
            try:
                yield Decimal(str(node.value).replace("_", ""))
            except InvalidOperation:
                continue


def test_ingen_lovtal_i_python_eller_sql() -> None:
    lovens = _lovens_tal()
    assert {Decimal(860_000), Decimal(910_000), Decimal(71_666)} <= lovens
    for fil, trae in traeer("engine", "pages", "app.py").items():
        if not fil.startswith("engine/demo/"):
            assert set(_pythontal(trae)) & lovens == set(), fil
    for fil, tekst in tekstfiler().items():
        if fil.startswith("sql/") and fil.endswith(".sql"):
            assert {Decimal(t) for t in re.findall(r"\b\d+(?:\.\d+)?\b", tekst)} & lovens == set(), fil


def _seed(navn: str) -> list[dict[str, str]]:
    with (ROD / "assets" / "tabeller" / f"{navn}.csv").open(encoding="utf-8", newline="") as fil:
        return list(csv.DictReader(fil, delimiter=";"))


NOEGLER = {"lovregel": ("lov", "paragraf"), "kontolov": ("funktion", "dranst", "gruppering")}


@pytest.mark.parametrize("navn", NOEGLER)
def test_hver_regel_daekker_al_tid_uden_hul_og_overlap(navn: str) -> None:
    perioder: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for raekke in _seed(navn):
        perioder.setdefault(tuple(raekke[k] for k in NOEGLER[navn]), []).append(
            (raekke["fra"], raekke["til"])
        )
    for noegle, ialt in perioder.items():
        ialt.sort()
        assert ialt[0][0] == "", f"{noegle} begynder først {ialt[0][0]}"
        assert ialt[-1][1] == "", f"{noegle} hører op {ialt[-1][1]}"
        for (_, til), (fra, _) in pairwise(ialt):
            assert date.fromisoformat(til) + timedelta(days=1) == date.fromisoformat(fra), noegle


def test_reglernes_datoer_er_parametrenes() -> None:
    def fra(parameter: str) -> str:
        return next(v.fra for v in laes_lov().parameter(parameter).vaerdier if v.vaerdi is True).isoformat()

    def ventet(lov: str, gruppe: str) -> set[str]:
        if lov == "AEL":
            return {fra("aeldrelov_fra")}
        if gruppe == "foraelder":
            return {fra("bl_foraelder_fra")}
        # The rules on LUK (sentenced young people) entered the CRO order on 1 January 2019.
        return {fra("barnets_lov_fra")} | ({"2019-01-01"} if lov == "LUK" else set())

    for r in _seed("lovregel"):
        assert not r["fra"] or r["fra"] in ventet(r["lov"], r["gruppe"]), r
    for r in _seed("kontolov"):
        assert not r["fra"] or r["fra"] in ventet(r["lov"], ""), r


def test_hver_aarsag_har_en_dansk_tekst() -> None:
    aarsager = {r["aarsag"] for navn in NOEGLER for r in _seed(navn)}
    koder = {a for a in aarsager if re.fullmatch(r"[a-z0-9_]+", a)}
    assert all((a[0].isupper() or a[0].isdigit()) and " " in a for a in aarsager - koder)
    for model in _modeller().values():
        for saet in re.findall(
            r"(?:THEN|ELSE) '([a-z_]{4,})'", model.sql if "AS udelukket" in model.sql else ""
        ):
            koder.add(saet)
    assert "uden_cpr" in koder
    assert koder - set(AARSAGER) - {"konto"} == set()


# --- extracts ------------------------------------------------------------------------------------------------

# The columns contracts promise, in their order; more may follow or stand between.
_SDE = ["lov", "sagstype", "sag_id", "cprnumre", "bruttoudgift", "nettoudgift"]
_TRIN = ["refusion_trin1", "refusion_trin2", "refusion_trin3", "refusion", "hjemtaget", "difference"]
_BILAG = ["kilde", "regnskabsaar", "bilagsnr", "linjenr"]
_FLYTTELISTE = [
    *("cpr", "dato", "fra_kommunekode", "til_kommunekode", "institution_id", "aarsag"),
    *("foreslaaet_betalingskommune", "begrundelse"),
]
LOVEDE = {
    "sde": ["aar", *_SDE, *_TRIN],
    "sde_maaned": ["aar", "maaned", *_SDE, *_TRIN],
    "sde_grundlag": [
        *("aar", "maaned", "cpr", "sag_id", *_BILAG, "beloeb_andel", "medregnet", "aarsag", "periode_kilde"),
        "sikkerhed",
    ],
    "kandidater": [
        *("kandidat_id", "regel", "retning", "cpr", "modpart_kommunekode", "fra", "til", "potentiale"),
        *("bortfaldet", "frist", "prioritet", "begrundelse", "modbevis", "sikkerhed", "overlapper", "status"),
    ],
    "tilflyttere": _FLYTTELISTE,
    "fraflyttere": _FLYTTELISTE,
    "udflytning": [
        *("cpr", "score", "signaler", "indkomsttype", "indkomst_sum", "sidste_indkomst_maaned"),
        *("sidste_ydelse_maaned", "begrundelse", "modbevis"),
    ],
    "dyreste_familier": [
        *(
            "aar",
            "rang",
            "familie_id",
            "antal_personer",
            "bruttoudgift",
            "indtaegter",
            "refusion",
            "nettoudgift",
        ),
    ],
    "prognose": ["aar", "scenarie", "stoerrelse", "p10", "p50", "p90", "middel"],
    "prognose_sag": ["sag_id", "aar", "scenarie", "middel", "p10", "p90", "sandsynlighed_trin1"],
    "udlaendinge": ["cpr", "maaned", "ordning", "beloeb", "hjemmel", "begrundelse"],
    "moms": [*_BILAG, "regel", "retning", "beloeb", "forslag", "frist"],
    "befolkning": [
        *("aar", "scenarie", "folketal", "tilflyttede", "fraflyttede", "indvandrede", "udvandrede"),
        *("foedte", "doede", "tilbagegang_kriterie"),
    ],
    "noegletal": ["aar", "maaned", "fagomraade", "noegletal", "vaerdi", "enhed"],
}


@pytest.mark.parametrize("navn", ALLE)
def test_udtraek_har_de_lovede_kolonner_i_orden(navn: str) -> None:
    assert [k for k in ALLE[navn].kolonner if k in LOVEDE[navn]] == LOVEDE[navn]
    assert len(set(ALLE[navn].kolonner)) == len(ALLE[navn].kolonner)
    assert ALLE[navn].navn == navn
    assert ALLE[navn].raekke


def test_udtraek_staar_i_kontraktens_orden() -> None:
    assert list(ALLE) == [navn for navn in LOVEDE if navn in ALLE]


# --- what may stand nowhere ------------------------------------------------------------------------------------

DENNE = "tests/test_arkitektur.py"
_CPR = re.compile(r"(?<![0-9A-Za-z.])([0-3]\d)([01]\d)\d{2}[- ]?\d{4}(?![0-9A-Za-z])")


def _fundne_cpr(tekst: str) -> set[str]:
    return {m[0] for m in _CPR.finditer(tekst) if 1 <= int(m[1]) <= 31 and 1 <= int(m[2]) <= 12}


def test_ingen_cpr_numre_der_kunne_vaere_nogens() -> None:
    fundne = {fil: _fundne_cpr(tekst) for fil, tekst in tekstfiler().items()}
    assert {fil: numre for fil, numre in fundne.items() if numre and fil != "requirements.txt"} == {}


FORBUDT = {
    "en halv løsning": re.compile(
        r"\b(?:TODO|FIXME|XXX|HACK|TBD|WIP|NotImplemented(?:Error)?|lorem ipsum)\b"
    ),
    "en sti på en bestemt maskine": re.compile(r"(?<![\w.~])/(?:home|root|work|Users)/\w|\b[A-Z]:\\\\?Users"),
    "en pakkekilde": re.compile(
        r"pypi\.org|pythonhosted|--(?:extra-)?index-url\b|--find-links|--trusted-host"
    ),
}


@pytest.mark.parametrize("hvad", FORBUDT)
def test_intet_sted_staar(hvad: str) -> None:
    fundne = {
        fil: m[0]
        for fil, tekst in tekstfiler().items()
        if (m := FORBUDT[hvad].search(tekst)) and fil != DENNE
    }
    assert fundne == {}


def test_udcheckningens_egen_sti_staar_ingen_steder() -> None:
    assert [fil for fil, tekst in tekstfiler().items() if str(ROD) in tekst] == []


def test_ingen_funktion_er_tom() -> None:
    """A body of nothing but `pass` or `...` is a promise, not code; protocols and exceptions are classes."""
    tomme = [
        f"{fil}:{node.name}"
        for fil, trae in traeer("engine", "pages").items()
        for node in ast.walk(trae)
        if isinstance(node, ast.FunctionDef)
        and all(
            isinstance(n, ast.Pass) or (isinstance(n, ast.Expr) and ast.unparse(n) == "...")
            for n in node.body
        )
    ]
    assert tomme == []
