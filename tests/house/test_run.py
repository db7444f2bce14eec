"""The script ./run and what the repository says to machines other than this one."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "run", *arguments], capture_output=True, text=True, timeout=60, cwd="/"
    )


def kept_files() -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def text_of(path: Path) -> str:
    data = path.read_bytes()
    return "" if b"\0" in data else data.decode()


def test_help_names_every_command_that_the_script_takes() -> None:
    answer = run("help")
    assert answer.returncode == 0
    listed = set(re.findall(r"^  \./run ([\w-]+)", answer.stdout, re.MULTILINE))
    cases = (ROOT / "run").read_text().split("case $command in")[1]
    assert listed == set(re.findall(r"^  ([\w-]+)(?: \| [^)]*)?\)", cases, re.MULTILINE))


def test_help_is_the_answer_to_no_command() -> None:
    assert run().stdout == run("help").stdout


def test_an_unknown_command_fails_and_is_named() -> None:
    answer = run("publsh")
    assert answer.returncode == 1
    assert "There is no command 'publsh'" in answer.stderr


def test_scripts_are_sound_bash() -> None:
    for script in ("run", ".ci/run", ".ci/with-services"):
        subprocess.run(["bash", "-n", ROOT / script], check=True)


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "package-lock.json"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert "sha256:" in text or '"integrity": "sha512-' in text


def test_no_file_names_a_registry_or_a_folder_of_this_machine() -> None:
    hosts = r"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian\.org|index-url\s*="
    folders = rf"{re.escape(str(ROOT))}\b|/root/|/home/\w+/"
    forbidden = re.compile(f"{hosts}|{folders}")
    this = Path(__file__).resolve()
    guilty = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in kept_files()
        if path.resolve() != this and (match := forbidden.search(text_of(path)))
    }
    assert guilty == set()
