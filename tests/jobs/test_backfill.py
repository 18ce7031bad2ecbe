"""Earlier tickets into the memory: streamed, resumable, and a bad line harms nobody but itself."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from empathkit.cli import main
from empathkit.errors import InputError, StorageUnavailable
from empathkit.jobs.backfill import BATCH, HEADER, backfill, lines_of, source_name
from empathkit.memory.sql import SqlMemory
from empathkit.pipeline import Kit

KIT = Kit()


def line(number, user=None, body="vpn error 809 since monday", **rest):
    person = {"id": user or f"u{number % 7}", "name": "Ines Kaya", "department": "Finance"}
    said = [{"author": "requester", "body": body, "at": f"2026-10-{number % 28 + 1:02}T09:00:00Z"}]
    return json.dumps({"key": f"IT-{number}", "requester": person, "messages": said, **rest})


def written(folder, *lines, name="old.jsonl"):
    file = folder / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def memory(tmp_path):
    made = SqlMemory(f"sqlite:///{tmp_path / 'memory.db'}")
    yield made
    made.close()


def filled(memory, file):
    return backfill(lines_of(file), source_name(file), memory, KIT)


def test_a_ticket_is_remembered_with_its_topic_and_how_it_ended(memory, tmp_path):
    ended = {
        "created": "2026-10-01",
        "resolved": "2026-10-02",
        "reopened": 1,
        "resolution": "Re-enrolled the certificate",
    }
    filled(memory, written(tmp_path, line(1, "u1", **ended)))

    [row] = memory.held("u1")["past"]
    assert (row["topic"], row["reopened"], row["resolution"]) == ("vpn", 1, "Re-enrolled the certificate")
    assert (row["opened"], row["resolved"], row["department"]) == ("2026-10-01", "2026-10-02", "Finance")


def test_a_secret_in_how_it_ended_is_masked(memory, tmp_path):
    filled(memory, written(tmp_path, line(1, "u1", resolution="Set a new password: Sommer2026!x")))

    assert "Sommer2026" not in memory.held("u1")["past"][0]["resolution"]


def test_csv_is_read_by_its_header(memory, tmp_path):
    row = ["IT-1", "VPN down", "vpn error 809, again", "2026-10-01", "", "2", "", "u1", "Ines", "", "Finance", "Leeds"]
    filled(memory, written(tmp_path, ",".join(HEADER), ",".join(f'"{cell}"' for cell in row), name="old.csv"))

    [row] = memory.held("u1")["past"]
    assert (row["ticket"], row["topic"], row["reopened"], row["site"]) == ("IT-1", "vpn", 2, "Leeds")


def test_csv_with_another_header_is_refused(tmp_path):
    with pytest.raises(InputError, match="the header lacks key, summary, requester_id"):
        list(lines_of(written(tmp_path, "a,b,c", "1,2,3", name="old.csv")))


def test_a_bad_line_is_named_and_the_rest_is_read(memory, tmp_path):
    lines = [line(1), "{", line(3), '{"key": "IT-4"}', line(5), "", line(7, body="hi")]
    done = filled(memory, written(tmp_path, *lines))

    assert [error.line for error in done.bad] == [2, 4]
    assert done.read == 6


def test_a_ticket_of_nobody_is_counted(memory, tmp_path):
    nobody = json.dumps({"requester": {"name": "Ines"}, "messages": [{"author": "requester", "body": "hi"}]})

    assert filled(memory, written(tmp_path, nobody, line(2))).nobody == 1


def test_what_was_read_before_is_skipped_and_a_file_may_grow(memory, tmp_path):
    file = written(tmp_path, line(1), line(2))
    filled(memory, file)
    with file.open("a") as more:
        more.write(line(3) + "\n")
    done = filled(memory, file)

    assert (done.skipped, done.read) == (2, 1)


def test_a_batch_is_kept_whole_or_not_at_all(tmp_path):
    class Broken(SqlMemory):
        batches = 0

        def keep(self, found, *, reached=None):
            self.batches += 1
            if self.batches == 2:
                raise StorageUnavailable("away")
            super().keep(found, reached=reached)

    memory = Broken(f"sqlite:///{tmp_path / 'memory.db'}")
    file = written(tmp_path, *(line(number, body="hi") for number in range(BATCH * 2)))
    with pytest.raises(StorageUnavailable):
        filled(memory, file)

    assert memory.reached(source_name(file)) == BATCH
    assert filled(memory, file).read == BATCH
    memory.close()


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_killed_ten_times_it_ends_as_if_it_had_not_been(tmp_path):
    chance = random.Random(3)
    bodies = [
        "vpn error 809 since monday",
        "the printer on floor 2 is stuck",
        "my ThinkPad T14 is slow, call me on 4471",
    ]
    file = written(tmp_path, *(line(number, body=chance.choice(bodies)) for number in range(1500)))

    def run(name, kill_after=None):
        settings = os.environ | {"EMPATHKIT_DATABASE_URL": f"sqlite:///{tmp_path / name}"}
        command = [sys.executable, "-c", "import sys; from empathkit.cli import main; sys.exit(main())"]
        child = subprocess.Popen([*command, "backfill", "--from", str(file)], env=settings, stdout=subprocess.DEVNULL)
        if kill_after is not None:
            time.sleep(kill_after)
            child.send_signal(signal.SIGKILL)
        return child.wait(120)

    for _ in range(10):
        run("killed.db", chance.uniform(0.3, 1.5))
    assert run("killed.db") == 0
    assert run("whole.db") == 0

    def state(name):
        memory = SqlMemory(f"sqlite:///{tmp_path / name}")
        held = {user: memory.held(user) for user in (f"u{number}" for number in range(7))}
        memory.close()
        for tables in held.values():
            for rows in tables.values():
                for row in rows:
                    row.pop("kept", None)
        return held

    assert state("killed.db") == state("whole.db")


def test_the_command_says_what_it_did(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("EMPATHKIT_DATABASE_URL", f"sqlite:///{tmp_path / 'memory.db'}")
    file = written(tmp_path, line(1), line(2), "{")

    assert main(["backfill", "--from", str(file)]) == 2
    said = capsys.readouterr()
    assert said.out == "2 tickets read\n"
    assert "old.jsonl:3: not JSON" in said.err
    assert main(["backfill", "--from", str(file)]) == 0
    assert capsys.readouterr().out == "0 tickets read, 3 kept before\n"


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    assert main(["backfill", "--from", str(tmp_path / "none.jsonl")]) == 2
    assert "no such file" in capsys.readouterr().err
