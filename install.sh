#!/bin/sh
# Makes a private environment for ctxhooks, installs it there, and lets `pal install` put the hooks in. See --help.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
home=${CTXHOOKS_HOME:-${XDG_DATA_HOME:-$HOME/.local/share}/ctxhooks}
bin=${CTXHOOKS_BIN:-$HOME/.local/bin}
demo='' uninstall='' purge='' dry='' user='' where='' client='' line='' project=$PWD

# say EN KO RU: in the language of the locale
say() {
    case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
        ko*) printf '%s\n' "$2" ;;
        ru*) printf '%s\n' "$3" ;;
        *) printf '%s\n' "$1" ;;
    esac
}

usage() {
    say "Usage: ./install.sh [--project DIR | --user] [--local | --shared] [--client VER] [--statusline] [--demo] [--uninstall [--purge]] [--dry-run]

  --project DIR  the project that gets the hooks (default: the current folder)
  --user         all projects: ~/.claude/settings.json
  --local        for yourself alone: .claude/settings.local.json; in a git repository this is the default
  --shared       for the team: .claude/settings.json; outside a git repository this file is the default
  --client VER   Claude Code's version, where it is not the \`claude\` on the PATH
  --statusline   also wires in the status line, unless there is one already
  --demo         a sample project and a recorded session through every hook; no project is touched
  --uninstall    takes out what was put in; with --user the environment and the commands go too
  --purge        with --uninstall: also deletes what was saved; specs, settings and archives stay
  --dry-run      says what would be done, and does nothing

Needs Python 3.11 or later. The environment is made in ~/.local/share/ctxhooks (CTXHOOKS_HOME),
the commands pal and ctxhooks are linked into ~/.local/bin (CTXHOOKS_BIN)." \
        "사용법: ./install.sh [--project DIR | --user] [--local | --shared] [--client VER] [--statusline] [--demo] [--uninstall [--purge]] [--dry-run]

  --project DIR  훅을 넣을 프로젝트 (기본값: 현재 폴더)
  --user         모든 프로젝트: ~/.claude/settings.json
  --local        나만 쓰도록: .claude/settings.local.json. git 저장소에서는 이것이 기본값입니다
  --shared       팀 전체: .claude/settings.json. git 저장소가 아니면 이 파일이 기본값입니다
  --client VER   PATH의 \`claude\`가 아닌 경우 Claude Code의 버전
  --statusline   상태 줄도 연결합니다. 이미 있으면 그대로 둡니다
  --demo         견본 프로젝트와 녹화된 세션을 모든 훅에 통과시킵니다. 다른 프로젝트는 건드리지 않습니다
  --uninstall    넣은 것을 되돌립니다. --user와 함께면 환경과 명령도 지웁니다
  --purge        --uninstall과 함께: 저장한 것도 지웁니다. 스펙, 설정, 보관한 단계는 남습니다
  --dry-run      할 일을 알려 주기만 합니다

Python 3.11 이상이 필요합니다. 환경은 ~/.local/share/ctxhooks(CTXHOOKS_HOME)에 만들고,
pal과 ctxhooks 명령은 ~/.local/bin(CTXHOOKS_BIN)에 연결합니다." \
        "Использование: ./install.sh [--project DIR | --user] [--local | --shared] [--client VER] [--statusline] [--demo] [--uninstall [--purge]] [--dry-run]

  --project DIR  проект, в который добавить хуки (по умолчанию текущая папка)
  --user         все проекты: ~/.claude/settings.json
  --local        только для себя: .claude/settings.local.json; в репозитории git так по умолчанию
  --shared       для команды: .claude/settings.json; вне репозитория git этот файл по умолчанию
  --client VER   версия Claude Code, если это не \`claude\` из PATH
  --statusline   подключает и строку состояния, если её ещё нет
  --demo         пробный проект и записанная сессия через все хуки; ваши проекты не затрагиваются
  --uninstall    убирает добавленное; вместе с --user также среду и команды
  --purge        с --uninstall: удаляет и сохранённое; спецификации, настройки и архивы остаются
  --dry-run      только сообщает, что было бы сделано

Нужен Python 3.11 или новее. Среда создаётся в ~/.local/share/ctxhooks (CTXHOOKS_HOME),
команды pal и ctxhooks связываются в ~/.local/bin (CTXHOOKS_BIN)."
}

python() {
    for name in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    say "install.sh: Python 3.11 or later is needed; set PYTHON to one" \
        "install.sh: Python 3.11 이상이 필요합니다. PYTHON에 지정하세요" \
        "install.sh: нужен Python 3.11 или новее; укажите его в PYTHON" >&2
    exit 1
}

environment() {
    base=$(python)
    say "Installing into $home, which takes up to a minute …" "$home에 설치합니다. 1분까지 걸릴 수 있습니다 …" \
        "Устанавливается в $home; это займёт до минуты …"
    if command -v uv >/dev/null 2>&1; then
        [ -x "$home/venv/bin/python" ] || uv venv --quiet --python "$base" "$home/venv"
        uv pip install --quiet --python "$home/venv/bin/python" --reinstall-package ctxhooks "$here"
    else
        [ -x "$home/venv/bin/pip" ] || "$base" -m venv "$home/venv"
        "$home/venv/bin/pip" install --quiet --disable-pip-version-check --force-reinstall --no-deps "$here"
        "$home/venv/bin/pip" install --quiet --disable-pip-version-check "$here"
    fi
    mkdir -p "$bin"
    for name in pal ctxhooks; do
        if [ -L "$bin/$name" ] || [ ! -e "$bin/$name" ]; then
            ln -sf "$home/venv/bin/$name" "$bin/$name"
        else
            say "$bin/$name is not ours and stays; ours is $home/venv/bin/$name" \
                "$bin/$name: 다른 프로그램이라 그대로 둡니다. ctxhooks의 것은 $home/venv/bin/$name" \
                "$bin/$name — чужая программа и остаётся; наша: $home/venv/bin/$name" >&2
        fi
    done
    case :$PATH: in
        *:"$bin":*) ;;
        *) say "$bin is not on your PATH: add it to call pal" "$bin이(가) PATH에 없습니다. pal을 쓰려면 추가하세요" \
            "$bin нет в PATH: добавьте, чтобы вызывать pal" ;;
    esac
}

# wrong EN KO RU: says what is wrong with the call, and where to read how it is done
wrong() {
    say "install.sh: $1. See ./install.sh --help" "install.sh: $2. ./install.sh --help를 보세요" \
        "install.sh: $3. См. ./install.sh --help" >&2
    exit 2
}

value() { [ "$2" -gt 1 ] || wrong "$1 needs a value" "$1에 값이 필요합니다" "$1 требует значения"; }

while [ $# -gt 0 ]; do
    case $1 in
        --project) value "$1" $#; project=$2; shift ;;
        --user) user=1 ;;
        --local | --shared) where=$1 ;;
        --client) value "$1" $#; client=$2; shift ;;
        --statusline) line=1 ;;
        --demo) demo=1 ;;
        --uninstall) uninstall=1 ;;
        --purge) purge=1 ;;
        --dry-run) dry=1 ;;
        -h | --help) usage; exit ;;
        *) wrong "there is no option $1" "$1 옵션은 없습니다" "нет параметра $1" ;;
    esac
    shift
done

[ -d "$project" ] || wrong "$project is no folder" "$project 폴더가 없습니다" "$project — не папка"
[ -z "$user" ] || [ -z "$where" ] || wrong "--user excludes $where" "--user와 $where는 함께 쓸 수 없습니다" "--user исключает $where"

if [ -n "$uninstall" ] && ! "$home/venv/bin/ctxhooks" --version >/dev/null 2>&1; then
    # The environment is gone or broken: what is in this clone needs none.
    set -- -I -S "$here/ctxhooks/uninstall.py"
    if [ -n "$user" ]; then set -- "$@" --user; else set -- "$@" --project "$project"; fi
    [ -z "$purge" ] || set -- "$@" --purge
    [ -z "$dry" ] || set -- "$@" --dry-run
    base=$(python)
    "$base" "$@"
    uninstall=done
elif [ -n "$dry" ] && [ ! -x "$home/venv/bin/ctxhooks" ]; then
    say "$home/venv: there is no environment, so nothing was looked at; ./install.sh makes one" \
        "$home/venv: 환경이 없어 아무것도 살펴보지 않았습니다. ./install.sh로 만들 수 있습니다" \
        "$home/venv: среды нет, поэтому ничего не проверялось; её создаёт ./install.sh" >&2
    exit 1
fi
[ -n "$dry$uninstall" ] || environment
if [ -n "$demo" ]; then
    "$home/venv/bin/ctxhooks" demo
    echo
    say "To use it in a project: ./install.sh --project DIR. To delete $home again: ./install.sh --user --uninstall" \
        "프로젝트에서 쓰려면: ./install.sh --project DIR. $home을(를) 다시 지우려면: ./install.sh --user --uninstall" \
        "Чтобы пользоваться в проекте: ./install.sh --project DIR. Чтобы снова удалить $home: ./install.sh --user --uninstall"
    exit
fi

set -- "$home/venv/bin/ctxhooks" install
[ -z "$where" ] || set -- "$@" "$where"
if [ -n "$user" ]; then set -- "$@" --user; else set -- "$@" --project "$project"; fi
[ -z "$uninstall" ] || set -- "$@" --uninstall
[ -z "$purge" ] || set -- "$@" --purge
[ -z "$dry" ] || set -- "$@" --dry-run
[ -z "$line" ] || set -- "$@" --statusline
[ -z "$client" ] || set -- "$@" --client "$client"
[ "$uninstall" = done ] || "$@"
if [ -n "$uninstall" ] && [ -n "$user" ] && [ -z "$dry" ]; then
    for name in pal ctxhooks; do
        [ "$(readlink "$bin/$name" 2>/dev/null)" != "$home/venv/bin/$name" ] || rm "$bin/$name"
    done
    rm -rf "$home"
    say "deleted $home, and the commands pal and ctxhooks" "$home 폴더와 pal, ctxhooks 명령을 지웠습니다" \
        "удалено: $home и команды pal и ctxhooks"
fi
