"""Invented files in every format, and a folder laid out like the source."""

import gzip
from dataclasses import dataclass
from pathlib import Path

HEADER = "Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR,HTHG,HTAG,HTR,Referee,HS,AS,HST,AST,B365H,B365D,B365A"
ARSENAL = "E0,17/08/2024,15:00,Arsenal,Chelsea,2,1,H,1,0,H,A Referee,14,9,6,3,1.9,3.6,4.2"
LEEDS = "E0,17/08/2024,17:30,Leeds,Everton,0,0,D,0,0,D,B Referee,7,8,2,2,2.4,3.3,3.0"
UNPLAYED = "E0,24/08/2024,15:00,Chelsea,Leeds,,,,,,,,,,,,1.7,3.8,5.0"
FIXTURES_HEADER = "Div,Date,Time,HomeTeam,AwayTeam,B365H,B365D,B365A"
NEW_HEADER = "Country,League,Season,Date,Time,Home,Away,HG,AG,Res,PH,PD,PA,MaxH,MaxD,MaxA"
INTERNATIONAL_HEADER = "date,home_team,away_team,home_score,away_score,tournament,city,country,neutral"
ARCHIVE_HEADER = "rownames,HomeTeam,AwayTeam,HomeGoals,AwayGoals,Round,Year,Date"
E0_KEY = "mmz4281/2425/E0.csv"


def csv_file(*lines: str, end: str = "\n") -> bytes:
    return (end.join(lines) + end).encode()


def season(*rows: str) -> bytes:
    """A season file of E0 2024/25."""
    return csv_file(HEADER, *rows)


SEASON = season(ARSENAL, LEEDS, UNPLAYED)


@dataclass
class Mirror:
    """A folder in the source's layout; write files into it and collect from `url`."""

    root: Path

    @property
    def url(self) -> str:
        return self.root.as_uri()

    def write(self, key: str, payload: bytes) -> None:
        path = self.root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(payload)


def round_robin(teams: int, *, division: str = "E0", prices: int = 1) -> bytes:
    """A whole season of invented teams, results and prices."""
    pairs = [(home, away) for home in range(teams) for away in range(teams) if home != away]
    return csv_file(HEADER, *(_played(division, *pair, prices) for pair in pairs))


def _played(division: str, home: int, away: int, prices: int) -> str:
    goals = (home * 7 + away) % 4, (home + away * 5) % 3
    result = "D" if goals[0] == goals[1] else "HA"[goals[0] < goals[1]]
    on = f"{1 + (home * 3 + away) % 28:02d}/{1 + away % 5:02d}/2025"
    price = f"{1.5 + home / 10:.2f},3.{prices},{2 + away / 10:.2f}"
    score = f"{goals[0]},{goals[1]},{result},0,0,D"
    return f"{division},{on},15:00,Team {home:02d},Team {away:02d},{score},A Referee,9,8,4,3,{price}"


def gzipped(payload: bytes) -> bytes:
    return gzip.compress(payload)
