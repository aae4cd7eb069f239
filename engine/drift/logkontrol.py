"""The check of the log that an administrator asks for: the chain held against the anchors, and itself logged."""

from __future__ import annotations

from datetime import datetime

from engine import adgang
from engine.adgang import Bruger, Handling
from engine.drift import ankerfil
from engine.fejl import AdgangNaegtet
from engine.indstillinger import Indstillinger
from engine.sager import anker
from engine.sager.anker import Efterproevning
from engine.sager.lager import Sagslager
from engine.sager.log import skriv_log


def efterproev_som(ind: Indstillinger, lager: Sagslager, bruger: Bruger, nu: datetime) -> Efterproevning:
    """Try the whole log now. Errors: AdgangNaegtet."""
    ja, grund = adgang.maa(bruger, Handling.SE_LOG)
    if not ja:
        raise AdgangNaegtet(grund)
    svar = anker.efterproev(lager, ankerfil.hent(ind))
    detaljer = {"hel": svar.hel, "linjer": svar.linjer, "ankre": svar.ankre, "brud_ved": svar.brud_ved}
    skriv_log(lager, nu=nu, bruger=bruger.navn, handling="log_efterproevet", detaljer=detaljer)
    return svar
