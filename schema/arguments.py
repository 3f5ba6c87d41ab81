"""Arguments that many fields take, each described once."""

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

First: TypeAlias = Annotated[
    int, strawberry.argument(description="How many to answer, from 1 to 100; 20 unless said otherwise.")
]
After: TypeAlias = Annotated[
    str | None, strawberry.argument(description="Answer what follows this cursor (an earlier endCursor).")
]
AsOf: TypeAlias = Annotated[
    datetime | None,
    strawberry.argument(
        name="asOf",
        description=(
            "The instant beyond which nothing is seen, not after kickoff and not in the future. Without it:"
            " the earlier of now and kickoff."
        ),
    ),
]
ModelName: TypeAlias = Annotated[
    str | None, strawberry.argument(description="Name of the model that answers; without it the default one.")
]
Id: TypeAlias = Annotated[strawberry.ID, strawberry.argument(description="A global id from an answer.")]
