"""What the steps of a tour show, for claims about it; and the words of the recording that tours speak of."""

import json
from functools import cache
from pathlib import Path

import ptetui
from ptetui.linux.classify import Reading
from ptetui.linux.setting import Setting
from ptetui.pictures.budget import BudgetPicture
from ptetui.pictures.explore import ExplorePicture
from ptetui.pictures.life import LifePicture
from ptetui.pictures.wall import WallPicture
from ptetui.sources.life.tree import Moment
from tests.talk.tours.claims import shipped_tour

RECORDING = "x86_64-6.12.json"


def shown(name: str, step: int) -> Reading:
    """The word that a step shows."""
    picture = shipped_tour(name).steps[step - 1].picture
    assert isinstance(picture, ExplorePicture)
    return picture.reading


def before(name: str, step: int) -> Reading:
    """The word that it was before."""
    picture = shipped_tour(name).steps[step - 1].picture
    assert isinstance(picture, ExplorePicture)
    assert picture.before is not None
    return picture.before


def lived(name: str, step: int) -> tuple[Moment, ...]:
    """The life that a step shows."""
    picture = shipped_tour(name).steps[step - 1].picture
    assert isinstance(picture, LifePicture)
    return picture.moments


def wall(name: str, step: int) -> tuple[Setting, ...]:
    """The layouts of a wall."""
    picture = shipped_tour(name).steps[step - 1].picture
    assert isinstance(picture, WallPicture)
    return picture.settings


def budget(name: str, step: int) -> Setting:
    """The setting whose types a step shows."""
    picture = shipped_tour(name).steps[step - 1].picture
    assert isinstance(picture, BudgetPicture)
    return picture.case.setting


@cache
def recorded(step: str) -> tuple[int, int]:
    """The entry and the pagemap word of a step of the recording on x86-64."""
    path = Path(ptetui.__file__).parent / "captures" / RECORDING
    capture = next(row for row in json.loads(path.read_text())["captures"] if row["step"] == step)
    return int(capture["raw_pte_hex"], 16), int(capture["pagemap_hex"], 16)
