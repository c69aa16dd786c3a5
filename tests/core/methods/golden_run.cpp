#include "tests/core/methods/golden_run.h"

#include <cmath>
#include <stdexcept>

namespace modalscope {
namespace {

/// "enc.a.0.weight" → "encoder.a.0.weight", "proj.a" → "projection.a".
std::string ourName(const std::string& name)
{
    if (name.starts_with("enc."))
        return "encoder." + name.substr(4);
    if (name.starts_with("proj."))
        return "projection." + name.substr(5);
    return name;
}

Hgm hgmOf(const std::string& run)
{
    if (run.starts_with("missing-") || run.starts_with("mla-paper"))
        return Hgm::Paper;
    if (run.starts_with("mla-frozen-head"))
        return Hgm::FrozenHead;
    return *fromText<Hgm>(run.substr(4));
}

MethodOptions optionsOf(const std::string& run, const std::string& tag)
{
    MethodOptions options;
    if (run.starts_with("mla-") || run.starts_with("missing-")) {
        options.kind = MethodKind::Mla;
        options.mla.hgm = hgmOf(run);
        if (run == "mla-paper-constant-alpha")
            options.mla.alphaKind = HgmAlpha::Constant; // its default is that of the run
        if (run == "mla-frozen-head")
            options.mla.frozenGradient = FrozenGradient::Zero;
        return options;
    }
    const auto dash = run.find('-');
    options.kind = *fromText<MethodKind>(run.substr(0, dash));
    options.ogm.rule = run == "ogm" && tag == "avt" ? OgmRule::Released : OgmRule::Strict;
    options.qmfMargin = run == "qmf-crl-margin" ? QmfMargin::Ranking : QmfMargin::ReleasedCode;
    return options;
}

} // namespace

torch::Tensor toTensor(const ArrayD& array)
{
    return torch::tensor(array.values, torch::kFloat64).reshape(array.shape);
}

double relativeError(const torch::Tensor& a, const torch::Tensor& b, double floor)
{
    const auto wanted = b.detach().to(torch::kFloat64);
    const auto error = (a.detach().to(torch::kFloat64) - wanted).abs() / wanted.abs().clamp_min(floor);
    const double most = error.max().item<double>();
    return std::isnan(most) ? INFINITY : most;
}

double relativeError(double a, double b, double floor)
{
    const double error = std::abs(a - b) / std::max(std::abs(b), floor);
    return std::isnan(error) ? INFINITY : error;
}

GoldenRun::GoldenRun(const GoldenFile& file, const std::string& name)
    : m_file(file)
    , m_case(name.substr(0, name.find('/')))
    , m_tag(name.substr(name.find('/') + 1))
    , m_path("/cases/" + name + "/")
{ }

MethodSpec GoldenRun::spec() const
{
    MethodSpec spec;
    spec.method = optionsOf(m_case, m_tag);
    spec.train.learningRate = 0.05;
    spec.train.precision = Precision::Float64;
    spec.treatment = m_case == "missing-zero" ? MissingTreatment::Zero : MissingTreatment::Skip;
    for (std::size_t m = 0; m < modalityCount(); ++m) {
        const auto shape = m_file.read("/data/train/" + modality(m)).shape;
        spec.modalities.push_back(
            {.name = modality(m), .kind = ModalityKind::Features, .shape = {shape[1]}, .stored = {}});
        spec.encoders.push_back({.kind = EncoderKind::Mlp, .feature = 16, .hidden = {32}, .channels = {}});
    }
    spec.classCount = 4;
    spec.trainSize = 96;
    return spec;
}

std::unique_ptr<Method> GoldenRun::build(const MethodSpec& spec) const
{
    auto method = buildMethod(spec);
    if (!method)
        throw std::runtime_error(method.error().message);
    const torch::NoGradGuard guard;
    const auto weights = method.value()->weights();
    const auto initial = initialWeights();
    if (weights.size() != initial.size())
        throw std::runtime_error("the method has other parameters than the run " + m_path);
    for (const auto& [name, values] : initial)
        weights.at(name).copy_(values);
    return std::move(method).value();
}

Batch GoldenRun::batch(const std::string& part, const torch::Tensor& rows) const
{
    Batch batch;
    batch.rows = rows;
    batch.labels = toTensor(m_file.read("/data/" + part + "/labels")).to(torch::kInt64).index_select(0, rows);
    torch::Tensor presence;
    if (m_case.starts_with("missing-"))
        presence = toTensor(m_file.read("/presence/" + m_tag + "/" + part)).index_select(0, rows);
    for (std::size_t m = 0; m < modalityCount(); ++m) {
        auto input = toTensor(m_file.read("/data/" + part + "/" + modality(m))).index_select(0, rows);
        if (presence.defined()) {
            const auto present = presence.select(1, std::int64_t(m));
            input = input * present.unsqueeze(1);
            batch.presence.push_back(present > 0);
        }
        batch.inputs.push_back(input);
    }
    return batch;
}

Batch GoldenRun::trainBatch(int epoch, int index) const
{
    const auto order = toTensor(m_file.read("/order")).to(torch::kInt64);
    auto made = batch("train", order[epoch].narrow(0, index * batchSize, batchSize));
    made.index = index;
    made.count = batches;
    made.epoch = epoch;
    return made;
}

Batch GoldenRun::testBatch() const
{
    return batch("test", torch::arange(64));
}

bool GoldenRun::has(const std::string& group, const std::string& name) const
{
    return m_file.has(m_path + group, name);
}

torch::Tensor GoldenRun::read(const std::string& path) const
{
    return toTensor(m_file.read(m_path + path));
}

std::map<std::string, torch::Tensor> GoldenRun::initialWeights() const
{
    std::map<std::string, torch::Tensor> weights;
    for (const auto& name : m_file.names(m_path + "init"))
        weights[ourName(name)] = read("init/" + name);
    return weights;
}

std::map<std::string, torch::Tensor> GoldenRun::finalWeights() const
{
    const auto flat = read("final");
    std::map<std::string, torch::Tensor> weights;
    std::int64_t begin = 0;
    for (const auto& name : m_file.names(m_path + "init")) {
        const auto shape = read("init/" + name).sizes().vec();
        const auto count = elementCount(shape);
        weights[ourName(name)] = flat.narrow(0, begin, count).reshape(shape);
        begin += count;
    }
    return weights;
}

} // namespace modalscope
