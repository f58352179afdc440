"""The wheel and the source distribution, installed into empty environments: commands, templates and hooks are all inside."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLES, SESSION

from ctxhooks import __version__
from ctxhooks.setup import launcher
from ctxhooks.setup.hook_settings import EVENTS

UV = shutil.which("uv")
PASSED = ("PATH", "SSL_", "PIP_", "UV_", "REQUESTS_", "PYENV_")


def run(*command: object, cwd: Path) -> str:
    """In a home of its own; what it fetches comes from where the machine's own pip does."""
    env = {k: v for k, v in os.environ.items() if k.startswith(PASSED)} | {"HOME": str(cwd), "LANG": "C.UTF-8"}
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("builder")
    run(sys.executable, "-m", "venv", "env", cwd=home)
    run(home / "env/bin/python", "-m", "pip", "install", "--quiet", "build", "hatchling", cwd=home)
    return home


@pytest.fixture(scope="module")
def dist(builder: Path) -> Path:
    """A wheel, made from the source distribution, and that one itself."""
    run(builder / "env/bin/python", "-m", "build", "--no-isolation", "--outdir", builder / "dist", ROOT, cwd=builder)
    return builder / "dist"


def test_templates_hooks_and_schemas_are_inside(dist: Path) -> None:
    [wheel], [source] = dist.glob("*.whl"), dist.glob("*.tar.gz")
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("hooks", "templates", "schemas"):
        shipped = {f"ctxhooks/{path.relative_to(ROOT)}" for path in (ROOT / folder).rglob("*.*") if "__pycache__" not in path.parts}
        assert shipped - names == set()
    [metadata] = [zipfile.ZipFile(wheel).read(name).decode() for name in names if name.endswith("METADATA")]
    for field in ("Name: ctxhooks", f"Version: {__version__}", "Requires-Python: >=3.11", "License-Expression: MIT", "Summary: K"):
        assert f"\n{field}" in metadata
    with tarfile.open(source) as tar:
        inside = {name.partition("/")[2] for name in tar.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "install.sh", ".claude-plugin/plugin.json", "tests/run"} - inside == set()


@pytest.mark.parametrize("package", ["*.whl", "*.tar.gz"])
@pytest.mark.parametrize("installer", ["pip", "uv"])
def test_an_installed_package_works_with_nothing_else_of_ours(dist: Path, tmp_path: Path, package: str, installer: str) -> None:
    [file] = dist.glob(package)
    env = tmp_path / "env"
    if installer == "uv":
        if not UV:
            pytest.skip("there is no uv here")
        run(UV, "venv", "--quiet", "--python", sys.executable, env, cwd=tmp_path)
        run(UV, "pip", "install", "--quiet", "--python", env / "bin/python", file, cwd=tmp_path)
    else:
        run(sys.executable, "-m", "venv", env, cwd=tmp_path)
        run(env / "bin/python", "-m", "pip", "install", "--quiet", file, cwd=tmp_path)
    pal, project = env / "bin/pal", tmp_path / "project"
    project.mkdir()
    assert run(pal, "--version", cwd=project) == f"pal, version {__version__}\n"
    assert "of 8 facts" in run(pal, "demo", SAMPLES / "2.1.332/session.jsonl", cwd=project)
    run(pal, "install", "--client", "2.1.332", cwd=project)
    found = [json.loads((project / ".claude" / name).read_text())["hooks"] for name in ("settings.json", "settings.local.json")]
    lines = {event: groups[0]["hooks"][0]["command"] for hooks in found for event, groups in hooks.items()}
    assert lines.keys() == EVENTS.keys()
    assert [part.startswith(str(env)) for part in launcher.targets({"HOME": str(project)})] == [True, True]
    payload = json.dumps({"session_id": SESSION, "transcript_path": "", "cwd": str(project), "source": "startup"})
    done = subprocess.run(
        ["sh", "-c", lines["SessionStart"]],
        env={"HOME": str(project)},
        input=payload,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    run(pal, "install", "--uninstall", cwd=project)
    assert not list(project.glob(".claude/settings*"))
