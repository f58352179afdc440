"""Whether the project's summaries, archives and packages can be relied on: `pal doctor --documents`, and `pal quality`, its former name."""

import click

from ctxhooks.agents import quality
from ctxhooks.cli.base import console, data, json_option, on_project, settings_of, shown, t
from ctxhooks.disk.project import Project


@click.command(help=t("help_quality"))
@on_project
@json_option
def command(where: Project, as_json: bool) -> None:
    """Exit code 1 when any check finds something wrong."""
    report(where, as_json=as_json)


def report(where: Project, *, as_json: bool) -> None:
    """Prints each check; a SystemExit of 1 when any finds something wrong."""
    found = quality.checks(where, settings_of(where))
    if as_json:
        data([{**check._asdict(), "ok": not check.wrong} for check in found])
    out = console()
    for check in () if as_json else found:
        sign = "[red]✗[/]" if check.wrong else "[green]✓[/]"
        out.print(f"{sign} {t('quality_' + check.name)}: {shown(check.why)}", emoji=False)
        for wrong in check.wrong:
            out.print(f"    {shown(wrong)}", emoji=False)
    if any(check.wrong for check in found):
        raise SystemExit(1)
