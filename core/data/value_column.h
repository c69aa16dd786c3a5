#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace modalscope {

/// One value for every row of a table: numbers, or texts of a list. Only one of `numbers` and `codes` is
/// filled.
struct ValueColumn {
    std::string name;
    std::vector<float> numbers = {}; ///< [row]; NaN = no value
    std::vector<std::int32_t> codes = {}; ///< [row], index into categories; outside of them = no value
    std::vector<std::string> categories = {}; ///< each text once

    bool isCategorical() const { return !codes.empty() || !categories.empty(); }
    std::size_t size() const { return isCategorical() ? codes.size() : numbers.size(); }
    /// The category of a row; empty when it has none.
    std::string_view category(std::size_t row) const
    {
        const auto code = codes[row];
        return code >= 0 && std::size_t(code) < categories.size() ? categories[std::size_t(code)]
                                                                  : std::string_view();
    }
    bool operator==(const ValueColumn&) const = default;
};

} // namespace modalscope
