"""Which lines of a window rhyme: groups by the sounds of their last words."""

# A rhyme further back than this is chance, unless its group has gone on in between.
REACH = 6


def rhyme_groups(parts: list, endings: list, limit: int = 12) -> list:
    """The rhyme group of each line: 1 = A, 2 = B … in order of first appearance, 0 = unrhymed.

    parts: for each line the set of rhyming sounds of its last word (empty = nothing known).
    endings: the last words themselves; equal words are a refrain, and belong together as in a villanelle.
    """
    group = [-1] * len(parts)
    members: list = []
    for line, (sounds, ending) in enumerate(zip(parts, endings)):
        for candidate in range(len(members) - 1, -1, -1):
            near = [other for other in members[candidate] if line - other <= REACH]
            if any(endings[other] == ending or (sounds & parts[other]) for other in near):
                group[line] = candidate
                members[candidate].append(line)
                break
        else:
            group[line] = len(members)
            members.append([line])
    names: dict = {}
    result = []
    for candidate in group:
        if len(members[candidate]) < 2:
            result.append(0)
        else:
            result.append(min(limit, names.setdefault(candidate, len(names) + 1)))
    return result
