"""The command line: what goes to which stream, with which exit code, and what is never repeated."""

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from desks import SAMPLES, services_file
from doors import crowded_store

from welfarenet.api.citizens import CitizenFacts
from welfarenet.api.cli import app, run
from welfarenet.api.cli_serve import listener
from welfarenet.api.cli_words import WORDS
from welfarenet.graph.stores import open_store
from welfarenet.ontology.wording import LANGUAGES
from worlds import JESI, at_least, exercise, iri, rule, serve

#   Jesi ── caf: Attestazione ISEE ── issues isee-sociosan ──> sad: Assistenza domiciliare (asks for it)

SECRET = "Zx81Canary"
COMMAND = [sys.executable, "-W", "error", "-c", "from welfarenet.api.cli import main; main()"]
DAY = "2026-11-23"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Publish the small network above, once."""
    address = f"oxigraph:{tmp_path_factory.mktemp('cli') / 'store'}"
    data = exercise(
        "one",
        serve(
            "sad",
            "home.care",
            at=JESI,
            by="asp",
            requires="isee-sociosan",
            euros=10,
            days=30,
            rules=(rule(at_least("age", 65)),),
        ),
        serve("caf", "access.caf", at=JESI, by="caf", requires="", issues=("isee-sociosan",), days=10),
    )
    open_store(address).replace(data)
    return address


class Ran:
    """What one run of the command line gave."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def ask(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command line in this process, with something on standard input."""
    monkeypatch.setenv("WELFARENET_STORE", url)

    def ask(*arguments: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run(arguments)
        told = capsys.readouterr()
        return Ran(code, told.out, told.err)

    return ask


def process(*arguments: str, stdin: str = "", **environment: str) -> Ran:
    """Run the command line as a process of its own."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        input=stdin.encode(),
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
        timeout=120,
    )
    return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


# Answers


def test_a_path_is_numbered_steps_with_who_papers_cost_days_and_sources(ask: Any) -> None:
    ran = ask("path", "SAD", "--at", "Jesi", "--on", DAY)
    assert ran.code == 0
    assert ran.err == ""
    lines = ran.out.splitlines()
    first, second = (lines.index(f" {number}. {name}") for number, name in ((1, "caf"), (2, "sad")))
    assert first < second
    step = "\n".join(lines[second:])
    for expected in (
        "chi        asp",
        "ISEE sociosanitario (dal passo 1)",
        "dopo       il passo 1",
        "10 €",
        "30",
    ):
        assert expected in step
    assert "dal giorno 10 al giorno 40" in step
    assert "perché     Risponde a:" in step
    assert "Da chiedere\n  - Quanti anni ha? (decide: il passo 2)\n" in ran.out


def test_a_path_says_why_only_where_it_is_asked_to(ask: Any) -> None:
    plain = ask("path", "SAD", "--at", "Jesi", "--on", DAY)
    told = ask("path", "SAD", "--at", "Jesi", "--on", DAY, "--explain")
    assert told.out.startswith(plain.out)
    assert "Perché questo percorso" not in plain.out
    assert "\nPerché questo percorso\n  - I giorni dipendono da «caf» e «sad»: " in told.out
    assert "Passo per passo, se mancasse\n  - 1. " in told.out
    assert "Quanti anni ha?\n      fino a 64: " in told.out


def test_a_path_counts_what_is_not_to_be_had_or_shows_it_all(ask: Any, tmp_path: Path) -> None:
    question = ("path", "SAD", "--at", "Jesi", "--on", DAY, "--store", crowded_store(tmp_path))
    short = ask(*question).out
    assert "e altri: sospesi, al completo o chiusi: 2 (--refused all)" in short
    assert "chiuso-10" not in short
    whole = ask(*question, "--refused", "all").out
    assert "chiuso-11" in whole
    assert "e altri:" not in whole


def test_a_path_says_what_would_unlock_what_is_left(ask: Any) -> None:
    adult = b'{"age": 30, "isee_eur": 50000}'
    ran = ask(
        "path", "income.utilities", "--at", "Jesi", "--on", DAY, "--explain", "--citizen", "-", stdin=adult
    )
    assert "Che cosa sbloccherebbe «Bollette" in ran.out


def test_the_answer_in_english_has_no_italian_frame(ask: Any) -> None:
    ran = ask("path", "SAD", "--at", "Jesi", "--on", DAY, "--lang", "en")
    assert "from day 10 to day 40" in ran.out
    assert "perché" not in ran.out


def test_no_path_is_an_answer_with_a_reason(ask: Any) -> None:
    ran = ask("who", "SAD", "--at", "Napoli", "--on", DAY)
    assert ran.code == 0
    assert "Nessuno: " in ran.out


def test_why_not_says_what_stands_in_the_way(ask: Any) -> None:
    ran = ask("why-not", iri("offering/sad"), "SAD", "--at", "Napoli", "--on", DAY, "--json")
    assert ran.code == 0
    assert ran.json["class"] == "not-here"


@pytest.mark.parametrize(
    "arguments",
    [
        ("path", "SAD", "--at", "Jesi"),
        ("menu", "SAD", "--at", "Jesi"),
        ("who", "SAD", "--at", "Jesi"),
        ("why-not", iri("offering/caf"), "SAD", "--at", "Jesi"),
        ("gaps", "--where", "Jesi", "--need", "SAD"),
        ("status",),
    ],
)
def test_every_question_has_a_json_answer_and_nothing_else_on_standard_output(
    ask: Any, arguments: tuple[str, ...]
) -> None:
    ran = ask(*arguments, "--json")
    assert ran.code == 0
    assert ran.json["revision"]


def test_every_command_has_json() -> None:
    from typer.main import get_command

    commands = getattr(get_command(app), "commands")  # noqa: B009  the type of a group is not public
    assert sorted(commands) == [
        *("demo", "export", "gaps", "load", "menu", "path", "query", "replicate", "schemas", "serve"),
        *("status", "who", "why-not"),
    ]
    for command in commands.values():
        assert any("--json" in parameter.opts for parameter in command.params)


def test_a_paper_in_hand_is_read_with_its_date(ask: Any) -> None:
    this_year = ask(
        "path", "SAD", "--at", "Jesi", "--on", DAY, "--have", "isee-sociosan@2026-01-20", "--json"
    )
    last_year = ask(
        "path", "SAD", "--at", "Jesi", "--on", DAY, "--have", "isee-sociosan@2025-01-20", "--json"
    )
    assert len(this_year.json["paths"][0]["steps"]) == 1
    assert len(last_year.json["paths"][0]["steps"]) == 2


def test_a_citizen_comes_from_a_file_or_from_standard_input(ask: Any, tmp_path: Path) -> None:
    facts = b'\xef\xbb\xbf{"age": 82, "self_sufficient": true, "documents": ["isee-sociosan"]}'
    (tmp_path / "persona.json").write_bytes(facts)
    asked = ("path", "SAD", "--at", "Jesi", "--on", DAY, "--json", "--citizen")
    assert ask(*asked, str(tmp_path / "persona.json")).out == ask(*asked, "-", stdin=facts).out


def test_an_empty_store_answers_and_says_what_to_do(ask: Any, tmp_path: Path) -> None:
    ran = ask("who", "SAD", "--at", "Jesi", "--store", f"oxigraph:{tmp_path / 'new'}")
    assert ran.code == 0
    assert "welfarenet load" in ran.err


# Bad input


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("who", "SAD", "--at", "Zzyzx"), "nessun comune si chiama «Zzyzx»"),
        (("who", "SAD", "--at", "Jessi"), "forse Jesi (AN)?"),
        (("who", "SAD", "--at", "Castro"), "Castro (BG), Castro (LE)"),
        (("who", "SAD", "--at", "Livo"), "Livo (CO), Livo (TN)"),
        (("who", "SAD", "--at", "Samone"), "Samone (TN), Samone (TO)"),
        (("who", "SAD", "--at", "Peglio"), "Peglio (CO), Peglio (PU)"),
        (("who", "consultorioo", "--at", "Jesi"), "Consultorio familiare"),
        (("who", "SAD", "--at", "Jesi", "--on", "domani"), "AAAA-MM-GG"),
        (("who", "SAD", "--at", "Jesi", "--on", "2026-02-30"), "AAAA-MM-GG"),
        (("path", "SAD", "--at", "Jesi", "-k", "11"), "da 1 a 10"),
        (("path", *["SAD"] * 13, "--at", "Jesi"), "da 1 a 12"),
        (("path", "SAD", "--at", "Jesi", "--prefer", "slow"), "balanced, fast, cheap, few-actors"),
        (("path", "SAD", "--at", "Jesi", "--have", SECRET), "non è un documento dell'elenco"),
        (("path", "SAD", "--at", "Jesi", "--have", f"isee-ordinary@{SECRET}"), "ha una data che non esiste"),
        (
            ("path", "SAD", "--at", "Jesi", "--citizen", f'{{"age": "{SECRET}"}}'),
            "il file non si può leggere",
        ),
        (("why-not", "nobody", "SAD", "--at", "Jesi"), "la rete non contiene"),
        (("query", "/none.rq"), "il file non si può leggere"),
        (("export", "/none/there/x.nq"), "non si può scrivere"),
        (("export", "-", "--json"), "standard output"),
        (("export", "x", "--format", "graphml"), "nquads"),
        (("status", "--store", "bolt:x"), "oxigraph:"),
        (("path", "SAD"), "--at"),
        (("path", "SAD", "--at", "Jesi", "-k", "molti"), "-k"),
        (("percorso",), "percorso"),
    ],
)
def test_bad_input_is_one_line_on_standard_error_and_exit_2(
    ask: Any, arguments: tuple[str, ...], told: str
) -> None:
    ran = ask(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert told in ran.err
    assert ran.err.count("\n") == 1
    assert SECRET not in ran.err


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ('{"age": -5}', "da 0 a 130"),
        ('{"aeg": 82}', "forse 'age'?"),
        (f'{{"{SECRET}": 1}}', "i dati previsti sono"),
        ('{"age": NaN}', "NaN"),
        ('{"isee_eur": Infinity}', "NaN"),
        ('{"isee_eur": 1e999}', "troppo grande"),
        ('{"age": 1, "age": 2}', "stessa chiave"),
        ("[82]", "non è un oggetto JSON"),
        (f'"{SECRET}"', "non è un oggetto JSON"),
        (f"{{{SECRET}}}", "riga 1, colonna"),
        ("", "non è JSON"),
        (f'{{"law_104": "{SECRET}"}}', "uno fra none, minor, serious"),
        (f'{{"documents": ["{SECRET}"]}}', "non è un documento"),
        (f'{{"memberships": ["{SECRET}\\ud800"]}}', "UTF-8"),
        ("[" * 100_000, "annidato"),
        (" " * 300_000, "supera 256 kB"),
    ],
)
def test_a_wrong_citizen_is_one_line_that_repeats_nothing(ask: Any, facts: str, told: str) -> None:
    ran = ask("who", "SAD", "--at", "Jesi", "--citizen", "-", stdin=facts.encode())
    assert ran.code == 2
    assert ran.out == ""
    assert told in ran.err
    assert ran.err.count("\n") == 1
    assert SECRET not in ran.err


def test_a_store_that_is_no_store_is_exit_3(ask: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = ask("status", "--store", f"oxigraph:{tmp_path / 'file'}")
    assert ran.code == 3
    assert "non si può aprire" in ran.err
    assert ran.err.count("\n") == 1


def test_a_defect_is_exit_3_without_a_traceback_or_a_fact(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr("welfarenet.api.desk.explain_who", broken)
    ran = ask("who", "SAD", "--at", "Jesi", "--citizen", "-", stdin=b'{"age": 82}')
    assert ran.code == 3
    assert re.fullmatch(r"errore interno \(ZeroDivisionError, \w+\.py:\d+\).*\n", ran.err)
    assert SECRET not in ran.err


# Loading


def test_a_load_says_what_became_of_every_row(ask: Any, tmp_path: Path) -> None:
    store = f"oxigraph:{tmp_path / 'store'}"
    report = tmp_path / "report.json"
    first = ask("load", str(SAMPLES / "five-rows-2022.xlsx"), "--store", store, "--report", str(report))
    assert "Servizi: 5 righe = " in first.out
    assert "Pubblicato: revisione " in first.out
    written = json.loads(report.read_text("utf-8"))
    assert written["published"]
    again = ask("load", str(SAMPLES / "five-rows-2022.xlsx"), "--store", store, "--json")
    assert (again.json["triples_added"], again.json["triples_removed"]) == (0, 0)
    assert again.json["revision"] == written["revision"]


def test_a_dry_run_publishes_nothing(ask: Any, tmp_path: Path) -> None:
    store = f"oxigraph:{tmp_path / 'store'}"
    ran = ask("load", str(services_file(tmp_path / "a.csv", {})), "--dry-run", "--store", store)
    assert ran.code in (0, 1)
    assert "niente è stato pubblicato" in ran.out
    assert not (tmp_path / "store").exists()


def test_problems_found_are_exit_1_and_a_refused_file_is_exit_2(ask: Any, tmp_path: Path) -> None:
    store = f"oxigraph:{tmp_path / 'store'}"
    broken = services_file(tmp_path / "a.csv", {"Territorio coperto": "Castro"})
    assert ask("load", str(broken), "--dry-run", "--store", store).code == 1
    missing = ask("load", str(broken), str(tmp_path / "none.xlsx"), "--dry-run", "--store", store)
    assert missing.code == 2
    assert "none.xlsx: rifiutato: il file non c'è; controllare il nome" in missing.out
    english = ask("load", str(tmp_path / "none.xlsx"), "--dry-run", "--store", store, "--lang", "en")
    assert "none.xlsx: refused: there is no such file; check the name" in english.out


def test_a_corrupted_workbook_is_refused_and_the_old_data_still_answer(
    ask: Any, url: str, tmp_path: Path
) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 500)
    before = ask("status", "--json").json["revision"]
    assert ask("load", str(tmp_path / "broken.xlsx")).code == 2
    assert ask("status", "--json").json["revision"] == before
    assert ask("path", "SAD", "--at", "Jesi").code == 0


# The store


def test_a_query_is_a_table_or_a_truth(ask: Any, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("SELECT ?x WHERE { BIND(1 AS ?x) }")
    assert ask("query", str(tmp_path / "q.rq")).out.startswith("x\n")
    assert ask("query", "-", "--json", stdin=b"ASK { ?s ?p ?o }").json["truth"] is True
    wrong = ask("query", "-", stdin=b"SELECT {")
    assert wrong.code == 2
    assert wrong.err.count("\n") == 1


def test_an_export_is_sorted_and_the_same_every_time(ask: Any, tmp_path: Path) -> None:
    first, second = tmp_path / "a.nq", tmp_path / "b.nq"
    told = ask("export", str(first), "--json").json
    assert ask("export", str(second)).code == 0
    lines = first.read_bytes().splitlines()
    assert lines == sorted(lines)
    assert told["lines"] == len(lines)
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.nq", "b.nq"]


def test_a_replica_answers_what_its_source_answers_and_is_copied_once(
    ask: Any, url: str, tmp_path: Path
) -> None:
    copy = f"oxigraph:{tmp_path / 'copy'}"
    first, again = (ask("replicate", url, copy, "--json").json for _ in range(2))
    assert first["copied_bytes"] > 0
    assert (again["copied_bytes"], again["kept_bytes"]) == (0, first["copied_bytes"])
    asked = ("path", "SAD", "--at", "Jesi", "--on", DAY, "--json")
    assert ask(*asked, "--store", copy).json == ask(*asked).json


def test_the_schemas_are_written_one_file_each(ask: Any, tmp_path: Path) -> None:
    written = ask("schemas", str(tmp_path / "s"), "--json").json["files"]
    assert {Path(name).name for name in written} >= {
        "path.schema.json",
        "who.schema.json",
        "load.schema.json",
    }
    for name in written:
        assert json.loads(Path(name).read_text("utf-8"))["type"] == "object"


# As a process


def test_the_command_writes_utf8_whatever_the_locale_and_keeps_the_streams_apart(url: str) -> None:
    ran = process(
        "path", "SAD", "--at", "Jesi", "--on", DAY, "--citizen", "-",
        stdin='{"age": 82}', WELFARENET_STORE=url, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert ran.err == ""
    assert "perché" in ran.out


def test_without_arguments_it_shows_its_commands() -> None:
    ran = process()
    assert ran.code == 0
    assert "why-not" in ran.out


def test_a_reader_that_leaves_is_no_error(url: str) -> None:
    with subprocess.Popen(
        [*COMMAND, "export", "-", "--store", url], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(60) == 0


def test_serve_answers_until_it_is_stopped_and_a_taken_port_is_an_error(url: str) -> None:
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--json", "--store", url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as running:
        try:
            assert running.stdout is not None
            told = "".join(iter(lambda: running.stdout.readline().decode(), "}\n")) + "}"  # type: ignore[union-attr]
            address = json.loads(told)["address"]
            with urllib.request.urlopen(f"{address}/readyz", timeout=60) as answer:
                assert answer.status == 200
            taken = process("serve", "--port", address.rpartition(":")[2], "--store", url)
            assert taken.code == 2
            assert "--port" in taken.err
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(60)


def test_what_a_server_writes_does_not_wait_until_the_reader_has_acknowledged_the_part_before() -> None:
    with listener("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        answering, _ = listening.accept()
        with answering:
            assert answering.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_demo_loads_the_sample_and_answers(tmp_path: Path) -> None:
    ran = process("demo", "--no-serve", "--json", "--store", f"oxigraph:{tmp_path / 'demo'}")
    assert ran.code == 0, ran.err
    assert ran.json["paths"][0]["steps"]


# Words


def test_every_word_of_the_command_line_names_the_same_facts_in_both_languages() -> None:
    assert len(LANGUAGES) == 2
    for key, (italian, english) in WORDS.items():
        named = [sorted(re.findall(r"{(\w+)}", text)) for text in (italian, english)]
        assert named[0] == named[1], key


def test_every_command_exit_code_and_fact_of_a_citizen_is_in_the_readme() -> None:
    from typer.main import get_command

    readme = (Path(__file__).parent.parent / "api" / "README.md").read_text("utf-8")
    commands = getattr(get_command(app), "commands")  # noqa: B009  the type of a group is not public
    assert [name for name in commands if f"`welfarenet {name}" not in readme] == []
    assert [fact for fact in CitizenFacts.model_fields if f"`{fact}`" not in readme] == []
    assert [code for code in range(4) if f"| {code} |" not in readme] == []
