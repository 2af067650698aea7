"""What the screen of collisions looks at, without any drawing: a level of the layout, a bit, a finding, a cell."""

from collections.abc import Sequence
from functools import lru_cache

from ptetui.analysis.collisions import Finding, aliases, check, check_layout, standing
from ptetui.analysis.matrix import Matrix, StatePair, matrix
from ptetui.linux.catalog import Catalog, CatalogError
from ptetui.linux.setting import Setting, find_setting
from ptetui.schema.fields import next_top
from ptetui.tui.desk import Desk

AREAS = ("stack", "findings", "matrix")


class Inspection:
    """The stack with a bit under the cursor, the findings with one chosen, the matrix with a cell under the cursor.

    Layout, kernel and configuration are those of the desk; the level is chosen here.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.level = desk.setting.layout.level
        self.area = "stack"
        self.bit = desk.cursor
        self.chosen = 0
        self._at: tuple[int, int] | None = None
        self.go_to_worst()

    @property
    def setting(self) -> Setting:
        """The desk's setting, at the chosen level where the layout has it."""
        return _at_level(self.desk.catalog, self.desk.setting, self.level)

    @property
    def width(self) -> int:
        """Bits of the word."""
        return self.setting.layout.width

    @property
    def findings(self) -> Sequence[Finding]:
        """Collisions, excused words, aliases."""
        return ordered_findings(self.setting)

    @property
    def finding(self) -> Finding | None:
        """The chosen finding; over the stack only where it touches the bit."""
        chosen = self.findings[self.chosen : self.chosen + 1]
        if not chosen or (self.area == "stack" and not chosen[0].bits >> self.bit & 1):
            return None
        return chosen[0]

    @property
    def at(self) -> tuple[int, int]:
        """Row and column of the cell under the cursor of the matrix: at first the worst."""
        if self._at is None:
            self._at = _worst_cell(matrix(self.setting))
        return self._at

    @property
    def cell(self) -> StatePair:
        """The cell under the cursor of the matrix."""
        known = matrix(self.setting)
        written, read = (known.states[place] for place in self.at)
        return known.cells[written, read]

    def standing(self) -> str:
        """What is known of the chosen collision, from the newer ranges of its layout; "" for all else."""
        finding = self.finding
        if finding is None or finding.verdict != "collision":
            return ""
        return _standing(self.desk.catalog, finding)

    # ------------------------------------------------------------------ moving

    def go(self, bit: int) -> None:
        """To a bit; it stops at the ends."""
        self.bit = max(0, min(self.width - 1, bit))
        self._choose_here()

    def go_field(self, by: int) -> None:
        """To the next (by 1) or previous field of the swap form."""
        self.go(next_top(self.setting.swap.fields, self.bit, by))

    def go_finding(self, by: int) -> bool:
        """To another finding, and to a bit that it is about; False where there are none."""
        findings = self.findings
        if findings:
            self.chosen = max(0, min(len(findings) - 1, self.chosen + by))
            bits = findings[self.chosen].bits
            if not bits >> self.bit & 1:
                self.bit = bits.bit_length() - 1
        return bool(findings)

    def go_to(self, wanted: Finding) -> None:
        """To the finding of this rule and these states, at its level, if it is here."""
        self.level = wanted.layout.level
        for index, finding in enumerate(self.findings):
            if (finding.rule, finding.states) == (wanted.rule, wanted.states):
                self.chosen, self.bit = index, finding.bits.bit_length() - 1
        self.settle()

    def go_cell(self, line: int, place: int) -> None:
        """To a cell of the matrix."""
        last = len(matrix(self.setting).states) - 1
        self._at = (max(0, min(last, line)), max(0, min(last, place)))

    def go_to_worst(self) -> None:
        """To the first collision, if there is one."""
        findings = self.findings
        self.chosen, self._at = 0, None
        if findings and findings[0].verdict == "collision":
            self.bit = findings[0].bits.bit_length() - 1
        self.settle()

    def next_area(self) -> None:
        """Stack, findings, matrix."""
        self.area = AREAS[(AREAS.index(self.area) + 1) % len(AREAS)]
        self._choose_here()

    def other_level(self) -> None:
        """PTE or PMD. CatalogError where the layout has no such level."""
        here = self.setting
        other = "pmd" if here.layout.level == "pte" else "pte"
        try:
            self.desk.catalog.find(here.layout.name, here.kernel, other)
        except CatalogError as error:
            raise CatalogError(f"no {other} level: {error}") from None
        self.level = other
        self.go_to_worst()

    def settle(self) -> None:
        """Cursors back into a setting that has changed."""
        self.bit = min(self.bit, self.width - 1)
        self.chosen = min(self.chosen, max(0, len(self.findings) - 1))
        if self._at is not None:
            self.go_cell(*self._at)
        self._choose_here()

    def _choose_here(self) -> None:
        """The worst finding that touches the bit, unless the chosen one does."""
        findings = self.findings
        if not (self.chosen < len(findings) and findings[self.chosen].bits >> self.bit & 1):
            touching = [index for index, finding in enumerate(findings) if finding.bits >> self.bit & 1]
            self.chosen = touching[0] if touching else 0


def _worst_cell(known: Matrix) -> tuple[int, int]:
    """The first collision, else the first excused pair, else the first cell."""
    order = {"collision": 0, "excused": 1}
    ranked = {pair: order.get(cell.standing, 2) for pair, cell in known.cells.items()}
    written, read = min(ranked, key=ranked.__getitem__)
    return known.states.index(written), known.states.index(read)


@lru_cache(maxsize=16)
def _at_level(catalog: Catalog, here: Setting, level: str) -> Setting:
    if here.layout.level == level:
        return here
    try:
        return find_setting(catalog, here.layout.name, here.named, here.config, level)
    except CatalogError:
        return here


@lru_cache(maxsize=64)
def _standing(catalog: Catalog, finding: Finding) -> str:
    layout = finding.layout
    ranges = catalog.history(layout.name, layout.level)
    return standing(finding, [(later, check_layout(later)) for later in ranges if later.since > layout.since])


@lru_cache(maxsize=64)
def ordered_findings(setting: Setting) -> tuple[Finding, ...]:
    """What is found in a setting: collisions first, then excused words, then aliases."""
    order = {"collision": 0, "excused": 1, "alias": 2}
    return tuple(sorted([*check(setting), *aliases(setting)], key=lambda finding: order[finding.verdict]))
