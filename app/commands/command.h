#pragma once

#include "core/base/result.h"
#include "core/engine/engine.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace modalscope {

/// What the program ends with (`house.md` 4.5).
enum ExitCode { Done = 0, FailedWhileRunning = 1, WrongInput = 2, CancelledByUser = 130 };

/// What a chosen command does, after its options have been read; returns an exit code.
using CommandAction = std::function<int()>;

/// What commands are handed when they are set up.
struct CommandSetup {
    CLI::App& app;
    CommandAction& action; ///< set by the command that the user names
    std::string commandLine; ///< as typed, for environment.json
};

/// Prints "error: ..." as one line on stderr. Before a run has started everything is wrong input; afterwards
/// what was asked for and the files that were named (InvalidInput, Shape, NotFound, Format).
int failBefore(const Error& error);
int failWhileRunning(const Error& error);

/// Prints JSON on stdout, indented.
void printJson(const nlohmann::json& json);

/// The engine, loaded with LibTorch at the first call. Error: Io, when the library cannot be loaded.
Result<Engine*> engine();

/// "98.75 %  [97.50, 99.75]" of an estimate in metrics; not in percent: "0.6120  [0.5900, 0.6400]".
std::string estimateText(const nlohmann::json& estimate, bool isPercent = true);

/// "accuracy", "mIoU" or "MAE": which number accuracyLines() tells of this entry of `splits`.
std::string mainMetricLabel(const nlohmann::json& split);

/// The main metrics of one entry of `splits`, a line each, indented.
std::string accuracyLines(const nlohmann::json& split);

} // namespace modalscope
