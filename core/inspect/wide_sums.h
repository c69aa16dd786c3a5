#pragma once

#include <span>

namespace modalscope {

/// Sums in double precision, always in the same order; where they leave its range (squares of very large or
/// very small numbers) in long double.
long double sumOf(std::span<const double> values);
long double productOf(std::span<const double> a, std::span<const double> b); ///< Σ aᵢ·bᵢ, of equal lengths

} // namespace modalscope
