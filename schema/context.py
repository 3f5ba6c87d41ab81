"""What resolvers get: the opened services, and loaders that live as long as one answer."""

from collections.abc import Hashable
from datetime import datetime
from typing import TypeAlias

import strawberry

from app.db.audit import Act
from app.errors import RateLimited
from app.security.viewer import Asker
from app.services import Services
from schema.loaders import Loaders


class Context:
    """The context of one operation. A subscription calls `renew` before each update.

    `now` stands still meanwhile, so that fields that count back from it agree and share loaders.
    """

    def __init__(self, services: Services, asker: Asker) -> None:
        self.services = services
        self.request_id = asker.request_id
        self.viewer = asker.viewer
        self.act: Act
        """What the mutation that runs now does."""
        self._counted = False
        self.renew()

    @property
    def rights(self) -> Hashable:
        """All that an answer may depend on of who asks."""
        return self.viewer.rights

    def begin(self, action: str, target: str = "") -> Act:
        """Begin what a mutation does; mutations of one operation run one after another."""
        viewer = self.viewer
        self.act = Act(
            actor=viewer.name,
            action=action,
            at=self.services.clock(),
            target=target,
            key_prefix=viewer.key_prefix,
            request_id=self.request_id,
        )
        return self.act

    async def count_mutation(self) -> None:
        """Count a mutation like a request; the first of an operation is its request. Raises RateLimited."""
        if not self._counted:
            self._counted = True
            return
        draw = await self.services.rates.take(self.viewer)
        if draw is not None and not draw.allowed:
            raise RateLimited(draw.refusal, draw.retry_after)

    def renew(self) -> None:
        """Forget everything loaded: the next update reads again."""
        self.now: datetime = self.services.clock()
        self._loaders: Loaders | None = None

    @property
    def loaders(self) -> Loaders:
        """Made when first asked for: most live updates load nothing."""
        if self._loaders is None:
            self._loaders = Loaders(self.services)
        return self._loaders


Info: TypeAlias = strawberry.Info[Context, None]
