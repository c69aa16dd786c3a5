#pragma once

#include "core/base/result.h"
#include "core/figure/figure.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace modalscope {

/// How an analysis is given out: text, JSON or CSV on stdout, and its figure in a file.
struct ReportOutput {
    std::string figure; ///< file; empty = none
    std::string commandLine; ///< as typed
    bool json = false;
    bool csv = false;

    void addOptions(CLI::App& command);
    /// Makes and writes the figure when it was asked for. Error: Io.
    Result<void> writeFigure(const std::function<Figure()>& make) const;
    /// Only what was asked for is made.
    void print(const std::function<nlohmann::json()>& asJson, const std::function<std::string()>& asCsv,
        const std::function<std::string()>& asText) const;
};

} // namespace modalscope
