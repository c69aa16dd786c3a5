#include "core/engine/initial_weights.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

constexpr std::size_t kMostListed = 20;

std::vector<NamedShape> shapesOf(const std::map<std::string, torch::Tensor>& weights)
{
    std::vector<NamedShape> shapes;
    for (const auto& [name, tensor] : weights)
        shapes.push_back({name, tensor.sizes().vec()});
    return shapes;
}

template <class T>
Result<torch::Tensor> tensorOfValues(Result<std::vector<T>> values, const Shape& shape)
{
    if (!values)
        return values.error();
    auto& numbers = values.value();
    if (!std::ranges::all_of(numbers, [](T value) { return std::isfinite(value); }))
        return Error{ErrorKind::Numeric, "has values that are not finite"};
    return torch::from_blob(numbers.data(), shape, c10::CppTypeToScalarType<T>::value).clone();
}

} // namespace

Result<std::optional<InitialWeights>> InitialWeights::open(const PreparedRun& run)
{
    const auto& method = run.experiment.method;
    if (method.kind != MethodKind::Network || !isDense(method.network.kind) || method.network.weights.empty())
        return std::optional<InitialWeights>();
    const auto path = std::filesystem::absolute(method.network.weights).lexically_normal();
    const auto fail = [](const Error& error) {
        return Error{error.kind, "method.network.weights: " + error.message};
    };
    auto file = openWeightsFile(path);
    if (!file)
        return fail(file.error());
    InitialWeights weights;
    weights.m_file = std::move(file).value();
    weights.m_tensors = namedTensors(weights.m_file.tree, weights.m_file.tree.root);
    std::vector<NamedShape> shapes;
    for (const auto& tensor : weights.m_tensors)
        shapes.push_back({tensor.name, weights.m_file.tree.tensors[tensor.tensor].shape});
    auto matched = matchMitWeights(shapes, shapesOf(run.method->weights()));
    if (!matched)
        return fail({matched.error().kind, path.string() + ": " + matched.error().message});
    weights.m_matched = std::move(matched).value();
    auto sum = sha256Of(weights.m_file);
    if (!sum)
        return fail(sum.error());
    weights.m_sha256 = std::move(sum).value();
    return std::optional(std::move(weights));
}

Result<void> InitialWeights::copyTo(PreparedRun& run) const
{
    const torch::NoGradGuard noGradients;
    auto targets = run.method->weights();
    for (const auto& [name, source] : m_matched.pairs) {
        auto& target = targets.at(name);
        const auto shape = target.sizes().vec();
        const auto& tensor = m_tensors[source];
        auto values = target.scalar_type() == torch::kFloat64
            ? tensorOfValues(readDoubles(m_file, tensor), shape)
            : tensorOfValues(readFloats(m_file, tensor), shape);
        if (!values)
            return Error{values.error().kind,
                values.error().kind == ErrorKind::Numeric
                    ? m_file.path + ": tensor " + printableText(tensor.name) + " " + values.error().message
                    : values.error().message};
        target.copy_(values.value());
    }
    return {};
}

std::string InitialWeights::summary() const
{
    const auto& unused = m_matched.unused;
    auto text = "the encoder of the first modality starts from " + m_file.path + " (SHA-256 "
        + m_sha256.substr(0, 12) + "): " + std::to_string(m_matched.pairs.size())
        + " tensors loaded, none of the encoder's missing, " + std::to_string(unused.size())
        + " of the file not used";
    for (std::size_t i = 0; i < std::min(unused.size(), kMostListed); ++i)
        text += (i == 0 ? ": " : ", ") + printableText(unused[i].substr(0, 120));
    if (unused.size() > kMostListed)
        text += " and " + std::to_string(unused.size() - kMostListed) + " more";
    return text;
}

Result<void> checkSameWeights(
    const std::string& path, const std::string& sha256Then, const std::string& sha256Now)
{
    if (sha256Then.empty() || sha256Now.empty() || sha256Then == sha256Now)
        return {};
    return invalidInput("method.network.weights: " + path
        + ": is not the file that this run started from (SHA-256 " + sha256Now.substr(0, 12) + " now, "
        + sha256Then.substr(0, 12)
        + " then); bring that one back, or give this one another name to train a run of its own");
}

} // namespace modalscope
