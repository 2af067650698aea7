"""Writes transitions.json: of the facts' rows one for every rule of the table, without their sources.

PYTHONPATH=. python tests/golden/share_transitions.py, beside a checkout of the facts.
"""

import json

from tests.golden import CARRIED
from tests.linux.test_transitions import DATA, matching, translated

_DROPPED = {"source", "confirmed_by", "note", "notes", "id"}


def share() -> dict[str, object]:
    """The carried part of the facts."""
    seen, rows = set(), []
    for row in DATA["transitions"]:
        rules = set(matching(translated(row)))
        if not rules <= seen:
            seen |= rules
            rows.append({name: value for name, value in row.items() if name not in _DROPPED})
    return {
        "states": [{"id": state["id"]} for state in DATA["states"]],
        "events": [{"id": event["id"]} for event in DATA["events"]],
        "transitions": rows,
    }


if __name__ == "__main__":
    whole = share()
    lists = (f"{json.dumps(name)}: [\n" + ",\n".join(map(json.dumps, rows)) + "\n]" for name, rows in whole.items())  # type: ignore[arg-type]
    (CARRIED / "transitions.json").write_text("{" + ",\n".join(lists) + "}\n")
