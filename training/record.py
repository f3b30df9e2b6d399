"""The record of a run that is kept in the repository: its options, its curve as numbers and as a small picture."""

import json
from pathlib import Path

from .measure import RATES

LEFT, TOP, WIDTH, HEIGHT = 44, 16, 420, 220


def curve_svg(curve: list) -> str:
    """The held-out loss over millions of places, one line a kind of verse and mask rate."""
    points = [point for point in curve if point["old"] and point["places"]]
    if not points:
        return '<svg xmlns="http://www.w3.org/2000/svg"/>\n'
    most = max(point["places"] for point in points)
    values = [value for point in points for kind in ("old", "original") for value in point[kind]]
    low, high = min(values), max(values)
    span = (high - low) or 1.0

    def x(places):
        return LEFT + WIDTH * places / most

    def y(value):
        return TOP + HEIGHT * (high - value) / span

    shapes = []
    for kind, colour in (("old", "#8a6d3b"), ("original", "#2a6f97")):
        for number, rate in enumerate(RATES):
            path = " ".join(f"{x(point['places']):.1f},{y(point[kind][number]):.1f}" for point in points)
            shapes.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{1 + 0.5 * number}"/>')
            last = points[-1][kind][number]
            shapes.append(
                f'<text x="{LEFT + WIDTH + 4}" y="{y(last) + 3:.1f}" fill="{colour}">{kind} {rate}: {last:.2f}</text>'
            )
    for value in (low, (low + high) / 2, high):
        shapes.append(f'<text x="4" y="{y(value) + 3:.1f}">{value:.2f}</text>')
    shapes.append(f'<text x="{LEFT}" y="{TOP + HEIGHT + 18}">0</text>')
    shapes.append(f'<text x="{LEFT + WIDTH - 60}" y="{TOP + HEIGHT + 18}">{most / 1e6:.1f} M places</text>')
    frame = f'<rect x="{LEFT}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#ccc"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 110} {TOP + HEIGHT + 28}" '
        f'font-family="sans-serif" font-size="11">{frame}{"".join(shapes)}</svg>\n'
    )


def write_record(run: Path, folder: Path):
    """run: the run's folder of work (config.json, checkpoint/); folder: training/runs/NAME."""
    folder.mkdir(parents=True, exist_ok=True)
    config = json.loads((run / "config.json").read_text())
    # Where it ran is nobody's business.
    config.pop("work", None)
    config.pop("begin", None)
    state = json.loads((run / "checkpoint" / "state.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "shape": state["shape"]}, indent=1) + "\n")
    rows = ",\n".join(" " + json.dumps(point) for point in state["state"]["curve"])
    (folder / "curve.json").write_text(f"[\n{rows}\n]\n")
    (folder / "curve.svg").write_text(curve_svg(state["state"]["curve"]))
