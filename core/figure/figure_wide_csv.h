#pragma once

#include "core/figure/figure.h"

#include <cstddef>
#include <string>

namespace modalscope {

/// The same numbers as figureCsv for programs that draw: every list of numbers is a column, shorter ones end
/// with "nan". Only numbers stand in the cells, in full precision, and no name needs quotes. Columns are
/// named by panel, mark and series, counted from 1:
///   p1_line1_x, _y, _low, _high; p1_reference1_y, _low, _high; p1_marker1_x; p1_point1_x, _y
///   p1_bar1_x (where the bar stands), _value, _low, _high
///   p1_box1_x, _n, _lower_whisker, _lower_quartile, _median, _upper_quartile, _upper_whisker (by category),
///   _strip_x, _strip_y (values drawn one by one), _category (from 0), _value (all of them)
///   p1_heat_column, _row (from 0), _value, _shade (the value; the lowest colour where there is none)
std::string figureWideCsv(const Figure& figure);

/// "p1_line2" for the second line of the first panel: `panel` and `series` from 0.
std::string wideColumn(std::size_t panel, const char* mark, std::size_t series);

/// Lines of numbers that figureWideCsv has.
std::size_t wideRows(const Figure& figure);

} // namespace modalscope
