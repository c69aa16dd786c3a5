#pragma once

#include <QString>

#include <span>

namespace modalscope {

/// The width of a journal's column and the font size its authors are asked for.
struct JournalPreset {
    const char16_t* name; ///< "Nature, one column"
    double widthMm;
    double fontPoints;
    QString label() const; ///< with the width: "Nature, one column (89 mm)"
};

/// From the journals' figure guides: Nature, IEEE, Elsevier, Science, Cell, PNAS, PLOS.
std::span<const JournalPreset> journalPresets();

inline constexpr double kLargestHeightMm
    = 170; ///< Nature's limit, which leaves room for a caption everywhere

} // namespace modalscope
