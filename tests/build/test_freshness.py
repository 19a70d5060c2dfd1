# SPDX-License-Identifier: EUPL-1.2
"""What is out of date is named with its reason, and nothing else is."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from leaflet.archive.history import HISTORY
from leaflet.archive.manifest import MANIFEST, read_built_folder
from leaflet.build.freshness import Status, compare
from leaflet.build.ingredients import Typesetting, typesetting
from leaflet.build.products import Pages, plan
from leaflet.pages.sheet import Composer
from leaflet.registry import reading
from leaflet.system import fonts as engine
from leaflet.texts.catalogues import Texts, read_texts
from tests.building import TYPESETTING, built, output, plan_of, stamps
from tests.registry.test_changes import CONTACTS

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.build.products import Plan
    from leaflet.registry.model import Ambito, Registry


def ambito(text: str = CONTACTS, identifier: str = "melzo") -> Ambito:
    read = reading.read(text.encode(), "ambiti.yaml").registry
    found = read and read.ambito(identifier)
    assert found
    return found


def status(wanted: Plan, folder: Path, setting: Typesetting = TYPESETTING) -> Status:
    return compare(wanted, folder, setting, read_built_folder(folder))


def reasons(found: Status) -> dict[str, list[str]]:
    return {item.output.name: [str(r) for r in item.reasons] for item in found.outdated}


MELZO, RHO = ambito(), ambito(identifier="rhodense")
ONE, TWO = output("one", "uno", MELZO), output("two", "due", RHO)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which two sheets were built; tests work on copies."""
    folder = tmp_path_factory.mktemp("made")
    built(plan_of(ONE, TWO), folder)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(made, tmp_path / "output")


def test_nothing_is_out_of_date_after_a_build(folder: Path) -> None:
    """The files stay, none goes, and looking writes nothing."""
    before = stamps(folder)
    found = status(plan_of(ONE, TWO), folder)
    assert found.is_current
    assert found.unchanged == ("pdf/one.pdf", "pdf/two.pdf")
    assert stamps(folder) == before


def test_an_empty_folder(tmp_path: Path) -> None:
    """Everything is to be made, and that is one reason for all."""
    found = status(plan_of(ONE, TWO), tmp_path)
    assert reasons(found) == {"one": ["not made yet"], "two": ["not made yet"]}
    assert [str(reason) for reason in found.common_reasons()] == ["not made yet"]


def test_a_changed_contact_is_named(folder: Path) -> None:
    """The row, whose it is, and what it was and is."""
    new = ambito(CONTACTS.replace("02 9507 59245", "02 9507 5900"))
    found = status(plan_of(output("one", "altro", new), TWO), folder)
    assert reasons(found) == {"one": ["contact row 5, Settala: phone 02 9507 59245 → 02 9507 5900"]}
    assert found.common_reasons() == ()


def test_without_a_history_contacts_changed_is_all_there_is_to_say(folder: Path) -> None:
    """A lost history makes the reason short, and never wrong."""
    (folder / HISTORY).unlink()
    new = ambito(CONTACTS.replace("02 9507 59245", "02 9507 5900"))
    found = status(plan_of(output("one", "altro", new), TWO), folder)
    assert reasons(found) == {"one": ["contacts changed"]}


@pytest.mark.parametrize(
    ("harm", "reason"), [("altered", "the file was altered"), ("deleted", "the file is missing")]
)
def test_harm_done_by_hand(folder: Path, harm: str, reason: str) -> None:
    """A file that is not as it was written is made again."""
    path = folder / "pdf" / "one.pdf"
    path.unlink() if harm == "deleted" else path.write_bytes(b"x")
    assert reasons(status(plan_of(ONE, TWO), folder)) == {"one": [reason]}


def test_a_page_that_changed_for_no_known_reason(folder: Path) -> None:
    """The key alone decides: an explanation may be missing, a changed page never is."""
    assert reasons(status(plan_of(output("one", "altro", MELZO), TWO), folder)) == {
        "one": ["what is printed changed"]
    }


def never() -> Pages:
    raise AssertionError


def test_a_pure_file_made_of_the_same_is_not_even_composed(folder: Path) -> None:
    """What its pages follow from is the same; a harmed file is composed all the same."""
    pure = replace(ONE, is_pure=True, pages=never)
    assert status(plan_of(pure, TWO), folder).is_current
    (folder / "pdf" / "one.pdf").write_bytes(b"x")
    with pytest.raises(AssertionError):
        status(plan_of(pure, TWO), folder)


def test_a_pure_file_is_composed_when_its_contacts_changed(folder: Path) -> None:
    new = ambito(CONTACTS.replace("02 9507 59245", "02 9507 5900"))
    pure = replace(output("one", "altro", new), is_pure=True)
    assert list(reasons(status(plan_of(pure, TWO), folder))) == ["one"]


def test_a_file_that_left_the_plan_goes(folder: Path) -> None:
    """Only of a whole plan, and only of its products."""
    assert status(plan_of(TWO), folder).gone == ("pdf/one.pdf",)
    assert status(plan_of(TWO, whole=False), folder).gone == ()


def test_a_build_that_was_stopped_is_known_from_the_history(folder: Path) -> None:
    """Without its manifest, the folder is as well known; what is not there was not finished."""
    (folder / MANIFEST).unlink()
    assert status(plan_of(ONE, TWO), folder).is_current
    (folder / "pdf" / "one.pdf").unlink()
    found = status(plan_of(ONE, TWO), folder)
    assert reasons(found) == {"one": ["the last build did not finish"]}


# The real sheets, with real changes of what they are made of


@pytest.fixture(scope="module")
def real(
    tmp_path_factory: pytest.TempPathFactory, registry: Registry, composer: Composer, texts: Texts
) -> Path:
    """A folder with the real sheets of one ambito and the generic one, and its workspace."""
    root = tmp_path_factory.mktemp("real")
    shutil.copytree(TYPESETTING.templates, root / "templates")
    setting = typesetting(root / "templates", texts.published, registry)
    built(plan(registry, composer, ["rhodense", "generico"]), root / "output", setting)
    return root


@pytest.fixture
def workspace(real: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    return shutil.copytree(real, tmp_path / "workspace")


def real_status(root: Path, registry: Registry, composer: Composer, texts: Texts) -> Status:
    setting = typesetting(root / "templates", texts.published, registry)
    wanted = plan(registry, composer, ["rhodense", "generico"])
    return compare(wanted, root / "output", setting, read_built_folder(root / "output"))


def test_a_changed_style_sheet_is_a_reason_for_all(
    workspace: Path, registry: Registry, composer: Composer, texts: Texts
) -> None:
    """It is said once."""
    with (workspace / "templates" / "sheet" / "sheet.css").open("a", encoding="utf-8") as file:
        file.write("/* x */\n")
    found = real_status(workspace, registry, composer, texts)
    assert [str(reason) for reason in found.common_reasons()] == ["template sheet.css changed"]


def test_a_comment_in_a_template_changes_nothing(
    workspace: Path, registry: Registry, composer: Composer, texts: Texts
) -> None:
    """What counts is the finished page, not the file that it is made with."""
    with (workspace / "templates" / "sheet" / "advice.html").open("a", encoding="utf-8") as file:
        file.write("{# x #}")
    assert real_status(workspace, registry, composer, texts).is_current


def test_a_changed_translation_is_named_by_its_language(
    workspace: Path, registry: Registry, shipped_copy: Path
) -> None:
    """The sheets of that language are made again, for that reason."""
    catalogue = shipped_copy / "es" / "LC_MESSAGES" / "leaflet.po"
    text = catalogue.read_text(encoding="utf-8")
    assert "A quién llamar" in text
    catalogue.write_text(text.replace("A quién llamar", "Con quién hablar"), encoding="utf-8")
    changed = read_texts(shipped_copy)
    composer = Composer(workspace / "templates", changed.published, registry)
    found = real_status(workspace, registry, composer, changed)
    assert reasons(found) == {"rhodense": ["texts in «es» changed"],
                              "generico": ["texts in «es» changed"]}  # fmt: skip


def test_a_file_in_one_language_is_not_told_of_another(
    workspace: Path, registry: Registry, composer: Composer, texts: Texts, shipped_copy: Path
) -> None:
    """Its source changed, which is on all files, and at the same time a text of one language."""
    setting = typesetting(workspace / "templates", texts.published, registry)
    built(plan(registry, composer, ["rhodense"], ["text"]), workspace / "output", setting)
    catalogue = shipped_copy / "es" / "LC_MESSAGES" / "leaflet.po"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace("A quién llamar", "Con quién hablar"), encoding="utf-8")
    published = read_texts(shipped_copy).published
    newer = registry.model_copy(update={"base_url": "https://example.org"})
    setting = typesetting(workspace / "templates", published, newer)
    changed = Composer(workspace / "templates", published, newer)
    wanted = plan(newer, changed, ["rhodense"], ["text"])
    found = compare(wanted, workspace / "output", setting, read_built_folder(workspace / "output"))
    said = {name: why[-1] for name, why in reasons(found).items()}
    assert said["rhodense text es"] == "texts in «es» changed"
    assert "texts in" not in said.get("rhodense text en", "")


@pytest.fixture
def shipped_copy(tmp_path: Path) -> Path:
    """The catalogues, to spoil."""
    return shutil.copytree(TYPESETTING.templates.parent / "locales", tmp_path / "locales")


def test_another_program_is_a_reason(
    workspace: Path,
    registry: Registry,
    composer: Composer,
    texts: Texts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An update of the program makes everything again, and says from what to what."""
    fonts = typesetting(workspace / "templates", texts.published, registry).fonts
    newer = {**engine.ingredients(fonts), "WeasyPrint": "999"}
    monkeypatch.setattr(engine, "ingredients", lambda _fonts: newer)
    found = real_status(workspace, registry, composer, texts)
    said = [str(reason) for reason in found.common_reasons()]
    assert len(said) == 1
    assert said[0].startswith("WeasyPrint ")
    assert said[0].endswith(" → 999")
