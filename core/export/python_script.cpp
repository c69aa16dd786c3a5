#include "core/export/python_script.h"

#include "core/base/text.h"
#include "core/base/version.h"
#include "core/export/python_encoders.h"
#include "core/export/python_fusions.h"
#include "core/export/python_networks.h"
#include "core/export/python_text.h"

#include <algorithm>

namespace modalscope {
namespace {

std::string imports(bool needsMath)
{
    return std::string("import json\n") + (needsMath ? "import math\n" : "")
        + "import pathlib\nimport sys\n\nimport numpy as np\nimport torch\n"
          "import torch.nn.functional as F\nfrom torch import nn\n";
}

/// For a text between three quotes.
std::string escaped(const std::string& text)
{
    std::string safe;
    for (const char letter : text)
        safe += (letter == '\\' || letter == '"' ? "\\" : "") + std::string(1, letter);
    return safe;
}

bool isStandardized(const ExportedRun& run, const Modality& modality)
{
    return run.tensor("standardizer." + modality.name + ".mean") != nullptr;
}

bool isRegression(const ExportedRun& run)
{
    return run.classNames.empty();
}

/// What the network gives, in the plural.
std::string outputWord(const ExportedRun& run)
{
    const auto& method = run.experiment.method;
    if (method.kind == MethodKind::Mla && method.mla.fusion == MlaFusion::EntropyProbabilities)
        return "probabilities";
    return isRegression(run) ? "values" : "logits";
}

/// A fusion over the batch depends on its size; everything else may take any.
int batchSize(const ExportedRun& run)
{
    const auto& experiment = run.experiment;
    if (experiment.method.kind == MethodKind::Network)
        return isDense(experiment.method.network.kind) ? 8 : 64;
    const bool isOverBatch = experiment.method.kind == MethodKind::Mla
        && experiment.method.mla.fusion == MlaFusion::ReleasedCodeBatch;
    return isOverBatch ? experiment.train.batchSize : 256;
}

/// The text with every `{name}` replaced.
std::string filled(std::string text, const std::vector<std::pair<std::string, std::string>>& values)
{
    for (const auto& [name, value] : values) {
        const auto place = "{" + name + "}";
        for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at + value.size()))
            text.replace(at, place.size(), value);
    }
    return text;
}

std::string introduction(const ExportedRun& run)
{
    const auto& method = run.experiment.method;
    const auto network
        = method.kind == MethodKind::Network ? labelOf(method.network.kind) : methodLabel(method);
    return filled(std::string(pythonPiece("introduction")),
        {{"run", run.id}, {"program", programVersion()}, {"words", outputWord(run)},
            {"network", escaped(network)}});
}

std::string dictionary(const std::vector<std::pair<std::string, std::string>>& entries, const char* indent)
{
    std::string text = "{\n";
    for (const auto& [name, value] : entries)
        text += std::string(indent) + "    " + pythonText(name) + ": " + value + ",\n";
    return text + indent + "}";
}

std::string constants(const ExportedRun& run)
{
    std::vector<std::pair<std::string, std::string>> shapes;
    for (const auto& modality : run.modalities)
        shapes.emplace_back(modality.name, pythonTuple(modality.shape));
    std::string text = "MODALITIES = " + dictionary(shapes, "") + "  # the shape of one sample\n";
    std::vector<std::string> classes;
    for (const auto& name : run.classNames)
        classes.push_back(pythonText(name));
    text += isRegression(run) ? "CLASSES = None" : pythonWrapped("CLASSES = [", classes, "]");
    text += "\nWHAT_IT_SAYS = " + pythonText(outputWord(run));
    text += "\nBATCH = " + std::to_string(batchSize(run));
    const auto& method = run.experiment.method;
    if (method.kind == MethodKind::Mla && method.mla.fusion == MlaFusion::Fixed) {
        auto weights = method.mla.fusionWeights;
        double sum = 0;
        for (const double weight : weights)
            sum += weight;
        for (auto& weight : weights)
            weight /= sum;
        text += "\nFUSION_WEIGHTS = " + pythonList(weights) + "  # of the modalities, with sum 1";
    }
    return text + "\n";
}

std::string standardizers(const ExportedRun& run)
{
    std::vector<std::pair<std::string, std::string>> entries;
    for (const auto& modality : run.modalities)
        if (const auto* mean = run.tensor("standardizer." + modality.name + ".mean"))
            entries.emplace_back(modality.name, "Standardizer(" + std::to_string(mean->shape.front()) + ")");
    return entries.empty() ? "{}" : dictionary(entries, "    ");
}

struct BuildCode {
    std::string function;
    std::vector<std::string> pieces;
};

Result<BuildCode> buildCode(const ExportedRun& run)
{
    BuildCode code;
    std::string body;
    const bool isNetwork = run.experiment.method.kind == MethodKind::Network;
    std::vector<std::pair<std::string, std::string>> encoders;
    for (const auto& modality : run.modalities) {
        if (isNetwork)
            break;
        auto encoder = pythonEncoder(run.experiment.encoder(modality.name), modality);
        code.pieces.insert(code.pieces.end(), encoder.pieces.begin(), encoder.pieces.end());
        encoders.emplace_back(modality.name, std::move(encoder.expression));
    }
    if (!isNetwork)
        body += "    encoders = " + dictionary(encoders, "    ") + "\n";
    body += "    standardizers = " + standardizers(run) + "\n";
    auto network = isNetwork ? Result<PythonPart>(pythonNetwork(run)) : pythonFusion(run);
    if (!network)
        return network.error();
    auto call = std::move(network).value();
    if (run.experiment.train.precision == Precision::Float64)
        call.expression += ".double()";
    auto last = "return " + call.expression;
    if (const auto unknown = modalitiesWithoutMean(run); !unknown.empty())
        last = "network = " + call.expression + "\n    network.needs_mean = " + pythonList(unknown)
            + "\n    return network";
    code.pieces.insert(code.pieces.end(), call.pieces.begin(), call.pieces.end());
    code.function = "def build():\n    \"\"\"The network of the run, with random weights.\"\"\"\n" + body
        + "    " + last + "\n";
    return code;
}

} // namespace

std::vector<std::string> modalitiesWithoutMean(const ExportedRun& run)
{
    std::vector<std::string> names;
    if (run.experiment.missing.treatment != MissingTreatment::Mean)
        return names;
    for (const auto& modality : run.modalities)
        if (modality.kind != ModalityKind::Features || !isStandardized(run, modality))
            names.push_back(modality.name);
    return names;
}

Result<std::string> pythonScript(const ExportedRun& run)
{
    const auto code = buildCode(run);
    if (!code)
        return code.error();
    std::string text;
    std::vector<std::string> written;
    for (const auto& piece : code.value().pieces) {
        if (std::ranges::find(written, piece) != written.end())
            continue;
        text += "\n\n" + std::string(pythonPiece(piece));
        written.push_back(piece);
    }
    text += "\n\n" + code.value().function;
    for (const char* piece : {"weights", "main"})
        text += "\n\n" + std::string(pythonPiece(piece));
    const bool needsMath = text.find("math.") != std::string::npos;
    return introduction(run) + imports(needsMath) + "\n" + constants(run) + text;
}

} // namespace modalscope
