# SPDX-License-Identifier: Apache-2.0
"""Line charts as plain SVG, without a library: growth.py draws a handful of points."""
from html import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 620, 320, 70, 190, 40, 50
COLOURS = ["#1f5fa8", "#b3441e", "#2f7d3b", "#7a3b8f", "#8a6d00", "#555555"]


def nice_step(largest):
    """A round distance of at most five lines of the grid."""
    step = 1.0
    while step * 5 < largest:
        step *= 10
    while step * 5 / 10 >= largest:
        step /= 10
    return next(step * part / 10 for part in (1, 2, 5, 10) if step * part / 10 * 5 >= largest)


def curve(title, x_name, y_name, x, lines):
    """`lines`: name -> values, one for each of `x`. Both axes begin at nothing, so that what is flat looks flat."""
    largest_x, largest_y = max(x), max(value for values in lines.values() for value in values) or 1
    step = nice_step(largest_y)
    top_y = step * -(-largest_y // step)

    def at(px, py):
        return (LEFT + px / largest_x * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - py / top_y * (HEIGHT - TOP - BOTTOM))

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
           f'font-family="sans-serif" font-size="12" role="img" aria-label="{escape(title)}">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
           f'<text x="{LEFT}" y="22" font-size="14">{escape(title)}</text>']
    value = 0.0
    while value <= top_y * 1.0001:
        _, py = at(0, value)
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{py:.1f}" y2="{py:.1f}" stroke="#dddddd"/>')
        out.append(f'<text x="{LEFT - 8}" y="{py + 4:.1f}" text-anchor="end">{value:g}</text>')
        value += step
    for px in x:
        left, _ = at(px, 0)
        out.append(f'<text x="{left:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{px:g}</text>')
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">{escape(x_name)}</text>')
    out.append(f'<text x="16" y="{TOP - 6}">{escape(y_name)}</text>')
    for i, (name, values) in enumerate(lines.items()):
        points = [at(px, py) for px, py in zip(x, values)]
        colour = COLOURS[i % len(COLOURS)]
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="{colour}"/>' for px, py in points]
        legend = TOP + 18 * i + 10
        out.append(f'<rect x="{WIDTH - RIGHT + 14}" y="{legend - 9}" width="10" height="10" fill="{colour}"/>')
        out.append(f'<text x="{WIDTH - RIGHT + 30}" y="{legend}">{escape(name)}</text>')
    return "\n".join(out + ["</svg>"]) + "\n"
