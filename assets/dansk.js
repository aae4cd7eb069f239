// Streamlit's own words in Danish: what it writes on the screen, and what it says to those who hear the page. It has no
// translations, so the words are replaced as they appear. What this misses stays in English; tests/e2e looks for it.
(() => {
  "use strict";

  const ORD = {
    "Skip to main content": "Gå til indholdet",
    "Sidebar": "Menu",
    "App pages": "Sider",
    "Collapse sidebar": "Skjul menuen",
    "Expand sidebar": "Vis menuen",
    "Navigate to home page": "Til forsiden",
    "Logo": "Hjemtag",
    "Main menu": "Hovedmenu",
    "Notifications": "Beskeder",
    "Link to heading": "Link til overskriften",
    "Stop script": "Stop beregningen",
    "Running...": "Arbejder …",
    "Open": "Åbn",
    "Close": "Luk",
    "Cancel": "Fortryd",
    "Try again": "Prøv igen",
    "Copy": "Kopiér",
    "Copy to clipboard": "Kopiér",
    "Choose an option": "Vælg",
    "Choose options": "Vælg",
    "Select...": "Vælg",
    "Select all": "Vælg alle",
    "Clear all": "Ryd alle",
    "Clear value": "Ryd feltet",
    "Clear entry": "Ryd feltet",
    "Clear selection": "Ryd valget",
    "Selected values": "Valgte",
    "No results": "Ingen fundet",
    "No data": "Ingen data",
    "No content": "Intet indhold",
    "Increment": "Én op",
    "Decrement": "Én ned",
    "Show password": "Vis adgangskoden",
    "Hide password": "Skjul adgangskoden",
    "Show password text": "Vis adgangskoden",
    "Hide password text": "Skjul adgangskoden",
    "Scroll tabs left": "Rul fanerne til venstre",
    "Scroll tabs right": "Rul fanerne til højre",
    "Fullscreen": "Fuld skærm",
    "Toggle fullscreen": "Fuld skærm",
    "Close fullscreen": "Luk fuld skærm",
    "Search": "Søg",
    "Close Search": "Luk søgningen",
    "Next Result": "Næste",
    "Previous Result": "Forrige",
    "Show/hide columns": "Vis eller skjul kolonner",
    "Dataframe column menu": "Kolonnens menu",
    "Copy column name": "Kopiér kolonnens navn",
    "Sort ascending": "Sortér stigende",
    "Sort descending": "Sortér faldende",
    "Autosize": "Tilpas bredden",
    "Pin column": "Fastgør kolonnen",
    "Unpin column": "Frigør kolonnen",
    "Hide column": "Skjul kolonnen",
    "Vega visualization": "Figur",
    "Choose date": "Vælg dato",
    "Choose date range": "Vælg periode",
    "Choose date and time": "Vælg dato og tid",
    "Clear date": "Ryd datoen",
    "Clear dates": "Ryd datoerne",
    "Calendar": "Kalender",
    "Date range": "Periode",
    "Next month": "Næste måned",
    "Previous month": "Forrige måned",
    "Quick select a date range": "Vælg en periode hurtigt",
    "Past Week": "Seneste uge",
    "Past Month": "Seneste måned",
    "Past 3 Months": "Seneste 3 måneder",
    "Past 6 Months": "Seneste 6 måneder",
    "Past Year": "Seneste år",
    "Past 2 Years": "Seneste 2 år",
    "Connecting": "Forbinder",
    "Connection error": "Forbindelsen er afbrudt",
    "Error": "Fejl",
    "Download failed": "Filen kunne ikke hentes",
    "Network Error": "Ingen forbindelse",
    "Only one file is allowed.": "Vælg kun én fil.",
  };

  const SAETNINGER = {
    "Connecting to Streamlit server": "Forbinder til Hjemtag",
    "Unable to connect to Streamlit server": "Der er ingen forbindelse til Hjemtag",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.":
      "Brug piletasterne til at vælge dag. Enter vælger, Escape lukker.",
    "Connection lost. Please wait for the app to reconnect, then try again.":
      "Forbindelsen er afbrudt. Vent, til den er tilbage, og prøv igen.",
    "Streamlit server is not responding. Are you connected to the internet?":
      "Hjemtag svarer ikke. Vent et øjeblik, eller hent siden igen. Bliver det ved, så kontakt administratoren.",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:":
      "Hjemtag svarer ikke. Start det igen med:",
    "streamlit run yourscript.py": "hjemtag app",
  };

  const MOENSTRE = [
    [/^Select (\d+) matches$/, "Vælg $1 fundne"],
    [/^Remove (.+)$/, "Fjern $1"],
    [/^Page (\d+)$/, "Side $1"],
    [/^Choose date, (.+)$/, "Vælg dato, $1"],
    [/^(?:Choose date range|Date range), (.+)$/, "Vælg periode, $1"],
    [/^day, (.+)$/, "dag, $1"],
    [/^month, (.+)$/, "måned, $1"],
    [/^year, (.+)$/, "år, $1"],
    [/^(.*), press delete to remove$/, "$1, tryk Delete for at fjerne"],
  ];

  const ATTRIBUTTER = ["aria-label", "aria-description", "aria-roledescription", "placeholder", "title", "alt"];
  // What the municipality and we have written is left alone; single words there may mean something else.
  const EGET = '[data-testid="stMarkdownContainer"], [data-testid="stTable"], [data-testid="stHtml"]';

  const af = (tekst, ord) => {
    const kort = tekst.trim();
    if (Object.hasOwn(SAETNINGER, kort)) return tekst.replace(kort, SAETNINGER[kort]);
    if (!ord) return tekst;
    if (Object.hasOwn(ORD, kort)) return tekst.replace(kort, ORD[kort]);
    const m = MOENSTRE.find(([fra]) => fra.test(kort));
    return m ? kort.replace(m[0], m[1]) : tekst;
  };

  const attribut = (element, navn) => {
    const gammel = element.getAttribute(navn);
    if (gammel === null) return;
    const ny = af(gammel, true);
    if (ny !== gammel) element.setAttribute(navn, ny);
  };

  const tekst = (node) => {
    const ny = af(node.data, !node.parentElement?.closest(EGET));
    if (ny !== node.data) node.data = ny;
  };

  const alt = (rod) => {
    if (rod.nodeType === Node.TEXT_NODE) return tekst(rod);
    if (rod.nodeType !== Node.ELEMENT_NODE) return;
    const gang = document.createTreeWalker(rod, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = rod; node; node = gang.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) tekst(node);
      else for (const navn of ATTRIBUTTER) if (node.hasAttribute(navn)) attribut(node, navn);
    }
  };

  const se = new MutationObserver((aendringer) => {
    for (const a of aendringer) {
      if (a.type === "attributes") attribut(a.target, a.attributeName);
      else if (a.type === "characterData") tekst(a.target);
      else a.addedNodes.forEach(alt);
    }
  });

  const start = () => {
    alt(document.body);
    se.observe(document.body, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTTER,
    });
  };
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
