"""Those who ask in tests."""

from app.security.viewer import Asker, Role, Viewer


def asker(request_id: str = "request-1", role: Role | None = Role.ADMIN, name: str = "anonymous") -> Asker:
    return Asker(request_id, Viewer(name, role))
