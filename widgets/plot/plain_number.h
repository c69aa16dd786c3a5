#pragma once

#include <QString>

namespace modalscope {

/// A number for people: about `digits` significant ones, none of them a superfluous zero, and powers of ten
/// only far from one: "93.24", "1235", "−0.5", "1.2×10⁸".
QString plainNumber(double value, int digits = 4);

/// "8.3 to 55": both ends as exact as their distance deserves.
QString plainRange(double low, double high);

/// "×10⁻⁶" behind a mantissa; "10⁻⁶" without the sign.
QString superscript(int number);

} // namespace modalscope
