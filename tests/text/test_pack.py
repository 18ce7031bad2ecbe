"""Language packs: TOML by section, a desk's own laid over key by key, errors with file, line and reason."""

from pathlib import Path

import pytest

from empathkit.errors import PackError
from empathkit.text.pack import load_pack, per_pack
from empathkit.text.render import variables


def test_a_file_is_a_section_and_a_folder_a_section_of_sections() -> None:
    pack = load_pack()
    assert pack["note"]["title"]
    assert pack["topics"]["vpn"]["thing"] == "the VPN"
    assert pack["nothing"] == {}


def test_a_desks_own_pack_changes_only_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "vpn.toml").write_text('thing = "GlobalLink"\n', encoding="utf-8")
    pack = load_pack("en", tmp_path)
    assert pack["topics"]["vpn"]["thing"] == "GlobalLink"
    assert pack["topics"]["vpn"]["burden"] == load_pack()["topics"]["vpn"]["burden"]
    assert load_pack()["topics"]["vpn"]["thing"] == "the VPN"


def test_a_broken_file_is_refused_with_file_line_and_reason(tmp_path: Path) -> None:
    (tmp_path / "note.toml").write_text('title = "ok"\n\nwhy = \n', encoding="utf-8")
    with pytest.raises(PackError, match=r"note\.toml:3: ") as caught:
        load_pack("en", tmp_path)
    assert caught.value.line == 3


@pytest.mark.parametrize("content", [b"\xff\xfe\x00"], ids=["not UTF-8"])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "note.toml").write_bytes(content)
    with pytest.raises(PackError, match="UTF-8"):
        load_pack("en", tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="EMPATHKIT_PACK"):
        load_pack("en", tmp_path / "nowhere")


def test_a_language_without_a_pack_is_named() -> None:
    with pytest.raises(PackError, match="xx"):
        load_pack("xx")


def test_what_is_derived_from_a_pack_is_made_once() -> None:
    made = []
    build = per_pack(lambda pack: made.append(pack.language) or object())
    pack = load_pack()
    assert build(pack) is build(pack)
    assert made == ["en"]


def test_every_phrase_of_the_built_in_pack_is_a_sound_template() -> None:
    for move, entries in load_pack()["phrases"].items():
        for entry in entries:
            for text in entry["texts"]:
                assert variables(text) is not None, move


def test_every_move_of_every_shape_has_words() -> None:
    pack = load_pack()
    made_in_code = {"ask", "answer", "next_step", "help", "safety"}
    moves = {move for shape in pack["shapes"].values() for move in shape}
    assert moves - made_in_code <= pack["phrases"].keys()


def test_every_topic_says_what_it_is_about_and_every_question_why_it_helps() -> None:
    for name, topic in load_pack()["topics"].items():
        assert topic["thing"], name
        for kind, question in topic.get("questions", {}).items():
            assert question["ask"].endswith("?"), (name, kind)
            assert question["why"].endswith("."), (name, kind)
