"""Words that headlines have whatever they are about, by language. An archive that is new has not counted any yet."""

COMMON_WORDS = {
    "en": (
        "a about after again against all amid among an and another are as at back be been before between but by can "
        "could day days dead death deaths die dies during first five for former found four from get gets government "
        "had has have he her here his how if in into is it its just kill killed killing kills last latest leader live "
        "man may million minister more most near new news no not now of off officials on one opens or our out over "
        "people plan plans police president record report reports said says second seven she since six so some state "
        "still take takes than that the their them these they this three through time to top two under until up us "
        "update vote was watch we week were what when where which who why will with woman world would year years you"
    ),
    "de": (
        "aber als am an auch auf aus bei bis das dass dem den der des die ein eine einem einen einer für gegen hat ich "
        "ihr im in ist jahr kein mehr mit nach neue nicht noch nur oder ohne polizei schon sich sie sind so soll tote "
        "über um und uns unter vom von vor war was wegen wer wie wieder will wird zu zum zur zwei"
    ),
    "es": (
        "a al años ante ante como con contra de del desde donde dos el ella en entre es esta este gobierno ha hasta la "
        "las lo los más muertos no nuevo para pero policía por presidente que se ser sin sobre son su sus tras un una y"
    ),
    "fr": (
        "a à après au aux avec ce ces cette contre dans de des du elle en entre est et été être fait il ils la le les "
        "leur mais morts ne nouveau ou par pas plus policier pour président qui que sa sans se selon ses son sont sur "
        "un une vers y"
    ),
    "it": (
        "a ai al alla anche anni che chi come con contro da dal dei del della di dopo due e è gli ha i il in la le lo "
        "ma morti nel nella non per più presidente se si sono su sul tra un una"
    ),
    "nl": (
        "aan al bij dat de dit door een en er het hij in is jaar maar meer met na naar niet nieuwe nog of om onder ook "
        "op over te tegen tot twee uit van voor was wat wil worden ze zijn"
    ),
    "pt": (
        "a à ao após as até com como contra da das de depois do dois dos e é ela em entre governo há mais mas mortos "
        "na não no nos o os ou para pela pelo por presidente que se sem ser sobre sua um uma"
    ),
    "ru": (
        "в во за и из из-за к как на над не новый о об от по под после президент при про с сообщили со стали у что это"
    ),
    "sv": "av de den det efter ett en för från har i inte med mot ny nya och om på som till under var vid är över",
}
"""Function words and the staple of headlines, a few dozen a language; more made no difference."""
