"""An invented folder of in-play data."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

HEADER = "match_id,Div,season,date,home,away,GH,GA,n_events,score_ok,reds,yellows,HomeTeam,AwayTeam,joined"
MATCHES = (
    "1,E0,2425,2024-08-17,arsenal-fc,chelsea-fc,2,1,9,True,1,3,Arsenal,Chelsea,True",
    "2,E0,2425,2024-08-17,leeds-united,everton-fc,0,0,1,True,0,1,,,False",
    "3,E0,2425,2024-08-24,chelsea-fc,leeds-united,1,0,0,False,0,0,Chelsea,Leeds,True",
)
TEAMS = {"E0": {"leeds-united": "Leeds", "everton-fc": "Everton"}}
SCHEMA = pa.schema(
    {
        "match_id": pa.int64(),
        "minute": pa.int16(),
        "added": pa.int16(),
        "team": pa.string(),
        "type": pa.string(),
        "player": pa.string(),
        "player2": pa.string(),
        "home_score": pa.int16(),
        "away_score": pa.int16(),
        "card_reason": pa.string(),
    }
)
Line = tuple[Any, ...]
"""Match, minute, added, team, type, player, home score, away score."""
LINES: tuple[Line, ...] = (
    (1, 12, None, "home", "Goal", "Archer", 1, 0),
    (1, 30, None, "away", "Yellow Card", "Cobb", None, None),
    (1, 45, 2, "away", "Own goal", "Ames", 1, 1),
    (1, 46, None, "home", "Substitution", "Abbot", None, None),
    (1, 61, None, "away", "Yellow Card", "Cobb", None, None),
    (1, 70, None, "home", "Penalty Awarded", "Archer", None, None),
    (1, 77, None, "away", "Goal Disallowed", "Cole", None, None),
    (1, 90, 4, "home", "Penalty Awarded", "Archer", 2, 1),
    (2, 50, None, "home", "Yellow Card", None, None, None),
)


def write(
    folder: Path, matches: Sequence[str] = MATCHES, lines: Sequence[Line] = LINES, teams: Any = TEAMS
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "matches.csv").write_text("\n".join((HEADER, *matches)) + "\n")
    (folder / "team_map.json").write_text(json.dumps(teams))
    names = ("match_id", "minute", "added", "team", "type", "player", "home_score", "away_score")
    rows = [dict(zip(names, line, strict=True)) for line in lines]
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), folder / "events.parquet")
    return folder
