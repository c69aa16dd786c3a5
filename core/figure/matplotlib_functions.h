#pragma once

#include <string_view>

namespace modalscope {

/// Functions of a figure's Python script, each written only when the figure has the mark.
inline constexpr std::string_view kPythonLine = R"py(
def line(ax, name, label, color, style, marker=None, size=0, faint=False):
    """A curve over name_x and name_y, with the band from name_low to name_high if there is one."""
    x, y = data[name + "_x"], data[name + "_y"]
    if name + "_low" in data and not faint:
        ax.fill_between(x, data[name + "_low"], data[name + "_high"], color=color, alpha=0.2, linewidth=0,
                        zorder=1)
    ax.plot(x, y, color=color, linestyle=style, marker=marker, label=label,
            markersize=size * (0.8 if marker == "D" else 1),
            linewidth=0.55 if faint else 0.9, alpha=0.35 if faint else 1, zorder=1.5 if faint else 3)

)py";

inline constexpr std::string_view kPythonReference = R"py(
def reference(ax, name, label, color):
    """A horizontal line over the whole panel."""
    if name + "_low" in data:
        ax.axhspan(data[name + "_low"][0], data[name + "_high"][0], color=color, alpha=0.11, linewidth=0,
                   zorder=1)
    ax.axhline(data[name + "_y"][0], color=color, linestyle=(0, (4, 2.5)), linewidth=0.8, label=label,
               zorder=2)

)py";

inline constexpr std::string_view kPythonVertical = R"py(
def vertical(ax, name, label, side, end, away):
    """A place on the x axis and its name, on a side ("left", "right") of an end ("top", "bottom")."""
    x = data[name + "_x"][0]
    ax.axvline(x, color="0.5", linestyle=(0, (4, 2.5)), linewidth=0.7, zorder=2)
    place = away if end == "bottom" else 1 - away
    ax.annotate(label, (x, place), xycoords=("data", "axes fraction"),
                xytext=(2 if side == "right" else -2, 1 if end == "bottom" else -1),
                textcoords="offset points",
                ha="left" if side == "right" else "right", va=end, color="0.3", fontsize=SMALL)

)py";

inline constexpr std::string_view kPythonBars = R"py(
def bars(ax, name, label, color, width, hatch=None):
    """A bar for each category at name_x, with an error bar from name_low to name_high if there is one."""
    x, value = data[name + "_x"], data[name + "_value"]
    error = None
    if name + "_low" in data:
        error = np.clip([value - data[name + "_low"], data[name + "_high"] - value], 0, None)
    stripes = {"hatch": hatch, "edgecolor": "white", "linewidth": 0} if hatch else {}
    ax.bar(x, value, width, color=color, label=label, yerr=error, capsize=1.5,
           error_kw={"elinewidth": 0.7, "capthick": 0.7}, zorder=2, **stripes)
    ax.axhline(0, color="black", linewidth=0.6, zorder=2)

)py";

inline constexpr std::string_view kPythonBoxes = R"py(
def boxes(ax, name, label, color, width, style="-"):
    """Boxes with whiskers up to 1.5 interquartile ranges, and single values as points."""
    parts = ["lower_whisker", "lower_quartile", "median", "upper_quartile", "upper_whisker"]
    keys = ["whislo", "q1", "med", "q3", "whishi"]
    shown = np.flatnonzero(np.isfinite(data[name + "_median"]))
    stats = [{key: data[name + "_" + part][i] for key, part in zip(keys, parts)} for i in shown]
    line = {"color": color, "linewidth": 0.7}
    pale = tuple(0.75 + 0.25 * c for c in matplotlib.colors.to_rgb(color))
    ax.bxp(stats, positions=data[name + "_x"][shown], widths=width, showfliers=False, patch_artist=True,
           manage_ticks=False, boxprops={"facecolor": pale, "edgecolor": color, "linewidth": 0.7,
                                        "linestyle": style},
           medianprops={"color": color, "linewidth": 1.4}, whiskerprops=line, capprops=line, zorder=2)
    ax.plot(data[name + "_strip_x"], data[name + "_strip_y"], "o", color=color, markersize=1.8, alpha=0.85,
            markeredgewidth=0, zorder=3)
    ax.bar(np.nan, np.nan, color=pale, edgecolor=color, linewidth=0.7, linestyle=style, label=label)  # legend

)py";

inline constexpr std::string_view kPythonPoints = R"py(
def points(ax, name, label, color, marker, size, alpha):
    """Single points; a large cloud becomes a picture within the PDF."""
    x, y = data[name + "_x"], data[name + "_y"]
    edge = 0.6 if marker in "x+*" else 0
    scale = 0.8 if marker == "D" else 1
    ax.plot(x, y, marker, color=color, markersize=size * scale, alpha=alpha, markeredgewidth=edge,
            rasterized=len(x) > 20000, zorder=2)
    ax.plot([], [], marker, color=color, markersize=3.6 * scale, markeredgewidth=edge, label=label)  # legend

)py";

inline constexpr std::string_view kPythonHeat = R"py(
def text_on(color):
    """White where it has a contrast of 4.5 (WCAG 2) on the colour, else black."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color[:3])
    return "white" if 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5 else "black"


def heat(ax, name, rows, columns, low, high, label, texts):
    """A matrix as coloured cells; a cell without a value is crossed out."""
    count = rows * columns
    values = data[name + "_value"][:count].reshape(rows, columns)
    shown = ax.pcolormesh(np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5,
                          np.ma.masked_invalid(values), cmap=HEAT, vmin=low, vmax=high,
                          edgecolor="white", linewidth=0.3 if count <= 400 else 0)
    for row, column in np.argwhere(~np.isfinite(values)):
        ax.plot([column - 0.5, column + 0.5], [row + 0.5, row - 0.5], color="black", linewidth=0.4)
    for i, text in enumerate(texts):
        value = values[divmod(i, columns)]
        if np.isfinite(value):
            ax.text(i % columns, i // columns, text, ha="center", va="center", fontsize=SMALL,
                    color=text_on(shown.cmap(shown.norm(value))))
    bar = fig.colorbar(shown, ax=ax, label=label, aspect=30, pad=0.02)
    bar.outline.set_linewidth(0.4)

)py";

/// The end of every script: legend and texts above and below the panels, which get what is left.
inline constexpr std::string_view kPythonFinish = R"py(
def height_of(artist):
    """Of a text or legend, as a share of the figure's height."""
    return artist.get_window_extent(fig.canvas.get_renderer()).height / fig.bbox.height


entries = {}
for ax in axes:
    for handle, label in zip(*ax.get_legend_handles_labels()):
        entries.setdefault(label, handle)
top, bottom = 1 - 0.5 / HEIGHT_MM, 0
across = WIDTH_MM / 25.4 * 72  # in points
if TITLE:
    text = fig.text(0.01, top, textwrap.fill(TITLE, max(1, int(across / (0.55 * FONT)))), fontsize=FONT,
                    va="top", weight="bold")
    top -= height_of(text) + 1 / HEIGHT_MM
if entries:
    widest = max(len(label) for label in entries)
    legend = fig.legend(entries.values(), entries.keys(), loc="upper left", frameon=False,
                        bbox_to_anchor=(1 / WIDTH_MM, top),
                        ncol=max(1, min(len(entries), int(across / (24 + 0.5 * SMALL * widest)))),
                        borderpad=0.2, borderaxespad=0, handlelength=2, columnspacing=1.2, labelspacing=0.25)
    top -= height_of(legend) + 0.5 / HEIGHT_MM
if NOTE:
    text = fig.text(0.01, 0.5 / HEIGHT_MM, textwrap.fill(NOTE, max(1, int(across / (0.46 * SMALL)))),
                    fontsize=SMALL, va="bottom")
    bottom = height_of(text) + 1 / HEIGHT_MM
fig.tight_layout(rect=(0, bottom, 1, top), pad=0.3, w_pad=0.8, h_pad=0.8)

here = Path(__file__)
out = Path(sys.argv[1]) if len(sys.argv) > 1 else here.with_name(here.stem + "-matplotlib")
fig.savefig(f"{out}.pdf", metadata={"Title": NAME, "Creator": PROGRAM, "Keywords": ORIGIN})
fig.savefig(f"{out}.png", metadata={"Title": NAME, "Software": PROGRAM, "Source": ORIGIN})
)py";

} // namespace modalscope
