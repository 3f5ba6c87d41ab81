"""From a source's name for a team to the team."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.db.ingest import StoredAlias, StoredTeam

NATIONAL_SCOPE = "International"
"""National sides, each of its own country, share one scope of names; clubs have their country's."""

CLUB_NAMES: Mapping[tuple[str, str], str] = {
    # a club that changed its name, or that one source writes in two ways
    ("Belgium", "Mouscron-Peruwelz"): "Mouscron",
    ("China", "Dalian Yifang F.C."): "Dalian Pro",
    ("China", "Guangzhou Evergrande"): "Guangzhou FC",
    ("China", "Guangzhou R&F"): "Guangzhou City",
    ("China", "Hangzhou Greentown"): "Zhejiang Professional",
    ("China", "Shandong Luneng"): "Shandong Taishan",
    ("China", "Shanghai SIPG"): "Shanghai Port",
    ("China", "Shijiazhuang"): "Cangzhou",
    ("China", "Tianjin Quanjian"): "Tianjin Tianhai",
    ("China", "Zhejiang Greentown"): "Zhejiang Professional",
    ("Russia", "T. Moscow"): "Torpedo Moscow",
    ("Scotland", "FC Edinburgh"): "Edinburgh City",
    ("Spain", "Leonesa"): "Cultural Leonesa",
    ("Sweden", "Osters"): "Oster",
    # the names of the archive
    ("Germany", "1. FC Kaiserslautern"): "Kaiserslautern",
    ("Germany", "1. FC Koeln"): "FC Koln",
    ("Germany", "1. FC Nuernberg"): "Nurnberg",
    ("Germany", "1. FC Saarbruecken"): "Saarbrucken",
    ("Germany", "1. FSV Mainz 05"): "Mainz",
    ("Germany", "1899 Hoffenheim"): "Hoffenheim",
    ("Germany", "Alemannia Aachen"): "Aachen",
    ("Germany", "Arminia Bielefeld"): "Bielefeld",
    ("Germany", "Bayer Leverkusen"): "Leverkusen",
    ("Germany", "Bayer Uerdingen"): "KFC Uerdingen",
    ("Germany", "Bayern Muenchen"): "Bayern Munich",
    ("Germany", "Borussia Dortmund"): "Dortmund",
    ("Germany", "Borussia Moenchengladbach"): "M'gladbach",
    ("Germany", "Darmstadt 98"): "Darmstadt",
    ("Germany", "Dynamo Dresden"): "Dresden",
    ("Germany", "Eintracht Braunschweig"): "Braunschweig",
    ("Germany", "Eintracht Frankfurt"): "Ein Frankfurt",
    ("Germany", "Energie Cottbus"): "Cottbus",
    ("Germany", "FC St. Pauli"): "St Pauli",
    ("Germany", "Fortuna Duesseldorf"): "Fortuna Dusseldorf",
    ("Germany", "Hamburger SV"): "Hamburg",
    ("Germany", "Hannover 96"): "Hannover",
    ("Germany", "Hertha BSC Berlin"): "Hertha",
    ("Germany", "Karlsruher SC"): "Karlsruhe",
    ("Germany", "MSV Duisburg"): "Duisburg",
    ("Germany", "Meidericher SV"): "Duisburg",
    ("Germany", "Preussen Muenster"): "Preußen Münster",
    ("Germany", "SC Freiburg"): "Freiburg",
    ("Germany", "SSV Ulm"): "Ulm",
    ("Germany", "SpVgg Unterhaching"): "Unterhaching",
    ("Germany", "TSV 1860 Muenchen"): "Munich 1860",
    ("Germany", "VfB Stuttgart"): "Stuttgart",
    ("Germany", "VfL Bochum"): "Bochum",
    ("Germany", "VfL Wolfsburg"): "Wolfsburg",
}


@dataclass(frozen=True, slots=True)
class Resolution:
    """What the names of one file mean. `new_aliases` of known teams are to be stored, `new_teams` created.

    `new_teams` maps a team's name to the aliases that mean it; `ambiguous` maps a name to why it is refused.
    """

    known: dict[str, int] = field(default_factory=dict)
    new_aliases: list[tuple[str, int]] = field(default_factory=list)
    new_teams: dict[str, list[str]] = field(default_factory=dict)
    ambiguous: dict[str, str] = field(default_factory=dict)


class TeamBook:
    """The teams and aliases of one scope."""

    def __init__(self, scope: str, teams: Iterable[StoredTeam], aliases: Iterable[StoredAlias]) -> None:
        self._scope = scope
        self._aliases = {(alias.source, alias.alias): alias.team_id for alias in aliases}
        self._names: dict[int, str] = {}
        self._meanings: defaultdict[str, set[int]] = defaultdict(set)
        for team in teams:
            self._names[team.id] = team.name
            self._meanings[team.name.casefold()].add(team.id)
        for (_, alias), team_id in self._aliases.items():
            self._meanings[alias.casefold()].add(team_id)

    def resolve(self, source: str, names: Iterable[str]) -> Resolution:
        """What a source's names mean: its own alias first, then any team or alias of that name."""
        found = Resolution()
        for name in names:
            self._resolve(source, name, found)
        return found

    def _resolve(self, source: str, name: str, found: Resolution) -> None:
        if (team_id := self._aliases.get((source, name))) is not None:
            found.known[name] = team_id
            return
        canonical = CLUB_NAMES.get((self._scope, name), name)
        meant = self._meanings.get(canonical.casefold(), set())
        if len(meant) > 1:
            teams = " and ".join(
                f"{self._names.get(team_id, '?')} (team {team_id})" for team_id in sorted(meant)
            )
            found.ambiguous[name] = f"{name!r} may mean {teams}; add an alias of source {source!r} for one"
        elif meant:
            (team_id,) = meant
            found.known[name] = team_id
            found.new_aliases.append((name, team_id))
        else:
            same = next((new for new in found.new_teams if new.casefold() == canonical.casefold()), canonical)
            found.new_teams.setdefault(same, []).append(name)
