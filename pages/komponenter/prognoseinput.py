"""The inputs of Prognose: a form per group with its effect in kroner beside each, at once.

Moving a slider runs this part alone: the draws are reused, so the effect is there before the hand is off it. The
figures to the left follow when they are asked for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger
from engine.prognose.graenser import SATSREGULERING_PCT
from pages.komponenter import data, prognosescenarie
from pages.komponenter.adgang import fragment
from pages.komponenter.prognosescenarie import Valg

if TYPE_CHECKING:
    from engine.prognose.haendelser import Forudsaetninger
    from engine.resultater.sde import Kontekst

_VISTE_SLAGS = 6
# What can be moved here; the store takes more (engine.prognose.graenser), for those who need it.
_SKYDERE = {
    "pris_pct": ("Priser og løn", -10.0, 15.0, "Ud over den prisvækst, data selv viser, fra nytår.", 0.5),
    "tilgang_pct": (
        "Nye sager",
        -100.0,
        200.0,
        "Flere eller færre nye personer om måneden, end der er set.",
        10.0,
    ),
    "ophoer_pct": (
        "Indsatser, der ophører",
        -100.0,
        200.0,
        "Chancen for, at en indsats slutter i en måned, mod den, der er set.",
        10.0,
    ),
}


def vis(bruger: Bruger, k: Kontekst, valg: Valg) -> None:
    """The whole form; read only where the scenario is locked."""
    st.subheader("Forudsætninger")
    _form(bruger, k, valg)


@fragment("prognose")
def _form(bruger: Bruger, k: Kontekst, valg: Valg) -> None:
    from engine.resultater import prognose

    u, p = valg.udgangspunkt, data.prognose(k, valg.bruger, valg.grundlag)
    aar = p.aar[-1]
    if valg.laast:
        st.caption("Scenariet er låst. Træk i skyderne for at prøve noget andet, og gem det som en kopi.")
    felter: dict[str, Any] = {"nye_som_set": u.nye_som_set}
    for felt, (titel, mindst, hoejst, hjaelp, skridt) in _SKYDERE.items():
        v = _skyder(valg, felt, titel, getattr(u, felt), mindst, hoejst, hjaelp, skridt)
        felter[felt] = v
        mod = valg.grundlag
        if felt == "tilgang_pct" and not any(p.fremskrivning.tilgang.values()):
            felter["nye_som_set"] = _nye(k, valg, any(p.fremskrivning.set_tilgang.values()))
            if not felter["nye_som_set"]:
                continue
            mod = replace(mod, nye_som_set=True)
        _effekt(k, valg, replace(mod, **{felt: v}), v, mod)
    with st.expander("Takster", expanded=any(u.takst_pct.values())):
        felter["takst_pct"] = _takster(k, valg, prognose.slags(p)[:_VISTE_SLAGS])
    felter["satsregulering_pct"] = _graenser(k, valg, aar)
    felter["kommende"] = u.kommende
    if valg.grundlag.haendelser:
        felter["kommende"] = st.toggle(
            "Regn de kommende hændelser med",
            value=u.kommende,
            key=_noegle(valg, "kommende"),
            help="Det, der er indtastet på borgere og i filer.",
        )
        uden = replace(valg.grundlag, kommende=False, haendelser=())
        _effekt(k, valg, uden if not felter["kommende"] else valg.grundlag, not felter["kommende"])
        felter["haendelser"] = _haendelser(valg, felter["kommende"])
    proevet = replace(u, **felter)
    _ialt(k, valg, proevet, felter)
    # What is saved is what the sliders say, also before the figures to the left have followed.
    prognosescenarie.handlinger(bruger, k, replace(valg, scenarie=proevet))


def _nye(k: Kontekst, valg: Valg, er_set: bool) -> bool:
    """Whether new cases are counted as they were seen, where the base has none. er_set: whether any were."""
    nu = valg.udgangspunkt.nye_som_set
    if not er_set:
        st.caption("Grundlaget har ingen nye sager at regne ud fra, så skyderen ændrer intet.")
        return nu
    med = st.toggle(
        "Regn nye sager med, som de er set",
        value=nu,
        key=_noegle(valg, "nye_som_set"),
        help="Grundlaget har ingen nye sager, fordi de ikke gjorde prognosen bedre i prøven på jeres egne tal.",
    )
    if med:
        _effekt(k, valg, replace(valg.grundlag, nye_som_set=True), med)
    else:
        st.caption("Nye sager er ikke lagt til, se forbeholdet øverst, så skyderen ændrer intet.")
    return med


def _haendelser(valg: Valg, kommende: bool) -> tuple[Any, ...]:
    egne = tuple(e for e in valg.udgangspunkt.haendelser if not e.faelles)
    return (*(valg.grundlag.haendelser if kommende else ()), *egne)


def _noegle(valg: Valg, felt: str) -> str:
    """A widget's key: of its scenario, as it was saved; so a saved change is what the form starts from."""
    tid = valg.gemt.tid.isoformat() if valg.gemt else ""
    return f"pi_{valg.udgangspunkt.navn}_{tid}_{felt}"


def _skyder(
    valg: Valg, felt: str, titel: str, nu: float, mindst: float, hoejst: float, hjaelp: str, skridt: float
) -> float:
    antal = round((hoejst - mindst) / skridt)
    trin = sorted({round(mindst + n * skridt, 2) for n in range(antal + 1)} | {round(nu, 2), 0.0})
    decimaler = 0 if skridt >= 1 else 1
    return float(
        st.select_slider(
            f"{titel} (pct.)",
            trin,
            round(nu, 2),
            lambda v: dansk.tal(v, decimaler, fortegn=True),
            key=_noegle(valg, felt),
            help=hjaelp,
        )
    )


def _takster(k: Kontekst, valg: Valg, slags: list[str]) -> dict[str, float]:
    u = valg.udgangspunkt
    ud = {n: v for n, v in u.takst_pct.items() if n not in slags and v}
    for n in slags:
        v = _skyder(
            valg,
            f"takst_{n}",
            n,
            float(u.takst_pct.get(n, 0.0)),
            -20.0,
            20.0,
            "Ændring af taksten fra nytår.",
            1.0,
        )
        _effekt(k, valg, replace(valg.grundlag, takst_pct={n: v}), v)
        if v:
            ud[n] = v
    return ud


def _graenser(k: Kontekst, valg: Valg, aar: int) -> dict[int, float]:
    """The coming year's limits: shown, and where they are not published yet regulated with an expected per cent."""
    from engine.lov import fremskrivning

    u = valg.udgangspunkt
    foreloebige = {a for v in data.prognose(k, valg.bruger, valg.scenarie).foreloebige.values() for a in v}
    if aar not in foreloebige and aar not in u.satsregulering_pct:
        st.caption(f"Grænserne for refusion i {aar} er fastsat og kan ikke ændres her.")
        return dict(u.satsregulering_pct)
    lovens = float(fremskrivning.procent(k.lov, aar))
    nu = float(u.satsregulering_pct.get(aar, lovens))
    mindst, hoejst = SATSREGULERING_PCT
    v = _skyder(
        valg,
        f"sats_{aar}",
        f"Regulering af grænserne i {aar}, foreløbig",
        nu,
        float(max(mindst, -2)),
        float(min(hoejst, 10)),
        f"Satsreguleringsprocenten; lovens seneste er {dansk.tal(lovens, 1)}. Grænserne er foreløbige, til de er "
        "udmeldt.",
        0.1,
    )
    sats = {**u.satsregulering_pct, **({aar: v} if v != lovens or aar in u.satsregulering_pct else {})}
    _effekt(k, valg, replace(valg.grundlag, satsregulering_pct=sats), v != lovens)
    return sats


def _effekt(
    k: Kontekst, valg: Valg, alene: Forudsaetninger, aendret: Any, mod: Forudsaetninger | None = None
) -> None:
    """What this input alone adds to the base, under it. mod: instead of the base."""
    if not aendret:
        st.caption("Som i grundlaget.")
        return
    e = data.prognoseeffekt(k, valg.bruger, alene, mod or valg.grundlag)
    st.caption(
        f"Virkning i {e.aar[-1]}: udgift {dansk.kort_kroner(e.udgift[-1], fortegn=True)}, refusion "
        f"{dansk.kort_kroner(e.refusion[-1], fortegn=True)}, **netto {dansk.kort_kroner(e.netto[-1], fortegn=True)}**"
    )


def _ialt(k: Kontekst, valg: Valg, proevet: Forudsaetninger, felter: dict[str, Any]) -> None:
    """All of it against the base, and the way to see it in the figures."""
    e = data.prognoseeffekt(k, valg.bruger, proevet, valg.grundlag)
    with st.container(border=True):
        st.markdown(
            f"**I alt mod grundlaget i {e.aar[-1]}: netto {dansk.kort_kroner(e.netto[-1], fortegn=True)}** "
            f"(udgift {dansk.kort_kroner(e.udgift[-1], fortegn=True)}, refusion "
            f"{dansk.kort_kroner(e.refusion[-1], fortegn=True)})"
        )
        with st.container(horizontal=True):
            if proevet != valg.scenarie and st.button(
                "Vis i figurerne", type="primary", icon=":material/refresh:"
            ):
                prognosescenarie.brug(valg, felter if proevet != valg.udgangspunkt else None)
                st.rerun()
            if proevet != valg.udgangspunkt and st.button("Nulstil forudsætninger", type="tertiary"):
                prognosescenarie.brug(valg, None)
                for noegle in [str(n) for n in st.session_state if str(n).startswith("pi_")]:
                    del st.session_state[noegle]
                st.rerun()
