#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace modalscope {

enum class FilterCompare { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, Contains };

/// A number, a bare word or a text in quotes, and the character of the filter where it starts, from 1.
struct FilterWord {
    std::string text = {};
    double number = 0;
    bool isNumber = false;
    std::size_t position = 0;
};

/// A part of a filter. Parts that it consists of stand before it in the list, under these indices.
struct FilterNode {
    enum class Kind { Is, Compare, Not, And, Or };
    Kind kind = Kind::Is;
    FilterCompare compare = FilterCompare::Equal; ///< Compare only
    FilterWord left = {}, right = {}; ///< Is: left, the name of a column; Compare: both
    std::size_t first = 0, second = 0; ///< Not: first; And, Or: both
};

/// Error: InvalidInput, which names the character, for what is no filter, for one of more than 10,000
/// characters or with more than 100 parentheses inside each other. The whole filter is the last part.
Result<std::vector<FilterNode>> parseFilter(std::string_view text);

/// "at character 7".
std::string filterPlace(const FilterWord& word);

} // namespace modalscope
