"""The parts of the page Drift: health, jobs, backups and retention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from engine import dansk
from engine.adgang import Bruger
from engine.fejl import HjemtagFejl, IndstillingsFejl
from pages.komponenter import data, kort, tilstande
from pages.komponenter.tabeller import Kolonne, tabel

if TYPE_CHECKING:
    from engine.drift.helbred import Del
    from engine.drift.job import Koersel
    from engine.drift.kopier import Kopifil
    from engine.drift.oprydning import Resultat

_BESKED = "drift_besked"
_TILSTAND = {"ok": "afklaret:Virker", "nedsat": "usikker:Se på det", "nede": "mangler:Virker ikke"}
_NAVNE = {
    "sagslager": "Sagslager",
    "datagrundlag": "Datagrundlag",
    "disk": "Diskplads",
    "log": "Log",
    "anker": "Loggens anker",
    "job": "Job",
}


@dataclass(frozen=True)
class Billede:
    """Everything that the page shows, as it is now."""

    dele: Sequence[Del]
    samlet: str
    koersler: Sequence[Koersel]
    kopier: Sequence[Kopifil]
    oprydning: Resultat | None


def hent(nu: datetime) -> Billede:
    """Look at everything now."""
    from engine.drift import helbred, job, kopier, oprydning

    ind = data.indstillinger()
    dele = helbred.proev(ind, data.sagslager, nu)
    return Billede(
        dele,
        helbred.samlet(dele),
        job.seneste(data.sagslager(), 20),
        kopier.liste(ind),
        oprydning.seneste(ind),
    )


def saetning(b: Billede) -> str:
    """The page's sentence."""
    skidt = [_NAVNE.get(d.navn, d.navn).lower() for d in b.dele if d.tilstand != "ok"]
    if not skidt:
        return "Alt virker: sagslager, datagrundlag, plads, log og job er i orden."
    return (
        f"{'Noget virker ikke' if b.samlet == 'nede' else 'Systemet virker, men se på'}: {', '.join(skidt)}."
    )


def besked() -> None:
    """What was just done, once."""
    if tekst := st.session_state.pop(_BESKED, ""):
        st.success(tekst, icon=":material/check_circle:")


def kortene(b: Billede) -> None:
    """The state, the data's age, the last job and the newest backup."""
    gen = data.generation()
    sidste = b.koersler[0] if b.koersler else None
    kopi = b.kopier[0] if b.kopier else None
    mislykkede = sum(not k.lykkedes for k in b.koersler)
    kort.raekke(
        [
            kort.Kort("Tilstand", _TILSTAND[b.samlet].partition(":")[2], tilstand=_TILSTAND[b.samlet]),
            kort.Kort(
                "Data bygget",
                dansk.dato(dansk.lokal(gen.bygget).date()) if gen else "Aldrig",
                note=f"{dansk.tidspunkt(gen.bygget).partition(' ')[2]}, {gen.navn}" if gen else "",
            ),
            kort.Kort(
                "Seneste job",
                f"'{sidste.verbum}'" if sidste else "Intet",
                note=f"{dansk.tidspunkt(sidste.tid)}; {mislykkede} af {len(b.koersler)} mislykket"
                if sidste
                else "",
            ),
            kort.Kort(
                "Sikkerhedskopi",
                dansk.dato(dansk.lokal(kopi.lavet).date()) if kopi else "Ingen",
                note=f"{dansk.antal(len(b.kopier), 'kopi', 'kopier')} i mappen",
                tilstand=None if kopi else "mangler",
            ),
        ]
    )


def dele(b: Billede) -> None:
    """Each part with its state and what to do."""
    tabel(
        [
            {
                "navn": _NAVNE.get(d.navn, d.navn.capitalize()),
                "tilstand": _TILSTAND[d.tilstand],
                "tekst": d.tekst,
            }
            for d in b.dele
        ],
        [
            Kolonne("navn", "Del"),
            Kolonne("tilstand", "Tilstand", "tilstand"),
            Kolonne("tekst", "Hvad ses, og hvad kan gøres"),
        ],
        noegle="drift_dele",
        beskrivelse="Systemets dele og deres tilstand",
    )


def koersler(b: Billede) -> None:
    """The last jobs, newest first."""
    if not b.koersler:
        tilstande.tom(
            "Intet job er kørt endnu",
            "Her står indlæsninger, bygninger, natkørsler og sikkerhedskopier.",
            "Kør 'hjemtag nat', eller sæt den til at køre hver nat; se docs/drift/drift.md.",
        )
        return
    tabel(
        [vars(k) | {"udfald": _TILSTAND_JOB[k.kode]} for k in b.koersler],
        [
            Kolonne("tid", "Tidspunkt", "tidspunkt"),
            Kolonne("verbum", "Job"),
            Kolonne("udfald", "Udfald", "tilstand"),
            Kolonne("sekunder", "Varighed", "decimal", enhed="s"),
            Kolonne("bruger", "Startet af"),
            Kolonne("fejl", "Fejl"),
        ],
        noegle="drift_job",
        beskrivelse="De seneste job",
    )


_TILSTAND_JOB = {0: "afklaret:Lykkedes", 1: "mangler:Mislykkedes", 2: "usikker:Med karantæne"}


def kopier(bruger: Bruger, b: Billede) -> None:
    """The backups, and one more."""
    from engine.drift import kopier as motor

    if b.kopier:
        tabel(
            [{"navn": k.navn, "lavet": k.lavet, "mb": k.stoerrelse / 2**20} for k in b.kopier[:20]],
            [
                Kolonne("navn", "Fil"),
                Kolonne("lavet", "Taget", "tidspunkt"),
                Kolonne("mb", "Størrelse", "decimal", enhed="MB"),
            ],
            noegle="drift_kopier",
            beskrivelse="Sikkerhedskopier af sagslageret",
        )
    st.caption(
        "En kopi efterprøves, når den er taget. Den gendannes med 'hjemtag gendan FIL.zip', helt eller slet "
        "ikke. Sessioner er ikke med."
    )
    if st.button("Tag en sikkerhedskopi nu", icon=":material/backup:"):
        try:
            kopi = motor.lav_som(data.indstillinger(), data.sagslager(), bruger, datetime.now(UTC))
        except HjemtagFejl as fejl:
            st.error(str(fejl), icon=":material/error:")
            return
        st.session_state[_BESKED] = (
            f"{kopi.fil.name} er taget og efterprøvet: {dansk.tal(kopi.raekker)} rækker."
        )
        st.rerun()


def opbevaring(b: Billede) -> None:
    """How long each kind is kept, and what the last trial or clean-up found."""
    from engine.drift.oprydning import BEVARES, TITLER

    try:
        regler = data.indstillinger().opbevaring
    except IndstillingsFejl as fejl:
        tilstande.fejl(fejl)
        return
    r = b.oprydning
    fund = {f.slags: f for f in r.fund} if r else {}
    tabel(
        [
            {
                "titel": TITLER.get(slags, f"Rækker i {slags}, efter deres egen tid"),
                "maaneder": dansk.antal(maaneder, "måned", "måneder") if maaneder else "altid",
                "antal": fund[slags].antal if slags in fund else None,
                "anonym": fund[slags].anonymiseret if slags in fund else None,
            }
            for slags, maaneder in regler.items()
        ],
        [
            Kolonne("titel", "Hvad"),
            Kolonne("maaneder", "Opbevares", "vaerdi"),
            Kolonne("antal", "Slettet" if r and r.udfoert else "Ville blive slettet", "tal"),
            Kolonne("anonym", "Uden borgeren", "tal", hjaelp="Rækken bliver, men borgeren tages ud af den."),
        ],
        noegle="drift_opbevaring",
        beskrivelse="Opbevaring og seneste oprydning",
    )
    if r is None:
        st.caption("Oprydningen er ikke prøvet endnu. 'hjemtag oprydning' viser, hvad den ville slette.")
    else:
        hvad = "Oprydningen er udført" if r.udfoert else "Seneste prøvekørsel var"
        st.caption(
            f"{hvad} {dansk.tidspunkt(r.tid)}. 'hjemtag oprydning --udfoer' sletter; det står i loggen."
        )
    with st.expander("Hvad bevares altid?"):
        st.markdown("\n".join(f"- {linje}" for linje in BEVARES))


def friskhed(nu: datetime) -> None:
    """The newest delivery of each table, the oldest data first: what somebody should ask the source about."""
    from engine.drift import friskhed as motor

    raekker = motor.tabeller(data.indstillinger(), nu)
    if not raekker:
        tilstande.intet_lager("Her står den nyeste leverance af hver tabel med kilde og alder.")
        return
    tabel(
        raekker,
        [
            Kolonne("tabel", "Tabel"),
            Kolonne("kilde", "Kilde"),
            Kolonne("leverance", "Leverance"),
            Kolonne("dato", "Data pr.", "dato"),
            Kolonne("alder", "Alder", "tal", enhed="dage"),
            Kolonne("raekker", "Rækker", "tal"),
        ],
        noegle="drift_friskhed",
        beskrivelse="Den nyeste leverance af hver tabel, den ældste først",
    )


def generationer() -> None:
    """The builds that are kept."""
    from engine.drift import friskhed as motor

    if raekker := motor.generationer(data.indstillinger()):
        tabel(
            raekker,
            [
                Kolonne("navn", "Udgave"),
                Kolonne("i_brug", "I brug", "ja_nej"),
                Kolonne("bygget", "Bygget", "tidspunkt"),
                Kolonne("data_dato", "Data pr.", "dato"),
                Kolonne("version", "Version"),
                Kolonne("lov", "Lovgrundlag"),
                Kolonne("mb", "Fylder", "tal", enhed="MB"),
            ],
            noegle="drift_generationer",
            beskrivelse="De udgaver af datagrundlaget, der er gemt",
        )


def disk_og_versioner() -> None:
    """What takes room, and what runs in which version."""
    from engine.drift import friskhed as motor

    venstre, hoejre = st.columns(2, gap="large")
    with venstre:
        st.subheader("Disk")
        mb = Kolonne("mb", "Fylder", "tal", enhed="MB")
        raekker = motor.disk(data.indstillinger())
        tabel(raekker, [Kolonne("hvad", "Del"), mb], noegle="drift_disk", beskrivelse="Plads på disken")
    with hoejre:
        st.subheader("Versioner")
        tabel(
            motor.versioner(data.sagslager()),
            [Kolonne("hvad", "Del"), Kolonne("version", "Version")],
            noegle="drift_versioner",
            beskrivelse="Hvad der kører i hvilken version",
        )


def virkning(b: Billede) -> None:
    """The sums that the last trial or clean-up makes others."""
    if b.oprydning is None or not b.oprydning.virkning:
        return
    st.markdown("**Årssummer, som oprydningen ændrer**")
    tabel(
        [vars(v) | {"aar": str(v.aar)} for v in b.oprydning.virkning],
        [
            Kolonne("aar", "År"),
            Kolonne("stoerrelse", "Tal"),
            Kolonne("foer_oere", "Før", "kroner_oere"),
            Kolonne("efter_oere", "Efter", "kroner_oere"),
        ],
        noegle="drift_virkning",
        beskrivelse="Årssummer før og efter oprydningen",
    )
