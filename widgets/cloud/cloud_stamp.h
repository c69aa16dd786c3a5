#pragma once

#include "widgets/base/palette.h"

#include <QImage>
#include <QPainterPath>

#include <cstdint>
#include <cstring>
#include <vector>

namespace modalscope {

/// The outline of a marker around the origin, `diameter` wide.
QPainterPath markerPath(MarkerShape shape, double diameter);

/// A picture without transparency whose pixels are written at once.
struct CloudSheet {
    std::uint32_t* pixels = nullptr;
    int width = 0, height = 0, stride = 0; ///< in pixels

    static CloudSheet of(QImage& image); ///< of format RGB32
};

/// `color` over `ground` with the weight `alpha`, 0 to 256.
inline std::uint32_t blended(std::uint32_t ground, std::uint32_t color, std::uint32_t alpha)
{
    const auto two = ground & 0xff00ff, one = ground & 0x00ff00;
    const auto mixedTwo = (two + ((((color & 0xff00ff) - two) * alpha) >> 8)) & 0xff00ff;
    const auto mixedOne = (one + ((((color & 0x00ff00) - one) * alpha) >> 8)) & 0x00ff00;
    return 0xff000000 | mixedTwo | mixedOne;
}

/// A marker as the pixels that it covers, four at a time, for one sheet.
class CloudStamp {
public:
    /// `opacity` from 0 to 1; without `smooth` a pixel is covered or not.
    CloudStamp(MarkerShape shape, double diameter, double opacity, bool smooth, const CloudSheet& sheet);

    int side() const { return m_side; } ///< pixels along the square; depends on the diameter only
    int reach() const { return m_side / 2 + 4; } ///< pixels around the middle that must be on the sheet

    /// `x`, `y`: the pixel of the middle; for an even side the one right of and below it.
    void paint(const CloudSheet& sheet, int x, int y, std::uint32_t color) const
    {
        auto* middle = reinterpret_cast<std::uint8_t*>(sheet.pixels + std::ptrdiff_t(y) * sheet.stride + x);
        Bytes ink = {};
        for (int i = 0; i < 16; i += 4)
            std::memcpy(reinterpret_cast<std::uint8_t*>(&ink) + i, &color, 4);
        const auto wideInk = __builtin_convertvector(ink, Words);
        for (const auto& four : m_fours) {
            auto* at = middle + four.offset;
            Bytes ground;
            std::memcpy(&ground, at, sizeof ground);
            const auto mixed
                = (__builtin_convertvector(ground, Words) * four.ground + wideInk * four.ink) >> 8;
            ground = __builtin_convertvector(mixed, Bytes);
            std::memcpy(at, &ground, sizeof ground);
        }
    }

private:
    using Bytes = std::uint8_t __attribute__((vector_size(16)));
    using Words = std::uint16_t __attribute__((vector_size(32)));

    /// Four pixels beside each other; the weights add up to 256.
    struct Four {
        Words ground, ink;
        std::ptrdiff_t offset; // bytes from the middle
    };

    std::vector<Four> m_fours;
    int m_side = 0;
};

/// The stamps of all shapes, indexed by MarkerShape.
std::vector<CloudStamp> cloudStamps(double diameter, double opacity, bool smooth, const CloudSheet& sheet);

} // namespace modalscope
