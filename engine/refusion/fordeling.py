"""The refund of the cases laid out on the persons: each krone on one person-month, and their sum the cases'.

A household is one case, and its refund belongs to its children together; who looks at a person or a family needs a
share. Pure, and exact to the øre.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from engine.refusion.sde import MAANEDER, SdeResultat, laeg_ud


def pr_person(resultat: SdeResultat) -> pd.DataFrame:
    """Refund by person and month: person_noegle, aar, maaned, sdelov, gruppe, refusion_oere (int64, never 0).

    A case's refund of a month follows the expenses: it is laid out on the persons' positive net of that month, by
    largest remainder, so that the rows sum to the cases' refund to the øre.
    """
    p, maaneder = resultat.placeret, resultat.maaneder
    med = np.flatnonzero(p.indgaar & np.isin(p.aar, maaneder["aar"].unique()))
    _, md = np.unique(p.sag[med] * MAANEDER + p.md[med] % MAANEDER, return_inverse=True)
    orden = np.argsort(md, kind="stable")
    raekker, md = med[orden], md[orden]
    netto = np.maximum(p.udgift["netto_u"].to_numpy(np.int64)[raekker], 0)
    oere = laeg_ud(maaneder["refusion"].to_numpy(np.int64), netto, md)
    har = oere != 0
    ud = p.udgift.take(raekker[har])[["person_noegle", "aar", "maaned", "sdelov", "gruppe"]]
    ud = ud.reset_index(drop=True).astype(
        dict.fromkeys(["person_noegle", "maaned", "sdelov", "gruppe"], "str")
    )
    return ud.assign(refusion_oere=oere[har])
