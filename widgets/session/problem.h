#pragma once

#include <cstdint>
#include <string>

namespace modalscope {

/// Something a person should look at, and where it is.
struct Problem {
    enum class Severity { Warning, Error };

    Severity severity = Severity::Error;
    std::string text; ///< one sentence: what, where, what to do
    std::string runId; ///< the run it belongs to, or empty
    std::string datasetPath; ///< the dataset it belongs to, or empty
    std::int64_t time = 0; ///< seconds since 1970
};

} // namespace modalscope
