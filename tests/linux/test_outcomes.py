"""What the model makes of single pages, as it did when it agreed with every recorded life.

A line that fails is a change of behaviour. Where it is meant, `python -m tests.linux.outcomes` writes what comes of the
same lives now, and the commit says what was read in the kernel. `tests/mutants.py --write` chooses the lives again.
"""

from tests.groups import of_each_group
from tests.linux.outcomes import lines, outcome_of, read_case


@of_each_group(lines(), lambda line: line.split()[0])
def test_it_comes_to_what_it_did(line: str) -> None:
    case, then = read_case(line)
    assert outcome_of(case) == then
