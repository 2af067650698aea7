"""What a recording is read under."""

from pathlib import Path

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.sources.replay import recorded_setting


@pytest.mark.parametrize(
    ("release", "config", "layout"),
    [
        ("6.12.117", {"CONFIG_X86_5LEVEL": "y", "CONFIG_PGTABLE_LEVELS": "5"}, "x86_64_la57"),
        ("7.3.4", {"CONFIG_X86_5LEVEL": "not set", "CONFIG_PGTABLE_LEVELS": "5"}, "x86_64_la57"),
        ("6.12.117", {"CONFIG_X86_5LEVEL": "not set", "CONFIG_PGTABLE_LEVELS": "4"}, "x86_64"),
    ],
)
def test_the_model_max_has_the_levels_of_its_kernel(release: str, config: dict[str, str], layout: str) -> None:
    data = {"machine": "x86_64", "kernel_release": release, "page_size": 4096, "cpu_model": "max", "config": config}
    assert recorded_setting(data, Path("test"), Catalog(), (), []).layout.name == layout
