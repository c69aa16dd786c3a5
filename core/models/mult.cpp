#include "core/models/mult.h"

#include "core/base/require.h"
#include "core/models/register_at.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::array<char, 3> kLetters{'l', 'a', 'v'};

/// The two that modality `m` reads, in the published order.
constexpr std::array<std::array<std::size_t, 2>, 3> kOthers{{{1, 2}, {0, 2}, {0, 1}}};

std::string pairName(std::size_t reader, std::size_t source)
{
    return std::string(1, kLetters[reader]) + "_with_" + kLetters[source];
}

int modalityOfLetter(char letter)
{
    return int(std::find(kLetters.begin(), kLetters.end(), letter) - kLetters.begin());
}

} // namespace

Mult::Mult(const NetworkOptions& options, const std::array<std::int64_t, 3>& features, int outputs)
    : m_width(options.width)
    , m_positions(options.width)
    , m_memoryPositions(2 * options.width)
{
    require(options.attentionDropout.size() == 3, "MulT has an attention dropout for each modality");
    for (std::size_t m = 0; m < 3; ++m)
        m_projections[m] = register_module(std::string("proj_") + kLetters[m],
            torch::nn::Conv1d(torch::nn::Conv1dOptions(features[m], m_width, 1).bias(false)));
    MultTransformerSize size{m_width, options.heads, options.levels, options.mask, 0, options.reluDropout,
        options.residualDropout, options.embedDropout};
    for (std::size_t m = 0; m < 3; ++m)
        for (std::size_t i = 0; i < 2; ++i) {
            const auto source = kOthers[m][i];
            size.attentionDropout = options.attentionDropout[source];
            m_crossmodal[m][i]
                = register_module("trans_" + pairName(m, source), std::make_shared<MultTransformer>(size));
        }
    size.width = 2 * m_width;
    size.layers = std::max(options.levels, 3);
    size.attentionDropout = options.attentionDropout[0];
    for (std::size_t m = 0; m < 3; ++m)
        m_memories[m] = register_module(
            std::string("trans_") + kLetters[m] + "_mem", std::make_shared<MultTransformer>(size));
    m_hidden = register_module("proj1", torch::nn::Linear(6 * m_width, 6 * m_width));
    m_back = register_module("proj2", torch::nn::Linear(6 * m_width, 6 * m_width));
    m_out = register_module("out_layer", torch::nn::Linear(6 * m_width, outputs));
    m_inputDropout = register_module("input_dropout", std::make_shared<HashedDropout>(options.embedDropout));
    m_outDropout = register_module("out_dropout", std::make_shared<HashedDropout>(options.outDropout));
}

StepRows Mult::project(std::size_t modality, const torch::Tensor& input)
{
    const auto sequence = input.dim() == 2 ? input.unsqueeze(1) : input;
    const auto samples = sequence.size(0), time = sequence.size(1), features = sequence.size(2);
    auto rows = sequence.transpose(0, 1).reshape({time * samples, features});
    if (modality == 0)
        rows = m_inputDropout->forward(rows);
    const auto& layer = m_projections[modality];
    if (features != m_width)
        rows = torch::linear(rows, layer->weight.flatten(1), layer->bias);
    return embedded({rows, time, samples}, m_positions);
}

torch::Tensor Mult::forward(const std::vector<torch::Tensor>& inputs, const BranchSwitches& switches)
{
    require(inputs.size() == 3, "MulT gets three modalities");
    require(std::find(switches.off.begin(), switches.off.end(), true) == switches.off.end(),
        "MulT has no branches to switch off");
    std::array<StepRows, 3> steps;
    for (std::size_t m = 0; m < 3; ++m)
        steps[m] = project(m, inputs[m]);
    std::vector<torch::Tensor> last;
    for (std::size_t m = 0; m < 3; ++m) {
        std::vector<torch::Tensor> read;
        for (std::size_t i = 0; i < 2; ++i) {
            const auto source = kOthers[m][i];
            const auto one = m_crossmodal[m][i]->forward(steps[m], &steps[source]);
            switches.note("encoder." + pairName(m, source), one.sequence());
            read.push_back(one.values);
        }
        const auto joined = embedded(steps[m].with(torch::cat(read, 1)), m_memoryPositions);
        const auto memory = m_memories[m]->forward(joined, nullptr);
        switches.note(std::string("memory.") + kLetters[m], memory.sequence());
        last.push_back(memory.values.narrow(0, (memory.time - 1) * memory.samples, memory.samples));
    }
    const auto feature = torch::cat(last, 1);
    switches.note("last", feature);
    const auto hidden = m_outDropout->forward(m_hidden->forward(feature).relu_());
    const auto decoded = feature + m_back->forward(hidden);
    switches.note("decoder", decoded);
    return m_out->forward(decoded);
}

Part Mult::partOf(const std::string& layerPath) const
{
    const auto startsWith = [&](const char* start) { return layerPath.starts_with(start); };
    for (std::size_t m = 0; m < 3; ++m)
        if (startsWith((std::string("proj_") + kLetters[m]).c_str()))
            return {PartKind::Encoder, {int(m)}};
    if (!startsWith("trans_"))
        return {PartKind::Head, {0, 1, 2}};
    if (layerPath.find("_mem.") != std::string::npos || layerPath.ends_with("_mem"))
        return {PartKind::Fusion, {0, 1, 2}};
    const std::string name = layerPath.substr(6); // X_with_Y
    auto both = std::vector<int>{modalityOfLetter(name.at(0)), modalityOfLetter(name.at(7))};
    std::sort(both.begin(), both.end());
    return {PartKind::Encoder, both};
}

} // namespace modalscope
