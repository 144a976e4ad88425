"""German. Texts that others wrote (claims, definitions of published cohorts) stay as they are."""

from __future__ import annotations

from isostats.words.language import Language

BOUNDS = {
    "at most": "höchstens", "at least": "mindestens", "if none came unseen,": "falls nichts ungesehen kam,",
}  # fmt: skip
"""What stands before a number that is one end alone of what may be true."""
UNITS = (
    ("{#}", ""), ("{#} days", " Tage"), ("{#} points", " Prozentpunkte"), ("{#} per {#} people", " je {} Personen"),
    ("{#} per {#} person-years", " je {} Personenjahre"),
)
WORDS = {
    "{} if none came unseen": "{}, falls nichts ungesehen kam",
    "{#} ({#} to {#}) if none came unseen": "{} ({} bis {}), falls nichts ungesehen kam",
    "if none came unseen": "falls nichts ungesehen kam",
    "and": "und",
    "or": "oder",
    "all": "alle",
    "day 0": "Tag 0",
    "{#} days": "{} Tage",
    "{#} day": "{} Tag",
    "{#} months": "{} Monate",
    "{#} month": "{} Monat",
    "{#} mo": "{} Mon.",
    "{#} years": "{} Jahre",
    "{#} year": "{} Jahr",
    "one month": "ein Monat",
    "one year": "ein Jahr",
    "two years": "zwei Jahre",
    "three years": "drei Jahre",
    "four years": "vier Jahre",
    "five years": "fünf Jahre",
    "six months": "sechs Monate",
    "three months": "drei Monate",
    "days": "Tage",
    "months": "Monate",
    "years": "Jahre",
    "female": "weiblich",
    "male": "männlich",
    "sex": "Geschlecht",
    "site": "Zentrum",
    "sites": "Zentren",
    "clinic": "Klinik",
    "age": "Alter",
    "group": "Gruppe",
    "groups": "Gruppen",
    "people": "Personen",
    "patients": "Patienten",
    "{#} people": "{} Personen",
    "{#} person": "{} Person",
    "{#} patients": "{} Patienten",
    "{#} patient": "{} Patient",
    "{#} rows": "{} Zeilen",
    "{#} row": "{} Zeile",
    "rows": "Zeilen",
    "events": "Ereignisse",
    "{#} events": "{} Ereignisse",
    "censored": "zensiert",
    "at risk": "unter Risiko",
    "{#} at risk": "{} unter Risiko",
    "death": "Tod",
    "missing": "fehlend",
    "not recorded": "nicht erfasst",
    "recorded": "erfasst",
    "naive": "naiv",
    "censoring-aware": "mit Zensierung",
    "below": "darunter",
    "above": "darüber",
    "within": "innerhalb von",
    "below the claim": "unter der Behauptung",
    "above the claim": "über der Behauptung",
    "too few people": "zu wenige Personen",
    "nothing was tested there": "dort wurde nichts geprüft",
    "not estimable": "nicht schätzbar",
    "too few to be told": "zu wenige, um es zu sagen",
    "cannot be told": "nicht zu sagen",
    "remission": "Remission",
    "outcome": "Endpunkt",
    "population": "Population",
    "horizon": "Horizont",
    "definition": "Definition",
    "definitions": "Definitionen",
    "method": "Methode",
    "claim": "Behauptung",
    "study": "Studie",
    "event": "Ereignis",
    "source": "Quelle",
    "count": "Zählung",
    "printed": "gedruckt",
    "inferred": "erschlossen",
    "not stated": "nicht angegeben",
    "from percent": "aus Prozent",
    "no count printed": "keine Zahl gedruckt",
    "percent only": "nur Prozent",
    "rate only": "nur Anteil",
    "topical": "topisches Mittel",
    "topical antibiotic": "topisches Antibiotikum",
    "oral antibiotic": "orales Antibiotikum",
    "antibiotic": "Antibiotikum",
    "antiandrogen": "Antiandrogen",
    "contraceptive": "Kontrazeptivum",
    "procedure": "Eingriff",
    "isotretinoin": "Isotretinoin",
    "any acne treatment": "jede Aknebehandlung",
    "systemic treatment": "systemische Behandlung",
    "second course": "zweiter Zyklus",
    "a second course": "ein zweiter Zyklus",
    "second courses": "zweite Zyklen",
    "2nd courses": "2. Zyklen",
    "recorded relapse": "dokumentierter Rückfall",
    "a recorded relapse": "ein dokumentierter Rückfall",
    "relapse by score": "Rückfall nach Score",
    "everyone": "alle",
    "responders": "Ansprechende",
    "people with a recorded response": "Personen mit erfasstem Ansprechen",
    "frequent relapse": "häufige Rückfälle",
    "patient preference": "Wunsch der Patienten",
    "resistant moderate": "mittelschwer, therapieresistent",
    "scarring or distress": "Narben oder Leidensdruck",
    "severe nodulocystic": "schwer, nodulozystisch",
    "private": "privat",
    "public": "gesetzlich",
    "uninsured": "nicht versichert",
    "clear": "erscheinungsfrei",
    "almost clear": "fast erscheinungsfrei",
    "clear or almost clear": "erscheinungsfrei oder fast erscheinungsfrei",
    "improved": "gebessert",
    "unchanged": "unverändert",
    "worse": "schlechter",
    "indication": "Indikation",
    "weight": "Gewicht",
    "insurance": "Versicherung",
    "response": "Ansprechen",
    "lesion count": "Zahl der Läsionen",
    "year of the start": "Jahr des Beginns",
    "year of birth": "Geburtsjahr",
    "age at the start": "Alter bei Beginn",
    "dose by weight": "Dosis nach Gewicht",
    "daily dose by weight": "Tagesdosis je Gewicht",
    "cumulative dose": "kumulative Dosis",
    "daily dose": "Tagesdosis",
    "days of the course": "Dauer des Zyklus in Tagen",
    "duration": "Dauer",
    "per year": "je Jahr",
    "per kg": "je kg",
    "per mg/kg": "je mg/kg",
    "per {#} mg/kg": "je {} mg/kg",
    "{}, against {}": "{}, gegen {}",
    "mg/kg": "mg/kg",
    "{#} mg/kg": "{} mg/kg",
    "{#} mg/kg a day": "{} mg/kg am Tag",
    "mg/kg a day": "mg/kg am Tag",
    "mg a day": "mg am Tag",
    "{#} mg/kg or more": "{} mg/kg oder mehr",
    "kg": "kg",
    "mg": "mg",
    "{#} to {#}": "{} bis {}",
    "{#} ({#} to {#})": "{} ({} bis {})",
    "{#} to {#} months ({#} to {#} days)": "{} bis {} Monate ({} bis {} Tage)",
    "{#} points": "{} Prozentpunkte",
    "{#} (SE {#})": "{} (SF {})",
    "{} *": "{} *",
    "– {}": "– {}",
}
"""Single words, levels and units, as they stand in tables and within sentences."""

FIGURES = {
    "Free of {}": "Ohne {}",
    "free of {}": "ohne {}",
    "free of": "ohne",
    "{} since the end of the first course": "{} seit dem Ende des ersten Zyklus",
    "{} since the start of the first course": "{} seit dem Beginn des ersten Zyklus",
    "{} since the course's end": "{} seit Zyklusende",
    "{} since the course's start": "{} seit Zyklusbeginn",
    "{} since day 0": "{} seit Tag 0",
    "{} (axis ends at {}%)": "{} (Achse endet bei {} %)",
    "(axis starts at {}%)": "(Achse beginnt bei {} %)",
    "claim {}": "Behauptung {}",
    "±{} points": "±{} Punkte",
    "SIMULATED records": "SIMULIERTE Daten",
    "SIMULATED records: these are not real patients.": "SIMULIERTE Daten: dies sind keine wirklichen Patienten.",
    "n {}, events {}": "n {}, Ereignisse {}",
    "n = {}, events = {}": "n = {}, Ereignisse = {}",
    "n = {}, left = {}, outcome or death = {}": "n = {}, ausgeschieden = {}, Ereignis oder Tod = {}",
    "Outcome, death": "Ereignis, Tod",
    "Others": "Andere",
    "Left": "Ausgeschieden",
    "n = {}": "n = {}",
    "n = {} at {} sites": "n = {} in {} Zentren",
    "events = {}": "Ereignisse = {}",
    "{}: n = {}, events = {}": "{}: n = {}, Ereignisse = {}",
    "{}: n = {}, events = {} by {}": "{}: n = {}, Ereignisse = {} bis {}",
    "n = {}, events = {}; events by cause: {}": "n = {}, Ereignisse = {}; Ereignisse nach Ursache: {}",
    "number at risk": "Anzahl unter Risiko",
    "no patients": "keine Patienten",
    "Kaplan-Meier": "Kaplan-Meier",
    "Aalen-Johansen": "Aalen-Johansen",
    "life table": "Sterbetafel",
    "Wilson": "Wilson",
    "{} with log-log {} limits": "{} mit Log-log-Grenzen ({})",
    "{} with Wilson {} limits": "{} mit Wilson-Grenzen ({})",
    "Cox regression with {} limits": "Cox-Regression mit Grenzen ({})",
    "{} CI {} to {}": "{}-KI {} bis {}",
    "{} exact CI {} to {}": "exaktes {}-KI {} bis {}",
    "{} ({} CI {} to {})": "{} ({}-KI {} bis {})",
    "{} at {} ({} CI {} to {}; {} at risk)": "{} nach {} ({}-KI {} bis {}; {} unter Risiko)",
    "{} at {} ({} exact CI {} to {}; {} at risk)": "{} nach {} (exaktes {}-KI {} bis {}; {} unter Risiko)",
    "{} ({} CI {} to {}; {} at risk)": "{} ({}-KI {} bis {}; {} unter Risiko)",
    "no interval exists": "kein Intervall",
    "Remission after the first course: free of {}": "Remission nach dem ersten Zyklus, ohne {}",
    "Remission after the first course by {}: free of {}": "Remission nach dem ersten Zyklus nach {}, ohne {}",
    "Dashed line: the claim of {}; grey band, ±{} percentage points":
        "Gestrichelt: die Behauptung von {}; graues Band: ±{} Prozentpunkte",
    "Dashed line: the claim of {}": "Gestrichelt: die Behauptung von {}",
    "Estimates (dots, with figures where there is room): {}": "Schätzwerte (Punkte, beziffert, wo Platz ist): {}",
    "Line: estimate, with steps on the days of events; band: limits where they exist":
        "Linie: Schätzung, mit Stufen an den Tagen der Ereignisse; Band: Grenzen, wo es sie gibt",
    "Line: estimate; band: limits where they exist": "Linie: Schätzung; Band: Grenzen, wo es sie gibt",
    "The curve stops where fewer than {} are by estimate still followed, with the outcome or without: on day {}":
        "Die Kurve endet, wo weniger als {} geschätzt noch beobachtet werden, mit Endpunkt oder ohne: an Tag {}",
    "The curve ends at the last horizon, day {#}": "Die Kurve endet am letzten Horizont, Tag {}",
    "Curves end at the last horizon, day {#}": "Die Kurven enden am letzten Horizont, Tag {}",
    "Events on day 0: {}": "Ereignisse am Tag 0: {}",
    "Grey curves: the other groups": "Graue Kurven: die anderen Gruppen",
    "Dashed line: the claim": "Gestrichelte Linie: die Behauptung",
    "too few to draw": "zu wenige zum Zeichnen",
    "Curves stop where fewer than {} are by estimate still followed, with the outcome or without":
        "Die Kurven enden, wo weniger als {} geschätzt noch beobachtet werden, mit Endpunkt oder ohne",
    "Curves stop where fewer than {} are by estimate still followed, with the outcome or without: {}":
        "Die Kurven enden, wo weniger als {} geschätzt noch beobachtet werden, mit Endpunkt oder ohne: {}",
    "{} on day {}": "{} an Tag {}",
    "No curve is drawn: fewer than {} were ever followed":
        "Keine Kurve: es wurden nie mindestens {} beobachtet",
    "Fewer than {} people were ever followed": "Es wurden nie mindestens {} Personen beobachtet",
    "No curve is drawn: fewer than {} were followed on every day from the first on, since people entered late":
        "Keine Kurve: nicht an jedem Tag vom ersten an wurden mindestens {} beobachtet, da Personen spät hinzukamen",
    "Fewer than {} people were followed on every day from the first on, since people entered late":
        "Nicht an jedem Tag vom ersten an wurden mindestens {} Personen beobachtet, da Personen spät hinzukamen",
    "Fewer than {} people of each group were ever followed":
        "In keiner Gruppe wurden je mindestens {} Personen beobachtet",
    "There is no estimate to show": "Es gibt keine Schätzung zu zeigen",
    "Not drawn": "Nicht gezeichnet",
    "number (limits)": "Zahl (Grenzen)",
    "beside it": "daneben",
    "No patients": "Keine Patienten",
    "No events: limits are exact": "Keine Ereignisse: die Grenzen sind exakt",
    "Too few people: {}": "Zu wenige Personen: {}",
    "Log-rank test between groups of {}: {}": "Log-Rang-Test zwischen Gruppen nach {}: {}",
    "Log-rank test: p = {}": "Log-Rang-Test: p = {}",
    "Log-rank test: p < {}": "Log-Rang-Test: p < {}",
    "p = {}": "p = {}",
    "p < {}": "p < {}",
    "At {}: {}": "Nach {}: {}",
    "The table counts events up to and on the day, the numbers under a curve those before it":
        "Die Tabelle zählt Ereignisse bis einschließlich zu dem Tag, die Zahlen unter einer Kurve jene davor",
    "So of {} at {} {#} stand here, and {#} there": "So stehen für {} nach {} hier {} und dort {}",
    "Every outcome lies on a day that is a multiple of {#}: it is taken to have come at any time in the {#} days up to "
    "it":
        "Jeder Endpunkt liegt auf einem Tag, der ein Vielfaches von {} ist: er gilt als irgendwann in den {} Tagen bis "
        "dahin eingetreten",
    "Nearly every outcome lies within {#} days of a whole number of months, as where dates are known by month":
        "Fast jeder Endpunkt liegt höchstens {} Tage neben einer ganzen Zahl von Monaten, wie wo nur der Monat bekannt "
        "ist",
    "{#} dates name a month and no day, for which one day stands":
        "{} Daten nennen einen Monat und keinen Tag, für den ein Tag steht",
    "{#} date names a month and no day, for which one day stands":
        "{} Datum nennt einen Monat und keinen Tag, für den ein Tag steht",
    "The share takes these days as they are, so that its limits may be too narrow":
        "Der Anteil nimmt diese Tage, wie sie sind; seine Grenzen können zu eng sein",
    "Table: at risk are those under observation on the day (exit on that day or later); events and censored "
    "are counted "
    "strictly before it; with those who enter later they sum to n":
        "Tabelle: unter Risiko ist, wer an dem Tag beobachtet wird (Austritt an diesem Tag oder später); "
        "Ereignisse und "
        "Zensierte zählen bis zum Vortag; mit später Eintretenden ergeben sie n",
    "Table: followed without a second course; second courses and people who left before the day":
        "Tabelle: ohne zweiten Zyklus beobachtet; zweite Zyklen und vor dem Tag Ausgeschiedene",
    "Events in the table are of any cause": "Ereignisse der Tabelle sind solche jeder Ursache",
    "Outcome: {}": "Endpunkt: {}",
    "outcome: {}": "Endpunkt: {}",
    "Outcome: {} ({}); {}": "Endpunkt: {} ({}); {}",
    "population: {}": "Population: {}",
    "population: {}: {}": "Population: {}: {}",
    "day 0: {}": "Tag 0: {}",
    "{}: censored on that day": "{}: an diesem Tag zensiert",
    "{}: counted as free": "{}: zählt als frei",
    "competing causes: {}": "konkurrierende Ursachen: {}",
    "none recorded": "keine erfasst",
    "gap rule: {}": "Lückenregel: {}",
    "method: {}": "Methode: {}",
    "limits: {} log-log": "Grenzen: {} log-log",
    "limits: {}": "Grenzen: {}",
    "data {}": "Daten {}",
    "the last covered day of the first course": "der letzte abgedeckte Tag des ersten Zyklus",
    "second courses are counted as recorded": "zweite Zyklen zählen wie dokumentiert",
    "{} second courses began within {} drug-free days": "{} zweite Zyklen begannen innerhalb von {} Tagen ohne Mittel",
    "{} second course began within {} drug-free days": "{} zweiter Zyklus begann innerhalb von {} Tagen ohne Mittel",
    "Flow of counts": "Fluss der Zahlen",
    "Main line: who goes on; beside it: who was set aside or is told apart, and why":
        "Hauptlinie: wer bleibt; daneben: wer zurückgestellt oder getrennt geführt wird, und warum",
    "From the rows read to the first courses studied": "Von den gelesenen Zeilen zu den untersuchten ersten Zyklen",
    "Rows read: {}": "Gelesene Zeilen: {}",
    "Kept: {}": "Behalten: {}",
    "First courses: {}": "Erste Zyklen: {}",
    "Naive against censoring-aware remission": "Remission: naiv gegen mit Zensierung",
    "Hollow: naive share, which counts everyone without a recorded outcome as in remission, and is biased":
        "Hohl: naiver Anteil; er zählt alle ohne dokumentierten Endpunkt als in Remission und ist verzerrt",
    "Filled: Kaplan-Meier with its interval": "Gefüllt: Kaplan-Meier mit Intervall",
    "First treatment after the first course": "Erste Behandlung nach dem ersten Zyklus",
    "Areas, from the bottom: {}; white: {}": "Flächen, von unten: {}; weiß: {}",
    "alive and free of treatment": "am Leben und ohne Behandlung",
    "alive and free of treatment {}": "am Leben und ohne Behandlung {}",
    "Never seen: {}": "Nie gesehen: {}",
    "The ladder after the first course: worst step so far": "Stufen nach dem ersten Zyklus: die bisher höchste",
    "The ladder after the first course: present step": "Stufen nach dem ersten Zyklus: die gegenwärtige",
    "untreated": "unbehandelt",
    "topical only": "nur topisch",
    "other systemic": "andere systemische",
    "Second courses: cumulative incidence": "Zweite Zyklen: kumulative Inzidenz",
    "The y axis ends at {}": "Die y-Achse endet bei {}",
    "Durations and doses of the first course": "Dauer und Dosen des ersten Zyklus",
    "First courses; bars are counts by bin; missing values are counted beside them":
        "Erste Zyklen; Balken: Anzahl je Klasse; fehlende Werte werden daneben gezählt",
    "Predictors of relapse and of a second course": "Prädiktoren eines Rückfalls und eines zweiten Zyklus",
    "Hazard ratios above 1 mean that the outcome comes sooner":
        "Hazard Ratios über 1 bedeuten: der Endpunkt tritt früher ein",
    "Arrowheads: the interval leaves the axis": "Pfeilspitzen: das Intervall reicht über die Achse hinaus",
    "Sites around the overall remission at {}: free of {}": "Zentren um die gemeinsame Remission ({}), ohne {}",
    "Dots: sites; diamonds: sites outside the {} limits of chance":
        "Punkte: Zentren; Rauten: Zentren außerhalb der Zufallsgrenzen ({})",
    "Sites are not ranked": "Es gibt keine Rangfolge der Zentren",
    "Remission under every definition": "Remission unter jeder Definition",
    "{} definitions of remission": "{} Definitionen von Remission",
    "Remission by outcome and horizon": "Remission nach Endpunkt und Horizont",
    "Published cohorts pooled: free of {}": "Veröffentlichte Kohorten, gepoolt, ohne {}",
    "Published cohorts beside these records": "Veröffentlichte Kohorten neben diesen Daten",
    "Squares: crude shares; diamonds: pooled shares; thick bars: where a new cohort is expected":
        "Quadrate: rohe Anteile; Rauten: gepoolte Anteile; dicke Balken: wo eine neue Kohorte zu erwarten ist",
}
"""Titles, labels and captions of figures, and the definition under them."""

PAGE = {
    "Remission after a first course of isotretinoin": "Remission nach einem ersten Isotretinoin-Zyklus",
    "Simulated isotretinoin courses ({} patients)": "Simulierte Isotretinoin-Zyklen ({} Patienten)",
    "SIMULATED DATA. These records were made by a program; nothing here was observed in a patient.":
        "SIMULIERTE DATEN. Ein Programm hat sie erzeugt; nichts davon wurde an Patienten beobachtet.",
    "SIMULATED DATA.": "SIMULIERTE DATEN.",
    "These records were made by a program; nothing here was observed in a patient":
        "Ein Programm hat sie erzeugt; nichts davon wurde an Patienten beobachtet",
    "Exact counts, for people who may see the records": "Genaue Zahlen, für Personen, die die Daten sehen dürfen",
    "To send results out:": "Um Ergebnisse weiterzugeben:",
    "Durable control": "Anhaltende Kontrolle",
    "Treatment success": "Behandlungserfolg",
    "Sections": "Abschnitte",
    "Contents": "Inhalt",
    "Who was studied": "Wer untersucht wurde",
    "What the figures mean": "Was die Zahlen bedeuten",
    "Remission and time to relapse": "Remission und Zeit bis zum Rückfall",
    "Courses and doses": "Zyklen und Dosen",
    "Predictors": "Prädiktoren",
    "Against the claimed {}": "Gegen die behaupteten {}",
    "The claims, one by one": "Die Behauptungen im Einzelnen",
    "Which definition makes it {}?": "Welche Definition ergibt {}?",
    "Published studies beside it": "Veröffentlichte Studien daneben",
    "Data quality": "Datenqualität",
    "Provenance": "Herkunft",
    "By first treatment after the course": "Nach erster Behandlung nach dem Zyklus",
    "By step of treatment": "Nach Behandlungsstufe",
    "By group": "Nach Gruppen",
    "Across sites": "Über die Zentren",
    "Every number and the definition": "Alle Zahlen und die Definition",
    "On the screen, “Every number and the definition” unfolds under a figure; figures/captions.md has the same text":
        "Am Bildschirm klappt „Alle Zahlen und die Definition“ unter einer Abbildung auf; figures/captions.md enthält "
        "denselben Text",
    "The other outcomes, and every study with its source": "Die anderen Endpunkte, und jede Studie mit Quelle",
    "{} after a first course, {} had needed no new systemic treatment: {} below the claimed {}":
        "{} nach einem ersten Zyklus hatten {} keine neue systemische Behandlung gebraucht: {} unter den "
        "behaupteten {}",
    "{} after a first course, {} had needed no new systemic treatment: {} above the claimed {}":
        "{} nach einem ersten Zyklus hatten {} keine neue systemische Behandlung gebraucht: {} über den behaupteten {}",
    "{} after a first course, {} had needed no new systemic treatment":
        "{} nach einem ersten Zyklus hatten {} keine neue systemische Behandlung gebraucht",
    "{} ({} CI {} to {}; {}, n = {})": "{} ({}-KI {} bis {}; {}, n = {})",
    "{} ({} CI {} to {}; n = {})": "{} ({}-KI {} bis {}; n = {})",
    "{} ({} CI {} to {}; n = {} with a recorded response)": "{} ({}-KI {} bis {}; n = {} mit erfasstem Ansprechen)",
    "Counted: {}": "Gezählt: {}",
    "Counts as relapse: {}": "Als Rückfall zählt: {}",
    "everyone whose first course ended, whatever the response then":
        "alle, deren erster Zyklus endete, wie immer das Ansprechen dann war",
    "everyone with a first course, whatever the response at its end":
        "alle mit einem ersten Zyklus, wie immer das Ansprechen an seinem Ende war",
    "people whose response at the end of their first course is recorded":
        "Personen, deren Ansprechen am Ende des ersten Zyklus erfasst ist",
    "people recorded as clear or almost clear at the end of their first course":
        "Personen, die am Ende des ersten Zyklus als erscheinungsfrei oder fast erscheinungsfrei erfasst sind",
    "a later oral antibiotic, antiandrogen or isotretinoin":
        "ein späteres orales Antibiotikum, Antiandrogen oder Isotretinoin",
    "a later oral antibiotic or isotretinoin": "ein späteres orales Antibiotikum oder Isotretinoin",
    "any later acne prescription, topical included, or a second isotretinoin course":
        "jede spätere Akneverordnung, topische eingeschlossen, oder ein zweiter Isotretinoin-Zyklus",
    "the start of a second isotretinoin course, or isotretinoin for a relapse":
        "der Beginn eines zweiten Isotretinoin-Zyklus oder Isotretinoin wegen eines Rückfalls",
    "a relapse as the clinic wrote it down, or a second course":
        "ein Rückfall, wie die Klinik ihn notierte, oder ein zweiter Zyklus",
    "Maintenance and treatment already in use on day 0 are no relapse":
        "Erhaltung und am Tag 0 bereits laufende Behandlung sind kein Rückfall",
    "Were they counted, {} would be free of systemic treatment at {}, {} lower":
        "Zählte man sie, wären nach {1} {0} frei von systemischer Behandlung, {2} weniger",
    "Beside it: {}": "Daneben: {}",
    "{#} at {}": "{} nach {}",
    "{#} ({#} to {#}) at {}": "{} ({} bis {}) nach {}",
    "{#} ({#} to {#}) within {}": "{} ({} bis {}) innerhalb von {}",
    "{#} within {}": "{} innerhalb von {}",
    "{} after a first course, {} were a treatment success: {} below the claimed {}":
        "{} nach einem ersten Zyklus waren {} ein Behandlungserfolg: {} unter den behaupteten {}",
    "{} after a first course, {} were a treatment success: {} above the claimed {}":
        "{} nach einem ersten Zyklus waren {} ein Behandlungserfolg: {} über den behaupteten {}",
    "{} after a first course, {} were a treatment success":
        "{} nach einem ersten Zyklus waren {} ein Behandlungserfolg",
    "Success: clear or almost clear at the end, and no new systemic treatment by the horizon":
        "Erfolg: am Ende erscheinungsfrei oder fast, und bis zum Horizont keine neue systemische Behandlung",
    "Success: clear or almost clear at the end, and no new systemic treatment by the horizon; a death by then is no "
    "success":
        "Erfolg: am Ende erscheinungsfrei oder fast, und bis zum Horizont keine neue systemische Behandlung; ein Tod "
        "bis dahin ist kein Erfolg",
    "With improved counted as success: {}": "Gebessert als Erfolg gezählt: {}",
    "Each lower end holds if every unseen later step came at the worst time":
        "Jedes untere Ende gilt, wenn jede ungesehene spätere Stufe zur ungünstigsten Zeit kam",
    "That is so if those who left fared like those who came back":
        "Das gilt, wenn es Ausgeschiedenen ging wie denen, die wiederkamen",
    "These ranges take in those set aside": "Diese Spannen schließen die Zurückgestellten ein",
    "With the {} unknown responses counted among everyone: {} if none was clear, {} if all were":
        "Mit den {} unbekannten Ansprechen unter allen: {}, wenn keines gut war; {}, wenn alle gut waren",
    "Within {} of a first course, {} had begun a second one":
        "Innerhalb von {} nach einem ersten Zyklus hatten {} einen zweiten begonnen",
    "{} ({} CI {} to {}; death competing, n = {})": "{} ({}-KI {} bis {}; Tod konkurrierend, n = {})",
    "Free of one were {}, by {}, which takes the dead out": "Frei davon waren {}, nach {}, die Gestorbene herausnimmt",
    "Free of one were {}; limits are made for each share by itself and do not mirror":
        "Frei davon waren {}; Grenzen gelten je Anteil für sich und spiegeln sich nicht",
    "Free of one were {}": "Ohne einen waren {}",
    "That is {} above the claimed {}": "Das sind {} über den behaupteten {}",
    "That is {} below the claimed {}": "Das sind {} unter den behaupteten {}",
    "Counting everyone without a recorded outcome as in remission would have given {}":
        "Zählte man alle ohne dokumentierten Endpunkt als in Remission, ergäbe das {}",
    "That naive figure is biased: people who left the records are counted as if they had been seen to stay well":
        "Diese naive Zahl ist verzerrt: wer aus den Daten verschwand, zählt, als wäre das Wohlbefinden gesehen worden",
    "That naive figure is biased: people who died are counted as if they had been seen to stay well":
        "Diese naive Zahl ist verzerrt: wer starb, zählt, als wäre das Wohlbefinden gesehen worden",
    "No figure at {}: {}": "Keine Zahl nach {}: {}",
    "step": "Schritt",
    "reason": "Grund",
    "beside: {}": "daneben: {}",
    "matched": "zugeordnet",
    "not in the main table": "nicht in der Haupttabelle",
    "without a row in it": "ohne Zeile darin",
    "rows read": "gelesene Zeilen",
    "kept": "behalten",
    "events read": "gelesene Ereignisse",
    "events kept": "behaltene Ereignisse",
    "of these, by day 0": "davon bis Tag 0",
    "A rule of relapse by score is stated, and no outcome of this study is read by it. Add relapse_by_score to [study] "
    "outcomes.":
        "Eine Regel für den Rückfall nach Score ist angegeben, und kein Endpunkt dieser Studie wird nach ihr gelesen. "
        "Nehmen Sie relapse_by_score in [study] outcomes auf.",
    "no treatment of acne": "keine Aknebehandlung",
    "taken back": "zurückgenommen",
    "they tell what was already in use": "sie zeigen, was schon in Gebrauch war",
    "first courses": "erste Zyklen",
    "no follow-up after the course": "keine Nachbeobachtung nach dem Zyklus",
    "counted, censored on day 0": "gezählt, an Tag 0 zensiert",
    "not clear at the end of the course": "am Ende des Zyklus nicht erscheinungsfrei",
    "no success": "kein Erfolg",
    "followed all the same": "dennoch beobachtet",
    "success is told in two ways": "Erfolg auf zwei Weisen genannt",
    "response not recorded": "Ansprechen nicht erfasst",
    "Table 1: people and first courses": "Tabelle 1: Personen und erste Zyklen",
    "People and their first courses by {}: median (quartiles), or people and % of those with it recorded":
        "Personen und ihre ersten Zyklen nach {}: Median (Quartile) oder Personen und % derer mit Angabe",
    "Standardised difference: the largest between two groups of more than one person, in standard deviations":
        "Standardisierte Differenz: die größte zwischen zwei Gruppen aus mehr als einer Person, in "
        "Standardabweichungen",
    "* Known only at the end of the course": "* Erst am Ende des Zyklus bekannt",
    "{} (n = {})": "{} (n = {})",
    "standardised difference": "standardisierte Differenz",
    "estimand": "Estimand",
    "treatment": "Behandlung",
    "variable": "Variable",
    "intercurrent events": "interkurrente Ereignisse",
    "summary": "Kennzahl",
    "at": "nach",
    "% (limits)": "% (Grenzen)",
    "against the claim": "gegen die Behauptung",
    "The three questions in their order, each with its population, treatment, variable, intercurrent events "
    "and summary, "
    "and its answer":
        "Die drei Fragen in ihrer Reihenfolge, jede mit Population, Behandlung, Variable, interkurrenten Ereignissen, "
        "Kennzahl und Antwort",
    "They count different people and things, and are not to be mixed":
        "Sie zählen verschiedene Personen und Dinge und sind nicht zu mischen",
    "one first course of isotretinoin as it was given, whatever its dose and length":
        "ein erster Isotretinoin-Zyklus, wie er gegeben wurde, gleich welcher Dosis und Dauer",
    "days from the end of the course to the first new systemic treatment":
        "Tage vom Ende des Zyklus bis zur ersten neuen systemischen Behandlung",
    "days from the end of the course to the start of a second one":
        "Tage vom Ende des Zyklus bis zum Beginn des zweiten",
    "not clear at the end, a short course, a topical, a contraceptive: followed on; death: ends the follow-up":
        "am Ende nicht erscheinungsfrei, kurzer Zyklus, topisches Mittel, Kontrazeptivum: weiter beobachtet; Tod: "
        "beendet "
        "die Beobachtung",
    "not clear at the end, new systemic treatment, death: each is no success":
        "am Ende nicht erscheinungsfrei, neue systemische Behandlung, Tod: jedes ist kein Erfolg",
    "not clear at the end, other treatments: followed on; death: competes":
        "am Ende nicht erscheinungsfrei, andere Behandlungen: weiter beobachtet; Tod: konkurriert",
    "share free at {}, with {} beside it": "Anteil frei nach {}, daneben {}",
    "one, three and five years": "ein, drei und fünf Jahre",
    "share at {}; “improved” counted as success stands beside it":
        "Anteil nach {}; „gebessert“ als Erfolg steht daneben",
    "cumulative incidence at {}, with {} beside it": "kumulative Inzidenz nach {}, daneben {}",
    "cumulative incidence at {}": "kumulative Inzidenz nach {}",
    "share free at {}": "Anteil frei nach {}",
    "cumulative incidence at one, two and five years": "kumulative Inzidenz nach ein, zwei und fünf Jahren",
    "people whose response at the end of their first course is recorded; the unknown are counted in two "
    "ways beside":
        "Personen, deren Ansprechen am Ende des ersten Zyklus erfasst ist; daneben zählen Unbekannte auf zwei Weisen",
    "clear or almost clear at the end, and no new systemic treatment by the horizon":
        "am Ende erscheinungsfrei oder fast, und bis zum Horizont keine neue systemische Behandlung",
    "among: {}": "unter: {}",
    "prevention and habit": "Vorbeugung und Gewohnheit",
    "in use on day 0": "am Tag 0 in Gebrauch",
    "short antibiotic": "kurzes Antibiotikum",
    "gap rule": "Lückenregel",
    "cumulative incidence": "kumulative Inzidenz",
    "differences": "Differenzen",
    "taken before numbers are rounded for print, so a last digit may differ by one from that of the numbers beside it":
        "vor dem Runden für den Druck gebildet; die letzte Ziffer kann daher um eins von den Zahlen daneben abweichen",
    "ties on a day": "Gleichstand an einem Tag",
    "at risk on a day": "unter Risiko an einem Tag",
    "horizons": "Horizonte",
    "end of follow-up": "Ende der Nachbeobachtung",
    "outcome first, then death, then censoring": "erst Endpunkt, dann Tod, dann Zensierung",
    "people whose last day observed is that day or later":
        "Personen, deren letzter beobachteter Tag dieser oder ein späterer ist",
    "the share without a recorded outcome, everyone who left counted as in remission: biased":
        "Anteil ohne dokumentierten Endpunkt; wer ausschied, zählt als in Remission: verzerrt",
    "{} in remission, agreement within {} points": "{} in Remission, Übereinstimmung innerhalb von {} Punkten",
    "{} (day {#})": "{} (Tag {})",
    "Free of treatment is not free of acne: people who bought a product, gave up or never came back count as free":
        "Frei von Behandlung ist nicht frei von Akne: wer etwas kaufte, aufgab oder nie wiederkam, zählt als frei",
    "Two years is not permanent: of the relapses within five years, {} came after two years":
        "Zwei Jahre sind nicht dauerhaft: von den Rückfällen in fünf Jahren kamen {} nach zwei Jahren",
    "People still followed at five years had ended their course from {} to {}; courses in the records end as late "
    "as {}":
        "Wer nach fünf Jahren noch beobachtet wurde, beendete den Zyklus von {} bis {}; Zyklen der Daten enden bis {}",
    "Remission, in % with {} limits: Kaplan-Meier with log-log limits (exact at 0 and 100)":
        "Remission in % mit Grenzen ({}): Kaplan-Meier mit Log-log-Grenzen (exakt bei 0 und 100)",
    "The naive share beside it counts everyone who left the records as still in remission":
        "Der naive Anteil daneben zählt alle Ausgeschiedenen als in Remission",
    "At risk, events by then and people: of everyone": "Unter Risiko, Ereignisse bis dahin und Personen: von allen",
    "Nothing is quoted where fewer than {} are by estimate still followed, with the outcome or without":
        "Nichts wird angegeben, wo weniger als {} geschätzt noch beobachtet werden, mit Endpunkt oder ohne",
    "results.csv has every population and group": "results.csv hat jede Population und Gruppe",
    "everyone (Kaplan-Meier)": "alle (Kaplan-Meier)",
    "responders (Kaplan-Meier)": "Ansprechende (Kaplan-Meier)",
    "naive (biased)": "naiv (verzerrt)",
    "remission (Kaplan-Meier)": "Remission (Kaplan-Meier)",
    "mean days in remission": "mittlere Tage in Remission",
    "log-rank p": "Log-Rang-p",
    "No p is adjusted for the number of tests": "Kein p ist für die Zahl der Tests angepasst",
    "Differences between sites are not quality": "Unterschiede zwischen Zentren sind keine Qualität",
    "in remission (limits)": "in Remission (Grenzen)",
    "effective number": "effektive Anzahl",
    "{} limits of chance": "Zufallsgrenzen ({})",
    "stands": "Lage",
    "courses": "Zyklen",
    "Courses per person within the records; people still followed may yet take more":
        "Zyklen je Person in den Daten; wer noch beobachtet wird, kann weitere beginnen",
    "by six months": "bis sechs Monate",
    "by one year": "bis ein Jahr",
    "by two years": "bis zwei Jahre",
    "by three years": "bis drei Jahre",
    "by five years": "bis fünf Jahre",
    "by {#} days": "bis {} Tage",
    "ever within the records (crude, biased low)": "jemals in den Daten (roh, zu niedrig)",
    "Recorded second courses by the gap rule that would call them new":
        "Dokumentierte zweite Zyklen nach der Lückenregel, die sie neu nennen würde",
    "drug-free days before the second course": "Tage ohne Mittel vor dem zweiten Zyklus",
    "more than {#} days": "mehr als {} Tage",
    "fact": "Größe",
    "median (quartiles)": "Median (Quartile)",
    "range": "Bereich",
    "% within (limits)": "% darin (Grenzen)",
    "predictor": "Prädiktor",
    "hazard ratio (limits)": "Hazard Ratio (Grenzen)",
    "Hazard ratios of Cox models (Efron, errors robust by {}, stratified by {})":
        "Hazard Ratios aus Cox-Modellen (Efron, Fehler robust nach {}, stratifiziert nach {})",
    "Hazard ratios of Cox models (Efron, errors robust by {})":
        "Hazard Ratios aus Cox-Modellen (Efron, Fehler robust nach {})",
    "Hazard ratios of Cox models (Efron, model-based errors, stratified by {})":
        "Hazard Ratios aus Cox-Modellen (Efron, modellbasierte Fehler, stratifiziert nach {})",
    "Hazard ratios of Cox models (Efron, model-based errors)":
        "Hazard Ratios aus Cox-Modellen (Efron, modellbasierte Fehler)",
    "{#} limits {#} to {#}": "{}-Grenzen {} bis {}",
    "Who lacks several values is left out for each": "Wem mehrere Angaben fehlen, zählt bei jeder",
    "People studied": "Untersuchte Personen",
    "People in the model": "Personen im Modell",
    "left out": "weggelassen",
    "not followed after the course": "nach dem Zyklus nicht beobachtet",
    "{} not recorded": "{} nicht erfasst",
    "{#} (reference)": "{} (Referenz)",
    "Not recorded: people and % of all": "Nicht erfasst: Personen und % von allen",
    "Nobody was allotted a dose: people took less who stopped early, cleared quickly or could not bear it":
        "Niemandem wurde eine Dosis zugeteilt: weniger nahm, wer früh aufhörte, schnell abheilte oder es nicht vertrug",
    "No share is right or wrong without its definition": "Kein Anteil ist ohne seine Definition richtig oder falsch",
    "points from the claim": "Punkte von der Behauptung",
    "p of equivalence": "p der Gleichwertigkeit",
    "verdict": "Urteil",
    "differs": "weicht ab",
    "differs within margin": "weicht ab, in der Spanne",
    "agrees": "stimmt überein",
    "undecided": "unentschieden",
    "within {#}": "innerhalb {}",
    "read as": "gelesen als",
    "these records say (limits)": "diese Daten sagen (Grenzen)",
    "definition used": "verwendete Definition",
    "choice": "Wahl",
    "levels": "Stufen",
    "among": "unter",
    "lowest, %": "niedrigste, %",
    "highest, %": "höchste, %",
    "share of the variance": "Anteil der Varianz",
    "interactions": "Wechselwirkungen",
    "with the event": "mit Ereignis",
    "% free of it": "% frei davon",
    "follow-up": "Nachbeobachtung",
    "severity": "Schwere",
    "rule": "Regel",
    "what": "was",
    "what to do": "was zu tun ist",
    "note": "Hinweis",
    "column": "Spalte",
    "share": "Anteil",
    "data": "Daten",
    "fingerprint (SHA-256)": "Fingerabdruck (SHA-256)",
    "fingerprint of all together (SHA-256)": "Fingerabdruck von allem zusammen (SHA-256)",
    "read beside it": "daneben gelesen",
    "Read and checked beside them: {}": "Daneben gelesen und geprüft: {}",
    "{} ({#} rows)": "{} ({} Zeilen)",
    "command": "Befehl",
    "versions": "Versionen",
    "{} course records were read; no rule found anything impossible or unusual":
        "{} Zyklen wurden gelesen; keine Regel fand Unmögliches oder Ungewöhnliches",
    "Findings by rule": "Befunde nach Regel",
    "Missing values by column, among the rows that were kept": "Fehlende Werte je Spalte, unter den behaltenen Zeilen",
    "Rows without a relapse, a later treatment or a death are empty there, and counted as such": (
        "Zeilen ohne Rückfall, spätere Behandlung oder Tod sind dort leer und werden so gezählt"
    ),
}
"""Sentences, headings and heads of tables of the page."""

SENTENCES = {
    "{#} of {#}": "{} von {}",
    "isostats {}": "isostats {}",
    "whatever the response at its end": "wie immer das Ansprechen an seinem Ende war",
    "among everyone with a first course, whatever the response at its end":
        "unter allen mit einem ersten Zyklus, wie immer das Ansprechen an seinem Ende war",
    "among everyone with a first course": "unter allen mit einem ersten Zyklus",
    "among everyone": "unter allen",
    "share with Wilson limits": "Anteil mit Wilson-Grenzen",
    "cannot be told from these records": "aus diesen Daten nicht zu sagen",
    "{#} to –": "{} bis –", "– to {#}": "– bis {}", "– to –": "– bis –",
    "{#} per {#} person-years": "{} je {} Personenjahre",
    "{#} per {#} people": "{} je {} Personen",
    **{f"{bound} {number}": f"{here} {{}}{unit}" for bound, here in BOUNDS.items() for number, unit in UNITS},
    **{f"{number} if none came unseen": f"{{}}{unit}, falls nichts ungesehen kam" for number, unit in UNITS},
    "death competing": "Tod konkurrierend",
    "described": "beschrieben",
    "described, held against nothing": "beschrieben, mit nichts verglichen",
    "break": "Pause",
    "maintenance": "Erhaltung",
    "running on day 0": "an Tag 0 laufend",
    "no relapse": "kein Rückfall",
    "never": "nie",
    "prevention": "Vorbeugung",
    "after the last visit": "nach dem letzten Besuch",
    "after the last visit: {}": "nach dem letzten Besuch: {}",
    "treatment a relapse": "Behandlung ein Rückfall",
    "nothing counted (biased)": "nichts gezählt (verzerrt)",
    "rule of treatment after the last visit": "Regel der Behandlung nach dem letzten Besuch",
    "rules of treatment after the last visit": "Regeln der Behandlung nach dem letzten Besuch",
    "{#} rules of treatment after the last visit": "{} Regeln der Behandlung nach dem letzten Besuch",
    "by score, treatment after the last visit a relapse":
        "nach Score, Behandlung nach dem letzten Besuch ein Rückfall",
    "by score, nothing after the last visit counted (biased)":
        "nach Score, nichts nach dem letzten Besuch gezählt (verzerrt)",
    "begun by day {#}": "begonnen bis Tag {}",
    "denominator": "Nenner",
    "{#} above the claim": "{} über der Behauptung",
    "{#} below": "{} darunter",
    "{#} within {#} points of it ({#} to {#})": "{} innerhalb von {} Punkten davon ({} bis {})",
    "{#} censoring-aware, from {#} to {#}: {}": "{} mit Zensierung, von {} bis {}: {}",
    "{#} naive and therefore biased, from {#} to {#}: {}": "{} naiv und darum verzerrt, von {} bis {}: {}",
    "The primary definition ({}): {}": "Die primäre Definition ({}): {}",
    "Primary definition: {}": "Primäre Definition: {}",
    "The same in all: {}": "In allen gleich: {}",
    "As in the primary definition: {}": "Wie in der primären Definition: {}",
    "{#} ({#} CI {#} to {#}; n = {#}; events = {#})": "{} ({}-KI {} bis {}; n = {}; Ereignisse = {})",
    "{#} to {#} days": "{} bis {} Tage",
    "{#} to {#} mg/kg": "{} bis {} mg/kg",
    "{#} to {#} mg/kg a day": "{} bis {} mg/kg am Tag",
    "missing {#}": "fehlend {}",
    "of them": "davon",
    "{#} of them": "{} davon",
    "stated": "angegeben",
    "band: {}": "Band: {}",
    "line: {}": "Linie: {}",
    "these records": "diese Daten",
    "These records, free of {}: {}": "Diese Daten, ohne {}: {}",
    "{#} ({#} to {#}) at {} (n = {#}, events = {#})": "{} ({} bis {}) nach {} (n = {}, Ereignisse = {})",
    "inverse variance, modified Hartung-Knapp limits on t":
        "inverse Varianz, modifizierte Hartung-Knapp-Grenzen nach t",
    "binomial-normal, maximum likelihood, limits on z": "binomial-normal, Maximum Likelihood, Grenzen nach z",
    "{}: {#} ({#} to {#}), prediction {#} to {#}, tau2 {#}, I2 {#}":
        "{}: {} ({} bis {}), Vorhersage {} bis {}, tau² {}, I² {}",
    "too few: {#} pooled studies give it, at least {#} are needed":
        "zu wenige: {} gepoolte Studien nennen es, mindestens {} sind nötig",
    "too few: {#} pooled study gives it, at least {#} are needed":
        "zu wenige: {} gepoolte Studie nennt es, mindestens {} sind nötig",
    "{#} studies pooled, n = {#}, events = {#}": "{} Studien gepoolt, n = {}, Ereignisse = {}",
    "{#} studies (fewer than {#}: no pooled share is drawn), n = {#}, events = {#}":
        "{} Studien (weniger als {}: kein gepoolter Anteil ist gezeichnet), n = {}, Ereignisse = {}",
    "Pooled": "Gepoolt",
    "Not drawn for fewer than {#} cohorts": "Bei weniger als {} Kohorten nicht gezeichnet",
    "{#} published figures in {#} cohorts or arms, from {#} to {#} free of the outcome":
        "{} veröffentlichte Zahlen aus {} Kohorten oder Armen, von {} bis {} ohne den Endpunkt",
    "Published shares are crude: follow-up differs or is not stated, and people who left count as free of the "
    "event":
        "Veröffentlichte Anteile sind roh: die Nachbeobachtung ist verschieden oder nicht genannt, und "
        "Ausgeschiedene zählen als frei",
    "Published shares are crude; their follow-up, definitions and denominators differ":
        "Veröffentlichte Anteile sind roh; Nachbeobachtung, Definitionen und Nenner sind verschieden",
    "{#} published cohorts counted {}, each by its own definition":
        "{} veröffentlichte Kohorten zählten „{}“, jede nach eigener Definition",
    "In a new cohort, between {#} and {#} are expected to be free of it ({#} prediction interval, inverse variance)":
        "In einer neuen Kohorte sind zwischen {} und {} ohne zu erwarten ({}-Vorhersageintervall, inverse Varianz)",
    "Among {#} people, {} were free of {} at {} after the end of the first course, by {}":
        "Unter {0} Personen waren {1} ohne {2}, {3} nach dem Ende des ersten Zyklus, nach {4}",
    "This is inside that interval, at percentile {#} of the predicted distribution":
        "Das liegt in diesem Intervall, beim Perzentil {} der vorhergesagten Verteilung",
    "Squares: crude shares with {} Wilson intervals": "Quadrate: rohe Anteile mit {}-Wilson-Intervallen",
    "Diamonds: pooled shares": "Rauten: gepoolte Anteile",
    "Thick bars: where a new cohort's true share is expected (Student's t on k - 1 degrees of freedom)":
        "Dicke Balken: wo der wahre Anteil einer neuen Kohorte zu erwarten ist (t-Verteilung, k - 1 "
        "Freiheitsgrade)",
    "Published cohorts pooled by outcome, in % free of it, with {} limits":
        "Veröffentlichte Kohorten, je Endpunkt gepoolt, in % ohne ihn, mit Grenzen ({})",
    "Inverse variance: logits, tau2 by REML, Hartung-Knapp limits with the floor of Röver and others (2015)":
        "Inverse Varianz: Logits, tau² nach REML, Hartung-Knapp-Grenzen mit der Untergrenze von Röver u. a. "
        "(2015)",
    "Binomial-normal: random intercept by maximum likelihood":
        "Binomial-normal: zufälliger Achsenabschnitt, Maximum Likelihood",
    "The prediction interval (t on one degree of freedom fewer than rows) is where the true share of a new cohort is "
    "expected":
        "Im Vorhersageintervall (t, ein Freiheitsgrad weniger als Zeilen) ist der wahre Anteil "
        "einer neuen Kohorte zu erwarten",
    "I2 is the part of the spread that is not chance; tau2 is on the logit scale":
        "I² ist der Teil der Streuung, der kein Zufall ist; tau² steht auf der Logit-Skala",
    "Leave-one-out: the lowest and the highest share":
        "Je eine Studie weggelassen: der niedrigste und der höchste Anteil",
    "pooled % (limits)": "gepoolt % (Grenzen)",
    "{#} prediction": "{}-Vorhersage",
    "tau2": "tau²",
    "without one row": "ohne eine Zeile",
    "odds of the event times {#} ({#} to {#}) for {#} months more, p = {#}, over {#} rows":
        "Odds des Ereignisses mal {} ({} bis {}) je {} Monate mehr, p = {}, über {} Zeilen",
    "Published cohorts: crude share free of the event (Wilson limits), as printed; follow-up and definition "
    "differ, so rows are comparable only with care":
        "Veröffentlichte Kohorten: roher Anteil ohne Ereignis (Wilson-Grenzen), wie gedruckt; Nachbeobachtung "
        "und Definition sind verschieden, die Zeilen nur mit Vorsicht vergleichbar",
    "None is corrected for people who left": "Keine ist für Ausgeschiedene korrigiert",
    "Not every row is pooled: the column says why": "Nicht jede Zeile ist gepoolt: die Spalte sagt, warum",
    "rows pooled": "gepoolte Zeilen",
    "pooled": "gepoolt",
    "no: {}": "nein: {}",
    "one age arm only, source doubtful": "nur ein Altersarm, Quelle zweifelhaft",
    "same study, part of follow-up": "dieselbe Studie, Teil der Nachbeobachtung",
    "arm of a study already counted": "Arm einer schon gezählten Studie",
    "intermittent regimen, responders only": "intermittierendes Schema, nur Ansprechende",
    "0.1 mg/kg/day arm, below any current regimen": "Arm mit 0,1 mg/kg/Tag, unter jedem heutigen Schema",
    "self-reported, denominator inferred": "selbst berichtet, Nenner erschlossen",
    "a topical or antiandrogen begun by day {#} is maintenance; a treatment already running on day 0 is no "
    "relapse; it counts once begun again after more than {#} days without it; any acne treatment given on the "
    "day of a recorded relapse counts as new, whatever was in use":
        "ein topisches Mittel oder Antiandrogen, bis Tag {} begonnen, ist Erhaltung; eine am Tag 0 laufende "
        "Behandlung ist kein Rückfall; sie zählt, wenn sie nach mehr als {} Tagen ohne sie neu begonnen wird; "
        "am Tag eines dokumentierten Rückfalls zählt jede Aknebehandlung als neu",
    "a treatment whose supply covers the day; where its supply is not known, one seen within so many days "
    "before: {}":
        "eine Behandlung, deren Vorrat den Tag deckt; ist der Vorrat unbekannt, eine in so vielen Tagen davor "
        "gesehene: {}",
    "{} {#} days": "{} {} Tage",
    "an oral antibiotic counts from {#} days on, summed over fills at most {#} days apart; a shorter one is no "
    "acne treatment, one of unknown supply is":
        "ein orales Antibiotikum zählt ab {} Tagen, summiert über Abgaben im Abstand von höchstens {} Tagen; "
        "ein kürzeres ist keine Aknebehandlung, eines von unbekanntem Vorrat ist eine",
    "the earlier of a new course and isotretinoin for a relapse, dispensed on {#} days or for {#} days at "
    "least; isotretinoin for a relapse counts as well where its own days are not recorded; it ends the follow-up of "
    "the first":
        "das Frühere von neuem Zyklus und Isotretinoin wegen eines Rückfalls, an mindestens {} Tagen oder für "
        "mindestens {} Tage abgegeben; Isotretinoin wegen eines Rückfalls zählt auch, wenn seine eigenen Tage nicht "
        "erfasst sind; es beendet die Nachbeobachtung des ersten",
    "a further course without an end, or whose end is the last contact: it counts from its start on, for how long it "
    "lasts is not known":
        "ein weiterer Zyklus ohne Ende, oder dessen Ende der letzte Kontakt ist: er zählt ab seinem Beginn, denn wie "
        "lange er dauert, ist nicht bekannt",
    "course under way": "laufender Zyklus",
    "the probability of being free of the outcome, by {} with log-log {} limits; people who leave the records "
    "are censored on their last day, people who die on the day of death":
        "die Wahrscheinlichkeit, ohne den Endpunkt zu sein, nach {} mit Log-log-Grenzen ({}); wer die Daten "
        "verlässt, wird am letzten Tag zensiert, wer stirbt, am Todestag",
    "Aalen-Johansen, exact on tied days, death competing; variance by the infinitesimal jackknife":
        "Aalen-Johansen, exakt bei Gleichstand, Tod konkurrierend; Varianz nach dem infinitesimalen Jackknife",
    "nothing is quoted where fewer than {#} people are still followed, with the outcome or without: n "
    "times the reverse Kaplan-Meier curve":
        "nichts wird angegeben, wo weniger als {} Personen noch beobachtet werden, mit Endpunkt oder ohne: n "
        "mal die umgekehrte Kaplan-Meier-Kurve",
    "{}; beside it: {}": "{}; daneben: {}",
    "{} ({}): {#} patients": "{} ({}): {} Patienten",
    "The worst step so far only climbs": "Die bisher höchste Stufe steigt nur",
    "An antiandrogen is not above an antibiotic, and a contraceptive is no step":
        "Ein Antiandrogen steht nicht über einem Antibiotikum, und ein Kontrazeptivum ist keine Stufe",
    "The shares are as if nobody had died": "Die Anteile gelten, als wäre niemand gestorben",
    "Where death competes, as in the cumulative incidence of a second course, that step is a little smaller":
        "Konkurriert der Tod, wie bei der kumulativen Inzidenz, ist die Stufe etwas kleiner",
    "Beside the ladder: {#} of {#} people with a recorded response were not clear at the end of the course":
        "Neben den Stufen: {} von {} Personen mit erfasstem Ansprechen waren am Ende nicht erscheinungsfrei",
    "They stand on the step of their later treatment": "Sie stehen auf der Stufe ihrer späteren Behandlung",
    "Areas: differences of Kaplan-Meier curves, had nobody died; worst so far only climbs":
        "Flächen: Differenzen von Kaplan-Meier-Kurven, als wäre niemand gestorben; die höchste Stufe steigt nur",
    "differences of Kaplan-Meier curves": "Differenzen von Kaplan-Meier-Kurven",
    "Antibiotic and antiandrogen are one step": "Antibiotikum und Antiandrogen sind eine Stufe",
    "Worst step so far of everyone, in % with {} limits: differences of Kaplan-Meier curves, which sum to {#}":
        "Bisher höchste Stufe aller, in % mit Grenzen ({}): Differenzen von Kaplan-Meier-Kurven, Summe {}",
    "People who left or died are taken to fare like those who stayed":
        "Von Ausgeschiedenen und Gestorbenen wird angenommen, dass es ihnen wie den Gebliebenen ergeht",
    "Parts of other systemic treatment: in % of the people seen on it, with Wilson limits":
        "Teile der anderen systemischen Behandlung: in % der darauf Gesehenen, mit Wilson-Grenzen",
    "{}, of those seen": "{}, der Gesehenen",
    "dead by then": "bis dahin gestorben",
    "left the records before": "vorher ausgeschieden",
    "seen on a step, people": "auf einer Stufe gesehen, Personen",
    "The present step is what is in use on the day, and falls again":
        "Die gegenwärtige Stufe ist, was an dem Tag in Gebrauch ist; sie fällt wieder",
    "A treatment is in use if its supply covers the day": "In Gebrauch ist eine Behandlung, deren Vorrat den Tag deckt",
    "If its supply is not known, it is in use for so many days after it was seen: {}":
        "Ist ihr Vorrat unbekannt, ist sie so viele Tage in Gebrauch, nachdem sie gesehen wurde: {}",
    "A recorded course lasts to its recorded end": "Ein dokumentierter Zyklus dauert bis zu seinem dokumentierten Ende",
    "Other isotretinoin of unknown supply is taken to last as long as the first course, and a procedure its day":
        "Anderes Isotretinoin von unbekanntem Vorrat dauert so lang wie der erste Zyklus, ein Eingriff seinen Tag",
    "Maintenance and what was in use on day 0 counts as untreated, and untreated is not clear of acne":
        "Erhaltung und am Tag 0 Laufendes zählt als unbehandelt, und unbehandelt heißt nicht frei von Akne",
    "The present step looks past a second course": "Die gegenwärtige Stufe sieht über einen zweiten Zyklus hinaus",
    "Bars: what is in use on the day, among people under observation and alive then (n)":
        "Balken: was an dem Tag in Gebrauch ist, unter dann Beobachteten und Lebenden (n)",
    "It falls again once nothing is in use; people who left are not in it":
        "Sie fällt, sobald nichts in Gebrauch ist; Ausgeschiedene sind nicht darin",
    "Present step, in % of the people still under observation on the day, with {} Wilson limits":
        "Gegenwärtige Stufe, in % der an dem Tag noch Beobachteten, mit Wilson-Grenzen ({})",
    "Nobody who left or died is in it": "Niemand Ausgeschiedenes oder Gestorbenes ist darin",
    "of them maintenance or in use since day 0": "davon Erhaltung oder seit Tag 0 in Gebrauch",
    "of them on an antibiotic too short to count": "davon unter einem zu kurzen Antibiotikum",
    "under observation, people": "unter Beobachtung, Personen",
    "The first step after the course and the worst one by the end of the follow-up, in people":
        "Die erste Stufe nach dem Zyklus und die höchste bis zum Ende der Nachbeobachtung, in Personen",
    "Who left or died is on the last step seen; treatments first given on one day are one step":
        "Ausgeschiedene und Gestorbene stehen auf der letzten gesehenen Stufe; am selben Tag Begonnenes ist "
        "eine Stufe",
    "first step": "erste Stufe",
    "no further step": "keine weitere Stufe",
    "then second course": "dann zweiter Zyklus",
    "Stacked areas of the worst treatment step since the end of the first course, over time":
        "Gestapelte Flächen der bisher höchsten Behandlungsstufe seit dem Ende des ersten Zyklus",
    "Stacked bars of the treatment step in use, one for each horizon":
        "Gestapelte Balken der Behandlungsstufe in Gebrauch, je Horizont",
    "Remission at {} in % by group, among everyone, with log-log limits (exact at 0 and 100)":
        "Remission nach {} in % nach Gruppe, unter allen, mit Log-log-Grenzen (exakt bei 0 und 100)",
    "Mean days in remission are within the first {#} days (a dash where follow-up ends before). The p is that of the "
    "log-rank test, without people of no recorded group":
        "Mittlere Tage in Remission gelten für die ersten {} Tage (ein Strich, wo die Nachbeobachtung vorher endet). "
        "p ist das des Log-Rang-Tests zwischen den Gruppen; Personen ohne erfasste Gruppe fehlen",
    "Sites write down different things: a response at the end is recorded for {#} to {#} of people by site":
        "Zentren notieren Verschiedenes: ein Ansprechen am Ende ist je Zentrum bei {} bis {} erfasst",
    "Of {#} sites with an estimate at {}, none lies outside the {#} limits around the overall {#} ({#} would "
    "by chance)":
        "Von {} Zentren mit einer Schätzung nach {} liegt keines außerhalb der {}-Grenzen um die gemeinsamen {} (durch "
        "Zufall wären es {})",
    "No more variation than chance is shown between these few sites (phi {#}: their variance over that of chance)":
        "Zwischen diesen wenigen Zentren zeigt sich nicht mehr Streuung als durch Zufall (phi {}: ihre Varianz, "
        "geteilt durch die des Zufalls)",
    "Dots: sites; diamonds: sites outside the {} limits": "Punkte: Zentren; Rauten: Zentren außerhalb der {}-Grenzen",
    "People whose site is not recorded are left out: {#}": "Personen ohne erfasstes Zentrum zählen nicht mit: {}",
    "Lines: the value of all sites together with the limits within which chance keeps {#} and {#} of sites, or more "
    "near {#} and {#}":
        "Linien: der Wert aller Zentren zusammen mit den Grenzen, in denen der Zufall {} und {} der Zentren hält, "
        "nahe {} und {} auch mehr",
    "These are exact binomial limits (mid-p) at the effective number of people: that of a wholly followed group which "
    "would know its share as well":
        "Es sind exakte binomiale Grenzen (mid-p) bei der effektiven Anzahl: der einer ganz beobachteten Gruppe, die "
        "ihren Anteil ebenso genau kennt",
    "Whether these sites vary by more than chance is not told: only {#} people per site are expected to have the "
    "outcome, and {#} are needed":
        "Ob diese Zentren mehr streuen als durch Zufall, wird nicht gesagt: je Zentrum sind nur {} Personen mit dem "
        "Endpunkt zu erwarten, nötig wären {}",
    "Whether these sites vary by more than chance is not told: only {#} people per site are expected to be free of it, "
    "and {#} are needed":
        "Ob diese Zentren mehr streuen als durch Zufall, wird nicht gesagt: je Zentrum sind nur {} Personen ohne den "
        "Endpunkt zu erwarten, nötig wären {}",
    "Sites at {}, free of {}, in % with {} limits ({}), against the overall {}":
        "Zentren nach {}, ohne {}, in % mit Grenzen ({}; {}), gegen gemeinsame {}",
    "Effective number: as many wholly followed people would know the share as well":
        "Effektive Anzahl: so viele ganz beobachtete Personen wüssten den Anteil ebenso genau",
    "Limits of chance: exact binomial ones (mid-p) at that number":
        "Zufallsgrenzen: exakte binomiale (mid-p) bei dieser Anzahl",
    "In the order of their names; nothing is ranked": "In der Reihenfolge der Namen; ohne Rangfolge",
    "A site without an estimate says why": "Ein Zentrum ohne Schätzung sagt, warum",
    "{#} second courses of {#} began within {#} days of the end (early restarts): both courses may be one "
    "treatment":
        "{} von {} zweiten Zyklen begannen innerhalb von {} Tagen nach dem Ende (frühe Neubeginne): beide "
        "Zyklen können eine Behandlung sein",
    "{#} first courses of {#} ended before {#} weeks: where a second one began soon after, both may be one "
    "interrupted treatment":
        "{} von {} ersten Zyklen endeten vor {} Wochen: begann bald ein zweiter, können beide eine "
        "unterbrochene Behandlung sein",
    "They are offered antiandrogens and kept from isotretinoin by pregnancy rules: a second course measures "
    "options, not acne":
        "Ihnen werden Antiandrogene angeboten, und Schwangerschaftsregeln halten sie von Isotretinoin fern: "
        "ein zweiter Zyklus misst Möglichkeiten, nicht Akne",
    "Second courses in % of {}": "Zweite Zyklen in %, {}",
    "Cumulative incidence is by {}, death competing, with log-log limits (exact at 0)":
        "Kumulative Inzidenz nach {}, Tod konkurrierend, mit Log-log-Grenzen (exakt bei 0)",
    "The crude share (Wilson limits) counts people who left the records as never treated again":
        "Der rohe Anteil (Wilson-Grenzen) zählt Ausgeschiedene als nie wieder behandelt",
    "Drug-free days are second start - first end - 1; the working default is more than {#}":
        "Tage ohne Mittel: zweiter Beginn - erstes Ende - 1; die Voreinstellung ist mehr als {}",
    "Right: people by number of courses in these records, however long they were followed ({})":
        "Rechts: Personen nach Zahl der Zyklen in diesen Daten, gleich wie lange beobachtet ({})",
    "Rising step curve of the share who had a second course since the end of the first":
        "Steigende Stufenkurve des Anteils mit zweitem Zyklus seit dem Ende des ersten",
    "First courses: median (quartiles), and the share within the stated range in % with Wilson limits, among "
    "those with the value recorded":
        "Erste Zyklen: Median (Quartile) und Anteil im angegebenen Bereich in % mit Wilson-Grenzen, unter "
        "denen mit erfasstem Wert",
    "{} (band: {}): n = {#}, missing {#}; {}: {#} ({#})": "{} (Band: {}): n = {}, fehlend {}; {}: {} ({})",
    "{} (line: {}): n = {#}, missing {#}; {}: {#} ({#})": "{} (Linie: {}): n = {}, fehlend {}; {}: {} ({})",
    "Histograms of the duration and the doses of first courses": "Histogramme der Dauer und der Dosen erster Zyklen",
    "The hazard ratio of {#} per {#} mg/kg is not what a higher dose would do":
        "Die Hazard Ratio von {} je {} mg/kg ist nicht, was eine höhere Dosis bewirken würde",
    "The model of {} has {#} people and {#} events, stratified by site":
        "Das Modell „{}“ hat {} Personen und {} Ereignisse, nach Zentrum stratifiziert",
    "{#} not followed after the course were left out": "{} danach nicht Beobachtete wurden weggelassen",
    "{#} not followed after the course was left out": "{} danach nicht beobachtete Person wurde weggelassen",
    "{} is the same for everybody of one {}, where alone people are compared: it has no estimate":
        "{} ist bei allen in ein und derselben Schicht ({}) gleich, und nur dort wird verglichen: nicht schätzbar",
    "{#} level of {}, such as {}, shares no {} with another: no hazard ratio is told":
        "{} Stufe von {} (zum Beispiel {}) teilt sich keine Schicht ({}) mit einer anderen: ohne Hazard Ratio",
    "{#} levels of {}, such as {}, share no {} with another: no hazard ratio is told":
        "{} Stufen von {} (zum Beispiel {}) teilen sich keine Schicht ({}) mit einer anderen: ohne Hazard Ratio",
    "Levels of {} are compared within one {} alone, so that references differ":
        "Stufen von {} werden nur innerhalb einer Schicht ({}) verglichen, mit je eigener Referenz",
    "{} was named as a covariate too: errors are robust by it, so that it is no predictor":
        "{} wurde auch als Kovariable genannt: die Fehler sind danach robust, es ist daher kein Prädiktor",
    "Left out as not recorded: {}": "Als nicht erfasst weggelassen: {}",
    "{} ({#})": "{} ({})",
    "Cox model, Efron's ties": "Cox-Modell, Bindungen nach Efron",
    "Cox model, Efron's ties, robust errors": "Cox-Modell, Bindungen nach Efron, robuste Fehler",
    "They describe association in these records; severity, which decides dose and retreatment alike, is not "
    "adjusted for beyond what is shown":
        "Sie beschreiben Zusammenhänge in diesen Daten; der Schweregrad, der Dosis wie Wiederbehandlung "
        "bestimmt, ist nur so weit berücksichtigt wie gezeigt",
    "{} per {#} mg/kg {#} ({#} to {#})": "{} je {} mg/kg {} ({} bis {})",
    "Forest plot of hazard ratios on a log axis": "Forest-Plot der Hazard Ratios auf logarithmischer Achse",
    "At {}: {} free of new systemic treatment, {} clear at the end and free of it, {} free of a second "
    "course":
        "Nach {0}: {1} ohne neue systemische Behandlung, {2} am Ende erscheinungsfrei und ohne sie, {3} "
        "ohne zweiten Zyklus",
    "Remission minus the claimed {#}, in points with {} limits, among everyone. The p tests whether remission equals "
    "the claim (log-log scale). The p of equivalence tests whether it lies {#} points or more from the claim (two "
    "one-sided tests)":
        "Remission minus die behaupteten {}, in Punkten mit Grenzen ({}), unter allen. p prüft, ob die Remission "
        "gleich der Behauptung ist (Log-log-Skala). p der Gleichwertigkeit prüft, ob sie {} Punkte oder mehr von ihr "
        "abweicht (zwei einseitige Tests)",
    "A small one shows agreement": "Ein kleines zeigt Übereinstimmung",
    "Where nobody, or everybody, has it, limits and p are exact":
        "Hat ihn niemand oder jeder, sind Grenzen und p exakt",
    "The last columns give the verdict within other margins": "Die letzten Spalten geben das Urteil in anderen Spannen",
    "Among {#} people, {} were in remission {} after the end of the first course":
        "Unter {} Personen waren {} in Remission, {} nach dem Ende des ersten Zyklus",
    "Remission is being free of {} ({}), by {}": "Remission heißt: ohne {} ({}), nach {}",
    "Each checkable statement with one stated reading of it, what these records say under that reading, and "
    "where that stands":
        "Jede prüfbare Aussage mit einer angegebenen Lesart, was diese Daten dazu sagen und wie es steht",
    "A claimed range agrees if the whole {#} interval lies in it":
        "Ein behaupteter Bereich stimmt, wenn das ganze {}-Intervall darin liegt",
    "A claimed figure agrees if two one-sided tests show the estimate within the margin of its row":
        "Eine behauptete Zahl stimmt, wenn zwei einseitige Tests die Schätzung in der Spanne ihrer Zeile zeigen",
    "That of [claim] is the first's, and that of a study's own which states none":
        "Die von [claim] gilt in der ersten, und in eigenen der Studie, die keine angeben",
    "Where the article gives no number the bound is our reading of its word, and may be changed in the study "
    "file, [[claims]]":
        "Nennt der Artikel keine Zahl, ist die Schranke unsere Lesart seines Wortes; die Studiendatei kann sie "
        "ändern, [[claims]]",
    "Follow-up is passive: the curve is the lower end of a range, as people who left may have been well":
        "Die Nachbeobachtung ist passiv: Die Kurve ist das untere Ende eines Bereichs, da es Ausgeschiedenen gut "
        "gegangen sein kann",
    "Follow-up is passive: what is drawn is the upper end of a range, as people who left may have been well":
        "Die Nachbeobachtung ist passiv: Gezeigt ist das obere Ende eines Bereichs, da es Ausgeschiedenen gut gegangen "
        "sein kann",
    "Follow-up is passive: each share is a range's lower end; differences are as doubtful":
        "Die Nachbeobachtung ist passiv: Jeder Anteil ist das untere Ende eines Bereichs, Unterschiede sind ebenso "
        "unsicher",
    "Follow-up is passive: the share in remission is a range's lower end, and those who relapsed are an upper end":
        "Die Nachbeobachtung ist passiv: Der Anteil in Remission ist das untere Ende eines Bereichs, der Anteil mit "
        "Rückfall ein oberes",
    "Follow-up is passive: a censoring-aware share is a range's lower end, a naive one of everyone its upper end":
        "Die Nachbeobachtung ist passiv: Ein Anteil mit Zensierung ist das untere Ende eines Bereichs, ein naiver "
        "unter allen das obere",
    "Follow-up is passive: people who left may have been well; ratios are as doubtful":
        "Die Nachbeobachtung ist passiv: Ausgeschiedenen kann es gut gegangen sein, Hazard Ratios sind ebenso unsicher",
    "Counted is everyone who is studied, and shares have Wilson limits, unless a row says otherwise":
        "Gezählt sind alle Untersuchten, und Anteile haben Wilson-Grenzen, wenn eine Zeile nichts anderes sagt",
    "Intervals are at {#}": "Intervalle zu {}",
    "Day 0 is {}": "Tag 0 ist {}",
    "A verdict says where these records stand under the stated reading, not whether a claim is right":
        "Ein Urteil sagt, wo diese Daten unter der Lesart stehen, nicht ob eine Behauptung stimmt",
    "{} {#} (margin of {#} points: {}; of {#} points: {})": "{} {} (Spanne {} Punkte: {}; {} Punkte: {})",
    "undecided: between {#} and {#}, {} (margin of {#} points: {}; of {#} points: {})":
        "unentschieden: zwischen {} und {}, {} (Spanne {} Punkte: {}; {} Punkte: {})",
    "undecided: the interval reaches across {#}": "unentschieden: das Intervall reicht über {}",
    "undecided: the interval begins at {#}": "unentschieden: das Intervall beginnt bei {}",
    "undecided: the interval ends at {#}": "unentschieden: das Intervall endet bei {}",
    "margin of {#} points: {}": "Spanne {} Punkte: {}",
    "margin of {#} points: {}; of {#} points: {}": "Spanne {} Punkte: {}; {} Punkte: {}",
    "agrees with {#} within {#} points": "stimmt mit {} innerhalb von {} Punkten überein",
    "differs from {#}, within {#} points": "weicht von {} ab, innerhalb von {} Punkten",
    "undecided: neither told from {#} nor shown to agree within {#} points":
        "unentschieden: weder von {} zu unterscheiden noch Übereinstimmung innerhalb von {} Punkten gezeigt",
    "agrees: {}": "stimmt überein: {}",
    "below {#}": "unter {}",
    "above {#}": "über {}",
    "The choice of {} moves it most ({#} of the variance between the definitions)":
        "Am meisten bewegt es die Wahl von {} ({} der Varianz zwischen den Definitionen)",
    "On average it moves remission from {#} free of {} to {#} free of {}":
        "Im Mittel bewegt sie die Remission von {} ohne {} bis {} ohne {}",
    "Definitions are not votes and none of them is random: how many of them reach a figure is no probability":
        "Definitionen sind keine Stimmen und keine ist zufällig: wie viele eine Zahl erreichen, ist keine "
        "Wahrscheinlichkeit",
    "Blue: Kaplan-Meier; grey: naive, people who left counted as in remission; upright lines: {} limits; "
    "diamond: the primary definition":
        "Blau: Kaplan-Meier; grau: naiv, Ausgeschiedene zählen als in Remission; senkrechte Linien: "
        "{}-Grenzen; Raute: die primäre Definition",
    "Beneath: the choices that make it": "Darunter: die Wahlen, die sie ausmachen",
    "Every definition with its numbers:": "Jede Definition mit ihren Zahlen:",
    "Kaplan-Meier estimates with their limits; every other choice as in the primary definition":
        "Kaplan-Meier-Schätzungen mit Grenzen; jede andere Wahl wie in der primären Definition",
    "White: the claim of {}; blue: above it; orange: below it; framed: within ±{} percentage points":
        "Weiß: die Behauptung von {}; blau: darüber; orange: darunter; umrahmt: innerhalb ±{} Prozentpunkten",
    "What moves the answer: the variance of remission over the censoring-aware definitions, by choice":
        "Was die Antwort bewegt: die Varianz der Remission über die Definitionen mit Zensierung, nach Wahl",
    "Lowest and highest: the mean of the definitions with that level, of those that have one at each, all else equal":
        "Niedrigste und höchste: das Mittel der Definitionen mit dieser Stufe, von denen, die sonst gleich bei jeder "
        "Stufe eines haben",
    "A rule of some outcomes alone is compared among these":
        "Eine Regel nur mancher Endpunkte wird unter diesen verglichen",
    "Interactions: what the choices do not explain one by one":
        "Wechselwirkungen: was die Wahlen einzeln nicht erklären",
    "{#} ({})": "{} ({})",
    "censoring aware": "mit Zensierung",
    "naive everyone": "naiv, alle",
    "naive complete": "naiv, vollständige",
    "people who left the records are censored on their last day (Kaplan-Meier)":
        "wer die Daten verlässt, wird am letzten Tag zensiert (Kaplan-Meier)",
    "everyone without a recorded outcome counted as in remission, however short their follow-up (biased upwards)":
        "alle ohne dokumentierten Endpunkt zählen als in Remission, gleich wie kurz beobachtet (nach oben "
        "verzerrt)",
    "only people followed to the horizon, or with the outcome before it (biased downwards)":
        "nur bis zum Horizont Beobachtete oder vorher mit Endpunkt (nach unten verzerrt)",
    "Above, at or below the claim: by its estimate and the margin alone":
        "Über, bei oder unter der Behauptung: nach Schätzung und Spanne allein",
    "The verdicts on the claim test this, and may say below where the estimate lies within the margin":
        "Die Urteile prüfen das und können „darunter“ sagen, wo die Schätzung in der Spanne liegt",
    "Examples with their rows are printed by isostats check": "Beispiele mit Zeilen druckt isostats check",
    "Step curve of the share free of {} since the end of the first course":
        "Stufenkurve des Anteils ohne {} seit dem Ende des ersten Zyklus",
    "The curve starts at {}": "Die Kurve beginnt bei {}",
    "The claim is marked at {}": "Die Behauptung ist bei {} markiert",
    "Flow of counts from the rows read to the people studied":
        "Fluss der Zahlen von den gelesenen Zeilen zu den untersuchten Personen",
    "Dumbbell chart of naive and censoring-aware remission by outcome and horizon":
        "Hantel-Diagramm der naiven und der zensierungsbewussten Remission nach Endpunkt und Horizont",
    "Stacked areas of the cumulative incidence of each first treatment since the end of the first course":
        "Gestapelte Flächen der kumulativen Inzidenz jeder ersten Behandlung seit dem Ende des ersten Zyklus",
    "Step curves of the share free of the outcome, one for each {}":
        "Stufenkurven des Anteils ohne den Endpunkt, je {}",
    "Funnel plot of the share free of {} by site": "Trichterdiagramm des Anteils ohne {} nach Zentrum",
    "Specification curve: estimates of remission sorted, with the choices of each beneath":
        "Spezifikationskurve: sortierte Schätzungen der Remission, darunter die Wahlen",
    "Heat-map of remission, one column per outcome": "Heatmap der Remission, eine Spalte je Endpunkt",
    "Forest plot of the published shares free of {}": "Forest-Plot der veröffentlichten Anteile ohne {}",
    "Published shares free of each outcome with intervals, one row per study":
        "Veröffentlichte Anteile ohne jeden Endpunkt mit Intervallen, eine Zeile je Studie",
    "{} at {}: naive {#}, censoring-aware {#}": "{} nach {}: naiv {}, mit Zensierung {}",
    "{} {#} ({#} CI {#} to {#})": "{} {} ({}-KI {} bis {})",
    "{} {#} ({#} CI {#} to {#}; {#} at risk)": "{} {} ({}-KI {} bis {}; {} unter Risiko)",
    "{#} {} {#} ({#} CI {#} to {#}; n = {#}; events = {#})": "{} {} {} ({}-KI {} bis {}; n = {}; Ereignisse = {})",
    "Skip to the contents": "Zum Inhalt",
    "people with a first course": "Personen mit einem ersten Zyklus",
    "followed for a median of {} ({#} to {#}, reverse Kaplan-Meier)":
        "im Median {} beobachtet ({} bis {}, umgekehrtes Kaplan-Meier)",
    "first courses ended from {#} to {#}": "erste Zyklen endeten von {} bis {}",
    "free of {} at {}": "ohne {} nach {}",
    "treatment success at {}": "Behandlungserfolg nach {}",
    "second course within {}": "zweiter Zyklus innerhalb von {}",
    "points from the claimed {#}": "Punkte von den behaupteten {}",
    "agreement would be within {#} points": "Übereinstimmung wäre innerhalb von {} Punkten",
    "The answers in words": "Die Antworten in Worten",
    "Who they are": "Wer sie sind",
    "First courses of {#} people: median (quartiles), or people and %":
        "Erste Zyklen von {} Personen: Median (Quartile) oder Personen und %",
    "To keep in mind": "Zu bedenken",
    "Five numbers": "Fünf Zahlen",
    "Enlarge": "Vergrößern",
    "Close (Esc)": "Schließen (Esc)",
    "Figure": "Abbildung",
    "How long people were followed": "Wie lange beobachtet wurde",
    "Median follow-up {#} days ({#} CI {#} to {#})": "Mediane Nachbeobachtung {} Tage ({}-KI {} bis {})",
    "Reverse Kaplan-Meier with log-log {} limits: the outcome ends nobody's follow-up":
        "Umgekehrtes Kaplan-Meier mit Log-log-Grenzen ({}): der Endpunkt beendet niemandes Nachbeobachtung",
    "reverse Kaplan-Meier": "umgekehrtes Kaplan-Meier",
    "{} less {}": "{} minus {}",
    "Difference, {} less {}: {}": "Differenz, {} minus {}: {}",
    "at {} {#} points ({#} CI {#} to {#})": "nach {} {} Punkte ({}-KI {} bis {})",
    "Remission at {} in subgroups: free of {}": "Remission nach {} in Untergruppen, ohne {}",
    "Differences between groups": "Unterschiede zwischen Gruppen",
    "Differences in remission at {}: free of {}": "Unterschiede der Remission nach {}, ohne {}",
    "Difference in remission at {} (points)": "Differenz der Remission nach {} (Punkte)",
    "{} less {}, by {}": "{} minus {}, nach {}",
    "{} less {}, by {} (interaction {})": "{} minus {}, nach {} (Interaktion {})",
    "points": "Punkte",
    "{} in the largest pair": "{} im größten Paar",
    "No differences: n is 0": "Keine Differenzen: n ist 0",
    "Differences of Kaplan-Meier curves with normal {}, no p adjusted":
        "Differenzen von Kaplan-Meier-Kurven mit normalem {}, kein p angepasst",
    "Right of 0: better than the reference; people: of both":
        "Rechts von 0: besser als die Referenz; Personen sind die beider Gruppen",
    "Forest plot of differences in remission at {} between groups":
        "Forest-Plot der Unterschiede der Remission nach {} zwischen Gruppen",
    "Other outcomes are in results.csv": "Andere Endpunkte stehen in results.csv",
    "Rows that follow-up does not reach are not shown":
        "Zeilen, bis zu denen die Beobachtung nicht reicht, stehen nicht da",
    "Others are held against {}": "Die anderen werden verglichen mit {}",
    "Men are the reference of sexes, else the largest group that is followed to the primary horizon, unless [study] "
    "references states another":
        "Referenz sind Männer unter den Geschlechtern, sonst die größte Gruppe, die bis zum primären Horizont "
        "beobachtet ist, es sei denn, [study] references nennt eine andere",
    "Whether {} less {} at {} depends on {}: interaction {}":
        "Ob {} minus {} nach {} von {} abhängt: Interaktion {}",
    "Whether {} less {} at {} depends on {} is not tested: the difference has no error in {}":
        "Ob {} minus {} nach {} von {} abhängt, wird nicht getestet: Die Differenz hat keinen Fehler in {}",
    "Not in that test, for want of people followed until then: {}":
        "Nicht in diesem Test, da zu wenige bis dahin beobachtet wurden: {}",
    "interaction p = {#}": "Interaktion p = {}",
    "interaction p < {#}": "Interaktion p < {}",
    "difference in points": "Differenz in Punkten",
    "ratio": "Verhältnis",
    "difference in mean days": "Differenz der mittleren Tage",
    "Holm p": "Holm-p",
    "Peto-Peto p": "Peto-Peto-p",
    "within sites p": "innerhalb der Zentren, p",
    "trend p": "Trend-p",
    "Gray p": "Gray-p",
    "{} against {}: remission at {} in points and as ratio, and mean days in remission within a time that both groups "
    "support": "{} gegen {}: Remission nach {} in Punkten und als Verhältnis, und mittlere Tage in Remission innerhalb "
        "einer Zeit, die beide Gruppen tragen",
    "Limits: {}, normal, of ratios on the log scale": "Grenzen: {}, normal, bei Verhältnissen auf der Log-Skala",
    "The p is that of log-rank tests of all pairs, adjusted by Holm":
        "Das p ist das der Log-Rang-Tests aller Paare, nach Holm angepasst",
    "P values of tests between groups, among everyone whose group is recorded":
        "P-Werte der Tests zwischen Gruppen, unter allen, deren Gruppe erfasst ist",
    "Peto-Peto weighs early relapses more (rho = 1, fixed beforehand)":
        "Peto-Peto gewichtet frühe Rückfälle stärker (rho = 1, vorher festgelegt)",
    "Within sites: the log-rank test by strata": "Innerhalb der Zentren: der Log-Rang-Test in Strata",
    "Trend: scores 0, 1, 2 and on along the bands": "Trend: Werte 0, 1, 2 und so fort entlang der Bänder",
    "Gray's test compares cumulative incidences, death competing":
        "Grays Test vergleicht kumulative Inzidenzen, Tod konkurriert",
    "Levels overlap between groups, and no test compares them here":
        "Stufen verschiedener Gruppen überlappen; hier vergleicht sie kein Test",
    "Courses and what came after, person by person": "Zyklen und was danach kam, Person für Person",
    "{#} lanes of {#} people": "{} Bahnen von {} Personen",
    "Everyone was ordered by length of follow-up, cut into {#} equal parts, and the middle person of each taken":
        "Alle wurden nach Dauer der Nachbeobachtung geordnet, in {} gleiche Teile geteilt, und die mittlere "
        "Person jedes Teils genommen",
    "Bar: first course; line: follow-up; marks: first days":
        "Balken: erster Zyklus; Linie: Nachbeobachtung; Marken: erste Tage",
    "Lanes with a mark: {}": "Bahnen mit Marke: {}",
    "{} {#}; {}": "{} {}; {}",
    "What is missing": "Was fehlt",
    "Share of values that are not recorded": "Anteil nicht erfasster Werte",
    "{#} columns of Table 1": "{} Spalten der Tabelle 1",
    "{#} columns of Table 1, {#} groups": "{} Spalten der Tabelle 1, {} Gruppen",
    "{#} columns, {#} groups": "{} Spalten, {} Gruppen",
    "{#} columns without a missing value, not drawn": "{} Spalten ohne fehlende Werte, nicht gezeichnet",
    "running": "laufend",
    "tables/grid.csv has all {#} definitions, the naive ones too, a row each":
        "tables/grid.csv hat alle {} Definitionen, auch die naiven, je eine Zeile",
    "Falling step curve of the share still followed since the end of the first course":
        "Fallende Stufenkurve des noch beobachteten Anteils seit dem Ende des ersten Zyklus",
    "Timelines of some people from their first course to the end of follow-up, one lane each":
        "Zeitleisten einiger Personen vom ersten Zyklus bis zum Ende der Nachbeobachtung, je eine Bahn",
    "Shaded cells of the share missing by column": "Schattierte Zellen des fehlenden Anteils je Spalte",
    "Remission at {} in each level of each group": "Remission nach {} in jeder Stufe jeder Gruppe",
    "Everyone: everyone studied {#} ({#} to {#}), n = {#}": "Alle: alle Untersuchten {} ({} bis {}), n = {}",
    "No figure at {}": "Keine Zahl nach {}",
    "They are no outcome of the course, and tell what was already in use at its end":
        "Sie sind kein Endpunkt des Zyklus und zeigen, was an seinem Ende schon in Gebrauch war",
    "{#} of {#} events are not after the first course's last day":
        "{} von {} Ereignissen liegen nicht nach dem letzten Tag des ersten Zyklus",
    "reconciled": "abgeglichen",
    "event before end": "Ereignis vor dem Ende",
    "limits: {#}": "Grenzen: {}",
    "{} at {#} years: naive {#}, censoring-aware {#}": "{} nach {} Jahren: naiv {}, mit Zensierung {}",
    "at {#} year {#} points ({#} CI {#} to {#})": "nach {} Jahr {} Punkte ({}-KI {} bis {})",
    "at {#} years {#} points ({#} CI {#} to {#})": "nach {} Jahren {} Punkte ({}-KI {} bis {})",
    "{}, per year not recorded: {#}": "{}, je Jahr, nicht erfasst: {}",
    "{}, per mg/kg not recorded: {#}": "{}, je mg/kg, nicht erfasst: {}",
    "{}, per {#} mg/kg not recorded: {#}": "{}, je {} mg/kg, nicht erfasst: {}",
    "Of {#} defensible definitions (censoring-aware; {}), {#} ({#}) put remission at or above the claimed {#}":
        "Von {} vertretbaren Definitionen (mit Zensierung; {}) setzen {} ({}) die Remission auf oder über die "
        "behaupteten {}",
    "every combination of {#} outcomes, {#} horizons and {#} populations":
        "jede Kombination von {} Endpunkten, {} Horizonten und {} Populationen",
    "end of maintenance": "Ende der Erhaltung",
    "rule of running treatment": "Regel der laufenden Behandlung",
    "maintenance begun by day {#}": "Erhaltung bis Tag {} begonnen",
    "treatment running on day 0 no relapse": "am Tag 0 laufende Behandlung kein Rückfall",
    "begun again after {#} days without": "nach {} Tagen ohne neu begonnen",
    "rule of contraceptives": "Regel der Kontrazeptiva",
    "contraceptives not counted": "Kontrazeptiva nicht gezählt",
    "rules of prevention": "Regeln der Vorbeugung",
    "maintenance and running treatment left out": "Erhaltung und laufende Behandlung weggelassen",
    "The primary definition ({}), gives {#} ({#} to {#}), {#} points below the claimed {#}":
        "Die primäre Definition ({}) ergibt {} ({} bis {}), {} Punkte unter den behaupteten {}",
    "The primary definition ({}), gives {#} ({#} to {#}), {#} points above the claimed {#}":
        "Die primäre Definition ({}) ergibt {} ({} bis {}), {} Punkte über den behaupteten {}",
    "free of {} ({}) {} after the end of the first course": "ohne {} ({}) {} nach dem Ende des ersten Zyklus",
    "by Kaplan-Meier": "nach Kaplan-Meier",
    "Where every combination can be estimated, a share is the choice's main effect; where not, its gain in a "
    "regression on the choices, averaged over every order of entering (Lindeman, Merenda and Gold 1980)":
        "Ist jede Kombination schätzbar, ist ein Anteil der Haupteffekt der Wahl; sonst ihr Zuwachs in einer "
        "Regression auf die Wahlen, gemittelt über jede Reihenfolge (Lindeman, Merenda und Gold 1980)",
    "They can neither confirm nor refute the claimed {#}":
        "Sie können die behaupteten {} weder bestätigen noch widerlegen",
    "{#} if every unseen later step came at the worst time":
        "{}, wenn jede ungesehene spätere Stufe zur ungünstigsten Zeit kam",
    "n = {#}; {#} if every unseen later step came at the worst time":
        "n = {}; {}, wenn jede ungesehene spätere Stufe zur ungünstigsten Zeit kam",
    "Had a second course": "Zweiter Zyklus",
    "Share of patients": "Anteil der Patienten",
    "everyone studied": "alle Untersuchten",
    "{} at {#} years (axis starts at {#})": "{} nach {} Jahren (Achse beginnt bei {})",
    "Free of {} at {#} years (axis starts at {#})": "Ohne {} nach {} Jahren (Achse beginnt bei {})",
    "simulated course records": "simulierte Zyklen",
    "item": "Punkt",
    "asks": "fragt nach",
    "section": "Abschnitt",
    "answer": "Antwort",
    "for the authors": "für die Autoren",
    "Rounded counts, made to leave the building: each is the middle of a bin of {#} people, by quarter":
        "Gerundete Zahlen, zum Weitergeben gemacht: jede ist die Mitte einer Klasse von {} Personen, je Quartal",
    "The claim is {#}; of rounded counts nothing is tested":
        "Die Behauptung ist {}; gerundete Zahlen werden nicht getestet",
    "of rounded counts nothing is tested": "gerundete Zahlen werden nicht getestet",
    "Table: at risk are those still there at the end of the day; events and censored are all up to then":
        "Tabelle: unter Risiko ist, wer am Ende des Tages noch da ist; Ereignisse und Zensierte sind alle bis "
        "dahin",
    "A dash: too few for rounded counts to tell": "Ein Strich: zu wenige, als dass gerundete Zahlen es sagten",
    "counts are midpoints of bins of {#}": "Zahlen sind Mitten von Klassen zu {}",
    "by quarter": "je Quartal",
    "Rounding alone: by the life table of the unrounded counts the share {} at {} lies between {#} and {#}":
        "Allein durch Runden: nach den ungerundeten Zahlen liegt der Anteil {} nach {} zwischen {} und {}",
    "Rounding alone: by the unrounded counts {} of the share {} at {} lies between {#} and {#}, the other end between "
    "{#} and {#}":
        "Allein durch Runden: nach den ungerundeten Zahlen liegt {} des Anteils {} nach {} zwischen {} und {}, das "
        "andere zwischen {} und {}",
    "Rounding alone: by the unrounded counts {} of the share {} at {} lies between {#} and {#}":
        "Allein durch Runden: nach den ungerundeten Zahlen liegt {} des Anteils {} nach {} zwischen {} und {}",
    "How far the other end lies is not bounded here": "Wie weit das andere Ende liegt, ist hier nicht begrenzt",
    "the lower end": "das untere Ende",
    "the upper end": "das obere Ende",
    "with a second course": "mit zweitem Zyklus",
    "of treatment successes": "der Behandlungserfolge",
    "What a release leaves out": "Was eine Freigabe weglässt",
    "not tested": "nicht getestet",
    "not tested (free of one)": "nicht getestet (frei davon)",
    "share at {}": "Anteil nach {}",
    "life table, death competing; variance by the infinitesimal jackknife":
        "Sterbetafel, Tod konkurrierend; Varianz nach dem infinitesimalen Jackknife",
    "intervals": "Intervalle",
    "half of those who leave within it are taken off those at risk in it":
        "die Hälfte der darin Ausscheidenden wird von denen unter Risiko abgezogen",
    "people still there at the end of the day": "Personen, die am Ende des Tages noch da sind",
    "nothing is quoted where fewer than {#} people are still at risk":
        "nichts wird angegeben, wo weniger als {} Personen noch unter Risiko sind",
    "Filled: life table with its interval": "Gefüllt: Sterbetafel mit Intervall",
    "Remission, in % with {} limits: life table with log-log limits (exact at 0 and 100)":
        "Remission in % mit Grenzen ({}): Sterbetafel mit Log-log-Grenzen (exakt bei 0 und 100)",
    "How far rounding can have moved a figure": "Wie weit Runden eine Zahl verschoben haben kann",
    "Each figure in %, and between which figures the same life table of the unrounded counts has it":
        "Jede Zahl in %, und zwischen welchen dieselbe Sterbetafel der ungerundeten Zahlen sie sieht",
    "Each unrounded count may be any number that rounds to what is written, in bins of {#}":
        "Jede ungerundete Zahl kann jede sein, die auf die geschriebene gerundet wird, in Klassen von {}",
    "Counts that add up over time never fall": "Zahlen, die sich über die Zeit summieren, sinken nie",
    "Limits of confidence say nothing of it: both belong beside a figure":
        "Konfidenzgrenzen sagen davon nichts: beides gehört neben eine Zahl",
    "released": "freigegeben",
    "unrounded it lies within": "ungerundet liegt sie in",
    "with {}": "mit {}",
    "first treatment: {}": "erste Behandlung: {}",
    "Events in the table are of any cause, each rounded by itself":
        "Ereignisse der Tabelle sind solche jeder Ursache, jede Zahl für sich gerundet",
    "Remission minus the claimed {#}, in points with {} limits, among everyone":
        "Remission minus die behaupteten {}, in Punkten mit Grenzen ({}), unter allen",
    "This page is made from the rounded counts in safe_counts.csv and from nothing else":
        "Diese Seite ist aus den gerundeten Zahlen in safe_counts.csv gemacht und aus nichts sonst",
    "It leaves out whatever needs more than these: tests between groups, regression models, and any test of "
    "the claim or verdict on it":
        "Sie lässt weg, was mehr braucht: Tests zwischen Gruppen, Regressionsmodelle und jeden Test der "
        "Behauptung oder ein Urteil",
    "From rounded counts they would be wrong, and exact ones beside rounded counts can give people away":
        "Aus gerundeten Zahlen wären sie falsch, und genaue neben gerundeten können Personen verraten",
    "Mean and median times are not here, since days are known by quarter only":
        "Mittlere und mediane Zeiten fehlen, denn Tage sind nur nach Quartal bekannt",
    "Nor are the shares with improved or unknown responses counted as success, the comparison of sites, and "
    "courses and doses":
        "Auch fehlen Anteile mit gebessertem oder unbekanntem Ansprechen als Erfolg, der Vergleich der Zentren "
        "sowie Zyklen und Dosen",
    "Left out as well are the grid of definitions, subsets, claims one by one, the data's quality, and the "
    "flow from the rows read":
        "Weggelassen sind auch das Raster der Definitionen, Untergruppen, einzelne Behauptungen, die "
        "Datenqualität und der Fluss ab den gelesenen Zeilen",
    "Days between the ends of quarters, exact totals and the fingerprint of the records stay where the records "
    "are":
        "Tage zwischen Quartalsenden, genaue Summen und der Fingerabdruck der Daten bleiben, wo die Daten sind",
    "counts": "Zahlen",
    "{#} is {#}, {#} to {#} is written {#}, {#} to {#} is {#}, and so on":
        "{} ist {}, {} bis {} wird {} geschrieben, {} bis {} ist {}, und so weiter",
    "{#} to {#} is written {}, {#} to {#} is {#}, and so on":
        "{} bis {} wird {} geschrieben, {} bis {} ist {}, und so weiter",
    "{#} is {#}, {#} to {#} is written {}, {#} to {#} is {#}, and so on":
        "{} ist {}, {} bis {} wird {} geschrieben, {} bis {} ist {}, und so weiter",
    "Estimates take {#} for {}": "Schätzungen nehmen {} für {}",
    "A count may lie up to {#} from what is written, sums of several counts further; parts need not add up to n":
        "Eine Zahl kann bis zu {} vom Geschriebenen liegen, Summen weiter; Teile müssen n nicht ergeben",
    "attack": "Angriff",
    "No count from {#} to {#} can be worked out from it": "Keine Zahl von {} bis {} lässt sich daraus errechnen",
    "No count from {#} to {#} can be worked out from it, nor from it and what was released before of these people":
        "Keine Zahl von {} bis {} lässt sich daraus errechnen, auch nicht mit dem, was von diesen Menschen schon "
        "freigegeben wurde",
    "Without a mark, since no count was printed: {}": "Ohne Marke, da keine Zahl gedruckt war: {}",
    "n = {#}; events by cause: {}": "n = {}; Ereignisse nach Ursache: {}",
    "By {} women relapse more: {} against {}": "Bis {} haben Frauen mehr Rückfälle: {} gegen {}",
    "They take fewer second courses: {} against {}": "Sie haben weniger zweite Zyklen: {} gegen {}",
}
"""Longer sentences, by section of the page."""

NEWEST = {
    "Remission that lasted: what comes next": "Remission, die gehalten hat: was dann kommt",
    "Table: at risk are those still followed on the day; outcomes or deaths, which are censored here, and those who "
    "left are counted before it":
        "Tabelle: unter Risiko ist, wer an dem Tag noch beobachtet wird; Endpunkte oder Todesfälle, die hier zensiert "
        "sind, und Ausgeschiedene zählen bis zum Vortag",
    "Mean days in remission are within the first {#} days (a dash where follow-up ends before)":
        "Mittlere Tage in Remission gelten für die ersten {} Tage (ein Strich, wo die Beobachtung vorher endet)",
    "The p is that of the log-rank test, without people of no recorded group":
        "p ist das des Log-Rang-Tests, ohne Personen ohne erfasste Gruppe",
    "{#} people were free of {} for {} and still followed": "{0} Personen waren {2} ohne {1} und noch in Beobachtung",
    "{#} people were free of {} for one year and still followed":
        "{} Personen waren ein Jahr ohne {} und noch in Beobachtung",
    "Of these {} stay free until {} after the course, if none came unseen":
        "Von ihnen bleiben {} frei bis {} nach dem Zyklus, falls nichts ungesehen kam",
    "Of these {} stay free until {} after the course": "Von ihnen bleiben {} frei bis {} nach dem Zyklus",
    "until {}": "bis {}",
    "Step curves of the share free of {}: of everyone, and of those free of it for a year or longer":
        "Stufenkurven des Anteils ohne {}: von allen und von denen, die ein Jahr oder länger frei sind",
    "Free for {} (n = {#}): {}": "Frei seit {} (n = {}): {}",
    "{#} at {} ({#} CI {#} to {#})": "{} nach {} ({}-KI {} bis {})",
    "A later curve is of those free of it until then and still under observation":
        "Eine später beginnende Kurve ist die derer, die bis dahin frei und noch in Beobachtung sind",
    "Remission of those who kept it for a while, in % with {#} log-log limits: {} from then on":
        "Remission derer, die sie eine Weile hielten, in % mit Log-log-Grenzen ({}): {} von da an",
    "Days count from the end of the course": "Tage zählen vom Ende des Zyklus an",
    "People: free of it until then, and followed after it": "Personen: bis dahin frei und danach beobachtet",
    "for": "seit",
    "Hazard by year": "Hazard nach Jahr",
    "A hazard counts outcomes over time under observation and free of it: it is a rate, and no share of people":
        "Ein Hazard zählt Endpunkte je Zeit in Beobachtung ohne ihn: eine Rate, kein Anteil von Personen",
    "Hazard by year since the end of the course: outcomes per {#} person-years, with exact {#} limits of a Poisson "
    "count":
        "Hazard nach Jahr seit dem Ende des Zyklus: Endpunkte je {} Personenjahre, mit exakten Poisson-Grenzen ({})",
    "A year that fewer than {#} people were followed through, with the outcome or without, is not quoted":
        "Ein Jahr, durch das weniger als {} Personen beobachtet wurden, mit oder ohne Endpunkt, wird nicht genannt",
    "year after the course": "Jahr nach dem Zyklus",
    "per {#} person-years (limits)": "je {} Personenjahre (Grenzen)",
    "person-years": "Personenjahre",
    "at risk at its start": "unter Risiko zu Beginn",
    "The p tests whether remission equals the claim (log-log scale)":
        "p prüft, ob die Remission der Behauptung gleicht (Log-log-Skala)",
    "The p of equivalence tests whether it lies {#} points or more from the claim (two one-sided tests)":
        "p der Gleichwertigkeit prüft, ob sie {} Punkte oder mehr von der Behauptung abweicht (zwei einseitige Tests)",
    "Of {#} defensible definitions, {#} ({#}) put remission at or above {#}":
        "Von {} vertretbaren Definitionen ergeben {} ({}) eine Remission von {} oder mehr",
    "Of {#} defensible definitions, {#} to {#} ({#} to {#}) put remission at or above {#}":
        "Von {} vertretbaren Definitionen ergeben {} bis {} ({} bis {}) eine Remission von {} oder mehr",
    "{#} lies within {#} points of it, {#} above that and {#} below":
        "{} liegt innerhalb von {} Punkten davon, {} darüber und {} darunter",
    "{#} lie within {#} points of it, {#} above that and {#} below":
        "{} liegen innerhalb von {} Punkten davon, {} darüber und {} darunter",
    "All allow for people who left the records (censoring-aware)":
        "Alle berücksichtigen, wer die Daten verließ (mit Zensierung)",
    "What varies: every combination of {}": "Was sich ändert: jede Kombination von {}",
    "What varies: combinations of {}": "Was sich ändert: Kombinationen von {}",
    "{#} outcomes": "{} Endpunkten",
    "{#} horizons": "{} Horizonten",
    "{#} populations": "{} Populationen",
    "The rest is fixed": "Der Rest steht fest",
    "Rule of running treatment: treatment running on day 0 no relapse":
        "Regel für laufende Behandlung: Behandlung, die an Tag 0 läuft, ist kein Rückfall",
    "The primary definition gives {}, {#} points below the claimed {#}":
        "Die primäre Definition ergibt {}, {} Punkte unter den behaupteten {}",
    "The primary definition gives {}, {#} points above the claimed {#}":
        "Die primäre Definition ergibt {}, {} Punkte über den behaupteten {}",
    "The primary definition gives {}": "Die primäre Definition ergibt {}",
    "within {#} points of the claim": "innerhalb von {} Punkten der Behauptung",
    "maintenance: {}": "Erhaltung: {}",
    "running on day 0: {}": "an Tag 0 laufend: {}",
    "break: {}": "Pause: {}",
    "contraceptive: {}": "Verhütungsmittel: {}",
    "prevention: {}": "Vorbeugung: {}",
    "denominator: {}": "Nenner: {}",
    "Where every combination can be estimated, a share is the choice's main effect":
        "Wo jede Kombination geschätzt werden kann, ist ein Anteil der Haupteffekt der Wahl",
    "Elsewhere it is the gain in a regression on the choices, averaged over every order of entering ({})":
        "Sonst ist er der Gewinn in einer Regression auf die Wahlen, gemittelt über jede Reihenfolge ({})",
    "{#} of {#} patients and {#} of {#} rows of {} are in {}":
        "{} von {} Patienten und {} von {} Zeilen von {} sind in {}",
    "{#} of {#} patients of {} are in {}": "{} von {} Patienten von {} sind in {}",
    "from Python": "aus Python",
    "the records can neither tell it from the claim nor show that it agrees within {#} points":
        "die Daten können es weder von der Behauptung unterscheiden noch Übereinstimmung innerhalb von {} Punkten "
        "zeigen",
    "every share lies within that margin, so agreement cannot be tested":
        "jeder Anteil liegt innerhalb dieser Spanne, so dass Übereinstimmung nicht zu prüfen ist",
    "the margin reaches to {#}, so only its upper edge is tested":
        "die Spanne reicht bis {}, so dass nur ihr oberer Rand geprüft wird",
    "the margin reaches to {#}, so only its lower edge is tested":
        "die Spanne reicht bis {}, so dass nur ihr unterer Rand geprüft wird",
    "Visits hold scores that can tell a relapse, and no figure here is read from them: relapse_by_score among [study] "
    "outcomes takes them in":
        "Besuche enthalten Scores, die einen Rückfall zeigen können, und keine Zahl hier nutzt sie: relapse_by_score "
        "in [study] outcomes nimmt sie auf",
    "Two years is not permanent: [study] horizons_days ends at {} here":
        "Zwei Jahre sind nicht dauerhaft: [study] horizons_days endet hier bei {}",
    "Two years is not permanent: too few people were at risk at five years to show what came later":
        "Zwei Jahre sind nicht dauerhaft: nach fünf Jahren waren zu wenige Personen unter Risiko, um zu zeigen, was "
        "später kam",
    "Two years is not permanent: these records do not reach five years, and cannot show what came later":
        "Zwei Jahre sind nicht dauerhaft: diese Daten reichen keine fünf Jahre und zeigen nicht, was später kam",
    "At {}: {}, in remission {#}": "Nach {}: {}, in Remission {}",
    "People who left are taken to fare like those who stayed":
        "Von Ausgeschiedenen wird angenommen, dass es ihnen erging wie den Gebliebenen",
    "Who left is on the last step seen; treatments first given on one day are one step":
        "Wer ausschied, steht auf der zuletzt gesehenen Stufe; am selben Tag zuerst Gegebenes ist eine Stufe",
    "No curve is drawn for {}: fewer than {#} were ever followed":
        "Keine Kurve für {}: es wurden nie mindestens {} beobachtet",
    "{#} of {#} sites have an estimate at {}: too few for a funnel, which needs {#}":
        "{} von {} Zentren haben eine Schätzung nach {}: zu wenige für einen Trichter, der {} braucht",
    "{#} of {#} sites has an estimate at {}: too few for a funnel, which needs {#}":
        "{} von {} Zentren hat eine Schätzung nach {}: zu wenige für einen Trichter, der {} braucht",
    "{} too few people": "{} zu wenige Personen",
    "{#} (no limits exist)": "{} (keine Grenzen vorhanden)",
    "Cumulative incidence is by {}, with log-log limits (exact at 0)":
        "Kumulative Inzidenz nach {}, mit Log-log-Grenzen (exakt bei 0)",
    "No model of {}: {}": "Kein Modell von {}: {}",
    "the Cox model does not converge: some covariate, or some covariates together, tell those with an event from "
    "those without it perfectly":
        "das Cox-Modell konvergiert nicht: eine Kovariable, oder mehrere zusammen, trennen die mit Ereignis "
        "vollkommen von denen ohne",
    "Leave one out, or join rare categories": "Eine weglassen oder seltene Kategorien zusammenfassen",
    "there are no events in {}, so nothing can be held against it; choose another":
        "in {} gibt es keine Ereignisse, also lässt sich nichts dagegenhalten; eine andere wählen",
    "{#} events for {#} terms, and the limits of {} reach beyond a ratio of {#} or its inverse":
        "{} Ereignisse für {} Terme, und die Grenzen von {} reichen über ein Verhältnis von {} oder seinen Kehrwert",
    "undecided: neither told from {#} nor shown to agree within {#} points (margin of {#} points: {}; of {#} "
    "points: {})":
        "unentschieden: weder von {} zu unterscheiden noch Übereinstimmung innerhalb von {} Punkten gezeigt (Spanne {} "
        "Punkte: {}; {} Punkte: {})",
    "{#} more are not estimable": "{} weitere sind nicht schätzbar",
    "Not drawn, for want of an estimate: {}": "Ohne Schätzung nicht gezeichnet: {}",
    "too few people ({#})": "zu wenige Personen ({})",
    "not estimable ({#})": "nicht schätzbar ({})",
    "{#} cells without an estimate, grey": "{} Felder ohne Schätzung, grau",
    "{#} cell without an estimate, grey": "{} Feld ohne Schätzung, grau",
    "{#} course records were read; {#} rules found something impossible, {#} something unusual":
        "{} Zyklen wurden gelesen; {} Regeln fanden Unmögliches, {} Ungewöhnliches",
    "warning": "Warnung",
    "many missing": "viele fehlend",
    "empty column": "leere Spalte",
    "{#} of {#} courses ({#}) have no {}": "{} von {} Zyklen ({}) haben kein {}",
    "Analyses that use it lose these rows, and say so": "Analysen damit verlieren diese Zeilen und sagen es",
    "The column {} of {} is there, and no row has a value":
        "Die Spalte {} in {} ist da, und keine Zeile hat einen Wert",
    "If there should be values, look at how the file was made": "Sollte es Werte geben: wie entstand die Datei?",
    "{} after a first course, between {#} and {#} ({}) had needed no new systemic treatment":
        "{} nach einem ersten Zyklus hatten zwischen {} und {} ({}) keine neue systemische Behandlung gebraucht",
    "Free of one are {} if those who were not seen again were well":
        "Frei davon sind {}, wenn es nicht mehr Gesehenen gut ging",
    "Free of one are {} if those who were not seen again, or died, were well":
        "Frei davon sind {}, wenn es nicht mehr Gesehenen und Gestorbenen gut ging",
    "It is {} if those who were not seen again, or died, were well":
        "Es sind {}, wenn es nicht mehr Gesehenen und Gestorbenen gut ging",
    "Free of one are {} if they fared like those who came back":
        "Frei davon sind {}, wenn es ihnen erging wie den Wiedergekommenen",
    "It is {} if those who were not seen again were well": "Es sind {}, wenn es nicht mehr Gesehenen gut ging",
    "It is {} if they fared like those who came back": "Es sind {}, wenn es ihnen erging wie den Wiedergekommenen",
    "These records cannot say which": "Diese Daten können nicht sagen, was gilt",
    "Both ends lie below the claimed {#}": "Beide Enden liegen unter den behaupteten {}",
    "Both ends lie above the claimed {#}": "Beide Enden liegen über den behaupteten {}",
    "in remission": "in Remission",
    "exact on tied days, no deaths recorded": "exakt an geteilten Tagen, keine Todesfälle erfasst",
    "exact on tied days": "exakt an geteilten Tagen",
    "no deaths recorded": "keine Todesfälle erfasst",
    "variance by the infinitesimal jackknife": "Varianz nach dem infinitesimalen Jackknife",
    "{#} exact CI {#} to {#}": "exaktes {}-KI {} bis {}",
    "{} {#} ({#} exact CI {#} to {#}; {#} at risk)": "{} {} (exaktes {}-KI {} bis {}; {} unter Risiko)",
    "People still followed at {} had ended their course from {#} to {#}; courses in the records end as late as {#}":
        "Wer nach {} noch beobachtet wurde, hatte den Zyklus von {} bis {} beendet; Zyklen in den Daten enden bis {}",
    "{#} to {#} free of {}": "{} bis {} ohne {}",
    "{#} to {#} clear at the end and free of it": "{} bis {} am Ende erscheinungsfrei und ohne sie",
    "new systemic treatment": "neue systemische Behandlung",
    "contraceptive {#} days": "Verhütungsmittel {} Tage",
    "antiandrogen {#} days": "Antiandrogen {} Tage",
    "topical {#} days": "topisches Mittel {} Tage",
    "topical antibiotic {#} days": "topisches Antibiotikum {} Tage",
    "oral antibiotic {#} days": "orales Antibiotikum {} Tage",
    "International Council for Harmonisation {#}": "International Council for Harmonisation {}",
    "STROBE": "STROBE",
    "Follow-up is stated as passive: {}": "Die Nachbeobachtung ist als passiv angegeben: {}",
    "seen if they came": "gesehen, wenn sie kamen",
    "{#} of {#} people without a relapse or later treatment were last seen within {#} days of the end":
        "{} von {} Personen ohne Rückfall oder spätere Behandlung wurden zuletzt bis {} Tage nach dem Ende gesehen",
    "{#} of {#} people without a relapse or later treatment were discharged as well, and not seen again":
        "{} von {} Personen ohne Rückfall oder spätere Behandlung wurden gesund entlassen und nicht mehr gesehen",
    "The {#} people seen longest all came with a relapse or later treatment; the {#} without one were last seen before":
        "Die {} am längsten Gesehenen kamen alle mit einem Rückfall oder späterer Behandlung; die {} ohne wurden "
        "zuletzt davor gesehen",
    "Of the {#} people seen longest {#} came with a relapse or later treatment; "
    "the other {#} without one were last seen before":
        "Von den {} am längsten Gesehenen kamen {} mit einem Rückfall oder späterer Behandlung; die übrigen {} ohne "
        "wurden zuletzt davor gesehen",
    "People who are well seem to stop coming": "Wem es gut geht, kommt anscheinend nicht mehr",
    "This looks like passive follow-up, but the study states it as {}":
        "Das sieht nach passiver Nachbeobachtung aus, doch die Studie gibt sie als {} an",
    "Of all {#} people seen after that, {#} came with one": "Von allen {} danach Gesehenen kamen {} mit einem",
    "Counted are those whose course ended at least a year before the data":
        "Gezählt sind die, deren Zyklus mindestens ein Jahr vor den Daten endete",
    "follow-up: passive (people may have left because they were well), so one end of a range":
        "Nachbeobachtung: passiv (wer wegblieb, dem ging es vielleicht gut), also ein Ende einer Spanne",
    "between {#} and {#}": "zwischen {} und {}",
    "between {#} and {#} within {}": "zwischen {} und {} innerhalb von {}",
    "between {#} and {#} ({#} to {#})": "zwischen {} und {} ({} bis {})",
    "{} after a first course, between {#} and {#} ({}) were a treatment success":
        "{} nach einem ersten Zyklus waren zwischen {} und {} ({}) ein Behandlungserfolg",
    "n = {#} with a recorded response": "n = {} mit erfasstem Ansprechen",
    "With the {#} unknown responses counted among everyone: {} if none was clear, {} if all were":
        "Die {} mit unbekanntem Ansprechen unter allen gezählt: {}, wenn keiner erscheinungsfrei war, {}, wenn alle",
    "Within {} of a first course, between {#} and {#} (n = {#}) had begun a second one":
        "Innerhalb von {} nach einem ersten Zyklus hatten zwischen {} und {} (n = {}) einen zweiten begonnen",
    "the share without a recorded outcome, everyone who left counted as in remission: right only if all of them "
    "stayed well":
        "der Anteil ohne dokumentierten Endpunkt, Ausgeschiedene als in Remission gezählt: richtig nur, wenn es allen "
        "gut ging",
    "passive (stated)": "passiv (angegeben)",
    "Hollow: the share without a recorded outcome, right if everyone who left was well":
        "Hohl: der Anteil ohne dokumentierten Endpunkt, richtig, wenn es allen Ausgeschiedenen gut ging",
    "Filled: {} with its interval, right if they fared like those who came back":
        "Gefüllt: {} mit Intervall, richtig, wenn es ihnen erging wie den Wiedergekommenen",
    "The truth lies between": "Die Wahrheit liegt dazwischen",
    "naive (if all who left stayed well)": "naiv (wenn es allen Ausgeschiedenen gut ging)",
    "Follow-up is passive: people who left may have been well":
        "Die Nachbeobachtung ist passiv: Ausgeschiedenen ging es vielleicht gut",
    "Follow-up is passive: people who left may have been well, and these shares are then too low":
        "Die Nachbeobachtung ist passiv: Ausgeschiedenen ging es vielleicht gut, dann sind diese Anteile zu niedrig",
    "Follow-up is passive: people who left may have been well, and these means are then too high":
        "Die Nachbeobachtung ist passiv: wer wegblieb, dem mag es gut gegangen sein; diese Mittel sind dann zu hoch",
    "Follow-up is passive: people who left may have been well, and these hazards are then too high":
        "Die Nachbeobachtung ist passiv: Ausgeschiedenen ging es vielleicht gut, dann sind diese Hazards zu hoch",
    "Follow-up is passive: people who left may have been well, and shares of steps are then too high, that of "
    "untreated too low":
        "Die Nachbeobachtung ist passiv: Ausgeschiedenen ging es vielleicht gut, dann sind Anteile der Stufen zu hoch "
        "und der Anteil Unbehandelter zu niedrig",
    "Of some outcomes the contrary may be so as well, as some may have come unseen: {}":
        "Bei manchen Endpunkten kann auch das Gegenteil gelten, da manche ungesehen gekommen sein können: {}",
    "Follow-up is passive: people who left may have been well, and these shares may be too low":
        "Die Nachbeobachtung ist passiv: Ausgeschiedenen ging es vielleicht gut, diese Anteile sind vielleicht zu "
        "niedrig",
    "Follow-up is passive: people who left may have been well, and these hazards may be too high":
        "Die Nachbeobachtung ist passiv: Ausgeschiedenen ging es vielleicht gut, diese Hazards sind vielleicht zu hoch",
    "Follow-up is passive and outcomes may have come unseen: {} may be too low or too high":
        "Die Nachbeobachtung ist passiv, Ereignisse kamen vielleicht ungesehen: {} sind vielleicht zu niedrig "
        "oder zu hoch",
    "shares of steps": "Anteile der Stufen",
    "these hazards": "diese Hazards",
    "these means": "diese Mittel",
    "these shares": "diese Anteile",
    "shares in remission": "Anteile in Remission",
    "ever within the records (crude)": "irgendwann in den Daten (roh)",
    "the crude share in which everyone who was not seen again was well":
        "dem rohen Anteil, in dem es allen nicht mehr Gesehenen gut ging",
    "{#} are undecided: {#} or the edge of the margin lies between both ends of what the share can be":
        "{} sind unentschieden: {} oder die Grenze des Spielraums liegt zwischen beiden Enden dessen, was der Anteil "
        "sein kann",
    "{#} is undecided: {#} or the edge of the margin lies between both ends of what the share can be":
        "{} ist unentschieden: {} oder die Grenze des Spielraums liegt zwischen beiden Enden dessen, was der Anteil "
        "sein kann",
    "Wide pale bars: the least and the most that a share can be":
        "Breite helle Balken: der kleinste und der größte mögliche Anteil",
    "{#} year between {#} and {#}": "{} Jahr zwischen {} und {}",
    "{#} years between {#} and {#}": "{} Jahre zwischen {} und {}",
    "{#} months between {#} and {#}": "{} Monate zwischen {} und {}",
    "{#} days between {#} and {#}": "{} Tage zwischen {} und {}",
    "Two numbers and colours: the least and the most that a share can be":
        "Zwei Zahlen und Farben: der kleinste und der größte mögliche Anteil",
    "Undecided, as a share is a range: {#}": "Unentschieden, da ein Anteil eine Spanne ist: {}",
    "Undecided, as a share is a range: {}": "Unentschieden, da ein Anteil eine Spanne ist: {}",
    "undecided: {#} of {#}": "unentschieden: {} von {}",
    "naive undecided: {#} of {#}": "naiv unentschieden: {} von {}",
    "People may have left because they were well": "Vielleicht blieb weg, wem es gut ging",
    "Those set aside are left out": "Zurückgestellte zählen nicht mit",
    "People were set aside for impossible rows": "Wegen unmöglicher Zeilen wurden Personen zurückgestellt",
    "On average it moves remission from {#} at {} to {#} at {}":
        "Im Mittel bewegt sie die Remission von {} nach {} bis {} nach {}",
    "The first holds if those who left fared like those who came back, the second if they were well":
        "Das erste gilt, wenn es Ausgeschiedenen erging wie den Wiedergekommenen, das zweite, wenn es ihnen gut ging",
    "{#} {}, from {#} to {#}: {#} above the claim, {#} within {#} points of it ({#} to {#}), {#} below, {#} undecided":
        "{} {}, von {} bis {}: {} über der Behauptung, {} innerhalb von {} Punkten ({} bis {}), {} darunter, {} "
        "unentschieden",
    "everyone without a recorded outcome counted as in remission, however short their follow-up":
        "alle ohne dokumentierten Endpunkt zählen als in Remission, gleich wie kurz beobachtet",
    "only people followed to the horizon, or with the outcome before it":
        "nur bis zum Horizont Beobachtete oder vorher mit Endpunkt",
    "Among {#} people, between {#} ({}) and {#} ({}) were free of {} at {} after the end of the first course":
        "Unter {} Personen waren zwischen {} ({}) und {} ({}) ohne {}, {} nach dem Ende des ersten Zyklus",
    "crude share": "roher Anteil",
    "Both are inside that interval": "Beide liegen in diesem Intervall",
    "They differ too much to say what a new cohort would have: the {#} prediction interval reaches from {#} to {#}":
        "Sie sind zu verschieden, um etwas über eine neue zu sagen: das {}-Vorhersageintervall reicht von {} bis {}",
    "seen when ill": "bei Krankheit gesehen",
    "{} is then too low and the naive share too high: the answer is the range between them":
        "{} ist dann zu niedrig und der naive Anteil zu hoch: die Antwort ist die Spanne dazwischen",
    "Set follow_up='active' or \"linked\" only if people were looked for whether well or not":
        "follow_up='active' oder \"linked\" nur setzen, wenn nach Personen gesucht wurde, ob es ihnen gut ging "
        "oder nicht",
    "The answer is therefore the range from the {} estimate to the naive share":
        "Die Antwort ist daher die Spanne von der {}-Schätzung bis zum naiven Anteil",
    "free of {} at {}: {}": "ohne {} nach {}: {}",
    "How people left was examined: {}": "Wie Personen ausschieden, wurde geprüft: {}",
}
"""What came last: remission that lasted, hazards, passive follow-up, few people."""

METHODS = {
    "Design and data": "Design und Daten",
    "This is a cohort study of {}": "Dies ist eine Kohortenstudie: {}",
    "a cohort study of {}": "eine Kohortenstudie: {}",
    "records of courses of isotretinoin": "Daten zu Isotretinoin-Zyklen",
    "{#} rows were read and checked by rule before anything was estimated":
        "{} Zeilen wurden gelesen und nach Regeln geprüft, bevor geschätzt wurde",
    "The records were simulated by a program; nothing was observed in a patient":
        "Die Daten wurden von einem Programm simuliert; nichts wurde an Patienten beobachtet",
    "We studied {#} people with a first course of isotretinoin, whatever the response at its end":
        "Untersucht wurden {} Personen mit einem ersten Isotretinoin-Zyklus, wie immer das Ansprechen am Ende war",
    "The three questions were written as estimands with their five attributes ({})":
        "Die drei Fragen wurden als Estimanden mit ihren fünf Merkmalen formuliert ({})",
    "Courses and time zero": "Zyklen und Zeitpunkt null",
    "Time zero (day 0) was {}": "Zeitpunkt null (Tag 0) war {}",
    "Outcomes": "Endpunkte",
    "The primary outcome was {}: {}": "Der primäre Endpunkt war {}: {}",
    "It was read at {}": "Er wurde nach {} abgelesen",
    "A further outcome was {}: {}": "Ein weiterer Endpunkt war {}: {}",
    "A topical or antiandrogen begun by day {#} is maintenance":
        "Ein topisches Mittel oder Antiandrogen, bis Tag {} begonnen, ist Erhaltung",
    "A treatment already running on day 0 is no relapse": "Eine an Tag 0 laufende Behandlung ist kein Rückfall",
    "It counts once begun again after more than {#} days without it":
        "Sie zählt, sobald sie nach mehr als {} Tagen ohne sie neu beginnt",
    "Any acne treatment given on the day of a recorded relapse counts as new, whatever was in use":
        "Jede Aknebehandlung am Tag eines dokumentierten Rückfalls zählt als neu, was immer lief",
    "In use on day 0 was a treatment whose supply covers the day":
        "An Tag 0 in Gebrauch war eine Behandlung, deren Vorrat den Tag abdeckt",
    "Where its supply is not known, one seen within so many days before: {}":
        "Ist der Vorrat unbekannt, eine höchstens so viele Tage vorher gesehene: {}",
    "An oral antibiotic counted from {#} days on, summed over fills at most {#} days apart":
        "Ein orales Antibiotikum zählte ab {} Tagen, summiert über Abgaben höchstens {} Tage auseinander",
    "A shorter one is no acne treatment, one of unknown supply is":
        "Ein kürzeres ist keine Aknebehandlung, eines mit unbekanntem Vorrat doch",
    "A second course was the earlier of a new course and isotretinoin for a relapse, dispensed on {#} days or for "
    "{#} days at least":
        "Ein zweiter Zyklus war das Frühere von neuem Zyklus und Isotretinoin gegen einen Rückfall, an {} Tagen oder "
        "für mindestens {} Tage abgegeben",
    "Isotretinoin for a relapse counted as well where its own days are not recorded":
        "Isotretinoin gegen einen Rückfall zählte auch, wenn seine eigenen Tage nicht erfasst sind",
    "It ended the follow-up of the first": "Er beendete die Beobachtung des ersten",
    "Two years is not permanent: of the relapses seen within five years, {} came after two years":
        "Zwei Jahre sind nicht dauerhaft: von den gesehenen Rückfällen in fünf Jahren kamen {} nach zwei Jahren",
    "Two years is not permanent: of the relapses seen within five years, {} (crude share) or {} ({}) came after two "
    "years":
        "Zwei Jahre sind nicht dauerhaft: von den gesehenen Rückfällen in fünf Jahren kamen {} (roher Anteil) oder {} "
        "({}) nach zwei Jahren",
    "Two years is not permanent: of the relapses within five years, {} (crude share) or {} ({}) came after two years":
        "Zwei Jahre sind nicht dauerhaft: von den Rückfällen in fünf Jahren kamen {} (roher Anteil) oder {} ({}) nach "
        "zwei Jahren",
    "Were they counted, between {} and {} would be free of systemic treatment at {}":
        "Zählte man sie, wären nach {2} zwischen {0} und {1} frei von systemischer Behandlung",
    "Were they counted, between {} and {} would be free of any acne treatment at {}":
        "Zählte man sie, wären nach {2} zwischen {0} und {1} frei von jeder Aknebehandlung",
    "With follow-up ended there, between {} and {} would be free of {} at {}":
        "Endete die Beobachtung dort, wären nach {3} zwischen {0} und {1} ohne {2}",
    "With the other {} people, between {} and {} would be free":
        "Mit den anderen {} Personen wären zwischen {} und {} frei",
    "At {} the share with a second course, {#}, lies below the mean by then, though nobody took a third":
        "Nach {} liegt der Anteil mit zweitem Zyklus, {}, unter dem Mittel bis dann, obwohl niemand einen dritten nahm",
    "Until then whoever began one left sooner than others, so that each course weighs more in the mean":
        "Bis dahin ging, wer einen begann, früher als andere, sodass jeder Zyklus im Mittel mehr wiegt",
    "The mean is too high then: quote the share": "Das Mittel ist dann zu hoch: den Anteil zitieren",
    "The mean number of further courses was estimated by Ghosh-Lin ({})":
        "Die mittlere Zahl weiterer Zyklen wurde nach Ghosh und Lin geschätzt ({})",
    "Of {#} relapses out of remission {#} were followed by a recorded day on which the skin was clear again, before "
    "any further course":
        "Auf {1} von {0} Rückfällen aus der Remission folgte ein erfasster Tag mit wieder klarer Haut, vor jedem "
        "weiteren Zyklus",
    "Moves: into the state by the last horizon, from any other: a relapse after a further course is one as well":
        "Wechsel: in den Zustand bis zum letzten Horizont, aus jedem anderen: auch ein Rückfall nach weiterem Zyklus",
    "Estimation": "Schätzung",
    "Remission, the probability of being free of the outcome, was estimated by {}":
        "Remission, die Wahrscheinlichkeit, ohne den Endpunkt zu sein, wurde nach {} geschätzt",
    "Its {#} limits are log-log ones from Greenwood's variance":
        "Ihre Grenzen ({}) sind Log-log-Grenzen aus Greenwoods Varianz",
    "Cumulative incidence was estimated by {} with death competing":
        "Die kumulative Inzidenz wurde nach {} geschätzt, Tod konkurrierend",
    "Cumulative incidence was estimated by {} with no deaths recorded":
        "Die kumulative Inzidenz wurde nach {} geschätzt; Todesfälle waren nicht erfasst",
    "On tied days the order is: outcome first, then death, then censoring":
        "Am selben Tag gilt: zuerst der Endpunkt, dann Tod, dann Zensierung",
    "Median follow-up is by reverse Kaplan-Meier": "Die mediane Nachbeobachtung ist nach umgekehrtem Kaplan-Meier",
    "Mean time in remission is the restricted mean": "Die mittlere Zeit in Remission ist das beschränkte Mittel",
    "Crude shares have Wilson limits ({}) and stand beside the estimates, named naive":
        "Rohe Anteile haben Wilson-Grenzen ({}) und stehen als naiv neben den Schätzungen",
    "Estimates were read at {}": "Schätzungen wurden an diesen Horizonten abgelesen: {}",
    "Nothing is quoted where fewer than {#} people were by estimate still followed, with the outcome or without":
        "Nichts wird genannt, wo weniger als {} Personen geschätzt noch beobachtet wurden, mit Endpunkt oder ohne",
    "Table 1 has standardised differences": "Tabelle 1 hat standardisierte Differenzen",
    "Table 1 has standardised differences ({}), and those of columns of several levels are by Yang and Dalton ({})":
        "Tabelle 1 hat standardisierte Differenzen ({}), die von Spalten mit mehreren Stufen nach Yang und Dalton ({})",
    "Table 1 has standardised differences [{}], and those of columns of several levels are by Yang and Dalton [{}]":
        "Tabelle 1 hat standardisierte Differenzen [{}], die von Spalten mit mehreren Stufen nach Yang und Dalton [{}]",
    "Crude shares have Wilson limits [{}] and stand beside the estimates, named naive":
        "Rohe Anteile haben Wilson-Grenzen [{}] und stehen als naiv neben den Schätzungen",
    "Groups by {} were compared by the log-rank test": "Gruppen nach {} wurden mit dem Log-Rang-Test verglichen",
    "Sites were compared by a funnel plot with exact binomial limits":
        "Zentren wurden in einem Trichterdiagramm mit exakten binomialen Grenzen verglichen",
    "Predictors were examined by Cox regression, with Efron's ties":
        "Prädiktoren wurden mit Cox-Regression untersucht, Bindungen nach Efron",
    "That of {} had {#} people with every value recorded, stratified by {}":
        "Das Modell für „{}“ hatte {} Personen mit allen Werten, stratifiziert nach {}",
    "That of {} had {#} people with every value recorded": "Das Modell für „{}“ hatte {} Personen mit allen Werten",
    "Its predictors were {}": "Seine Prädiktoren waren {}",
    "Proportional hazards were tested by score tests": "Proportionale Hazards wurden mit Score-Tests geprüft",
    "Errors are robust by {}": "Die Fehler sind robust nach {}",
    "The test of proportional hazards of {} has {}": "Der Test auf proportionale Hazards von {} hat {}",
    "No hazard ratio is seen to change over time": "Keine Hazard Ratio ändert sich erkennbar mit der Zeit",
    "Hazard ratios that may change over time, so that each is an average: {}":
        "Hazard Ratios, die sich mit der Zeit ändern können, so dass jede ein Mittel ist: {}",
    "Drawn over time is {}, whose own test has the smallest p of all terms ({})":
        "Über die Zeit gezeichnet ist {}: der Test dieses Terms allein hat das kleinste p von allen ({})",
    "The figure shows this term alone; the table has the tests of all {#} covariates":
        "Die Abbildung zeigt nur diesen Term; die Tabelle hat die Tests aller {} Kovariablen",
    "The figure shows this term alone; the table tests each covariate with all its categories at once":
        "Die Abbildung zeigt nur diesen Term; die Tabelle prüft jede Kovariable mit all ihren Kategorien zugleich",
    "Tests of proportional hazards (score tests, time as 1 - Kaplan-Meier)":
        "Tests auf proportionale Hazards (Score-Tests, Zeit als 1 - Kaplan-Meier)",
    "A small p says that a hazard ratio changes over time, so that it is an average":
        "Ein kleines p sagt, dass sich eine Hazard Ratio mit der Zeit ändert und also ein Mittel ist",
    "A large p from few events shows nothing": "Ein großes p aus wenigen Ereignissen zeigt nichts",
    "Univariable: each predictor alone, among the same people":
        "Univariabel: jeder Prädiktor allein, bei denselben Personen",
    "univariable p": "univariables p",
    "univariable hazard ratio (limits)": "univariable Hazard Ratio (Grenzen)", "univariable": "univariabel",
    "chi-squared": "Chi-Quadrat", "degrees of freedom": "Freiheitsgrade", "all terms": "alle Terme",
    "Comparison with the claim": "Vergleich mit der Behauptung",
    "Remission was held against a claimed {#}": "Die Remission wurde gegen behauptete {} gehalten",
    "The difference was tested on the scale of the limits": "Die Differenz wurde auf der Skala der Grenzen geprüft",
    "Agreement within {#} points was tested by two one-sided tests":
        "Übereinstimmung innerhalb von {} Punkten wurde mit zwei einseitigen Tests geprüft",
    "The same estimate was made under every combination of the definitions in the grid":
        "Dieselbe Schätzung wurde unter jeder Kombination der Definitionen im Raster gemacht",
    "Missing data and follow-up": "Fehlende Daten und Nachbeobachtung",
    "People who left the records were censored on their last day":
        "Wer die Daten verließ, wurde am letzten Tag zensiert",
    "The naive figure, which counts them as in remission, stands beside it":
        "Die naive Zahl, die sie als in Remission zählt, steht daneben",
    "The response at the end was not recorded in {#} people; they were counted as clear, and as not clear, "
    "beside that":
        "Das Ansprechen am Ende war bei {} Personen nicht erfasst; daneben zählten sie als erscheinungsfrei und als "
        "nicht erscheinungsfrei",
    "The main regression used people with every predictor recorded":
        "Die Hauptregression nutzte Personen mit allen Prädiktoren",
    "The regression was made once more with missing values imputed":
        "Die Regression wurde noch einmal mit imputierten fehlenden Werten gerechnet",
    "Treatment success was estimated once more with unknown responses imputed":
        "Der Behandlungserfolg wurde noch einmal mit imputiertem unbekanntem Ansprechen geschätzt",
    "Errors here are not robust by {}, as those of the predictors are":
        "Die Fehler sind hier nicht robust nach {}, wie es die der Prädiktoren sind",
    "Sites have one baseline hazard here, and one of their own in the model of the predictors":
        "Die Zentren haben hier einen gemeinsamen Baseline-Hazard, im Modell der Prädiktoren je einen eigenen",
    "The hazard ratio of {} has no estimate": "Die Hazard Ratio von {} hat keine Schätzung",
    "One value of {}, {#}, lies so far from all others that nothing is told by these":
        "Ein Wert von {}, {}, liegt so weit von allen anderen, dass diese nichts mehr sagen",
    "Look whether it is mistyped, or leave that row out":
        "Bitte nachsehen, ob er ein Tippfehler ist, oder die Zeile weglassen",
    "The hazard ratio per unit of {} is too large or too small to be written":
        "Die Hazard Ratio je Einheit von {} ist zu groß oder zu klein, um geschrieben zu werden",
    "Its coefficient stands": "Ihr Koeffizient steht da",
    "Put the covariate in larger units": "Bitte die Kovariable in größeren Einheiten angeben",
    "{#} clusters ({}) cannot tell the errors of {#} terms: hazard ratios of all together stand without limits and "
    "p":
        "{} Cluster ({}) können die Fehler von {} Termen nicht angeben: Hazard Ratios aller zusammen haben weder "
        "Grenzen noch p",
    "Name a column with more clusters, or fewer covariates":
        "Nennen Sie eine Spalte mit mehr Clustern oder weniger Kovariablen",
    "The mean number of further courses was estimated by Ghosh-Lin, with death as its end ({})":
        "Die mittlere Zahl weiterer Zyklen wurde nach Ghosh und Lin geschätzt, mit dem Tod als Ende ({})",
    "Means of groups were compared by Wald's test on the log scale, with robust errors":
        "Mittel von Gruppen wurden mit dem Wald-Test auf der Log-Skala verglichen, mit robusten Fehlern",
    "The hazard of a year is outcomes over person-time, with exact Poisson limits ({})":
        "Die Hazardrate eines Jahres ist die Zahl der Ereignisse je Personenzeit, mit exakten Poisson-Grenzen ({})",
    "Remission of those who kept it for a while was estimated by Kaplan-Meier from that day on":
        "Die Remission derer, die sie eine Weile behielten, wurde ab diesem Tag nach Kaplan-Meier geschätzt",
    "The worst step of treatment so far was estimated by differences of Kaplan-Meier curves":
        "Die bisher höchste Behandlungsstufe wurde als Differenz von Kaplan-Meier-Kurven geschätzt",
    "The step in use on a day is the share of those still followed, with Wilson limits":
        "Die Stufe an einem Tag ist der Anteil der noch Beobachteten, mit Wilson-Grenzen",
    "Whether the dose has one hazard ratio in both sexes was asked by product terms in a Cox model (Wald)":
        "Ob die Dosis bei beiden Geschlechtern eine Hazard Ratio hat, wurde mit Produkttermen im Cox-Modell geprüft "
        "(Wald-Test)",
    "Remission on the day, and again, was estimated by Aalen-Johansen over states, with errors by person":
        "Remission am Tag, auch erneute, wurde nach Aalen-Johansen über Zustände geschätzt, mit Fehlern nach Person",
    "Relapses between visits were taken as intervals ({}), with limits by subsamples of people":
        "Rückfälle zwischen zwei Besuchen galten als Intervalle ({}), mit Grenzen aus Teilstichproben von Personen",
    "Reasons for the end of the course were estimated by Aalen-Johansen from its start on":
        "Gründe für das Ende des Zyklus wurden ab dessen Beginn nach Aalen-Johansen geschätzt",
    "Single claims were read by these methods: {}": "Einzelne Aussagen wurden mit diesen Methoden gelesen: {}",
    "Software and reporting": "Software und Berichterstattung",
    "Analyses were made with {} ({})": "Die Analysen wurden mit {} gemacht ({})",
    "Analyses were made with {}": "Die Analysen wurden mit {} gemacht",
    "The isostats authors": "The isostats authors",
    "References": "Literatur",
    "Methods, ready to paste": "Methoden, zum Einfügen",
    "Reporting checklists": "Checklisten",
}
"""The methods section."""

CHECKLISTS = {
    "What the report knows is filled in; the labels are in our words, and the papers have the full text":
        "Was der Bericht weiß, ist ausgefüllt; die Bezeichnungen sind unsere, den vollen Text haben die Arbeiten",
    "{}: {#} items, of which {#} are left to the authors": "{}: {} Punkte, davon {} für die Autoren offen",
    "RECORD-PE with RECORD": "RECORD-PE mit RECORD",
    "The design is named in the title or abstract": "Das Design ist in Titel oder Zusammenfassung genannt",
    "To be named there: {}": "Dort zu nennen: {}",
    "An abstract tells what was done and what came out": "Eine Zusammenfassung sagt, was getan wurde und herauskam",
    "Why the study was done and what is known": "Warum die Studie gemacht wurde und was bekannt ist",
    "Aims and hypotheses stated beforehand": "Vorab genannte Ziele und Hypothesen",
    "How many stay free of new systemic treatment?": "Wie viele bleiben ohne neue systemische Behandlung?",
    "How many were clear at the end and stayed free of new systemic treatment?":
        "Wie viele waren am Ende erscheinungsfrei und blieben ohne neue systemische Behandlung?",
    "How many begin a second course?": "Wie viele beginnen einen zweiten Zyklus?",
    "The key elements of the design": "Die wichtigsten Elemente des Designs",
    "Places, dates of recruitment, exposure and follow-up": "Orte, Zeiten von Aufnahme, Exposition, Nachbeobachtung",
    "Who was eligible and how people were chosen and followed":
        "Wer geeignet war und wie ausgewählt und beobachtet wurde",
    "Everyone with a first course that ended": "Alle mit einem beendeten ersten Zyklus",
    "Matching criteria of a matched cohort": "Kriterien einer gepaarten Kohorte",
    "Not applicable: nobody was matched": "Entfällt: niemand wurde gepaart",
    "Outcomes, exposures, predictors and confounders defined": "Endpunkte, Expositionen, Prädiktoren und Störgrößen",
    "{#} outcomes and {#} terms are defined": "{} Endpunkte und {} Begriffe sind definiert",
    "Where each variable comes from and how it was measured": "Woher jede Variable stammt und wie sie gemessen wurde",
    "What was done about bias": "Was gegen Verzerrung getan wurde",
    "How the study size came about": "Wie die Studiengröße entstand",
    "{#} first courses: all in the records that were eligible": "{} erste Zyklen: alle geeigneten der Daten",
    "How numbers were handled and grouped": "Wie Zahlen behandelt und gruppiert wurden",
    "Table 1: {#} columns as medians with quartiles, {#} columns by level":
        "Tabelle 1: {} Spalten als Median mit Quartilen, {} Spalten nach Stufe",
    "Statistical methods, control of confounding included": "Statistische Methoden, auch gegen Störgrößen",
    "{} with log-log limits; tests and models as named in the section":
        "{} mit Log-log-Grenzen; Tests und Modelle wie im Abschnitt genannt",
    "Methods for subgroups and interactions": "Methoden für Untergruppen und Wechselwirkungen",
    "By {}": "Nach {}",
    "How missing data were handled": "Umgang mit fehlenden Daten",
    "Unknown responses are counted in two ways; regression uses people with every predictor recorded":
        "Unbekanntes Ansprechen zählt auf zwei Weisen; die Regression nutzt Personen mit allen Prädiktoren",
    "How loss to follow-up was handled": "Umgang mit Ausgeschiedenen",
    "People who left are censored on their last day; the naive figure stands beside it":
        "Ausgeschiedene werden am letzten Tag zensiert; die naive Zahl steht daneben",
    "Sensitivity analyses": "Sensitivitätsanalysen",
    "Every combination of the definitions in the grid was estimated":
        "Jede Kombination der Definitionen im Raster wurde geschätzt",
    "People at each stage": "Personen in jeder Stufe",
    "{#} rows read; {#} first courses studied": "{} Zeilen gelesen; {} erste Zyklen untersucht",
    "Why people left at each stage": "Warum Personen in jeder Stufe ausschieden",
    "Every step with its reason is in flow.csv": "Jeder Schritt mit Grund steht in flow.csv",
    "A flow diagram": "Ein Flussdiagramm",
    "The figure flow": "Die Abbildung flow",
    "Characteristics of the people": "Merkmale der Personen",
    "Table 1, {#} columns": "Tabelle 1, {} Spalten",
    "How many lack each variable": "Wie vielen jede Variable fehlt",
    "Table 1: {#} columns with people of whom it is not recorded, counted in it":
        "Tabelle 1: {} Spalten mit Personen ohne Angabe, darin gezählt",
    "People were followed for a median of {#} years ({#} to {#}, reverse Kaplan-Meier)":
        "Im Median wurden Personen {} Jahre beobachtet ({} bis {}, umgekehrtes Kaplan-Meier)",
    "People were followed for a median of {#} days ({#} to {#}, reverse Kaplan-Meier)":
        "Im Median wurden Personen {} Tage beobachtet ({} bis {}, umgekehrtes Kaplan-Meier)",
    "Events over time": "Ereignisse über die Zeit",
    "{#} events by the primary horizon; tables have each":
        "{} Ereignisse bis zum primären Horizont; Tabellen haben alle",
    "Estimates, crude and adjusted, with their precision": "Schätzungen, roh und adjustiert, mit Genauigkeit",
    "Boundaries of categories made from numbers": "Grenzen von Kategorien aus Zahlen",
    "Absolute risks beside relative ones": "Absolute neben relativen Risiken",
    "Other analyses: subgroups, interactions, sensitivity": "Weitere: Untergruppen, Wechselwirkungen, Sensitivität",
    "The key results against the aims": "Die wichtigsten Ergebnisse gegen die Ziele",
    "The three answers, in words, and five numbers": "Die drei Antworten, in Worten, und fünf Zahlen",
    "Limitations, with direction and size of bias": "Grenzen, mit Richtung und Größe der Verzerrung",
    "To keep in mind, with the naive figure; their direction is for the authors to discuss":
        "Zu bedenken, mit der naiven Zahl; ihre Richtung erörtern die Autoren",
    "A cautious interpretation": "Eine vorsichtige Deutung",
    "To whom the results apply": "Für wen die Ergebnisse gelten",
    "Funding and the role of funders": "Finanzierung und Rolle der Geldgeber",
    "The kind of data is named": "Die Art der Daten ist genannt",
    "Region and time span are named": "Region und Zeitraum sind genannt",
    "First courses ended from {#} to {#}; the region is for the authors to name":
        "Erste Zyklen endeten von {} bis {}; die Region nennen die Autoren",
    "Linkage between databases is named": "Verknüpfung von Datenbanken ist genannt",
    "Codes or algorithms that choose the people are listed": "Codes oder Regeln der Auswahl sind gelistet",
    "Validation of these codes or algorithms": "Validierung dieser Codes oder Regeln",
    "Linkage of databases shown in a diagram": "Verknüpfung als Diagramm",
    "Code lists of exposures, outcomes and confounders": "Codelisten von Exposition, Endpunkten, Störgrößen",
    "How far the authors had access to the database": "Wie weit die Autoren Zugang zur Datenbank hatten",
    "How the data were cleaned": "Wie die Daten bereinigt wurden",
    "Checked by rule: {#} findings": "Nach Regeln geprüft: {} Befunde",
    "Level and quality of linkage": "Ebene und Güte der Verknüpfung",
    "Tables matched by person, both ways: {}": "Tabellen nach Person abgeglichen, in beide Richtungen: {}",
    "How people were selected from the database": "Wie Personen aus der Datenbank gewählt wurden",
    "What follows from data not collected for research": "Was aus nicht für Forschung erhobenen Daten folgt",
    "Where protocol, data and programs can be had": "Wo Protokoll, Daten und Programme zu haben sind",
    "{}; manifest.json has the study file and the SHA-256 of every file":
        "{}; manifest.json hat die Studiendatei und den SHA-256 jeder Datei",
    "The specific design and its features": "Das besondere Design und seine Merkmale",
    "A diagram of exposure, washout and follow-up": "Diagramm von Exposition, Washout, Nachbeobachtung",
    "Entry criteria and their order, indication, single or repeated entry":
        "Einschlusskriterien und Reihenfolge, Indikation, einmaliger oder mehrfacher Eintritt",
    "Each person enters once, with the first course": "Jede Person tritt einmal ein, mit dem ersten Zyklus",
    "How the definition of exposure was developed": "Wie die Definition der Exposition entstand",
    "Where information on exposure comes from": "Woher Angaben zur Exposition stammen",
    "When a person counts as exposed": "Wann eine Person als exponiert gilt",
    "A course, from its first to its last covered day: {}":
        "Ein Zyklus, vom ersten bis zum letzten gedeckten Tag: {}",
    "How events are attributed to exposure": "Wie Ereignisse der Exposition zugeordnet werden",
    "Events after day 0, the last covered day of the first course, are attributed to the first course":
        "Ereignisse nach Tag 0, dem letzten abgedeckten Tag des ersten Zyklus, gelten als solche des ersten Zyklus",
    "How dose and time on the drug are taken into account": "Wie Dosis und Dauer berücksichtigt werden",
    "Comparators and why they were chosen": "Vergleiche und warum sie gewählt wurden",
    "No comparator drug: one course is followed, and held against a claimed share":
        "Kein Vergleichsmittel: ein Zyklus wird verfolgt und gegen einen behaupteten Anteil gehalten",
    "People with more than one relevant drug": "Personen mit mehr als einem relevanten Mittel",
    "The health care system and how exposure records arise": "Das Gesundheitssystem und wie die Daten entstehen",
    "How assumptions of the methods were examined": "Wie Annahmen der Methoden geprüft wurden",
    "Several designs or analyses and why": "Mehrere Designs oder Analysen und warum",
    "How well the database captures the drug": "Wie gut die Datenbank das Mittel erfasst",
    "Confounding by indication or severity, and selection": "Störung durch Indikation oder Schwere, und Auswahl",
}
"""STROBE and RECORD-PE."""

CLAIMS = {
    "Around {#} of patients see permanent improvement after one course":
        "Rund {} der Patienten bessern sich nach einem Zyklus dauerhaft",
    "give or take {#} points": "± {} Punkte",
    "in remission {} after the course": "in Remission {} nach dem Zyklus",
    "{#} in remission {} after the course": "{} in Remission {} nach dem Zyklus",
    "Durable control: the figure, outcome and horizon that the study declares":
        "Dauerhafte Kontrolle: Zahl, Endpunkt und Horizont, die die Studie angibt",
    "Two years are not permanent; the rows at three and five years read that word":
        "Zwei Jahre sind nicht dauerhaft; die Zeilen zu drei und fünf Jahren lesen dieses Wort",
    "Durable control at three years, the first of two readings of 'permanent'":
        "Dauerhafte Kontrolle nach drei Jahren, die erste von zwei Lesarten von „dauerhaft“",
    "Durable control at five years, the second reading of 'permanent'; the share that is never treated again cannot "
    "be seen in any records":
        "Dauerhafte Kontrolle nach fünf Jahren, die zweite Lesart von „dauerhaft“; wer nie wieder behandelt wird, ist "
        "in keinen Daten zu sehen",
    "clear or almost clear at the end of the course, and free of {} ({}) {} after the last covered day":
        "am Ende des Zyklus (fast) erscheinungsfrei und ohne {} ({}) {} nach dem letzten abgedeckten Tag",
    "clear, almost clear or improved at the end of the course, and free of {} ({}) {} after the last covered day":
        "am Ende des Zyklus (fast) erscheinungsfrei oder gebessert und ohne {} ({}) {} nach dem letzten "
        "abgedeckten Tag",
    "{} ({}) within {} after the last covered day": "{} ({}) innerhalb von {} nach dem letzten abgedeckten Tag",
    "among people whose response at the end of their first course is recorded, not being clear or almost clear is no "
    "success":
        "unter Personen mit erfasstem Ansprechen am Ende des ersten Zyklus ist kein Erfolg, wer nicht (fast) "
        "erscheinungsfrei ist",
    "among people whose response at the end of their first course is recorded":
        "unter Personen mit erfasstem Ansprechen am Ende des ersten Zyklus",
    "{}, death competing": "{}, Tod konkurrierend",
    "{#} people, {#} events": "{} Personen, {} Ereignisse",
    "{#} people, {#} of them": "{} Personen, davon {}",
    "The sentence taken literally: improved by the course and not in need of more":
        "Der Satz wörtlich: durch den Zyklus gebessert und ohne weiteren Bedarf",
    "Improved skin that is not almost clear counts as no success":
        "Gebesserte, nicht fast erscheinungsfreie Haut zählt nicht als Erfolg",
    "The same; skin that was only improved at the end counts as a success":
        "Dasselbe; am Ende nur gebesserte Haut zählt als Erfolg",
    "The most favourable reading: no second course, whatever else was needed":
        "Die günstigste Lesart: kein zweiter Zyklus, was immer sonst nötig war",
    "A course lasts {#} to {#} months": "Ein Zyklus dauert {} bis {} Monate",
    "Median length of a first course: {#} to {#} days": "Mediane Dauer eines ersten Zyklus: {} bis {} Tage",
    "Median length of a completed first course: {#} to {#} days":
        "Mediane Dauer eines vollendeten ersten Zyklus: {} bis {} Tage",
    "First reading: the median course lies in the range": "Erste Lesart: der mediane Zyklus liegt im Bereich",
    "{#} days are four packs of {#}, {#} are six calendar months and two days to spare":
        "{} Tage sind vier Packungen zu {}, {} sind sechs Kalendermonate und zwei Tage",
    "median days from the first to the last covered day of the first course, both counted":
        "mediane Tage vom ersten bis zum letzten abgedeckten Tag des ersten Zyklus, beide gezählt",
    "median with exact limits by order statistics": "Median mit exakten Grenzen aus Ranggrößen",
    "The same among completed courses: those of {#} days or more, whatever reason for their end is recorded":
        "Dasselbe unter vollendeten Zyklen: die von {} Tagen oder mehr, aus welchem Grund immer sie endeten",
    "Only a longer course can speak against it": "Nur ein längerer Zyklus kann dagegen sprechen",
    "among people whose first course lasted {#} days or more":
        "unter Personen, deren erster Zyklus mindestens {} Tage dauerte",
    "At least {#} of first courses last {#} to {#} months ({#} to {#} days)":
        "Mindestens {} der ersten Zyklen dauern {} bis {} Monate ({} bis {} Tage)",
    "At least {#} of first courses last {#} to {#} months ({#} to {#} days), of those completed":
        "Mindestens {} der ersten Zyklen dauern {} bis {} Monate ({} bis {} Tage), unter den vollendeten",
    "Second reading: most courses lie in the range": "Zweite Lesart: die meisten Zyklen liegen im Bereich",
    "The article says no share; this bound is our reading of '{}'":
        "Der Artikel nennt keinen Anteil; diese Schranke ist unsere Lesart von „{}“",
    "The label says no share; this bound is our reading of '{}'":
        "Die Fachinformation nennt keinen Anteil; diese Schranke ist unsere Lesart von „{}“",
    "The article says no share; this bound is our reading":
        "Der Artikel nennt keinen Anteil; diese Schranke ist unsere Lesart",
    "this bound is our reading of '{}'": "diese Schranke ist unsere Lesart von „{}“",
    "these bounds are our reading of '{}'": "diese Schranken sind unsere Lesart von „{}“",
    "this bound is our reading": "diese Schranke ist unsere Lesart",
    "these bounds are our reading": "diese Schranken sind unsere Lesart",
    "the bound is our reading": "die Schranke ist unsere Lesart",
    "This bound is our reading, as for the windows": "Diese Schranke ist unsere Lesart, wie bei den Fenstern",
    "most": "die meisten", "usual": "üblich", "rare": "selten", "often": "oft", "many": "viele", "mainly": "vor allem",
    "some": "manche",
    "duration of the first course, {#} to {#} months ({#} to {#} days), among courses with it recorded":
        "Dauer des ersten Zyklus, {} bis {} Monate ({} bis {} Tage), unter Zyklen mit Angabe",
    "The same among completed courses, {#} days or more": "Dasselbe unter vollendeten Zyklen, {} Tage oder mehr",
    "Described: {}": "Beschrieben: {}",
    "share of first courses end early": "Anteil früh beendeter erster Zyklen",
    "Third reading: courses that end before the dose was reached or the skin was clear, of those with a known reason":
        "Dritte Lesart: Zyklen, die vor Erreichen der Dosis oder vor klarer Haut enden, unter denen mit bekanntem "
        "Grund",
    "The article claims no share": "Der Artikel behauptet keinen Anteil",
    "The article says no share": "Der Artikel nennt keinen Anteil",
    "cannot be told from these records: {}": "aus diesen Daten nicht zu sagen: {}",
    "no reason for the end of a course is recorded": "kein Grund für das Ende eines Zyklus ist erfasst",
    "share of first courses are interrupted": "Anteil unterbrochener erster Zyklen",
    "Courses with days without the drug, of those with these recorded":
        "Zyklen mit Tagen ohne das Mittel, unter denen mit Angabe dazu",
    "no interruptions are recorded": "keine Unterbrechungen sind erfasst",
    "The daily dose depends on weight and tolerance": "Die Tagesdosis hängt von Gewicht und Verträglichkeit ab",
    "Slope of log daily dose on log body weight (0 one dose for all, 1 dose by weight): at least {#}":
        "Steigung der log Tagesdosis über log Körpergewicht (0: eine Dosis für alle, 1: Dosis nach Gewicht): "
        "mindestens {}",
    "Twice the weight has at least {#} to the power {#} times the dose; one dose for all has slope 0":
        "Doppeltes Gewicht hat mindestens {} hoch {} mal die Dosis; eine Dosis für alle hat Steigung 0",
    "Tolerance is not recorded": "Die Verträglichkeit ist nicht erfasst",
    "slope of log daily dose in mg on log weight in kg, among first courses with the dose and the person's own weight "
    "recorded":
        "Steigung der log Tagesdosis in mg über log Gewicht in kg, unter ersten Zyklen mit Dosis und eigenem Gewicht",
    "least squares with HC3 errors": "kleinste Quadrate mit HC3-Fehlern",
    "The usual daily dose is {#} to {#} mg/kg": "Die übliche Tagesdosis ist {} bis {} mg/kg",
    "At least {#} of first courses are of {#} to {#} mg/kg a day":
        "Mindestens {} der ersten Zyklen haben {} bis {} mg/kg am Tag",
    "Most daily doses lie in the range": "Die meisten Tagesdosen liegen im Bereich",
    "daily dose of the first course, {#} to {#} mg/kg a day, among courses with it recorded and the person's own "
    "weight":
        "Tagesdosis des ersten Zyklus, {} bis {} mg/kg am Tag, unter Zyklen mit Angabe und eigenem Gewicht",
    "The product of the article is a capsule of {#} mg": "Das Produkt des Artikels ist eine Kapsel zu {} mg",
    "share of first courses are of exactly {#} mg a day": "Anteil erster Zyklen mit genau {} mg am Tag",
    "How many have exactly this dose a day; the article claims no share":
        "Wie viele genau diese Tagesdosis haben; der Artikel behauptet keinen Anteil",
    "daily dose of {#} mg, among first courses with a daily dose recorded":
        "Tagesdosis von {} mg, unter ersten Zyklen mit erfasster Tagesdosis",
    "A second course is rare": "Ein zweiter Zyklus ist selten",
    "At most {#} with {} within {} after the course": "Höchstens {} mit {} innerhalb von {} nach dem Zyklus",
    "The article says no number: {#} within {} is lenient, in our reading of '{}'":
        "Der Artikel nennt keine Zahl: {} innerhalb von {} ist milde, in unserer Lesart von „{}“",
    "The article says no number: {#} within {} is strict, in our reading of '{}'":
        "Der Artikel nennt keine Zahl: {} innerhalb von {} ist streng, in unserer Lesart von „{}“",
    "The article says no number: {#} within {}, in our reading of '{}'":
        "Der Artikel nennt keine Zahl: {} innerhalb von {}, in unserer Lesart von „{}“",
    "Leaflets in Europe call rare what happens to fewer than {#} in {#}":
        "Beipackzettel in Europa nennen selten, was weniger als {} von {} trifft",
    "For a few, mild acne returns": "Bei wenigen kehrt leichte Akne zurück",
    "'A few' is read as at most one in five with any later acne treatment, counted by the study's rules on maintenance":
        "„Wenige“ heißt: höchstens jeder Fünfte mit späterer Aknebehandlung, nach den Erhaltungsregeln der Studie",
    "At least {#} untreated or with a topical alone at first, of those whose acne returned within {}":
        "Mindestens {} zunächst unbehandelt oder nur topisch, unter denen mit Rückkehr innerhalb von {}",
    "What returns is read as mild where it is left untreated or has topicals alone":
        "Was zurückkehrt, gilt als leicht, wo es unbehandelt bleibt oder nur topisch behandelt wird",
    "Severity is read from what was given": "Die Schwere wird aus der Behandlung gelesen",
    "the first recorded relapse or later treatment left untreated or treated with topicals alone, of all first returns "
    "within {} after the last covered day":
        "der erste dokumentierte Rückfall oder die erste Behandlung unbehandelt oder nur topisch, unter allen ersten "
        "innerhalb von {} nach dem letzten abgedeckten Tag",
    "Acne that returns responds to simpler treatments": "Zurückkehrende Akne spricht auf einfachere Behandlungen an",
    "At least {#} without a step up {} after a simpler first later treatment":
        "Mindestens {} ohne höhere Stufe {} nach einer einfacheren ersten späteren Behandlung",
    "Responding is read as needing no step up of any kind for a year":
        "Ansprechen heißt: ein Jahr lang keine höhere Stufe irgendeiner Art",
    "no stronger treatment, no change between oral antibiotic and antiandrogen and no second course {} after the first "
    "later treatment, among people whose first was simpler than isotretinoin":
        "keine stärkere Behandlung, kein Wechsel zwischen oralem Antibiotikum und Antiandrogen und kein zweiter Zyklus "
        "{} nach der ersten späteren Behandlung, unter Personen, deren erste einfacher als Isotretinoin war",
    "It is prescribed mainly for severe nodulocystic acne":
        "Es wird vor allem bei schwerer nodulozystischer Akne verordnet",
    "At least {#} of first courses are for severe nodulocystic acne":
        "Mindestens {} der ersten Zyklen gelten schwerer nodulozystischer Akne",
    "'Mainly' is read as half or more of first courses; {}":
        "„Vor allem“ heißt: mindestens die Hälfte der ersten Zyklen; {}",
    "first courses given for severe nodulocystic acne, among those with an indication recorded":
        "erste Zyklen wegen schwerer nodulozystischer Akne, unter denen mit erfasster Indikation",
    "It is given for five indications": "Es wird bei fünf Indikationen gegeben",
    "At most {#} of those in whom it is recorded": "Höchstens {} derer mit Angabe",
    "Few courses are given for anything else; {}": "Wenige Zyklen werden aus anderem Grund gegeben; {}",
    "isostats reads these five alone, so that no records could have said otherwise":
        "isostats liest nur diese fünf, sodass keine Daten etwas anderes hätten sagen können",
    "It is not a first treatment unless acne is truly severe":
        "Es ist keine erste Behandlung, außer die Akne ist wirklich schwer",
    "At most {#} of first courses are begun without any acne treatment in the year before and not for severe acne":
        "Höchstens {} der ersten Zyklen beginnen ohne Aknebehandlung im Jahr davor und nicht wegen schwerer Akne",
    "Share begun without any acne treatment in the year before and not severe; {}":
        "Anteil ohne Aknebehandlung im Jahr davor und nicht schwer; {}",
    "no earlier treatment is recorded, and nobody is observed for a year before the first course with treatments "
    "recorded":
        "keine frühere Behandlung ist erfasst, und niemand wird ein Jahr vor dem ersten Zyklus mit erfassten "
        "Behandlungen beobachtet",
    "no earlier treatment is recorded, and nobody is observed for a year before the first course with treatments "
    "recorded, or no resistant moderate acne":
        "keine frühere Behandlung ist erfasst, und niemand wird ein Jahr vor dem ersten Zyklus mit erfassten "
        "Behandlungen beobachtet, oder es gibt keine resistente mittelschwere Akne",
    "It is for moderate acne that resisted several attempts over months":
        "Es ist für mittelschwere Akne, die mehreren Versuchen über Monate widerstand",
    "At least {#} of first courses for resistant moderate acne follow two kinds of treatment or {#} days of an "
    "antibiotic":
        "Mindestens {} der ersten Zyklen bei resistenter mittelschwerer Akne folgen auf zwei Arten von Behandlung oder "
        "{} Tage Antibiotikum",
    "Among resistant moderate acne, two kinds of treatment or {#} days of an antibiotic before; {}":
        "Bei resistenter mittelschwerer Akne zwei Arten von Behandlung oder {} Tage Antibiotikum davor; {}",
    "It often clears acne that other treatments did not": "Es heilt oft Akne, die andere Behandlungen nicht heilten",
    "At least {#} of first courses end clear or almost clear":
        "Mindestens {} der ersten Zyklen enden (fast) erscheinungsfrei",
    "Clear or almost clear at the end of the course": "(Fast) erscheinungsfrei am Ende des Zyklus",
    "clear or almost clear at the end of the first course, among those whose response is recorded":
        "(fast) erscheinungsfrei am Ende des ersten Zyklus, unter denen mit erfasstem Ansprechen",
    "The same with a lenient bound, also our reading of '{}'":
        "Dasselbe mit milder Schranke, auch unsere Lesart von „{}“",
    "Many have a long-term or lifelong remission": "Viele haben eine lange oder lebenslange Remission",
    "At least {#} in remission {} after the course, free of {}":
        "Mindestens {} in Remission {} nach dem Zyklus, ohne {}",
    "'Many' is read as half or more, 'long-term' as five years; both are our reading":
        "„Viele“ heißt die Hälfte oder mehr, „lang“ fünf Jahre; beides ist unsere Lesart",
    "Lifelong cannot be seen in any records": "Lebenslang ist in keinen Daten zu sehen",
    "Many stay free of acne long after the course": "Viele bleiben lange nach dem Zyklus ohne Akne",
    "Free of any later treatment for three years, counted by the study's rules on maintenance":
        "Drei Jahre ohne spätere Behandlung, nach den Erhaltungsregeln der Studie",
    "Free of treatment is not free of acne": "Ohne Behandlung ist nicht ohne Akne",
    "The same for five years; {}": "Dasselbe für fünf Jahre; {}",
    "After frequent relapse it offers a more permanent solution":
        "Nach häufigen Rückfällen ist es eine dauerhaftere Lösung",
    "People treated for frequent relapse less all others": "Wegen häufiger Rückfälle Behandelte minus alle anderen",
    "It compares people who differ, and is no effect of the drug":
        "Es vergleicht Personen, die sich unterscheiden, und ist keine Wirkung des Mittels",
    "indication frequent relapse less any other recorded indication":
        "Indikation häufige Rückfälle minus jede andere erfasste Indikation",
    "Mainly teenagers and young adults are treated": "Vor allem Jugendliche und junge Erwachsene werden behandelt",
    "At least {#} of people who begin a first course are {#} to {#} years old":
        "Mindestens {} der Personen sind bei Beginn des ersten Zyklus {} bis {} Jahre alt",
    "Half or more are {#} to {#} years old at the start; {}":
        "Die Hälfte oder mehr ist bei Beginn {} bis {} Jahre alt; {}",
    "It speaks of people treated, not of acne": "Es spricht von Behandelten, nicht von Akne",
    "age of {#} to {#} (year of the start less year of birth), among those whose year of birth is recorded":
        "Alter von {} bis {} (Jahr des Beginns minus Geburtsjahr), unter denen mit erfasstem Geburtsjahr",
    "It prevents scars and lasting damage": "Es verhindert Narben und bleibende Schäden",
    "At most {#} of first courses end with worse scars": "Höchstens {} der ersten Zyklen enden mit stärkeren Narben",
    "A higher grade of scars at the end of the course than at its start; {}":
        "Ein höherer Narbengrad am Ende des Zyklus als zu Beginn; {}",
    "no scars are recorded at the start and at the end": "Narben sind zu Beginn und am Ende nicht erfasst",
    "The skin becomes less oily": "Die Haut wird weniger fettig",
    "At least {#} of first courses end with less oily skin":
        "Mindestens {} der ersten Zyklen enden mit weniger fettiger Haut",
    "Less seborrhoea, or sebum, at the end than at the start, of those with some at the start; {}":
        "Weniger Seborrhö oder Talg am Ende als zu Beginn, unter denen mit etwas davon zu Beginn; {}",
    "neither seborrhoea nor sebum is recorded at the start and at the end":
        "weder Seborrhö noch Talg ist zu Beginn und am Ende erfasst",
    "Self-esteem and quality of life improve": "Selbstwert und Lebensqualität bessern sich",
    "At least {#} of first courses end with a quality of life better by what people notice":
        "Mindestens {} der ersten Zyklen enden mit spürbar besserer Lebensqualität",
    "A DLQI (or CDLQI) lower by what patients notice, of those whose score could fall so far; {}":
        "Ein spürbar niedrigerer DLQI (oder CDLQI), unter denen, deren Wert so weit fallen konnte; {}",
    "no DLQI or CDLQI is recorded at the start and at the end":
        "kein DLQI oder CDLQI ist zu Beginn und am Ende erfasst",
    "Women use two forms of contraception and are tested every month":
        "Frauen verhüten zweifach und werden jeden Monat getestet",
    "At least {#} of {}-day windows of first courses of women have a pregnancy test":
        "Mindestens {} der {}-Tage-Fenster erster Zyklen von Frauen haben einen Schwangerschaftstest",
    "Complete thirty-day windows of women's courses with a pregnancy test; two forms of contraception are seldom "
    "recorded":
        "Volle 30-Tage-Fenster der Zyklen von Frauen mit Schwangerschaftstest; zweifache Verhütung ist selten erfasst",
    "they have no table with such tests": "sie haben keine Tabelle solcher Tests",
    "they have no such tests during a first course": "sie haben keine solchen Tests während eines ersten Zyklus",
    "At least {#} of first courses of women have a method of contraception recorded":
        "Mindestens {} der ersten Zyklen von Frauen haben eine erfasste Verhütung",
    "Women of {#} to {#} years or of unknown age with a method of contraception recorded, without those who abstain":
        "Frauen von {} bis {} Jahren oder unbekannten Alters mit erfasster Verhütung, ohne Enthaltsame",
    "no contraception of women is recorded": "keine Verhütung von Frauen ist erfasst",
    "At least {#} of first courses of women have two methods of contraception recorded":
        "Mindestens {} der ersten Zyklen von Frauen haben zwei erfasste Verhütungsmethoden",
    "The same women with two methods recorded; a second one, such as a condom, is seldom written down":
        "Dieselben Frauen mit zwei erfassten Methoden; eine zweite, etwa ein Kondom, wird selten notiert",
    "share of women have a pregnancy test before the first course":
        "Anteil der Frauen mit Schwangerschaftstest vor dem ersten Zyklus",
    "A pregnancy test in the {#} days before the course": "Ein Schwangerschaftstest in den {} Tagen vor dem Zyklus",
    "The article does not speak of it, so that it is only described":
        "Der Artikel spricht nicht davon; nur beschrieben",
    "At least {#} of women have a pregnancy test in the month after the first course":
        "Mindestens {} der Frauen haben einen Schwangerschaftstest im Monat nach dem ersten Zyklus",
    "Contraception and tests go on for a month after the course: one test {#} to {#} days after its end":
        "Verhütung und Tests gehen einen Monat nach dem Zyklus weiter: ein Test {} bis {} Tage nach dem Ende",
    "Most get dry lips, skin or eyes": "Die meisten bekommen trockene Lippen, Haut oder Augen",
    "At least {#} of first courses come with dry lips, skin or eyes":
        "Mindestens {} der ersten Zyklen gehen mit trockenen Lippen, Haut oder Augen einher",
    "With the effect recorded; {}": "Mit erfasster Wirkung; {}",
    "With the effect recorded, which says nothing of its cause; {}":
        "Mit erfasster Wirkung, was nichts über die Ursache sagt; {}",
    "they have no table of adverse events": "sie haben keine Tabelle unerwünschter Ereignisse",
    "Some have aching joints or muscles": "Manche haben Gelenk- oder Muskelschmerzen",
    "{#} to {#} of first courses come with joint or muscle pain":
        "{} bis {} der ersten Zyklen gehen mit Gelenk- oder Muskelschmerz einher",
    "Changes of mood are reported by some": "Manche berichten Veränderungen der Stimmung",
    "{#} to {#} of first courses come with a change of mood":
        "{} bis {} der ersten Zyklen gehen mit einer Stimmungsänderung einher",
    "Blood lipids and liver enzymes are tested regularly": "Blutfette und Leberwerte werden regelmäßig geprüft",
    "At least {#} of {}-day windows of first courses have a blood test":
        "Mindestens {} der {}-Tage-Fenster erster Zyklen haben einen Bluttest",
    "Complete thirty-day windows of the course with a blood test; {}":
        "Volle 30-Tage-Fenster des Zyklus mit Bluttest; {}",
    "share of first courses have a blood test before": "Anteil erster Zyklen mit Bluttest davor",
    "A blood test in the {#} days before the course": "Ein Bluttest in den {} Tagen vor dem Zyklus",
    "The article says no share, and experts ask for fewer tests than one a month":
        "Der Artikel nennt keinen Anteil, und Fachleute fordern weniger als einen Test im Monat",
    "share of first courses have a blood test in the second or third month":
        "Anteil erster Zyklen mit Bluttest im zweiten oder dritten Monat",
    "A blood test in the second or third month, when the largest dose is taken to be reached":
        "Ein Bluttest im zweiten oder dritten Monat, in dem die höchste Dosis als erreicht gilt",
    "Blood lipids and liver enzymes may rise": "Blutfette und Leberwerte können steigen",
    "share of first courses come with a blood test above its upper limit":
        "Anteil erster Zyklen mit einem Blutwert über der oberen Grenze",
    "A value above the upper limit of the laboratory during the course, of those with both recorded":
        "Ein Wert über der oberen Grenze des Labors im Zyklus, unter denen mit beiden Angaben",
    "they have no table of tests with values and limits": "sie haben keine Tabelle von Tests mit Werten und Grenzen",
    "share of first courses come with a blood test more than {#} times its upper limit":
        "Anteil erster Zyklen mit einem Blutwert über dem {}-Fachen der oberen Grenze",
    "A value above {#} times that limit": "Ein Wert über dem {}-Fachen dieser Grenze",
    "Patients are seen every month": "Patienten werden jeden Monat gesehen",
    "At least {#} of {}-day windows of first courses have a visit":
        "Mindestens {} der {}-Tage-Fenster erster Zyklen haben einen Besuch",
    "Complete thirty-day windows of the course with a visit; {}": "Volle 30-Tage-Fenster des Zyklus mit Besuch; {}",
    "they have no visits during a first course": "sie haben keine Besuche während eines ersten Zyklus",
    "fewer than {#} people were by estimate still followed then":
        "weniger als {} Personen wurden dann geschätzt noch beobachtet",
}
"""The article's claims, how each is read, and what the records say of it."""


_TIMES = {when: WORDS[when] for when in ("six months", "one year", "two years", "three years", "five years")}
_AFTER = {
    "free of {{}} ({{}}) {0} after the last covered day": "ohne {{}} ({{}}) {0} nach dem letzten abgedeckten Tag",
    "free of {{}} ({{}}) {0} after the last covered day: indication frequent relapse less any other recorded "
    "indication":
        "ohne {{}} ({{}}) {0} nach dem letzten abgedeckten Tag: Indikation häufige Rückfälle minus jede andere "
        "erfasste",
    "clear or almost clear at the end of the course and free of {{}} {0} after it":
        "am Ende des Zyklus (fast) erscheinungsfrei und {0} danach ohne {{}}",
    "at least improved at the end of the course and free of {{}} {0} after it":
        "am Ende des Zyklus mindestens gebessert und {0} danach ohne {{}}",
    "difference of people treated for frequent relapse from the others, free of {{}} {0} after the course":
        "Differenz der wegen häufiger Rückfälle Behandelten zu den anderen, ohne {{}} {0} nach dem Zyklus",
    "It counts who was free of {{}} {0} after the end of the first course, by {{}}":
        "Sie zählt, wer {0} nach dem Ende des ersten Zyklus ohne {{}} war, nach {{}}",
}
TIMED = {
    english.format(when): german.format(wann)
    for english, german in _AFTER.items()
    for when, wann in _TIMES.items()
}
"""What says a time beside another open part: two of these side by side could not be told apart."""

FOR_EVER = {
    "For ever?": "Für immer?",
    "No records see for ever: a model carries the curve on": "Keine Daten sehen für immer: ein Modell führt die Kurve "
    "fort",
    "It can do so only where a level end is no accident of when the data end":
    "Das kann es nur, wo ein ebenes Ende kein Zufall des Datenendes ist",
    "Whether follow-up allows the question": "Ob die Nachbeobachtung die Frage erlaubt",
    "Every criterion but those marked “beside” must be met; else no share is given":
    "Jedes Kriterium ohne „daneben“ muss erfüllt sein; sonst wird kein Anteil genannt",
    "A small p says that the level end is longer than chance makes it":
    "Ein kleines p sagt, dass das ebene Ende länger ist, als der Zufall es macht",
    "criterion": "Kriterium", "asks that": "verlangt", "met": "erfüllt", "not met": "nicht erfüllt",
    "level end": "ebenes Ende", "models agree": "Modelle einig", "Shen (beside)": "Shen (daneben)",
    "RECeUS, cured share": "RECeUS, Anteil der Geheilten", "RECeUS, uncured left": "RECeUS, übrige Ungeheilte",
    "people are followed beyond the last outcome": "Menschen werden über den letzten Endpunkt hinaus beobachtet",
    "the level end is longer than chance makes it": "das ebene Ende ist länger, als der Zufall es macht",
    "the level end is longer than chance makes it (stricter)": "das ebene Ende ist länger, als der Zufall es macht "
    "(strenger)",
    "a cured share fits better than none": "ein Anteil von Geheilten passt besser als keiner",
    "models that fit about as well meet the same": "ähnlich gut passende Modelle erfüllen dasselbe",
    "Never to have {} after the course": "Nie {} nach dem Zyklus",
    "never to have {} after the course": "nie {} nach dem Zyklus",
    "by a Weibull mixture cure model": "nach einem Weibull-Mischmodell mit Geheilten",
    "by a log-logistic mixture cure model": "nach einem log-logistischen Mischmodell mit Geheilten",
    "by a log-normal mixture cure model": "nach einem lognormalen Mischmodell mit Geheilten",
    "by a {} mixture cure model with profile limits": "nach einem Mischmodell mit Geheilten ({}), mit Profilgrenzen",
    "Weibull": "Weibull", "log-logistic": "log-logistisch", "log-normal": "lognormal",
    "had nobody died": "wäre niemand gestorben",
    "The models that fit less well say {}": "Die weniger gut passenden Modelle sagen {}",
    "The share that never has {}": "Der Anteil, der nie {} hat",
    "Never with the outcome": "Nie mit dem Endpunkt",
    "Steps: {} with log-log {#} limits": "Stufen: {} mit Log-log-{}-Grenzen",
    "Dotted: the model": "Gepunktet: das Modell",
    "Dashed: its cured share, with limits": "Gestrichelt: sein Anteil Geheilter, mit Grenzen",
    "Follow-up met the criteria of Maller and Zhou and of RECeUS":
        "Die Nachbeobachtung erfüllt die Kriterien von Maller und Zhou und von RECeUS",
    "without them no share would be shown": "ohne sie würde kein Anteil gezeigt",
    "Limits are at {#}": "Die Grenzen gelten für {}",
    "Maller-Zhou": "Maller-Zhou", "Akaike": "Akaike",
    "the cured share is above {#}": "der Anteil Geheilter liegt über {}",
    "of those free at the end, fewer than {#} are uncured": "von den am Ende Freien ist weniger als {} ungeheilt",
    "Durable control at {}, the second reading of 'permanent'":
        "Dauerhafte Kontrolle nach {}, die zweite Lesart von „dauerhaft“",
    "The next row asks for the share that is never treated again":
        "Die nächste Zeile fragt nach dem Anteil, der nie wieder behandelt wird",
    "'Permanent' taken at its word: never a new systemic treatment, by a mixture cure model":
        "„Dauerhaft“ beim Wort genommen: nie eine neue systemische Behandlung, nach einem Mischmodell mit Geheilten",
    "There is no figure where follow-up is too short to ask":
        "Keine Zahl steht, wo die Nachbeobachtung für die Frage zu kurz ist",
    "never {} ({}) after the last covered day, had nobody died":
        "nie {} ({}) nach dem letzten abgedeckten Tag, wäre niemand gestorben",
    "mixture cure model": "Mischmodell mit Geheilten",
    "The share that never has the outcome was estimated by mixture cure models with profile-likelihood limits, after "
    "follow-up had met published criteria ({})":
        "Der Anteil, der den Endpunkt nie hat, wurde mit Mischmodellen mit Geheilten und Profil-Likelihood-Grenzen "
        "geschätzt, nachdem die Nachbeobachtung veröffentlichte Kriterien erfüllt hatte ({})",
}  # fmt: skip

REPEATED = {
    "Repeated courses": "Wiederholte Zyklen",
    "{} after a first course, {#} people had begun {#} ({#} to {#}) further courses on average (Ghosh-Lin)":
        "{0} nach einem ersten Zyklus hatten {1} Personen im Mittel {2} ({3} bis {4}) weitere Zyklen begonnen "
        "(Ghosh-Lin)",
    "{#} of {#} people took a third course within the records":
        "{} von {} Personen machten innerhalb der Daten einen dritten Zyklus",
    "No third course is recorded; {#} people may have taken one":
        "Kein dritter Zyklus ist erfasst; {} Personen können einen gemacht haben",
    "No third course is recorded; {#} person may have taken one":
        "Kein dritter Zyklus ist erfasst; {} Person kann einen gemacht haben",
    "By {} after the end of a second course {#} ({#} to {#}) began a third, if no relapse of unknown treatment was a "
    "course":
        "Bis {} nach dem Ende eines zweiten Zyklus begannen {} ({} bis {}) einen dritten, wenn kein Rückfall mit "
        "unbekannter Behandlung ein Zyklus war",
    "If each was one, it would be {#}": "Wäre es jeder gewesen, wären es {}",
    "It may be less or more than either, if some were":
        "Es können weniger oder mehr als beides sein, wenn manche es waren",
    "By {} after the end of a second course {#} ({#} to {#}) began a third":
        "Bis {} nach dem Ende eines zweiten Zyklus begannen {} ({} bis {}) einen dritten",
    "The crude mean, {#} per {#}, is too low": "Das einfache Mittel, {} je {}, ist zu niedrig",
    "it counts people who left as taking no further course":
        "es zählt Personen, die ausschieden, als ohne weiteren Zyklus",
    "Further courses per {#} people": "Weitere Zyklen je {} Personen",
    "further courses = {#}": "weitere Zyklen = {}",
    "Mean by Ghosh and Lin, death ending it, with pointwise {#} CI":
        "Mittel nach Ghosh und Lin, vom Tod beendet, mit punktweisem {}-KI",
    "{} n = {#}": "{} n = {}",
    "Curves stop where fewer than {#} people are alive and followed":
        "Kurven enden, wo weniger als {} Personen leben und beobachtet werden",
    "Further courses per {#} people since the end of the first course, with {#} limits":
        "Weitere Zyklen je {} Personen seit dem Ende des ersten Zyklus, mit {}-Grenzen",
    "mean by Ghosh and Lin, in which the dead take no further course":
        "Mittel nach Ghosh und Lin, in dem Verstorbene keinen weiteren Zyklus machen",
    "Everyone is followed past a second course": "Alle werden über einen zweiten Zyklus hinaus beobachtet",
    "Too short to count: {} of fewer than {#} days; {}": "Zu kurz, um zu zählen: {} von weniger als {} Tagen; {}",
    "Too short to count: {} of fewer than {#} days and {}; {}":
        "Zu kurz, um zu zählen: {} von weniger als {} Tagen und {}; {}",
    "none of them was cut by the end of the records": "das Ende der Daten schnitt keinen davon ab",
    "{#} of them was cut by the end of the records and may count later":
        "das Ende der Daten schnitt {} davon ab, der später zählen kann",
    "{#} of them were cut by the end of the records and may count later":
        "das Ende der Daten schnitt {} davon ab, die später zählen können",
    "{#} further course": "{} weiterer Zyklus",
    "{#} further courses": "{} weitere Zyklen",
    "The p of recorded groups is Wald's on the limits' log scale, with robust errors":
        "Das p dokumentierter Gruppen ist das von Wald auf der Log-Skala der Grenzen, mit robusten Fehlern",
    "Means are not tested by {}: until {} the mean has no error in {}, as where nobody took a further course":
        "Mittel werden nicht getestet nach {}: bis {} hat das Mittel in {} keinen Fehler, etwa weil niemand einen "
        "weiteren Zyklus machte",
    "Not in the test by {}, for want of people followed until {}: {}":
        "Nicht im Test nach {}, da zu wenige beobachtet wurden bis {}: {}",
    "Groups that follow-up does not reach are not shown":
        "Gruppen, bis zu denen die Beobachtung nicht reicht, stehen nicht da",
    "n: people who were followed past the end of that course":
        "n: Personen, die über das Ende dieses Zyklus hinaus beobachtet wurden",
    "after": "nachher",
    "courses per {#} (limits)": "Zyklen je {} (Grenzen)",
    "courses begun": "begonnene Zyklen",
    "p of the groups": "p der Gruppen",
    "The next course after the end of one, in % with {#} log-log limits":
        "Der nächste Zyklus nach dem Ende eines Zyklus, in % mit {} Log-log-Grenzen",
    "Whoever takes courses soon is seen taking more of them, so later courses are of selected people":
        "Wer bald Zyklen macht, wird mit mehr davon gesehen; spätere Zyklen sind also von Ausgewählten",
    "after the": "nach dem",
    "began the next, % (limits)": "begannen den nächsten, % (Grenzen)",
    "third course": "dritter Zyklus",
}
"""How many further courses there are, and the time from one to the next."""

ADJUSTED = {
    "Differences, adjusted": "Differenzen, adjustiert",
    "Balance and weights": "Ausgewogenheit und Gewichte",
    "Groups are made alike in {}, as [study] confounders names them":
        "Gruppen werden in {} einander angeglichen, wie [study] confounders sie nennt",
    "Only what was measured is made alike: an unmeasured cause of both stays":
        "Nur Gemessenes wird angeglichen: eine ungemessene Ursache von beidem bleibt",
    "Only what was measured is made alike": "Nur Gemessenes wird angeglichen",
    "People without a value of a confounder are left out: {}":
        "Personen ohne Wert eines Confounders fehlen hier: {}",
    "{} is not adjusted": "{} wird nicht adjustiert",
    "{} is not standardised over a model": "{} wird nicht über ein Modell standardisiert",
    "Groups of '{}' cannot be made alike: it is a result of how the course went":
        "Gruppen von '{}' lassen sich nicht angleichen: es folgt daraus, wie der Zyklus verlief",
    "Whoever is in a group of it had to be followed, or to stay on the drug, until it was known":
        "Wer in einer Gruppe davon ist, musste beobachtet oder behandelt werden, bis es bekannt war",
    "That is immortal time, which no confounder removes": "Das ist unsterbliche Zeit, die kein Confounder behebt",
    "Compare by what was decided before: {}": "Vergleichen Sie nach vorher Entschiedenem: {}",
    "The groups do not overlap: {} has nobody with {}": "Die Gruppen überlappen nicht: {} hat niemanden mit {}",
    "Join that level with another, or study only people of levels that all groups have":
        "Fassen Sie diese Stufe mit einer anderen zusammen, oder nehmen Sie nur Stufen, die alle Gruppen haben",
    "Free of {} at {} against the reference, in points with {#} limits: unadjusted, weighted by the inverse "
    "probability of the group, and standardised over a Cox model":
        "Ohne {} nach {} gegen die Referenz, in Punkten mit {} Grenzen: nicht adjustiert, mit der inversen "
        "Wahrscheinlichkeit der Gruppe gewichtet, und über ein Cox-Modell standardisiert",
    "Ratio of outcomes and E-value (of its limit): weighted":
        "Quotient der Ereignisse und E-Wert (der Grenze): gewichtet",
    "All of the same people": "Alle von denselben Personen",
    "unadjusted": "nicht adjustiert",
    "against": "gegen",
    "standardised": "standardisiert",
    "ratio of outcomes": "Quotient der Ereignisse",
    "E-value": "E-Wert",
    "{}: weights run from {#} to {#}, their 1st and 99th percentiles from {#} to {#}":
        "{}: Gewichte gehen von {} bis {}, ihr 1. und 99. Perzentil von {} bis {}",
    "None was truncated": "Keines wurde gekappt",
    "Effective numbers: {}": "Effektive Zahlen: {}",
    "Every one of {#} patterns of confounders has people in each group":
        "Jedes von {} Mustern der Confounder hat Personen in jeder Gruppe",
    "{#} of {#} patterns of confounders, with {#} of {#} people, have nobody in some group: there the model "
    "speaks alone":
        "{} von {} Mustern der Confounder, mit {} von {} Personen, fehlen in einer Gruppe: dort spricht allein das "
        "Modell",
    "{#} of {#} patterns of confounders, with {#} of {#} people, has nobody in some group: there the model "
    "speaks alone":
        "{} von {} Mustern der Confounder, mit {} von {} Personen, fehlt in einer Gruppe: dort spricht allein das "
        "Modell",
    "Standardised differences of each confounder between groups, the largest of any two, before weighting and after":
        "Standardisierte Differenzen jedes Confounders zwischen Gruppen, die größte je zweier, vor und nach Gewichtung",
    "Below {#} groups are usually called alike": "Unter {} nennt man Gruppen gewöhnlich gleich",
    "groups of": "Gruppen von",
    "confounder": "Confounder",
    "before": "vorher",
    "before weighting": "vor dem Gewichten",
    "Remission by {}, adjusted for {}": "Remission nach {}, adjustiert für {}",
    "Bands: {#} CI of weighted curves, robust": "Bänder: {}-KI gewichteter Kurven, robust",
    "Thin lines: unadjusted": "Dünne Linien: nicht adjustiert",
    "Standardised difference (standard deviations)": "Standardisierte Differenz (Standardabweichungen)",
    "Balance of confounders between groups of {}": "Ausgewogenheit der Confounder zwischen Gruppen von {}",
    "Largest standardised difference between any two groups, over the levels of each confounder":
        "Größte standardisierte Differenz je zweier Gruppen, über die Stufen jedes Confounders",
    "Dashed line: {#}, below which groups are usually called alike":
        "Gestrichelt: {}, darunter nennt man Gruppen gewöhnlich gleich",
    "Groups were compared adjusted for {}, by stabilised weights for the inverse probability of the group ({}) and "
    "standardised over a Cox model ({})":
        "Gruppen wurden adjustiert für {} verglichen, mit stabilisierten Gewichten der inversen Wahrscheinlichkeit der "
        "Gruppe ({}) und über ein Cox-Modell standardisiert ({})",
    "Errors contain the models that adjust": "Die Fehler enthalten die Modelle, die adjustieren",
    "E-values say how strong an unmeasured confounder would have to be ({})":
        "E-Werte sagen, wie stark ein ungemessener Confounder sein müsste ({})",
}
"""Groups compared as if they were alike in confounders."""

LOST = {
    "What the lost could have been": "Was die Verlorenen hätten sein können",
    "Whoever was last seen within {#} days of the data's last day was followed to its end":
        "Wer zuletzt innerhalb von {} Tagen vor dem letzten Tag der Daten gesehen wurde, wurde bis zum Ende beobachtet",
    "who left before is lost early": "wer vorher ausschied, ist früh verloren",
    "A recorded reason comes first": "Ein erfasster Grund geht vor",
    "{#} of {#} people were lost early, free of {}, by {}":
        "{0} von {1} Personen gingen bis {3} früh verloren, ohne {2}",
    "Remission at {} is {#} if those lost early fare like those who stay":
        "Die Remission nach {0} ist {1}, wenn es den früh Verlorenen ergeht wie den Bleibenden",
    "It is {#} if all of them relapsed on leaving": "Sie ist {}, wenn alle beim Ausscheiden rückfällig wurden",
    "and {#} if none ever did": "und {}, wenn niemand es je wurde",
    "That last one is the naive share, too": "Dieser letzte ist auch der naive Anteil",
    "The naive share, {}, counts {} as free as well": "Der naive Anteil, {}, zählt auch {} als frei",
    "The naive share, {}, counts {} and {} as free as well": "Der naive Anteil, {}, zählt auch {} und {} als frei",
    "{#} person whose data had ended": "{} Person, deren Daten endeten,",
    "{#} people whose data had ended": "{} Personen, deren Daten endeten,",
    "{#} person who had died": "{} gestorbene Person",
    "{#} people who had died": "{} gestorbene Personen",
    "Where people are seen more rarely than that, raise [study] end_of_data_days":
        "Wo Personen seltener gesehen werden, erhöhen Sie [study] end_of_data_days",
    "Even if nobody lost early ever relapsed, remission at {} would be {#}, not {#}":
        "Selbst wenn kein früh Verlorener je rückfällig würde, wäre die Remission nach {} {}, nicht {}",
    "The verdict on the claim (below) stays the same whatever their hazard was":
        "Das Urteil über die Behauptung (darunter) bleibt dasselbe, welches Risiko sie auch hatten",
    "The verdict on the claim (above) stays the same whatever their hazard was":
        "Das Urteil über die Behauptung (darüber) bleibt dasselbe, welches Risiko sie auch hatten",
    "The verdict on the claim (within) stays the same whatever their hazard was":
        "Das Urteil über die Behauptung (innerhalb) bleibt dasselbe, welches Risiko sie auch hatten",
    "Weighted for being still observed by {}, it is {#} ({#} to {#})":
        "Gewichtet für das Weiterbeobachtetsein nach {} ist sie {} ({} bis {})",
    "Weights of those at risk then run from {#} to {#}, with an effective number of {#} of {#} people":
        "Die Gewichte derer unter Risiko gehen dann von {} bis {}, mit einer effektiven Zahl von {} von {} Personen",
    "Remission at {}": "Remission nach {}",
    "{}, had those lost early fared otherwise": "{}, wäre es den früh Verlorenen anders ergangen",
    "lost early = {#}": "früh verloren = {}",
    "Line: by their hazard after leaving, with {#} CI": "Linie: nach ihrem Risiko nach dem Ausscheiden, mit {}-KI",
    "dot: {}": "Punkt: {}",
    "dotted: bounds": "gepunktet: Schranken",
    "Remission, in % with {#} limits, had those lost early fared otherwise":
        "Remission, in % mit {} Grenzen, wäre es den früh Verlorenen anders ergangen",
    "Delta: their hazard after leaving, as a multiple of that of those who stay":
        "Delta: ihr Risiko nach dem Ausscheiden, als Vielfaches des Risikos der Bleibenden",
    "Weighted: by the inverse probability of being still observed, with robust limits":
        "Gewichtet: mit der inversen Wahrscheinlichkeit, noch beobachtet zu sein, mit robusten Grenzen",
    "None: no delta from {#} to infinity does it": "Keines: kein Delta von {} bis unendlich tut es",
    "lost early": "früh verloren",
    "lost early, people": "früh verloren, Personen",
    "as those who stay": "wie die Bleibenden",
    "all relapse on leaving": "alle werden beim Ausscheiden rückfällig",
    "all of them relapse on leaving": "alle werden beim Ausscheiden rückfällig",
    "none ever relapses": "niemand wird je rückfällig",
    "none of them ever relapses": "niemand von ihnen wird je rückfällig",
    "twice the hazard": "doppeltes Risiko",
    "half the hazard": "halbes Risiko",
    "weighted": "gewichtet",
    "delta at {#}": "Delta bei {}",
    "verdict changes below {#}": "Urteil ändert sich unter {}",
    "verdict changes above {#}": "Urteil ändert sich über {}",
    "none": "keines",
    "Lost early, free of {}, by {}, beside all others: median (quartiles), or people and % of those with it recorded":
        "Bis {1} früh verloren, ohne {0}, neben allen anderen: Median (Quartile), oder Personen und % der Erfassten",
    "Standardised difference: in standard deviations": "Standardisierte Differenz: in Standardabweichungen",
    "all others": "alle anderen",
    "Those lost early were taken to have a multiple of the hazard of those who stayed ({})":
        "Für früh Verlorene wurde ein Vielfaches des Risikos der Bleibenden angenommen ({})",
    "Multiples from {#} to infinity give bounds ({}) and a tipping point":
        "Vielfache von {} bis unendlich geben Schranken ({}) und einen Kipppunkt",
    "Remission was also weighted by the inverse probability of being still observed ({})":
        "Die Remission wurde auch mit der inversen Wahrscheinlichkeit gewichtet, noch beobachtet zu sein ({})",
}
"""What remission would be had those lost early fared otherwise."""

CAME_LAST = {
    "Analysed": "Ausgewertet",
    "of whom responders ({})": "davon mit Ansprechen ({})",
    "Differences and ratios of remission have normal limits from Greenwood's errors, ratios on the log scale":
        "Differenzen und Verhältnisse der Remission haben Normalgrenzen aus Greenwoods Fehlern, Verhältnisse auf der "
        "Log-Skala",
    "Restricted means were compared until a day that both groups support ({})":
        "Mittlere Zeiten wurden bis zu einem Tag verglichen, den beide Gruppen tragen ({})",
    "Weighted tests gave early relapses more weight (rho = {#}) ({})":
        "Gewichtete Tests gaben frühen Rückfällen mehr Gewicht (rho = {}) ({})",
    "Pairs of groups were compared with p adjusted by Holm's method ({})":
        "Gruppenpaare wurden mit nach Holm angepasstem p verglichen ({})",
    "Cumulative incidences were compared by Gray's test ({})":
        "Kumulative Inzidenzen wurden mit Grays Test verglichen ({})",
    "Differences between levels of another grouping were compared by Cochran's Q test":
        "Unterschiede zwischen Stufen einer weiteren Gruppierung wurden mit Cochrans Q-Test verglichen",
    "Predictors were examined by Cox regression ({}; {}), with Efron's ties ({})":
        "Prädiktoren wurden mit Cox-Regression untersucht ({}; {}), mit Efrons Bindungen ({})",
    "Predictors were examined by Cox regression ({}), with Efron's ties ({})":
        "Prädiktoren wurden mit Cox-Regression untersucht ({}), mit Efrons Bindungen ({})",
    "{#} CI": "{}-KI",
    "{#} plain": "{} einfach",
    "Published cohorts: free of {}": "Veröffentlichte Kohorten: ohne {}",
    "The checklists of STROBE ({}), RECORD ({}) and RECORD-PE ({}) were filled in":
        "Die Checklisten von STROBE ({}), RECORD ({}) und RECORD-PE ({}) wurden ausgefüllt",
    "von Elm et al {#}": "von Elm et al {}", "RECORD": "RECORD", "RECORD-PE": "RECORD-PE",
    "Lindeman, Merenda and Gold {#}": "Lindeman, Merenda und Gold {}",
    "Standardised difference: in standard deviations. * Known only at the end of the course":
        "Standardisierte Differenz: in Standardabweichungen. * Erst am Ende des Zyklus bekannt",
    "Mean by Ghosh and Lin, death ending it, with pointwise {#} CI. SIMULATED records: these are not real patients":
        "Mittel nach Ghosh und Lin, vom Tod beendet, mit punktweisem {}-KI. SIMULIERTE Daten: keine echten Patienten",
    "one day": "ein Tag", "two days": "zwei Tage", "three days": "drei Tage", "four days": "vier Tage",
    "five days": "fünf Tage", "six days": "sechs Tage", "seven days": "sieben Tage", "eight days": "acht Tage",
    "nine days": "neun Tage", "ten days": "zehn Tage", "two months": "zwei Monate", "four months": "vier Monate",
    "five months": "fünf Monate", "seven months": "sieben Monate", "eight months": "acht Monate",
    "nine months": "neun Monate", "ten months": "zehn Monate", "six years": "sechs Jahre",
    "seven years": "sieben Jahre", "eight years": "acht Jahre", "nine years": "neun Jahre", "ten years": "zehn Jahre",
}  # fmt: skip
"""Sentences of sections that came last, and times in words."""


DOSE = {
    "Dose and relapse": "Dosis und Rückfall",
    "above (free of one)": "oben (frei davon)",
    "death competing. n": "Tod konkurrierend. n",
    "people who were followed past the end of that course": "Personen, die über dessen Ende hinaus beobachtet wurden",
    "remission at {}": "Remission nach {}", "{#}-{#} mg/kg": "{}-{} mg/kg",
    "Known when a course ends: {}": "Erst am Ende des Zyklus bekannt: {}",
    "People are compared from that day on, among those whose course ended":
        "Verglichen wird von diesem Tag an, unter denen, deren Zyklus endete",
    "They are in a group because of how their course went": "Zur Gruppe führte der Verlauf ihres Zyklus",
    "They are in a subset because of how their course went": "Zur Teilgruppe führte der Verlauf ihres Zyklus",
    "the difference is not what another dose would do": "der Unterschied ist nicht, was eine andere Dosis täte",
    "whether that makes the difference cannot be told": "ob das den Unterschied macht, ist nicht zu sagen",
    "Severity decides how much was given and whether acne comes back, and it is not adjusted for: no ratio here is "
    "the effect of a dose":
        "Der Schweregrad bestimmt Dosis und Rückfall und ist nicht berücksichtigt: kein Verhältnis hier ist die "
        "Wirkung einer Dosis",
    "any association p = {#}, a bend p = {#}": "irgendein Zusammenhang p = {}, eine Krümmung p = {}",
    "{}, {}: any association p = {#}, a bend p = {#}": "{}, {}: irgendein Zusammenhang p = {}, eine Krümmung p = {}",
    "Against {#} mg/kg: {#} mg/kg {#} ({#} to {#}); {#} mg/kg {#} ({#} to {#})":
        "Gegen {} mg/kg: {} mg/kg {} ({} bis {}); {} mg/kg {} ({} bis {})",
    "Against {#} mg/kg: {#} ({#} to {#}) at {#} mg/kg; {#} ({#} to {#}) at {#} mg/kg":
        "Gegen {} mg/kg: {} ({} bis {}) bei {} mg/kg; {} ({} bis {}) bei {} mg/kg",
    "Knots lie at {} mg/kg, the {} quantiles of the doses": "Knoten liegen bei {} mg/kg, den {}-Quantilen der Dosen",
    "Left out: {#} people followed after the course without a dose by their own weight":
        "Ausgelassen: {} nach dem Zyklus beobachtete Personen ohne Dosis nach eigenem Gewicht",
    "Nobody is in the band {}": "Niemand ist im Band {}",
    ">{#} mg/kg": ">{} mg/kg",
    "There are none where fewer than {#} died before one: {}":
        "Sie fehlen, wo weniger als {} vor einem starben: {}",
    "Fine and Gray's ratios count those who died as never having a second course":
        "Verhältnisse nach Fine und Gray zählen Gestorbene als nie mit einem zweiten Zyklus",
    "they are no risk ratios": "sie sind keine Risikoverhältnisse",
    "Hazard of {} over the cumulative dose": "Hazard über die kumulative Dosis: {}",
    "Restricted cubic spline with {#} CI": "Eingeschränkter kubischer Spline mit {}-KI",
    "dots: knots at {}": "Punkte: Knoten bei {}",
    "diamond: reference": "Raute: Referenz",
    "bars: people by dose": "Balken: Personen nach Dosis",
    "Overall p = {#}, bend p = {#}": "Insgesamt p = {}, Krümmung p = {}",
    "The curve is drawn from the 1st to the 99th centile of the doses":
        "Die Kurve reicht vom 1. bis zum 99. Perzentil der Dosen",
    "{#} without a recorded dose are not in it": "{} ohne erfasste Dosis sind nicht dabei",
    "Nobody was allotted a dose: this is no effect of dose":
        "Niemandem wurde eine Dosis zugeteilt: dies ist keine Wirkung der Dosis",
    "By band of cumulative dose: Kaplan-Meier remission in %, and unadjusted hazard ratios of Cox models against {}, "
    "with {#} limits":
        "Nach Band der kumulativen Dosis: Kaplan-Meier-Remission in % und nicht adjustierte Hazard Ratios aus "
        "Cox-Modellen gegen {}, mit {}-Grenzen",
    "Ratios are of people followed after the course": "Verhältnisse sind von nach dem Zyklus Beobachteten",
    "who": "wer", "dose, mg/kg": "Dosis, mg/kg", "Fine and Gray (limits)": "Fine und Gray (Grenzen)",
}  # fmt: skip
"""The hazard over the dose."""

EXPLORER = {
    "Definitions from the lowest to the highest estimate; arrow keys go from one to the next":
        "Definitionen von der niedrigsten bis zur höchsten Schätzung; Pfeiltasten führen von einer zur nächsten",
    "Show all": "Alle zeigen",
    "Link to this selection": "Link zu dieser Auswahl",
    "censoring-aware, with interval": "mit Zensierung, mit Intervall",
    "primary definition": "primäre Definition",
    "No definition with an estimate is among those chosen": "Keine gewählte Definition hat eine Schätzung",
    "Definition {} of {}": "Definition {} von {}",
    "Definition {} of {}, the primary one": "Definition {} von {}, die primäre",
    "Definition {} of {}, naive and biased": "Definition {} von {}, naiv und verzerrt",
    "1 definition": "1 Definition",
    "{} definitions": "{} Definitionen",
    "{} of {} definitions": "{} von {} Definitionen",
    "{} of 1 definition": "{} von 1 Definition",
    "Censoring-aware: {} above the claim, {} {}, {} below":
        "Mit Zensierung: {} über der Behauptung, {} {}, {} darunter",
    "Naive, biased: {} above the claim, {} {}, {} below": "Naiv, verzerrt: {} über der Behauptung, {} {}, {} darunter",
    "Without an estimate: {}": "Ohne Schätzung: {}",
    "The link also asks for what this grid does not have: {}":
        "Der Link fragt auch nach, was dieses Raster nicht hat: {}",
    "within {#} points of it ({#} to {#})": "innerhalb von {} Punkten ({} bis {})",
    "In remission{}, definitions from the lowest estimate to the highest":
        "In Remission{}, Definitionen von der niedrigsten bis zur höchsten Schätzung",
    " (axis starts at {#})": " (Achse beginnt bei {})",
    "In remission (axis starts at {#}), definitions from the lowest estimate to the highest":
        "In Remission (Achse beginnt bei {}), Definitionen von der niedrigsten bis zur höchsten Schätzung",
    "In remission, definitions from the lowest estimate to the highest":
        "In Remission, Definitionen von der niedrigsten bis zur höchsten Schätzung",
    "Point at one, tap it or go along with the arrow keys to read its definition; tick levels to see only the "
    "definitions that have them":
        "Zeigen, Tippen oder Pfeiltasten nennen ihre Definition; angekreuzte Stufen lassen nur Definitionen mit ihnen",
    "does not apply": "entfällt",
    "early refills": "frühe Abgaben",
    "course's end": "Ende des Zyklus",
    "fills of one day": "Abgaben eines Tages",
    "washout": "Auswaschzeit",
    "naive, complete follow-up": "naiv, ganz beobachtet",
    "Numbers": "Zahlen",
    "By": "Nach Gruppe",
    "Gap between courses": "Lücke zwischen Zyklen",
    "These courses are as recorded": "Diese Zyklen stehen so in den Daten",
    "A gap needs dispensings, of which courses are made": "Eine Lücke braucht Abgaben, aus denen Zyklen entstehen",
    "These records were made by one gap": "Diese Daten entstanden mit einer Lücke",
    "Name the study, or records by gap: {}": "Die Studie nennen, oder Daten je Lücke: {}",
    "These records hold no later treatments, so none can be maintenance":
        "Diese Daten haben keine späteren Behandlungen: keine kann Erhaltung sein",
    "The study counts every later treatment, so none is taken for maintenance":
        "Die Studie zählt jede spätere Behandlung: keine gilt als Erhaltung",
    "No column of these records splits people into groups here; name some in [study] groups":
        "Keine Spalte dieser Daten teilt in Gruppen; [study] groups kann welche nennen",
    "Free of it at {}": "Ohne ihn nach {}",
    "At risk at {}": "Unter Risiko nach {}",
    "Against the claim": "Gegen die Behauptung",
    "By Kaplan-Meier, with limits; at risk on the first day of each year":
        "Nach Kaplan-Meier, mit Grenzen; unter Risiko am ersten Tag jedes Jahres",
    "By this rule there is no first course to follow": "Nach dieser Regel gibt es keinen ersten Zyklus",
    "years after the end of the first course": "Jahre nach dem Ende des ersten Zyklus",
    "SIMULATED data of {}": "SIMULIERTE Daten von {}",
    "SIMULATED data": "SIMULIERTE Daten",
}
"""The explorers of page and notebook."""

IMPUTED = {
    "The share that never has the outcome by recorded group, in % with profile limits":
        "Der Anteil, der den Endpunkt nie hat, nach dokumentierter Gruppe, in % mit Profilgrenzen",
    "p of a likelihood-ratio test that it is the same in all": "p eines Likelihood-Quotienten-Tests auf Gleichheit",
    "Never again by {} is not told: there are {}, and more than {#} are not modelled":
        "Der Anteil ohne weiteres Ereignis nach {} steht nicht da: Es sind {}, und mehr als {} werden nicht modelliert",
    "Never again by {} is not told: fewer than {#} people have the outcome after day 0 in {}":
        "Der Anteil ohne weiteres Ereignis nach {} steht nicht da: Weniger als {} Personen haben den Endpunkt nach "
        "Tag 0 in {}",
    "Never again by {} is not told: the likelihood has no maximum":
        "Der Anteil ohne weiteres Ereignis nach {} steht nicht da: Die Likelihood hat kein Maximum",
    "Groups differ in who is cured alone: the others fall ill alike in all":
        "Gruppen unterscheiden sich nur im Anteil Geheilter: die anderen erkranken in allen gleich",
    "never again, % (limits)": "nie wieder, % (Grenzen)",
    "Hazard ratio of {} over time: {}": "Hazard Ratio zum Endpunkt {} im Zeitverlauf: {}",
    "Line: spline of four degrees of freedom with {#} CI": "Linie: Spline mit vier Freiheitsgraden und {}-KI",
    "dots: events": "Punkte: Ereignisse",
    "Dashed: the model's ratio, {#}": "Gestrichelt: das Verhältnis des Modells, {}",
    "Test of proportional hazards of this term: p = {#}": "Test auf proportionale Hazards dieses Terms: p = {}",
    "{#} of {#} dots lie outside the axis": "{} von {} Punkten liegen außerhalb der Achse",
    "Smoothed ratio: {}": "Geglättetes Verhältnis: {}",
    "{#} ({#} to {#}) at {#} days": "{} ({} bis {}) nach {} Tagen",
    "A level line says that the ratio is the same at all times":
        "Eine waagrechte Linie sagt, dass das Verhältnis immer gleich ist",
    "Years after day 0, by the share with the event": "Jahre nach Tag 0, nach dem Anteil mit Ereignis",
    "The dose in women and men": "Die Dosis bei Frauen und Männern",
    "Hazard ratios per {#} mg/kg within each sex, of one Cox model with everything in the table of predictors, and "
    "Wald's test that they are the same":
        "Hazard Ratios je {} mg/kg in jedem Geschlecht, aus einem Cox-Modell mit allem in der Tabelle der Prädiktoren, "
        "und Walds Test auf Gleichheit",
    "Whether the dose goes with {} alike in both sexes cannot be told: {}":
        "Ob der Zusammenhang von Dosis und Endpunkt ({}) bei beiden Geschlechtern derselbe ist, ist nicht zu sagen: {}",
    "fewer clusters than terms, so that no error is known":
        "es gibt weniger Cluster als Terme, sodass kein Fehler bekannt ist",
    "hardly an event in one of the sexes": "kaum ein Ereignis bei einem der Geschlechter",
    "fewer than two levels of {} have a hazard ratio of {}: nothing is compared":
        "weniger als zwei Stufen von {} haben eine Hazard Ratio von {}, verglichen wird nichts",
    "No interaction seen is not no interaction": "Keine gesehene Interaktion ist nicht keine Interaktion",
    "interaction p": "Interaktions-p",
    "Had every response been written down": "Wäre jedes Ansprechen notiert worden",
    "With {#} responses that nobody wrote down imputed {#} times, treatment success at {} is {} of {#} "
    "people":
        "Mit {} nicht notierten, {}-mal imputierten Angaben zum Ansprechen ist der Behandlungserfolg nach {} {} "
        "von {} Personen",
    "Of those whose response is known it is {}": "Unter denen mit bekanntem Ansprechen ist er {}",
    "Had nothing gone unrecorded": "Wäre alles erfasst worden",
    "Values that {#} people lacked were imputed {#} times": "Werte, die {} Personen fehlten, wurden {}-mal imputiert",
    "Values that {#} person lacked were imputed {#} times": "Werte, die {} Person fehlten, wurden {}-mal imputiert",
    "It rests on their being missing at random, given the other predictors and the outcome":
        "Das setzt voraus, dass sie zufällig fehlen, gegeben die anderen Prädiktoren und der Endpunkt",
    "In the model of {} most information is missing on {}: {#}":
        "Im Modell zum Endpunkt {} fehlt die meiste Information zu {}: {}",
    "Limits exclude 1 in one of the two models alone for {}":
        "Grenzen schließen die 1 nur in einem der zwei Modelle aus bei {}",
    "p = {#}, imputed p = {#}": "p = {}, imputiertes p = {}",
    "Hazard ratios of the people with every value recorded, and of everybody with missing values imputed "
    "(chained equations, Rubin's rules)":
        "Hazard Ratios der Personen mit allen Werten, und aller mit imputierten fehlenden Werten (verkettete "
        "Gleichungen, Rubins Regeln)",
    "Not recorded: how many lacked the predictor": "Nicht erfasst: wie vielen der Prädiktor fehlte",
    "Information missing: the share of the ratio's information that they lacked":
        "Fehlende Information: der Anteil der Information über das Verhältnis, der ihnen fehlte",
    "complete: hazard ratio (limits)": "vollständig: Hazard Ratio (Grenzen)",
    "imputed: hazard ratio (limits)": "imputiert: Hazard Ratio (Grenzen)",
    "imputed p": "imputiertes p",
    "information missing, %": "fehlende Information, %",
    "Values missing from the predictors were imputed by chained equations that knew the outcome and its "
    "cumulative hazard ({})":
        "Fehlende Werte der Prädiktoren wurden mit verketteten Gleichungen imputiert, die Endpunkt und kumulativen "
        "Hazard kannten ({})",
    "Imputations were combined by Rubin's rules ({}; {})":
        "Die Imputationen wurden nach Rubins Regeln zusammengefasst ({}; {})",
}
"""Predictors with missing values imputed."""

OF_FIGURES = {
    "year {#} {#} ({#} to {#})": "Jahr {} {} ({} bis {})",
    "free for {}": "frei seit {}",
    "at {#} years": "nach {} Jahren", "at {#} year": "nach {} Jahr", "at {#} months": "nach {} Monaten",
    "at {#} month": "nach {} Monat", "at {#} days": "nach {} Tagen", "at one year": "nach einem Jahr",
    "at two years": "nach zwei Jahren", "at three years": "nach drei Jahren", "at four years": "nach vier Jahren",
    "at five years": "nach fünf Jahren", "at six months": "nach sechs Monaten",
    "cured share": "Anteil Geheilter",
    "Hazard ratio (log scale)": "Hazard Ratio (Log-Skala)",
    "Hazard ratio (log axis)": "Hazard Ratio (Log-Achse)",
    "hazard ratio": "Hazard Ratio",
    "Still followed": "Noch beobachtet",
    "Effective number of people at the site": "Effektive Zahl der Personen am Zentrum",
    "overall {#} and {#} limits of chance": "insgesamt {} und {}-Zufallsgrenzen",
    "{#} limits": "{}-Grenzen",
    "the same, allowing for over-dispersion": "dieselben, mit Überdispersion",
    "Worst step so far": "Bisher höchste Stufe",
    "Hazard ratio, lost early to staying": "Hazard Ratio, früh Verlorene zu Bleibenden",
    "In remission (axis starts at {#})": "In Remission (Achse beginnt bei {})",
    "(biased)": "(verzerrt)",
    "censoring-aware, with {#} interval": "mit Zensierung und {}-Intervall",
    "Share of people under observation on the day": "Anteil der an dem Tag Beobachteten",
    "Free of the outcome": "Ohne den Endpunkt",
    "These records, at {}": "Diese Daten, nach {}",
    "free of it ({#} CI)": "ohne ihn ({}-KI)",
    "published, crude (Wilson {#} CI)": "veröffentlicht, roh (Wilson {}-KI)",
    "published": "veröffentlicht",
    "events of n": "Ereignisse/n",
    "less {} (points)": "minus {} (Punkte)",
    "Courses per person": "Zyklen je Person",
    "{#} definitions, from the lowest estimate to the highest": "{} Definitionen, nach der Schätzung geordnet",
    "{#} definitions, lowest to highest": "{} Definitionen, nach Schätzung",
    "within {#} points": "innerhalb {} Punkten",
    "primary: {#} ({#} to {#})": "primär: {} ({} bis {})",
    "primary: between {#} and {#}": "primär: zwischen {} und {}",
    "first course": "erster Zyklus",
    "followed": "beobachtet",
    "patient": "Patient",
    "Log-rank test between groups of {}: p not estimable": "Log-Rang-Test zwischen Gruppen nach {}: p nicht schätzbar",
    "No day on which enough of both groups are under observation":
        "Kein Tag, an dem aus beiden Gruppen genügend Personen beobachtet werden",
    "No definition has an estimate": "Keine Definition hat eine Schätzung",
    "Names in full: {}": "Volle Namen: {}",
}
"""What figures write beside their marks."""

OF_FEW = {
    "{#} by {#} days": "{} nach {} Tagen",
    "{}: {#} by {#} days": "{}: {} nach {} Tagen",
    "{}: median {#} days": "{}: Median {} Tage",
    "median {#} days": "Median {} Tage",
    "median not reached": "Median nicht erreicht",
    "{#} not reached": "{} nicht erreicht",
    "median not reached: {}": "Median nicht erreicht: {}",
    "{#} not reached: {}": "{} nicht erreicht: {}",
    "Medians: {}": "Mediane: {}",
    "Time until {#} had the outcome: {}": "Zeit, bis {} den Endpunkt hatten: {}",
    "{} not reached": "{} nicht erreicht",
    "{} {#} days ({} {#} to not reached)": "{} {} Tage ({} {} bis nicht erreicht)",
    "{#} days ({} {#} to not reached)": "{} Tage ({} {} bis nicht erreicht)",
    "{#} to not reached": "{} bis nicht erreicht",
    "Median follow-up {#} days ({#} CI {#} to not reached)":
        "Mediane Nachbeobachtung {} Tage ({}-KI {} bis nicht erreicht)",
    "undecided (free of one)": "unentschieden (frei davon)",
    "not estimable (free of one)": "nicht schätzbar (frei davon)",
    "within (free of one)": "innerhalb (frei davon)",
    "Title and abstract": "Titel und Zusammenfassung",
    "Introduction": "Einleitung",
    "The hazard over the cumulative dose was a restricted cubic spline with {#} knots, against {#} mg/kg ({})":
        "Der Hazard über die kumulative Dosis war ein eingeschränkter kubischer Spline mit {} Knoten, gegen {} mg/kg "
        "({})",
    "Fine and Gray's model stands beside it where death competes ({})":
        "Das Modell von Fine und Gray steht daneben, wo der Tod konkurriert ({})",
    "Methods": "Methoden",
    "Results": "Ergebnisse",
    "Discussion": "Diskussion",
    "Other": "Sonstiges",
    "people may have left because they were well, so that nobody knows how many stayed free":
        "vielleicht blieb weg, wem es gut ging, sodass niemand weiß, wie viele frei blieben",
    "How many never have {} cannot be told from these records: {}":
        "Wie viele nie {} haben, ist aus diesen Daten nicht zu sagen: {}",
    "{#} people had the outcome after day 0, and fewer than {#} tell nothing of its timing":
        "{} Personen hatten den Endpunkt nach Tag 0, und weniger als {} sagen nichts über seine Zeit",
    "{#} person had the outcome after day 0, and fewer than {#} tell nothing of its timing":
        "{} Person hatte den Endpunkt nach Tag 0, und weniger als {} sagen nichts über seine Zeit",
    "{#} people had isotretinoin for a relapse more than {#} days before their next recorded course: it counts as "
    "the second course, and that course as a further one":
        "{} Personen hatten Isotretinoin für einen Rückfall mehr als {} Tage vor ihrem nächsten erfassten Zyklus: "
        "es zählt als zweiter Zyklus, und jener als weiterer",
    "{#} person had isotretinoin for a relapse more than {#} days before their next recorded course: it counts as "
    "the second course, and that course as a further one":
        "{} Person hatte Isotretinoin für einen Rückfall mehr als {} Tage vor ihrem nächsten erfassten Zyklus: "
        "es zählt als zweiter Zyklus, und jener als weiterer",
    "{#} second course of {#} began within {#} days of the end (early restarts): both courses may be one treatment":
        "{} von {} zweiten Zyklen begann innerhalb von {} Tagen nach dem Ende (früher Neubeginn): beide Zyklen "
        "können eine Behandlung sein",
    "Nobody took a third course within the records": "Niemand nahm in den Daten einen dritten Zyklus",
    "{#} events for {#} terms are fewer than {#} per term, too few for any hazard ratio":
        "{} Ereignisse für {} Terme sind weniger als {} je Term, zu wenige für ein Hazard Ratio",
    "{}: no curve, for {#} events among people with a dose are fewer than the {#} that {#} knots need":
        "{}: keine Kurve, denn {} Ereignisse unter Personen mit Dosis sind weniger als die {}, die {} Knoten brauchen",
    "{}, {}: no curve, for {#} events among people with a dose are fewer than the {#} that {#} knots need":
        "{}, {}: keine Kurve, denn {} Ereignisse unter Personen mit Dosis sind weniger als die {}, die {} Knoten "
        "brauchen",
    "Too few events for a curve of their own: {}": "Zu wenige Ereignisse für eine eigene Kurve: {}",
    "No death is recorded, so nothing competes with a second course":
        "Kein Tod ist erfasst, so konkurriert nichts mit einem zweiten Zyklus",
    "Remission at {} is at most {#} if those lost early fare like those who stay":
        "Die Remission nach {0} ist höchstens {1}, wenn es den früh Verlorenen ergeht wie den Bleibenden",
    "It is at most {#} if all of them relapsed on leaving":
        "Sie ist höchstens {}, wenn alle beim Ausscheiden rückfällig wurden",
    "It is {#} if none came unseen and all of them relapsed on leaving":
        "Sie ist, falls nichts ungesehen kam, {}, wenn alle beim Ausscheiden rückfällig wurden",
    "and at most {#} if none ever did": "und höchstens {}, wenn niemand es je wurde",
    "and {#} if none came unseen and none ever did": "und, falls nichts ungesehen kam, {}, wenn niemand es je wurde",
    "Even if nobody lost early ever relapsed, remission at {} would be at most {#}, not {#}":
        "Selbst wenn kein früh Verlorener je rückfällig würde, wäre die Remission nach {0} höchstens "
        "{1}, nicht {2}",
    "Even if nobody lost early ever relapsed, remission at {} would be {#}":
        "Selbst wenn kein früh Verlorener je rückfällig würde, wäre die Remission nach {0} {1}",
    "Even if nobody lost early ever relapsed, remission at {} would be {#} if none came unseen":
        "Selbst wenn kein früh Verlorener je rückfällig würde, wäre die Remission nach {0} {1}, falls "
        "nichts ungesehen kam",
    "Even if nobody lost early ever relapsed, remission at {} would be {#} if none came unseen, not {#}":
        "Selbst wenn kein früh Verlorener je rückfällig würde, wäre die Remission nach {0}, falls nichts "
        "ungesehen kam, {1}, nicht {2}",
    "Even if all lost early relapsed on leaving, remission at {} would be at most {#}, not {#}":
        "Selbst wenn alle früh Verlorenen beim Ausscheiden rückfällig würden, wäre die Remission nach {0} höchstens "
        "{1}, nicht {2}",
    "Even if all lost early relapsed on leaving, remission at {} would be {#}":
        "Selbst wenn alle früh Verlorenen beim Ausscheiden rückfällig würden, wäre die Remission nach {0} {1}",
    "Even if all lost early relapsed on leaving, remission at {} would be {#}, not {#}":
        "Selbst wenn alle früh Verlorenen beim Ausscheiden rückfällig würden, wäre die Remission nach {0} {1}, "
        "nicht {2}",
    "Even if all lost early relapsed on leaving, remission at {} would be {#} if none came unseen":
        "Selbst wenn alle früh Verlorenen beim Ausscheiden rückfällig würden, wäre die Remission nach {0} {1}, "
        "falls nichts ungesehen kam",
    "Even if all lost early relapsed on leaving, remission at {} would be {#} if none came unseen, not {#}":
        "Selbst wenn alle früh Verlorenen beim Ausscheiden rückfällig würden, wäre die Remission nach {0}, falls "
        "nichts ungesehen kam, {1}, nicht {2}",
    "Even if all lost early relapsed on leaving, remission at {} would be at most {#}":
        "Selbst wenn alle früh Verlorenen beim Ausscheiden rückfällig würden, wäre die Remission nach {} höchstens {}",
    "Even if nobody lost early ever relapsed, remission at {} would be at most {#}":
        "Selbst wenn kein früh Verlorener je rückfällig würde, wäre die Remission nach {} höchstens {}",
    "Remission at {} would be at most {#} if those lost early had {#} times the hazard of those who stayed":
        "Die Remission nach {0} wäre höchstens {1}, wenn früh Verlorene das {2}-Fache des Hazards der Gebliebenen "
        "hätten",
    "What came unseen may lower each of these, so that the answer at the head stays a range":
        "Was ungesehen kam, senkt vielleicht jeden dieser Werte, so dass die Antwort am Kopf ein Bereich bleibt",
    "These shares are as if nothing had come unseen":
        "Diese Anteile gelten, als wäre nichts ungesehen gekommen",
    "These hazards are as if nothing had come unseen":
        "Diese Hazards gelten, als wäre nichts ungesehen gekommen",
    "Where an outcome may have come unseen, remission may be too low or too high":
        "Wo ein Ereignis ungesehen gekommen sein kann, kann die Remission zu tief oder zu hoch sein",
    "Where an outcome may have come unseen, both shares are upper bounds":
        "Wo ein Ereignis ungesehen gekommen sein kann, sind beide Anteile obere Schranken",
    "Its place cannot be told": "Seine Lage ist nicht zu sagen",
    "The verdict on the claim ({}) becomes {} at {#} times":
        "Das Urteil über die Behauptung ({0}) wird beim {2}-Fachen: {1}",
    "Of {}, {#} levels with fewer than {#} people lost early are counted together with the most frequent level, {}":
        "Von {} zählen {} Stufen mit weniger als {} früh Verlorenen zusammen mit der häufigsten Stufe, {}",
    "Of {}, {#} level with fewer than {#} people lost early is counted together with the most frequent level, {}":
        "Von {} zählt {} Stufe mit weniger als {} früh Verlorenen zusammen mit der häufigsten Stufe, {}",
    "infinity": "unendlich",
    "{#} claim": "{} Behauptung",
    "◆ primary definition; framed: within {#} points of the claim":
        "◆ primäre Definition; gerahmt: innerhalb von {} Punkten der Behauptung",
    "Among {}, remission at {} cannot be held against the claimed {#}: too few were still followed then":
        "Unter {} ist die Remission nach {} nicht an den behaupteten {} zu messen: zu wenige wurden noch beobachtet",
    "Among {}, treatment success at {} cannot be held against the claimed {#}: too few were still followed then":
        "Unter {} ist der Behandlungserfolg nach {} nicht an den behaupteten {} zu messen: zu wenige wurden noch "
        "beobachtet",
    "The primary definition cannot be held against the claimed {#}: too few were still followed then":
        "Die primäre Definition ist nicht an den behaupteten {} zu messen: zu wenige wurden noch beobachtet",
    "followed for a median of {} (reverse Kaplan-Meier)": "im Median {} beobachtet (umgekehrter Kaplan-Meier)",
    "People were followed for a median of {} (reverse Kaplan-Meier)":
        "Die Personen wurden im Median {} beobachtet (umgekehrter Kaplan-Meier)",
    "not being clear or almost clear is no success":
        "wer nicht erscheinungsfrei oder fast erscheinungsfrei ist, ist kein Erfolg",
    "Treatment success is being clear or almost clear at the end, and free of {} ({}), by Kaplan-Meier":
        "Behandlungserfolg heißt: am Ende erscheinungsfrei oder fast erscheinungsfrei, und ohne {} ({}), nach "
        "Kaplan-Meier",
    "Treatment success is being clear or almost clear at the end, and free of {} ({}), by Kaplan-Meier; a death by "
    "then is no success":
        "Behandlungserfolg heißt: am Ende erscheinungsfrei oder fast erscheinungsfrei, und ohne {} ({}), nach "
        "Kaplan-Meier; ein Tod bis dahin ist kein Erfolg",
    "a death by then is no success": "ein Tod bis dahin ist kein Erfolg",
    "{}: cannot be told": "{}: nicht zu sagen",
    "{}: no estimate within the follow-up": "{}: keine Schätzung innerhalb der Nachbeobachtung",
    "no estimate within the follow-up": "keine Schätzung innerhalb der Nachbeobachtung",
    "Log-rank test: p not estimable": "Log-Rang-Test: p nicht schätzbar",
    "No horizon lies within the follow-up of any group":
        "Kein Horizont liegt in der Nachbeobachtung einer der Gruppen",
    "Difference, {} less {}: none within the follow-up": "Differenz, {} minus {}: keine innerhalb der Nachbeobachtung",
    "There are no events among {#} complete rows: nothing can be modelled":
        "In {} vollständigen Zeilen gibt es kein Ereignis: nichts ist zu modellieren",
    "{#} people give no interval by this method": "{} Personen geben nach dieser Methode kein Intervall",
    "no daily dose with a person's own weight is recorded, or too few or all of one weight":
        "keine Tagesdosis mit eigenem Gewicht ist erfasst, oder zu wenige, oder alle von einem Gewicht",
    "by then everybody had had the event": "bis dahin hatten alle das Ereignis gehabt",
    "no two indications with enough people to compare are recorded":
        "keine zwei Indikationen mit genug Personen zum Vergleich sind erfasst",
    "{#} of {#} people was lost early, free of {}, by {}":
        "{0} von {1} Personen ging bis {3} früh verloren, ohne {2}",
    "None of {#} defensible definitions can be estimated": "Keine von {} vertretbaren Definitionen ist schätzbar",
    "These records have no estimate at {} after the end of the first course to place beside it":
        "Diese Daten haben {} nach dem Ende des ersten Zyklus keine Schätzung, die daneben stehen könnte",
    "The response at the end was not recorded in {#} person; they were counted as clear, and as not clear, "
    "beside that":
        "Das Ansprechen am Ende war bei {} Person nicht erfasst; daneben zählte sie als erscheinungsfrei und als "
        "nicht erscheinungsfrei",
}
"""What is said of few people, and of days that are not reached."""

BETWEEN_VISITS = {
    "Relapse between two visits": "Rückfall zwischen zwei Besuchen",
    "{}: {#} of {#} lie between a day on which the skin was seen free of it and the day on which it was seen":
        "{}: {} von {} liegen zwischen einem Tag, an dem die Haut frei davon war, und dem Tag, an dem er gesehen wurde",
    "The two are {#} days apart in the median": "Beide liegen im Median {} Tage auseinander",
    "The two are {#} day apart in the median": "Beide liegen im Median {} Tag auseinander",
    "{#} may have come at any time since the course": "{} können zu jeder Zeit seit dem Zyklus gekommen sein",
    "{#} second courses are known to the day": "{} zweite Zyklen sind auf den Tag bekannt",
    "{#} second course is known to the day": "{} zweiter Zyklus ist auf den Tag bekannt",
    "Only {#} outcomes of {} are known to lie between two visits; from {#} on, remission between visits is estimated":
        "Nur von {} Endpunkten ({}) ist bekannt, dass sie zwischen zwei Besuchen liegen; ab {} wird die Remission "
        "zwischen Besuchen geschätzt",
    "Only {#} outcome of {} is known to lie between two visits; from {#} on, remission between visits is estimated":
        "Nur von {} Endpunkt ({}) ist bekannt, dass er zwischen zwei Besuchen liegt; ab {} wird die Remission "
        "zwischen Besuchen geschätzt",
    "A last_clear_date before each relapse tells it": "Ein last_clear_date vor jedem Rückfall sagt es",
    "At no horizon do visits tell where the curve lies within a point: the table has the bounds":
        "An keinem Horizont zeigen Besuche auf einen Punkt genau, wo die Kurve liegt: die Tabelle hat die Schranken",
    **{
        f"At {{}} {bound}{{#}} are free of {{}}, if it came at any time between visits":
            f"Nach {{}} sind {here}{{}} ohne {{}}, wenn er zu irgendeiner Zeit zwischen den Besuchen kam"
        for bound, here in (("", ""), *((f"{bound} ", f"{here} ") for bound, here in BOUNDS.items()))
    },
    "At {} {#} are free of {}, if it came at any time between visits and none unseen":
        "Nach {} sind {} ohne {}, wenn er zu irgendeiner Zeit zwischen den Besuchen kam und keiner ungesehen",
    "Kaplan-Meier takes the day of the visit and has {}": "Kaplan-Meier nimmt den Tag des Besuchs und hat {}",
    "That is {#} points above: it comes down late": "Das sind {} Punkte mehr: die Kurve fällt zu spät",
    "That is {#} points below": "Das sind {} Punkte weniger",
    "This holds where visits do not depend on the skin": "Das gilt, wo Besuche nicht von der Haut abhängen",
    "Whoever comes because acne is back is seen soon after it came, and the truth then lies nearer to Kaplan-Meier":
        "Wer kommt, weil die Akne zurück ist, wird bald danach gesehen; die Wahrheit liegt dann näher bei Kaplan-Meier",
    "It can be where many leave: on a day of visits, who comes is at risk until then, and who was due later and left "
    "only until the visit before":
        "Das kann sein, wo viele ausscheiden: wer an einem Besuchstag kommt, ist bis dahin unter Risiko; wer später "
        "käme und ausschied, nur bis zum Besuch davor",
    "Groups are not compared between visits: their limits shrink with the cube root of the people, too slowly for the "
    "part of them in a group":
        "Zwischen Besuchen werden Gruppen nicht verglichen: ihre Grenzen schrumpfen mit der Kubikwurzel der "
        "Personenzahl, zu langsam für den Teil, der in einer Gruppe ist",
    "Solid: Turnbull, outcomes between visits": "Durchgezogen: Turnbull, Endpunkte zwischen Besuchen",
    "Dashed: outcomes on visits' days": "Gestrichelt: Endpunkte an den Tagen der Besuche",
    "Shaded: where visits do not tell where the curve falls": "Getönt: wo Besuche nicht zeigen, wo die Kurve fällt",
    "Curves of the share free of {}: with outcomes between visits, and on the visits' days":
        "Kurven des Anteils ohne {}: mit Endpunkten zwischen Besuchen und an den Tagen der Besuche",
    "At {}: {} between visits, {#} on their days, {#} points apart":
        "Nach {}: {} zwischen Besuchen, {} an ihren Tagen, {} Punkte auseinander",
    "At {}: anywhere from {#} to {#}%": "Nach {}: irgendwo von {} bis {} %",
    "between visits": "zwischen Besuchen",
    "on the visits' days": "an Besuchstagen",
    "Turnbull, between visits": "Turnbull, zwischen Besuchen",
    "Remission in % with {#} limits, where a relapse lies between two visits (Turnbull), and on the visits' days "
    "({})":
        "Remission in % mit Grenzen ({}), wo ein Rückfall zwischen zwei Besuchen liegt (Turnbull), und an den Tagen "
        "der Besuche ({})",
    "Limits: subsamples of people": "Grenzen: aus Teilstichproben von Personen",
    "Without limits: bounds more than {#} point apart, between which visits do not tell":
        "Ohne Grenzen: Schranken mehr als {} Punkt auseinander, zwischen denen Besuche nichts zeigen",
    "between visits (limits)": "zwischen Besuchen (Grenzen)",
    "shift, points (limits)": "Verschiebung, Punkte (Grenzen)",
    "seen by then": "bis dahin gesehen",
    "Hazard by year after the course": "Hazard nach Jahr seit dem Zyklus",
    "per {#} person-years": "je {} Personenjahre",
    "Year after the course": "Jahr nach dem Zyklus",
    "events = {#}, person-years = {#}": "Ereignisse = {}, Personenjahre = {}",
    "{}: events = {#}, person-years = {#}": "{}: Ereignisse = {}, Personenjahre = {}",
    "Bars: outcomes over time at risk": "Balken: Endpunkte je Zeit unter Risiko",
    "Shaded: exact {#} limits of a Poisson count": "Getönt: exakte Poisson-Grenzen ({})",
    "Bars of the hazard of {} in each year after the course":
        "Balken der Hazardrate für {} in jedem Jahr nach dem Zyklus",
    "At {} the share with a second course, {#}, lies above the mean by then, though no course is counted twice":
        "Nach {} liegt der Anteil mit zweitem Zyklus, {}, über dem Mittel bis dahin, obwohl kein Zyklus doppelt zählt",
    "The mean keeps those who began one at risk, the share does not":
        "Im Mittel bleibt unter Risiko, wer einen begann, im Anteil nicht",
    "Until then they left more seldom than others, so that each course weighs less in the mean":
        "Bis dahin gingen sie seltener als andere, sodass jeder Zyklus im Mittel weniger wiegt",
    "Of {#} relapses only {#} have a recorded day on which the skin was clear again":
        "Von {} Rückfällen haben nur {} einen Tag, an dem die Haut wieder erscheinungsfrei war",
    "Of {#} relapses only {#} has a recorded day on which the skin was clear again":
        "Von {} Rückfällen hat nur {} einen Tag, an dem die Haut wieder erscheinungsfrei war",
    "From {#} on, remission on the day is estimated: record clear_again_date":
        "Ab {} wird die Remission am Tag geschätzt: clear_again_date erfassen",
}
"""Of relapses that visits see after they came, and what else came with them."""


UNTOLD = {
    "The share free of {} at {} lies between {#} (all of them had it at the worst time) and {#} (never)":
        "Der Anteil ohne {0} nach {1} liegt zwischen {2} (bei allen zur ungünstigsten Zeit) und {3} (nie)",
    "The share free of {} at {} lies between {#} (all of them had it at the worst time) and {#} (those seen to have it "
    "later earlier, others never)":
        "Der Anteil ohne {0} nach {1} liegt zwischen {2} (bei allen zur ungünstigsten Zeit) und {3} (bei denen, die es "
        "später hatten, früher, bei anderen nie)",
    "It is {} if those who had it later had it earlier, and nobody else":
        "Es sind {}, wenn wer sie später hatte, sie früher hatte, und sonst niemand",
    "Free of one are {} if those who had it later had it earlier, and nobody else":
        "Ohne einen sind {}, wenn wer ihn später hatte, ihn früher hatte, und sonst niemand",
    "It is {} if those who had it later had it earlier, and nobody else, set aside or not":
        "Es sind {}, wenn wer sie später hatte, sie früher hatte, und sonst niemand, zurückgestellt oder nicht",
    "Free of one are {} if those who had it later had it earlier, and nobody else, set aside or not":
        "Ohne einen sind {}, wenn wer ihn später hatte, ihn früher hatte, und sonst niemand, zurückgestellt oder nicht",
    "one end of what may be true, to within a point, as outcomes came that these records cannot show; at the "
    "worst time is on the last day on which one can have come by then":
        "ein Ende dessen, was wahr sein kann, auf einen Punkt genau, da Endpunkte gekommen sein können, die "
        "diese Daten nicht zeigen; zur ungünstigsten Zeit heißt am letzten Tag, an dem einer bis dahin gekommen sein "
        "kann",
    "at most, at least": "höchstens, mindestens",
    "The share free of {} at {} is {#} either way": "Der Anteil ohne {0} nach {1} ist so oder so {2}",
    "{} after a first course, {#} people had begun {#} ({#} to {#}) further courses on average (Ghosh-Lin), if no "
    "relapse of unknown treatment was a course":
        "{} nach einem ersten Zyklus hatten {} Personen im Mittel {} ({} bis {}) weitere Zyklen begonnen (Ghosh-Lin), "
        "wenn kein Rückfall mit unbekannter Behandlung ein Zyklus war",
    "Weighted for being still observed by {}, it is {#} ({#} to {#}) if none came unseen":
        "Gewichtet für das Weiterbeobachtetsein nach {} ist sie, falls nichts ungesehen kam, {} ({} bis {})",
    "{#} people with impossible records had been set aside":
        "{} Personen mit unmöglichen Einträgen waren zurückgestellt worden",
    "{#} person with impossible records had been set aside":
        "{} Person mit unmöglichen Einträgen war zurückgestellt worden",
    "{#} people with isotretinoin before these records were left out":
        "{} Personen mit Isotretinoin vor diesen Daten wurden ausgeschlossen",
    "{#} person with isotretinoin before these records was left out":
        "{} Person mit Isotretinoin vor diesen Daten wurde ausgeschlossen",
    "It is {} if every unseen later step came at the worst time":
        "Es sind {}, wenn jede ungesehene spätere Stufe zur ungünstigsten Zeit kam",
    "It is {} if none ever came": "Es sind {}, wenn nie eine kam",
    "It is {} without those set aside": "Es sind {} ohne die Zurückgestellten",
    "Free of one are {} if relapses of unknown treatment led to one at the worst time":
        "Ohne einen sind {}, wenn Rückfälle mit unbekannter Behandlung zur ungünstigsten Zeit zu einem führten",
    "Free of one are {} if none of them did": "Ohne einen sind {}, wenn keiner davon es tat",
    "Free of one are {} without those set aside": "Ohne einen sind {} ohne die Zurückgestellten",
    "The simulated test of network kit {} was passed at {}":
        "Der simulierte Test des Netzwerkpakets {} wurde bestanden von {}",
    "that of {} was passed at {}": "der von {} von {}",
    "none at {}": "keiner bei {}",
    "Weighted for being still observed by {}, it is at most {#} ({#} to {#})":
        "Gewichtet für das Weiterbeobachtetsein nach {} ist sie höchstens {} ({} bis {})",
    "Weighted for being still observed by {}, it is at least {#} ({#} to {#})":
        "Gewichtet für das Weiterbeobachtetsein nach {} ist sie mindestens {} ({} bis {})",
    "and who left may have been well": "und weil es Ausgeschiedenen gut gegangen sein kann",
    "Later steps of a relapse are not in these records": "Spätere Stufen eines Rückfalls stehen nicht in diesen Daten",
    "How some relapses were treated is not known": "Wie einige Rückfälle behandelt wurden, ist nicht bekannt",
    "Some visits lack a score that the rules ask for": "In einigen Visiten fehlt ein Score, den die Regeln verlangen",
    "some visits lack a score that the rules ask for": "in einigen Visiten fehlt ein Score, den die Regeln verlangen",
    "some visits lack a score that the rules ask for and how some relapses were treated is not known":
        "in einigen Visiten fehlt ein Score, den die Regeln verlangen, und wie einige Rückfälle behandelt wurden, ist "
        "nicht bekannt",
    "some visits lack a score that the rules ask for and later steps of a relapse are not in these records":
        "in einigen Visiten fehlt ein Score, den die Regeln verlangen, und spätere Stufen eines Rückfalls stehen nicht "
        "in diesen Daten",
    "as some visits lack a score that the rules ask for":
        "da in einigen Visiten ein Score fehlt, den die Regeln verlangen",
    "as some visits lack a score that the rules ask for and how some relapses were treated is not known":
        "da in einigen Visiten ein Score fehlt, den die Regeln verlangen, und nicht bekannt ist, wie einige Rückfälle "
        "behandelt wurden",
    "as some visits lack a score that the rules ask for and later steps of a relapse are not in these records":
        "da in einigen Visiten ein Score fehlt, den die Regeln verlangen, und spätere Stufen eines Rückfalls nicht in "
        "diesen Daten stehen",
    "Some visits lack a score that the rules ask for, so that the share is at most {#}":
        "In einigen Visiten fehlt ein Score, den die Regeln verlangen, sodass der Anteil höchstens {} ist",
    "Some visits lack a score that the rules ask for, so that the share may be lower or higher":
        "In einigen Visiten fehlt ein Score, den die Regeln verlangen, sodass der Anteil niedriger oder höher sein "
        "kann",
    "Visits of {#} people lack a score that the rules ask for":
        "In Visiten von {} Personen fehlt ein Score, den die Regeln verlangen",
    "Visits of {#} person lack a score that the rules ask for":
        "In Visiten von {} Person fehlt ein Score, den die Regeln verlangen",
    "It is {} if all whose visits lack a score relapsed at the last of these":
        "Es sind {}, wenn alle, in deren Visiten ein Score fehlt, bei der letzten davon einen Rückfall hatten",
    "It is {#} if, besides, all whose visits lack a score relapsed at the last of these":
        "Es sind {}, wenn außerdem alle, in deren Visiten ein Score fehlt, bei der letzten davon einen Rückfall hatten",
    "{#} if all whose visits lack a score relapsed at the last of these":
        "{}, wenn alle, in deren Visiten ein Score fehlt, bei der letzten davon einen Rückfall hatten",
    "n = {#}; {#} if all whose visits lack a score relapsed at the last of these":
        "n = {}; {}, wenn alle, in deren Visiten ein Score fehlt, bei der letzten davon einen Rückfall hatten",
    "It is {} if none of them did": "Es sind {}, wenn niemand davon einen hatte",
    "It is {} if all that may have come unseen came at the worst time":
        "Es sind {}, wenn alles, was ungesehen gekommen sein kann, zur ungünstigsten Zeit kam",
    "It is {#} if, besides, all that may have come unseen came at the worst time":
        "Es sind {}, wenn außerdem alles, was ungesehen gekommen sein kann, zur ungünstigsten Zeit kam",
    "{#} if all that may have come unseen came at the worst time":
        "{}, wenn alles, was ungesehen gekommen sein kann, zur ungünstigsten Zeit kam",
    "n = {#}; {#} if all that may have come unseen came at the worst time":
        "n = {}; {}, wenn alles, was ungesehen gekommen sein kann, zur ungünstigsten Zeit kam",
    "Passive follow-up, later relapse steps unrecorded":
        "Passive Nachbeobachtung, spätere Stufen von Rückfällen nicht erfasst",
    "Passive follow-up, some relapses' treatment unknown":
        "Passive Nachbeobachtung, Behandlung einiger Rückfälle unbekannt",
    "The lower end takes everyone whose visits lack a score to have relapsed at the last of these":
        "Das untere Ende nimmt für alle, in deren Visiten ein Score fehlt, einen Rückfall bei der letzten davon an",
    "The lower end takes each relapse of unknown treatment for the outcome":
        "Das untere Ende nimmt jeden Rückfall mit unbekannter Behandlung als das Ereignis",
    "The lower end takes each later step on the last day on which it can have come by then":
        "Das untere Ende nimmt jede spätere Stufe am letzten Tag an, an dem sie bis dahin gekommen sein kann",
    "undecided: between {#} and {#}, as some visits lack a score that the rules ask for (margin of {#} points: {}; of "
    "{#} points: {})":
        "unentschieden: zwischen {} und {}, da in einigen Visiten ein Score fehlt, den die Regeln verlangen (Spanne "
        "von {} Punkten: {}; von {} Punkten: {})",
    "undecided: between {#} and {#}, as some visits lack a score that the rules ask for and how some relapses were "
    "treated is not known (margin of {#} points: {}; of {#} points: {})":
        "unentschieden: zwischen {} und {}, da in einigen Visiten ein Score fehlt, den die Regeln verlangen, und nicht "
        "bekannt ist, wie einige Rückfälle behandelt wurden (Spanne von {} Punkten: {}; von {} Punkten: {})",
    "undecided: between {#} and {#}, as some visits lack a score that the rules ask for and later steps of a relapse "
    "are not in these records (margin of {#} points: {}; of {#} points: {})":
        "unentschieden: zwischen {} und {}, da in einigen Visiten ein Score fehlt, den die Regeln verlangen, und "
        "spätere Stufen eines Rückfalls nicht in diesen Daten stehen (Spanne von {} Punkten: {}; von {} Punkten: {})",
    "Passive follow-up, some visits without a score": "Passive Nachbeobachtung, einige Visiten ohne Score",
    "Passive follow-up, some visits without a score, some relapses' treatment unknown":
        "Passive Nachbeobachtung, einige Visiten ohne Score, Behandlung einiger Rückfälle unbekannt",
    "Passive follow-up, some visits without a score, later relapse steps unrecorded":
        "Passive Nachbeobachtung, einige Visiten ohne Score, spätere Stufen von Rückfällen nicht erfasst",
    "Passive follow-up, some relapses' treatment unknown, later relapse steps unrecorded":
        "Passive Nachbeobachtung, Behandlung einiger Rückfälle unbekannt, spätere Stufen von Rückfällen nicht erfasst",
    "the curve may be too low or too high": "die Kurve kann zu tief oder zu hoch liegen",
    "the curve may be too high or too low": "die Kurve kann zu hoch oder zu tief liegen",
    "shares may be too low or too high": "Anteile können zu klein oder zu groß sein",
    "ratios are as doubtful": "Hazard Ratios sind ebenso unsicher",
    "the curve from day 0 is an upper bound, a later one may be too low or too high":
        "die Kurve ab Tag 0 ist eine Obergrenze, eine spätere kann zu tief oder zu hoch liegen",
    "that of year 1 is a lower bound, a later one may be too low or too high":
        "die von Jahr 1 ist eine Untergrenze, eine spätere kann zu tief oder zu hoch liegen",
    "the curve is an upper bound": "die Kurve ist eine Obergrenze",
    "what is drawn is a lower bound": "gezeigt ist eine Untergrenze",
    "each share is an upper bound; differences are as doubtful":
        "jeder Anteil ist eine Obergrenze, Unterschiede sind ebenso unsicher",
    "shares are of what was seen alone": "Anteile gelten nur für das Gesehene",
    "ratios are of what was seen alone": "Hazard Ratios gelten nur für das Gesehene",
    "all that is drawn is an upper bound": "alles Gezeigte ist eine Obergrenze",
    "higher steps may have been reached by more": "höhere Stufen können mehr Personen erreicht haben",
    "Where an outcome may have come unseen, shares are upper bounds":
        "Wo ein Ereignis ungesehen gekommen sein kann, sind Anteile obere Schranken",
    "Where an outcome may have come unseen, shares may be too low or too high":
        "Wo ein Ereignis ungesehen gekommen sein kann, können Anteile zu klein oder zu groß sein",
    "all that is drawn may be too low or too high": "alles Gezeigte kann zu tief oder zu hoch liegen",
    "areas of steps may be too small or too large": "Flächen der Stufen können zu klein oder zu groß sein",
    "the number is a bound, and its sentence does not say so":
        "die Zahl ist eine Schranke, und ihr Satz sagt es nicht",
    "{#} if relapses of unknown treatment led to one at the worst time":
        "{}, wenn Rückfälle mit unbekannter Behandlung zur ungünstigsten Zeit zu einem führten",
    "No patient has more than one row in these records: an export of first courses alone would look the same":
        "Niemand hat in diesen Daten mehr als eine Zeile: ein Export nur der ersten Zyklen sähe ebenso aus",
    "In {#} of {#} sources no patient has more than one row: an export of first courses alone would look the same":
        "In {} von {} Quellen hat niemand mehr als eine Zeile: ein Export nur der ersten Zyklen sähe ebenso aus",
    "Later courses of {#} people with a relapse cannot be seen":
        "Spätere Zyklen von {} Personen mit einem Rückfall sind nicht zu sehen",
    "Later courses of {#} person with a relapse cannot be seen":
        "Spätere Zyklen von {} Person mit einem Rückfall sind nicht zu sehen",
    "Had each relapse led to a second course at the worst time, it would be {#}":
        "Hätte jeder Rückfall zur ungünstigsten Zeit zu einem zweiten Zyklus geführt, wären es {}",
    "Had each relapse led to a second course at the worst time, it would be {#}, with all those set aside":
        "Hätte jeder Rückfall zur ungünstigsten Zeit zu einem zweiten Zyklus geführt, wären es {}, mit allen "
        "Zurückgestellten",
    "Had they any, the share is the same by then": "Hatten sie welche, ist der Anteil bis dahin derselbe",
    "Free of one are {} if every unseen later course came at the worst time":
        "Ohne einen sind {}, wenn jeder ungesehene spätere Zyklus zur ungünstigsten Zeit kam",
    "Free of one are {#} if, besides, every unseen later course came at the worst time":
        "Ohne einen sind {}, wenn außerdem jeder ungesehene spätere Zyklus zur ungünstigsten Zeit kam",
    "Free of one are {} if none ever came": "Ohne einen sind {}, wenn nie einer kam",
    "{#} if every unseen later course came at the worst time":
        "{}, wenn jeder ungesehene spätere Zyklus zur ungünstigsten Zeit kam",
    "n = {#}; {#} if every unseen later course came at the worst time":
        "n = {}; {}, wenn jeder ungesehene spätere Zyklus zur ungünstigsten Zeit kam",
    "How the relapses of {#} people still free of {} were treated is not known":
        "Wie die Rückfälle von {} Personen behandelt wurden, noch ohne {}, ist nicht bekannt",
    "How the relapses of {#} people still free of a second course were treated is not known":
        "Wie die Rückfälle von {} Personen behandelt wurden, noch ohne zweiten Zyklus, ist nicht bekannt",
    "How the relapses of {#} people before or after a second course were treated is not known":
        "Wie die Rückfälle von {} Personen vor oder nach einem zweiten Zyklus behandelt wurden, ist nicht bekannt",
    "How the relapses of {#} person still free of {} were treated is not known":
        "Wie die Rückfälle von {} Person behandelt wurden, noch ohne {}, ist nicht bekannt",
    "How the relapses of {#} person still free of a second course were treated is not known":
        "Wie die Rückfälle von {} Person behandelt wurden, noch ohne zweiten Zyklus, ist nicht bekannt",
    "How the relapses of {#} person before or after a second course were treated is not known":
        "Wie die Rückfälle von {} Person vor oder nach einem zweiten Zyklus behandelt wurden, ist nicht bekannt",
    "were each treated by a further course, it would be {#}":
        "wäre es jedes Mal ein weiterer Zyklus gewesen, wären es {}",
    "Had they led to a second course at the worst time, it would be {#}":
        "Hätten sie zur ungünstigsten Zeit zu einem zweiten Zyklus geführt, wären es {}",
    "Had they led to a second course at the worst time, it would be {#}, with all those set aside":
        "Hätten sie zur ungünstigsten Zeit zu einem zweiten Zyklus geführt, wären es {}, mit allen Zurückgestellten",
    "this is the least that there can be": "weniger können es nicht sein",
    "Later steps of a relapse are not in these records, so that the share is at most {#}":
        "Spätere Stufen eines Rückfalls stehen nicht in diesen Daten, sodass der Anteil höchstens {} ist",
    "Later steps of a relapse are not in these records, so that the share may be lower or higher":
        "Spätere Stufen eines Rückfalls stehen nicht in diesen Daten, sodass der Anteil niedriger oder höher sein kann",
    "How some relapses were treated is not known, so that the share is at most {#}":
        "Wie einige Rückfälle behandelt wurden, ist nicht bekannt, sodass der Anteil höchstens {} ist",
    "How some relapses were treated is not known, so that the share may be lower or higher":
        "Wie einige Rückfälle behandelt wurden, ist nicht bekannt, sodass der Anteil niedriger oder höher sein kann",
    "Free of one are {#} if, besides, relapses of unknown treatment led to one at the worst time":
        "Ohne einen sind {}, wenn außerdem Rückfälle mit unbekannter Behandlung zur ungünstigsten Zeit zu einem "
        "führten",
    "It is {#} if, besides, every unseen later step came at the worst time":
        "Es sind {}, wenn außerdem jede ungesehene spätere Stufe zur ungünstigsten Zeit kam",
    "at most {#} ({#} to {#}) at {}": "höchstens {} ({} bis {}) nach {}",
    "at least {#} ({#} to {#}) within {}": "mindestens {} ({} bis {}) innerhalb von {}",
    "at most {#} ({#} to {#}) within {}": "höchstens {} ({} bis {}) innerhalb von {}",
    "at most {#} at {}": "höchstens {} nach {}",
    "at least {#} within {}": "mindestens {} innerhalb von {}",
    "It is {} if relapses of unknown treatment led to a second course at the worst time":
        "Es sind {}, wenn Rückfälle mit unbekannter Behandlung zur ungünstigsten Zeit zu einem zweiten Zyklus führten",
    "It is {#} if, besides, relapses of unknown treatment led to a second course at the worst time":
        "Es sind {}, wenn außerdem Rückfälle mit unbekannter Behandlung zur ungünstigsten Zeit zu einem zweiten Zyklus "
        "führten",
    "{#} if relapses of unknown treatment led to a second course at the worst time":
        "{}, wenn Rückfälle mit unbekannter Behandlung zur ungünstigsten Zeit zu einem zweiten Zyklus führten",
    "n = {#}; {#} if relapses of unknown treatment led to a second course at the worst time":
        "n = {}; {}, wenn Rückfälle mit unbekannter Behandlung zur ungünstigsten Zeit zu einem zweiten Zyklus führten",
    "These records do not hold all later treatments of a relapse: later steps of {#} person cannot be seen":
        "Diese Daten enthalten nicht alle späteren Behandlungen eines Rückfalls: spätere Stufen von {} "
        "Person sind nicht zu sehen",
    "These records do not hold all later treatments of a relapse: later steps of {#} people cannot be seen":
        "Diese Daten enthalten nicht alle späteren Behandlungen eines Rückfalls: spätere Stufen von {} "
        "Personen sind nicht zu sehen",
    "Untreated and topical only, together, lie between {#} and {#} at {}":
        "Unbehandelt und nur topisch zusammen liegen nach {2} zwischen {0} und {1}",
    "The present step cannot be told: these records hold one treatment of a relapse alone, and not how long it "
    "was taken":
        "Die gegenwärtige Stufe ist nicht zu sagen: diese Daten enthalten nur eine Behandlung eines Rückfalls, "
        "und nicht, wie lange sie dauerte",
    "The present step cannot be told: the file of later treatments does not hold those of all people with a "
    "recorded relapse":
        "Die gegenwärtige Stufe ist nicht zu sagen: die Datei späterer Behandlungen enthält nicht die aller Personen "
        "mit dokumentiertem Rückfall",
    "What they used later, and how long, is not known": "Was sie später nahmen und wie lange, ist nicht bekannt",
    "Of later steps these records show only isotretinoin, however short":
        "Von späteren Stufen zeigen diese Daten nur Isotretinoin, wie kurz auch immer",
    "{#} people had a relapse after a second course whose treatment is not recorded: it may have been one more":
        "{} Personen hatten nach einem zweiten Zyklus einen Rückfall, dessen Behandlung nicht erfasst ist: sie kann "
        "noch einer gewesen sein",
    "{#} people had a relapse whose treatment is not recorded: it may have been a second course":
        "{} Personen hatten einen Rückfall, dessen Behandlung nicht erfasst ist: sie kann ein zweiter Zyklus "
        "gewesen sein",
    "{#} person had a relapse after a second course whose treatment is not recorded: it may have been one more":
        "{} Person hatte nach einem zweiten Zyklus einen Rückfall, dessen Behandlung nicht erfasst ist: sie kann noch "
        "einer gewesen sein",
    "{#} person had a relapse whose treatment is not recorded: it may have been a second course":
        "{} Person hatte einen Rückfall, dessen Behandlung nicht erfasst ist: sie kann ein zweiter Zyklus "
        "gewesen sein",
    "{#} people had a first relapse without systemic treatment":
        "{} Personen hatten einen ersten Rückfall ohne systemische Behandlung",
    "{#} person had a first relapse without systemic treatment":
        "{} Person hatte einen ersten Rückfall ohne systemische Behandlung",
    "These records do not hold all later treatments of relapses; a whole file of them (events) would":
        "Diese Daten enthalten nicht alle späteren Behandlungen von Rückfällen; eine ganze Datei davon "
        "(events) täte es",
    "later steps of a relapse are not in these records":
        "spätere Stufen eines Rückfalls stehen nicht in diesen Daten",
    "as later steps of a relapse are not in these records":
        "da spätere Stufen eines Rückfalls nicht in diesen Daten stehen",
    "as how some relapses were treated is not known": "da nicht bekannt ist, wie einige Rückfälle behandelt wurden",
    "undecided: between {#} and {#}, as later steps of a relapse are not in these records (margin of {#} "
    "points: {}; of {#} points: {})":
        "unentschieden: zwischen {} und {}, da spätere Stufen eines Rückfalls nicht in diesen Daten stehen "
        "(Spanne von {} Punkten: {}; von {} Punkten: {})",
    "undecided: between {#} and {#}, as how some relapses were treated is not known (margin of {#} points: {}; "
    "of {#} points: {})":
        "unentschieden: zwischen {} und {}, da nicht bekannt ist, wie einige Rückfälle behandelt wurden (Spanne"
        " von {} Punkten: {}; von {} Punkten: {})",
    "undecided: between {#} and {#}, {}": "unentschieden: zwischen {} und {}, {}",
    "undecided: at least {#}, as only what was written down counts":
        "unentschieden: mindestens {}, denn es zählt nur, was aufgeschrieben wurde",
    "they hold no treatment after the first of a relapse":
        "sie enthalten keine Behandlung nach der ersten eines Rückfalls",
    "no indication is recorded": "keine Indikation ist erfasst",
    "no daily dose is recorded": "keine Tagesdosis ist erfasst",
    "no daily dose with a person's own weight is recorded": "keine Tagesdosis mit eigenem Gewicht ist erfasst",
    "No cumulative dose by a person's own weight is recorded, so nothing can be told of dose":
        "Keine kumulative Dosis nach eigenem Gewicht ist erfasst, so ist über die Dosis nichts zu sagen",
    "These records hold the first treatment of a relapse alone":
        "Diese Daten enthalten nur die erste Behandlung eines Rückfalls",
    "Later steps cannot be seen: shares free of later treatments are upper bounds":
        "Spätere Stufen sind nicht zu sehen: Anteile ohne spätere Behandlungen sind obere Schranken",
    "How some relapses were treated is not in these records: more people may have been treated again than is seen, and "
    "some of them earlier":
        "Wie einige Rückfälle behandelt wurden, steht nicht in diesen Daten: mehr Personen als zu sehen können wieder "
        "behandelt worden sein, und einige davon früher",
    "Some rows were set aside, since they cannot be true": "Einige Zeilen wurden zurückgestellt, da sie nicht stimmen "
        "können",
    "Nothing here takes in whose they are, and shares may be too low or too high":
        "Nichts hier schließt ein, von wem sie sind, und Anteile können zu niedrig oder zu hoch sein",
    "The exact report, where the records are, says by how much":
        "Um wie viel, sagt der genaue Bericht am Ort der Daten",
    "set aside": "zurückgestellt",
    "unreadable date": "unlesbares Datum",
    "impossible date": "unmögliches Datum",
    "month only": "nur ein Monat",
    "two digit year": "zweistelliges Jahr",
    "date before 1900": "Datum vor 1900",
    "future date": "Datum in der Zukunft",
    "same patient": "selbe Person",
    "Groups by {}, {} were compared by the log-rank test ({})":
        "Gruppen nach {}, {} wurden mit dem Log-Rang-Test verglichen ({})",
    "Limits by the bootstrap are of {#} multinomial draws of the people ({})":
        "Bootstrap-Grenzen stammen aus {} multinomialen Ziehungen der Personen ({})",
    "Limits without a formula": "Grenzen ohne Formel",
    "Remission of everyone, in % with limits by formula and from {#} draws of the people: quantiles of the "
    "draws, and the same shifted for bias and skewness (BCa)":
        "Remission aller, in % mit Grenzen nach Formel und aus {} Ziehungen der Personen: Quantile der "
        "Ziehungen, und dieselben um Verzerrung und Schiefe verschoben (BCa)",
    "results.csv has groups and further quantities": "results.csv enthält Gruppen und weitere Größen",
    "by formula ({})": "nach Formel ({})",
    "bootstrap, percentile limits": "Bootstrap, Perzentil-Grenzen",
    "bootstrap, BCa limits": "Bootstrap, BCa-Grenzen",
    "weighted by the inverse probability of the group": "gewichtet mit der inversen Wahrscheinlichkeit der Gruppe",
    "standardised over a Cox model": "über ein Cox-Modell standardisiert",
    "exact Poisson limits": "exakte Poisson-Grenzen",
    "Step curves of the share free of {} by group, adjusted for {}, each beside its crude curve":
        "Stufenkurven des Anteils ohne {} nach Gruppe, adjustiert für {}, jede neben ihrer rohen Kurve",
    "Rising step curve of the mean number of further courses of {#} people":
        "Steigende Stufenkurve der mittleren Zahl weiterer Zyklen von {} Personen",
    "Love plot of the balance of {#} confounders": "Love-Plot der Ausgewogenheit von {} Confoundern",
    "{}: {#} before, {#} after": "{}: {} vorher, {} nachher",
    "Step curve of the share free of {}, with a model that levels off":
        "Stufenkurve des Anteils ohne {}, mit einem Modell, das flach ausläuft",
    "Curve of the hazard ratio of {} over the cumulative dose, with a band":
        "Kurve der Hazard Ratio ({}) über die kumulative Dosis, mit Band",
    "at a ratio of {#}": "bei einem Verhältnis von {}",
    "claim {} at a ratio of {#}": "Behauptung {}, bei einem Verhältnis von {}",
    "Curve of the hazard ratio of {} over time, with a band and dots":
        "Kurve der Hazard Ratio ({}) über die Zeit, mit Band und Punkten",
    "Remission at {} would be {#} if those lost early had {#} times the hazard of those who stayed":
        "Die Remission nach {0} wäre {1}, wenn früh Verlorene das {2}-Fache des Hazards der Gebliebenen hätten",
    "The verdict on the claim ({}) becomes {} at {#} times, and {} at {#} times":
        "Das Urteil über die Behauptung ({0}) wird beim {2}-Fachen: {1}, und beim {4}-Fachen: {3}",
    "Falling line of the share free of {} over the hazard of those lost early":
        "Fallende Linie des Anteils ohne {} über dem Hazard der früh Verlorenen",
    "Remission equals the claim at {#} times": "Die Remission gleicht der Behauptung beim {}-Fachen",
    "course records": "Zyklen",
    "outcomes set aside": "Endpunkte zurückgestellt", "others left out": "andere weggelassen",
    "first relapse only": "nur der erste Rückfall",
    "unknown relapse treatment": "unbekannte Behandlung von Rückfällen",
    "date cleared": "Datum geleert",
    "error": "Fehler",
    "{#} of {#} values of {} are not dates": "{} von {} Werten von {} sind kein Datum",
    "{#} of {#} values of {} is not a date": "{} von {} Werten von {} ist kein Datum",
    "{#} of {#} values of {} is a day that does not exist": "{} von {} Werten von {} ist ein Tag, den es nicht gibt",
    "{#} of {#} values of {} are days that do not exist": "{} von {} Werten von {} sind Tage, die es nicht gibt",
    "Write dates as 2019-04-03 (or 3.4.2019, 3 Apr 2019)":
        "Daten als 2019-04-03 schreiben (oder 3.4.2019, 3 Apr 2019)",
    "{#} cells of {} are read as empty, as values says: free of relapse":
        "{} Zellen von {} gelten nach values als leer: ohne Rückfall",
    "{#} cell of {} is read as empty, as values says: free of relapse":
        "{} Zelle von {} gilt nach values als leer: ohne Rückfall",
    'Where a text says that the day is not known, take it out of values: on_invalid = "set_aside" then leaves '
    'these persons out and tells them':
        'Sagt ein Text, dass der Tag unbekannt ist, gehört er nicht in values: on_invalid = "set_aside" stellt '
        'diese Personen dann zurück und nennt sie',
    "{#} of {#} courses have a relapse whose treatment is not known":
        "{} von {} Zyklen haben einen Rückfall, dessen Behandlung nicht bekannt ist",
    "{#} of {#} courses has a relapse whose treatment is not known":
        "{} von {} Zyklen hat einen Rückfall, dessen Behandlung nicht bekannt ist",
    "They count as recorded relapses, and as no treatment":
        "Sie zählen als dokumentierte Rückfälle und als keine Behandlung",
    "Of those before a second course, more may have been treated again than is seen, and some earlier: the report "
    "gives both ends":
        "Von denen vor einem zweiten Zyklus können mehr als zu sehen wieder behandelt worden sein, und einige früher: "
        "der Bericht nennt beide Enden",
    "Further courses are counted without any of them, and told with all":
        "Weitere Zyklen sind ohne sie gezählt und werden mit allen genannt",
    "Fill in relapse_treatment": "relapse_treatment ergänzen",
    "Events and courses hold {#} of {#} other relapses treated with {}, fewer than {#}, so that they cannot tell it":
        "Ereignisse und Zyklen enthalten {} von {} anderen mit {} behandelten Rückfällen, weniger als {}, sodass sie "
        "es nicht sagen können",
    "Events and courses hold a treatment near {#} of {#} of these relapses, fewer than {#}, so that they cannot tell "
    "it":
        "Ereignisse und Zyklen enthalten nahe {} von {} dieser Rückfälle eine Behandlung, weniger als {}, sodass sie "
        "es nicht sagen können",
    "Events and courses hold {#} of {#} other relapses treated with {}, at least {#}":
        "Ereignisse und Zyklen enthalten {} von {} anderen mit {} behandelten Rückfällen, mindestens {}",
    "Events and courses hold a treatment near {#} of {#} of these relapses, at least {#}":
        "Ereignisse und Zyklen enthalten nahe {} von {} dieser Rückfälle eine Behandlung, mindestens {}",
    "Between: the least and the most that a share can be, as people who left may have been well, an outcome may have "
    "come unseen or people were set aside":
        "Zwischen: der kleinste und der größte Anteil, den es geben kann, da es Personen, die wegblieben, vielleicht "
        "gut ging, ein Ereignis ungesehen eingetreten sein kann oder Personen zurückgestellt wurden",
    "Between: the least and the most that a share can be, as an outcome may have come unseen or people were set aside":
        "Zwischen: der kleinste und der größte Anteil, den es geben kann, da ein Ereignis ungesehen eingetreten sein "
        "kann oder Personen zurückgestellt wurden",
    "none of {#} events is an acne treatment after a first course":
        "keines von {} Ereignissen ist eine Aknebehandlung nach einem ersten Zyklus",
    "none of {#} event is an acne treatment after a first course":
        "keines von {} Ereignis ist eine Aknebehandlung nach einem ersten Zyklus",
    "The file counts as one without later treatments":
        "Die Datei gilt als eine ohne spätere Behandlungen",
    "If it should hold them, look what was exported": "Soll sie sie enthalten, prüfen, was exportiert wurde",
    "The events are taken to hold what treated them": "Was sie behandelte, wird den Ereignissen entnommen",
    "Where they name nothing, a relapse counts as not treated":
        "Wo sie nichts nennen, zählt ein Rückfall als nicht behandelt",
    "If they do not hold it, fill in relapse_treatment": "Enthalten sie es nicht, relapse_treatment ergänzen",
    'If a column of another name has it: relapse_treatment = "YOUR_NAME" under [data.columns]':
        'Hat sie eine Spalte anderen Namens: relapse_treatment = "IHR_NAME" unter [data.columns]',
    "Correct what can be corrected": "Korrigieren, was sich korrigieren lässt",
    "Look at both days: one is wrong, or they are in each other's columns":
        "Beide Tage prüfen: einer ist falsch, oder sie stehen in vertauschten Spalten",
    "{#} people had a first relapse without systemic treatment, and later treatments of it are not in these records":
        "{} Personen hatten einen ersten Rückfall ohne systemische Behandlung, und dessen spätere Behandlungen"
        " stehen nicht in diesen Daten",
    "{#} person had a first relapse without systemic treatment, and later treatments of it are not in these records":
        "{} Person hatte einen ersten Rückfall ohne systemische Behandlung, und dessen spätere Behandlungen "
        "stehen nicht in diesen Daten",
    "The share free of systemic treatment is then an upper bound; the report gives the lower one":
        "Der Anteil ohne systemische Behandlung ist dann eine obere Schranke; der Bericht gibt die untere",
    "A file of later treatments (events: patient_id, date, kind) closes the gap":
        "Eine Datei späterer Behandlungen (events: patient_id, date, kind) schließt die Lücke",
    "{#} of {#} courses are a further one without an end, and under way at the last contact":
        "{} von {} Zyklen sind weitere ohne Ende, die beim letzten Kontakt noch laufen",
    "{#} of {#} courses is a further one without an end, and under way at the last contact":
        "{} von {} Zyklen ist ein weiterer ohne Ende, der beim letzten Kontakt noch läuft",
    "Each is a second or further course from its start on, and taken as under way at the last contact":
        "Jeder ist von seinem Beginn an ein zweiter oder weiterer Zyklus und gilt beim letzten Kontakt als laufend",
    "Write its end where it has ended": "Das Ende eintragen, wo er beendet ist",
    "{#} of {#} patients set aside have a relapse or a later treatment in their rows, of {#} who have one in all":
        "{} von {} zurückgestellten Patienten haben einen Rückfall oder eine spätere Behandlung in ihren "
        "Zeilen, von insgesamt {} mit einem solchen",
    "{#} of {#} patients set aside has a relapse or a later treatment in their rows, of {#} who have one in all":
        "{} von {} zurückgestellten Patienten hat einen Rückfall oder eine spätere Behandlung in den Zeilen, "
        "von insgesamt {} mit einem solchen",
    "{#} of {#} patients set aside have a relapse or a later treatment in their rows, of at least {#} who have one in "
    "all":
        "{} von {} zurückgestellten Patienten haben einen Rückfall oder eine spätere Behandlung in ihren "
        "Zeilen, von insgesamt mindestens {} mit einem solchen",
    "{#} of {#} patients set aside has a relapse or a later treatment in their rows, of at least {#} who have one in "
    "all":
        "{} von {} zurückgestellten Patienten hat einen Rückfall oder eine spätere Behandlung in den Zeilen, "
        "von insgesamt mindestens {} mit einem solchen",
    "{#} values of {} stand under two or more patient_ids, of which sex and birth year agree":
        "{} Werte von {} stehen unter zwei oder mehr patient_id, deren Geschlecht und Geburtsjahr übereinstimmen",
    "If {} is of single people, they count as several, and a later course of one as the first course of another":
        "Gehört {} zu einzelnen Personen, zählen sie als mehrere, und ein späterer Zyklus der einen als erster einer "
        "anderen",
    "Give each person one patient_id: call that column patient_id, and the present one otherwise":
        "Geben Sie jeder Person eine patient_id: nennen Sie jene Spalte patient_id, und die jetzige anders",
    "{#} patient_ids of {} are like another one but for {}; sex and birth year agree, and their courses do not overlap":
        "{} patient_id von {} sind bis auf {} wie eine andere; Geschlecht und Geburtsjahr stimmen überein, und ihre "
        "Zyklen überschneiden sich nicht",
    "an ending": "eine Endung",
    "letters and signs that look like others": "Buchstaben und Zeichen, die wie andere aussehen",
    "If the two are one person, a later course counts as the first course of another":
        "Sind beide eine Person, zählt ein späterer Zyklus als erster einer anderen",
    "Give each person one patient_id: take the endings off":
        "Geben Sie jeder Person eine patient_id: lassen Sie die Endungen weg",
    "Give each person one patient_id: write it one way":
        "Geben Sie jeder Person eine patient_id: schreiben Sie sie auf eine Weise",
    "{#} of {#} rows with a day in '{}' have no second row":
        "{} von {} Zeilen mit einem Tag in '{}' haben keine zweite Zeile",
    "{#} of {#} rows with a day in '{}' has no second row":
        "{} von {} Zeilen mit einem Tag in '{}' hat keine zweite Zeile",
    "{#} of {#} row with a day in '{}' has no second row":
        "{} von {} Zeile mit einem Tag in '{}' hat keine zweite Zeile",
    "Leave the end of one empty that is not known": "Ein Ende, das nicht bekannt ist, leer lassen",
    "If they are of one person, a later course counts as the first course of another":
        "Gehören sie zu einer Person, zählt ein späterer Zyklus als erster einer anderen",
    "one person twice": "eine Person zweimal",
    "{#} patients set aside have no relapse and no later treatment in any row":
        "{} zurückgestellte Patienten haben in keiner Zeile einen Rückfall oder eine spätere Behandlung",
    "{#} patient set aside has no relapse and no later treatment in any row":
        "{} zurückgestellter Patient hat in keiner Zeile einen Rückfall oder eine spätere Behandlung",
    "Were they well, remission looks worse than it is":
        "Ging es ihnen gut, sieht die Remission schlechter aus, als sie ist",
    "The report's ranges take them in": "Die Spannen des Berichts schließen sie ein",
    "Correct their rows": "Korrigieren Sie ihre Zeilen",
    "Without them remission looks better than it is; the report's ranges take them in":
        "Ohne sie sieht die Remission besser aus, als sie ist; die Spannen des Berichts schließen sie ein",
    "Correct their rows where they can be corrected; to clear the cell instead would count them as free of relapse":
        "Ihre Zeilen berichtigen, wo das geht; die Zelle zu leeren hieße, sie als ohne Rückfall zu zählen",
    "Patients with impossible records were set aside: {}, beside this folder, lists their rows and is not for sharing":
        "Patienten mit unmöglichen Einträgen wurden zurückgestellt: {} neben diesem Ordner nennt ihre Zeilen "
        "und ist nicht zum Weitergeben",
    "not quoted under {#} at risk": "nicht genannt unter {} unter Risiko",
    "rounding.csv has every population, group and cause": "rounding.csv enthält jede Population, Gruppe und Ursache",
    "Limits of confidence say nothing of it: both belong beside a figure. rounding.csv has every population, "
    "group and cause":
        "Konfidenzgrenzen sagen davon nichts: beides gehört neben eine Zahl. rounding.csv enthält jede "
        "Population, Gruppe und Ursache",
    "The sites": "Die Zentren",
    "Releases of the sites were pooled: their rounded counts were added up":
        "Freigaben der Zentren wurden gepoolt: ihre gerundeten Zahlen wurden addiert",
    "Sites were compared as random effects on the logit scale (REML, Hartung-Knapp limits), and groups by the "
    "log-rank test within sites":
        "Zentren wurden als zufällige Effekte auf der Logit-Skala verglichen (REML, Grenzen nach Hartung-"
        "Knapp), Gruppen mit dem Log-Rang-Test innerhalb der Zentren",
    "{} has fewer than {#} people": "{} hat weniger als {} Personen",
    "{} have fewer than {#} people": "{} haben weniger als {} Personen",
    "Rounding weighs most there: pool such sites in another way, as by their exact estimates":
        "Dort wiegt die Rundung am meisten: solche Zentren anders poolen, etwa über ihre genauen Schätzungen",
    "Fewer than two sites can be quoted at the horizon, so that nothing is said of how sites differ":
        "Weniger als zwei Zentren sind am Horizont zu nennen, so wird über Unterschiede der Zentren nichts gesagt",
    "In the median site {#} were free of {} at {} ({#} limits {#} to {#}; random effects)":
        "Im medianen Zentrum waren nach {2} {0} ohne {1} ({3}-Grenzen {4} bis {5}; zufällige Effekte)",
    "One more site would lie between {#} and {#}": "Ein weiteres Zentrum läge zwischen {} und {}",
    "The sites differ by more than chance (p = {#}; I2 {#})":
        "Die Zentren unterscheiden sich mehr als durch Zufall (p = {}; I2 {})",
    "The sites differ by more than chance (p < {#}; I2 {#})":
        "Die Zentren unterscheiden sich mehr als durch Zufall (p < {}; I2 {})",
    "It is not shown that the sites differ by more than chance (p = {#}; I2 {#})":
        "Es ist nicht gezeigt, dass sich die Zentren mehr als durch Zufall unterscheiden (p = {}; I2 {})",
    "How far rounding can have moved this is not bounded: a site may have a share of 0 or 1":
        "Wie weit die Rundung dies verschoben haben kann, ist unbeschränkt: ein Zentrum kann einen Anteil von 0"
        " oder 1 haben",
    "Rounding alone can have put the median site anywhere from {#} to {#}":
        "Die Rundung allein kann das mediane Zentrum überall von {} bis {} hinlegen",
    "It can have put one more site anywhere from {#} to {#}":
        "Ein weiteres Zentrum kann sie überall von {} bis {} hinlegen",
    "Of the unrounded counts, that p may be anything from {#} to {#}":
        "Mit den ungerundeten Zahlen kann dieses p zwischen {} und {} liegen",
    "Of the unrounded counts, that p may be anything from {#} to {#}: rounding decides whether they differ":
        "Mit den ungerundeten Zahlen kann dieses p zwischen {} und {} liegen: die Rundung entscheidet, ob sie sich"
        " unterscheiden",
    "By {} nothing is pooled: {}": "Nach {} ist nichts gepoolt: {}",
    "Rounding leaves {#} of {#} log-rank tests open: {}": "Die Rundung lässt {} von {} Log-Rang-Tests offen: {}",
    "Rounding leaves {#} of {#} log-rank test open: {}": "Die Rundung lässt {} von {} Log-Rang-Test offen: {}",
    "Their unrounded p may lie on either side of 0.05, whatever the rounded counts have":
        "Ihr ungerundetes p kann auf jeder Seite von 0,05 liegen, was immer die gerundeten Zahlen zeigen",
    "median site (random effects)": "medianes Zentrum (zufällige Effekte)",
    "one more site (prediction)": "ein weiteres Zentrum (Vorhersage)",
    "Free of {} at {} by site, in % with {#} limits ({} of rounded counts)":
        "Ohne {0} nach {1}, je Zentrum, in % mit Grenzen ({2}; {3} gerundeter Zahlen)",
    "Last column: between which figures the unrounded counts have it, the sites' errors as released (of more "
    "than eight sites, of the choices tried)":
        "Letzte Spalte: zwischen welchen Zahlen die ungerundeten es sehen, mit den freigegebenen Fehlern der "
        "Zentren (bei mehr als acht Zentren: unter den geprüften Möglichkeiten)",
    "Two groups compared within sites: the log-rank test of the rounded counts, and between which p that of the"
    " unrounded counts lies":
        "Zwei Gruppen, innerhalb der Zentren verglichen: der Log-Rang-Test der gerundeten Zahlen, und zwischen "
        "welchen p der der ungerundeten liegt",
    "The ends are worst cases; where they lie on both sides of 0.05 rounding decides":
        "Die Enden sind ungünstigste Fälle; liegen sie beiderseits von 0,05, entscheidet die Rundung",
    "chi-square": "Chi-Quadrat",
    "unrounded p lies within": "ungerundetes p liegt zwischen",
    "Pooled from the releases of {#} sites: rounded counts by {}, added up":
        "Gepoolt aus den Freigaben von {} Zentren: gerundete Zahlen je {}, addiert",
    "Nothing of the whole is quoted where fewer than {#} people are at risk":
        "Vom Ganzen wird nichts genannt, wo weniger als {} Personen unter Risiko sind",
    "Nothing is quoted where fewer than {#} people are at risk":
        "Nichts wird genannt, wo weniger als {} Personen unter Risiko sind",
    "This page is made from the releases of the sites and from nothing else: each count is a sum of rounded ones":
        "Diese Seite ist aus den Freigaben der Zentren gemacht und aus nichts sonst: jede Zahl ist eine Summe "
        "gerundeter",
    "Tests and models that need records are not here, nor are mean and median times":
        "Tests und Modelle, die Daten brauchen, fehlen hier, ebenso mittlere und mediane Zeiten",
    "Who was left out before the first course was studied is known at the sites alone":
        "Wer vor dem ersten Zyklus wegfiel, wissen nur die Zentren",
    "Each table was rounded by itself, so that parts need not add up to their whole":
        "Jede Tabelle ist für sich gerundet, sodass Teile ihr Ganzes nicht ergeben müssen",
    "People seen at two sites count twice": "In zwei Zentren Gesehene zählen doppelt",
    "quarter": "Quartal",
    "month": "Monat",
}
"""Of what records do not tell, of people set aside, and of releases pooled."""


SELDOM = {
    "{#} ±{#} points": "{} ±{} Punkte",
    "n is {#}": "n ist {}",
    "n and events are {#}": "n und Ereignisse sind {}",
    "the outcome": "der Endpunkt",
    "The outcome": "Endpunkt",
    "{#} column": "{} Spalte",
    "{#} columns": "{} Spalten",
    "{#} group": "{} Gruppe",
    "{#} groups": "{} Gruppen",
    "{#} or more": "{} oder mehr",
    "{} not estimable": "{} nicht schätzbar",
    "{} Not estimable": "{} nicht schätzbar",
    "{#} not estimable": "{} nicht schätzbar",
    "{#} confidence interval {#} to {#}": "{}-Konfidenzintervall {} bis {}",
    "{#} credible interval {#} to {#}": "{}-Kredibilitätsintervall {} bis {}",
    "{#} at {} ({#} confidence interval {#} to {#}; {#} at risk)":
        "{} nach {} ({}-Konfidenzintervall {} bis {}; {} unter Risiko)",
    "{} {#} ({#} confidence interval {#} to {#}; {#} at risk)":
        "{} {} ({}-Konfidenzintervall {} bis {}; {} unter Risiko)",
    "{} {#} days ({#} confidence interval {#} to {#})": "{} {} Tage ({}-Konfidenzintervall {} bis {})",
    "at {} {#} points ({#} confidence interval {#} to {#})": "nach {} {} Punkte ({}-Konfidenzintervall {} bis {})",
    "at {#} year {#} points ({#} confidence interval {#} to {#})":
        "nach {} Jahr {} Punkte ({}-Konfidenzintervall {} bis {})",
    "at {#} years {#} points ({#} confidence interval {#} to {#})":
        "nach {} Jahren {} Punkte ({}-Konfidenzintervall {} bis {})",
    "{#} ({#} confidence interval {#} to {#})": "{} ({}-Konfidenzintervall {} bis {})",
    "P={#}": "P={}",
    "P<{#}": "P<{}",
    "P<.001": "P<,001",
    "P = {#}": "P = {}",
    "P < {#}": "P < {}",
    "Log-rank test: {}": "Log-Rang-Test: {}",
    "Log-rank test within {#} strata: {}": "Log-Rang-Test innerhalb von {} Strata: {}",
    "Log-rank test with rho = {#}: {}": "Log-Rang-Test mit Rho = {}: {}",
    "Log-rank test within {#} strata with rho = {#}: {}": "Log-Rang-Test innerhalb von {} Strata mit Rho = {}: {}",
    "Log-rank test of trend: {}": "Log-Rang-Test auf Trend: {}",
    "Gray's test: {}": "Test nach Gray: {}",
    "Hall-Wellner band: the whole curve lies in it with {#} confidence ({})":
        "Hall-Wellner-Band: mit {} Konfidenz liegt die ganze Kurve darin ({})",
    "Nair's equal-precision band: the whole curve lies in it with {#} confidence ({})":
        "Band gleicher Genauigkeit nach Nair: mit {} Konfidenz liegt die ganze Kurve darin ({})",
    "No Hall-Wellner band: nobody has failed yet": "Kein Hall-Wellner-Band: noch hat niemand den Endpunkt",
    "No Nair's equal-precision band: nobody has failed yet":
        "Kein Band gleicher Genauigkeit nach Nair: noch hat niemand den Endpunkt",
    "day {#} to {#}": "Tag {} bis {}",
    "{} day {#} to {#}": "{} Tag {} bis {}",
    "The {#} with the outcome on day 0 are a mass of their own":
        "Die {} mit Endpunkt am Tag 0 sind eine Masse für sich",
    "Difference in remission: {} less {}": "Differenz der Remission: {} minus {}",
    "Difference of Kaplan-Meier curves with pointwise {}": "Differenz von Kaplan-Meier-Kurven mit punktweisem {}",
    "{#} confidence interval": "{}-Konfidenzintervall",
    "Step curve of the difference between two groups in the share free of {}":
        "Stufenkurve der Differenz des Anteils ohne {} zwischen zwei Gruppen",
    "Overall {}, bend {}": "Insgesamt {}, Krümmung {}",
    "{#} events among people with a dose are fewer than the {#} that {#} knots need":
        "{} Ereignisse unter Personen mit erfasster Dosis sind weniger als die {}, die {} Knoten brauchen",
    "Not estimable: {}": "Nicht schätzbar: {}",
    "No curve can be told": "Keine Kurve lässt sich angeben",
    "Test of proportional hazards of this term: {}": "Test auf proportionale Hazards dieses Terms: {}",
    "Too few people are under observation on that day for an estimate":
        "An diesem Tag werden für eine Schätzung zu wenige Personen beobachtet",
    "{#} column without a missing value, not drawn": "{} Spalte ohne fehlende Werte, nicht gezeichnet",
    "The {#} with most missing are drawn": "Gezeichnet sind die {} mit den meisten fehlenden Werten",
    "Bars of the share missing by column": "Balken des fehlenden Anteils je Spalte",
    "share missing": "fehlender Anteil",
    "not counted": "nicht gezählt",
    "Nothing is missing": "Nichts fehlt",
    "No columns are known": "Keine Spalten bekannt",
    "No estimate to show": "Keine Schätzung",
    "{#} smaller levels are not drawn": "{} kleinere Stufen sind nicht gezeichnet",
    "{#} smaller level is not drawn": "{} kleinere Stufe ist nicht gezeichnet",
    "No estimates: n is {#}": "Keine Schätzungen: n ist {}",
    "No estimates: n and events are {#}": "Keine Schätzungen: n und Ereignisse sind {}",
    "No estimates": "Keine Schätzungen",
    "Free of {} at {}": "Ohne {} nach {}",
    "No lane has a treatment after its first course": "Keine Bahn hat eine Behandlung nach dem ersten Zyklus",
    "lane": "Bahn",
    "{#} lane of {#} people": "{} Bahn von {} Personen",
    "Balance of confounders between groups": "Ausgewogenheit der Störgrößen zwischen Gruppen",
    "{}: {#} before, not weighted after": "{}: vorher {}, nachher nicht gewichtet",
    "{}: not weighted before, not weighted after": "{}: nicht gewichtet",
    "not weighted": "nicht gewichtet",
    "{}: year {#} {#} ({#} to {#})": "{}: Jahr {} {} ({} bis {})",
    "No year through which enough people are followed": "Kein Jahr, in dem genügend Personen beobachtet werden",
    "Where people stand after the first course": "Wo Personen nach dem ersten Zyklus stehen",
    "Areas: Aalen-Johansen": "Flächen: Aalen-Johansen",
    "A return to clear is a recorded day, never silence":
        "Wieder erscheinungsfrei ist, wer an einem Tag so erfasst wurde, nie wer nur fehlt",
    "Stacked areas of where people stand over time since the end of the first course":
        "Gestapelte Flächen: wo Personen seit dem Ende des ersten Zyklus stehen",
    "relapsed": "im Rückfall",
    "on a further course": "in einem weiteren Zyklus",
    "dead": "verstorben",
    "Table: at risk are those under observation on the day; deaths and people who left are counted before it":
        "Tabelle: unter Risiko ist, wer an dem Tag beobachtet wird; Todesfälle und Ausgeschiedene zählen bis zum "
        "Vortag",
    "Share of people": "Anteil der Personen",
    "Deaths": "Todesfälle",
    "Nobody was ever followed": "Niemand wurde beobachtet",
    "not clear at the end": "am Ende nicht erscheinungsfrei",
    "No events: all white": "Keine Ereignisse: alles weiß",
    "How first courses ended": "Wie erste Zyklen endeten",
    "n = {#}, {#} seen to end": "n = {}, Ende gesehen bei {}",
    "n = {#}, of which {#} were seen to end": "n = {}, Ende gesehen bei {}",
    "n = {#}, of which {#} were seen to end: {}": "n = {}, Ende gesehen bei {}: {}",
    "target reached": "Zieldosis erreicht",
    "cleared": "abgeheilt",
    "adverse effect": "Nebenwirkung",
    "patient choice": "Wunsch des Patienten",
    "cost or cover": "Kosten oder Erstattung",
    "other reasons": "andere Gründe",
    "reason unknown": "Grund unbekannt",
    "still on the course": "noch im Zyklus",
    "Still on the course": "Noch im Zyklus",
    "No course was seen to end: all white": "Bei keinem Zyklus wurde das Ende gesehen: alles weiß",
    "Stacked areas of the share of first courses that ended, by reason, since the start of the course":
        "Gestapelte Flächen des Anteils beendeter erster Zyklen seit Zyklusbeginn, nach Grund",
    "the day before the first course, so that one of {#} days ends on day {#}":
        "der Tag vor dem ersten Zyklus, sodass einer von {} Tagen an Tag {} endet",
    "Share of first courses": "Anteil der ersten Zyklen",
    "Ended": "Beendet",
    "No durations or doses are recorded: n = {#}": "Keine Dauer und keine Dosis erfasst: n = {}",
    "No durations or doses are recorded": "Keine Dauer und keine Dosis erfasst",
    "No counts are known": "Keine Zahlen bekannt",
    "set aside ({})": "zurückgestellt ({})",
    "end before start": "Ende vor dem Beginn",
    "Method: Cox regression, Efron's ties, model-based {#} limits":
        "Methode: Cox-Regression, Bindungen nach Efron, modellbasierte Grenzen ({})",
    "Method: Cox regression, Efron's ties, robust {#} limits":
        "Methode: Cox-Regression, Bindungen nach Efron, robuste Grenzen ({})",
    "No model was fitted: n and events are {#}": "Kein Modell wurde angepasst: n und Ereignisse sind {}",
    "No model was fitted": "Kein Modell wurde angepasst",
    "{}, per mg/kg not estimable": "{}, je mg/kg: nicht schätzbar",
    "{}, per {#} mg/kg not estimable": "{}, je {} mg/kg: nicht schätzbar",
    "{}, per year not estimable": "{}, je Jahr: nicht schätzbar",
    "Remission at {} in subsets": "Remission nach {} in Teilmengen",
    "The same study on parts of its people; filled: everyone studied, hollow: a subset":
        "Dieselbe Studie an Teilen ihrer Personen; gefüllt: alle Untersuchten, hohl: eine Teilmenge",
    "Remission at {} in everyone and in each subset": "Remission nach {} bei allen und in jeder Teilmenge",
    "In remission at {}": "In Remission nach {}",
    "No day on which enough people are followed": "Kein Tag, an dem genügend Personen beobachtet werden",
    "How many people it takes to show that remission at {} lies below the claim":
        "Wie viele Personen zeigen können, dass die Remission nach {} unter der Behauptung liegt",
    "How many people it takes to show that remission at {} lies above the claim":
        "Wie viele Personen zeigen können, dass die Remission nach {} über der Behauptung liegt",
    "How many people it takes to show that remission at {} agrees with the claim":
        "Wie viele Personen zeigen können, dass die Remission nach {} mit der Behauptung übereinstimmt",
    "How many people it takes to know remission at {}":
        "Wie viele Personen es braucht, um die Remission nach {} zu kennen",
    "Planned: {#} people; {#} expected; grey line: {#} of studies":
        "Geplant: {} Personen; erwartet: {}; graue Linie: {} der Studien",
    "Planned: {#} people; {#} expected; grey line: {#} points":
        "Geplant: {} Personen; erwartet: {}; graue Linie: {} Punkte",
    "Lines: formula (log-log, Greenwood of expected counts)":
        "Linien: Formel (log-log, Greenwood aus erwarteten Zahlen)",
    "Dots: {#} simulated studies each": "Punkte: je {} simulierte Studien",
    "Dots: {#} simulated study each": "Punkte: je {} simulierte Studie",
    "Dots: none, as no study was simulated": "Punkte: keine, denn keine Studie wurde simuliert",
    "Follow-up of at least {#} days": "Nachbeobachtung von mindestens {} Tagen",
    "Rising lines over the number of people": "Steigende Linien über der Zahl der Personen",
    "Falling lines over the number of people": "Fallende Linien über der Zahl der Personen",
    "{#} people are needed": "Gebraucht werden {} Personen",
    "{#} person are needed": "Gebraucht wird {} Person",
    "In {#} of studies of that size, remission at {} shows that it lies below the claimed {#}":
        "In {} der Studien dieser Größe zeigt die Remission nach {}, dass sie unter den behaupteten {} liegt",
    "In {#} of studies of that size, remission at {} shows that it lies above the claimed {#}":
        "In {} der Studien dieser Größe zeigt die Remission nach {}, dass sie über den behaupteten {} liegt",
    "The {#} interval of remission at {} then reaches {#} points to each side":
        "Das {}-Intervall der Remission nach {} reicht dann {} Punkte nach jeder Seite",
    "Expected: {#} in remission at {}": "Erwartet: {} in Remission nach {}",
    "Everyone is followed for at least {#} days": "Alle werden mindestens {} Tage beobachtet",
    "Everyone is followed for at least {#} days, the first {#} days longer":
        "Alle werden mindestens {} Tage beobachtet, die ersten {} Tage länger",
    "{#} are lost each year": "{} gehen jedes Jahr verloren",
    "About {#} outcomes will be seen by then, and {#} people will still be at risk":
        "Bis dahin sind etwa {} Endpunkte zu sehen, und {} Personen noch unter Risiko",
    "Of {#} simulated studies of the formula's {#} people, {#} ({#} to {#}) reached it":
        "Von {} simulierten Studien mit den {} Personen der Formel erreichten {} ({} bis {}) das Ziel",
    "Of {#} simulated studies of {#} people, {#} ({#} to {#}) reached it":
        "Von {} simulierten Studien mit {} Personen erreichten {} ({} bis {}) das Ziel",
    "Their intervals held the truth in {#} ({#} to {#})":
        "Ihre Intervalle enthielten den wahren Wert in {} ({} bis {})",
    "In simulated studies the interval reached {#} points on the mean":
        "In simulierten Studien reichte das Intervall im Mittel {} Punkte",
    "The number is that of the formula: no study was simulated":
        "Die Zahl ist die der Formel: keine Studie wurde simuliert",
    "The number is still too small": "Die Zahl ist noch zu klein",
    "Plan with more people, or follow them longer": "Planen Sie mit mehr Personen oder längerer Beobachtung",
    "Counting everyone who left as in remission (naive, biased) would give {#} for a true {#}":
        "Zählte man alle Ausgeschiedenen als in Remission (naiv, verzerrt), ergäbe das {} statt der wahren {}",
    "Studies that show it": "Studien, die es zeigen",
    "planned {#}": "geplant {}",
    "{#} lost a year": "{} Verlust im Jahr",
    "Half the interval, points": "Halbes Intervall, Punkte",
    "Of {#} sites with an estimate at {}, {#} lie outside the {#} limits around the overall {#} ({#} would by chance), "
    "{#} of them outside the {#} limits":
        "Von {} Zentren mit einer Schätzung nach {} liegen {} außerhalb der {}-Grenzen um die gemeinsamen {} (durch "
        "Zufall wären es {}), davon {} außerhalb der {}-Grenzen",
    "Of {#} sites with an estimate at {}, {#} lie outside the {#} limits around the overall {#} ({#} would by chance), "
    "none of them outside the {#} limits":
        "Von {} Zentren mit einer Schätzung nach {} liegen {} außerhalb der {}-Grenzen um die gemeinsamen {} (durch "
        "Zufall wären es {}), keines davon außerhalb der {}-Grenzen",
    "Of {#} sites with an estimate at {}, {#} lies outside the {#} limits around the overall {#} ({#} would by "
    "chance), {#} of them outside the {#} limits":
        "Von {} Zentren mit einer Schätzung nach {} liegt {} außerhalb der {}-Grenzen um die gemeinsamen {} (durch "
        "Zufall wären es {}), davon {} außerhalb der {}-Grenzen",
    "Of {#} sites with an estimate at {}, {#} lies outside the {#} limits around the overall {#} ({#} would by "
    "chance), none of them outside the {#} limits":
        "Von {} Zentren mit einer Schätzung nach {} liegt {} außerhalb der {}-Grenzen um die gemeinsamen {} (durch "
        "Zufall wären es {}), keines davon außerhalb der {}-Grenzen",
    "The sites vary {#} times as much as chance alone would have them (over-dispersion; {}), which may lie in their "
    "patients, their records or their care; {} outside the {#} limits that allow for it":
        "Die Zentren streuen das {0}-Fache dessen, was der Zufall allein ergäbe (Überdispersion; {1}); das kann an "
        "Patienten, Dokumentation oder Versorgung liegen; außerhalb der {3}-Grenzen, die das zulassen: {2}",
    "a standard deviation of about {#} points between sites": "Standardabweichung zwischen Zentren etwa {} Punkte",
    "a large variance between sites": "große Varianz zwischen Zentren",
    "{#} lie": "{}",
    "{#} lies": "{}",
    "none lies": "keines",
    "none lie": "keines",
    "No more variation than chance is shown between these sites (phi {#}: their variance over that of chance)":
        "Zwischen diesen Zentren zeigt sich nicht mehr Streuung als durch Zufall (phi {}: ihre Varianz, geteilt durch "
        "die des Zufalls)",
    "Outside the {#} limits: {}": "Außerhalb der {}-Grenzen: {}",
    "{} {#} (n = {#}, effective {#})": "{} {} (n = {}, effektiv {})",
    "And {#} more, less far out": "Und {} weitere, weniger weit außen",
    "Grey lines: limits that allow for the variance between sites":
        "Graue Linien: Grenzen, die die Varianz zwischen Zentren zulassen",
    "fewer than {#} under observation at the horizon": "am Horizont weniger als {} beobachtet",
    "Not drawn: {} ({})": "Nicht gezeichnet: {} ({})",
    "{} (too few sites)": "{} (zu wenige Zentren)",
    "too few sites": "zu wenige Zentren",
    "{#} of {#} sites not drawn; the caption names them with the reason":
        "{} von {} Zentren nicht gezeichnet; die Legende nennt sie mit dem Grund",
    "{#} of {#} site has an estimate at {}: too few for a funnel, which needs {#}":
        "{} von {} Zentrum hat eine Schätzung nach {}: zu wenige für einen Trichter, der {} braucht",
    "These records under published definitions": "Diese Daten unter veröffentlichten Definitionen",
    "Filled: these records, {}": "Gefüllt: diese Daten, {}",
    "Hollow: the paper's own people, crude, over its own follow-up":
        "Hohl: die Personen der Arbeit selbst, roh, über deren Nachbeobachtung",
    "{#} of {#} definitions can be told": "{} von {} Definitionen lassen sich angeben",
    "{#} of {#} definitions can be told, n = {#} to {#}": "{} von {} Definitionen lassen sich angeben, n = {} bis {}",
    "{#} of {#} definitions can be told, n = {#}": "{} von {} Definitionen lassen sich angeben, n = {}",
    "{#} of {#} definitions can be told; n is {#}": "{} von {} Definitionen lassen sich angeben; n ist {}",
    "Remission in these records under each published definition, and the share in the paper itself":
        "Remission in diesen Daten unter jeder veröffentlichten Definition, und der Anteil in der Arbeit selbst",
    "People, days and rules are those of each definition, as far as the paper states them; what it does not state is "
    "assumed":
        "Personen, Tage und Regeln sind die der jeweiligen Definition, soweit die Arbeit sie nennt; was sie nicht "
        "nennt, ist angenommen",
    "The papers' shares count whoever left as free, and their follow-up differs":
        "Die Anteile der Arbeiten zählen Ausgeschiedene als frei, und ihre Nachbeobachtung ist verschieden",
    "the paper's own people": "die Personen der Arbeit",
    "the paper's own people, crude": "die Personen der Arbeit, roh",
    "these records, with {#} interval": "diese Daten, mit {}-Intervall",
    "a relapse by score": "ein Rückfall nach Score",
    "a relapse by score and of systemic treatment": "Rückfall nach Score und systemische Behandlung",
    "a relapse as severe as before treatment": "ein Rückfall, so schwer wie vor der Behandlung",
    "{} (paper: {})": "{} (Arbeit: {})",
    "paper": "Arbeit",
    "Follow-up is passive: people may have left because they were well, so the truth lies between remission and the "
    "naive share":
        "Die Nachbeobachtung ist passiv: Vielleicht blieb weg, wem es gut ging; der wahre Wert liegt also zwischen "
        "Remission und naivem Anteil",
    "carried over": "übertragen",
    "not carried over": "nicht übertragen",
    "last day supplied": "letzter gedeckter Tag",
    "of any length": "jeder Dauer",
    "{#} days later": "{} Tage später",
    "{#} definition of remission": "{} Definition von Remission",
    "{#} censoring-aware, at {#}: {}": "{} mit Zensierung, bei {}: {}",
    "Levels too many for the page share the last row of: {}":
        "Stufen, für die die Seite zu klein ist, teilen sich die letzte Zeile von: {}",
    "{} ({#} further levels)": "{} ({} weitere Stufen)",
    "{#} further levels": "{} weitere Stufen",
    "Remission by outcome and gap rule": "Remission nach Endpunkt und Lückenregel",
    "◆ primary definition": "◆ primäre Definition",
    "framed": "umrahmt",
    "The grid has no censoring-aware definition": "Das Raster hat keine Definition mit Zensierung",
    "Shown, not pooled": "Gezeigt, nicht gepoolt",
    "Not pooled: {}": "Nicht gepoolt: {}",
    "{#} prediction for a new cohort": "{}-Vorhersage für eine neue Kohorte",
    "{#} rows of {#} studies pooled, n = {#}, events = {#}":
        "{} Zeilen aus {} Studien gepoolt, n = {}, Ereignisse = {}",
    "{#} rows of {#} studies pooled": "{} Zeilen aus {} Studien gepoolt",
    "{} enters as {#} rows (arms, or reports, of one study)":
        "{} zählt mit {} Zeilen (Arme oder Berichte einer Studie)",
    "no count": "keine Zahl",
    "{#} to {#} at {}": "{} bis {} nach {}",
    "{#} to ∞": "{} bis ∞",
    "{#} ({#} to ∞)": "{} ({} bis ∞)",
    "{} {#} ({#} to ∞)": "{} {} ({} bis ∞)",
    "age 12-20": "Alter 12-20",
    "age 21-35": "Alter 21-35",
    "by {#} mo": "bis {} Mon.",
    ">={#} mg/kg": "≥{} mg/kg",
    "{#} enrolled, {#} with 12-mo survey": "{} aufgenommen, {} nach 12 Mon. befragt",
    "{@} and others": "{} u. a.",
    "{@} and others {#}": "{} u. a. {}",
    "relapse": "Rückfall",
    "women with nodulocystic acne": "Frauen mit nodulozystischer Akne",
    "IGA of 3 or more, or systemic treatment": "IGA ab 3 oder systemische Behandlung",
    "any treatment": "jede Behandlung",
    "the ladder of four": "die vier Stufen",
    "high dose": "hohe Dosis",
    "low dose": "niedrige Dosis",
    "adults >25 y": "Erwachsene >25 J.",
    "mild-moderate acne": "leichte bis mittelschwere Akne",
    "{#} mg/kg/day": "{} mg/kg/Tag",
    "JAMA Dermatology": "JAMA Dermatology",
    "isostats": "isostats",
    "{} (axis starts at {#})": "{} (Achse beginnt bei {})",
    "of {#} days or more": "ab {} Tagen",
    "published, not pooled": "veröffentlicht, nicht gepoolt",
    "? of {#}": "? von {}",
    "{} were free of {}, as a crude share, {#} of {#}": "{} waren ohne {}, als roher Anteil, {} von {}",
    "Among {#} people, {#} ({#} to {#}) were free of {}, as a crude share, {#} of {#}":
        "Unter {} Personen waren {} ({} bis {}) ohne {}, als roher Anteil, {} von {}",
    "{#} study (fewer than {#}: no pooled share is drawn), n = {#}, events = {#}":
        "{} Studie (weniger als {}: kein gepoolter Anteil ist gezeichnet), n = {}, Ereignisse = {}",
    "No prediction for a new cohort can be made from {#} published cohort that counted {}, each by its own definition":
        "Aus {} veröffentlichten Kohorte zu „{}“ ist keine Vorhersage für eine neue möglich",
    "No prediction for a new cohort can be made from {#} published cohort that counted {}":
        "Aus {} veröffentlichten Kohorte zu „{}“ ist keine Vorhersage für eine neue möglich",
    "No prediction for a new cohort can be made from {#} published cohorts that counted {}":
        "Aus {} veröffentlichten Kohorten zu „{}“ ist keine Vorhersage für eine neue möglich",
    "Not estimable: one study, nothing to pool": "Nicht schätzbar: eine Studie, nichts zu poolen",
    "one study, nothing to pool": "eine Studie, nichts zu poolen",
    "doubtful": "zweifelhaft",
    "{}: not estimable, nobody had the event": "{}: nicht schätzbar, niemand hatte das Ereignis",
    "nobody had the event": "niemand hatte das Ereignis",
    "the studies agree more closely than chance would have them":
        "die Studien stimmen enger überein, als der Zufall es täte",
    "limits by the floor of Röver, Knapp and Friede": "Grenzen mit der Untergrenze von Röver, Knapp und Friede",
    "{} reconstructed from a published figure (Guyot 2012; {}; read as {})":
        "{} aus einer veröffentlichten Abbildung rekonstruiert (Guyot 2012; {}; gelesen als {})",
    "{#} points, {#} numbers at risk": "{} Punkte, {} Zahlen unter Risiko",
    "{#} numbers at risk": "{} Zahlen unter Risiko",
    "{#} events stated": "{} angegebene Ereignisse",
    "read as lines": "gelesen als Linien",
    "lines": "Linien",
    "steps": "Stufen",
    "it follows the points within {#} percentage points while {#} are at risk":
        "sie folgt den Punkten auf {} Prozentpunkte, solange {} unter Risiko sind",
    "people, day 0 and outcome of {} are the paper's": "Personen, Tag 0 und Endpunkt von {} sind die der Arbeit",
}
"""States, ends of courses, bands, plans, funnels and figures with nothing in them: what only some records show."""


REGISTRY = {
    "Beyond relapse: how the courses went": "Über den Rückfall hinaus: wie die Zyklen verliefen",
    "visits": "Besuche",
    "monitoring": "Kontrollen",
    "diagnoses": "Diagnosen",
    "adverse_events": "unerwünschte Ereignisse",
    "adverse events": "unerwünschte Ereignisse",
    "visits read": "gelesene Besuche",
    "visits kept": "behaltene Besuche",
    "monitoring read": "gelesene Kontrollen",
    "monitoring kept": "behaltene Kontrollen",
    "adverse_events read": "gelesene unerwünschte Ereignisse",
    "adverse_events kept": "behaltene unerwünschte Ereignisse",
    "diagnoses read": "gelesene Diagnosen",
    "diagnoses kept": "behaltene Diagnosen",
    "not a first course": "kein erster Zyklus",
    "prior isotretinoin": "früher Isotretinoin",
    "earlier isotretinoin": "früher Isotretinoin",
    "close isotretinoin": "nahes Isotretinoin",
    "{#} of {#} patients have isotretinoin among the events more than {#} drug-free days before the first course":
        "{} von {} Personen haben unter den Ereignissen Isotretinoin mehr als {} Tage ohne das Mittel vor dem ersten "
        "Zyklus",
    "{#} of {#} patients has isotretinoin among the events more than {#} drug-free days before the first course":
        "{} von {} Personen hat unter den Ereignissen Isotretinoin mehr als {} Tage ohne das Mittel vor dem ersten "
        "Zyklus",
    "{#} of {#} courses have isotretinoin among the events within {#} drug-free days after the end":
        "{} von {} Zyklen haben unter den Ereignissen Isotretinoin innerhalb von {} Tagen ohne das Mittel nach dem "
        "Ende",
    "{#} of {#} courses has isotretinoin among the events within {#} drug-free days after the end":
        "{} von {} Zyklen hat unter den Ereignissen Isotretinoin innerhalb von {} Tagen ohne das Mittel nach dem Ende",
    "From {#} days on it counts as a course of its own, as recorded":
        "Ab {} Tagen zählt es als eigener Zyklus, wie erfasst",
    "If it is the rest of the course before it, write the last covered day as that course's course_end: {} says how":
        "Ist es der Rest des Zyklus davor, dessen letzten abgedeckten Tag als course_end schreiben: {} sagt wie",
    "An earlier course is known, so none of theirs here is a first course: they are kept out of first courses, and "
    "counted in the flow":
        "Ein früherer Zyklus ist bekannt, also ist keiner der hiesigen ein erster: diese Personen zählen nicht zu den "
        "ersten Zyklen und stehen im Fluss",
    "Add the rows of the earlier courses if they can be had":
        "Die Zeilen der früheren Zyklen ergänzen, wenn sie zu haben sind",
    "death by reason": "Tod nach dem Grund des Ausscheidens",
    "{#} of {#} patients are lost because they died, and no day of death is recorded":
        "{} von {} Personen sind ausgeschieden, weil sie starben, und kein Todestag ist erfasst",
    "{#} of {#} patients is lost because they died, and no day of death is recorded":
        "{} von {} Personen ist ausgeschieden, weil sie starb, und kein Todestag ist erfasst",
    "They count as having died on the day of their last contact, or of leaving: death ends the follow-up, and competes "
    "with a relapse":
        "Sie gelten als am Tag des letzten Kontakts oder des Weggangs gestorben: der Tod beendet die Nachbeobachtung "
        "und konkurriert mit einem Rückfall",
    "Write death_date where the day is known": "Wo der Tag bekannt ist, death_date eintragen",
    "open courses": "laufende Zyklen",
    "copied column": "kopierte Spalte",
    "If several people share an id, as a family does under one number, make it unique":
        "Teilen sich mehrere Personen eine Kennung, wie eine Familie unter einer Nummer, ist sie eindeutig zu machen",
    "Fill it in": "Eintragen",
    "However they were, the share is the same by then": "Wie auch immer, der Anteil ist bis dahin derselbe",
    "A relapse that was left untreated, or of which nobody wrote how, has the kind recorded_relapse, and a drug that "
    "treats no acne not_for_acne: leave no relapse out":
        "Ein unbehandelter Rückfall, oder einer, zu dem niemand schrieb, wie, hat die Art recorded_relapse, und ein "
        "Mittel, das keine Akne behandelt, not_for_acne: keinen Rückfall weglassen",
    "dose at the start": "Dosis bei Beginn",
    "largest dose": "höchste Dosis",
    "{}, mg": "{}, mg",
    "score of the face at the start": "Score im Gesicht bei Beginn",
    "score of the trunk at the start": "Score am Rumpf bei Beginn",
    "score of the face at the end": "Score im Gesicht am Ende",
    "score of the trunk at the end": "Score am Rumpf am Ende",
    "grade of scars at the start": "Grad der Narben bei Beginn",
    "grade of scars at the end": "Grad der Narben am Ende",
    "scale": "Skala",
    "iga": "IGA",
    "days of interruption": "Tage der Unterbrechung",
    "days to clear": "Tage bis erscheinungsfrei",
    "days after clear": "Tage nach erscheinungsfrei",
    "formulation": "Formulierung",
    "conventional": "konventionell",
    "lidose": "Lidose",
    "micronised": "mikronisiert",
    "mixed": "gemischt",
    "reason ended": "Grund des Endes",
    "reason for the interruption": "Grund der Unterbrechung",
    "laboratory": "Laborwerte",
    "mood": "Stimmung",
    "access": "Zugang",
    "summer": "Sommer",
    "no interruption": "keine Unterbrechung",
    "In remission on the day, or again": "In Remission an dem Tag, auch erneut",
    "Days count from the first covered day, which is day 1; each way of ending a course excludes the others":
        "Tage zählen vom ersten abgedeckten Tag, der Tag 1 ist; jede Art, einen Zyklus zu beenden, schließt die "
        "anderen aus",
    "By day {#}, {#} had ended as planned, {#} early, and {#} were still on the course":
        "Bis Tag {} hatten {} wie geplant geendet, {} früh, und {} waren noch im Zyklus",
    "Half of the courses had ended by day {#}": "Die Hälfte der Zyklen hatte bis Tag {} geendet",
    "The reason of {#} courses is not known": "Der Grund von {} Zyklen ist nicht bekannt",
    "The reason of {#} course is not known": "Der Grund von {} Zyklus ist nicht bekannt",
    "That is a reason of its own here, and never taken as planned":
        "Das ist hier ein eigener Grund und gilt nie als geplant",
    "end of the course": "Ende des Zyklus",
    "day {#}": "Tag {}",
    "as planned": "wie geplant",
    "early": "früh",
    "as planned: {}": "wie geplant: {}",
    "early: {}": "früh: {}",
    "reason not known": "Grund nicht bekannt",
    "Interruptions within the first course": "Unterbrechungen im ersten Zyklus",
    "The drug was taken on {#} of the days of {#} first courses with interruptions recorded":
        "An {} der Tage von {} ersten Zyklen mit erfassten Unterbrechungen wurde das Mittel genommen",
    "When the pauses were is not recorded": "Wann die Pausen waren, ist nicht erfasst",
    "First courses by the year in which they began: by quarter where all began within {#} of these":
        "Erste Zyklen nach dem Jahr ihres Beginns, oder nach Quartal, wo alle in {} davon begannen",
    "Limits of days allow for those of one person being alike":
        "Grenzen der Tage berücksichtigen, dass die einer Person einander ähneln",
    "start": "Beginn",
    "days covered, % (limits)": "abgedeckte Tage, % (Grenzen)",
    "with days without the drug, %": "mit Tagen ohne Mittel, %",
    "What follows is described, and nothing is inferred from it: who is tested, stops or reports an adverse event "
    "differs in much else":
        "Das Folgende ist beschrieben und lässt nichts schließen: Wer untersucht wird, aufhört oder ein unerwünschtes "
        "Ereignis meldet, unterscheidet sich auch sonst",
    "{#} of {#} first courses with a known reason ended early, {#} ({#} to {#})":
        "{} von {} ersten Zyklen mit bekanntem Grund endeten früh, {} ({} bis {})",
    "They ended for another reason than that the dose was reached or the skin was clear":
        "Sie endeten aus anderem Grund als erreichter Dosis oder erscheinungsfreier Haut",
    "The day of the largest dose is not recorded: it is taken to be reached in the second or third month":
        "Der Tag der höchsten Dosis ist nicht erfasst: sie gilt als im zweiten oder dritten Monat erreicht",
    "A panel of experts (Delphi, {#}) asks for fewer tests than one a month":
        "Ein Expertengremium (Delphi, {}) verlangt weniger Tests als einen im Monat",
    "Of adverse events only what was written down counts, so that a share is at least as large":
        "Von unerwünschten Ereignissen zählt nur, was notiert wurde; ein Anteil ist also mindestens so groß",
    "Whoever has no row counts as without": "Wer keine Zeile hat, zählt als ohne",
    "First courses, in % of those with it recorded, with {#} Wilson limits":
        "Erste Zyklen, in % derer mit Angabe, mit {}-Wilson-Grenzen",
    "Reasons for the end are among those with a known one": "Gründe des Endes gelten unter denen mit bekanntem Grund",
    "Women of unknown age are counted among those of these ages": "Frauen unbekannten Alters zählen zu diesen Altern",
    "ended early": "früh beendet",
    "interrupted": "unterbrochen",
    "worse scars at the end": "schlimmere Narben am Ende",
    "with a blood test before": "mit Blutuntersuchung davor",
    "with a blood test from day {#} to {#}": "mit Blutuntersuchung von Tag {} bis {}",
    "with a blood test above its limit": "mit Blutwert über der Grenze",
    "with one above {#} times its limit": "mit Blutwert über dem {}-Fachen der Grenze",
    "women of {#} to {#} with a pregnancy test before": "Frauen von {} bis {} mit Schwangerschaftstest davor",
    "women of {#} to {#} with one {#} to {#} days after the end":
        "Frauen von {} bis {} mit Test {} bis {} Tage nach dem Ende",
    "Complete {#}-day windows of first courses, in % of all of them, with {#} Wilson limits that take people as "
    "clusters":
        "Volle {}-Tage-Fenster erster Zyklen, in % aller, mit {}-Wilson-Grenzen mit Personen als Clustern",
    "Complete 30-day windows of first courses, in % of all of them, with {#} Wilson limits that take people as "
    "clusters":
        "Volle 30-Tage-Fenster erster Zyklen, in % aller, mit {}-Wilson-Grenzen mit Personen als Clustern",
    "A shorter course is one window": "Ein kürzerer Zyklus ist ein Fenster",
    "Whoever has no row in the table counts as without": "Wer keine Zeile in der Tabelle hat, zählt als ohne",
    "windows": "Fenster",
    "with it": "damit",
    "all windows": "alle Fenster",
    "people with any row": "Personen mit einer Zeile",
    "people with it in every window, %": "Personen damit in jedem Fenster, %",
    "with a blood test": "mit Blutuntersuchung",
    "with a pregnancy test, women of {#} to {#}": "mit Schwangerschaftstest, Frauen von {} bis {}",
    "with a visit": "mit Besuch",
    "People by their highest value from the first day to {#} days after the last covered day":
        "Personen nach ihrem höchsten Wert vom ersten Tag bis {} Tage nach dem letzten abgedeckten Tag",
    "Shares are in % of people with a value and its limit, with {#} Wilson limits":
        "Anteile in % der Personen mit Wert und Grenze, mit {}-Wilson-Grenzen",
    "test": "Test",
    "above the upper limit": "über der oberen Grenze",
    "above {#} times the limit": "über dem {}-Fachen der Grenze",
    "triglycerides": "Triglyzeride",
    "ALT": "ALT",
    "AST": "AST",
    "cholesterol": "Cholesterin",
    "First courses with each adverse event, up to {#} days after the last covered day, in % of all, with {#} Wilson "
    "limits":
        "Erste Zyklen mit jedem unerwünschten Ereignis, bis {} Tage nach dem letzten abgedeckten Tag, in % aller, mit "
        "{}-Wilson-Grenzen",
    "Events without a grade count in the first column alone": "Ereignisse ohne Grad zählen nur in der ersten Spalte",
    "adverse event": "unerwünschtes Ereignis",
    "any grade": "jeder Grad",
    "grade {#} or more": "Grad {} oder mehr",
    "dry lips": "trockene Lippen",
    "dry skin": "trockene Haut",
    "dry eyes": "trockene Augen",
    "nosebleed": "Nasenbluten",
    "joint or muscle pain": "Gelenk- oder Muskelschmerz",
    "headache": "Kopfschmerz",
    "People clear or almost clear at the end of the course with a score at a later visit":
        "Personen, am Ende des Zyklus erscheinungsfrei oder fast, mit einem Score bei einem späteren Besuch",
    "Relapse by score: the worse of face and trunk is {#} or more":
        "Rückfall nach Score: der schlechtere von Gesicht und Rumpf ist {} oder mehr",
    "It lies between two visits": "Er liegt zwischen zwei Besuchen",
    "relapsed by a visit": "Rückfall bis zu einem Besuch",
    "relapsed between two visits around it": "Rückfall zwischen zwei Besuchen darum",
    "free at a later visit": "frei bei einem späteren Besuch",
    "no visit as late as that": "kein so später Besuch",
    "all people": "alle Personen",
    "First courses by indication, in % of those with one recorded, with {#} Wilson limits":
        "Erste Zyklen nach Indikation, in % derer mit Angabe, mit {}-Wilson-Grenzen",
    "Fewer than {#} people died before a second course: Fine and Gray's ratios are not shown":
        "Weniger als {} Personen starben vor einem zweiten Zyklus: Verhältnisse nach Fine und Gray sind nicht gezeigt",
    "{}; {#} people": "{}; {} Personen",
    "ended for another reason than that the dose was reached or the skin was clear, among first courses with a known "
    "reason":
        "aus anderem Grund beendet als erreichter Dosis oder erscheinungsfreier Haut, unter ersten Zyklen mit "
        "bekanntem "
        "Grund",
    "with days without the drug within the first course, among those with them recorded":
        "mit Tagen ohne Mittel im ersten Zyklus, unter denen mit Angabe",
    "a higher grade of scars at the end than at the start, among first courses with both recorded":
        "ein höherer Grad der Narben am Ende als bei Beginn, unter ersten Zyklen mit beiden Angaben",
    "30-day windows of the first course of women of {#} to {#} or of unknown age with a pregnancy test":
        "30-Tage-Fenster des ersten Zyklus von Frauen von {} bis {} oder unbekannten Alters mit Schwangerschaftstest",
    "share with Wilson limits, people as clusters": "Anteil mit Wilson-Grenzen, Personen als Cluster",
    "a pregnancy test in the {#} days before the first day or on it, among women of {#} to {#} or of unknown age":
        "ein Schwangerschaftstest in den {} Tagen vor dem ersten Tag oder an ihm, unter Frauen von {} bis {} oder "
        "unbekannten Alters",
    "a pregnancy test {#} to {#} days after the last covered day, among women of {#} to {#} or of unknown age who were "
    "observed so long":
        "ein Schwangerschaftstest {} bis {} Tage nach dem letzten abgedeckten Tag, unter so lange beobachteten Frauen "
        "von {} bis {} oder unbekannten Alters",
    "dry lips, skin or eyes recorded as an adverse event from the first day to {#} days after the last covered day":
        "trockene Lippen, Haut oder Augen als unerwünschtes Ereignis erfasst, vom ersten Tag bis {} Tage nach dem "
        "letzten abgedeckten Tag",
    "joint or muscle pain recorded as an adverse event from the first day to {#} days after the last covered day":
        "Gelenk- oder Muskelschmerz als unerwünschtes Ereignis erfasst, vom ersten Tag bis {} Tage nach dem letzten "
        "abgedeckten Tag",
    "a change of mood recorded as an adverse event from the first day to {#} days after the last covered day":
        "eine Änderung der Stimmung als unerwünschtes Ereignis erfasst, vom ersten Tag bis {} Tage nach dem letzten "
        "abgedeckten Tag",
    "30-day windows of the first course with a blood test": "30-Tage-Fenster des ersten Zyklus mit Blutuntersuchung",
    "30-day windows of the first course with a visit": "30-Tage-Fenster des ersten Zyklus mit Besuch",
    "a blood test in the {#} days before the first day or on it":
        "eine Blutuntersuchung in den {} Tagen vor dem ersten Tag oder an ihm",
    "a blood test from day {#} to day {#} of the course, when the largest dose is taken to be reached, among courses "
    "that last so long":
        "eine Blutuntersuchung von Tag {} bis Tag {} des Zyklus, wenn die höchste Dosis als erreicht gilt, unter so "
        "langen Zyklen",
    "a blood test above the upper limit of the laboratory from the first day to {#} days after the last covered day, "
    "among first courses with a value and its limit":
        "ein Blutwert über der oberen Grenze des Labors vom ersten Tag bis {} Tage nach dem letzten abgedeckten Tag, "
        "unter ersten Zyklen mit Wert und Grenze",
    "a blood test more than {#} times the upper limit of the laboratory from the first day to {#} days after the last "
    "covered day, among first courses with a value and its limit":
        "ein Blutwert über dem {}-Fachen der oberen Grenze des Labors vom ersten Tag bis {} Tage nach dem letzten "
        "abgedeckten Tag, unter ersten Zyklen mit Wert und Grenze",
    "short course": "kurzer Zyklus",
    "{#} of {#} courses last less than {#} days": "{} von {} Zyklen dauern weniger als {} Tage",
    "{#} of {#} courses lasts less than {#} days": "{} von {} Zyklen dauert weniger als {} Tage",
    "Unusual, but kept as recorded; look at them": "Ungewöhnlich, aber behalten wie erfasst; bitte ansehen",
    "short further course": "kurzer weiterer Zyklus",
    "{#} of {#} courses are further courses of less than {#} days":
        "{} von {} Zyklen sind weitere Zyklen von weniger als {} Tagen",
    "{#} of {#} courses is a further course of less than {#} days":
        "{} von {} Zyklen ist ein weiterer Zyklus von weniger als {} Tagen",
    "cut course": "abgeschnittener Zyklus",
    "first under way": "erster Zyklus läuft", "maybe under way": "läuft vielleicht noch",
    "{#} of {#} courses are further courses of less than {#} days that end at the last contact":
        "{} von {} Zyklen sind weitere Zyklen von weniger als {} Tagen, die beim letzten Kontakt enden",
    "{#} of {#} courses is a further course of less than {#} days that ends at the last contact":
        "{} von {} Zyklen ist ein weiterer Zyklus von weniger als {} Tagen, der beim letzten Kontakt endet",
    "Rows are weighted by {}; people and events count them once each":
        "Zeilen sind nach {} gewichtet; Personen und Ereignisse zählen sie je einmal",
    "People are at risk from their day of {} on": "Personen stehen ab ihrem Tag von {} unter Risiko",
    "nearly cut course": "beinahe abgeschnittener Zyklus",
    "{#} of {#} courses are further courses that begin and end in the last {#} days before the last contact":
        "{} von {} Zyklen sind weitere Zyklen, die in den letzten {} Tagen vor dem letzten Kontakt beginnen und enden",
    "{#} of {#} courses is a further course that begins and ends in the last {#} days before the last contact":
        "{} von {} Zyklen ist ein weiterer Zyklus, der in den letzten {} Tagen vor dem letzten Kontakt beginnt und "
        "endet",
    "It is too short to count as a second or further course":
        "Er ist zu kurz, um als zweiter oder weiterer Zyklus zu zählen",
    "If it went on after the last contact, leave its end empty: it then counts from its start on":
        "Ging er nach dem letzten Kontakt weiter, das Ende leer lassen: er zählt dann von seinem Beginn an",
    "They are too short to count as one in any figure here":
        "Sie sind zu kurz, um hier in einer Zahl als einer zu zählen",
    "It is taken as under way on that day, and counts as a second or further course however short it is":
        "Er gilt an diesem Tag als noch laufend und zählt als zweiter oder weiterer Zyklus, wie kurz er auch ist",
    "It counts as systemic treatment, and as no second or further course":
        "Er zählt als systemische Behandlung, nicht als zweiter oder weiterer Zyklus",
    "Only where a relapse was treated with isotretinoin on the day it starts, it is a second course of any length. "
    "second_course_days sets how long one must be":
        "Nur wo an seinem ersten Tag ein Rückfall mit Isotretinoin behandelt wurde, ist er ein zweiter Zyklus jeder "
        "Länge. second_course_days sagt, wie lang einer sein muss",
    "unusual value": "ungewöhnlicher Wert",
    "{#} of {#} courses have an unusual {}": "{} von {} Zyklen haben einen ungewöhnlichen Wert in {}",
    "{#} of {#} courses has an unusual {}": "{} von {} Zyklen hat einen ungewöhnlichen Wert in {}",
    "Usual: {#} to {#} mg": "Üblich: {} bis {} mg",
    "Usual: {#} to {#} kg": "Üblich: {} bis {} kg",
    "Usual: {#} to {#} years": "Üblich: {} bis {} Jahre",
    "Usual: {#} to {#} mg/kg": "Üblich: {} bis {} mg/kg",
    "Usual: {#} to {#}": "Üblich: {} bis {}",
    "visit before end": "Besuch vor dem Ende",
    "{#} of {#} visits are not after the first course's last day":
        "{} von {} Besuchen liegen nicht nach dem letzten Tag des ersten Zyklus",
    "{#} of {#} visits is not after the first course's last day":
        "{} von {} Besuchen liegt nicht nach dem letzten Tag des ersten Zyklus",
    "They tell of the course, and are no relapse": "Sie gehören zum Zyklus und sind kein Rückfall",
    "First courses that had ended by a day of the course, by reason, in % with {#} log-log limits: Aalen-Johansen":
        "Bis zu einem Tag des Zyklus beendete erste Zyklen, nach Grund, in % mit Log-log-Grenzen ({}): Aalen-Johansen",
    "Still on the course: Kaplan-Meier": "Noch im Zyklus: Kaplan-Meier",
    "{#} response that nobody wrote down could not be imputed: {}":
        "{} nicht notiertes Ansprechen ließ sich nicht imputieren: {}",
    "{#} responses that nobody wrote down could not be imputed: {}":
        "{} nicht notierte Ansprechen ließen sich nicht imputieren: {}",
    "{} is recorded of {#} rows, fewer than {#}: too few to impute it from":
        "{} ist für {} Zeilen erfasst, weniger als {}: zu wenige, um es zu imputieren",
    "{} is recorded of {#} row, fewer than {#}: too few to impute it from":
        "{} ist für {} Zeile erfasst, weniger als {}: zu wenige, um es zu imputieren",
    "Leave it out": "Lassen Sie es weg",
    "The columns {} of {} are there, and no row has a value":
        "Die Spalten {} in {} sind da, und keine Zeile hat einen Wert",
    "Not drawn: {}": "Nicht gezeichnet: {}",
    "Together they are {#}": "Zusammen sind es {}",
    "{}: any association {}, a bend {}": "{}: irgendein Zusammenhang {}, eine Krümmung {}",
    "by": "bis",
    "any acne treatment by {}": "jede Aknebehandlung nach {}",
    "systemic treatment by {}": "systemische Behandlung nach {}",
    "second course by {}": "zweiter Zyklus nach {}",
    "recorded relapse by {}": "dokumentierter Rückfall nach {}",
    "{@}: {#} sites pooled": "{}: {} Zentren gepoolt",
    "Remission after a first course of isotretinoin: {#} sites pooled":
        "Remission nach einem ersten Isotretinoin-Zyklus: {} Zentren gepoolt",
    "What pooled releases leave out": "Was gepoolte Freigaben weglassen",
    "counts are sums over {#} sites of midpoints of bins of {#}, by quarter":
        "Zahlen sind Summen über {} Zentren der Mitten von Klassen zu {}, je Quartal",
    "counts are sums over {#} sites of midpoints of bins of {#}":
        "Zahlen sind Summen über {} Zentren der Mitten von Klassen zu {}",
    "yes": "ja",
    "no": "nein",
    "RECORD-PE {}": "RECORD-PE {}",
    "Details: {}": "Einzelheiten: {}",
    "Alternative text: {}": "Alternativtext: {}",
}
"""Of registries with visits, tests and adverse events: how courses went."""


STITCHED = {
    "a new course begins after more than {#} drug-free days (next start - last covered day - 1)":
        "ein neuer Zyklus beginnt nach mehr als {} Tagen ohne Wirkstoff (nächster Beginn - letzter gedeckter Tag - 1)",
    "more than {#} drug-free days": "mehr als {} Tage ohne Wirkstoff",
    "days left over from early refills are carried over": "übrige Tage aus frühen Abgaben werden übertragen",
    "of several fills of one day the longest supply counts":
        "von mehreren Abgaben eines Tages zählt die längste Reichweite",
    "everyone with a first course": "alle mit einem ersten Zyklus",
    "the response at its end is not recorded": "das Ansprechen am Ende ist nicht vermerkt",
    "Counted: everyone with a first course; the response at its end is not recorded":
        "Gezählt: alle mit einem ersten Zyklus; das Ansprechen am Ende ist nicht vermerkt",
    "Second courses in % of everyone with a first course; the response at its end is not recorded":
        "Zweite Zyklen in % aller mit einem ersten Zyklus; das Ansprechen am Ende ist nicht vermerkt",
    "A first course needed {#} days of observation without the drug before it":
        "Ein erster Zyklus brauchte {} Tage Beobachtung ohne den Wirkstoff davor",
    "This is a cohort study of drug exposures of an OMOP database, joined into courses":
        "Dies ist eine Kohortenstudie von Arzneimittelexpositionen einer OMOP-Datenbank, zu Zyklen verbunden",
    "A cohort study of drug exposures of an OMOP database, joined into courses":
        "Eine Kohortenstudie von Arzneimittelexpositionen einer OMOP-Datenbank, zu Zyklen verbunden",
    "To be named there: a cohort study of drug exposures of an OMOP database, joined into courses":
        "Dort zu nennen: eine Kohortenstudie von Arzneimittelexpositionen einer OMOP-Datenbank, zu Zyklen verbunden",
    "drug exposures of an OMOP database, joined into courses":
        "Arzneimittelexpositionen einer OMOP-Datenbank, zu Zyklen verbunden",
    "{} of {#} patients and {} of {#} rows of {} are in {}":
        "{} von {} Patienten und {} von {} Zeilen von {} stehen in {}",
    "{} of {#} patients of {} are in {}": "{} von {} Patienten von {} stehen in {}",
    "the largest between two groups of more than one person, in standard deviations. * Known only at the end of the "
    "course": "die größte zwischen zwei Gruppen von mehr als einer Person, in Standardabweichungen. * Erst am Ende des "
              "Zyklus bekannt",
    "Standardised difference: the largest between two groups of more than one person, in standard deviations. * Known "
    "only at the end of the course":
        "Standardisierte Differenz: die größte zwischen zwei Gruppen von mehr als einer Person, in "
        "Standardabweichungen. * Erst am Ende des Zyklus bekannt",
    "{#} drug exposures of {#} concept below the codes of isotretinoin are for the skin: {}":
        "{} Arzneimittelexpositionen von {} Konzept unter den Codes von Isotretinoin sind für die Haut: {}",
    "Whether it was the first course cannot be told": "Ob es der erste Zyklus war, ist nicht zu sagen",
    "Whether it was the first course cannot be told. washout_days=0 keeps them, with courses counted from "
    "the first one seen":
        "Ob es der erste Zyklus war, ist nicht zu sagen. washout_days=0 behält sie, gezählt ab dem ersten "
        "gesehenen Zyklus",
    "Whether it was the first course cannot be told. washout_days = {#} keeps them, with courses counted from "
    "the first one seen":
        "Ob es der erste Zyklus war, ist nicht zu sagen. washout_days = {} behält sie, gezählt ab dem ersten "
        "gesehenen Zyklus",
    "Whether it was the first course cannot be told. --washout-days {#} keeps them, with courses counted from "
    "the first one seen":
        "Ob es der erste Zyklus war, ist nicht zu sagen. --washout-days {} behält sie, gezählt ab dem ersten "
        "gesehenen Zyklus",
    "Where history is shorter, about this share of first courses may be later ones; a longer "
    "washout_days takes fewer in":
        "Wo die Vorgeschichte kürzer ist, kann etwa dieser Anteil erster Zyklen ein späterer sein; ein längeres "
        "washout_days nimmt weniger auf",
    "Days left over from early refills count as in the rule of courses; a longer gap than that rule ends the course":
        "Übrige Tage aus frühen Abgaben zählen wie in der Regel der Zyklen; eine längere Lücke beendet den Zyklus",
    "{#} courses whose end nobody saw count until the gap rule could no longer tell an end from a pause":
        "{} Zyklen, deren Ende niemand sah, zählen, bis die Lückenregel Ende und Pause nicht mehr unterscheiden konnte",
    "{#} of {#} dispensings are of patients not observed for long enough before the first course":
        "{} von {} Abgaben sind von Patienten, die vor dem ersten Zyklus nicht lange genug beobachtet waren",
    "A reversal takes back the latest earlier dispensing of the same patient, product, quantity and supply":
        "Eine Stornierung nimmt die letzte frühere Abgabe mit gleichem Patienten, Produkt, gleicher "
        "Menge und Reichweite "
        "zurück",
    "These are left out themselves; if they take back a part of a dispensing, correct that dispensing":
        "Sie selbst sind weggelassen; nehmen sie einen Teil einer Abgabe zurück, diese Abgabe berichtigen",
    "{#} of {#} courses that a washout of {#} days would call first ({#}) are not: earlier dispensings show":
        "{} von {} Zyklen, die bei {} Tagen Auswaschphase erste hießen ({}), sind es nicht: das zeigen frühere Abgaben",
    "The rules of courses (gap, carry-over, last fill, fills of one day, washout, least supply of an antibiotic) are "
    "those of [courses] here":
        "Die Regeln der Zyklen (Lücke, Übertrag, letzte Abgabe, Abgaben eines Tages, Auswaschphase, "
        "kleinste Reichweite "
        "eines Antibiotikums) sind hier die von [courses]",
    "{#} dispensings were read; {#} rules found something impossible, {#} something unusual":
        "{} Abgaben wurden gelesen; {} Regeln fanden Unmögliches, {} Ungewöhnliches",
    "Why courses ended is not recorded: dispensings tell that supply ended, and nothing of the reason":
        "Warum Zyklen endeten, ist nicht vermerkt: Abgaben zeigen, dass der Vorrat endete, nicht den Grund",
    "First courses by days within them that no supply covers, in % with Wilson limits":
        "Erste Zyklen nach Tagen darin, die kein Vorrat deckt, in % mit Wilson-Grenzen",
    "First courses by the days of their longest gap, in % with {#} Wilson limits":
        "Erste Zyklen nach den Tagen ihrer längsten Lücke, in % mit {}-Wilson-Grenzen",
    "Supply covers {#} of the days of all first courses; in a quarter of them {#} or less":
        "Der Vorrat deckt {} der Tage aller ersten Zyklen; in einem Viertel davon {} oder weniger",
    "Supply is not intake, and why it paused is not recorded":
        "Vorrat ist nicht Einnahme, und warum er ruhte, ist nicht vermerkt",
    "models that fit about as well disagree whether follow-up was long enough":
        "etwa gleich gut passende Modelle sind uneins, ob die Nachbeobachtung lang genug war",
    "At {}: {} free of new systemic treatment, {} free of a second course":
        "Nach {0}: {1} ohne neue systemische Behandlung, {2} ohne zweiten Zyklus",
    "If one of these is swallowed, name it: {}": "Wird eines davon geschluckt, nennen: {}",
    "They are left out: topical isotretinoin never makes a course":
        "Sie sind weggelassen: topisches Isotretinoin macht nie einen Zyklus",
    "{#} of {#} dispensings takes back a dispensing that is not there":
        "{} von {} Abgaben nimmt eine Abgabe zurück, die nicht da ist",
    "{#} of {#} dispensings take back a dispensing that is not there":
        "{} von {} Abgaben nehmen eine Abgabe zurück, die nicht da ist",
    "{#} of {#} dispensings take back dispensings that are not there":
        "{} von {} Abgaben nehmen Abgaben zurück, die nicht da sind",
    "{#} of {#} dispensings take earlier dispensings back": "{} von {} Abgaben nehmen frühere Abgaben zurück",
    "{#} of {#} dispensings repeat another row in every column, and take earlier dispensings back":
        "{} von {} Abgaben wiederholen eine andere Zeile in jeder Spalte und nehmen frühere Abgaben zurück",
    "{#} of {#} dispensings repeats another row in every column, and takes an earlier dispensing back":
        "{} von {} Abgaben wiederholt eine andere Zeile in jeder Spalte und nimmt eine frühere Abgabe zurück",
    "More dispensings stood that each may take back, so that none is taken for a copy":
        "Es standen weitere Abgaben, die sie zurücknehmen können, sodass keine für eine Kopie gilt",
    "If they are copies, leave them out of the table": "Sind es Kopien, sie aus der Tabelle weglassen",
    "{#} of {#} dispensings were taken back by later rows":
        "{} von {} Abgaben wurden durch spätere Zeilen zurückgenommen",
    "Both are left out": "Beide sind weggelassen",
    "They are left out": "Sie sind weggelassen",
    "A [grid] section in the study file, or isostats grid, varies them too":
        "Ein Abschnitt [grid] in der Studiendatei oder isostats grid variiert auch sie",
    "Without them the hazard of a second course in year {#} is {#} ({#} to {#}), not {#} ({#} to {#})":
        "Ohne sie ist die Rate zweiter Zyklen in Jahr {} {} ({} bis {}), nicht {} ({} bis {})",
    "Without them the hazard of a second course in year {#} is at least {#} ({#} to {#}), not at least {#} "
    "({#} to {#})":
        "Ohne sie ist die Rate zweiter Zyklen in Jahr {} mindestens {} ({} bis {}), nicht mindestens {} ({} bis {})",
    "{} after a first course, 100 people had begun at most {#} ({#} to {#}) further courses on average (Ghosh-Lin)":
        "{} nach einem ersten Zyklus hatten 100 Personen im Mittel höchstens {} ({} bis {}) weitere Zyklen begonnen "
        "(Ghosh-Lin)",
    "{} after a first course, 100 people had begun at least {#} ({#} to {#}) further courses on average (Ghosh-Lin)":
        "{} nach einem ersten Zyklus hatten 100 Personen im Mittel mindestens {} ({} bis {}) weitere Zyklen begonnen "
        "(Ghosh-Lin)",
    "By the gap rule no second course can begin in the first {#} days":
        "Nach der Lückenregel kann in den ersten {} Tagen kein zweiter Zyklus beginnen",
    "Treatment success: Cannot be told: these records hold no response at the end of the course":
        "Behandlungserfolg: Nicht zu sagen: diese Daten enthalten kein Ansprechen am Ende des Zyklus",
    "Cannot be told: these records hold no response at the end of the course":
        "Nicht zu sagen: diese Daten enthalten kein Ansprechen am Ende des Zyklus",
    "no response at the end of the course is recorded": "am Ende des Zyklus ist kein Ansprechen vermerkt",
    "The concept sets were resolved and counted in the database":
        "Die Konzeptmengen wurden in der Datenbank aufgelöst und gezählt",
    "Drug exposures to isotretinoin by type: {}": "Arzneimittelexpositionen mit Isotretinoin nach Art: {}",
    "Rows read from {}: {}": "Gelesene Zeilen aus {}: {}",
    "{} and {} were read for people who were given the drug":
        "{} und {} wurden für Personen gelesen, die den Wirkstoff bekamen",
    "Carry-over of early refills": "Übertrag früher Abgaben",
    "early refills carried over": "frühe Abgaben übertragen",
    "Rule of fills of one day": "Regel für Abgaben eines Tages",
    "the day's longest supply": "die längste Reichweite des Tages",
    "longest supply": "längste Reichweite",
    "Least supply of an antibiotic": "Kleinste Reichweite eines Antibiotikums",
    "antibiotics of {#} days or more": "Antibiotika von {} Tagen oder mehr",
    "Last-fill rule": "Regel der letzten Abgabe",
    "{#} days after the last supply": "{} Tage nach dem letzten Vorrat",
    "Washout": "Auswaschphase",
    "{#} days without the drug before": "{} Tage ohne den Wirkstoff davor",
    "{#} first courses had no confirmed end and were left out":
        "{} erste Zyklen hatten kein gesichertes Ende und wurden weggelassen",
    "observed no longer than the gap after it, so no day 0; left out":
        "danach nicht länger als die Lücke beobachtet, also kein Tag 0; weggelassen",
    "observed no longer than the gap after it, so no day 0":
        "danach nicht länger als die Lücke beobachtet, also kein Tag 0",
    "end of the first course open": "Ende des ersten Zyklus offen",
    "{#} of {#} drug exposures have no {}": "{} von {} Arzneimittelexpositionen haben kein {}",
    "Their end date tells it": "Ihr Enddatum sagt es",
    "Seen in people observed for {} before": "Gesehen bei Personen, die davor {} beobachtet waren",
    "{#} of {#} courses that a washout of {#} days would call first ({#}) is not: earlier dispensings show":
        "{} von {} Zyklen, die bei {} Tagen Auswaschphase erste hießen ({}), ist es nicht: das zeigen frühere Abgaben",
    "no curve, for {#} event among people with a dose are fewer than the {#} that {#} knots need":
        "keine Kurve, denn {} Ereignis unter Personen mit Dosis ist weniger als die {}, die {} Knoten brauchen",
    "{#} events for {#} terms are fewer than {#} per term; limits are unreliable":
        "{} Ereignisse für {} Terme sind weniger als {} je Term; Grenzen sind unzuverlässig",
    "{#} events for {#} terms are fewer than {#} per term":
        "{} Ereignisse für {} Terme sind weniger als {} je Term",
    "{#} of {#} second courses began within {#} drug-free days":
        "{} von {} zweiten Zyklen begannen innerhalb von {} Tagen ohne Mittel",
    "{#} of them have a row of their own: they may be first courses that were interrupted":
        "{} davon haben eine eigene Zeile: sie können unterbrochene erste Zyklen sein",
    "{#} of them has a row of its own: it may be a first course that was interrupted":
        "{} davon hat eine eigene Zeile: er kann ein unterbrochener erster Zyklus sein",
    "{#} of {#} second courses began within {#} drug-free days: they may be first courses that were interrupted, and "
    "in two rows":
        "{} von {} zweiten Zyklen begannen innerhalb von {} Tagen ohne Mittel: sie können unterbrochene erste Zyklen "
        "in zwei Zeilen sein",
    "{#} of {#} second courses began within {#} drug-free days: it may be a first course that was interrupted, and in "
    "two rows":
        "{} von {} zweiten Zyklen begann innerhalb von {} Tagen ohne Mittel: er kann ein unterbrochener erster Zyklus "
        "in zwei Zeilen sein",
    "{#} of {#} second course began within {#} drug-free days: it may be a first course that was interrupted, and in "
    "two rows":
        "{} von {} zweitem Zyklus begann innerhalb von {} Tagen ohne Mittel: er kann ein unterbrochener erster Zyklus "
        "in zwei Zeilen sein",
    "{#} of {#} second courses began within {#} drug-free days: they may be first courses that were interrupted, and "
    "end in the events":
        "{} von {} zweiten Zyklen begannen innerhalb von {} Tagen ohne Mittel: sie können unterbrochene erste Zyklen "
        "sein, die unter den Ereignissen enden",
    "{#} of {#} second courses began within {#} drug-free days: it may be a first course that was interrupted, and "
    "ends in the events":
        "{} von {} zweiten Zyklen begann innerhalb von {} Tagen ohne Mittel: er kann ein unterbrochener erster Zyklus "
        "sein, der unter den Ereignissen endet",
    "{#} of {#} second course began within {#} drug-free days: it may be a first course that was interrupted, and "
    "ends in the events":
        "{} von {} zweitem Zyklus begann innerhalb von {} Tagen ohne Mittel: er kann ein unterbrochener erster Zyklus "
        "sein, der unter den Ereignissen endet",
    "{#} of them stand in the events alone: they may be first courses that were interrupted":
        "{} davon stehen nur unter den Ereignissen: sie können unterbrochene erste Zyklen sein",
    "{#} of them stands in the events alone: it may be a first course that was interrupted":
        "{} davon steht nur unter den Ereignissen: er kann ein unterbrochener erster Zyklus sein",
    "{#} second courses may be the rest of a first one, and count as recorded: if they are, fewer relapsed than is "
    "shown":
        "{} zweite Zyklen können der Rest eines ersten sein und zählen wie erfasst: sind sie es, hatten weniger einen "
        "Rückfall als gezeigt",
    "{#} second course may be the rest of a first one, and counts as recorded: if it is, fewer relapsed than is shown":
        "{} zweiter Zyklus kann der Rest eines ersten sein und zählt wie erfasst: ist er es, hatten weniger einen "
        "Rückfall als gezeigt",
    "any, as recorded": "beliebig, wie erfasst",
    "{#} first course of {#} ended before {#} weeks: where a second one began soon after, both may be one interrupted "
    "treatment":
        "{} erster Zyklus von {} endete vor {} Wochen: begann bald danach ein zweiter, können beide eine unterbrochene "
        "Behandlung sein",
    "estimates and limits are unreliable": "Schätzungen und Grenzen sind unzuverlässig",
    "isostats: remission, time to relapse and second courses after isotretinoin":
        "isostats: Remission, Zeit bis zum Rückfall und zweite Zyklen nach Isotretinoin",
    "{}: {}, joined into courses, {#} rows": "{}: {}, zu Zyklen verbunden, {} Zeilen",
    "drug exposures of an OMOP database": "Arzneimittelexpositionen einer OMOP-Datenbank",
    "days without supply": "Tage ohne Vorrat",
    "longest gap, days": "längste Lücke, Tage",
    "longest gap, days (median of those with one)": "längste Lücke, Tage (Median derer mit einer)",
    "Days of dispensing": "Tage mit Abgabe",
    "Dispensings read": "Gelesene Abgaben",
    "dispensings read": "gelesene Abgaben",
    "reversal": "Stornierung",
    "repeated reversal": "wiederholte Stornierung",
    "reversed fill": "stornierte Abgabe",
    "unmatched reversal": "Stornierung ohne Abgabe",
    "no washout": "keine Auswaschphase",
    "washout misses": "Auswaschphase übersieht",
    "washout unseen": "Auswaschphase ungesehen",
    "earlier courses cannot be excluded, for there is no observation table, and {#} of {#} first courses began within "
    "{#} days of the data's first dispensing":
        "Frühere Zyklen sind nicht auszuschließen, denn es gibt keine Tabelle der Beobachtung, und {} von {} ersten "
        "Zyklen begannen binnen {} Tagen nach der ersten Abgabe der Daten",
    "Look at the first courses: earlier courses cannot be excluded, for there is no observation table, and {#} of {#} "
    "first courses began within {#} days of the data's first dispensing":
        "Die ersten Zyklen ansehen: frühere Zyklen sind nicht auszuschließen, denn es gibt keine Tabelle der "
        "Beobachtung, und {} von {} ersten Zyklen begannen binnen {} Tagen nach der ersten Abgabe der Daten",
    "What is a later course, or the rest of one, counts as a first one here":
        "Was ein späterer Zyklus oder der Rest eines solchen ist, zählt hier als erster",
    "No washout is applied: what is a later course, or the rest of one, counts as a first one":
        "Keine Auswaschphase wird angewandt: was ein späterer Zyklus oder der Rest eines solchen ist, zählt als erster",
    "Name the table of when people were observed in [data] observation":
        "Die Tabelle, wann Personen beobachtet waren, in [data] observation nennen",
    "topical left out": "topisches weggelassen",
    "supply from end date": "Reichweite aus dem Enddatum",
    "observation": "Beobachtung",
    "treatments": "Behandlungen",
    "weights": "Gewichte",
    "no acne treatment in the {#} days before the first course, or recorded as given before it, and no severe "
    "nodulocystic acne, among people observed for these days or with earlier treatment recorded":
        "keine Aknebehandlung in den {} Tagen vor dem ersten Zyklus oder als davor gegeben vermerkt, und keine schwere "
        "nodulozystische Akne, unter Personen, die diese Tage beobachtet waren oder frühere Behandlung vermerkt haben",
}
"""Of courses that are made of dispensings or of an OMOP database."""


LEAN = {
    "{} after a first course, {} were free of {}: {} below the claimed {}":
        "{} nach einem ersten Zyklus waren {} ohne {}: {} unter den behaupteten {}",
    "{} after a first course, {} were free of {}: {} above the claimed {}":
        "{} nach einem ersten Zyklus waren {} ohne {}: {} über den behaupteten {}",
    "{} after a first course, {} were free of {}": "{} nach einem ersten Zyklus waren {} ohne {}",
    "{} after a first course, between {#} and {#} ({}) were free of {}":
        "{} nach einem ersten Zyklus waren zwischen {} und {} ({}) ohne {}",
    "it agrees with the claim within {#} points": "das stimmt innerhalb von {} Punkten mit der Behauptung überein",
    "it differs from the claim, but by less than {#} points":
        "das weicht von der Behauptung ab, aber um weniger als {} Punkte",
    "Durable control cannot be told: these records hold no later {}":
        "Dauerhafte Kontrolle ist nicht zu sagen: diese Daten enthalten keine späteren {}",
    "Cannot be told: these records hold no later treatments":
        "Nicht zu sagen: diese Daten enthalten keine späteren Behandlungen",
    "Cannot be told: this release holds no response at the end of the course":
        "Nicht zu sagen: diese Freigabe enthält kein Ansprechen am Ende des Zyklus",
    "Cannot be told: this release holds no later treatments":
        "Nicht zu sagen: diese Freigabe enthält keine späteren Behandlungen",
    "Had each of them had it at once, {#} would be free of {} at {}":
        "Hätte jeder davon ihn sofort gehabt, wären nach {2} {0} ohne {1}",
    "fewer than {#} are at risk": "weniger als {} unter Risiko sind",
    "Nothing is quoted where fewer than {#} are at risk": "Nichts wird genannt, wo weniger als {} unter Risiko sind",
    "The curve stops where fewer than {#} are at risk: on day {#}":
        "Die Kurve endet, wo weniger als {} unter Risiko sind: an Tag {}",
    "Curves stop where fewer than {#} are at risk: {}":
        "Die Kurven enden, wo weniger als {} unter Risiko sind: {}",
    "Curves stop where fewer than {#} are at risk": "Die Kurven enden, wo weniger als {} unter Risiko sind",
    "No curve is drawn: fewer than {#} were ever at risk": "Keine Kurve: es waren nie mindestens {} unter Risiko",
    "No curve is drawn for {}: fewer than {#} were ever at risk":
        "Keine Kurve für {}: es waren nie mindestens {} unter Risiko",
    "Fewer than {#} people were ever at risk": "Es waren nie mindestens {} Personen unter Risiko",
    "Fewer than {#} people of each group were ever at risk":
        "Es waren nie mindestens {} Personen je Gruppe unter Risiko",
    "Among {}, remission at {} cannot be held against the claimed {#}: too few were at risk then":
        "Unter {} ist die Remission nach {} nicht an den behaupteten {} zu messen: zu wenige waren unter Risiko",
    "Among {}, treatment success at {} cannot be held against the claimed {#}: too few were at risk then":
        "Unter {} ist der Behandlungserfolg nach {} nicht an den behaupteten {} zu messen: zu wenige waren unter "
        "Risiko",
    "The primary definition cannot be held against the claimed {#}: too few were at risk then":
        "Die primäre Definition ist nicht an den behaupteten {} zu messen: zu wenige waren unter Risiko",
    "days from the end of the course to the start of a second isotretinoin course, or isotretinoin for a relapse":
        "Tage vom Ende des Zyklus bis zum Beginn eines zweiten Isotretinoin-Zyklus oder Isotretinoin wegen eines "
        "Rückfalls",
    "{} (free of one)": "{} (ohne einen)",
    "{} (these records cannot tell it)": "{} (diese Daten können es nicht sagen)",
    "These records hold no later treatments, so that no step can be told":
        "Diese Daten enthalten keine späteren Behandlungen, daher ist keine Stufe zu sagen",
    "a model in which everybody has the outcome in the end fits as well":
        "ein Modell, in dem am Ende alle den Endpunkt haben, passt ebenso gut",
    "The model of {} has {#} people and {#} events": "Das Modell ({}) hat {} Personen und {} Ereignisse",
    "The model of {} has {#} people and {#} events, {}": "Das Modell ({}) hat {} Personen und {} Ereignisse, {}",
    "No one was left out for a missing value": "Niemand fiel wegen eines fehlenden Wertes weg",
    "No model of {}: no predictor is recorded that differs between people":
        "Kein Modell ({}): kein Prädiktor ist erfasst, der sich zwischen Personen unterscheidet",
    "Against {#} mg/kg: {#} mg/kg {}": "Gegen {} mg/kg: {} mg/kg {}",
    "The primary definition of this study, which is not durable control: another outcome ends the remission":
        "Die primäre Definition dieser Studie, die nicht dauerhafte Kontrolle ist: ein anderer Endpunkt beendet die "
        "Remission",
    "no later treatments are recorded": "keine späteren Behandlungen sind erfasst",
    "no year of birth with a dated start is recorded": "kein Geburtsjahr mit datiertem Beginn ist erfasst",
    "undecided: the interval reaches across {}": "unentschieden: das Intervall reicht über {} hinweg",
    "undecided: the interval begins at {}": "unentschieden: das Intervall beginnt bei {}",
    "undecided: the interval ends at {}": "unentschieden: das Intervall endet bei {}",
    "undecided, as {}": "unentschieden, denn {}",
    "agrees with {#} within {#} points (margin {})": "stimmt mit {} innerhalb von {} Punkten überein (Spanne {})",
    "{#} more is not estimable": "{} weitere ist nicht schätzbar",
    "What varies: {}": "Was sich ändert: {}",
    "The numbers of {} are taken for names of who treated, and each is a group":
        "Die Zahlen der Spalte {} gelten als Namen derer, die behandelt haben, und jede ist eine Gruppe",
    "{} is left out: that would need {}": "Weggelassen ist {}: dafür bräuchte es {}",
    "{} is not varied: that would need {}": "{} wird nicht variiert: dafür bräuchte es {}",
    "the column relapse_treatment, or a file with later treatments ([data] events)":
        "die Spalte relapse_treatment oder eine Datei mit späteren Behandlungen ([data] events)",
    "the column relapse_date, or a file with rows of kind recorded_relapse ([data] events)":
        "die Spalte relapse_date oder eine Datei mit Zeilen der Art recorded_relapse ([data] events)",
    "a table of visits ([data] visits) with the column {} after the course":
        "eine Tabelle der Besuche ([data] visits) mit der Spalte {} nach dem Zyklus",
    "a table of visits ([data] visits) with the columns {} or {} after the course":
        "eine Tabelle der Besuche ([data] visits) mit den Spalten {} oder {} nach dem Zyklus",
    "a table of visits ([data] visits) with the columns {} and {} after the course":
        "eine Tabelle der Besuche ([data] visits) mit den Spalten {} und {} nach dem Zyklus",
    "{} and, by the start of the course, a visit or a value in the course file":
        "{} und bis zum Beginn des Zyklus ein Besuch oder ein Wert in der Datei der Zyklen",
    "{} and, by the end of the course, a visit or a value in the course file":
        "{} und bis zum Ende des Zyklus ein Besuch oder ein Wert in der Datei der Zyklen",
    "a table of later treatments ([data] treatments)": "eine Tabelle späterer Behandlungen ([data] treatments)",
    "a table of later treatments ([data] treatments) with a kind or code":
        "eine Tabelle späterer Behandlungen ([data] treatments) mit Art oder Code",
    "a table of later treatments ([data] treatments) with recorded_relapse in it":
        "eine Tabelle späterer Behandlungen ([data] treatments), die recorded_relapse enthält",
    "drug exposures to acne treatments in the database":
        "Arzneimittelexpositionen mit Aknebehandlungen in der Datenbank",
    "a relapse as the clinic wrote it, which an OMOP database does not hold":
        "ein Rückfall, wie die Klinik ihn notierte, den eine OMOP-Datenbank nicht enthält",
    "{#} gap rules": "{} Lückenregeln",
    "{#} rules of carry-over": "{} Regeln des Übertrags",
    "{#} last-fill rules": "{} Regeln der letzten Abgabe",
    "{#} rules of fills of one day": "{} Regeln für Abgaben eines Tages",
    "{#} washouts": "{} Auswaschphasen",
    "last-fill rule": "Regel der letzten Abgabe",
    "carry-over of early refills": "Übertrag früher Abgaben",
    "gap of {#} days or more, %": "Lücke von {} Tagen oder mehr, %",
    "Remission was not weighted for being still observed: {}":
        "Remission wurde nicht danach gewichtet, wer noch beobachtet wird: {}",
    "no covariate with two levels or more is recorded": "keine Kovariate mit zwei oder mehr Stufen ist erfasst",
    "People and their first courses: median (quartiles), or people and % of those with it recorded":
        "Personen und ihre ersten Zyklen: Median (Quartile) oder Personen und % derer, bei denen es erfasst ist",
    "Not recorded: people and % of all. * Known only at the end of the course":
        "Nicht erfasst: Personen und % aller. * Erst am Ende des Zyklus bekannt",
    "They count as alive until their last contact in every figure here":
        "Sie zählen in jeder Zahl hier bis zum letzten Kontakt als lebend",
    "They count as alive until their last contact": "Sie zählen bis zum letzten Kontakt als lebend",
    "Write its date, or the nearest that is known": "Das Datum eintragen, oder das nächste bekannte",
    "Unless fills show another course, they count as free of a relapse":
        "Zeigen die Abgaben keinen weiteren Zyklus, zählen sie als ohne Rückfall",
    "Add what treated it to the later treatments, with its date":
        "Was ihn behandelte, mit Datum zu den späteren Behandlungen hinzufügen",
    "'{}' of {} holds a length of time where {} is a day, and is not read":
        "„{}“ von {} enthält eine Zeitspanne, wo {} ein Tag ist, und wird nicht gelesen",
    "No figure here knows of the day to which it leads": "Keine Zahl hier kennt den Tag, zu dem sie führt",
    "Add it to the day from which it counts ({}), and map the new column as {}":
        "Sie zu dem Tag, von dem an sie zählt ({}), hinzuzählen und die neue Spalte als {} zuordnen",
    "In a spreadsheet, shown as a date: {}": "In einer Tabelle, als Datum gezeigt: {}",
    "Of those who had one, add it to the day from which it counts ({}), and map the new column as {}":
        "Bei denen, die einen hatten, sie zu dem Tag, von dem an sie zählt ({}), hinzuzählen und die neue Spalte "
        "als {} zuordnen",
    "{#} of {#} rows with '{}' have no relapse_date":
        "{} von {} Zeilen mit „{}“ haben kein relapse_date",
    "{#} of {#} rows that say '{}' in '{}' have no relapse_date":
        "{0} von {1} Zeilen, die in „{3}“ „{2}“ sagen, haben kein relapse_date",
    "{#} of {#} rows that say no in '{}' have no relapse_date":
        "{} von {} Zeilen, die „{}“ verneinen, haben kein relapse_date",
    "{#} of {#} rows with '{}' have no second row":
        "{} von {} Zeilen mit „{}“ haben keine zweite Zeile",
    "{#} of {#} rows that say no in '{}' have no second row":
        "{} von {} Zeilen, die „{}“ verneinen, haben keine zweite Zeile",
    "{#} of {#} rows with '{}' have no death_date":
        "{} von {} Zeilen mit „{}“ haben kein death_date",
    "{#} of {#} rows that say no in '{}' have no death_date":
        "{} von {} Zeilen, die „{}“ verneinen, haben kein death_date",
    "{#} of {#} rows that say dead in '{}' have no death_date":
        "{} von {} Zeilen, die in „{}“ verstorben sagen, haben kein death_date",
    "{#} of {#} rows with '{}' have no relapse_date and no later event":
        "{} von {} Zeilen mit „{}“ haben kein relapse_date und kein späteres Ereignis",
    "{#} of {#} rows that say no in '{}' have no relapse_date and no later event":
        "{} von {} Zeilen, die „{}“ verneinen, haben kein relapse_date und kein späteres Ereignis",
    "{#} of {#} rows with '{}' have no later treatment":
        "{} von {} Zeilen mit „{}“ haben keine spätere Behandlung",
    "{#} of {#} rows that say no in '{}' have no later treatment":
        "{} von {} Zeilen, die „{}“ verneinen, haben keine spätere Behandlung",
    "{#} of {#} rows with '{}' has no relapse_date":
        "{} von {} Zeilen mit „{}“ hat kein relapse_date",
    "{#} of {#} rows that say no in '{}' has no relapse_date":
        "{} von {} Zeilen, die „{}“ verneinen, hat kein relapse_date",
    "{#} of {#} rows with '{}' has no second row":
        "{} von {} Zeilen mit „{}“ hat keine zweite Zeile",
    "{#} of {#} rows that say no in '{}' has no second row":
        "{} von {} Zeilen, die „{}“ verneinen, hat keine zweite Zeile",
    "{#} of {#} rows with '{}' has no death_date":
        "{} von {} Zeilen mit „{}“ hat kein death_date",
    "{#} of {#} rows that say no in '{}' has no death_date":
        "{} von {} Zeilen, die „{}“ verneinen, hat kein death_date",
    "{#} of {#} rows that say dead in '{}' has no death_date":
        "{} von {} Zeilen, die in „{}“ verstorben sagen, hat kein death_date",
    "{#} of {#} rows with '{}' has no relapse_date and no later event":
        "{} von {} Zeilen mit „{}“ hat kein relapse_date und kein späteres Ereignis",
    "{#} of {#} rows that say no in '{}' has no relapse_date and no later event":
        "{} von {} Zeilen, die „{}“ verneinen, hat kein relapse_date und kein späteres Ereignis",
    "{#} of {#} rows with '{}' has no later treatment":
        "{} von {} Zeilen mit „{}“ hat keine spätere Behandlung",
    "{#} of {#} rows that say no in '{}' has no later treatment":
        "{} von {} Zeilen, die „{}“ verneinen, hat keine spätere Behandlung",
    "{#} of {#} row with '{}' has no relapse_date":
        "{} von {} Zeile mit „{}“ hat kein relapse_date",
    "{#} of {#} row that says no in '{}' has no relapse_date":
        "{} von {} Zeile, die „{}“ verneint, hat kein relapse_date",
    "{#} of {#} row with '{}' has no second row":
        "{} von {} Zeile mit „{}“ hat keine zweite Zeile",
    "{#} of {#} row that says no in '{}' has no second row":
        "{} von {} Zeile, die „{}“ verneint, hat keine zweite Zeile",
    "{#} of {#} row with '{}' has no death_date":
        "{} von {} Zeile mit „{}“ hat kein death_date",
    "{#} of {#} row that says no in '{}' has no death_date":
        "{} von {} Zeile, die „{}“ verneint, hat kein death_date",
    "{#} of {#} row that says dead in '{}' has no death_date":
        "{} von {} Zeile, die in „{}“ verstorben sagt, hat kein death_date",
    "{#} of {#} row with '{}' has no relapse_date and no later event":
        "{} von {} Zeile mit „{}“ hat kein relapse_date und kein späteres Ereignis",
    "{#} of {#} row that says no in '{}' has no relapse_date and no later event":
        "{} von {} Zeile, die „{}“ verneint, hat kein relapse_date und kein späteres Ereignis",
    "{#} of {#} row with '{}' has no later treatment":
        "{} von {} Zeile mit „{}“ hat keine spätere Behandlung",
    "{#} of {#} row that says no in '{}' has no later treatment":
        "{} von {} Zeile, die „{}“ verneint, hat keine spätere Behandlung",
    "{#} of {#} first courses end on {}, the last day of these records":
        "{} von {} ersten Zyklen enden am {}, dem letzten Tag dieser Daten",
    "{#} of {#} first courses end on their last contact within {#} days before {}, the last day of these records":
        "{} von {} ersten Zyklen enden mit dem letzten Kontakt, in den {} Tagen vor dem {}, dem letzten Tag dieser "
        "Daten",
    "in the {#} days before these {#} ended in all": "in den {} Tagen davor endeten insgesamt {}",
    "An end of a course under way is often filled in so: their people are left out, having no day 0":
        "So wird oft das Ende eines laufenden Zyklus ausgefüllt: diese Personen bleiben weg, da sie keinen Tag 0 haben",
    "Where one was over, say so: reason_ended = completed, or what it was":
        "War einer zu Ende, das sagen: reason_ended = completed, oder was es war",
    "A course under way is often given the last contact as its end, and counts here as ended":
        "Ein laufender Zyklus bekommt oft den letzten Kontakt als Ende und zählt hier als beendet",
    "Of one that still runs leave the row out: its person is followed from its end on, and not before":
        "Von einem, der noch läuft, die Zeile weglassen: gefolgt wird der Person ab seinem Ende, und nicht vorher",
    "Look at the first courses": "Die ersten Zyklen ansehen",
    "They are taken as under way then, and are in no figure here":
        "Sie gelten als damals noch laufend und sind in keiner Zahl hier",
    "If they were under way, their follow-up has not begun: without them success, doses and lengths are others":
        "Liefen sie noch, haben sie keinen Tag 0: ohne sie sind Erfolg, Dosen und Längen andere",
    "under way when the records were closed, so no day 0; left out":
        "beim Abschluss der Daten noch laufend, also kein Tag 0; weggelassen",
    "under way when the records were closed, so no day 0": "beim Abschluss der Daten noch laufend, also kein Tag 0",
    "{#} courses under way when the records were closed count until then":
        "{} Zyklen, die beim Abschluss der Daten noch liefen, zählen bis dahin",
    "a first course whose end is its person's last contact, on the last day of the records, where many end then, and "
    "no reason is recorded: it has no day 0, and its person is left out":
        "ein erster Zyklus, der mit dem letzten Kontakt am letzten Tag der Daten endet, wo viele dann enden und kein "
        "Grund erfasst ist: er hat keinen Tag 0, und die Person bleibt weg",
    "Look at the relapses": "Die Rückfälle ansehen",
    "Look at the second courses": "Die zweiten Zyklen ansehen",
    "Look at the deaths": "Die Todesfälle ansehen",
    "Look at the lengths of time": "Die Zeitspannen ansehen",
    "Look at the sheets": "Die Blätter ansehen",
    "They are in no figure here": "Sie sind in keiner Zahl hier",
    "What it holds is in no figure here": "Was darin steht, ist in keiner Zahl hier",
    "Durable control cannot be told: relapses stand in these records that were not read":
        "Dauerhafte Kontrolle ist nicht zu sagen: in diesen Daten stehen Rückfälle, die nicht gelesen wurden",
    "'{}' of {} looks like {}, and is kept as a further column":
        "„{}“ von {} sieht aus wie {} und bleibt eine weitere Spalte",
    "'{}' of {} holds a day in {#} rows, looks like death_date, and is kept as a further column":
        "„{}“ von {} enthält in {} Zeilen einen Tag, sieht aus wie death_date und bleibt eine weitere Spalte",
    "'{}' of {} holds a day in {#} row, looks like death_date, and is kept as a further column":
        "„{}“ von {} enthält in {} Zeile einen Tag, sieht aus wie death_date und bleibt eine weitere Spalte",
    "the sheet '{}' of {} lists relapses in '{}', and is not read":
        "das Blatt „{}“ von {} führt in „{}“ Rückfälle auf und wird nicht gelesen",
    "As it is, nobody is known to have died. If it is that column, map it: {}":
        "So ist von niemandem bekannt, dass er gestorben ist. Ist es diese Spalte, ist sie zuzuordnen: {}",
    "{} of {} have the columns of the sheet '{}', and were not read":
        "{} von {} haben die Spalten des Blattes „{}“ und wurden nicht gelesen",
    "{} of {} has the columns of the sheet '{}', and was not read":
        "{} von {} hat die Spalten des Blattes „{}“ und wurde nicht gelesen",
    "Whoever stands in them alone is in no figure here, nor is what they tell of others":
        "Wer nur dort steht, ist in keiner Zahl hier, und auch nicht, was sie von anderen sagen",
    "If these rows belong to it, read them as one table: {}":
        "Gehören diese Zeilen dazu, sind sie als eine Tabelle zu lesen: {}",
    "Look at the reversals": "Die Rücknahmen ansehen",
    "Look at the returned rows": "Die zurückgegebenen Zeilen ansehen",
    "Look at the ids: some differ from another one by case, blanks, separators or forms of a letter alone":
        "Die Kennungen ansehen: einige unterscheiden sich von einer anderen nur durch Großschreibung, "
        "Leerzeichen, Trennzeichen oder Formen eines Buchstabens",
    "Look at the ids: some look like another one, and are not":
        "Die Kennungen ansehen: einige sehen aus wie eine andere und sind es nicht",
    "Look at the ids: some are numbers, and are there with letters before them too":
        "Die Kennungen ansehen: einige sind Zahlen und kommen auch mit Buchstaben davor vor",
    "Look at the ids: a further column holds one value under several of them":
        "Die Kennungen ansehen: eine weitere Spalte enthält einen Wert unter mehreren von ihnen",
    "Look at the people: more than by chance have the first course of another one":
        "Die Personen ansehen: mehr als durch Zufall haben den ersten Zyklus einer anderen",
    "Look at the ids: a further table spells some otherwise":
        "Die Kennungen ansehen: eine weitere Tabelle schreibt einige anders",
    "Look at the days of observation: some begin before birth, or long before the first record of the patient":
        "Die Tage der Beobachtung ansehen: einige beginnen vor der Geburt oder lange vor dem ersten Eintrag der "
        "Person",
    "Look at the dispensings of one day: some repeat the patient, day, strength and quantity of another one":
        "Die Abgaben eines Tages ansehen: einige wiederholen Person, Tag, Stärke und Menge einer anderen",
    "Look at the first courses: earlier courses cannot be excluded, for there is no observation table":
        "Die ersten Zyklen ansehen: frühere Zyklen sind nicht auszuschließen, denn es gibt keine Tabelle der "
        "Beobachtung",
    "a further column tells of some, and not when they came":
        "eine weitere Spalte spricht von einigen und sagt nicht, wann sie kamen",
    "a further column looks like relapses or their treatment, and is not read":
        "eine weitere Spalte sieht aus wie Rückfälle oder ihre Behandlung und wird nicht gelesen",
    "a sheet beside the one that was read lists relapses":
        "ein Blatt neben dem gelesenen führt Rückfälle auf",
    "a further column, or a sheet beside, holds days of death that are not read":
        "eine weitere Spalte oder ein Blatt daneben enthält Todestage, die nicht gelesen werden",
    "a further column tells of some, and they have no row":
        "eine weitere Spalte spricht von einigen, und sie haben keine Zeile",
    "further sheets have the columns of the one that was read":
        "weitere Blätter haben die Spalten des gelesenen",
    "a further column holds one, and the day to which it leads is wanted":
        "eine weitere Spalte enthält eine, und der Tag, zu dem sie führt, fehlt",
    "Look at the later treatments: their list ends long before its people do":
        "Die späteren Behandlungen ansehen: ihre Liste endet lange vor der Beobachtung der Personen",
    "a column that is not read says that some were returned or cancelled":
        "eine Spalte, die nicht gelesen wird, sagt von einigen, dass sie zurückgegeben oder storniert wurden",
    "the list of systemic treatments in {}": "die Liste der systemischen Behandlungen in {}",
    "Look at the dispensings: they end long before the observation of their people does":
        "Die Abgaben ansehen: sie enden lange vor der Beobachtung ihrer Personen",
    "Look at the dispensings: {} ends on {}, and {#} of {#} patients were observed after that within five years of "
    "the first course":
        "Die Abgaben ansehen: {} endet am {}, und {} von {} Patienten wurden danach noch innerhalb von fünf Jahren "
        "nach dem ersten Zyklus beobachtet",
    "{} ends on {}, and {#} of {#} patients were observed after that within five years of the first course":
        "{} endet am {}, und {} von {} Patienten wurden danach noch innerhalb von fünf Jahren nach dem ersten Zyklus "
        "beobachtet",
    "Whoever had a second course later counts as free of it in every figure here":
        "Wer später einen zweiten Zyklus hatte, zählt hier in jeder Zahl als frei davon",
    "All {#} patients with a second course in these years began it in the {} of the time observed that lies before, "
    "and observation goes on to {}":
        "Alle {} Patienten mit einem zweiten Zyklus in diesen Jahren begannen ihn in den {} der beobachteten Zeit, die "
        "davor liegen, und die Beobachtung geht bis {}",
    "Export the dispensings up to then, or end the observation where they end":
        "Die Abgaben bis dahin ausgeben oder die Beobachtung enden lassen, wo sie enden",
    "As it is, whoever had a second course later counts as free of it":
        "So zählt, wer später einen zweiten Zyklus hatte, als frei davon",
    "fills end early": "Abgaben enden früh",
    "all {#} dispensings of {} are of other products": "alle {} Abgaben von {} sind von anderen Mitteln",
    "'{}' names isotretinoin, and is not read": "„{}“ nennt Isotretinoin und wird nicht gelesen",
    "Look at the status of rows": "Den Status der Zeilen ansehen",
    "a column holds codes of it that are not known, and is not read":
        "eine Spalte enthält dafür Codes, die nicht bekannt sind, und wird nicht gelesen",
    "Where it says that one was returned, that counts as taken in every figure":
        "Wo er sagt, dass eine zurückgegeben wurde, zählt sie in jeder Zahl als eingenommen",
    "'{}' of {} holds {}, and is not read": "„{}“ von {} enthält {} und wird nicht gelesen",
    "unclear status": "unklarer Status",
    "That column is not read, and all count as taken":
        "Diese Spalte wird nicht gelesen, und alle zählen als eingenommen",
    "Where one of these says that a row was returned, cancelled or rejected, leave such rows out of the file; where a "
    "row takes an earlier one back, make its quantity negative":
        "Wo eines davon sagt, dass eine Zeile zurückgegeben, storniert oder abgelehnt wurde, solche Zeilen in der "
        "Datei weglassen; wo eine Zeile eine frühere zurücknimmt, ihre Menge negativ machen",
    "Look at the days' supply: some or all days of supply are not in the records, and taken as so many for each "
    "dispensing":
        "Die Reichweite ansehen: einige oder alle Reichweiten stehen nicht in den Aufzeichnungen und gelten als so "
        "viele Tage je Abgabe",
    "Look at the supplies that overlap: many days covered are of supplies that overlap":
        "Die sich überschneidenden Vorräte ansehen: viele gedeckte Tage stammen aus Vorräten, die sich überschneiden",
    "Look at the quantities: most are too small to be capsules":
        "Die Mengen ansehen: die meisten sind zu klein, um Kapseln zu sein",
    "Look at the days' supply and quantities: doses of most dispensings, worked out of these, are unusual":
        "Reichweite und Mengen ansehen: die daraus errechneten Dosen der meisten Abgaben sind ungewöhnlich",
    "Look at the first courses: many end on the last day of the records":
        "Die ersten Zyklen ansehen: viele enden am letzten Tag der Aufzeichnungen",
    "Look at the first courses: many end on their last contact, shortly before the last day of the records":
        "Die ersten Zyklen ansehen: viele enden an ihrem letzten Kontakt, kurz vor dem letzten Tag der Aufzeichnungen",
    "Look at the second courses: some began and ended just before the last contact":
        "Die zweiten Zyklen ansehen: einige begannen und endeten kurz vor dem letzten Kontakt",
    "Look at the reversals: some take back dispensings that are not there":
        "Die Rücknahmen ansehen: einige nehmen Abgaben zurück, die nicht da sind",
    "What they were to take back counts as taken in every figure here":
        "Was sie zurücknehmen sollten, zählt in jeder Zahl hier als eingenommen",
    "Look at the units: most values of a column are unusual":
        "Die Einheiten ansehen: die meisten Werte einer Spalte sind ungewöhnlich",
    "Look at the later treatments: most rows of their table have no known kind":
        "Die späteren Behandlungen ansehen: die meisten Zeilen ihrer Tabelle haben keine bekannte Art",
    "Last contacts that are not recorded were filled in by a rule":
        "Letzte Kontakte, die nicht verzeichnet sind, wurden nach einer Regel eingesetzt",
    "How the records are read rests on guesses of isostats init that nobody has confirmed: the exact report names "
    "them":
        "Wie die Daten gelesen werden, beruht auf Vermutungen von isostats init, die niemand bestätigt hat: der "
        "genaue Bericht nennt sie",
    "Some second courses began soon after the first one, and count as recorded":
        "Einige zweite Zyklen begannen bald nach dem ersten und zählen, wie sie verzeichnet sind",
    "They may be the rest of it: then fewer relapsed than is shown":
        "Sie können sein Rest sein: dann hatten weniger einen Rückfall, als gezeigt wird",
    "{#} of {#} rows of {} say in '{}' that they were returned or cancelled":
        "{} von {} Zeilen von {} sagen in „{}“, dass sie zurückgegeben oder storniert wurden",
    "{#} of {#} rows of {} says in '{}' that it was returned or cancelled":
        "{} von {} Zeilen von {} sagt in „{}“, dass sie zurückgegeben oder storniert wurde",
    "They count as taken in every figure here": "Sie zählen in jeder Zahl hier als eingenommen",
    "That column is not read, and they count as taken":
        "Diese Spalte wird nicht gelesen, und sie zählen als eingenommen",
    "Leave these rows out of the file; where a row takes an earlier one back, make its quantity negative":
        "Diese Zeilen in der Datei weglassen; wo eine Zeile eine frühere zurücknimmt, ihre Menge negativ machen",
    "They count as free of a relapse in every figure here":
        "Sie zählen in jeder Zahl hier als ohne Rückfall",
    "They count as free of a second course in every figure here":
        "Sie zählen in jeder Zahl hier als ohne zweiten Zyklus",
    "They count as free of a relapse": "Sie zählen als ohne Rückfall",
    "They count as free of a second course": "Sie zählen als ohne zweiten Zyklus",
    "Write its date, the nearest that is known, or a visit that saw it":
        "Das Datum eintragen, das nächste bekannte, oder einen Besuch, der ihn sah",
    "Add a row for each further course, with its start and end":
        "Für jeden weiteren Zyklus eine Zeile mit Beginn und Ende hinzufügen",
    "How the records are read rests on {#} guess of isostats init that nobody has confirmed":
        "Wie die Daten gelesen werden, beruht auf {} Vermutung von isostats init, die niemand bestätigt hat",
    "How the records are read rests on {#} guesses of isostats init that nobody has confirmed":
        "Wie die Daten gelesen werden, beruht auf {} Vermutungen von isostats init, die niemand bestätigt hat",
    "Data quality names it": "die Datenqualität nennt sie",
    "Data quality names them": "die Datenqualität nennt sie",
    "guessed": "vermutet",
    "signs of missing": "Zeichen für fehlend",
    "units converted": "umgerechnete Einheiten",
    "near name": "ähnlicher Name",
    "close courses": "nahe Zyklen",
    "two digit years": "zweistellige Jahre",
    "years of dates": "Jahre aus Tagen",
    "named products": "genannte Mittel",
    "dose mismatch": "unpassende Dosis",
    "Compare one with the file": "Eine mit der Datei vergleichen",
    "{#} of {#} courses start within {#} drug-free days of the one before":
        "{} von {} Zyklen beginnen innerhalb von {} Tagen ohne Mittel nach dem vorigen",
    "{#} of {#} courses have a cumulative dose far from daily dose times days":
        "bei {} von {} Zyklen liegt die Gesamtdosis weit von Tagesdosis mal Tagen",
    "most values of {} are unusual": "die meisten Werte von {} sind ungewöhnlich",
    "mostly unusual": "meist ungewöhnlich",
    "They may be in another unit": "Sie können in einer anderen Einheit sein",
    "Say it in the name of the column, such as {}, map that name, and they are converted":
        "Im Namen der Spalte sagen, etwa {}, und diesen Namen zuordnen: dann werden sie umgerechnet",
    "Look at the units: most values of {} are unusual":
        "Die Einheiten ansehen: die meisten Werte von {} sind ungewöhnlich",
    "Set {} where a point in them separates thousands, as in 8.400":
        "{} setzen, wo ein Punkt in ihnen Tausender trennt, wie in 8.400",
    "In another unit, doses and doses by weight here are wrong":
        "In einer anderen Einheit sind Dosen und Dosen je Körpergewicht hier falsch",
    "Look at the later treatments: {#} of {#} rows of {} have no known kind":
        "Die späteren Behandlungen ansehen: {} von {} Zeilen von {} haben keine bekannte Art",
    "Look at the later treatments: {} ends on {}, and {#} of {#} patients were followed after that within two years of "
    "the first course":
        "Die späteren Behandlungen ansehen: {} endet am {}, und {} von {} Patienten wurden danach noch innerhalb von "
        "zwei Jahren nach dem ersten Zyklus beobachtet",
    "Whoever relapsed later counts as free of it in every figure here":
        "Wer später einen Rückfall hatte, zählt hier in jeder Zahl als frei davon",
    "Where one was for acne, it is missing from every figure here":
        "Wo eine gegen Akne war, fehlt sie in jeder Zahl hier",
    "Some visit of {#} people lacks a score that the rules ask for":
        "Bei {} Personen fehlt an einem Besuch ein Wert, nach dem die Regeln fragen",
    "Some visit of {#} person lacks a score that the rules ask for":
        "Bei {} Person fehlt an einem Besuch ein Wert, nach dem die Regeln fragen",
    "It counts as free where no other rule is a relapse, so that shares free of relapse by score may be too high":
        "Er zählt als rückfallfrei, wenn keine andere Regel einen Rückfall zeigt; Anteile ohne Rückfall nach Score "
        "sind daher vielleicht zu hoch",
    "of {#} people some visit lacks a score of the rules and counts as free by the others: shares may be too high":
        "bei {} Personen fehlt an einem Besuch ein Wert der Regeln, er zählt nach den anderen als frei: Anteile sind "
        "vielleicht zu hoch",
    "of {#} person some visit lacks a score of the rules and counts as free by the others: shares may be too high":
        "bei {} Person fehlt an einem Besuch ein Wert der Regeln, er zählt nach den anderen als frei: Anteile sind "
        "vielleicht zu hoch",
    "By score, {#} people of {#} have a visit after the course that can tell a relapse":
        "Nach Score haben {} von {} Personen nach dem Zyklus einen Besuch, der einen Rückfall zeigen kann",
    "{#} others have none, and no number of it counts them":
        "{} andere haben keinen, und keine Zahl dazu zählt sie mit",
    "{#} other has none, and no number of it counts them":
        "{} andere Person hat keinen, und keine Zahl dazu zählt sie mit",
    "{#} others have none, and count only where those not seen again are taken to be well":
        "{} andere haben keinen, und zählen nur dort, wo es den nicht mehr Gesehenen gut gegangen sein soll",
    "{#} other has none, and counts only where those not seen again are taken to be well":
        "{} andere Person hat keinen, und zählt nur dort, wo es den nicht mehr Gesehenen gut gegangen sein soll",
    "people with a first course and a visit after it that can tell a relapse by score":
        "Personen mit einem ersten Zyklus und einem Besuch danach, der einen Rückfall nach Score zeigen kann",
    "people with an eligible first course and a visit after it that can tell a relapse by score":
        "Personen mit einem eingeschlossenen ersten Zyklus und einem Besuch danach, der einen Rückfall nach Score "
        "zeigen kann",
    "of them those who have a visit after it that can tell a relapse by score, or a second course within {#} days":
        "von ihnen jene, die danach einen Besuch haben, der einen Rückfall nach Score zeigen kann, oder innerhalb von "
        "{} Tagen einen zweiten Zyklus",
    "people with a first course and a visit after it that can tell a relapse by score, or an early second course":
        "Personen mit einem ersten Zyklus und einem Besuch danach, der einen Rückfall nach Score zeigen kann, oder "
        "einem frühen zweiten Zyklus",
    "people with an eligible first course and a visit after it that can tell a relapse by score, or an early second "
    "course":
        "Personen mit einem eingeschlossenen ersten Zyklus und einem Besuch danach, der einen Rückfall nach Score "
        "zeigen kann, oder einem frühen zweiten Zyklus",
    "of them those who have a visit after it that can tell a relapse by score":
        "von ihnen jene, die danach einen Besuch haben, der einen Rückfall nach Score zeigen kann",
    "n = {#} of {#}": "n = {} von {}",
    "Look at the ids: {#} ids of {} may be of {#} patients":
        "Die Kennungen ansehen: {} Kennungen von {} können von {} Patienten sein",
    "Look at the ids: {#} ids of {} may be of {#} patient":
        "Die Kennungen ansehen: {} Kennungen von {} können von {} Person sein",
    "They count as different people, and a later course of one as the first course of another":
        "Sie zählen als verschiedene Personen, und ein späterer Zyklus der einen als erster der anderen",
    "What that table has of them is missing from every figure here":
        "Was jene Tabelle von ihnen hat, fehlt in jeder Zahl hier",
    "Each is counted once": "Jedes zählt einmal",
    "{#} of {#} dispensings repeat another row in every column":
        "{} von {} Abgaben wiederholen eine andere Zeile in jeder Spalte",
    "{#} of {#} dispensings repeats another row in every column":
        "{} von {} Abgaben wiederholt eine andere Zeile in jeder Spalte",
    "Where they are packs of one dispensing: {}": "Sind es Packungen einer Abgabe: {}",
    "packs of one day": "Packungen eines Tages",
    "Look at the dispensings of one day: {#} of {#} dispensings repeat the patient, day, strength and quantity of "
    "another ({#} patients)":
        "Die Abgaben eines Tages ansehen: {} von {} Abgaben wiederholen Person, Tag, Stärke und Menge einer anderen "
        "({} Personen)",
    "Look at the dispensings of one day: {#} of {#} dispensings repeat the patient, day, strength and quantity of "
    "another ({#} patient)":
        "Die Abgaben eines Tages ansehen: {} von {} Abgaben wiederholen Person, Tag, Stärke und Menge einer anderen "
        "({} Person)",
    "Of each day the longest supply alone counts here, and doses add; of packs, {} adds all days":
        "Von jedem Tag zählt hier nur der längste Vorrat, und Dosen zählen zusammen; von Packungen zählt {} alle Tage "
        "zusammen",
    "Of copies, doses here are too high: keep one row of each":
        "Von Kopien sind die Dosen hier zu hoch: je eine Zeile behalten",
    "Look at the days' supply": "Die Reichweiten ansehen",
    "Look at the supplies that overlap": "Die Vorräte ansehen, die sich überlappen",
    "overlapping supplies": "überlappende Vorräte",
    "{#} of {#} courses are covered for at least half as long again as any of their supplies reaches":
        "{} von {} Zyklen sind mindestens um die Hälfte länger gedeckt, als einer ihrer Vorräte reicht",
    "They are laid end to end here": "Sie sind hier aneinandergereiht",
    "Of claims that stand twice, or two strengths of one dose a few days apart, courses are too long: cap_days limits "
    "it":
        "Stehen Abgaben doppelt da, oder zwei Stärken einer Dosis wenige Tage auseinander, sind Zyklen zu lang: "
        "cap_days begrenzt das",
    "Look at the days' supply and quantities": "Reichweiten und Mengen ansehen",
    "Look at the quantities": "Die Mengen ansehen",
    "supplies assumed": "Reichweiten angenommen",
    "doses of most unusual": "meist ungewöhnliche Dosen",
    "quantities in packs": "Mengen in Packungen",
    "{#} of {#} dispensings got the default supply of {#} days":
        "{} von {} Abgaben bekamen die angenommene Reichweite von {} Tagen",
    "{#} of {#} dispensings gives an unusual daily dose": "{} von {} Abgaben ergibt eine ungewöhnliche Tagesdosis",
    "{#} of {#} dispensings give an unusual daily dose": "{} von {} Abgaben ergeben eine ungewöhnliche Tagesdosis",
    "{#} of {#} dispensings have at most {#} capsules, by which they give less than {#} mg a day":
        "{} von {} Abgaben haben höchstens {} Kapseln, womit sie weniger als {} mg am Tag ergeben",
    "Courses, what lies between them and every figure here follow from it":
        "Zyklen, was zwischen ihnen liegt und jede Zahl hier folgen daraus",
    "Where the days are wrong, so are courses and every figure here; where quantities are, doses":
        "Sind die Tage falsch, so sind es Zyklen und jede Zahl hier; sind es die Mengen, so sind es die Dosen",
    "They are likely to be packs, so that no dose is told here":
        "Es sind wahrscheinlich Packungen, so dass hier keine Dosis genannt wird",
    "Each is counted once; of several supplies the longest counts":
        "Jedes zählt einmal; von mehreren Vorräten zählt der längste",
    "observed before records": "beobachtet vor Beginn der Aufzeichnungen",
    "{#} of {#} rows of {} begin before the patient's birth, before 1979, or more than 10 years before the first "
    "dispensing of all":
        "{} von {} Zeilen von {} beginnen vor der Geburt der Person, vor 1979 oder mehr als 10 Jahre vor der "
        "allerersten Abgabe",
    "{#} of {#} rows of {} begins before the patient's birth, before 1979, or more than 10 years before the first "
    "dispensing of all":
        "{} von {} Zeilen von {} beginnt vor der Geburt der Person, vor 1979 oder mehr als 10 Jahre vor der "
        "allerersten Abgabe",
    "Look at the days of observation: {#} of {#} rows of {} begin before the patient's birth, before "
    "1979, or more than 10 years before the first dispensing of all":
        "Die Tage der Beobachtung ansehen: {} von {} Zeilen von {} beginnen vor der Geburt der Person, vor "
        "1979 oder mehr als 10 Jahre vor der allerersten Abgabe",
    "Look at the days of observation: {#} of {#} rows of {} begins before the patient's birth, before "
    "1979, or more than 10 years before the first dispensing of all":
        "Die Tage der Beobachtung ansehen: {} von {} Zeilen von {} beginnt vor der Geburt der Person, vor "
        "1979 oder mehr als 10 Jahre vor der allerersten Abgabe",
    "An earlier course of theirs is not ruled out": "Ein früherer Zyklus von ihnen ist nicht ausgeschlossen",
    "Such a day fulfils every washout, and an earlier course cannot be ruled out":
        "Ein solcher Tag erfüllt jede Auswaschzeit, und ein früherer Zyklus ist nicht auszuschließen",
    "If it is a placeholder, or dispensings were not yet recorded, give the first day on which they were":
        "Ist er ein Platzhalter, oder wurden Abgaben noch nicht aufgezeichnet, den ersten Tag angeben, an dem sie es "
        "wurden",
    "mostly unknown treatment": "meist unbekannte Behandlung",
    "{#} of {#} rows of {} have no known kind: {}": "{} von {} Zeilen von {} haben keine bekannte Art: {}",
    "guessed encoding": "vermutete Zeichenkodierung",
    "{} is not UTF-8; it was read as {}": "{} ist nicht UTF-8; gelesen wurde es als {}",
    "Look at names with accents; save the file as CSV UTF-8 to be sure":
        "Namen mit Akzenten ansehen; die Datei zur Sicherheit als CSV UTF-8 speichern",
    "total rows": "Summenzeilen",
    "{#} row of {} left out as a total": "{} Zeile von {} als Summe weggelassen",
    "{#} rows of {} left out as totals": "{} Zeilen von {} als Summen weggelassen",
    "How many stay free of {}?": "Wie viele bleiben ohne {}?",
    "{#} outcome and {#} terms are defined": "{} Endpunkt und {} Begriffe sind definiert",
    "Table {#}: {#} columns as medians with quartiles, {#} column by level":
        "Tabelle {}: {} Spalten als Mediane mit Quartilen, {} Spalte nach Stufen",
    "dispensings of isotretinoin": "Abgaben von Isotretinoin",
    "dispensings of isotretinoin, joined into courses": "Abgaben von Isotretinoin, zu Zyklen verbunden",
    "a cohort study of dispensings of isotretinoin, joined into courses":
        "eine Kohortenstudie von Abgaben von Isotretinoin, zu Zyklen verbunden",
    "{}: dispensings of isotretinoin, joined into courses, {#} rows":
        "{}: Abgaben von Isotretinoin, zu Zyklen verbunden, {} Zeilen",
    "{} (dispensings), {#} rows": "{} (Abgaben), {} Zeilen",
    "Captions of the figures": "Bildunterschriften",
}
"""Of records that hold little (courses or dispensings alone), and of their releases."""


CASES = {
    "ein zweiter Zyklus": ("einen zweiten Zyklus", "einem zweiten Zyklus"),
    "zweiter Zyklus": ("zweiten Zyklus", "zweitem Zyklus"),
    "ein dokumentierter Rückfall": ("einen dokumentierten Rückfall", "einem dokumentierten Rückfall"),
    "dokumentierter Rückfall": ("dokumentierten Rückfall", "dokumentiertem Rückfall"),
    "ein Rückfall nach Score": ("einen Rückfall nach Score", "einem Rückfall nach Score"),
    "jede Aknebehandlung": ("jede Aknebehandlung", "irgendeiner Aknebehandlung"),
    "systemische Behandlung": ("systemische Behandlung", "systemischer Behandlung"),
}
"""Each outcome in the accusative and in the dative."""

_BEFORE_CASES = ("ohne:? |nie |für |gegen |über ", "mit |von |nach |bei |vor |zu |seit ")
"""What an accusative and what a dative stands after."""


def _of_outcomes() -> tuple[tuple[str, str], ...]:
    """The endings that an outcome has after another word."""
    return tuple(
        (rf"(?i)\b({before}){nominative}\b", rf"\1{case}")
        for nominative, cases in CASES.items()
        for before, case in zip(_BEFORE_CASES, cases, strict=True)
        if case != nominative
    )


# What the README of a folder says of it.
OF_FOLDERS = {
    "To send results out: `isostats report ... --release`":
        "Um Ergebnisse weiterzugeben: `isostats report ... --release`",
    "{}: a release": "{}: eine Freigabe",
    "Small groups are joined to *other*": "Kleine Gruppen sind zu *other* zusammengefasst",
    "Everything is made from these counts alone, by a life table":
        "Alles ist aus diesen Zahlen allein gemacht, mit einer Sterbetafel",
    "No test, model or verdict is released; the page says what else is left out, and with tables/rounding.csv how far "
    "rounding can have moved each figure":
        "Kein Test, kein Modell und kein Urteil wird freigegeben; die Seite sagt, was sonst fehlt, und mit "
        "tables/rounding.csv, wie weit Runden jede Angabe verschoben haben kann",
    "The title, the rules of eligibility and the names of groups are the study's own words: they were not checked":
        "Der Titel, die Regeln der Eignung und die Namen der Gruppen sind Worte der Studie selbst: sie wurden nicht "
        "geprüft",
    "It is our reading of that guidance, not the custodian's word: their checkers decide":
        "Es ist unsere Lesart dieser Anleitung, nicht das Wort der Verwahrer: deren Prüfer entscheiden",
    "For the output checker": "Für die Ausgangsprüfung",
    "What": "Was",
    "how many of {#} people (rounded) had an outcome or left, up to each of {#} days, {}; split by {}":
        "wie viele von {} Personen (gerundet) einen Endpunkt hatten oder ausschieden, bis zu jedem von {} Tagen, {}; "
        "aufgeteilt nach {}",
    "how many of {#} people (rounded) had an outcome or left, up to each of {#} days, {}; not split by groups":
        "wie viele von {} Personen (gerundet) einen Endpunkt hatten oder ausschieden, bis zu jedem von {} Tagen, {}; "
        "nicht nach Gruppen aufgeteilt",
    "quarter by quarter": "Quartal für Quartal",
    "half year by half year": "Halbjahr für Halbjahr",
    "All else is a life table of these counts": "Alles andere ist eine Sterbetafel dieser Zahlen",
    "How many": "Wie viel",
    "{#} rounded counts": "{} gerundete Zahlen",
    "{#} rounded count": "{} gerundete Zahl",
    "{#} rows of results.csv": "{} Zeilen von results.csv",
    "{#} row of results.csv": "{} Zeile von results.csv",
    "{#} tables": "{} Tabellen",
    "{#} table": "{} Tabelle",
    "{#} figures": "{} Abbildungen",
    "{#} figure": "{} Abbildung",
    "Each file that is read is listed in results.json, to be reviewed; checksums/ has its SHA-256":
        "Jede Datei, die gelesen wird, steht in results.json zur Prüfung; checksums/ hat ihre SHA-256",
    "Two files beside it leave as well: results.json cannot list itself, and manifest.json has the SHA-256 of all, "
    "these included":
        "Zwei Dateien verlassen daneben das Haus: results.json kann sich selbst nicht aufführen, und manifest.json hat "
        "die SHA-256 von allen, auch von diesen",
    "Measures": "Maßnahmen",
    "(disclosure.csv says how far each moved a number)": "(disclosure.csv sagt, wie weit jede eine Zahl verschob)",
    "nobody can tell which count from {#} to {#} it was": "niemand kann sagen, welche Zahl von {} bis {} es war",
    "all from {#} to {#} are written {}": "alle von {} bis {} werden {} geschrieben",
    "days are ends of quarters": "Tage sind Enden von Quartalen",
    "days are ends of half years": "Tage sind Enden von Halbjahren",
    "a finer grid gives the day of an event away": "ein feineres Raster verrät den Tag eines Ereignisses",
    "coded, in a random order": "verschlüsselt, in zufälliger Reihenfolge",
    "small groups joined to other": "kleine Gruppen zu other zusammengefasst",
    "they hold up to {#} people each": "sie enthalten je bis zu {} Personen",
    "not split by {}": "nicht aufgeteilt nach {}",
    "too few people outside one group": "zu wenige Personen außerhalb einer Gruppe",
    "names may tell who treated, a place or a person":
        "Namen können verraten, wer behandelte, einen Ort oder eine Person",
    "{#} times the base": "das {}-fache der Klasse",
    "rounding weighs too much below": "darunter wiegt das Runden zu schwer",
    "no test, model or verdict": "kein Test, kein Modell und kein Urteil",
    "beside rounded counts exact ones give counts away": "neben gerundeten Zahlen verraten genaue die Zahlen",
    "Groups: coded: {} (by name with {}); by name: {}":
        "Gruppen: verschlüsselt: {} (mit Namen durch {}); mit Namen: {}",
    "Groups: no group is coded; by name: {}": "Gruppen: keine ist verschlüsselt; mit Namen: {}",
    "Names": "Namen",
    "Names are as in the records: look whether one says a place or a person":
        "Namen stehen wie in den Daten: nachsehen, ob einer einen Ort oder eine Person verrät",
    "The study's own words": "Worte der Studie selbst",
    ", which nobody checked": ", die niemand geprüft hat",
    "Look whether one names a place or a person:": "Nachsehen, ob eines einen Ort oder eine Person nennt:",
    "before it was written, everything here was attacked":
        "bevor es geschrieben wurde, wurde alles hier angegriffen",
    "What is in this folder": "Was in diesem Ordner ist",
    "people, cumulative events by cause and people who left, by outcome, population, group, day":
        "Personen, kumulative Ereignisse nach Ursache und Ausgeschiedene, nach Endpunkt, Population, Gruppe, Tag",
    "the report; one file, works offline": "der Bericht; eine Datei, auch ohne Netz",
    "every estimate": "jede Schätzung",
    "the tables of the report as CSV, in numbers/ unrounded; `isostats tables` sets them for a paper":
        "die Tabellen des Berichts als CSV, in numbers/ ungerundet; `isostats tables` setzt sie für ein Paper",
    "the tables of the report as CSV, in numbers/ unrounded; `isostats tables` sets them for a paper; rounding.csv "
    "says how far rounding moved what is quoted":
        "die Tabellen des Berichts als CSV, in numbers/ ungerundet; `isostats tables` setzt sie für ein Paper; "
        "rounding.csv sagt, wie weit Runden das Angegebene verschob",
    "the tables of the report as CSV, in numbers/ unrounded; rounding.csv says how far rounding went":
        "die Tabellen des Berichts als CSV, in numbers/ ungerundet; rounding.csv sagt, wie weit das Runden ging",
    "each figure as {}, with captions.md": "jede Abbildung als {}, mit captions.md",
    "PNG": "PNG", "PDF": "PDF", "SVG": "SVG", "EPS": "EPS", "TIFF": "TIFF",
    "for the output checker: each measure, why it was taken, how far it can have moved a number":
        "für die Ausgangsprüfung: jede Maßnahme, ihr Grund, und wie weit sie eine Zahl verschoben haben kann",
    "for the output checker: every file in the layout of ACRO, which SACRO-Viewer opens":
        "für die Ausgangsprüfung: jede Datei in der Form von ACRO, die SACRO-Viewer öffnet",
    "the SHA-256 of each of them, where the viewer looks for it": "die SHA-256 von jeder, wo der Viewer sie sucht",
    "what made this folder, and the SHA-256 of every file":
        "woraus dieser Ordner entstand, und die SHA-256 jeder Datei",
    "methods.md, ready to paste, with references.bib; checklist.csv has STROBE and RECORD-PE, filled in":
        "methods.md, zum Einfügen, mit references.bib; checklist.csv hat STROBE und RECORD-PE, ausgefüllt",
    "every estimate; `flow.csv`: from the rows read to the people studied":
        "jede Schätzung; `flow.csv`: von den gelesenen Zeilen zu den untersuchten Personen",
    "the rounded counts added up, and each site's, by outcome, population, group and day":
        "die gerundeten Zahlen zusammengezählt, und die jedes Zentrums, nach Endpunkt, Population, Gruppe und Tag",
    "the report on paper": "der Bericht auf Papier",
    "its summary for Word, with figure, tables and captions":
        "seine Zusammenfassung für Word, mit Abbildung, Tabellen und Legenden",
    "what this folder is and holds, for archives: an RO-Crate in JSON-LD":
        "was dieser Ordner ist und enthält, für Archive: ein RO-Crate in JSON-LD",
}

# What a study states of outcomes and scores, why a share cannot be told, and what the commands print.
STATED = {
    "rules of outcomes: {}": "Regeln der Endpunkte: {}",
    "maintenance is begun by day {#}": "Erhaltung beginnt bis Tag {}",
    "maintenance is begun from {#} days before the end": "Erhaltung beginnt ab {} Tagen vor dem Ende",
    "what was running on day 0 counts once given again": "was an Tag 0 lief, zählt, sobald es neu gegeben wird",
    "begun again counts after more than {#} days without": "neu begonnen zählt nach mehr als {} Tagen ohne",
    "an oral antibiotic counts from {#} days on": "ein orales Antibiotikum zählt ab {} Tagen",
    "an oral antibiotic counts, however short": "ein orales Antibiotikum zählt, wie kurz auch immer",
    "fills of an antibiotic at most {#} days apart are one run":
        "Abgaben eines Antibiotikums im Abstand von höchstens {} Tagen sind eine Folge",
    "a second course was dispensed on {#} days": "ein zweiter Zyklus wurde an {} Tagen abgegeben",
    "a second course was dispensed on {#} day": "ein zweiter Zyklus wurde an {} Tag abgegeben",
    "a second course covers {#} days": "ein zweiter Zyklus deckt {} Tage",
    "a second course covers {#} day": "ein zweiter Zyklus deckt {} Tag",
    "a second course counts, however short": "ein zweiter Zyklus zählt, wie kurz auch immer",
    "a restart is early within {#} days": "ein Neubeginn ist früh innerhalb von {} Tagen",
    "a contraceptive counts": "ein Verhütungsmittel zählt",
    "an antiandrogen never counts": "ein Antiandrogen zählt nie",
    "every later treatment counts, also maintenance": "jede spätere Behandlung zählt, auch Erhaltung",
    "of unknown supply, in use is what was seen before within: {}":
        "bei unbekanntem Vorrat ist in Gebrauch, was davor gesehen wurde innerhalb von: {}",
    "a relapse by score: {}": "ein Rückfall nach Score: {}",
    "the worse of face and trunk": "der schlechtere von Gesicht und Rumpf",
    "{} is {#} or more": "{} ist {} oder mehr",
    "{} is above {#}": "{} ist über {}",
    "{} is above its value at the {} of the course": "{} ist über dem Wert am {} des Zyklus",
    "{} is its value at the {} of the course or more": "{} ist der Wert am {} des Zyklus oder mehr",
    "{} is {#} or more above its value at the {} of the course": "{} ist {} oder mehr über dem Wert am {} des Zyklus",
    "{} is more than {#} above its value at the {} of the course":
        "{} ist mehr als {} über dem Wert am {} des Zyklus",
    "end": "Ende",
    "{}, or {} is {}": "{}, oder {} ist {}",
    "gags": "GAGS",
    "leeds face": "Leeds-Score des Gesichts",
    "leeds trunk": "Leeds-Score des Rumpfes",
    "inflammatory": "Zahl entzündlicher Läsionen",
    "non inflammatory": "Zahl nicht entzündlicher Läsionen",
    "a visit at which acne is back by the stated rule, or a second course":
        "ein Besuch, bei dem die Akne nach der genannten Regel zurück ist, oder ein zweiter Zyklus",
    "a visit at which acne is back by the stated rule, or a later oral antibiotic, antiandrogen or isotretinoin":
        "ein Besuch, bei dem die Akne nach der genannten Regel zurück ist, oder ein späteres orales Antibiotikum, "
        "Antiandrogen oder Isotretinoin",
    "a visit at which acne is back by the stated rule, or a second course by the last visit that tells":
        "ein Besuch, bei dem die Akne nach der genannten Regel zurück ist, oder ein zweiter Zyklus bis zum letzten "
        "Besuch, der es zeigen kann",
    "a visit at which acne is back by the stated rule, or a later oral antibiotic, antiandrogen or isotretinoin by the "
    "last visit that tells":
        "ein Besuch, bei dem die Akne nach der genannten Regel zurück ist, oder ein späteres orales Antibiotikum, "
        "Antiandrogen oder Isotretinoin bis zum letzten Besuch, der es zeigen kann",
    "a visit at which acne is back by the stated rule, or a later oral antibiotic or isotretinoin":
        "ein Besuch, bei dem die Akne nach der genannten Regel zurück ist, oder ein späteres orales Antibiotikum oder "
        "Isotretinoin",
    "by score, what comes after the last visit that tells does not count (hypothetical)":
        "nach Score zählt nicht, was nach dem letzten Besuch kommt, der es zeigen kann (hypothetisch)",
    "{#} second courses came after it and are not counted": "{} zweite Zyklen kamen danach und zählen nicht",
    "{#} second course came after it and is not counted": "{} zweiter Zyklus kam danach und zählt nicht",
    "By score, people are followed until the last visit that tells":
        "Nach Score werden Personen bis zum letzten Besuch beobachtet, der es zeigen kann",
    "{#} second courses came after it and are not counted: shares free of a relapse by score may be too high":
        "{} zweite Zyklen kamen danach und zählen nicht: Anteile ohne Rückfall nach Score können zu hoch sein",
    "{#} second course came after it and is not counted: shares free of a relapse by score may be too high":
        "{} zweiter Zyklus kam danach und zählt nicht: Anteile ohne Rückfall nach Score können zu hoch sein",
    "{#} systemic treatments came after it and are not counted: shares free of a relapse by score and of systemic "
    "treatment may be too high":
        "{} systemische Behandlungen kamen danach und zählen nicht: Anteile ohne Rückfall nach Score und ohne "
        "systemische Behandlung können zu hoch sein",
    "{#} systemic treatment came after it and is not counted: shares free of a relapse by score and of systemic "
    "treatment may be too high":
        "{} systemische Behandlung kam danach und zählt nicht: Anteile ohne Rückfall nach Score und ohne systemische "
        "Behandlung können zu hoch sein",
    "Did they count, as they usually do, {} would be free of {} at {}":
        "Zählten sie wie sonst, wären nach {2} {0} ohne {1}",
    "Were people followed until that visit alone, {} would be free of {} at {}":
        "Würden alle nur bis zu diesem Besuch beobachtet, wären nach {2} {0} ohne {1}",
    "Did they count, as they usually do, {} would be free of {} at {}, about the same":
        "Zählten sie wie sonst, wären nach {2} {0} ohne {1}, etwa gleich viele",
    "Were people followed until that visit alone, {} would be free of {} at {}, about the same":
        "Würden alle nur bis zu diesem Besuch beobachtet, wären nach {2} {0} ohne {1}, etwa gleich viele",
    "Did they count, as they usually do, {} would be free of {} at {}, {} lower":
        "Zählten sie wie sonst, wären nach {2} {0} ohne {1}, {3} weniger",
    "Were people followed until that visit alone, {} would be free of {} at {}, {} lower":
        "Würden alle nur bis zu diesem Besuch beobachtet, wären nach {2} {0} ohne {1}, {3} weniger",
    "Did they count, as they usually do, {} would be free of {} at {}, {} higher":
        "Zählten sie wie sonst, wären nach {2} {0} ohne {1}, {3} mehr",
    "Were people followed until that visit alone, {} would be free of {} at {}, {} higher":
        "Würden alle nur bis zu diesem Besuch beobachtet, wären nach {2} {0} ohne {1}, {3} mehr",
    "That is biased: visits end where a second course begins":
        "Das ist verzerrt: Besuche enden, wo ein zweiter Zyklus beginnt",
    "By score, {#} second courses came after the last visit that tells and count":
        "Nach Score kamen {} zweite Zyklen nach dem letzten Besuch, der es zeigen kann, und zählen",
    "By score, {#} second course came after the last visit that tells and counts":
        "Nach Score kam {} zweiter Zyklus nach dem letzten Besuch, der es zeigen kann, und zählt",
    "By score, {#} systemic treatments came after the last visit that tells and count":
        "Nach Score kamen {} systemische Behandlungen nach dem letzten Besuch, der es zeigen kann, und zählen",
    "By score, {#} systemic treatment came after the last visit that tells and counts":
        "Nach Score kam {} systemische Behandlung nach dem letzten Besuch, der es zeigen kann, und zählt",
    "By score, {#} second courses did not come within {} of the last visit that tells and are not counted":
        "Nach Score kamen {} zweite Zyklen später als {} nach dem letzten Besuch, der es zeigen kann, und zählen nicht",
    "By score, {#} second course did not come within {} of the last visit that tells and is not counted":
        "Nach Score kam {} zweiter Zyklus später als {} nach dem letzten Besuch, der es zeigen kann, und zählt nicht",
    "By score, {#} systemic treatments did not come within {} of the last visit that tells and are not counted":
        "Nach Score kamen {} systemische Behandlungen später als {} nach dem letzten Besuch, der es zeigen kann, und "
        "zählen nicht",
    "By score, {#} systemic treatment did not come within {} of the last visit that tells and is not counted":
        "Nach Score kam {} systemische Behandlung später als {} nach dem letzten Besuch, der es zeigen kann, und "
        "zählt nicht",
    "{#} others began a second course within {#} days, and count":
        "{} andere begannen innerhalb von {} Tagen einen zweiten Zyklus und zählen",
    "{#} other began a second course within {#} days, and counts":
        "{} andere Person begann innerhalb von {} Tagen einen zweiten Zyklus und zählt",
    "{#} others began a second course within {#} days and count":
        "{} andere begannen innerhalb von {} Tagen einen zweiten Zyklus und zählen",
    "{#} other began a second course within {#} days and counts":
        "{} andere Person begann innerhalb von {} Tagen einen zweiten Zyklus und zählt",
    "days from the end of the course to {}": "Tage vom Ende des Zyklus bis: {}",
    "a relapse by score is dated to the visit that saw it":
        "ein Rückfall nach Score hat den Tag des Besuchs, der ihn sah",
    "{#} people of {#} have a visit that can tell, and people are followed until {} after the last such visit":
        "{} Personen von {} haben einen Besuch, der ihn zeigen kann, und alle werden bis {} nach dem letzten solchen "
        "beobachtet",
    "{#} person of {#} has a visit that can tell, and people are followed until {} after the last such visit":
        "{} Person von {} hat einen Besuch, der ihn zeigen kann, und alle werden bis {} nach dem letzten solchen "
        "beobachtet",
    "{#} second courses came after it and count": "{} zweite Zyklen kamen danach und zählen",
    "{#} second courses came later and are not counted": "{} zweite Zyklen kamen später und zählen nicht",
    "{#} second course came after it and counts": "{} zweiter Zyklus kam danach und zählt",
    "{#} second course came later and is not counted": "{} zweiter Zyklus kam später und zählt nicht",
    "{#} systemic treatments came after it and count": "{} systemische Behandlungen kamen danach und zählen",
    "{#} systemic treatments came later and are not counted":
        "{} systemische Behandlungen kamen später und zählen nicht",
    "{#} systemic treatment came after it and counts": "{} systemische Behandlung kam danach und zählt",
    "{#} systemic treatment came later and is not counted": "{} systemische Behandlung kam später und zählt nicht",
    "{#} people of {#} have a visit that can tell, and people are followed until the last such visit":
        "{} Personen von {} haben einen Besuch, der ihn zeigen kann, und werden bis zum letzten solchen beobachtet",
    "{#} person of {#} has a visit that can tell, and people are followed until the last such visit":
        "{} Person von {} hat einen Besuch, der ihn zeigen kann, und wird bis zum letzten solchen beobachtet",
    "{#} systemic treatments came after it and are not counted":
        "{} systemische Behandlungen kamen danach und zählen nicht",
    "{#} systemic treatment came after it and is not counted": "{} systemische Behandlung kam danach und zählt nicht",
    "the outcome still came on the last day that anybody was followed":
        "der Endpunkt kam noch am letzten Tag, an dem jemand beobachtet wurde",
    "the curve has been level for too short a time: it may be so because the data end":
        "die Kurve ist seit zu kurzer Zeit eben: das kann daran liegen, dass die Daten enden",
    "the share that a model would call cured is too small to be told from none":
        "der Anteil, den ein Modell geheilt nennte, ist zu klein, um von keinem unterschieden zu werden",
    "too many of those who are free when follow-up ends could still have the outcome":
        "zu viele, die am Ende der Beobachtung frei sind, könnten den Endpunkt noch haben",
    "it is the only confounder": "es ist der einzige Confounder",
    "No published cohort counts {}, so there is nothing to hold these records against":
        "Keine veröffentlichte Kohorte zählt diesen Endpunkt ({}), so dass es nichts gibt, woran diese Daten zu "
        "messen wären",
    "Table 1: {#} column with people of whom it is not recorded, counted in it":
        "Tabelle 1: {} Spalte mit Personen ohne Angabe, die in ihr gezählt sind",
    "no visit that tells": "kein Besuch, der es zeigt",
    "no visit that tells ({})": "kein Besuch, der es zeigt ({})",
    "between {#} and {#} at {}": "zwischen {} und {} nach {}",
    "Report: {}": "Bericht: {}",
    "A number alone is not the whole answer of this report: {}":
        "Eine Zahl allein ist nicht die ganze Antwort dieses Berichts: {}",
    "Drawn with {}, of this machine's fonts: {#} names": "Gezeichnet mit {}, Schriften dieses Rechners: {} Namen",
    "Drawn with {}, of this machine's fonts: {#} name": "Gezeichnet mit {}, Schriften dieses Rechners: {} Name",
    "The custodian of these records is {}: this folder stays where the records are":
        "Die Daten werden von {} verwahrt: dieser Ordner bleibt, wo die Daten sind",
    "Release: {}": "Freigabe: {}",
    "Attack: {}": "Angriff: {}",
    "{}: {#} small counts pinned, {#} undecided": "{}: {} kleine Zahlen festgelegt, {} offen",
    "as asked": "wie verlangt",
    "half years instead of quarters": "Halbjahre statt Quartalen",
    "no bands and other splits": "keine Klassen und andere Aufteilungen",
    "everyone alone": "nur alle zusammen",
    "no groups": "keine Gruppen",
    "Ledger: {}: never send it": "Verzeichnis der Freigaben: {}: niemals weitergeben",
    "Ledger: {}: new, no earlier release is known there":
        "Verzeichnis der Freigaben: {}: neu, keine frühere Freigabe ist darin bekannt",
    "Rules: the preset {}, after {}": "Regeln: die Vorgabe {}, nach {}",
    "Source: {}, read on {}": "Quelle: {}, gelesen am {}",
    "ACRO, the checking tool of several trusted research environments: its usual settings fail every cell of fewer "
    "than {#} people, take a zero for disclosive, hold survival tables to the same {#}, and block SVG. What fails is "
    "suppressed":
        "ACRO, dem Prüfwerkzeug mehrerer geschützter Forschungsumgebungen: seine üblichen Einstellungen verwerfen jede "
        "Zelle mit weniger als {} Personen, halten eine Null für verräterisch, messen Überlebenstabellen an denselben "
        "{} und sperren SVG. Was durchfällt, wird unterdrückt",
    "Here none and few are one bin": "Hier sind keine und wenige eine Klasse",
    "UK Longitudinal Linkage Collaboration: nothing leaves that holds a count below {#}, a zero included, or a "
    "percentage of fewer than {#} people; nor may one be worked out":
        "UK Longitudinal Linkage Collaboration: nichts geht hinaus, das eine Zahl unter {} enthält, auch keine Null, "
        "oder einen Prozentsatz von weniger als {} Personen; auch errechnen lassen darf sich keine",
    "So a zero lies inside the first bin, which is written as a range and never as a number":
        "Darum liegt eine Null in der ersten Klasse, die als Bereich und nie als Zahl geschrieben wird",
    "OpenSAFELY: counts of {#} and fewer are redacted, zeros may stay":
        "OpenSAFELY: Zahlen bis {} werden geschwärzt, Nullen dürfen bleiben",
    "For life tables counts are rounded to midpoint {#} and their columns named so":
        "Für Sterbetafeln werden Zahlen auf die Mitte von {} gerundet und ihre Spalten so genannt",
    "Every figure comes with the counts under it": "Zu jeder Abbildung gehören die Zahlen, auf denen sie beruht",
    "Files are CSV, PNG, text, JSON or HTML; a table has at most {#} rows":
        "Dateien sind CSV, PNG, Text, JSON oder HTML; eine Tabelle hat höchstens {} Zeilen",
    "Centers for Medicare and Medicaid Services: no cell of {#} to {#} may be shown, or be derived from others or from "
    "percentages, those left out of a study included":
        "Centers for Medicare and Medicaid Services: keine Zelle von {} bis {} darf gezeigt oder aus anderen oder aus "
        "Prozentsätzen abgeleitet werden, auch nicht die der aus einer Studie Ausgeschlossenen",
    "AI-SDC/ACRO on GitHub": "AI-SDC/ACRO auf GitHub",
    "CRAN": "CRAN",
    "A zero may be shown": "Eine Null darf gezeigt werden",
    "DARWIN EU and its packages: counts from {#} to {#} are suppressed by default ({}), and what is linked to them; a "
    "zero is shown":
        "DARWIN EU und seinen Paketen: Zahlen von {} bis {} werden üblicherweise unterdrückt ({}), und was mit ihnen "
        "verknüpft ist; eine Null wird gezeigt",
    "minCellCount = {#}": "minCellCount = {}",
    "default.yaml and the configuration page of ACRO {}": "default.yaml und die Seite zur Konfiguration von ACRO {}",
    "its guidebook on statistical disclosure control, of {}": "ihr Leitfaden zur statistischen Geheimhaltung, vom {}",
    "docs.opensafely.org/outputs/sdc and /outputs/requesting-file-release":
        "docs.opensafely.org/outputs/sdc und /outputs/requesting-file-release",
    "CMS cell size suppression policy of {}": "Regel von CMS zur Unterdrückung kleiner Zellen vom {}",
    "vignette on suppression of omopgenerics {}": "Vignette zur Unterdrückung von omopgenerics {}",
}

CASES_ASIDE = {
    "all those set aside relapsed": "alle Zurückgestellten einen Rückfall hatten",
    "none of those set aside relapsed": "niemand von den Zurückgestellten einen Rückfall hatte",
    "all those set aside had one": "alle Zurückgestellten einen hatten",
    "none of those set aside had one": "niemand von den Zurückgestellten einen hatte",
    "none of those set aside was one": "niemand von den Zurückgestellten einer war",
    "all those set aside were one": "alle Zurückgestellten einer waren",
    "each row without an id was of a relapse": "jede Zeile ohne Kennung von einem Rückfall war",
}
"""What those set aside may have been, as a clause after *wenn*."""
IF_ASIDE = {
    "It is {}": "Es sind {}", "Free of one are {}": "Ohne einen sind {}", "{#}": "{}", "n = {#}; {#}": "n = {}; {}",
}  # fmt: skip
SET_ASIDE = {
    **CASES_ASIDE,
    **{f"{it} if {case}": f"{es}, wenn {fall}" for it, es in IF_ASIDE.items() for case, fall in CASES_ASIDE.items()},
    **{f"{it} {{#}} if, besides, {case}": f"{es} {{}}, wenn außerdem {fall}"
       for it, es in (("It is", "Es sind"), ("Free of one are", "Ohne einen sind"))
       for case, fall in CASES_ASIDE.items()},
    "{#} people were set aside for impossible rows": "{} Personen wurden wegen unmöglicher Zeilen zurückgestellt",
    "{#} person was set aside for impossible rows": "{} Person wurde wegen unmöglicher Zeilen zurückgestellt",
    "{#} of them have a relapse or a later treatment in them":
        "bei {} von ihnen steht darin ein Rückfall oder eine spätere Behandlung",
    "{#} of them has a relapse or a later treatment in them":
        "bei {} von ihnen steht darin ein Rückfall oder eine spätere Behandlung",
    "{#} rows without an id were set aside": "{} Zeilen ohne Kennung wurden zurückgestellt",
    "{#} row without an id was set aside": "{} Zeile ohne Kennung wurde zurückgestellt",
    "Both ends take in those set aside": "Beide Enden schließen die Zurückgestellten ein",
    "Remission at {} is {#} if none came unseen and those lost early fare like those who stay":
        "Die Remission nach {} ist, falls nichts ungesehen kam, {}, wenn es früh Verlorenen ergeht wie Gebliebenen",
    "Remission at {} would be {#} only if nearly all of those lost early relapsed on leaving":
        "Die Remission nach {} wäre nur {}, wenn fast alle früh Verlorenen beim Ausscheiden rückfällig wurden",
    "Untreated and topical only, together, lie between {#} and {#} at {}, with those set aside":
        "Unbehandelt und nur topisch liegen zusammen nach {2} zwischen {0} und {1}, mit den Zurückgestellten",
    "Ranges and verdicts take them in unless they say otherwise":
        "Spannen und Urteile schließen sie ein, wo sie nichts anderes sagen",
    "single figures leave them out": "einzelne Zahlen lassen sie weg",
    "without those set aside": "ohne die Zurückgestellten",
    "without those rows": "ohne diese Zeilen",
    "It is {} without those rows": "Es sind {} ohne diese Zeilen",
    "Free of one are {} without those rows": "Ohne einen sind {} ohne diese Zeilen",
    "some people were set aside": "einige Personen zurückgestellt sind",
    "as some people were set aside, and who left may have been well":
        "da einige Personen zurückgestellt sind und wer wegblieb, dem es gut gegangen sein mag",
    "as some people were set aside": "da einige Personen zurückgestellt sind",
    "Whoever was set aside is taken into shares free of an outcome and with it, and into treatment success":
        "Wer zurückgestellt ist, ist in Anteilen ohne und mit Endpunkt und im Behandlungserfolg enthalten",
    "Other rows leave them out": "Andere Zeilen lassen sie weg",
    "These shares leave out those set aside": "Diese Anteile lassen die Zurückgestellten weg",
    "The answer at the head stays a range": "Die Antwort am Kopf bleibt eine Spanne",
    "Ranges count all of them as having had the outcome on the day, and as followed free of it":
        "Spannen zählen sie alle als am Tag selbst mit Endpunkt, und als bis dahin ohne ihn beobachtet",
    "{#} rows of {} have no patient_id, and are left out": "{} Zeilen von {} haben keine patient_id und fehlen",
    "{#} row of {} has no patient_id, and are left out": "{} Zeile von {} hat keine patient_id und fehlt",
    "Write the ids into them": "Die Kennungen hineinschreiben",
    "Each may be a first course of somebody else or a second one of somebody here":
        "Jede kann ein erster Zyklus von jemand anderem sein oder ein zweiter von jemandem hier",
}
"""Of people set aside, and of rows of nobody."""

_OF_FIRST = ("{} after a first course, ", "Within {} of a first course, ")
ELIGIBLE = {
    key.replace("a first course", "an eligible first course", 1):
        text.replace("einem ersten Zyklus", "einem eingeschlossenen ersten Zyklus", 1)
    for key, text in (LEAN | NEWEST | PAGE | REPEATED | STITCHED | UNTOLD | SET_ASIDE).items()
    if key.startswith(_OF_FIRST)
} | {
    "eligible": "eingeschlossen",
    "not eligible": "nicht eingeschlossen",
    "eligible first courses": "eingeschlossene erste Zyklen",
    "people with an eligible first course": "Personen mit einem eingeschlossenen ersten Zyklus",
    "Eligible are {#} of {#} first courses: {}": "Eingeschlossen sind {} von {} ersten Zyklen: {}",
    "Eligible are {#} of {#} first course: {}": "Eingeschlossen ist {} von {} erstem Zyklus: {}",
    "Eligible first courses: {}": "Eingeschlossene erste Zyklen: {}",
    "Age is by calendar years: the year of the start less the year of birth":
        "Das Alter ist nach Kalenderjahren: das Jahr des Beginns minus das Geburtsjahr",
    "Eligible are only people who were clear at the end, so this is their share free of new systemic treatment, and "
    "not how often the course succeeds":
        "Eingeschlossen sind nur Personen, die am Ende erscheinungsfrei waren; dies ist also ihr Anteil ohne neue "
        "systemische Behandlung, und nicht, wie oft der Zyklus gelingt",
    "the unknown are counted in two ways beside": "daneben zählen Unbekannte auf zwei Weisen",
    "We studied {#} people with an eligible first course of isotretinoin, whatever the response at its end":
        "Untersucht wurden {} Personen mit einem eingeschlossenen ersten Isotretinoin-Zyklus, mit jedem Ansprechen an "
        "seinem Ende",
    "We studied {#} people with an eligible first course of isotretinoin":
        "Untersucht wurden {} Personen mit einem eingeschlossenen ersten Isotretinoin-Zyklus",
    "Eligible were first courses by these rules, in turn: {}":
        "Eingeschlossen waren erste Zyklen nach diesen Regeln, der Reihe nach: {}",
    "They left out {#} people": "Sie schlossen {} Personen aus",
    "They left out {#} person": "Sie schlossen {} Person aus",
    "{#} people not eligible; every step with its reason is in flow.csv":
        "{} Personen nicht eingeschlossen; jeder Schritt steht mit seinem Grund in flow.csv",
    "{#} person not eligible; every step with its reason is in flow.csv":
        "{} Person nicht eingeschlossen; jeder Schritt steht mit seinem Grund in flow.csv",
    "Each person enters once, with the first course, by {#} rules of eligibility in turn":
        "Jede Person geht einmal ein, mit dem ersten Zyklus, nach {} Einschlussregeln der Reihe nach",
    "Each person enters once, with the first course, by {#} rule of eligibility in turn":
        "Jede Person geht einmal ein, mit dem ersten Zyklus, nach {} Einschlussregel",
    "aged {#} or more at the start": "zu Beginn {} Jahre oder älter",
    "aged up to {#} at the start": "zu Beginn bis {} Jahre alt",
    "aged {#} to {#} at the start": "zu Beginn {} bis {} Jahre alt",
    "younger than {#} at the start": "zu Beginn jünger als {}",
    "older than {#} at the start": "zu Beginn älter als {}",
    "begun from {} to {}": "begonnen von {} bis {}",
    "begun from {} on": "begonnen ab {}",
    "begun by {}": "begonnen bis {}",
    "begun before {}": "begonnen vor {}",
    "begun after {}": "begonnen nach {}",
    "sex recorded, and not {}": "Geschlecht erfasst und nicht {}",
    "indication recorded, and not {}": "Indikation erfasst und nicht {}",
    "sex not {}": "Geschlecht nicht {}",
    "sex {}": "Geschlecht {}",
    "indication not {}": "Indikation nicht {}",
    "indication {}": "Indikation {}",
    "with a diagnosis of {}, also after the end of the course, which is known only later":
        "mit einer Diagnose {}, auch nach dem Ende des Zyklus, was erst später bekannt ist",
    "with a diagnosis of {}": "mit einer Diagnose {}",
    "no diagnosis of {}": "ohne eine Diagnose {}",
    "{} by the start of the course, at most {} before it began":
        "{} bis zum Beginn des Zyklus, höchstens {} vor seinem Beginn",
    "{} by the end of the course, at most {} before it began":
        "{} bis zum Ende des Zyklus, höchstens {} vor seinem Beginn",
    "{} at any time, at most {} before it began": "{} zu irgendeiner Zeit, höchstens {} vor seinem Beginn",
    "{} by the start of the course": "{} bis zum Beginn des Zyklus",
    "{} by the end of the course": "{} bis zum Ende des Zyklus",
    "{} at any time": "{} zu irgendeiner Zeit",
    "acne": "Akne",
    "no diagnosis recorded at all": "ohne jede erfasste Diagnose",
    "a course of {#} days or more": "ein Zyklus von {} Tagen oder mehr",
    "a course of {#} to {#} days": "ein Zyklus von {} bis {} Tagen",
    "a course of up to {#} days": "ein Zyklus von bis zu {} Tagen",
    "a course of less than {#} days": "ein Zyklus von weniger als {} Tagen",
    "a course of more than {#} days": "ein Zyklus von mehr als {} Tagen",
    "a course of less than {#} day": "ein Zyklus von weniger als {} Tag",
    "a course of more than {#} day": "ein Zyklus von mehr als {} Tag",
    "a dose of {#} mg/kg or more": "eine Dosis von {} mg/kg oder mehr",
    "a dose of {#} to {#} mg/kg": "eine Dosis von {} bis {} mg/kg",
    "a dose of up to {#} mg/kg": "eine Dosis von bis zu {} mg/kg",
    "a dose of less than {#} mg/kg": "eine Dosis von weniger als {} mg/kg",
    "a dose of more than {#} mg/kg": "eine Dosis von mehr als {} mg/kg",
    "dispensed on {#} days or more": "an {} Tagen oder mehr abgegeben",
    "dispensed on {#} day or more": "an {} Tag oder mehr abgegeben",
    "dispensed on fewer than {#} days": "an weniger als {} Tagen abgegeben",
    "dispensed on fewer than {#} day": "an weniger als {} Tag abgegeben",
    "still observed {#} days after the end, which is known only later":
        "{} Tage nach dem Ende noch beobachtet, was erst später bekannt ist",
    "still observed {#} day after the end, which is known only later":
        "{} Tag nach dem Ende noch beobachtet, was erst später bekannt ist",
    "observed for less than {#} days after the end": "weniger als {} Tage nach dem Ende beobachtet",
    "observed for less than {#} day after the end": "weniger als {} Tag nach dem Ende beobachtet",
}
"""Who is eligible, and by which rules; the first sentences are those of everybody."""

OF_RULES = {
    "ragged row": "Zeile mit falscher Spaltenzahl", "ragged event": "Ereignis mit falscher Spaltenzahl",
    "empty id": "leere Kennung", "event empty id": "Ereignis ohne Kennung",
    "missing value": "fehlender Wert", "event missing value": "fehlender Wert eines Ereignisses",
    "no last contact": "kein letzter Kontakt", "duplicate row": "doppelte Zeile",
    "overlapping courses": "überlappende Zyklen", "misnumbered courses": "falsch nummerierte Zyklen",
    "prior contradicted": "Widerspruch zu früheren Zyklen", "last contact before end": "letzter Kontakt vor dem Ende",
    "course after last contact": "Zyklus nach dem letzten Kontakt", "course after death": "Zyklus nach dem Tod",
    "relapse before end": "Rückfall vor dem Ende", "relapse after last contact": "Rückfall nach dem letzten Kontakt",
    "relapse after death": "Rückfall nach dem Tod", "treatment without relapse": "Behandlung ohne Rückfall",
    "impossible birth year": "unmögliches Geburtsjahr", "impossible value": "unmöglicher Wert",
    "contradiction": "Widerspruch", "death after last contact": "Tod nach dem letzten Kontakt",
    "last contact after death": "letzter Kontakt nach dem Tod", "earlier course elsewhere": "früherer Zyklus anderswo",
    "long course": "langer Zyklus", "unusual age": "ungewöhnliches Alter",
    "start before isotretinoin": "Beginn vor Isotretinoin", "long follow up": "lange Nachbeobachtung",
    "retreated without course": "wieder behandelt ohne Zyklus",
    "event unknown patient": "Ereignis unbekannter Person",
    "event after last contact": "Ereignis nach dem letzten Kontakt", "event after death": "Ereignis nach dem Tod",
    "event impossible supply": "unmöglicher Vorrat", "treatment reversal": "Rücknahme einer Behandlung",
    "unmatched treatment reversal": "Rücknahme ohne Behandlung",
    "event antibiotic without supply": "Antibiotikum ohne Vorrat", "duplicate event": "doppeltes Ereignis",
    "integer in date column": "Zahl in einer Datumsspalte", "date in day column": "Datum in einer Spalte von Tagen",
    "unreadable day": "unlesbarer Tag", "not a number": "keine Zahl", "ambiguous number": "mehrdeutige Zahl",
    "unreadable value": "unlesbarer Wert", "unknown code": "unbekannter Code",
    "unknown outcome code": "unbekannter Code eines Endpunkts", "one row each": "je eine Zeile",
    "sources": "Quellen",
    "shared rows": "geteilte Zeilen",
    "unlike columns": "ungleiche Spalten",
    "unused values": "ungenutzte Werte",
    "level spellings": "Schreibweisen von Stufen",
    "beyond measure": "außer jedem Maß",
    "outcomes of nobody": "Endpunkte von niemandem",
    "courses of nobody": "Zyklen von niemandem",
    "read as guessed": "gelesen wie vermutet",
    "zoned dates": "Daten mit Zeitzone",
    "several sheets": "mehrere Blätter",
    "sheets unread": "ungelesene Blätter",
    "sheets as one": "Blätter als eines",
    "hidden rows": "verborgene Zeilen",
    "signs as values": "Zeichen als Werte",
    "serial dates": "fortlaufende Tageszahlen",
    "months alone": "Monate allein",
    "last contact by rule": "letzter Kontakt nach Regel",
    "left before last contact": "vor dem letzten Kontakt gegangen",
    "unread leaving": "ungelesener Weggang",
    "response from scores": "Ansprechen aus Scores",
    "shifted dates": "verschobene Daten",
    "units in cells": "Einheiten in Zellen",
    "doses by weight": "Dosen nach Gewicht",
    "approximate": "ungefähr",
    "empty as value": "leer als Wert",
    "unread status": "ungelesener Status",
    "strength by name": "Stärke nach Namen",
    "hormonal unspecified": "hormonell ohne Angabe",
    "unnamed column": "Spalte ohne Namen",
    "two spellings": "zwei Schreibweisen",
    "mixed scripts": "gemischte Schriften",
    "look alike ids": "IDs, die gleich aussehen",
    "people perhaps twice": "Personen vielleicht doppelt",
    "Look at the ids: {#} ids of {} look like another one there, and are not":
        "Die IDs ansehen: {} IDs von {} sehen aus wie eine andere dort und sind es nicht",
    "Look at the ids: {#} id of {} looks like another one there, and is not":
        "Die IDs ansehen: {} ID von {} sieht aus wie eine andere dort und ist es nicht",
    "Look at the people: {#} of {#} patients of {} have the first course of another one":
        "Die Personen ansehen: {} von {} Patienten von {} haben den ersten Zyklus einer anderen Person",
    "Look at the people: {#} of {#} patients of {} have the first course of one of {}":
        "Die Personen ansehen: {} von {} Patienten von {} haben den ersten Zyklus einer Person von {}",
    "If they are the same people, each counts twice, and intervals are too narrow":
        "Sind sie dieselben Personen, zählt jede doppelt, und die Intervalle sind zu schmal",
    "number without letters": "Zahl ohne Buchstaben",
    "ids joined": "vereinte Kennungen",
    "companion spelled otherwise": "Begleittabelle anders geschrieben",
    "companion unknown people": "unbekannte Personen der Begleittabelle",
    "companion without id": "Begleittabelle ohne Kennung",
    "empty companion": "leere Begleittabelle",
    "unknown diagnosis": "unbekannte Diagnose",
    "unconfirmed diagnosis": "unbestätigte Diagnose",
    "acne in other words": "Akne in anderen Worten",
    "redcap as rows": "REDCap als Zeilen",
    "wide courses": "Zyklen nebeneinander",
    "wide renumbered": "nebeneinander, neu nummeriert",
    "unused relapses": "ungenutzte Rückfälle",
    "undated relapses": "undatierte Rückfälle",
    "untold courses": "ungenannte Zyklen",
    "undated deaths": "undatierte Todesfälle",
    "unused deaths": "ungenutzte Todesfälle",
    "unread relapses": "ungelesene Rückfälle",
    "unread lengths": "ungelesene Zeitlängen",
    "wide first course": "nebeneinander, ein Wert ohne Nummer",
    "wide other numbers": "nebeneinander, andere Nummern",
    "no course": "kein Zyklus",
    "course without days": "Zyklus ohne Tage",
    "total rows unsaid": "ungenannte Summenzeilen",
    "total rows not met": "keine Summenzeilen",
    "fill down": "nach unten gefüllt",
    "fill down beside merged": "gefüllt neben verbundenen Zellen",
    "fill down not met": "nichts zu füllen",
    "redcap courses read": "Zyklen aus REDCap",
    "redcap rows left out": "Zeilen aus REDCap weggelassen",
    "redcap several values": "mehrere Werte aus REDCap",
    "redcap relapses read": "Rückfälle aus REDCap",
    "redcap unknown code": "unbekannter Code aus REDCap",
    "ids of several sites": "Kennungen mehrerer Zentren",
    "piled last contact": "gehäufter letzter Kontakt",
    "list ends early": "Liste endet früh",
    "none occurred": "nichts vorgekommen",
    "no later treatment": "keine spätere Behandlung",
    "{#} of {#} courses have not as many columns as the header":
        "{} von {} Zyklen haben nicht so viele Spalten wie die Kopfzeile",
    "{#} of {#} courses has not as many columns as the header":
        "{} von {} Zyklen hat nicht so viele Spalten wie die Kopfzeile",
    "{#} of {#} events have not as many columns as the header":
        "{} von {} Ereignissen haben nicht so viele Spalten wie die Kopfzeile",
    "{#} of {#} events has not as many columns as the header":
        "{} von {} Ereignissen hat nicht so viele Spalten wie die Kopfzeile",
    "A delimiter inside a text needs quotation marks around the text":
        "Ein Trennzeichen in einem Text braucht Anführungszeichen um den Text",
    "{#} of {#} courses have no {}": "{} von {} Zyklen haben kein {}",
    "{#} of {#} courses has no {}": "{} von {} Zyklen hat kein {}",
    "{#} of {#} events have no {}": "{} von {} Ereignissen haben kein {}",
    "{#} of {#} events has no {}": "{} von {} Ereignissen hat kein {}",
    "Write the id into the row": "Die Kennung in die Zeile schreiben",
    "Only where empty cells repeat the one above, as merged cells do, set {}":
        "Nur wo leere Zellen die darüber wiederholen, wie verbundene Zellen, ist zu setzen: {}",
    "Write the day": "Den Tag eintragen",
    "Of a first course that still runs leave the row out: its person is followed from its end on, and not before":
        "Bei einem noch laufenden ersten Zyklus die Zeile weglassen: die Person wird ab seinem Ende beobachtet, nicht "
        "vorher",
    "Give the last day on which the person was seen": "Den letzten Tag angeben, an dem die Person gesehen wurde",
    "Or say what stands for it: {} is the last date in the records; {} is the day on which they were closed, which {} "
    "states":
        "Oder sagen, was dafür steht: {} ist das letzte Datum in den Daten; {} ist der Tag, an dem sie geschlossen "
        "wurden, den {} nennt",
    "{#} of {#} courses repeat another row in every column": "{} von {} Zyklen wiederholen eine Zeile in jeder Spalte",
    "{#} of {#} courses repeats another row in every column": "{} von {} Zyklen wiederholt eine Zeile in jeder Spalte",
    "Remove the repetition": "Die Wiederholung entfernen",
    "{#} of {#} courses end before they start": "{} von {} Zyklen enden vor ihrem Beginn",
    "{#} of {#} courses ends before it starts": "{} von {} Zyklen endet vor seinem Beginn",
    "{#} of {#} courses start before an earlier one of the same patient has ended":
        "{} von {} Zyklen beginnen, bevor ein früherer derselben Person geendet hat",
    "{#} of {#} courses starts before the earlier one of the same patient has ended":
        "{} von {} Zyklen beginnt, bevor der frühere derselben Person geendet hat",
    "If they are several rows for one course, such as its visits, keep one row for each course":
        "Sind es mehrere Zeilen eines Zyklus, etwa seine Besuche, je Zyklus eine Zeile behalten",
    "{#} of {#} courses are misnumbered": "{} von {} Zyklen sind falsch nummeriert",
    "{#} of {#} courses is misnumbered": "{} von {} Zyklen ist falsch nummeriert",
    "Numbers run on by one in order of start": "Nummern laufen nach dem Beginn um eins weiter",
    "If a course is missing, add its row; never number a later course as an earlier one":
        "Fehlt ein Zyklus, seine Zeile ergänzen; nie einen späteren Zyklus wie einen früheren nummerieren",
    "{#} of {#} courses have no prior_isotretinoin, and prior_courses":
        "{} von {} Zyklen haben kein prior_isotretinoin, aber prior_courses",
    "{#} of {#} courses has no prior_isotretinoin, and prior_courses":
        "{} von {} Zyklen hat kein prior_isotretinoin, aber prior_courses",
    "{#} of {#} courses end after their last contact": "{} von {} Zyklen enden nach dem letzten Kontakt",
    "{#} of {#} courses ends after its last contact": "{} von {} Zyklen endet nach dem letzten Kontakt",
    "The last contact is at least the last day that is recorded of the person: correct the day that is wrong":
        "Der letzte Kontakt ist mindestens der letzte erfasste Tag der Person: den falschen Tag berichtigen",
    "{#} of {#} courses start after the patient's last contact":
        "{} von {} Zyklen beginnen nach dem letzten Kontakt der Person",
    "{#} of {#} courses starts after the patient's last contact":
        "{} von {} Zyklen beginnt nach dem letzten Kontakt der Person",
    "{#} of {#} courses end after the patient's death": "{} von {} Zyklen enden nach dem Tod der Person",
    "{#} of {#} courses ends after the patient's death": "{} von {} Zyklen endet nach dem Tod der Person",
    "One of the two days is wrong, or the rows are of two people":
        "Einer der beiden Tage ist falsch, oder die Zeilen sind von zwei Personen",
    "{#} of {#} courses have a relapse on or before their last day":
        "{} von {} Zyklen haben einen Rückfall an ihrem letzten Tag oder davor",
    "{#} of {#} courses has a relapse on or before its last day":
        "{} von {} Zyklen hat einen Rückfall an seinem letzten Tag oder davor",
    "A relapse stands beside the course that it came after":
        "Ein Rückfall steht bei dem Zyklus, nach dem er kam",
    "If it led to the course of its row, move it into the row of the one before":
        "Führte er zum Zyklus seiner Zeile, gehört er in die Zeile des Zyklus davor",
    "Acne that never cleared is no relapse: response tells it":
        "Akne, die nie verschwand, ist kein Rückfall: das sagt response",
    "{#} of {#} courses have a relapse after the patient's last contact":
        "{} von {} Zyklen haben einen Rückfall nach dem letzten Kontakt der Person",
    "{#} of {#} courses has a relapse after the patient's last contact":
        "{} von {} Zyklen hat einen Rückfall nach dem letzten Kontakt der Person",
    "{#} of {#} courses have a relapse after the patient's death":
        "{} von {} Zyklen haben einen Rückfall nach dem Tod der Person",
    "{#} of {#} courses has a relapse after the patient's death":
        "{} von {} Zyklen hat einen Rückfall nach dem Tod der Person",
    "{#} of {#} courses have a relapse_treatment but no relapse_date":
        "{} von {} Zyklen haben relapse_treatment und kein relapse_date",
    "{#} of {#} courses has a relapse_treatment but no relapse_date":
        "{} von {} Zyklen hat relapse_treatment und kein relapse_date",
    "Write the day of the relapse, the nearest that is known":
        "Den Tag des Rückfalls eintragen, so genau er bekannt ist",
    "If the column names treatments of something else, call it otherwise":
        "Nennt die Spalte Behandlungen von etwas anderem, sie anders nennen",
    "{#} of {#} courses have an impossible {}": "{} von {} Zyklen haben ein unmögliches {}",
    "{#} of {#} courses has an impossible {}": "{} von {} Zyklen hat ein unmögliches {}",
    "At the course's start a patient is {#} to {#} years old":
        "Zu Beginn des Zyklus ist eine Person {} bis {} Jahre alt",
    "{#} of {#} patients have more than one {}": "{} von {} Personen haben mehr als ein {}",
    "{#} of {#} patients has more than one {}": "{} von {} Personen hat mehr als ein {}",
    "Rows of one patient must agree": "Zeilen einer Person müssen übereinstimmen",
    "{#} of {#} patients died after the last contact": "{} von {} Personen starben nach dem letzten Kontakt",
    "If the death is known, the last contact is at least that day":
        "Ist der Tod bekannt, ist der letzte Kontakt mindestens dieser Tag",
    "A death after left_date is beyond these records: leave it out":
        "Ein Tod nach left_date liegt jenseits dieser Daten: weglassen",
    "{#} of {#} patients have a last contact after death":
        "{} von {} Personen haben einen letzten Kontakt nach dem Tod",
    "{#} of {#} patients has a last contact after death":
        "{} von {} Personen hat einen letzten Kontakt nach dem Tod",
    "{#} of {#} patients have a first row that is numbered {#} or more":
        "{} von {} Personen haben eine erste Zeile mit der Nummer {} oder mehr",
    "{#} of {#} patients has a first row that is numbered {#} or more":
        "{} von {} Personen hat eine erste Zeile mit der Nummer {} oder mehr",
    "{#} of {#} courses last more than {#} days": "{} von {} Zyklen dauern mehr als {} Tage",
    "{#} of {#} courses lasts more than {#} days": "{} von {} Zyklen dauert mehr als {} Tage",
    "{#} of {#} courses are of patients younger than {#} or older than {#}":
        "{} von {} Zyklen sind von Personen unter {} oder über {} Jahren",
    "{#} of {#} courses is of a patient younger than {#} or older than {#}":
        "{} von {} Zyklen ist von einer Person unter {} oder über {} Jahren",
    "{#} of {#} courses start before {#}": "{} von {} Zyklen beginnen vor {}",
    "{#} of {#} courses starts before {#}": "{} von {} Zyklen beginnt vor {}",
    "Isotretinoin was not given for acne then": "Isotretinoin wurde damals nicht gegen Akne gegeben",
    "The day may be a placeholder, or its century wrong; correct it, or leave the row out":
        "Der Tag ist vielleicht ein Platzhalter oder sein Jahrhundert falsch; berichtigen oder die Zeile weglassen",
    "{#} of {#} courses have more than {#} years from their last day to the last contact":
        "{} von {} Zyklen haben mehr als {} Jahre vom letzten Tag bis zum letzten Kontakt",
    "{#} of {#} courses has more than {#} years from its last day to the last contact":
        "{} von {} Zyklen hat mehr als {} Jahre vom letzten Tag bis zum letzten Kontakt",
    "Look at both days: one of them may be a placeholder":
        "Beide Tage ansehen: einer ist vielleicht ein Platzhalter",
    "{#} of {#} courses has a cumulative dose far from daily dose times days":
        "{} von {} Zyklen hat eine Gesamtdosis weit von Tagesdosis mal Tagen",
    "More than a factor of {#} apart; check the units (mg, not mg/kg)":
        "Um mehr als das {}-Fache auseinander; die Einheiten prüfen (mg, nicht mg/kg)",
    "{#} of {#} courses starts within {#} drug-free days of the one before":
        "{} von {} Zyklen beginnt innerhalb von {} mittelfreien Tagen nach dem vorigen",
    "Counted as courses of their own, as recorded; if it was one interrupted course, join the rows: {} says how":
        "Als eigene Zyklen gezählt, wie erfasst; war es ein unterbrochener Zyklus, die Zeilen vereinen: {} sagt wie",
    "{#} of {#} courses have a relapse treated with isotretinoin, but no later course is recorded":
        "{} von {} Zyklen haben einen mit Isotretinoin behandelten Rückfall, aber kein späterer Zyklus ist erfasst",
    "{#} of {#} courses has a relapse treated with isotretinoin, but no later course is recorded":
        "{} von {} Zyklen hat einen mit Isotretinoin behandelten Rückfall, aber kein späterer Zyklus ist erfasst",
    "The relapse date stands for the start of that course; add its row if it is known":
        "Das Datum des Rückfalls steht für den Beginn jenes Zyklus; seine Zeile ergänzen, wenn sie bekannt ist",
    "If a column of another name has it: {}": "Hat es eine Spalte mit anderem Namen: {}",
    "Fill it in, or leave the rows out": "Ergänzen oder die Zeilen weglassen",
    "A drug that treats no acne has the kind not_for_acne":
        "Ein Mittel, das keine Akne behandelt, hat die Art not_for_acne",
    "{#} of {#} events are of patients who are not in the course file":
        "{} von {} Ereignissen sind von Personen, die nicht in der Datei der Zyklen stehen",
    "{#} of {#} events is of a patient who is not in the course file":
        "{} von {} Ereignissen ist von einer Person, die nicht in der Datei der Zyklen steht",
    "{#} of {#} events are after the patient's last contact":
        "{} von {} Ereignissen liegen nach dem letzten Kontakt der Person",
    "{#} of {#} events is after the patient's last contact":
        "{} von {} Ereignissen liegt nach dem letzten Kontakt der Person",
    "{#} of {#} events are after the patient's death": "{} von {} Ereignissen liegen nach dem Tod der Person",
    "{#} of {#} events is after the patient's death": "{} von {} Ereignissen liegt nach dem Tod der Person",
    "{#} of {#} events have an impossible {}": "{} von {} Ereignissen haben ein unmögliches {}",
    "{#} of {#} events has an impossible {}": "{} von {} Ereignissen hat ein unmögliches {}",
    "Possible: {#} to {#} days; leave it empty where it is not known":
        "Möglich: {} bis {} Tage; leer lassen, wo es nicht bekannt ist",
    "{#} of {#} events take earlier treatments back": "{} von {} Ereignissen nehmen frühere Behandlungen zurück",
    "{#} of {#} events takes an earlier treatment back": "{} von {} Ereignissen nimmt eine frühere Behandlung zurück",
    "Both are left out: that treatment was not taken": "Beide fehlen: diese Behandlung wurde nicht genommen",
    "{#} of {#} events take back treatments that are not there":
        "{} von {} Ereignissen nehmen Behandlungen zurück, die es nicht gibt",
    "{#} of {#} events takes back a treatment that is not there":
        "{} von {} Ereignissen nimmt eine Behandlung zurück, die es nicht gibt",
    "A reversal takes back the latest earlier treatment of the same patient, kind, code, supply and quantity":
        "Eine Rücknahme nimmt die letzte frühere Behandlung derselben Person, Art und Menge, desselben Vorrats und "
        "Codes zurück",
    "These are left out themselves; if they take back a part of a treatment, correct that treatment":
        "Diese fehlen selbst; nehmen sie einen Teil einer Behandlung zurück, diese berichtigen",
    "{#} of {#} events is not after the first course's last day":
        "{} von {} Ereignissen liegt nicht nach dem letzten Tag des ersten Zyklus",
    "{#} of {#} events are oral antibiotics without days_supply":
        "{} von {} Ereignissen sind orale Antibiotika ohne days_supply",
    "{#} of {#} events is an oral antibiotic without days_supply":
        "{} von {} Ereignissen ist ein orales Antibiotikum ohne days_supply",
    "Taken for acne treatment, as if long enough; a short one for something else would not count":
        "Als Aknebehandlung von genügender Länge genommen; ein kurzes gegen etwas anderes zählte nicht",
    "{#} of {#} events repeat other events": "{} von {} Ereignissen wiederholen andere",
    "{#} of {#} events repeats another event": "{} von {} Ereignissen wiederholt ein anderes",
    "{#} of {#} values of {} have two-digit years": "{} von {} Werten von {} haben zweistellige Jahre",
    "{#} of {#} values of {} has a two-digit year": "{} von {} Werten von {} hat ein zweistelliges Jahr",
    "{#} of {#} values of {} name a month and no day": "{} von {} Werten von {} nennen einen Monat und keinen Tag",
    "{#} of {#} values of {} names a month and no day": "{} von {} Werten von {} nennt einen Monat und keinen Tag",
    "{#} of {#} values of {} are before {#}": "{} von {} Werten von {} liegen vor {}",
    "{#} of {#} values of {} is before {#}": "{} von {} Werten von {} liegt vor {}",
    "{#} of {#} values of {} are in the future": "{} von {} Werten von {} liegen in der Zukunft",
    "{#} of {#} values of {} is in the future": "{} von {} Werten von {} liegt in der Zukunft",
    "{#} of {#} values of {} are bare numbers": "{} von {} Werten von {} sind bloße Zahlen",
    "{#} of {#} values of {} is a bare number": "{} von {} Werten von {} ist eine bloße Zahl",
    "{#} of {#} values of {} are dates": "{} von {} Werten von {} sind Daten des Kalenders",
    "{#} of {#} values of {} is a date": "{} von {} Werten von {} ist ein Datum",
    "{#} of {#} values of {} are not whole numbers of days":
        "{} von {} Werten von {} sind keine ganzen Zahlen von Tagen",
    "{#} of {#} values of {} is not a whole number of days": "{} von {} Werten von {} ist keine ganze Zahl von Tagen",
    "{#} of {#} values of {} are not numbers": "{} von {} Werten von {} sind keine Zahlen",
    "{#} of {#} values of {} is not a number": "{} von {} Werten von {} ist keine Zahl",
    "{#} of {#} values of {} could be read in two ways": "{} von {} Werten von {} sind auf zwei Weisen zu lesen",
    "{#} of {#} values of {} are not known codes": "{} von {} Werten von {} sind keine bekannten Codes",
    "{#} of {#} values of {} is not a known code": "{} von {} Werten von {} ist kein bekannter Code",
    "Give the number alone": "Nur die Zahl angeben",
    "If this text means that nothing was recorded, map it: {}":
        "Bedeutet dieser Text, dass nichts erfasst wurde, ihn abbilden: {}",
    "{#} course records were read; {#} rule found something impossible, {#} something unusual":
        "{} Zyklen wurden gelesen; {} Regel fand Unmögliches, {} Ungewöhnliches",
    "{#} dispensings were read; {#} rule found something impossible, {#} something unusual":
        "{} Abgaben wurden gelesen; {} Regel fand Unmögliches, {} Ungewöhnliches",
    "Checked by rule: {#} finding": "Nach Regeln geprüft: {} Befund",
    "none of {#} patients has more than one row, and no second course is told otherwise":
        "keine von {} Personen hat mehr als eine Zeile, und kein zweiter Zyklus ist sonst genannt",
    "none of {#} patients has more than one row, and {#} relapses were treated with isotretinoin":
        "keine von {} Personen hat mehr als eine Zeile, und {} Rückfälle wurden mit Isotretinoin behandelt",
    "none of {#} patients has more than one row, and {#} relapse was treated with isotretinoin":
        "keine von {} Personen hat mehr als eine Zeile, und {} Rückfall wurde mit Isotretinoin behandelt",
    "Until then whoever relapsed may have had a later course, and the report gives both ends":
        "Bis dahin kann jeder mit Rückfall einen späteren Zyklus gehabt haben, und der Bericht nennt beide Enden",
    "A file of all later treatments (events) tells it as well":
        "Auch eine Datei aller späteren Behandlungen (events) sagt es",
    "An export of first courses alone would look the same": "Ein Export nur erster Zyklen sähe genauso aus",
    "Look whether every course was exported": "Nachsehen, ob jeder Zyklus exportiert wurde",
    "if none came unseen {#} (SE {#})": "falls nichts ungesehen kam {} (SF {})",
    "at least {#} (SE {#})": "mindestens {} (SF {})", "at most {#} (SE {#})": "höchstens {} (SF {})",
    "Bands as stated: {}": "Bänder wie angegeben: {}",
    "Mean by Ghosh and Lin, death ending it, with pointwise {#} CI. {}":
        "Mittel nach Ghosh und Lin, vom Tod beendet, mit punktweisem {}-KI. {}",
    "The median follow-up is not reached": "Die mediane Nachbeobachtung ist nicht erreicht",
    "Weighted for being still observed, it is {#} ({#} to {#})":
        "Gewichtet für das Weiterbeobachtetsein ist sie {} ({} bis {})",
    "Weighted for being still observed, it is at least {#} ({#} to {#})":
        "Gewichtet für das Weiterbeobachtetsein ist sie mindestens {} ({} bis {})",
    "Weighted for being still observed, it is at most {#} ({#} to {#})":
        "Gewichtet für das Weiterbeobachtetsein ist sie höchstens {} ({} bis {})",
    "Supply covers {#} of the days of all first courses": "Der Vorrat deckt {} der Tage aller ersten Zyklen",
}
"""What the rules of course records find, what each finding is called, and what to do."""

MET = {
    "neither of the two": "keines der beiden",
    "– neither of the two, of those seen": "– keines der beiden, unter den Gesehenen",
    "then neither of the two": "dann keines der beiden",
    "then antibiotic": "dann Antibiotikum",
    "then antibiotic and antiandrogen": "dann Antibiotikum und Antiandrogen",
    "state": "Zustand", "moves": "Übergänge", "active": "aktiv",
    "Where people stand, in % of everyone with {#} log-log limits: Aalen-Johansen, with errors by person":
        "Wo Personen stehen, in % aller mit {}-log-log-Grenzen: Aalen-Johansen, mit Fehlern je Person",
    "Everybody begins in remission": "Alle beginnen in Remission",
    "The states of a day sum to {#}": "Die Zustände eines Tages ergeben zusammen {}",
    "Without such a day people stay relapsed: silence is no remission":
        "Ohne solchen Tag bleiben Personen rückfällig: Schweigen ist keine Remission",
    "At {} {#} are in remission: {#} who kept it all along, and {#} who relapsed and are clear again":
        "Nach {} sind {} in Remission: {}, die sie immer behielten, und {} mit Rückfall, die wieder erscheinungsfrei "
        "sind",
    "Nobody sees them afterwards": "Niemand sieht sie danach",
    "Where a date is not that of leaving for good, leave its column out":
        "Wo ein Datum nicht das des endgültigen Weggangs ist, seine Spalte weglassen",
    "{#} of {#} patients have a left_date before the last contact, and are followed until then":
        "{} von {} Personen haben ein left_date vor dem letzten Kontakt und werden bis dahin beobachtet",
    "{#} of {#} patients has a left_date before the last contact, and is followed until then":
        "{} von {} Personen hat ein left_date vor dem letzten Kontakt und wird bis dahin beobachtet",
    "Follow-up is passive: people who left may have been well, and shares in remission are then too low":
        "Die Nachbeobachtung ist passiv: Ausgeschiedenen mag es gut gegangen sein, und Anteile in Remission sind dann "
        "zu niedrig",
    "Passive follow-up, later relapse steps unrecorded, some relapses' treatment unknown: {}":
        "Passive Nachbeobachtung, spätere Stufen nach Rückfällen nicht erfasst, Behandlung mancher Rückfälle "
        "unbekannt: {}",
    "Follow-up was active": "Die Nachbeobachtung war aktiv",
    "Follow-up was linked": "Die Nachbeobachtung war verknüpft",
    "{#} of {#} patients without a last contact are taken as observed until the last date that is recorded of them":
        "{} von {} Personen ohne letzten Kontakt gelten als bis zum letzten von ihnen erfassten Datum beobachtet",
    "{#} of {#} patients without a last contact is taken as observed until the last date that is recorded of them":
        "{} von {} Personen ohne letzten Kontakt gilt als bis zum letzten von ihr erfassten Datum beobachtet",
    "{#} of {#} patients have no last_contact, and are taken as observed until the data were closed, {}":
        "{} von {} Personen haben keinen last_contact und gelten als bis zum Datenschluss beobachtet, {}",
    "{#} of {#} patients has no last_contact, and is taken as observed until the data were closed, {}":
        "{} von {} Personen hat keinen last_contact und gilt als bis zum Datenschluss beobachtet, {}",
    "{#} of {#} patients without a last contact are taken as observed until the data were closed, {}":
        "{} von {} Personen ohne letzten Kontakt gelten als bis zum Datenschluss beobachtet, {}",
    "{#} of {#} patients without a last contact is taken as observed until the data were closed, {}":
        "{} von {} Personen ohne letzten Kontakt gilt als bis zum Datenschluss beobachtet, {}",
    "{#} of {#} patients have no last_contact, and leave on the last date that is recorded: {#} with a relapse, {#} at "
    "the end of the course, without any follow-up":
        "{} von {} Personen haben keinen last_contact und scheiden am letzten erfassten Datum aus: {} mit einem "
        "Rückfall, {} am Ende des Zyklus, ohne jede Nachbeobachtung",
    "missing_last_contact says so": "missing_last_contact sagt es so",
    "Who relapses is seen for longer than who does not, so that remission may come out too low":
        "Wer einen Rückfall hat, wird länger gesehen als wer keinen hat; die Remission mag daher zu niedrig ausfallen",
    "{#} people took isotretinoin again for fewer than {#} days: a systemic treatment, and no second course":
        "{} Personen nahmen Isotretinoin wieder für weniger als {} Tage: eine systemische Behandlung, kein zweiter "
        "Zyklus",
    "{#} person took isotretinoin again for fewer than {#} days: a systemic treatment, and no second course":
        "{} Person nahm Isotretinoin wieder für weniger als {} Tage: eine systemische Behandlung, kein zweiter Zyklus",
    "The verdict on the claim (above) becomes {} at a relapse on leaving":
        "Das Urteil über die Behauptung (darüber) wird zu {} bei Rückfall mit dem Ausscheiden",
    "The verdict on the claim (below) becomes {} at a relapse on leaving":
        "Das Urteil über die Behauptung (darunter) wird zu {} bei Rückfall mit dem Ausscheiden",
    "Weighted for being still observed by {}, it is {#}": "Gewichtet für das Weiterbeobachtetsein nach {} ist sie {}",
    "{#} naive and therefore biased, at {#}": "{} naive und daher verzerrte, bei {}",
    "Where nobody or everybody had the outcome, limits are exact":
        "Wo niemand oder alle den Endpunkt hatten, sind die Grenzen exakt",
    "agrees with {#} within {#} points (margin of {#} points: {}; of {#} points: {})":
        "stimmt innerhalb von {1} Punkten mit {0} überein (Spanne von {2} Punkten: {3}; von {4} Punkten: {5})",
    "{#} event": "{} Ereignis",
    "{#} event by the primary horizon; tables have each": "{} Ereignis bis zum primären Horizont; Tabellen haben jeden",
    "no limits exist": "es gibt keine Grenzen",
    "at {} {#} points": "nach {} {} Punkte",
    "at most infinity": "höchstens unendlich", "at least infinity": "mindestens unendlich",
    "if none came unseen infinity": "falls nichts ungesehen kam unendlich",
    "It is no day": "Es ist kein Tag",
    "Write the day; leave a row out only where nothing took place, else an outcome may be lost":
        "Den Tag eintragen; eine Zeile nur weglassen, wo nichts stattfand, sonst geht vielleicht ein Endpunkt verloren",
    "{#} cell of {} names a product, read as its kind": "{} Zelle von {} nennt ein Produkt, gelesen als seine Art",
    "{#} cells of {} name a product, read as its kind": "{} Zellen von {} nennen ein Produkt, gelesen als seine Art",
    "If one of them is wrong, say so in values, which goes before names":
        "Ist eines davon falsch, es in values sagen, das vor den Namen gilt",
}
"""Sentences that pages of newcomers' records said, and that no study of the tests had."""
UNDER_CERTAIN_RESULTS = {
    "Nobody was lost early, free of {}, by {}": "Niemand schied bis {1} früh aus, ohne {0}",
    'Set follow_up = "active" or "linked" only if people were looked for whether well or not':
        'follow_up = "active" oder "linked" nur setzen, wenn nach allen gesucht wurde, ob es ihnen gut ging oder nicht',
    "Make sure that it was {}; if not, Kaplan-Meier is too low":
        "Sicherstellen, dass sie {} war; sonst ist Kaplan-Meier zu niedrig",
    "Days are numbers here: nobody knows when the data ended, and everyone who left counts as lost early":
        "Tage sind hier Zahlen: niemand weiß, wann die Daten endeten, und wer ausschied, gilt als früh verloren",
    "Follow-up is assumed to the data's last day, so that nobody is known to have been lost":
        "Die Nachbeobachtung ist bis zum letzten Tag der Daten angenommen, sodass von niemandem bekannt ist, dass er "
        "verloren ging",
    "Give the last contacts, or observation periods, and this section says what the lost could have been":
        "Letzte Kontakte oder Zeiten der Beobachtung angeben, und dieser Abschnitt sagt, was Verlorene ändern könnten",
    "Follow-up is assumed to the data's last day, for there is no observation table: whoever moved away before counts "
    "as free":
        "Die Nachbeobachtung ist bis zum letzten Tag der Daten angenommen, denn es gibt keine Tabelle der Beobachtung: "
        "wer vorher wegzog, zählt als frei",
    "Follow-up was assumed to the data's last day, since no table says until when people were observed":
        "Die Nachbeobachtung wurde bis zum letzten Tag der Daten angenommen, da keine Tabelle sagt, bis wann Personen "
        "beobachtet wurden",
    "Who is studied was chosen by {}, which nobody knows when a course begins":
        "Wer untersucht wird, wurde gewählt nach {}, was am Anfang eines Zyklus niemand weiß",
    "A curve from its start would be decided by that choice, and is not drawn":
        "Eine Kurve von seinem Beginn an wäre durch diese Wahl bestimmt und ist nicht gezeichnet",
    "Only people still observed {} after the end are counted, which nobody knew at the end":
        "Gezählt ist nur, wer {} nach dem Ende noch beobachtet wurde, was am Ende niemand wusste",
    "Who died or left before is not, and may have fared otherwise":
        "Wer vorher starb oder ausschied, fehlt, und dem kann es anders ergangen sein",
    "Every later treatment counts here, also maintenance and what was already in use on day 0":
        "Jede spätere Behandlung zählt hier, auch Erhaltung und was am Tag 0 bereits lief",
    "Every later treatment counts here, also maintenance and what was already in use on day 0, and antiandrogens never":
        "Jede spätere Behandlung zählt hier, auch Erhaltung und was am Tag 0 bereits lief, Antiandrogene aber nie",
    "The interval, {#} to {#}, is too wide to refute much":
        "Das Intervall, {} bis {}, ist zu breit, um viel zu widerlegen",
    "The reference is the median dose, {#} mg/kg, as {#} mg/kg lies outside the middle 98% of doses":
        "Die Referenz ist die mediane Dosis, {} mg/kg, da {} mg/kg außerhalb der mittleren 98 % der Dosen liegt",
    "Under {#} of {#} rules of courses nobody is left; those definitions are not estimable":
        "Bei {} von {} Regeln für Zyklen bleibt niemand; diese Definitionen sind nicht schätzbar",
    "Under {#} of {#} rule of courses nobody is left; those definitions are not estimable":
        "Bei {} von {} Regel für Zyklen bleibt niemand; diese Definitionen sind nicht schätzbar",
    "The primary definition is none of them, and is not counted among them":
        "Die primäre Definition gehört nicht dazu und ist nicht mitgezählt",
    "None of the definitions asked for is defensible, that is censoring-aware":
        "Keine der verlangten Definitionen ist vertretbar, also mit Zensierung",
    "This is the primary definition, declared beforehand ({})": "Dies ist die primäre Definition, vorab erklärt ({})",
    "This definition was declared beforehand ({})": "Diese Definition wurde vorab erklärt ({})",
    "Durable control cannot be told: relapses are recorded, and how they were treated is not known":
        "Anhaltende Kontrolle ist nicht zu sagen: Rückfälle sind erfasst, und wie sie behandelt wurden, ist unbekannt",
    "Nothing was imputed for the model of {}: {}": "Für das Modell von {} wurde nichts imputiert: {}",
    "Proportional hazards of {} were not tested: {}": "Proportionale Hazards von {} wurden nicht geprüft: {}",
    "The planned low season is {}": "Die geplante Nebensaison ist {}",
    "A gap lies in it where all of its days do; no course is joined or ended by it":
        "Eine Lücke liegt darin, wenn alle ihre Tage darin liegen; kein Zyklus wird durch sie verbunden oder beendet",
    "Limits log-log, exact at 0 and 100": "Grenzen log-log, bei 0 und 100 exakt",
    "Remission (free of {}) by group in % with {#} limits": "Remission (ohne {}) nach Gruppe in % mit {}-Grenzen",
    "Fewer than {#} draws tell limits poorly: take 2,000":
        "Weniger als {} Ziehungen zeigen Grenzen schlecht: 2 000 nehmen",
    "Subsets may overlap, and no test compares them": "Teilgruppen können überlappen, und kein Test vergleicht sie",
    "Whom each subset leaves out of those studied, in turn":
        "Wen jede Teilgruppe von den Untersuchten auslässt, der Reihe nach",
    "The same study on parts of its people: shares at {} in % with {#} limits, and among whom":
        "Dieselbe Studie an Teilen ihrer Personen: Anteile nach {} in % mit {}-Grenzen, und unter wem",
    "results.csv has every horizon and population": "results.csv hat jeden Horizont und jede Population",
    "Tables and alternative texts have them whole": "Tabellen und Alternativtexte haben sie ganz",
    "Install a font that has them, such as Noto Sans CJK or Noto Sans Thai, or name one in the environment's "
    "ISOSTATS_FONT, and draw again":
        "Eine Schrift installieren, die sie hat, wie Noto Sans CJK oder Noto Sans Thai, oder eine in der "
        "Umgebungsvariablen ISOSTATS_FONT nennen, und neu zeichnen",
    "No font of this machine has the letters of {} ({}): they show as boxes":
        "Keine Schrift dieses Rechners hat die Buchstaben von {} ({}): sie erscheinen als Kästchen",
    "Drawn with {}, of this machine's fonts: {}": "Gezeichnet mit {}, von den Schriften dieses Rechners: {}",
    "Everyone studied alone: these results have no subsets":
        "Alle Untersuchten allein: diese Ergebnisse haben keine Teilgruppen",
    "State [[subsets]] in the study file": "[[subsets]] in der Studiendatei angeben",
    "A rule of relapse by score is stated, and no outcome of this study is read by it":
        "Eine Regel für Rückfall nach Score ist angegeben, und kein Endpunkt dieser Studie wird nach ihr gelesen",
    "Add relapse_by_score to [study] outcomes": "relapse_by_score zu [study] outcomes hinzufügen",
    "Known only when the course ends: {}": "Erst am Ende des Zyklus bekannt: {}",
    "What {} does through it is adjusted away": "Was {} dadurch bewirkt, ist wegadjustiert",
    "Defined as in {}": "Definiert wie in {}",
}
"""What is said under certain results alone, which no study of the tests may have: the table of sentences in
tests/report/test_in_german.py holds them."""

LANGUAGE = Language(
    name="Deutsch",
    decimal=",",
    thousands="\N{NO-BREAK SPACE}",
    percent="\N{NO-BREAK SPACE}%",
    breaks=("Akne-behandlung", "dokumen-tierter", "systemi-sche", "Nach-beobachtung", "Kontra-zeptivum",
            "Anti-androgen", "Anti-biotikum", "Isotre-tinoin", "Behand-lung", "Ansprech-ende"),
    endings=(
        (
            r"\b((?:[Nn]ach|[Vv]on|[Vv]or|[Ss]eit|[Mm]it)(?: höchstens| mehr als)?) "
            r"((?:\d+|zwei|drei|vier|fünf|sechs) (?:Jahre|Monate|Tage))\b",
            r"\1 \2n",
        ),
        (r"\b([Nn]ach|[Vv]on|[Vv]or|[Ss]eit|[Mm]it) ein (Jahr|Monat|Tag)\b", r"\1 einem \2"),
        *_of_outcomes(),
    ),
    templates=BOUNDS | WORDS | FIGURES | PAGE | SENTENCES | NEWEST | METHODS | CHECKLISTS | CLAIMS | TIMED | FOR_EVER
    | REPEATED | ADJUSTED | LOST | CAME_LAST | DOSE | EXPLORER | OF_FEW
    | OF_FIGURES | IMPUTED | BETWEEN_VISITS | UNTOLD | SELDOM | REGISTRY | STITCHED | LEAN | OF_FOLDERS | STATED
    | SET_ASIDE | ELIGIBLE | OF_RULES | MET | UNDER_CERTAIN_RESULTS,
)
