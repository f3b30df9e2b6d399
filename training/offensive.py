"""Words that must never be drawn, and verse that must not be learnt from.

Two lists, because they do different work. SLURS drop the whole poem: period verse carries them with their
stereotypes. BLOCKED words are flagged in the lexicon, so that the sampler never draws them; innocent words
with the same letters ("cockerel", "Scunthorpe") are safe because whole words are compared.
"""

import re

# Stems: a poem with any word that begins so is left out.
SLUR_STEMS = (
    "nigg", "darkie", "darky", "pickaninn", "piccaninn", "mulatto", "quadroon", "octoroon", "sambo", "chink", "chinam",
    "injun", "redskin", "squaw", "papoose", "kike", "sheeny", "sheenie", "hottentot", "kaffir", "kafir", "coolie",
    "wop", "dago", "greaser", "gook", "wetback", "spick", "gypo", "gyppo", "raghead", "golliwog", "wog", "cripple",
    "rape", "raping", "rapist", "ravish", "whore", "harlot", "strumpet", "concubin", "fuck", "shit", "cunt", "bastard",
    "bitch", "faggot", "retard", "tranny", "nazi", "swastika", "jewess", "negress", "negro", "blackamoor", "heathen chinee",
    "massa", "mammy", "coon", "pimp", "incest", "sodom", "piss", "fart", "turd", "titties", "bugger", "wank", "slut",
)  # fmt: skip

# Words that begin like a stem above and leave a poem where it is (some of them are blocked all the same, below).
HARMLESS = frozenset(
    """niggard niggardly niggards chink chinks chinked chinking rapeseed shittim spick retard retarding retarded cripple
    crippled cripples faggot faggots pimpernel pimpernels pimple pimples massachusetts massacre massacred massacres
    massage massages farthing farthings farther farthest farthingale dagon dagonet dagon's dagobert ravish ravish'd
    ravished ravishing ravishingly ravishment wankel coonskin""".split()
)

# Never drawn, as whole words, besides the slurs above: words that a class should not meet in a bot's poem.
BLOCKED = frozenset(
    """slave slaves savage savages whore whores harlot harlots damn damned damn'd damns goddamn hell bloody bastard
    bastards bitch bitches ass asses arse bosoms breast's nipple nipples teat teats tit tits cock cocks prick pricks
    dick pussy naked nude nakedness lust lusts lustful virgin virgins maidenhead harem concubine ravish ravished
    ravishing rape raped rapes raping sex sexual sexy wanton wantons lewd lecher brothel wench wenches slut strumpet
    suicide murder murdered murderer murderers murderous murdering hanged hang'd gore gory drunk drunken drunkard
    drunkards whiskey whisky cocaine heroin opium fag fags faggot faggots queer queers gypsy gypsies gipsy gipsies jew
    jews jew's heathen heathens infidel infidels pagans paynim cripple crippled cripples retard retarded idiot idiots
    moron lunatic fatty stupid chink chinks spick coon coons redskin nazi nazis squaw darky darkies mulatto piss pissed
    crap fart farts farting turd shit fuck fucking bugger damning corpse corpses noose gallows gibbet dugs paps pap bum
    bums boob boobs penis vagina orgasm erection bondage enslaved enslave slavish bondsman bondmaid slaver slavers
    slavery lynch hymen leper lepers hunchback papist papists swarthy""".split()
)

SLUR = re.compile(r"\b(?:" + "|".join(SLUR_STEMS) + r")[a-z']*", re.IGNORECASE)


def is_blocked(word: str) -> bool:
    """Whether a word of the lexicon carries flag 4."""
    return word in BLOCKED or is_slur(word)


def is_slur(word: str) -> bool:
    """Whether one lower-case word is enough to leave a poem out."""
    return word not in HARMLESS and SLUR.fullmatch(word) is not None


def is_offensive(text: str) -> bool:
    """Whether a poem's whole text holds a slur or obscenity."""
    return any(is_slur(match.lower()) for match in SLUR.findall(text))
