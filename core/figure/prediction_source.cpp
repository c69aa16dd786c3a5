#include "core/figure/prediction_source.h"

#include "core/figure/figure_notes.h"

namespace modalscope {

Figure predictionSheet(const std::string& name, const std::string& what, const PredictionSource& source)
{
    Figure figure;
    figure.name = name + "-" + source.split;
    figure.title = what + ": " + (source.label.empty() ? "" : source.label + ", ") + source.split;
    figure.provenance = runProvenance(source.runs, source.command);
    return figure;
}

std::string samplesText(std::int64_t samples, const PredictionSource& source)
{
    return "n = " + std::to_string(samples) + (samples == 1 ? " sample of " : " samples of ") + source.split;
}

} // namespace modalscope
