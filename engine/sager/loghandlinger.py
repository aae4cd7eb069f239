"""What each action in the log is called, once, in Danish. A test holds that the code writes no other."""

from __future__ import annotations

TITLER = {
    # persons
    "se_person": "Set oplysninger om en person",
    "se_prognose": "Regnet en låst prognose igen",
    "egne_data_set": "Fil med egne data holdt op mod personer",
    "se_navn": "Set navne i en liste",
    "soeg_person": "Søgt efter en person",
    "afsloer_adresse": "Set en beskyttet adresse",
    "se_karantaene": "Set rækker i karantæne",
    "udtraek": "Hentet udtræk",
    "hent_fil": "Hentet fil",
    # access
    "log_ind": "Logget ind",
    "log_ind_afvist": "Login afvist",
    "log_ud": "Logget ud",
    "session_udloebet": "Session udløbet",
    "session_afsluttet": "Session afsluttet af en anden",
    "afvist": "Forsøg afvist",
    "kodeord_skiftet": "Adgangskode skiftet",
    "kodeord_nulstillet": "Adgangskode nulstillet",
    "bruger_oprettet": "Bruger oprettet",
    "bruger_aendret": "Bruger ændret",
    "bruger_deaktiveret": "Bruger lukket",
    "bruger_genaabnet": "Bruger åbnet igen",
    "bruger_tilknyttet": "Bruger knyttet til kommunens login",
    # work
    "flyt_periode": "Postering flyttet i tid",
    "flyt_postering": "Postering flyttet til en anden",
    "enkeltstaaende": "Engangsudgift valgt",
    "periode_regel": "Periode valgt for ens tekster",
    "familie": "Husstand valgt for et barn",
    "henfoerelse_afvist": "Forslag om en udgift uden person afvist",
    "scenarie": "Scenarie i prognosen ændret",
    "haendelse": "Ventet hændelse i prognosen",
    "prognose_laast": "Prognose låst",
    "fortryd": "Rettelse fortrudt",
    "afgoerelse": "Afgørelse i en sag",
    "bilag": "Bilag til en sag",
    "forslag": "Foreslået til godkendelse",
    "godkendelse": "Godkendt",
    "forslag_afvist": "Forslag afvist",
    "forslag_tilbagetrukket": "Forslag trukket tilbage",
    "kommende_haendelse": "Kommende hændelse skrevet",
    "kommende_haendelse_fjernet": "Kommende hændelse fjernet",
    "effektmaal": "Mål og timer for en indsats",
    "krav": "Krav rejst mod en kommune",
    "kravtrin": "Trin i et krav",
    "krav_fortrudt": "Trin i et krav fortrudt",
    "egen_adresse": "Adresse til flyttelisterne skrevet",
    "egen_adresse_fortrudt": "Adresse til flyttelisterne fortrudt",
    "satsforslag": "Lovværdi foreslået",
    "satsbekraeftelse": "Lovværdi bekræftet",
    "satstilbagetrukket": "Lovværdi trukket tilbage",
    "lovpakke": "Lovpakke",
    "indberetning_kladde": "Kladde til indberetning",
    "revision_stikproeve": "Revisionens stikprøve",
    "revision_afkrydsning": "Revisionens gennemgang",
    "revision_paategning": "Revisionens påtegning",
    "revision_paategning_trukket": "Påtegning trukket tilbage",
    # the log and the running of the system
    "se_log": "Set i loggen",
    "log_kontrol": "Stikprøve gennemgået",
    "log_efterproevet": "Log efterprøvet",
    "log_anker": "Log ankret",
    "indsigt": "Oversigt til en borger",
    "job": "Job kørt",
    "slettet": "Slettet efter reglerne",
    "gendannet": "Sagslager gendannet",
}


def titel(handling: str) -> str:
    """The action as people read it; one that this version does not know is shown as it stands."""
    return TITLER.get(handling) or handling.replace("_", " ").capitalize()
