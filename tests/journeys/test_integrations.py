# SPDX-License-Identifier: EUPL-1.2
"""The files by which other tools run leaflet fit those tools' schemas, and name real commands."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from leaflet.cli.main import main
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

HOOKS = ROOT / ".pre-commit-hooks.yaml"
WORKFLOW = ROOT / "docs" / "github-workflow.yml"
WINDOWS_WORKFLOW = ROOT / "docs" / "windows-workflow.yml"


def loaded(path: Path) -> Any:  # noqa: ANN401  (whatever YAML holds)
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506


def accepted(*command: str) -> bool:
    """Return whether a Python program accepts what it is given."""
    run = [sys.executable, "-m", *command]
    return subprocess.run(run, capture_output=True, check=False).returncode == 0


def fits_github(path: Path) -> bool:
    """Return whether GitHub's schema of workflows, as check-jsonschema ships it, accepts a file."""
    return accepted("check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(path))


def fits_pre_commit(path: Path) -> bool:
    """Return whether pre-commit itself, the one that defines the format, accepts a file."""
    return accepted("pre_commit", "validate-manifest", str(path))


def hook() -> dict[str, str]:
    (found,) = loaded(HOOKS)
    return dict(found)


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = loaded(WORKFLOW)["jobs"]["leaflets"]["steps"]
    return found


@pytest.mark.parametrize("workflow", [WORKFLOW, WINDOWS_WORKFLOW])
def test_the_workflows_fit_githubs_schema(workflow: Path) -> None:
    """GitHub's published schema accepts them."""
    assert fits_github(workflow)


def test_githubs_schema_refuses_a_broken_workflow(tmp_path: Path) -> None:
    """The judge is awake."""
    broken = tmp_path / "workflow.yml"
    broken.write_text(WORKFLOW.read_text("utf-8").replace("runs-on:", "runs_on:"), "utf-8")
    assert not fits_github(broken)


def test_the_workflow_starts_when_leaflets_may_change() -> None:
    """Contacts, templates and texts are what leaflets are made of."""
    started = loaded(WORKFLOW)["on"]
    for event in ("push", "pull_request"):
        assert started[event]["paths"] == ["contacts/**", "templates/**", "locales/**"]


def test_actions_are_pinned_to_a_major_version() -> None:
    """Each action names the major version that was tried."""
    used = [step["uses"] for step in steps() if "uses" in step]
    assert len(used) == 3
    assert [use for use in used if not re.fullmatch(r"actions/[a-z-]+@v\d+", use)] == []


def test_the_workflow_runs_what_is_there() -> None:
    """Each command is a target of the Makefile, or leaflet's own."""
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    commands = [shlex.split(step["run"]) for step in steps() if "run" in step]
    assert [name for program, name, *_ in commands if program == "make"] == ["setup", "leaflets"]
    assert {"setup", "leaflets"} <= set(targets)
    assert [words[1] for words in commands if words[0] == ".venv/bin/leaflet"] == ["validate"]


def test_the_workflows_options_exist(capsys: pytest.CaptureFixture[str]) -> None:
    """`leaflet validate` knows every option that the workflow gives it."""
    (line,) = [step["run"] for step in steps() if "leaflet validate" in step.get("run", "")]
    assert main([*shlex.split(line)[1:], "--help"]) == 0
    shown = capsys.readouterr().out
    options = [word for word in shlex.split(line) if word.startswith("--")]
    assert options == ["--format", "--strict"]
    assert [option for option in options if option not in shown] == []


def test_the_hook_fits_pre_commits_schema() -> None:
    """pre-commit itself accepts the file, and finds one hook."""
    assert fits_pre_commit(HOOKS)
    assert (hook()["id"], hook()["language"]) == ("leaflet-validate", "python")


def test_pre_commits_schema_refuses_a_broken_hook(tmp_path: Path) -> None:
    """The judge is awake."""
    broken = tmp_path / "hooks.yaml"
    broken.write_text(HOOKS.read_text("utf-8").replace("entry:", "entries:"), "utf-8")
    assert not fits_pre_commit(broken)


def test_the_hook_starts_an_installed_program() -> None:
    """Its first word is a script that the package installs, its second a command."""
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    program, command = shlex.split(hook()["entry"])
    assert program in scripts
    assert main([command, "--help"]) == 0


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("contacts/ambiti.yaml", True),
        ("contacts/milano/ambiti.yaml", True),
        ("contacts/ambiti.schema.json", False),
        ("tests/data/annex-2023.yaml", False),
        ("other/contacts/ambiti.yaml", False),
    ],
)
def test_the_hook_looks_at_contacts_only(path: str, *, meant: bool) -> None:
    """Registry files are checked, and nothing else."""
    assert bool(re.search(hook()["files"], path)) is meant


@pytest.mark.parametrize("extra", ["sign", "cluster"])
def test_what_an_extra_needs_is_set_up_by_make(extra: str) -> None:
    """A public index may have a stranger's package of our name: nobody is told to ask it for one.

    What is installed instead has the very versions that are tested, and the digests of their files.
    """
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"\n{extra}: setup ##" in makefile
    tested, pinned = pins("requirements-dev.txt"), pins(f"requirements-{extra}.txt")
    assert pins("requirements.txt").items() <= pinned.items() <= tested.items()
    package = {"sign": "pyhanko", "cluster": "distributed"}[extra]
    assert package in pinned
    told = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "leaflet").rglob("*.py")]
    assert not [path for path in told if f"leaflet[{extra}]" in path.read_text(encoding="utf-8")]


def pins(name: str) -> dict[str, str]:
    """Return package → version of a list of pinned requirements."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))
