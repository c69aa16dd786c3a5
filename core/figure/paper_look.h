#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace modalscope {

/// How a figure is written for paper by scripts, which redraw it elsewhere.
struct PaperSize {
    double widthMm = 89;
    double heightMm = 60;
    double fontPoints = 7; ///< ticks, legend and note one point less, at least 5
    bool withTitle = true;
    bool withNote = true;
};

double smallPoints(const PaperSize& size); ///< font size of ticks, legend and note

/// Colour `index` of the palette on white, as six hexadecimal digits: "0072B2". The same as on screen.
std::string paperColor(int index);

enum class PaperLine { Solid, Dashed, DashDotted, Dotted };

/// The line style that changes with every round through the eight hues.
PaperLine paperLine(int index);

/// The marker, 0 to 7: disc, square, diamond, triangle up, triangle down, cross, plus, star.
int paperMarker(int index);

/// Colours of a heat map from the lowest to the highest value, evenly spaced, 0xRRGGBB.
inline constexpr std::array<std::uint32_t, 9> kPaperHeat{
    0xf7fbff, 0xdeebf7, 0xc6dbef, 0x9ecae1, 0x6baed6, 0x4292c6, 0x2171b5, 0x08519c, 0x08306b};

/// Colour of a cell at `share` of the range, 0 to 1.
std::uint32_t paperHeatColor(double share);

/// Texts on 0xRRGGBB are white where that has a contrast of 4.5 (WCAG 2, AA), else black, which then has one
/// of 4.6 at least.
bool isWhiteTextOn(std::uint32_t color);

enum class PaperHatch { None, Rising, Falling, Crossed };

/// White stripes in bars, which change with every round through the eight hues.
PaperHatch paperHatch(int index);

/// Diameter in points and opacity of a point among `count` in its panel: many small pale ones show where they
/// lie close.
struct PointLook {
    double diameter = 3.6;
    double opacity = 0.85;
};
PointLook pointLook(std::size_t count);

/// More points than these in a panel become a picture in PDF and SVG; axes and text stay vectors.
inline constexpr std::size_t kMostVectorPoints = 20'000;

/// Lines with at most so many points, of at most so many in their panel, get markers: see isMarked().
inline constexpr std::size_t kMarkedPoints = 12;
inline constexpr std::size_t kMarkedLines = 24;

/// Diameter in points of a line's markers on an axis `width` points long; 0 = none, they would run together.
double lineMarkerPoints(std::size_t count, double width);

/// `text` on lines of at most `characters`; words stay whole.
std::string wrappedText(const std::string& text, std::size_t characters);

} // namespace modalscope
