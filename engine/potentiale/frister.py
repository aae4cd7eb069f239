"""When a claim is lost, and what is urgent (RSL § 9 c, last stk.; laesninger.md 2; REF-12). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from engine.fejl import ParameterMangler
from engine.flytning.udflytning import plus_maaneder
from engine.lov.parametre import Lovsamling
from engine.potentiale.model import BORTFALDET, HASTER, NORMAL, SEL_BL, Krav, Tilsagn, sidste_dag


def frist(maaned: str, lovgruppe: str, lov: Lovsamling) -> date | None:
    """The last day on which a month's help can be claimed: its last day and the limitation. None: not known."""
    dag = sidste_dag(maaned)
    try:
        if lovgruppe == SEL_BL:
            return plus_maaneder(dag, int(lov.foerste_eller_opslag("krav_frist_sel_bl_maaneder", dag).vaerdi))
        return plus_maaneder(dag, 12 * int(lov.foerste_eller_opslag("krav_frist_oevrige_aar", dag).vaerdi))
    except ParameterMangler:
        return None


def reddet(maaned: str, modpart: str, frist_: date | None, tilsagn: Iterable[Tilsagn]) -> bool:
    """Whether a claim raised in writing covers the month and was in time for it on the day it was raised."""
    return any(
        t.rejst is not None
        and t.modpart == modpart
        and t.roerer(maaned)
        and (frist_ is None or t.rejst <= frist_)
        for t in tilsagn
    )


def naeste_frist(krav: Sequence[Krav], dag: date) -> date | None:
    """The deadline of the oldest month that is neither lost nor raised; None when there is none."""
    return min((k.frist for k in krav if k.frist and not k.reddet and not k.tabt(dag)), default=None)


def prioritet(krav: Sequence[Krav], frist_: date | None, dag: date, haster_maaneder: int) -> str:
    """REF-12: urgent with so few months left, lost when nothing else is; an earlier claim makes it neither."""
    if krav and all(k.tabt(dag) for k in krav):
        return BORTFALDET
    return HASTER if frist_ is not None and frist_ < plus_maaneder(dag, haster_maaneder) else NORMAL
