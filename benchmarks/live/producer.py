"""The feed of a benchmark: events sent to Kafka at an even rate, each with the instant of its sending.

Reads one order as JSON from standard input; answers with the instants when the last event is acknowledged.
"""

import asyncio
import gc
import random
import sys
import time
from typing import Any

import orjson
import uvloop
from aiokafka import AIOKafkaProducer

from app.live.topics import MATCH_EVENTS
from tests.live_matches import Script, shuffled


async def produce(order: dict[str, Any]) -> dict[str, Any]:
    """Send `rate` events a second for `seconds`, to the matches in turn."""
    rate, seconds = order["rate"], order["seconds"]
    total = rate * seconds
    matches = order["matches"]
    scripts = [
        Script(match, length=max(total // len(matches), 4), prefix=f"{order['prefix']}.{number}")
        for number, match in enumerate(matches)
    ]
    random.Random(order["seed"]).shuffle(scripts)  # noqa: S311  an order, no secret
    producer = AIOKafkaProducer(bootstrap_servers=order["kafka"], enable_idempotence=True, linger_ms=5)
    await producer.start()
    try:
        return await _paced(producer, scripts, rate, total, order["seed"])
    finally:
        await producer.stop()


async def _paced(
    producer: AIOKafkaProducer, scripts: list[Script], rate: int, total: int, seed: int
) -> dict[str, Any]:
    sent: dict[str, int] = {}
    late: list[int] = []
    acknowledged = []
    turns = shuffled(scripts, seed)
    gc.disable()
    began = time.monotonic_ns()
    for number in range(total):
        due = began + number * 1_000_000_000 // rate
        if (wait := due - time.monotonic_ns()) > 0:
            await asyncio.sleep(wait / 1e9)
        script = next(turns)
        event = script.next()
        payload, key = orjson.dumps(event), script.match.encode()
        now = time.monotonic_ns()
        sent[event["id"]] = now
        late.append(now - due)
        acknowledged.append(await producer.send(MATCH_EVENTS, payload, key=key))
    took_s = (time.monotonic_ns() - began) / 1e9
    await asyncio.gather(*acknowledged)
    return {
        "sent": sent,
        "took_s": took_s,
        "late_ms": [round(one / 1e6, 3) for one in late],
        "scores": {script.match: script.score for script in scripts},
        "told": {script.match: script.told for script in scripts},
    }


def main() -> None:
    order = orjson.loads(sys.stdin.buffer.readline())
    sys.stdout.buffer.write(orjson.dumps(uvloop.run(produce(order))) + b"\n")
    sys.stdout.buffer.flush()
    sys.stdin.buffer.read()  # stay until the processor's time has been read


if __name__ == "__main__":
    main()
