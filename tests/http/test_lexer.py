"""The quick lexer reads what graphql-core's reads, and complains alike."""

import pytest
from graphql import GraphQLError, Lexer, Source, TokenKind, ast_to_dict, parse
from hypothesis import example, given
from hypothesis import strategies as st

from app.http.lexer import MAX_DIGITS, QuickLexer, parse_quickly

PIECES = st.sampled_from(
    [
        *("{", "}", "(", ")", "[", "]", ":", "!", "=", "|", "&", "$", "@", "...", "..", "."),
        *(" ", "\n", "\r\n", "\r", "\t", ",", "\ufeff", "#", "# note\n", "#\ud800\n"),
        *(
            "a",
            "_",
            "query",
            "fragment",
            "on",
            "0",
            "00",
            "-1",
            "-",
            "1.5",
            "1.",
            "1e5",
            "1E+",
            "01",
            "1a",
            ".5",
        ),
        *(
            '"',
            '""',
            '"""',
            '"a"',
            '"\\n"',
            '"\\u0041"',
            '"\\u{1F600}"',
            '"\\uD83D\\uDE00"',
            '"\\uD83D"',
            '"\\x"',
        ),
        *('"""a\n  b\n"""', '"""\\""""""', '"a\nb"', '"ü€😀"', "\\", "'", "\0", "\x01", "ü", "\ud800"),
    ]
)


def tokens(lexer: Lexer) -> list[tuple[TokenKind, int, int, str | None]] | str:
    found: list[tuple[TokenKind, int, int, str | None]] = []
    try:
        while (token := lexer.advance()).kind is not TokenKind.EOF:
            found.append((token.kind, token.start, token.end, token.value))
    except GraphQLError as error:
        return f"{error.message} {error.locations}"
    return found


@given(text=st.lists(PIECES, max_size=12).map("".join))
@example(text='{ a(b: """ x\n   y\\""" """, c: "\\u00e9\\n") } # end')
def test_any_text_has_the_same_tokens_or_the_same_complaint(text: str) -> None:
    assert tokens(QuickLexer(Source(text))) == tokens(Lexer(Source(text)))


@given(text=st.text(max_size=30))
def test_any_characters_have_the_same_tokens_or_the_same_complaint(text: str) -> None:
    assert tokens(QuickLexer(Source(text))) == tokens(Lexer(Source(text)))


def test_nodes_know_where_they_are() -> None:
    text = 'query Q($a: Int = 1) { # first\n  b(c: [1.5, "x", """y"""]) @skip(if: $a) { ...F } }'
    assert ast_to_dict(parse_quickly(text, 100), locations=True) == ast_to_dict(parse(text), locations=True)


def test_tokens_are_counted_without_comments() -> None:
    assert parse_quickly("#\n" * 50 + "{ a }", 3)
    with pytest.raises(GraphQLError, match="more than 3 tokens"):
        parse_quickly("{ a b }", 3)


@pytest.mark.parametrize("number", ["1" * (MAX_DIGITS + 1), "1." + "1" * MAX_DIGITS])
def test_a_number_that_no_double_holds_is_refused(number: str) -> None:
    with pytest.raises(GraphQLError, match="digits"):
        parse_quickly(f"{{ a(b: {number}) }}", 100)
