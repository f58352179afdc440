#!/bin/sh
# Makes a private environment for ctxhooks, installs it there, and lets `ctxhooks install` put the hooks in. See --help.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
home=${CTXHOOKS_HOME:-${XDG_DATA_HOME:-$HOME/.local/share}/ctxhooks}
bin=${CTXHOOKS_BIN:-$HOME/.local/bin}
demo='' uninstall='' dry=''

usage() {
    cat <<'END'
Usage: ./install.sh [--project DIR | --user] [--demo] [--uninstall] [--dry-run]

  --project DIR  the project whose .claude/settings.json gets the hooks (default: the current folder)
  --user         all projects: ~/.claude/settings.json
  --demo         a sample project and a recorded session through every hook; no project is touched
  --uninstall    takes out what was put in; with --user the environment and the commands go too
  --dry-run      says what would be done, and does nothing

Needs Python 3.11 or later. The environment is made in ~/.local/share/ctxhooks (CTXHOOKS_HOME),
the commands pal and ctxhooks are linked into ~/.local/bin (CTXHOOKS_BIN).
END
}

python() {
    for name in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    echo "install.sh: Python 3.11 or later is needed; set PYTHON to one" >&2
    exit 1
}

environment() {
    if command -v uv >/dev/null 2>&1; then
        [ -x "$home/venv/bin/python" ] || uv venv --quiet --python "$(python)" "$home/venv"
        uv pip install --quiet --python "$home/venv/bin/python" --reinstall-package ctxhooks "$here"
    else
        [ -x "$home/venv/bin/pip" ] || "$(python)" -m venv "$home/venv"
        "$home/venv/bin/pip" install --quiet --disable-pip-version-check --upgrade --force-reinstall --no-deps "$here"
        "$home/venv/bin/pip" install --quiet --disable-pip-version-check "$here"
    fi
    mkdir -p "$bin"
    for name in pal ctxhooks; do
        if [ -L "$bin/$name" ] || [ ! -e "$bin/$name" ]; then
            ln -sf "$home/venv/bin/$name" "$bin/$name"
        else
            echo "install.sh: $bin/$name is there already and not ours; it stays. Ours: $home/venv/bin/$name" >&2
        fi
    done
}

project=$PWD user=''
while [ $# -gt 0 ]; do
    case $1 in
        --project) [ $# -gt 1 ] || { usage >&2; exit 2; }; project=$2; shift ;;
        --user) user=1 ;;
        --demo) demo=1 ;;
        --uninstall) uninstall=1 ;;
        --dry-run) dry=1 ;;
        -h | --help) usage; exit ;;
        *) echo "install.sh: unknown option $1" >&2; usage >&2; exit 2 ;;
    esac
    shift
done

if [ -n "$dry" ] && [ ! -x "$home/venv/bin/ctxhooks" ]; then
    echo "would make an environment in $home/venv and link pal and ctxhooks into $bin"
    exit
fi
[ -n "$dry$uninstall" ] || environment
if [ -n "$demo" ]; then
    exec "$home/venv/bin/ctxhooks" demo "$here/tests/samples/2.1.329/session.jsonl"
fi

set -- "$home/venv/bin/ctxhooks" install
[ -n "$user" ] && set -- "$@" --user || set -- "$@" --project "$project"
[ -z "$uninstall" ] || set -- "$@" --uninstall
[ -z "$dry" ] || set -- "$@" --dry-run
"$@"
if [ -n "$uninstall" ] && [ -n "$user" ] && [ -z "$dry" ]; then
    for name in pal ctxhooks; do
        [ "$(readlink "$bin/$name" 2>/dev/null)" != "$home/venv/bin/$name" ] || rm "$bin/$name"
    done
    rm -rf "$home"
fi
