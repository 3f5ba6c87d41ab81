"""The doors of the service: GraphQL over HTTP, WebSocket and SSE, pages, logs of requests, the server itself.

Nothing here knows football: a door takes a schema and a factory of contexts. Every input has a limit, every
refusal is a typed error with a code, and no traceback leaves the process.
"""
