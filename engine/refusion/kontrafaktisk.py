"""What would change a case: the refund of twelve months if something belonged elsewhere. Pure, exact in whole units."""

from __future__ import annotations

import numpy as np

from engine.refusion.sde import ENHED, MAANEDER, Graenser, afrund, trin_hundrededele


def refusion_oere(netto_u: np.ndarray, g: Graenser) -> int:
    """The year's refund of a case in øre. netto_u: int64 of shape (12,), units, one a month."""
    return int(refusioner_oere(netto_u[None, :], g)[0])


def refusioner_oere(netto_u: np.ndarray, g: Graenser) -> np.ndarray:
    """The year's refund of several variants of a case: netto_u of shape (n, 12) → øre of shape (n,)."""
    antal = len(netto_u)
    if g.aarlig:
        trin = trin_hundrededele(netto_u.sum(axis=1), g)
    else:
        trin = trin_hundrededele(netto_u.reshape(-1), g).reshape(3, antal, MAANEDER).sum(axis=2)
    return afrund(trin)[0]


def flyt_til_maaned(netto_u: np.ndarray, andele_u: np.ndarray, g: Graenser) -> np.ndarray:
    """The change of the refund, in øre, if a posting lay whole in each of the twelve months. Shape (12,).

    andele_u: the posting's shares now, shape (12,). Only what lies in the year moves.
    """
    uden, hele = netto_u - andele_u, int(andele_u.sum())
    varianter = np.tile(uden, (MAANEDER, 1)) + np.eye(MAANEDER, dtype=np.int64) * hele
    return refusioner_oere(varianter, g) - refusion_oere(netto_u, g)


def fordel_paa_aaret(netto_u: np.ndarray, andele_u: np.ndarray, g: Graenser) -> int:
    """The change of the refund, in øre, if a posting were a one-off spread over the year's twelve months."""
    hele = int(andele_u.sum())
    grund, rest = divmod(hele, MAANEDER)
    spredt = np.full(MAANEDER, grund, dtype=np.int64)
    spredt[:rest] += 1
    return refusion_oere(netto_u - andele_u + spredt, g) - refusion_oere(netto_u, g)


def til_naeste_trin_u(netto_u: np.ndarray, g: Graenser) -> np.ndarray:
    """Units from each month's net to the next limit; -1 above the last. Shape (12,). Monthly method only."""
    ud = np.full(len(netto_u), -1, dtype=np.int64)
    for graense_u, _ in reversed(g.trin):
        under = netto_u <= graense_u // MAANEDER
        ud[under] = graense_u // MAANEDER - netto_u[under]
    return ud


def i_oere(u: int) -> int:
    """Units as whole øre, half up."""
    return (2 * int(u) + ENHED) // (2 * ENHED)
