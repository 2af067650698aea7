"""A view as LaTeX: registers with the package bytefield, tables as tabular; a piece to be put into a document."""

from collections.abc import Iterator

from ptetui.render.view import Part, Piece, Register, Table, View, Words

_PER_ROW = 32
_LETTER = 0.42  # of a bit's width in a row of 32, in the small size on a page of ten points
_HEAD = r"""% {title}
% For a document with \usepackage{{bytefield,graphicx,lmodern}}; \input this file.
"""
_SPECIAL = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "→": r"$\rightarrow$",
    "·": r"\textperiodcentered{}", "…": r"\ldots{}", "✓": "ok", "✗": "wrong", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", **{char: "\\" + char for char in "&%$#_{}"},
}  # fmt: skip


def latex(view: View) -> str:
    """The view; bits are drawn 32 a row, the most significant first."""
    lines = [_HEAD.format(title=view.title.replace("\n", " ")) + rf"\paragraph{{{_tex(view.title)}}}"]
    for part in view.parts:
        lines += ["", *_part(part)]
    return "\n".join(lines) + "\n"


def _part(part: Part) -> Iterator[str]:
    if part.heading:
        yield rf"\paragraph{{{_tex(part.heading)}}}"
        yield ""
    for register in part.registers:
        yield from _register(register, len(part.registers) > 1)
    for block in part.blocks:
        if isinstance(block, Words):
            yield from (f"{_tex(line)}\n" for line in block.lines)
        elif isinstance(block, Table):
            yield from _table(block)


def _register(register: Register, named: bool) -> Iterator[str]:
    per_row = min(register.width, _PER_ROW)
    if named:
        yield rf"\noindent {_tex(register.name)}\\"
    yield r"\noindent"
    width = f"{0.95 / per_row:.4f}"
    yield rf"\begin{{bytefield}}[bitwidth={width}\linewidth,bitheight=11ex,endianness=big]{{{per_row}}}"
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


def _box(piece: Piece) -> str:
    """A box of bits; a name that would not fit stands upright."""
    bits = piece.high - piece.low + 1
    text = rf"\texttt{{{_tex(piece.name + (f' = {piece.value}' if piece.value else ''))}}}"
    fits = _LETTER * (len(piece.name) + (len(piece.value) + 3 if piece.value else 0)) <= bits
    text = rf"\scriptsize {text}" if fits else rf"\rotatebox{{90}}{{\tiny {text}}}"
    return rf"\bitbox{{{bits}}}{{{text}}}"


def _table(block: Table) -> Iterator[str]:
    columns = "l" * (len(block.header) - 1)
    yield rf"\noindent{{\scriptsize\begin{{tabular}}{{@{{}}{columns}p{{0.4\linewidth}}@{{}}}}"
    yield " & ".join(map(_tex, block.header)) + r" \\ \hline"
    yield from (" & ".join(map(_tex, row)) + r" \\" for row in block.rows)
    yield r"\end{tabular}}"
    yield ""


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(char, char) for char in text)
