"""Whose voice a poem speaks in: a table of authors, and the styles of the original verse."""

import re

VOICES = [
    "elizabethan", "augustan", "romantic", "victorian", "georgian", "imagist", "dickinson", "whitman", "nonsense",
    "nursery", "hymn", "modern", "plain", "rap", "traditional",
]  # fmt: skip

FORMS = [
    "sonnet", "couplets", "quatrains", "ballad", "limerick", "haiku", "tanka", "rap", "villanelle", "nursery", "hymn",
    "blank-verse", "free-verse", "acrostic", "ode", "other",
]  # fmt: skip

# A voice's authors, by any part of the name that tells them apart.
AUTHORS = {
    "elizabethan": """Shakespeare; Spenser; Marlowe; Herrick; Henry Vaughan; John Donne; George Herbert; Philip Sidney;
        Michael Drayton; Samuel Daniel; Thomas Campion; Ben Jonson; Lovelace; Walter Raleigh; Carew; Crashaw; Suckling;
        Edmund Waller; Cowley; Milton; Marvell; Henry More; Francis Quarles; Wither; Thomas Wyatt; Surrey""",
    "augustan": """Dryden; Alexander Pope; Jonathan Swift; Samuel Butler; Edward Young; Akenside; Charles Churchill;
        Aphra Behn; Killigrew; Thomas Gray; William Collins; Goldsmith; Samuel Johnson; James Thomson; Beattie; Anna Seward;
        Erasmus Darwin; Freneau; Wheatley; Edward Moore; William Cowper; Crabbe; Combe; Joel Barlow; Daniel Defoe;
        Hayley; Joanna Baillie""",
    "romantic": """Wordsworth; Coleridge; Byron; Shelley; Keats; Robert Southey; Thomas Moore; William Blake; Burns;
        Walter Scott; John Clare; Leigh Hunt; Bowles; Bloomfield; Hemans; Landor; Kirk White; Samuel Rogers; Campbell;
        Charles Lamb; Beddoes; John Wilson; Allan Cunningham; Matilda Betham; Helen Maria Williams; Thomas Hood;
        Charlotte Smith""",
    "victorian": """Tennyson; Browning; Rossetti; Swinburne; Matthew Arnold; William Morris; Meredith; Longfellow;
        Whittier; Lowell, James; James Russell Lowell; Holmes; Bryant; Poe; Emerson; Clough; Patmore; Ingelow; Procter;
        MacDonald; Bulwer; Thackeray; Charles Kingsley; Brontë; Bronte; Kemble; Sigourney; Timrod; Lazarus; Lewis Morris;
        De Vere; Macaulay; Calverley; Locker; Dobson; Andrew Lang; Oscar Wilde; Henley; Dowson; Francis Thompson; Meynell;
        Robert Bridges; Gerard Manley Hopkins; Cawein; Sangster; Susan Coolidge; Wilcox; Van Dyke; Aldrich; Willis;
        FitzGerald; Owen Meredith; William Watson; Christina; Leprohon; Lampman; Crawford; Boker""",
    "georgian": """Hardy; Kipling; Noyes; Yeats; Housman; Masefield; De la Mare; Drinkwater; Brooke; Edward Thomas;
        Robert Frost; Robinson; Teasdale; Millay; Chesterton; Squire; Flecker; Gibson; Graves; Nichols; Owen; Freeman;
        Santayana; Carman; Le Gallienne; Hewlett; Service; Binyon; Sassoon; Blunden; W. H. Davies; Morley; Scollard;
        Seeger; Kilmer; Wylie; Hillyer; Cale Young Rice; William Rose Ben; Stephen Vincent Ben; Nesbit; Guest; Riley;
        Field; Paterson; Lawson; Dennis""",
    "imagist": """William Carlos Williams; Ezra Pound; Amy Lowell; Edgar Lee Masters; Sandburg; Eliot; Hughes; Aiken;
        Lindsay; D. H. Lawrence; H. D.; Fletcher, John Gould; John Gould Fletcher; Aldington; Lola Ridge; Bynner; Iris Tree;
        Huxley; Hilda Conkling; Seiffert; Evelyn Scott; Untermeyer; Edith Wharton; Tagore""",
    "dickinson": "Emily Dickinson",
    "whitman": "Walt Whitman; Edward Carpenter",
    "nonsense": """Edward Lear; Lewis Carroll; W.S. Gilbert; W. S. Gilbert; Harry Graham; Gelett Burgess; Carolyn Wells;
        Belloc; Guy Wetmore Carryl; Charles E. Carryl; Laura Elizabeth Howe Richards; Palmer Cox; Oliver Herford;
        Peter Newell""",
    "nursery": """Traditional; Ann Taylor; Jane Taylor; Follen; Mary Mapes Dodge; Clara Doty Bates; Hoffman; Hannah Flagg;
        Robert Louis Stevenson; Ewing; Alma-Tadema; Nancy Byrd Turner; Katharine Pyle""",
    "hymn": "Isaac Watts; Charles Wesley; John Newton; Keble; John Brownlie; Havergal; Mary Baker Eddy; Heber",
}  # fmt: skip

# Books whose poems are by many hands.
SOURCES = {
    "GITenberg/A-Nonsense": "nonsense",
    "GITenberg/Hymns": "hymn",
    "GITenberg/The-Real-Mother": "nursery",
    "GITenberg/The-Nursery": "nursery",
    "GITenberg/Mother-Goose": "nursery",
    "GITenberg/Denslow": "nursery",
    "GITenberg/Poems-by-Emily": "dickinson",
    "GITenberg/Modern-British": "georgian",
}

# The styles of the original verse. What is left out speaks "plain".
STYLES = {
    "modern free verse": "modern",
    "haiku": "modern",
    "tanka": "modern",
    "blank verse": "modern",
    "modern sonnet": "modern",
    "villanelle": "modern",
    "acrostic": "modern",
    "long-line free verse": "whitman",
    "hymn-metre lyric": "dickinson",
    "elegiac quatrains": "romantic",
    "Romantic": "romantic",
    "heroic couplets": "augustan",
    "nursery rhyme": "nursery",
    "riddle": "nursery",
    "limerick": "nonsense",
    "rap battle": "rap",
    "boast rap": "rap",
    "story rap": "rap",
    "old-school rap": "rap",
}

ARCHAIC = re.compile(r"\b(?:thee|thou|thy|thine|hath|doth|dost|hast|saith|'tis|ere|o'er)\b", re.IGNORECASE)

NAMED = [(name.strip().lower(), voice) for voice, names in AUTHORS.items() for name in names.split(";")]


def voice_of_author(author, source: str, form: str) -> str:
    """The voice of a poem from the public-domain books."""
    for prefix, voice in SOURCES.items():
        if source.startswith(prefix):
            return voice
    if form in ("nursery", "hymn"):
        return form
    if form == "limerick":
        return "nonsense"
    name = (author or "").lower()
    # The longest match tells James Russell Lowell from Amy Lowell, Charles Wesley from a Charles.
    matches = [(len(part), voice) for part, voice in NAMED if re.search(r"\b" + re.escape(part), name)]
    return max(matches)[1] if matches else "traditional"


def voice_of_style(style: str, text: str) -> str:
    """The voice of a poem of the original verse; archaic diction decides between Elizabethan and modern."""
    if style in ("Shakespearean sonnet", "modern sonnet", "ballad", "villanelle", "blank verse"):
        if len(ARCHAIC.findall(text)) >= 3:
            return "elizabethan"
        return "plain" if style == "ballad" else "modern"
    return STYLES.get(style, "plain")
