#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace modalscope {

/// The parts of `text` between `separator`s; an empty text has no parts.
std::vector<std::string> splitText(std::string_view text, char separator);

std::string joinText(std::span<const std::string> parts, std::string_view separator);

/// Bytes of the UTF-8 character that `text` starts with; 0 when it starts with none.
std::size_t utf8Length(std::string_view text);
bool isUtf8(std::string_view text);

/// The shortest decimal text that reads back as the same double; "nan", "inf", "-inf" for the rest.
std::string numberText(double value);

/// The whole of `text` as a double; NaN when it is none (or says "nan").
double numberFromText(std::string_view text);

/// `text` for a terminal: control characters as \x1b; line ends too, unless `keepLines`, become spaces.
std::string printableText(std::string_view text, bool keepLines = false);

/// `value` with a fixed number of digits behind the point.
std::string fixedText(double value, int decimals);

/// `text` as a cell of a CSV line: in quotes when it holds a comma, a quote or a line end.
std::string csvCell(std::string_view text);

/// A duration for people: "3.2 s", "4 min 10 s", "2 h 05 min".
std::string durationText(double seconds);

/// A size for people, in powers of 1000: "12.4 MB".
std::string sizeText(double bytes);

/// "2026-11-22T06:43:00Z", from seconds since 1970.
std::string utcText(std::int64_t secondsSince1970);
std::int64_t nowSeconds(); ///< seconds since 1970

} // namespace modalscope
