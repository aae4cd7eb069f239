"""Settings: environment before HJEMTAG_HJEM/hjemtag.toml before defaults, read once into a frozen dataclass."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from engine.fejl import IndstillingsFejl

DEMO_KOMMUNE = "0998"
TOML_NAVN = "hjemtag.toml"


# Months that each kind of data is kept; 0 = always. A delivery table may be named too, for the age of its rows.
OPBEVARING = {
    "leverancer": 36,
    "fortrudte": 3,
    "fraflyttede": 60,
    "indkomst": 60,
    "karantaene": 12,
    "generationer": 12,
    "eksport": 1,
    "screening": 24,
    "sikkerhedskopier": 12,
    "sessioner": 6,
}


@dataclass(frozen=True)
class Indstillinger:
    """Everything a run may depend on besides its data.

    hjem: the data directory. kommune: four digits, or None when nobody has said it yet.
    database_url: SQLAlchemy URL of the case store. The rest are the readings a municipality may change.
    """

    hjem: Path
    kommune: str | None = None
    database_url: str = ""
    periode_sikkerhed_min: float = 0.80
    komforhtyper: Mapping[str, str] = field(default_factory=lambda: {"3": "pension"})
    husstandssummering: bool = True
    smaacelle_min: int = 5
    udflytning_rytme: str = "maaned"
    gennemrejsende_maaneder: int = 6
    krav_ryk_maaneder: int = 6
    krav_leder_maaneder: int = 12
    krav_bortfald_dage: int = 90
    fire_oejne_graense_kr: int = 100_000
    fire_oejne_ret: bool = False
    fire_oejne_dage: int = 30
    oidc: Mapping[str, Any] = field(default_factory=dict)
    kommunepolygoner: str = ""
    gx_raekker_max: int = 100_000
    generationer_gemt: int = 3
    forbered_sider: bool = True
    duckdb_hukommelse: str = "4GB"
    duckdb_traade: int = 2
    log_anker: str = ""
    log_anker_kopi: str = ""
    log_anker_minutter: int = 60
    sikkerhedskopi_mappe: str = ""
    opbevaring: Mapping[str, int] = field(default_factory=lambda: dict(OPBEVARING))
    data_timer_max: int = 36
    metrik_token: str = ""
    sandhed: str = ""

    @property
    def landing(self) -> Path:
        return self.hjem / "landing"

    @property
    def karantaene(self) -> Path:
        return self.hjem / "karantaene"

    @property
    def generationer(self) -> Path:
        return self.hjem / "generationer"

    @property
    def hemmeligheder(self) -> Path:
        return self.hjem / "hemmeligheder"

    @property
    def eksport(self) -> Path:
        """Where extracts that lie on the machine are kept, so that retention reaches them."""
        return self.hjem / "eksport"

    @property
    def sikkerhedskopier(self) -> Path:
        return (
            Path(self.sikkerhedskopi_mappe).expanduser()
            if self.sikkerhedskopi_mappe
            else self.hjem / "sikkerhedskopier"
        )

    @property
    def screening(self) -> Path:
        """What the mover screening has kept: hits alone."""
        return self.hjem / "screening" / "fund.json"

    @property
    def arbejde(self) -> Path:
        """Scratch space on the same disk, emptied by each job."""
        return self.hjem / "arbejde"


_FRA_MILJOE = {
    "kommune": "HJEMTAG_KOMMUNE",
    "database_url": "HJEMTAG_DATABASE_URL",
    "metrik_token": "HJEMTAG_METRIK_TOKEN",
    "forbered_sider": "HJEMTAG_FORBERED_SIDER",
}
_JA_NEJ = {"true": True, "false": False}


def laes_indstillinger(miljoe: Mapping[str, str] | None = None) -> Indstillinger:
    """Read the settings. Errors: IndstillingsFejl naming the file or variable and what to write."""
    miljoe = os.environ if miljoe is None else miljoe
    hjem = Path(miljoe.get("HJEMTAG_HJEM") or _standard_hjem()).expanduser().resolve()
    vaerdier = _laes_toml(hjem / TOML_NAVN)
    vaerdier |= {navn: miljoe[variabel] for navn, variabel in _FRA_MILJOE.items() if miljoe.get(variabel)}
    kommune = vaerdier.get("kommune")
    if kommune is not None and not (isinstance(kommune, str) and len(kommune) == 4 and kommune.isdigit()):
        raise IndstillingsFejl(
            f"Kommunekoden '{kommune}' er ikke fire cifre. Skriv fx HJEMTAG_KOMMUNE=0860 "
            f'eller kommune = "0860" i {hjem / TOML_NAVN}.'
        )
    if isinstance(vaerdier.get("forbered_sider"), str):
        vaerdier["forbered_sider"] = _JA_NEJ.get(vaerdier["forbered_sider"], "")
    _kontroller_graenser(vaerdier, hjem / TOML_NAVN)
    vaerdier["opbevaring"] = _opbevaring(hjem / TOML_NAVN, vaerdier.get("opbevaring", {}))
    vaerdier.setdefault("database_url", f"sqlite:///{hjem / 'sager.db'}")
    return Indstillinger(hjem=hjem, **vaerdier)


def _kontroller_graenser(vaerdier: Mapping[str, Any], sti: Path) -> None:
    """A limit that cannot be read must not become none at all; a small cell of two is two persons' knowledge."""
    for navn, mindst in (
        ("fire_oejne_graense_kr", 0),
        ("fire_oejne_dage", 1),
        ("smaacelle_min", 3),
        ("gennemrejsende_maaneder", 1),
        ("krav_ryk_maaneder", 1),
        ("krav_leder_maaneder", 1),
        ("krav_bortfald_dage", 1),
    ):
        vaerdi = vaerdier.get(navn, mindst)
        if isinstance(vaerdi, bool) or not isinstance(vaerdi, int) or vaerdi < mindst:
            raise IndstillingsFejl(f"{navn} i {sti} skal være et helt tal på mindst {mindst}. Ret filen.")
    if vaerdier.get("udflytning_rytme", "maaned") not in ("nat", "uge", "maaned", "kvartal"):
        raise IndstillingsFejl(
            f"udflytning_rytme i {sti} skal være nat, uge, maaned eller kvartal. Ret filen."
        )
    ryk, leder = (
        vaerdier.get(n, getattr(Indstillinger, n)) for n in ("krav_ryk_maaneder", "krav_leder_maaneder")
    )
    if leder < ryk:
        raise IndstillingsFejl(
            f"krav_leder_maaneder ({leder}) i {sti} skal være mindst krav_ryk_maaneder ({ryk}). Ret filen."
        )
    for navn, hvor in (
        ("fire_oejne_ret", f"i {sti}"),
        ("forbered_sider", f"i {sti} eller i {_FRA_MILJOE['forbered_sider']}"),
    ):
        if not isinstance(vaerdier.get(navn, False), bool):
            raise IndstillingsFejl(f"{navn} {hvor} skal være true eller false. Ret det.")


def _opbevaring(sti: Path, valgt: Any) -> dict[str, int]:
    """The municipality's months over ours. Errors: IndstillingsFejl for what is no whole number of months."""
    if not isinstance(valgt, dict):
        raise IndstillingsFejl(f"{sti}: opbevaring skal være et afsnit, fx [opbevaring] og fraflyttede = 60.")
    for slags, maaneder in valgt.items():
        if isinstance(maaneder, bool) or not isinstance(maaneder, int) or maaneder < 0:
            raise IndstillingsFejl(
                f"{sti}: opbevaring.{slags} skal være et helt antal måneder (0 = altid), ikke {maaneder!r}."
            )
    return OPBEVARING | valgt


def _standard_hjem() -> Path:
    """data/ in the checkout. An installed wheel has no checkout: then data/ where the command is given."""
    rod = Path(__file__).resolve().parent.parent
    return (rod if (rod / "sql").is_dir() else Path.cwd()) / "data"


def _laes_toml(sti: Path) -> dict[str, Any]:
    if not sti.exists():
        return {}
    try:
        indhold = tomllib.loads(sti.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fejl:
        raise IndstillingsFejl(f"{sti} kan ikke læses som TOML: {fejl}. Ret filen.") from fejl
    kendte = {f.name for f in fields(Indstillinger)} - {"hjem"}
    ukendte = sorted(set(indhold) - kendte)
    if ukendte:
        raise IndstillingsFejl(
            f"{sti} har ukendte indstillinger: {', '.join(ukendte)}. Kendte er: {', '.join(sorted(kendte))}."
        )
    return indhold


def gem_kommune(ind: Indstillinger, kommune: str) -> None:
    """Remember the own municipality in hjemtag.toml, so that later runs and the app agree."""
    sti = ind.hjem / TOML_NAVN
    if _laes_toml(sti).get("kommune"):
        return
    ind.hjem.mkdir(parents=True, exist_ok=True)
    gammelt = sti.read_text(encoding="utf-8") if sti.exists() else ""
    sti.write_text(f'kommune = "{kommune}"\n{gammelt}', encoding="utf-8")
