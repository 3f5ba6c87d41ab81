"""graphql-core's lexer with its common cases done by one regular expression.

Whatever is unusual, errors among it, is left to graphql-core: tokens and messages are the same. Comments are
skipped rather than kept, and so cost next to nothing; tokens know no line, errors find theirs in the text.
No token outlives the parsing or refers to the one before: trees are small, and freed without the collector.
"""

import re

from graphql import DocumentNode, GraphQLSyntaxError, Lexer, Source, Token, TokenKind
from graphql.language import Location
from graphql.language.block_string import dedent_block_string_lines
from graphql.language.parser import Parser

MAX_DIGITS = 400
"""No double has more before its point."""
_PUNCTUATION = {kind.value: kind for kind in TokenKind if len(kind.value) == 1 and kind is not TokenKind.DOT}
_IGNORED = r"(?:[ \t,\ufeff\r\n]++|#[^\r\n\ud800-\udfff]*+)*+"
_TOKEN = re.compile(
    rf"{_IGNORED}(?:"
    r"([_A-Za-z][_0-9A-Za-z]*+)"
    rf"|([{re.escape(''.join(_PUNCTUATION))}])"
    r"|(\.\.\.)"
    r"|(-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+(?![.0-9_A-Za-z]))"
    r'|"(?!"")((?:[^"\\\r\n\ud800-\udfff]++|\\(?:["\\/bfnrt]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}))*+)"'
    r'|"""((?:[^"\\\ud800-\udfff]++|\\"""|\\|"(?!""))*+)"""'
    r")"
)
"""Quantifiers give nothing back: matching is linear, and no comment ends early."""
_NAME, _MARK, _SPREAD, _NUMBER, _STRING, _BLOCK = range(1, 7)
_SKIPPED = re.compile(_IGNORED)
_LINE = re.compile(r"\r\n|\n|\r")
_ESCAPE = re.compile(r"\\(?:u(.{4})|(.))")
_FLOAT = re.compile("[.eE]")
_NO_TOKEN = Token(TokenKind.SOF, 0, 0, 0, 0)
_ESCAPED = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def parse_quickly(text: str, max_tokens: int) -> DocumentNode:
    """As `graphql.parse`. Raises GraphQLSyntaxError, or RecursionError where it is nested too deeply."""
    source = Source(text)
    return _Parser(source, lexer=QuickLexer(source), max_lexical_tokens=max_tokens).parse_document()


class _Parser(Parser):
    """Gives nodes their place in the text without the tokens there, which nobody asks for."""

    def loc(self, start_token: Token) -> Location | None:
        place = super().loc(start_token)
        if place is not None:
            place.start_token = place.end_token = _NO_TOKEN
        return place


class QuickLexer(Lexer):
    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._body = source.body

    def advance(self) -> Token:
        self.last_token = self.token
        token = self.token = self.lookahead()
        return token

    def lookahead(self) -> Token:
        token = self.token
        if token.kind is TokenKind.EOF:
            return token
        found = token.next
        if found is None:
            found = token.next = self.read_next_token(token.end)
        return found

    def read_next_token(self, start: int) -> Token:
        match = _TOKEN.match(self._body, start)
        if match is None:
            return super().read_next_token(self._past_ignored(start))
        which = match.lastindex or _NAME
        begin, end = match.span(which)
        if which == _NAME:
            return Token(TokenKind.NAME, begin, end, 0, 0, match[which])
        if which == _MARK:
            return Token(_PUNCTUATION[match[which]], begin, end, 0, 0)
        if which == _SPREAD:
            return Token(TokenKind.SPREAD, begin, end, 0, 0)
        return self._value(which, begin, end, match[which])

    def _value(self, which: int, begin: int, end: int, text: str) -> Token:
        if which == _STRING:
            return Token(TokenKind.STRING, begin - 1, end + 1, 0, 0, _unescaped(text))
        if which == _BLOCK:
            return Token(TokenKind.BLOCK_STRING, begin - 3, end + 3, 0, 0, _dedented(text))
        return self._number(begin, end, text)

    def _number(self, begin: int, end: int, text: str) -> Token:
        if len(text) > MAX_DIGITS:
            raise GraphQLSyntaxError(self.source, begin, f"Number of more than {MAX_DIGITS} digits.")
        kind = TokenKind.FLOAT if _FLOAT.search(text) else TokenKind.INT
        return Token(kind, begin, end, 0, 0, text)

    def _past_ignored(self, start: int) -> int:
        match = _SKIPPED.match(self._body, start)
        return match.end() if match else start


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else _ESCAPED[escape[2]]


def _dedented(text: str) -> str:
    lines = _LINE.split(text.replace('\\"""', '"""'))
    return "\n".join(dedent_block_string_lines(lines))
