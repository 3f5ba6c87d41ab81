"""A report as blocks, written as Markdown or as one HTML page that asks nothing of any host."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A few figures that matter most: each value with what it is."""

    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """Its first column holds words, the others numbers; `strong` names the columns that matter most."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    strong: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """`svg` is a drawing without prolog, `file` its name beside the Markdown."""

    file: str
    caption: str
    svg: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines that most readers skip; only the first are shown."""

    summary: str
    lines: Sequence[str]

    @property
    def shown(self) -> list[str]:
        more = len(self.lines) - MOST_LISTED
        return [*self.lines[:MOST_LISTED], *([f"… and {more:,} more"] if more > 0 else [])]


Block = Heading | Text | Facts | Table | Figure | Listing


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    blocks: list[Block] = field(default_factory=list)

    def add(self, *blocks: Block) -> None:
        self.blocks.extend(blocks)

    @property
    def figures(self) -> list[Figure]:
        return [block for block in self.blocks if isinstance(block, Figure)]


def markdown(document: Document) -> str:
    parts = [f"# {document.title}", *(_markdown(block) for block in document.blocks)]
    return "\n\n".join(parts) + "\n"


def _markdown(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {text}"
        case Text(text):
            return text
        case Facts(facts):
            return "\n".join(f"- **{value}** {meaning}" for value, meaning in facts)
        case Table():
            return markdown_table(block)
        case Figure(file, caption):
            return f"![{caption}]({file})"
        case Listing(summary):
            return "\n".join((f"{summary}:", "", *(f"- {line}" for line in block.shown)))


def markdown_table(table: Table) -> str:
    rule = ["---", *("---:" for _ in table.columns[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (table.columns, rule, *table.rows))


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""

_STYLE = """
:root {
  color-scheme: light;
  --ink: #1c2430; --soft: #5b6675; --line: #e2e6ec; --mark: #eef4fb; --deep: #1f5fa8
}
* { box-sizing: border-box }
body { margin: 0; background: #f5f7fa; color: var(--ink); font: 16px/1.55 system-ui, sans-serif }
main { max-width: 70rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem }
h2 { font-size: 1.25rem; margin: 2.75rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line) }
p { max-width: 48rem; color: var(--soft) }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: .75rem }
.fact, .wide, figure { background: #fff; border: 1px solid var(--line); border-radius: .6rem; margin: 1rem 0 }
.fact { padding: .85rem 1rem; margin: 0 }
.fact b { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums }
.fact span { color: var(--soft); font-size: .875rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: .84rem; font-variant-numeric: tabular-nums }
th, td { padding: .45rem .5rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line) }
th { color: var(--soft); font-weight: 600; white-space: normal; vertical-align: bottom }
tr:last-child td { border-bottom: 0 }
th:first-child, td:first-child { text-align: left }
.strong { background: var(--mark); font-weight: 600; color: var(--deep) }
figure { padding: 1rem; overflow-x: auto }
figure svg { display: block; width: 100%; min-width: 36rem; height: auto }
figcaption { color: var(--soft); font-size: .875rem; margin-top: .5rem }
details { margin: 1rem 0 } summary { cursor: pointer; color: var(--deep) }
details li { color: var(--soft); font-size: .875rem }
"""


def html(document: Document) -> str:
    body = "\n".join(_html(block) for block in document.blocks)
    return _PAGE.format(title=escape(document.title), style=_STYLE, body=body)


def _html(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Text(text):
            return f"<p>{escape(text)}</p>"
        case Facts(facts):
            cards = (
                f'<div class="fact"><b>{escape(value)}</b><span>{escape(meaning)}</span></div>'
                for value, meaning in facts
            )
            return f'<div class="facts">{"".join(cards)}</div>'
        case Table():
            return _html_table(block)
        case Figure(_, caption, svg):
            return f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>"
        case Listing(summary):
            lines = "".join(f"<li>{escape(line)}</li>" for line in block.shown)
            return f"<details><summary>{escape(summary)}</summary><ul>{lines}</ul></details>"


def _html_table(table: Table) -> str:
    marks = [' class="strong"' if name in table.strong else "" for name in table.columns]
    head = "".join(f"<th{mark}>{escape(name)}</th>" for name, mark in zip(table.columns, marks, strict=True))
    rows = (
        "".join(f"<td{mark}>{escape(cell)}</td>" for cell, mark in zip(row, marks, strict=True))
        for row in table.rows
    )
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
