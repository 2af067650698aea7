"""Wheel and sdist, built and installed into empty environments outside the checkout: the README's commands run there.

For every Python from 3.11 to 3.14 that is on this machine. It needs an index to install from.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMANDS = re.findall(
    r"^    \$ (ptetui .+?)(?: +#.*)?$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
)
MORE = ("ptetui --help", "ptetui --version", "ptetui layouts", "ptetui show s390", "ptetui replay", "ptetui budget")

pytestmark = pytest.mark.long


def python(version: str) -> str | None:
    """The Python of a version that runs here; None where there is none."""
    own = sys.executable if sys.version.startswith(f"{version}.") else None
    names = (own, shutil.which(f"python{version}"), *Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    for name in filter(None, names):
        asked = subprocess.run([name, "-c", "import sys, venv; print(sys.version)"], capture_output=True, text=True,
                               check=False)  # fmt: skip
        if asked.stdout.startswith(f"{version}."):
            return str(name)
    return None


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints; it must not fail."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PTETUI"))}
    done = subprocess.run(command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=False, timeout=600)  # fmt: skip
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout[-800:]}\n{done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist."""
    folder = tmp_path_factory.mktemp("built")
    run(sys.executable, "-m", "venv", "tools", cwd=folder)
    python = folder / "tools" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "build", cwd=folder)
    run(python, "-m", "build", "--sdist", "--wheel", "--outdir", folder, ROOT, cwd=folder)
    return folder


def test_a_wheel_from_the_sdist_is_the_wheel(built: Path, tmp_path: Path) -> None:
    (packed,) = built.glob("*.tar.gz")
    (wheel,) = built.glob("*.whl")
    with tarfile.open(packed) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    run(built / "tools" / "bin" / "python", "-m", "build", "--wheel", "--outdir", tmp_path / "again", cwd=unpacked)
    (again,) = (tmp_path / "again").glob("*.whl")
    names = [sorted(zipfile.ZipFile(file).namelist()) for file in (wheel, again)]
    assert names[0] == names[1]
    assert {"ptetui/layouts/x86.py", "ptetui/captures/x86_64-6.12.json", "ptetui/serve.js"} <= set(names[0])


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_the_commands_of_the_readme(version: str, built: Path, tmp_path: Path) -> None:
    name = python(version)
    if name is None:
        pytest.skip(f"no Python {version} on this machine")
    (wheel,) = built.glob("*.whl")
    run(name, "-m", "venv", "empty", cwd=tmp_path)
    binaries = tmp_path / "empty" / "bin"
    run(binaries / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=tmp_path)
    assert len(COMMANDS) > 4
    for line in (*COMMANDS, *MORE):
        program, *arguments = shlex.split(line)
        printed = run(binaries / program, *arguments, cwd=tmp_path)
        assert printed or "-o" in arguments, line
    code = "import ptetui; print(ptetui.decode(0x07ffffffffdb9608, layout='x86_64@6.12').offset)"
    assert run(binaries / "python", "-c", code, cwd=tmp_path) == "4660\n"
