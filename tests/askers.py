"""Those who ask and act in tests."""

from datetime import datetime

from app.clock import system_clock
from app.db.audit import Act
from app.security.viewer import Asker, Role, Viewer


def asker(request_id: str = "request-1", role: Role | None = Role.ADMIN, name: str = "anonymous") -> Asker:
    return Asker(request_id, Viewer(name, role))


def act(actor: str, action: str = "test", at: datetime | None = None) -> Act:
    return Act(actor, action, at or system_clock())
