"""Runs contracts with Great Expectations in its own process: python -m engine.indlaesning.kontrakter_gx.

Importing Great Expectations takes seconds and a quarter of a gigabyte, so no other process does it.
A question is one line on stdin: {tabel: {"sti": text parquet, "forventninger": [{"type", "kwargs"}]}}.
Its answer is one line on stdout: {"brud": {tabel: [row numbers for each expectation]}}, or {"fejl": sentence}.
The process imports at once, answers until stdin is closed, and ends.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

RESULTAT = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": ["raekke_nr"],
    "exclude_unexpected_values": True,
}


def proev_filer(kontekst: Any, opgaver: dict[str, Any]) -> dict[str, list[list[int]]]:
    """Check each table against its expectations. Errors: ValueError with a sentence."""
    kolonner = {tabel: _kolonner(**opgave) for tabel, opgave in opgaver.items()}
    return {
        tabel: proev_ramme(kontekst, tabel, _ramme(opgave["sti"], kolonner[tabel]), opgave["forventninger"])
        for tabel, opgave in opgaver.items()
    }


def proev_ramme(
    kontekst: Any, navn: str, ramme: pd.DataFrame, forventninger: list[dict[str, Any]]
) -> list[list[int]]:
    """The numbers of the broken rows, for each expectation in its order.

    ramme: text columns (None for unknown), indexed by raekke_nr. Errors: ValueError when an expectation
    cannot run.
    """
    import great_expectations as gx

    # The place in the list is carried in meta: results come back in an order of Great Expectations' own.
    udtryk = [{**f, "meta": {"nr": nr}} for nr, f in enumerate(forventninger)]
    batch = kontekst.data_sources.pandas_default.read_dataframe(ramme)
    svar = batch.validate(gx.ExpectationSuite(name=navn, expectations=udtryk), result_format=RESULTAT)
    brud: list[list[int]] = [[] for _ in forventninger]
    for resultat in svar.results:
        forventning = resultat.expectation_config
        if resultat.exception_info.get("raised_exception", True):
            raise ValueError(f"{forventning.type} kunne ikke køres på {navn}: {resultat.exception_info}")
        for fundet in resultat.result.get("unexpected_index_list") or []:
            brud[forventning.meta["nr"]] += [int(nr) for nr in fundet["raekke_nr"]]
    return brud


def ny_kontekst() -> Any:
    """A context that lives in memory and shows no progress bars."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    kontekst = gx.get_context(mode="ephemeral")
    kontekst.variables.progress_bars = ProgressBarsConfig(globally=False)
    return kontekst


def _kolonner(sti: str, forventninger: list[dict[str, Any]]) -> list[str]:
    """The columns that the expectations read, all of which the file must have."""
    import pyarrow.parquet as pq

    from engine.indlaesning.kontrakter import Forventning, brugte

    kolonner = {n for f in forventninger for n in brugte(Forventning(f["type"], f["kwargs"], ""))} | {
        "raekke_nr"
    }
    mangler = sorted(kolonner - set(pq.read_schema(sti).names))
    if mangler:
        raise ValueError(f"filen {os.path.basename(sti)} mangler kolonnerne {', '.join(mangler)}")
    return sorted(kolonner)


def _ramme(sti: str, kolonner: list[str]) -> pd.DataFrame:
    import pyarrow.parquet as pq

    return tekstramme(pq.read_table(sti, columns=kolonner).to_pydict())


def tekstramme(kolonner: dict[str, list[Any]]) -> pd.DataFrame:
    """A frame of text objects: empty text is unknown, as everywhere in the contracts.

    raekke_nr is the index: Great Expectations then reads it whole, where it looks up a column cell by cell.
    """
    import pandas as pd

    numre = pd.Index(kolonner["raekke_nr"], name="raekke_nr", dtype="int64")
    tekster = {
        navn: [v or None for v in vaerdier] for navn, vaerdier in kolonner.items() if navn != "raekke_nr"
    }
    return pd.DataFrame(tekster, index=numre, dtype=object)


def main() -> int:
    # Garbage is collected between questions only; collecting during the import makes it a third slower.
    gc.disable()
    # What libraries print belongs on stderr: stdout carries the answers alone.
    svarkanal = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    with svarkanal:
        kontekst = ny_kontekst()
        gc.freeze()
        for linje in sys.stdin:
            print(json.dumps(_svar(kontekst, linje)), file=svarkanal, flush=True)
            gc.collect()
    return 0


def _svar(kontekst: Any, spoergsmaal: str) -> dict[str, Any]:
    try:
        return {"brud": proev_filer(kontekst, json.loads(spoergsmaal))}
    except Exception as fejl:  # whatever went wrong is told to the parent, which makes it a sentence
        return {"fejl": str(fejl) or type(fejl).__name__}


if __name__ == "__main__":
    sys.exit(main())
