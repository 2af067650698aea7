"""A view as LaTeX: registers with the package bytefield, tables as tabular; a piece to be put into a document."""

import re
from collections.abc import Iterator, Sequence

from ptetui.export.format import Format, Style
from ptetui.render.view import Drawing, Part, Piece, Register, Table, View, Words

_PER_ROW = 32
_LETTER = 0.42  # of a bit's width in a row of 32, in the small size on a page of ten points
_UPRIGHT = 0.65  # ex, a letter of a name that stands upright
_LINE = 88  # letters in a line of a table, a capital or an underscore counts as _CAPITAL of them, a gap as _GAP
_CAPITAL, _GAP = 1.6, 1.6
_PAGE = 45  # rows of a table, which cannot break
_HEAD = r"""% {title}
% For a document with \usepackage{{bytefield,graphicx,lmodern}}; \input this file.
"""
_SPECIAL = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "→": r"$\rightarrow$",
    "·": r"\textperiodcentered{}", "◆": r"$\diamond$", "…": r"\ldots{}", "✓": "ok", "✗": "wrong", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", **{char: "\\" + char for char in "&%$#_{}"},
}  # fmt: skip


def latex(view: View) -> str:
    """The view; bits are drawn 32 a row, the most significant first."""
    lines = [_HEAD.format(title=view.title.replace("\n", " ")) + rf"\subsection*{{{_tex(view.title)}}}"]
    for part in view.parts:
        lines += ["", *_part(part)]
    return "\n".join(lines) + "\n"


def _part(part: Part) -> Iterator[str]:
    if part.heading:
        yield rf"\subsubsection*{{{_tex(part.heading)}}}"
        yield ""
    for register in part.registers:
        yield from _register(register, len(part.registers) > 1)
    for block in part.blocks:
        if isinstance(block, Words):
            yield from (rf"{{\sloppy {_breaking(line)}\par}}" for line in block.lines)
        elif isinstance(block, Table):
            yield from _table(block)


def _register(register: Register, named: bool) -> Iterator[str]:
    per_row = min(register.width, _PER_ROW)
    if named:
        yield rf"\noindent {_tex(register.name)}\\[1.5ex]"
    yield r"\noindent"
    width, height = f"{0.95 / per_row:.4f}", _height(register)
    yield rf"\begin{{bytefield}}[bitwidth={width}\linewidth,bitheight={height}ex,endianness=big]{{{per_row}}}"
    for top in range(register.width - 1, -1, -per_row):
        low = top - per_row + 1
        pieces = list(_in_row(register.pieces, top, low))
        edges = sorted({bit for piece in pieces for bit in (piece.high, piece.low)})
        yield rf"\bitheader[lsb={low}]{{{','.join(map(str, edges))}}} \\"
        yield " & ".join(map(_box, pieces)) + r" \\"
    yield r"\end{bytefield}"
    yield ""


def _in_row(pieces: tuple[Piece, ...], top: int, low: int) -> Iterator[Piece]:
    for piece in pieces:
        if piece.low <= top and piece.high >= low:
            yield piece._replace(high=min(piece.high, top), low=max(piece.low, low))


def _label(piece: Piece) -> str:
    return f"{piece.name} = {piece.value}" if piece.value else piece.name


def _lies(piece: Piece) -> bool:
    """Whether the label fits into its box; one that does not stands upright."""
    return _LETTER * len(_label(piece)) <= piece.high - piece.low + 1


def _height(register: Register) -> int:
    """Of the boxes, in ex."""
    upright = [len(_label(piece)) for piece in register.pieces if not _lies(piece)]
    return 2 + round(_UPRIGHT * max(upright, default=4))


def _box(piece: Piece) -> str:
    text = rf"\texttt{{{_tex(_label(piece))}}}"
    text = rf"\scriptsize {text}" if _lies(piece) else rf"\rotatebox{{90}}{{\tiny {text}}}"
    return rf"\bitbox{{{piece.high - piece.low + 1}}}{{{text}}}"


def _table(block: Table) -> Iterator[str]:
    for start in range(0, len(block.rows), _PAGE):
        yield from _lines(block.header, block.rows[start : start + _PAGE])


def _lines(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The last column takes what the others leave, and is folded where that is too little."""
    *others, last = (max(map(_letters, column)) for column in zip(header, *rows, strict=True))
    share = max(0.17, 1 - sum(wide + _GAP for wide in others) / _LINE)
    fold = last > share * _LINE
    kind = rf"p{{{share:.2f}\linewidth}}" if fold else "l"
    yield rf"\medskip\noindent{{\scriptsize\tabcolsep=3pt\begin{{tabular}}{{@{{}}{'l' * len(others)}{kind}@{{}}}}"
    yield " & ".join(map(_tex, header)) + r" \tabularnewline \hline \noalign{\smallskip}"
    for *cells, text in rows:
        yield " & ".join([*map(_tex, cells), r"\raggedright " * fold + _breaking(text)]) + r" \tabularnewline"
    yield r"\end{tabular}}"
    yield ""


def _breaking(text: str) -> str:
    """A text of several lines: names of macros and paths may break, too."""
    return re.sub(r"(\\_|/)", r"\1\\allowbreak ", _tex(text))


def _letters(text: str) -> float:
    return len(text) + (_CAPITAL - 1) * sum(char.isupper() or char == "_" for char in text)


def _tex(text: str) -> str:
    """The text with nothing that LaTeX would take for its own, dashes included."""
    return re.sub("-(?=-)", "-{}", "".join(_SPECIAL.get(char, char) for char in text))


def _make(view: View, _style: Style) -> str:
    if all(not part.registers and all(isinstance(block, Drawing) for block in part.blocks) for part in view.parts):
        raise ValueError("tex draws registers and tables, here is none; export svg or txt")
    return latex(view)


FORMAT = Format("tex", _make, (".tex",), about="bytefield")
