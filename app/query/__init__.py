"""Queries compiled into plans: SQL for exactly what is asked, a generated function from rows to an answer.

What a GraphQL type is fed from is declared by the schema, field by field; what is not declared is never
compiled. A plan answers like graphql-core, byte for byte, or gives up and lets graphql-core answer.
"""
