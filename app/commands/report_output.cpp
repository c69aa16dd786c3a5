#include "app/commands/report_output.h"

#include "app/commands/command.h"
#include "core/base/atomic_file.h"
#include "core/figure/figure_json.h"

#include <nlohmann/json.hpp>

#include <cstdio>

#include <CLI/CLI.hpp>

namespace modalscope {

void ReportOutput::addOptions(CLI::App& command)
{
    command.add_option("--figure", figure, "also writes the figure, for modalscope --render");
    auto* asJson = command.add_flag("--json", json, "JSON on stdout");
    command.add_flag("--csv", csv, "CSV on stdout")->excludes(asJson);
}

Result<void> ReportOutput::writeFigure(const std::function<Figure()>& make) const
{
    return figure.empty() ? Result<void>() : writeFileAtomically(figure, figureJson(make()));
}

void ReportOutput::print(const std::function<nlohmann::json()>& asJson,
    const std::function<std::string()>& asCsv, const std::function<std::string()>& asText) const
{
    if (json)
        printJson(asJson());
    else
        std::fputs((csv ? asCsv() : asText()).c_str(), stdout);
}

} // namespace modalscope
