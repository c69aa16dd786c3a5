#pragma once

#include <QColor>

#include <span>
#include <string>

namespace modalscope {

/// Colours of the classes of label maps: the same in a light and a dark window and in files.
struct ClassColors {
    int ground = -1; ///< the class that is no thing, see groundClass(); −1 = none
    bool tintsGround = true; ///< else the picture is seen there as it is

    /// Grey for the ground; else hues that differ from it and from each other, neither black nor white.
    QColor of(int label) const;
    bool isTinted(int label) const { return tintsGround || label != ground; }
};

/// 0 when the first class is called "background", "ground", "unlabelled" or alike; else −1.
int groundClass(std::span<const std::string> names);

} // namespace modalscope
