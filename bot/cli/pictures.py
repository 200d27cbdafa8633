"""``footnote trends`` and ``footnote map``: pictures as PNG files, their facts as text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import context, terminal

if TYPE_CHECKING:
    from bot.pictures.studio import Picture

_MOST_TOPICS = 5
_WHEN = "Such as “since March”, 2025, “last 6 months”."


@click.command()
@click.argument("topics", nargs=-1, required=True, metavar="TOPIC…")
@click.option("--when", help=f"Which days; the last 26 weeks. {_WHEN}")
@click.option("-o", "--output", default="trends.png", help="The file (trends.png).")
@context.index_option
@click.pass_obj
def trends(index: str | None, topics: tuple[str, ...], when: str | None, output: str) -> int:
    """Draw the papers per week of one to five TOPICs."""
    if len(topics) > _MOST_TOPICS:
        raise click.BadParameter(f"at most {_MOST_TOPICS} fit in one chart.", param_hint="TOPIC…")
    asked = tuple(map(_topic, topics))
    settings, index_dir = context.load(index)
    from bot.cli.choosing import days
    from bot.cli.session import session
    from bot.locales.catalog import translator

    since, until = days(when, settings.time.zone, "--when")
    with session(settings, index_dir) as opened:
        drawing = opened.services.pictures.trends(asked, since, until, translator("en"))
        return _keep(opened.run(drawing), Path(output))


@click.command("map")
@click.argument("topic")
@click.option("--when", help=f"Which days; all. {_WHEN}")
@click.option("-o", "--output", default="map.png", help="The file (map.png).")
@context.index_option
@click.pass_obj
def map_of(index: str | None, topic: str, when: str | None, output: str) -> int:
    """Draw a map of the papers on TOPIC, in groups."""
    asked = _topic(topic)
    settings, index_dir = context.load(index)
    from bot.cli.choosing import days
    from bot.cli.session import session
    from bot.locales.catalog import translator

    zone = settings.time.zone
    since, until = days(when, zone, "--when")
    with session(settings, index_dir) as opened:
        drawing = opened.services.pictures.map(asked, since, until, zone, translator("en"))
        return _keep(opened.run(drawing), Path(output))


def _topic(text: str) -> str:
    if not any(character.isalnum() for character in text):
        raise click.BadParameter("a topic must have a word.", param_hint="TOPIC")
    return " ".join(text.split())


def _keep(picture: Picture, file: Path) -> int:
    """Write the picture and say its facts; without one, say why and fail."""
    if picture.png is None:
        return terminal.problem(picture.facts)
    file.write_bytes(picture.png)
    terminal.out(picture.facts)
    terminal.note(f"The picture is in {file}.")
    return 0
