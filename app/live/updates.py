"""What a live match's followers are told: one update after another, numbered without gaps."""

from app.db.live_updates import InPlayPrediction, LiveUpdate
from app.football.inplay.delta import Movement, UpdateCause

__all__ = ["InPlayPrediction", "LiveUpdate", "Movement", "UpdateCause"]
