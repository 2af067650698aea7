"""The state diagram as rows of spans: a line a row of nodes where there is little room, else boxes and edges.

Light edges lead from the present state, by the lane above the boxes, to every state that one event reaches, and carry
the events' letters. The heavy edge is the one just taken; it leaves below its box and runs through the lane below.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from ptetui.render.rows import cut_text
from ptetui.render.spans import Row, Span, merged
from ptetui.tui.life.nodes import GRID, HEADS, PLACES, ROWS, Node

BOX, GUTTER, PITCH = 16, 9, 4  # columns of a box, of the gutter left of it, lines from box to box
WIDTH = len(GRID) * (BOX + GUTTER) + 1
DIAGRAM_HEIGHT = ROWS * PITCH + 1
NEAR_LINES = 3  # lines of states that one event reaches, at most where there is room for four columns
_NEAR = 19  # columns of each, at least
_BOTTOM = ROWS * PITCH  # the line of the lane below; the lane above is line 0
_UP, _DOWN, _LEFT, _RIGHT = 1, 2, 4, 8
_LIGHT = {3: "│", 12: "─", 9: "└", 5: "┘", 10: "┌", 6: "┐", 11: "├", 7: "┤", 14: "┬", 13: "┴", 15: "┼",
          1: "│", 2: "│", 4: "─", 8: "─"}  # fmt: skip
_HEAVY = {3: "┃", 12: "━", 9: "┗", 5: "┛", 10: "┏", 6: "┓", 11: "┣", 7: "┫", 14: "┳", 13: "┻", 15: "╋",
          1: "┃", 2: "┃", 4: "━", 8: "━"}  # fmt: skip


def compact(nodes: Mapping[str, Node], columns: int) -> list[Row]:
    """Names in five columns, the present one lit, each followed by the letters of the events that lead there."""
    width = columns // len(GRID)
    rows: list[Row] = [[Span(f" {head}"[:width].ljust(width), "dim") for head in HEADS]]
    for line in range(ROWS):
        row: Row = []
        for column in GRID:
            node = nodes.get(column[line][0]) if line < len(column) else None
            row += _cell(node, width) if node else [Span(" " * width, "")]
        rows.append(row)
    return rows


def state_rows(nodes: Mapping[str, Node], columns: int, lines: int) -> list[Row]:
    """All states where so many lines have the room, else those that one event reaches."""
    return compact(nodes, columns) if lines > ROWS else reachable_rows(nodes, columns)


def reachable_rows(nodes: Mapping[str, Node], columns: int) -> list[Row]:
    """The present state, then those that one event reaches, with its letters."""
    shown = [node for node in nodes.values() if node.lit or node.other or node.letters]
    shown.sort(key=lambda node: not node.lit)
    across = max(2, min(4, columns // _NEAR, -(-len(shown) // NEAR_LINES)))
    width = columns // across
    cells = [_cell(node, width) for node in shown]
    return [[span for cell in cells[at : at + across] for span in cell] for at in range(0, len(cells), across)]


def _cell(node: Node, width: int) -> Row:
    mark = "▶" if node.lit else "◇" if node.other else "•" if node.left else "×" if node.absent else " "
    beside = cut_text(_brief(node.absent) or node.letters, max(1, width - 2 - len(node.label)))
    pad = " " * (width - 2 - len(node.label) - len(beside))
    return [
        Span(mark, "key" if node.lit or node.other else "changed" if node.left else "off"),
        Span(node.label, node.look), Span(" ", ""), Span(beside, "off" if node.absent else "key"), Span(pad, ""),
    ]  # fmt: skip


def _brief(absent: str) -> str:
    """ "6.13+" for "from 6.13"."""
    if absent.startswith("from "):
        return absent.removeprefix("from ") + "+"
    return absent.replace("up to ", "to ").replace("config: ", "").replace("no kernel", "never")


class Edge(NamedTuple):
    """The edge just taken: from and to a state, and what to write on it."""

    source: str
    target: str
    text: str


def drawn(nodes: Mapping[str, Node], edge: Edge | None) -> list[Row]:
    """Boxes and edges: HEIGHT lines and one for the text of the edge, WIDTH columns."""
    return list(_drawn(tuple(nodes.values()), edge))


@lru_cache(maxsize=64)
def _drawn(all_nodes: tuple[Node, ...], edge: Edge | None) -> tuple[Row, ...]:
    nodes = {node.state: node for node in all_nodes}
    board = _Board()
    for state, node in nodes.items():
        board.box(node, *PLACES[state])
    present = next((state for state, node in nodes.items() if node.lit), None)
    if present is not None:
        _light_edges(board, nodes, present)
    if edge is not None and edge.source in nodes and edge.target in nodes and edge.source != edge.target:
        _heavy_edge(board, PLACES[edge.source], PLACES[edge.target])
    text = edge.text if edge is not None else ""
    return (*board.rows(), [Span(f" {text}"[:WIDTH], "changed")])


def _light_edges(board: "_Board", nodes: Mapping[str, Node], present: str) -> None:
    reached = [state for state, node in nodes.items() if node.letters and state != present]
    if not reached:
        return
    column, row = PLACES[present]
    board.line(_tail(column), _top(row), _tail(column), _top(row) - 1, False)
    board.line(_tail(column), _top(row) - 1, _gutter(column), _top(row) - 1, False)
    board.tail(_tail(column), _top(row), up=True)
    board.line(_gutter(column), _top(row) - 1, _gutter(column), 0, False)
    for state in reached:
        at, down = PLACES[state]
        board.line(_gutter(column), 0, _gutter(at), 0, False)
        board.line(_gutter(at), 0, _gutter(at), _top(down) + 1, False)
        board.arrow(_gutter(at), _gutter(at) + GUTTER - 1, _top(down) + 1, nodes[state].letters, False)


def _heavy_edge(board: "_Board", source: tuple[int, int], target: tuple[int, int]) -> None:
    out, into = _gutter(source[0]) + 1, _gutter(target[0]) + 1
    below = _top(source[1]) + 3
    board.line(_tail(source[0]), below - 1, _tail(source[0]), below, True)
    board.tail(_tail(source[0]), below - 1, up=False)
    board.line(_tail(source[0]), below, out, below, True)
    board.line(out, below, out, _BOTTOM, True)
    board.line(out, _BOTTOM, into, _BOTTOM, True)
    board.line(into, _BOTTOM, into, _top(target[1]) + 1, True)
    board.arrow(into, _gutter(target[0]) + GUTTER - 1, _top(target[1]) + 1, "", True)


def _gutter(column: int) -> int:
    return column * (BOX + GUTTER)


def _tail(column: int) -> int:
    """Where an edge leaves a box, above or below."""
    return _gutter(column) + GUTTER + BOX - 2


def _top(row: int) -> int:
    return 1 + row * PITCH


class _Board:
    """Cells with text and role, and lines as directions that join."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], tuple[str, str]] = {}
        self.lines: dict[bool, dict[tuple[int, int], int]] = {False: {}, True: {}}

    def text(self, x: int, y: int, text: str, role: str) -> None:
        """Characters from a cell on."""
        for index, char in enumerate(text):
            self.cells[x + index, y] = (char, role)

    def box(self, node: Node, column: int, row: int) -> None:
        """Group in the upper border, name, what is to say in the lower one."""
        x, y, inner = _gutter(column) + GUTTER, _top(row), BOX - 2
        flat, side = ("╌", "╎") if node.absent else ("─", "│")
        look = "off" if node.absent else "key" if node.lit else "border"
        self.text(x, y, f"┌{(flat + ' ' + node.group + ' ').ljust(inner, flat)}┐", look)
        name = f"◇ {node.label}" if node.other else node.label
        self.text(x, y + 1, side + " " * inner + side, look)
        self.text(x + 1, y + 1, f" {name}".ljust(inner), node.look)
        below = node.absent or ("↻ " + node.letters if node.lit and node.letters else "")
        label = f" {below[: inner - 3]} " if below else ""
        self.text(x, y + 2, f"└{(flat + label).ljust(inner, flat)}┘", look)

    def tail(self, x: int, y: int, up: bool) -> None:
        """An edge leaves a box at its border."""
        self.cells[x, y] = ("┴" if up else "┯", "key" if up else "changed")

    def line(self, x: int, y: int, to_x: int, to_y: int, heavy: bool) -> None:
        """A straight line; where lines meet they join."""
        lines = self.lines[heavy]
        step_x, step_y = (to_x > x) - (to_x < x), (to_y > y) - (to_y < y)
        ahead = _RIGHT if step_x > 0 else _LEFT if step_x < 0 else _DOWN if step_y > 0 else _UP
        back = {_RIGHT: _LEFT, _LEFT: _RIGHT, _UP: _DOWN, _DOWN: _UP}[ahead]
        while (x, y) != (to_x, to_y):
            lines[x, y] = lines.get((x, y), 0) | ahead
            x, y = x + step_x, y + step_y
            lines[x, y] = lines.get((x, y), 0) | back

    def arrow(self, x: int, to_x: int, y: int, letters: str, heavy: bool) -> None:
        """Along a line of text into a box, the letters on it."""
        self.line(x, y, to_x, y, heavy)
        self.text(x + 2, y, cut_text(letters, to_x - x - 3), "key")
        self.cells[to_x, y] = ("▶", "changed" if heavy else "key")

    def rows(self) -> list[Row]:
        """Everything, neighbours of one role joined."""
        return [merged([Span(*self._at(x, y)) for x in range(WIDTH)]) for y in range(DIAGRAM_HEIGHT)]

    def _at(self, x: int, y: int) -> tuple[str, str]:
        heavy, light = self.lines[True].get((x, y), 0), self.lines[False].get((x, y), 0)
        written = self.cells.get((x, y))
        if written is not None and (written[1] in ("key", "changed") or not heavy | light):
            return written
        if heavy:
            crossing = {(3, 12): "╂", (12, 3): "┿"}.get((heavy, light & ~heavy))
            return crossing or _HEAVY[heavy], "changed"
        if light:
            return _LIGHT[light], "border"
        return written or (" ", "")
