#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace modalscope {

/// Takes seeds as files have them: whole numbers from 0 to 2^53 - 1.
inline CLI::Validator isSeed()
{
    return CLI::Validator(
        [](const std::string& text) -> std::string {
            constexpr std::size_t kMostDigits = 16;
            const std::string most = "9007199254740991";
            const bool isWhole = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
            if (isWhole && (text.size() < kMostDigits || (text.size() == kMostDigits && text <= most)))
                return {};
            return text + " is not a whole number from 0 to " + most;
        },
        "");
}

} // namespace modalscope
