"""LaTeX as a parser reads it, and as pdflatex sets it where there is one: every bit in a box, nothing too wide."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pylatexenc.latexwalker import (
    LatexEnvironmentNode,
    LatexMacroNode,
    LatexNode,
    LatexWalker,
    LatexWalkerParseError,
    get_default_latex_context_db,
)
from pylatexenc.macrospec import EnvironmentSpec, MacroSpec

from ptetui.export.latex import latex
from ptetui.render.view import Part, Piece, Register, Table, View, Words
from tests.export.exporting import EVERY, IDS, SWAP, view_of

every = pytest.mark.parametrize("picture", EVERY, ids=IDS)

# What the text may use: LaTeX itself and the packages that it asks for.
ENVIRONMENTS = {"bytefield": "[{", "tabular": "[{"}
MACROS = {
    "subsection": "*[{", "subsubsection": "*[{", "bitheader": "[{", "bitbox": "[{{", "rotatebox": "[{{", "noalign": "{",
    "\\": "*[", "tabularnewline": "[", "texttt": "{",
} | dict.fromkeys((
    "noindent", "medskip", "smallskip", "scriptsize", "tiny", "raggedright", "sloppy", "par", "allowbreak",
    "hline", "linewidth", "tabcolsep", "rightarrow", "diamond", "ldots", "textasciitilde", "textasciicircum",
    "textbackslash", "textperiodcentered", "textless", "textgreater", "textbar", *"&%$#_{}",
), "")  # fmt: skip


def nodes(source: str) -> list[LatexNode]:
    """Every node of the text, in order; an error where the parser finds one."""
    context = get_default_latex_context_db()
    context.add_context_category(
        "bits",
        macros=[MacroSpec(name, arguments) for name, arguments in MACROS.items()],
        environments=[EnvironmentSpec(name, arguments) for name, arguments in ENVIRONMENTS.items()],
        prepend=True,
    )
    walker = LatexWalker(source, latex_context=context, tolerant_parsing=False)
    return list(_inside(walker.get_latex_nodes()[0]))


def _inside(parsed: list[LatexNode]) -> Iterator[LatexNode]:
    for node in filter(None, parsed):
        yield node
        yield from _inside(getattr(node, "nodelist", None) or [])
        yield from _inside(node.nodeargd.argnlist if getattr(node, "nodeargd", None) else [])


def widths(field: LatexEnvironmentNode) -> list[list[int]]:
    """The widths of the boxes, row by row."""
    rows: list[list[int]] = []
    for node in field.nodelist:
        if isinstance(node, LatexMacroNode) and node.macroname == "bitheader":
            rows.append([])
        elif isinstance(node, LatexMacroNode) and node.macroname == "bitbox":
            rows[-1].append(int(node.nodeargd.argnlist[1].nodelist[0].chars))
    return rows


@every
def test_a_parser_reads_it_and_every_bit_has_a_box(picture: tuple[str, ...]) -> None:
    view = view_of(*picture)
    parsed = nodes(latex(view))
    assert {node.macroname for node in parsed if isinstance(node, LatexMacroNode)} <= set(MACROS)
    environments = [node for node in parsed if isinstance(node, LatexEnvironmentNode)]
    assert {node.environmentname for node in environments} <= set(ENVIRONMENTS)
    registers = [register for part in view.parts for register in part.registers]
    fields = [node for node in environments if node.environmentname == "bytefield"]
    assert len(fields) == len(registers)
    for register, field in zip(registers, fields, strict=True):
        per_row = min(register.width, 32)
        assert [sum(row) for row in widths(field)] == [per_row] * (register.width // per_row)
    rows = sum(len(block.rows) for part in view.parts for block in part.blocks if isinstance(block, Table))
    tables = [node for node in environments if node.environmentname == "tabular"]
    ends = [sum(1 for node in table.nodelist if getattr(node, "macroname", "") == "tabularnewline") for table in tables]
    assert sum(ends) - len(tables) == rows


def test_the_parser_finds_what_is_broken() -> None:
    source = latex(view_of("word", SWAP))
    for end in (r"\end{tabular}", r"\end{bytefield}", "}", "{"):
        with pytest.raises(LatexWalkerParseError):
            nodes("".join(source.rsplit(end, 1)))


def test_a_word() -> None:
    source = latex(view_of("word", SWAP))
    assert r"\bitheader[lsb=32]{32,58,59,63} \\" in source
    assert r"\bitheader[lsb=0]{0,1,2,3,4,5,6,7,8,9,31} \\" in source
    assert r"\bitbox{5}{\scriptsize \texttt{type = 3}} & \bitbox{27}" in source
    assert r"\rotatebox{90}{\tiny \texttt{uffd\_wp = 0}}" in source


def test_a_long_table_is_cut_and_dashes_stay_dashes() -> None:
    rows = tuple((str(number), "---") for number in range(100))
    source = latex(View("x", (Part("", (Table(("number", "sign"), rows),)),)))
    assert source.count(r"number & sign \tabularnewline \hline") == source.count(r"\end{tabular}") == 3
    assert [int(number) for number in re.findall(r"^(\d+) & -\{\}-\{\}- ", source, flags=re.M)] == list(range(100))


DOCUMENT = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{bytefield,graphicx,lmodern}
\begin{document}
\input{view}
\end{document}
"""
_TOO_WIDE = 10  # points, of the 345 of a line


def has_latex() -> bool:
    kpsewhich = shutil.which("pdflatex") and subprocess.run(
        ["kpsewhich", "bytefield.sty"], capture_output=True, check=False
    )
    return bool(kpsewhich) and kpsewhich.returncode == 0


needs_latex = pytest.mark.skipif(
    not has_latex(), reason="no pdflatex with bytefield: apt-get install texlive-latex-base texlive-science lmodern"
)


def compiled(view: View, folder: Path) -> str:
    """The log of a document with the view in it, its lines unbroken."""
    (folder / "view.tex").write_text(latex(view), encoding="utf-8")
    (folder / "all.tex").write_text(DOCUMENT)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    long_lines = os.environ | {"max_print_line": "1000"}
    ran = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120, env=long_lines)
    log = (folder / "all.log").read_text(encoding="utf-8", errors="replace")
    assert ran.returncode == 0, re.findall(r"^!.*", log, flags=re.M)
    return log


@needs_latex
@every
def test_latex_sets_it(picture: tuple[str, ...], tmp_path: Path) -> None:
    log = compiled(view_of(*picture), tmp_path)
    assert "Missing character" not in log
    assert "Overfull \\vbox" not in log
    assert [wide for wide in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log) if float(wide) > _TOO_WIDE] == []
    assert (tmp_path / "all.pdf").read_bytes()[:5] == b"%PDF-"


@needs_latex
def test_latex_sets_every_character_as_itself(tmp_path: Path) -> None:
    odd = "\\ ~ ^ → · … ✓ ✗ ◆ < > | & % $ # _ { } -- --- é"
    pieces = tuple(Piece(31 - at, 31 - at, char, "flag") for at, char in enumerate(odd[:32]))
    view = View(odd, (Part(odd, (Words((odd,)), Table((odd, "x"), ((odd, odd),))), (Register(odd, 32, pieces),)),))
    assert "Missing character" not in compiled(view, tmp_path)
