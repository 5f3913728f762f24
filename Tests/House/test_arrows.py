"""Which room may look into which (ARCHITECTURE.md): an arrow that the plan does not have fails here."""

import pytest
from house import SOURCES, cycle, dependencies, files, folder_arrows, imports, package

# What each target may see, besides the C libraries that only it wraps. benchd and tests see all.
PLAN = {
    "System": {"CFatal", "CLinux", "CNettle"},
    "JSON": {"System"},
    "Model": {"JSON", "System"},
    "Reports": {"Model", "JSON", "System"},
    "Archives": {"Model", "JSON", "System", "CArchive", "CYaml", "CZlib"},
    "Analysis": {"Model", "JSON", "System"},
    "Store": {"Reports", "Archives", "Analysis", "Model", "JSON", "System", "CFatal", "CPostgres", "CSQLite3", "CZlib", "CZstd"},
    "HTTP": {"System", "CLinux", "CMicroHTTPD", "CRecv", "CZlib", "CZstd"},
    "Templates": {"System"},
    "Drawing": {"Model", "System"},
    "Ingest": {"Reports", "Archives", "Analysis", "Model", "JSON", "System", "CLinux"},
    "Alerts": {"Archives", "Analysis", "Model", "JSON", "System", "CCurl"},
    "Web": {"HTTP", "Templates", "Drawing", "Analysis", "Archives", "Model", "JSON", "System"},
}
ROOMS = sorted(path.name for path in SOURCES.iterdir() if files(path))


def test_every_room_is_in_the_plan():
    assert set(ROOMS) - {"benchd"} <= set(PLAN)


@pytest.mark.parametrize("room", sorted(set(ROOMS) - {"benchd"}))
def test_a_room_depends_on_what_the_plan_allows(room):
    assert dependencies(room) <= PLAN[room]


@pytest.mark.parametrize("target", sorted(name for name, target in package().items() if target["type"] in {"regular", "executable", "test"}))
def test_a_target_imports_what_it_depends_on(target):
    """The compiler takes any module that another target has built before, and fails where it has not."""
    kind = "Tests" if package()[target]["type"] == "test" else "Sources"
    path = SOURCES.parent / (package()[target].get("path") or f"{kind}/{target}")
    assert {name: file for name, file in imports(path).items() if name not in dependencies(target)} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_the_folders_of_a_room_look_one_way(room):
    arrows = folder_arrows(room)
    assert cycle(arrows) == [], "\n".join(arrows.values())
