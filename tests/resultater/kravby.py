"""A town with one of each that the pages between municipalities show: a claim, promises, bills and conflicts."""

from __future__ import annotations

from tests.lager_hjaelp import Tabeller, adresse, person, postering
from tests.moms.hjaelp import konto
from tests.potentiale.test_kandidater_udtraek import by as kandidatby

CARL, DORA, EVA = "6401700004", "6502710005", "6603720006"
KH, BOTILBUD, HJEMMEHJAELP = "5.57.73", "5.38.50", "5.38.20"


def by() -> Tabeller:
    """The town of the candidates (Anna, …0001, from 0851 on a forsorgshjem all of 2025: 115.200 kr. to claim), and:

    Carl lives in 0851, our measure, we pay 0851 1.000 kr. a month in 2025 (4.7), also after his death on 10 June.
    Dora lives in 0740; CPR has us as the payer; nothing is paid. 0851 pays us 500 kr. a month for Eva until June (7.7),
    promised until then; her cash help goes on. Eva's help in the home ended in March and is paid for in April to June.
    """
    ud = kandidatby()
    ud["person"] += [
        person(CARL, "1970-01-04", doedsdato="2025-06-10", cpr_status="90"),
        *(person(c, f) for c, f in ((DORA, "1971-02-05"), (EVA, "1972-03-06"))),
    ]
    ud["adresse"] += [
        adresse(CARL, "1", "2010-01-01", kommunekode="0851"),
        adresse(DORA, "2", "2010-01-01", kommunekode="0740"),
        adresse(EVA, "60", "2010-01-01"),
    ]
    ud["indsats"] += [
        {
            "indsats_id": "C1", "cpr": CARL, "lov": "SEL", "paragraf": "107", "startdato": "2020-01-01",
            "takst": "100.00", "enhed": "dag", "status": "bevilget", "handlekommune": "0860",
            "betalingskommune": "0860", "fagomraade": "voksne",
        },
        {
            "indsats_id": "E1", "cpr": EVA, "lov": "SEL", "paragraf": "83", "startdato": "2024-01-01",
            "slutdato": "2025-03-31", "takst": "100.00", "enhed": "uge", "status": "ophoert", "fagomraade": "voksne",
            "ydelse": "Hjemmehjælp",
        },
    ]  # fmt: skip
    ud["kommunalt_forhold"] = [
        {"cpr": DORA, "type": "betalingskommune", "kommunekode": "0860", "fra": "2020-01-01"}
    ]
    ud["tilsagn"] = [
        {
            "cpr": EVA, "modpart_kommunekode": "0851", "retning": "modtaget", "lov": "LAS", "fra": "2024-01-01",
            "til": "2025-06-30", "status": "ophoert", "krav_rejst_dato": "2024-01-15",
        }
    ]  # fmt: skip
    maaneder = range(1, 13)
    ud["postering"] += [
        *(
            _post(CARL, "1000.00", m, konto(BOTILBUD, "4.7"), "SEL", "107", modpart_kommunekode="0851")
            for m in maaneder
        ),
        *(
            _post(EVA, "-500.00", m, konto(KH, "7.7"), "LAS", "25", modpart_kommunekode="0851")
            for m in range(1, 7)
        ),
        *(_post(EVA, "9000.00", m, konto(KH, "5.2"), "LAS", "25") for m in maaneder),
        *(_post(EVA, "700.00", m, konto(HJEMMEHJAELP, "4.0"), "SEL", "83") for m in range(1, 7)),
    ]
    return ud


def _post(cpr: str, beloeb: str, m: int, konto_: str, lov: str, paragraf: str, **mere: str) -> dict[str, str]:
    dag = f"2025-{m:02d}-28"
    return postering(
        cpr, beloeb, f"2025-{m:02d}-01", dag, konto=konto_, lov=lov, paragraf=paragraf, bogfoeringsdato=dag,
        bilagsdato=dag, **mere,
    )  # fmt: skip
