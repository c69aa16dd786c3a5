#pragma once

#include "core/engine/prepared_run.h"

#include <nlohmann/json.hpp>

namespace modalscope {

/// How many values a network learns. Running means and variances of norms are no parameters.
struct ParameterCount {
    std::int64_t total = 0;
    std::int64_t trainable = 0; ///< less those that never change in this run: a frozen head's weights, what
                                ///< is frozen after it was loaded
};

ParameterCount countParameters(const PreparedRun& run);
nlohmann::json toJson(const ParameterCount& count); ///< {"total", "trainable"}

/// Whether the tensor called `name` is a parameter rather than a buffer.
bool isParameter(const std::string& name);

} // namespace modalscope
